"""What the database refuses by itself, on both kinds: statements past the verbs, and fifty confirmations at once."""

import threading

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

import intranet.app  # noqa: F401 - knows every mapped class
from intranet.base import schema
from intranet.base.actor import Party
from intranet.base.db import Database
from intranet.base.errors import Refused
from intranet.literacy.models import guards
from intranet.literacy.rules import Mode, SessionState
from intranet.literacy.service import confirming, sessions
from tests.intranet.literacy.conftest import MONDAY, hours


def bind(klass, session_id, state="confirmed"):
    """Make it confirmed past all verbs, with both parties' word."""
    with klass.db.write() as session:
        for party, who in (("bawaslu", klass.people.wulan), ("diskominfo", klass.people.budi)):
            session.execute(
                text("INSERT INTO literacy_confirmation (session_id, party, by, at) VALUES (:s, :p, :w, :at)"),
                {"s": session_id, "p": party, "w": who.id, "at": "2026-11-20 02:30:00"},
            )
        session.execute(text("UPDATE literacy_session SET state = :st WHERE id = :s"), {"s": session_id, "st": state})


def run(klass, statement, **values):
    with klass.db.write() as session:
        session.execute(text(statement), values)


def refused(klass, fault, statement, **values):
    with pytest.raises(IntegrityError, match=f"literacy: {fault}"):
        run(klass, statement, **values)


@pytest.fixture
def pair(klass):
    return klass.person(Party.BAWASLU, "Ratna"), klass.person(Party.DISKOMINFO, "Bagus")


def test_a_session_is_not_confirmed_without_its_pair(klass, pair):
    for alone in pair:
        with pytest.raises(IntegrityError, match="literacy: pair"):
            bind(klass, klass.session(alone))
    with pytest.raises(IntegrityError, match="literacy: pair"):
        bind(klass, klass.session())
    bind(klass, klass.session(*pair))


def test_a_helper_of_another_role_is_nobodys_half(klass, pair):
    row = klass.session(pair[0], klass.person(Party.PARTNER, "Moderator"))
    with pytest.raises(IntegrityError, match="literacy: pair"):
        bind(klass, row)


def test_going_alone_needs_what_the_policy_asks_for(klass, pair):
    row = klass.session(pair[1])
    run(klass, "UPDATE literacy_policy SET pairing = 'joint_or_solo'")
    with pytest.raises(IntegrityError, match="literacy: pair"):
        bind(klass, row)
    run(klass, "UPDATE literacy_session SET solo_reason = 'Tidak ada materi pemilu'")
    bind(klass, row)
    refused(klass, "pair", "UPDATE literacy_session SET solo_reason = ''")
    refused(klass, "policy", "UPDATE literacy_policy SET pairing = 'required'")


def test_by_agreement_needs_the_consent_of_both(klass, pair):
    row = klass.session(pair[1])
    consent = "INSERT INTO literacy_consent (session_id, party, note, by, at) VALUES (:s, :p, 'ya', :w, '2026-11-20 02:30:00')"
    run(klass, consent, s=row, p="bawaslu", w=klass.people.wulan.id)
    with pytest.raises(IntegrityError, match="literacy: pair"):
        bind(klass, row)
    run(klass, consent, s=row, p="diskominfo", w=klass.people.budi.id)
    bind(klass, row)
    refused(klass, "pair", "DELETE FROM literacy_consent WHERE party = 'bawaslu'")


def test_a_confirmed_session_keeps_its_pair_and_both_words(klass, pair):
    bind(klass, klass.session(*pair))
    refused(klass, "pair", "DELETE FROM literacy_seat WHERE party = 'bawaslu'")
    refused(klass, "pair", "UPDATE literacy_seat SET person_id = NULL WHERE party = 'diskominfo'")
    refused(klass, "word", "DELETE FROM literacy_confirmation WHERE party = 'bawaslu'")
    vacate = "UPDATE literacy_seat SET vacated_at = '2026-11-21 02:00:00', vacated_reason = 'sakit' WHERE party = 'bawaslu'"
    refused(klass, "pair", vacate)
    run(klass, "UPDATE literacy_session SET state = 'planned'")
    run(klass, vacate)


