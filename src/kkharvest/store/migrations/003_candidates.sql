-- What was read out of pages, and what the models say of it.

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
