"""The case's state table, who may move it, and what a move needs. Pure data and functions: extend the table, not the views."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum

from intranet.base.actor import Actor, Party, Role
from intranet.calendar.rules import DeadlineKind
from shared.text import N_


class State(Enum):
    """Where a case stands (the words of both regimes; only the clocks differ)."""

    DRAFT = "draft"
    RECEIVED = "received"
    TRIAGE = "triage"
    INITIAL_STUDY = "initial_study"
    AWAITING_COMPLETION = "awaiting_completion"
    EARLY_INFORMATION = "early_information"
    REGISTERED = "registered"
    EXAMINATION = "examination"
    PLENARY = "plenary"
    DELEGATED = "delegated"
    REFERRED = "referred"
    ANALYSIS = "analysis"
    HANDLING = "handling"
    MONITORING = "monitoring"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """The state as staff say it."""
        return _STATES[self]


_STATES = {
    State.DRAFT: N_("Konsep"),
    State.RECEIVED: N_("Diterima"),
    State.TRIAGE: N_("Telaah"),
    State.INITIAL_STUDY: N_("Kajian awal"),
    State.AWAITING_COMPLETION: N_("Menunggu perbaikan"),
    State.EARLY_INFORMATION: N_("Informasi awal"),
    State.REGISTERED: N_("Diregistrasi"),
    State.EXAMINATION: N_("Klarifikasi dan kajian"),
    State.PLENARY: N_("Rapat pleno"),
    State.DELEGATED: N_("Dilimpahkan"),
    State.REFERRED: N_("Diteruskan"),
    State.ANALYSIS: N_("Analisis"),
    State.HANDLING: N_("Penanganan"),
    State.MONITORING: N_("Pemantauan"),
    State.CLOSED: N_("Selesai"),
}
OPEN_STATES = tuple(state for state in State if state not in (State.DRAFT, State.CLOSED))


class Outcome(Enum):
    """How a case ended; apart from where it stands. There is no "pending"."""

    CONTENT_REMOVED = "content_removed"
    CLARIFIED = "clarified"
    NO_VIOLATION = "no_violation"
    VIOLATION_SANCTIONED = "violation_sanctioned"
    REFERRED_FINAL = "referred_final"
    NOT_REGISTERED = "not_registered"
    TIME_BARRED = "time_barred"
    NOT_COMPETENT = "not_competent"
    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The outcome as staff say it."""
        return _OUTCOMES[self]


_OUTCOMES = {
    Outcome.CONTENT_REMOVED: N_("Konten dihapus"),
    Outcome.CLARIFIED: N_("Sudah diklarifikasi"),
    Outcome.NO_VIOLATION: N_("Bukan pelanggaran"),
    Outcome.VIOLATION_SANCTIONED: N_("Pelanggaran, sudah ditindak"),
    Outcome.REFERRED_FINAL: N_("Dijawab lembaga penerima"),
    Outcome.NOT_REGISTERED: N_("Tidak diregistrasi"),
    Outcome.TIME_BARRED: N_("Kedaluwarsa"),
    Outcome.NOT_COMPETENT: N_("Bukan kewenangan kami"),
    Outcome.DUPLICATE: N_("Sama dengan pengaduan lain"),
    Outcome.WITHDRAWN: N_("Dicabut pelapor"),
}


class ElectionCrime(Enum):
    """What must be settled before an end (Jambi 2024, joint patrol): an election crime, none, or another law's matter."""

    YES = "yes"
    NO = "no"
    OTHER_LAW = "other_law"

    @property
    def label(self) -> str:
        """The answer as staff say it."""
        return {"yes": N_("Ya"), "no": N_("Tidak"), "other_law": N_("Tidak, tetapi melanggar hukum lain")}[self.value]


class Notice(Enum):
    """How the complainant was told what came out; an end without a notice is none."""

    LETTER = "letter"
    IN_PERSON = "in_person"
    TELEPHONE = "telephone"
    BY_KIOSK = "by_kiosk"
    NOBODY = "nobody"

    @property
    def label(self) -> str:
        """The way as staff say it."""
        return _NOTICES[self]


