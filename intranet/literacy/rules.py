"""Kinds, states and parts of literacy sessions, which pair a session needs, when two sessions clash, who may do what. Pure.

Jambi 4(2)i and 4(3)d: the supervisor brings the resource person, the communications office an instructor, facilitator or
companion. Kudus 4: jointly or each alone. So the pair is a policy of each agreement and sector.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import Enum

from intranet.base.actor import Actor, Party, Role
from shared.text import N_

PARTIES = (Party.BAWASLU, Party.DISKOMINFO)
_OFFICERS = {
    Party.BAWASLU: (Role.BAWASLU_OFFICER, Role.BAWASLU_COMMISSIONER, Role.SCHEDULER),
    Party.DISKOMINFO: (Role.DISKOMINFO_OFFICER, Role.DISKOMINFO_HEAD, Role.SCHEDULER),
}
CHIEFS = {Party.BAWASLU: Role.BAWASLU_COMMISSIONER, Party.DISKOMINFO: Role.DISKOMINFO_HEAD}

# What a session is ------------------------------------------------------------------------------------------------


class Pillar(Enum):
    """The four pillars of digital literacy (Jambi 1(6)), in their usual order."""

    SKILLS = "cakap"
    SAFETY = "aman"
    CULTURE = "budaya"
    ETHICS = "etika"

    @property
    def label(self) -> str:
        """The pillar's short name."""
        return {"cakap": N_("Cakap"), "aman": N_("Aman"), "budaya": N_("Budaya"), "etika": N_("Etika")}[self.value]


class SessionKind(Enum):
    """Kudus 4a-c."""

    SOCIALISATION = "socialisation"
    LITERACY = "literacy"
    EDUCATION = "education"

    @property
    def label(self) -> str:
        """The kind as staff say it."""
        return {"socialisation": N_("Sosialisasi"), "literacy": N_("Literasi digital"), "education": N_("Edukasi")}[self.value]


class Sector(Enum):
    """For whom (Jambi 4(4)e)."""

    GOVERNMENT = "government"
    PUBLIC = "public"

    @property
    def label(self) -> str:
        """The sector's name."""
        return {"government": N_("Pemerintahan"), "public": N_("Masyarakat umum")}[self.value]


class Segment(Enum):
    """Which part of the sector sits in the room."""

    CIVIL_SERVANTS = "civil_servants"
    BAWASLU_STAFF = "bawaslu_staff"
    PUPILS = "pupils"
    STUDENTS = "students"
    FIRST_VOTERS = "first_voters"
    VILLAGE = "village"
    WOMEN = "women"
    ELDERLY = "elderly"
    DISABLED = "disabled"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The audience as staff say it."""
        return _SEGMENTS[self]


_SEGMENTS = {
    Segment.CIVIL_SERVANTS: N_("Aparatur sipil negara"),
    Segment.BAWASLU_STAFF: N_("Jajaran Bawaslu"),
    Segment.PUPILS: N_("Pelajar"),
    Segment.STUDENTS: N_("Mahasiswa"),
    Segment.FIRST_VOTERS: N_("Pemilih pemula"),
    Segment.VILLAGE: N_("Warga desa"),
    Segment.WOMEN: N_("Kelompok perempuan"),
    Segment.ELDERLY: N_("Lansia"),
    Segment.DISABLED: N_("Penyandang disabilitas"),
    Segment.OTHER: N_("Lainnya"),
}


class Mode(Enum):
    """How people meet."""

    IN_PERSON = "in_person"
    ONLINE = "online"
    HYBRID = "hybrid"

    @property
    def label(self) -> str:
        """The mode as staff say it."""
        return {"in_person": N_("Tatap muka"), "online": N_("Daring"), "hybrid": N_("Hibrida")}[self.value]


class CostBearer(Enum):
    """Whose budget pays (Jambi 8, Kudus 12)."""

    BAWASLU = "bawaslu"
    DISKOMINFO = "diskominfo"
    SHARED = "shared"
    HOST = "host"

    @property
    def label(self) -> str:
        """Who pays."""
        return {
            "bawaslu": N_("Bawaslu"),
            "diskominfo": N_("Diskominfo"),
            "shared": N_("Ditanggung bersama"),
            "host": N_("Tuan rumah"),
        }[self.value]


class SessionState(Enum):
    """Where a session stands. A postponed one is wanted again."""

    WANTED = "wanted"
    PLANNED = "planned"
    CONFIRMED = "confirmed"
    HELD = "held"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """The state as staff say it."""
        return {
            "wanted": N_("Diminta"),
            "planned": N_("Direncanakan"),
            "confirmed": N_("Terkonfirmasi"),
            "held": N_("Terlaksana"),
            "cancelled": N_("Dibatalkan"),
        }[self.value]


BINDING = (SessionState.CONFIRMED, SessionState.HELD)  # in these a session holds its people and its room
OPEN = (SessionState.WANTED, SessionState.PLANNED, SessionState.CONFIRMED)


class ProgrammeState(Enum):
    """A programme is the communications office's; what the supervisor proposes waits for it (Jambi 4(3)c)."""

    PROPOSED = "proposed"
    RUNNING = "running"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """The state as staff say it."""
        return {"proposed": N_("Usulan Bawaslu"), "running": N_("Berjalan"), "closed": N_("Selesai")}[self.value]


