"""What the parties do together beside literacy sessions: kinds, states, who may change what, and what an end needs. Pure."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from intranet.base.actor import Actor, Party, Role
from shared.text import N_, Said

WORKERS = frozenset({Role.BAWASLU_OFFICER, Role.BAWASLU_COMMISSIONER, Role.DISKOMINFO_OFFICER, Role.DISKOMINFO_HEAD})
PARTIES = (Party.BAWASLU, Party.DISKOMINFO)
MOST_PEOPLE = 10**9  # reached by one act


def may_work(actor: Actor) -> bool:
    """Whether ``actor`` works for one of the two parties and may plan, ask and agree for it."""
    return actor.has(*WORKERS) and actor.party in PARTIES


def may_change(actor: Actor, party: Party, *, joint: bool = False) -> bool:
    """Whether ``actor`` may change what belongs to ``party``; what is joint belongs to both."""
    return may_work(actor) and (joint or actor.party is party)


def other(party: Party) -> Party:
    """The other of the two parties."""
    return Party.DISKOMINFO if party is Party.BAWASLU else Party.BAWASLU


def doing(party: Party, joint: bool) -> tuple[Party, ...]:
    """Whose doing something is: of ``party``, or of both; its agreement must be theirs."""
    return PARTIES if joint else (party,)


class Scope(Said):
    """The part of an agreement something belongs to (Jambi 3, Kudus 3, Magelang 2)."""

    CONTENT = "content", N_("Pengawasan konten internet")
    LITERACY = "literacy", N_("Literasi digital")
    DISSEMINATION = "dissemination", N_("Diseminasi informasi")
    CAPACITY = "capacity", N_("Peningkatan kapasitas")
    FACILITIES = "facilities", N_("Pemanfaatan sarana dan prasarana")
    TASK_FORCE = "task_force", N_("Satuan tugas bersama")
    POPULATION = "population", N_("Pemanfaatan data kependudukan")
    OTHER = "other", N_("Kegiatan lain yang disepakati")


class CostBearer(Said):
    """Whose budget pays (Jambi 8, Kudus 12)."""

    NONE = "none", N_("Tanpa biaya")
    BAWASLU = "bawaslu", N_("Bawaslu")
    DISKOMINFO = "diskominfo", N_("Diskominfo")
    SHARED = "shared", N_("Kedua pihak, masing-masing bagiannya")
    OTHER = "other", N_("Pihak lain")


def cost_fault(bearer: CostBearer, planned: int | None, actual: int | None) -> str:
    """Why the costs do not go together (a text to translate); empty when they do. Amounts in rupiah."""
    if bearer is CostBearer.NONE and (planned or actual):
        return N_("Ada jumlah biaya, tetapi penanggungnya belum dipilih.")
    return ""


# Trainings --------------------------------------------------------------------------------------------------------


class CapacityKind(Said):
    """The forms of building capacity (Kudus 6(3))."""

    TECHNICAL_TRAINING = "technical_training", N_("Pelatihan teknis")
    LOKAKARYA = "lokakarya", N_("Lokakarya")
    SOCIALISATION = "socialisation", N_("Sosialisasi")
    GUIDANCE = "guidance", N_("Bimbingan teknis")
    WORKSHOP = "workshop", N_("Workshop")
    FGD = "fgd", N_("Diskusi kelompok terpumpun (FGD)")
    OTHER = "other", N_("Bentuk lain")

    @property
    def needs_scores(self) -> bool:
        """Whether it cannot be finished before everybody who came has a score from before and one from after."""
        return self is CapacityKind.TECHNICAL_TRAINING

    @property
    def needs_minutes(self) -> bool:
        """Whether it cannot be finished before its minutes are written."""
        return self is CapacityKind.FGD


class EventState(Said):
    """Where an event stands."""

    PLANNED = "planned", N_("Direncanakan")
    HELD = "held", N_("Terlaksana, belum dilaporkan")
    REPORTED = "reported", N_("Selesai dilaporkan")
    CANCELLED = "cancelled", N_("Dibatalkan")


class EventAudience(Said):
    """For whom an event is."""

    STAFF = "staff", N_("Pegawai para pihak")
    OTHERS = "others", N_("Peserta dari luar")


class Sex(Said):
    """For statistics only."""

    FEMALE = "female", N_("Perempuan")
    MALE = "male", N_("Laki-laki")


class AgeBand(Said):
    """For statistics only: never a date of birth."""

    UNDER_18 = "under_18", N_("Di bawah 18 tahun")
    FROM_18 = "from_18", N_("18–24 tahun")
    FROM_25 = "from_25", N_("25–34 tahun")
    FROM_35 = "from_35", N_("35–44 tahun")
    FROM_45 = "from_45", N_("45–54 tahun")
    FROM_55 = "from_55", N_("55 tahun ke atas")


def holds_nik(text: str) -> bool:
    """Whether a NIK may stand in ``text``: sixteen digits in a row, however they are spaced. Lists of people bear none."""
    return re.search(r"\d{16}", re.sub(r"[\s.\-]", "", text)) is not None


Scores = tuple[int | None, int | None]  # before and after, 0-100


def finish_fault(kind: CapacityKind, scores: Sequence[Scores], *, reached: int, minuted: bool, actions: int) -> str:
    """Why an event cannot be finished yet (a text to translate); empty when it can. ``scores``: of those who came."""
    if kind.needs_minutes and not (minuted and actions):
        return N_("FGD belum dapat diselesaikan tanpa notulen: tanggal, pimpinan, pokok pembahasan, dan tindak lanjutnya.")
    if not scores and not reached:
        return N_("Belum ada peserta yang tercatat hadir.")
    if kind.needs_scores and (not scores or any(None in pair for pair in scores)):
        return N_("Pelatihan belum dapat diselesaikan: isi nilai sebelum dan sesudah setiap peserta yang hadir.")
    return ""


@dataclass(frozen=True)
class Gain:
    """What a training taught: averages before and after of those who have both scores."""

    people: int
    before: float
    after: float

    @property
    def points(self) -> float:
        """How many points more."""
        return round(self.after - self.before, 1)


def gain(scores: Iterable[Scores]) -> Gain | None:
    """The gain of those with both scores; None when nobody has."""
    both = [(before, after) for before, after in scores if before is not None and after is not None]
    if not both:
        return None
    count = len(both)
    return Gain(count, round(sum(pair[0] for pair in both) / count, 1), round(sum(pair[1] for pair in both) / count, 1))


# Dissemination ----------------------------------------------------------------------------------------------------


class Topic(Said):
    """What is spread."""

    OVERSIGHT = "oversight", N_("Pemilihan dan pengawasannya")
    AGREEMENT = "agreement", N_("Sosialisasi perjanjian")
    NIK = "nik", N_("Promosi NIK dan KTP-el")


class Target(Said):
    """To whom an agreement is made known (Kudus 10(2) a-c)."""

    FIRST = "first", N_("a. Pihak pertama dan jajarannya")
    SECOND = "second", N_("b. Pihak kedua dan jajarannya")
    STAKEHOLDERS = "stakeholders", N_("c. Pemangku kepentingan")


class Channel(Said):
    """The way information is spread."""

    SOCIAL_MEDIA = "social_media", N_("Media sosial")
    WEBSITE = "website", N_("Laman resmi")
    PRESS = "press", N_("Media cetak dan daring")
    BROADCAST = "broadcast", N_("Radio dan televisi")
    PRINT = "print", N_("Spanduk atau selebaran")
    MEETING = "meeting", N_("Tatap muka")
    MESSAGE = "message", N_("Grup percakapan")
    OTHER = "other", N_("Cara lain")


class PlanState(Said):
    """How a plan stands on a day."""

    COMING = "coming", N_("Direncanakan")
    LATE = "late", N_("Terlambat")
    DONE = "done", N_("Terlaksana")
    DROPPED = "dropped", N_("Dibatalkan")


def plan_state(planned_on: dt.date, done_on: dt.date | None, dropped: bool, today: dt.date) -> PlanState:
    """How a plan stands: what was planned for a day gone by and is not done is late."""
    if done_on is not None:
        return PlanState.DONE
    if dropped:
        return PlanState.DROPPED
    return PlanState.LATE if planned_on < today else PlanState.COMING


def month_weeks(first: dt.date) -> list[list[dt.date | None]]:
    """The weeks of the month that begins on ``first``, from Monday; None: a day of another month."""
    days: list[dt.date | None] = [None] * first.weekday()
    day = first
    while day.month == first.month:
        days.append(day)
        day += dt.timedelta(days=1)
    days += [None] * (-len(days) % 7)
    return [days[at : at + 7] for at in range(0, len(days), 7)]


def month_after(first: dt.date, months: int = 1) -> dt.date:
    """The first day of the month that many months after the one that begins on ``first``."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return dt.date(year, month + 1, 1)


