-- What a work view and a merge look up: without these each would read a whole table.
CREATE INDEX candidate_links_by_other ON candidate_links (b_id);

CREATE INDEX judgements_by_other ON judgements (other_id) WHERE other_id IS NOT NULL;

CREATE INDEX judgements_by_reviewer ON judgements (reviewer, id);