class SeatRole(Enum):
    """What somebody does in a session."""

    RESOURCE_PERSON = "resource_person"
    INSTRUCTOR = "instructor"
    FACILITATOR = "facilitator"
    COMPANION = "companion"
    MODERATOR = "moderator"

    @property
    def label(self) -> str:
        """The role as written in letters."""
        return {
            "resource_person": N_("Narasumber"),
            "instructor": N_("Instruktur"),
            "facilitator": N_("Fasilitator"),
            "companion": N_("Pendamping"),
            "moderator": N_("Moderator"),
        }[self.value]


# The half of the pair each party brings; a moderator or a guest is nobody's half.
HALVES = {
    Party.BAWASLU: frozenset({SeatRole.RESOURCE_PERSON}),
    Party.DISKOMINFO: frozenset({SeatRole.INSTRUCTOR, SeatRole.FACILITATOR, SeatRole.COMPANION}),
}


class ExceptionKind(Enum):
    """Why a person's week is not as usual; ``OPEN`` adds time, the others take it."""

    LEAVE = "leave"
    BUSY = "busy"
    IMPORTED = "imported"
    OPEN = "open"

    @property
    def label(self) -> str:
        """The reason as staff say it."""
        return {"leave": N_("Cuti"), "busy": N_("Sibuk"), "imported": N_("Dari kalender"), "open": N_("Bersedia")}[self.value]


class LetterKind(Enum):
    """The letters of a session."""

    INVITATION = "invitation"
    ASSIGNMENT = "assignment"

    @property
    def label(self) -> str:
        """The letter's name on paper."""
        return {"invitation": N_("Undangan"), "assignment": N_("Surat tugas")}[self.value]


# The pair ---------------------------------------------------------------------------------------------------------


class Pairing(Enum):
    """What an agreement demands of the sessions of a sector."""

    REQUIRED = "required"
    BY_AGREEMENT = "by_agreement"
    JOINT_OR_SOLO = "joint_or_solo"

    @property
    def label(self) -> str:
        """The demand in words."""
        return {
            "required": N_("Wajib berpasangan"),
            "by_agreement": N_("Berpasangan, kecuali disepakati lain"),
            "joint_or_solo": N_("Bersama atau sendiri dengan alasan"),
        }[self.value]


# What an agreement of which nothing is noted demands: the strictest text (Jambi 4(2)h-i).
USUAL_PAIRING = {Sector.GOVERNMENT: Pairing.REQUIRED, Sector.PUBLIC: Pairing.BY_AGREEMENT}


@dataclass(frozen=True, kw_only=True)
class Pair:
    """What is known of a session's pair: who sits on which seat, what was said about going alone."""

    seats: Collection[tuple[Party, SeatRole]]
    consents: Collection[Party] = ()
    solo_reason: str = ""

    def half(self, party: Party) -> bool:
        """Whether ``party`` brings its half."""
        return any(one is party and role in HALVES[party] for one, role in self.seats)

    @property
    def parties(self) -> tuple[Party, ...]:
        """The parties with anybody in it: those who have to confirm."""
        return tuple(party for party in PARTIES if any(one is party for one, _role in self.seats))


_MISSING = {
    Party.BAWASLU: N_("Belum ada narasumber dari Bawaslu."),
    Party.DISKOMINFO: N_("Belum ada instruktur, fasilitator, atau pendamping dari Diskominfo."),
}


@dataclass(frozen=True)
class PairFault:
    """Why a session cannot be confirmed with this pair, and what would help (texts to translate)."""

    message: str
    do: str


def pair_fault(pairing: Pairing, pair: Pair) -> PairFault | None:
    """What the pair lacks under ``pairing``; None when it may be confirmed."""
    missing = [party for party in PARTIES if not pair.half(party)]
    if not missing:
        return None
    lacks = _MISSING[missing[0]]
    if len(missing) == len(PARTIES):
        return PairFault(N_("Belum ada orang yang mengisi sesi ini."), N_("Pilih narasumber dan pendampingnya dahulu."))
    if pairing is Pairing.REQUIRED:
        return PairFault(lacks, N_("Menurut perjanjian, sesi sektor ini wajib berpasangan. Isi kursinya dahulu."))
    if pairing is Pairing.BY_AGREEMENT and not set(PARTIES) <= set(pair.consents):
        return PairFault(lacks, N_("Isi kursinya, atau kedua pihak mencatat persetujuan bahwa sesi ini dijalankan satu pihak."))
    if pairing is Pairing.JOINT_OR_SOLO and not pair.solo_reason.strip():
        return PairFault(lacks, N_("Isi kursinya, atau tuliskan alasan sesi ini dijalankan satu pihak."))
    return None


