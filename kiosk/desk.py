"""The desk: what a visitor can be asked, what may happen at each point, and where it leads.

Pure: no clock, no reader, no link. Everything is in ``TABLE``: for each state the moves its events cause, and how long
(in multiples of the idle setting) it waits before the event ``TIME_OUT``. An event a state has no move for is ignored
there, on purpose: a card laid down while the number is shown, a second press on a button. The loop (``kiosk.loop``)
feeds events in and carries effects out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from kiosk import desk_status
from kiosk.desk_parts import BROKEN, DEVICE, ENDS, WATCHED, Effect, Event, Move, Row, State, To

__all__ = [
    "ENDS",
    "OUT_OF_SERVICE",
    "OVERLAYS",
    "QUESTIONS",
    "TABLE",
    "Effect",
    "Event",
    "Move",
    "Position",
    "Row",
    "State",
    "Step",
    "To",
    "patience",
    "step",
]


@dataclass(frozen=True)
class Position:
    """Where the desk is: the state, the one under it, the screens behind it, whether an answer is being corrected."""

    state: State = State.NOT_ENROLLED
    under: State | None = None
    trail: tuple[State, ...] = ()
    correcting: bool = False


@dataclass(frozen=True)
class Step:
    """What became of an event."""

    position: Position
    effects: tuple[Effect, ...] = ()


_OTHER_CARD = Move(State.CONFIRM, (Effect.END_CARD_TAKEN, Effect.WIPE, Effect.OPEN, Effect.TAKE_CARD))
_VISIT = {
    **WATCHED,
    Event.OTHER_CARD: _OTHER_CARD,
    Event.CARD_REMOVED: Move(State.CARD_TAKEN, over=True),
    Event.BACK: Move(To.BEFORE),
}
_CARD_OR_OTHER = {
    Event.CARD_PLACED: Move(State.READING),
    Event.CARD_READ: Move(State.CONFIRM, (Effect.TAKE_CARD,)),
    Event.TYPE: Move(State.NIK),
    Event.SKIP: Move(State.TOPIC, (Effect.DROP_CLAIM,)),
}


def _question(onward: State, patience: float = 1.5) -> Row:
    """A question that can be answered or left open, and then leads ``onward``."""
    return Row({**_VISIT, Event.NEXT: Move(onward), Event.SKIP: Move(onward)}, patience)


def _number(more: Mapping[Event, Move]) -> Row:
    """The number is on the screen: nothing takes it away but the visitor or a long time."""
    return Row(
        {
            Event.HELP: Move(State.HELP, (Effect.CALL_OFFICER,), over=True),
            Event.FINISH: Move(State.WIPED, (Effect.END_DONE, Effect.WIPE)),
            Event.BACK: Move(State.WIPED, (Effect.END_DONE, Effect.WIPE)),
            Event.TIME_OUT: Move(State.WIPED, (Effect.END_DONE, Effect.WIPE)),
            **more,
        },
        patience=2.0,
    )


TABLE: Mapping[State, Row] = MappingProxyType(
    {
        # -- out of service: an officer has to do something ---------------------------------------------------
        State.NOT_ENROLLED: Row(
            {
                Event.ENROL_ASKED: Move(State.NOT_ENROLLED, (Effect.ENROL,)),
                Event.DEVICE_PENDING: Move(State.PENDING),
                Event.DEVICE_ACTIVE: Move(State.WELCOME),
                Event.DEVICE_REVOKED: Move(State.REVOKED),
            },
            patience=0,
        ),
        State.PENDING: Row(
            {
                Event.DEVICE_ACTIVE: Move(State.WELCOME),
                Event.DEVICE_REVOKED: Move(State.REVOKED),
                Event.DEVICE_UNKNOWN: Move(State.NOT_ENROLLED),
            },
            patience=0,
        ),
        State.REVOKED: Row(
            {
                Event.ENROL_ASKED: Move(State.REVOKED, (Effect.ENROL,)),
                Event.DEVICE_ACTIVE: Move(State.WELCOME),
                Event.DEVICE_PENDING: Move(State.PENDING),
                Event.DEVICE_UNKNOWN: Move(State.NOT_ENROLLED),
            },
            patience=0,
        ),
        # -- who is there --------------------------------------------------------------------------------------
        State.WELCOME: Row(
            {
                **DEVICE,
                **BROKEN,
                Event.BEGIN: Move(State.LANGUAGE, (Effect.OPEN,)),
                Event.ASK_STATUS: Move(State.STATUS_NUMBER),
                Event.CARD_PLACED: Move(State.READING, (Effect.OPEN,)),
                Event.HELP: Move(State.HELP, (Effect.OPEN, Effect.CALL_OFFICER), over=True),
            },
            patience=0,
        ),
        State.LANGUAGE: Row(
            {
                **_VISIT,
                Event.BACK: Move(State.WELCOME, (Effect.END_LEFT, Effect.WIPE)),
                Event.NEXT: Move(State.CARD),
                Event.CARD_PLACED: Move(State.READING),
            }
        ),
        State.CARD: Row({**WATCHED, **_CARD_OR_OTHER, Event.BACK: Move(To.BEFORE)}),
        State.READING: Row(
            {
                **WATCHED,
                Event.CARD_READ: Move(State.CONFIRM, (Effect.TAKE_CARD,)),
                Event.CARD_FAILED: Move(State.CARD_FAULT),
                Event.CARD_REMOVED: Move(State.CARD_FAULT),
                Event.TIME_OUT: Move(State.CARD_FAULT),
                Event.BACK: Move(State.CARD),
            },
            patience=0.75,
        ),
        State.CARD_FAULT: Row({**WATCHED, **_CARD_OR_OTHER, Event.NEXT: Move(State.CARD), Event.BACK: Move(State.CARD)}),
        State.NIK: Row(
            {**WATCHED, Event.NEXT: Move(State.NIK_NAME), Event.BACK: Move(State.CARD), Event.CARD_PLACED: Move(State.READING)},
            patience=1.5,
        ),
        State.NIK_NAME: Row(
            {**WATCHED, Event.NEXT: Move(State.CONFIRM), Event.SKIP: Move(State.CONFIRM), Event.BACK: Move(State.NIK)},
            patience=1.5,
        ),
        State.CONFIRM: Row(
            {
                **_VISIT,
                Event.YES: Move(State.NOTICE),
                Event.YES_CONNECTING: Move(State.CONNECTING, (Effect.OPEN,)),
                Event.NO: Move(State.CARD, (Effect.DROP_CLAIM,)),
                Event.BACK: Move(State.CARD, (Effect.DROP_CLAIM,)),
            }
        ),
        State.CONNECTING: Row(
            {
                **_VISIT,
                Event.OPENED: Move(State.NOTICE),
                Event.UNREACHABLE: Move(State.UNCHECKED, (Effect.DROP_NIK,)),
                Event.TIME_OUT: Move(State.UNCHECKED, (Effect.DROP_NIK,)),
                Event.SKIP: Move(State.UNCHECKED, (Effect.DROP_NIK,)),
                Event.BACK: Move(State.CONFIRM),
            },
            patience=0.5,
        ),
        State.NOTICE: Row(
            {
                **_VISIT,
                Event.AGREE: Move(State.TOPIC, (Effect.AGREE, Effect.ASK_CHECK)),
                Event.REFUSE: Move(State.TOPIC, (Effect.REFUSE, Effect.DROP_CLAIM)),
            },
            patience=2.0,
        ),
        State.UNCHECKED: Row({**_VISIT, Event.NEXT: Move(State.TOPIC), Event.BACK: Move(State.CARD, (Effect.DROP_CLAIM,))}),
        # -- the questions -------------------------------------------------------------------------------------
        State.TOPIC: _question(State.HAPPENED_ON),
        State.HAPPENED_ON: Row(
            {
                **_VISIT,
                Event.NEXT: Move(State.KNOWN_ON),
                Event.SKIP: Move(State.KNOWN_ON),
                Event.PICK_DAY: Move(State.HAPPENED_DAY, chain=True),
            },
            patience=1.5,
        ),
        State.HAPPENED_DAY: _question(State.KNOWN_ON),
        State.KNOWN_ON: Row(
            {
                **_VISIT,
                Event.NEXT: Move(State.PLATFORM),
                Event.SKIP: Move(State.PLATFORM),
                Event.PICK_DAY: Move(State.KNOWN_DAY, chain=True),
            },
            patience=1.5,
        ),
        State.KNOWN_DAY: _question(State.PLATFORM),
        State.PLATFORM: Row(
            {
                **_VISIT,
                Event.ONLINE: Move(State.LINK, chain=True),
                Event.NOT_ONLINE: Move(State.PLACE, chain=True),
                Event.SKIP: Move(State.WHO),
            },
            patience=1.5,
        ),
        State.LINK: Row(
            {**_VISIT, Event.NEXT: Move(State.ACCOUNT, chain=True), Event.SKIP: Move(State.ACCOUNT, chain=True)}, patience=2.5
        ),
        State.ACCOUNT: _question(State.WHO, 2.5),
        State.PLACE: _question(State.WHO, 2.5),
        State.WHO: _question(State.WHAT, 2.5),
        State.WHAT: _question(State.NAME, 5.0),
        State.NAME: Row(
            {
                **_VISIT,
                Event.NEXT: Move(State.ADDRESS),
                Event.SKIP: Move(State.ADDRESS),
                Event.ANONYMOUS: Move(State.REVIEW, (Effect.FORGET_COMPLAINANT,)),
            },
            patience=2.5,
        ),
        State.ADDRESS: _question(State.PHONE, 2.5),
        State.PHONE: _question(State.EMAIL, 2.5),
        State.EMAIL: _question(State.REVIEW, 2.5),
        State.REVIEW: Row(
            {**_VISIT, Event.EDIT: Move(To.CHOSEN), Event.SEND: Move(State.REGISTERING, (Effect.SUBMIT,))}, patience=3.0
        ),
        # -- the number ----------------------------------------------------------------------------------------
        State.REGISTERING: Row(
            {
                **DEVICE,
                **BROKEN,
                Event.REGISTERED: Move(State.PRINTING, (Effect.PRINT,)),
                Event.UNREACHABLE: Move(State.OFFLINE),
                Event.REFUSED: Move(State.REFUSED),
                Event.TIME_OUT: Move(State.OFFLINE),
                Event.HELP: Move(State.HELP, (Effect.CALL_OFFICER,), over=True),
                Event.BACK: Move(State.OFFLINE),
            }
        ),
        State.OFFLINE: Row(
            {
                **WATCHED,
                Event.REGISTERED: Move(State.PRINTING, (Effect.PRINT,)),
                Event.REFUSED: Move(State.REFUSED),
                Event.SEND: Move(State.REGISTERING, (Effect.SUBMIT,)),
                Event.BACK: Move(State.REVIEW),
                Event.FINISH: Move(State.WIPED, (Effect.END_LEFT, Effect.WIPE)),
            },
            patience=5.0,
        ),
        State.REFUSED: Row(
            {
                **WATCHED,
                Event.SEND: Move(State.REGISTERING, (Effect.SUBMIT,)),
                Event.BACK: Move(State.REVIEW),
                Event.FINISH: Move(State.WIPED, (Effect.END_FAULT, Effect.WIPE)),
            },
            patience=5.0,
        ),
        State.PRINTING: _number({Event.PRINTED: Move(State.PRINTED), Event.NOT_PRINTED: Move(State.NO_PAPER)}),
        State.PRINTED: _number({}),
        State.NO_PAPER: _number({Event.SEND: Move(State.PRINTING, (Effect.PRINT,))}),
        State.WIPED: Row(
            {
                **DEVICE,
                Event.FINISH: Move(State.WELCOME),
                Event.BACK: Move(State.WELCOME),
                Event.TIME_OUT: Move(State.WELCOME),
                Event.BEGIN: Move(State.LANGUAGE, (Effect.OPEN,)),
                Event.CARD_PLACED: Move(State.READING, (Effect.OPEN,)),
                Event.HELP: Move(State.HELP, (Effect.OPEN, Effect.CALL_OFFICER), over=True),
            },
            patience=0.2,
        ),
        # -- how a complaint stands ----------------------------------------------------------------------------
        **desk_status.ROWS,
        # -- laid over another screen --------------------------------------------------------------------------
        State.HELP: Row(
            {
                **DEVICE,
                **BROKEN,
                Event.CONTINUE: Move(To.UNDER),
                Event.BACK: Move(To.UNDER),
                Event.TIME_OUT: Move(State.STILL_THERE, over=True),
                Event.FINISH: Move(State.WIPED, (Effect.END_LEFT, Effect.WIPE)),
            },
            patience=3.0,
        ),
        State.CARD_TAKEN: Row(
            {
                **DEVICE,
                **BROKEN,
                Event.CONTINUE: Move(To.UNDER),
                Event.BACK: Move(To.UNDER),
                Event.SAME_CARD: Move(To.UNDER),
                Event.OTHER_CARD: _OTHER_CARD,
                Event.FINISH: Move(State.WIPED, (Effect.END_CARD_TAKEN, Effect.WIPE)),
                Event.TIME_OUT: Move(State.WIPED, (Effect.END_CARD_TAKEN, Effect.WIPE)),
                Event.HELP: Move(State.HELP, (Effect.CALL_OFFICER,), over=True),
            },
            patience=0.5,
        ),
        State.STILL_THERE: Row(
            {
                **DEVICE,
                **BROKEN,
                Event.CONTINUE: Move(To.UNDER),
                Event.BACK: Move(To.UNDER),
                Event.FINISH: Move(State.WIPED, (Effect.END_LEFT, Effect.WIPE)),
                Event.TIME_OUT: Move(State.WIPED, (Effect.END_TIMED_OUT, Effect.WIPE)),
                Event.HELP: Move(State.HELP, (Effect.CALL_OFFICER,), over=True),
            },
            patience=1 / 3,
        ),
        State.FAULT: Row(
            {
                **DEVICE,
                Event.FINISH: Move(State.WELCOME),
                Event.BACK: Move(State.WELCOME),
                Event.TIME_OUT: Move(State.WELCOME),
            },
            patience=0.5,
        ),
    }
)

OVERLAYS = frozenset({State.HELP, State.CARD_TAKEN, State.STILL_THERE})
QUESTIONS = (
    State.TOPIC,
    State.HAPPENED_ON,
    State.KNOWN_ON,
    State.PLATFORM,
    State.LINK,
    State.ACCOUNT,
    State.PLACE,
    State.WHO,
    State.WHAT,
    State.NAME,
    State.ADDRESS,
    State.PHONE,
    State.EMAIL,
)
OUT_OF_SERVICE = frozenset({State.NOT_ENROLLED, State.PENDING, State.REVOKED})
# Screens nobody goes back to: they only wait, or say that something went wrong.
_PASSING = desk_status.PASSING | {
    State.READING,
    State.CARD_FAULT,
    State.CONNECTING,
    State.REGISTERING,
    State.OFFLINE,
    State.REFUSED,
}
_BEFORE_CARD = frozenset({State.WELCOME, State.LANGUAGE})
# What happens by itself while a screen is laid over: it concerns the screen below.
_BELOW = frozenset(desk_status.ANSWERS) | {
    Event.CARD_READ,
    Event.CARD_FAILED,
    Event.CARD_REMOVED,
    Event.OPENED,
    Event.UNREACHABLE,
    Event.REGISTERED,
    Event.REFUSED,
    Event.PRINTED,
    Event.NOT_PRINTED,
}


def step(position: Position, event: Event, chosen: State | None = None) -> Step:
    """Where ``event`` leads from ``position``, with what to do, in order.

    ``chosen`` is the question of an ``EDIT``. An event without a move here changes nothing. Whoever arrives at the
    welcome screen has been forgotten: its effects always end with ``WIPE``.
    """
    move = TABLE[position.state].moves.get(event)
    if move is None:
        if position.under is not None and event in _BELOW:
            return _below(position, event)
        return Step(position)
    if move.over:
        under = position.under if position.state in OVERLAYS else position.state
        return Step(replace(position, state=_state(move), under=under), move.effects)
    if move.to is To.UNDER:
        return _arrived(replace(position, state=position.under or State.WELCOME, under=None), move.effects)
    if move.to is To.CHOSEN:
        if chosen not in QUESTIONS:
            return Step(position)
        return Step(Position(chosen, trail=(*position.trail, position.state), correcting=True), move.effects)
    if move.to is To.BEFORE:
        return _arrived(_back_to(position, position.trail[-1] if position.trail else State.WELCOME), move.effects)
    target = _state(move)
    if position.correcting and not move.chain and target in QUESTIONS:
        target = State.REVIEW
    return _arrived(_forward(position, target), move.effects)


def patience(state: State, idle_seconds: float) -> float | None:
    """Seconds ``state`` waits for anything to happen before ``TIME_OUT``; None when it waits for ever."""
    return TABLE[state].patience * idle_seconds or None


def _state(move: Move) -> State:
    assert isinstance(move.to, State)  # noqa: S101 - the table is data; a test walks all of it
    return move.to


def _below(position: Position, event: Event) -> Step:
    """Apply ``event`` to the screen below; when that changes it comes up again: it is news the visitor waits for."""
    lower = replace(position, state=position.under or State.WELCOME, under=None)
    result = step(lower, event)
    return Step(position) if result.position == lower else result


def _forward(position: Position, target: State) -> Position:
    if target in position.trail and (target is State.REVIEW or not position.correcting):
        return _back_to(position, target)
    gone_by = position.state in _PASSING or position.state in OVERLAYS
    trail = position.trail if gone_by else (*position.trail, position.state)
    if target is State.CARD:  # nobody goes back to what was tried before it, or back would lead in a circle
        trail = tuple(state for state in trail if state in _BEFORE_CARD)
    return Position(target, trail=trail, correcting=position.correcting)


def _back_to(position: Position, target: State) -> Position:
    """``target`` with only what was before it behind it; of two, the one passed last."""
    last = max((at for at, state in enumerate(position.trail) if state is target), default=0)
    trail = position.trail[:last]
    return Position(target, trail=trail, correcting=position.correcting and target is not State.REVIEW)


def _arrived(position: Position, effects: tuple[Effect, ...]) -> Step:
    """Leave nothing of a visit behind in a position that follows its wiping."""
    if position.state is State.WELCOME and Effect.WIPE not in effects:
        effects = (*effects, Effect.END_LEFT, Effect.WIPE)
    if Effect.WIPE in effects:
        position = Position(position.state)
    return Step(position, effects)
