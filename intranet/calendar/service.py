"""Verbs on the calendar."""

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.calendar.models import Holiday
from intranet.calendar.rules import add_working_days

PUBLIC, JOINT_LEAVE = "public", "joint_leave"
_LONGEST_BREAK = dt.timedelta(days=60)


def seed_holidays(session: Session, years: Iterable[int]) -> int:
    """Fill in the known holidays and joint leave of ``years`` where no day is set yet; returns how many were added.

    The library is loaded here only: it takes seconds and much memory, and is needed once a year.
    """
    from importlib.metadata import version

    import holidays

    added = 0
    known = set(session.scalars(select(Holiday.day)))
    for category, kind in (("public", PUBLIC), ("government", JOINT_LEAVE)):
        found = holidays.country_holidays("ID", years=list(years), categories=category, language="id")
        for day, name in sorted(found.items()):
            if day not in known:
                known.add(day)
                session.add(Holiday(day=day, name=name[:200], kind=kind, source=f"holidays {version('holidays')}"))
                added += 1
    session.flush()
    return added


def working_day_after(session: Session, start: dt.date, days: int) -> dt.date:
    """The ``days``-th working day of this office after ``start``."""
    until = start + _LONGEST_BREAK + dt.timedelta(days=2 * days)
    free = set(session.scalars(select(Holiday.day).where(Holiday.day.between(start, until))))
    return add_working_days(start, days, free)
