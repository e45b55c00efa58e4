"""What was missing is brought later: it is filled in, nothing told before changes, and the report can be registered."""

import datetime as dt

import pytest

from intranet.base import trail
from intranet.base.errors import Refused
from intranet.cases import queries, service
from intranet.cases.completing import Brought
from intranet.cases.forms import read_wish
from intranet.cases.models import Complainant
from intranet.cases.rules import Event, State
from tests.intranet.cases.factories import PERSON
from tests.intranet.web.harness import fetch, send

TOLD = {"narrative": "Amplop dibagikan di pasar.", "respondent": "", "happened_on": None, "event_place": "Pasar Contoh"}


def awaiting(cases, **facts):
    """A report that waits for its complainant; returns its id."""
    case_id = cases.in_study(known_on=cases.clock.now().date(), **{**TOLD, **facts})
    cases.move(case_id, cases.people.wulan, Event.LACKS, reason="Nama terlapor dan tanggalnya belum ada.")
    return case_id


def case_of(cases, case_id):
    with cases.db.read() as session:
        return service.get(session, case_id)


def test_what_was_brought_completes_the_report_and_it_is_registered(cases_everywhere):
    cases, people = cases_everywhere, cases_everywhere.people
    case_id, day = awaiting(cases), cases.clock.now().date()
    brought = Brought(respondent="Orang Rekaan", happened_on=day, narrative="Cerita lain.", name="Nama Lain")
    cases.move(case_id, people.budi, Event.COMPLETED, reason="Pelapor membawa yang kurang.", brought=brought)
    row = case_of(cases, case_id)
    assert (row.state, row.respondent, row.happened_on) == (State.INITIAL_STUDY, "Orang Rekaan", day)
    assert row.narrative == TOLD["narrative"]
    with cases.db.read() as session:
        assert session.get_one(Complainant, case_id).name == PERSON.name
        (moved,) = [event for event in trail.of(session, "case", case_id) if event.details.get("event") == "completed"]
        assert moved.details["filled"] == ["respondent", "happened_on"]
        wish = read_wish({"q": "rekaan"}, people.wulan)
        page = queries.listing(session, people.wulan, wish, None, cases.clock.now(), cases.settings.zone)
        assert [found.id for found in page.rows] == [case_id]
    cases.move(case_id, people.wulan, Event.REGISTER)
    assert case_of(cases, case_id).register_no == "001/REG/LP/33.99/XI/2026"


@pytest.mark.parametrize(
    ("brought", "field"),
    [
        ({"happened_on": dt.timedelta(days=1)}, "happened_on"),
        ({"respondent": "x" * 201}, "respondent"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_filled_in(cases_everywhere, brought, field):
    cases, now = cases_everywhere, cases_everywhere.clock.now()
    case_id = awaiting(cases)
    given = {name: now.date() + value if isinstance(value, dt.timedelta) else value for name, value in brought.items()}
    with pytest.raises(Refused) as refused:
        cases.move(case_id, cases.people.budi, Event.COMPLETED, reason="Pelapor membawa yang kurang.", brought=Brought(**given))
    assert refused.value.field == field
    row = case_of(cases, case_id)
    assert (row.state, row.respondent, row.happened_on) == (State.AWAITING_COMPLETION, "", None)


def test_only_a_completion_fills_in(cases_everywhere):
    cases = cases_everywhere
    case_id = cases.in_study(**TOLD)
    cases.move(case_id, cases.people.wulan, Event.LACKS, reason="Nama terlapor belum ada.", brought=Brought(respondent="Orang"))
    assert case_of(cases, case_id).respondent == ""


def test_the_page_asks_for_what_lacks_and_keeps_what_was_typed(cases, sign_in):
    case_id, client = awaiting(cases), sign_in("budi")
    html = fetch(client, f"/cases/{case_id}")
    assert 'id="f-brought-respondent"' in html
    assert 'id="f-brought-happened"' in html
    assert 'id="f-brought-story"' not in html
    form = {"event": "completed", "version": cases.version(case_id), "respondent": "Orang Rekaan", "reason": "Dibawa ke loket."}
    html = send(client, f"/cases/{case_id}/state", {**form, "happened_on": "kemarin"}, 422)
    assert 'value="Orang Rekaan"' in html
    assert "Tulis tanggal sebagai hari, bulan, dan tahun." in html
    html = send(client, f"/cases/{case_id}/state", {**form, "happened_on": cases.clock.now().date().isoformat()})
    assert "(isian dilengkapi: 2)" in html
