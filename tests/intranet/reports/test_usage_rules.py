"""Semesters, reminders, what became of a check, differences, outages; what is owed to the other party: as tables."""

import datetime as dt

import pytest

from intranet.base.actor import Actor, ActorKind, Party, Role
from intranet.identity.codes import CodeClass
from intranet.identity.rules import Method
from intranet.reports.deliveries import rules as deliveries
from intranet.reports.deliveries.rules import DeliveryKind
from intranet.reports.deliveries.rules import Standing as Stands
from intranet.reports.rules import Period
from intranet.reports.usage import rules
from intranet.reports.usage.rules import Difference, Ending, Handed, Outage, Semester

T = dt.datetime(2026, 11, 20, 2, 0, tzinfo=dt.UTC)


def minutes(number: int) -> dt.datetime:
    return T + dt.timedelta(minutes=number)


@pytest.mark.parametrize(
    ("day", "key", "first", "due"),
    [
        ("2026-01-01", "2026-1", "2026-01-01", "2026-06-30"),
        ("2026-06-30", "2026-1", "2026-01-01", "2026-06-30"),
        ("2026-07-01", "2026-2", "2026-07-01", "2026-12-31"),
        ("2024-12-31", "2024-2", "2024-07-01", "2024-12-31"),
    ],
)
def test_a_day_has_its_semester(day, key, first, due):
    found = rules.semester_of(dt.date.fromisoformat(day))
    assert (found.key, found.period.first.isoformat(), found.due_on.isoformat()) == (key, first, due)
    assert rules.semester_named(key) == found
    assert [month.month for month in found.months] == ([1, 2, 3, 4, 5, 6] if found.half == 1 else [7, 8, 9, 10, 11, 12])


def test_before_a_semester_comes_the_other_half():
    assert Semester(2026, 2).before == Semester(2026, 1)
    assert Semester(2026, 1).before == Semester(2025, 2)


@pytest.mark.parametrize("key", ["", "2026", "2026-3", "2026-0", "26-1", "2026-1 ", "٢٠٢٦-1", "1999-1", "2026-12"])
def test_what_is_no_semester_is_none(key):
    assert rules.semester_named(key) is None


@pytest.mark.parametrize(
    ("today", "rung"),
    [
        ("2026-11-30", None),
        ("2026-12-01", 30),
        ("2026-12-16", 30),
        ("2026-12-17", 14),
        ("2026-12-24", 7),
        ("2026-12-29", 7),
        ("2026-12-30", 1),
        ("2026-12-31", 1),
        ("2027-01-01", rules.LATE),
    ],
)
def test_reminders_come_30_14_7_and_1_days_before_and_once_late(today, rung):
    assert rules.rung(dt.date.fromisoformat(today), dt.date(2026, 12, 31)) == rung


@pytest.mark.parametrize(
    ("method", "code_class", "started", "ended"),
    [
        (Method.BY_EYE, CodeClass.SEEN, False, Ending.BY_EYE),
        (Method.CARD, None, False, Ending.RUNNING),
        (Method.CARD, None, True, Ending.RUNNING),
        (Method.CARD, CodeClass.BUSY, False, Ending.NOT_SENT),
        (Method.CARD, CodeClass.NO_AGREEMENT, False, Ending.NOT_SENT),
        (Method.CARD, CodeClass.INTERRUPTED, False, Ending.NOT_SENT),
        (Method.CARD, CodeClass.INTERRUPTED, True, Ending.INTERRUPTED),
        *((Method.DESK, kind, True, Ending.FAILED) for kind in CodeClass if kind.link_failed),
        *(
            (Method.TYPED, kind, True, Ending.REFUSED)
            for kind in (CodeClass.SETUP, CodeClass.QUOTA, CodeClass.HOURS, CodeClass.REQUEST)
        ),
        *((Method.DESK, kind, True, Ending.ANSWERED) for kind in CodeClass if kind.register_was_read),
        (Method.DESK, CodeClass.NOT_FOUND, True, Ending.ANSWERED),
        (Method.DESK, CodeClass.UNUSABLE_NIK, True, Ending.ANSWERED),
    ],
)
def test_what_became_of_a_check(method, code_class, started, ended):
    assert rules.ending(method, code_class, started=started) is ended


def test_what_was_begun_counts_as_a_call_whatever_became_of_it():
    assert {one for one in Ending if not one.called} == {Ending.NOT_SENT, Ending.BY_EYE}


def test_only_what_changed_is_a_difference():
    then = {"a": {"x": 1, "y": 2}, "gone": {"z": 1}}
    now = {"a": {"x": 1, "y": 3, "new": 1}, "came": {"all": 0}}
    assert rules.differences(then, now) == [
        Difference("a", "new", 0, 1),
        Difference("a", "y", 2, 3),
        Difference("came", "all", None, 0),
        Difference("gone", "z", 1, None),
    ]
    assert rules.differences(then, then) == []


@pytest.mark.parametrize(
    ("bad", "found"),
    [
        ("", []),
        ("...", []),
        (".x.", []),
        ("xx", [Outage(minutes(0), minutes(2), None, 2)]),
        (".xx.", [Outage(minutes(1), minutes(3), minutes(4), 2)]),
        ("xxx.x.xx", [Outage(minutes(0), minutes(3), minutes(4), 3), Outage(minutes(6), minutes(8), None, 2)]),
        (".x", []),
    ],
)
def test_failures_in_a_row_are_an_outage_until_the_next_answer(bad, found):
    calls = [(minutes(n), minutes(n + 1), one == "x") for n, one in enumerate(bad)]
    assert rules.outages(calls) == found


