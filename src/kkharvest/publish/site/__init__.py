"""The public site of a release: static pages that any web server can serve."""

from kkharvest.publish.site.build import site_files

__all__ = ["site_files"]
