"""The verbs of literacy on both databases: programmes, sessions, seats, confirmations, drop-outs, reminders."""

import datetime as dt

import pytest
from sqlalchemy import select

from intranet.agencies import service as agencies
from intranet.base import trail
from intranet.base.actor import Actor, ActorKind, Party, Role
from intranet.base.errors import Conflict, Forbidden, NotFound, Refused
from intranet.inbox.models import InboxMessage
from intranet.literacy import queries
from intranet.literacy.models import LiteracyLetter, LiteracyPerson, PairingPolicy
from intranet.literacy.queries import Wanted
from intranet.literacy.rules import (
    ExceptionKind,
    Hours,
    Mode,
    Pairing,
    Pillar,
    ProgrammeState,
    SeatRole,
    Sector,
    SessionState,
    Window,
)
from intranet.literacy.service import confirming, people, places, programmes, replacing, seats, sessions, standing
from intranet.literacy.service.people import ExceptionInput, PersonInput
from intranet.literacy.service.programmes import ProgrammeInput
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


# Programmes and policies ------------------------------------------------------------------------------------------


def test_diskominfo_designs_and_bawaslu_only_proposes(klass):
    given = ProgrammeInput(
        title="Usulan",
        goal="Tujuan",
        starts_on=dt.date(2026, 12, 1),
        ends_on=dt.date(2026, 12, 31),
        agreement_id=klass.known["agreement"],
    )
    with klass.db.write() as session:
        row = programmes.add(session, klass.people.wulan, klass.clock, given)
        assert row.state is ProgrammeState.PROPOSED
        with pytest.raises(Forbidden):
            programmes.move(session, klass.people.wulan, klass.clock, row.id, row.version, ProgrammeState.RUNNING)
        programmes.move(session, klass.people.budi, klass.clock, row.id, row.version, ProgrammeState.RUNNING)
        assert row.state is ProgrammeState.RUNNING
        with pytest.raises(Forbidden):
            programmes.amend(session, klass.people.wulan, klass.clock, row.id, row.version, given)
        with pytest.raises(Forbidden):
            programmes.add(session, klass.people.sekar, klass.clock, given)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"goal": ""}, "goal"),
        ({"ends_on": dt.date(2026, 11, 1)}, "ends_on"),
        ({"ends_on": dt.date(2030, 1, 1)}, "ends_on"),
        ({"agreement_id": "0" * 32}, "agreement_id"),
        ({"budget": -1}, "budget"),
        ({"targets": {Pillar.SAFETY: 0}}, "targets"),
    ],
)
def test_a_programme_says_what_is_wrong_with_it(klass, changes, field):
    usual = {"title": "P", "goal": "G", "starts_on": dt.date(2026, 12, 1), "ends_on": dt.date(2026, 12, 31)}
    given = ProgrammeInput(**{**usual, "agreement_id": klass.known["agreement"], **changes})
    with klass.db.write() as session, pytest.raises(Refused) as refused:
        programmes.add(session, klass.people.kartika, klass.clock, given)
    assert refused.value.field == field


def test_an_agreement_of_which_nothing_is_noted_demands_the_strictest(klass):
    with klass.db.read() as session:
        found = {row.sector: row.pairing for row in session.scalars(select(PairingPolicy))}
    assert found == {Sector.GOVERNMENT: Pairing.REQUIRED, Sector.PUBLIC: Pairing.BY_AGREEMENT}


def test_policies_are_dated_and_one_in_use_cannot_change_its_demand(klass, pair):
    row = klass.session(*pair)
    klass.confirm(row)
    later = klass.policy(Pairing.REQUIRED, valid_from=dt.date(2026, 12, 1))
    assert klass.see(klass.session(starts_at=MONDAY + hours(24))).policy_id == later
    assert klass.see(klass.session(starts_at=MONDAY + hours(3))).policy_id != later
    with pytest.raises(Refused) as refused:
        klass.policy(Pairing.REQUIRED, valid_from=dt.date(2026, 1, 1))
    assert refused.value.field == "valid_from"
    with klass.db.write() as session, pytest.raises(Forbidden):
        programmes.set_policy(
            session,
            klass.people.kartika,
            klass.clock,
            agreement_id=klass.known["agreement"],
            sector=Sector.PUBLIC,
            pairing=Pairing.REQUIRED,
            valid_from=MONDAY.date(),
            source="x",
        )


