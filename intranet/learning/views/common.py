"""What these pages share: the blueprint, who reads and writes, the part of a session's page that leads here."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, render_template
from markupsafe import Markup
from werkzeug.wrappers import Response

from intranet.base.actor import Role
from intranet.base.errors import Refused
from intranet.learning import queries, rules
from intranet.learning.forms import Sheet
from intranet.literacy.models import LiteracySession
from intranet.literacy.rules import SessionState
from intranet.literacy.service import sessions
from intranet.web import db, gate

READERS = (*gate.CASE_WORKERS, Role.AUDITOR, Role.ADMIN, Role.SCHEDULER)
WRITERS = (*gate.CASE_WORKERS, Role.SCHEDULER)

bp = Blueprint("learning", __name__, template_folder="../templates")


def session_of(session_id: str) -> LiteracySession:
    """The session of an address, or NotFound."""
    return sessions.get(db.session(), session_id)


def section(row: Any) -> Markup:
    """The part of a session's page that tells how far it is, and leads to each of its pages; nothing before it is sure."""
    if row.state not in (SessionState.CONFIRMED, SessionState.HELD):
        return Markup()
    session = db.session()
    page = render_template(
        "learning/_section.html",
        row=row,
        done=queries.standing(session, row.id, db.clock().now()),
        may_write=rules.may_write(gate.actor()),
    )
    return Markup(page)  # noqa: S704 - a template's own markup


def again(refused: Refused, form: Sheet, page: Callable[[int], Response]) -> Response:
    """The page once more with what a verb refused; what the page cannot show goes on as it is."""
    if refused.status != 422:
        raise refused
    form.refuse(refused)
    db.session().rollback()
    return page(422)
