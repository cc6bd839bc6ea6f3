"""The schema, as migrations that only ever go forward.

A released migration is never edited; a change is a new one, tested from a file of the version before. Suffixes:
`_id` refers to a row, `_at` is a UTC time in ISO 8601, `_url` an address, `is_` 0 or 1, `_json` a JSON text.
"""

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

__all__ = ["MIGRATIONS"]

MIGRATIONS = Migrations("kkharvest")


def _run(db: Database, script: str) -> None:
    """Executes the statements of `script` inside the migration's own transaction."""
    for statement in script.split(";\n\n"):
        if statement.strip():
            db.execute(statement)


@MIGRATIONS()
def m001_reference(db: Database) -> None:
    """What is known before any harvest: taxonomy and sources."""
    _run(
        db,
        """
CREATE TABLE themes (
    slug TEXT PRIMARY KEY, name TEXT NOT NULL, name_en TEXT NOT NULL, definition TEXT NOT NULL,
    holds_all INTEGER NOT NULL DEFAULT 0, position INTEGER NOT NULL
);

CREATE TABLE areas (
    slug TEXT PRIMARY KEY, name TEXT NOT NULL, name_en TEXT NOT NULL, definition TEXT NOT NULL,
    position INTEGER NOT NULL
);

CREATE TABLE levels (
    slug TEXT PRIMARY KEY, name TEXT NOT NULL, name_en TEXT NOT NULL, definition TEXT NOT NULL,
    position INTEGER NOT NULL
);

CREATE TABLE municipalities (
    kommunkod TEXT PRIMARY KEY, name TEXT NOT NULL, county_code TEXT NOT NULL, county TEXT NOT NULL,
    region TEXT NOT NULL, is_city_2030 INTEGER NOT NULL
);

CREATE TABLE sources (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL,
    kommunkod TEXT REFERENCES municipalities(kommunkod),
    homepage_url TEXT NOT NULL, layout TEXT NOT NULL, is_enabled INTEGER NOT NULL, config_json TEXT NOT NULL
);
""",
    )


@MIGRATIONS()
def m002_harvest(db: Database) -> None:
    """Runs, what they asked for, and what came back."""
    _run(
        db,
        """
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
""",
    )


