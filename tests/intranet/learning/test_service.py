"""Attendance, tests, certificates, monitoring and reports, on both databases."""

import datetime as dt
import json
from dataclasses import replace
from threading import Barrier, Thread

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import DBAPIError

from intranet.base import trail
from intranet.base.errors import Conflict, Forbidden, NotFound, Refused
from intranet.documents import stationery
from intranet.learning import figures
from intranet.learning.figures import Gain
from intranet.learning.models import AnswerSheet, Attendee, Certificate, Door, SessionReport
from intranet.learning.rules import AgeBand, CheckKind, Finding, ReportState, Sex, Stage
from intranet.learning.service import KIND, attendance, certificates, doors, questions, reports, testing
from intranet.learning.service.questions import QuestionInput
from intranet.literacy.rules import CostBearer, Pillar, SessionState
from intranet.literacy.service import sessions
from intranet.literacy.service.letters import Signature
from tests.intranet.learning.conftest import NIK, after, person


def issue(hall, row, who=None, settings=None):
    with hall.db.write() as session:
        office = (session, who or hall.people.kartika, hall.clock, settings or hall.settings, stationery)
        return [(one.number, one.check_code, one.name) for one in certificates.issue(*office, row, Signature("Kepala Dinas"))]


# Attendance ---------------------------------------------------------------------------------------------------------


def test_a_refused_line_keeps_nobody_else_out(hall):
    row = hall.took_place()
    done = hall.attend(
        row,
        person("Ani Contoh"),
        person(f"Budi {NIK}"),
        person("Citra Contoh", unit=NIK),
        person("Ani Contoh"),
        person("Dedi Contoh", number=9, sex=Sex.MALE),
        person("Eka Contoh", number=9),
        person("Fajar Contoh", number=0),
        person("  "),
        person("Gita   Contoh"),
    )
    assert [one if isinstance(one, int) else one.field for one in done] == [
        1,
        "name",
        "unit",
        "name",
        9,
        "number",
        "number",
        "name",
        10,
    ]
    assert "NIK" in done[1].message
    assert done[3].values == {"number": 1}
    with hall.db.read() as session:
        assert [(one.number, one.name) for one in attendance.of(session, row)] == [
            (1, "Ani Contoh"),
            (9, "Dedi Contoh"),
            (10, "Gita Contoh"),
        ]
        [event] = trail.of(session, KIND, row)
        assert event.details == {"way": "paper", "numbers": [1, 9, 10]}


def test_a_line_is_corrected_and_removed_by_whoever_saw_it_last(hall):
    row = hall.took_place()
    hall.full(row, 2)
    with hall.db.read() as session:
        one, two = attendance.of(session, row)
    with hall.db.write() as session:
        attendance.amend(session, hall.people.wulan, hall.clock, one.id, 1, person("Ani Misal", age=AgeBand.TO_25, number=7))
    for verb in (
        lambda session: attendance.amend(session, hall.people.wulan, hall.clock, one.id, 1, person("Lain")),
        lambda session: attendance.remove(session, hall.people.wulan, hall.clock, one.id, 1),
    ):
        with hall.db.write() as session, pytest.raises(Conflict):
            verb(session)
    with hall.db.write() as session, pytest.raises(Refused, match="sudah dipakai"):
        attendance.amend(session, hall.people.wulan, hall.clock, two.id, 1, person("Dua", number=7))
    with hall.db.write() as session:
        assert attendance.remove(session, hall.people.wulan, hall.clock, two.id, 1) == row
        assert [(one.number, one.name) for one in attendance.of(session, row)] == [(7, "Ani Misal")]
        with pytest.raises(NotFound):
            attendance.get(session, two.id)


def test_nobody_attends_what_does_not_take_place_and_only_officers_write(hall):
    wanted = hall.session(starts_at=None)
    with pytest.raises(Refused, match="terkonfirmasi"):
        hall.attend(wanted, person("Ani"))
    row = hall.took_place()
    for who in (hall.people.admin, hall.people.sekar, hall.people.tirta):
        with pytest.raises(Forbidden):
            hall.attend(row, person("Ani"), who=who)
    with pytest.raises(NotFound):
        hall.attend("0" * 32, person("Ani"))


