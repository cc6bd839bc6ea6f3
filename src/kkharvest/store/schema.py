"""The schema, as migrations that only ever go forward: one SQL file each, in migrations/.

A released migration is never edited; a change is a new file, tested from a database of the version before. Suffixes:
`_id` refers to a row, `_at` is a UTC time in ISO 8601, `_url` an address, `is_` 0 or 1, `_json` a JSON text.
Statements are parted by a semicolon and an empty line, so that a trigger's body stays whole.
"""

from collections.abc import Callable
from functools import cache
from importlib.resources import files

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

__all__ = ["migrations"]


@cache
def migrations() -> Migrations:
    """Every migration in the order of its number, named after its file."""
    found = Migrations("kkharvest")
    scripts = [file for file in files("kkharvest.store").joinpath("migrations").iterdir() if file.name.endswith(".sql")]
    for script in sorted(scripts, key=lambda file: file.name):
        found(name=f"m{script.name.removesuffix('.sql')}")(_migration(script.read_text(encoding="utf-8")))
    return found


def _migration(script: str) -> Callable[[Database], None]:
    def apply(db: Database) -> None:
        """Executes the statements inside the migration's own transaction."""
        for statement in script.split(";\n\n"):
            if statement.strip():
                db.execute(statement)

    return apply
