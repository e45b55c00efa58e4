"""The main menu: ``app`` names the pages, the gate decides who sees which."""

from dataclasses import dataclass

from flask import Flask, current_app, request, url_for
from flask_babel import gettext as _

from intranet.base.actor import Actor
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
    """The entries ``actor`` may open; none before signing in. A page belongs to the entry of its own blueprint."""
    if actor is None:
        return []
    here = request.endpoint or ""
    items: tuple[Item, ...] = current_app.extensions.get("posko_navigation", ())
    shown = [item for item in items if _may_open(actor, item.endpoint)]
    exact = any(item.endpoint == here for item in shown)
    return [
        Link(
            _(item.label),
            url_for(item.endpoint),
            item.icon,
            item.endpoint == here if exact else _same_part(item.endpoint, here),
        )
        for item in shown
    ]


def _same_part(endpoint: str, here: str) -> bool:
    return endpoint.partition(".")[0] == here.partition(".")[0]


def _may_open(actor: Actor, endpoint: str) -> bool:
    view = current_app.view_functions.get(endpoint)
    if view is None:
        return False
    who = who_may(view)
    return who in (ANYONE, STAFF) or (isinstance(who, frozenset) and actor.has(*who))
