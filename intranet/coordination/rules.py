"""Forums, evaluations, exchanges, costs and reference lists: kinds, states, what each needs, when it is due. Pure."""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from intranet.base.actor import Actor, Party
from intranet.outreach.rules import may_work
from shared.text import N_, Said

SOON = 3  # days before a promise is due that it rings


def may_change(actor: Actor, *parties: Party) -> bool:
    """Whether ``actor`` works for one of ``parties`` and may change what is theirs."""
    return may_work(actor) and actor.party in parties


# Forums -----------------------------------------------------------------------------------------------------------


class ForumKind(Said):
    """Why a forum meets (Kudus 11(1) and (2))."""

    PERIODIC = "periodic", N_("Berkala")
    INCIDENTAL = "incidental", N_("Insidental")


class ForumState(Said):
    """Where a forum stands."""

    PLANNED = "planned", N_("Direncanakan")
    HELD = "held", N_("Terlaksana")
    CANCELLED = "cancelled", N_("Dibatalkan")


def minutes_fault(present: Collection[Party], promises: int, nothing_agreed: bool) -> str:
    """Why minutes cannot be kept yet (a text to translate); empty when they can. ``present``: the parties of those who came."""
    if len(set(present)) < 2:
        return N_("Belum ada yang hadir dari dua pihak. Lengkapi peserta dan tandai yang hadir.")
    if not promises and not nothing_agreed:
        return N_("Tuliskan tindak lanjutnya, atau nyatakan bahwa tidak ada tindak lanjut.")
    return ""


class ActionState(Said):
    """How a promise stands on a day."""

    OPEN = "open", N_("Berjalan")
    LATE = "late", N_("Terlambat")
    DONE = "done", N_("Selesai")


def action_state(due_on: dt.date, done_on: dt.date | None, today: dt.date) -> ActionState:
    """How a promise stands: what was due on a day gone by and is not done is late."""
    if done_on is not None:
        return ActionState.DONE
    return ActionState.LATE if due_on < today else ActionState.OPEN


def rings(due_on: dt.date, today: dt.date) -> int:
    """How often a promise has rung by ``today``: once when it is soon due, again on its day, a third time when it is late."""
    days = (due_on - today).days
    return sum((days <= SOON, days <= 0, days < 0))


# Evaluations ------------------------------------------------------------------------------------------------------


class EvaluationMode(Said):
    """Who evaluates (Jambi 7(2); Magelang 8(2))."""

    JOINT = "joint", N_("Bersama oleh kedua pihak")
    OWN = "own", N_("Sendiri oleh satu pihak")
    DUKCAPIL = "dukcapil", N_("Oleh Disdukcapil")


class Occasion(Said):
    """Why an evaluation is made (Jambi 7(1))."""

    YEARLY = "yearly", N_("Tahunan")
    ANY_TIME = "any_time", N_("Sewaktu-waktu")


class EvaluationState(Said):
    """Where an evaluation stands; issued ones are delivered or not, which their deliveries tell."""

    DRAFT = "draft", N_("Sedang disusun")
    ISSUED = "issued", N_("Diterbitkan")


REMINDERS = (9, 11)  # months after the last one
SERIES, TEMPLATE = "evaluation", "{seq:03d}/EVL/{office}/{roman}/{year}"


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day of a later month, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = dt.date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return min(following - dt.timedelta(days=1), dt.date(year, month + 1, 1) + dt.timedelta(days=day.day - 1))


def reminders_due(since: dt.date, today: dt.date) -> tuple[int, ...]:
    """Which reminders of the next evaluation have come: months after ``since``, the day of the last one or of the beginning."""
    return tuple(months for months in REMINDERS if months_after(since, months) <= today)


def issue_fault(summary: str, findings: int, nothing_found: bool, mode: EvaluationMode, parties: Collection[Party]) -> str:
    """Why an evaluation cannot be issued (a text to translate); empty when it can. ``parties``: of its agreement."""
    if not summary.strip():
        return N_("Tuliskan dulu kesimpulannya.")
    if not findings and not nothing_found:
        return N_("Tuliskan temuan dan rekomendasinya, atau nyatakan bahwa tidak ada temuan.")
    return mode_fault(mode, parties)


def mode_fault(mode: EvaluationMode, parties: Collection[Party]) -> str:
    """Why nobody evaluates that agreement that way (a text to translate); empty when somebody does."""
    if mode is EvaluationMode.DUKCAPIL and Party.DUKCAPIL not in parties:
        return N_("Disdukcapil hanya mengevaluasi perjanjian yang diikutinya.")
    return ""


# Exchanges --------------------------------------------------------------------------------------------------------


class Direction(Said):
    """Which way something went."""

    OUT = "out", N_("Kami menyerahkan")
    IN = "in", N_("Kami menerima")


class Sensitivity(Said):
    """How carefully what was exchanged must be kept."""

    OPEN = "open", N_("Terbuka")
    LIMITED = "limited", N_("Terbatas")
    PERSONAL = "personal", N_("Memuat data pribadi")
    SECRET = "secret", N_("Rahasia")


