"""Who may record what, and how many props may be given back, as tables."""

import pytest

from intranet.base.actor import Actor, ActorKind, Party, Role
from intranet.prevention import rules
from intranet.prevention.rules import ActKind, Audience, Heed, Medium, PropKind, PropReason

K = PropKind


def actor(role: Role, party: Party | None = None) -> Actor:
    return Actor(ActorKind.STAFF, "1", "Contoh", party or role.party, frozenset({role}))


@pytest.mark.parametrize(
    ("role", "warns", "appeals", "enforces", "finds"),
    [
        (Role.BAWASLU_OFFICER, True, True, True, True),
        (Role.BAWASLU_COMMISSIONER, True, True, True, True),
        (Role.DISKOMINFO_OFFICER, False, True, False, False),
        (Role.DISKOMINFO_HEAD, False, True, False, False),
        (Role.AUDITOR, False, False, False, False),
        (Role.PARTNER, False, False, False, False),
        (Role.DUKCAPIL_AUDITOR, False, False, False, False),
        (Role.SCHEDULER, False, False, False, False),
        (Role.ADMIN, False, False, False, False),
    ],
)
def test_who_may_do_what(role, warns, appeals, enforces, finds):
    who = actor(role)
    assert rules.may_record(who, ActKind.WARNING) is warns
    assert [rules.may_record(who, kind) for kind in ActKind if kind is not ActKind.WARNING] == [appeals] * 3
    assert rules.may_enforce(who) is enforces
    assert rules.may_make_case(who) is finds


@pytest.mark.parametrize(
    ("role", "own", "other"),
    [
        (Role.BAWASLU_OFFICER, True, True),
        (Role.DISKOMINFO_OFFICER, True, False),
        (Role.AUDITOR, False, False),
    ],
)
def test_the_supervisor_follows_up_all_and_the_other_party_its_own(role, own, other):
    party = role.party or Party.DISKOMINFO
    who = actor(role, party)
    elsewhere = Party.DISKOMINFO if party is Party.BAWASLU else Party.BAWASLU
    assert (rules.may_follow_up(who, party), rules.may_follow_up(who, elsewhere)) == (own, other)


def test_only_a_warning_needs_somebody_to_be_warned():
    assert {(k, a) for k in ActKind for a in Audience if rules.audience_fault(k, a)} == {(ActKind.WARNING, Audience.PUBLIC)}


def test_only_warnings_and_appeals_are_looked_at_again():
    assert [kind for kind in ActKind if kind.asks_heed] == [ActKind.WARNING, ActKind.APPEAL]


def test_everything_has_a_name_of_its_own():
    for kind in (ActKind, Audience, Medium, Heed, PropKind, PropReason):
        assert len({member.label for member in kind}) == len(kind)


@pytest.mark.parametrize(
    ("taken", "returned", "left"),
    [
        ({}, {}, {}),
        ({K.FLAG: 3}, {}, {K.FLAG: 3}),
        ({K.FLAG: 3, K.POSTER: 2}, {K.FLAG: 3}, {K.POSTER: 2}),
        ({K.FLAG: 3}, {K.FLAG: 1}, {K.FLAG: 2}),
    ],
)
def test_what_is_stored_is_what_was_taken_and_not_given_back(taken, returned, left):
    assert rules.stored(taken, returned) == left


@pytest.mark.parametrize(
    ("left", "asked", "first"),
    [
        ({K.FLAG: 2}, {K.FLAG: 2}, None),
        ({K.FLAG: 2}, {K.FLAG: 3}, K.FLAG),
        ({K.FLAG: 2}, {K.POSTER: 1, K.FLAG: 3}, K.POSTER),
        ({}, {}, None),
    ],
)
def test_the_first_kind_of_which_too_many_are_asked_for_is_named(left, asked, first):
    assert rules.beyond(left, asked) is first
