"""What the validator says: level, place, words in two languages, the rule's address."""

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["HARVESTING", "SPECIFICATION", "Finding", "Level"]

SPECIFICATION = "https://docs.dataportal.se/dcat/sv/"
HARVESTING = "https://docs.dataportal.se/dcat/docs/harvesting/"


class Level(StrEnum):
    """How much it matters: an error breaks the profile or the harvest, a warning a recommendation."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One fault: `code` is stable, `subject` the thing at fault, `sv` and `en` say what to do."""

    level: Level
    code: str
    subject: str
    sv: str
    en: str
    address: str

    def text(self, language: str) -> str:
        """The finding as lines for a person."""
        words = {"sv": ("fel", "varning"), "en": ("error", "warning")}[language]
        label = words[self.level is Level.WARNING]
        return (
            f"{label} [{self.code}] {self.subject}\n    {self.sv if language == 'sv' else self.en}\n    {self.address}"
        )
