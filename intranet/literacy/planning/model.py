"""What the planner is given: frozen plain data, nothing of the database. Each docstring says what an adapter must supply.

All moments are aware and in the office's own zone (WIB, WITA or WIT), all identifiers are non-empty and unique in their
list. A kecamatan, a topic, a role and a piece of equipment are plain texts, compared for equality and nothing else.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from intranet.base.actor import Party
from intranet.literacy.planning.rules import RuleTable

PAIR = (Party.BAWASLU, Party.DISKOMINFO)


@dataclass(frozen=True, order=True)
class Interval:
    """From ``start`` up to, not including, ``end``."""

    start: dt.datetime
    end: dt.datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("a moment needs a zone")
        if self.start >= self.end:
            raise ValueError("an interval ends after it starts")


class BusyKind(Enum):
    """Why somebody is not free. Sessions count towards the load; case duty takes the whole of every day it touches."""

    SESSION = "session"
    OTHER = "other"
    LEAVE = "leave"
    CASE_DUTY = "case_duty"


@dataclass(frozen=True)
class Busy:
    """A time somebody is taken: ``SESSION`` = a literacy session that is not part of this plan, ``OTHER`` = any other
    appointment, ``LEAVE``, ``CASE_DUTY`` = duty on a case or a deadline of one. ``kecamatan``: where, if it is known.
    """

    time: Interval
    kind: BusyKind
    kecamatan: str = ""


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who can take part in a session.

    ``roles``: as in ``Wish.resource_roles`` and ``helper_roles``. ``pillars``: 1-4. ``topics``: empty = every topic of the
    pillars. ``available``: the weekly pattern and its exceptions, written out over all days of the wishes; may touch or
    overlap. ``per_week`` (Monday to Sunday) and ``per_month``: most sessions, None = no limit. ``recent_count`` and
    ``recent_minutes``: sessions and minutes of travel in the 90 days before, what is in ``busy`` as a session left out.
    ``knows``: identifiers of people of the other party with whom a session was held before. ``liked_days`` (Monday = 0) and
    ``liked_kecamatan``: preferences, empty = none.
    """

    id: str
    party: Party
    name: str
    roles: frozenset[str]
    pillars: frozenset[int]
    home: str
    available: tuple[Interval, ...]
    topics: frozenset[str] = frozenset()
    busy: tuple[Busy, ...] = ()
    per_week: int | None = None
    per_month: int | None = None
    recent_count: int = 0
    recent_minutes: int = 0
    knows: frozenset[str] = frozenset()
    liked_days: frozenset[int] = frozenset()
    liked_kecamatan: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.party not in PAIR:
            raise ValueError("a session is held by Bawaslu and Diskominfo")


@dataclass(frozen=True, kw_only=True)
class Room:
    """A room that may be used. ``place``: the venue it is in, as in ``Problem.held``. ``busy``: taken by others, and
    the times for which a facility request was refused.
    """

    id: str
    place: str
    kecamatan: str
    capacity: int
    name: str = ""
    equipment: frozenset[str] = frozenset()
    busy: tuple[Interval, ...] = ()


class Policy(Enum):
    """What the agreement says about the pair: demanded, wanted unless agreed otherwise, or either party alone will do."""

    REQUIRED = "required"
    BY_AGREEMENT = "by_agreement"
    JOINT_OR_SOLO = "joint_or_solo"


class Sector(Enum):
    """Whom a session is for; the government sector never goes without a resource person of Bawaslu (Jambi 4(2)i)."""

    GOVERNMENT = "government"
    PUBLIC = "public"


