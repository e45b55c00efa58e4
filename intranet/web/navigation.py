"""The main menu: ``app`` names the pages, the gate decides who sees which."""

from dataclasses import dataclass
from functools import lru_cache

from flask import Flask, current_app, get_template_attribute, request, url_for
from markupsafe import Markup

from intranet.base.actor import Actor, Role
from intranet.web import i18n
from intranet.web.gate import ANYONE, STAFF, who_may


@dataclass(frozen=True)
class Item:
    """One entry: the page it opens, its label (an N_-marked text) and its icon."""

    endpoint: str
    label: str
    icon: str


@dataclass(frozen=True)
class Link:
    """An entry as drawn: text in the visitor's language, address, and whether the present page belongs to it."""

    text: str
    url: str
    icon: str
    active: bool


def install(app: Flask, items: tuple[Item, ...]) -> None:
    """Give ``app`` its menu, in order."""
    app.extensions["posko_navigation"] = items


def menu(actor: Actor | None) -> Markup:
    """The menu of what ``actor`` may open, drawn; nothing before signing in. The entry whose address begins the present one is
    active."""
    if actor is None:
        return Markup()
    items: tuple[Item, ...] = current_app.extensions.get("posko_navigation", ())
    path, language = request.path, i18n.language()
    urls = (url for _text, url, _icon in _entries(items, actor.roles, language))
    active = max((url for url in urls if _begins(url, path)), key=len, default="")
    return _drawn(items, actor.roles, language, active)


def links(actor: Actor) -> list[Link]:
    """The same entries for a page that explains them."""
    items: tuple[Item, ...] = current_app.extensions["posko_navigation"]
    found = _entries(items, actor.roles, i18n.language())
    return [Link(text, url, icon, active=_begins(url, request.path)) for text, url, icon in found]


@lru_cache(maxsize=500)
def _drawn(items: tuple[Item, ...], roles: frozenset[Role], language: str, active: str) -> Markup:
    """The menu as people of the same roles and language see it on the same pages."""
    links = [Link(text, url, icon, url == active) for text, url, icon in _entries(items, roles, language)]
    return Markup(get_template_attribute("web/_menu.html", "main_menu")(links))  # noqa: S704 - a template's own markup


@lru_cache(maxsize=200)
def _entries(items: tuple[Item, ...], roles: frozenset[Role], _language: str) -> list[tuple[str, str, str]]:
    """What people of the same roles and language see on every page."""
    return [(i18n.text(item.label), url_for(item.endpoint), item.icon) for item in items if _may_open(roles, item.endpoint)]


def _begins(url: str, path: str) -> bool:
    return path == url or (url != "/" and path.startswith(f"{url}/"))


def _may_open(roles: frozenset[Role], endpoint: str) -> bool:
    view = current_app.view_functions.get(endpoint)
    if view is None:
        return False
    who = who_may(view)
    return who in (ANYONE, STAFF) or (isinstance(who, frozenset) and not roles.isdisjoint(who))
