"""People and endings: the task force, what is settled or handed on, renewals, talks, and the archive that remains."""

import datetime as dt
from typing import Any

import pytest

from intranet.agreements import queries, service
from intranet.agreements.rules import DocumentKind, Matter, Settlement
from intranet.agreements.service import closing, record, task_force
from intranet.agreements.service.record import DocumentInput, HolderInput
from intranet.base.actor import Party
from intranet.base.errors import Conflict, Forbidden, NotFound, Refused
from tests.intranet.agreements.conftest import DAY, TODAY, Register


def test_each_party_forms_the_task_force_from_its_own(register: Register) -> None:
    p, row_id = register.people, register.record("jambi")
    register.enlist(row_id, p.wulan)
    register.enlist(row_id, p.budi, until_on=TODAY + 5 * DAY)
    with pytest.raises(Forbidden):
        register.enlist(row_id, p.budi, by=p.halim)
    with pytest.raises(Forbidden):
        register.enlist(row_id, p.wulan, by=p.wulan)
    for changes, field in (
        ({}, "staff"),
        ({"staff_id": p.budi.id}, "staff"),
        ({"staff_id": ""}, "member_name"),
        ({"staff_id": "", "name": "Luar Contoh", "decree_no": " "}, "decree_no"),
        ({"staff_id": "", "name": "Luar Contoh", "from_on": TODAY + 201 * DAY}, "member_from"),
        ({"staff_id": "", "name": "Luar Contoh", "until_on": TODAY - DAY}, "member_until"),
        ({"party": Party.DUKCAPIL}, "member_party"),
    ):
        with pytest.raises(Refused) as refused:
            register.enlist(row_id, p.wulan, by=p.admin, **changes)
        assert refused.value.field == field
    register.enlist(row_id, p.wulan, staff_id="", name="Luar Contoh")
    with register.db.read() as session:
        assert {one.name for one in queries.members_on(session, row_id, TODAY)} == {"Budi Contoh", "Wulan Contoh", "Luar Contoh"}
        assert {one.name for one in queries.members_on(session, row_id, TODAY + 6 * DAY)} == {"Wulan Contoh", "Luar Contoh"}
        assert queries.task_force_staff(session, TODAY) == {p.budi.id, p.wulan.id}
        assert queries.task_force_staff(session, TODAY + 201 * DAY) == frozenset()


def test_the_end_of_a_membership_closes_the_work_and_asks_for_a_hand_over(register: Register) -> None:
    p, row_id = register.people, register.record("jambi")

    def may(who: Any, ahead: int = 0) -> bool:
        with register.db.read() as session:
            return task_force.may_work(session, who, TODAY + ahead * DAY)

    assert may(p.wulan)  # no task force runs: nothing gets stuck
    member = register.enlist(row_id, p.wulan)
    assert [may(who) for who in (p.wulan, p.budi, p.kartika, p.halim, p.admin)] == [True, False, True, True, True]
    register.enlist(row_id, p.budi)

    def end(version: int, until: dt.date) -> None:
        with register.db.write() as session:
            task_force.end_membership(session, p.halim, register.clock, TODAY, member, version, until, 3)

    with pytest.raises(Refused):
        end(1, TODAY - DAY)
    end(1, TODAY)
    with pytest.raises(Conflict):
        end(1, TODAY)
    assert [may(p.wulan), may(p.wulan, 1), may(p.budi, 1)] == [True, False, True]
    assert register.messages(p.kartika) == register.messages(p.halim) == ["agreement.member_left"]


def test_a_suspended_agreements_task_force_does_not_run(register: Register) -> None:
    row_id = register.record("jambi")
    register.enlist(row_id, register.people.wulan)
    with register.db.write() as session:
        how: dict[str, Any] = {"version": 1, "from_day": TODAY, "until_day": None, "reason": "Contoh"}
        service.suspend(session, register.people.kartika, register.clock, row_id, **how)
    with register.db.read() as session:
        assert queries.task_force_staff(session, TODAY) == frozenset()


