"""Elections and their stages, the two regimes' time limits as dated data, and counting days. Pure."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from shared.text import N_

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


def next_month(day: dt.date) -> dt.date:
    """The first day of the month after ``day``'s."""
    return (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1)


class ElectionKind(Enum):
    """Which election, and so which regime of procedure."""

    GENERAL = "general"
    REGIONAL = "regional"

    @property
    def label(self) -> str:
        """The election's name in law."""
        return {"general": N_("Pemilu"), "regional": N_("Pilkada")}[self.value]


class StageKind(Enum):
    """What an election's stage is about, as far as rules depend on it."""

    REGISTRATION = "registration"
    CAMPAIGN = "campaign"
    QUIET = "quiet"
    VOTING = "voting"
    RECAP = "recap"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The kind in Indonesian."""
        return _STAGES[self]


_STAGES = {
    StageKind.REGISTRATION: N_("Pendaftaran"),
    StageKind.CAMPAIGN: N_("Kampanye"),
    StageKind.QUIET: N_("Masa tenang"),
    StageKind.VOTING: N_("Pemungutan suara"),
    StageKind.RECAP: N_("Rekapitulasi"),
    StageKind.OTHER: N_("Tahapan lain"),
}


class HolidayKind(Enum):
    """Why the office is closed."""

    PUBLIC = "public"
    JOINT_LEAVE = "joint_leave"

    @property
    def label(self) -> str:
        """The kind in Indonesian."""
        return {"public": N_("Hari libur"), "joint_leave": N_("Cuti bersama")}[self.value]


@dataclass(frozen=True, kw_only=True)
class DayOff:
    """A day on which the office is closed."""

    name: str
    kind: HolidayKind


@dataclass(frozen=True, kw_only=True)
class Span:
    """A stage as rules see it; both days are inside."""

    kind: StageKind
    starts_on: dt.date
    ends_on: dt.date

    def covers(self, day: dt.date) -> bool:
        """Whether ``day`` lies in it."""
        return self.starts_on <= day <= self.ends_on


def overlapping(stage: Span, others: Iterable[Span]) -> Span | None:
    """The first of ``others`` of the same kind that shares a day; "other" stages are of many kinds and may overlap."""
    if stage.kind is StageKind.OTHER:
        return None
    return next(
        (one for one in others if one.kind is stage.kind and one.starts_on <= stage.ends_on and stage.starts_on <= one.ends_on),
        None,
    )


@dataclass(frozen=True, kw_only=True)
class Period:
    """An election as the choice between two needs it: from its first stage to its last, and its voting day."""

    kind: ElectionKind
    starts_on: dt.date
    ends_on: dt.date
    voting_on: dt.date


def nearest(periods: Mapping[str, Period], day: dt.date) -> str | None:
    """The election a day belongs to: of those whose period covers it, the one whose voting day is nearest; None for none."""
    running = {key: one for key, one in periods.items() if one.starts_on <= day <= one.ends_on}
    return min(running, key=lambda key: (abs((running[key].voting_on - day).days), key), default=None)


class DeadlineKind(Enum):
    """What has to be done in time."""

    TRIAGE = "triage"
    SORTING = "sorting"
    INITIAL_STUDY = "initial_study"
    COMPLETION = "completion"
    TRACING = "tracing"
    FOLLOW_UP = "follow_up"
    ANALYSIS = "analysis"
    HANDLING = "handling"
    URGENT_HANDLING = "urgent_handling"
    MONITORING = "monitoring"
    REPORT_WINDOW = "report_window"
    FINDING_WINDOW = "finding_window"
    REFERRAL_REMINDER = "referral_reminder"
    REFERRAL_ESCALATION = "referral_escalation"
    DELEGATION_ANSWER = "delegation_answer"
    END_NOTICE = "end_notice"

    @property
    def label(self) -> str:
        """What has to be done, in Indonesian."""
        return _DEADLINES[self]


_DEADLINES = {
    DeadlineKind.TRIAGE: N_("Telaah pengaduan baru"),
    DeadlineKind.SORTING: N_("Putusan telaah"),
    DeadlineKind.INITIAL_STUDY: N_("Kajian awal"),
    DeadlineKind.COMPLETION: N_("Perbaikan oleh pelapor"),
    DeadlineKind.TRACING: N_("Penelusuran informasi awal"),
    DeadlineKind.FOLLOW_UP: N_("Tindak lanjut setelah registrasi"),
    DeadlineKind.ANALYSIS: N_("Analisis konten"),
    DeadlineKind.HANDLING: N_("Penanganan konten"),
    DeadlineKind.URGENT_HANDLING: N_("Penanganan konten mendesak"),
    DeadlineKind.MONITORING: N_("Pemantauan setelah penanganan"),
    DeadlineKind.REPORT_WINDOW: N_("Masa penyampaian laporan"),
    DeadlineKind.FINDING_WINDOW: N_("Masa penetapan temuan"),
    DeadlineKind.REFERRAL_REMINDER: N_("Pengingat jawaban penerusan"),
    DeadlineKind.REFERRAL_ESCALATION: N_("Jawaban penerusan diteruskan ke pimpinan"),
    DeadlineKind.DELEGATION_ANSWER: N_("Jawaban pelimpahan"),
    DeadlineKind.END_NOTICE: N_("Pemberitahuan mengakhiri perjanjian"),
}


class Unit(Enum):
    """What is counted."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    HOURS = "hours"


