"""Rules of accounts, as tables."""

import datetime as dt

import pytest

from intranet.agencies import rules

NOW = dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)


@pytest.mark.parametrize("password", ["kopi pagi di teras rumah", "Tiga kucing di atas genteng", "x1 y2 z3 a4 b5 c6 d7"])
def test_a_long_phrase_is_good_enough(password):
    assert rules.password_fault(password, "budi") is None


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("pendek", "15 karakter"),
        ("x" * 201, "200 karakter"),
        ("aaaaaaaaaaaaaaaaaaaa", "mudah ditebak"),
        ("passwordpassword1", "mudah ditebak"),
        ("budi.santai budi.santai", "mudah ditebak"),
        ("bawaslu diskominfo 123456", "mudah ditebak"),
    ],
)
def test_a_weak_password_is_refused_and_told_why(password, said):
    assert said in (rules.password_fault(password, "budi.santai") or "")


@pytest.mark.parametrize(("failures", "seconds"), [(0, 0), (4, 0), (5, 2), (6, 4), (9, 32), (10, 60), (1000, 60)])
def test_waiting_grows_to_a_minute_and_never_becomes_a_lock(failures, seconds):
    assert rules.wait_after(failures) == dt.timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("started", "seen", "over"), [(0, 0, False), (29, 29, False), (30, 30, True), (599, 0, False), (600, 0, True)]
)
def test_a_login_ends_when_idle_and_when_old(started, seen, over):
    minute = dt.timedelta(minutes=1)
    assert rules.session_over(NOW - started * minute, NOW - seen * minute, NOW, 30, 10) is over
