"""Measurements of the publish stage."""
