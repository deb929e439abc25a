-- People upload files too: whose a file is, is a number of either kind.
ALTER TABLE messenger_attachments ADD COLUMN uploader_id BIGINT NOT NULL DEFAULT 0;
UPDATE messenger_attachments SET uploader_id = bot_id;
ALTER TABLE messenger_attachments DROP COLUMN bot_id;
-- The files of a room that was deleted wait for the sweep, so a file doesn't refer to its room.
ALTER TABLE messenger_attachments ADD COLUMN room BIGINT NOT NULL DEFAULT 0;
UPDATE messenger_attachments SET room = room_id;
ALTER TABLE messenger_attachments DROP COLUMN room_id;
ALTER TABLE messenger_attachments RENAME COLUMN room TO room_id;
CREATE INDEX messenger_attachments_by_room ON messenger_attachments (room_id);

-- Which message of the room a message answers; never its text, which may be taken back.
ALTER TABLE messenger_messages ADD COLUMN reply_to_seq BIGINT;
