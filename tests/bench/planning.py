"""A month of literacy sessions: how soon the best plan is found and proven, beside CP-SAT on the very same rows and columns."""

import datetime as dt
import random

from intranet.base.actor import Party
from intranet.literacy.planning.model import Interval, Person, Problem, Roads, Wish

WIB = dt.timezone(dt.timedelta(hours=7))
TIMES = ((dt.time(8), dt.time(9, 30)), (dt.time(10), dt.time(11, 30)), (dt.time(13, 30), dt.time(15)))
FIRST = dt.date(2027, 1, 4)
KECAMATAN = 20


def month(
    seed: int,
    *,
    sessions: int = 300,
    bawaslu: int = 40,
    diskominfo: int = 40,
    days: int = 60,
    available: float = 0.6,
    skill: float = 0.5,
    slots: int = 1,
) -> Problem:
    """An invented office: ``available`` of all times and ``skill`` of all pillars for each person, ``slots`` times for each
    session, twenty kecamatan in a square of 60 km, and a past of up to six sessions and ten hours of travel each.
    """
    chance = random.Random(seed)
    places = [(chance.uniform(0, 60), chance.uniform(0, 60)) for _ in range(KECAMATAN)]
    names = [f"Kecamatan {number}" for number in range(KECAMATAN)]
    roads = {
        (names[one], names[other]): 5
        * round(2 + 0.3 * ((places[one][0] - places[other][0]) ** 2 + (places[one][1] - places[other][1]) ** 2) ** 0.5)
        for one in range(KECAMATAN)
        for other in range(one)
    }
    dates = [day for day in (FIRST + dt.timedelta(days=number) for number in range(2 * days)) if day.weekday() < 5][:days]
    times = [
        Interval(dt.datetime.combine(day, start, WIB), dt.datetime.combine(day, end, WIB)) for day in dates for start, end in TIMES
    ]

    def person(party: Party, number: int) -> Person:
        pillars = frozenset(pillar for pillar in range(1, 5) if chance.random() < skill)
        return Person(
            id=f"{party.value}-{number}",
            party=party,
            name=f"Orang {number}",
            roles=frozenset({"narasumber" if party is Party.BAWASLU else "fasilitator"}),
            pillars=pillars or frozenset({chance.randint(1, 4)}),
            home=chance.choice(names),
            available=tuple(time for time in times if chance.random() < available),
            recent_count=chance.randint(0, 6),
            recent_minutes=15 * chance.randint(0, 40),
        )

    people = [person(Party.BAWASLU, number) for number in range(bawaslu)]
    people += [person(Party.DISKOMINFO, number) for number in range(diskominfo)]
    wishes = [
        Wish(
            id=f"sesi-{number}",
            label=f"Sesi {number}",
            kecamatan=chance.choice(names),
            slots=tuple(sorted(chance.sample(times, slots))),
            pillars=frozenset({chance.randint(1, 4)}),
            needs_room=False,
        )
        for number in range(sessions)
    ]
    return Problem(today=FIRST - dt.timedelta(days=30), people=tuple(people), wishes=tuple(wishes), roads=Roads(roads))