def test_two_who_type_at_once_never_share_a_number(hall):
    row, ready = hall.took_place(), Barrier(4)

    def type_in(who: int) -> None:
        ready.wait()
        hall.attend(row, *(person(f"Orang {who} {n}") for n in range(5)))

    threads = [Thread(target=type_in, args=(who,)) for who in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with hall.db.read() as session:
        assert [one.number for one in attendance.of(session, row)] == list(range(1, 21))


# The door -----------------------------------------------------------------------------------------------------------


def test_a_code_lets_in_only_while_the_session_lasts(hall):
    row = hall.took_place(held=False)
    hall.clock.set(after(0.5))
    code, token = hall.door(row)
    with hall.db.read() as session:
        assert doors.by_code(session, hall.clock, f"{code[:3].lower()} {code[3:]}").token == token
        assert doors.by_token(session, hall.clock, token).session_id == row
        with pytest.raises(NotFound):
            doors.by_code(session, hall.clock, "222222" if code != "222222" else "333333")
    assert hall.door(row)[0] == code, "an open door keeps its code"
    hall.clock.set(after(3))
    for ask in (lambda s: doors.by_code(s, hall.clock, code), lambda s: doors.by_token(s, hall.clock, token)):
        with hall.db.read() as session, pytest.raises(NotFound):
            ask(session)
    with pytest.raises(Refused, match="sudah selesai"):
        hall.door(row)


def test_an_officer_closes_the_door_at_once_and_the_next_has_another_code(hall):
    row = hall.took_place(held=False)
    hall.clock.set(after(1))
    code, token = hall.door(row)
    with hall.db.write() as session:
        doors.close_door(session, hall.people.wulan, hall.clock, row)
        with pytest.raises(Refused):
            doors.close_door(session, hall.people.wulan, hall.clock, row)
        assert doors.current(session, hall.clock, row) is None
        with pytest.raises(NotFound):
            doors.by_token(session, hall.clock, token)
    assert hall.door(row) != (code, token)
    with pytest.raises(Forbidden):
        hall.door(row, who=hall.people.tirta)
    with pytest.raises(Refused, match="belum punya soal"):
        hall.door(row, Stage.PRE)


def test_who_comes_by_tablet_gets_the_next_number_and_leaves_no_name_in_the_trail(hall):
    row = hall.took_place()
    hall.full(row, 2)
    with hall.db.write() as session:
        made = attendance.add_by_tablet(session, hall.clock, row, person("Sri Rekaan"))
        assert (made.number, made.added_by) == (3, None)
        with pytest.raises(Refused, match="NIK"):
            attendance.add_by_tablet(session, hall.clock, row, person("Sri", unit=NIK))
    with hall.db.read() as session:
        assert "Rekaan" not in json.dumps([event.data for event in trail.of(session, KIND, row)])


# Tests --------------------------------------------------------------------------------------------------------------


def test_papers_are_marked_and_people_matched_by_their_number(hall):
    row = hall.took_place()
    one, two, three = hall.question(), hall.question("Tautan asing?", "b"), hall.question("Sopan?", "c", Pillar.ETHICS)
    assert hall.test(row, two, one, three) == [two, one, three]
    assert hall.answer(row, Stage.PRE, (1, "aaa"), (2, "b--"), (3, "ddd")) == [1, 1, 0]
    assert hall.answer(row, Stage.POST, (1, "bac"), (2, "BA-"), (4, "bac")) == [3, 2, 3]
    with hall.db.read() as session:
        whole, pillars, asked = figures.session_gain(session, row)
        assert whole == Gain(people=2, pre_right=2, pre_all=6, post_right=5, post_all=6)
        assert (whole.pre, whole.post, whole.gain) == (33, 83, 50)
        assert pillars[Pillar.SAFETY] == Gain(2, 2, 4, 4, 4)
        assert pillars[Pillar.ETHICS] == Gain(2, 0, 2, 1, 2)
        assert [(line.place, line.gain.pre_right, line.gain.post_right) for line in asked] == [(1, 1, 2), (2, 1, 2), (3, 0, 1)]
        assert list(figures.scores(session, row)) == [1, 2, 3, 4]


def test_a_wrong_paper_is_refused_alone(hall):
    row = hall.took_place()
    hall.test(row, hall.question(), hall.question("Kedua?"))
    done = hall.answer(row, Stage.PRE, (1, "aa"), (1, "bb"), (0, "aa"), (2, "a"), (3, "ax"), (4, "a-"))
    assert [one if isinstance(one, int) else one.field for one in done] == [2, "number", "number", "answers", "answers", 1]
    assert isinstance(hall.answer(row, Stage.PRE, (4, "aa"))[0], Refused)
    with hall.db.write() as session:
        sheet = session.scalars(select(AnswerSheet).where(AnswerSheet.number == 4)).one()
        assert testing.remove(session, hall.people.budi, hall.clock, sheet.id) == row
    assert hall.answer(row, Stage.PRE, (4, "aa")) == [2]


def test_a_test_once_answered_stays_as_it_was(hall):
    row, one, two = hall.took_place(), hall.question(), hall.question("Kedua?")
    with pytest.raises(Refused, match="belum punya soal"):
        hall.answer(row, Stage.PRE, (1, "a"))
    hall.test(row, one)
    hall.test(row, two, one)
    with pytest.raises(Refused, match="dari daftar"):
        hall.test(row, "0" * 32)
    hall.answer(row, Stage.PRE, (1, "aa"))
    with pytest.raises(Refused, match="sudah dijawab"):
        hall.test(row, one)
    given = QuestionInput(pillar=Pillar.SAFETY, text="Lain?", choices=("a", "b", "c", "d"), right="d")
    with hall.db.write() as session, pytest.raises(Refused, match="sudah pernah dijawab"):
        questions.amend(session, hall.people.budi, hall.clock, one, 1, given)
    with hall.db.write() as session:
        assert questions.switch(session, hall.people.budi, hall.clock, one, 1, active=False).active is False
    other = hall.took_place(starts_at=after(48))
    with pytest.raises(Refused, match="dari daftar"):
        hall.test(other, one)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": f"Siapa {NIK}?"}, "text"),
        ({"choices": ("a", "", "c", "d")}, "choice_b"),
        ({"choices": ("a", "A", "c", "d")}, "choice_a"),
        ({"right": "e"}, "right"),
    ],
)
def test_a_question_is_whole(hall, changes, field):
    given = QuestionInput(**{"pillar": Pillar.SAFETY, "text": "Apa?", "choices": ("a", "b", "c", "d"), "right": "a", **changes})
    with hall.db.write() as session, pytest.raises(Refused) as refused:
        questions.add(session, hall.people.budi, hall.clock, given)
    assert refused.value.field == field


