"""What the pages of literacy share: the blueprint, who may read and plan, options of fields, days of calendars."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from enum import Enum
from typing import Any, Protocol

from flask import Blueprint, Flask, current_app, request
from flask_babel import gettext as _
from markupsafe import Markup

from intranet.base.actor import Role
from intranet.base.errors import Refused
from intranet.literacy.forms import Sheet
from intranet.literacy.queries import Line
from intranet.web import db, formatting, gate

READERS = (*gate.CASE_WORKERS, Role.AUDITOR, Role.ADMIN, Role.SCHEDULER)
PLANNERS = (*gate.CASE_WORKERS, Role.SCHEDULER)

bp = Blueprint("literacy", __name__, url_prefix="/literacy", template_folder="../templates")


def install(app: Flask, *sections: Callable[[Any], Markup]) -> None:
    """Add to each session's page the ``sections`` of packages above this one; each draws its part of the session given."""
    app.extensions["posko_session_sections"] = sections


def sections(row: Any) -> list[Markup]:
    """What packages above draw on a session's page."""
    return [draw(row) for draw in current_app.extensions.get("posko_session_sections", ())]


@bp.app_template_filter("in_order")
def in_order(members: Collection[Enum]) -> list[Enum]:
    """Members of one enum as the enum has them, not by their names."""
    return [one for one in type(next(iter(members))) if one in members] if members else []


class Labelled(Protocol):
    """A member of an enum with a text."""

    @property
    def value(self) -> str:
        """As sent."""

    @property
    def label(self) -> str:
        """As shown."""


def options(members: Iterable[Labelled]) -> list[tuple[str, str]]:
    """Values and translated labels, for a field with choices."""
    return [(member.value, _(member.label)) for member in members]


class Refusing:
    """Do what is sent: what a verb refuses is said on the forms, nothing of it is kept, and the page may be shown again."""

    def __init__(self, *forms: Sheet) -> None:
        self._forms = forms

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> bool:
        """Whether it was refused in a way the sender can mend; anything worse goes on."""
        if not isinstance(error, Refused) or error.status != 422:
            return False
        for form in self._forms:
            form.refuse(error)
        db.session().rollback()
        return True


def asked_day(name: str) -> dt.date:
    """The day in the address, today when there is none."""
    try:
        day = dt.date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return formatting.today()
    return day if 2000 <= day.year < 2100 else formatting.today()


def asked_month() -> dt.date:
    """The first day of the month in the address (``2026-12``), of this month when there is none."""
    text = request.args.get("month", "")
    try:
        day = dt.date.fromisoformat(f"{text}-01")
    except ValueError:
        return formatting.today().replace(day=1)
    return day if 2000 <= day.year < 2100 else formatting.today().replace(day=1)


def month_after(day: dt.date, months: int = 1) -> dt.date:
    """The first day of a month later (or earlier) than ``day``'s."""
    number = day.year * 12 + day.month - 1 + months
    return dt.date(number // 12, number % 12 + 1, 1)


def by_day(lines: Iterable[Line]) -> dict[dt.date, list[Line]]:
    """Sessions with a time by their day at the office."""
    found: dict[dt.date, list[Line]] = {}
    for line in lines:
        if line.on_day is not None:
            found.setdefault(line.on_day, []).append(line)
    return found


def local_now() -> dt.datetime:
    """Now at the office."""
    return db.clock().now().astimezone(db.settings().zone)
