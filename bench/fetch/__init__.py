"""Benchmarks of the fetch stage: `python -m bench.fetch [PART …]`."""
