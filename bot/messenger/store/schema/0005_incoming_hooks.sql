-- Incoming webhooks: addresses under which other services write into a room.
CREATE TABLE messenger_hooks (
    id TEXT PRIMARY KEY,
    -- Who its messages are from; numbered like bots.
    sender_id BIGINT NOT NULL UNIQUE,
    -- The member's platform id.
    owner_id BIGINT NOT NULL,
    -- Not a reference: a room may be deleted, and then the hook has stopped.
    room_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    picture_url TEXT,
    -- Of the token in the address; NULL once the hook is deleted. Its name stays beside its messages.
    token_hash TEXT UNIQUE,
    created_at BIGINT NOT NULL
);

CREATE INDEX messenger_hooks_by_owner ON messenger_hooks (owner_id, created_at);
