-- Counters of what is numbered; bots and rooms start far from the members' platform ids.
CREATE TABLE messenger_numbers (
    name TEXT PRIMARY KEY,
    next BIGINT NOT NULL
);

INSERT INTO messenger_numbers (name, next)
VALUES ('bot', 900000001), ('room', 10000001), ('writer', 0);

CREATE TABLE messenger_bots (
    -- The bot's user id on the platform.
    id BIGINT PRIMARY KEY,
    app_key_hash TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    status TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE messenger_rooms (
    id BIGINT PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT,
    owner_id BIGINT NOT NULL REFERENCES messenger_bots (id),
    -- Of a room of one bot and one member only; their pair has one room.
    bot_id BIGINT,
    user_id BIGINT,
    created_at BIGINT NOT NULL,
    last_seq BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    UNIQUE (bot_id, user_id)
);

CREATE TABLE messenger_room_members (
    room_id BIGINT NOT NULL REFERENCES messenger_rooms (id),
    -- A member's platform id or a bot's id; they never collide.
    user_id BIGINT NOT NULL,
    joined_at BIGINT NOT NULL,
    -- Messages up to this one came before the member and stay hidden.
    from_seq BIGINT NOT NULL,
    read_seq BIGINT NOT NULL,
    PRIMARY KEY (room_id, user_id)
);

CREATE INDEX messenger_room_members_by_user ON messenger_room_members (user_id, room_id);

CREATE TABLE messenger_messages (
    id BIGINT PRIMARY KEY,
    room_id BIGINT NOT NULL REFERENCES messenger_rooms (id),
    seq BIGINT NOT NULL,
    sender_id BIGINT NOT NULL,
    text TEXT NOT NULL,
    blocks TEXT,
    sent_at BIGINT NOT NULL,
    idempotency_key TEXT,
    UNIQUE (room_id, seq),
    UNIQUE (sender_id, idempotency_key)
);
