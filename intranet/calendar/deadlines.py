"""A deadline that explains itself: counted day by day, with every day that was left out and why. Pure."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from intranet.calendar.rules import (
    RECEPTION,
    RULES,
    DayOff,
    DeadlineKind,
    DeadlineRule,
    ElectionKind,
    HolidayKind,
    Span,
    StageKind,
    Unit,
    is_working_day,
    next_month,
)
from shared.text import N_

OfficeHours = tuple[dt.time, dt.time]
_ONE = dt.timedelta(days=1)
_END_OF_DAY = dt.time(23, 59, 59)


class Mark(Enum):
    """What a day is to a deadline."""

    LATE = "late"
    START = "start"
    COUNTED = "counted"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    JOINT_LEAVE = "joint_leave"
    DUE = "due"

    @property
    def label(self) -> str:
        """The mark in Indonesian."""
        return _MARKS[self]


_MARKS = {
    Mark.LATE: N_("Diterima setelah tutup"),
    Mark.START: N_("Hari peristiwa"),
    Mark.COUNTED: N_("Dihitung"),
    Mark.WEEKEND: N_("Akhir pekan, dilewati"),
    Mark.HOLIDAY: N_("Hari libur, dilewati"),
    Mark.JOINT_LEAVE: N_("Cuti bersama, dilewati"),
    Mark.DUE: N_("Batas waktu"),
}


@dataclass(frozen=True)
class Step:
    """One day on the way: its mark, its number when counted (else 0), and the holiday's name."""

    day: dt.date
    mark: Mark
    number: int = 0
    name: str = ""


@dataclass(frozen=True)
class Part:
    """One sentence of the explanation: an Indonesian text with named placeholders, filled after translation.

    Values are days, moments, times, numbers, texts to translate (``Word``) and tuples of steps.
    """

    text: str
    values: Mapping[str, object]


@dataclass(frozen=True)
class Word:
    """A text that is to be translated itself."""

    text: str


@dataclass(frozen=True)
class Reason:
    """Why a reception counts for another day, or why it does not: the moment, the hours, and the stage open all day."""

    at: dt.datetime
    hours: OfficeHours
    open_in: StageKind | None = None


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """When something is due, and all that led there. ``steps`` are in the order of the calendar."""

    rule: DeadlineRule
    regime: ElectionKind
    start: dt.date | dt.datetime
    start_on: dt.date
    due: dt.datetime
    due_on: dt.date
    steps: tuple[Step, ...]
    reception: Reason | None = None
    extension_reason: str = ""

    @property
    def amount(self) -> int:
        """How much was counted, an extension included."""
        return self.rule.amount + ((self.rule.extension or 0) if self.extension_reason else 0)

    def explain(self) -> tuple[Part, ...]:
        """The sentences: what and by which rule, from when, what was counted and left out, and the result."""
        return (
            self._rule(),
            *self._beginning(),
            *self._counted(),
            *self._skipped(),
            Part(N_("Batas waktu: %(due)s."), {"due": self.due if self.rule.unit is Unit.HOURS else self.due_on}),
        )

    def months(self) -> "tuple[Month, ...]":
        """The months the deadline passes through, in weeks from Monday."""
        marked = {step.day: step for step in self.steps}
        first, last = self.steps[0].day.replace(day=1), self.steps[-1].day
        found = []
        while first <= last:
            found.append(Month(first, _weeks(first, marked)))
            first = next_month(first)
        return tuple(found)

    def marks(self) -> tuple[Mark, ...]:
        """The marks that occur, for a legend."""
        found = {step.mark for step in self.steps}
        return tuple(mark for mark in Mark if mark in found)

    def _rule(self) -> Part:
        values = {"kind": Word(self.rule.kind.label), "source": Word(self.rule.source)}
        if self.rule.regime is None:
            return Part(N_("%(kind)s (%(source)s)."), values)
        return Part(N_("%(kind)s menurut aturan %(regime)s (%(source)s)."), values | {"regime": Word(self.regime.label)})

    def _beginning(self) -> tuple[Part, ...]:
        if self.reception is None:
            text = N_("Berakhir pada: %(start)s.") if self.rule.backward else N_("Peristiwa: %(start)s.")
            return (Part(text, {"start": self.start}),)
        at, (opens, closes) = self.reception.at, self.reception.hours
        if self.reception.open_in is not None:
            stage = Word(self.reception.open_in.label)
            return (Part(N_("Diterima %(at)s; pada tahapan %(stage)s laporan diterima 24 jam."), {"at": at, "stage": stage}),)
        values = {"at": at, "opens": opens, "closes": closes, "day": self.start_on}
        return (Part(N_("Diterima %(at)s, setelah jam penerimaan %(opens)s–%(closes)s, jadi dianggap diterima %(day)s."), values),)

    def _counted(self) -> tuple[Part, ...]:
        parts = [Part(_COUNTED[self.rule.unit, self.rule.backward], {"amount": self.amount})]
        if self.extension_reason:
            values = {"extra": self.rule.extension, "reason": self.extension_reason}
            parts.append(Part(N_("Sudah termasuk perpanjangan satu kali (ditambah %(extra)s): %(reason)s"), values))
        return tuple(parts)

    def _skipped(self) -> tuple[Part, ...]:
        texts = {
            Mark.WEEKEND: N_("Akhir pekan yang dilewati: %(count)s hari."),
            Mark.HOLIDAY: N_("Libur yang dilewati: %(days)s."),
            Mark.JOINT_LEAVE: N_("Cuti bersama yang dilewati: %(days)s."),
        }
        found = {mark: tuple(step for step in self.steps if step.mark is mark) for mark in texts}
        return tuple(Part(text, {"count": len(found[mark]), "days": found[mark]}) for mark, text in texts.items() if found[mark])


