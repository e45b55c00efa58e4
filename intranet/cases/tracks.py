"""The tracks that run beside a case, each a small machine of its own: take-down requests and referrals.

Pure data and functions, like ``rules``. A case ends only when all its tracks have ended.
"""

from dataclasses import dataclass
from enum import Enum

from intranet.base.actor import Actor, Party, Role
from intranet.calendar.rules import DeadlineKind
from shared.text import N_


class Kind(Enum):
    """What a track is for."""

    TAKEDOWN = "takedown"
    REFERRAL = "referral"

    @property
    def label(self) -> str:
        """The kind as staff say it."""
        return {"takedown": N_("Permohonan penurunan konten"), "referral": N_("Penerusan ke lembaga lain")}[self.value]

    @property
    def party(self) -> Party | None:
        """Whose work it is; ``None``: the party's that holds the case. Only Diskominfo handles content (Jambi 4(4)c4)."""
        return Party.DISKOMINFO if self is Kind.TAKEDOWN else None


class Stage(Enum):
    """Where a track stands."""

    DRAFTED = "drafted"
    APPROVED = "approved"
    SENT = "sent"
    DELIVERED = "delivered"
    ACKNOWLEDGED = "acknowledged"
    NO_ANSWER = "no_answer"
    ANSWERED = "answered"
    REFUSED = "refused"
    REMOVED = "removed"
    GONE_AFTER_ONE = "gone_after_one"
    GONE_AFTER_THREE = "gone_after_three"
    GONE = "gone"
    CONCLUDED = "concluded"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """The stage as staff say it."""
        return _STAGES[self]

    @property
    def ended(self) -> bool:
        """Whether nothing more is to be done."""
        return self in (Stage.GONE, Stage.CONCLUDED, Stage.CANCELLED)


_STAGES = {
    Stage.DRAFTED: N_("Konsep surat"),
    Stage.APPROVED: N_("Disetujui"),
    Stage.SENT: N_("Terkirim"),
    Stage.DELIVERED: N_("Sudah diserahkan"),
    Stage.ACKNOWLEDGED: N_("Diterima penerima"),
    Stage.NO_ANSWER: N_("Belum dijawab"),
    Stage.ANSWERED: N_("Dijawab"),
    Stage.REFUSED: N_("Ditolak atau baru sebagian"),
    Stage.REMOVED: N_("Konten diturunkan"),
    Stage.GONE_AFTER_ONE: N_("Tetap hilang setelah 1 hari"),
    Stage.GONE_AFTER_THREE: N_("Tetap hilang setelah 3 hari"),
    Stage.GONE: N_("Tetap hilang setelah 7 hari"),
    Stage.CONCLUDED: N_("Rampung"),
    Stage.CANCELLED: N_("Dibatalkan"),
}


class Act(Enum):
    """What moves a track."""

    APPROVE = "approve"
    SEND = "send"
    DELIVER = "deliver"
    ACKNOWLEDGE = "acknowledge"
    REMIND = "remind"
    ANSWER = "answer"
    REFUSE = "refuse"
    REMOVE = "remove"
    STILL_GONE = "still_gone"
    REAPPEAR = "reappear"
    CONCLUDE = "conclude"
    CANCEL = "cancel"

    @property
    def label(self) -> str:
        """The button's text."""
        return _ACTS[self]


_ACTS = {
    Act.APPROVE: N_("Setujui dan tanda tangani"),
    Act.SEND: N_("Catat terkirim"),
    Act.DELIVER: N_("Catat diserahkan"),
    Act.ACKNOWLEDGE: N_("Catat tanda terima"),
    Act.REMIND: N_("Ingatkan lagi"),
    Act.ANSWER: N_("Catat jawaban"),
    Act.REFUSE: N_("Catat penolakan"),
    Act.REMOVE: N_("Catat konten diturunkan"),
    Act.STILL_GONE: N_("Diperiksa: tetap hilang"),
    Act.REAPPEAR: N_("Diperiksa: muncul lagi"),
    Act.CONCLUDE: N_("Nyatakan rampung"),
    Act.CANCEL: N_("Batalkan"),
}


@dataclass(frozen=True)
class Line:
    """One line of a track's table. ``days``: until the next act, in calendar days; ``note``: it needs words.

    ``clock``: a time limit of the calendar's rules that runs instead.
    """

    source: Stage
    act: Act
    target: Stage
    days: int
    roles: frozenset[Role]
    note: bool = False
    clock: DeadlineKind | None = None


_HANDLERS = frozenset({Role.DISKOMINFO_OFFICER, Role.DISKOMINFO_HEAD})
_SUPERVISORS = frozenset({Role.BAWASLU_OFFICER, Role.BAWASLU_COMMISSIONER})
_CHIEFS = frozenset({Role.DISKOMINFO_HEAD, Role.BAWASLU_COMMISSIONER})
_OFFICERS = _HANDLERS | _SUPERVISORS
_RECEIVERS = _OFFICERS | {Role.PARTNER}  # a partner with accounts answers for itself; for others an officer writes it down


def _cancels(stages: tuple[Stage, ...], roles: frozenset[Role]) -> tuple[Line, ...]:
    return tuple(Line(stage, Act.CANCEL, Stage.CANCELLED, 0, roles, note=True) for stage in stages)


