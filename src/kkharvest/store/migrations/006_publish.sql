-- What was erased at somebody's request: never published again. Ids and addresses alone, no content.

CREATE TABLE erasures (
    example_id TEXT PRIMARY KEY, at TEXT NOT NULL, reason TEXT NOT NULL, n_releases INTEGER NOT NULL
) WITHOUT ROWID;
