"""What the pages of literacy share: the blueprint, who may read and plan, options of fields, days of calendars."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from enum import Enum
from typing import Any

from flask import Blueprint, Flask, current_app, request
from markupsafe import Markup

from intranet.base.actor import Role
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