_NOTICES = {
    Notice.LETTER: N_("Surat atau surel"),
    Notice.IN_PERSON: N_("Bertemu langsung"),
    Notice.TELEPHONE: N_("Telepon"),
    Notice.BY_KIOSK: N_("Dibaca pelapor di kios dengan nomor dan kode cek"),
    Notice.NOBODY: N_("Tidak ada pelapor yang dapat diberi tahu"),
}


class Source(Enum):
    """Where a case came from."""

    PUBLIC_COMPLAINT = "public_complaint"
    AGENCY_COMPLAINT = "agency_complaint"
    CYBER_PATROL = "cyber_patrol"
    SUPERVISORY_FINDING = "supervisory_finding"
    HOAX_FINDING = "hoax_finding"

    @property
    def label(self) -> str:
        """The source as staff say it."""
        return _SOURCES[self]

    @property
    def complained(self) -> bool:
        """Whether somebody complains: what the parties find themselves has no reporter and is registered as a finding."""
        return self in (Source.PUBLIC_COMPLAINT, Source.AGENCY_COMPLAINT)


_SOURCES = {
    Source.PUBLIC_COMPLAINT: N_("Pengaduan masyarakat"),
    Source.AGENCY_COMPLAINT: N_("Pengaduan instansi"),
    Source.CYBER_PATROL: N_("Patroli siber"),
    Source.SUPERVISORY_FINDING: N_("Temuan pengawasan"),
    Source.HOAX_FINDING: N_("Temuan hoaks"),
}


class Channel(Enum):
    """The way a complaint reached the office."""

    KIOSK = "kiosk"
    DESK = "desk"
    LETTER = "letter"
    TELEPHONE = "telephone"
    EMAIL = "email"
    STAFF = "staff"

    @property
    def label(self) -> str:
        """The channel as staff say it."""
        return _CHANNELS[self]


_CHANNELS = {
    Channel.KIOSK: N_("Lewat kios"),
    Channel.DESK: N_("Loket"),
    Channel.LETTER: N_("Surat"),
    Channel.TELEPHONE: N_("Telepon"),
    Channel.EMAIL: N_("Surel"),
    Channel.STAFF: N_("Dicatat petugas"),
}


class Event(Enum):
    """What moves a case."""

    SUBMIT = "submit"
    TAKE_UP = "take_up"
    ELECTION_MATTER = "election_matter"
    CONTENT_ONLY = "content_only"
    LACKS = "lacks"
    COMPLETED = "completed"
    TRACE = "trace"
    REGISTER = "register"
    SUBSTANTIATED = "substantiated"
    DELEGATE = "delegate"
    EXAMINE = "examine"
    EXTEND = "extend"
    STUDIED = "studied"
    RECOMMEND_REMOVAL = "recommend_removal"
    REFER = "refer"
    HANDLED = "handled"
    ANSWERED = "answered"
    REAPPEARED = "reappeared"
    WITHDRAW = "withdraw"
    CLOSE = "close"
    REOPEN = "reopen"

    @property
    def label(self) -> str:
        """The button's text."""
        return _EVENTS[self]


_EVENTS = {
    Event.SUBMIT: N_("Daftarkan"),
    Event.TAKE_UP: N_("Mulai telaah"),
    Event.ELECTION_MATTER: N_("Lanjut ke kajian awal"),
    Event.CONTENT_ONLY: N_("Lanjut ke analisis konten"),
    Event.LACKS: N_("Minta pelapor melengkapi"),
    Event.COMPLETED: N_("Perbaikan diterima"),
    Event.TRACE: N_("Jadikan informasi awal"),
    Event.REGISTER: N_("Registrasi laporan"),
    Event.SUBSTANTIATED: N_("Registrasi sebagai temuan"),
    Event.DELEGATE: N_("Limpahkan ke tingkat lain"),
    Event.EXAMINE: N_("Mulai klarifikasi dan kajian"),
    Event.EXTEND: N_("Perpanjang waktu kajian"),
    Event.STUDIED: N_("Kajian selesai, bawa ke pleno"),
    Event.RECOMMEND_REMOVAL: N_("Rekomendasikan penanganan konten"),
    Event.REFER: N_("Teruskan ke lembaga lain"),
    Event.HANDLED: N_("Catat hasil penanganan"),
    Event.ANSWERED: N_("Catat jawaban lembaga"),
    Event.REAPPEARED: N_("Konten muncul lagi"),
    Event.WITHDRAW: N_("Pelapor mencabut pengaduan"),
    Event.CLOSE: N_("Tutup perkara"),
    Event.REOPEN: N_("Buka kembali"),
}


