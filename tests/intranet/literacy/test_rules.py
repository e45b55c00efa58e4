"""The rules of literacy: labels, pairs, times, and who may do what."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from intranet.base.actor import Actor, ActorKind, Party, Role
from intranet.literacy import ranking, rules
from intranet.literacy.ranking import Candidate, Span
from intranet.literacy.rules import Booking, ExceptionKind, Hours, Pair, Pairing, Pillar, SeatRole, Window

ZONE = ZoneInfo("Asia/Jakarta")
B, D = Party.BAWASLU, Party.DISKOMINFO
STAR, HELPER = (B, SeatRole.RESOURCE_PERSON), (D, SeatRole.COMPANION)
NINE = dt.datetime(2026, 11, 30, 9, 0, tzinfo=ZONE)  # a Monday


def who(role: Role, party: Party | None) -> Actor:
    return Actor(ActorKind.STAFF, "x", "X", party, frozenset([role]))


def booking(start: float, long: float = 2, travel: int = 30, **more) -> Booking:
    first = NINE + dt.timedelta(hours=start)
    return Booking(session_id="a", starts_at=first, ends_at=first + dt.timedelta(hours=long), travel=travel, **more)


@pytest.mark.parametrize(
    "kind",
    [
        *(rules.Pillar, rules.SessionKind, rules.Sector, rules.Segment, rules.Mode, rules.CostBearer, rules.SessionState),
        *(rules.ProgrammeState, rules.SeatRole, rules.ExceptionKind, rules.LetterKind, rules.Pairing),
    ],
)
def test_every_value_has_a_name_of_its_own(kind):
    labels = [member.label for member in kind]
    assert all(labels)
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize(
    ("pairing", "seats", "consents", "reason", "fine"),
    [
        (Pairing.REQUIRED, [STAR, HELPER], (), "", True),
        (Pairing.REQUIRED, [STAR], (B, D), "Ada alasannya", False),
        (Pairing.REQUIRED, [HELPER], (B, D), "Ada alasannya", False),
        (Pairing.REQUIRED, [HELPER, (B, SeatRole.MODERATOR)], (), "", False),
        (Pairing.REQUIRED, [STAR, (D, SeatRole.MODERATOR)], (), "", False),
        (Pairing.BY_AGREEMENT, [HELPER], (B,), "Ada alasannya", False),
        (Pairing.BY_AGREEMENT, [HELPER], (B, D), "", True),
        (Pairing.JOINT_OR_SOLO, [STAR], (B, D), " ", False),
        (Pairing.JOINT_OR_SOLO, [STAR], (), "Ada alasannya", True),
        (Pairing.JOINT_OR_SOLO, [], (B, D), "Ada alasannya", False),
        (Pairing.JOINT_OR_SOLO, [(Party.PARTNER, SeatRole.RESOURCE_PERSON)], (), "Ada alasannya", False),
    ],
)
def test_a_policy_says_which_pair_will_do(pairing, seats, consents, reason, fine):
    fault = rules.pair_fault(pairing, Pair(seats=seats, consents=consents, solo_reason=reason))
    assert (fault is None) == fine
    if fault is not None:
        assert fault.message
        assert fault.do


def test_the_parties_with_anybody_in_it_are_the_ones_to_confirm():
    assert Pair(seats=[HELPER]).parties == (D,)
    assert Pair(seats=[HELPER, STAR, (Party.PARTNER, SeatRole.MODERATOR)]).parties == (B, D)


def test_the_longer_way_keeps_two_sessions_apart_except_in_one_room_and_from_the_desk():
    first = booking(0)
    assert rules.person_clash(first, [booking(2.25)]) is not None
    assert rules.person_clash(first, [booking(2.5)]) is None
    assert rules.person_clash(first, [booking(2.75, travel=60)]) is not None
    assert rules.person_clash(first, [booking(2.75)], between=50) is not None
    assert rules.person_clash(booking(0, room_id="r"), [booking(2, room_id="r")]) is None
    assert rules.person_clash(booking(0, online=True), [booking(2, online=True)]) is None
    assert rules.person_clash(booking(0, online=True), [booking(2)]) is not None


def test_a_room_is_free_the_moment_it_is_left():
    assert rules.room_clash(booking(0, room_id="r"), [booking(1.5, room_id="r")]) is not None
    assert rules.room_clash(booking(0, room_id="r"), [booking(2, room_id="r"), booking(0, room_id="q")]) is None
    assert rules.room_clash(booking(0), [booking(0)]) is None


@pytest.mark.parametrize(
    ("start", "end", "ramadan", "fault"),
    [
        ("2026-11-30T09:00", "2026-11-30T11:00", False, ""),
        ("2026-11-30T07:00", "2026-11-30T09:00", False, "Di luar jam kerja kantor."),
        ("2026-11-30T15:00", "2026-11-30T16:30", False, "Di luar jam kerja kantor."),
        ("2026-11-30T15:00", "2026-12-01T08:00", False, "Di luar jam kerja kantor."),
        ("2026-11-30T14:00", "2026-11-30T15:30", True, "Di luar jam kerja bulan Ramadan."),
        ("2026-11-27T10:00", "2026-11-27T12:00", False, "Bertepatan dengan waktu salat Jumat."),
        ("2026-11-27T13:00", "2026-11-27T15:00", False, ""),
        ("2026-11-27T09:30", "2026-11-27T11:30", False, ""),
    ],
)
def test_what_is_unusual_about_a_time_of_day(start, end, ramadan, fault):
    first, last = (dt.datetime.fromisoformat(text).replace(tzinfo=ZONE) for text in (start, end))
    assert rules.hours_fault(Hours(), first, last, ramadan=ramadan) == fault


def test_only_a_change_of_when_where_or_for_whom_takes_words_back():
    assert rules.moves(["title", "starts_at"])
    assert not rules.moves(["title", "planned_cost"])


def test_who_may_what():
    officer, chief = who(Role.DISKOMINFO_OFFICER, D), who(Role.BAWASLU_COMMISSIONER, B)
    scheduler, admin = who(Role.SCHEDULER, B), who(Role.ADMIN, D)
    auditor, partner = who(Role.AUDITOR, B), who(Role.PARTNER, Party.PARTNER)
    assert [rules.may_read(one) for one in (officer, chief, scheduler, admin, auditor, partner)] == [True] * 5 + [False]
    assert [rules.may_design(one) for one in (officer, chief, scheduler, admin)] == [True, False, False, False]
    assert [rules.may_propose(one) for one in (officer, chief, scheduler, admin, auditor)] == [True, True, True, False, False]
    assert [rules.may_schedule(one) for one in (officer, chief, scheduler, admin)] == [True, False, True, False]
    assert [rules.may_seat(chief, party) for party in (B, D)] == [True, False]
    assert [rules.may_seat(scheduler, party) for party in (B, D)] == [True, True]
    assert [rules.may_sign(chief, party) for party in (B, D)] == [True, False]
    assert [rules.may_sign(officer, D), rules.may_sign(partner, Party.PARTNER)] == [False, False]
    assert [rules.may_keep_person(chief, "x"), rules.may_keep_person(chief, "y"), rules.may_keep_person(chief, None)] == [
        True,
        False,
        False,
    ]
    assert rules.may_keep_person(scheduler, None)
    assert [rules.may_set_policy(one) for one in (admin, officer)] == [True, False]


def span(kind: ExceptionKind, start: float, end: float) -> Span:
    return Span(kind=kind, starts_at=NINE + dt.timedelta(hours=start), ends_at=NINE + dt.timedelta(hours=end))


@pytest.mark.parametrize(
    ("windows", "spans", "why"),
    [
        ([], [], ""),
        ([Window(weekday=0, opens=480, closes=720)], [], ""),
        ([Window(weekday=1, opens=480, closes=720)], [], "Di luar jam bersedianya."),
        ([Window(weekday=0, opens=480, closes=600)], [], "Di luar jam bersedianya."),
        ([Window(weekday=1, opens=480, closes=720)], [span(ExceptionKind.OPEN, -1, 3)], ""),
        ([Window(weekday=1, opens=480, closes=720)], [span(ExceptionKind.OPEN, 1, 3)], "Di luar jam bersedianya."),
        ([], [span(ExceptionKind.LEAVE, -10, 30)], "Sedang cuti."),
        ([], [span(ExceptionKind.BUSY, 1.9, 3)], "Sudah ada kesibukan lain."),
        ([], [span(ExceptionKind.IMPORTED, -2, 0.1)], "Ada acara lain di kalendernya."),
        ([], [span(ExceptionKind.BUSY, 2, 3)], ""),
    ],
)
def test_whether_somebody_can_come(windows, spans, why):
    assert ranking.unavailable(windows, spans, Hours(), NINE, NINE + dt.timedelta(hours=2)) == why


def candidate(name: str, **how) -> Candidate:
    usual = {"pillars": {Pillar.SAFETY}, "teaches_topic": False, "near": 30, "load": 2, "most": 8, "week": 0, "most_week": 3}
    return Candidate(person_id=name, name=name, **{**usual, **how})


def test_the_free_then_the_skilled_then_the_near_then_the_least_loaded_come_first():
    people = [
        candidate("sibuk", why_not="Sedang cuti.", teaches_topic=True),
        candidate("penuh", load=8, teaches_topic=True),
        candidate("minggu", week=3, near=0),
        candidate("beban", load=3),
        candidate("biasa"),
        candidate("dekat", near=0),
        candidate("topik", teaches_topic=True, near=60),
        candidate("asing", pillars=set(), near=0),
    ]
    order = [one.name for one in ranking.ranked(people, {Pillar.SAFETY})]
    assert order == ["topik", "dekat", "biasa", "beban", "asing", "penuh", "minggu", "sibuk"]
