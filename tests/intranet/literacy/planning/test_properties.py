"""Thousands of invented offices: whatever a planner returns, the checker finds no broken rule, and every reason given is true."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import pytest

from intranet.base.actor import Party
from intranet.literacy.planning import exact
from intranet.literacy.planning.checker import check, faults
from intranet.literacy.planning.explain import obstacles
from intranet.literacy.planning.goals import Held, cost_of, plan_of
from intranet.literacy.planning.greedy import improve
from intranet.literacy.planning.ground import Ground
from intranet.literacy.planning.linear import build, held_in, values_of
from intranet.literacy.planning.model import Plan, Problem, Session
from intranet.literacy.planning.planner import propose
from intranet.literacy.planning.replan import changes, keep
from intranet.literacy.planning.rules import MILDEST, Level, Rule, RuleTable
from tests.intranet.literacy.planning.instances import by_chance

# Nobody is told to do without the half that is demanded, as long as there are people for it.
DEMANDED = {Rule.PAIR, Rule.RESOURCE_PERSON, Rule.ACCEPTED}
GREEDY, EXACT, SMALL = 2_000, 240, 120


def blocks(count: int, pieces: int) -> list[range]:
    """Seeds in pieces, so that several workers share them and a failure says where it was."""
    return [range(start, start + count // pieces) for start in range(0, count, count // pieces)]


@pytest.mark.parametrize("seeds", blocks(GREEDY, 8), ids=str)
def test_the_plain_planner_breaks_no_rule(seeds):
    broken = []
    for seed in seeds:
        problem = by_chance(seed)
        ground = Ground(problem)
        broken += [(seed, finding) for finding in faults(check(problem, plan_of(ground, improve(ground))))]
    assert broken == []


@pytest.mark.parametrize("seeds", blocks(EXACT, 4), ids=str)
def test_the_solver_breaks_no_rule_and_is_never_worse(seeds):
    pytest.importorskip("highspy")
    better = 0
    for seed in seeds:
        problem = by_chance(seed)
        ground = Ground(problem)
        start = improve(ground)
        outcome = exact.search(ground, start, seconds=20)
        assert faults(check(problem, plan_of(ground, outcome.held))) == (), seed
        before, after = cost_of(ground, start), cost_of(ground, outcome.held)
        assert after.soft + outcome.missing * after.unfilled == outcome.progress.value, seed
        assert outcome.proven, seed
        assert (after.unfilled, after.soft) <= (before.unfilled, before.soft), seed
        better += after != before
    assert better


def test_rows_and_columns_say_of_every_plan_what_the_goals_say():
    for seed in range(400):
        ground = Ground(by_chance(seed))
        held = improve(ground)
        cost = cost_of(ground, held)
        model = build(ground, 1000, full=cost.unfilled == 0)
        values = values_of(ground, model, held)
        assert model.value(values) == cost.soft + 1000 * cost.unfilled, seed
        assert held_in(model, values) == sorted(held, key=lambda one: one.option), seed
        for terms, low, high in model.rows:
            total = sum(values[column] * factor for column, factor in terms)
            assert low is None or total >= low, seed
            assert high is None or total <= high, seed


def every_plan(ground: Ground) -> Iterator[int]:
    """What each plan that keeps all rules costs in a small office, found the slow way."""
    problem, singles = ground.problem, []
    for session in every_session(problem):
        if not faults(check(problem, Plan((session,)))):
            singles.append(session)
    for size in range(len(problem.wishes) + 1):
        for sessions in combinations(singles, size):
            plan = Plan(sessions)
            if not faults(check(problem, plan)):
                yield price(ground, plan)


def price(ground: Ground, plan: Plan) -> int:
    held = []
    for session in plan.sessions:
        option = ground.by_start[session.wish, session.time.start]
        people = frozenset(ground.person_index[name] for name in session.people)
        held.append(Held(option.index, people, ground.room_index.get(session.room)))
    cost = cost_of(ground, held)
    return cost.soft + 100_000 * cost.unfilled


def every_session(problem: Problem) -> Iterator[Session]:
    """Every session that could be put together for a wish, sensible or not."""
    ours = [person.id for person in problem.people if person.party is Party.BAWASLU]
    theirs = [person.id for person in problem.people if person.party is Party.DISKOMINFO]
    for wish in problem.wishes:
        halves = [frozenset(who) for size in range(wish.helpers + 1) for who in combinations(theirs, size)]
        for slot in wish.slots:
            for one in [frozenset(), *(frozenset({name}) for name in ours)]:
                for half in halves:
                    for room in [room.id for room in problem.rooms] if wish.needs_room else [""]:
                        if one or half:
                            yield Session(wish.id, slot, one | half, room)


def test_the_proven_best_is_the_best_of_all_plans():
    pytest.importorskip("highspy")
    tried = 0
    for seed in range(0, 300, 2):
        problem = by_chance(seed, pins=False)
        simple = {"count": 1, "priority": 1, "must": frozenset(), "asked_for": frozenset(), "rooms": frozenset()}
        wishes = tuple(replace(wish, slots=wish.slots[:2], **simple) for wish in problem.wishes[:3])
        people = tuple(person for person in problem.people if person.id in ("b0", "b1", "d0", "d1"))
        problem = replace(problem, wishes=wishes, people=people, rooms=problem.rooms[:2], before=None)
        problem = replace(problem, rules=RuleTable({Rule.HELPERS: Level.WARN} if seed % 4 else {}))
        ground = Ground(problem)
        if len(list(every_session(problem))) > 60:
            continue
        outcome = exact.search(ground, improve(ground), seconds=20)
        assert outcome.proven
        assert price(ground, plan_of(ground, outcome.held)) == min(every_plan(ground)), seed
        tried += 1
    assert tried > 30


@pytest.mark.parametrize("seeds", blocks(SMALL, 4), ids=str)
def test_an_obstacle_is_true_and_the_smallest(seeds):
    """The session that is said to be possible breaks just the rules that are named; no other one breaks fewer."""
    said = Counter()
    for seed in seeds:
        problem = by_chance(seed, pins=False)
        ground = Ground(problem)
        held = improve(ground)
        plan = plan_of(ground, held)
        settled = set(faults(check(problem, plan)))
        for obstacle in obstacles(ground, held):
            assert obstacle.rules, seed
            if obstacle.possible is None:
                continue
            broken = against(problem, plan, obstacle.possible) - settled
            assert {finding.rule for finding in broken} == set(obstacle.rules), seed
            said[len(obstacle.rules)] += 1
            for session in every_session(replace(problem, wishes=tuple(one for one in problem.wishes if one.id == obstacle.wish))):
                if all(session.time != other.time or session.wish != other.wish for other in plan.sessions):
                    fewer = {finding.rule for finding in against(problem, plan, session)}
                    assert len(fewer) >= len(obstacle.rules) or fewer & (DEMANDED - set(obstacle.rules)), seed
    assert said[1]
    assert said[2]


def against(problem: Problem, plan: Plan, session: Session) -> set:
    """The faults of a plan with one more session, by what they are about."""
    found = faults(check(problem, Plan((*plan.sessions, session))))
    return {replace(finding, about=None) for finding in found}  # type: ignore[arg-type]


def test_without_the_rules_named_the_wish_is_filled():
    """Soften just the rules named, keep everything else, plan again: now it is there."""
    tried: Counter[Rule] = Counter()
    for seed in range(600):
        problem = by_chance(seed, pins=False)
        ground = Ground(problem)
        held = improve(ground)
        plan = plan_of(ground, held)
        planned = Counter(session.wish for session in plan.sessions)
        for obstacle in obstacles(ground, held):
            if any(MILDEST[rule] is Level.BLOCK for rule in obstacle.rules):
                continue
            levels = {**problem.rules.levels, **{rule: MILDEST[rule] for rule in obstacle.rules}}
            counts = planned + Counter({obstacle.wish: 1})
            wishes = tuple(replace(wish, count=counts[wish.id]) for wish in problem.wishes if counts[wish.id])
            softer = replace(problem, wishes=wishes, rules=RuleTable(levels))
            again = propose(keep(softer, plan, frozenset(plan.sessions)), solver=False)
            assert Counter(session.wish for session in again.plan.sessions) == counts, (seed, obstacle)
            tried.update(obstacle.rules)
    assert {
        Rule.LOAD,
        Rule.AVAILABILITY,
        Rule.SKILL,
        Rule.TRAVEL,
        Rule.CASE_DUTY,
        Rule.ROOM_FIT,
        Rule.SOLO,
        Rule.HELPERS,
    } <= tried.keys()


def test_planning_again_keeps_what_was_accepted_and_moves_little_else():
    moved = loose = 0
    for seed in range(200):
        problem = by_chance(seed, pins=False)
        first = propose(problem, solver=False)
        accepted = frozenset(first.plan.sessions[::2])
        second = propose(keep(problem, first.plan, accepted), solver=False)
        assert accepted <= set(second.plan.sessions), seed
        assert len(second.plan.sessions) >= len(first.plan.sessions), seed
        loose += len(first.plan.sessions) - len(accepted)
        moved += sum(change.before is not None for change in changes(first.plan, second.plan))
    assert moved * 20 <= loose