_COUNTED = {
    (Unit.WORKING_DAYS, False): N_("Hari kerja yang dihitung, mulai hari sesudahnya: %(amount)s."),
    (Unit.WORKING_DAYS, True): N_("Hari kerja yang dihitung mundur, mulai hari sebelumnya: %(amount)s."),
    (Unit.CALENDAR_DAYS, False): N_("Hari kalender yang dihitung, mulai hari sesudahnya: %(amount)s."),
    (Unit.CALENDAR_DAYS, True): N_("Hari kalender yang dihitung mundur, mulai hari sebelumnya: %(amount)s."),
    (Unit.HOURS, False): N_("Jam yang dihitung sejak saat itu: %(amount)s."),
}


@dataclass(frozen=True)
class Cell:
    """A day as drawn; ``step`` None when the deadline does not touch it."""

    day: dt.date
    step: Step | None


@dataclass(frozen=True)
class Month:
    """A month as drawn; None where another month's days would be."""

    first: dt.date
    weeks: tuple[tuple[Cell | None, ...], ...]


def compute(
    rule: DeadlineRule,
    start: dt.date | dt.datetime,
    *,
    regime: ElectionKind,
    holidays: Mapping[dt.date, DayOff],
    joint_leave_counts: bool,
    office_hours: OfficeHours,
    stages: Iterable[Span],
    zone: dt.tzinfo,
    extended: bool = False,
    reason: str = "",
) -> Deadline:
    """When ``rule`` runs out for an event at ``start`` (a day, or an aware moment) in the office's ``zone``.

    ``joint_leave_counts``: joint leave counts as a working day. An extension needs a ``reason`` and is given once only.
    Raises ValueError for a naive moment, a day where hours are counted, and an extension the rule or its reason lacks.
    """
    if extended and (rule.extension is None or not reason.strip()):
        raise ValueError("only some limits may be extended, and never without a reason")
    local = _local(start, zone)
    extension = reason.strip() if extended else ""
    if rule.unit is Unit.HOURS:
        if local is None:
            raise ValueError("hours are counted from a moment")
        return _in_hours(rule, regime, local, zone)
    event_on = start if local is None else local.date()
    reception = _reception(regime, local, office_hours, stages) if rule.received and local is not None else None
    late = reception is not None and reception.open_in is None
    start_on = event_on + _ONE if late else event_on
    amount = rule.amount + ((rule.extension or 0) if extended else 0)
    counted = _count(start_on, amount, rule, holidays, joint_leave_counts)
    steps = [Step(event_on, Mark.LATE)] if late else []
    steps += [Step(start_on, Mark.START), *counted]
    due_on = steps[-1].day
    return Deadline(
        rule=rule,
        regime=regime,
        start=start if local is None else local,
        start_on=start_on,
        due=dt.datetime.combine(due_on, _END_OF_DAY, zone),
        due_on=due_on,
        steps=tuple(sorted(steps, key=lambda step: step.day)),
        reception=reception,
        extension_reason=extension,
    )


