"""Why a wish is not filled, and why this person was proposed: true reasons, found by trying.

An obstacle names the smallest set of rules such that, were they lifted for this one session, it could be held beside everything
that is planned. The session that would then be possible is given too, so that anybody (and the tests) can try it.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from intranet.literacy.planning.goals import Held
from intranet.literacy.planning.greedy import Draft
from intranet.literacy.planning.ground import NONE, Broken, Ground, Option, Seat, overlap
from intranet.literacy.planning.model import Session
from intranet.literacy.planning.rules import Rule

# Of two sets as small, the one is named that an office can do something about: what it set itself, then what people said,
# then what the law and the clock say.
_FIRST = (
    Rule.LOAD,
    Rule.HELPERS,
    Rule.TRAVEL,
    Rule.ROOM_FIT,
    Rule.LEAD_TIME,
    Rule.CASE_DUTY,
    Rule.OVERLAP,
    Rule.AVAILABILITY,
    Rule.SKILL,
    Rule.ROOM,
    Rule.HOURS,
    Rule.PRAYER,
    Rule.HOLIDAY,
    Rule.SOLO,
    Rule.RESOURCE_PERSON,
    Rule.PAIR,
)


@dataclass(frozen=True)
class Obstacle:
    """Why ``missing`` sessions of a wish are not planned. ``rules``: the smallest set in the way; ``possible``: the session
    that could be held without them (None when no time is left to choose from).
    """

    wish: str
    missing: int
    rules: tuple[Rule, ...]
    possible: Session | None


@dataclass(frozen=True)
class Reason:
    """Why somebody was proposed: what they had in 90 days, what this plan adds, and how many others could have come.

    Minutes are those of travel there and back, begun quarter hours counted whole.
    """

    wish: str
    session: Session
    person: str
    sessions_before: int
    sessions_planned: int
    minutes: int
    others: int


def obstacles(ground: Ground, held: Iterable[Held]) -> tuple[Obstacle, ...]:
    """An obstacle for every wish that is not filled."""
    draft = Draft(ground, held)
    found = []
    for number, wish in enumerate(ground.wishes):
        if draft.lacks(number):
            missing = wish.count - draft.filled[number]
            tries = (attempt for option in draft.choices(number, closed=True) if (attempt := _attempt(draft, option)))
            best = min(tries, key=lambda attempt: (len(attempt[0]), [_FIRST.index(rule) for rule in attempt[0]]), default=None)
            rules, session = best if best else ((Rule.TIMES,), None)
            found.append(Obstacle(wish.id, missing, rules, session))
    return tuple(found)


def reasons(ground: Ground, held: Iterable[Held]) -> tuple[Reason, ...]:
    """A reason for every person the planner chose."""
    chosen = list(held)
    planned = Counter(who for one in chosen for who in one.people)
    draft = Draft(ground, chosen)
    found = []
    for one in chosen:
        option = ground.options[one.option]
        session = ground.session(option, set(one.people), one.room)
        draft.take(one.option)
        for seat in option.seats:
            ready = {who for who in seat.free if draft.can(who, option)}
            for who in sorted(one.people & seat.free.keys()):
                minutes = ground.road(who, option.kecamatan) * 15
                others = len(ready - one.people)
                found.append(Reason(session.wish, session, ground.people[who].id, ground.count[who], planned[who], minutes, others))
        draft.put(one)
    return tuple(found)


def _attempt(draft: Draft, option: Option) -> tuple[tuple[Rule, ...], Session] | None:
    """The smallest set of rules to lift for one option, and the session it then is."""
    ground = draft.ground
    blocking = {rule for rule, hard in ground.hard.items() if hard}
    people = [
        {who: _against(draft, who, option, broken) & blocking for who, broken in seat.people.items()} for seat in option.seats
    ]
    rooms = {room: _room(draft, room, option, lacks) & blocking for room, lacks in option.rooms.items()}
    always = set(option.broken & blocking)
    for seat, found in zip(option.seats, people, strict=True):
        if not seat.optional and len(found) < seat.fewest:
            always |= {seat.rule}  # there are too few people of this party altogether
    fewer = {Rule.HELPERS for seat in option.seats if seat.fewest < seat.least}
    loosened = fewer | {seat.rule for seat in option.seats if not seat.optional and seat.rule is Rule.SOLO and not seat.must}
    named = {rule for found in (*people[0].values(), *people[1].values(), *rooms.values()) for rule in found} | loosened
    universe = sorted(named - always, key=_FIRST.index)
    for size in range(len(universe) + 1):
        for more in combinations(universe, size):
            lifted = always | set(more)
            sides = [_sit(seat, found, lifted) for seat, found in zip(option.seats, people, strict=True)]
            room = next((room for room, lacks in rooms.items() if lacks <= lifted), None)
            someone = any(sides) or any(seat.pinned for seat in option.seats)
            if None not in sides and (someone or Rule.PAIR in lifted) and (room is not None or not option.seeks_room):
                there = set().union(*(side for side in sides if side))
                return tuple(sorted(lifted, key=_FIRST.index)), ground.session(option, there, room)
    return None


def _sit(seat: Seat, found: dict[int, Broken], lifted: set[Rule]) -> set[int] | None:
    """Who could sit there with some rules lifted; None when the seat stays empty and must not."""
    ready = sorted((len(broken), who) for who, broken in found.items() if broken <= lifted)
    people = [who for _, who in ready if who not in seat.must]
    enough = seat.fewest if Rule.HELPERS in lifted else seat.least
    if len(ready) >= enough and seat.must <= {who for _, who in ready}:
        return set(seat.must) | set(people[: seat.need - len(seat.must)])
    return set() if seat.optional or (seat.rule in lifted and not seat.must) else None


def _against(draft: Draft, who: int, option: Option, broken: Broken) -> Broken:
    """What keeps a person from an option, what is planned included."""
    ground = draft.ground
    clashes = {rule for other in draft.around(who, option) if (rule := ground.clash(option, other))}
    return broken | clashes | ({Rule.LOAD} if draft.full(who, option) else NONE)


def _room(draft: Draft, room: int, option: Option, lacks: Broken) -> Broken:
    taken = any(overlap(option, other) for other in draft.room_of(room))
    return lacks | {Rule.ROOM} if taken else lacks
