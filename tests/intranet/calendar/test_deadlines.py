"""Deadlines by hand: every expected day was counted on a paper calendar, not by a program."""

import datetime as dt
from collections.abc import Mapping
from zoneinfo import ZoneInfo

import pytest

from intranet.calendar.deadlines import Deadline, Mark, Part, Word, compute, longest
from intranet.calendar.rules import DayOff, DeadlineKind, ElectionKind, HolidayKind, Span, StageKind, Unit, rule_for

D, K = dt.date, DeadlineKind
G, R = ElectionKind.GENERAL, ElectionKind.REGIONAL
WIB, WITA, WIT = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Makassar"), ZoneInfo("Asia/Jayapura")
EIGHT_TO_FOUR = (dt.time(8), dt.time(16))
PUBLIC = "2024-01-01 2024-02-08 2024-02-14 2024-03-11 2024-03-29 2024-04-10 2024-04-11 2024-05-01 2024-05-09 2024-11-27 2024-12-25"
PUBLIC += " 2023-12-25 2025-01-01"
JOINT = "2023-12-26 2024-02-09 2024-03-12 2024-04-08 2024-04-09 2024-04-12 2024-04-15 2024-05-10 2024-12-26"
HOLIDAYS = {D.fromisoformat(day): DayOff(name="Libur", kind=HolidayKind.PUBLIC) for day in PUBLIC.split()}
HOLIDAYS |= {D.fromisoformat(day): DayOff(name="Cuti bersama", kind=HolidayKind.JOINT_LEAVE) for day in JOINT.split()}
STAGES = (
    Span(kind=StageKind.CAMPAIGN, starts_on=D(2023, 11, 28), ends_on=D(2024, 2, 10)),
    Span(kind=StageKind.QUIET, starts_on=D(2024, 2, 11), ends_on=D(2024, 2, 13)),
    Span(kind=StageKind.VOTING, starts_on=D(2024, 2, 14), ends_on=D(2024, 2, 14)),
    Span(kind=StageKind.QUIET, starts_on=D(2024, 11, 24), ends_on=D(2024, 11, 26)),
    Span(kind=StageKind.VOTING, starts_on=D(2024, 11, 27), ends_on=D(2024, 11, 27)),
)


def counted(
    kind: DeadlineKind,
    regime: ElectionKind,
    start: str,
    *,
    joint: bool = False,
    extended: bool = False,
    zone: ZoneInfo = WIB,
    late: str = "",
    hours: tuple[dt.time, dt.time] = EIGHT_TO_FOUR,
) -> Deadline:
    """``start`` is a day, a moment in the office's zone, or one in UTC (ending in Z)."""
    holidays: Mapping[dt.date, DayOff] = HOLIDAYS
    if late:
        holidays = HOLIDAYS | {D.fromisoformat(late): DayOff(name="Libur susulan", kind=HolidayKind.PUBLIC)}
    moment = dt.datetime.fromisoformat(start)
    when: dt.date = D.fromisoformat(start) if len(start) == 10 else moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return compute(
        rule_for(kind, regime, D.fromisoformat(start[:10])),
        when,
        regime=regime,
        holidays=holidays,
        joint_leave_counts=joint,
        office_hours=hours,
        stages=STAGES,
        zone=zone,
        extended=extended,
        reason="perlu keterangan ahli" if extended else "",
    )


