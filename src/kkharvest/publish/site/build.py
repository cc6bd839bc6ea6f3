"""Pages from an edition."""

from kkharvest.publish.formats.edition import Edition

__all__ = ["site_files"]


def site_files(edition: Edition) -> dict[str, bytes]:
    """The pages by path."""
    del edition
    return {}
