"""What stands around every page: drawn once for all who see the same, then filled in."""

from collections.abc import Callable

from flask import Flask, request
from markupsafe import Markup, escape

from intranet.base.actor import Actor
from intranet.web import blanks, db, gate, i18n, navigation
from intranet.web.links import here

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "posko_look"
_TEMPLATE = "web/_frame.html"


def install(app: Flask, *, version: str, waiting: Callable[[Actor], int], simulators: tuple[str, ...]) -> None:
    """Give templates the parts of the frame; what they are given is as for ``pages.install``."""

    def top() -> Markup:
        actor = gate.maybe_actor()
        unread = waiting(actor) if actor else 0
        told = (actor, unread, i18n.language(), db.settings().office_name, simulators)
        return blanks.drawn(_TEMPLATE, "top", escape(here()), *told)

    def foot() -> Markup:
        return blanks.drawn(_TEMPLATE, "foot", escape(here()), theme(), db.settings().office_name, version)

    def head() -> Markup:
        return blanks.drawn(_TEMPLATE, "head", "")

    def menu() -> Markup:
        return navigation.menu(gate.maybe_actor())

    app.jinja_env.globals.update(frame_head=head, frame_top=top, frame_menu=menu, frame_foot=foot)


def theme() -> str:
    """The look chosen: ``auto`` (the browser's wish), ``light`` or ``dark``."""
    chosen = request.cookies.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else "auto"
