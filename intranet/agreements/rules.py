"""When an agreement carries an act: term, suspension, approval letter; by when its end is to be said. Pure."""

import calendar
import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import Enum

from intranet.base.actor import Party
from intranet.calendar.rules import add_working_days, is_working_day
from shared.text import N_


class AgreementKind(Enum):
    """What kind of paper it is; the documents' own words."""

    PKS = "pks"
    MOU = "mou"
    NKA = "nka"

    @property
    def label(self) -> str:
        """The kind in Indonesian."""
        return _KINDS[self]


_KINDS = {
    AgreementKind.PKS: N_("Perjanjian kerja sama"),
    AgreementKind.MOU: N_("Nota kesepahaman"),
    AgreementKind.NKA: N_("Nota kesepakatan aksi"),
}


class Purpose(Enum):
    """An act that needs an agreement."""

    POPULATION_CHECK = "population_check"
    CONTENT_OVERSIGHT = "content_oversight"
    LITERACY = "literacy"

    @property
    def label(self) -> str:
        """The purpose in Indonesian."""
        return _PURPOSES[self]


_PURPOSES = {
    Purpose.POPULATION_CHECK: N_("Pemeriksaan data kependudukan pelapor"),
    Purpose.CONTENT_OVERSIGHT: N_("Pengawasan konten internet"),
    Purpose.LITERACY: N_("Literasi digital"),
}


class Standing(Enum):
    """How an agreement stands on one day."""

    DRAFT = "draft"
    COMING = "coming"
    IN_FORCE = "in_force"
    SUSPENDED = "suspended"
    EXPIRED = "expired"

    @property
    def label(self) -> str:
        """The standing in Indonesian."""
        return _STANDINGS[self]


_STANDINGS = {
    Standing.DRAFT: N_("Konsep"),
    Standing.COMING: N_("Belum mulai berlaku"),
    Standing.IN_FORCE: N_("Berlaku"),
    Standing.SUSPENDED: N_("Dibekukan"),
    Standing.EXPIRED: N_("Berakhir"),
}


@dataclass(frozen=True, kw_only=True)
class Term:
    """What the rules need to know of an agreement; both ends are days on which it is still valid."""

    starts_on: dt.date
    ends_on: dt.date
    suspended_from: dt.date | None = None
    suspended_until: dt.date | None = None
    drafted: bool = False


def standing_on(term: Term, day: dt.date) -> Standing:
    """How an agreement stands on ``day``; the last valid day is inside (Magelang 4: to 23 November 2024)."""
    if term.drafted:
        return Standing.DRAFT
    if day < term.starts_on:
        return Standing.COMING
    if day > term.ends_on:
        return Standing.EXPIRED
    if term.suspended_from and term.suspended_from <= day <= (term.suspended_until or dt.date.max):
        return Standing.SUSPENDED
    return Standing.IN_FORCE


def days_left(term: Term, day: dt.date) -> int:
    """Valid days after ``day``; negative once it has ended."""
    return (term.ends_on - day).days


class Why(Enum):
    """Why an act is not allowed today; the value is what the officer is told."""

    NONE = N_("Belum ada perjanjian untuk hal ini di daftar perjanjian.")
    DRAFT = N_("Perjanjian masih berupa konsep: belum ditandatangani.")
    COMING = N_("Perjanjian baru berlaku mulai %(starts_on)s.")
    EXPIRED = N_("Perjanjian berakhir pada %(ends_on)s.")
    SUSPENDED = N_("Perjanjian dibekukan: %(reason)s")
    NO_APPROVAL = N_("Nomor surat persetujuan pusat belum dicatat pada perjanjian.")


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """An agreement that names the purpose asked for."""

    id: str
    term: Term
    approved: bool


def decide(candidates: Iterable[Candidate], day: dt.date, *, approval_needed: bool) -> tuple[Candidate | None, Why | None]:
    """The agreement that carries an act on ``day``, or why none does, with the one that comes nearest to it."""
    nearest: tuple[int, dt.date, Candidate, Why] | None = None
    for candidate in candidates:
        why = _fault(candidate, day, approval_needed)
        if why is None:
            return candidate, None
        rank = (_NEARNESS.index(why), candidate.term.ends_on)
        if nearest is None or rank > nearest[:2]:
            nearest = (*rank, candidate, why)
    return (nearest[2], nearest[3]) if nearest else (None, Why.NONE)


