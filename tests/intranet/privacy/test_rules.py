"""Clocks, minimum contents and terms."""

import datetime as dt

import pytest

from intranet.base.actor import Actor, ActorKind, Party, Role
from intranet.privacy import rules
from intranet.privacy.rules import Recipient, RecordKind, Term

NOW = dt.datetime(2026, 11, 20, 2, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("hours", "rung", "left"),
    [
        (0, rules.START, 72),
        (47.9, rules.START, 24),
        (48, rules.DAY_LEFT, 24),
        (65.9, rules.DAY_LEFT, 6),
        (66, rules.HOURS_LEFT, 6),
        (71.5, rules.HOURS_LEFT, 0),
        (72, rules.LATE, 0),
        (72.5, rules.LATE, -1),
        (100, rules.LATE, -28),
    ],
)
def test_a_clock_of_three_days_rings_at_the_start_with_a_day_and_six_hours_left_and_when_it_is_over(hours, rung, left):
    now = NOW + dt.timedelta(hours=hours)
    assert rules.rung_at(NOW, now) == rung
    assert rules.hours_left(NOW, now) == left
    assert rules.due(NOW) - NOW == dt.timedelta(days=3)


def test_a_notice_lacks_what_is_empty_and_everybody_is_told():
    full = {"exposed": "Nama", "happened": "Kemarin", "how": "Tertinggal", "recovery": "Diambil"}
    assert rules.lacking(full) == []
    for name in full:
        assert rules.lacking({**full, name: " \n"}) == [name]
    assert rules.unsent([]) == list(Recipient)
    assert rules.unsent([Recipient.SUBJECTS, Recipient.DUKCAPIL]) == [Recipient.AUTHORITY]


@pytest.mark.parametrize("text", ["3319994506900001", "NIK 3319 9945 0690 0001", "33.19.99.450690-0001"])
def test_sixteen_digits_are_taken_for_a_nik(text):
    assert rules.bears_nik(text)
    assert not rules.bears_nik(text[:-1])


def test_the_term_in_force_is_the_latest_that_has_begun():
    day = dt.date(2026, 11, 20)
    default = rules.DEFAULTS[RecordKind.LOGINS]
    first, later = Term(6, "A", dt.date(2026, 1, 1)), Term(3, "B", dt.date(2026, 12, 1))
    assert rules.term_on(RecordKind.LOGINS, day, []) is default
    assert rules.term_on(RecordKind.LOGINS, day, [later]) is default
    assert rules.term_on(RecordKind.LOGINS, day, [later, first]) is first
    assert rules.term_on(RecordKind.LOGINS, dt.date(2026, 12, 1), [later, first]) is later


@pytest.mark.parametrize(
    ("now", "months", "then"),
    [
        ((2026, 11, 20), 1, (2026, 10, 20)),
        ((2026, 1, 31), 2, (2025, 11, 30)),
        ((2024, 2, 29), 12, (2023, 2, 28)),
        ((2026, 12, 31), 60, (2021, 12, 31)),
        ((2026, 3, 31), 3, (2025, 12, 31)),
    ],
)
def test_months_are_counted_back_by_the_calendar(now, months, then):
    assert rules.before(dt.datetime(*now, tzinfo=dt.UTC), months) == dt.datetime(*then, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("role", "party", "may"),
    [
        (Role.DISKOMINFO_OFFICER, Party.DISKOMINFO, "keep"),
        (Role.DISKOMINFO_HEAD, Party.DISKOMINFO, "keep erase hold"),
        (Role.ADMIN, Party.DISKOMINFO, "erase terms hold"),
        (Role.BAWASLU_COMMISSIONER, Party.BAWASLU, "hold"),
        (Role.BAWASLU_OFFICER, Party.BAWASLU, ""),
        (Role.AUDITOR, Party.DISKOMINFO, ""),
        (Role.DUKCAPIL_AUDITOR, Party.DUKCAPIL, ""),
        (Role.PARTNER, Party.PARTNER, ""),
        (Role.SCHEDULER, Party.DISKOMINFO, ""),
    ],
)
def test_who_may_do_what(role, party, may):
    actor = Actor(ActorKind.STAFF, "1", "Contoh", party, frozenset({role}))
    asked = {"keep": rules.may_keep, "erase": rules.may_erase, "terms": rules.may_set_terms, "hold": rules.may_hold}
    assert " ".join(name for name, rule in asked.items() if rule(actor)) == may
