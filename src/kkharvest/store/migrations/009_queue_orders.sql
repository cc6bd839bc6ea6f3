-- The queue in each of its orders without sorting the whole, also where everything is shown.
CREATE INDEX queue_entries_all_by_place ON queue_entries (place DESC, candidate_id);

CREATE INDEX queue_entries_all_by_relevance ON queue_entries (relevance DESC, candidate_id);

CREATE INDEX queue_entries_all_by_doubt ON queue_entries (abs(relevance - 0.5), candidate_id);

CREATE INDEX queue_entries_all_by_age ON queue_entries (first_seen_at DESC, candidate_id);

CREATE INDEX queue_entries_by_source ON queue_entries (source_id, place DESC, candidate_id);

CREATE INDEX queue_entries_unplaced ON queue_entries (candidate_id) WHERE stream = '';

CREATE INDEX queue_entries_unsure ON queue_entries (place DESC, candidate_id) WHERE earlier_verdict = 'unsure';

CREATE INDEX queue_entries_later ON queue_entries (place DESC, candidate_id) WHERE not_before <> '';

CREATE INDEX queue_entries_tips ON queue_entries (place DESC, candidate_id) WHERE is_tip = 1;

CREATE INDEX queue_entries_changed ON queue_entries (place DESC, candidate_id) WHERE is_changed = 1;

CREATE INDEX readings_by_reviewer ON readings (reviewer);

-- All that filters, orders and counts read, so that the wide rows are touched only for the page that is shown.
CREATE INDEX queue_entries_filtered ON queue_entries
    (is_suggested, not_before, earlier_verdict, candidate_id, themes, level, lang, group_size, places, first_seen_at,
     place, relevance, source_id, is_tip, is_changed, group_id);
