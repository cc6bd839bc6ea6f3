"""The application: rooms, static files and templates, put together."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from kkharvest import taxonomy
from kkharvest.core.settings import Settings
from kkharvest.review.openid import OpenId
from kkharvest.review.web import words
from kkharvest.review.web.assets import Assets
from kkharvest.review.web.entrance import entrance
from kkharvest.review.web.rooms import ROOMS
from kkharvest.review.web.security import SecurityHeaders
from kkharvest.review.web.visit import House, Stores
from kkharvest.store import Store

__all__ = ["create_app", "open_house"]

_STATIC = Path(__file__).parent / "static"


def open_house(settings: Settings, *stores: Store) -> House:
    """What all requests share, over an open database; as many are answered at once as there are `stores`."""
    openid = OpenId(settings.review) if settings.review.openid_issuer else None
    return House(settings, Stores(stores), _templates(_assets()), openid=openid)


def create_app(house: House, beside: Mapping[str, ASGIApp] = MappingProxyType({})) -> Starlette:
    """The application, with others `beside` it by path; opens no connection and starts nothing."""
    settings = house.settings

    async def not_found(_: Request, __: Exception) -> Response:
        page = house.templates.get_template("lost.html").render(me=None, visit=None, csrf="", settings=settings.review)
        return HTMLResponse(page, 404)

    routes: list[Route | Mount] = [
        Route(room.path, entrance(house, room.role, room.page), methods=[room.method]) for room in ROOMS
    ]
    routes.append(Mount("/static", _assets()))
    routes += [Mount(path, app) for path, app in beside.items()]
    return Starlette(
        routes=routes,
        middleware=[Middleware(SecurityHeaders, is_https=settings.review.is_https)],
        exception_handlers={404: not_found},
    )


@cache
def _assets() -> Assets:
    return Assets(_STATIC)


def _templates(assets: Assets) -> Environment:
    templates = Environment(
        loader=PackageLoader("kkharvest.review.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    names = {theme.slug: theme.name for theme in taxonomy.themes()}
    templates.globals |= {"asset": assets.address, "theme_name": names.__getitem__}
    templates.filters |= {**words.FILTERS, "theme_name": names.__getitem__}
    return templates
