"""Errors, by what the caller should do.

::

    KkharvestError
    ├── UserError            say the message, change nothing, exit with `exit_code`
    │   ├── SettingsError    a setting is missing or wrong
    │   ├── SourceError      the source registry has faults
    │   ├── InputError       a record or file given to a command cannot be read
    │   ├── ModelError       a model is missing, damaged, or not made for this encoder
    │   ├── StoreError       the database cannot be opened, is newer than this program, or is damaged
    │   ├── BusyError        another run holds the lock; try again when it has ended
    │   └── ReleaseError     a release was refused by a gate or found damaged
    └── OutOfSpaceError      stop now: everything written so far is kept, run again when there is room

A page that cannot be fetched or read is no exception: stages record it as an `Issue` and go on.
"""

__all__ = [
    "BusyError",
    "InputError",
    "KkharvestError",
    "ModelError",
    "OutOfSpaceError",
    "ReleaseError",
    "SettingsError",
    "SourceError",
    "StoreError",
    "UserError",
]


class KkharvestError(Exception):
    """Base of all errors raised on purpose."""

    exit_code = 1


class UserError(KkharvestError):
    """A person can mend this; the message says how."""

    exit_code = 2


class SettingsError(UserError):
    """A setting is missing or wrong."""


class SourceError(UserError):
    """The source registry has faults; the message lists file and field of each."""


class InputError(UserError):
    """A record or file given to a command cannot be read."""


class ModelError(UserError):
    """A model is missing, damaged, or was trained for another encoder."""


class StoreError(UserError):
    """The database cannot be opened, is newer than this program, or is damaged."""


class BusyError(UserError):
    """Another run holds the lock."""

    exit_code = 4


class ReleaseError(UserError):
    """A release was refused by a gate, or an earlier one is damaged."""

    exit_code = 5


class OutOfSpaceError(KkharvestError):
    """The disk is full or read-only; what was written so far is kept."""

    exit_code = 6
