"""The first page after signing in."""

from starlette.responses import Response

from kkharvest.review.accounts import Role
from kkharvest.review.web.visit import Visit

__all__ = ["start"]


def start(visit: Visit) -> Response:
    """To work for those who decide, to the queue for those who read."""
    return visit.go("/granska" if visit.me.role.covers(Role.REVIEWER) else "/ko")
