"""The main menu: ``app`` names the pages, the gate decides who sees which."""

from dataclasses import dataclass

from flask import Flask, current_app, request, url_for

from intranet.base.actor import Actor
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


def links(actor: Actor | None) -> list[Link]:
    """The entries ``actor`` may open; none before signing in. The one whose address begins the present one is active."""
    if actor is None:
        return []
    items: tuple[Item, ...] = current_app.extensions.get("posko_navigation", ())
    shown = [(item, url_for(item.endpoint)) for item in items if _may_open(actor, item.endpoint)]
    active = max((url for _item, url in shown if _begins(url, request.path)), key=len, default="")
    return [Link(i18n.text(item.label), url, item.icon, url == active) for item, url in shown]


def _begins(url: str, path: str) -> bool:
    return path == url or (url != "/" and path.startswith(f"{url}/"))


def _may_open(actor: Actor, endpoint: str) -> bool:
    view = current_app.view_functions.get(endpoint)
    if view is None:
        return False
    who = who_may(view)
    return who in (ANYONE, STAFF) or (isinstance(who, frozenset) and actor.has(*who))
