"""Kinds, states and arithmetic of what the parties do together."""

import datetime as dt

import pytest

from intranet.base.actor import Actor, ActorKind, Party, Role
from intranet.outreach import rules
from intranet.outreach.rules import CapacityKind, CostBearer, Gain, PlanState


def actor(role: Role, party: Party | None) -> Actor:
    return Actor(ActorKind.STAFF, "1", "Contoh", party, frozenset({role}))


def test_officers_and_chiefs_of_the_two_parties_work_and_change_their_own_or_what_is_joint():
    bawaslu, head = actor(Role.BAWASLU_OFFICER, Party.BAWASLU), actor(Role.DISKOMINFO_HEAD, Party.DISKOMINFO)
    assert rules.may_work(bawaslu)
    assert rules.may_work(head)
    for role, party in ((Role.ADMIN, Party.DISKOMINFO), (Role.AUDITOR, Party.BAWASLU), (Role.PARTNER, Party.PARTNER)):
        assert not rules.may_work(actor(role, party))
    assert rules.may_change(bawaslu, Party.BAWASLU)
    assert not rules.may_change(bawaslu, Party.DISKOMINFO)
    assert rules.may_change(bawaslu, Party.DISKOMINFO, joint=True)
    assert rules.doing(Party.BAWASLU, False) == (Party.BAWASLU,)
    assert set(rules.doing(Party.BAWASLU, True)) == {Party.BAWASLU, Party.DISKOMINFO}
    assert rules.other(Party.BAWASLU) is Party.DISKOMINFO
    assert rules.other(Party.DISKOMINFO) is Party.BAWASLU


def test_every_kind_and_state_has_a_text_and_a_value_of_its_own():
    kinds = [kind for kind in rules.Said.__subclasses__() if kind]
    assert len(kinds) >= 14
    for kind in kinds:
        assert len({member.value for member in kind}) == len({member.label for member in kind}) == len(list(kind))


def test_a_cost_needs_somebody_who_pays():
    assert rules.cost_fault(CostBearer.NONE, None, None) == rules.cost_fault(CostBearer.NONE, 0, 0) == ""
    assert rules.cost_fault(CostBearer.NONE, 5, None)
    assert rules.cost_fault(CostBearer.NONE, None, 5)
    assert rules.cost_fault(CostBearer.SHARED, 5, 5) == ""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("3399990101900001", True),
        ("Budi 3399 9901 0190 0001", True),
        ("33.99.99-010190-0001", True),
        ("NIP 19900101", False),
        ("Budi Contoh", False),
    ],
)
def test_a_nik_is_seen_however_it_is_spaced(text, found):
    assert rules.holds_nik(text) is found


def finish(kind: CapacityKind, scores=((None, None),), **how) -> str:
    return rules.finish_fault(kind, list(scores), **{"reached": 0, "minuted": False, "actions": 0, **how})


def test_an_fgd_is_not_finished_without_minutes_and_a_training_not_without_scores():
    assert "notulen" in finish(CapacityKind.FGD)
    assert "notulen" in finish(CapacityKind.FGD, minuted=True)
    assert "notulen" in finish(CapacityKind.FGD, actions=1)
    assert finish(CapacityKind.FGD, minuted=True, actions=1) == ""
    assert "nilai" in finish(CapacityKind.TECHNICAL_TRAINING)
    assert "nilai" in finish(CapacityKind.TECHNICAL_TRAINING, [(50, 80), (40, None)])
    assert "nilai" in finish(CapacityKind.TECHNICAL_TRAINING, [], reached=9)
    assert finish(CapacityKind.TECHNICAL_TRAINING, [(50, 80), (0, 0)]) == ""
    assert "hadir" in finish(CapacityKind.WORKSHOP, [])
    assert finish(CapacityKind.WORKSHOP) == finish(CapacityKind.WORKSHOP, [], reached=3) == ""


def test_the_gain_counts_those_with_both_scores():
    assert rules.gain([(None, 90), (None, None)]) is None
    found = rules.gain([(40, 80), (51, 90), (None, 100)])
    assert found == Gain(2, 45.5, 85.0)
    assert found.points == 39.5


def test_a_plan_for_a_day_gone_by_is_late_until_it_is_done_or_dropped():
    today, day = dt.date(2026, 11, 20), dt.timedelta(days=1)
    assert rules.plan_state(today, None, False, today) is PlanState.COMING
    assert rules.plan_state(today - day, None, False, today) is PlanState.LATE
    assert rules.plan_state(today - day, None, True, today) is PlanState.DROPPED
    assert rules.plan_state(today - day, today, False, today) is PlanState.DONE


def test_a_month_is_whole_weeks_from_monday():
    weeks = rules.month_weeks(dt.date(2026, 11, 1))  # a Sunday
    assert weeks[0] == [None] * 6 + [dt.date(2026, 11, 1)]
    assert weeks[-1][0] == dt.date(2026, 11, 30)
    assert all(len(week) == 7 for week in weeks)
    assert rules.month_after(dt.date(2026, 12, 1)) == dt.date(2027, 1, 1)
    assert rules.month_after(dt.date(2026, 1, 1), -1) == dt.date(2025, 12, 1)


def test_letters_of_the_two_parties_never_bear_the_same_number():
    made = {rules.letter_series(party, reply=reply) for party in rules.PARTIES for reply in (True, False)}
    assert len({series for series, _ in made}) == len({template for _, template in made}) == 4
    assert rules.letter_series(Party.BAWASLU, reply=False) == ("loan-request-bawaslu", "{seq:03d}/PPF-BWS/{office}/{roman}/{year}")
