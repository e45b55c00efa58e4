"""Which clock runs for a case, when it goes on, and that a changed calendar moves it with a trace."""

import datetime as dt

import pytest

from intranet.base import trail
from intranet.calendar import service as calendar
from intranet.calendar.rules import DeadlineKind, ElectionKind, HolidayKind, StageKind
from intranet.calendar.service import ElectionInput, HolidayInput, StageInput
from intranet.cases import clocks, service, watch
from intranet.cases.models import Case
from intranet.cases.rules import Event, Outcome, State
from tests.intranet.cases.factories import ENDING, WHY, Cases
from tests.intranet.cases.test_moving import WHEN, case_of

D = dt.date
LEAVE = HolidayInput(name="Hari jadi kabupaten", kind=HolidayKind.PUBLIC, source="SE Bupati 1/2026")


def pilkada(c: Cases) -> None:
    """A regional election whose campaign covers the days of the tests."""
    given = ElectionInput(kind=ElectionKind.REGIONAL, name="Pilkada Contoh", region="Kabupaten Contoh", voting_on=D(2026, 12, 9))
    with c.db.write() as session:
        row = calendar.add_election(session, c.people.admin, c.clock, given)
        told = StageInput(kind=StageKind.CAMPAIGN, name="Kampanye", starts_on=D(2026, 10, 1), ends_on=D(2026, 12, 5))
        calendar.set_stage(session, c.people.admin, c.clock, row.id, told, version=1)


def registered(c: Cases, **facts: object) -> str:
    case_id = c.in_study(**{**WHEN, **facts})
    c.move(case_id, c.people.wulan, Event.REGISTER)
    return case_id


@pytest.mark.parametrize(
    ("told", "due"),
    [
        (dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC), D(2026, 11, 23)),
        (dt.datetime(2026, 11, 22, 13, tzinfo=dt.UTC), D(2026, 11, 24)),
    ],
    ids=["in reception hours", "after them the next day counts as the day of receipt"],
)
def test_a_complaint_is_looked_at_by_the_next_working_day_after_its_receipt(cases_everywhere, told, due):
    c = cases_everywhere
    c.clock.advance(told - c.clock.now())
    case = case_of(c, c.create())
    assert (case.clock, case.due_on) == (DeadlineKind.TRIAGE, due)


def test_from_registration_to_the_plenary_it_is_one_clock(cases_everywhere):
    c = cases_everywhere
    case_id = registered(c)
    begun, due = case_of(c, case_id).clock_from, case_of(c, case_id).due_on
    assert due == D(2026, 12, 1)
    for hours, event, how in ((30, Event.EXAMINE, {}), (50, Event.STUDIED, {"reason": WHY})):
        c.clock.advance(dt.timedelta(hours=hours))
        c.move(case_id, c.people.wulan, event, **how)
        assert (case_of(c, case_id).clock_from, case_of(c, case_id).due_on) == (begun, due)


def test_under_the_regional_regime_the_same_steps_are_shorter(cases_everywhere):
    c = cases_everywhere
    pilkada(c)
    case_id = registered(c)
    assert case_of(c, case_id).due_on == D(2026, 11, 23)
    c.move(case_id, c.people.wulan, Event.EXAMINE)
    c.move(case_id, c.people.wulan, Event.EXTEND, reason="Saksi baru diperiksa besok.")
    assert case_of(c, case_id).due_on == D(2026, 11, 25)


def test_the_regime_is_that_of_the_day_it_happened(cases_everywhere):
    c = cases_everywhere
    pilkada(c)
    case_id = registered(c, happened_on=D(2026, 9, 1))
    assert case_of(c, case_id).due_on == D(2026, 12, 1)


def test_waiting_for_the_complainant_does_not_use_up_the_study(cases_everywhere):
    c = cases_everywhere
    case_id = c.in_study(happened_on=None)
    assert case_of(c, case_id).due_on == D(2026, 11, 22)
    c.move(case_id, c.people.wulan, Event.LACKS, reason="Tanggal kejadian belum ada.")
    assert case_of(c, case_id).clock is DeadlineKind.COMPLETION
    c.clock.advance(dt.timedelta(days=3))
    c.move(case_id, c.people.budi, Event.COMPLETED, reason="Pelapor membawa tanggalnya.")
    assert (case_of(c, case_id).clock, case_of(c, case_id).due_on) == (DeadlineKind.INITIAL_STUDY, D(2026, 11, 25))


