-- What somebody asked for in a chat and has to confirm: once, within five minutes, only they.
CREATE TABLE reviews (
    id TEXT PRIMARY KEY,
    -- What is typed to confirm: 7F3K.
    code TEXT NOT NULL,
    member_id TEXT NOT NULL,
    profile_id TEXT NOT NULL,
    verb TEXT NOT NULL,
    -- The notice's id, or empty.
    subject_id TEXT NOT NULL,
    -- Its version as it was shown.
    version BIGINT NOT NULL,
    -- What else was said: JSON.
    arguments TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    -- The callback that used it; the same one may go on after a crash.
    used_by TEXT,
    used_at BIGINT
);

CREATE INDEX reviews_by_member ON reviews (member_id, created_at);

-- The menu, once for each send admin and profile.
CREATE TABLE menus (
    profile_id TEXT NOT NULL,
    member_id TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    message_id TEXT NOT NULL,
    sent_at BIGINT NOT NULL,
    PRIMARY KEY (profile_id, member_id)
);

-- Cards that follow a notice while it is being sent.
CREATE TABLE status_cards (
    id TEXT PRIMARY KEY,
    notice_id TEXT NOT NULL,
    profile_id TEXT NOT NULL,
    member_id TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    message_id TEXT NOT NULL,
    -- What it shows, so that only a change is told.
    shown TEXT NOT NULL,
    looked_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    ended_at BIGINT
);

CREATE INDEX status_cards_open ON status_cards (looked_at) WHERE ended_at IS NULL;

-- The last image that somebody posted in a bot's room: `image:#last`.
CREATE TABLE last_images (
    profile_id TEXT NOT NULL,
    member_id TEXT NOT NULL,
    attachment_id TEXT NOT NULL,
    name TEXT NOT NULL,
    posted_at BIGINT NOT NULL,
    PRIMARY KEY (profile_id, member_id)
);
