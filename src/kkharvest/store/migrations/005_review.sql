-- The reviewers' application: who they are, what they have in hand, and the queue as a table.
--
-- `queue_entries` and the search index follow from the tables of the earlier migrations; triggers note in
-- `queue_stale` which groups to derive anew. In a trigger an upsert turns `OR IGNORE` off, hence the conditions.
-- Secrets are kept as hashes.

CREATE TABLE accounts (
    id INTEGER PRIMARY KEY, login TEXT NOT NULL UNIQUE COLLATE NOCASE, display_name TEXT NOT NULL,
    pseudonym TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL CHECK (role IN ('reader', 'reviewer', 'editor', 'administrator')),
    password_hash TEXT, is_active INTEGER NOT NULL DEFAULT 1, created_at TEXT NOT NULL,
    preferences_json TEXT NOT NULL DEFAULT '{}'
);

CREATE TABLE invitations (
    token_hash TEXT PRIMARY KEY, role TEXT NOT NULL, account_id INTEGER REFERENCES accounts(id),
    invited_by_id INTEGER REFERENCES accounts(id), created_at TEXT NOT NULL, expires_at TEXT NOT NULL, used_at TEXT
) WITHOUT ROWID;

CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY, account_id INTEGER NOT NULL REFERENCES accounts(id),
    created_at TEXT NOT NULL, seen_at TEXT NOT NULL, expires_at TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE login_failures (id INTEGER PRIMARY KEY, key TEXT NOT NULL, at TEXT NOT NULL);

CREATE INDEX login_failures_by_key ON login_failures (key, at);

CREATE TABLE claims (
    group_id TEXT PRIMARY KEY, account_id INTEGER NOT NULL REFERENCES accounts(id),
    taken_at TEXT NOT NULL, expires_at TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE saved_views (
    id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL REFERENCES accounts(id), name TEXT NOT NULL,
    query TEXT NOT NULL, created_at TEXT NOT NULL, UNIQUE (account_id, name)
);

CREATE TABLE notes (
    id INTEGER PRIMARY KEY, candidate_id TEXT NOT NULL REFERENCES candidates(id),
    account_id INTEGER NOT NULL REFERENCES accounts(id), at TEXT NOT NULL, text TEXT NOT NULL,
    asked_id INTEGER REFERENCES accounts(id), answered_at TEXT
);

CREATE INDEX notes_by_candidate ON notes (candidate_id);

CREATE INDEX notes_by_asked ON notes (asked_id, answered_at);

CREATE TABLE tips (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, url TEXT NOT NULL, address_key TEXT NOT NULL UNIQUE,
    page_id TEXT NOT NULL, message TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'fetched', 'refused')),
    n_times INTEGER NOT NULL DEFAULT 1
);

CREATE INDEX tips_by_page ON tips (page_id);

