"""Languages: Indonesian first, English second; the choice is a cookie, so that it survives signing out."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

from flask import Flask, request
from flask_babel import Babel, force_locale, gettext, pgettext
from markupsafe import Markup, escape

from intranet.settings import Settings

LANGUAGES = ("id", "en")
COOKIE = "posko_lang"
_spoken: ContextVar[str] = ContextVar("language", default="id")  # every text of a page asks, so it is found without ``g``


def install(app: Flask, settings: Settings) -> None:
    """Set up texts, dates and numbers in the visitor's language and the office's zone."""
    app.config["BABEL_DEFAULT_LOCALE"] = "id"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    Babel(app, locale_selector=language, timezone_selector=lambda: settings.office_zone)
    app.jinja_env.globals.update(_=text, gettext=text, pgettext=text_for)
    app.before_request(_choose)
    app.teardown_request(_forget)


def language() -> str:
    """The language chosen, Indonesian until somebody chooses."""
    return _spoken.get()


@contextmanager
def indonesian() -> Iterator[None]:
    """Speak Indonesian meanwhile, whatever the visitor reads: for papers between offices."""
    token = _spoken.set("id")
    try:
        with force_locale("id"):
            yield
    finally:
        _spoken.reset(token)


def _choose() -> None:
    chosen = request.cookies.get(COOKIE, "")
    _spoken.set(chosen if chosen in LANGUAGES else "id")


def _forget(_error: BaseException | None) -> None:
    _spoken.set("id")


def text(message: str, /, **values: Any) -> Markup:
    """``_`` of the templates. A page says two hundred texts, so each is looked up once and not at every mention."""
    said = _said(language(), message)
    return said % values if values else said


def text_for(context: str, message: str) -> Markup:
    """``pgettext`` of the templates: a text without values whose translation depends on ``context``."""
    return _said(language(), message, context)


@lru_cache(maxsize=10_000)
def _said(_language: str, message: str, context: str = "") -> Markup:
    found = pgettext(context, message) if context else gettext(message)
    said = escape(found)  # our own texts hold no tags, and a typed one that came here by mistake keeps none
    return said if "%(" in said else said % {}