class Guard(Enum):
    """What must be true before a move; the value is what the officer reads when it is not."""

    ASSIGNED = N_("Tunjuk petugasnya dahulu.")
    NUMBERED = N_("Pengaduan ini belum bernomor.")
    COMPLETE = N_("Syarat formal dan materiel belum lengkap; lihat daftar syarat.")
    NOT_EXTENDED = N_("Waktu kajian hanya dapat diperpanjang satu kali.")
    TRACKS_ENDED = N_("Masih ada pekerjaan yang berjalan; rampungkan atau batalkan dahulu.")


@dataclass(frozen=True)
class Move:
    """One line of the table. ``party`` is who holds the case afterwards (``None`` leaves it); ``addressee``: to whom it goes."""

    source: State
    event: Event
    target: State
    roles: frozenset[Role]
    guards: tuple[Guard, ...] = ()
    reason: bool = False
    outcomes: tuple[Outcome, ...] = ()
    addressee: bool = False
    party: Party | None = None


_COUNTER = frozenset({Role.DISKOMINFO_OFFICER, Role.DISKOMINFO_HEAD})
_SUPERVISOR = frozenset({Role.BAWASLU_OFFICER, Role.BAWASLU_COMMISSIONER})
_BOTH = _COUNTER | _SUPERVISOR
_PLENUM = frozenset({Role.BAWASLU_COMMISSIONER})
CHIEFS = frozenset({Role.BAWASLU_COMMISSIONER, Role.DISKOMINFO_HEAD})


def _end(source: State, roles: frozenset[Role], *outcomes: Outcome) -> Move:
    return Move(source, Event.CLOSE, State.CLOSED, roles, (Guard.TRACKS_ENDED,), reason=True, outcomes=outcomes)