# Certificates -------------------------------------------------------------------------------------------------------


def test_everybody_who_came_is_certified_once_in_numbers_without_a_gap(hall):
    row = hall.took_place()
    hall.full(row, 3)
    made = issue(hall, row)
    assert [number for number, _code, _name in made] == [f"000{n}/SERT/33.99/XI/2026" for n in (1, 2, 3)]
    assert [name for _number, _code, name in made] == ["Peserta Contoh 1", "Peserta Contoh 2", "Peserta Contoh 3"]
    with pytest.raises(Refused, match="Tidak ada yang masih"):
        issue(hall, row)
    hall.attend(row, person("Terlambat Contoh"))
    assert [number for number, _code, _name in issue(hall, row, hall.people.halim)] == ["0004/SERT/33.99/XI/2026"]


def test_a_check_tells_name_and_session_and_nothing_alike_for_all_else(hall):
    row = hall.took_place()
    hall.full(row, 2)
    (number, code, name), (_, other, _) = issue(hall, row)
    with hall.db.read() as session:
        shown = certificates.check(session, f"  {number.lower()} ", f"{code[:4].lower()}-{code[4:]}")
        assert shown is not None
        assert (shown.name, shown.session) == (name, "Aman di internet, 30 November 2026")
        for wrong in ((number, other), (number, ""), ("0009/SERT/33.99/XI/2026", code), ("", ""), (number, "--------")):
            assert certificates.check(session, *wrong) is None
        assert certificates.check(session, "tidak ada", "--------") is None
    with hall.db.write() as session:
        first = certificates.of(session, row)[0]
        certificates.cancel(session, hall.people.kartika, hall.clock, first.id, "Nama keliru")
        assert certificates.check(session, number, code) is None
        with pytest.raises(Refused):
            certificates.cancel(session, hall.people.kartika, hall.clock, first.id, "Nama keliru")
    assert [one[0] for one in issue(hall, row)] == ["0003/SERT/33.99/XI/2026"], "a number is never given again"


