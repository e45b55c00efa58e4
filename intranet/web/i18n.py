"""Languages: Indonesian first, English second; the choice is a cookie, so that it survives signing out."""

from functools import lru_cache
from typing import Any

from flask import Flask, g, has_request_context, request
from flask_babel import Babel, gettext
from markupsafe import Markup

from intranet.settings import Settings

LANGUAGES = ("id", "en")
COOKIE = "posko_lang"


def install(app: Flask, settings: Settings) -> None:
    """Set up texts, dates and numbers in the visitor's language and the office's zone."""
    app.config["BABEL_DEFAULT_LOCALE"] = "id"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    Babel(app, locale_selector=language, timezone_selector=lambda: settings.office_zone)
    app.jinja_env.globals.update(_=text, gettext=text)


def language() -> str:
    """The language chosen, Indonesian until somebody chooses."""
    if not has_request_context():
        return "id"
    known: str | None = g.get("language")
    if known is None:
        chosen = request.cookies.get(COOKIE, "")
        known = g.language = chosen if chosen in LANGUAGES else "id"
    return known


def text(message: str, /, **values: Any) -> Markup:
    """``_`` of the templates. A page says two hundred texts, so each is looked up once and not at every mention."""
    said = _said(language(), message)
    return said % values if values else said


@lru_cache(maxsize=10_000)
def _said(_language: str, message: str) -> Markup:
    said = Markup(gettext(message))  # noqa: S704 - our own texts, as the template extension treats them
    return said if "%(" in said else said % {}
