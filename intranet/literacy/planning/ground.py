"""The ground both planners stand on: every session that could be held, and who and what stands in its way.

An *option* is one wish at one of its times; it is held at most once, so equal sessions of a wish are never told apart and no
search is wasted on their order. What is accepted already takes its people and rooms before anything else is looked at.
"""

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from intranet.base.actor import Party
from intranet.literacy.planning.model import PAIR, BusyKind, Interval, Person, Pin, Policy, Problem, Room, Sector, Session, Wish
from intranet.literacy.planning.rules import Level, Rule

Broken = frozenset[Rule]
NONE: Broken = frozenset()
QUARTER = 15
# What is accepted has been promised to somebody: it is kept before anything new is filled.
ACCEPTED = 10
_ONE = dt.timedelta(days=1)


@dataclass(frozen=True)
class Seat:
    """One party's half of an option: how many are still sought, whether it may stay empty, who could sit there.

    ``least``: how many will do in this office; ``fewest``: how many would if the number wished were not demanded.
    ``rule``: what demands the half. ``pinned``: who is in it already; ``must``: who has to be among those sought.
    ``people``: all of the party who are not in it, with the rules each would break; ``free``: those who would break none
    that blocks, with what they cost.
    """

    party: Party
    need: int
    least: int
    fewest: int
    optional: bool
    rule: Rule
    pinned: frozenset[int]
    must: frozenset[int]
    people: dict[int, Broken]
    free: dict[int, int]

    def short(self, there: int) -> int:
        """How many fewer than wished ``there`` are; nought where the number is demanded."""
        return self.need - there if self.least < self.need else 0


@dataclass(frozen=True)
class Option:
    """One wish at one time. ``broken``: rules of the time itself; ``rooms`` and ``free_rooms`` as for people in a seat."""

    index: int
    wish: int
    time: Interval
    start: int
    end: int
    kecamatan: str
    pin: Pin | None
    broken: Broken
    open: bool
    cost: int
    seats: tuple[Seat, Seat]
    rooms: dict[int, Broken]
    free_rooms: dict[int, int]
    seeks_room: bool

    @property
    def worth(self) -> int:
        """How much more an accepted session counts than another."""
        return ACCEPTED if self.pin else 1


@dataclass(frozen=True)
class Taken:
    """A time somebody is taken, in minutes, and where."""

    start: int
    end: int
    kecamatan: str


@dataclass
class _Diary:
    """What is known of one person before anything is planned."""

    starts: list[int]
    ends: list[int]
    leave: list[tuple[int, int]]
    duty: set[dt.date]
    taken: list[Taken]
    weeks: dict[tuple[int, int], int] = field(default_factory=lambda: defaultdict(int))
    months: dict[tuple[int, int], int] = field(default_factory=lambda: defaultdict(int))


