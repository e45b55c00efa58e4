"""Who drops out and who takes the place, reminders, people and places, and what is read of it all, on both databases."""

import datetime as dt

import pytest
from sqlalchemy import select

from intranet.agencies import service as agencies
from intranet.base.actor import Actor, ActorKind, Party, Role
from intranet.base.errors import Conflict, Forbidden, NotFound, Refused
from intranet.inbox.models import InboxMessage
from intranet.literacy import queries
from intranet.literacy.models import LiteracyLetter, LiteracyPerson
from intranet.literacy.queries import Wanted
from intranet.literacy.rules import (
    ExceptionKind,
    Hours,
    Mode,
    Pillar,
    SeatRole,
    SessionState,
    Window,
)
from intranet.literacy.service import people, places, programmes, replacing, seats, sessions, standing
from intranet.literacy.service.people import ExceptionInput, PersonInput
from intranet.literacy.service.reminders import remind
from intranet.web import paging
from tests.conftest import PASSWORD
from tests.intranet.literacy.conftest import MONDAY, hours

B, D = Party.BAWASLU, Party.DISKOMINFO


@pytest.fixture
def pair(klass):
    return klass.person(B, "Ratna"), klass.person(D, "Bagus")


def told(klass, who):
    with klass.db.read() as session:
        return [row.kind for row in session.scalars(select(InboxMessage).where(InboxMessage.staff_id == who.id))]


def version_of(klass, row):
    return klass.see(row).version


# Somebody drops out -----------------------------------------------------------------------------------------------


def test_who_drops_out_leaves_an_empty_seat_the_other_half_stays_and_all_hear_of_it(klass, pair):
    row = klass.session(*pair)
    klass.confirm(row)
    empty = klass.vacate(row, pair[1])
    seen = klass.see(row)
    assert seen.state is SessionState.PLANNED
    assert [one.party for one in seen.confirmations] == [B]
    old, new = (next(seat for seat in seen.seats if seat.id == one) for one in (seen_old(seen), empty))
    assert (old.vacated_reason, new.role, new.replaces_id, new.person_id) == ("Sakit mendadak", old.role, old.id, None)
    assert "seat.vacated" in told(klass, klass.people.wulan)
    citra = klass.person(D, "Citra")
    with klass.db.write() as session:
        seats.fill(session, klass.people.budi, klass.clock, klass.settings, empty, version_of(klass, row), citra)
    klass.confirm(row, D)
    assert klass.see(row).state is SessionState.CONFIRMED


def seen_old(seen):
    return next(seat.id for seat in seen.seats if seat.vacated_at is not None)


def test_replacements_are_ranked_with_what_speaks_against_them(klass, pair):
    row = klass.session(*pair)
    klass.confirm(row)
    names = {name: klass.person(D, name, **how) for name, how in REPLACEMENTS.items()}
    with klass.db.write() as session:
        leave = ExceptionInput(kind=ExceptionKind.LEAVE, starts_at=MONDAY - hours(9), ends_at=MONDAY + hours(40))
        people.except_time(session, klass.people.kartika, klass.clock, names["Cuti"], leave)
        tuesday = [Window(weekday=1, opens=480, closes=960)]
        people.set_week(session, klass.people.kartika, klass.clock, names["Selasa"], 1, tuesday)
    klass.confirm(klass.session(klass.person(B, "Dewi"), names["Terikat"], starts_at=MONDAY + hours(1)))
    empty = klass.vacate(row, pair[1])
    with klass.db.read() as session:
        seen = sessions.get(session, row)
        found = replacing.candidates(session, klass.settings, seen, next(seat for seat in seen.seats if seat.id == empty))
    assert [(one.name, one.why_not) for one in found] == [
        ("Ahli", ""),
        ("Awam", ""),
        ("Bagus", "Baru saja berhalangan untuk sesi ini."),
        ("Cuti", "Sedang cuti."),
        ("Selasa", "Di luar jam bersedianya."),
        ("Terikat", "Terikat pada sesi lain di waktu itu."),
    ]


