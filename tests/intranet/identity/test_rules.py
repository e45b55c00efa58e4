"""Limits, pauses and hours as tables."""

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from intranet.identity import rules
from intranet.identity.codes import CodeClass
from intranet.identity.rules import Claim, Ended, FeedbackResult, FeedbackState, Limits, Refusal
from shared.elements import Element, Outcome
from shared.words import CheckOffer, CheckState

WIB = ZoneInfo("Asia/Jakarta")
NOW = dt.datetime(2026, 11, 20, 2, 30, tzinfo=dt.UTC)  # 09.30 in Jakarta
MINUTE = dt.timedelta(minutes=1)


def limits(opens: str = "00:00", closes: str = "00:00") -> Limits:
    return Limits(
        zone=WIB,
        opens=dt.time.fromisoformat(opens),
        closes=dt.time.fromisoformat(closes),
        daily=100,
        parallel=2,
        deadline=dt.timedelta(seconds=60),
        breaker_failures=3,
        breaker_pause=2 * MINUTE,
        setup_pause=30 * MINUTE,
        kiosk_per_hour=30,
        kiosk_misses=5,
        kiosk_pause=60 * MINUTE,
    )


def ended(code_class: CodeClass, minutes_ago: float = 0, quota_left: int | None = None) -> Ended:
    return Ended(at=NOW - minutes_ago * MINUTE, code_class=code_class, quota_left=quota_left)


@pytest.mark.parametrize(
    ("opens", "closes", "local", "is_open"),
    [
        ("00:00", "00:00", "03:00", True),
        ("08:00", "16:00", "08:00", True),
        ("08:00", "16:00", "15:59", True),
        ("08:00", "16:00", "16:00", False),
        ("08:00", "16:00", "07:59", False),
        ("20:00", "04:00", "23:00", True),
        ("20:00", "04:00", "03:59", True),
        ("20:00", "04:00", "12:00", False),
    ],
)
def test_access_hours_are_of_the_office_and_may_span_midnight(opens: str, closes: str, local: str, is_open: bool) -> None:
    moment = dt.datetime.combine(dt.date(2026, 11, 20), dt.time.fromisoformat(local), WIB).astimezone(dt.UTC)
    assert rules.within_hours(moment, limits(opens, closes)) is is_open


def test_the_day_is_the_offices() -> None:
    late = dt.datetime(2026, 11, 19, 17, 0, tzinfo=dt.UTC)  # midnight in Jakarta
    start, end = rules.day_bounds(late, WIB)
    assert (start, end) == (late, late + dt.timedelta(days=1))
    assert rules.day_bounds(late - MINUTE, WIB)[1] == late


C = CodeClass


@pytest.mark.parametrize(
    ("recent", "calls", "reason"),
    [
        ([], 0, None),
        ([], 100, Refusal.QUOTA),
        ([], 99, None),
        ([ended(C.ANSWERED, 1, 0)], 1, Refusal.QUOTA),
        ([ended(C.ANSWERED, 1, 1)], 1, None),
        ([ended(C.LINK, 1), ended(C.ANSWERED, 2, 0)], 1, Refusal.QUOTA),
        ([ended(C.QUOTA, 60)], 1, Refusal.QUOTA),
        ([ended(C.ANSWERED, 1), ended(C.QUOTA, 60)], 1, Refusal.QUOTA),
        ([ended(C.QUOTA, 10 * 60)], 1, None),  # yesterday
        ([ended(C.SETUP, 29)], 1, Refusal.SETUP),
        ([ended(C.SETUP, 30)], 1, None),
        ([ended(C.ANSWERED, 1), ended(C.SETUP, 2)], 1, None),
        ([ended(C.HOURS, 29)], 1, Refusal.HOURS),
        ([ended(C.HOURS, 31)], 1, None),
        ([ended(C.TIMEOUT, 1)] * 2, 1, None),
        ([ended(C.TIMEOUT, 1), ended(C.LINK, 1), ended(C.HTTP, 1)], 1, Refusal.BREAKER),
        ([ended(C.GARBLED, 1)] * 3, 1, Refusal.BREAKER),
        ([ended(C.TIMEOUT, 2)] * 3, 1, None),
        ([ended(C.TIMEOUT, 1), ended(C.NOT_FOUND, 1), ended(C.LINK, 1)], 1, None),
        ([ended(C.NOT_FOUND, 1)] * 9, 1, None),
    ],
)
def test_when_the_service_is_left_alone(recent: list[Ended], calls: int, reason: Refusal | None) -> None:
    assert rules.service_refusal(NOW, limits(), recent, calls) is reason


def test_outside_the_hours_nobody_asks() -> None:
    assert rules.service_refusal(NOW, limits("10:00", "16:00"), [], 0) is Refusal.HOURS


def test_a_kiosk_asks_thirty_times_an_hour() -> None:
    asked = [NOW - n * MINUTE for n in range(30)]
    assert rules.kiosk_refusal(NOW, limits(), asked, []) is Refusal.KIOSK_HOUR
    assert rules.kiosk_refusal(NOW, limits(), asked[:29], []) is None
    assert rules.kiosk_refusal(NOW, limits(), [moment - 60 * MINUTE for moment in asked], []) is None