JOINT_COUNTS, EXTENDED, EAST, MIDDLE = {"joint": True}, {"extended": True}, {"zone": WIT}, {"zone": WITA}
UNTIL_THREE = {"hours": (dt.time(7, 30), dt.time(15))}
VECTORS = [
    # follow-up, general: 7 working days, together 14 at most
    (K.FOLLOW_UP, G, "2024-02-12", {}, "2024-02-22"),  # over the voting day
    (K.FOLLOW_UP, G, "2024-02-12", EXTENDED, "2024-03-04"),
    (K.FOLLOW_UP, G, "2024-04-05", {}, "2024-04-24"),  # over Idul Fitri
    (K.FOLLOW_UP, G, "2024-04-05", JOINT_COUNTS, "2024-04-18"),
    (K.FOLLOW_UP, G, "2024-04-05", EXTENDED, "2024-05-06"),
    (K.FOLLOW_UP, G, "2024-04-05", EXTENDED | JOINT_COUNTS, "2024-04-29"),
    (K.FOLLOW_UP, G, "2024-01-02", {}, "2024-01-11"),
    (K.FOLLOW_UP, G, "2023-12-29", {}, "2024-01-10"),  # over the end of the year
    (K.FOLLOW_UP, G, "2024-12-20", {}, "2025-01-03"),
    (K.FOLLOW_UP, G, "2024-12-20", JOINT_COUNTS, "2025-01-02"),
    (K.FOLLOW_UP, G, "2024-02-10", {}, "2024-02-21"),  # from a Saturday
    (K.FOLLOW_UP, G, "2024-02-11", {}, "2024-02-21"),  # from a Sunday
    (K.FOLLOW_UP, G, "2024-02-14", {}, "2024-02-23"),  # from a holiday
    (K.FOLLOW_UP, G, "2024-02-28", {}, "2024-03-08"),  # over 29 February
    (K.FOLLOW_UP, G, "2023-02-27", {}, "2023-03-08"),  # a year without it
    (K.FOLLOW_UP, G, "2024-03-06", {}, "2024-03-19"),
    (K.FOLLOW_UP, G, "2024-03-06", JOINT_COUNTS, "2024-03-18"),
    (K.FOLLOW_UP, G, "2024-02-12T20:00", {}, "2024-02-22"),  # not a reception: hours do not matter
    (K.FOLLOW_UP, G, "2024-02-12", {"late": "2024-02-20"}, "2024-02-23"),  # a holiday proclaimed late
    (K.FOLLOW_UP, G, "2024-02-12", {"late": "2024-02-22"}, "2024-02-23"),  # on the due day itself
    (K.FOLLOW_UP, G, "2024-02-12", {"late": "2024-02-17"}, "2024-02-22"),  # on a Saturday
    (K.FOLLOW_UP, G, "2024-02-12", {"late": "2024-02-12"}, "2024-02-22"),  # on the day of the event
    # follow-up, regional: 3 calendar days, and 2 more
    (K.FOLLOW_UP, R, "2024-11-26", {}, "2024-11-29"),
    (K.FOLLOW_UP, R, "2024-11-26", EXTENDED, "2024-12-01"),
    (K.FOLLOW_UP, R, "2024-11-29", {}, "2024-12-02"),  # over a weekend
    (K.FOLLOW_UP, R, "2024-11-29", EXTENDED, "2024-12-04"),
    (K.FOLLOW_UP, R, "2024-12-30", {}, "2025-01-02"),
    (K.FOLLOW_UP, R, "2024-12-24", {}, "2024-12-27"),
    (K.FOLLOW_UP, R, "2024-12-24", JOINT_COUNTS, "2024-12-27"),
    (K.FOLLOW_UP, R, "2024-11-26", {"late": "2024-11-28"}, "2024-11-29"),
    (K.FOLLOW_UP, R, "2024-02-26", {}, "2024-02-29"),
    (K.FOLLOW_UP, R, "2025-02-26", {}, "2025-03-01"),
    # the same moment in three zones
    (K.FOLLOW_UP, R, "2024-11-26T15:30Z", {}, "2024-11-29"),
    (K.FOLLOW_UP, R, "2024-11-26T15:30Z", MIDDLE, "2024-11-29"),
    (K.FOLLOW_UP, R, "2024-11-26T15:30Z", EAST, "2024-11-30"),
    (K.FOLLOW_UP, R, "2024-11-26T16:30Z", {}, "2024-11-29"),
    (K.FOLLOW_UP, R, "2024-11-26T16:30Z", MIDDLE, "2024-11-30"),
    (K.FOLLOW_UP, R, "2024-11-26T16:30Z", EAST, "2024-11-30"),
    (K.INITIAL_STUDY, G, "2024-01-05T08:30Z", {}, "2024-01-07"),
    (K.INITIAL_STUDY, G, "2024-01-05T08:30Z", MIDDLE, "2024-01-08"),
    (K.INITIAL_STUDY, G, "2024-01-05T08:30Z", EAST, "2024-01-08"),
    # initial study: two days, by reception hours
    (K.INITIAL_STUDY, G, "2024-02-12", {}, "2024-02-14"),
    (K.INITIAL_STUDY, G, "2024-01-05", {}, "2024-01-07"),
    (K.INITIAL_STUDY, G, "2024-01-05T07:00", {}, "2024-01-07"),  # before opening
    (K.INITIAL_STUDY, G, "2024-01-05T16:00", {}, "2024-01-07"),  # at closing
    (K.INITIAL_STUDY, G, "2024-01-05T16:00:01", {}, "2024-01-08"),
    (K.INITIAL_STUDY, G, "2024-01-05T23:59", {}, "2024-01-08"),
    (K.INITIAL_STUDY, G, "2024-01-05T15:30", UNTIL_THREE, "2024-01-08"),  # the office's own hours
    (K.INITIAL_STUDY, R, "2024-01-05T15:30", UNTIL_THREE, "2024-01-07"),  # the regime's hours
    (K.INITIAL_STUDY, G, "2024-02-10T20:00", {}, "2024-02-13"),  # the evening before the quiet period
    (K.INITIAL_STUDY, G, "2024-02-12T20:00", {}, "2024-02-14"),  # quiet period: open all day
    (K.INITIAL_STUDY, G, "2024-02-14T22:00", {}, "2024-02-16"),  # voting day: open all day
    (K.INITIAL_STUDY, G, "2024-02-15T20:00", {}, "2024-02-18"),  # the day after: office hours again
    (K.INITIAL_STUDY, R, "2024-11-25T16:00", {}, "2024-11-27"),
    (K.INITIAL_STUDY, R, "2024-11-25T18:00", {}, "2024-11-28"),  # quiet period, regional: office hours
    (K.INITIAL_STUDY, R, "2024-11-27T15:59", {}, "2024-11-29"),  # voting day, regional: 08-16 too
    (K.INITIAL_STUDY, R, "2024-11-27T16:01", {}, "2024-11-30"),
    (K.INITIAL_STUDY, R, "2024-12-31T17:00", {}, "2025-01-03"),
    # triage: one working day
    (K.TRIAGE, G, "2024-01-05", {}, "2024-01-08"),
    (K.TRIAGE, G, "2024-01-05T17:00", {}, "2024-01-08"),
    (K.TRIAGE, G, "2024-01-04T10:00", {}, "2024-01-05"),
    (K.TRIAGE, G, "2024-01-04T17:00", {}, "2024-01-08"),
    (K.TRIAGE, R, "2024-02-07", {}, "2024-02-12"),
    (K.TRIAGE, R, "2024-02-07", JOINT_COUNTS, "2024-02-09"),
    # completion: the older rule, the newer one, the regional one
    (K.COMPLETION, G, "2022-12-16", {}, "2022-12-19"),
    (K.COMPLETION, G, "2022-12-31", {}, "2023-01-03"),
    (K.COMPLETION, G, "2023-01-01", {}, "2023-01-03"),
    (K.COMPLETION, G, "2024-01-05", {}, "2024-01-09"),
    (K.COMPLETION, G, "2024-01-05T20:00", {}, "2024-01-09"),
    (K.COMPLETION, R, "2024-01-05", {}, "2024-01-07"),
    # the others
    (K.TRACING, G, "2024-01-05", {}, "2024-01-12"),
    (K.TRACING, R, "2024-02-25", {}, "2024-03-03"),
    (K.ANALYSIS, G, "2024-04-05", {}, "2024-04-22"),
    (K.REPORT_WINDOW, G, "2024-01-05", {}, "2024-01-12"),
    (K.REPORT_WINDOW, R, "2024-11-20", {}, "2024-11-27"),
    (K.FINDING_WINDOW, R, "2024-12-25", {}, "2025-01-01"),
    (K.SORTING, G, "2024-01-05", {}, "2024-01-09"),
    (K.SORTING, R, "2024-02-07", {}, "2024-02-13"),
    (K.MONITORING, G, "2024-02-26", {}, "2024-03-04"),
    (K.REFERRAL_REMINDER, G, "2024-03-01", {}, "2024-03-08"),
    (K.REFERRAL_ESCALATION, G, "2024-02-20", {}, "2024-03-05"),
    (K.DELEGATION_ANSWER, G, "2024-12-27", {}, "2025-01-03"),
    # counted back from the end of an agreement
    (K.END_NOTICE, G, "2024-12-31", {}, "2024-11-14"),
    (K.END_NOTICE, G, "2024-12-31", JOINT_COUNTS, "2024-11-15"),
    (K.END_NOTICE, R, "2024-02-29", {}, "2024-01-15"),
    (K.END_NOTICE, R, "2024-02-29", JOINT_COUNTS, "2024-01-16"),
]