def test_an_office_may_ask_for_a_score(hall):
    row, settings = hall.took_place(), replace(hall.settings, certificate_least_score=50)
    hall.full(row, 3)
    hall.test(row, hall.question(), hall.question("Kedua?"))
    hall.answer(row, Stage.PRE, (3, "aa"))
    hall.answer(row, Stage.POST, (1, "ab"), (2, "bb"))
    assert [name for *_about, name in issue(hall, row, settings=settings)] == ["Peserta Contoh 1"]


def test_only_chiefs_certify_and_only_what_was_held(hall):
    row = hall.took_place(held=False)
    hall.full(row)
    with pytest.raises(Refused, match="terlaksana"):
        issue(hall, row)
    with pytest.raises(Forbidden):
        issue(hall, row, hall.people.budi)
    hall.hold(row)
    issue(hall, row)
    with hall.db.write() as session:
        one = attendance.of(session, row)[0]
        with pytest.raises(Refused, match="sertifikat"):
            attendance.remove(session, hall.people.budi, hall.clock, one.id, one.version)
        with pytest.raises(Forbidden):
            certificates.cancel(session, hall.people.budi, hall.clock, certificates.of(session, row)[0].id, "Keliru saja")


# Monitoring and report ----------------------------------------------------------------------------------------------


def test_each_party_notes_the_five_tasks_for_itself(hall):
    row = hall.took_place()
    assert hall.watch(row) == 1
    checks = {kind: (Finding.GOOD, "") for kind in CheckKind} | {CheckKind.SECURE: (Finding.ATTENTION, "Tautan bocor")}
    hall.watch(row, hall.people.budi, checks=checks, incident="Seorang tamu tak diundang.")
    assert hall.watch(row, version=1, checks=checks) == 2
    with pytest.raises(Conflict):
        hall.watch(row, version=1)
    with pytest.raises(Refused) as refused:
        hall.watch(row, version=2, checks=checks | {CheckKind.TRACE: (Finding.NOT_DONE, "")})
    assert refused.value.field == "note_trace"
    with pytest.raises(Refused) as refused:
        hall.watch(row, version=2, checks={CheckKind.MONITOR: (Finding.GOOD, "")})
    assert refused.value.field == "finding_control"
    with pytest.raises(Refused, match="NIK"):
        hall.watch(row, version=2, incident=f"Tamu bernama {NIK}")


def test_a_session_is_reported_only_with_people_and_words(hall):
    row = hall.took_place()
    version = hall.write(row, text="")
    with pytest.raises(Refused, match="Daftar hadirnya"):
        hall.finish(row, version)
    hall.full(row)
    with pytest.raises(Refused, match="Uraian"):
        hall.finish(row, version)
    version = hall.write(row, version=version)
    with pytest.raises(Conflict):
        hall.finish(row, version - 1)
    version = hall.finish(row, version)
    for change in (
        lambda: hall.full(row, 9),
        lambda: hall.write(row, version=version),
        lambda: hall.watch(row),
        lambda: hall.test(row, hall.question()),
    ):
        with pytest.raises(Refused, match="sudah dilaporkan"):
            change()


def test_a_chief_opens_a_report_again_with_a_reason(hall):
    row = hall.took_place()
    hall.full(row)
    version = hall.finish(row, hall.write(row))
    for who, reason, fault in (
        (hall.people.budi, "Angka keliru", Forbidden),
        (hall.people.halim, "x", Refused),
        (hall.people.halim, "Angka keliru", None),
        (hall.people.halim, "Angka keliru", Refused),
    ):
        with hall.db.write() as session:
            if fault:
                with pytest.raises(fault):
                    reports.reopen(session, who, hall.clock, row, version, reason)
            else:
                version = reports.reopen(session, who, hall.clock, row, version, reason).version
    hall.attend(row, person("Tambahan Contoh"))
    hall.finish(row, version)


def test_a_session_that_was_not_held_has_no_report(hall):
    row = hall.took_place(held=False)
    with pytest.raises(Refused, match="terlaksana"):
        hall.write(row)


def test_who_of_the_pair_was_there_is_a_fact_of_its_own(hall):
    row = hall.took_place()
    first, second = (seat.id for seat in hall.see(row).live_seats)
    hall.write(row, present={first, second, "0" * 32})
    hall.write(row, version=1, present={second})
    with hall.db.read() as session:
        assert reports.present(session, sessions.get(session, row)) == {second}


