"""The semester whose use is reported, what became of a check, what changed since, and when the link was out. Pure."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from intranet.identity.codes import CodeClass
from intranet.identity.rules import Method
from intranet.reports.rules import Period
from shared.text import N_

# The register's semester ------------------------------------------------------------------------------------------


@dataclass(frozen=True, order=True)
class Semester:
    """Half a year on whose use of population data a report is owed by its last day (Magelang 8(1))."""

    year: int
    half: int

    @property
    def key(self) -> str:
        """As addresses and commands say it: ``2026-2``."""
        return f"{self.year}-{self.half}"

    @property
    def period(self) -> Period:
        """Its days."""
        return Period(dt.date(self.year, 1 if self.half == 1 else 7, 1), self.due_on)

    @property
    def due_on(self) -> dt.date:
        """30 June or 31 December."""
        return dt.date(self.year, 6 * self.half, 30 if self.half == 1 else 31)

    @property
    def months(self) -> list[dt.date]:
        """The first days of its months."""
        return [dt.date(self.year, month, 1) for month in range(6 * self.half - 5, 6 * self.half + 1)]

    @property
    def before(self) -> "Semester":
        """The one before it."""
        return Semester(self.year, 1) if self.half == 2 else Semester(self.year - 1, 2)


def semester_of(day: dt.date) -> Semester:
    """The semester of a day."""
    return Semester(day.year, 1 if day.month <= 6 else 2)


def semester_named(key: str) -> Semester | None:
    """The semester of a key, or None for what is none."""
    found = re.fullmatch(r"(2[01][0-9]{2})-([12])", key, re.ASCII)
    return Semester(int(found[1]), int(found[2])) if found else None


RUNGS = (1, 7, 14, 30)  # days before a report is due on which it is reminded of
LATE = 0


def rung(today: dt.date, due_on: dt.date) -> int | None:
    """Which reminder is the present one: the fewest days of ``RUNGS`` not yet over, LATE after the day, None before all."""
    left = (due_on - today).days
    return LATE if left < 0 else next((days for days in RUNGS if left <= days), None)


class Ending(Enum):
    """What became of a check, as the register's owner counts: whether it was called, and whether it answered."""

    ANSWERED = "answered"
    REFUSED = "refused"
    FAILED = "failed"
    INTERRUPTED = "interrupted"
    RUNNING = "running"
    NOT_SENT = "not_sent"
    BY_EYE = "by_eye"

    @property
    def label(self) -> str:
        """As the report says it."""
        return _ENDINGS[self]

    @property
    def called(self) -> bool:
        """Whether the call was begun, so that the register may have counted it."""
        return self not in (Ending.NOT_SENT, Ending.BY_EYE)


_ENDINGS = {
    Ending.ANSWERED: N_("Dijawab Dukcapil"),
    Ending.REFUSED: N_("Dijawab dengan penolakan"),
    Ending.FAILED: N_("Gagal di sambungan atau layanan"),
    Ending.INTERRUPTED: N_("Dimulai, tidak pernah selesai"),
    Ending.RUNNING: N_("Masih berjalan saat angka ditarik"),
    Ending.NOT_SENT: N_("Tidak jadi dipanggil"),
    Ending.BY_EYE: N_("Dilihat petugas, tanpa panggilan"),
}
_REFUSALS = (CodeClass.SETUP, CodeClass.QUOTA, CodeClass.HOURS, CodeClass.REQUEST)


def ending(method: Method, code_class: CodeClass | None, *, started: bool) -> Ending:
    """What became of a check, from its row; ``started``: its call was begun, ``code_class`` None: it has no end."""
    if method is Method.BY_EYE:
        return Ending.BY_EYE
    if not started:
        return Ending.NOT_SENT if code_class else Ending.RUNNING
    if code_class is None:
        return Ending.RUNNING
    if code_class is CodeClass.INTERRUPTED:
        return Ending.INTERRUPTED
    if code_class.link_failed:
        return Ending.FAILED
    return Ending.REFUSED if code_class in _REFUSALS else Ending.ANSWERED


Counts = dict[str, dict[str, int]]  # by section, then by key


@dataclass(frozen=True)
class Difference:
    """A figure that is no longer what a report said."""

    section: str
    key: str
    then: int | None
    now: int | None


def differences(then: Mapping[str, Mapping[str, int]], now: Mapping[str, Mapping[str, int]]) -> list[Difference]:
    """What changed between two counts of the same semester, in order; nothing counted is 0, a section not counted None."""
    found = []
    for section in sorted(then.keys() | now.keys()):
        before, after = then.get(section), now.get(section)
        for key in sorted((before or {}).keys() | (after or {}).keys()):
            pair = (None if before is None else before.get(key, 0), None if after is None else after.get(key, 0))
            if pair[0] != pair[1]:
                found.append(Difference(section, key, *pair))
    return found


# The link ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Outage:
    """Calls that failed one after another; ``last``: the end of the last, ``over``: the next answer, None without one.

    Between the two nobody called, so nobody knows how the link was.
    """

    since: dt.datetime
    last: dt.datetime
    over: dt.datetime | None
    calls: int


OUTAGE = 2  # failures in a row that are more than one bad call


def outages(calls: Iterable[tuple[dt.datetime, dt.datetime, bool]]) -> list[Outage]:
    """The outages among calls (begun, ended, failed) in order of their beginning."""
    found: list[Outage] = []
    streak: list[tuple[dt.datetime, dt.datetime]] = []
    for begun, ended, bad in calls:
        if bad:
            streak.append((begun, ended))
        else:
            found += _outage(streak, ended)
            streak = []
    return found + _outage(streak, None)


def _outage(streak: list[tuple[dt.datetime, dt.datetime]], over: dt.datetime | None) -> list[Outage]:
    return [Outage(streak[0][0], streak[-1][1], over, len(streak))] if len(streak) >= OUTAGE else []


class Handed(Enum):
    """How a report reached the register's owner."""

    HAND = "hand"
    POST = "post"
    MAIL = "mail"
    SYSTEM = "system"

    @property
    def label(self) -> str:
        """As staff say it."""
        return {
            "hand": N_("Diantar langsung"),
            "post": N_("Pos atau kurir"),
            "mail": N_("Surel"),
            "system": N_("Aplikasi persuratan"),
        }[self.value]
