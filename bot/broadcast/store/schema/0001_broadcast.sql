CREATE TABLE profiles (
    -- The slug that people type: hr, it-notice.
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    contact TEXT NOT NULL,
    avatar TEXT,
    status TEXT NOT NULL,
    status_reason TEXT,
    app_key TEXT NOT NULL,
    -- The bot's number at the platform.
    bot_id BIGINT NOT NULL,
    rate_ceiling DOUBLE PRECISION,
    on_uncertain TEXT NOT NULL,
    -- The file that declares the profile, which is then locked in the console.
    declared_in TEXT,
    -- The file names the send admins too, so that the console can't change them.
    grants_declared BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE grants (
    profile_id TEXT NOT NULL REFERENCES profiles (id) ON DELETE CASCADE,
    member_id TEXT NOT NULL REFERENCES members (id),
    granted_by TEXT NOT NULL,
    granted_at BIGINT NOT NULL,
    PRIMARY KEY (profile_id, member_id)
);

CREATE TABLE images (
    -- Unguessable: the image is served to whoever has its address.
    id TEXT PRIMARY KEY,
    content_type TEXT NOT NULL,
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    uploaded_by TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE notices (
    id TEXT PRIMARY KEY,
    -- N-42, as people call it.
    number BIGINT NOT NULL UNIQUE,
    profile_id TEXT NOT NULL REFERENCES profiles (id),
    author_id TEXT NOT NULL,
    author_name TEXT NOT NULL,
    surface TEXT NOT NULL,
    title TEXT NOT NULL,
    template TEXT NOT NULL,
    variables TEXT NOT NULL,
    audience TEXT NOT NULL,
    -- Set when sending starts: template text and variables as they were then.
    frozen TEXT,
    state TEXT NOT NULL,
    state_reason TEXT,
    urgent_reason TEXT,
    on_uncertain TEXT NOT NULL,
    -- Messages a second that its sender allows; NULL: as fast as it goes.
    rate DOUBLE PRECISION,
    -- The notice that this one corrects: only those it reached are recipients.
    corrects TEXT REFERENCES notices (id),
    not_after BIGINT,
    scheduled_at BIGINT,
    -- Until then [발송 취소] undoes it all.
    grace_until BIGINT,
    -- How far prepare has got: the last platform id turned into a delivery; NULL before it began.
    prepare_cursor BIGINT,
    prepared_at BIGINT,
    started_at BIGINT,
    finished_at BIGINT,
    last_progress_at BIGINT,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE INDEX notices_by_time ON notices (created_at, id);
CREATE INDEX notices_open ON notices (state) WHERE state IN ('scheduled', 'preparing', 'sending', 'paused');

-- A shard has one owner at a time, and carries the counts of its rows: they change in the same
-- transaction as the rows, and two shards never wait for each other.
CREATE TABLE shards (
    notice_id TEXT NOT NULL REFERENCES notices (id) ON DELETE CASCADE,
    shard BIGINT NOT NULL,
    -- Its deliveries: from the first up to but not including the end.
    first_row BIGINT NOT NULL,
    end_row BIGINT NOT NULL,
    owner TEXT,
    lease_until BIGINT NOT NULL,
    pending BIGINT NOT NULL,
    sending BIGINT NOT NULL,
    sent BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    skipped BIGINT NOT NULL,
    cancelled BIGINT NOT NULL,
    uncertain BIGINT NOT NULL,
    PRIMARY KEY (notice_id, shard)
);

CREATE TABLE deliveries (
    -- The notice's number and the recipient's place: a notice's rows lie side by side, and so do a
    -- shard's, so that a delivery's way through its states touches no index.
    id INTEGER PRIMARY KEY,
    notice_id TEXT NOT NULL REFERENCES notices (id) ON DELETE CASCADE,
    member_id TEXT NOT NULL,
    -- As they were when the audience was frozen.
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    department TEXT,
    position TEXT,
    platform_id BIGINT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    attempts BIGINT NOT NULL,
    -- 0: never put back. Whatever is put back to pending is sent again from this time on.
    due_at BIGINT NOT NULL,
    conversation_id TEXT,
    message_id TEXT,
    -- An attempt may have arrived without an answer.
    in_doubt BOOLEAN NOT NULL,
    sent_at BIGINT,
    read_at BIGINT,
    acknowledged_at BIGINT,
    UNIQUE (notice_id, member_id)
);

-- Only what was put back is looked for by time; the rest is taken in the order of its rows.
CREATE INDEX deliveries_put_back ON deliveries (id, due_at) WHERE due_at > 0;

CREATE TABLE conversations (
    profile_id TEXT NOT NULL REFERENCES profiles (id) ON DELETE CASCADE,
    member_id TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    PRIMARY KEY (profile_id, member_id)
);

-- The engine that runs; one row a process, renewed while it lives.
CREATE TABLE engines (
    id TEXT PRIMARY KEY,
    started_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL
);


CREATE TABLE counters (name TEXT PRIMARY KEY, value BIGINT NOT NULL);
INSERT INTO counters (name, value) VALUES ('notice', 0);

-- Send admins without a profile who pressed [요청 보내기].
CREATE TABLE access_requests (
    member_id TEXT PRIMARY KEY REFERENCES members (id),
    requested_at BIGINT NOT NULL
);
