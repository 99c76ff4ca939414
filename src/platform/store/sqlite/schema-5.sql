-- Version 5: the current state of each developer, machine and project, with its tools and failed rules, and how many were ready on each
-- day. `states::fill` fills them from the scans of earlier versions, whose project is known by its name alone.
ALTER TABLE scans ADD COLUMN project_id TEXT;
UPDATE scans SET project_id = project WHERE project IS NOT NULL;
-- `requires`: the tools that the project requires, one a line: see `ScanProject`. `is_named`: the project's own files name it.
CREATE TABLE projects (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL COLLATE NOCASE,
  is_named INTEGER NOT NULL,
  requires TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX projects_by_name ON projects (name, id);
-- The latest whole scan of each developer, machine and project; `machine` and `project` are '' where the scan has none. `since`: since when
-- these scans pass, or fail.
CREATE TABLE states (
  id INTEGER PRIMARY KEY,
  developer TEXT NOT NULL,
  machine TEXT NOT NULL,
  project TEXT NOT NULL,
  seq INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  is_pass INTEGER NOT NULL,
  since INTEGER NOT NULL,
  UNIQUE (developer, machine, project)
) STRICT;
CREATE INDEX states_by_project ON states (project, received_at, is_pass, developer);
CREATE INDEX states_by_time ON states (received_at, is_pass);
-- What the current states say. `kind` 1: a tool that was found, `detail` is its version; 2: a rule that fails, `detail` is the subject.
CREATE TABLE facts (
  kind INTEGER NOT NULL,
  name TEXT NOT NULL,
  developer TEXT NOT NULL,
  detail TEXT NOT NULL,
  state INTEGER NOT NULL,
  project TEXT NOT NULL,
  since INTEGER NOT NULL,
  PRIMARY KEY (kind, name, developer, detail, state)
) STRICT, WITHOUT ROWID;
-- Developers with such a fact, in a project; the rows of the scope '' are of all projects together.
CREATE TABLE people_by_name (
  scope TEXT NOT NULL,
  kind INTEGER NOT NULL,
  name TEXT NOT NULL,
  people INTEGER NOT NULL,
  PRIMARY KEY (scope, kind, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE people_by_detail (
  scope TEXT NOT NULL,
  kind INTEGER NOT NULL,
  name TEXT NOT NULL,
  detail TEXT NOT NULL,
  people INTEGER NOT NULL,
  PRIMARY KEY (scope, kind, name, detail)
) STRICT, WITHOUT ROWID;
-- By how much the numbers of states, and of those that pass, changed on a day (days since 1970).
CREATE TABLE ready_days (
  scope TEXT NOT NULL,
  day INTEGER NOT NULL,
  machines INTEGER NOT NULL,
  ready INTEGER NOT NULL,
  PRIMARY KEY (scope, day)
) STRICT, WITHOUT ROWID;
-- Random bytes that the platform's own addresses are signed with.
CREATE TABLE secrets (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO secrets VALUES ('badge', randomblob(32));
