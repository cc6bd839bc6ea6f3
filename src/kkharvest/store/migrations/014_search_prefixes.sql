-- Stems of four letters are looked up as they stand, where all words that begin with them were gathered one by one.
CREATE VIRTUAL TABLE search_made USING fts5
    (title, words, heads, tokenize = 'unicode61 remove_diacritics 0', prefix = '4');

INSERT INTO search_made (rowid, title, words, heads) SELECT rowid, title, words, heads FROM search_index;

DROP TABLE search_index;

ALTER TABLE search_made RENAME TO search_index;
