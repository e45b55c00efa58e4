"""The rules of the ledger, as tables."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from intranet.base.actor import Actor, ActorKind, Party, Role
from intranet.duties import rules
from intranet.duties.rules import CHECKED_FOR, Finding, Light, Mark, Period, State

TODAY = dt.date(2026, 11, 20)
DAY = dt.timedelta(days=1)
LATE, DUE, NEEDED, MET, NONE = State
JAKARTA = ZoneInfo("Asia/Jakarta")


def period(since: int, *, over: bool = False) -> Period:
    return Period(first=TODAY - since * DAY, last=TODAY, zone=JAKARTA, over=over)


def actor(role: Role, party: Party | None) -> Actor:
    return Actor(ActorKind.STAFF, "1", "Contoh", party, frozenset({role}))


def test_a_period_is_whole_days_at_the_office() -> None:
    one = Period(first=TODAY, last=TODAY, zone=JAKARTA)
    assert one.since == dt.datetime(2026, 11, 19, 17, tzinfo=dt.UTC)
    assert one.until - one.since == DAY
    assert one.day(one.until) == TODAY + DAY
    assert one.day(None) is None


@pytest.mark.parametrize(
    ("count", "since", "over", "state"),
    [(1, 500, True, MET), (0, 90, False, DUE), (0, 91, False, LATE), (0, 5, True, LATE)],
)
def test_what_must_be_done_once_has_ninety_days(count: int, since: int, over: bool, state: State) -> None:
    found, due = rules.once(count, period(since, over=over), TODAY)
    assert found is state
    assert (due is None) is (state is MET)


@pytest.mark.parametrize(
    ("last", "since", "over", "state"),
    [
        (0, 200, False, MET),
        (30, 200, False, MET),
        (31, 200, False, DUE),
        (60, 200, False, DUE),
        (61, 200, False, LATE),
        (None, 30, False, DUE),
        (None, 31, False, LATE),
        (150, 200, True, MET),
        (None, 200, True, LATE),
    ],
)
def test_what_must_go_on_comes_due_and_then_late(last: int | None, since: int, over: bool, state: State) -> None:
    day = None if last is None else TODAY - last * DAY
    assert rules.steady(day, period(since, over=over), TODAY, rules.MONTH)[0] is state


@pytest.mark.parametrize(("counts", "state"), [((5, 1, 1), LATE), ((5, 1, 0), DUE), ((5, 0, 0), MET), ((0, 0, 0), NONE)])
def test_a_backlog_is_as_bad_as_its_worst(counts: tuple[int, int, int], state: State) -> None:
    assert rules.backlog(*counts) is state


def test_a_right_nobody_uses_is_no_duty() -> None:
    assert (rules.used(0), rules.used(3)) == (NONE, MET)


@pytest.mark.parametrize(
    ("day", "months", "found"),
    [
        ("2026-12-31", 3, "2026-09-30"),
        ("2026-05-31", 3, "2026-02-28"),
        ("2026-01-15", 1, "2025-12-15"),
        ("2026-08-28", -6, "2027-02-28"),
    ],
)
def test_months_are_counted_by_the_calendar(day: str, months: int, found: str) -> None:
    assert rules.months_before(dt.date.fromisoformat(day), months) == dt.date.fromisoformat(found)


def test_a_credential_is_due_by_the_calendar() -> None:
    assert rules.due_after(dt.date(2026, 8, 31), 6) == dt.date(2027, 2, 28)


def test_only_what_calls_for_something_is_not_green() -> None:
    assert [rules.light(state) for state in State] == [Light.RED, Light.AMBER, Light.AMBER, Light.GREEN, Light.GREEN]


@pytest.mark.parametrize(
    ("before", "until", "takes", "after"),
    [
        (NEEDED, 0, True, MET),
        (NEEDED, -1, True, NEEDED),
        (NEEDED, None, True, NEEDED),
        (NEEDED, 5, False, NEEDED),
        (LATE, 5, True, MET),
        (LATE, -5, True, LATE),
        (NONE, 5, True, MET),
        (NONE, -5, True, NEEDED),
        (MET, -5, True, MET),
    ],
)
def test_a_statement_stands_for_missing_records_until_its_day(before: State, until: int | None, takes: bool, after: State) -> None:
    found = Finding(state=before, text="Isi.")
    day = None if until is None else TODAY + until * DAY
    assert rules.with_statement(found, day, TODAY, takes=takes).state is after


@pytest.mark.parametrize(
    ("said", "until", "field"), [(0, 0, ""), (-10, 356, ""), (1, 30, "said_on"), (-5, -1, "valid_until"), (0, 367, "valid_until")]
)
def test_the_days_of_a_statement_go_together(said: int, until: int, field: str) -> None:
    found, fault = rules.statement_fault(TODAY + said * DAY, TODAY + until * DAY, TODAY)
    assert found == field
    assert bool(fault) is bool(field)


@pytest.mark.parametrize(
    ("role", "party", "reads", "states"),
    [
        (Role.BAWASLU_OFFICER, Party.BAWASLU, False, False),
        (Role.DISKOMINFO_HEAD, Party.DISKOMINFO, True, True),
        (Role.DUKCAPIL_AUDITOR, Party.DUKCAPIL, True, False),
        (Role.ADMIN, Party.DISKOMINFO, True, False),
        (Role.AUDITOR, None, True, False),
    ],
)
def test_the_parties_and_those_who_watch_read_and_workers_state(role: Role, party: Party | None, reads: bool, states: bool) -> None:
    parties = {Party.DUKCAPIL, Party.DISKOMINFO}
    who = actor(role, party)
    assert rules.may_read(who, parties) is reads
    assert rules.may_state(who, (Party.DUKCAPIL,), (Party.DISKOMINFO,), parties) is states
    assert rules.may_state(who, (), (), parties) is states
    assert not rules.may_state(who, (Party.DUKCAPIL,), (), parties)


@pytest.mark.parametrize(
    ("article", "group"), [("Pasal 4 ayat (2) huruf f", "Pasal 4"), ("Pasal 12", "Pasal 12"), ("Patroli internet bersama",) * 2]
)
def test_clauses_are_grouped_by_article(article: str, group: str) -> None:
    assert rules.article_of(article) == group


def test_the_picture_marks_each_day_once_and_only_those_on_it() -> None:
    first, last = dt.date(2026, 1, 1), dt.date(2026, 12, 31)
    days = [
        (first, MET),
        (first, MET),
        (first, LATE),
        (None, MET),
        (last + DAY, MET),
        (first - DAY, MET),
        (dt.date(2026, 7, 2), DUE),
    ]
    assert rules.marks(days, first, last) == [Mark(place=0.0, state=LATE), Mark(place=0.0, state=MET), Mark(place=49.86, state=DUE)]


@pytest.mark.parametrize(("last", "state"), [(None, DUE), (0, MET), (365, MET), (366, LATE)])
def test_a_measure_is_looked_at_within_a_year(last: int | None, state: State) -> None:
    assert CHECKED_FOR.days == 365
    assert rules.checked(None if last is None else TODAY - last * DAY, TODAY) is state
