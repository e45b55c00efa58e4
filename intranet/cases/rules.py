"""The case's state table, who may move it, and what a move needs. Pure data and functions: extend the table, not the views."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum

from intranet.base.actor import Actor, Party, Role
from shared.text import N_


class State(Enum):
    """Where a case stands."""

    DRAFT = "draft"
    RECEIVED = "received"
    TRIAGE = "triage"
    ANALYSIS = "analysis"
    HANDLING = "handling"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """The state as staff say it."""
        return _STATES[self]


_STATES = {
    State.DRAFT: N_("Konsep"),
    State.RECEIVED: N_("Diterima"),
    State.TRIAGE: N_("Telaah"),
    State.ANALYSIS: N_("Analisis"),
    State.HANDLING: N_("Penanganan"),
    State.CLOSED: N_("Selesai"),
}
OPEN_STATES = (State.RECEIVED, State.TRIAGE, State.ANALYSIS, State.HANDLING)


class Outcome(Enum):
    """How a case ended; apart from where it stands."""

    CONTENT_REMOVED = "content_removed"
    CLARIFIED = "clarified"
    NO_VIOLATION = "no_violation"
    NOT_COMPETENT = "not_competent"
    DUPLICATE = "duplicate"

    @property
    def label(self) -> str:
        """The outcome as staff say it."""
        return _OUTCOMES[self]


_OUTCOMES = {
    Outcome.CONTENT_REMOVED: N_("Konten dihapus"),
    Outcome.CLARIFIED: N_("Sudah diklarifikasi"),
    Outcome.NO_VIOLATION: N_("Bukan pelanggaran"),
    Outcome.NOT_COMPETENT: N_("Bukan kewenangan kami"),
    Outcome.DUPLICATE: N_("Sama dengan pengaduan lain"),
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
    STAFF = "staff"

    @property
    def label(self) -> str:
        """The channel as staff say it."""
        return {"kiosk": N_("Lewat kios"), "desk": N_("Loket"), "staff": N_("Dicatat petugas")}[self.value]


class Event(Enum):
    """What moves a case."""

    SUBMIT = "submit"
    TAKE_UP = "take_up"
    CONTENT_ONLY = "content_only"
    RECOMMEND_REMOVAL = "recommend_removal"
    CLOSE = "close"
    REOPEN = "reopen"

    @property
    def label(self) -> str:
        """The button's text."""
        return _EVENTS[self]


_EVENTS = {
    Event.SUBMIT: N_("Daftarkan"),
    Event.TAKE_UP: N_("Mulai telaah"),
    Event.CONTENT_ONLY: N_("Lanjut ke analisis konten"),
    Event.RECOMMEND_REMOVAL: N_("Rekomendasikan penanganan konten"),
    Event.CLOSE: N_("Tutup perkara"),
    Event.REOPEN: N_("Buka kembali"),
}


class Guard(Enum):
    """What must be true before a move; the value is what the officer reads when it is not."""

    ASSIGNED = N_("Tunjuk petugasnya dahulu.")
    NUMBERED = N_("Pengaduan ini belum bernomor.")


@dataclass(frozen=True)
class Move:
    """One line of the table. ``party`` is who holds the case afterwards; ``None`` leaves it."""

    source: State
    event: Event
    target: State
    roles: frozenset[Role]
    guards: tuple[Guard, ...] = ()
    reason: bool = False
    outcome: bool = False
    outcomes: tuple[Outcome, ...] = ()
    party: Party | None = None


_COUNTER = frozenset({Role.DISKOMINFO_OFFICER, Role.DISKOMINFO_HEAD})
_SUPERVISOR = frozenset({Role.BAWASLU_OFFICER, Role.BAWASLU_COMMISSIONER})
_BOTH = _COUNTER | _SUPERVISOR
_CHIEFS = frozenset({Role.BAWASLU_COMMISSIONER, Role.DISKOMINFO_HEAD})

MOVES: tuple[Move, ...] = (
    Move(State.DRAFT, Event.SUBMIT, State.RECEIVED, _BOTH),
    Move(State.RECEIVED, Event.TAKE_UP, State.TRIAGE, _BOTH, (Guard.ASSIGNED, Guard.NUMBERED)),
    Move(
        State.TRIAGE,
        Event.CLOSE,
        State.CLOSED,
        _BOTH,
        reason=True,
        outcomes=(Outcome.DUPLICATE, Outcome.NOT_COMPETENT),
        outcome=True,
    ),
    # The analysis and its recommendation are Bawaslu's (Jambi 4(2)e); handling is Diskominfo's alone (Jambi 4(4)c4).
    Move(State.TRIAGE, Event.CONTENT_ONLY, State.ANALYSIS, _BOTH, (Guard.ASSIGNED,), party=Party.BAWASLU),
    Move(State.ANALYSIS, Event.RECOMMEND_REMOVAL, State.HANDLING, _SUPERVISOR, reason=True, party=Party.DISKOMINFO),
    Move(
        State.ANALYSIS,
        Event.CLOSE,
        State.CLOSED,
        _SUPERVISOR,
        reason=True,
        outcomes=(Outcome.NO_VIOLATION, Outcome.CLARIFIED),
        outcome=True,
    ),
    Move(
        State.HANDLING,
        Event.CLOSE,
        State.CLOSED,
        _COUNTER,
        reason=True,
        outcomes=(Outcome.CONTENT_REMOVED, Outcome.CLARIFIED),
        outcome=True,
    ),
    Move(State.CLOSED, Event.REOPEN, State.TRIAGE, _CHIEFS, reason=True),
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


# Working days a case may stay in a state before it is overdue; received comes from the settings (it is on the receipt).
STATE_DAYS: dict[State, int] = {State.TRIAGE: 2, State.ANALYSIS: 5, State.HANDLING: 1}


def may_reveal(actor: Actor) -> bool:
    """Whether ``actor`` may see a complainant's data after giving a reason: those who work on cases."""
    return bool(actor.roles & _BOTH)


def may_assign(actor: Actor, party: Party) -> bool:
    """Whether ``actor`` may name the officer of a case that ``party`` holds: somebody of that party."""
    return actor.party is party and bool(actor.roles & _BOTH)


REVEAL_REASON, MOVE_REASON = 10, 10  # characters a reason needs at least