def test_a_seat_stays_in_its_session(klass, pair):
    klass.session(*pair)
    other = klass.session()
    refused(klass, "seat", "UPDATE literacy_seat SET session_id = :s", s=other)


def test_nobody_is_in_two_sessions_at_once_nor_on_the_way(klass, pair):
    others = klass.person(Party.DISKOMINFO, "Citra"), klass.person(Party.BAWASLU, "Dewi")
    bind(klass, klass.session(*pair))  # 09.00 to 11.00, half an hour's way
    for start in (MONDAY, MONDAY + hours(2), MONDAY + hours(2.4), MONDAY - hours(2.4)):
        with pytest.raises(IntegrityError, match="literacy: person"):
            bind(klass, _second(klass, pair[0], others[0], start))
    bind(klass, _second(klass, pair[0], others[0], MONDAY + hours(2.5)))
    bind(klass, _second(klass, others[1], pair[1], MONDAY - hours(2.5)))


def _second(klass, one, other, start, **changes):
    """A planned session of people who may be taken: seated past the verb that would look."""
    row = klass.session(starts_at=start, **changes)
    for person, party, role in ((one, "bawaslu", "resource_person"), (other, "diskominfo", "instructor")):
        run(
            klass,
            "INSERT INTO literacy_seat (id, session_id, party, role, person_id, pinned, vacated_reason)"
            " VALUES (:id, :s, :p, :r, :who, false, '')",
            **{"id": f"{row[-24:]}{party[:6]}", "s": row, "p": party, "r": role, "who": person},
        )
    return row


def test_the_longer_way_of_the_two_counts_whichever_comes_first(klass, pair):
    bind(klass, klass.session(*pair, travel_minutes=0))
    with pytest.raises(IntegrityError, match="literacy: person"):
        bind(klass, _second(klass, *pair, MONDAY + hours(2.75), travel_minutes=60))
    bind(klass, _second(klass, *pair, MONDAY + hours(3), travel_minutes=60))
    refused(klass, "person", "UPDATE literacy_session SET travel_minutes = 90")


def test_from_the_desk_and_in_one_room_there_is_no_way(klass, pair):
    bind(klass, klass.session(*pair, mode=Mode.ONLINE))
    bind(klass, _second(klass, *pair, MONDAY + hours(2), mode=Mode.ONLINE))
    room = klass.room()
    bind(klass, _second(klass, *pair, MONDAY + hours(24), room_id=room))
    bind(klass, _second(klass, *pair, MONDAY + hours(26), room_id=room))


def test_somebody_put_on_a_confirmed_session_must_be_free(klass, pair):
    first = klass.session(*pair)
    others = klass.person(Party.BAWASLU, "Dewi"), klass.person(Party.DISKOMINFO, "Citra")
    bind(klass, first)
    bind(klass, klass.session(*others))
    add = "INSERT INTO literacy_seat (id, session_id, party, role, person_id, pinned, vacated_reason)"
    refused(klass, "person", f"{add} VALUES ('x', :s, 'diskominfo', 'companion', :p, false, '')", s=first, p=others[1])


def test_a_moved_session_is_looked_at_again(klass, pair):
    bind(klass, klass.session(*pair))
    bind(klass, _second(klass, *pair, MONDAY + hours(24)))
    move = "UPDATE literacy_session SET starts_at = :a, ends_at = :b WHERE starts_at > :b"
    values = {"a": MONDAY + hours(1), "b": MONDAY + hours(3)}
    if klass.db.url.startswith("sqlite"):
        values = {name: f"{at:%Y-%m-%d %H:%M:%S.%f}" for name, at in values.items()}
    refused(klass, "person", move, **values)


