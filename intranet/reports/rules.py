"""Periods, percentiles and tallies of the reports; what a cell of an exported file may hold. Pure."""

import calendar
import datetime as dt
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from intranet.base.actor import Actor
from intranet.cases.rules import State, may_work
from shared.text import N_

Key = TypeVar("Key")

# Periods ----------------------------------------------------------------------------------------------------------


class Span(Enum):
    """The period of a report, as it is picked."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    OWN = "own"

    @property
    def label(self) -> str:
        """The choice as staff say it."""
        return {"week": N_("Minggu ini"), "month": N_("Bulan ini"), "quarter": N_("Triwulan ini"), "own": N_("Tanggal sendiri")}[
            self.value
        ]


@dataclass(frozen=True)
class Period:
    """Days from ``first`` to ``last``, both inside."""

    first: dt.date
    last: dt.date

    @property
    def days(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1


LONGEST = 366 * 6  # days a report may cover


def period_of(span: Span, today: dt.date) -> Period:
    """The week (from Monday), month or quarter around ``today``; one's own dates begin as the month."""
    if span is Span.WEEK:
        monday = today - dt.timedelta(days=today.weekday())
        return Period(monday, monday + dt.timedelta(days=6))
    first_month = (today.month - 1) // 3 * 3 + 1 if span is Span.QUARTER else today.month
    last_month = first_month + 2 if span is Span.QUARTER else today.month
    return Period(dt.date(today.year, first_month, 1), _month_end(today.year, last_month))


def steps(period: Period) -> list[Period]:
    """The weeks of a period (from Monday, cut at its ends); the months, when there would be more than 27 weeks."""
    found, first = [], period.first
    while first <= period.last:
        sunday = first + dt.timedelta(days=6 - first.weekday())
        last = _month_end(first.year, first.month) if period.days > 27 * 7 else sunday
        found.append(Period(first, min(last, period.last)))
        first = last + dt.timedelta(days=1)
    return found


def per_step(by_day: Mapping[dt.date, int], period: Period) -> list[tuple[Period, int]]:
    """Counts by day as counts by the steps of ``period``."""
    return [(step, sum(n for day, n in by_day.items() if step.first <= day <= step.last)) for step in steps(period)]


def _month_end(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


# Figures ----------------------------------------------------------------------------------------------------------


def percentile(counted: Mapping[int, int], share: float) -> int | None:
    """The smallest value that at least ``share`` of all reach or stay below (nearest rank); None for nothing counted."""
    total, so_far = sum(counted.values()), 0
    rank = math.ceil(share * total)
    for value in sorted(counted):
        so_far += counted[value]
        if counted[value] and so_far >= rank:
            return value
    return None


def cross(groups: Iterable[tuple[Key, object, int]]) -> dict[Key, Counter[object]]:
    """Counted groups (row, column, how many) as a table: for each row, how many in each column."""
    table: dict[Key, Counter[object]] = {}
    for row, column, number in groups:
        table.setdefault(row, Counter())[column] += number
    return table


class WaitsFor(Enum):
    """On whom an open case of one's party waits."""

    OFFICER = "officer"
    NOBODY = "nobody"
    COMPLAINANT = "complainant"
    INSTITUTION = "institution"
    OTHER_LEVEL = "other_level"

    @property
    def label(self) -> str:
        """As the day's digest says it."""
        return _WAITS[self]


_WAITS = {
    WaitsFor.OFFICER: N_("Petugas kita"),
    WaitsFor.NOBODY: N_("Penunjukan petugas"),
    WaitsFor.COMPLAINANT: N_("Pelapor, untuk melengkapi"),
    WaitsFor.INSTITUTION: N_("Lembaga penerima penerusan"),
    WaitsFor.OTHER_LEVEL: N_("Tingkat lain, sesudah dilimpahkan"),
}
_ABROAD = {
    State.AWAITING_COMPLETION: WaitsFor.COMPLAINANT,
    State.REFERRED: WaitsFor.INSTITUTION,
    State.DELEGATED: WaitsFor.OTHER_LEVEL,
}


def waits_for(state: State, *, assigned: bool) -> WaitsFor:
    """On whom an open case waits: on somebody outside by its state, else on its officer, or on being given one."""
    return _ABROAD.get(state) or (WaitsFor.OFFICER if assigned else WaitsFor.NOBODY)


# What is shown ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """A row of a table: its label, its cells, and where label and cells lead (by place; 0 is the label)."""

    label: str
    cells: tuple[int | str, ...]
    links: Mapping[int, str]
    total: bool = False


@dataclass(frozen=True)
class Table:
    """One table of a report. ``chart``: "bars" or "line" over the cells of place ``charted``; empty for none."""

    heading: str
    columns: tuple[str, ...]
    lines: list[Line]
    empty: str = ""
    note: str = ""
    chart: str = ""
    charted: int = 0

    @property
    def points(self) -> list[tuple[str, int]]:
        """What the chart draws: label and number of each line but the totals."""
        drawn = [(line.label, line.cells[self.charted]) for line in self.lines if not line.total]
        return [(label, number) for label, number in drawn if isinstance(number, int)]


@dataclass(frozen=True)
class Sheet:
    """A report of one page."""

    title: str
    under: str
    tables: list[Table]
    tiles: list[tuple[str, int, str]]


# Exports ----------------------------------------------------------------------------------------------------------


class FileKind(Enum):
    """The kinds of files a list is exported as."""

    XLSX = "xlsx"
    CSV = "csv"

    @property
    def label(self) -> str:
        """The choice as staff say it."""
        return {"xlsx": N_("Buku kerja Excel (XLSX), dengan lembar keterangan"), "csv": N_("CSV untuk program lain")}[self.value]

    @property
    def mime(self) -> str:
        """The media type."""
        return {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv"}[self.value]


MOST_ROWS = 10_000
PURPOSE, LONGEST_PURPOSE = 10, 300  # letters a purpose needs, and may have
_BAD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")  # what no XML and no honest CSV holds
_FORMULA = "[=+\\-@＝＋－＠]"
_STARTS = re.compile(rf"(?s)^[\s'\"]*{_FORMULA}|^[\t\r\n]")
_RISKY = re.compile("[=+\\-@＝＋－＠\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")  # a text with none of these is harmless
# A program that cuts at another separator than ours begins a cell in the middle of ours.
_WITHIN = re.compile(rf"([,;|\t][\s'\"]*)(?={_FORMULA})")


def may_export(actor: Actor) -> bool:
    """Who may take the case list away as a file: the officers and heads who work on cases (Jambi 9(6))."""
    return may_work(actor)


def clean(text: str) -> str:
    """A text without control characters, line ends spelled one way."""
    if text.isprintable():
        return text
    return _BAD.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def csv_safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula, whichever separator it cuts at; on one line."""
    if not _RISKY.search(text):
        return text
    flat = _WITHIN.sub(r"\1'", " ".join(clean(text).split("\n")))
    led = _STARTS.match(text) or _STARTS.match(flat)
    return f"'{flat}" if led and not flat.startswith("'") else flat


def slug(text: str, most: int) -> str:
    """A text as part of a file's name: small letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:most].strip("-")


def file_name(kind: FileKind, at: dt.datetime, who: str, purpose: str, rows: int) -> str:
    """The name of an exported file, which is all the mark a CSV has: when, who, what for and how many."""
    when = at.strftime("%Y-%m-%d-%H%M")
    return f"perkara_{when}_{slug(who, 30)}_{slug(purpose, 40)}_{rows}-baris.{kind.value}"


Say = Callable[[str], str]  # a text in the reader's language
