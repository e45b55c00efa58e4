"""Programmes, sessions, seats and confirmations, on both databases."""

import datetime as dt

import pytest
from sqlalchemy import select

from intranet.base import trail
from intranet.base.actor import Party
from intranet.base.errors import Conflict, Forbidden, Refused
from intranet.inbox.models import InboxMessage
from intranet.literacy import queries
from intranet.literacy.models import PairingPolicy
from intranet.literacy.queries import Wanted
from intranet.literacy.rules import (
    Pairing,
    Pillar,
    ProgrammeState,
    SeatRole,
    Sector,
    SessionState,
)
from intranet.literacy.service import confirming, places, programmes, seats, sessions
from intranet.literacy.service.programmes import ProgrammeInput
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
