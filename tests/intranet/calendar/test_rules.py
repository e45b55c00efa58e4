"""Counting working days, by the cases the domain names."""

import datetime as dt

import pytest

from intranet.calendar import service
from intranet.calendar.models import Holiday
from intranet.calendar.rules import (
    RULES,
    DeadlineKind,
    ElectionKind,
    HolidayKind,
    Period,
    Span,
    StageKind,
    add_working_days,
    is_working_day,
    nearest,
    overlapping,
    rule_for,
    stage_line,
)

D = dt.date
HOLIDAYS_2024 = {D(2024, 2, 14), D(2024, 4, 8), D(2024, 4, 9), D(2024, 4, 10), D(2024, 4, 11), D(2024, 4, 12), D(2024, 4, 15)}


@pytest.mark.parametrize(
    ("start", "days", "holidays", "end"),
    [
        (D(2026, 11, 20), 1, (), D(2026, 11, 23)),  # Friday to Monday
        (D(2026, 11, 21), 1, (), D(2026, 11, 23)),  # Saturday counts from Monday
        (D(2024, 2, 12), 7, {D(2024, 2, 14)}, D(2024, 2, 22)),  # over a voting day
        (D(2024, 2, 12), 14, {D(2024, 2, 14)}, D(2024, 3, 4)),
        (D(2024, 4, 5), 7, HOLIDAYS_2024, D(2024, 4, 24)),  # over Idul Fitri with joint leave
    ],
)
def test_working_days_are_counted_from_the_day_after(start, days, holidays, end):
    assert add_working_days(start, days, holidays) == end


def test_weekends_and_holidays_are_no_working_days():
    assert is_working_day(D(2026, 11, 20), ())
    assert not is_working_day(D(2026, 11, 21), ())
    assert not is_working_day(D(2026, 11, 20), {D(2026, 11, 20)})


def test_counting_no_days_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        add_working_days(D(2026, 11, 20), 0, ())


def test_holidays_come_from_the_table_and_a_late_one_counts(db):
    with db.write() as session:
        assert service.working_day_after(session, D(2026, 11, 20), 1) == D(2026, 11, 23)
        session.add(Holiday(day=D(2026, 11, 23), name="Libur daerah", kind=service.PUBLIC, source="surat edaran"))
        session.flush()
        assert service.working_day_after(session, D(2026, 11, 20), 1) == D(2026, 11, 24)


def test_seeding_keeps_what_an_officer_set_and_adds_nothing_twice(office_db):
    with office_db.write() as session:
        session.add(Holiday(day=D(2026, 8, 17), name="Diubah petugas", kind=service.PUBLIC, source="petugas"))
        session.flush()
        added = service.seed_holidays(session, [2026])
        assert added > 15
        assert service.seed_holidays(session, [2026]) == 0
        assert session.get_one(Holiday, D(2026, 8, 17)).name == "Diubah petugas"


def test_everything_with_a_name_has_one():
    for kind in (ElectionKind, StageKind, HolidayKind, DeadlineKind):
        assert len({member.label for member in kind}) == len(kind)


def test_every_deadline_has_one_rule_under_each_regime_and_a_source():
    for kind in DeadlineKind:
        for regime in ElectionKind:
            for day in (D(2020, 12, 9), D(2024, 2, 14), D(2029, 2, 14)):
                assert sum(rule.holds(kind, regime, day) for rule in RULES) == 1, (kind, regime, day)
    assert all(rule.source for rule in RULES)
    with pytest.raises(LookupError, match="no rule for triage"):
        rule_for(DeadlineKind.TRIAGE, ElectionKind.GENERAL, D(2024, 1, 1), ())


def span(kind: StageKind, first: dt.date, last: dt.date) -> Span:
    return Span(kind=kind, starts_on=first, ends_on=last)


def test_stages_of_one_kind_may_not_share_a_day_unless_they_are_other():
    campaign = span(StageKind.CAMPAIGN, D(2024, 9, 25), D(2024, 11, 23))
    assert overlapping(span(StageKind.CAMPAIGN, D(2024, 11, 23), D(2024, 11, 26)), [campaign]) is campaign
    assert overlapping(span(StageKind.CAMPAIGN, D(2024, 11, 24), D(2024, 11, 26)), [campaign]) is None
    assert overlapping(span(StageKind.CAMPAIGN, D(2024, 9, 1), D(2024, 9, 24)), [campaign]) is None
    assert overlapping(span(StageKind.QUIET, D(2024, 11, 23), D(2024, 11, 26)), [campaign]) is None
    other = span(StageKind.OTHER, D(2024, 1, 1), D(2024, 2, 1))
    assert overlapping(other, [other]) is None


def test_a_day_belongs_to_the_running_election_whose_voting_day_is_nearest():
    first = Period(kind=ElectionKind.GENERAL, starts_on=D(2023, 11, 28), ends_on=D(2024, 10, 20), voting_on=D(2024, 2, 14))
    second = Period(kind=ElectionKind.REGIONAL, starts_on=D(2024, 2, 27), ends_on=D(2024, 12, 16), voting_on=D(2024, 11, 27))
    both = {"a": first, "b": second}
    assert nearest(both, D(2024, 3, 1)) == "a"
    assert nearest(both, D(2024, 9, 1)) == "b"
    assert nearest(both, D(2024, 12, 16)) == "b"
    assert nearest(both, D(2024, 12, 17)) is None


def test_stages_are_drawn_on_a_line_of_whole_months():
    stages = [span(StageKind.CAMPAIGN, D(2024, 9, 25), D(2024, 11, 23)), span(StageKind.RECAP, D(2024, 11, 27), D(2024, 12, 16))]
    line = stage_line(stages, D(2024, 11, 27), D(2024, 12, 31))
    assert [month for month, _place in line.months] == [D(2024, 9, 1), D(2024, 10, 1), D(2024, 11, 1), D(2024, 12, 1)]
    assert line.months[0][1] == 0.0
    assert (line.lanes[0].start, line.lanes[0].width) == (round(2400 / 122, 2), round(6000 / 122, 2))
    assert line.voting == line.lanes[1].start
    assert line.today == round(12100 / 122, 2)
    assert stage_line(stages, D(2024, 11, 27), D(2025, 1, 1)).today is None
    assert len(stage_line([span(StageKind.OTHER, D(2022, 6, 1), D(2024, 10, 20))], D(2024, 2, 14), D(2024, 1, 1)).months) <= 4
