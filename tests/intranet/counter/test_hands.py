"""Many hands on one visit at the same moment: nobody waits for ever, nothing is lost."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from sqlalchemy import select

from intranet.base import trail
from intranet.base.clock import FixedClock
from intranet.base.db import Database
from intranet.base.sealing import FieldKeys
from intranet.cases import service as cases
from intranet.cases.models import Case
from intranet.counter import service
from intranet.counter.models import Visit
from intranet.counter.rules import EyeReason
from intranet.identity.rules import Document
from shared.elements import Standing
from tests.conftest import People
from tests.intranet.counter.conftest import Register
from tests.intranet.counter.kiosks import Kiosk


def at_once(*acts: Callable[[], object]) -> None:
    """Start all ``acts`` together; any error of any of them comes out."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        start.wait()
        act()

    with ThreadPoolExecutor(len(acts)) as pool:
        list(pool.map(run, acts))


def test_kiosk_officers_and_the_late_answer_do_not_block_each_other(
    kiosk: Kiosk, counter_app: Flask, db: Database, clock: FixedClock, keys: FieldKeys, people: People, register: Register
) -> None:
    def see(visit: str) -> None:
        with db.write() as session:
            service.see_document(session, people.budi, clock, visit, document=Document.KTP_EL, reason=EyeReason.ASKED)

    def show(visit: str) -> None:
        with db.write() as session:
            service.mark_shown(session, people.kartika, clock, visit)

    def note(case_id: str) -> None:
        with db.write() as session:
            cases.add_note(session, people.wulan, clock, case_id, "Dibaca.")

    for _turn in range(5):
        register.open.clear()
        visit = kiosk.open_visit()
        at_once(lambda v=visit: kiosk.ask_check(v), lambda v=visit: see(v), lambda v=visit: show(v))  # type: ignore[misc]
        assert kiosk.complain(visit).status_code == 201
        with db.read() as session:
            case_id = str(session.get_one(Visit, visit).case_id)
        register.open.set()
        at_once(
            lambda v=visit: service.settle(db, clock, keys, v),  # type: ignore[misc]
            lambda v=visit: see(v),  # type: ignore[misc]
            lambda c=case_id: note(c),  # type: ignore[misc]
            lambda v=visit: kiosk.send("POST", f"/visits/{v}/end", {"reason": "done"}),  # type: ignore[misc]
        )
        assert counter_app.extensions["posko_checks"].wait_idle(20)
        service.settle(db, clock, keys, visit)
    with db.read() as session:
        assert set(session.scalars(select(Case.standing))) == {Standing.VERIFIED}
        assert {visit.ended_at is not None for visit in session.scalars(select(Visit))} == {True}
        assert list(trail.verify(session)) == []
