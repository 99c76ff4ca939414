-- Version 3: an index for each filter of lists, counters by developer and day, raw scans that are still to be deleted, what is known
-- of people, and the audit log.
DROP INDEX scans_by_developer;
CREATE INDEX scans_by_time ON scans (received_at);
CREATE INDEX scans_by_developer ON scans (developer, received_at);
CREATE INDEX scans_by_project ON scans (project, received_at);
CREATE INDEX scans_by_os ON scans (os COLLATE NOCASE, received_at);
CREATE INDEX scans_by_status ON scans (status, received_at);
-- `day` counts days since 1970. The rows of the developer '' are of all developers together.
CREATE TABLE days (
  developer TEXT NOT NULL,
  day INTEGER NOT NULL,
  scans INTEGER NOT NULL,
  passed INTEGER NOT NULL,
  score_sum INTEGER NOT NULL,
  PRIMARY KEY (developer, day)
) STRICT, WITHOUT ROWID;
INSERT INTO days
  SELECT developer, received_at / 86400000, count(*), count(*) FILTER (WHERE status = 'PASS'), sum(score) FROM scans GROUP BY 1, 2;
INSERT INTO days SELECT '', day, sum(scans), sum(passed), sum(score_sum) FROM days GROUP BY day;
ALTER TABLE developers ADD COLUMN latest_at INTEGER NOT NULL DEFAULT 0;
UPDATE developers SET latest_at = (SELECT received_at FROM scans WHERE seq = developers.latest);
CREATE TABLE removed (key TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE people (developer TEXT PRIMARY KEY, name TEXT, email TEXT) STRICT, WITHOUT ROWID;
CREATE TABLE audit (
  seq INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  token_id TEXT,
  address TEXT,
  action TEXT NOT NULL,
  object TEXT NOT NULL
) STRICT;
