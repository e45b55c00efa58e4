"""The outbox: nothing is lost, nothing is done before its transaction is committed, a dead worker's work is taken over."""

import datetime as dt

import pytest

from intranet.base import outbox
from intranet.base.outbox import OutboxItem, work_once


def test_work_is_seen_only_after_the_commit(db, clock):
    done = []
    with db.writing() as session:
        outbox.put(session, clock, "mail", "a")
        session.flush()
        session.rollback()
    assert work_once(db, clock, {"mail": lambda *_: done.append(1)}) is False
    assert done == []


def test_done_work_is_gone_and_failed_work_comes_back_when_due(db, clock):
    tries = []

    def handler(_db, _clock, ref, attempt):
        tries.append((ref, attempt))
        return clock.now() + dt.timedelta(minutes=1) if attempt < 3 else None

    with db.write() as session:
        outbox.put(session, clock, "mail", "a")
    assert work_once(db, clock, {"mail": handler}) is True
    assert work_once(db, clock, {"mail": handler}) is False
    clock.advance(dt.timedelta(minutes=1))
    assert work_once(db, clock, {"mail": handler}) is True
    with db.write() as session:
        outbox.hurry(session, clock, "mail", "a")
    assert work_once(db, clock, {"mail": handler}) is True
    assert tries == [("a", 1), ("a", 2), ("a", 3)]
    with db.read() as session:
        assert session.query(OutboxItem).count() == 0


def test_work_of_a_worker_that_died_is_taken_over_after_its_lease(db, clock):
    with db.write() as session:
        outbox.put(session, clock, "mail", "a")

    def dies(*_):
        raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        work_once(db, clock, {"mail": dies})
    seen = []
    assert work_once(db, clock, {"mail": lambda *_: seen.append(1)}) is False
    clock.advance(outbox.LEASE)
    assert work_once(db, clock, {"mail": lambda *_: seen.append(1)}) is True
    assert seen == [1]


def test_work_of_an_unknown_kind_waits_for_a_worker_that_knows_it(db, clock):
    with db.write() as session:
        outbox.put(session, clock, "later", "a")
    assert work_once(db, clock, {"mail": lambda *_: None}) is False
    assert work_once(db, clock, {"later": lambda *_: None}) is True
