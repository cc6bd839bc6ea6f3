"""Quality and speed of the dedupe stage, beside peers in the same run."""
