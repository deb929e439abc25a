-- What people wrote to bots and is still to be posted to them. The text stays in the message, which
-- may be taken back until then.
CREATE TABLE messenger_bot_events (
    message_id BIGINT PRIMARY KEY,
    bot_id BIGINT NOT NULL,
    room_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    UNIQUE (room_id, seq)
);

CREATE INDEX messenger_bot_events_by_bot ON messenger_bot_events (bot_id, due_at);

-- Who has read which message of a bot that wants to know: one row each until the bot was told.
CREATE TABLE messenger_receipts (
    message_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    bot_id BIGINT NOT NULL,
    room_id BIGINT NOT NULL,
    idempotency_key TEXT NOT NULL,
    read_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    PRIMARY KEY (message_id, user_id)
);

CREATE INDEX messenger_receipts_by_bot ON messenger_receipts (bot_id, due_at);
