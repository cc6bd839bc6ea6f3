-- Runs, what they asked for, and what came back.

CREATE TABLE runs (
    id TEXT PRIMARY KEY, started_at TEXT NOT NULL, ended_at TEXT,
    status TEXT NOT NULL CHECK (status IN ('running', 'done', 'interrupted', 'failed')),
    scope_json TEXT NOT NULL DEFAULT '{}', verdict TEXT, report_json TEXT
);

CREATE TABLE issues (
    id INTEGER PRIMARY KEY, run_id TEXT REFERENCES runs(id), at TEXT NOT NULL, stage TEXT NOT NULL,
    code TEXT NOT NULL, severity TEXT NOT NULL, message TEXT NOT NULL, source_id TEXT, url TEXT
);

CREATE UNIQUE INDEX issues_once ON issues (ifnull(run_id, ''), stage, code, ifnull(source_id, ''), ifnull(url, ''));

CREATE TABLE pages (
    id TEXT PRIMARY KEY, source_id TEXT NOT NULL REFERENCES sources(id),
    url TEXT NOT NULL, address_key TEXT NOT NULL UNIQUE,
    first_seen_at TEXT NOT NULL, checked_at TEXT, changed_at TEXT,
    outcome TEXT, reason TEXT, http_status INTEGER,
    etag TEXT, last_modified TEXT, content_type TEXT, content_hash TEXT,
    fetch_id INTEGER, canonical_url TEXT, redirect_url TEXT
);

CREATE INDEX pages_by_source ON pages (source_id);

CREATE TABLE fetches (
    id INTEGER PRIMARY KEY, run_id TEXT NOT NULL REFERENCES runs(id),
    page_id TEXT NOT NULL REFERENCES pages(id), url TEXT NOT NULL, fetched_at TEXT NOT NULL,
    http_status INTEGER, outcome TEXT NOT NULL, reason TEXT, attempts INTEGER NOT NULL DEFAULT 1,
    asked_at TEXT, delay_ms INTEGER,
    elapsed_ms INTEGER, n_bytes INTEGER NOT NULL DEFAULT 0, content_type TEXT,
    etag TEXT, last_modified TEXT, content_hash TEXT, redirect_url TEXT,
    warc_file TEXT, warc_offset INTEGER, warc_length INTEGER
);

CREATE INDEX fetches_by_page ON fetches (page_id);

CREATE INDEX fetches_by_run ON fetches (run_id);

CREATE TABLE frontier (
    run_id TEXT NOT NULL REFERENCES runs(id), page_id TEXT NOT NULL,
    source_id TEXT NOT NULL REFERENCES sources(id), url TEXT NOT NULL,
    score REAL NOT NULL, depth INTEGER NOT NULL, via_url TEXT, hint TEXT, lastmod TEXT,
    kind TEXT NOT NULL DEFAULT 'page', hops INTEGER NOT NULL DEFAULT 0, step_json TEXT,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'dropped')), reason TEXT,
    PRIMARY KEY (run_id, page_id)
);

CREATE INDEX frontier_next ON frontier (run_id, source_id, state, score DESC, page_id);

CREATE UNIQUE INDEX fetches_once ON fetches (run_id, page_id);

CREATE TABLE hosts (
    origin TEXT PRIMARY KEY, robots_text TEXT, robots_status INTEGER, robots_at TEXT, robots_reason TEXT,
    robots_failing_since TEXT, tdmrep_text TEXT, lastmod_right INTEGER NOT NULL DEFAULT 0,
    lastmod_wrong INTEGER NOT NULL DEFAULT 0
);
