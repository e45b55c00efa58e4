"""Counting days. Pure: the holidays come in as a set."""

import datetime as dt
from collections.abc import Collection

_SATURDAY = 5


def is_working_day(day: dt.date, holidays: Collection[dt.date]) -> bool:
    """Whether the office works on ``day``: Monday to Friday, not a holiday or joint leave."""
    return day.weekday() < _SATURDAY and day not in holidays


def add_working_days(start: dt.date, days: int, holidays: Collection[dt.date]) -> dt.date:
    """The ``days``-th working day after ``start`` (the day after the event is day 1); ``days`` >= 1."""
    if days < 1:
        raise ValueError("count at least one working day")
    day = start
    while days:
        day += dt.timedelta(days=1)
        days -= is_working_day(day, holidays)
    return day
