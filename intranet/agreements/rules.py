"""When an agreement carries an act: term, suspension, approval letter. Pure."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

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

    COMING = "coming"
    IN_FORCE = "in_force"
    SUSPENDED = "suspended"
    EXPIRED = "expired"

    @property
    def label(self) -> str:
        """The standing in Indonesian."""
        return _STANDINGS[self]


_STANDINGS = {
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


def standing_on(term: Term, day: dt.date) -> Standing:
    """How an agreement stands on ``day``; the last valid day is inside (Magelang 4: to 23 November 2024)."""
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


_NEARNESS = (Why.COMING, Why.EXPIRED, Why.NO_APPROVAL, Why.SUSPENDED)
_BY_STANDING = {
    Standing.COMING: Why.COMING,
    Standing.EXPIRED: Why.EXPIRED,
    Standing.SUSPENDED: Why.SUSPENDED,
}


def _fault(candidate: Candidate, day: dt.date, approval_needed: bool) -> Why | None:
    standing = standing_on(candidate.term, day)
    if standing is not Standing.IN_FORCE:
        return _BY_STANDING[standing]
    return Why.NO_APPROVAL if approval_needed and not candidate.approved else None


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
