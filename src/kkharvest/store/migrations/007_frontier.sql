-- How many words the score of a waiting address rests on.
ALTER TABLE frontier ADD COLUMN n_words INTEGER NOT NULL DEFAULT 0;
