-- Where a bot's presses go; without an address the bot takes none.
ALTER TABLE messenger_bots ADD COLUMN request_url TEXT;
ALTER TABLE messenger_bots ADD COLUMN callback_url TEXT;

-- What was pressed. Rooms may be deleted; the record stays, so it refers to none.
CREATE TABLE messenger_presses (
    id TEXT PRIMARY KEY,
    user_id BIGINT NOT NULL,
    bot_id BIGINT NOT NULL,
    room_id BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    -- The button's place in the message, or the modal's id.
    target TEXT NOT NULL,
    pressed_at BIGINT NOT NULL,
    -- Person, message and target while the bot is being called, so that nothing is called twice.
    under_way TEXT UNIQUE,
    outcome TEXT
);

CREATE INDEX messenger_presses_by_user ON messenger_presses (user_id, pressed_at);

CREATE TABLE messenger_modals (
    id TEXT PRIMARY KEY,
    user_id BIGINT NOT NULL,
    bot_id BIGINT NOT NULL,
    room_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    -- The view as JSON text.
    view TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    submitted_at BIGINT
);

CREATE INDEX messenger_modals_by_end ON messenger_modals (expires_at);
