-- Version 2: a session names the token, or the issuer, that it stands for. Sessions of version 1 do not: their users sign in again.
DROP TABLE sessions;
CREATE TABLE sessions (
  hash BLOB PRIMARY KEY,
  token_id TEXT,
  issuer TEXT,
  subject TEXT NOT NULL,
  role TEXT NOT NULL,
  csrf TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  CHECK ((token_id IS NULL) <> (issuer IS NULL))
) STRICT, WITHOUT ROWID;