@dataclass(frozen=True, kw_only=True)
class DeadlineRule:
    """One time limit. Days are counted from the day after the event, which is day 1.

    ``regime`` None: the same under both. ``received``: begins when somebody hands something in, so reception hours count.
    ``backward``: counted back from an end; the day before it is day 1. ``extension``: what may be added, once.
    """

    kind: DeadlineKind
    regime: ElectionKind | None
    amount: int
    unit: Unit
    source: str
    valid_from: dt.date = dt.date.min
    valid_until: dt.date | None = None
    extension: int | None = None
    received: bool = False
    backward: bool = False

    def holds(self, kind: DeadlineKind, regime: ElectionKind, day: dt.date) -> bool:
        """Whether it is the one for ``kind`` under ``regime`` for an event on ``day``."""
        in_time = self.valid_from <= day <= (self.valid_until or dt.date.max)
        return self.kind is kind and self.regime in (None, regime) and in_time


_GENERAL, _REGIONAL = ElectionKind.GENERAL, ElectionKind.REGIONAL
_WORKING, _CALENDAR, _HOURS = Unit.WORKING_DAYS, Unit.CALENDAR_DAYS, Unit.HOURS
_BY_OFFICE = N_("Ketetapan kantor")
# Perbawaslu 7/2022 took the place of the older rule; cases of before are counted as they were. The day is to be confirmed.
_NEW_COMPLETION = dt.date(2023, 1, 1)

RULES: tuple[DeadlineRule, ...] = (
    DeadlineRule(kind=DeadlineKind.TRIAGE, regime=None, amount=1, unit=_WORKING, source=_BY_OFFICE, received=True),
    DeadlineRule(kind=DeadlineKind.SORTING, regime=None, amount=2, unit=_WORKING, source=_BY_OFFICE),
    DeadlineRule(
        kind=DeadlineKind.INITIAL_STUDY,
        regime=_GENERAL,
        amount=2,
        unit=_CALENDAR,
        source=N_("Perbawaslu 7/2022 Pasal 15 ayat (1)"),
        received=True,
    ),
    DeadlineRule(
        kind=DeadlineKind.INITIAL_STUDY,
        regime=_REGIONAL,
        amount=2,
        unit=_CALENDAR,
        source=N_("Perbawaslu 8/2020 jo. 9/2024: dua hari sejak formulir laporan"),
        received=True,
    ),
    DeadlineRule(
        kind=DeadlineKind.COMPLETION,
        regime=_GENERAL,
        amount=3,
        unit=_CALENDAR,
        source=N_("Aturan sebelum Perbawaslu 7/2022: tiga hari sejak laporan diterima"),
        valid_until=_NEW_COMPLETION - dt.timedelta(days=1),
        received=True,
    ),
    DeadlineRule(
        kind=DeadlineKind.COMPLETION,
        regime=_GENERAL,
        amount=2,
        unit=_WORKING,
        source=N_("Perbawaslu 7/2022: dua hari kerja setelah pemberitahuan"),
        valid_from=_NEW_COMPLETION,
    ),
    DeadlineRule(
        kind=DeadlineKind.COMPLETION,
        regime=_REGIONAL,
        amount=2,
        unit=_CALENDAR,
        source=N_("Perbawaslu 8/2020 jo. 9/2024: dua hari kalender setelah pemberitahuan"),
    ),
    DeadlineRule(
        kind=DeadlineKind.TRACING,
        regime=None,
        amount=7,
        unit=_CALENDAR,
        source=N_("Penelusuran paling lama tujuh hari sejak informasi awal ditetapkan"),
    ),
    DeadlineRule(
        kind=DeadlineKind.FOLLOW_UP,
        regime=_GENERAL,
        amount=7,
        unit=_WORKING,
        extension=7,
        source=N_("UU 7/2017 Pasal 454: tujuh hari kerja, seluruhnya paling lama empat belas hari kerja"),
    ),
    DeadlineRule(
        kind=DeadlineKind.FOLLOW_UP,
        regime=_REGIONAL,
        amount=3,
        unit=_CALENDAR,
        extension=2,
        source=N_("UU 1/2015 jo. UU 10/2016 Pasal 134: tiga hari, ditambah dua hari untuk keterangan tambahan"),
    ),
    DeadlineRule(kind=DeadlineKind.ANALYSIS, regime=None, amount=5, unit=_WORKING, source=_BY_OFFICE),
    DeadlineRule(
        kind=DeadlineKind.HANDLING,
        regime=None,
        amount=24,
        unit=_HOURS,
        source=N_("Permenkominfo 5/2020: paling lama 24 jam"),
    ),
    DeadlineRule(
        kind=DeadlineKind.URGENT_HANDLING,
        regime=None,
        amount=4,
        unit=_HOURS,
        source=N_("Permenkominfo 5/2020: mendesak, paling lama 4 jam"),
    ),
    # A removed post is looked for after 1, 3 and 7 days; then the case can end.
    DeadlineRule(kind=DeadlineKind.MONITORING, regime=None, amount=7, unit=_CALENDAR, source=_BY_OFFICE),
    DeadlineRule(
        kind=DeadlineKind.REPORT_WINDOW,
        regime=_GENERAL,
        amount=7,
        unit=_CALENDAR,
        source=N_("Perbawaslu 7/2022 Pasal 8 ayat (3): tujuh hari (UU 7/2017: hari kerja; dipakai yang lebih ketat)"),
    ),
    DeadlineRule(
        kind=DeadlineKind.REPORT_WINDOW,
        regime=_REGIONAL,
        amount=7,
        unit=_CALENDAR,
        source=N_("UU 1/2015 jo. UU 10/2016 Pasal 134: tujuh hari sejak diketahui atau ditemukan"),
    ),
    DeadlineRule(
        kind=DeadlineKind.FINDING_WINDOW,
        regime=None,
        amount=7,
        unit=_CALENDAR,
        source=N_("UU 7/2017 Pasal 454: tujuh hari sejak dugaan pelanggaran ditemukan"),
    ),
    DeadlineRule(kind=DeadlineKind.REFERRAL_REMINDER, regime=None, amount=7, unit=_CALENDAR, source=_BY_OFFICE),
    DeadlineRule(kind=DeadlineKind.REFERRAL_ESCALATION, regime=None, amount=14, unit=_CALENDAR, source=_BY_OFFICE),
    DeadlineRule(kind=DeadlineKind.DELEGATION_ANSWER, regime=None, amount=7, unit=_CALENDAR, source=_BY_OFFICE),
    DeadlineRule(
        kind=DeadlineKind.END_NOTICE,
        regime=None,
        amount=30,
        unit=_WORKING,
        source=N_("Perjanjian Jambi Pasal 6 ayat (3): paling lambat tiga puluh hari kerja sebelum berakhir"),
        backward=True,
    ),
)


