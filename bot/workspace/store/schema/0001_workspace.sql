-- One row: this installation serves one workspace.
CREATE TABLE workspace (
    id BIGINT PRIMARY KEY,
    name TEXT NOT NULL,
    plan TEXT NOT NULL,
    billing TEXT NOT NULL,
    timezone TEXT NOT NULL,
    language TEXT NOT NULL,
    next_platform_id BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE departments (
    id TEXT PRIMARY KEY,
    platform_id BIGINT NOT NULL UNIQUE,
    parent_id TEXT REFERENCES departments (id),
    name TEXT NOT NULL,
    -- The names from the top joined with ' > ', so that an import can find a department.
    path TEXT NOT NULL UNIQUE
);

CREATE TABLE members (
    id TEXT PRIMARY KEY,
    -- The number by which the platform knows the member; Kakao Work's ids are numbers too.
    platform_id BIGINT NOT NULL UNIQUE,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    department_id TEXT REFERENCES departments (id),
    position TEXT,
    mobile TEXT,
    role TEXT NOT NULL,
    -- Right (1): access to the sending tool. Super admins have it without this mark.
    send_admin BOOLEAN NOT NULL,
    active BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE INDEX members_by_department ON members (department_id);

CREATE TABLE login_links (
    secret_hash TEXT PRIMARY KEY,
    member_id TEXT NOT NULL REFERENCES members (id),
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);

CREATE TABLE sessions (
    secret_hash TEXT PRIMARY KEY,
    member_id TEXT NOT NULL REFERENCES members (id),
    created_at BIGINT NOT NULL,
    -- The session ends at the earlier of the two: unused for a while, or too old.
    idle_until BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    address TEXT NOT NULL,
    browser TEXT NOT NULL
);

CREATE INDEX sessions_by_member ON sessions (member_id);

CREATE TABLE tokens (
    id TEXT PRIMARY KEY,
    secret_hash TEXT NOT NULL UNIQUE,
    -- The first letters, so that people can tell their tokens apart.
    shown TEXT NOT NULL,
    member_id TEXT NOT NULL REFERENCES members (id),
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    revoked_at BIGINT
);

CREATE TABLE audit (
    id TEXT PRIMARY KEY,
    at BIGINT NOT NULL,
    actor_id TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    surface TEXT NOT NULL,
    address TEXT NOT NULL,
    action TEXT NOT NULL,
    target_kind TEXT NOT NULL,
    target_id TEXT NOT NULL,
    detail TEXT NOT NULL
);

CREATE INDEX audit_by_target ON audit (target_kind, target_id, at);
CREATE INDEX audit_by_time ON audit (at, id);
