-- Which waiting entry a telling belongs to, by whole numbers, so that a search that finds half of everything stays
-- quick. `number` is the search entry of the candidate that stands for its group.
ALTER TABLE queue_entries ADD COLUMN number INTEGER;

CREATE TABLE queue_voices (search_id INTEGER PRIMARY KEY, entry INTEGER NOT NULL);

CREATE INDEX queue_voices_by_entry ON queue_voices (entry);

UPDATE queue_entries SET number = (SELECT e.id FROM search_entries AS e WHERE e.candidate_id = queue_entries.candidate_id);

INSERT OR REPLACE INTO queue_voices
SELECT e.id, q.number FROM queue_entries AS q
JOIN candidate_groups AS g ON g.group_id = q.group_id
JOIN search_entries AS e ON e.candidate_id = g.candidate_id WHERE q.number IS NOT NULL;

CREATE INDEX queue_entries_by_number ON queue_entries (number);

CREATE TRIGGER queue_voices_of_gone_entries AFTER DELETE ON queue_entries
BEGIN DELETE FROM queue_voices WHERE entry = old.number; END;

DROP INDEX queue_entries_filtered;

CREATE INDEX queue_entries_filtered ON queue_entries
    (is_suggested, not_before, earlier_verdict, candidate_id, themes, level, lang, group_size, places, first_seen_at,
     place, relevance, source_id, is_tip, is_changed, group_id, number);

-- The history in its order, page by page.
CREATE INDEX examples_by_judgement ON examples (judgement_id);
