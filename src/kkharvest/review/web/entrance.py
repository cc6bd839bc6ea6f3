"""From an HTTP request to a `Visit`, and from a mistake to a page.

Forms are `application/x-www-form-urlencoded` and small; nothing is uploaded. A form counts only with the token of the
page it came from. Who is not signed in is led to the sign-in page, and what they were sending is kept in it.
"""

from collections.abc import Awaitable, Callable
from urllib.parse import parse_qs, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

from kkharvest.core.errors import BusyError, InputError, OutOfSpaceError
from kkharvest.review.accounts import Account, Role, account_of_session
from kkharvest.review.desk import ConflictError
from kkharvest.review.web.security import is_csrf_token
from kkharvest.review.web.visit import ANONYMOUS_COOKIE, SESSION_COOKIE, House, Visit
from kkharvest.store import Store

__all__ = ["Page", "entrance"]

Page = Callable[[Visit], Response]

_LARGEST_FORM = 200_000
_MOST_FIELDS = 2_000
_FORM = "application/x-www-form-urlencoded"


def entrance(house: House, role: Role | None, page: Page) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint that lets in whoever has `role` (anybody when None) and answers with `page`."""

    async def endpoint(request: Request) -> Response:
        body = b""
        if request.method == "POST":
            if request.headers.get("content-type", "").split(";")[0].strip().lower() != _FORM:
                return PlainTextResponse("Bara formulär tas emot.", 415)
            try:
                async for chunk in request.stream():
                    body += chunk
                    if len(body) > _LARGEST_FORM:
                        return PlainTextResponse("Formuläret är för stort.", 413)
            except ClientDisconnect:
                return Response(status_code=400)
        return await run_in_threadpool(_answer, house, role, page, request, body)

    return endpoint


def _answer(house: House, role: Role | None, page: Page, request: Request, body: bytes) -> Response:
    with house.stores.lent() as store:
        return _answered(house, store, role, page, request, body)


def _answered(house: House, store: Store, role: Role | None, page: Page, request: Request, body: bytes) -> Response:
    try:
        visit = _visit(house, store, request, body)
    except ValueError:
        return PlainTextResponse("Formuläret kan inte läsas.", 400)
    try:
        if role is not None and visit.account is None:
            return _sign_in_first(visit, request)
        if request.method == "POST" and not _is_ours(visit, request):
            return visit.page("problem.html", 403, title="Sidan är för gammal", text=_STALE)
        if role is not None and not visit.me.role.covers(role):
            return visit.page("problem.html", 403, title="Det får du inte göra", text=_NOT_ALLOWED)
        return page(visit)
    except ConflictError as error:
        return visit.page("problem.html", 409, title="Redan beslutat", text=str(error))
    except InputError as error:
        return visit.page("problem.html", 422, title="Det gick inte", text=str(error))
    except (BusyError, OutOfSpaceError) as error:
        return visit.page("problem.html", 503, title="Just nu går det inte att spara", text=f"{_NOT_KEPT} ({error})")


_STALE = "Sidan är för gammal eller kom från ett annat håll, så inget ändrades. Gå tillbaka, ladda om och gör om."
_NOT_ALLOWED = "Din roll räcker inte för det här. En administratör kan ändra den."
_NOT_KEPT = "Beslutet sparades inte. Gå tillbaka och försök igen om en stund."


def _visit(house: House, store: Store, request: Request, body: bytes) -> Visit:
    lists = parse_qs(
        body.decode("utf-8"), keep_blank_values=True, max_num_fields=_MOST_FIELDS, encoding="utf-8", errors="replace"
    )
    token = request.cookies.get(SESSION_COOKIE, "")
    account: Account | None = account_of_session(store, token, house.settings.review) if token else None
    return Visit(
        house=house,
        store=store,
        path=request.url.path,
        query=dict(request.query_params),
        form={name: values[-1] for name, values in lists.items()},
        lists=lists,
        arguments=dict(request.path_params),
        account=account,
        secret=token if account else request.cookies.get(ANONYMOUS_COOKIE, ""),
        address=request.client.host if request.client else "",
        is_fragment=request.headers.get("hx-request") == "true",
    )


def _is_ours(visit: Visit, request: Request) -> bool:
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return False
    return is_csrf_token(visit.form.get("csrf", ""), visit.secret)


def _sign_in_first(visit: Visit, request: Request) -> Response:
    """The sign-in page, which keeps what was being sent until it can be done."""
    target = visit.path + (f"?{request.url.query}" if request.url.query else "")
    if request.method == "GET":
        return visit.go("/logga-in?" + urlencode({"vidare": target}) if target != "/" else "/logga-in")
    kept = {name: values for name, values in visit.lists.items() if name != "csrf"}
    return visit.page(
        "sign_in.html", 401, vidare=target, pending=urlencode(kept, doseq=True), login="", message=_SESSION_OVER
    )


_SESSION_OVER = "Du har loggats ut. Logga in igen, så kan du slutföra det du höll på med."
