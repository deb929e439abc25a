-- Rooms that were erased, by number: beside the keys, so that no backup of the rooms is without it and brings one
-- back. Only numbers and times.
CREATE TABLE erased_rooms (
    room_id BIGINT PRIMARY KEY,
    erased_at BIGINT NOT NULL
) WITHOUT ROWID;
