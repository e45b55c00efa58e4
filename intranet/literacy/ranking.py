"""Whether somebody can come, and who would do best on an empty seat. Pure, with a reason for everything."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from intranet.literacy.rules import ExceptionKind, Hours, Pillar, Window
from shared.text import N_

_TAKES = {
    ExceptionKind.LEAVE: N_("Sedang cuti."),
    ExceptionKind.BUSY: N_("Sudah ada kesibukan lain."),
    ExceptionKind.IMPORTED: N_("Ada acara lain di kalendernya."),
}


@dataclass(frozen=True, kw_only=True)
class Span:
    """A time that is not as usual for somebody; aware moments."""

    kind: ExceptionKind
    starts_at: dt.datetime
    ends_at: dt.datetime


def unavailable(windows: Sequence[Window], spans: Iterable[Span], hours: Hours, start: dt.datetime, end: dt.datetime) -> str:
    """Why somebody cannot come from ``start`` to ``end`` (in the office's zone), a text to translate; empty when they can.

    Who has no week of their own keeps the office's hours, Monday to Friday.
    """
    opened = False
    for span in spans:
        if span.kind is ExceptionKind.OPEN:
            opened = opened or (span.starts_at <= start and end <= span.ends_at)
        elif span.starts_at < end and start < span.ends_at:
            return _TAKES[span.kind]
    first, last = start.hour * 60 + start.minute, end.hour * 60 + end.minute
    usual = windows or [Window(weekday=day, opens=hours.opens, closes=hours.closes) for day in range(5)]
    fits = any(one.weekday == start.weekday() and one.opens <= first and last <= one.closes for one in usual)
    if opened or (fits and start.date() == end.date()):
        return ""
    return N_("Di luar jam bersedianya.")


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Somebody for a seat. ``why_not``: what keeps them away (a text to translate) with ``values``; ``near``: minutes from home.

    ``load``: sessions they hold in the month, of ``most``; ``week``: in the week, of ``most_week``.
    """

    person_id: str
    name: str
    pillars: Collection[Pillar]
    teaches_topic: bool
    near: int
    load: int
    most: int
    week: int
    most_week: int
    why_not: str = ""

    @property
    def free(self) -> bool:
        """Whether nothing keeps them away."""
        return not self.why_not

    @property
    def full(self) -> bool:
        """Whether one more would be beyond the load they asked for."""
        return self.load >= self.most or self.week >= self.most_week

    def skilled(self, pillars: Collection[Pillar]) -> int:
        """How much of the session they teach: its topic counts most, then each pillar."""
        return 10 * self.teaches_topic + len(set(pillars) & set(self.pillars))


def ranked(candidates: Iterable[Candidate], pillars: Collection[Pillar]) -> list[Candidate]:
    """Best first: free, not over their load, most skilled, nearest, least loaded; by name when all is equal."""
    return sorted(
        candidates, key=lambda one: (not one.free, one.full, -one.skilled(pillars), one.near, one.load / one.most, one.name)
    )