REPLACEMENTS = {
    "Ahli": {},
    "Awam": {"pillars": frozenset({Pillar.ETHICS})},
    "Cuti": {},
    "Selasa": {},
    "Terikat": {},
    "Fasilitator": {"roles": frozenset({SeatRole.FACILITATOR})},
}


def test_a_person_gives_up_the_own_seat_but_nobody_elses(klass):
    mine = klass.person(B, "Wulan", staff_id=klass.people.wulan.id)
    row = klass.session(mine, klass.person(D, "Bagus"))
    stranger = klass.see(row).live_seats[1].person_id
    with pytest.raises(Forbidden):
        klass.vacate(row, stranger, who=klass.people.wulan)
    klass.vacate(row, mine, who=klass.people.wulan)


# Reminders --------------------------------------------------------------------------------------------------------


def test_a_party_that_has_not_confirmed_is_reminded_every_few_days(klass, pair):
    row = klass.session(*pair)
    klass.confirm(row, B)

    def rings():
        with klass.db.write() as session:
            return remind(session, klass.clock, klass.settings)

    assert rings() == 0
    klass.clock.advance(dt.timedelta(days=2))
    assert (rings(), rings()) == (1, 0)
    assert "literacy.waits" in told(klass, klass.people.budi)
    assert "literacy.waits" not in told(klass, klass.people.wulan)
    klass.clock.advance(dt.timedelta(days=2))
    assert rings() == 1
    klass.confirm(row, D)
    klass.clock.advance(dt.timedelta(days=2))
    assert rings() == 0


def test_a_scheduler_where_there_is_one_is_told_instead_of_everybody(klass, db):
    with db.write() as session:
        agency = agencies.add_agency(session, klass.people.admin, klass.clock, party=B, name="Sekretariat Contoh")
        how = {"username": "sari", "name": "Sari", "roles": [Role.SCHEDULER], "password": PASSWORD}
        made = agencies.add_staff(session, klass.people.admin, klass.clock, agency=agency, **how)
        assert standing.planners(session, B) == [made.id]
        assert klass.people.budi.id in standing.planners(session, D)
        sari = Actor(ActorKind.STAFF, made.id, "Sari", B, frozenset([Role.SCHEDULER]))
        row = sessions.add(session, sari, klass.clock, klass.settings, klass.given())
        assert row.state is SessionState.PLANNED


# People and places ------------------------------------------------------------------------------------------------


def test_a_person_keeps_the_own_page_but_not_load_or_account(klass):
    mine = klass.person(B, "Wulan", staff_id=klass.people.wulan.id)
    given = PersonInput(
        name="Wulan",
        party=B,
        roles=frozenset({SeatRole.MODERATOR}),
        pillars=frozenset(),
        staff_id=klass.people.wulan.id,
        most_month=99,
    )
    with klass.db.write() as session:
        people.amend(session, klass.people.wulan, klass.clock, mine, 1, given)
        row = session.get_one(LiteracyPerson, mine)
        assert (row.roles, row.most_month) == (frozenset({SeatRole.MODERATOR}), 8)
        with pytest.raises(Forbidden):
            people.amend(session, klass.people.halim, klass.clock, mine, row.version, given)
        with pytest.raises(Forbidden):
            people.add(session, klass.people.wulan, klass.clock, given)
        with pytest.raises(Refused, match="sudah dipakai"):
            people.add(session, klass.people.kartika, klass.clock, given)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"party": Party.DUKCAPIL, "roles": frozenset({SeatRole.MODERATOR})}, "party"),
        ({"roles": frozenset()}, "roles"),
        ({"most_week": 0}, "most_week"),
        ({"district_id": "0" * 32}, "district_id"),
        ({"topic_ids": frozenset({"0" * 32})}, "topics"),
        ({"staff_id": "0" * 32}, "staff_id"),
    ],
)
def test_a_person_says_what_is_wrong(klass, changes, field):
    with pytest.raises(Refused) as refused:
        klass.person(**{"name": "Orang", **changes})
    assert refused.value.field == field


