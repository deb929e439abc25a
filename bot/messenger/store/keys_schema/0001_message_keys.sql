-- The keys of secret rooms, in a SQLite file of their own that is in no backup.
-- A key stands in a slot and is erased by overwriting it there. Slots are only ever added at the end, never
-- deleted, and all of one length, so SQLite never moves one. Entries that come and go it does move between pages,
-- and now and then a copy stays behind in spite of secure_delete. That was seen with ids in an index, which may
-- stay: an id without its key opens nothing.
CREATE TABLE key_slots (
    slot INTEGER PRIMARY KEY,
    -- The key, sealed by the master key; zeroes where there is none.
    sealed BLOB NOT NULL CHECK (length(sealed) = 61)
);

CREATE TABLE free_slots (slot INTEGER PRIMARY KEY);

CREATE TABLE message_keys (
    id TEXT PRIMARY KEY,
    slot BIGINT NOT NULL UNIQUE,
    -- UTC ms after which the key goes, whatever the row of its message says.
    keep_until BIGINT NOT NULL
) WITHOUT ROWID;

CREATE INDEX message_keys_by_end ON message_keys (keep_until);

-- Which master key seals them.
CREATE TABLE key_ring (
    one BIGINT PRIMARY KEY CHECK (one = 1),
    master_id TEXT NOT NULL
);

-- How far the time of erasing has come. Here, because restoring a backup must not set it back.
CREATE TABLE erasing_clock (
    one BIGINT PRIMARY KEY CHECK (one = 1),
    reached BIGINT NOT NULL,
    in_doubt BOOLEAN NOT NULL
);