@pytest.mark.parametrize(
    ("today", "every", "first", "last", "due"),
    [
        ("2026-11-20", 1, "2026-10-01", "2026-10-31", "2026-11-10"),
        ("2027-01-01", 1, "2026-12-01", "2026-12-31", "2027-01-10"),
        ("2026-11-20", 3, "2026-07-01", "2026-09-30", "2026-10-10"),
        ("2026-02-20", 3, "2025-10-01", "2025-12-31", "2026-01-10"),
        ("2026-11-20", 12, "2025-01-01", "2025-12-31", "2026-01-10"),
    ],
)
def test_the_last_whole_period_is_owed(today, every, first, last, due):
    found = deliveries.owed(dt.date.fromisoformat(today), every, 10)
    assert found.period == Period(dt.date.fromisoformat(first), dt.date.fromisoformat(last))
    assert found.due_on.isoformat() == due


def test_a_due_day_beyond_the_month_is_its_last():
    assert deliveries.owed(dt.date(2026, 2, 20), 1, 31).due_on == dt.date(2026, 2, 28)


@pytest.mark.parametrize(
    ("delivered", "opened", "late", "stands"),
    [
        (True, True, True, Stands.OPENED),
        (True, False, True, Stands.DELIVERED),
        (False, False, True, Stands.LATE),
        (False, False, False, Stands.DUE),
    ],
)
def test_how_a_report_stands(delivered, opened, late, stands):
    due = dt.date(2026, 11, 10)
    assert deliveries.standing(due + dt.timedelta(days=late), due, delivered=delivered, opened=opened) is stands


@pytest.mark.parametrize(
    ("stands", "days", "rung"),
    [
        (Stands.LATE, -1, None),
        (Stands.LATE, 0, None),
        (Stands.LATE, 1, 1),
        (Stands.LATE, 7, 1),
        (Stands.LATE, 8, 8),
        (Stands.LATE, 21, 8),
        (Stands.LATE, 22, 22),
        (Stands.LATE, 400, 22),
        (Stands.DELIVERED, 2, None),
        (Stands.DELIVERED, 3, 3),
        (Stands.DELIVERED, 9, 3),
        (Stands.DELIVERED, 10, 10),
        (Stands.DELIVERED, 24, 24),
        (Stands.DUE, 30, None),
        (Stands.OPENED, 30, None),
    ],
)
def test_a_late_report_and_an_unopened_one_are_reminded_of_three_times(stands, days, rung):
    assert deliveries.rung(stands, days) == rung


@pytest.mark.parametrize(
    ("today", "every", "due_day", "dues"),
    [
        ("2026-11-20", 1, 10, ["2026-10-10", "2026-11-10"]),
        ("2026-12-01", 1, 31, ["2026-11-30", "2026-12-31"]),
        ("2027-01-01", 3, 10, ["2026-10-10", "2027-01-10"]),
        ("2026-02-20", 12, 31, ["2025-01-31", "2026-01-31"]),
    ],
)
def test_the_last_two_periods_are_watched(today, every, due_day, dues):
    found = deliveries.watched(dt.date.fromisoformat(today), every, due_day)
    assert [one.due_on.isoformat() for one in found] == dues


@pytest.mark.parametrize("every", [1, 2, 3, 4, 6, 12])
@pytest.mark.parametrize("due_day", [1, 10, 28, 30, 31])
def test_no_period_goes_by_without_all_three_reminders(every, due_day):
    told = {}
    for n in range(3 * 366):
        today = dt.date(2027, 1, 1) + dt.timedelta(days=n)
        for owed in deliveries.watched(today, every, due_day):
            rung = deliveries.rung(Stands.LATE, (today - owed.due_on).days)
            if rung is not None:
                told.setdefault(owed.period, {}).setdefault(rung, (today - owed.due_on).days)
    whole = [turns for period, turns in told.items() if dt.date(2027, 1, 1) <= period.last < dt.date(2029, 10, 1)]
    assert len(whole) == sum(month % every == 0 for month in range(1, 34))
    assert all(turns == {1: 1, 8: 8, 22: 22} for turns in whole)


@pytest.mark.parametrize(
    ("role", "party", "gives"),
    [
        (Role.DISKOMINFO_OFFICER, Party.DISKOMINFO, "content complaints issues"),
        (Role.DISKOMINFO_HEAD, Party.DISKOMINFO, "content complaints issues"),
        (Role.BAWASLU_OFFICER, Party.BAWASLU, "hoaxes analyses"),
        (Role.BAWASLU_COMMISSIONER, Party.BAWASLU, "hoaxes analyses"),
        (Role.DISKOMINFO_OFFICER, Party.BAWASLU, ""),
        (Role.BAWASLU_OFFICER, Party.DISKOMINFO, ""),
        (Role.ADMIN, Party.DISKOMINFO, ""),
        (Role.AUDITOR, Party.BAWASLU, ""),
        (Role.SCHEDULER, Party.DISKOMINFO, ""),
        (Role.DUKCAPIL_AUDITOR, Party.DUKCAPIL, ""),
        (Role.PARTNER, Party.PARTNER, ""),
    ],
)
def test_reports_are_given_by_those_who_work_on_cases_for_the_party_that_owes_them(role, party, gives):
    actor = Actor(kind=ActorKind.STAFF, id="1", name="Contoh", party=party, roles=frozenset({role}))
    assert {kind.value for kind in DeliveryKind if deliveries.may_deliver(actor, kind)} == set(gives.split())
    assert deliveries.works_for(actor, Party.PARTNER) is False


def test_each_report_goes_from_one_party_to_the_other():
    for kind in DeliveryKind:
        assert {kind.sender, kind.recipient} == {Party.BAWASLU, Party.DISKOMINFO}
        assert kind.clause.startswith("PKS")
    assert all(one.label for group in (DeliveryKind, Stands, Ending, Handed) for one in group)
