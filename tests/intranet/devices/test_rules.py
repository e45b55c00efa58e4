"""The rules of kiosks, in milliseconds."""

import datetime as dt

from intranet.devices import rules
from intranet.devices.rules import Health, KioskRefused
from intranet.devices.throttle import Throttle
from kiosk import keys as kiosk_keys
from kiosk.card.source import ReaderCondition
from kiosk.printer import NO_PRINTER
from shared.words import ProblemCode

NOW = dt.datetime(2026, 11, 20, 2, 30, tzinfo=dt.UTC)


def test_both_halves_spell_a_fingerprint_alike() -> None:
    assert rules.fingerprint(b"k" * 32) == kiosk_keys.fingerprint(b"k" * 32)


def test_a_fingerprint_may_be_typed_in_any_spelling() -> None:
    known = rules.fingerprint(b"k" * 32)
    assert rules.same_fingerprint(known.lower().replace(" ", ":"), known)
    assert not rules.same_fingerprint(known[:-1], known)
    assert not rules.same_fingerprint("", known)


def test_a_code_is_spelled_for_reading_out() -> None:
    assert rules.spell_code("ABCD2345") == "ABCD-2345"


def test_health_tells_never_here_and_silent_apart() -> None:
    assert rules.health(None, NOW) is Health.NEVER
    assert rules.health(NOW - rules.SILENT_AFTER + dt.timedelta(seconds=1), NOW) is Health.HERE
    assert rules.health(NOW - rules.SILENT_AFTER, NOW) is Health.SILENT


def test_every_condition_of_a_reader_and_a_printer_has_words() -> None:
    assert {condition.value for condition in ReaderCondition} | {NO_PRINTER} <= rules.PARTS.keys()


def test_every_problem_has_a_status_and_words() -> None:
    assert set(rules.PROBLEMS) == set(ProblemCode)
    for code in ProblemCode:
        refused = KioskRefused(code)
        assert refused.message
        assert 400 <= refused.status < 500 or refused.status == 503
    assert KioskRefused(ProblemCode.CODE, "Lain.").message == "Lain."


def test_a_throttle_counts_per_key_within_its_window() -> None:
    throttle = Throttle(2, dt.timedelta(minutes=1))
    assert [throttle.take("a", NOW) for _ in range(3)] == [True, True, False]
    assert throttle.take("b", NOW)
    assert throttle.full("a", NOW + dt.timedelta(seconds=59))
    assert not throttle.full("a", NOW + dt.timedelta(seconds=60))
    throttle.count("a", NOW + dt.timedelta(seconds=61))
    assert throttle.take("a", NOW + dt.timedelta(seconds=61))
