"""Nothing gets stuck: who is told when a case is overdue, silent or unanswered, and that nobody is told twice."""

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import select

from intranet.base import trail
from intranet.base.actor import SYSTEM
from intranet.cases import service, watch
from intranet.cases.rules import Event
from intranet.cases.tracks import Act
from intranet.inbox.models import InboxMessage
from tests.intranet.cases.factories import WHY, Cases
from tests.intranet.cases.test_moving import case_of

DAY = dt.timedelta(days=1)


def ring(c: Cases) -> int:
    with c.db.write() as session:
        return watch.ring(session, c.clock, c.settings)


def now(c: Cases, moment: dt.datetime) -> None:
    c.clock.advance(moment - c.clock.now())


def told(c: Cases, kind: str) -> set[str]:
    """Who has been told of ``kind``, by name."""
    names = {actor.id: name for name, actor in vars(c.people).items()}
    with c.db.read() as session:
        found = session.scalars(select(InboxMessage.staff_id).where(InboxMessage.kind == kind))
        return {names[staff_id] for staff_id in found}


def messages(c: Cases) -> int:
    with c.db.read() as session:
        return len(list(session.scalars(select(InboxMessage.id))))


def test_nothing_rings_before_its_day_is_over(cases_everywhere):
    c = cases_everywhere
    case_id = c.in_triage()
    due = case_of(c, case_id).due_on
    now(c, dt.datetime.combine(due, dt.time(16, 59), dt.UTC))  # one minute to midnight in the office
    assert ring(c) == 0
    c.clock.advance(dt.timedelta(minutes=1))
    assert ring(c) == 1
    assert told(c, "case.overdue") == {"budi"}


def test_a_case_without_an_officer_rings_with_all_who_could_take_it(cases_everywhere):
    c = cases_everywhere
    c.create()
    c.clock.advance(5 * DAY)
    ring(c)
    assert told(c, "case.overdue") == {"budi", "kartika"}


def test_overdue_cases_go_up_after_the_given_working_days_and_never_twice(cases_everywhere):
    c = cases_everywhere
    case_id = c.in_triage()
    due = case_of(c, case_id).due_on  # Tuesday 24 November 2026
    assert due == dt.date(2026, 11, 24)
    for day, level in ((25, 1), (26, 2), (27, 2), (30, 2)):
        now(c, dt.datetime(2026, 11, day, 3, tzinfo=dt.UTC))
        ring(c)
        assert case_of(c, case_id).rung == level, day
        assert ring(c) == 0
    assert told(c, "case.escalated") == {"kartika"}
    with c.db.read() as session:
        rang = [event for event in trail.of(session, "case", case_id) if event.kind == "case.rang"]
    assert [event.details["level"] for event in rang] == [2, 1]
    assert {event.actor_name for event in rang} == {SYSTEM.name}


def test_a_weekend_does_not_bring_a_case_to_the_leaders(cases_everywhere):
    c = cases_everywhere
    case_id = c.create()
    assert case_of(c, case_id).due_on == dt.date(2026, 11, 23)
    with c.db.write() as session:
        service.get(session, case_id).due_on = dt.date(2026, 11, 20)
    for day, level in ((21, 1), (22, 1), (23, 1), (24, 2)):
        now(c, dt.datetime(2026, 11, day, 3, tzinfo=dt.UTC))
        ring(c)
        assert case_of(c, case_id).rung == level, day


def test_a_move_sets_the_bell_back(cases_everywhere):
    c = cases_everywhere
    case_id = c.in_triage()
    c.clock.advance(6 * DAY)
    ring(c)
    ring(c)
    assert case_of(c, case_id).rung == 2
    c.move(case_id, c.people.budi, Event.CONTENT_ONLY)
    assert case_of(c, case_id).rung == 0


def test_a_silent_case_is_named_once_a_week_until_somebody_writes(cases_everywhere):
    c = cases_everywhere
    case_id = c.in_analysis()
    c.assign(case_id, c.people.wulan, c.people.wulan)
    with c.db.write() as session:
        service.get(session, case_id).due_on = dt.date(2027, 6, 1)
    c.clock.advance(7 * DAY)
    assert ring(c) == 0
    c.clock.advance(dt.timedelta(minutes=1))
    assert (ring(c), ring(c)) == (1, 0)
    assert told(c, "case.silent") == {"wulan"}
    c.clock.advance(7 * DAY + dt.timedelta(minutes=1))
    assert (ring(c), ring(c)) == (1, 0)
    with c.db.write() as session:
        service.add_note(session, c.people.budi, c.clock, case_id, "Platform dihubungi lagi hari ini.")
    c.clock.advance(7 * DAY - dt.timedelta(minutes=1))
    assert ring(c) == 0


def test_silence_can_be_left_to_the_office(cases_everywhere):
    c = cases_everywhere
    case_id = c.in_analysis()
    with c.db.write() as session:
        service.get(session, case_id).due_on = dt.date(2027, 6, 1)
    c.clock.advance(60 * DAY)
    with c.db.write() as session:
        assert watch.ring(session, c.clock, replace(c.settings, silent_days=0)) == 0


def referred(c: Cases) -> str:
    """A case referred by Bawaslu, whose letter has just been handed over."""
    case_id = c.in_analysis()
    c.assign(case_id, c.people.wulan, c.people.wulan)
    c.move(case_id, c.people.wulan, Event.REFER, reason=WHY, addressee="Polres Contoh")
    c.act(case_id, c.people.halim, Act.APPROVE)
    c.act(case_id, c.people.wulan, Act.DELIVER)
    return case_id


def test_an_unanswered_referral_rings_on_both_sides_then_with_the_leaders_of_both(cases_everywhere):
    c = cases_everywhere
    case_id = referred(c)
    assert c.track(case_id).due_on == dt.date(2026, 11, 27)
    c.clock.advance(7 * DAY)
    ring(c)
    assert told(c, "track.unanswered") == set()
    c.clock.advance(DAY)
    assert (ring(c) > 0, ring(c)) == (True, 0)
    assert told(c, "track.unanswered") == {"wulan", "kartika"}
    c.clock.advance(7 * DAY)
    ring(c)
    assert told(c, "track.unanswered") == {"wulan", "kartika", "halim"}
    before = messages(c)
    c.clock.advance(DAY)
    ring(c)
    assert told(c, "track.unanswered") == {"wulan", "kartika", "halim"}
    assert messages(c) - before <= 4  # other clocks may ring, this one has


@pytest.mark.parametrize("answered", [True, False])
def test_an_answer_keeps_the_bell_quiet(cases_everywhere, answered):
    c = cases_everywhere
    case_id = referred(c)
    if answered:
        c.act(case_id, c.people.wulan, Act.ANSWER)
    c.clock.advance(9 * DAY)
    ring(c)
    assert bool(told(c, "track.unanswered")) is not answered


def test_a_reminder_to_the_receiver_starts_the_days_again(cases_everywhere):
    c = cases_everywhere
    case_id = referred(c)
    c.clock.advance(8 * DAY)
    ring(c)
    c.act(case_id, c.people.wulan, Act.REMIND)
    track = c.track(case_id)
    assert (track.rung, track.due_on) == (0, dt.date(2026, 12, 5))
