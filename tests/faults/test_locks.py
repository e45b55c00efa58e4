"""Many writers at once: each is served, in its turn, and nobody's failure leaves the door shut."""

import threading
import time

import pytest
from sqlalchemy import select, update

from intranet.base.db import Database
from intranet.base.numbering import NumberSeries

THREADS, TURNS = 20, 25


def count_up(database: Database) -> None:
    """Read, think, write: what two deferred transactions would lose or refuse."""
    with database.write() as session:
        last = session.scalars(select(NumberSeries.last).where(NumberSeries.series == "test")).one()
        session.execute(update(NumberSeries).where(NumberSeries.series == "test").values(last=last + 1))


def fail(database: Database) -> None:
    """Begin to write, and break."""
    with database.write() as session:
        session.execute(update(NumberSeries).values(last=99))
        raise ZeroDivisionError


@pytest.fixture
def counter(office_db: Database) -> Database:
    """A database with a number to count up."""
    with office_db.write() as session:
        session.add(NumberSeries(series="test", period="2026", last=0))
    return office_db


@pytest.mark.fault
def test_twenty_writers_lose_nothing_and_nobody_is_refused(counter: Database) -> None:
    failed: list[BaseException] = []

    def work() -> None:
        for _ in range(TURNS):
            try:
                count_up(counter)
            except BaseException as error:
                failed.append(error)

    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with counter.read() as session:
        assert session.scalars(select(NumberSeries.last)).one() == THREADS * TURNS


@pytest.mark.fault
def test_a_writer_that_fails_lets_the_next_one_in(counter: Database) -> None:
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            fail(counter)
        began = time.perf_counter()
        count_up(counter)
        assert time.perf_counter() - began < 5
    with counter.read() as session:
        assert session.scalars(select(NumberSeries.last)).one() == 3


@pytest.mark.fault
def test_a_writer_that_is_let_go_without_a_word_lets_the_next_one_in(counter: Database) -> None:
    session = counter.writing()
    session.execute(select(NumberSeries.last))
    session.close()
    began = time.perf_counter()
    count_up(counter)
    assert time.perf_counter() - began < 5
