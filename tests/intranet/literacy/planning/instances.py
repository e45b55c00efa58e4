"""Invented offices to plan for: one made by hand, to be varied, and any number made by chance, with everything in them."""

import datetime as dt
import random
from dataclasses import replace

from intranet.base.actor import Party
from intranet.literacy.planning.model import (
    Acquaintance,
    Busy,
    BusyKind,
    Days,
    Interval,
    Person,
    Pin,
    Plan,
    Policy,
    Problem,
    Roads,
    Room,
    Sector,
    Session,
    Weights,
    Wish,
)
from intranet.literacy.planning.rules import Rule, RuleTable, choices

WIB = dt.timezone(dt.timedelta(hours=7))
MONDAY = dt.date(2027, 3, 1)
PLACES = ("Kota", "Pesisir", "Hulu", "Lembah")
TIMES = ((8, 0, 90), (10, 0, 90), (13, 0, 120), (15, 0, 60), (19, 0, 90))


def at(day: int, hour: int, minute: int = 0, minutes: int = 90) -> Interval:
    """So many minutes on the ``day``-th day after the first Monday."""
    start = dt.datetime.combine(MONDAY + dt.timedelta(days=day), dt.time(hour, minute), WIB)
    return Interval(start, start + dt.timedelta(minutes=minutes))


def whole_days(*days: int) -> tuple[Interval, ...]:
    """From midnight to midnight."""
    return tuple(at(day, 0, 0, 1440) for day in days)


def speaker(name: str, **more: object) -> Person:
    """A resource person of Bawaslu who can and may do all."""
    given = {"roles": frozenset({"narasumber"}), "pillars": frozenset({1, 2, 3, 4}), "home": "Kota"}
    about = {"id": name, "name": name, "party": Party.BAWASLU, "available": whole_days(*range(40)), **given, **more}
    return Person(**about)  # type: ignore[arg-type]


def helper(name: str, **more: object) -> Person:
    """A facilitator of Diskominfo who can and may do all."""
    return speaker(name, **{"party": Party.DISKOMINFO, "roles": frozenset({"fasilitator"}), **more})


def wish(name: str = "w", **more: object) -> Wish:
    """A session in the middle of a working week, in the town, that needs no room."""
    given = {"kecamatan": "Kota", "slots": (at(15, 9),), "pillars": frozenset({2}), "needs_room": False}
    return Wish(**{"id": name, "label": name, **given, **more})  # type: ignore[arg-type]


def office(*wishes: Wish, **more: object) -> Problem:
    """Two people of each party, and what is wished."""
    people = (speaker("Sari"), speaker("Bima"), helper("Dewi"), helper("Eko"))
    return Problem(**{"today": MONDAY, "people": people, "wishes": wishes, **more})  # type: ignore[arg-type]


def by_chance(seed: int, *, pins: bool = True) -> Problem:
    """A small office in which every rule bites now and then: with odd seeds little fits, with even ones a week is crowded."""
    chance = random.Random(seed)
    crowded = seed % 2 == 0
    days = 5 if crowded else chance.choice((8, 15, 25))
    people = tuple(
        _person(chance, party, number, days, crowded=crowded)
        for party in (Party.BAWASLU, Party.DISKOMINFO)
        for number in range(chance.randint(1 + crowded, 4))
    )
    rooms = tuple(_room(chance, number, days) for number in range(chance.randint(0, 4)))
    numbers = range(chance.randint(6, 14) if crowded else chance.randint(1, 9))
    wishes = tuple(_wish(chance, number, days, people, rooms, pins=pins, crowded=crowded) for number in numbers)
    levels = {rule: chance.choice(choices(rule)) for rule in Rule if chance.random() < 0.25 and len(choices(rule)) > 1}
    roads = {(one, other): 15 * chance.randint(1, 8) for one in PLACES for other in PLACES if one < other and chance.random() < 0.7}
    off = {MONDAY + dt.timedelta(days=chance.randrange(days)): "Libur rekaan" for _ in range(chance.randint(0, 2))}
    leave = {MONDAY + dt.timedelta(days=chance.randrange(days)): "Cuti bersama rekaan" for _ in range(chance.randint(0, 1))}
    fasting = ((MONDAY, MONDAY + dt.timedelta(days=chance.randrange(days))),) if chance.random() < 0.3 else ()
    problem = Problem(
        today=MONDAY - dt.timedelta(days=chance.randint(0, 9)),
        people=people,
        wishes=wishes,
        rooms=rooms,
        days=Days(holidays=off, joint_leave=leave, ramadan=fasting),
        roads=Roads(roads, default=chance.choice((0, 30, 60))),
        rules=RuleTable(levels),
        weights=Weights(acquaintance=chance.choice(list(Acquaintance)), travel_band=chance.choice((4, 24))),
        held=frozenset((chance.choice("ab"), chance.choice(("Aula", *PLACES))) for _ in range(chance.randint(0, 2))),
        covered=frozenset({("p", chance.choice(PLACES), chance.randint(1, 4))}),
    )
    if chance.random() < 0.3:
        old = [one for one in wishes if chance.random() < 0.6]
        pairs = [frozenset(person.id for person in chance.sample(people, 2)) for _ in old]
        before = [Session(one.id, chance.choice(one.slots), pair) for one, pair in zip(old, pairs, strict=True)]
        problem = replace(problem, before=Plan(tuple(before)))
    return problem


