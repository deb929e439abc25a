-- The key that a profile's callback addresses and button values are made from.
CREATE TABLE callback_keys (
    profile_id TEXT PRIMARY KEY REFERENCES profiles (id) ON DELETE CASCADE,
    secret TEXT NOT NULL,
    -- Counts up when the addresses are changed; buttons that were sent stay good.
    generation BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);

-- What people pressed or filled in, once each, however often the platform tells of it.
CREATE TABLE callbacks (
    id TEXT PRIMARY KEY,
    profile_id TEXT NOT NULL REFERENCES profiles (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    message_id TEXT NOT NULL,
    -- The platform's number of who pressed.
    person TEXT NOT NULL,
    action TEXT NOT NULL,
    -- As the platform writes it; no source says how it is to be read.
    action_time TEXT NOT NULL,
    -- What the button says, and what was filled in: JSON.
    parts TEXT NOT NULL,
    answers TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    attempts BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    finished_at BIGINT,
    UNIQUE (profile_id, message_id, person, kind, action, action_time)
);

CREATE INDEX callbacks_open ON callbacks (due_at) WHERE state = 'received';

-- Whom and what the platform's directory has ever listed, and whether it did the last time: only
-- these have a number that is the platform's.
CREATE TABLE directory_entries (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    present BOOLEAN NOT NULL,
    PRIMARY KEY (kind, id)
);

-- One row: what came of reading the platform's directory the last time.
CREATE TABLE directory_state (
    id BIGINT PRIMARY KEY,
    tried_at BIGINT NOT NULL,
    synced_at BIGINT,
    -- Why the last try changed nothing.
    problem TEXT,
    problem_ko TEXT,
    problem_en TEXT,
    -- The two numbers of a list that somebody must confirm.
    people_before BIGINT,
    people_listed BIGINT
);
