"""Everything after fetch, once more, from the archive alone."""

__all__ = ["replay"]