@pytest.mark.parametrize(("urgent", "due"), [(False, D(2026, 11, 21)), (True, D(2026, 11, 20))])
def test_urgent_content_is_due_within_hours(cases_everywhere, urgent, due):
    c = cases_everywhere
    case_id = c.in_analysis()
    c.move(case_id, c.people.wulan, Event.RECOMMEND_REMOVAL, reason=WHY, urgent=urgent)
    assert case_of(c, case_id).due_on == due


def test_a_closed_case_has_no_clock_and_a_reopened_one_a_new(cases_everywhere):
    c = cases_everywhere
    case_id = c.in_analysis()
    c.move(case_id, c.people.wulan, Event.CLOSE, **{**ENDING, "outcome": Outcome.CLARIFIED})
    case = case_of(c, case_id)
    assert (case.clock, case.clock_from, case.due_on, case.rung) == (None, None, None, 0)
    with c.db.read() as session:
        assert clocks.explain(session, c.settings, case) is None
    c.move(case_id, c.people.halim, Event.REOPEN, reason="Ada bukti baru dari pelapor.")
    assert (case_of(c, case_id).state, case_of(c, case_id).clock) == (State.TRIAGE, DeadlineKind.SORTING)


def test_every_running_clock_explains_the_day_the_case_shows(cases_everywhere):
    c = cases_everywhere
    for case_id in (c.create(), c.in_triage(), c.in_study(), c.in_analysis(), registered(c)):
        case = case_of(c, case_id)
        with c.db.read() as session:
            found = clocks.explain(session, c.settings, case)
        assert found
        assert (found.rule.kind, found.due_on) == (case.clock, case.due_on)
        assert found.explain()


def test_a_late_holiday_moves_the_days_it_lies_before_and_says_so(cases_everywhere):
    c = cases_everywhere
    working, counted_by_the_calendar = registered(c), c.in_study()
    with c.db.write() as session:
        calendar.add_holiday(session, c.people.admin, c.clock, D(2026, 11, 25), LEAVE)
        assert watch.recount(session, c.people.admin, c.clock, c.settings) == 1
    assert case_of(c, working).due_on == D(2026, 12, 2)
    assert case_of(c, counted_by_the_calendar).due_on == D(2026, 11, 22)
    with c.db.read() as session:
        last = trail.of(session, "case", working)[0]
        assert (last.kind, last.details) == ("case.recounted", {"from": "2026-12-01", "to": "2026-12-02"})
    with c.db.write() as session:
        assert watch.recount(session, c.people.admin, c.clock, c.settings) == 0
        calendar.remove_holiday(session, c.people.admin, c.clock, D(2026, 11, 25))
        assert watch.recount(session, c.people.admin, c.clock, c.settings) == 1
    assert case_of(c, working).due_on == D(2026, 12, 1)


def test_an_election_entered_late_moves_the_cases_of_its_days(cases_everywhere):
    c = cases_everywhere
    case_id = registered(c)
    pilkada(c)
    with c.db.write() as session:
        watch.recount(session, c.people.admin, c.clock, c.settings)
    assert case_of(c, case_id).due_on == D(2026, 11, 23)


def test_with_nothing_open_there_is_nothing_to_count(cases_everywhere):
    c = cases_everywhere
    with c.db.write() as session:
        assert watch.recount(session, c.people.admin, c.clock, c.settings) == 0


def test_what_was_open_before_clocks_were_kept_is_left_as_it_is(cases_everywhere):
    c = cases_everywhere
    case_id = c.create()
    with c.db.write() as session:
        case = service.get(session, case_id)
        case.clock = case.clock_from = None
    with c.db.write() as session:
        assert watch.recount(session, c.people.admin, c.clock, c.settings) == 0
        assert clocks.explain(session, c.settings, session.get_one(Case, case_id)) is None
        with pytest.raises(ValueError, match="no clock"):
            clocks.count(calendar.almanac(session, c.settings, D(2026, 1, 1), D(2026, 1, 1)), session.get_one(Case, case_id))
