"""What the parties find themselves: nobody complained, so nobody is asked for, told a code, or handed a receipt."""

import pytest

from intranet.base.errors import NotFound, Refused
from intranet.cases import moving
from intranet.cases.models import Case
from intranet.cases.rules import Channel, Event, Requirement, Source, State
from intranet.cases.service import Facts, Person, receive
from intranet.counter import service as counter
from shared.elements import Standing
from tests.intranet.web.harness import fetch

FOUND = [source for source in Source if not source.complained]
TOLD = [source for source in Source if source.complained]
WHY = "Begitu menurut pemeriksaan."


def found(cases, actor, source=Source.CYBER_PATROL):
    day = cases.clock.now().date()
    facts = Facts(
        narrative="Kiriman contoh.", respondent="Pemilik akun contoh", link="https://contoh.id/1", known_on=day, happened_on=day
    )
    with cases.db.write() as session:
        how = {"source": source, "channel": Channel.STAFF, "facts": facts, "person": Person(), "standing": Standing.NOT_CHECKED}
        return receive(session, actor, cases.clock, cases.settings, cases.keys, **how).id


def case_of(cases, case_id):
    with cases.db.read() as session:
        case = session.get_one(Case, case_id)
        session.expunge(case)
        return case


def test_complaints_have_a_reporter_and_findings_have_none():
    assert set(TOLD) == {Source.PUBLIC_COMPLAINT, Source.AGENCY_COMPLAINT}
    for source in Source:
        assert (Requirement.REPORTER in moving.requirements_of(source)) is source.complained
        assert set(Requirement) - set(moving.requirements_of(source)) <= {Requirement.REPORTER}


@pytest.mark.parametrize("source", FOUND)
def test_who_finds_a_case_is_its_officer_and_there_is_no_code_for_nobody(cases_everywhere, source):
    cases = cases_everywhere
    for actor in (cases.people.wulan, cases.people.budi):
        case = case_of(cases, found(cases, actor, source))
        assert (case.officer_id, case.party, case.check_code) == (actor.id, actor.party, None)
        assert case.complaint_no is not None


@pytest.mark.parametrize("source", TOLD)
def test_a_complaint_waits_for_an_officer_and_has_a_code(cases_everywhere, source):
    case = case_of(cases_everywhere, cases_everywhere.create(source=source))
    assert case.officer_id is None
    assert case.check_code is not None


def test_a_finding_is_registered_without_a_reporter_and_under_a_findings_number(cases_everywhere):
    cases, wulan = cases_everywhere, cases_everywhere.people.wulan
    case_id = found(cases, wulan)
    for event in (Event.TAKE_UP, Event.ELECTION_MATTER, Event.REGISTER):
        cases.move(case_id, wulan, event)
    case = case_of(cases, case_id)
    assert case.state is State.REGISTERED
    assert "/REG/TM/" in (case.register_no or "")


def test_a_report_without_a_reporter_is_still_refused(cases_everywhere):
    cases = cases_everywhere
    case_id = cases.in_study(source=Source.AGENCY_COMPLAINT)
    with cases.db.read() as session:
        assert Requirement.REPORTER in moving.lacking(session.get_one(Case, case_id), told_name=False)
    with pytest.raises(Refused):
        cases.move(case_id, cases.people.wulan, Event.REGISTER)


def test_the_page_of_a_finding_says_why_and_offers_no_receipt(sign_in, cases):
    case_id = found(cases, cases.people.wulan)
    for event in (Event.TAKE_UP, Event.ELECTION_MATTER):
        cases.move(case_id, cases.people.wulan, event)
    html = fetch(sign_in("budi"), f"/cases/{case_id}")
    assert "tidak berpelapor" in html
    assert "Nama dan alamat pelapor" not in html
    assert "Cetak tanda terima" not in html
    assert "Kode cek" not in html
    assert "temuan dapat diregistrasi" in html
    assert "Cetak tanda terima" in fetch(sign_in("budi"), f"/cases/{cases.create()}")


def test_a_receipt_of_a_finding_is_refused_in_words(sign_in, cases):
    case_id = found(cases, cases.people.budi)
    with cases.db.write() as session, pytest.raises(NotFound):
        counter.print_receipt(session, cases.people.budi, cases.clock, cases.settings, cases.keys, case_id)
    assert sign_in("budi").post(f"/receipts/{case_id}").status_code == 404
