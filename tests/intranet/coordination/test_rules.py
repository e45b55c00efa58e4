"""Kinds, states and due dates of coordination."""

import datetime as dt

import pytest

from intranet.base.actor import Actor, ActorKind, Party, Role
from intranet.coordination import rules
from intranet.coordination.rules import ActionState, Check, Entry, EvaluationMode, Line, Spent, Total

TODAY = dt.date(2026, 11, 20)
BOTH = (Party.BAWASLU, Party.DISKOMINFO)


def test_only_who_works_for_a_party_changes_what_is_its_own():
    wulan = Actor(ActorKind.STAFF, "1", "Contoh", Party.BAWASLU, frozenset({Role.BAWASLU_OFFICER}))
    auditor = Actor(ActorKind.STAFF, "2", "Contoh", Party.BAWASLU, frozenset({Role.AUDITOR}))
    assert rules.may_change(wulan, Party.BAWASLU)
    assert rules.may_change(wulan, *BOTH)
    assert not rules.may_change(wulan, Party.DISKOMINFO)
    assert not rules.may_change(auditor, *BOTH)


@pytest.mark.parametrize(
    ("present", "promises", "nothing", "fault"),
    [
        ((), 1, False, "dua pihak"),
        ((Party.BAWASLU, Party.BAWASLU), 1, False, "dua pihak"),
        (BOTH, 0, False, "tindak lanjut"),
        (BOTH, 1, False, ""),
        (BOTH, 0, True, ""),
        ((Party.BAWASLU, Party.PARTNER), 1, False, ""),
    ],
)
def test_minutes_need_two_parties_and_what_was_promised_or_that_nothing_was(present, promises, nothing, fault):
    found = rules.minutes_fault(present, promises, nothing)
    assert (fault in found) if fault else found == ""


@pytest.mark.parametrize(
    ("days", "done", "state", "rings"),
    [
        (4, False, ActionState.OPEN, 0),
        (3, False, ActionState.OPEN, 1),
        (1, False, ActionState.OPEN, 1),
        (0, False, ActionState.OPEN, 2),
        (-1, False, ActionState.LATE, 3),
        (-9, True, ActionState.DONE, 3),
    ],
)
def test_a_promise_rings_soon_on_its_day_and_when_late(days, done, state, rings):
    due_on = TODAY + dt.timedelta(days=days)
    assert rules.action_state(due_on, TODAY if done else None, TODAY) is state
    assert rules.rings(due_on, TODAY) == rings


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (dt.date(2026, 1, 31), 1, dt.date(2026, 2, 28)),
        (dt.date(2023, 12, 31), 2, dt.date(2024, 2, 29)),
        (dt.date(2026, 3, 15), 9, dt.date(2026, 12, 15)),
        (dt.date(2026, 3, 15), 11, dt.date(2027, 2, 15)),
        (dt.date(2026, 12, 31), 12, dt.date(2027, 12, 31)),
        (dt.date(2026, 11, 20), -12, dt.date(2025, 11, 20)),
    ],
)
def test_months_later_is_the_same_day_or_the_last(day, months, then):
    assert rules.months_after(day, months) == then


@pytest.mark.parametrize(
    ("since", "due"),
    [(dt.date(2026, 2, 21), ()), (dt.date(2026, 2, 20), (9,)), (dt.date(2025, 12, 21), (9,)), (dt.date(2025, 12, 20), (9, 11))],
)
def test_the_next_evaluation_is_recalled_at_nine_and_at_eleven_months(since, due):
    assert rules.reminders_due(since, TODAY) == due


def test_an_evaluation_is_issued_with_a_summary_and_findings_or_none_and_by_who_may():
    joint, register = EvaluationMode.JOINT, EvaluationMode.DUKCAPIL
    assert rules.issue_fault(" ", 1, False, joint, BOTH)
    assert rules.issue_fault("Baik.", 0, False, joint, BOTH)
    assert rules.issue_fault("Baik.", 1, False, joint, BOTH) == rules.issue_fault("Baik.", 0, True, joint, BOTH) == ""
    assert rules.issue_fault("Baik.", 1, False, register, BOTH)
    assert rules.issue_fault("Baik.", 1, False, register, (Party.DUKCAPIL, Party.DISKOMINFO)) == ""


def test_nothing_goes_out_before_all_four_questions_are_answered_with_yes():
    yes = dict.fromkeys(Check, True)
    assert rules.sending_fault(yes) == ""
    for check in Check:
        assert "harus dijawab" in rules.sending_fault({**yes, check: None})
        assert "dijawab tidak" in rules.sending_fault({**yes, check: False})
    assert rules.sending_fault({})


def test_costs_are_summed_and_what_is_not_known_yet_is_counted():
    def line(bearer: str, planned: int | None, actual: int | None) -> Line:
        return Line(Spent.EVENT, "1", "Pelatihan", TODAY, bearer, "", "capacity", planned, actual)

    made = rules.totals([line("bawaslu", 5, 4), line("bawaslu", 7, None), line("none", None, None)], "bearer")
    assert made == {"bawaslu": Total(2, 12, 4, 1), "none": Total(1, 0, 0, 0)}


def test_columns_are_known_by_their_heads_however_they_are_written():
    assert rules.columns_of(["NO. URUT", "Nama  Partai", "lain"]) == {"number": 0, "name": 1}
    assert rules.columns_of(["Dapil", "Partai", "Nama Calon", "Nama", "No"]) == {"area": 0, "group": 1, "name": 2, "number": 4}
    assert rules.columns_of(["", "x"]) == {}


def test_a_new_list_adds_changes_and_drops_lines_by_their_place_on_the_ballot():
    before = [Entry("1", "Melati"), Entry("2", "Kenanga"), Entry("", "Tanpa Nomor")]
    after = [Entry("1", "Melati Putih"), Entry("3", "Cempaka"), Entry("", "TANPA NOMOR")]
    change = rules.difference(before, after)
    assert change.added == [Entry("3", "Cempaka")]
    assert change.changed == [(before[0], after[0]), (before[2], after[2])]
    assert change.gone == [Entry("2", "Kenanga")]
    assert change.any
    assert not rules.difference(before, before).any
