"""Everything a release says, before it has a form."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from kkharvest.publish.delta import Tombstone
from kkharvest.publish.licences import DATA
from kkharvest.publish.record import Record

__all__ = ["LICENCE", "SCHEMA_VERSION", "Edition"]

SCHEMA_VERSION = "1.1"
LICENCE = DATA


@dataclass(frozen=True)
class Edition:
    """Records by id and tombstones, with the version and the absolute address (ending in a slash) of the releases.

    `contact` is where people may write: an e-mail address or a page, or empty.
    """

    version: str
    base_url: str
    publisher: str
    records: Sequence[Record]
    tombstones: Sequence[Tombstone] = ()
    contact: str = ""

    @cached_property
    def updated_at(self) -> str:
        """The time of the latest decision in it; that of the epoch when there is none."""
        return max((record["decided_at"] for record in self.records), default="1970-01-01T00:00:00+00:00")

    @property
    def latest_url(self) -> str:
        """The address of the latest release's folder."""
        return f"{self.base_url}latest/"

    def page_url(self, example_id: str) -> str:
        """The permanent address of an example's page."""
        return f"{self.latest_url}site/exempel/{example_id}.html"
