"""The rules of a visit, in milliseconds."""

import datetime as dt

import pytest

from intranet.cases.rules import Outcome as CaseOutcome
from intranet.cases.rules import State
from intranet.counter import rules
from intranet.counter.rules import EyeReason, Step, may_print_nik, standing_for, step_of
from shared.elements import Outcome, Standing
from shared.words import EndReason


@pytest.mark.parametrize(
    ("facts", "step"),
    [
        ({}, Step.STARTED),
        ({"asked": True}, Step.CHECKING),
        ({"asked": True, "answered": True}, Step.FILLING),
        ({"registered": True}, Step.REGISTERED),
        ({"registered": True, "ended": True}, Step.REGISTERED),
        ({"ended": True}, Step.LEFT),
        ({"ended": True, "wants_help": True}, Step.LEFT),
        ({"wants_help": True}, Step.HELP),
        ({"wants_help": True, "registered": True, "asked": True}, Step.HELP),
    ],
)
def test_a_visit_stands_where_its_facts_say(facts: dict[str, bool], step: Step) -> None:
    known = {"ended": False, "registered": False, "wants_help": False, "asked": False, "answered": False, **facts}
    assert step_of(**known) is step


@pytest.mark.parametrize("outcome", [None, *Outcome])
@pytest.mark.parametrize("seen", [False, True])
def test_a_check_about_another_nik_never_counts(outcome: Outcome | None, seen: bool) -> None:
    standing = standing_for(outcome, asked=True, same_nik=False, seen=seen)
    assert standing is (Standing.BY_EYE if seen else Standing.NOT_CHECKED)
    assert not may_print_nik(outcome, same_nik=False)


@pytest.mark.parametrize(
    ("outcome", "standing"),
    [
        (None, Standing.LATER),
        (Outcome.MATCH, Standing.VERIFIED),
        (Outcome.MISMATCH, Standing.NOT_VERIFIED),
        (Outcome.NOT_FOUND, Standing.NOT_VERIFIED),
        (Outcome.UNAVAILABLE, Standing.LATER),
    ],
)
def test_an_outcome_becomes_the_standing_others_may_know(outcome: Outcome | None, standing: Standing) -> None:
    assert standing_for(outcome, asked=True, same_nik=True, seen=False) is standing
    assert may_print_nik(outcome, same_nik=True) is (outcome is Outcome.MATCH)


def test_a_document_seen_counts_unless_the_register_said_more() -> None:
    assert standing_for(None, asked=False, same_nik=False, seen=True) is Standing.BY_EYE
    assert standing_for(Outcome.MISMATCH, asked=True, same_nik=True, seen=True) is Standing.BY_EYE
    assert standing_for(Outcome.MATCH, asked=True, same_nik=True, seen=True) is Standing.VERIFIED
    assert standing_for(None, asked=False, same_nik=False, seen=False) is Standing.NOT_CHECKED


def test_everything_shown_has_words() -> None:
    assert all(member.label for kind in (Step, EyeReason) for member in kind)
    assert set(rules.END_REASONS) == set(EndReason)


def test_every_numbered_state_and_every_outcome_has_plain_words() -> None:
    assert set(rules.PLAIN_STATES) == set(State) - {State.DRAFT}
    assert set(rules.PLAIN_RESULTS) == set(CaseOutcome)


@pytest.mark.parametrize(
    ("state", "before", "hour"),
    [
        (State.RECEIVED, [], 0),
        (State.TRIAGE, [State.RECEIVED], 1),
        (State.PLENARY, [State.EXAMINATION, State.EXAMINATION, State.REGISTERED, State.INITIAL_STUDY, State.TRIAGE], 1),
        (State.TRIAGE, [State.CLOSED, State.TRIAGE, State.RECEIVED], 3),
    ],
)
def test_a_stage_lasts_through_all_states_that_are_told_alike(state: State, before: list[State], hour: int) -> None:
    """One move an hour; ``before``: the states left, newest first."""
    received = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)
    moves = [(received + dt.timedelta(hours=len(before) - n), came_from) for n, came_from in enumerate(before)]
    assert rules.plain_since(state, received, moves) == received + dt.timedelta(hours=hour)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("7", True),
        ("007", True),
        (" 7 / 2026 ", True),
        ("7/adu", True),
        ("0007/ADU/33.99/XI/2026", True),
        ("0007ADU3399XI2026", True),
        ("8", False),
        ("70", False),
        ("2026", False),
        ("33", False),
        ("7/2025", False),
        ("2026/7", False),
        ("7/LAIN", False),
        ("adu", False),
    ],
)
def test_a_number_is_meant_by_its_running_number_or_more_of_it(typed: str, meant: bool) -> None:
    assert rules.means(typed, "0007/ADU/33.99/XI/2026", 7) is meant


def test_the_running_numbers_are_those_a_database_can_hold() -> None:
    assert rules.running_numbers("0007/ADU/33.99/2026") == {7, 33, 99, 2026}
    assert rules.running_numbers("0 12345678901") == {0}


NOW = dt.datetime(2026, 11, 20, 3, 0, tzinfo=dt.UTC)
LIMITS = rules.LookLimits(per_hour=6, misses=3, pause=dt.timedelta(minutes=10))


def looks(found: str, minutes_ago: int = 1) -> list[rules.Look]:
    """Newest first: ``+`` found, ``-`` not; the newest so many minutes ago, one a minute."""
    return [rules.Look(NOW - dt.timedelta(minutes=minutes_ago + n), sign == "+") for n, sign in enumerate(found)]


@pytest.mark.parametrize(
    ("asked", "pauses"),
    [
        (looks(""), False),
        (looks("+++++"), False),
        (looks("++++++"), True),
        (looks("++++++", 55), False),
        (looks("--"), False),
        (looks("---"), True),
        (looks("---+"), True),
        (looks("--+-"), False),
        (looks("---", 9), True),
        (looks("---", 10), False),
        (looks("----"), False),
    ],
)
def test_a_kiosk_pauses_after_too_many_and_after_too_many_wrong(asked: list[rules.Look], pauses: bool) -> None:
    assert rules.must_pause(NOW, LIMITS, asked) is pauses


def test_without_a_limit_on_misses_none_pauses() -> None:
    assert not rules.must_pause(NOW, rules.LookLimits(6, 0, LIMITS.pause), looks("---"))
