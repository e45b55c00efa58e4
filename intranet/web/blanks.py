"""Parts of pages that are the same for everybody but for an id and the form's token: drawn once, then filled in.

A template's macro gets ``ID`` and ``TOKEN`` where those belong. Nothing a person wrote may be among its arguments.
"""

from collections.abc import Hashable
from functools import lru_cache

from flask import get_template_attribute
from markupsafe import Markup

from intranet.web import i18n
from intranet.web.pages import form_token

ID, TOKEN = "@@id@@", "@@token@@"


def drawn(template: str, macro: str, of: str, *args: Hashable) -> Markup:
    """What ``macro`` of ``template`` draws from ``ID``, ``TOKEN`` and ``args``, filled in for the thing with the id ``of``."""
    blank = _blank(i18n.language(), template, macro, args)
    return Markup(blank.replace(TOKEN, form_token()).replace(ID, of))  # noqa: S704 - a template's own markup


@lru_cache(maxsize=500)
def _blank(_language: str, template: str, macro: str, args: tuple[Hashable, ...]) -> str:
    return str(get_template_attribute(template, macro)(ID, TOKEN, *args))
