"""The one table of routes: address, method, the role that may enter (None for anybody), and who answers."""

from dataclasses import dataclass

from kkharvest.review.accounts import Role
from kkharvest.review.web.entrance import Page
from kkharvest.review.web.pages import signing, start, working

__all__ = ["ROOMS", "Room"]


@dataclass(frozen=True, slots=True)
class Room:
    """A route; `role` is the least that may enter."""

    method: str
    path: str
    role: Role | None
    page: Page


ROOMS: tuple[Room, ...] = (
    Room("GET", "/", Role.READER, start.start),
    Room("GET", "/logga-in", None, signing.show_sign_in),
    Room("POST", "/logga-in", None, signing.do_sign_in),
    Room("POST", "/logga-ut", Role.READER, signing.do_sign_out),
    Room("GET", "/inbjudan/{token}", None, signing.show_invitation),
    Room("POST", "/inbjudan/{token}", None, signing.do_invitation),
    Room("GET", "/ko", Role.READER, working.show_queue),
    Room("GET", "/granska", Role.REVIEWER, working.next_candidate),
    Room("GET", "/granska/{candidate}", Role.READER, working.show_candidate),
    Room("POST", "/granska/{candidate}", Role.REVIEWER, working.decide),
    Room("POST", "/angra", Role.REVIEWER, working.undo),
)
