"""Measurements of the reviewers' application."""