def test_a_programme_closes_once_nothing_is_open(klass):
    row = klass.session()
    with klass.db.write() as session:
        programme = programmes.get(session, klass.known["programme"])
        how = (klass.people.kartika, klass.clock, programme.id, programme.version, ProgrammeState.CLOSED)
        with pytest.raises(Refused, match="belum terlaksana"):
            programmes.move(session, *how)
        sessions.cancel(session, klass.people.kartika, klass.clock, row, 1, "Tidak jadi")
        programmes.move(session, *how)
    with pytest.raises(Refused):
        klass.session()


# Sessions ---------------------------------------------------------------------------------------------------------


def test_either_party_asks_for_a_session_and_a_scheduler_gives_it_a_time(klass):
    row = klass.session(who=klass.people.wulan, starts_at=None)
    assert klass.see(row).state is SessionState.WANTED
    with pytest.raises(Forbidden):
        klass.session(who=klass.people.wulan)
    with klass.db.write() as session:
        with pytest.raises(Forbidden):
            sessions.amend(session, klass.people.wulan, klass.clock, klass.settings, row, 1, klass.given())
        changed = sessions.amend(session, klass.people.budi, klass.clock, klass.settings, row, 1, klass.given())
        assert changed.state is SessionState.PLANNED
        assert changed.on_day == dt.date(2026, 11, 30)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"pillars": frozenset()}, "pillars"),
        ({"district_id": "0" * 32}, "district_id"),
        ({"topic_id": "0" * 32}, "topic_id"),
        ({"room_id": "0" * 32}, "room_id"),
        ({"minutes": 5}, "minutes"),
        ({"capacity": 0}, "capacity"),
        ({"planned_cost": -1}, "planned_cost"),
        ({"place": ""}, "room_id"),
        ({"travel_minutes": 601}, "travel_minutes"),
        ({"latest_on": dt.date(2026, 11, 1)}, "latest_on"),
        ({"starts_at": MONDAY + hours(24 * 90)}, "starts_at"),
    ],
)
def test_a_session_says_what_is_wrong_with_it_and_nothing_is_written(klass, changes, field):
    with pytest.raises(Refused) as refused:
        klass.session(**changes)
    assert refused.value.field == field
    with klass.db.read() as session:
        assert not queries.listing(session, Wanted(), None).rows


def test_a_room_too_small_is_refused_by_name(klass):
    room = klass.room(capacity=20)
    with pytest.raises(Refused) as refused:
        klass.session(room_id=room, capacity=30)
    assert refused.value.message % refused.value.values == "Ruang Aula hanya memuat 20 orang."


def test_a_confirmed_session_that_moves_needs_both_words_again(klass, pair):
    row = klass.session(*pair)
    klass.confirm(row)
    with klass.db.write() as session:
        given = klass.given(title="Judul lain")
        sessions.amend(session, klass.people.budi, klass.clock, klass.settings, row, version_of(klass, row), given)
    assert klass.see(row).state is SessionState.CONFIRMED
    with klass.db.write() as session:
        given = klass.given(starts_at=MONDAY + hours(1))
        sessions.amend(session, klass.people.budi, klass.clock, klass.settings, row, version_of(klass, row), given)
    assert klass.see(row).state is SessionState.PLANNED
    assert not klass.see(row).confirmations


def test_who_saw_another_version_changes_nothing(klass, pair):
    row = klass.session(*pair)
    with klass.db.write() as session:
        for verb in (confirming.withdraw, lambda *how: sessions.cancel(*how, "Alasan lain")):
            with pytest.raises(Conflict):
                verb(session, klass.people.budi, klass.clock, row, 99)


