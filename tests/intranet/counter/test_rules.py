"""The rules of a visit, in milliseconds."""

import pytest

from intranet.counter import rules
from intranet.counter.rules import EyeReason, Step, may_print_nik, standing_for, step_of
from shared.elements import Outcome, Standing
from shared.wire import EndReason


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
