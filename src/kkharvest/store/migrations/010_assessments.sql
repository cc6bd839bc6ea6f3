-- What the models say of a candidate beside its scores: whether they abstain, which kinds of near miss it is like, and
-- the sentences that show the business side and the municipality's, as spans of the candidate's text.
CREATE TABLE assessments (
    candidate_id TEXT PRIMARY KEY REFERENCES candidates(id), is_unsure INTEGER NOT NULL,
    business_json TEXT NOT NULL, municipality_json TEXT NOT NULL, near_misses_json TEXT NOT NULL
) WITHOUT ROWID;

-- The label belongs to the prediction set, which holds all true labels with the probability the model card states.
ALTER TABLE suggestions ADD COLUMN is_in_set INTEGER NOT NULL DEFAULT 0;