def test_a_room_is_not_taken_twice(klass, pair):
    room = klass.room()
    others = klass.person(Party.BAWASLU, "Dewi"), klass.person(Party.DISKOMINFO, "Citra")
    bind(klass, klass.session(*pair, room_id=room))
    with pytest.raises(IntegrityError, match="literacy: room"):
        bind(klass, _in_room(klass, others, room, 1.5))
    bind(klass, _in_room(klass, others, room, 2))


def _in_room(klass, who, room, later):
    return _second(klass, *who, MONDAY + hours(later), room_id=room)


def test_fifty_confirmations_at_once_book_nobody_twice_and_losers_hear_why(klass):
    stars = klass.person(Party.BAWASLU, "Ratna"), klass.person(Party.BAWASLU, "Dewi")
    helpers = [klass.person(Party.DISKOMINFO, f"Pendamping {n}") for n in range(25)]
    rows = klass.sessions([((stars[n % 2], helpers[n % 25]), {"starts_at": MONDAY + hours(n % 3)}) for n in range(50)])
    with klass.db.write() as session:
        for row in rows:
            confirming.confirm(session, klass.people.wulan, klass.clock, klass.settings, row, sessions.get(session, row).version)
    begin, told, won = threading.Barrier(10), [], []

    def work(mine):
        own = Database(klass.db.url)
        begin.wait()
        for row in mine:
            try:
                with own.write() as session:
                    version = sessions.get(session, row).version
                    session.expire_all()
                    confirming.confirm(session, klass.people.budi, klass.clock, klass.settings, row, version)
            except Refused as error:
                told.append(error.message % error.values)
            else:
                won.append(row)
        own.close()

    threads = [threading.Thread(target=work, args=(rows[n::10],)) for n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) + len(told) == 50
    kept = [klass.see(row) for row in rows if klass.see(row).state is SessionState.CONFIRMED]
    assert len(kept) == len(won)
    assert len(kept) in (2, 3, 4)  # at most the two speakers, at times two hours apart at least
    assert all("sudah terikat pada “Aman di internet”, Senin, 30 November 2026 pukul" in words for words in told)
    assert any(words.startswith(("Ratna", "Dewi")) and "SMA Contoh" in words for words in told)


def test_past_the_verbs_fifty_at_once_book_nobody_twice_either(klass, pair):
    rows = klass.sessions([(pair, {})] * 50)
    with klass.db.write() as session:
        for row in rows:
            for party, who in (("bawaslu", klass.people.wulan), ("diskominfo", klass.people.budi)):
                values = {"s": row, "p": party, "w": who.id}
                statement = (
                    "INSERT INTO literacy_confirmation (session_id, party, by, at) VALUES (:s, :p, :w, '2026-11-20 02:30:00')"
                )
                session.execute(text(statement), values)
    begin, won, lost = threading.Barrier(10), [], []

    def work(mine):
        own = Database(klass.db.url)
        begin.wait()
        for row in mine:
            try:
                with own.write() as session:
                    session.execute(text("UPDATE literacy_session SET state = 'confirmed' WHERE id = :s"), {"s": row})
            except IntegrityError:
                lost.append(row)
            else:
                won.append(row)
        own.close()

    threads = [threading.Thread(target=work, args=(rows[n::10],)) for n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(won), len(lost)) == (1, 49)


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_every_guard_names_its_fault(dialect):
    made = "\n".join(guards.statements(dialect))
    assert all(f"literacy: {fault}" in made for fault in ("pair", "word", "person", "room", "seat", "policy"))
    assert "$" not in made.replace("$$", "")


def test_an_office_gets_the_same_guards_by_migration(tmp_path, sqlite_template):
    made, migrated = Database(f"sqlite:///{sqlite_template}"), Database(f"sqlite:///{tmp_path / 'office.sqlite3'}")
    schema.upgrade(migrated)
    asked = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'literacy%' ORDER BY name")
    found = []
    for database in (made, migrated):
        with database.read() as session:
            found.append([tuple(row) for row in session.execute(asked)])
        database.close()
    assert found[0] == found[1]
    assert len(found[0]) == 9
