-- How long the built-in messenger keeps what people write; NULL: for ever.
ALTER TABLE workspace ADD COLUMN retention_days BIGINT;
ALTER TABLE workspace ADD COLUMN file_retention_days BIGINT;
-- The switch of secret rooms.
ALTER TABLE workspace ADD COLUMN secret_rooms_on BOOLEAN NOT NULL DEFAULT FALSE;
-- Every secret room opened up to then is to be deleted, as an admin chose.
ALTER TABLE workspace ADD COLUMN secret_rooms_deleted_at BIGINT;
