-- Version 4: scans that left something out (`--only`, `--skip`) are told from whole ones. Those of earlier versions count as whole;
-- `devenv serve reindex` reads from each raw scan what it is.
ALTER TABLE scans ADD COLUMN partial INTEGER NOT NULL DEFAULT 0;
ALTER TABLE developers ADD COLUMN latest_partial INTEGER NOT NULL DEFAULT 0;