class Ground:
    """A problem made ready for planning."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.people = problem.people
        self.rooms = problem.rooms
        self.wishes = problem.wishes
        self.person_index = {person.id: number for number, person in enumerate(problem.people)}
        self.room_index = {room.id: number for number, room in enumerate(problem.rooms)}
        self._zero = dt.datetime.combine(problem.today, dt.time(), problem.zone)
        self._level = {rule: problem.rules.level(rule) for rule in Rule}
        self.soft = {rule: level is Level.WARN for rule, level in self._level.items()}
        self.hard = {rule: level is Level.BLOCK for rule, level in self._level.items()}
        self._lead: dict[dt.date, int] = {}
        self._diaries = [self._diary(person) for person in problem.people]
        self._room_taken = [[self.span(time) for time in room.busy] for room in problem.rooms]
        self.count = [person.recent_count for person in problem.people]
        self.quarters = [-(-person.recent_minutes // QUARTER) for person in problem.people]
        self._reserve()
        self._base_count = {party: self._least(party, self.count) for party in PAIR}
        self._base_quarters = {party: self._least(party, self.quarters) for party in PAIR}
        self.above = [count - self._base_count[person.party] for person, count in zip(self.people, self.count, strict=True)]
        self.beyond = [most - self._base_quarters[person.party] for person, most in zip(self.people, self.quarters, strict=True)]
        self._seen: dict[tuple[int, int, int, str], Broken] = {}
        self.options: list[Option] = []
        self.of_wish: list[list[Option]] = []
        for number, wish in enumerate(problem.wishes):
            self.of_wish.append([self._option(number, wish, rank, slot) for rank, slot in enumerate(wish.slots)])

    # What others ask ------------------------------------------------------------------------------------------------

    def minutes(self, moment: dt.datetime) -> int:
        """Minutes since the first midnight of the problem."""
        return int((moment - self._zero).total_seconds() // 60)

    def span(self, time: Interval) -> tuple[int, int]:
        """An interval in minutes."""
        return self.minutes(time.start), self.minutes(time.end)

    def road(self, person: int, kecamatan: str) -> int:
        """Quarter hours of travel from home and back, begun ones counted whole."""
        return -(-2 * self.problem.roads.between(self.people[person].home, kecamatan) // QUARTER)

    def clash(self, one: Option | Taken, other: Option | Taken) -> Rule | None:
        """What keeps one person from both: being in two places, or the road between them; None when nothing does."""
        if overlap(one, other):
            return Rule.OVERLAP
        if not one.kecamatan or not other.kecamatan:
            return None
        gap = max(other.start - one.end, one.start - other.end)
        return Rule.TRAVEL if gap < self.problem.roads.gap(one.kecamatan, other.kecamatan) else None

    def apart(self, one: Option | Taken, other: Option | Taken) -> bool:
        """Whether this office never proposes both to one person."""
        rule = self.clash(one, other)
        return rule is not None and self.hard[rule]

    def blocks(self, broken: Broken) -> bool:
        """Whether any of these rules blocks in this office."""
        return any(self.hard[rule] for rule in broken)

    def warnings(self, broken: Broken) -> int:
        """How many of these rules warn."""
        return sum(self.soft[rule] for rule in broken)

    def limits(self, person: int) -> list[tuple[str, int]]:
        """The limits of a person as (``week`` or ``month``, most)."""
        found = (("week", self.people[person].per_week), ("month", self.people[person].per_month))
        return [(unit, most) for unit, most in found if most is not None]

    def loaded(self, person: int, unit: str, key: tuple[int, int]) -> int:
        """Sessions a person has already in a week or a month, before anything is planned."""
        diary = self._diaries[person]
        return (diary.weeks if unit == "week" else diary.months).get(key, 0)

    def period(self, option: Option, unit: str) -> tuple[int, int]:
        """The week or the month an option falls into."""
        return period(option.time.start.date(), unit)

    def session(self, option: Option, people: set[int], room: int | None) -> Session:
        """The session an option becomes with these people, who are pinned included, and this room."""
        pinned = set().union(*(seat.pinned for seat in option.seats))
        name = option.pin.room if option.pin and option.pin.room else "" if room is None else self.rooms[room].id
        return Session(self.wishes[option.wish].id, option.time, frozenset(self.people[who].id for who in people | pinned), name)

    @cached_property
    def by_start(self) -> dict[tuple[str, dt.datetime], Option]:
        """Options by wish and start."""
        return {(self.wishes[option.wish].id, option.time.start): option for option in self.options}

    # Before anything is planned ---------------------------------------------------------------------------------------

    def _diary(self, person: Person) -> _Diary:
        merged: list[list[int]] = []
        for start, end in sorted(self.span(time) for time in person.available):
            if merged and start <= merged[-1][1]:
                merged[-1][1] = max(merged[-1][1], end)
            else:
                merged.append([start, end])
        diary = _Diary([start for start, _ in merged], [end for _, end in merged], [], set(), [])
        for busy in person.busy:
            start, end = self.span(busy.time)
            if busy.kind is BusyKind.LEAVE:
                diary.leave.append((start, end))
            elif busy.kind is BusyKind.CASE_DUTY:
                diary.duty |= set(_days_of(busy.time))
            else:
                diary.taken.append(Taken(start, end, busy.kecamatan))
                if busy.kind is BusyKind.SESSION:
                    self._load(diary, busy.time.start.date())
        return diary

    def _load(self, diary: _Diary, day: dt.date) -> None:
        diary.weeks[period(day, "week")] += 1
        diary.months[period(day, "month")] += 1

    def _reserve(self) -> None:
        """Take people and rooms for what is accepted."""
        for wish in self.wishes:
            for pin in wish.pins:
                time = next(slot for slot in wish.slots if slot.start == pin.start)
                start, end = self.span(time)
                for name in sorted(pin.people):
                    who = self.person_index[name]
                    self._diaries[who].taken.append(Taken(start, end, wish.kecamatan))
                    self._load(self._diaries[who], time.start.date())
                    self.count[who] += 1
                    self.quarters[who] += self.road(who, wish.kecamatan)
                if pin.room:
                    self._room_taken[self.room_index[pin.room]].append((start, end))

    def _least(self, party: Party, values: list[int]) -> int:
        return min((value for person, value in zip(self.people, values, strict=True) if person.party is party), default=0)

    # Options ----------------------------------------------------------------------------------------------------------

    def _option(self, number: int, wish: Wish, rank: int, slot: Interval) -> Option:
        weights = self.problem.weights
        pin = next((pin for pin in wish.pins if pin.start == slot.start), None)
        start, end = self.span(slot)
        before = [session for session in self.problem.before.sessions if session.wish == wish.id] if self.problem.before else []
        same = [session for session in before if session.time.start == slot.start] or before
        seeks_room = wish.needs_room and not (pin and (pin.room or pin.whole))
        broken = NONE if pin else self._broken_by_time(wish, slot)
        if seeks_room and not self._rooms_for(wish):
            broken |= {Rule.ROOM_FIT}
        cost = weights.warning * self.warnings(broken)
        if not pin:
            cost += weights.later * rank + weights.steady * bool(before and slot not in [session.time for session in before])
        seats = tuple(self._seat(wish, party, pin, slot, (start, end), same) for party in PAIR)
        rooms: dict[int, Broken] = {}
        if seeks_room:
            rooms = {index: self._broken_by_room(wish, index, start, end) for index in self._rooms_for(wish)}
        known = {session.room for session in same}
        free_rooms = {
            index: weights.warning * self.warnings(lacks) + weights.steady * bool(known and self.rooms[index].id not in known)
            for index, lacks in rooms.items()
            if not self.blocks(lacks)
        }
        option = Option(
            index=len(self.options),
            wish=number,
            time=slot,
            start=start,
            end=end,
            kecamatan=wish.kecamatan,
            pin=pin,
            broken=broken,
            open=not self.blocks(broken),
            cost=cost,
            seats=(seats[0], seats[1]),
            rooms=rooms,
            free_rooms=free_rooms,
            seeks_room=bool(rooms),
        )
        self.options.append(option)
        return option

    def _rooms_for(self, wish: Wish) -> list[int]:
        def fits(room: Room) -> bool:
            return room.id in wish.rooms if wish.rooms else room.kecamatan == wish.kecamatan

        return [index for index, room in enumerate(self.rooms) if fits(room)]

    def _seat(
        self, wish: Wish, party: Party, pin: Pin | None, slot: Interval, span: tuple[int, int], before: list[Session]
    ) -> Seat:
        def of_party(names: frozenset[str]) -> frozenset[int]:
            found = (self.person_index[name] for name in names)
            return frozenset(who for who in found if self.people[who].party is party)

        pinned = of_party(pin.people if pin else frozenset())
        must = frozenset[int]() if pin and pin.whole else of_party(wish.must) - pinned
        size = 1 if party is Party.BAWASLU else wish.helpers
        need = 0 if pin and pin.whole else max(size - len(pinned), len(must))
        fewest = min(need, max(len(must), 0 if pinned else 1))
        least = need if self.hard[Rule.HELPERS] else fewest
        optional, rule = _demanded(wish, party, solo=not self.hard[Rule.SOLO])
        others = [who for who, person in enumerate(self.people) if person.party is party and who not in pinned] if need else []
        people = {who: self._broken_by_person(wish, who, slot, span) for who in others}
        expected = {name for session in before for name in session.people}
        asked = {self.people[who].id for who in of_party(wish.asked_for & self.person_index.keys())}
        free = {
            who: self._price(wish, who, slot, broken, expected, asked) for who, broken in people.items() if not self.blocks(broken)
        }
        optional = optional and need > 0 and not pinned and not must
        return Seat(party, need, least, fewest, optional, rule, pinned, must, people, free)

    def _price(self, wish: Wish, who: int, slot: Interval, broken: Broken, expected: set[str], asked: set[str]) -> int:
        """What a person costs in a seat, whoever else is planned where; how much is too much is counted elsewhere."""
        person, weights = self.people[who], self.problem.weights
        missed = int(bool(person.liked_days and slot.start.weekday() not in person.liked_days))
        missed += bool(person.liked_kecamatan and wish.kecamatan not in person.liked_kecamatan)
        missed += bool(asked and person.id not in asked)
        moved = bool(expected and person.id not in expected)
        return weights.warning * self.warnings(broken - {Rule.LOAD}) + weights.wish * missed + weights.steady * moved

    # The rules, one session at a time ---------------------------------------------------------------------------------

    def _broken_by_time(self, wish: Wish, slot: Interval) -> Broken:
        days, day = self.problem.days, slot.start.date()
        hours = days.ramadan_hours if any(first <= day <= last for first, last in days.ramadan) else days.hours
        broken = set()
        start, end = slot.start.time(), slot.end.time()
        one_day = slot.end.date() == day
        if not wish.any_hours:
            within = day.weekday() in hours.week and one_day
            if not within or start < hours.week[day.weekday()][0] or end > hours.week[day.weekday()][1]:
                broken.add(Rule.HOURS)
            if any(date in days.holidays or date in days.joint_leave for date in _days_of(slot)):
                broken.add(Rule.HOLIDAY)
        if day.weekday() == 4 and start < hours.prayer[1] and (not one_day or end > hours.prayer[0]):
            broken.add(Rule.PRAYER)
        if self._working_days_before(day) < wish.lead_days:
            broken.add(Rule.LEAD_TIME)
        return frozenset(broken)

    def _working_days_before(self, day: dt.date) -> int:
        """Working days from today up to, not including, ``day``."""
        if day not in self._lead:
            days, date, count = self.problem.days, self.problem.today, 0
            while date < day:
                count += date.weekday() in days.hours.week and date not in days.holidays and date not in days.joint_leave
                date += _ONE
            self._lead[day] = count
        return self._lead[day]

    def _broken_by_person(self, wish: Wish, who: int, slot: Interval, span: tuple[int, int]) -> Broken:
        person = self.people[who]
        key = (who, *span, wish.kecamatan)
        found = self._seen.get(key)
        if found is None:
            found = self._seen[key] = self._broken_by_diary(who, slot, *span, wish.kecamatan)
        roles = wish.resource_roles if person.party is Party.BAWASLU else wish.helper_roles
        knows = not wish.topic or not person.topics or wish.topic in person.topics
        if not (roles & person.roles and knows and (not wish.pillars or wish.pillars & person.pillars)):
            return found | {Rule.SKILL}
        return found

    def _broken_by_diary(self, who: int, slot: Interval, start: int, end: int, kecamatan: str) -> Broken:
        diary, broken = self._diaries[who], set()
        at = bisect_right(diary.starts, start) - 1
        if at < 0 or diary.ends[at] < end or any(first < end and start < last for first, last in diary.leave):
            broken.add(Rule.AVAILABILITY)
        if diary.duty and not diary.duty.isdisjoint(_days_of(slot)):
            broken.add(Rule.CASE_DUTY)
        here = Taken(start, end, kecamatan)
        broken |= {rule for rule in (self.clash(here, taken) for taken in diary.taken) if rule}
        if any(self.loaded(who, unit, period(slot.start.date(), unit)) >= most for unit, most in self.limits(who)):
            broken.add(Rule.LOAD)
        return frozenset(broken)

    def _broken_by_room(self, wish: Wish, index: int, start: int, end: int) -> Broken:
        room, broken = self.rooms[index], set()
        if any(first < end and start < last for first, last in self._room_taken[index]):
            broken.add(Rule.ROOM)
        if room.capacity < wish.attendance or not wish.equipment <= room.equipment:
            broken.add(Rule.ROOM_FIT)
        return frozenset(broken)


def overlap(one: Option | Taken, other: Option | Taken) -> bool:
    """Whether two times have a minute in common."""
    return one.start < other.end and other.start < one.end


def period(day: dt.date, unit: str) -> tuple[int, int]:
    """The ISO week or the month of a day."""
    return day.isocalendar()[:2] if unit == "week" else (day.year, day.month)


def _demanded(wish: Wish, party: Party, *, solo: bool) -> tuple[bool, Rule]:
    """Whether a party's half may stay empty, and which rule asks for it."""
    if wish.policy is Policy.REQUIRED:
        return False, Rule.PAIR
    if party is Party.BAWASLU and wish.sector is Sector.GOVERNMENT:
        return False, Rule.RESOURCE_PERSON
    return wish.policy is Policy.JOINT_OR_SOLO or solo, Rule.SOLO


def _days_of(time: Interval) -> list[dt.date]:
    day, last = time.start.date(), (time.end - dt.timedelta(microseconds=1)).date()
    return [day + _ONE * number for number in range((last - day).days + 1)]
