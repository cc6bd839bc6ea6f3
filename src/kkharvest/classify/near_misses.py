"""Kinds of near miss as a reviewer reads them."""

from collections.abc import Sequence

__all__ = ["near_miss_name"]

_NAMES = {
    "business_service": "service till företagare",
    "citizen_tips": "tips till invånare",
    "company_marketing": "ett företags egen marknadsföring",
    "crisis": "krisinformation",
    "culture_sport": "kultur och idrott",
    "election": "val",
    "job_ad": "platsannons",
    "minutes": "protokoll eller kallelse",
    "opening_hours": "öppettider",
    "other_business": "näringsliv utan klimat",
    "other_climate": "klimat utan näringsliv",
    "own_fleet": "kommunens egen verksamhet",
    "permit": "tillstånd och lov",
    "plan_without_collaboration": "plan utan samverkan",
    "ranking": "företagsranking",
    "school": "skola",
    "social_care": "vård och omsorg",
}
_LEAST = 0.2


def near_miss_name(likely: Sequence[tuple[str, float]]) -> str:
    """The Swedish name of the likeliest kind; empty when none reaches a fifth."""
    kind, p = max(likely, key=lambda found: found[1], default=("", 0.0))
    return _NAMES.get(kind, "") if p >= _LEAST else ""
