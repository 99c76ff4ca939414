-- Version 1 of the index. Times are milliseconds since 1970.
CREATE TABLE scans (
  seq INTEGER PRIMARY KEY,
  scan_id TEXT NOT NULL UNIQUE,
  developer TEXT NOT NULL,
  status TEXT NOT NULL,
  os TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  taken_at INTEGER NOT NULL,
  score INTEGER NOT NULL,
  policy TEXT NOT NULL,
  machine_id TEXT,
  project TEXT,
  fails TEXT NOT NULL,
  tools TEXT NOT NULL,
  digest BLOB NOT NULL,
  key TEXT NOT NULL
) STRICT;
CREATE INDEX scans_by_developer ON scans (developer, seq);
CREATE TABLE developers (
  developer TEXT PRIMARY KEY,
  scans INTEGER NOT NULL,
  first_seen INTEGER NOT NULL,
  latest INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE spool (seq INTEGER PRIMARY KEY, key TEXT NOT NULL, raw BLOB NOT NULL) STRICT;
CREATE TABLE tokens (
  id TEXT PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE,
  role TEXT NOT NULL,
  subject TEXT NOT NULL,
  for_others INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  last_used_at INTEGER,
  revoked_at INTEGER
) STRICT;
CREATE TABLE sessions (
  hash BLOB PRIMARY KEY,
  subject TEXT NOT NULL,
  role TEXT NOT NULL,
  csrf TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
