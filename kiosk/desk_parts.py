"""What the desk's tables are made of: states, events, effects, and the moves most screens of a visit have. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from types import MappingProxyType

from shared.words import EndReason


class State(Enum):
    """What is on the screen."""

    # out of service
    NOT_ENROLLED = "not_enrolled"
    PENDING = "pending"
    REVOKED = "revoked"
    # who is there
    WELCOME = "welcome"
    LANGUAGE = "language"
    CARD = "card"
    READING = "reading"
    CARD_FAULT = "card_fault"
    NIK = "nik"
    NIK_NAME = "nik_name"
    CONFIRM = "confirm"
    CONNECTING = "connecting"
    NOTICE = "notice"
    UNCHECKED = "unchecked"
    # the questions
    TOPIC = "topic"
    HAPPENED_ON = "happened_on"
    HAPPENED_DAY = "happened_day"
    KNOWN_ON = "known_on"
    KNOWN_DAY = "known_day"
    PLATFORM = "platform"
    LINK = "link"
    ACCOUNT = "account"
    PLACE = "place"
    WHO = "who"
    WHAT = "what"
    NAME = "name"
    ADDRESS = "address"
    PHONE = "phone"
    EMAIL = "email"
    REVIEW = "review"
    # the number
    REGISTERING = "registering"
    OFFLINE = "offline"
    REFUSED = "refused"
    PRINTING = "printing"
    PRINTED = "printed"
    NO_PAPER = "no_paper"
    WIPED = "wiped"
    # how a complaint stands
    STATUS_NUMBER = "status_number"
    STATUS_CODE = "status_code"
    STATUS_ASKING = "status_asking"
    STATUS_TOLD = "status_told"
    STATUS_UNKNOWN = "status_unknown"
    STATUS_FAILED = "status_failed"
    STATUS_PAUSED = "status_paused"
    # laid over any of the above
    HELP = "help"
    CARD_TAKEN = "card_taken"
    STILL_THERE = "still_there"
    FAULT = "fault"


class Event(Enum):
    """What can happen at a kiosk."""

    # the device
    ENROL_ASKED = auto()
    DEVICE_PENDING = auto()
    DEVICE_ACTIVE = auto()
    DEVICE_REVOKED = auto()
    DEVICE_UNKNOWN = auto()
    LINK_CHANGED = auto()
    BROKE = auto()
    TIME_OUT = auto()
    # the card
    CARD_PLACED = auto()
    CARD_READ = auto()
    CARD_FAILED = auto()
    CARD_REMOVED = auto()
    SAME_CARD = auto()
    OTHER_CARD = auto()
    # the visitor
    BEGIN = auto()
    NEXT = auto()
    BACK = auto()
    SKIP = auto()
    TYPE = auto()
    YES = auto()
    YES_CONNECTING = auto()
    NO = auto()
    AGREE = auto()
    REFUSE = auto()
    PICK_DAY = auto()
    ONLINE = auto()
    NOT_ONLINE = auto()
    ANONYMOUS = auto()
    EDIT = auto()
    SEND = auto()
    HELP = auto()
    CONTINUE = auto()
    FINISH = auto()
    ASK_STATUS = auto()
    # the link and the printer
    OPENED = auto()
    UNREACHABLE = auto()
    REGISTERED = auto()
    REFUSED = auto()
    PRINTED = auto()
    NOT_PRINTED = auto()
    STATUS_TOLD = auto()
    STATUS_UNKNOWN = auto()
    STATUS_FAILED = auto()
    STATUS_PAUSED = auto()


class Effect(Enum):
    """What the loop has to do; in the order given."""

    ENROL = auto()
    OPEN = auto()
    TAKE_CARD = auto()
    DROP_CLAIM = auto()
    AGREE = auto()
    REFUSE = auto()
    ASK_CHECK = auto()
    DROP_NIK = auto()
    FORGET_COMPLAINANT = auto()
    SUBMIT = auto()
    PRINT = auto()
    LOOK_UP = auto()
    CALL_OFFICER = auto()
    END_DONE = auto()
    END_LEFT = auto()
    END_TIMED_OUT = auto()
    END_CARD_TAKEN = auto()
    END_FAULT = auto()
    WIPE = auto()


ENDS: Mapping[Effect, EndReason] = MappingProxyType(
    {
        Effect.END_DONE: EndReason.DONE,
        Effect.END_LEFT: EndReason.LEFT,
        Effect.END_TIMED_OUT: EndReason.TIMED_OUT,
        Effect.END_CARD_TAKEN: EndReason.CARD_TAKEN,
        Effect.END_FAULT: EndReason.FAULT,
    }
)


class To(Enum):
    """Places that depend on the way taken."""

    BEFORE = auto()  # the screen before this one
    UNDER = auto()  # the screen this one was laid over
    CHOSEN = auto()  # the question the visitor wants to correct


@dataclass(frozen=True)
class Move:
    """Where an event leads and what it causes.

    ``chain``: the answer opens a further question, so that correcting it from the review goes on to that question.
    ``over``: the new screen is laid over the present one, which comes back unchanged.
    """

    to: State | To
    effects: tuple[Effect, ...] = ()
    chain: bool = False
    over: bool = False


@dataclass(frozen=True)
class Row:
    """One state: its moves, and the multiple of the idle setting after which it times out (0 = it waits for ever)."""

    moves: Mapping[Event, Move]
    patience: float = 1.0


DEVICE = {
    Event.DEVICE_PENDING: Move(State.PENDING, (Effect.END_FAULT, Effect.WIPE)),
    Event.DEVICE_REVOKED: Move(State.REVOKED, (Effect.END_FAULT, Effect.WIPE)),
    Event.DEVICE_UNKNOWN: Move(State.NOT_ENROLLED, (Effect.END_FAULT, Effect.WIPE)),
}
BROKEN = {Event.BROKE: Move(State.FAULT, (Effect.END_FAULT, Effect.WIPE))}
WATCHED = {
    **DEVICE,
    **BROKEN,
    Event.HELP: Move(State.HELP, (Effect.CALL_OFFICER,), over=True),
    Event.TIME_OUT: Move(State.STILL_THERE, over=True),
}