_NEARNESS = (Why.DRAFT, Why.COMING, Why.EXPIRED, Why.NO_APPROVAL, Why.SUSPENDED)
_BY_STANDING = {
    Standing.DRAFT: Why.DRAFT,
    Standing.COMING: Why.COMING,
    Standing.EXPIRED: Why.EXPIRED,
    Standing.SUSPENDED: Why.SUSPENDED,
}


def _fault(candidate: Candidate, day: dt.date, approval_needed: bool) -> Why | None:
    standing = standing_on(candidate.term, day)
    if standing is not Standing.IN_FORCE:
        return _BY_STANDING[standing]
    return Why.NO_APPROVAL if approval_needed and not candidate.approved else None


class NoticeUnit(Enum):
    """In what a notice is counted."""

    WORKING_DAYS = "working_days"
    MONTHS = "months"

    @property
    def label(self) -> str:
        """The unit in Indonesian."""
        return {"working_days": N_("hari kerja"), "months": N_("bulan")}[self.value]


@dataclass(frozen=True)
class Notice:
    """How long before an early end it must be said in writing (Jambi 6(3): 30 working days; Kudus 15(3): 3 months)."""

    amount: int
    unit: NoticeUnit


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day of a later (or, below zero, an earlier) month; its last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def last_notice(notice: Notice, end: dt.date, holidays: Collection[dt.date]) -> dt.date:
    """The last day on which an end on ``end`` may still be said; of working days one of them."""
    if notice.unit is NoticeUnit.MONTHS:
        return add_months(end, -notice.amount)
    day, left = end, notice.amount
    while left or not is_working_day(day, holidays):
        left -= bool(left) and is_working_day(day, holidays)
        day -= _DAY
    return day


def first_end(notice: Notice, told_on: dt.date, holidays: Collection[dt.date]) -> dt.date:
    """The first day on which an agreement may end when that is said on ``told_on``."""
    if notice.unit is NoticeUnit.WORKING_DAYS:
        heard_on = add_working_days(told_on - _DAY, 1, holidays)  # what is said on a free day is heard on the next working day
        return add_working_days(heard_on, notice.amount, holidays)
    end = add_months(told_on, notice.amount)
    while add_months(end, -notice.amount) < told_on:  # a short month must not shorten the notice
        end += _DAY
    return end


@dataclass(frozen=True)
class Prompt:
    """Something to remember an agreement by: ``key`` names it, from ``day`` on it is due."""

    key: str
    day: dt.date


EXPIRY_DAYS = (180, 90, 60, 30)
ENDED = "ended"


def prompts(ends_on: dt.date, talks_months: int | None) -> tuple[Prompt, ...]:
    """When the leaders are told of the end, and of talks about renewal where the agreement asks for them (Kudus 15(2))."""
    found = [Prompt(f"expiry_{days}", ends_on - days * _DAY) for days in EXPIRY_DAYS]
    found.append(Prompt(ENDED, ends_on + _DAY))
    if talks_months:
        due = add_months(ends_on, -talks_months)
        found += [
            Prompt("talks_month_before", add_months(ends_on, -talks_months - 1)),
            Prompt("talks_half_month_before", due - 15 * _DAY),
            Prompt("talks_due", due),
        ]
    return tuple(sorted(found, key=lambda one: (one.day, one.key)))


def to_tell(ahead: Iterable[Prompt], day: dt.date, told: Collection[str]) -> tuple[Prompt | None, list[Prompt]]:
    """What to say on ``day``: the latest that is due and not told, and all that are settled by saying it."""
    due = [one for one in ahead if one.day <= day and one.key not in told]
    return (due[-1] if due else None), due


class AmendmentKind(Enum):
    """How an agreement is changed or ended."""

    ADDENDUM = "addendum"
    EXTENSION = "extension"
    TERMINATION = "termination"
    EARLY_TERMINATION = "early_termination"

    @property
    def label(self) -> str:
        """The kind in Indonesian."""
        return _AMENDMENTS[self]

    @property
    def moves_end(self) -> bool:
        """Whether it sets another last day."""
        return self is not AmendmentKind.ADDENDUM

    @property
    def signed_by_both(self) -> bool:
        """Whether both parties sign it; early termination is one party's letter."""
        return self is not AmendmentKind.EARLY_TERMINATION


_AMENDMENTS = {
    AmendmentKind.ADDENDUM: N_("Adendum"),
    AmendmentKind.EXTENSION: N_("Perpanjangan"),
    AmendmentKind.TERMINATION: N_("Pengakhiran atas kesepakatan"),
    AmendmentKind.EARLY_TERMINATION: N_("Pengakhiran lebih awal oleh satu pihak"),
}


