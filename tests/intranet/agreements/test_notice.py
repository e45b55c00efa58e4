"""By when an end must be said, and when the leaders are told: as tables."""

import datetime as dt

import pytest

from intranet.agreements import rules
from intranet.agreements.rules import AmendmentKind, DocumentKind, Matter, Notice, NoticeUnit, Prompt, Purpose, Settlement, Term
from intranet.base.actor import Party

DAYS30, MONTHS3 = Notice(30, NoticeUnit.WORKING_DAYS), Notice(3, NoticeUnit.MONTHS)
D = dt.date
OFF_2024 = {D(2024, 11, 27), D(2024, 12, 25)}
LEAVE = D(2024, 12, 26)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (D(2024, 1, 31), 1, D(2024, 2, 29)),
        (D(2025, 1, 31), 1, D(2025, 2, 28)),
        (D(2024, 12, 31), -10, D(2024, 2, 29)),
        (D(2024, 5, 31), -3, D(2024, 2, 29)),
        (D(2024, 11, 23), 3, D(2025, 2, 23)),
        (D(2025, 1, 15), -1, D(2024, 12, 15)),
        (D(2024, 2, 29), 12, D(2025, 2, 28)),
        (D(2024, 2, 29), 48, D(2028, 2, 29)),
    ],
)
def test_months_end_where_the_shorter_month_ends(day: dt.date, months: int, then: dt.date) -> None:
    assert rules.add_months(day, months) == then


@pytest.mark.parametrize(
    ("notice", "end", "holidays", "last"),
    [
        (DAYS30, D(2024, 12, 31), OFF_2024 | {LEAVE}, D(2024, 11, 14)),
        (DAYS30, D(2024, 12, 31), OFF_2024, D(2024, 11, 15)),  # where joint leave counts as work
        (Notice(1, NoticeUnit.WORKING_DAYS), D(2026, 11, 23), set(), D(2026, 11, 20)),
        (Notice(1, NoticeUnit.WORKING_DAYS), D(2026, 11, 22), set(), D(2026, 11, 19)),  # a Sunday ends: Friday is the day
        (MONTHS3, D(2024, 12, 31), set(), D(2024, 9, 30)),
        (MONTHS3, D(2024, 5, 31), set(), D(2024, 2, 29)),
        (MONTHS3, D(2025, 5, 31), set(), D(2025, 2, 28)),
    ],
)
def test_the_last_day_to_say_that_it_ends(notice: Notice, end: dt.date, holidays: set[dt.date], last: dt.date) -> None:
    assert rules.last_notice(notice, end, holidays) == last


@pytest.mark.parametrize(
    ("notice", "told", "first"),
    [
        (DAYS30, D(2024, 11, 14), D(2024, 12, 31)),
        (DAYS30, D(2024, 11, 15), D(2025, 1, 1)),
        (DAYS30, D(2024, 11, 16), D(2025, 1, 2)),  # said on a Saturday, heard on Monday
        (MONTHS3, D(2024, 9, 30), D(2024, 12, 30)),
        (MONTHS3, D(2024, 11, 30), D(2025, 3, 1)),  # a short February does not shorten three months
        (MONTHS3, D(2023, 11, 29), D(2024, 2, 29)),
        (MONTHS3, D(2024, 1, 31), D(2024, 5, 1)),
    ],
)
def test_the_first_day_on_which_it_may_end(notice: Notice, told: dt.date, first: dt.date) -> None:
    off = OFF_2024 | {LEAVE}
    assert rules.first_end(notice, told, off) == first


@pytest.mark.parametrize("notice", [DAYS30, MONTHS3, Notice(1, NoticeUnit.WORKING_DAYS), Notice(1, NoticeUnit.MONTHS)])
def test_both_ways_of_counting_agree_on_every_day_of_two_years(notice: Notice) -> None:
    off = OFF_2024 | {LEAVE}
    for ahead in range(0, 731):
        told = D(2023, 12, 25) + dt.timedelta(days=ahead)
        end = rules.first_end(notice, told, off)
        assert rules.last_notice(notice, end, off) >= told
        assert rules.last_notice(notice, end - dt.timedelta(days=1), off) < told


def test_the_end_and_the_talks_are_told_of_in_their_order() -> None:
    ahead = rules.prompts(D(2026, 12, 31), 3)
    assert [(one.key, one.day) for one in ahead] == [
        ("expiry_180", D(2026, 7, 4)),
        ("talks_month_before", D(2026, 8, 31)),
        ("talks_half_month_before", D(2026, 9, 15)),
        ("talks_due", D(2026, 9, 30)),
        ("expiry_90", D(2026, 10, 2)),
        ("expiry_60", D(2026, 11, 1)),
        ("expiry_30", D(2026, 12, 1)),
        ("ended", D(2027, 1, 1)),
    ]
    assert len(rules.prompts(D(2026, 12, 31), None)) == 5


@pytest.mark.parametrize(
    ("day", "told", "says", "settles"),
    [
        (D(2026, 7, 3), (), None, 0),
        (D(2026, 7, 4), (), "expiry_180", 1),
        (D(2026, 7, 5), ("expiry_180",), None, 0),
        (D(2026, 11, 5), (), "expiry_60", 6),  # recorded late: one message, not six
        (D(2026, 11, 5), ("expiry_60",), "expiry_90", 5),
    ],
)
def test_only_the_latest_is_said(day: dt.date, told: tuple[str, ...], says: str | None, settles: int) -> None:
    say, due = rules.to_tell(rules.prompts(D(2026, 12, 31), 3), day, told)
    assert (say.key if say else None, len(due)) == (says, settles)
    assert isinstance(say, Prompt | None)


@pytest.mark.parametrize(
    ("parties", "purposes", "matters"),
    [
        ({Party.DUKCAPIL, Party.DISKOMINFO}, {Purpose.POPULATION_CHECK}, (Matter.FEEDBACK,)),
        ({Party.BAWASLU, Party.DISKOMINFO}, {Purpose.CONTENT_OVERSIGHT}, (Matter.CASES, Matter.LOANS)),
        ({Party.BAWASLU, Party.DISKOMINFO}, {Purpose.LITERACY}, (Matter.SESSIONS, Matter.LOANS)),
        ({Party.PARTNER}, set(), ()),
    ],
)
def test_what_can_be_open_depends_on_parties_and_purposes(
    parties: set[Party], purposes: set[Purpose], matters: tuple[Matter, ...]
) -> None:
    assert rules.matters_of(parties, purposes) == matters


def test_closing_begins_ninety_days_before_the_end_and_never_for_a_draft() -> None:
    day = D(2026, 11, 20)
    for left, open_now in ((91, False), (90, True), (-400, True)):
        term = Term(starts_on=D(2020, 1, 1), ends_on=day + dt.timedelta(days=left))
        assert rules.may_close(term, day) is open_now
    assert not rules.may_close(Term(starts_on=day, ends_on=day, drafted=True), day)


def test_a_span_includes_both_its_ends() -> None:
    day = D(2026, 11, 20)
    one = dt.timedelta(days=1)
    assert rules.covers(day, day, day)
    assert rules.covers(day, None, D(2199, 1, 1))
    assert not rules.covers(day + one, None, day)
    assert not rules.covers(day - one, day - one, day)


def test_everything_about_ends_has_a_label() -> None:
    for enum in (AmendmentKind, DocumentKind, Matter, NoticeUnit, Settlement):
        assert all(member.label for member in enum)
    assert [kind.moves_end for kind in AmendmentKind] == [False, True, True, True]
    assert [kind.signed_by_both for kind in AmendmentKind] == [True, True, True, False]
