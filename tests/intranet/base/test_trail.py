"""The trail shows tampering: every kind of change to the table is found, an untouched one never is."""

import random
import threading

import pytest
from sqlalchemy import delete, select, text, update

from intranet.base import trail
from intranet.base.actor import SYSTEM
from intranet.base.trail import TrailEvent


@pytest.fixture
def filled(db, clock):
    with db.write() as session:
        for n in range(20):
            trail.record(session, clock, SYSTEM, "test.done", "thing", str(n), {"n": n, "teks": "é"})
    return db


def breaks(db) -> list[trail.Break]:
    with db.read() as session:
        return list(trail.verify(session))


def test_an_untouched_trail_holds(filled):
    assert breaks(filled) == []


@pytest.mark.parametrize("column", ["data", "actor_name", "kind", "subject_id", "at", "hash", "previous"])
def test_a_changed_value_is_found_at_its_row(filled, column, clock):
    value = clock.now().replace(year=2020) if column == "at" else ("f" * 64 if column in ("hash", "previous") else "lain")
    with filled.write() as session:
        session.execute(update(TrailEvent).where(TrailEvent.seq == 7).values({column: value}))
    assert 7 in {found.seq for found in breaks(filled)}


def test_a_deleted_row_is_found(filled):
    with filled.write() as session:
        session.execute(delete(TrailEvent).where(TrailEvent.seq == 7))
    assert breaks(filled)[0] == trail.Break(7, "missing")


def test_a_cut_tail_is_found(filled):
    with filled.write() as session:
        session.execute(delete(TrailEvent).where(TrailEvent.seq > 15))
    assert breaks(filled) == [trail.Break(15, "the end does not match the head")]


def test_two_rows_changed_places_are_found(filled):
    with filled.write() as session:
        for seq, to in ((3, 900), (4, 3), (900, 4)):
            session.execute(update(TrailEvent).where(TrailEvent.seq == seq).values(seq=to))
    assert breaks(filled)


def test_random_edits_are_all_found(filled):
    chance = random.Random(7)
    for _ in range(20):
        with filled.read() as session:
            seq = chance.randint(1, 20)
            row = session.scalar(select(TrailEvent).where(TrailEvent.seq == seq))
            row.data = row.data.replace('"n":', '"m":')
            session.flush()
            assert list(trail.verify(session)), f"an edit of row {seq} was not found"


def test_parallel_writers_never_fork_the_chain(db, clock):
    def write() -> None:
        for n in range(10):
            with db.write() as session:
                trail.record(session, clock, SYSTEM, "test.done", "thing", str(n))

    writers = [threading.Thread(target=write) for _ in range(5)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert breaks(db) == []
    with db.read() as session:
        assert session.execute(text("SELECT count(*), max(seq) FROM trail")).one() == (50, 50)


def test_an_event_is_gone_with_the_transaction_that_failed(db, clock):
    with db.writing() as session:
        trail.record(session, clock, SYSTEM, "test.done", "thing", "1")
        session.rollback()
    with db.read() as session:
        assert trail.of(session, "thing", "1") == []
    assert breaks(db) == []
