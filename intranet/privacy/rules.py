"""Clocks, minimum contents, steps, and what may be erased when. Pure."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from intranet.base.actor import Actor, Party, Role
from shared.text import N_, Said

LIMIT = dt.timedelta(hours=72)  # 3x24 hours: UU 27/2022 article 46 for a breach, 30 and 32 for a subject's request
REASON = 20  # letters, at least, of a reason to look somebody up (threat T8)
GROUND = 10
PORTAL_A_DAY = 5  # look-ups of one person
MISSES_AN_HOUR = 10  # wrong numbers and codes of one officer
KEEPERS = frozenset({Role.DISKOMINFO_OFFICER, Role.DISKOMINFO_HEAD})
CHIEFS = frozenset({Role.DISKOMINFO_HEAD, Role.ADMIN})
HOLDERS = CHIEFS | {Role.BAWASLU_COMMISSIONER}
_SIXTEEN = re.compile(r"(?:\d[ .-]?){15}\d")


def may_keep(actor: Actor) -> bool:
    """Whether ``actor`` does the office's duties towards data subjects: Diskominfo, which hosts the data (Magelang 2(2)i)."""
    return actor.has(*KEEPERS) and actor.party is Party.DISKOMINFO


def may_erase(actor: Actor) -> bool:
    """Whether ``actor`` may start an erasure."""
    return actor.has(*CHIEFS)


def may_set_terms(actor: Actor) -> bool:
    """Whether ``actor`` may say how long records live."""
    return actor.has(Role.ADMIN)


def may_hold(actor: Actor) -> bool:
    """Whether ``actor`` may keep a case from being erased, or let it go."""
    return actor.has(*HOLDERS)


def bears_nik(text: str) -> bool:
    """Whether a text holds what may be a NIK: sixteen digits in a row, spaced or not."""
    return _SIXTEEN.search(text) is not None


# The clock of 3x24 hours ------------------------------------------------------------------------------------------

START, DAY_LEFT, HOURS_LEFT, LATE = 1, 2, 3, 4
_STEPS = ((dt.timedelta(0), LATE), (dt.timedelta(hours=6), HOURS_LEFT), (dt.timedelta(hours=24), DAY_LEFT))


def due(since: dt.datetime) -> dt.datetime:
    """When 3x24 hours are over."""
    return since + LIMIT


def rung_at(since: dt.datetime, now: dt.datetime) -> int:
    """How far a clock that runs since then must have rung: at the start, with 24 and 6 hours left, and when it is over."""
    left = due(since) - now
    return next((rung for limit, rung in _STEPS if left <= limit), START)


def hours_left(since: dt.datetime, now: dt.datetime) -> int:
    """Whole hours until the clock is over; below zero: hours it is late, those begun counted."""
    return (due(since) - now) // dt.timedelta(hours=1)


# Incidents --------------------------------------------------------------------------------------------------------


class Recipient(Said):
    """Who must be told of a breach (UU 27/2022 article 46; Magelang 2(2)i)."""

    SUBJECTS = "subjects", N_("Pemilik data")
    AUTHORITY = "authority", N_("Lembaga pelindungan data pribadi")
    DUKCAPIL = "dukcapil", N_("Disdukcapil")


class IncidentState(Said):
    """Where an incident stands."""

    OPEN = "open", N_("Sedang ditangani")
    CLOSED = "closed", N_("Selesai")


def lacking(contents: Mapping[str, str]) -> list[str]:
    """Which of the three minimum contents of a notice are still empty: the data, when and how, handling and recovery."""
    return [name for name in ("exposed", "happened", "how", "recovery") if not contents[name].strip()]


def unsent(sent: Iterable[Recipient]) -> list[Recipient]:
    """Who has not been told yet."""
    told = set(sent)
    return [one for one in Recipient if one not in told]


# Requests of data subjects ----------------------------------------------------------------------------------------


class RequestKind(Said):
    """What a person may ask (UU 27/2022 articles 6, 7, 11)."""

    ACCESS = "access", N_("Melihat data dan jejak pemrosesannya")
    CORRECTION = "correction", N_("Membetulkan data")
    STOP = "stop", N_("Membatasi pemrosesan")


class RequestState(Said):
    """Where a request stands."""

    OPEN = "open", N_("Sedang dilayani")
    DONE = "done", N_("Selesai diserahkan")
    REFUSED = "refused", N_("Ditolak dengan dasar hukum")


class Proof(Said):
    """By what a person at the counter was tied to their data; there is no search by name."""

    CODE = "code", N_("Nomor registrasi dan kode cek")
    NIK = "nik", N_("NIK, dengan KTP-el diperlihatkan")


PERSONAL = ("name", "address", "phone", "email", "nik")


# Retention --------------------------------------------------------------------------------------------------------


class RecordKind(Said):
    """A kind of record with a life of its own."""

    COMPLAINANT = "complainant", N_("Data diri pelapor dan surat kepadanya")
    CASE_TEXT = "case_text", N_("Uraian dan catatan perkara")
    EVIDENCE = "evidence", N_("Berkas bukti")
    USAGE = "usage", N_("Sidik NIK pada catatan pemeriksaan")
    LOGINS = "logins", N_("Catatan masuk petugas")
    INBOX = "inbox", N_("Pesan kotak masuk yang sudah dibaca")


OF_CASES = (RecordKind.COMPLAINANT, RecordKind.CASE_TEXT, RecordKind.EVIDENCE)
MOST_MONTHS = 1200


@dataclass(frozen=True)
class Term:
    """How many months a kind of record lives (None: until somebody decides otherwise), and by which source."""

    months: int | None
    source: str
    valid_from: dt.date = dt.date(2022, 10, 17)  # the day the data protection law came into force

    @property
    def initial(self) -> bool:
        """Whether it came with the program, and its source is a text of ours; any other was typed in this office."""
        return self in DEFAULTS.values()


_LAW = N_("Setelan awal menurut UU 27/2022 pasal 43; sesuaikan dengan jadwal retensi arsip kantor.")
DEFAULTS: dict[RecordKind, Term] = {
    RecordKind.COMPLAINANT: Term(60, _LAW),
    RecordKind.CASE_TEXT: Term(None, N_("Disimpan sebagai arsip penanganan sampai kantor menetapkan masa simpannya.")),
    RecordKind.EVIDENCE: Term(None, N_("Disimpan sebagai arsip penanganan sampai kantor menetapkan masa simpannya.")),
    RecordKind.USAGE: Term(24, N_("Setelan awal: dua tahun laporan semester kepada Disdukcapil (Magelang pasal 8).")),
    RecordKind.LOGINS: Term(12, N_("Setelan awal: satu tahun untuk menelusuri penyalahgunaan akun.")),
    RecordKind.INBOX: Term(12, N_("Setelan awal: pesan hanya pengantar; isinya ada di catatan asalnya.")),
}


def term_on(kind: RecordKind, day: dt.date, known: Iterable[Term]) -> Term:
    """The term in force on ``day``: the latest known one that has begun, else the one that comes with the program."""
    begun = [term for term in known if term.valid_from <= day]
    return max(begun, key=lambda term: term.valid_from, default=DEFAULTS[kind])


def before(now: dt.datetime, months: int) -> dt.datetime:
    """The moment ``months`` calendar months before ``now``; the last day of a month stands for those it does not have."""
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    month += 1
    last = (dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)).day
    return now.replace(year=year, month=month, day=min(now.day, last))