# Facilities -------------------------------------------------------------------------------------------------------


class LoanState(Said):
    """Where the lending of a facility stands."""

    REQUESTED = "requested", N_("Menunggu jawaban")
    REFUSED = "refused", N_("Ditolak")
    APPROVED = "approved", N_("Disetujui")
    OUT = "out", N_("Sedang dipinjam")
    RETURNED = "returned", N_("Sudah kembali")
    WITHDRAWN = "withdrawn", N_("Dibatalkan")


HOLDING = (LoanState.APPROVED, LoanState.OUT)  # nobody else can have it meanwhile
OPEN_LOANS = (LoanState.REQUESTED, *HOLDING)


class Condition(Said):
    """How a thing looks when it changes hands."""

    GOOD = "good", N_("Baik")
    WORN = "worn", N_("Baik dengan bekas pakai")
    DAMAGED = "damaged", N_("Rusak")
    LOST = "lost", N_("Hilang")


_LETTERS = {Party.BAWASLU: "BWS", Party.DISKOMINFO: "KMF"}


def letter_series(party: Party, *, reply: bool) -> tuple[str, str]:
    """Series and template of the numbers of ``party``'s letters about facilities: requests and replies count apart."""
    kind, word = ("JPF", "reply") if reply else ("PPF", "request")
    return f"loan-{word}-{party.value}", f"{{seq:03d}}/{kind}-{_LETTERS[party]}/{{office}}/{{roman}}/{{year}}"


# Other activities -------------------------------------------------------------------------------------------------


class ActivityState(Said):
    """Where an activity stands that neither scope nor habit foresaw (Kudus 9)."""

    PROPOSED = "proposed", N_("Menunggu persetujuan")
    AGREED = "agreed", N_("Disetujui kedua pihak")
    DONE = "done", N_("Selesai")
    CANCELLED = "cancelled", N_("Dibatalkan")