def test_what_is_open_is_settled_or_handed_on_before_and_after_the_end(register: Register) -> None:
    row_id = register.record("jambi", ends_on=TODAY - DAY)

    def settle(matter: Matter, how: Settlement, said: str, count: int, row: str = row_id, who: Any = None) -> None:
        office = (who or register.people.halim, register.clock, TODAY, row, matter, how, said, count)
        with register.db.write() as session:
            closing.settle(session, *office)

    with pytest.raises(Refused) as refused:
        settle(Matter.CASES, Settlement.SETTLED, "", 2)
    assert refused.value.field == "how"
    with pytest.raises(Refused) as refused:
        settle(Matter.CASES, Settlement.TRANSFERRED, " ", 2)
    assert refused.value.field == "said"
    settle(Matter.CASES, Settlement.TRANSFERRED, "Ke perjanjian baru", 2)
    settle(Matter.CASES, Settlement.SETTLED, "", 0)
    with register.db.read() as session:
        item = queries.closing(session, row_id)[Matter.CASES]
        assert (item.how, item.open_count) == (Settlement.SETTLED, 0)
    with pytest.raises(NotFound):
        settle(Matter.FEEDBACK, Settlement.SETTLED, "", 0)
    with pytest.raises(Forbidden):
        settle(Matter.CASES, Settlement.SETTLED, "", 0, who=register.people.wulan)
    with pytest.raises(Refused):
        settle(Matter.CASES, Settlement.SETTLED, "", 0, row=register.record("jambi"))


def test_a_changed_institution_asks_each_living_agreement_to_be_renewed(register: Register) -> None:
    old = register.record("magelang", ends_on=TODAY - DAY)
    living, foreign = register.record("magelang"), register.record("kpu")

    def rename(**changes: Any) -> None:
        given: dict[str, Any] = {"party": Party.DISKOMINFO, "name": "Dinas Baru", "from_on": TODAY, "basis": "Perda 1"}
        given.update(changes)
        with register.db.write() as session:
            who = (register.people.kartika, register.clock, TODAY)
            closing.rename_institution(session, *who, given["party"], given["name"], given["from_on"], given["basis"])

    for changes, field in (({"name": " "}, "name"), ({"basis": ""}, "basis")):
        with pytest.raises(Refused) as refused:
            rename(**changes)
        assert refused.value.field == field
    rename()
    with pytest.raises(Refused) as refused:
        rename()
    assert refused.value.field == "from_on"
    with register.db.read() as session:
        assert queries.open_renewals(session) == {living}
        task = queries.renewals(session, living)[0].id
        assert not queries.renewals(session, old)
        assert not queries.renewals(session, foreign)
    assert register.messages(register.people.kartika) == ["agreement.renewal"]
    assert register.messages(register.people.halim) == []  # no party of it

    def finish(said: str) -> None:
        with register.db.write() as session:
            closing.finish_renewal(session, register.people.kartika, register.clock, TODAY, living, task, said)

    with pytest.raises(Refused):
        finish(" ")
    finish("Adendum 1")
    with pytest.raises(Refused):
        finish("Adendum 2")


def test_a_difference_is_talked_over_until_something_is_agreed(register: Register) -> None:
    p, row_id = register.people, register.record("jambi")
    with register.db.write() as session:
        talk = closing.raise_dispute(session, p.halim, register.clock, TODAY, row_id, Party.BAWASLU, "Tafsir pasal").id
    assert register.messages(p.kartika) == ["agreement.dispute"]
    assert register.messages(p.halim) == []

    def deliberate(version: int, **changes: Any) -> None:
        said: dict[str, Any] = {"met_on": TODAY, "minutes": "Dibahas.", "outcome": "", **changes}
        with register.db.write() as session:
            closing.deliberate(session, p.kartika, register.clock, TODAY, row_id, talk, version, **said)

    for changes, field in (({"met_on": TODAY + DAY}, "met_on"), ({"minutes": ""}, "minutes")):
        with pytest.raises(Refused) as refused:
            deliberate(1, **changes)
        assert refused.value.field == field
    deliberate(1)
    with pytest.raises(Conflict):
        deliberate(1)
    deliberate(2, outcome="Mufakat.")
    with pytest.raises(Refused):
        deliberate(3, outcome="Lagi.")
    with register.db.read() as session:
        assert queries.disputes(session, row_id)[0].settled_on == TODAY


def test_what_has_ended_is_an_archive(register: Register) -> None:
    p, row_id = register.people, register.record("jambi", ends_on=TODAY - DAY)
    with register.db.read() as session:
        clause = queries.all_clauses(session, row_id)[0].id
    holder = HolderInput(party=Party.BAWASLU, name="A", office="B", from_on=TODAY)
    document = DocumentInput(kind=DocumentKind.KAK, title="A", signed_on=TODAY)
    office = (p.kartika, register.clock, TODAY, row_id)
    for verb, *given in (
        (record.seat_holder, holder),
        (record.add_document, document),
        (record.lapse, clause, "x"),
        (closing.raise_dispute, Party.BAWASLU, "x"),
    ):
        with register.db.write() as session, pytest.raises(Refused, match="arsip"):
            verb(session, *office, *given)
    with pytest.raises(Refused, match="arsip"):
        register.enlist(row_id, p.wulan)
