-- What people decided (append-only), and what follows from it.

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
