"""Hosts and addresses that are never asked: the operator's list, and pages erased on request."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from kkharvest.core.address import AddressError, address_key, host_of, normalise
from kkharvest.core.errors import SettingsError

__all__ = ["ERASED_ON_REQUEST", "PARTLY_ERASED", "OptOut"]

ERASED_ON_REQUEST = "erased on request"
"""Ground on which a page is closed for good, without the sites around it."""

PARTLY_ERASED = "a part of it was erased on request: read for its links alone"
"""Ground on which nothing is kept of a page that tells something erased beside something else."""


@dataclass(frozen=True, slots=True)
class OptOut:
    """Hosts (with all their sub-domains) and address prefixes that want no visit."""

    hosts: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()
    closed: frozenset[str] = frozenset()
    """Address keys of pages that were erased on request."""
    emptied: frozenset[str] = frozenset()
    """Address keys of pages of which a part was erased."""

    def __bool__(self) -> bool:
        """Whether the list names anything."""
        return bool(self.hosts or self.prefixes or self.closed)

    @classmethod
    def load(cls, path: Path | None) -> "OptOut":
        """The list in a text file: one host or address a line, `#` starts a comment; empty when `path` is None.

        Raises `SettingsError` when the file is missing: a list that cannot be read must not be taken for an empty one.
        """
        if path is None:
            return cls()
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(
                f"The opt-out list {path} (setting fetch.opt_out) cannot be read: {error}. Nothing was asked."
            ) from None
        return cls.parse(lines)

    @classmethod
    def parse(cls, lines: list[str]) -> "OptOut":
        """The list in these lines."""
        hosts: set[str] = set()
        prefixes: list[str] = []
        for line in lines:
            text = line.partition("#")[0].strip().lower()
            if not text:
                continue
            if "/" not in text.removesuffix("/"):
                hosts.add(text.removesuffix("/").removeprefix("www."))
                continue
            try:
                prefixes.append(_bare(text if "://" in text else f"https://{text}"))
            except AddressError as error:
                raise SettingsError(
                    f"The opt-out list holds a line that is no address: {line.strip()!r} ({error})"
                ) from None
        return cls(frozenset(hosts), tuple(prefixes))

    def closing(self, keys: Iterable[str], emptied: Iterable[str] = ()) -> "OptOut":
        """The list with these pages on it, by address key; of the `emptied` ones links alone are read."""
        return replace(self, closed=self.closed | frozenset(keys), emptied=self.emptied | frozenset(emptied))

    def ground(self, url: str) -> str | None:
        """The entry that `url` falls under, or None."""
        if self.closed and address_key(url) in self.closed:
            return ERASED_ON_REQUEST
        host = host_of(url)
        labels = host.split(".")
        for start in range(len(labels) - 1):
            if ".".join(labels[start:]) in self.hosts:
                return f"opt-out list: {'.'.join(labels[start:])}"
        if self.prefixes:
            place = _bare(url)
            for prefix in self.prefixes:
                if place.startswith(prefix):
                    return f"opt-out list: {prefix}"
        return None


def _bare(url: str) -> str:
    return normalise(url).partition("://")[2].lower().removeprefix("www.")
