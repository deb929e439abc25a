-- Rooms of people belong to a member, not to a bot: the owner is a number of either kind.
ALTER TABLE messenger_rooms ADD COLUMN owner BIGINT NOT NULL DEFAULT 0;
UPDATE messenger_rooms SET owner = owner_id;
ALTER TABLE messenger_rooms DROP COLUMN owner_id;
ALTER TABLE messenger_rooms RENAME COLUMN owner TO owner_id;
-- Of a room of two people: both their numbers, the smaller first, so that they have one such room.
ALTER TABLE messenger_rooms ADD COLUMN pair TEXT;
ALTER TABLE messenger_rooms ADD COLUMN allow_invite BOOLEAN NOT NULL DEFAULT TRUE;
CREATE UNIQUE INDEX messenger_rooms_by_pair ON messenger_rooms (pair) WHERE pair IS NOT NULL;

-- Secret rooms have tables of their own: what is never written beside the others needn't be searched
-- for there. Times are UTC milliseconds, lengths milliseconds. Their numbers come from the count of all rooms.
CREATE TABLE secret_rooms (
    id BIGINT PRIMARY KEY,
    -- The name is sealed with a key of the room's own.
    name_key_id TEXT,
    name BYTEA,
    -- A membership.
    owner_id BIGINT NOT NULL,
    auto_ms BIGINT NOT NULL,
    keep_ms BIGINT NOT NULL,
    allow_invite BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    last_seq BIGINT NOT NULL,
    last_activity_at BIGINT NOT NULL,
    -- From this moment nobody finds it; the rows follow, and then this one.
    deleted_at BIGINT,
    deleted_because TEXT
);

CREATE INDEX secret_rooms_deleted ON secret_rooms (deleted_at) WHERE deleted_at IS NOT NULL;

-- A membership that has ended stays as long as the room: it says who sent what is still there.
CREATE TABLE secret_members (
    id BIGINT PRIMARY KEY,
    room_id BIGINT NOT NULL REFERENCES secret_rooms (id),
    -- The member's platform id.
    user_id BIGINT NOT NULL,
    joined_seq BIGINT NOT NULL,
    read_seq BIGINT NOT NULL,
    suspended BOOLEAN NOT NULL,
    ended_at BIGINT
);

CREATE UNIQUE INDEX secret_members_present ON secret_members (user_id, room_id) WHERE ended_at IS NULL;
CREATE INDEX secret_members_by_room ON secret_members (room_id);

-- Messages, and lines that the room itself writes (`line_kind`); what a message says is in `body`, sealed.
CREATE TABLE secret_messages (
    room_id BIGINT NOT NULL REFERENCES secret_rooms (id),
    seq BIGINT NOT NULL,
    -- A membership; of a line: 0.
    sender_id BIGINT NOT NULL,
    sent_at BIGINT NOT NULL,
    auto_ms BIGINT NOT NULL,
    keep_ms BIGINT NOT NULL,
    all_read_at BIGINT,
    expires_at BIGINT NOT NULL,
    files_expire_at BIGINT NOT NULL,
    reply_to_seq BIGINT,
    key_id TEXT,
    body BYTEA,
    line_kind TEXT,
    -- Of a line: members' platform ids, separated by spaces.
    line_people TEXT,
    PRIMARY KEY (room_id, seq)
);

CREATE INDEX secret_messages_by_end ON secret_messages (expires_at);

-- Who still has to read a message; a row goes when they have, or owe it no more.
CREATE TABLE secret_pending (
    room_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    -- A membership.
    member_id BIGINT NOT NULL,
    PRIMARY KEY (room_id, seq, member_id),
    FOREIGN KEY (room_id, seq) REFERENCES secret_messages (room_id, seq)
);

CREATE INDEX secret_pending_by_member ON secret_pending (member_id, seq);

-- Files, sealed in the data folder under the id; the name and the type are in the message's body.
CREATE TABLE secret_files (
    id TEXT PRIMARY KEY,
    room_id BIGINT NOT NULL REFERENCES secret_rooms (id),
    -- The message that has it; none yet after the upload.
    seq BIGINT,
    -- A membership.
    sender_id BIGINT NOT NULL,
    key_id TEXT NOT NULL,
    -- In bytes, before sealing.
    size BIGINT NOT NULL,
    uploaded_at BIGINT NOT NULL,
    -- An upload that no message gets goes after an hour; then it follows its message.
    expires_at BIGINT NOT NULL
);

CREATE INDEX secret_files_by_end ON secret_files (expires_at);
CREATE INDEX secret_files_by_message ON secret_files (room_id, seq);

-- Sealed files to be unlinked, whose keys and rows are gone.
CREATE TABLE secret_outbox (
    file_id TEXT PRIMARY KEY,
    tries BIGINT NOT NULL,
    next_try_at BIGINT NOT NULL
);

-- Where something was, so that a screen that was away drops it too; goes itself after a month.
CREATE TABLE secret_tombstones (
    room_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    gone_at BIGINT NOT NULL,
    cause TEXT NOT NULL,
    PRIMARY KEY (room_id, seq)
);

CREATE INDEX secret_tombstones_by_time ON secret_tombstones (gone_at);

-- What a bot still has to tell people about secret rooms, never naming one; `occasion` makes it once.
CREATE TABLE secret_tellings (
    user_id BIGINT NOT NULL,
    occasion TEXT NOT NULL,
    -- 'switched_on' or 'deleted'.
    kind TEXT NOT NULL,
    PRIMARY KEY (user_id, occasion)
);

INSERT INTO messenger_numbers (name, next) VALUES ('secret_member', 1);