@pytest.mark.parametrize(("kind", "regime", "start", "how", "due_on"), VECTORS)
def test_every_deadline_is_what_was_counted_by_hand(kind, regime, start, how, due_on):
    found = counted(kind, regime, start, **how)
    assert found.due_on == D.fromisoformat(due_on)
    zone = how.get("zone", WIB)
    assert found.due == dt.datetime.combine(found.due_on, dt.time(23, 59, 59), zone)
    assert [step.day for step in found.steps if step.mark is Mark.DUE] == [found.due_on]
    assert [step.day for step in found.steps] == sorted({step.day for step in found.steps})
    assert max(step.number for step in found.steps) == found.amount
    assert abs(found.due_on - found.start_on) < longest(found.rule)


def test_there_are_enough_of_them():
    assert len(VECTORS) >= 60
    assert {vector[0] for vector in VECTORS} == {kind for kind in K if rule_for(kind, G, D(2024, 1, 1)).unit is not Unit.HOURS}


@pytest.mark.parametrize(
    ("kind", "start", "zone", "due"),
    [
        (K.HANDLING, "2024-01-05T10:00", WIB, "2024-01-06T10:00+07:00"),
        (K.HANDLING, "2024-12-31T23:30", WITA, "2025-01-01T23:30+08:00"),
        (K.HANDLING, "2024-02-28T08:00", WIT, "2024-02-29T08:00+09:00"),
        (K.HANDLING, "2024-01-05T16:30Z", WIB, "2024-01-06T23:30+07:00"),
        (K.URGENT_HANDLING, "2024-02-14T22:00", WIB, "2024-02-15T02:00+07:00"),  # on a holiday, at night
        (K.URGENT_HANDLING, "2024-01-05T10:00", WIT, "2024-01-05T14:00+09:00"),
    ],
)
def test_hours_are_counted_from_the_moment_by_day_and_night(kind, start, zone, due):
    found = counted(kind, G, start, zone=zone)
    assert found.due.isoformat(timespec="minutes") == due
    assert found.due_on == found.due.date()
    assert found.steps[-1].mark is Mark.DUE
    assert found.explain()[-1].values == {"due": found.due}


