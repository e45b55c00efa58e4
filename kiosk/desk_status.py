"""The desk's screens for "how does my complaint stand?": number, check code, and what the office says. Pure.

Nothing is opened at the office for it: whoever asks shows a number and a code, no card and no name. A card laid down
meanwhile has no move here.
"""

from collections.abc import Mapping

from kiosk.desk_parts import WATCHED, Effect, Event, Move, Row, State

_ASK = Move(State.STATUS_ASKING, (Effect.LOOK_UP,))
_DONE = Move(State.WIPED, (Effect.END_DONE, Effect.WIPE))
_GIVEN_UP = Move(State.WIPED, (Effect.END_LEFT, Effect.WIPE))

ANSWERS: Mapping[Event, Move] = {
    Event.STATUS_TOLD: Move(State.STATUS_TOLD),
    Event.STATUS_UNKNOWN: Move(State.STATUS_UNKNOWN),
    Event.STATUS_FAILED: Move(State.STATUS_FAILED),
    Event.STATUS_PAUSED: Move(State.STATUS_PAUSED),
}
PASSING = frozenset({State.STATUS_ASKING, State.STATUS_UNKNOWN, State.STATUS_FAILED, State.STATUS_PAUSED})
ROWS: Mapping[State, Row] = {
    State.STATUS_NUMBER: Row(
        {
            **WATCHED,
            Event.NEXT: Move(State.STATUS_CODE),
            Event.BACK: Move(State.WELCOME, (Effect.END_LEFT, Effect.WIPE)),
        },
        patience=1.5,
    ),
    State.STATUS_CODE: Row({**WATCHED, Event.NEXT: _ASK, Event.BACK: Move(State.STATUS_NUMBER)}, patience=1.5),
    State.STATUS_ASKING: Row(
        {
            **WATCHED,
            **ANSWERS,
            Event.BACK: Move(State.STATUS_CODE),
            Event.TIME_OUT: Move(State.STATUS_FAILED),
        },
        patience=0.5,
    ),
    State.STATUS_TOLD: Row({**WATCHED, Event.FINISH: _DONE, Event.BACK: _DONE}, patience=2.0),
    State.STATUS_UNKNOWN: Row(
        {
            **WATCHED,
            Event.NEXT: Move(State.STATUS_NUMBER),
            Event.BACK: Move(State.STATUS_CODE),
            Event.FINISH: _GIVEN_UP,
        }
    ),
    State.STATUS_FAILED: Row(
        {
            **WATCHED,
            **{event: move for event, move in ANSWERS.items() if event is not Event.STATUS_FAILED},
            Event.SEND: _ASK,
            Event.BACK: Move(State.STATUS_CODE),
            Event.FINISH: _GIVEN_UP,
        }
    ),
    State.STATUS_PAUSED: Row({**WATCHED, Event.FINISH: _GIVEN_UP, Event.BACK: _GIVEN_UP}),
}