@dataclass(frozen=True)
class Pin:
    """An accepted part of the plan: a session at ``start``, and, where given, people who are in it, and its room. What is
    left open is filled by the planner; what is given is never changed, though it may break a rule: then it is told.
    ``whole``: nothing is left open, so nobody is added and no room sought.
    """

    start: dt.datetime
    people: frozenset[str] = frozenset()
    room: str = ""
    whole: bool = False

    def __post_init__(self) -> None:
        if self.whole and not self.people:
            raise ValueError("a whole session has people")


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Sessions that are wanted: ``count`` of one kind, each at one of ``slots`` (the best first; one slot and a count of 1 =
    a fixed time). The adapter writes a wish like "two in this month" out into slots of the right length.

    ``programme``, ``place`` (venue, when no room is sought), ``pillars``, ``topic``: for skill, balance and repetition.
    ``helpers``: Diskominfo people beside the one resource person of Bawaslu; where ``Rule.HELPERS`` only warns, fewer will do
    when people are short. ``resource_roles``, ``helper_roles``: any of
    these. ``attendance``, ``equipment``, ``rooms`` (identifiers, empty = any of the kecamatan), ``needs_room`` (False for
    the screen, the open air, or a place that is the audience's own). ``lead_days``: working days the letters need.
    ``any_hours``: evenings and days off have been agreed with the audience. ``priority``: a wish of 2 is worth two of 1.
    ``asked_for``: people the audience would like; ``must``: people who have to be in it, at a time that suits them.
    ``pins``: accepted parts.
    """

    id: str
    label: str
    kecamatan: str
    slots: tuple[Interval, ...]
    pillars: frozenset[int]
    policy: Policy = Policy.REQUIRED
    sector: Sector = Sector.PUBLIC
    programme: str = ""
    place: str = ""
    topic: str = ""
    count: int = 1
    helpers: int = 1
    resource_roles: frozenset[str] = frozenset({"narasumber"})
    helper_roles: frozenset[str] = frozenset({"instruktur", "fasilitator", "pendamping"})
    attendance: int = 0
    equipment: frozenset[str] = frozenset()
    needs_room: bool = True
    rooms: frozenset[str] = frozenset()
    lead_days: int = 5
    any_hours: bool = False
    priority: int = 1
    asked_for: frozenset[str] = frozenset()
    must: frozenset[str] = frozenset()
    pins: tuple[Pin, ...] = ()

    def __post_init__(self) -> None:
        starts = [slot.start for slot in self.slots]
        if not starts or len(set(starts)) < len(starts):
            raise ValueError("a wish names times to choose from, each once")
        if self.count < 1 or self.helpers < 1 or self.priority < 1 or self.attendance < 0 or self.lead_days < 0:
            raise ValueError("a wish counts in whole numbers from one")
        pinned = [pin.start for pin in self.pins]
        if len(pinned) > self.count or len(set(pinned)) < len(pinned) or not set(pinned) <= set(starts):
            raise ValueError("what is accepted is one of the sessions that are wanted, at one of the times named")


@dataclass(frozen=True)
class Hours:
    """Working hours by weekday (Monday = 0; a day that is missing is no working day), and the Friday prayer."""

    week: Mapping[int, tuple[dt.time, dt.time]]
    prayer: tuple[dt.time, dt.time]


WORK = Hours({day: (dt.time(7, 30), dt.time(16, 30 if day == 4 else 0)) for day in range(5)}, (dt.time(11, 30), dt.time(13)))
RAMADAN = Hours({day: (dt.time(8), dt.time(15, 30 if day == 4 else 0)) for day in range(5)}, (dt.time(11, 30), dt.time(12, 30)))


@dataclass(frozen=True)
class Days:
    """The office's calendar: holidays and joint leave with their names, spans of Ramadan (first and last day), hours.

    All dates are given: Ramadan and joint leave are set by decree each year, never computed.
    """

    holidays: Mapping[dt.date, str] = field(default_factory=dict)
    joint_leave: Mapping[dt.date, str] = field(default_factory=dict)
    ramadan: tuple[tuple[dt.date, dt.date], ...] = ()
    hours: Hours = WORK
    ramadan_hours: Hours = RAMADAN


@dataclass(frozen=True)
class Roads:
    """Minutes between kecamatan, the same both ways; ``default`` where a pair is not named, nothing within one.

    ``buffer``: minutes the office keeps free between two appointments at least, in one kecamatan too.
    """

    minutes: Mapping[tuple[str, str], int] = field(default_factory=dict)
    default: int = 30
    buffer: int = 0

    def between(self, one: str, other: str) -> int:
        """Minutes on the road from one kecamatan to another."""
        if one == other:
            return 0
        return self.minutes.get((one, other), self.minutes.get((other, one), self.default))

    def gap(self, one: str, other: str) -> int:
        """Minutes one person needs between an appointment here and one there."""
        return max(self.between(one, other), self.buffer)


class Acquaintance(Enum):
    """Whether pairs who have worked together are kept, mixed, or not looked at."""

    KEEP = "keep"
    MIX = "mix"
    ANY = "any"


@dataclass(frozen=True)
class Weights:
    """What the soft goals are worth, in quarter hours of travel; 0 switches one off. Filling wishes comes before all.

    ``count``: the n-th session above the least busy of the party costs n times this. ``travel``: each quarter hour, once
    for the first ``travel_band`` quarter hours above the least travelled of the party, twice for the second, and so on.
    ``pillar``: a pillar a programme wants but does not touch (in a kecamatan, and at all). ``repeat``: a topic again at a
    place. ``pair``: a pair against ``acquaintance``. ``wish``: a preference not met. ``later``: each place further down
    the list of times. ``alone``: a session without its other half. ``short``: each helper fewer than wished. ``warning``: a
    warning. ``steady``: a person, time or room that is not as in ``Problem.before``.
    """

    count: int = 4
    travel: int = 1
    travel_band: int = 24
    pillar: int = 20
    repeat: int = 10
    pair: int = 2
    acquaintance: Acquaintance = Acquaintance.ANY
    wish: int = 2
    later: int = 1
    alone: int = 40
    short: int = 120
    warning: int = 60
    steady: int = 30

    def __post_init__(self) -> None:
        if any(value < 0 for value in vars(self).values() if isinstance(value, int)) or self.travel_band < 1:
            raise ValueError("weights are whole numbers from nought")


@dataclass(frozen=True)
class Session:
    """A session of a plan: whose wish, when, who, and in which room (empty = none needed)."""

    wish: str
    time: Interval
    people: frozenset[str]
    room: str = ""


@dataclass(frozen=True)
class Plan:
    """Sessions, by time and wish."""

    sessions: tuple[Session, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Problem:
    """All there is to plan. ``today``: the day letters could first go out. ``held``: topics already given, as (topic, place).
    ``covered``: pillars already touched, as (programme, kecamatan, pillar). ``before``: the plan that is being changed.
    """

    today: dt.date
    people: tuple[Person, ...]
    wishes: tuple[Wish, ...]
    rooms: tuple[Room, ...] = ()
    days: Days = field(default_factory=Days)
    roads: Roads = field(default_factory=Roads)
    rules: RuleTable = field(default_factory=RuleTable)
    weights: Weights = field(default_factory=Weights)
    held: frozenset[tuple[str, str]] = frozenset()
    covered: frozenset[tuple[str, str, int]] = frozenset()
    before: Plan | None = None

    def __post_init__(self) -> None:
        for things in (self.people, self.wishes, self.rooms):
            if len({thing.id for thing in things}) < len(things):
                raise ValueError("identifiers are unique")
        people, rooms = {person.id for person in self.people}, {room.id for room in self.rooms}
        for wish in self.wishes:
            named = wish.must.union(*(pin.people for pin in wish.pins))
            if not named <= people or not ({pin.room for pin in wish.pins} - {""} | wish.rooms) <= rooms:
                raise ValueError("what is pinned is among the people and rooms given")

    @property
    def zone(self) -> dt.tzinfo | None:
        """The office's own."""
        return self.wishes[0].slots[0].start.tzinfo if self.wishes else dt.UTC
