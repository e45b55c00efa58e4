"""Looks at a finished plan, whoever made it, and names every rule it breaks.

Written from the rules alone: it shares no code with the planners, only the words in which a problem and a plan are put, and it
goes the plain way round, session by session and pair by pair, so that their cleverness and their mistakes stay theirs.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from intranet.base.actor import Party
from intranet.literacy.planning.model import BusyKind, Interval, Person, Pin, Plan, Policy, Problem, Sector, Session, Wish
from intranet.literacy.planning.rules import Level, Rule


@dataclass(frozen=True)
class Finding:
    """A rule that a session breaks. ``who``: whose (empty = the session's own); ``other``: the wish it collides with;
    ``pinned``: only what was accepted before is to blame, so it is told and left alone. ``about``: more for the words.
    """

    rule: Rule
    level: Level
    wish: str
    time: Interval
    who: str = ""
    room: str = ""
    other: str = ""
    pinned: bool = False
    about: Mapping[str, object] = field(default_factory=dict)


def check(problem: Problem, plan: Plan) -> tuple[Finding, ...]:
    """Everything a plan breaks that blocks or warns in this office.

    Raises ValueError when the plan names a wish, a person or a room that does not exist.
    """
    return tuple(_Checker(problem, plan).all())


def faults(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Those a planner is never allowed: they block, and nothing accepted is to blame."""
    return tuple(finding for finding in findings if finding.level is Level.BLOCK and not finding.pinned)


class _Checker:
    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem = problem
        self.sessions = plan.sessions
        self.wishes = {wish.id: wish for wish in problem.wishes}
        self.people = {person.id: person for person in problem.people}
        self.rooms = {room.id: room for room in problem.rooms}
        for session in plan.sessions:
            known = session.wish in self.wishes and session.people <= self.people.keys()
            if not known or session.room not in self.rooms.keys() | {""}:
                raise ValueError("the plan names what does not exist")

    def all(self) -> Iterator[Finding]:
        """Every finding of every rule."""
        yield from self.wanted()
        for session in self.sessions:
            yield from self.accepted(session)
            yield from self.when(session)
            yield from self.pair(session)
            yield from self.place(session)
            for who in sorted(session.people):
                yield from self.person(session, self.people[who])
        yield from self.together()
        yield from self.loads()

    def say(self, session: Session, rule: Rule, level: Level | None = None, **more: object) -> Iterator[Finding]:
        """A finding, unless the office ignores the rule."""
        level = level or self.problem.rules.level(rule)
        if level is not Level.IGNORE:
            yield Finding(rule, level, session.wish, session.time, **more)  # type: ignore[arg-type]

    def pin(self, session: Session) -> Pin | None:
        """What was accepted of a session."""
        return next((pin for pin in self.wishes[session.wish].pins if pin.start == session.time.start), None)

    def is_pinned(self, session: Session, who: str) -> bool:
        """Whether somebody was accepted for a session."""
        pin = self.pin(session)
        return pin is not None and who in pin.people

    # Rule by rule -----------------------------------------------------------------------------------------------------

    def wanted(self) -> Iterator[Finding]:
        """No more sessions than wished, each at its own one of the times named."""
        seen: Counter[str] = Counter()
        starts: set[tuple[str, dt.datetime]] = set()
        for session in self.sessions:
            wish = self.wishes[session.wish]
            if not self.pin(session):
                seen[wish.id] += 1
            twice = (wish.id, session.time.start) in starts
            starts.add((wish.id, session.time.start))
            if twice or session.time not in wish.slots or seen[wish.id] > wish.count - len(wish.pins):
                yield from self.say(session, Rule.TIMES)

    def accepted(self, session: Session) -> Iterator[Finding]:
        """What was accepted is as it was."""
        pin, must = self.pin(session), self.wishes[session.wish].must
        whole = pin is not None and pin.whole
        kept = pin is None or (pin.people <= session.people and pin.room in ("", session.room))
        kept = kept and not (whole and pin and (pin.people, pin.room) != (session.people, session.room))
        if not kept or (not must <= session.people and not whole):
            yield from self.say(session, Rule.ACCEPTED)

    def when(self, session: Session) -> Iterator[Finding]:
        """Working hours, the Friday prayer, days off, and time enough for the letters."""
        wish, days = self.wishes[session.wish], self.problem.days
        start, end = session.time.start, session.time.end
        first, last = start.date(), (end - dt.timedelta(microseconds=1)).date()
        fasting = any(begin <= first and first <= close for begin, close in days.ramadan)
        hours = days.ramadan_hours if fasting else days.hours
        pinned = self.pin(session) is not None
        if not wish.any_hours:
            opens, closes = hours.week.get(first.weekday(), (dt.time.max, dt.time.min))
            if first != end.date() or start.time() < opens or closes < end.time():
                yield from self.say(session, Rule.HOURS, pinned=pinned)
            for day, name in [*days.holidays.items(), *days.joint_leave.items()]:
                if first <= day <= last:
                    yield from self.say(session, Rule.HOLIDAY, pinned=pinned, about={"name": name})
                    break
        if first.weekday() == 4:
            begins, ends = (dt.datetime.combine(first, moment, start.tzinfo) for moment in hours.prayer)
            if start < ends and begins < end:
                yield from self.say(session, Rule.PRAYER, pinned=pinned)
        between = (self.problem.today + dt.timedelta(days=number) for number in range((first - self.problem.today).days))
        free = days.holidays.keys() | days.joint_leave.keys()
        if len([day for day in between if day.weekday() in days.hours.week and day not in free]) < wish.lead_days:
            yield from self.say(session, Rule.LEAD_TIME, pinned=pinned, about={"days": wish.lead_days})

    def pair(self, session: Session) -> Iterator[Finding]:
        """Both halves, in the number wished, as the agreement and the sector demand."""
        wish = self.wishes[session.wish]
        halves = {party: {who for who in session.people if self.people[who].party is party} for party in Party}
        set_before = {who for who in session.people if who in wish.must or self.is_pinned(session, who)}
        ours, theirs = halves[Party.BAWASLU], halves[Party.DISKOMINFO]
        pin = self.pin(session)
        pinned = pin is not None and pin.whole
        if wish.policy is Policy.REQUIRED and not (ours and theirs):
            yield from self.say(session, Rule.PAIR, pinned=pinned)
        elif wish.sector is Sector.GOVERNMENT and not ours:
            yield from self.say(session, Rule.RESOURCE_PERSON, pinned=pinned)
        elif not ours and not theirs:
            yield from self.say(session, Rule.PAIR, pinned=pinned)
        elif not ours or not theirs:
            level = Level.WARN if wish.policy is Policy.JOINT_OR_SOLO else None
            yield from self.say(session, Rule.SOLO, level, pinned=pinned)
        most = max(1, len(ours & set_before)), max(wish.helpers, len(theirs & set_before))
        if len(ours) > most[0] or len(theirs) > most[1]:
            yield from self.say(session, Rule.PAIR, pinned=pinned)
        if 0 < len(theirs) < wish.helpers:
            about = {"there": len(theirs), "wanted": wish.helpers}
            yield from self.say(session, Rule.HELPERS, pinned=pinned, about=about)

    def place(self, session: Session) -> Iterator[Finding]:
        """A room of the right kind that is not taken by others."""
        wish, pin = self.wishes[session.wish], self.pin(session)
        pinned = pin is not None and (pin.whole or pin.room != "")
        if not session.room:
            if wish.needs_room:
                yield from self.say(session, Rule.ROOM_FIT, pinned=pinned)
            return
        room = self.rooms[session.room]
        meant = room.id in wish.rooms or (not wish.rooms and room.kecamatan == wish.kecamatan)
        if not meant or room.capacity < wish.attendance or wish.equipment - room.equipment:
            yield from self.say(session, Rule.ROOM_FIT, room=room.id, pinned=pinned)
        if any(_meet(session.time, busy) for busy in room.busy):
            yield from self.say(session, Rule.ROOM, room=room.id, pinned=pinned)

    def person(self, session: Session, person: Person) -> Iterator[Finding]:
        """What one person can, is there for, and has to do elsewhere."""
        wish, pinned = self.wishes[session.wish], self.is_pinned(session, person.id)
        roles = wish.resource_roles if person.party is Party.BAWASLU else wish.helper_roles
        teaches = not wish.pillars or bool(wish.pillars & person.pillars)
        if not (roles & person.roles) or not teaches or (wish.topic and person.topics and wish.topic not in person.topics):
            yield from self.say(session, Rule.SKILL, who=person.id, pinned=pinned)
        on_leave = any(busy.kind is BusyKind.LEAVE and _meet(busy.time, session.time) for busy in person.busy)
        if on_leave or not _within(session.time, person.available):
            yield from self.say(session, Rule.AVAILABILITY, who=person.id, pinned=pinned)
        if any(busy.kind is BusyKind.CASE_DUTY and _days(busy.time) & _days(session.time) for busy in person.busy):
            yield from self.say(session, Rule.CASE_DUTY, who=person.id, pinned=pinned)
        for busy in person.busy:
            if busy.kind in (BusyKind.SESSION, BusyKind.OTHER):
                yield from self.apart(session, wish, busy.time, busy.kecamatan, person.id, pinned)

    def apart(
        self, session: Session, wish: Wish, time: Interval, kecamatan: str, who: str, pinned: bool, other: str = ""
    ) -> Iterator[Finding]:
        """One place at a time, and time for the road between two."""
        if _meet(session.time, time):
            yield from self.say(session, Rule.OVERLAP, who=who, pinned=pinned, other=other)
        elif kecamatan:
            early, late = sorted([session.time, time])
            needed = dt.timedelta(minutes=self.problem.roads.gap(wish.kecamatan, kecamatan))
            if late.start - early.end < needed:
                minutes = int(needed.total_seconds() // 60)
                yield from self.say(session, Rule.TRAVEL, who=who, pinned=pinned, other=other, about={"minutes": minutes})

    def together(self) -> Iterator[Finding]:
        """What two sessions want at once."""
        for one, other in combinations(sorted(self.sessions, key=lambda session: session.time), 2):
            for who in sorted(one.people & other.people):
                pinned = self.is_pinned(one, who) and self.is_pinned(other, who)
                there = self.wishes[other.wish].kecamatan
                yield from self.apart(one, self.wishes[one.wish], other.time, there, who, pinned, other.wish)
            if one.room and one.room == other.room and _meet(one.time, other.time):
                pins = self.pin(one), self.pin(other)
                pinned = all(pin is not None and pin.room == one.room for pin in pins)
                yield from self.say(one, Rule.ROOM, room=one.room, other=other.wish, pinned=pinned)

    def loads(self) -> Iterator[Finding]:
        """Nobody has more in a week or a month than they said."""
        for person in self.people.values():
            mine = [session for session in self.sessions if person.id in session.people]
            before = [busy.time.start.date() for busy in person.busy if busy.kind is BusyKind.SESSION]
            for most, name in ((person.per_week, "%G-%V"), (person.per_month, "%Y-%m")):
                periods: dict[str, list[Session]] = {}
                for session in mine:
                    periods.setdefault(session.time.start.strftime(name), []).append(session)
                for key, sessions in periods.items():
                    load = len(sessions) + sum(day.strftime(name) == key for day in before)
                    if most is not None and load > most:
                        loose = [session for session in sessions if not self.is_pinned(session, person.id)]
                        about = {"most": most, "load": load, "month": "m" in name}
                        yield from self.say((loose or sessions)[-1], Rule.LOAD, who=person.id, pinned=not loose, about=about)


def _meet(one: Interval, other: Interval) -> bool:
    return max(one.start, other.start) < min(one.end, other.end)


def _within(time: Interval, available: tuple[Interval, ...]) -> bool:
    """Whether a time is covered without a gap."""
    at = time.start
    for piece in sorted(available):
        if piece.start <= at < piece.end:
            at = piece.end
    return at >= time.end


def _days(time: Interval) -> set[dt.date]:
    first, last = time.start.date(), (time.end - dt.timedelta(microseconds=1)).date()
    return {first + dt.timedelta(days=number) for number in range((last - first).days + 1)}
