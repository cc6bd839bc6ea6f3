"""The routes of the API."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kkharvest import taxonomy
from kkharvest.core.errors import InputError, OutOfSpaceError, ReleaseError
from kkharvest.publish.api.description import describe
from kkharvest.publish.api.question import Question, asked, between
from kkharvest.publish.api.shown import Shelf, Shown
from kkharvest.publish.formats import LICENCE, SCHEMA_VERSION
from kkharvest.publish.shelf import delta_of, read_versions

__all__ = ["create_api"]

Answer = Callable[[Request, Shown], Any]


def create_api(releases: Path) -> Starlette:
    """The application over a folder of releases; reads nothing before it is asked."""
    shelf = Shelf(releases)

    def versions(_: Request, __: Shown) -> Any:
        return read_versions(releases)

    def delta(request: Request, shown: Shown) -> Any:
        start, end = between(request.query_params.multi_items())
        end = end or shown.entry["version"]
        try:
            return {"from": start, "to": end, "operations": delta_of(releases, start, end)}
        except InputError as error:
            return _json({"error": str(error)}, 404)

    routes = [
        Route("/", _room(shelf, _release)),
        Route("/examples", _room(shelf, _examples, takes_question=True)),
        Route("/examples/{id}", _room(shelf, _example)),
        Route("/themes", _room(shelf, _themes)),
        Route("/areas", _room(shelf, _areas)),
        Route("/levels", _room(shelf, _levels)),
        Route("/municipalities", _room(shelf, _municipalities)),
        Route("/versions", _room(shelf, versions)),
        Route("/delta", _room(shelf, delta, takes_question=True)),
        Route("/openapi.json", _described),
    ]
    cors = Middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD"],
        allow_headers=["If-None-Match"],
        expose_headers=["ETag", "Link"],
    )
    return Starlette(routes=routes, middleware=[cors], exception_handlers={HTTPException: _refused})


def _room(shelf: Shelf, answer: Answer, *, takes_question: bool = False) -> Callable[[Request], Response]:
    def room(request: Request) -> Response:
        if not takes_question and request.query_params:
            return _json({"error": "This address takes no parameters."}, 400)
        try:
            shown = shelf.latest()
            headers = {"ETag": shown.etag, "Cache-Control": "public, max-age=300"}
            if _matches(request.headers.get("if-none-match", ""), shown.etag):
                return Response(status_code=304, headers=headers)
            found = answer(request, shown)
        except InputError as error:
            return _json({"error": str(error)}, 400)
        except (ReleaseError, OutOfSpaceError) as error:
            return _json({"error": str(error)}, 503)
        if isinstance(found, Response):
            return found
        if takes_question:
            headers |= _links(found)
        return _json(found, 200, headers)

    return room


def _matches(sent: str, etag: str) -> bool:
    return sent.strip() == "*" or etag in {one.strip().removeprefix("W/") for one in sent.split(",")}


def _release(_: Request, shown: Shown) -> Any:
    return {"schema_version": SCHEMA_VERSION, "licence": LICENCE, **shown.entry, "n_tombstones": len(shown.stones)}


def _examples(request: Request, shown: Shown) -> Any:
    question = asked(request.query_params.multi_items())
    found = [record for record in shown.records if question.fits(record, shown.texts[record["id"]])]
    page = found[question.offset : question.offset + question.limit]
    return {
        "schema_version": SCHEMA_VERSION,
        "version": shown.entry["version"],
        "licence": LICENCE,
        "total": len(found),
        "limit": question.limit,
        "offset": question.offset,
        "next": _next(request, question, len(found)),
        "examples": page,
    }


def _next(request: Request, question: Question, total: int) -> str | None:
    after = question.offset + question.limit
    if after >= total:
        return None
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in {"limit", "offset"}]
    return "?" + urlencode([*kept, ("limit", question.limit), ("offset", after)])


def _links(found: Any) -> dict[str, str]:
    return {"Link": f'<{found["next"]}>; rel="next"'} if found.get("next") else {}


def _example(request: Request, shown: Shown) -> Any:
    key = request.path_params["id"]
    if key in shown.by_id:
        return shown.by_id[key]
    stone = shown.stones.get(key)
    if stone is None:
        return _json({"error": "There is no example with this id."}, 404)
    headers = {"Location": stone.redirect} if stone.redirect else {}
    return _json({"error": "This example is no more.", **stone.as_dict()}, 308 if stone.redirect else 410, headers)


def _themes(_: Request, shown: Shown) -> Any:
    counts = Counter(slug for record in shown.records for slug in record["themes"])
    counts["alla-exempel"] = len(shown.records)
    return [_label(theme, counts) for theme in taxonomy.themes()]


def _areas(_: Request, shown: Shown) -> Any:
    counts = Counter(slug for record in shown.records for slug in record["areas"])
    return [_label(area, counts) for area in taxonomy.areas()]


def _levels(_: Request, shown: Shown) -> Any:
    counts = Counter(record["level"] for record in shown.records)
    return [_label(level, counts) for level in taxonomy.levels()]


def _label(label: Any, counts: Counter[str]) -> dict[str, Any]:
    return {"slug": label.slug, "name": label.name, "name_en": label.name_en, "n_examples": counts[label.slug]}


def _municipalities(_: Request, shown: Shown) -> Any:
    counts = Counter(place["kommunkod"] for record in shown.records for place in record["municipalities"])
    return [
        {"kommunkod": p.kommunkod, "name": p.name, "county": p.county, "n_examples": counts[p.kommunkod]}
        for p in taxonomy.municipalities()
    ]


def _described(request: Request) -> Response:
    return _json(describe(request.scope.get("root_path", "")), 200)


async def _refused(_: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    return _json({"error": error.detail}, error.status_code, dict(error.headers or {}))


def _json(value: Any, status: int, headers: Iterable[tuple[str, str]] | dict[str, str] = ()) -> Response:
    body = json.dumps(value, ensure_ascii=False).encode("utf-8")
    return Response(body, status, dict(headers), media_type="application/json")
