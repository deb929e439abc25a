-- Whether it is kept who has read which notice.
ALTER TABLE workspace ADD COLUMN read_tracking BOOLEAN NOT NULL DEFAULT TRUE;
