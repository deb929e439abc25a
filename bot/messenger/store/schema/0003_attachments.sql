-- Files that bots upload into a room; the bytes are in the data folder, under the id.
CREATE TABLE messenger_attachments (
    id BIGINT PRIMARY KEY,
    room_id BIGINT NOT NULL REFERENCES messenger_rooms (id),
    bot_id BIGINT NOT NULL REFERENCES messenger_bots (id),
    -- 'file', 'image' or 'video'.
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    -- In bytes.
    size BIGINT NOT NULL,
    content_type TEXT NOT NULL,
    uploaded_at BIGINT NOT NULL,
    -- Whether any message has it; one that none has is removed after an hour.
    attached BOOLEAN NOT NULL
);

CREATE INDEX messenger_attachments_loose ON messenger_attachments (uploaded_at) WHERE NOT attached;

CREATE TABLE messenger_message_attachments (
    message_id BIGINT NOT NULL REFERENCES messenger_messages (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    attachment_id BIGINT NOT NULL REFERENCES messenger_attachments (id),
    PRIMARY KEY (message_id, position)
);

CREATE INDEX messenger_message_attachments_by_attachment
    ON messenger_message_attachments (attachment_id);
