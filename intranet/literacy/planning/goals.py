"""What a plan costs: the soft goals of ``Weights``, and before all of them the wishes that are not filled.

Costs are whole numbers and add up; the linear model of ``linear`` gives every plan the same cost, term by term.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from itertools import combinations

from intranet.base.actor import Party
from intranet.literacy.planning.ground import Ground, Option
from intranet.literacy.planning.model import Acquaintance, Plan
from intranet.literacy.planning.rules import Rule
from shared.text import N_


class Goal(Enum):
    """A soft goal, as shown beside its weight and what it cost."""

    COUNT = "count"
    TRAVEL = "travel"
    PILLAR = "pillar"
    REPEAT = "repeat"
    PAIR = "pair"
    ALONE = "alone"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The goal in Indonesian."""
        return {
            "count": N_("Pemerataan jumlah sesi"),
            "travel": N_("Pemerataan perjalanan"),
            "pillar": N_("Keseimbangan empat pilar"),
            "repeat": N_("Topik tidak berulang di tempat yang sama"),
            "pair": N_("Susunan pasangan"),
            "alone": N_("Sesi tanpa pasangan"),
            "other": N_("Keinginan, peringatan, dan perubahan"),
        }[self.value]


@dataclass(frozen=True)
class Held:
    """An option that is held: who sits in it beside those pinned, and in which room it is when one was sought."""

    option: int
    people: frozenset[int]
    room: int | None = None


@dataclass(frozen=True)
class Cost:
    """``unfilled``: wishes not filled, by priority; ``goals``: what each soft goal cost."""

    unfilled: int
    goals: dict[Goal, int]

    @property
    def soft(self) -> int:
        """The sum of the soft goals."""
        return sum(self.goals.values())


def plan_of(ground: Ground, held: Iterable[Held]) -> Plan:
    """The plan these options make, by time and wish."""
    sessions = [ground.session(ground.options[one.option], set(one.people), one.room) for one in held]
    return Plan(tuple(sorted(sessions, key=lambda session: (session.time.start, session.wish))))


def cost_of(ground: Ground, held: Iterable[Held]) -> Cost:
    """What these options cost together."""
    chosen, weights = list(held), ground.problem.weights
    options = [ground.options[one.option] for one in chosen]
    loads: Counter[int] = Counter()
    quarters: Counter[int] = Counter()
    goals = dict.fromkeys(Goal, 0)
    for one, option in zip(chosen, options, strict=True):
        goals[Goal.OTHER] += option.cost + (option.free_rooms[one.room] if one.room is not None else 0)
        for seat in option.seats:
            there = one.people & seat.free.keys()
            goals[Goal.OTHER] += sum(seat.free[who] for who in there)
            goals[Goal.ALONE] += weights.alone * (seat.optional and not there)
            goals[Goal.OTHER] += weights.short * seat.short(len(there))
        for who in one.people:
            loads[who] += 1
            quarters[who] += ground.road(who, option.kecamatan)
        goals[Goal.PAIR] += weights.pair * strangers(ground, option, one.people)
    goals[Goal.COUNT] = sum(count_cost(ground, who, number) for who, number in loads.items())
    goals[Goal.TRAVEL] = sum(travel_cost(ground, who, number) for who, number in quarters.items())
    touched = {key for option in options for key in pillars_of(ground, option)}
    goals[Goal.PILLAR] = weights.pillar * len(wanted_pillars(ground) - touched)
    topics = Counter(key for one, option in zip(chosen, options, strict=True) if (key := topic_at(ground, option, one.room)))
    again = sum(max(number - 1 + (key in ground.problem.held), 0) for key, number in topics.items())
    goals[Goal.REPEAT] = weights.repeat * again
    goals[Goal.OTHER] += weights.warning * _warnings(ground, chosen)
    return Cost(unfilled(ground, options), goals)


def unfilled(ground: Ground, options: Iterable[Option]) -> int:
    """What is missing, by priority; what was accepted counts more than what is only wanted."""
    wanted = sum(wish.priority * (wish.count - len(wish.pins)) for wish in ground.wishes)
    wanted += sum(ground.wishes[option.wish].priority * option.worth for option in ground.options if option.pin)
    return wanted - sum(ground.wishes[option.wish].priority * option.worth for option in options)


def count_cost(ground: Ground, who: int, number: int) -> int:
    """What ``number`` sessions more cost one person: each one more than the one before."""
    return ground.problem.weights.count * sum(ground.above[who] + step for step in range(1, number + 1))


def travel_cost(ground: Ground, who: int, quarters: int) -> int:
    """What ``quarters`` more quarter hours on the road cost one person: dearer in each further band."""
    weights, cost, at = ground.problem.weights, 0, ground.beyond[who]
    while quarters > 0:
        step = min(quarters, weights.travel_band - at % weights.travel_band)
        cost += weights.travel * (1 + at // weights.travel_band) * step
        at, quarters = at + step, quarters - step
    return cost


def pillars_of(ground: Ground, option: Option) -> list[tuple[str, str, int]]:
    """The pillars an option touches, in its kecamatan and (with an empty one) in its programme as a whole."""
    wish = ground.wishes[option.wish]
    return [(wish.programme, where, pillar) for pillar in sorted(wish.pillars) for where in (wish.kecamatan, "") if wish.programme]


def wanted_pillars(ground: Ground) -> set[tuple[str, str, int]]:
    """The pillars the wishes name and nothing before has touched."""
    wanted = {key for options in ground.of_wish for key in pillars_of(ground, options[0])}
    covered = ground.problem.covered | {(programme, "", pillar) for programme, _, pillar in ground.problem.covered}
    return wanted - covered


def topic_at(ground: Ground, option: Option, room: int | None) -> tuple[str, str] | None:
    """The topic and the place of a session; None when it has no topic."""
    wish = ground.wishes[option.wish]
    if not wish.topic:
        return None
    if room is None and option.pin and option.pin.room:
        room = ground.room_index[option.pin.room]
    return wish.topic, wish.place or wish.kecamatan if room is None else ground.rooms[room].place


def know(ground: Ground, one: int, other: int) -> bool:
    """Whether two people have held a session together before."""
    return ground.people[other].id in ground.people[one].knows or ground.people[one].id in ground.people[other].knows


def strangers(ground: Ground, option: Option, people: Iterable[int]) -> int:
    """How many resource persons of a pair sit with somebody the office would not have put beside them."""
    asked = ground.problem.weights.acquaintance
    if asked is Acquaintance.ANY:
        return 0
    there = set(people).union(*(seat.pinned for seat in option.seats))
    theirs = [who for who in there if ground.people[who].party is Party.DISKOMINFO]
    ours = there.difference(theirs)
    known = [any(know(ground, who, other) for other in theirs) for who in sorted(ours)] if theirs else []
    return sum(known) if asked is Acquaintance.MIX else len(known) - sum(known)


def _warnings(ground: Ground, held: list[Held]) -> int:
    """Warnings that only several sessions together give: roads too short, and loads too high."""
    of_person: dict[int, list[Option]] = {}
    for one in held:
        for who in one.people:
            of_person.setdefault(who, []).append(ground.options[one.option])
    found = 0
    for who, options in of_person.items():
        if ground.soft[Rule.TRAVEL]:
            found += sum(ground.clash(one, other) is Rule.TRAVEL for one, other in combinations(options, 2))
        if ground.soft[Rule.LOAD]:
            for unit, most in ground.limits(who):
                loads = Counter(ground.period(option, unit) for option in options)
                found += sum(max(number - max(most - ground.loaded(who, unit, key), 0), 0) for key, number in loads.items())
    return found
