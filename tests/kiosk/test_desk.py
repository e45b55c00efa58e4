"""The desk as a graph: every place can be reached and left, nobody is kept, nothing of a visit outlives it."""

import itertools

import pytest

from kiosk.desk import (
    ENDS,
    OUT_OF_SERVICE,
    OVERLAYS,
    QUESTIONS,
    TABLE,
    Effect,
    Event,
    Move,
    Position,
    State,
    To,
    patience,
    step,
)

RESTING = {*OUT_OF_SERVICE, State.WELCOME}
IN_VISIT = [state for state in State if state not in {*RESTING, State.WIPED, State.FAULT}]


Kind = tuple[State, State | None, State | None, bool]


def kind(position: Position) -> Kind:
    """What decides a position's next step: where it is, what lies under it, what is before it, whether it corrects."""
    return position.state, position.under, position.trail[-1] if position.trail else None, position.correcting


def reachable() -> set[Position]:
    """One position of every kind the desk can get into, corrections included."""
    seen, new = {kind(Position()): Position()}, [Position()]
    while new:
        position = new.pop(0)
        for event in Event:
            for chosen in QUESTIONS if event is Event.EDIT else (None,):
                found = step(position, event, chosen).position
                if kind(found) not in seen:
                    seen[kind(found)] = found
                    new.append(found)
    return set(seen.values())


POSITIONS = reachable()


def test_the_table_has_a_row_for_every_state() -> None:
    assert set(TABLE) == set(State)


def test_every_state_can_be_reached() -> None:
    assert {position.state for position in POSITIONS} == set(State)


def test_trails_stay_short() -> None:
    assert max(len(position.trail) for position in POSITIONS) <= len(State)
    for position in POSITIONS:
        if not position.correcting:
            assert len(set(position.trail)) == len(position.trail), position


@pytest.mark.parametrize("state", State)
def test_every_state_has_a_way_out(state: State) -> None:
    moves = TABLE[state].moves.values()
    assert any(isinstance(move.to, To) or move.to is not state for move in moves)


def test_from_everywhere_the_welcome_screen_can_be_reached() -> None:
    towards: dict[Kind, set[Kind]] = {}
    for position, event in itertools.product(POSITIONS, Event):
        towards.setdefault(kind(step(position, event).position), set()).add(kind(position))
    home: set[Kind] = set()
    new = [kind(position) for position in POSITIONS if position.state is State.WELCOME]
    while new:
        found = new.pop()
        if found not in home:
            home.add(found)
            new += towards.get(found, set())
    assert home == {kind(position) for position in POSITIONS}


def test_waiting_alone_wipes_every_visit_in_the_end() -> None:
    for start in POSITIONS:
        if start.state in RESTING:
            continue
        position, effects = start, []
        for _ in range(8):
            assert patience(position.state, 60) is not None, position
            result = step(position, Event.TIME_OUT)
            position, effects = result.position, [*effects, *result.effects]
            if position.state is State.WELCOME:
                break
        assert position == Position(State.WELCOME), start
        assert Effect.WIPE in effects, start


def test_only_resting_screens_wait_for_ever() -> None:
    assert {state for state in State if patience(state, 60) is None} == RESTING


@pytest.mark.parametrize("state", [state for state in State if state not in RESTING])
def test_back_is_defined_on_every_screen_of_a_visit(state: State) -> None:
    assert Event.BACK in TABLE[state].moves


def test_back_leads_through_the_questions_in_reverse() -> None:
    position = Position(State.WELCOME)
    way = [Event.BEGIN, Event.NEXT, Event.SKIP, Event.NEXT, Event.NEXT, Event.PICK_DAY, Event.NEXT, Event.ONLINE, Event.NEXT]
    seen = []
    for event in way:
        seen.append(position.state)
        position = step(position, event).position
    back = []
    while position.state is not State.WELCOME:
        position = step(position, Event.BACK).position
        back.append(position.state)
    assert back == seen[::-1]


def test_back_pressed_often_enough_always_leads_out_of_a_visit() -> None:
    for start in POSITIONS:
        position = start
        for _ in range(len(State)):
            if position.state in RESTING:
                break
            position = step(position, Event.BACK).position
        assert position.state in RESTING, start


def test_an_event_without_a_move_changes_nothing() -> None:
    for position, event in itertools.product(POSITIONS, Event):
        if event not in TABLE[position.state].moves and position.under is None:
            assert step(position, event) == step(position, Event.LINK_CHANGED)
            assert step(position, event).position == position
            assert step(position, event).effects == ()


