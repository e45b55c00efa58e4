"""The rules of what happens at and after a session."""

import datetime as dt

import pytest

from intranet.base.actor import Actor, ActorKind, Party, Role
from intranet.learning import rules
from intranet.learning.rules import AgeBand, CheckKind, Finding, ReportState, Sex, Stage, Way
from intranet.literacy.rules import SessionState
from tests.intranet.learning.conftest import NIK

START = dt.datetime(2026, 11, 30, 2, 0, tzinfo=dt.UTC)
END = START + dt.timedelta(hours=2)


@pytest.mark.parametrize("text", [NIK, f"Budi {NIK}", "3319 9901 0199 0001", "33.19.99.010199.0001", "33-1999-0101990001"])
def test_sixteen_digits_are_taken_for_a_nik_however_they_are_spaced(text):
    assert rules.looks_like_nik(text)


@pytest.mark.parametrize("text", ["Budi", "081234567890", "12345678901234567", "331999 dan 0101990001", "Kelas 7, 8, 9"])
def test_other_numbers_are_left_alone(text):
    assert not rules.looks_like_nik(text)


def test_a_code_is_the_same_however_it_is_typed():
    assert rules.spelled_code(" abc 2de ") == rules.spelled_code("ABC-2DE") == "ABC2DE"
    assert rules.spelled_code("ABC") == rules.spelled_code("ABC1DE") == rules.spelled_code("ABC2DEF") == ""


@pytest.mark.parametrize(
    ("state", "minutes", "open_"),
    [
        (SessionState.CONFIRMED, -121, False),
        (SessionState.CONFIRMED, -120, True),
        (SessionState.HELD, 179, True),
        (SessionState.HELD, 180, False),
        (SessionState.PLANNED, 0, False),
        (SessionState.CANCELLED, 0, False),
    ],
)
def test_a_door_opens_two_hours_before_and_ends_an_hour_after(state, minutes, open_):
    assert (rules.door_fault(state, START, END, START + dt.timedelta(minutes=minutes)) == "") is open_


def test_a_session_without_a_time_has_no_door():
    assert rules.door_fault(SessionState.CONFIRMED, None, None, START)


def test_answers_are_read_in_any_usual_writing():
    assert rules.read_answers("AB cd-.", 6) == "abcd--"
    for wrong in ("abc", "abcde", "abcx", "", "1234"):
        assert rules.read_answers(wrong, 4) is None


@pytest.mark.parametrize(("part", "whole", "share"), [(0, 5, 0), (1, 3, 33), (2, 3, 67), (1, 8, 13), (5, 5, 100), (0, 0, None)])
def test_shares_are_rounded_half_up(part, whole, share):
    assert rules.percent(part, whole) == share


def test_a_least_score_is_asked_for_only_where_the_office_set_one():
    assert rules.passes(None, 0)
    assert not rules.passes(None, 60)
    assert not rules.passes(59, 60)
    assert rules.passes(60, 60)


def test_what_is_not_good_needs_a_word():
    good = {kind: (Finding.GOOD, "") for kind in CheckKind}
    assert rules.unexplained(good) is None
    assert rules.unexplained(good | {CheckKind.TRACE: (Finding.ATTENTION, " ")}) is CheckKind.TRACE
    assert rules.unexplained(good | {CheckKind.TRACE: (Finding.NOT_DONE, "Tidak ada isu")}) is None


def test_only_a_held_session_with_people_and_words_is_reported():
    assert rules.report_fault(SessionState.CONFIRMED, 5, "Baik") is not None
    assert rules.report_fault(SessionState.HELD, 0, "Baik") is not None
    assert rules.report_fault(SessionState.HELD, 5, " ") is not None
    assert rules.report_fault(SessionState.HELD, 5, "Baik") is None


def test_officers_of_both_parties_write_and_their_chiefs_sign():
    def actor(party: Party | None, *roles: Role) -> Actor:
        return Actor(ActorKind.STAFF, "1", "Contoh", party, frozenset(roles))

    for party, role in ((Party.BAWASLU, Role.BAWASLU_OFFICER), (Party.DISKOMINFO, Role.DISKOMINFO_OFFICER)):
        assert rules.may_write(actor(party, role))
        assert not rules.may_certify(actor(party, role))
    assert rules.may_certify(actor(Party.BAWASLU, Role.BAWASLU_COMMISSIONER))
    assert rules.may_certify(actor(Party.DISKOMINFO, Role.DISKOMINFO_HEAD))
    assert not rules.may_write(actor(Party.DISKOMINFO, Role.AUDITOR))
    assert not rules.may_certify(actor(None, Role.ADMIN))


def test_everything_has_a_name():
    for kind in (Sex, AgeBand, Way, Stage, CheckKind, Finding, ReportState):
        assert len({one.label for one in kind}) == len(kind)
    assert all(kind.help for kind in CheckKind)
    assert [one.letter for one in Sex] == ["P", "L"]
