"""Everything the planner can say has words, and the words have all they name."""

from collections.abc import Iterable

import pytest

from intranet.calendar.deadlines import Part
from intranet.literacy.planning import words
from intranet.literacy.planning.checker import check
from intranet.literacy.planning.explain import Obstacle
from intranet.literacy.planning.goals import Goal
from intranet.literacy.planning.model import Plan
from intranet.literacy.planning.planner import propose
from intranet.literacy.planning.replan import changes, stand_ins
from intranet.literacy.planning.rules import MILDEST, Level, Rule, choices
from tests.intranet.literacy.planning.instances import by_chance, office, wish


def filled(parts: Iterable[Part]) -> list[str]:
    return [part.text % part.values for part in parts]


@pytest.mark.parametrize("rule", list(Rule))
def test_every_rule_has_a_name_a_mildest_level_and_its_choices(rule):
    assert rule.label
    assert choices(rule)[0] is Level.BLOCK
    assert choices(rule)[-1] is MILDEST[rule]


def test_levels_and_goals_have_names():
    assert len({level.label for level in Level}) == 3
    assert len({goal.label for goal in Goal}) == len(Goal)


def test_everything_that_can_be_found_is_said():
    said = set()
    for seed in range(300):
        problem = by_chance(seed)
        proposal = propose(problem, solver=False)
        shuffled = Plan(tuple(proposal.plan.sessions[:1]) * 2)
        for finding in (*proposal.findings, *check(problem, shuffled)):
            assert filled([words.about_finding(problem, finding)])
            said.add(finding.rule)
        for obstacle in proposal.obstacles:
            assert filled(words.about_obstacle(problem, obstacle))
        for reason in proposal.reasons:
            assert filled(words.about_reason(problem, reason))
    assert len(said) > 12


def test_all_that_stands_in_the_way_is_named_and_no_more():
    problem = office(wish())
    for rule in set(Rule) - {Rule.ACCEPTED}:
        assert len(filled(words.about_obstacle(problem, Obstacle("w", 1, (rule,), None)))) == 1
    two = filled(words.about_obstacle(problem, Obstacle("w", 1, (Rule.LOAD, Rule.HOURS), None)))
    assert two[0] == "2 hal menghalangi sekaligus:"
    assert len(two) == 3


def test_changes_and_stand_ins_are_said():
    for seed in range(0, 60, 2):
        problem = by_chance(seed, pins=False)
        plan = propose(problem, solver=False).plan
        other = propose(by_chance(seed + 2, pins=False), solver=False).plan if seed else Plan()
        known = {person.id for person in problem.people}
        other = Plan(tuple(one for one in other.sessions if one.people <= known))
        for change in changes(plan, other):
            assert filled(words.about_change(problem, change))
        for one in plan.sessions[:1]:
            for stand_in in stand_ins(problem, plan, one, min(one.people)):
                assert filled(words.about_stand_in(problem, stand_in))