MOVES: tuple[Move, ...] = (
    Move(State.DRAFT, Event.SUBMIT, State.RECEIVED, _BOTH),
    Move(State.RECEIVED, Event.TAKE_UP, State.TRIAGE, _BOTH, (Guard.ASSIGNED, Guard.NUMBERED)),
    Move(State.TRIAGE, Event.ELECTION_MATTER, State.INITIAL_STUDY, _BOTH, (Guard.ASSIGNED,), party=Party.BAWASLU),
    # The analysis and its recommendation are Bawaslu's (Jambi 4(2)e); handling is Diskominfo's alone (Jambi 4(4)c4).
    Move(State.TRIAGE, Event.CONTENT_ONLY, State.ANALYSIS, _BOTH, (Guard.ASSIGNED,), party=Party.BAWASLU),
    Move(State.TRIAGE, Event.REFER, State.REFERRED, _BOTH, reason=True, addressee=True),
    _end(State.TRIAGE, _BOTH, Outcome.DUPLICATE, Outcome.NOT_COMPETENT, Outcome.WITHDRAWN),
    Move(State.INITIAL_STUDY, Event.REGISTER, State.REGISTERED, _SUPERVISOR, (Guard.ASSIGNED, Guard.COMPLETE)),
    Move(State.INITIAL_STUDY, Event.LACKS, State.AWAITING_COMPLETION, _SUPERVISOR, reason=True),
    Move(State.INITIAL_STUDY, Event.TRACE, State.EARLY_INFORMATION, _SUPERVISOR, reason=True),
    Move(State.INITIAL_STUDY, Event.DELEGATE, State.DELEGATED, _SUPERVISOR, reason=True, addressee=True),
    # Who brings what was missing may bring it to either party's desk.
    Move(State.AWAITING_COMPLETION, Event.COMPLETED, State.INITIAL_STUDY, _BOTH, reason=True),
    Move(State.AWAITING_COMPLETION, Event.TRACE, State.EARLY_INFORMATION, _SUPERVISOR, reason=True),
    _end(State.AWAITING_COMPLETION, _SUPERVISOR, Outcome.NOT_REGISTERED),
    Move(State.EARLY_INFORMATION, Event.SUBSTANTIATED, State.REGISTERED, _SUPERVISOR, (Guard.ASSIGNED,), reason=True),
    _end(State.EARLY_INFORMATION, _SUPERVISOR, Outcome.NO_VIOLATION, Outcome.TIME_BARRED),
    Move(State.REGISTERED, Event.EXAMINE, State.EXAMINATION, _SUPERVISOR, (Guard.ASSIGNED,)),
    Move(State.EXAMINATION, Event.STUDIED, State.PLENARY, _SUPERVISOR, reason=True),
    Move(State.EXAMINATION, Event.EXTEND, State.EXAMINATION, _SUPERVISOR, (Guard.NOT_EXTENDED,), reason=True),
    Move(State.PLENARY, Event.REFER, State.REFERRED, _PLENUM, reason=True, addressee=True),
    Move(State.PLENARY, Event.RECOMMEND_REMOVAL, State.HANDLING, _PLENUM, reason=True, party=Party.DISKOMINFO),
    _end(State.PLENARY, _PLENUM, Outcome.NO_VIOLATION, Outcome.VIOLATION_SANCTIONED, Outcome.TIME_BARRED),
    Move(State.ANALYSIS, Event.RECOMMEND_REMOVAL, State.HANDLING, _SUPERVISOR, reason=True, party=Party.DISKOMINFO),
    Move(State.ANALYSIS, Event.ELECTION_MATTER, State.INITIAL_STUDY, _SUPERVISOR, (Guard.ASSIGNED,)),
    Move(State.ANALYSIS, Event.REFER, State.REFERRED, _SUPERVISOR, reason=True, addressee=True),
    _end(State.ANALYSIS, _SUPERVISOR, Outcome.NO_VIOLATION, Outcome.CLARIFIED),
    Move(State.HANDLING, Event.HANDLED, State.MONITORING, _COUNTER, reason=True),
    Move(State.DELEGATED, Event.ANSWERED, State.MONITORING, _BOTH, reason=True),
    _end(State.DELEGATED, _SUPERVISOR, Outcome.REFERRED_FINAL),
    Move(State.REFERRED, Event.ANSWERED, State.MONITORING, _BOTH, reason=True),
    _end(State.REFERRED, _BOTH, Outcome.REFERRED_FINAL, Outcome.VIOLATION_SANCTIONED),
    Move(State.MONITORING, Event.REAPPEARED, State.HANDLING, _BOTH, reason=True, party=Party.DISKOMINFO),
    _end(State.MONITORING, _BOTH, Outcome.CONTENT_REMOVED, Outcome.CLARIFIED, Outcome.VIOLATION_SANCTIONED, Outcome.REFERRED_FINAL),
    # A withdrawal ends nothing by itself: the case goes back to where it is decided whether it goes on without its complainant.
    *(
        Move(state, Event.WITHDRAW, State.TRIAGE, _BOTH, reason=True)
        for state in (
            State.INITIAL_STUDY,
            State.AWAITING_COMPLETION,
            State.EARLY_INFORMATION,
            State.REGISTERED,
            State.EXAMINATION,
            State.ANALYSIS,
        )
    ),
    Move(State.CLOSED, Event.REOPEN, State.TRIAGE, CHIEFS, reason=True),
)


def moves_from(state: State) -> list[Move]:
    """All lines of the table that leave ``state``."""
    return [move for move in MOVES if move.source is state]


def open_to(actor: Actor, state: State) -> list[Move]:
    """The moves ``actor`` may make from ``state``; what a page offers and what the verb checks."""
    return [move for move in moves_from(state) if actor.roles & move.roles]


def unmet(move: Move, facts: Collection[Guard]) -> list[Guard]:
    """The guards of ``move`` that ``facts`` (those that hold) do not meet, in the table's order."""
    return [guard for guard in move.guards if guard not in facts]


def asks_crime(outcome: Outcome) -> bool:
    """Whether this end needs the answer about an election crime: all but those that say nothing about the matter itself."""
    return outcome not in (Outcome.DUPLICATE, Outcome.NOT_COMPETENT, Outcome.NOT_REGISTERED, Outcome.WITHDRAWN)