def test_a_postponed_session_is_wanted_again_with_its_people_and_a_cancelled_one_is_over(klass, pair):
    row = klass.session(*pair)
    klass.confirm(row)
    with klass.db.write() as session:
        with pytest.raises(Refused):
            sessions.postpone(session, klass.people.budi, klass.clock, row, version_of(klass, row), "ya")
        sessions.postpone(session, klass.people.budi, klass.clock, row, version_of(klass, row), "Banjir di kecamatan")
    seen = klass.see(row)
    assert (seen.state, seen.starts_at, len(seen.live_seats)) == (SessionState.WANTED, None, 2)
    assert "literacy.postponed" in told(klass, klass.people.wulan)
    with klass.db.write() as session:
        sessions.cancel(session, klass.people.budi, klass.clock, row, seen.version, "Tidak jadi")
        with pytest.raises(Refused, match="tidak dapat diubah"):
            sessions.cancel(session, klass.people.budi, klass.clock, row, sessions.get(session, row).version, "Lagi saja")


def test_only_a_confirmed_session_that_has_begun_is_noted_as_held(klass, pair):
    row = klass.session(*pair)
    with klass.db.write() as session, pytest.raises(Refused, match="terkonfirmasi"):
        sessions.hold(session, klass.people.budi, klass.clock, row, version_of(klass, row))
    klass.confirm(row)
    with klass.db.write() as session, pytest.raises(Refused, match="belum dimulai"):
        sessions.hold(session, klass.people.budi, klass.clock, row, version_of(klass, row))
    klass.clock.set(MONDAY + hours(3))
    with klass.db.write() as session:
        with pytest.raises(Forbidden):
            sessions.hold(session, klass.people.admin, klass.clock, row, version_of(klass, row))
        with pytest.raises(Refused):
            sessions.hold(session, klass.people.budi, klass.clock, row, version_of(klass, row), -5)
        sessions.hold(session, klass.people.budi, klass.clock, row, version_of(klass, row), 2_000_000)
    assert klass.see(row).state is SessionState.HELD
    with klass.db.read() as session:
        assert queries.progress(session, klass.known["programme"])[0] == {Pillar.SAFETY: 1}
        assert not list(trail.verify(session))


# Pairs and confirmations ------------------------------------------------------------------------------------------


def test_each_party_confirms_in_one_act_and_the_second_makes_it_sure(klass, pair):
    row = klass.session(*pair)
    klass.confirm(row, B)
    assert klass.see(row).state is SessionState.PLANNED
    assert "literacy.confirmed" in told(klass, klass.people.budi)
    with pytest.raises(Refused, match="sudah mengonfirmasi"):
        klass.confirm(row, B)
    klass.confirm(row, D)
    assert klass.see(row).state is SessionState.CONFIRMED
    with klass.db.write() as session:
        with pytest.raises(Forbidden):
            confirming.withdraw(session, klass.people.admin, klass.clock, row, version_of(klass, row))
        confirming.withdraw(session, klass.people.wulan, klass.clock, row, version_of(klass, row))
    seen = klass.see(row)
    assert (seen.state, [one.party for one in seen.confirmations]) == (SessionState.PLANNED, [D])


def test_a_government_session_is_refused_without_a_resource_person_of_bawaslu(klass, pair):
    row = klass.session(pair[1], sector=Sector.GOVERNMENT, solo_reason="Kami saja")
    with pytest.raises(Refused, match="Belum ada narasumber dari Bawaslu"):
        klass.confirm(row, D)
    with klass.db.write() as session, pytest.raises(Refused, match="tidak berlaku"):
        confirming.consent(session, klass.people.budi, klass.clock, row, version_of(klass, row), "Setuju sendiri")


def test_by_agreement_one_party_goes_alone_once_both_have_noted_it(klass, pair):
    row = klass.session(pair[1])
    with pytest.raises(Refused, match="Belum ada narasumber"):
        klass.confirm(row, D)
    with klass.db.write() as session:
        for who in (klass.people.budi, klass.people.wulan):
            confirming.consent(session, who, klass.clock, row, sessions.get(session, row).version, "Materi teknis saja")
        with pytest.raises(Refused, match="sudah dicatat"):
            confirming.consent(session, who, klass.clock, row, sessions.get(session, row).version, "Sekali lagi")
    with pytest.raises(Refused, match="tidak duduk"):
        klass.confirm(row, B)
    klass.confirm(row, D)
    assert klass.see(row).state is SessionState.CONFIRMED


