-- Every request that was sent, so that the log of a run shows each one: robots.txt, tries, scripts of rendered pages.

CREATE TABLE requests (
    id INTEGER PRIMARY KEY, run_id TEXT NOT NULL REFERENCES runs(id), url TEXT NOT NULL, asked_at TEXT NOT NULL,
    delay_ms INTEGER, http_status INTEGER
);

CREATE INDEX requests_by_run ON requests (run_id);

INSERT INTO requests (run_id, url, asked_at, delay_ms, http_status)
SELECT run_id, url, asked_at, delay_ms, http_status FROM fetches WHERE asked_at IS NOT NULL ORDER BY id;
