-- Who has read a message and who has answered it stands beside the ledger, not in it: a press never
-- waits for a worker, and who sends never for presses.
ALTER TABLE deliveries DROP COLUMN read_at;
ALTER TABLE deliveries DROP COLUMN acknowledged_at;

CREATE TABLE receipts (
    delivery BIGINT PRIMARY KEY,
    notice_id TEXT NOT NULL REFERENCES notices (id) ON DELETE CASCADE,
    read_at BIGINT NOT NULL
);

CREATE INDEX receipts_by_notice ON receipts (notice_id, read_at);

CREATE TABLE acknowledgements (
    delivery BIGINT PRIMARY KEY,
    notice_id TEXT NOT NULL REFERENCES notices (id) ON DELETE CASCADE,
    member_id TEXT NOT NULL,
    -- The place of the chosen answer of a survey; NULL: 확인.
    choice BIGINT,
    -- When they first answered; a survey's answer may have changed since.
    at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);

CREATE INDEX acknowledgements_by_notice ON acknowledgements (notice_id, at);

-- How many have read, acknowledged, chosen each answer ('choice.0'): kept in the transaction of the
-- rows that it counts.
CREATE TABLE tallies (
    notice_id TEXT NOT NULL REFERENCES notices (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (notice_id, name)
);

-- The notice that this one reminds of: only those who have not acknowledged it are recipients.
ALTER TABLE notices ADD COLUMN reminds TEXT REFERENCES notices (id);
-- Remind by itself after so many milliseconds, at most so many times.
ALTER TABLE notices ADD COLUMN remind_every BIGINT;
ALTER TABLE notices ADD COLUMN remind_most BIGINT NOT NULL DEFAULT 0;
ALTER TABLE notices ADD COLUMN reminded BIGINT NOT NULL DEFAULT 0;
-- When it is due next; NULL: not at all.
ALTER TABLE notices ADD COLUMN remind_at BIGINT;
-- From then on no answer counts any more.
ALTER TABLE notices ADD COLUMN closed_at BIGINT;
CREATE INDEX notices_by_reminder ON notices (remind_at) WHERE remind_at IS NOT NULL;
CREATE INDEX notices_by_reminded ON notices (reminds) WHERE reminds IS NOT NULL;

-- What the profile's bot answers to who writes to it anything but a command.
ALTER TABLE profiles ADD COLUMN answer TEXT NOT NULL DEFAULT '';
-- When a member was answered so the last time: once in a while, not every time.
CREATE TABLE chat_answers (
    profile_id TEXT NOT NULL REFERENCES profiles (id) ON DELETE CASCADE,
    member_id TEXT NOT NULL,
    answered_at BIGINT NOT NULL,
    PRIMARY KEY (profile_id, member_id)
);

-- How often somebody presses or writes.
CREATE INDEX callbacks_by_person ON callbacks (person, received_at);
