"""The planner that is always there: one wish after the other, hardest first, then repair and polish. Plain and repeatable.

The same problem gives the same plan on every machine: there is no chance in it, and its effort is bounded by counts, not by
time. ``stop`` ends it early with what it has, which is always a plan that keeps every rule.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable

from intranet.literacy.planning.goals import Held, pillars_of, strangers, topic_at, travel_cost, wanted_pillars
from intranet.literacy.planning.ground import Ground, Option, Seat, overlap
from intranet.literacy.planning.model import Acquaintance
from intranet.literacy.planning.rules import Rule

_DAY = 1440
_POLISHES = 12
_TRIES = 400


class Draft:
    """A plan in the making."""

    def __init__(self, ground: Ground, held: Iterable[Held] = ()) -> None:
        self.ground = ground
        self.held: dict[int, Held] = {}
        self._at: list[dict[int, list[Option]]] = [defaultdict(list) for _ in ground.people]
        self._load: list[dict[tuple[str, tuple[int, int]], int]] = [defaultdict(int) for _ in ground.people]
        self._limits = [ground.limits(who) for who in range(len(ground.people))]
        self._count = [0] * len(ground.people)
        self._quarters = [0] * len(ground.people)
        self._rooms: dict[int, list[Option]] = defaultdict(list)
        self._topics: dict[tuple[str, str], int] = defaultdict(int)
        self._pillars: dict[tuple[str, str, int], int] = defaultdict(int)
        self._wanted = wanted_pillars(ground)
        self.filled = [0] * len(ground.wishes)
        for one in held:
            self.put(one)

    def put(self, one: Held) -> None:
        """Hold an option."""
        self.held[one.option] = one
        self._count_in(one, 1)

    def take(self, option: int) -> Held:
        """No longer hold an option; what it was is returned."""
        one = self.held.pop(option)
        self._count_in(one, -1)
        return one

    def lacks(self, wish: int) -> bool:
        """Whether a wish is not filled yet."""
        return self.filled[wish] < self.ground.wishes[wish].count

    def choices(self, wish: int, *, closed: bool = False) -> list[Option]:
        """The options of a wish that could still be held, whoever is free. ``closed``: also those at a time that is no good."""
        options = [one for one in self.ground.of_wish[wish] if (one.open or closed) and one.index not in self.held]
        loose = sum(option.index in self.held and not option.pin for option in self.ground.of_wish[wish])
        more = loose < self.ground.wishes[wish].count - len(self.ground.wishes[wish].pins)
        return [option for option in options if option.pin or more]

    def best(self, wish: int) -> tuple[int, Held] | None:
        """The cheapest way to hold one more session of a wish, and what it costs."""
        found = [offer for option in self.choices(wish) if (offer := self.offer(option))]
        return min(found, key=lambda offer: (not self.ground.options[offer[1].option].pin, offer[0], offer[1].option), default=None)

    def offer(self, option: Option) -> tuple[int, Held] | None:
        """The cheapest way to hold an option; None when it cannot be held beside what is held already."""
        room = self._room(option)
        if option.seeks_room and room is None:
            return None
        sides = [self._side(option, seat) for seat in option.seats]
        offers = [
            Held(option.index, ours | theirs, room)
            for ours in sides[0]
            for theirs in sides[1]
            if ours or theirs or any(seat.pinned for seat in option.seats)
        ]
        return min(((self.price(one), one) for one in offers), key=lambda offer: offer[0], default=None)

    def price(self, one: Held) -> int:
        """What holding an option costs more than not holding it."""
        ground, weights, option = self.ground, self.ground.problem.weights, self.ground.options[one.option]
        cost = option.cost + (option.free_rooms[one.room] if one.room is not None else 0)
        for seat in option.seats:
            there = one.people & seat.free.keys()
            cost += sum(self.toll(who, option, seat) for who in there)
            cost += weights.alone * (seat.optional and not there) + weights.short * seat.short(len(there))
        cost += weights.pair * strangers(ground, option, one.people)
        keys = [key for key in pillars_of(ground, option) if key in self._wanted and not self._pillars[key]]
        topic = topic_at(ground, option, one.room)
        again = topic is not None and (self._topics[topic] > 0 or topic in ground.problem.held)
        return cost - weights.pillar * len(keys) + weights.repeat * again

    def toll(self, who: int, option: Option, seat: Seat) -> int:
        """What one more session costs one person."""
        ground, weights = self.ground, self.ground.problem.weights
        quarters = ground.road(who, option.kecamatan)
        cost = seat.free[who] + weights.count * (ground.above[who] + self._count[who] + 1)
        if quarters:
            cost += travel_cost(ground, who, self._quarters[who] + quarters) - travel_cost(ground, who, self._quarters[who])
        if ground.soft[Rule.TRAVEL]:
            cost += weights.warning * sum(ground.clash(option, other) is Rule.TRAVEL for other in self.around(who, option))
        if ground.soft[Rule.LOAD]:
            cost += weights.warning * len(self.full(who, option))
        return cost

    def can(self, who: int, option: Option) -> bool:
        """Whether a person can take an option beside what they have."""
        if self._limits[who] and self.ground.hard[Rule.LOAD] and self.full(who, option):
            return False
        return not any(self.ground.apart(option, other) for other in self.around(who, option))

    def full(self, who: int, option: Option) -> list[tuple[str, tuple[int, int]]]:
        """The weeks and months in which a person has no session left for an option."""
        found = []
        for unit, most in self._limits[who]:
            key = self.ground.period(option, unit)
            if self._load[who][unit, key] + self.ground.loaded(who, unit, key) >= most:
                found.append((unit, key))
        return found

    def fits(self, option: Option, people: frozenset[int], room: int | None) -> bool:
        """Whether an option can be held just so beside what is held already."""
        for seat in option.seats:
            there = people & seat.free.keys()
            enough = seat.least <= len(there) <= seat.need or (seat.optional and not there)
            if not enough or not seat.must <= there or not all(self.can(who, option) for who in there):
                return False
        known = people <= option.seats[0].free.keys() | option.seats[1].free.keys()
        someone = people or any(seat.pinned for seat in option.seats)
        if not option.seeks_room:
            return bool(known and someone)
        free = room in option.free_rooms and not any(overlap(option, other) for other in self._rooms[room])
        return bool(known and someone and free)

    def in_the_way(self, who: int, option: Option) -> list[int] | None:
        """The options a person would have to give up for this one; None when that would not do."""
        found = [other.index for other in self.around(who, option) if self.ground.apart(option, other)]
        if self.ground.hard[Rule.LOAD]:
            for unit, key in self.full(who, option):
                same = [other for other in self.all_of(who) if self.ground.period(other, unit) == key]
                if not same:
                    return None
                if not set(found) & {other.index for other in same}:
                    found.append(same[0].index)
        return sorted(set(found))

    def around(self, who: int, option: Option) -> list[Option]:
        """What a person has on the days of an option and the days beside them."""
        days = self._at[who]
        return [other for day in range(option.start // _DAY - 1, option.end // _DAY + 2) for other in days.get(day, ())]

    def all_of(self, who: int) -> list[Option]:
        """What a person has, by time."""
        return [option for _, options in sorted(self._at[who].items()) for option in options]

    def room_of(self, room: int) -> list[Option]:
        """What a room holds."""
        return self._rooms[room]

    def _room(self, option: Option) -> int | None:
        weights, held = self.ground.problem.weights, self.ground.problem.held
        found = []
        for room, cost in option.free_rooms.items():
            if not any(overlap(option, other) for other in self._rooms[room]):
                topic = topic_at(self.ground, option, room)
                again = topic is not None and (self._topics[topic] > 0 or topic in held)
                found.append((cost + weights.repeat * again, room))
        return min(found)[1] if found else None

    def _side(self, option: Option, seat: Seat) -> list[frozenset[int]]:
        """The groups worth a look for one half: the cheapest, some strangers or acquaintances, and nobody where that may be."""
        if not seat.need:
            return [frozenset()]
        nobody = [frozenset[int]()] if seat.optional else []
        ready = sorted((self.toll(who, option, seat), who) for who in seat.free if self.can(who, option))
        people = [who for _, who in ready]
        if len(people) < seat.least or not seat.must <= set(people):
            return nobody
        rest = [who for who in people if who not in seat.must]
        more = min(seat.need - len(seat.must), len(rest))
        groups = [seat.must | frozenset(rest[:more])]
        if self.ground.problem.weights.acquaintance is not Acquaintance.ANY and more:
            groups += [seat.must | frozenset([*rest[: more - 1], who]) for who in rest[more : more + 5]]
        return groups + nobody

    def _count_in(self, one: Held, sign: int) -> None:
        option = self.ground.options[one.option]
        self.filled[option.wish] += sign
        for who in one.people:
            for day in range(option.start // _DAY, (option.end - 1) // _DAY + 1):
                if sign > 0:
                    self._at[who][day].append(option)
                else:
                    self._at[who][day].remove(option)
            for unit, _ in self._limits[who]:
                self._load[who][unit, self.ground.period(option, unit)] += sign
            self._count[who] += sign
            self._quarters[who] += sign * self.ground.road(who, option.kecamatan)
        if one.room is not None:
            if sign > 0:
                self._rooms[one.room].append(option)
            else:
                self._rooms[one.room].remove(option)
        if topic := topic_at(self.ground, option, one.room):
            self._topics[topic] += sign
        for key in pillars_of(self.ground, option):
            self._pillars[key] += sign


def improve(ground: Ground, start: Iterable[Held] = (), stop: Callable[[], bool] = lambda: False) -> list[Held]:
    """A plan that keeps every rule: fill, repair, polish. ``start``: what is held already, when there is something; else what
    can stay of the plan that is being changed.
    """
    draft = Draft(ground, start)
    if not draft.held:
        _recall(draft)
    _fill(draft, stop)
    _repair(draft, stop)
    _polish(draft, stop)
    _exchange(draft, stop)
    _fill(draft, stop)
    return [draft.held[index] for index in sorted(draft.held)]


def _recall(draft: Draft) -> None:
    """Hold again what was planned before, as far as every rule still allows it as it was; what is accepted comes first."""
    ground, before = draft.ground, draft.ground.problem.before
    sessions = [session for session in before.sessions if (session.wish, session.time.start) in ground.by_start] if before else []
    for session in sorted(sessions, key=lambda session: not ground.by_start[session.wish, session.time.start].pin):
        option = ground.by_start[session.wish, session.time.start]
        names = session.people & ground.person_index.keys()
        people = frozenset(ground.person_index[name] for name in names).difference(*(seat.pinned for seat in option.seats))
        room = ground.room_index.get(session.room) if option.seeks_room else None
        if option in draft.choices(option.wish) and draft.fits(option, people, room):
            draft.put(Held(option.index, people, room))


def _fill(draft: Draft, stop: Callable[[], bool]) -> None:
    ground = draft.ground

    def room_to_choose(wish: int) -> int:
        spare = (
            [len(seat.free) - seat.least for seat in option.seats if seat.least and not seat.optional]
            for option in ground.of_wish[wish]
            if option.open
        )
        return sum(min(people, default=len(ground.people)) for people in spare)

    order = sorted(
        range(len(ground.wishes)),
        key=lambda wish: (not ground.wishes[wish].pins, -ground.wishes[wish].priority, room_to_choose(wish), wish),
    )
    for wish in order:
        while draft.lacks(wish) and not stop() and (offer := draft.best(wish)):
            draft.put(offer[1])


def _repair(draft: Draft, stop: Callable[[], bool]) -> None:
    """Make room for what is missing by moving what is there, as long as that helps."""
    missing = [wish for wish in range(len(draft.ground.wishes)) if draft.lacks(wish)]
    for wish in missing:
        while draft.lacks(wish) and not stop() and _squeeze(draft, wish, 2, set(), [_TRIES]):
            pass


def _squeeze(draft: Draft, wish: int, depth: int, kept: set[int], tries: list[int]) -> bool:
    """Hold one more session of ``wish``, moving up to ``depth`` others one after the other; leaves the draft alone if not."""
    if offer := draft.best(wish):
        draft.put(offer[1])
        return True
    if not depth:
        return False
    for option in draft.choices(wish):
        for moved in _movable(draft, option, kept):
            if tries[0] <= 0:
                return False
            tries[0] -= 1
            before = draft.take(moved)
            offer = draft.offer(option)
            if offer:
                draft.put(offer[1])
                if _squeeze(draft, draft.ground.options[moved].wish, depth - 1, kept | {option.index, moved}, tries):
                    return True
                draft.take(option.index)
            draft.put(before)
    return False


def _movable(draft: Draft, option: Option, kept: set[int]) -> list[int]:
    """Single options that stand in the way of this one."""
    found: dict[int, int] = {}
    for seat in option.seats:
        ready = [who for who in seat.free if draft.can(who, option)] if seat.least else []
        if len(ready) < seat.least:
            for who in seat.free:
                blockers = draft.in_the_way(who, option)
                if blockers and len(blockers) == 1:
                    found[blockers[0]] = found.get(blockers[0], 0) + 1
    if option.seeks_room:
        for room in option.free_rooms:
            blockers = [other.index for other in draft.room_of(room) if overlap(option, other)]
            if len(blockers) == 1:
                found[blockers[0]] = found.get(blockers[0], 0) + 1
    loose = (index for index in found if index not in kept and not draft.ground.options[index].pin)
    return sorted(loose, key=lambda index: (-found[index], index))


def _polish(draft: Draft, stop: Callable[[], bool]) -> None:
    """Take sessions out and put them back cheaper, until nothing gets cheaper."""
    for _ in range(_POLISHES):
        better = False
        for index in sorted(draft.held):
            if stop():
                return
            before = draft.take(index)
            cost = draft.price(before)
            option = draft.ground.options[index]
            offer = draft.offer(option) if option.pin else draft.best(option.wish)
            cheaper = offer is not None and offer[0] < cost
            draft.put(offer[1] if offer is not None and cheaper else before)
            better |= cheaper
        if not better:
            return


def _exchange(draft: Draft, stop: Callable[[], bool]) -> None:
    """Hold what is missing instead of something that is worth less, or as much and costs more."""
    wishes, options = draft.ground.wishes, draft.ground.options
    for wish in [wish for wish in range(len(wishes)) if draft.lacks(wish)]:
        for option in draft.choices(wish):
            for moved in _movable(draft, option, set()) if draft.lacks(wish) and not stop() else ():
                less = wishes[wish].priority * option.worth - wishes[options[moved].wish].priority
                before = draft.take(moved)
                offer = draft.offer(option)
                if offer and (less > 0 or (less == 0 and offer[0] < draft.price(before))):
                    draft.put(offer[1])
                    break
                draft.put(before)
