"""Counting working days, by the cases the domain names."""

import datetime as dt

import pytest

from intranet.calendar import service
from intranet.calendar.models import Holiday
from intranet.calendar.rules import add_working_days, is_working_day

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
