-- When members work and when they are on vacation, as bots tell it; no row where it was never told.
CREATE TABLE messenger_user_times (
    -- A member's platform id.
    user_id BIGINT NOT NULL,
    -- 'work' or 'vacation'.
    kind TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, kind)
);
