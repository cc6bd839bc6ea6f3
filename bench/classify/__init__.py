"""Measurements of the classify stage beside peers."""
