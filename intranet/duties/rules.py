"""When a duty is kept, comes due, or is late; who may read and state; how a picture of it is laid out. Pure."""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from intranet.base.actor import Actor, Party, Role
from shared.text import N_, Said

EARLIEST = dt.date(1900, 1, 1)  # what a slip of the pen puts before it is counted from here
MONTH = dt.timedelta(days=30)
SOON = dt.timedelta(days=14)  # before a credential is to be changed, its custodian is told
CHECKED_FOR = dt.timedelta(days=365)  # a security measure is looked at again within a year
LONGEST = dt.timedelta(days=366)  # a statement holds no longer


# How a duty stands ------------------------------------------------------------------------------------------------


class State(Said):
    """How a clause stands today; the worst first."""

    LATE = "late", N_("Terlambat")
    DUE = "due", N_("Perlu dilakukan")
    NEEDED = "needed", N_("Perlu pernyataan")
    MET = "met", N_("Terpenuhi")
    NOT_APPLICABLE = "not_applicable", N_("Tidak berlaku kini")


class Light(Said):
    """A state as the three colours people know, each with its word."""

    RED = "red", N_("Merah")
    AMBER = "amber", N_("Kuning")
    GREEN = "green", N_("Hijau")


_LIGHTS = {State.LATE: Light.RED, State.DUE: Light.AMBER, State.NEEDED: Light.AMBER}


def light(state: State) -> Light:
    """The colour of a state: what is kept, and what nothing calls for today, is green."""
    return _LIGHTS.get(state, Light.GREEN)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What the records say about a clause: its state, how many records, a sentence (a text to translate, and its values), the
    day of the latest record and the day by which something is to be done."""

    state: State
    text: str
    values: Mapping[str, object] = field(default_factory=dict)
    count: int | None = None
    last: dt.date | None = None
    due: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class Period:
    """The days of an agreement that have gone by, both included, at the office's own clock; ``over``: it has ended."""

    first: dt.date
    last: dt.date
    zone: ZoneInfo
    over: bool = False

    @property
    def since(self) -> dt.datetime:
        """The first moment of it."""
        return self._midnight(self.first)

    @property
    def until(self) -> dt.datetime:
        """The first moment after it."""
        return self._midnight(self.last + dt.timedelta(days=1))

    def day(self, moment: dt.datetime | None) -> dt.date | None:
        """The office's day of a moment."""
        return moment.astimezone(self.zone).date() if moment else None

    def _midnight(self, day: dt.date) -> dt.datetime:
        return dt.datetime.combine(day, dt.time.min, self.zone).astimezone(dt.UTC)


Standing = tuple[State, dt.date | None]  # and by when something is to be done


def once(count: int, period: Period, today: dt.date, grace: dt.timedelta = 3 * MONTH) -> Standing:
    """Of what must be done at least once: within ``grace`` of the agreement's beginning, and before its end."""
    due = period.first + grace
    if count:
        return State.MET, None
    return (State.DUE if today <= due and not period.over else State.LATE), due


def steady(last: dt.date | None, period: Period, today: dt.date, every: dt.timedelta) -> Standing:
    """Of what must go on: kept for ``every`` after the last time, then to be done, and late after as long again."""
    if period.over:
        return (State.MET if last else State.LATE), None
    due = (last or period.first) + every
    if last and today <= due:
        return State.MET, due
    return (State.DUE if today <= due + (every if last else dt.timedelta()) else State.LATE), due


def backlog(total: int, unfinished: int, late: int) -> State:
    """Of what comes in and is to be answered: late when any of it is, to be done while any of it is open."""
    if late:
        return State.LATE
    if unfinished:
        return State.DUE
    return State.MET if total else State.NOT_APPLICABLE


def used(count: int) -> State:
    """Of a right: nothing is owed while nobody asks for it."""
    return State.MET if count else State.NOT_APPLICABLE


def months_before(day: dt.date, months: int) -> dt.date:
    """The same day of an earlier month, or its last one (Kudus 15(2): three months before the end)."""
    number = day.year * 12 + day.month - 1 - months
    year, month = divmod(number, 12)
    following = dt.date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return dt.date(year, month + 1, min(day.day, (following - dt.timedelta(days=1)).day))


# Statements -------------------------------------------------------------------------------------------------------