# Times ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Booking:
    """A session's hold on people and a room; ``travel``: minutes kept free before and after it."""

    session_id: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    travel: int
    room_id: str | None = None
    district_id: str | None = None
    online: bool = False


def gap(one: Booking, other: Booking, between: int = 0) -> int:
    """Minutes a person needs between two sessions: none in one room or from the desk, else the longer way.

    ``between``: the way from one kecamatan to the other, where the office's table knows it.
    """
    if (one.room_id and one.room_id == other.room_id) or (one.online and other.online):
        return 0
    return max(one.travel, other.travel, between)


def clash(one: Booking, other: Booking, minutes: int = 0) -> bool:
    """Whether two sessions come nearer to each other than ``minutes``."""
    need = dt.timedelta(minutes=minutes)
    return one.starts_at < other.ends_at + need and other.starts_at < one.ends_at + need


def person_clash(wanted: Booking, taken: Iterable[Booking], between: int = 0) -> Booking | None:
    """The first session among ``taken`` that keeps its people from ``wanted``."""
    return next((one for one in taken if clash(wanted, one, gap(wanted, one, between))), None)


def room_clash(wanted: Booking, taken: Iterable[Booking]) -> Booking | None:
    """The first session among ``taken`` in the same room at the same time."""
    return next((one for one in taken if wanted.room_id and one.room_id == wanted.room_id and clash(wanted, one)), None)


@dataclass(frozen=True, kw_only=True)
class Window:
    """A part of a person's usual week: ``weekday`` 0 is Monday; minutes of the office's day."""

    weekday: int
    opens: int
    closes: int


@dataclass(frozen=True, kw_only=True)
class Hours:
    """When sessions may be held, in minutes of the office's day; prayer: Friday noon. Perpres 21/2023 for the defaults."""

    opens: int = 7 * 60 + 30
    closes: int = 16 * 60
    prayer_from: int = 11 * 60 + 30
    prayer_until: int = 13 * 60
    ramadan_opens: int = 8 * 60
    ramadan_closes: int = 15 * 60
    travel: int = 30
    lead_days: int = 5
    remind_days: int = 2


def hours_fault(hours: Hours, start: dt.datetime, end: dt.datetime, *, ramadan: bool) -> str:
    """What is unusual about a session's time of day, both in the office's zone (a text to translate); empty: nothing."""
    opens, closes = (hours.ramadan_opens, hours.ramadan_closes) if ramadan else (hours.opens, hours.closes)
    first, last = start.hour * 60 + start.minute, end.hour * 60 + end.minute
    if start.date() != end.date() or first < opens or last > closes:
        return N_("Di luar jam kerja bulan Ramadan.") if ramadan else N_("Di luar jam kerja kantor.")
    if start.weekday() == 4 and first < hours.prayer_until and last > hours.prayer_from:
        return N_("Bertepatan dengan waktu salat Jumat.")
    return ""


_MOVING = frozenset({"starts_at", "ends_at", "travel_minutes", "room_id", "district_id", "place", "mode", "sector", "policy_id"})


def moves(changed: Collection[str]) -> bool:
    """Whether a change of these columns is one to which nobody has said yes."""
    return not _MOVING.isdisjoint(changed)


# Who may ----------------------------------------------------------------------------------------------------------


def works_for(actor: Actor, party: Party) -> bool:
    """Whether ``actor`` plans or confirms literacy for ``party``."""
    return actor.party is party and actor.has(*_OFFICERS.get(party, ()))


def may_read(actor: Actor) -> bool:
    """Whether ``actor`` sees the programme and its sessions."""
    return actor.has(Role.ADMIN, Role.AUDITOR) or any(works_for(actor, party) for party in PARTIES)


def may_design(actor: Actor) -> bool:
    """Whether ``actor`` designs the programme: Diskominfo alone (Jambi 4(3)c)."""
    return works_for(actor, Party.DISKOMINFO)


def may_propose(actor: Actor) -> bool:
    """Whether ``actor`` may at least propose programmes and sessions."""
    return any(works_for(actor, party) for party in PARTIES)


def may_schedule(actor: Actor) -> bool:
    """Whether ``actor`` sets times, places and seats: Diskominfo, and schedulers of either party."""
    return may_design(actor) or (actor.has(Role.SCHEDULER) and may_propose(actor))


def may_seat(actor: Actor, party: Party) -> bool:
    """Whether ``actor`` may put somebody of ``party`` on a seat: its own people, or as a scheduler."""
    return may_schedule(actor) or works_for(actor, party)


def may_sign(actor: Actor, party: Party) -> bool:
    """Whether ``actor`` signs ``party``'s letters."""
    return actor.party is party and party in CHIEFS and actor.has(CHIEFS[party])


def may_keep_person(actor: Actor, staff_id: str | None) -> bool:
    """Whether ``actor`` may change a person's page: one's own, or as a scheduler."""
    return may_schedule(actor) or (staff_id is not None and actor.id == staff_id)


def may_set_policy(actor: Actor) -> bool:
    """Whether ``actor`` may change pairing policies, hours and lists."""
    return actor.has(Role.ADMIN)