class Matter(Enum):
    """What must be settled or handed on before an agreement is closed (Jambi 6(4))."""

    CASES = "cases"
    SESSIONS = "sessions"
    LOANS = "loans"
    FEEDBACK = "feedback"

    @property
    def label(self) -> str:
        """The matter in Indonesian."""
        return _MATTERS[self]


_MATTERS = {
    Matter.CASES: N_("Perkara yang masih terbuka"),
    Matter.SESSIONS: N_("Sesi literasi yang belum selesai"),
    Matter.LOANS: N_("Sarana yang belum kembali"),
    Matter.FEEDBACK: N_("Nomor pengaduan yang belum terkirim ke Disdukcapil"),
}


def matters_of(parties: Collection[Party], purposes: Collection[Purpose]) -> tuple[Matter, ...]:
    """What can still be open under an agreement between ``parties`` for ``purposes``."""
    joint = {Party.BAWASLU, Party.DISKOMINFO} <= set(parties)
    return tuple(
        matter
        for matter, concerns in (
            (Matter.CASES, joint and Purpose.CONTENT_OVERSIGHT in purposes),
            (Matter.SESSIONS, Purpose.LITERACY in purposes),
            (Matter.LOANS, joint),
            (Matter.FEEDBACK, Purpose.POPULATION_CHECK in purposes),
        )
        if concerns
    )


class Settlement(Enum):
    """What became of an open matter."""

    SETTLED = "settled"
    TRANSFERRED = "transferred"

    @property
    def label(self) -> str:
        """What became of it, in Indonesian."""
        return {"settled": N_("Selesai"), "transferred": N_("Dialihkan")}[self.value]


CLOSING_DAYS = 90


def may_close(term: Term, day: dt.date) -> bool:
    """Whether the closing list may be worked through: in the last ``CLOSING_DAYS`` days of a term, and after it."""
    return not term.drafted and days_left(term, day) <= CLOSING_DAYS


class DocumentKind(Enum):
    """What belongs to an agreement beside its own text (Jambi 5; Magelang 9(3))."""

    KAK = "kak"
    GUIDE = "guide"

    @property
    def label(self) -> str:
        """The kind in Indonesian."""
        return {"kak": N_("Kerangka acuan kerja (KAK)"), "guide": N_("Petunjuk teknis")}[self.value]


def covers(from_on: dt.date, until_on: dt.date | None, day: dt.date) -> bool:
    """Whether ``day`` lies in a span whose both ends are inside; without an end it goes on."""
    return from_on <= day <= (until_on or dt.date.max)


_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Lane:
    """One agreement as drawn on a common time line; places and widths in per cent of the line."""

    start: float
    width: float
    suspended_start: float
    suspended_width: float


@dataclass(frozen=True, kw_only=True)
class TimeLine:
    """A drawing of terms: its first and last day, a lane per term, the years' and today's places in per cent."""

    first: dt.date
    last: dt.date
    lanes: tuple[Lane, ...]
    years: tuple[tuple[int, float], ...]
    today: float


def time_line(terms: Iterable[Term], day: dt.date) -> TimeLine | None:
    """Lay out ``terms`` on one line of whole years that includes ``day``; None when there is nothing to draw."""
    drawn = list(terms)
    if not drawn:
        return None
    first = dt.date(min([day, *(t.starts_on for t in drawn)]).year, 1, 1)
    last = dt.date(max([day, *(t.ends_on for t in drawn)]).year, 12, 31)
    total = (last - first).days + 1

    def place(moment: dt.date) -> float:
        return round(100 * (moment - first).days / total, 2)

    def width(start: dt.date, end: dt.date) -> float:
        return round(100 * ((end - start).days + 1) / total, 2)

    lanes = []
    for term in drawn:
        paused_from = max(term.suspended_from, term.starts_on) if term.suspended_from else None
        paused_until = min(term.suspended_until or term.ends_on, term.ends_on)
        paused = paused_from is not None and paused_from <= paused_until
        lanes.append(
            Lane(
                start=place(term.starts_on),
                width=width(term.starts_on, term.ends_on),
                suspended_start=place(paused_from) if paused and paused_from else 0.0,
                suspended_width=width(paused_from, paused_until) if paused and paused_from else 0.0,
            )
        )
    years = tuple((year, place(dt.date(year, 1, 1))) for year in range(first.year, last.year + 1))
    return TimeLine(first=first, last=last, lanes=tuple(lanes), years=years, today=place(day))
