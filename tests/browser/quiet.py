"""A file server for tests that keeps its log to itself."""

from http.server import SimpleHTTPRequestHandler

__all__ = ["Quiet"]


class Quiet(SimpleHTTPRequestHandler):
    """Files of a folder."""

    def log_message(self, *_: object) -> None:
        """Says nothing."""
