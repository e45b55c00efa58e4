"""What every template may use: filters, who is signed in, the menu, the look chosen, addresses of assets."""

from collections.abc import Callable, MutableMapping
from typing import Any

from flask import Blueprint, Flask, current_app, g, make_response, request
from flask.templating import Environment
from flask_wtf.csrf import generate_csrf
from jinja2 import StrictUndefined
from werkzeug.wrappers import Response

from intranet.base.actor import Actor
from intranet.web import db, formatting, gate, hx, i18n, navigation
from intranet.web.assets import asset_url
from intranet.web.gate import open_to_all
from intranet.web.links import is_web_link, local_path

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "posko_look"
_YEAR = 365 * 24 * 3600


class Templates(Environment):
    """Flask's templates, which all see the same names: chained maps for each one cost a page a twentieth of its time."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The names every template sees; ``d`` (names for one template only) is for nobody here."""
        return super().make_globals(d) if d else self.globals


bp = Blueprint("pages", __name__, template_folder="templates")


def install(app: Flask, *, version: str, waiting: Callable[[Actor], int], simulators: tuple[str, ...] = ()) -> None:
    """Prepare ``app``'s templates.

    ``simulators`` are N_-marked names of the stand-ins in use, shown on every page; ``waiting`` counts a person's unread
    messages, and is asked by whole pages only.
    """
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        asset=asset_url,
        htmx_config=hx.CONFIG,
        posko_version=version,
        simulators=simulators,
        languages=i18n.LANGUAGES,
        themes=THEMES,
    )
    app.jinja_env.tests["web_link"] = is_web_link
    app.jinja_env.globals.update(today=formatting.today, here=here, csrf_token=form_token)
    formatting.install(app)
    app.extensions["posko_waiting"] = waiting
    app.context_processor(_context)
    app.register_blueprint(bp)


def _context() -> dict[str, Any]:
    actor = gate.maybe_actor()
    return {
        "actor": actor,
        "office": db.settings().office_name,
        "language": i18n.language(),
        "theme": theme(),
        "menu": lambda: navigation.menu(actor),
        "menu_links": lambda: navigation.links(actor) if actor else [],
        "count_unread": lambda: current_app.extensions["posko_waiting"](actor) if actor and not hx.wanted() else 0,
    }


def form_token() -> str:
    """The token every form carries; signed once per page, which may have many forms."""
    return str(g.get("csrf_token") or generate_csrf())


def here() -> str:
    """The present page's own path, to come back to; the start page when this is not a page one can get."""
    return request.full_path.rstrip("?") if request.method == "GET" else "/"


def theme() -> str:
    """The look chosen: ``auto`` (the browser's wish), ``light`` or ``dark``."""
    chosen = request.cookies.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else "auto"


@bp.post("/preferences")
@open_to_all
def preferences() -> Response:
    """Remember the language or the look in a cookie and go back to the page one was on."""
    response = make_response(hx.see(local_path(request.form.get("next", ""), "/")))
    for name, cookie, allowed in (("language", i18n.COOKIE, i18n.LANGUAGES), ("theme", THEME_COOKIE, THEMES)):
        chosen = request.form.get(name, "")
        if chosen in allowed:
            response.set_cookie(cookie, chosen, max_age=_YEAR, httponly=True, samesite="Lax", secure=db.settings().secure)
    return response
