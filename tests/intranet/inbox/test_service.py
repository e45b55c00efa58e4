"""Messages to staff, on both databases: told in the sender's transaction, read by nobody else, marked once."""

import datetime as dt
import threading

import pytest
from sqlalchemy import func, select

from intranet.base.actor import Actor
from intranet.base.clock import FixedClock
from intranet.base.db import Database
from intranet.base.errors import NotFound
from intranet.cases.rules import Event
from intranet.inbox import queries, service
from intranet.inbox.models import InboxMessage
from intranet.web.paging import Cursor
from tests.conftest import People
from tests.intranet.cases.factories import Cases


def tell(db: Database, clock: FixedClock, *staff: Actor, times: int = 1) -> None:
    with db.write() as session:
        for turn in range(times):
            ids = [one.id for one in staff]
            service.tell(session, clock, ids, "case.assigned", "case", f"{turn:032x}", "Perkara %(no)s", no=f"{turn}/ADU")


def unread(db: Database, actor: Actor) -> int:
    with db.read() as session:
        return queries.unread(session, actor)


def lines(db: Database, actor: Actor) -> list[queries.Line]:
    with db.read() as session:
        return list(queries.listing(session, actor, None).rows)


def test_everybody_told_has_a_message_of_their_own_and_sees_no_other(db: Database, clock: FixedClock, people: People) -> None:
    tell(db, clock, people.budi, people.wulan, people.budi)
    assert [unread(db, one) for one in (people.budi, people.wulan, people.kartika)] == [1, 1, 0]
    with db.write() as session:
        service.tell(session, clock, [], "case.assigned", "case", "0", "Tidak kepada siapa pun")
    mine = lines(db, people.budi)[0]
    assert (mine.values, mine.read_at, mine.at) == ({"no": "0/ADU"}, None, clock.now())
    with db.write() as session, pytest.raises(NotFound):
        service.mark_read(session, clock, people.wulan, mine.id)
    assert unread(db, people.budi) == 1


def test_reading_counts_once_and_marking_all_leaves_the_others_alone(db: Database, clock: FixedClock, people: People) -> None:
    tell(db, clock, people.budi, people.wulan, times=3)
    first, opened = lines(db, people.budi)[0], clock.now()
    for _turn in range(2):
        with db.write() as session:
            assert service.mark_read(session, clock, people.budi, first.id).read_at == opened
        clock.advance(dt.timedelta(minutes=1))
    assert unread(db, people.budi) == 2
    with db.write() as session:
        service.mark_all_read(session, clock, people.budi)
    assert (unread(db, people.budi), unread(db, people.wulan)) == (0, 3)
    assert {line.read_at for line in lines(db, people.budi)} == {opened, clock.now()}


def test_the_count_stops_at_its_most(db: Database, clock: FixedClock, people: People) -> None:
    tell(db, clock, people.budi, times=queries.MOST + 5)
    assert unread(db, people.budi) == queries.MOST


def test_pages_go_from_the_newest_to_the_oldest_and_back(db: Database, clock: FixedClock, people: People) -> None:
    for _turn in range(4):
        tell(db, clock, people.budi, times=queries.PAGE // 2)
        clock.advance(dt.timedelta(seconds=1))
    with db.read() as session:
        first = queries.listing(session, people.budi, None)
        assert (len(first.rows), first.newer) == (queries.PAGE, "")
        edge = first.rows[-1]
        second = queries.listing(session, people.budi, Cursor(edge.at.isoformat(), edge.id))
        assert (len(second.rows), second.older) == (queries.PAGE, "")
        shown = [(line.at, line.id) for line in (*first.rows, *second.rows)]
        assert shown == sorted(set(shown), reverse=True)
        edge = second.rows[0]
        assert queries.listing(session, people.budi, Cursor(edge.at.isoformat(), edge.id, back=True)).rows == first.rows
        for nonsense in ("x", "2026-11-20T10:00:00", "0001-01-01T00:00:00+14:00"):
            assert queries.listing(session, people.budi, Cursor(nonsense, edge.id)).rows == first.rows


def test_many_marks_at_once_all_succeed_and_the_first_moment_stays(db: Database, clock: FixedClock, people: People) -> None:
    tell(db, clock, people.budi, times=6)
    found, errors = lines(db, people.budi), []

    def mark(number: int) -> None:
        try:
            for line in found[number % 2 :] + found[: number % 2]:
                with db.write() as session:
                    service.mark_read(session, clock, people.budi, line.id)
            with db.write() as session:
                service.mark_all_read(session, clock, people.budi)
        except BaseException as error:
            errors.append(error)

    readers = [threading.Thread(target=mark, args=(number,)) for number in range(6)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert errors == []
    assert unread(db, people.budi) == 0
    assert {line.read_at for line in lines(db, people.budi)} == {clock.now()}


def test_naming_an_officer_tells_them_but_not_who_names_themself(
    db: Database, clock: FixedClock, people: People, everywhere: Cases
) -> None:
    case_id = everywhere.create()
    everywhere.assign(case_id, people.kartika, people.budi)
    everywhere.assign(case_id, people.kartika, people.budi)  # the same again is no news
    everywhere.assign(case_id, people.kartika, people.kartika)
    told = lines(db, people.budi)
    assert [(line.kind, line.subject_kind, line.subject_id) for line in told] == [("case.assigned", "case", case_id)]
    assert told[0].values == {"no": "0001/ADU/33.99/XI/2026"}
    assert unread(db, people.kartika) == 0


def test_handing_a_case_over_tells_the_case_workers_who_hold_it_now(
    db: Database, clock: FixedClock, people: People, everywhere: Cases
) -> None:
    case_id = everywhere.in_triage()
    assert [unread(db, one) for one in (people.budi, people.wulan, people.halim)] == [0, 0, 0]
    everywhere.move(case_id, people.budi, Event.CONTENT_ONLY)
    assert [unread(db, one) for one in (people.budi, people.kartika, people.wulan, people.halim)] == [0, 0, 1, 1]
    assert lines(db, people.wulan)[0].kind == "case.handed_over"


def test_what_was_not_done_is_not_told(db: Database, clock: FixedClock, people: People) -> None:
    with db.writing() as session:  # never committed
        service.tell(session, clock, [people.budi.id], "case.assigned", "case", "0", "Tidak jadi")
    with db.read() as session:
        assert session.scalar(select(func.count()).select_from(InboxMessage)) == 0


@pytest.fixture
def everywhere(db, clock, settings, keys, people) -> Cases:
    """Makes cases in a database of each kind."""
    return Cases(db, clock, settings, keys, people)
