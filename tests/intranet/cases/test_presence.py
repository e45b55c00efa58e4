"""Two officers who have the same case open see each other, and nobody else sees that they did."""

import datetime as dt

from sqlalchemy import select

from intranet.base.actor import Actor
from intranet.cases import presence
from intranet.cases.models import CaseViewer
from tests.intranet.cases.factories import Cases
from tests.intranet.web.harness import fetch

STEP = dt.timedelta(seconds=presence.SAYS_EVERY)


def look(c: Cases, actor: Actor, case_id: str) -> list[str]:
    with c.db.write() as session:
        return presence.look(session, actor, c.clock, case_id)


def test_each_sees_the_others_and_never_oneself(cases_everywhere):
    c, people = cases_everywhere, cases_everywhere.people
    case_id, other = c.create(), c.create()
    assert look(c, people.budi, case_id) == []
    assert look(c, people.wulan, case_id) == [people.budi.name]
    assert look(c, people.halim, other) == []
    c.clock.advance(STEP)
    assert look(c, people.budi, case_id) == [people.wulan.name]


def test_who_closed_the_page_is_gone_after_two_silent_turns(cases_everywhere):
    c, people = cases_everywhere, cases_everywhere.people
    case_id = c.create()
    look(c, people.budi, case_id)
    c.clock.advance(2 * STEP)
    assert look(c, people.wulan, case_id) == [people.budi.name]
    c.clock.advance(STEP)
    assert look(c, people.wulan, case_id) == []


def test_what_is_over_is_thrown_away(cases_everywhere):
    c = cases_everywhere
    case_id = c.create()
    look(c, c.people.budi, case_id)
    c.clock.advance(3 * STEP)
    look(c, c.people.wulan, case_id)
    with c.db.write() as session:
        presence.forget(session, c.clock)
        assert list(session.scalars(select(CaseViewer.staff_id))) == [c.people.wulan.id]


def test_an_open_page_says_so_without_prolonging_the_session(cases, sign_in):
    case_id = cases.create()
    page = fetch(sign_in("budi"), f"/cases/{case_id}")
    assert f'hx-trigger="load, every {presence.SAYS_EVERY}s"' in page
    assert """hx-headers='{"Posko-Poll": "yes"}'""" in page
    assert sign_in("budi").post(f"/cases/{case_id}/present").text.strip() == ""
    assert "Budi" in sign_in("wulan").post(f"/cases/{case_id}/present").text
    assert sign_in("wulan").post(f"/cases/{'0' * 32}/present").status_code == 404
