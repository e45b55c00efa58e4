"""Languages: Indonesian first, English second; the choice is a cookie, so that it survives signing out."""

from flask import Flask, has_request_context, request
from flask_babel import Babel

from intranet.settings import Settings

LANGUAGES = ("id", "en")
COOKIE = "posko_lang"


def install(app: Flask, settings: Settings) -> None:
    """Set up texts, dates and numbers in the visitor's language and the office's zone."""
    app.config["BABEL_DEFAULT_LOCALE"] = "id"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    Babel(app, locale_selector=language, timezone_selector=lambda: settings.office_zone)


def language() -> str:
    """The language chosen, Indonesian until somebody chooses."""
    chosen = request.cookies.get(COOKIE, "") if has_request_context() else ""
    return chosen if chosen in LANGUAGES else "id"
