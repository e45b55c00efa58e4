"""When an agreement carries an act, as tables, and how terms are drawn."""

import datetime as dt

import pytest

from intranet.agreements import rules
from intranet.agreements.rules import AgreementKind, Candidate, Purpose, Standing, Term, Why

DAY = dt.date(2024, 11, 23)
ONE = dt.timedelta(days=1)


def term(start: int = -10, end: int = 10, paused: tuple[int, int | None] | None = None) -> Term:
    return Term(
        starts_on=DAY + start * ONE,
        ends_on=DAY + end * ONE,
        suspended_from=DAY + paused[0] * ONE if paused else None,
        suspended_until=DAY + paused[1] * ONE if paused and paused[1] is not None else None,
    )


@pytest.mark.parametrize(
    ("one", "standing"),
    [
        (term(), Standing.IN_FORCE),
        (term(0, 0), Standing.IN_FORCE),
        (term(-10, 0), Standing.IN_FORCE),
        (term(-10, -1), Standing.EXPIRED),
        (term(1, 10), Standing.COMING),
        (term(paused=(0, 0)), Standing.SUSPENDED),
        (term(paused=(-1, None)), Standing.SUSPENDED),
        (term(paused=(1, None)), Standing.IN_FORCE),
        (term(paused=(-5, -1)), Standing.IN_FORCE),
        (term(-10, -1, paused=(-5, None)), Standing.EXPIRED),
    ],
)
def test_both_ends_of_a_term_are_valid_days(one: Term, standing: Standing) -> None:
    assert rules.standing_on(one, DAY) is standing


def candidate(one: Term, approved: bool = True, name: str = "a") -> Candidate:
    return Candidate(id=name, term=one, approved=approved)


@pytest.mark.parametrize(
    ("candidates", "carries", "why"),
    [
        ([], None, Why.NONE),
        ([candidate(term())], "a", None),
        ([candidate(term(-10, -1)), candidate(term(), name="b")], "b", None),
        ([candidate(term(-10, -1))], "a", Why.EXPIRED),
        ([candidate(term(1, 5))], "a", Why.COMING),
        ([candidate(term(), approved=False)], "a", Why.NO_APPROVAL),
        ([candidate(term(paused=(0, None)))], "a", Why.SUSPENDED),
        ([candidate(term(-10, -1)), candidate(term(paused=(0, None)), name="b")], "b", Why.SUSPENDED),
        ([candidate(term(paused=(0, None)), name="b"), candidate(term(1, 9))], "b", Why.SUSPENDED),
        ([candidate(term(-10, -5)), candidate(term(-10, -1), name="b")], "b", Why.EXPIRED),
    ],
)
def test_the_one_that_carries_the_act_or_the_nearest_reason(
    candidates: list[Candidate], carries: str | None, why: Why | None
) -> None:
    found, reason = rules.decide(candidates, DAY, approval_needed=True)
    assert (found.id if found else None, reason) == (carries, why)


def test_an_approval_letter_is_asked_for_only_where_it_is_needed() -> None:
    assert rules.decide([candidate(term(), approved=False)], DAY, approval_needed=False)[1] is None


def test_days_left_count_down_to_the_last_valid_day() -> None:
    assert [rules.days_left(term(-10, end), DAY) for end in (10, 0, -1)] == [10, 0, -1]


def test_terms_are_drawn_on_whole_years_with_today_among_them() -> None:
    assert rules.time_line([], DAY) is None
    line = rules.time_line([term(-400, 10, paused=(-500, None)), term(5, 10), term(-10, 10, paused=(20, None))], DAY)
    assert line is not None
    assert (line.first, line.last) == (dt.date(2023, 1, 1), dt.date(2024, 12, 31))
    assert [year for year, _ in line.years] == [2023, 2024]
    assert line.years[0][1] == 0
    assert all(0 <= lane.start <= 100 and lane.start + lane.width <= 100.01 for lane in line.lanes)
    first, second, third = line.lanes
    assert (first.suspended_start, first.suspended_width) == (first.start, first.width)
    assert second.suspended_width == third.suspended_width == 0
    assert line.lanes[1].start > line.today


def test_everything_that_is_shown_has_a_label() -> None:
    for enum in (AgreementKind, Purpose, Standing):
        assert all(member.label for member in enum)