def test_hours_over_several_days_mark_every_day():
    from dataclasses import replace

    rule = replace(rule_for(K.HANDLING, G, D(2024, 1, 5)), amount=72)
    start = dt.datetime(2024, 1, 5, 10, tzinfo=WIB)
    how = {"regime": G, "holidays": {}, "joint_leave_counts": False, "office_hours": EIGHT_TO_FOUR, "stages": (), "zone": WIB}
    found = compute(rule, start, **how)
    assert [(step.day.day, step.mark) for step in found.steps] == [
        (5, Mark.START),
        (6, Mark.COUNTED),
        (7, Mark.COUNTED),
        (8, Mark.DUE),
    ]
    with pytest.raises(ValueError, match="from a moment"):
        compute(rule, D(2024, 1, 5), **how)
    with pytest.raises(ValueError, match="needs a zone"):
        compute(rule, dt.datetime(2024, 1, 5, 10), **how)  # noqa: DTZ001 - that is the point


@pytest.mark.parametrize(("kind", "reason"), [(K.FOLLOW_UP, " "), (K.TRACING, "perlu waktu")])
def test_an_extension_needs_a_reason_and_a_rule_that_allows_it(kind, reason):
    how = {"regime": G, "holidays": {}, "joint_leave_counts": False, "office_hours": EIGHT_TO_FOUR, "stages": (), "zone": WIB}
    with pytest.raises(ValueError, match="never without a reason"):
        compute(rule_for(kind, G, D(2024, 1, 5)), D(2024, 1, 5), extended=True, reason=reason, **how)


