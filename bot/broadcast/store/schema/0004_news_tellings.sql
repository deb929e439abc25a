-- What is told in one message has one name, under which it is sent again; '': not being told.
ALTER TABLE news ADD COLUMN telling_id TEXT NOT NULL DEFAULT '';
-- Who has been told already, by the platform's numbers, where several people are.
ALTER TABLE news ADD COLUMN told TEXT NOT NULL DEFAULT '';
-- Of a notice that ended: how many people were sent it; `count` are those who weren't.
ALTER TABLE news ADD COLUMN sent BIGINT;

CREATE INDEX news_by_telling ON news (telling_id) WHERE settled_at IS NULL;