CREATE TABLE submissions (
    token TEXT PRIMARY KEY, account_id INTEGER NOT NULL REFERENCES accounts(id), at TEXT NOT NULL, result TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE readings (
    id INTEGER PRIMARY KEY, candidate_id TEXT NOT NULL REFERENCES candidates(id), text_hash TEXT NOT NULL,
    reviewer TEXT NOT NULL, at TEXT NOT NULL, verdict TEXT NOT NULL CHECK (verdict IN ('accept', 'reject', 'undo')),
    payload_json TEXT NOT NULL DEFAULT '{}', after_judgement_id INTEGER NOT NULL
);

CREATE INDEX readings_by_candidate ON readings (candidate_id, reviewer);

CREATE VIEW standing_readings AS
SELECT r.* FROM readings AS r WHERE r.verdict <> 'undo' AND r.id = (
    SELECT max(k.id) FROM readings AS k
    WHERE k.candidate_id = r.candidate_id AND k.text_hash = r.text_hash AND k.reviewer = r.reviewer);

CREATE TABLE hindrances (
    candidate_id TEXT NOT NULL REFERENCES candidates(id), kind TEXT NOT NULL,
    span_start INTEGER NOT NULL, span_end INTEGER NOT NULL, PRIMARY KEY (candidate_id, span_start, kind)
) WITHOUT ROWID;

CREATE TRIGGER readings_never_change BEFORE UPDATE ON readings
BEGIN SELECT raise(ABORT, 'readings are append-only'); END;

CREATE TRIGGER readings_never_vanish BEFORE DELETE ON readings
BEGIN SELECT raise(ABORT, 'readings are append-only'); END;

CREATE TABLE audit_log (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL,
    object TEXT NOT NULL DEFAULT '', detail_json TEXT NOT NULL DEFAULT '{}'
);

CREATE TRIGGER audit_log_never_changes BEFORE UPDATE ON audit_log
BEGIN SELECT raise(ABORT, 'the audit log is append-only'); END;

CREATE TRIGGER audit_log_never_shrinks BEFORE DELETE ON audit_log
BEGIN SELECT raise(ABORT, 'the audit log is append-only'); END;

CREATE TABLE queue_entries (
    candidate_id TEXT PRIMARY KEY, group_id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, url TEXT NOT NULL,
    relevance REAL NOT NULL, is_suggested INTEGER NOT NULL, themes INTEGER NOT NULL, level TEXT,
    source_id TEXT NOT NULL, places TEXT NOT NULL, lang TEXT NOT NULL,
    group_size INTEGER NOT NULL, first_seen_at TEXT NOT NULL, is_changed INTEGER NOT NULL,
    earlier_verdict TEXT, not_before TEXT NOT NULL DEFAULT '', is_tip INTEGER NOT NULL,
    place INTEGER NOT NULL, stream TEXT NOT NULL
);

CREATE INDEX queue_entries_by_place ON queue_entries (is_suggested, place DESC, candidate_id);

CREATE INDEX queue_entries_by_relevance ON queue_entries (is_suggested, relevance DESC, candidate_id);

CREATE INDEX candidates_by_source ON candidates (source_id, is_present);

CREATE TABLE judged_texts (text_hash TEXT PRIMARY KEY, title TEXT NOT NULL, text TEXT NOT NULL);

CREATE TABLE queue_stale (group_id TEXT PRIMARY KEY) WITHOUT ROWID;

CREATE TABLE search_entries (id INTEGER PRIMARY KEY, candidate_id TEXT NOT NULL UNIQUE, text_hash TEXT NOT NULL);

CREATE VIRTUAL TABLE search_index USING fts5 (title, words, heads, tokenize = 'unicode61 remove_diacritics 0');

CREATE TRIGGER stale_by_grouping AFTER INSERT ON candidate_groups
BEGIN INSERT INTO queue_stale SELECT new.group_id WHERE new.group_id NOT IN (SELECT group_id FROM queue_stale); END;

CREATE TRIGGER stale_by_ungrouping AFTER DELETE ON candidate_groups
BEGIN INSERT INTO queue_stale SELECT old.group_id WHERE old.group_id NOT IN (SELECT group_id FROM queue_stale); END;

CREATE TRIGGER stale_by_suggestion AFTER INSERT ON suggestions WHEN new.taxonomy = 'relevance'
BEGIN INSERT INTO queue_stale SELECT group_id FROM candidate_groups
WHERE candidate_id = new.candidate_id AND group_id NOT IN (SELECT group_id FROM queue_stale); END;

CREATE TRIGGER stale_by_reading AFTER UPDATE ON candidates
BEGIN INSERT INTO queue_stale SELECT group_id FROM candidate_groups
WHERE candidate_id = new.id AND group_id NOT IN (SELECT group_id FROM queue_stale); END;

CREATE TRIGGER stale_by_serving AFTER UPDATE OF content_hash ON documents WHEN old.content_hash <> new.content_hash
BEGIN INSERT INTO queue_stale
SELECT DISTINCT g.group_id FROM candidates AS c JOIN candidate_groups AS g ON g.candidate_id = c.id
WHERE c.document_id = new.id AND g.group_id NOT IN (SELECT group_id FROM queue_stale); END;

CREATE TRIGGER stale_by_judgement AFTER INSERT ON judgements WHEN new.candidate_id IS NOT NULL
BEGIN INSERT INTO queue_stale SELECT group_id FROM candidate_groups
WHERE candidate_id = new.candidate_id AND group_id NOT IN (SELECT group_id FROM queue_stale); END;

CREATE TRIGGER stale_by_tip AFTER INSERT ON tips
BEGIN INSERT INTO queue_stale
SELECT DISTINCT g.group_id FROM candidates AS c JOIN candidate_groups AS g ON g.candidate_id = c.id
WHERE c.page_id = new.page_id AND g.group_id NOT IN (SELECT group_id FROM queue_stale); END;

INSERT INTO queue_stale SELECT DISTINCT group_id FROM candidate_groups;