def said(part: Part) -> str:
    return part.text % {name: value.text if isinstance(value, Word) else value for name, value in part.values.items()}


def test_the_explanation_names_rule_start_count_every_skipped_day_and_the_result():
    found = counted(K.FOLLOW_UP, G, "2024-04-05", extended=True)
    parts = found.explain()
    assert said(parts[0]).startswith("Tindak lanjut setelah registrasi menurut aturan Pemilu (UU 7/2017 Pasal 454")
    assert said(parts[1]) == "Peristiwa: 2024-04-05."
    assert said(parts[2]) == "Hari kerja yang dihitung, mulai hari sesudahnya: 14."
    assert said(parts[3]) == "Sudah termasuk perpanjangan satu kali (ditambah 7): perlu keterangan ahli"
    assert said(parts[4]) == "Akhir pekan yang dilewati: 10 hari."
    assert [step.day.isoformat() for step in parts[5].values["days"]] == ["2024-04-10", "2024-04-11", "2024-05-01"]
    assert [step.day.day for step in parts[6].values["days"]] == [8, 9, 12, 15]
    assert said(parts[7]) == "Batas waktu: 2024-05-06."
    assert len(parts) == 8


def test_the_explanation_says_when_reception_hours_mattered():
    late = counted(K.INITIAL_STUDY, R, "2024-11-27T16:01")
    assert "dianggap diterima 2024-11-28" in said(late.explain()[1])
    assert [step.mark for step in late.steps] == [Mark.LATE, Mark.START, Mark.COUNTED, Mark.DUE]
    open_all_day = counted(K.INITIAL_STUDY, G, "2024-02-12T20:00")
    assert "pada tahapan Masa tenang laporan diterima 24 jam" in said(open_all_day.explain()[1])
    back = counted(K.END_NOTICE, G, "2024-12-31")
    assert said(back.explain()[0]).startswith("Pemberitahuan mengakhiri perjanjian (Perjanjian Jambi Pasal 6")
    assert said(back.explain()[1]) == "Berakhir pada: 2024-12-31."
    assert "mundur" in said(back.explain()[2])


def test_the_months_show_every_day_of_every_month_on_the_way():
    found = counted(K.FOLLOW_UP, G, "2024-12-20")
    december, january = found.months()
    assert (december.first, january.first) == (D(2024, 12, 1), D(2025, 1, 1))
    days = [cell for week in december.weeks for cell in week if cell]
    assert len(days) == 31
    assert all(len(week) == 7 for month in (december, january) for week in month.weeks)
    marks = {cell.day.day: cell.step.mark for cell in days if cell.step}
    assert (marks[20], marks[21], marks[25], marks[26], marks[27]) == (
        Mark.START,
        Mark.WEEKEND,
        Mark.HOLIDAY,
        Mark.JOINT_LEAVE,
        Mark.COUNTED,
    )
    assert 19 not in marks
    assert found.marks() == (Mark.START, Mark.COUNTED, Mark.WEEKEND, Mark.HOLIDAY, Mark.JOINT_LEAVE, Mark.DUE)
    assert all(mark.label for mark in Mark)