def test_the_database_itself_refuses_a_report_without_people_and_people_after_it(hall):
    row, empty, unheld = hall.took_place(), hall.took_place(starts_at=after(24)), hall.took_place(starts_at=after(48), held=False)
    hall.full(row)
    hall.full(unheld)
    hall.finish(row, hall.write(row))
    hall.write(empty)

    def refused(statement) -> None:
        with pytest.raises(DBAPIError, match="learning: "), hall.db.write() as session:
            session.execute(statement)

    reported = {"state": ReportState.REPORTED, "reported_at": hall.clock.now()}
    refused(update(SessionReport).where(SessionReport.session_id == empty).values(**reported))
    refused(update(Attendee).where(Attendee.session_id == row).values(unit="Lain"))
    refused(delete(Attendee).where(Attendee.session_id == row))
    by = {"written_by": hall.people.budi.id, "written_at": hall.clock.now(), "version": 1}
    refused(insert(SessionReport).values(session_id=unheld, text="Baik", obstacles="", follow_up="", **by, **reported))


# The programme ------------------------------------------------------------------------------------------------------


def test_the_programme_counts_whom_it_reached_and_what_it_cost(hall):
    both = hall.took_place(pillars=frozenset({Pillar.SAFETY, Pillar.ETHICS}), planned_cost=3_000_000)
    hall.attend(both, person("Ani"), person("Budi", sex=Sex.MALE, age=AgeBand.FROM_60))
    other = hall.took_place(starts_at=after(24), cost_bearer=CostBearer.SHARED, planned_cost=1_000_000)
    hall.attend(other, person("Citra"))
    hall.finish(other, hall.write(other))
    planned = hall.session(hall.known["bawaslu"], starts_at=after(72))
    lost = hall.session(starts_at=after(96), title="Batal contoh")
    with hall.db.write() as session:
        sessions.cancel(session, hall.people.kartika, hall.clock, lost, sessions.get(session, lost).version, "Hujan deras")
    later = hall.took_place(starts_at=after(24 * 14))
    hall.full(later)
    with hall.db.read() as session:
        found = figures.programme(session, dt.date(2026, 11, 1), dt.date(2026, 12, 10))
        assert figures.programme(session, dt.date(2026, 11, 1), dt.date(2026, 12, 10), "0" * 32).total.held == 0
    assert found.states == {SessionState.HELD: 2, SessionState.PLANNED: 1, SessionState.CANCELLED: 1}
    assert (found.total.held, found.total.people, found.total.women, found.total.men, found.reported) == (2, 3, 2, 1, 1)
    assert found.by_pillar[Pillar.SAFETY].people == 3
    assert found.by_pillar[Pillar.ETHICS].people == 2
    assert found.ages == {(AgeBand.UNDER_17, Sex.FEMALE): 2, (AgeBand.FROM_60, Sex.MALE): 1}
    assert (found.costs[CostBearer.DISKOMINFO].planned, found.costs[CostBearer.DISKOMINFO].actual) == (3_000_000, 2_000_000)
    assert found.costs[CostBearer.SHARED].sessions == 1
    assert found.cancelled == [(lost, "Batal contoh", "Hujan deras")]
    assert planned not in {one for one, _title, _reason in found.cancelled}


def test_learning_over_a_programme_matches_people_within_their_session_only(hall):
    one, question = hall.took_place(), hall.question()
    two = hall.took_place(starts_at=after(24))
    for row in (one, two):
        hall.test(row, question)
    hall.answer(one, Stage.PRE, (1, "b"), (2, "a"))
    hall.answer(one, Stage.POST, (1, "a"))
    hall.answer(two, Stage.POST, (2, "a"))
    with hall.db.read() as session:
        found = figures.programme(session, dt.date(2026, 11, 1), dt.date(2026, 12, 31))
    assert found.gain == Gain(people=1, pre_right=0, pre_all=1, post_right=1, post_all=1)
    assert found.gains == {Pillar.SAFETY: found.gain}


def test_nothing_of_people_is_left_without_its_place(hall):
    """What a door, a certificate and a line hold is all there is: no column for a NIK, a birthday or an address."""
    columns = {column.name for table in (Attendee, Door, Certificate) for column in table.__table__.columns}
    assert not {name for name in columns if "nik" in name or "birth" in name or "address" in name or "phone" in name}
