"""What every stage shares and nobody owns: records, ids, addresses, errors, settings, reports.

Imports nothing of ours. Everything here is pure, except `settings.load_settings`, which reads the environment
and one file.
"""
