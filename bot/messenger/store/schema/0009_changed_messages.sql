-- A bot may change its own messages. `edition` counts how often a message's buttons became others,
-- so that a press is known to be of the buttons that are there now.
ALTER TABLE messenger_messages ADD COLUMN updated_at BIGINT;
ALTER TABLE messenger_messages ADD COLUMN edition BIGINT NOT NULL DEFAULT 0;
ALTER TABLE messenger_presses ADD COLUMN edition BIGINT NOT NULL DEFAULT 0;

CREATE INDEX messenger_presses_by_message ON messenger_presses (message_id, user_id);
