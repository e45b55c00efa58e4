"""A case on its way: what each move asks for, what no end may lack, and that nothing ever gets stuck."""

import datetime as dt

import pytest

from intranet.base.errors import Forbidden, Refused
from intranet.cases import rules, service
from intranet.cases.models import Case
from intranet.cases.rules import ElectionCrime, Event, Notice, Outcome, State
from intranet.cases.service import Facts, Person
from intranet.cases.tracks import Act
from shared.elements import Standing
from tests.intranet.cases.factories import ENDING, WHY, Cases

WHEN = {"happened_on": dt.date(2026, 11, 19), "known_on": dt.date(2026, 11, 20), "event_place": "Balai Desa Contoh"}


def case_of(cases: Cases, case_id: str) -> Case:
    with cases.db.read() as session:
        return service.get(session, case_id)


def end(outcome: Outcome, **changes: object) -> dict[str, object]:
    return {**ENDING, "outcome": outcome, **changes}


def test_content_goes_through_both_parties_to_its_end(cases_everywhere):
    c, people = cases_everywhere, cases_everywhere.people
    case_id = c.create()
    with pytest.raises(Refused, match="Tunjuk petugasnya"):
        c.move(case_id, people.budi, Event.TAKE_UP)
    c.assign(case_id, people.budi, people.budi)
    c.move(case_id, people.budi, Event.TAKE_UP)
    c.move(case_id, people.budi, Event.CONTENT_ONLY)
    with pytest.raises(Forbidden):
        c.move(case_id, people.budi, Event.RECOMMEND_REMOVAL, reason=WHY)
    with pytest.raises(Refused, match="alasannya"):
        c.move(case_id, people.wulan, Event.RECOMMEND_REMOVAL, reason="")
    c.move(case_id, people.wulan, Event.RECOMMEND_REMOVAL, reason=WHY)
    with pytest.raises(Forbidden):
        c.move(case_id, people.wulan, Event.HANDLED, reason=WHY)
    c.move(case_id, people.budi, Event.HANDLED, reason=WHY)
    c.move(case_id, people.wulan, Event.REAPPEARED, reason=WHY)
    c.move(case_id, people.budi, Event.HANDLED, reason=WHY)
    with pytest.raises(Refused, match="Masih ada pekerjaan"):
        c.move(case_id, people.budi, Event.CLOSE, **end(Outcome.CONTENT_REMOVED))
    c.act(case_id, people.kartika, Act.APPROVE)
    c.act(case_id, people.budi, Act.SEND, Act.REMOVE, Act.STILL_GONE, Act.STILL_GONE, Act.STILL_GONE)
    c.move(case_id, people.budi, Event.CLOSE, **end(Outcome.CONTENT_REMOVED))
    case = case_of(c, case_id)
    assert (case.state, case.outcome, case.due_on) == (State.CLOSED, Outcome.CONTENT_REMOVED, None)
    assert (case.legal_basis, case.notice, case.election_crime) == ("UU 7/2017 Pasal 454", Notice.LETTER, ElectionCrime.NO)


def test_a_report_goes_from_completion_to_plenary_to_an_answer(cases_everywhere):
    c, people = cases_everywhere, cases_everywhere.people
    case_id = c.in_study(happened_on=None)
    with pytest.raises(Refused, match="Syarat formal"):
        c.move(case_id, people.wulan, Event.REGISTER)
    c.move(case_id, people.wulan, Event.LACKS, reason="Tanggal kejadian belum ada.")
    c.move(case_id, people.budi, Event.COMPLETED, reason="Pelapor membawa tanggalnya.")
    c.move(case_id, people.wulan, Event.TRACE, reason=WHY)
    c.move(case_id, people.wulan, Event.SUBSTANTIATED, reason=WHY)
    assert case_of(c, case_id).register_no == "001/REG/TM/33.99/XI/2026"
    c.move(case_id, people.wulan, Event.EXAMINE)
    c.move(case_id, people.wulan, Event.STUDIED, reason=WHY)
    with pytest.raises(Forbidden):
        c.move(case_id, people.wulan, Event.REFER, reason=WHY, addressee="KPU Kabupaten Contoh")
    with pytest.raises(Refused, match="dituju"):
        c.move(case_id, people.halim, Event.REFER, reason=WHY)
    c.move(case_id, people.halim, Event.REFER, reason=WHY, addressee="KPU Kabupaten Contoh")
    c.move(case_id, people.budi, Event.ANSWERED, reason="Jawaban KPU diterima.")
    c.act(case_id, people.halim, Act.APPROVE)
    c.act(case_id, people.wulan, Act.DELIVER, Act.ANSWER, Act.CONCLUDE)
    c.move(case_id, people.wulan, Event.CLOSE, **end(Outcome.VIOLATION_SANCTIONED, crime=ElectionCrime.OTHER_LAW))
    case = case_of(c, case_id)
    assert (case.state, case.referred_to) == (State.CLOSED, "KPU Kabupaten Contoh")


