"""Suggestions on candidates: relevance, themes, areas and levels, with evidence."""
