"""The one table of routes: address, method, the role that may enter (None for anybody), and who answers."""

from dataclasses import dataclass

from kkharvest.review.accounts import Role
from kkharvest.review.openid import ANSWER_PATH
from kkharvest.review.web.entrance import Page
from kkharvest.review.web.pages import listing, overviews, people, public, records, signing, start, views, working

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
    Room("GET", "/logga-in/openid", None, signing.begin_openid),
    Room("GET", ANSWER_PATH, None, signing.end_openid),
    Room("POST", "/logga-ut", Role.READER, signing.do_sign_out),
    Room("GET", "/inbjudan/{token}", None, signing.show_invitation),
    Room("POST", "/inbjudan/{token}", None, signing.do_invitation),
    Room("GET", "/ko", Role.READER, listing.show_queue),
    Room("GET", "/granska", Role.REVIEWER, working.next_candidate),
    Room("GET", "/granska/{candidate}", Role.READER, working.show_candidate),
    Room("POST", "/granska/{candidate}", Role.REVIEWER, working.decide),
    Room("POST", "/granska/{candidate}/anteckning", Role.REVIEWER, working.show_next_to),
    Room("POST", "/granska/{candidate}/grupp", Role.REVIEWER, working.regroup),
    Room("POST", "/angra", Role.REVIEWER, working.undo),
    Room("POST", "/vyer", Role.READER, views.save_view),
    Room("POST", "/vyer/{view}/ta-bort", Role.READER, views.drop_view),
    Room("GET", "/flera", Role.EDITOR, records.show_bulk),
    Room("POST", "/flera", Role.EDITOR, records.do_bulk),
    Room("POST", "/flera/angra", Role.EDITOR, records.undo_bulk),
    Room("GET", "/oversikt", Role.READER, overviews.show_dashboard),
    Room("GET", "/oversikt/kallor", Role.READER, overviews.show_sources),
    Room("GET", "/oversikt/hinder", Role.READER, overviews.show_hindrances),
    Room("GET", "/tackning", Role.READER, overviews.show_coverage),
    Room("GET", "/tackning/alla", Role.READER, overviews.show_coverage_table),
    Room("GET", "/historik", Role.READER, records.show_history),
    Room("GET", "/historik/{example}", Role.READER, records.show_example),
    Room("POST", "/historik/{example}/aterstall", Role.EDITOR, records.do_restore),
    Room("GET", "/arkiv/{fetch}", Role.READER, records.show_archived),
    Room("GET", "/personer", Role.ADMINISTRATOR, people.show_people),
    Room("POST", "/personer", Role.ADMINISTRATOR, people.do_invite),
    Room("POST", "/personer/{account}", Role.ADMINISTRATOR, people.change_person),
    Room("GET", "/installningar", Role.READER, people.show_preferences),
    Room("POST", "/installningar", Role.READER, people.save_preferences),
    Room("GET", "/hjalp", Role.READER, public.show_help),
    Room("GET", "/tips", Role.REVIEWER, public.show_tips),
    Room("GET", "/tipsa", None, public.show_tip_form),
    Room("POST", "/tipsa", None, public.do_tip),
    Room("GET", "/tillganglighet", None, public.show_statement),
)
