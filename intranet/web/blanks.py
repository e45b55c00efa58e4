"""Parts of pages that are the same for everybody but for an id and the form's token: drawn once, then filled in.

A template's macro gets ``ID`` and ``TOKEN`` where those belong: words that nobody can have written, made anew at every start.
"""

import secrets
from collections.abc import Hashable
from functools import lru_cache

from flask import g, get_template_attribute
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from intranet.web import i18n
from intranet.web.forms import NOTHING, Answers

ID, TOKEN = f"@@{secrets.token_hex(8)}@@", f"@@{secrets.token_hex(8)}@@"


def form_token() -> str:
    """The token every form carries; signed once per page, which may have many forms."""
    return str(g.get("csrf_token") or generate_csrf())


def drawn(template: str, macro: str, of: str, *args: Hashable) -> Markup:
    """What ``macro`` of ``template`` draws from ``ID``, ``TOKEN`` and ``args``, filled in for ``of``: an id, or safe markup."""
    blank = _blank(i18n.language(), template, macro, args)
    return Markup(blank.replace(TOKEN, form_token()).replace(ID, of))  # noqa: S704 - a template's own markup


def form(template: str, macro: str, of: str, *args: Hashable, typed: Answers | None = None) -> Markup:
    """A form drawn by ``macro``, whose last argument is what was ``typed`` and refused: as it comes when there is nothing."""
    if typed is None:
        return drawn(template, macro, of, *args, NOTHING)
    return Markup(get_template_attribute(template, macro)(of, form_token(), *args, typed))  # noqa: S704


@lru_cache(maxsize=500)
def _blank(_language: str, template: str, macro: str, args: tuple[Hashable, ...]) -> str:
    return str(get_template_attribute(template, macro)(ID, TOKEN, *args))