def _local(start: dt.date | dt.datetime, zone: dt.tzinfo) -> dt.datetime | None:
    if not isinstance(start, dt.datetime):
        return None
    if start.tzinfo is None:
        raise ValueError("a moment needs a zone")
    return start.astimezone(zone)


def _in_hours(rule: DeadlineRule, regime: ElectionKind, local: dt.datetime, zone: dt.tzinfo) -> Deadline:
    due = (local.astimezone(dt.UTC) + dt.timedelta(hours=rule.amount)).astimezone(zone)
    steps: tuple[Step, ...] = (Step(due.date(), Mark.DUE),)
    if local.date() != due.date():
        between = range(1, (due.date() - local.date()).days)
        steps = (
            Step(local.date(), Mark.START),
            *(Step(local.date() + n * _ONE, Mark.COUNTED) for n in between),
            *steps,
        )
    return Deadline(rule=rule, regime=regime, start=local, start_on=local.date(), due=due, due_on=due.date(), steps=steps)


def _reception(regime: ElectionKind, at: dt.datetime, office_hours: OfficeHours, stages: Iterable[Span]) -> Reason | None:
    """What reception hours change: nothing before closing; after it the next day counts, but not where it is open all day."""
    reception = RECEPTION[regime]
    hours = reception.hours or office_hours
    if at.time() <= hours[1]:
        return None
    here = {stage.kind for stage in stages if stage.covers(at.date())}
    open_in = next((kind for kind in StageKind if kind in here and kind in reception.all_day), None)
    return Reason(at, hours, open_in)


def _count(
    start_on: dt.date, amount: int, rule: DeadlineRule, holidays: Mapping[dt.date, DayOff], joint_leave_counts: bool
) -> list[Step]:
    steps: list[Step] = []
    day, number, pace = start_on, 0, -_ONE if rule.backward else _ONE
    while number < amount:
        day += pace
        skipped = _skip(day, holidays, joint_leave_counts) if rule.unit is Unit.WORKING_DAYS else None
        if skipped is not None:
            steps.append(skipped)
            continue
        number += 1
        steps.append(Step(day, Mark.DUE if number == amount else Mark.COUNTED, number))
    return steps


def _skip(day: dt.date, holidays: Mapping[dt.date, DayOff], joint_leave_counts: bool) -> Step | None:
    if not is_working_day(day, ()):
        return Step(day, Mark.WEEKEND)
    off = holidays.get(day)
    if off is None or (joint_leave_counts and off.kind is HolidayKind.JOINT_LEAVE):
        return None
    return Step(day, Mark.JOINT_LEAVE if off.kind is HolidayKind.JOINT_LEAVE else Mark.HOLIDAY, name=off.name)


def _weeks(first: dt.date, marked: Mapping[dt.date, Step]) -> tuple[tuple[Cell | None, ...], ...]:
    days: list[Cell | None] = [None] * first.weekday()
    days += [Cell(day, marked.get(day)) for day in (first + n * _ONE for n in range((next_month(first) - first).days))]
    days += [None] * (-len(days) % 7)
    return tuple(tuple(days[n : n + 7]) for n in range(0, len(days), 7))


def longest(rule: DeadlineRule) -> dt.timedelta:
    """How far from its start a deadline can lie at most, for loading holidays: long breaks and an extension included."""
    return dt.timedelta(days=60 + 2 * (rule.amount + (rule.extension or 0)))


# Limits that run out at an hour and not with a day: how long each is, under every regime.
HOURLY: Mapping[DeadlineKind, dt.timedelta] = {
    rule.kind: dt.timedelta(hours=rule.amount) for rule in RULES if rule.unit is Unit.HOURS
}


def due_at(clock: DeadlineKind | None, since: dt.datetime | None) -> dt.datetime | None:
    """The moment a limit counted in hours runs out; None for one counted in days, which ends with its day."""
    hours = HOURLY.get(clock) if clock is not None else None
    return since + hours if hours is not None and since is not None else None


def is_late(due_on: dt.date | None, at: dt.datetime | None, now: dt.datetime, today: dt.date) -> bool:
    """Whether a case is late: from its hour on (``at``), or, where days are counted, when its day is over."""
    if at is not None:
        return now >= at
    return due_on is not None and due_on < today