def test_a_solo_session_needs_its_reason_where_the_agreement_allows_it(klass, pair):
    klass.policy(Pairing.JOINT_OR_SOLO)
    with pytest.raises(Refused, match="Belum ada narasumber"):
        klass.confirm(klass.session(pair[1]), D)
    row = klass.session(pair[1], solo_reason="Materi teknis tanpa muatan pemilu")
    klass.confirm(row, D)
    assert klass.see(row).state is SessionState.CONFIRMED


def test_an_empty_seat_is_filled_or_taken_away_before_anybody_confirms(klass, pair):
    row = klass.session(*pair)
    with klass.db.write() as session:
        empty = seats.open_seat(session, klass.people.budi, klass.clock, row, version_of(klass, row), D, SeatRole.COMPANION).id
    with pytest.raises(Refused, match="kursi kosong"):
        klass.confirm(row, D)
    with klass.db.write() as session:
        seats.drop_seat(session, klass.people.budi, klass.clock, empty, version_of(klass, row))
    klass.confirm(row)


def test_nobody_is_seated_twice_out_of_role_or_while_bound_elsewhere(klass, pair):
    row = klass.session(*pair)
    klass.confirm(row)
    other = klass.session()
    how = (klass.people.kartika, klass.clock, klass.settings)

    def try_seat(session_id, role, person_id):
        with klass.db.write() as session:
            seats.seat(session, *how, session_id, sessions.get(session, session_id).version, role, person_id)

    with pytest.raises(Conflict) as refused:
        try_seat(other, SeatRole.RESOURCE_PERSON, pair[0])
    said = refused.value.message % refused.value.values
    when = "Senin, 30 November 2026 pukul 09.00 WIB"
    assert said == f"Ratna sudah terikat pada “Aman di internet”, {when}, di SMA Contoh, termasuk waktu tempuhnya."
    with pytest.raises(Refused, match="peran"):
        try_seat(other, SeatRole.MODERATOR, klass.person(B, "Sari"))
    with pytest.raises(Refused, match="sudah duduk"):
        try_seat(row, SeatRole.RESOURCE_PERSON, pair[0])
    with pytest.raises(Refused, match="dari daftar"):
        try_seat(other, SeatRole.MODERATOR, "0" * 32)
    with klass.db.write() as session:
        with pytest.raises(Forbidden):
            seats.open_seat(session, klass.people.wulan, klass.clock, other, version_of(klass, other), D, SeatRole.COMPANION)
        made = seats.open_seat(
            session, klass.people.wulan, klass.clock, other, version_of(klass, other), B, SeatRole.RESOURCE_PERSON
        )
        with pytest.raises(Refused, match="bukan dari pihak"):
            seats.fill(session, *how, made.id, sessions.get(session, other).version, pair[1])


def test_the_way_between_two_kecamatan_counts_where_the_office_knows_it(klass, pair):
    with klass.db.write() as session:
        far = places.add_district(session, klass.people.kartika, klass.clock, "Contoh Selatan").id
        places.set_way(session, klass.people.kartika, klass.clock, far, klass.known["district"], 90)
    klass.confirm(klass.session(*pair))
    with pytest.raises(Conflict, match="terikat"):
        klass.session(*pair, district_id=far, starts_at=MONDAY + hours(3))
    klass.confirm(klass.session(*pair, district_id=far, starts_at=MONDAY + hours(3.5)))


def test_a_room_taken_by_another_session_is_named(klass, pair):
    room = klass.room()
    klass.confirm(klass.session(*pair, room_id=room))
    row = klass.session(klass.person(B, "Dewi"), klass.person(D, "Citra"), starts_at=MONDAY + hours(1), place="Lapangan")
    with klass.db.write() as session:
        given = klass.given(starts_at=MONDAY + hours(1), room_id=room)
        sessions.amend(session, klass.people.budi, klass.clock, klass.settings, row, version_of(klass, row), given)
    with pytest.raises(Conflict, match="Ruangnya sudah dipakai"):
        klass.confirm(row, B)


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