def rule_for(kind: DeadlineKind, regime: ElectionKind, day: dt.date, rules: Iterable[DeadlineRule] = RULES) -> DeadlineRule:
    """The time limit of ``kind`` under ``regime`` for an event on ``day``. Raises LookupError when the data has a gap."""
    found = next((rule for rule in rules if rule.holds(kind, regime, day)), None)
    if found is None:
        raise LookupError(f"no rule for {kind.value} under {regime.value} on {day}")
    return found


@dataclass(frozen=True, kw_only=True)
class Reception:
    """When a regime lets reports be handed in: ``hours`` None means the office's own; all day in some stages."""

    hours: tuple[dt.time, dt.time] | None
    all_day: frozenset[StageKind]


RECEPTION: Mapping[ElectionKind, Reception] = {
    _GENERAL: Reception(hours=None, all_day=frozenset({StageKind.QUIET, StageKind.VOTING})),
    _REGIONAL: Reception(hours=(dt.time(8), dt.time(16)), all_day=frozenset()),  # on voting day too
}


@dataclass(frozen=True, kw_only=True)
class Lane:
    """One stage as drawn; place and width in per cent of the line."""

    start: float
    width: float


@dataclass(frozen=True, kw_only=True)
class StageLine:
    """A drawing of an election's stages: a lane each, the beginnings of months, and where voting day and today are."""

    lanes: tuple[Lane, ...]
    months: tuple[tuple[dt.date, float], ...]
    voting: float
    today: float | None


_MOST_MONTHS = 4  # names of months that find room below the line


def stage_line(spans: Iterable[Span], voting_on: dt.date, today: dt.date) -> StageLine:
    """Lay out stages on one line of whole months; today is there only when it lies inside."""
    drawn = list(spans)
    first = min([voting_on, *(one.starts_on for one in drawn)]).replace(day=1)
    last = max([voting_on, *(one.ends_on for one in drawn)])
    last = next_month(last) - dt.timedelta(days=1)
    total = (last - first).days + 1

    def place(days: int) -> float:
        return round(100 * days / total, 2)

    starts, month = [], first
    while month <= last:
        starts.append(month)
        month = next_month(month)
    every = -(-len(starts) // _MOST_MONTHS)
    return StageLine(
        lanes=tuple(
            Lane(start=place((one.starts_on - first).days), width=place((one.ends_on - one.starts_on).days + 1)) for one in drawn
        ),
        months=tuple((start, place((start - first).days)) for start in starts[::every]),
        voting=place((voting_on - first).days),
        today=place((today - first).days) if first <= today <= last else None,
    )