@MIGRATIONS()
def m003_candidates(db: Database) -> None:
    """What was read out of pages, and what the models say of it."""
    _run(
        db,
        """
CREATE TABLE documents (
    id TEXT PRIMARY KEY, page_id TEXT NOT NULL UNIQUE REFERENCES pages(id),
    source_id TEXT NOT NULL REFERENCES sources(id), fetch_id INTEGER REFERENCES fetches(id),
    content_hash TEXT NOT NULL, extractor_version TEXT NOT NULL,
    kind TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL, text_hash TEXT NOT NULL, lang TEXT NOT NULL,
    published TEXT, modified TEXT, reason TEXT, meta_json TEXT NOT NULL DEFAULT '{}', extracted_at TEXT NOT NULL
);

CREATE TABLE candidates (
    id TEXT PRIMARY KEY, page_id TEXT NOT NULL REFERENCES pages(id),
    document_id TEXT NOT NULL REFERENCES documents(id), source_id TEXT NOT NULL REFERENCES sources(id),
    part TEXT NOT NULL, position INTEGER NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL, text_hash TEXT NOT NULL,
    url TEXT NOT NULL, anchor TEXT, link_url TEXT, link_page_id TEXT,
    is_teaser INTEGER NOT NULL, is_truncated INTEGER NOT NULL, span_start INTEGER, span_end INTEGER,
    summary TEXT NOT NULL, lang TEXT NOT NULL, published TEXT, details_json TEXT NOT NULL DEFAULT '{}',
    is_present INTEGER NOT NULL DEFAULT 1, first_seen_at TEXT NOT NULL, changed_at TEXT NOT NULL,
    UNIQUE (page_id, part)
);

CREATE INDEX candidates_by_document ON candidates (document_id);

CREATE INDEX candidates_by_link ON candidates (link_page_id);

CREATE TABLE embeddings (
    text_hash TEXT NOT NULL, encoder TEXT NOT NULL, vector BLOB NOT NULL,
    PRIMARY KEY (text_hash, encoder)
) WITHOUT ROWID;

CREATE TABLE suggestions (
    candidate_id TEXT NOT NULL REFERENCES candidates(id),
    taxonomy TEXT NOT NULL CHECK (taxonomy IN ('relevance', 'theme', 'area', 'level')),
    slug TEXT NOT NULL, p REAL NOT NULL, is_selected INTEGER NOT NULL,
    model_version TEXT NOT NULL, text_hash TEXT NOT NULL, evidence_json TEXT NOT NULL DEFAULT '[]',
    PRIMARY KEY (candidate_id, taxonomy, slug)
) WITHOUT ROWID;

CREATE INDEX suggestions_by_p ON suggestions (taxonomy, slug, p DESC);

CREATE TABLE candidate_links (
    a_id TEXT NOT NULL REFERENCES candidates(id), b_id TEXT NOT NULL REFERENCES candidates(id),
    relation TEXT NOT NULL, score REAL NOT NULL, explanation TEXT NOT NULL DEFAULT '',
    model_version TEXT NOT NULL, PRIMARY KEY (a_id, b_id), CHECK (a_id < b_id)
) WITHOUT ROWID;

CREATE TABLE candidate_groups (
    candidate_id TEXT PRIMARY KEY REFERENCES candidates(id), group_id TEXT NOT NULL,
    is_primary INTEGER NOT NULL, relation TEXT, of_id TEXT
) WITHOUT ROWID;

CREATE INDEX candidate_groups_by_group ON candidate_groups (group_id);

CREATE TABLE group_redirects (
    old_id TEXT PRIMARY KEY, new_id TEXT, members_json TEXT NOT NULL, at TEXT NOT NULL
) WITHOUT ROWID;
""",
    )