def test_whoever_arrives_at_the_welcome_screen_is_forgotten() -> None:
    for position, event in itertools.product(POSITIONS, Event):
        result = step(position, event)
        arrived = result.position.state is State.WELCOME and position.state is not State.WELCOME
        if arrived and position.state not in OUT_OF_SERVICE:
            assert Effect.WIPE in result.effects, (position, event)
        if Effect.WIPE in result.effects:
            assert result.position.trail == (), (position, event)
            assert result.position.under is None


def test_a_visit_is_ended_before_it_is_wiped() -> None:
    for row in TABLE.values():
        for move in row.moves.values():
            if Effect.WIPE in move.effects:
                before = move.effects[: move.effects.index(Effect.WIPE)]
                assert any(effect in ENDS for effect in before), move


@pytest.mark.parametrize("state", IN_VISIT)
def test_help_is_a_button_on_every_screen_of_a_visit(state: State) -> None:
    position = next(position for position in POSITIONS if position.state is state)
    if state is State.HELP:
        return
    result = step(position, Event.HELP)
    assert result.position.state is State.HELP
    assert Effect.CALL_OFFICER in result.effects
    assert step(result.position, Event.CONTINUE).position.state is (position.under if state in OVERLAYS else state)


def test_a_card_taken_away_is_asked_about_and_the_answer_counts() -> None:
    asking = Position(State.WHAT, trail=(State.TOPIC,))
    taken = step(asking, Event.CARD_REMOVED).position
    assert taken.state is State.CARD_TAKEN
    assert step(taken, Event.CONTINUE).position == asking
    assert step(taken, Event.SAME_CARD).position == asking
    finished = step(taken, Event.FINISH)
    assert finished.position == Position(State.WIPED)
    assert finished.effects == (Effect.END_CARD_TAKEN, Effect.WIPE)


def test_another_persons_card_begins_another_visit() -> None:
    taken = Position(State.CARD_TAKEN, under=State.REVIEW, trail=(State.TOPIC,))
    result = step(taken, Event.OTHER_CARD)
    assert result.position == Position(State.CONFIRM)
    assert result.effects.index(Effect.WIPE) < result.effects.index(Effect.TAKE_CARD)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_corrected_answer_leads_back_to_the_review(question: State) -> None:
    review = Position(State.REVIEW, trail=(State.TOPIC, State.EMAIL))
    correcting = step(review, Event.EDIT, question).position
    assert correcting.state is question
    assert step(correcting, Event.BACK).position == review
    position = correcting
    for _ in range(3):
        for event in (Event.NEXT, Event.ONLINE):
            if event in TABLE[position.state].moves:
                position = step(position, event).position
                break
        if position.state is State.REVIEW:
            break
    assert position == review


def test_correcting_where_asks_what_belongs_to_the_new_answer() -> None:
    review = Position(State.REVIEW, trail=(State.TOPIC,))
    where = step(review, Event.EDIT, State.PLATFORM).position
    place = step(where, Event.NOT_ONLINE).position
    assert place.state is State.PLACE
    assert step(place, Event.NEXT).position == review


def test_an_unknown_question_is_not_corrected() -> None:
    review = Position(State.REVIEW)
    assert step(review, Event.EDIT, None).position == review
    assert step(review, Event.EDIT, State.WELCOME).position == review


def test_the_number_comes_up_from_under_a_laid_over_screen() -> None:
    helping = Position(State.HELP, under=State.REGISTERING, trail=(State.REVIEW,))
    result = step(helping, Event.REGISTERED)
    assert result.position.state is State.PRINTING
    assert result.effects == (Effect.PRINT,)


def test_news_that_changes_nothing_below_leaves_the_laid_over_screen() -> None:
    helping = Position(State.HELP, under=State.TOPIC)
    assert step(helping, Event.OPENED).position == helping


def test_nothing_but_the_visitor_or_time_takes_the_number_away() -> None:
    for state in (State.PRINTING, State.PRINTED, State.NO_PAPER):
        for event in (Event.CARD_REMOVED, Event.CARD_PLACED, Event.DEVICE_REVOKED, Event.UNREACHABLE, Event.BROKE):
            assert step(Position(state), event).position.state is state


@pytest.mark.parametrize("state", [s for s in IN_VISIT if s not in (State.PRINTING, State.PRINTED, State.NO_PAPER)])
def test_a_revoked_kiosk_forgets_its_visitor_at_once(state: State) -> None:
    result = step(Position(state, under=State.TOPIC if state in OVERLAYS else None), Event.DEVICE_REVOKED)
    assert result.position == Position(State.REVOKED)
    assert Effect.WIPE in result.effects


def test_a_move_says_where_it_leads() -> None:
    assert all(isinstance(move, Move) for row in TABLE.values() for move in row.moves.values())
