"""What every template may use: filters, who is signed in, the menu, the look chosen, addresses of assets."""

from collections.abc import Callable, MutableMapping
from typing import Any

from flask import Blueprint, Flask, make_response, request
from flask.templating import Environment
from jinja2 import StrictUndefined
from werkzeug.wrappers import Response

from intranet.base.actor import Actor
from intranet.web import db, formatting, frame, gate, hx, i18n, navigation
from intranet.web.assets import asset_url
from intranet.web.blanks import form_token
from intranet.web.frame import THEME_COOKIE, THEMES, theme
from intranet.web.gate import open_to_all
from intranet.web.links import here, is_web_link, local_path

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
    )
    app.jinja_env.tests["web_link"] = is_web_link
    app.jinja_env.globals.update(today=formatting.today, here=here, csrf_token=form_token)
    frame.install(app, version=version, waiting=waiting, simulators=simulators)
    formatting.install(app)
    app.context_processor(_context)
    app.register_blueprint(bp)


def _context() -> dict[str, Any]:
    actor = gate.maybe_actor()
    return {
        "actor": actor,
        "office": db.settings().office_name,
        "language": i18n.language(),
        "theme": theme(),
        "menu_links": lambda: navigation.links(actor) if actor else [],
    }


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
