"""Changing a plan: keep what was accepted, move the rest as little as need be, say what changed, find a stand-in."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace

from intranet.literacy.planning.goals import count_cost, know, travel_cost
from intranet.literacy.planning.ground import QUARTER, Broken, Ground
from intranet.literacy.planning.model import Pin, Plan, Problem, Session
from intranet.literacy.planning.rules import Rule


@dataclass(frozen=True)
class Change:
    """What became of one session: ``before`` None = new, ``after`` None = dropped, else time, people or room differ."""

    wish: str
    before: Session | None
    after: Session | None

    @property
    def moved(self) -> bool:
        """Whether it is at another time now."""
        return self.before is not None and self.after is not None and self.before.time != self.after.time

    @property
    def elsewhere(self) -> bool:
        """Whether it is in another room now."""
        return self.before is not None and self.after is not None and self.before.room != self.after.room

    @property
    def joined(self) -> frozenset[str]:
        """Who is new in it."""
        return (self.after.people if self.after else frozenset()) - (self.before.people if self.before else frozenset())

    @property
    def left(self) -> frozenset[str]:
        """Who is no longer in it."""
        return (self.before.people if self.before else frozenset()) - (self.after.people if self.after else frozenset())

    @property
    def concerned(self) -> frozenset[str]:
        """Who has to be told: all of them when time or room differ, else those who came or went and the half they meet."""
        return (self.before.people if self.before else frozenset()) | (self.after.people if self.after else frozenset())


def changes(before: Plan, after: Plan) -> tuple[Change, ...]:
    """What differs between two plans, by time and wish. Sessions of one wish are matched by start, then in order of time."""
    old, new = _by_wish(before), _by_wish(after)
    found = []
    for wish in sorted(old.keys() | new.keys()):
        was, now = old.get(wish, {}), new.get(wish, {})
        pairs: list[tuple[Session | None, Session | None]] = [(was[start], now[start]) for start in was.keys() & now.keys()]
        gone = [was[start] for start in sorted(was.keys() - now.keys())]
        come = [now[start] for start in sorted(now.keys() - was.keys())]
        pairs += zip(gone, come, strict=False)
        pairs += [(session, None) for session in gone[len(come) :]]
        pairs += [(None, session) for session in come[len(gone) :]]
        found += [Change(wish, one, other) for one, other in pairs if one != other]
    return tuple(sorted(found, key=lambda change: ((change.after or change.before).time, change.wish)))  # type: ignore[union-attr]


def keep(problem: Problem, plan: Plan, accepted: frozenset[Session]) -> Problem:
    """The problem of planning again: what was accepted stays as it is, all else may move, and moving costs."""
    pins = defaultdict(list)
    for session in plan.sessions:
        if session in accepted:
            pins[session.wish].append(Pin(session.time.start, session.people, session.room, whole=True))
    wishes = []
    for wish in problem.wishes:
        given = {pin.start for pin in pins[wish.id]}
        kept = [pin for pin in wish.pins if pin.start not in given]
        wishes.append(replace(wish, pins=tuple(sorted([*kept, *pins[wish.id]], key=lambda pin: pin.start))))
    return replace(problem, wishes=tuple(wishes), before=plan)


@dataclass(frozen=True)
class StandIn:
    """Somebody who could take a place. ``broken``: rules against it (those that block come first in the order of ranks);
    ``sessions``, ``minutes``: load of 90 days with this plan, before the place is taken; ``road``: minutes there and back;
    ``knows``: has worked with the half that stays; ``cost``: what the soft goals say.
    """

    person: str
    broken: Broken
    blocked: bool
    sessions: int
    minutes: int
    road: int
    knows: bool
    cost: int


def stand_ins(problem: Problem, plan: Plan, session: Session, person: str) -> tuple[StandIn, ...]:
    """Who could take the place of ``person`` in ``session`` of ``plan``, everybody else and all else staying; best first.

    People whom a rule that blocks keeps away come last, with that rule, so that the office sees why. Nobody who is in the
    session, or of the other party, is named. Raises ValueError when the person is not in the session or it is not planned.
    """
    if session not in plan.sessions or person not in session.people:
        raise ValueError("only somebody who is in a planned session can drop out of it")
    rest = replace(session, people=session.people - {person})
    problem = replace(keep(problem, plan, frozenset(plan.sessions)), before=None)
    wishes = []
    for wish in problem.wishes:
        if wish.id == session.wish:
            pins = tuple(
                replace(pin, people=rest.people, whole=False) if pin.start == session.time.start else pin for pin in wish.pins
            )
            wish = replace(wish, pins=pins, must=wish.must - {person})
        wishes.append(wish)
    ground = Ground(replace(problem, wishes=tuple(wishes)))
    option = ground.by_start[session.wish, session.time.start]
    gone = ground.person_index[person]
    seat = next(seat for seat in option.seats if seat.party is ground.people[gone].party)
    half = [ground.person_index[name] for name in sorted(rest.people)]
    half = [other for other in half if ground.people[other].party is not seat.party]
    found = []
    for who, all_broken in seat.people.items():
        if who == gone:
            continue
        broken = frozenset(rule for rule in all_broken if ground.hard[rule] or ground.soft[rule])
        quarters = ground.road(who, option.kecamatan)
        found.append(
            StandIn(
                person=ground.people[who].id,
                broken=broken,
                blocked=ground.blocks(broken),
                sessions=ground.count[who],
                minutes=ground.quarters[who] * QUARTER,
                road=quarters * QUARTER,
                knows=any(know(ground, who, other) for other in half),
                cost=seat.free.get(who, 0) + count_cost(ground, who, 1) + travel_cost(ground, who, quarters),
            )
        )
    return tuple(sorted(found, key=lambda one: (one.blocked, _weight(one.broken), one.cost, one.sessions, one.person)))


def _weight(broken: Broken) -> tuple[int, bool]:
    """Fewer rules first; of as many, skill last, because nobody learns a topic overnight."""
    return len(broken), Rule.SKILL in broken


def _by_wish(plan: Plan) -> dict[str, dict[dt.datetime, Session]]:
    found: dict[str, dict[dt.datetime, Session]] = defaultdict(dict)
    for session in plan.sessions:
        found[session.wish][session.time.start] = session
    return found
