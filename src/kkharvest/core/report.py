"""Verdicts: what a stage says of its own work.

Every stage returns a `StageReport` with counts and named checks. The flow's state and the exit code derive from
the checks; no stage prints, and none decides for the whole run.
"""

from dataclasses import dataclass, field
from enum import StrEnum

__all__ = ["Check", "RunReport", "StageReport", "Verdict"]


class Verdict(StrEnum):
    """How far a check, a stage or a run may be trusted; ordered from best to worst."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"

    @property
    def rank(self) -> int:
        """0 for ok, 1 for warning, 2 for failed."""
        return (Verdict.OK, Verdict.WARNING, Verdict.FAILED).index(self)


@dataclass(frozen=True, slots=True)
class Check:
    """One named question with its answer."""

    name: str
    verdict: Verdict
    message: str = ""


def _worst(verdicts: list[Verdict]) -> Verdict:
    return max(verdicts, key=lambda verdict: verdict.rank, default=Verdict.OK)


@dataclass(frozen=True, slots=True)
class StageReport:
    """What a stage did: counts by name, checks, and the version of its code or model."""

    stage: str
    version: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()
    seconds: float = 0.0

    @property
    def verdict(self) -> Verdict:
        """The worst of the checks."""
        return _worst([check.verdict for check in self.checks])


@dataclass(frozen=True, slots=True)
class RunReport:
    """The stages of one run, in order."""

    run_id: str
    stages: tuple[StageReport, ...]

    @property
    def verdict(self) -> Verdict:
        """The worst of the stages."""
        return _worst([stage.verdict for stage in self.stages])

    @property
    def exit_code(self) -> int:
        """0 when the run can be used (warnings included), 3 when a check failed."""
        return 3 if self.verdict is Verdict.FAILED else 0
