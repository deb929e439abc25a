-- What a member reads, as they last chose in the console; NULL: the workspace's language.
ALTER TABLE members ADD COLUMN language TEXT;
