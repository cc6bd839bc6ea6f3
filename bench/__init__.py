"""Measurements beside peers, each a part of its own: `python -m bench` runs all, `python -m bench.<part>` one.

Nothing here is a test: machines are shared and noisy, so figures are medians and ratios within one run. Peers are
installed by the extra `bench`.
"""