@pytest.mark.parametrize(
    ("kinds", "minutes_ago", "paused"),
    [
        ([C.NOT_FOUND] * 5, 1, True),
        ([C.NOT_FOUND] * 4, 1, False),
        ([C.NOT_FOUND] * 4 + [C.ANSWERED], 1, False),
        ([C.ANSWERED] + [C.NOT_FOUND] * 5, 1, False),
        ([C.TIMEOUT, *[C.NOT_FOUND] * 5], 1, True),
        ([C.NOT_FOUND] * 5, 61, False),
    ],
)
def test_five_unknown_niks_in_a_row_pause_a_kiosk(kinds: list[CodeClass], minutes_ago: int, paused: bool) -> None:
    reason = rules.kiosk_refusal(NOW, limits(), [], [ended(kind, minutes_ago) for kind in kinds])
    assert (reason is Refusal.KIOSK_MISSES) is paused


def test_a_kiosk_is_never_paused_where_the_office_sets_no_limit():
    assert rules.kiosk_refusal(NOW, replace(limits(), kiosk_misses=0), [], [ended(C.NOT_FOUND, 1)] * 9) is None
    assert rules.kiosk_refusal(NOW, replace(limits(), kiosk_misses=0), [], []) is None


@pytest.mark.parametrize(
    ("earlier", "allowed"),
    [
        ([], True),
        ([Outcome.UNAVAILABLE], True),
        ([Outcome.UNAVAILABLE] * 2, False),
        ([None], False),
        ([Outcome.MATCH], False),
        ([Outcome.UNAVAILABLE, Outcome.MISMATCH], False),
    ],
)
def test_one_look_up_per_visit_and_one_more_when_it_brought_nothing(earlier: list[Outcome | None], allowed: bool) -> None:
    assert (rules.visit_refusal(earlier) is None) is allowed


E_ = Element


@pytest.mark.parametrize(
    ("claimed", "allowed", "chosen"),
    [
        ([E_.NAME, E_.NIK], [E_.NIK, E_.NAME], (E_.NIK, E_.NAME)),
        ([E_.NAME, E_.NIK, E_.ADDRESS], [E_.NIK, E_.NAME], (E_.NIK, E_.NAME)),
        ([E_.NIK], [E_.NIK, E_.NAME], None),
        ([E_.NAME], [E_.NIK, E_.NAME], None),
        ([E_.NIK, E_.ADDRESS], [E_.NIK, E_.NAME], None),
        ([], [E_.NIK], None),
    ],
)
def test_only_white_listed_elements_are_sent_and_never_a_nik_alone(
    claimed: list[Element], allowed: list[Element], chosen: tuple[Element, ...] | None
) -> None:
    assert rules.asked_elements(claimed, allowed) == chosen


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (None, CheckState.CHECKING),
        (Outcome.MATCH, CheckState.VERIFIED),
        (Outcome.BY_EYE, CheckState.VERIFIED),
        (Outcome.MISMATCH, CheckState.NOT_VERIFIED),
        (Outcome.NOT_FOUND, CheckState.NOT_VERIFIED),
        (Outcome.UNAVAILABLE, CheckState.LATER),
    ],
)
def test_a_kiosk_learns_three_words(outcome: Outcome | None, state: CheckState) -> None:
    assert rules.check_state(outcome) is state


def test_every_refusal_and_class_becomes_a_word_a_kiosk_has() -> None:
    assert {reason.offer for reason in Refusal} <= set(CheckOffer) - {CheckOffer.POSSIBLE}
    assert Refusal.KIOSK_MISSES.offer is CheckOffer.DOWN
    assert Refusal.QUOTA.offer is CheckOffer.QUOTA
    assert rules.later_reason(None) is CheckOffer.DOWN
    assert rules.later_reason(C.QUOTA) is CheckOffer.QUOTA
    assert {rules.later_reason(kind) for kind in C} <= set(CheckOffer) - {CheckOffer.POSSIBLE}


def test_a_claim_shows_its_elements_never_its_values() -> None:
    claim = Claim({Element.NAME: "CONTOH", Element.NIK: "3399991203850001", Element.BIRTH_DATE: "1985-03-12"})
    assert claim.elements == (Element.NIK, Element.NAME, Element.BIRTH_DATE)
    assert repr(claim) == "<Claim NIK, NAME, BIRTH_DATE>"
    assert claim.wire() == {"NIK": "3399991203850001", "NAMA_LGKP": "CONTOH", "TGL_LHR": "12-03-1985"}
    assert claim.keep_only([Element.NIK]).elements == (Element.NIK,)
    assert claim.nik == "3399991203850001"


def test_a_wiped_claim_has_neither_elements_nor_nik() -> None:
    claim = Claim({Element.NIK: "3399991203850001"})
    claim.wipe()
    assert not claim.elements
    assert not claim.nik


def test_waits_double_up_to_six_hours() -> None:
    waits = [rules.feedback_wait(tries) for tries in (1, 2, 3, 9, 10, 1000)]
    assert waits[:3] == [MINUTE, 2 * MINUTE, 4 * MINUTE]
    assert waits[3] == 256 * MINUTE
    assert waits[4:] == [dt.timedelta(hours=6)] * 2


def test_only_a_delivery_or_its_repetition_is_done() -> None:
    assert {result for result in FeedbackResult if result.done} == {FeedbackResult.DELIVERED, FeedbackResult.DUPLICATE}


def test_everything_that_is_shown_has_a_label() -> None:
    for enum in (rules.Method, rules.Document, FeedbackState):
        assert all(member.label for member in enum)
    assert limits().lost_after > limits().deadline