# Platforms answer within 24 hours (4 when urgent); a removed post is looked for again after 1, 3 and 7 days.
_TAKEDOWN = (
    Line(Stage.DRAFTED, Act.APPROVE, Stage.APPROVED, 1, frozenset({Role.DISKOMINFO_HEAD})),
    Line(Stage.APPROVED, Act.SEND, Stage.SENT, 1, _HANDLERS, note=True),
    Line(Stage.SENT, Act.ACKNOWLEDGE, Stage.ACKNOWLEDGED, 1, _HANDLERS),
    *(
        line
        for stage in (Stage.SENT, Stage.ACKNOWLEDGED)
        for line in (
            Line(stage, Act.REMOVE, Stage.REMOVED, 1, _HANDLERS, note=True),
            Line(stage, Act.REFUSE, Stage.REFUSED, 1, _HANDLERS, note=True),
            Line(stage, Act.REMIND, Stage.NO_ANSWER, 1, _HANDLERS, note=True),
        )
    ),
    Line(Stage.NO_ANSWER, Act.SEND, Stage.SENT, 1, _HANDLERS, note=True),
    Line(Stage.NO_ANSWER, Act.REMOVE, Stage.REMOVED, 1, _HANDLERS, note=True),
    Line(Stage.NO_ANSWER, Act.CONCLUDE, Stage.CONCLUDED, 0, _CHIEFS, note=True),
    Line(Stage.REFUSED, Act.SEND, Stage.SENT, 1, _HANDLERS, note=True),
    Line(Stage.REFUSED, Act.CONCLUDE, Stage.CONCLUDED, 0, _HANDLERS, note=True),
    Line(Stage.REMOVED, Act.STILL_GONE, Stage.GONE_AFTER_ONE, 2, _HANDLERS),
    Line(Stage.GONE_AFTER_ONE, Act.STILL_GONE, Stage.GONE_AFTER_THREE, 4, _HANDLERS),
    Line(Stage.GONE_AFTER_THREE, Act.STILL_GONE, Stage.GONE, 0, _HANDLERS),
    *(
        Line(stage, Act.REAPPEAR, Stage.APPROVED, 1, _OFFICERS, note=True)
        for stage in (Stage.REMOVED, Stage.GONE_AFTER_ONE, Stage.GONE_AFTER_THREE)
    ),
    *_cancels((Stage.DRAFTED, Stage.APPROVED), _HANDLERS),
)
WITH_RECEIVER = (Stage.DELIVERED, Stage.ACKNOWLEDGED, Stage.NO_ANSWER)
# Where a partner sees the referral: from the delivery on.
SHOWN_TO_RECEIVER = (*WITH_RECEIVER, Stage.ANSWERED, Stage.REFUSED, Stage.CONCLUDED)
LETS_OUT = (Act.SEND, Act.DELIVER)  # what leaves both parties: a mark on the case must allow it
# An unanswered letter rings (see ``watch``): with both parties, then with their leaders.
_REFERRAL = (
    Line(Stage.DRAFTED, Act.APPROVE, Stage.APPROVED, 1, _CHIEFS),
    Line(Stage.APPROVED, Act.DELIVER, Stage.DELIVERED, 0, _OFFICERS, note=True, clock=DeadlineKind.REFERRAL_REMINDER),
    *(
        Line(stage, Act.ACKNOWLEDGE, Stage.ACKNOWLEDGED, 0, _RECEIVERS, clock=DeadlineKind.REFERRAL_REMINDER)
        for stage in (Stage.DELIVERED, Stage.NO_ANSWER)
    ),
    *(
        line
        for stage in WITH_RECEIVER
        for line in (
            Line(stage, Act.ANSWER, Stage.ANSWERED, 2, _RECEIVERS, note=True),
            Line(stage, Act.REFUSE, Stage.REFUSED, 2, _RECEIVERS, note=True),
        )
    ),
    *(
        Line(stage, Act.REMIND, Stage.NO_ANSWER, 0, _OFFICERS, note=True, clock=DeadlineKind.REFERRAL_REMINDER)
        for stage in (Stage.DELIVERED, Stage.ACKNOWLEDGED)
    ),
    Line(Stage.REFUSED, Act.DELIVER, Stage.DELIVERED, 0, _OFFICERS, note=True, clock=DeadlineKind.REFERRAL_REMINDER),
    Line(Stage.REFUSED, Act.CONCLUDE, Stage.CONCLUDED, 0, _OFFICERS, note=True),
    Line(Stage.NO_ANSWER, Act.CONCLUDE, Stage.CONCLUDED, 0, _CHIEFS, note=True),
    Line(Stage.ANSWERED, Act.CONCLUDE, Stage.CONCLUDED, 0, _OFFICERS, note=True),
    *_cancels((Stage.DRAFTED, Stage.APPROVED), _OFFICERS),
)
TABLES: dict[Kind, tuple[Line, ...]] = {Kind.TAKEDOWN: _TAKEDOWN, Kind.REFERRAL: _REFERRAL}

FIRST_DAYS = 1  # until a drafted letter has to be signed


def lines_from(kind: Kind, stage: Stage) -> list[Line]:
    """All lines of the table that leave ``stage``."""
    return [line for line in TABLES[kind] if line.source is stage]


def open_to(actor: Actor, kind: Kind, stage: Stage) -> list[Line]:
    """The lines ``actor`` may take; what a page offers and what the verb checks."""
    return [line for line in lines_from(kind, stage) if actor.roles & line.roles]
