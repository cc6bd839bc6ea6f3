"""The published database as a read-only HTTP API, for sites that ask instead of import.

::

    shown       the latest release in memory, read again when another one is the latest
    question    what was asked, checked: filters and page
    app         the routes: JSON as in the release's files, ETag, CORS
    description the same as OpenAPI 3.1

It holds what `latest` holds and nothing else: no database is opened, and no suggestion or note can be reached.
"""

from kkharvest.publish.api.app import create_api
from kkharvest.publish.api.description import describe

__all__ = ["create_api", "describe"]
