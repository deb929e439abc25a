CREATE TABLE schedules (
    id TEXT PRIMARY KEY,
    -- S-7, as people call it.
    number BIGINT NOT NULL UNIQUE,
    profile_id TEXT NOT NULL REFERENCES profiles (id),
    author_id TEXT NOT NULL,
    author_name TEXT NOT NULL,
    title TEXT NOT NULL,
    template TEXT NOT NULL,
    variables TEXT NOT NULL,
    audience TEXT NOT NULL,
    urgent_reason TEXT,
    on_uncertain TEXT NOT NULL,
    -- Template text and variables as they were when it was last saved.
    frozen TEXT NOT NULL,
    content TEXT NOT NULL,
    rules TEXT NOT NULL,
    zone TEXT NOT NULL,
    starts BIGINT,
    ends BIGINT,
    holidays TEXT NOT NULL,
    state TEXT NOT NULL,
    -- Everything planned up to then is settled; it never goes back.
    planned_through BIGINT NOT NULL,
    next_at BIGINT,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    -- A removed one stays for the notices that it has sent.
    removed_at BIGINT
);

CREATE INDEX schedules_due ON schedules (next_at) WHERE state = 'active' AND removed_at IS NULL;

-- A planned time is settled once, whoever looks at it.
CREATE TABLE occurrences (
    schedule_id TEXT NOT NULL REFERENCES schedules (id),
    planned_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    notice_id TEXT,
    since BIGINT,
    count BIGINT NOT NULL,
    decided_at BIGINT NOT NULL,
    PRIMARY KEY (schedule_id, planned_at)
);

CREATE INDEX occurrences_by_time ON occurrences (planned_at);

ALTER TABLE notices ADD COLUMN schedule_id TEXT;
ALTER TABLE notices ADD COLUMN planned_at BIGINT;

CREATE INDEX notices_of_schedules ON notices (schedule_id, number) WHERE schedule_id IS NOT NULL;
CREATE INDEX notices_due ON notices (scheduled_at) WHERE state = 'scheduled';

-- What people are to be told by the bot: that something of theirs was not sent, and why.
CREATE TABLE news (
    id TEXT PRIMARY KEY,
    member_id TEXT NOT NULL,
    profile_id TEXT NOT NULL,
    -- missed, failed
    kind TEXT NOT NULL,
    -- The notice or the schedule.
    subject_id TEXT NOT NULL,
    label TEXT NOT NULL,
    title TEXT NOT NULL,
    planned_at BIGINT NOT NULL,
    since BIGINT,
    count BIGINT NOT NULL,
    reason TEXT,
    created_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    -- Told, or given up.
    settled_at BIGINT,
    outcome TEXT,
    UNIQUE (kind, subject_id, planned_at)
);

CREATE INDEX news_due ON news (due_at) WHERE settled_at IS NULL;

INSERT INTO counters (name, value) VALUES ('schedule', 0);
