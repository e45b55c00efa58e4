"""The times a session could be held: of the days that would do, the usual hours, spread over the whole of them. Pure."""

import datetime as dt
from collections.abc import Sequence
from itertools import zip_longest

from intranet.literacy.planning.model import Days, Interval

# The usual beginnings, the best first: after everybody has come in, after noon, early, before noon, in the afternoon.
_STARTS = (dt.time(9), dt.time(13), dt.time(8), dt.time(10, 30), dt.time(14))
_DAY = dt.timedelta(days=1)


def possible(
    days: Days, zone: dt.tzinfo, first: dt.date, last: dt.date, minutes: int, *, most: int, hard: bool = True
) -> list[Interval]:
    """Up to ``most`` times of ``minutes`` between two days, both inside, each day's best first, days evenly chosen.

    ``hard``: only on working days within working hours and beside the Friday prayer; else Saturdays and days off too.
    """
    by_day = []
    for number in range((last - first).days + 1):
        day = first + _DAY * number
        off = day in days.holidays or day in days.joint_leave or day.weekday() not in days.hours.week
        if (off and hard) or day.weekday() == 6:
            continue
        times = [time for start in _STARTS if (time := _time(days, zone, day, start, minutes, hard=hard))]
        if times:
            by_day.append(times)
    per_day = max(1, -(-most // len(by_day))) if by_day else 0
    chosen = _evenly(by_day, most)
    layers = zip_longest(*(times[:per_day] for times in chosen))
    return [time for layer in layers for time in layer if time is not None][:most]


def _time(days: Days, zone: dt.tzinfo, day: dt.date, start: dt.time, minutes: int, *, hard: bool) -> Interval | None:
    begins = dt.datetime.combine(day, start, zone)
    ends = begins + dt.timedelta(minutes=minutes)
    if ends.date() != day:
        return None
    hours = days.ramadan_hours if any(first <= day <= last for first, last in days.ramadan) else days.hours
    if hard:
        opens, closes = hours.week[day.weekday()]
        prays = day.weekday() == 4 and start < hours.prayer[1] and ends.time() > hours.prayer[0]
        if start < opens or ends.time() > closes or prays:
            return None
    return Interval(begins, ends)


def _evenly(by_day: Sequence[list[Interval]], most: int) -> list[list[Interval]]:
    if len(by_day) <= most:
        return list(by_day)
    return [by_day[number * len(by_day) // most] for number in range(most)]
