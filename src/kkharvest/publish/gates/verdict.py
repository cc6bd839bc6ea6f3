"""Faults as a named check."""

from collections.abc import Sequence

from kkharvest.core.report import Check, Verdict

__all__ = ["check"]

_SHOWN = 5


def check(name: str, faults: Sequence[str], verdict: Verdict = Verdict.FAILED) -> Check:
    """The check of this name: passed without faults, else with the verdict given and the first faults in words."""
    if not faults:
        return Check(name, Verdict.OK)
    more = f" and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
    return Check(name, verdict, "; ".join(faults[:_SHOWN]) + more)