class ExchangeState(Said):
    """Where an exchange stands."""

    PREPARED = "prepared", N_("Disiapkan")
    DONE = "done", N_("Diserahterimakan")
    CANCELLED = "cancelled", N_("Dibatalkan")


class Check(Said):
    """The four questions before anything is handed over."""

    SAFE = "safe", N_("Aman: penerima dan cara penyerahannya sudah dipastikan")
    ETHICAL = "ethical", N_("Etis: tidak merugikan orang yang datanya ada di dalamnya")
    RESPONSIBLE = "responsible", N_("Bertanggung jawab: hanya yang perlu, dan ada yang menjaganya")
    LAWFUL = "lawful", N_("Taat hukum: ada dasar hukum dan tujuannya sesuai")


def sending_fault(answers: Mapping[Check, bool | None]) -> str:
    """Why nothing may be handed over yet (a text to translate); empty when it may: all four questions are answered with yes."""
    given = [answers.get(check) for check in Check]
    if None in given:
        return N_("Keempat pertanyaan harus dijawab sebelum menyerahkan.")
    if not all(given):
        return N_("Ada pertanyaan yang dijawab tidak. Perbaiki dulu, atau batalkan penyerahan ini.")
    return ""


EXCHANGE_SERIES, EXCHANGE_TEMPLATE = "exchange", "{seq:03d}/PDT/{office}/{roman}/{year}"


# Costs ------------------------------------------------------------------------------------------------------------


class Spent(Said):
    """What money was spent on."""

    SESSION = "literacy_session", N_("Sesi literasi")
    EVENT = "capacity_event", N_("Pelatihan")
    ACTIVITY = "joint_activity", N_("Kegiatan lain")
    DISSEMINATION = "dissemination", N_("Diseminasi")
    LOAN = "facility_loan", N_("Pinjam pakai")
    FORUM = "coordination_forum", N_("Forum koordinasi")


OWN_ENTRY = (Spent.DISSEMINATION, Spent.LOAN, Spent.FORUM)  # no field for costs of their own


@dataclass(frozen=True)
class Line:
    """What one doing costs, in rupiah; None: not known. ``under``: the part of the agreement, or the stage."""

    kind: Spent
    id: str
    title: str
    on: dt.date
    bearer: str
    budget_line: str
    under: str
    planned: int | None
    actual: int | None


@dataclass
class Total:
    """Sums of lines; ``open``: how many have no actual amount yet."""

    count: int = 0
    planned: int = 0
    actual: int = 0
    open: int = 0


def totals(lines: Iterable[Line], by: str) -> dict[str, Total]:
    """Sums of ``lines`` by one of their texts, in the order they come."""
    made: dict[str, Total] = {}
    for line in lines:
        total = made.setdefault(getattr(line, by), Total())
        total.count += 1
        total.planned += line.planned or 0
        total.actual += line.actual or 0
        total.open += line.actual is None and line.bearer != "none"
    return made


# Reference lists --------------------------------------------------------------------------------------------------


class ReferenceKind(Said):
    """Lists that others keep."""

    PARTIES = "parties", N_("Partai politik peserta pemilu")
    CANDIDATES = "candidates", N_("Calon peserta pemilihan")


@dataclass(frozen=True)
class Entry:
    """One line of a list: the number on the ballot, the name, who put it forward, and where."""

    number: str
    name: str
    group: str = ""
    area: str = ""

    @property
    def key(self) -> str:
        """What makes it the same line in a later list: its place on the ballot, else its name."""
        return "\x1f".join(part.casefold() for part in (self.area, self.group, self.number or self.name))


_HEADS = {
    "number": ("nomor", "no", "nomor urut", "no urut", "number"),
    "name": ("nama", "nama partai", "nama calon", "name", "nama paslon", "nama lengkap"),
    "group": ("partai", "pengusul", "partai pengusul", "gabungan partai", "group"),
    "area": ("wilayah", "daerah", "dapil", "daerah pemilihan", "area"),
}


def columns_of(heads: Iterable[str]) -> dict[str, int]:
    """Which column of a table holds what, by its head."""
    found: dict[str, int] = {}
    for at, head in enumerate(heads):
        words = re.sub(r"[^a-z]+", " ", head.casefold()).strip()
        for name, known in _HEADS.items():
            if words in known and name not in found:
                found[name] = at
    return found


@dataclass(frozen=True)
class Difference:
    """What a new list would change: lines that come, lines that read differently (before, after), lines that are no more."""

    added: list[Entry]
    changed: list[tuple[Entry, Entry]]
    gone: list[Entry]

    @property
    def any(self) -> bool:
        """Whether it changes anything."""
        return bool(self.added or self.changed or self.gone)


def difference(present: Iterable[Entry], coming: Iterable[Entry]) -> Difference:
    """What becomes of the ``present`` list when the ``coming`` one takes its place."""
    before, after = {one.key: one for one in present}, {one.key: one for one in coming}
    return Difference(
        added=[one for key, one in after.items() if key not in before],
        changed=[(before[key], one) for key, one in after.items() if key in before and before[key] != one],
        gone=[one for key, one in before.items() if key not in after],
    )
