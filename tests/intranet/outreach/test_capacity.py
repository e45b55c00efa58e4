"""Trainings, on both databases: planned, held, reported, and what each form needs before its end."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from intranet.base.errors import Conflict, Forbidden, NotFound, Refused
from intranet.outreach import queries
from intranet.outreach.models import CapacityEvent
from intranet.outreach.rules import AgeBand, CapacityKind, CostBearer, EventState, Scope, Sex
from intranet.outreach.service import Cost, Under, capacity
from intranet.outreach.service.capacity import Mark, Promise
from tests.intranet.outreach.conftest import DAY, TODAY

FGD, WORKSHOP = CapacityKind.FGD, CapacityKind.WORKSHOP


def read(together, event) -> CapacityEvent:
    with together.db.read() as session:
        row = capacity.get(session, event)
        session.expunge_all()
        return row


def test_a_training_goes_from_plan_to_report_with_list_scores_and_cost(together):
    p = together.people
    cost = Cost(bearer=CostBearer.BAWASLU, line="5.1.02", stage="Masa kampanye", planned=2_500_000)
    event = together.event(cost=cost, under=Under(together.agreement(), Scope.CAPACITY), expected=20)
    staff = together.enlist(event, staff_id=p.budi.id, sex=Sex.MALE, age=AgeBand.FROM_25)
    other = together.enlist(event, name="Sari Contoh", unit="Panwascam Contoh")
    away = together.enlist(event, name="Joko Contoh")
    together.hold(event)
    together.mark(event, {staff: Mark(True, 40, 80), other: Mark(True, 60, 90), away: Mark(False)}, reached=3)
    together.report(event, cost=2_400_000)
    row = read(together, event)
    assert (row.state, row.planned_cost, row.actual_cost) == (EventState.REPORTED, 2_500_000, 2_400_000)
    assert (row.budget_line, row.cost_stage) == ("5.1.02", "Masa kampanye")
    assert [(one.name, one.unit, one.came, one.before, one.after) for one in row.participants] == [
        ("Budi Contoh", "Diskominfo Contoh", True, 40, 80),
        ("Joko Contoh", "", False, None, None),
        ("Sari Contoh", "Panwascam Contoh", True, 60, 90),
    ]
    assert together.trail("capacity_event", event)[-3:] == ["event_held", "attendance_marked", "event_reported"]
    with pytest.raises(Refused, match="tidak dapat diubah"):
        together.enlist(event, name="Terlambat Contoh")


def test_an_fgd_is_refused_without_its_minutes_by_the_verb_and_by_the_database(together):
    event = together.event(kind=FGD)
    together.enlist(event, staff_id=together.people.budi.id)
    together.hold(event)
    person = read(together, event).participants[0].id
    together.mark(event, {person: Mark(True)})
    with pytest.raises(Refused, match="notulen"):
        together.report(event)
    with pytest.raises(DBAPIError), together.db.write() as session:
        session.execute(text("UPDATE capacity_event SET state = 'reported' WHERE id = :i"), {"i": event})
    together.minute(event, actions=[])
    with pytest.raises(Refused, match="notulen"):
        together.report(event)
    together.minute(event)
    together.report(event)
    assert read(together, event).state is EventState.REPORTED


def test_a_training_is_refused_while_somebody_who_came_has_no_score(together):
    event = together.event()
    person = together.enlist(event, name="Sari Contoh")
    together.hold(event)
    with pytest.raises(Refused, match="hadir"):
        together.report(event)
    together.mark(event, {person: Mark(True, 50)})
    with pytest.raises(Refused, match="nilai"):
        together.report(event)
    together.mark(event, {person: Mark(True, 50, 75)})
    together.report(event)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"kind": CapacityKind.OTHER}, "kind_text"),
        ({"ends_on": TODAY - DAY}, "ends_on"),
        ({"cost": Cost(planned=5)}, "bearer"),
        ({"under": Under("0" * 32, Scope.CAPACITY)}, "agreement"),
    ],
)
def test_what_does_not_hold_is_refused_at_its_field(together, changes, field):
    with pytest.raises(Refused) as refused:
        together.event(**changes)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("person", "field"),
    [
        ({}, "name"),
        ({"staff_id": "0" * 32}, "staff"),
        ({"name": "Sari 3399990101900001"}, "name"),
        ({"name": "Sari", "unit": "3399 9901 0190 0001"}, "unit"),
        ({"name": "sari  contoh", "unit": "panwascam"}, "name"),
    ],
)
def test_the_list_takes_nobody_twice_nobody_unknown_and_no_nik(together, person, field):
    event = together.event()
    together.enlist(event, name="Sari Contoh", unit="Panwascam")
    with pytest.raises(Refused) as refused:
        together.enlist(event, **person)
    assert refused.value.field == field


def test_scores_lie_between_0_and_100_and_belong_to_those_who_came(together):
    event = together.event()
    person = together.enlist(event, name="Sari Contoh")
    for mark in (Mark(True, -1), Mark(True, 50, 101), Mark(False, 50)):
        with pytest.raises(Refused) as refused:
            together.mark(event, {person: mark})
        assert refused.value.field == "marks"
    with pytest.raises(Refused) as refused:
        together.mark(event, {}, reached=-1)
    assert refused.value.field == "reached"
    with pytest.raises(DBAPIError), together.db.write() as session:
        session.execute(text("UPDATE capacity_participant SET after = 101"))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"on": TODAY - DAY}, "minutes_on"),
        ({"on": TODAY + DAY}, "minutes_on"),
        ({"chair": " "}, "chair"),
        ({"points": ""}, "points"),
        ({"actions": [Promise(" ", "Wulan", TODAY)]}, "actions"),
        ({"actions": [Promise("Menyusun", "", TODAY)]}, "actions"),
    ],
)
def test_minutes_need_day_chair_points_and_whole_promises(together, changes, field):
    event = together.event(kind=FGD, ends_on=TODAY + 3 * DAY)
    with pytest.raises(Refused) as refused:
        together.minute(event, **changes)
    assert refused.value.field == field


def test_what_was_promised_is_late_until_it_is_done_and_keeps_its_name_when_minutes_are_rewritten(together):
    event = together.event(kind=FGD)
    together.minute(event, actions=[Promise("Pertama", "A", TODAY), Promise("Kedua", "B", TODAY + 9 * DAY)])
    first, second = read(together, event).actions

    def settle(item, who=together.people.wulan):
        with together.db.write() as session:
            capacity.settle(session, who, together.clock, together.settings, event, item)

    together.clock.advance(2 * DAY)
    with together.db.read() as session:
        assert [item.id for item, _ in queries.late_actions(session, TODAY + 2 * DAY)] == [first.id]
    with pytest.raises(Forbidden):
        settle(first.id, together.people.budi)
    settle(first.id)
    with pytest.raises(Refused, match="sudah selesai"):
        settle(first.id)
    with pytest.raises(NotFound):
        settle("0" * 32)
    together.minute(event, actions=[Promise("Kedua", "B", TODAY, second.id), Promise("Pertama", "A", TODAY, first.id)])
    assert [(one.id, one.done_on) for one in read(together, event).actions] == [(second.id, None), (first.id, TODAY + 2 * DAY)]


def test_the_organiser_changes_its_own_and_both_change_what_is_joint(together):
    p = together.people
    own, joint = together.event(), together.event(joint=True)
    for do in (
        lambda: together.enlist(own, p.budi, name="Sari Contoh"),
        lambda: together.minute(own, p.budi),
        lambda: together.hold(own, p.kartika),
    ):
        with pytest.raises(Forbidden):
            do()
    together.enlist(joint, p.budi, name="Sari Contoh")
    together.hold(joint, p.kartika)
    for who in (p.admin, p.sekar, p.tirta):
        with pytest.raises(Forbidden):
            together.event(who)


def amend(together, event, who=None, version=None, **changes):
    with together.db.write() as session:
        now = version or capacity.get(session, event).version
        capacity.amend(session, who or together.people.wulan, together.clock, event, now, together.given(**changes))


def test_an_event_is_corrected_once_for_everybody_and_survives_the_end_of_its_agreement(together):
    agreement = together.agreement(ends_in=0)
    under = Under(agreement, Scope.CAPACITY)
    event = together.event(under=under)
    amend(together, event, under=under, place="Ruang Contoh")
    amend(together, event, under=under, place="Ruang Contoh")  # nothing changed, nothing told
    assert together.trail("capacity_event", event) == ["event_planned", "event_amended"]
    with pytest.raises(Conflict):
        amend(together, event, version=9)
    with pytest.raises(Refused) as refused:
        amend(together, event, under=under, starts_on=TODAY + DAY, ends_on=TODAY + DAY)
    assert refused.value.field == "agreement"
    joint = together.event(joint=True)
    with pytest.raises(Refused) as refused:
        amend(together, joint, together.people.budi)  # would lock the other party out of its own change
    assert refused.value.field == "joint"


def test_only_what_is_planned_is_cancelled_and_only_what_was_held_is_reported(together):
    event, later = together.event(kind=WORKSHOP), together.event(starts_on=TODAY + DAY, ends_on=TODAY + DAY)

    def cancel(row, reason="Peserta berhalangan."):
        with together.db.write() as session:
            version = capacity.get(session, row).version
            capacity.cancel(session, together.people.wulan, together.clock, row, version, reason)

    with pytest.raises(Refused, match="terlaksana"):
        together.report(event)
    with pytest.raises(Refused, match="belum tiba"):
        together.hold(later)
    with pytest.raises(Refused) as refused:
        cancel(later, " ")
    assert refused.value.field == "reason"
    cancel(later)
    together.hold(event)
    with pytest.raises(Refused, match="tidak dibatalkan"):
        cancel(event)
    with pytest.raises(Refused, match="sudah dicatat"):
        together.hold(event)
    together.mark(event, {}, reached=12)
    for how, field in (({"summary": " "}, "summary"), ({"cost": 5}, "actual_cost")):
        with pytest.raises(Refused) as refused:
            together.report(event, **how)
        assert refused.value.field == field
    together.report(event)
    with pytest.raises(NotFound):
        read(together, "0" * 32)


def test_lists_filter_by_form_state_and_organiser_and_count_what_is_overdue(together):
    p = together.people
    own = together.event(starts_on=TODAY - 5 * DAY, ends_on=TODAY - 5 * DAY)
    fgd = together.event(p.budi, kind=FGD, joint=True)
    theirs = together.event(p.budi, kind=WORKSHOP)
    with together.db.read() as session:
        assert [row.id for row in queries.events(session, FGD, None, None, None).rows] == [fgd]
        assert {row.id for row in queries.events(session, None, EventState.PLANNED, p.wulan.party, None).rows} == {own, fgd}
        assert {row.id for row in queries.events(session, None, None, None, None).rows} == {own, fgd, theirs}
        assert queries.unreported(session, TODAY) == 1
    with together.db.write() as session, pytest.raises(NotFound):
        capacity.strike(session, p.wulan, together.clock, own, "0" * 32)
    person = together.enlist(own, name="Sari Contoh")
    with together.db.write() as session:
        capacity.strike(session, p.wulan, together.clock, own, person)
    assert read(together, own).participants == []
