"""Changing a plan: what was accepted stays, what changed is said, and a stand-in keeps the other half."""

from dataclasses import replace

import pytest

from intranet.literacy.planning.checker import check, faults
from intranet.literacy.planning.model import Busy, BusyKind, Plan, Policy, Session
from intranet.literacy.planning.planner import propose
from intranet.literacy.planning.replan import Change, changes, keep, stand_ins
from intranet.literacy.planning.rules import Rule
from tests.intranet.literacy.planning.instances import at, by_chance, helper, office, speaker, wish


def session(name: str, day: int, *people: str, room: str = "") -> Session:
    return Session(name, at(day, 9), frozenset(people), room)


def test_what_changed_is_who_when_and_where():
    same, moved = session("w1", 15, "Sari", "Dewi"), session("w2", 15, "Bima", "Eko")
    gone, place = session("w3", 16, "Sari", "Eko"), session("w4", 17, "Sari", "Eko", room="Aula")
    now = [same, session("w2", 18, "Bima", "Dewi"), replace(place, room="Balai"), session("w5", 20, "Sari", "Dewi")]
    found = {change.wish: change for change in changes(Plan((same, moved, gone, place)), Plan(tuple(now)))}
    assert found.keys() == {"w2", "w3", "w4", "w5"}
    assert (found["w2"].moved, found["w2"].elsewhere) == (True, False)
    assert (found["w2"].joined, found["w2"].left) == ({"Dewi"}, {"Eko"})
    assert found["w2"].concerned == {"Bima", "Eko", "Dewi"}
    assert found["w3"].after is None
    assert found["w3"].left == {"Sari", "Eko"}
    assert (found["w4"].moved, found["w4"].elsewhere) == (False, True)
    assert found["w5"].before is None
    assert found["w5"].joined == {"Sari", "Dewi"}


def test_sessions_of_one_wish_are_matched_by_time_before_order():
    before = Plan((session("w", 15, "Sari", "Dewi"), session("w", 16, "Bima", "Eko")))
    after = Plan((session("w", 16, "Bima", "Eko"), session("w", 17, "Sari", "Dewi")))
    assert changes(before, after) == (Change("w", before.sessions[0], after.sessions[1]),)
    assert changes(before, before) == ()


def test_planning_again_moves_only_what_has_to_move():
    wishes = [wish(f"w{day}", slots=(at(day, 9), at(day + 7, 9))) for day in (14, 15, 16, 17)]
    problem = office(*wishes)
    first = propose(problem)
    ill = next(name for name in sorted(first.plan.sessions[1].people))
    gone = tuple(
        replace(person, busy=(Busy(first.plan.sessions[1].time, BusyKind.LEAVE),)) if person.id == ill else person
        for person in problem.people
    )
    second = propose(keep(replace(problem, people=gone), first.plan, frozenset(first.plan.sessions[:1])))
    (change,) = changes(first.plan, second.plan)
    assert ill in change.left or change.moved
    assert len(second.plan.sessions) == 4


def test_an_accepted_session_of_one_stays_one():
    one = wish(policy=Policy.JOINT_OR_SOLO)
    alone = session("w", 15, "Sari")
    again = propose(keep(office(one), Plan((alone,)), frozenset({alone})))
    assert again.plan.sessions == (alone,)
    assert [(finding.rule, finding.pinned) for finding in again.findings] == [(Rule.SOLO, True)]


def test_stand_ins_are_ranked_and_say_what_is_against_them():
    people = (
        speaker("Sari"),
        speaker("Bima", recent_count=5),
        speaker("Cici", knows=frozenset({"Dewi"})),
        speaker("Dodi", roles=frozenset({"moderator"})),
        speaker("Emil", busy=(Busy(at(15, 8), BusyKind.CASE_DUTY),)),
        helper("Dewi"),
        helper("Fajar"),
    )
    one = wish()
    planned = session("w", 15, "Sari", "Dewi")
    found = stand_ins(replace(office(one), people=people), Plan((planned,)), planned, "Sari")
    assert [one.person for one in found] == ["Cici", "Bima", "Emil", "Dodi"]
    assert [one.blocked for one in found] == [False, False, True, True]
    assert [one.broken for one in found[2:]] == [{Rule.CASE_DUTY}, {Rule.SKILL}]
    assert found[0].knows
    assert found[1].sessions == 5
    with pytest.raises(ValueError, match="drop out"):
        stand_ins(office(one), Plan((planned,)), planned, "Bima")


def test_whoever_takes_the_place_of_another_breaks_no_rule():
    tried = 0
    for seed in range(0, 400, 2):
        problem = by_chance(seed, pins=False)
        plan = propose(problem, solver=False).plan
        for one in plan.sessions[:3]:
            for person in sorted(one.people - problem_must(problem, one)):
                for stand_in in stand_ins(problem, plan, one, person):
                    instead = replace(one, people=one.people - {person} | {stand_in.person})
                    sessions = tuple(instead if other == one else other for other in plan.sessions)
                    mine = {f.rule for f in faults(check(problem, Plan(sessions))) if f.who == stand_in.person}
                    assert bool(mine) is stand_in.blocked, (seed, one, stand_in)
                    tried += 1
    assert tried > 500


def problem_must(problem, one):
    return next(wish.must for wish in problem.wishes if wish.id == one.wish)