def test_hours_and_ramadan_are_the_offices_own(klass):
    given = Hours(opens=8 * 60, travel=45)
    with klass.db.write() as session:
        assert standing.hours(session) == Hours()
        with pytest.raises(Forbidden):
            places.set_hours(session, klass.people.kartika, klass.clock, 0, given)
        places.set_hours(session, klass.people.admin, klass.clock, 0, given)
        assert standing.hours(session) == given
        with pytest.raises(Conflict):
            places.set_hours(session, klass.people.admin, klass.clock, 9, given)
        with pytest.raises(Refused):
            places.set_hours(session, klass.people.admin, klass.clock, 1, Hours(opens=900, closes=800))
        first = dt.date(2027, 2, 8)
        places.set_ramadan(session, klass.people.admin, klass.clock, first, first + dt.timedelta(days=29))
        places.set_ramadan(session, klass.people.admin, klass.clock, first + dt.timedelta(days=1), first + dt.timedelta(days=30))
        assert [one.starts_on for one in queries.ramadans(session)] == [first + dt.timedelta(days=1)]
        assert not queries.in_ramadan(session, first)
        with pytest.raises(Refused):
            places.set_ramadan(session, klass.people.admin, klass.clock, first, first)
    assert klass.see(klass.session()).travel_minutes == 45


# Reads ------------------------------------------------------------------------------------------------------------


def test_the_list_is_narrowed_and_pages_without_losing_a_session(klass, pair, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 3)
    rows = [klass.session(starts_at=MONDAY + hours(24 * (n // 2)), title=f"Sesi {n}") for n in range(8)]
    wish = klass.session(starts_at=None, earliest_on=dt.date(2026, 12, 10), latest_on=dt.date(2026, 12, 20), title="Nanti")
    seen, cursor = [], None
    with klass.db.read() as session:
        while True:
            page = queries.listing(session, Wanted(), cursor)
            seen += [line.id for line in page.rows]
            if not page.older:
                break
            cursor = paging.read({"after": page.older})
        back = queries.listing(session, Wanted(), paging.read({"before": page.newer}))
        assert seen[0] == wish
        assert sorted(seen) == sorted([*rows, wish])
        assert [line.id for line in back.rows] == seen[3:6]
        assert [one.id for one in queries.listing(session, Wanted(state=SessionState.WANTED), None).rows] == [wish]
        assert [one.title for one in queries.listing(session, Wanted(words="sesi 7"), None).rows] == ["Sesi 7"]
        assert not queries.listing(session, Wanted(pillar=Pillar.ETHICS), None).rows
        assert [one.id for one in queries.timeless(session, dt.date(2026, 12, 1), dt.date(2026, 12, 31))] == [wish]


def test_coverage_counts_what_is_sure_and_what_is_coming_apart(klass, pair):
    klass.confirm(klass.session(*pair))
    klass.session(starts_at=MONDAY + hours(24), pillars=frozenset({Pillar.SAFETY, Pillar.ETHICS}), mode=Mode.ONLINE)
    with klass.db.read() as session:
        found = queries.coverage(session, dt.date(2026, 11, 1), dt.date(2026, 12, 31))
        waits = queries.awaited(session, B)
    district = klass.known["district"]
    assert found == {(district, Pillar.SAFETY): (1, 1), (district, Pillar.ETHICS): (0, 1)}
    assert waits == 0


def test_what_does_not_exist_is_not_found(klass):
    with klass.db.write() as session:
        for verb in (sessions.get, people.get, programmes.get, places.get_venue):
            with pytest.raises(NotFound):
                verb(session, "0" * 32)
        assert not session.scalars(select(LiteracyLetter)).all()
