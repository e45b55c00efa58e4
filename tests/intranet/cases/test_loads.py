"""Nobody leaves the office with open cases: handing over, and closing an account."""

import datetime as dt

import pytest

from intranet.base import trail
from intranet.base.errors import Forbidden, Refused
from intranet.cases import board, service
from intranet.cases.rules import Event
from tests.intranet.web.harness import faults


def officer_of(cases, case_id):
    with cases.db.read() as session:
        return service.get(session, case_id).officer_id


def hand_over(cases, actor, giver, taker):
    with cases.db.write() as session:
        return service.hand_over(session, actor, cases.clock, giver.id, taker.id)


def test_all_open_cases_of_an_officer_go_to_another_and_say_so(cases_everywhere):
    c, people = cases_everywhere, cases_everywhere.people
    open_ones, bawaslus = [c.in_triage(), c.in_triage()], c.in_study()
    assert hand_over(c, people.kartika, people.budi, people.kartika) == 2
    assert [officer_of(c, one) for one in open_ones] == [people.kartika.id] * 2
    assert officer_of(c, bawaslus) == people.wulan.id
    with c.db.read() as session:
        newest = trail.of(session, "case", open_ones[0])[0]
        assert (newest.kind, newest.details) == ("case.assigned", {"from": people.budi.id, "to": people.kartika.id})


def test_an_officer_hands_over_only_what_is_their_own(cases):
    cases.in_study()
    with pytest.raises(Forbidden):
        hand_over(cases, cases.people.budi, cases.people.kartika, cases.people.budi)
    assert hand_over(cases, cases.people.wulan, cases.people.wulan, cases.people.halim) == 1


@pytest.mark.parametrize("taker", ["budi", "wulan", "sekar"])
def test_the_taker_is_another_active_officer_of_the_party(cases, taker):
    cases.in_triage()
    with pytest.raises(Refused, match="petugas lain"):
        hand_over(cases, cases.people.kartika, cases.people.budi, getattr(cases.people, taker))


def test_handing_over_nothing_is_said_to_be_nothing(cases):
    with pytest.raises(Refused, match="tidak memegang"):
        hand_over(cases, cases.people.kartika, cases.people.budi, cases.people.kartika)


def test_each_desk_is_counted(cases_everywhere):
    c, people = cases_everywhere, cases_everywhere.people
    c.in_triage()
    late = c.in_triage()
    with c.db.read() as session:
        due = service.get(session, late).due_on
        then = dt.datetime.combine(due, dt.time(3), dt.UTC)
        rows = {row.id: row for row in board.loads(session, people.budi.party, then, c.settings.zone)}
        assert (rows[people.budi.id].open, rows[people.budi.id].overdue, rows[people.budi.id].due_today) == (2, 0, 2)
        assert rows[people.kartika.id].open == 0
        assert then > c.clock.now()


def test_the_page_shows_and_hands_over(sign_in, cases):
    case_id = cases.in_triage()
    kartika, budi = sign_in("kartika"), sign_in("budi")
    assert faults(kartika.get("/cases/loads").text) == []
    people = cases.people
    assert kartika.post("/cases/loads", data={"from_id": people.budi.id, "to_id": people.budi.id}).status_code == 422
    assert budi.post("/cases/loads", data={"from_id": people.kartika.id, "to_id": people.budi.id}).status_code == 403
    assert kartika.post("/cases/loads", data={"from_id": people.budi.id, "to_id": people.kartika.id}).status_code == 303
    assert officer_of(cases, case_id) == people.kartika.id
    assert sign_in("sekar").get("/cases/loads").status_code == 403


def test_who_leaves_leaves_no_case_behind(sign_in, cases):
    case_id = cases.in_triage()
    admin = sign_in("admin")
    page = admin.post(f"/staff/{cases.people.budi.id}/close", follow_redirects=True).text
    assert "1 perkaranya sekarang menunggu petugas lain." in page
    assert officer_of(cases, case_id) is None
    assert "Petugasnya keluar" in sign_in("kartika").get(f"/cases/{case_id}").text


def test_the_start_page_shows_letters_that_are_due(sign_in, cases):
    case_id = cases.in_analysis()
    cases.move(case_id, cases.people.wulan, Event.RECOMMEND_REMOVAL, reason="Isinya menyesatkan pemilih.")
    page = sign_in("budi").get("/").text
    assert faults(page) == []
    assert "Surat dan penurunan konten" in page
    assert "Surat dan penurunan konten" not in sign_in("wulan").get("/").text