# The time limit that runs in each open state. From registration to the plenary it is one and the same.
STATE_CLOCKS: dict[State, DeadlineKind] = {
    State.RECEIVED: DeadlineKind.TRIAGE,
    State.TRIAGE: DeadlineKind.SORTING,
    State.INITIAL_STUDY: DeadlineKind.INITIAL_STUDY,
    State.AWAITING_COMPLETION: DeadlineKind.COMPLETION,
    State.EARLY_INFORMATION: DeadlineKind.TRACING,
    State.REGISTERED: DeadlineKind.FOLLOW_UP,
    State.EXAMINATION: DeadlineKind.FOLLOW_UP,
    State.PLENARY: DeadlineKind.FOLLOW_UP,
    State.DELEGATED: DeadlineKind.DELEGATION_ANSWER,
    State.REFERRED: DeadlineKind.REFERRAL_ESCALATION,
    State.ANALYSIS: DeadlineKind.ANALYSIS,
    State.HANDLING: DeadlineKind.HANDLING,
    State.MONITORING: DeadlineKind.MONITORING,
}


def clock_of(state: State, *, urgent: bool = False) -> DeadlineKind | None:
    """The time limit that runs in ``state``; ``urgent`` content is handled within hours. None: none runs."""
    return DeadlineKind.URGENT_HANDLING if urgent and state is State.HANDLING else STATE_CLOCKS.get(state)


class Requirement(Enum):
    """What a report needs before it can be registered; formal ones first."""

    REPORTER = "reporter"
    RESPONDENT = "respondent"
    IN_TIME = "in_time"
    WHEN = "when"
    WHERE = "where"
    STORY = "story"

    @property
    def label(self) -> str:
        """The requirement as the complainant is told it."""
        return _REQUIREMENTS[self]

    @property
    def formal(self) -> bool:
        """Whether it is a formal requirement; the others are material."""
        return self in (Requirement.REPORTER, Requirement.RESPONDENT, Requirement.IN_TIME)


_REQUIREMENTS = {
    Requirement.REPORTER: N_("Nama dan alamat pelapor"),
    Requirement.RESPONDENT: N_("Siapa yang dilaporkan"),
    Requirement.IN_TIME: N_("Dilaporkan paling lama 7 hari sejak diketahui"),
    Requirement.WHEN: N_("Tanggal kejadian"),
    Requirement.WHERE: N_("Tempat kejadian, tautan, atau akun"),
    Requirement.STORY: N_("Uraian kejadian"),
}
REPORT_DAYS = 7  # from knowing to reporting; working days by the law, days by the regulation: the stricter is asked


def missing(
    *,
    reporter: bool,
    respondent: str,
    known_on: dt.date | None,
    reported_on: dt.date,
    happened_on: dt.date | None,
    where: str,
    story: str,
) -> list[Requirement]:
    """What a report still needs to be registered, in order; ``reporter``: name and address are known."""
    met = {
        Requirement.REPORTER: reporter,
        Requirement.RESPONDENT: bool(respondent),
        Requirement.IN_TIME: known_on is not None and (reported_on - known_on).days <= REPORT_DAYS,
        Requirement.WHEN: happened_on is not None,
        Requirement.WHERE: bool(where),
        Requirement.STORY: bool(story),
    }
    return [requirement for requirement in Requirement if not met[requirement]]


def may_work(actor: Actor) -> bool:
    """Whether ``actor`` works on cases at all: the officers and heads of both parties."""
    return bool(actor.roles & _BOTH)


def may_reveal(actor: Actor) -> bool:
    """Whether ``actor`` may see a complainant's data after giving a reason: those who work on cases."""
    return may_work(actor)


def may_bundle(actor: Actor, party: Party) -> bool:
    """Whether ``actor`` may take a case that ``party`` holds out of the office, evidence and all: an officer of that party."""
    return actor.party is party and bool(actor.roles & _BOTH)


def may_assign(actor: Actor, party: Party) -> bool:
    """Whether ``actor`` may name the officer of a case that ``party`` holds: somebody of that party."""
    return actor.party is party and bool(actor.roles & _BOTH)


def may_hand_over(actor: Actor) -> bool:
    """Whether ``actor`` may give the cases of others of the party to somebody else: the heads and the commissioners."""
    return bool(actor.roles & CHIEFS)


REVEAL_REASON, MOVE_REASON, LEGAL_BASIS, PURPOSE = 10, 10, 5, 10  # letters each needs at least
GROUND_NEEDED = N_("Tuliskan dasar hukum yang mengharuskan data ini dibuka, misalnya pasal undang-undang.")