def with_statement(finding: Finding, valid_until: dt.date | None, today: dt.date, *, takes: bool) -> Finding:
    """What a clause comes to with its present statement (None: there is none). Records go before words."""
    if not takes or valid_until is None or finding.state is State.MET:
        return finding
    if today <= valid_until:
        return replace(
            finding,
            state=State.MET,
            text=N_("Dinyatakan; berlaku sampai %(until)s."),
            values={"until": valid_until},
            due=valid_until,
        )
    return replace(
        finding,
        state=State.NEEDED if finding.state is State.NOT_APPLICABLE else finding.state,
        text=N_("Pernyataan terakhir hanya berlaku sampai %(until)s."),
        values={"until": valid_until},
        due=valid_until,
    )


def statement_fault(said_on: dt.date, valid_until: dt.date, today: dt.date) -> tuple[str, str]:
    """The field at fault and why (a text to translate); both empty when the days go together."""
    if said_on > today:
        return "said_on", N_("Tanggal pernyataan belum tiba.")
    if valid_until < today:
        return "valid_until", N_("Pernyataan yang sudah lewat masa berlakunya tidak menerangkan keadaan hari ini.")
    if valid_until - said_on > LONGEST:
        return "valid_until", N_("Pernyataan berlaku paling lama satu tahun; sesudah itu dinyatakan lagi.")
    return "", ""


# Who ---------------------------------------------------------------------------------------------------------------

WORKERS = frozenset({Role.BAWASLU_OFFICER, Role.BAWASLU_COMMISSIONER, Role.DISKOMINFO_OFFICER, Role.DISKOMINFO_HEAD})
_EVERYTHING = (Role.ADMIN, Role.AUDITOR)


def may_read(actor: Actor, parties: Collection[Party]) -> bool:
    """Whether ``actor`` sees how an agreement between ``parties`` is kept: its own parties, and those who keep watch over all."""
    return actor.has(*_EVERYTHING) or actor.party in parties


def may_state(actor: Actor, owes: Collection[Party], to: Collection[Party], parties: Collection[Party]) -> bool:
    """Whether ``actor`` may state that a clause is kept: who owes it, who is owed it, or any party where neither is named."""
    concerned = {*owes, *to} or set(parties)
    return actor.has(*WORKERS) and actor.party in concerned and actor.party in parties


# Grouping and pictures --------------------------------------------------------------------------------------------


def article_of(article: str) -> str:
    """The article a clause stands in: "Pasal 4" of "Pasal 4 ayat (2) huruf f"; what stands in none keeps its own name."""
    found = re.match(r"Pasal \d+", article)
    return found[0] if found else article


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A day on the picture: its place in per cent of the line, and which bar of the legend it belongs to."""

    place: float
    state: State


def marks(days: Iterable[tuple[dt.date | None, State]], first: dt.date, last: dt.date) -> list[Mark]:
    """The days within ``first`` and ``last``, once for each day and state, in order."""
    total = (last - first).days + 1
    order = list(State)
    found = sorted({(day, order.index(state)) for day, state in days if day is not None and first <= day <= last})
    return [Mark(place=round(100 * (day - first).days / total, 2), state=order[at]) for day, at in found]


# Inventory --------------------------------------------------------------------------------------------------------


class ReaderStatus(Said):
    """Where a card reader stands."""

    IN_USE = "in_use", N_("Dipakai")
    SPARE = "spare", N_("Cadangan")
    REPAIR = "repair", N_("Diperbaiki")
    RETIRED = "retired", N_("Tidak dipakai lagi")


class SamStatus(Said):
    """Where a SAM card stands; a lost or returned one never comes back."""

    HELD = "held", N_("Dipegang")
    LOST = "lost", N_("Hilang")
    RETURNED = "returned", N_("Dikembalikan")


class Measure(Said):
    """The measures that keep system, data, network and programs safe (Magelang 2(2)h)."""

    UPDATES = "updates", N_("Sistem operasi dan program diperbarui")
    BACKUP = "backup", N_("Cadangan dibuat dan dicoba dipulihkan")
    DISK = "disk", N_("Cakram komputer server terenkripsi")
    NETWORK = "network", N_("Jaringan ke Disdukcapil tertutup dari jaringan lain")
    FIREWALL = "firewall", N_("Tembok api hanya membuka yang dipakai")
    ROOM = "room", N_("Ruang server terkunci; yang masuk tercatat")
    ACCOUNTS = "accounts", N_("Akun petugas diperiksa; yang pindah ditutup")
    KIOSKS = "kiosks", N_("Kios terkunci dan tidak dapat dibuka pengunjung")


def due_after(changed_on: dt.date, months: int) -> dt.date:
    """The day a credential is to be changed again."""
    return months_before(changed_on, -months)


def checked(last: dt.date | None, today: dt.date) -> State:
    """How a security measure stands by the day it was last looked at."""
    if last is None:
        return State.DUE
    return State.MET if today <= last + CHECKED_FOR else State.LATE
