"""The road: a kiosk opens a visit, the claim is checked, a number comes back."""

from flask import Flask
from sqlalchemy import select

from intranet.base.db import Database
from intranet.cases.models import Case
from intranet.counter.models import Visit
from shared.elements import Standing
from shared.words import EndReason
from tests.intranet.counter.conftest import Register
from tests.intranet.counter.kiosks import NIK, Kiosk


def done(app: Flask) -> None:
    assert app.extensions["posko_checks"].wait_idle(20)


def test_a_checked_visitor_leaves_with_a_number_and_their_nik_on_it(
    kiosk: Kiosk, counter_app: Flask, db: Database, register: Register
) -> None:
    visit = kiosk.open_visit()
    asked = kiosk.ask_check(visit)
    assert (asked.status_code, asked.json) == (202, {"state": "checking", "reason": None})
    done(counter_app)
    assert kiosk.send("GET", f"/visits/{visit}/check").json == {"state": "verified", "reason": None}
    answer = kiosk.complain(visit)
    assert answer.status_code == 201, answer.text
    receipt = answer.json["receipt"]  # type: ignore[index]
    assert receipt["nik"] == NIK
    assert receipt["complaint_no"] == "0001/ADU/33.99/XI/2026"
    assert receipt["next_by"] == "2026-11-23"
    ended = kiosk.send("POST", f"/visits/{visit}/end", {"reason": "done"})
    assert ended.status_code == 200
    with db.read() as session:
        row = session.scalars(select(Visit)).one()
        case = session.scalars(select(Case)).one()
        assert (row.case_id, row.end_reason) == (case.id, EndReason.DONE)
        assert case.standing is Standing.VERIFIED
    assert register.calls == 1