def test_a_complete_report_gets_bawaslus_number_and_keeps_it_when_reopened(cases_everywhere):
    c, people = cases_everywhere, cases_everywhere.people
    first, second = c.in_study(**WHEN), c.in_study(**WHEN)
    for case_id in (first, second):
        c.move(case_id, people.wulan, Event.REGISTER)
    assert [case_of(c, one).register_no for one in (first, second)] == ["001/REG/LP/33.99/XI/2026", "002/REG/LP/33.99/XI/2026"]
    c.move(first, people.wulan, Event.EXAMINE)
    c.move(first, people.wulan, Event.STUDIED, reason=WHY)
    c.move(first, people.halim, Event.CLOSE, **end(Outcome.NO_VIOLATION))
    c.move(first, people.halim, Event.REOPEN, reason="Ada bukti baru dari pelapor.")
    case = case_of(c, first)
    assert (case.state, case.register_no) == (State.TRIAGE, "001/REG/LP/33.99/XI/2026")
    assert (case.outcome, case.legal_basis, case.notice, case.election_crime) == (None, "", None, None)


def test_a_study_is_extended_once_from_where_its_first_limit_ended(cases_everywhere):
    c, people = cases_everywhere, cases_everywhere.people
    case_id = c.in_study(**WHEN)
    c.move(case_id, people.wulan, Event.REGISTER)
    c.move(case_id, people.wulan, Event.EXAMINE)
    assert case_of(c, case_id).due_on == dt.date(2026, 12, 1)
    c.move(case_id, people.wulan, Event.EXTEND, reason="Dua saksi diperiksa minggu depan.")
    assert case_of(c, case_id).due_on == dt.date(2026, 12, 10)
    with pytest.raises(Refused, match="satu kali"):
        c.move(case_id, people.wulan, Event.EXTEND, reason="Masih ada saksi lain lagi.")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"outcome": None}, "outcome"),
        ({"outcome": Outcome.TIME_BARRED}, "outcome"),
        ({"reason": "ya"}, "reason"),
        ({"legal_basis": ""}, "legal_basis"),
        ({"notice": None}, "notice"),
        ({"notice": Notice.NOBODY}, "notice"),
        ({"crime": None}, "crime"),
        ({"crime": ElectionCrime.OTHER_LAW}, "crime"),
    ],
)
def test_no_end_without_outcome_basis_notice_and_the_crime_answered(cases, changes, field):
    case_id = cases.in_analysis()
    with pytest.raises(Refused) as refused:
        cases.move(case_id, cases.people.wulan, Event.CLOSE, **{**end(Outcome.CLARIFIED), **changes})
    assert refused.value.field == field
    assert case_of(cases, case_id).state is State.ANALYSIS


def test_nobody_has_to_be_told_only_when_nobody_is_known(cases):
    with cases.db.write() as session:
        case_id = service.receive(
            session,
            cases.people.budi,
            cases.clock,
            cases.settings,
            cases.keys,
            source=rules.Source.CYBER_PATROL,
            channel=rules.Channel.STAFF,
            facts=Facts(narrative="Kiriman ditemukan."),
            person=Person(),
            standing=Standing.NOT_CHECKED,
        ).id
    cases.assign(case_id, cases.people.budi, cases.people.budi)
    cases.move(case_id, cases.people.budi, Event.TAKE_UP)
    cases.move(case_id, cases.people.budi, Event.CLOSE, **end(Outcome.NOT_COMPETENT, notice=Notice.NOBODY, crime=None))
    assert case_of(cases, case_id).notice is Notice.NOBODY


def test_a_duplicate_names_another_case(cases):
    main, case_id = cases.create(), cases.in_triage()
    own = case_of(cases, case_id).complaint_no
    for wrong in ("", "9999/ADU/33.99/XI/2026", own):
        with pytest.raises(Refused, match="perkara utama"):
            cases.move(case_id, cases.people.budi, Event.CLOSE, **end(Outcome.DUPLICATE, main_no=wrong))
    number = case_of(cases, main).complaint_no
    cases.move(case_id, cases.people.budi, Event.CLOSE, **end(Outcome.DUPLICATE, main_no=number))
    assert case_of(cases, case_id).main_no == number


def test_a_withdrawn_complaint_waits_for_a_decision(cases):
    case_id = cases.in_study()
    cases.move(case_id, cases.people.budi, Event.WITHDRAW, reason="Pelapor mencabut lewat surat.")
    case = case_of(cases, case_id)
    assert (case.state, case.outcome) == (State.TRIAGE, None)
    assert case.due_on


def test_a_draft_is_never_registered_by_a_mere_move(cases):
    case_id = cases.draft(cases.people.budi)
    with pytest.raises(Refused, match="loket"):
        cases.move(case_id, cases.people.budi, Event.SUBMIT)