@MIGRATIONS()
def m004_judgement(db: Database) -> None:
    """What people decided (append-only), and what follows from it."""
    _run(
        db,
        """
CREATE TABLE judgements (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, reviewer TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN
        ('accept', 'reject', 'unsure', 'later', 'same', 'not_same', 'pair_unsure', 'undo')),
    candidate_id TEXT REFERENCES candidates(id), other_id TEXT REFERENCES candidates(id),
    payload_json TEXT NOT NULL DEFAULT '{}', note TEXT NOT NULL DEFAULT '',
    content_hash TEXT, text_hash TEXT, fetch_id INTEGER, model_version TEXT,
    undoes_id INTEGER UNIQUE REFERENCES judgements(id),
    CHECK ((verdict = 'undo') = (undoes_id IS NOT NULL))
);

CREATE INDEX judgements_by_candidate ON judgements (candidate_id);

CREATE TRIGGER judgements_never_change BEFORE UPDATE ON judgements
BEGIN SELECT raise(ABORT, 'judgements are append-only'); END;

CREATE TRIGGER judgements_never_vanish BEFORE DELETE ON judgements
BEGIN SELECT raise(ABORT, 'judgements are append-only'); END;

CREATE TABLE examples (
    id TEXT PRIMARY KEY, candidate_id TEXT NOT NULL REFERENCES candidates(id),
    judgement_id INTEGER NOT NULL REFERENCES judgements(id),
    status TEXT NOT NULL CHECK (status IN ('accepted', 'withdrawn', 'merged')),
    merged_into_id TEXT REFERENCES examples(id),
    title TEXT NOT NULL, summary TEXT NOT NULL, lang TEXT NOT NULL, level TEXT REFERENCES levels(slug),
    published TEXT, accepted_at TEXT NOT NULL, decided_at TEXT NOT NULL, details_json TEXT NOT NULL DEFAULT '{}'
);

CREATE TABLE example_themes (
    example_id TEXT NOT NULL REFERENCES examples(id), theme TEXT NOT NULL REFERENCES themes(slug),
    position INTEGER NOT NULL, PRIMARY KEY (example_id, theme)
) WITHOUT ROWID;

CREATE TABLE example_areas (
    example_id TEXT NOT NULL REFERENCES examples(id), area TEXT NOT NULL REFERENCES areas(slug),
    position INTEGER NOT NULL, PRIMARY KEY (example_id, area)
) WITHOUT ROWID;

CREATE TABLE example_municipalities (
    example_id TEXT NOT NULL REFERENCES examples(id),
    kommunkod TEXT NOT NULL REFERENCES municipalities(kommunkod), PRIMARY KEY (example_id, kommunkod)
) WITHOUT ROWID;

CREATE TABLE example_sources (
    example_id TEXT NOT NULL REFERENCES examples(id), candidate_id TEXT NOT NULL REFERENCES candidates(id),
    role TEXT NOT NULL, url TEXT NOT NULL, title TEXT NOT NULL, lang TEXT NOT NULL, published TEXT,
    source_name TEXT NOT NULL, PRIMARY KEY (example_id, candidate_id)
) WITHOUT ROWID;

CREATE TABLE releases (
    version TEXT PRIMARY KEY, released_at TEXT NOT NULL, content_hash TEXT NOT NULL, n_examples INTEGER NOT NULL,
    report_json TEXT NOT NULL DEFAULT '{}'
);

CREATE VIEW standing_judgements AS
SELECT * FROM judgements AS j
WHERE verdict <> 'undo' AND NOT EXISTS (SELECT 1 FROM judgements AS u WHERE u.undoes_id = j.id);

CREATE VIEW decisions AS
SELECT j.* FROM standing_judgements AS j
WHERE j.verdict IN ('accept', 'reject', 'unsure', 'later') AND j.id = (
    SELECT max(k.id) FROM standing_judgements AS k
    WHERE k.candidate_id = j.candidate_id AND k.verdict IN ('accept', 'reject', 'unsure', 'later'));

CREATE VIEW settled_groups AS
SELECT DISTINCT g.group_id
FROM decisions AS d
JOIN candidates AS c ON c.id = d.candidate_id
JOIN documents AS doc ON doc.id = c.document_id
JOIN candidate_groups AS g ON g.candidate_id = d.candidate_id
WHERE d.verdict IN ('accept', 'reject')
  AND (d.text_hash = c.text_hash OR d.content_hash = doc.content_hash OR c.is_present = 0);

CREATE VIEW review_queue AS
SELECT c.id AS candidate_id, g.group_id, c.title, c.summary, c.url, c.source_id, c.lang, c.published,
       s.p AS relevance, s.is_selected AS is_suggested, s.model_version, c.first_seen_at, c.changed_at,
       (SELECT count(*) FROM candidate_groups AS h WHERE h.group_id = g.group_id) AS group_size,
       (SELECT d.verdict FROM decisions AS d WHERE d.candidate_id = c.id) AS earlier_verdict
FROM candidate_groups AS g
JOIN candidates AS c ON c.id = g.candidate_id
JOIN suggestions AS s ON s.candidate_id = c.id AND s.taxonomy = 'relevance'
WHERE g.is_primary = 1 AND c.is_present = 1
  AND g.group_id NOT IN (SELECT group_id FROM settled_groups);
""",
    )


@MIGRATIONS()
def m005_review(db: Database) -> None:
    """The reviewers' application: who they are, what they have in hand, and the queue as a table.

    `queue_entries` and the search index follow from the tables of the earlier migrations; triggers note in
    `queue_stale` which groups to derive anew. In a trigger an upsert turns `OR IGNORE` off, hence the conditions.
    Secrets are kept as hashes.
    """
    _run(
        db,
        """
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
""",
    )


@MIGRATIONS()
def m006_publish(db: Database) -> None:
    """What was erased at somebody's request: never published again. Ids and addresses alone, no content."""
    _run(
        db,
        """
CREATE TABLE erasures (
    example_id TEXT PRIMARY KEY, at TEXT NOT NULL, reason TEXT NOT NULL, n_releases INTEGER NOT NULL
) WITHOUT ROWID;
""",
    )