def _time(chance: random.Random, days: int) -> Interval:
    return at(chance.randrange(days), *chance.choice(TIMES))


def _person(chance: random.Random, party: Party, number: int, days: int, *, crowded: bool) -> Person:
    ours = party is Party.BAWASLU
    roles = ("narasumber", "narasumber", "moderator") if ours else ("fasilitator", "instruktur", "juru kamera")
    free = [day for day in range(days) if crowded or chance.random() < 0.75]
    kinds = [chance.choice(list(BusyKind)) for _ in range(chance.randint(0, 3))]
    busy = [Busy(_time(chance, days), kind, chance.choice(("", *PLACES))) for kind in kinds]
    return Person(
        id=f"{party.value[0]}{number}",
        party=party,
        name=f"Orang {party.value[0]}{number}",
        roles=frozenset({roles[0] if crowded else chance.choice(roles)}),
        pillars=frozenset(pillar for pillar in range(1, 5) if crowded or chance.random() < 0.7),
        topics=frozenset(topic for topic in "abc" if not crowded and chance.random() < 0.5),
        home=chance.choice(PLACES),
        available=whole_days(*free) if chance.random() < 0.6 else tuple(at(day, 7, 30, 300) for day in free),
        busy=tuple(busy[: 1 if crowded else 3]),
        per_week=chance.choice((None, 4, 5) if crowded else (None, 1, 2, 3)),
        per_month=chance.choice((None, 2 + 3 * crowded, 5)),
        recent_count=chance.randint(0, 5),
        recent_minutes=chance.randint(0, 400),
        knows=frozenset(chance.choice("bd") + str(chance.randrange(4)) for _ in range(2)),
        liked_days=frozenset(chance.sample(range(5), 2)) if chance.random() < 0.3 else frozenset(),
        liked_kecamatan=frozenset(chance.sample(PLACES, 2)) if chance.random() < 0.3 else frozenset(),
    )


def _room(chance: random.Random, number: int, days: int) -> Room:
    return Room(
        id=f"r{number}",
        place=chance.choice(("Aula", "Balai")),
        kecamatan=chance.choice(PLACES),
        capacity=chance.choice((20, 60)),
        equipment=frozenset({"proyektor"}) if chance.random() < 0.6 else frozenset(),
        busy=tuple(_time(chance, days) for _ in range(chance.randint(0, 2))),
    )


def _wish(
    chance: random.Random,
    number: int,
    days: int,
    people: tuple[Person, ...],
    rooms: tuple[Room, ...],
    *,
    pins: bool,
    crowded: bool,
) -> Wish:
    slots = list({slot.start: slot for slot in (_time(chance, days) for _ in range(chance.randint(1, 5)))}.values())
    needs = bool(rooms) and chance.random() < 0.5
    accepted = []
    if pins and chance.random() < (0.1 if crowded else 0.25):
        who = frozenset(person.id for person in chance.sample(people, chance.randint(0, 2)))
        accepted = [Pin(slots[0].start, who, chance.choice(rooms).id if needs and chance.random() < 0.5 else "")]
    return Wish(
        id=f"w{number}",
        label=f"Sesi {number}",
        kecamatan=chance.choice(rooms).kecamatan if needs and crowded else chance.choice(PLACES),
        slots=tuple(slots),
        pillars=frozenset(chance.sample(range(1, 5), chance.randint(0, 2))),
        policy=chance.choice(list(Policy)),
        sector=chance.choice(list(Sector)),
        programme=chance.choice(("", "p", "q")),
        topic=chance.choice(("", "", "a", "b")),
        count=chance.randint(1, max(1, len(slots) - 1)),
        helpers=chance.choice((1, 1, 1, 2)),
        attendance=0 if crowded else chance.choice((0, 30)),
        equipment=frozenset({"proyektor"}) if chance.random() < 0.3 and not crowded else frozenset(),
        needs_room=needs,
        rooms=frozenset({chance.choice(rooms).id}) if rooms and chance.random() < 0.2 else frozenset(),
        lead_days=0 if crowded else chance.choice((0, 3, 5)),
        any_hours=crowded or chance.random() < 0.3,
        priority=chance.choice((1, 1, 2)),
        asked_for=frozenset({chance.choice(people).id}) if chance.random() < 0.3 else frozenset(),
        must=frozenset({chance.choice(people).id}) if chance.random() < 0.1 else frozenset(),
        pins=tuple(accepted),
    )
