"""The state table, walked: nothing is a dead end, every move has its roles, and handling is Diskominfo's alone."""

import datetime as dt
from itertools import pairwise

import pytest

from intranet.base.actor import Actor, ActorKind, Party, Role
from intranet.calendar.rules import DeadlineKind
from intranet.cases import rules
from intranet.cases.rules import (
    MOVES,
    OPEN_STATES,
    Channel,
    ElectionCrime,
    Event,
    Guard,
    Notice,
    Outcome,
    Requirement,
    Source,
    State,
)


def actor(*roles: Role, party: Party | None = None) -> Actor:
    return Actor(ActorKind.STAFF, "x", "Contoh", party, frozenset(roles))


def reachable(start: State) -> set[State]:
    seen, todo = {start}, [start]
    while todo:
        for move in rules.moves_from(todo.pop()):
            if move.target not in seen:
                seen.add(move.target)
                todo.append(move.target)
    return seen


def test_every_state_is_reached_from_a_draft():
    assert reachable(State.DRAFT) == set(State)


@pytest.mark.parametrize("state", State)
def test_every_state_has_a_way_to_the_end(state):
    assert State.CLOSED in reachable(state)


@pytest.mark.parametrize("move", MOVES, ids=lambda move: f"{move.source.value}-{move.event.value}")
def test_every_move_names_its_roles_and_closing_its_outcomes(move):
    assert move.roles
    assert (move.target is State.CLOSED) == bool(move.outcomes)
    assert move.reason or move.target is not State.CLOSED


def test_a_state_and_an_event_lead_to_one_place_only():
    lines = [(move.source, move.event) for move in MOVES]
    assert len(set(lines)) == len(lines)


def test_every_open_state_has_a_clock():
    assert {state for state in State if rules.clock_of(state)} == set(OPEN_STATES)


def test_urgent_content_is_handled_within_hours_and_nothing_else_hurries():
    assert rules.clock_of(State.HANDLING, urgent=True) is DeadlineKind.URGENT_HANDLING
    others = [state for state in OPEN_STATES if state is not State.HANDLING]
    assert all(rules.clock_of(state, urgent=True) is rules.clock_of(state) for state in others)


def test_only_bawaslu_recommends_and_only_diskominfo_handles():
    recommend = next(move for move in MOVES if move.event is Event.RECOMMEND_REMOVAL)
    assert {role.party for role in recommend.roles} == {Party.BAWASLU}
    handling = rules.moves_from(State.HANDLING)
    assert {role.party for move in handling for role in move.roles} == {Party.DISKOMINFO}


def test_every_outcome_can_happen():
    assert {outcome for move in MOVES for outcome in move.outcomes} == set(Outcome)


@pytest.mark.parametrize(
    ("role", "state", "events"),
    [
        (Role.DISKOMINFO_OFFICER, State.ANALYSIS, [Event.WITHDRAW]),
        (Role.BAWASLU_OFFICER, State.HANDLING, []),
        (
            Role.BAWASLU_OFFICER,
            State.ANALYSIS,
            [Event.RECOMMEND_REMOVAL, Event.ELECTION_MATTER, Event.REFER, Event.CLOSE, Event.WITHDRAW],
        ),
        (Role.DISKOMINFO_OFFICER, State.PLENARY, []),
        (Role.BAWASLU_OFFICER, State.PLENARY, []),
        (Role.BAWASLU_COMMISSIONER, State.PLENARY, [Event.REFER, Event.RECOMMEND_REMOVAL, Event.CLOSE]),
        (Role.DISKOMINFO_OFFICER, State.EXAMINATION, [Event.WITHDRAW]),
        (Role.DISKOMINFO_OFFICER, State.CLOSED, []),
        (Role.DISKOMINFO_HEAD, State.CLOSED, [Event.REOPEN]),
        (Role.DUKCAPIL_AUDITOR, State.RECEIVED, []),
        (Role.ADMIN, State.RECEIVED, []),
    ],
)
def test_a_page_offers_each_role_its_own_moves(role, state, events):
    assert [move.event for move in rules.open_to(actor(role), state)] == events


def test_unmet_guards_are_named_in_order():
    take_up = next(move for move in MOVES if move.event is Event.TAKE_UP)
    assert rules.unmet(take_up, set()) == [Guard.ASSIGNED, Guard.NUMBERED]
    assert rules.unmet(take_up, {Guard.NUMBERED}) == [Guard.ASSIGNED]
    assert rules.unmet(take_up, set(Guard)) == []


@pytest.mark.parametrize(
    ("role", "may"),
    [(Role.BAWASLU_OFFICER, True), (Role.DISKOMINFO_HEAD, True), (Role.DUKCAPIL_AUDITOR, False), (Role.PARTNER, False)],
)
def test_only_case_workers_may_ask_for_a_complainants_data(role, may):
    assert rules.may_reveal(actor(role)) is may


def test_an_officer_is_named_by_the_party_that_holds_the_case():
    assert rules.may_assign(actor(Role.BAWASLU_OFFICER, party=Party.BAWASLU), Party.BAWASLU)
    assert not rules.may_assign(actor(Role.BAWASLU_OFFICER, party=Party.BAWASLU), Party.DISKOMINFO)
    assert not rules.may_assign(actor(Role.ADMIN, party=Party.DISKOMINFO), Party.DISKOMINFO)


@pytest.mark.parametrize("kind", [State, Outcome, Source, Channel, Event, ElectionCrime, Notice, Requirement])
def test_every_word_has_a_label_of_its_own(kind):
    labels = [member.label for member in kind]
    assert all(labels)
    assert len(set(labels)) == len(labels)


def test_the_usual_way_is_in_the_table():
    content = [State.DRAFT, State.RECEIVED, State.TRIAGE, State.ANALYSIS, State.HANDLING, State.MONITORING, State.CLOSED]
    report = [State.TRIAGE, State.INITIAL_STUDY, State.AWAITING_COMPLETION, State.INITIAL_STUDY, State.REGISTERED]
    study = [State.REGISTERED, State.EXAMINATION, State.EXAMINATION, State.PLENARY, State.REFERRED, State.MONITORING, State.CLOSED]
    finding = [State.INITIAL_STUDY, State.EARLY_INFORMATION, State.REGISTERED]
    for way in (content, report, study, finding):
        for before, after in pairwise(way):
            assert after in {move.target for move in rules.moves_from(before)}


def test_a_withdrawal_never_ends_a_case_by_itself():
    withdrawals = [move for move in MOVES if move.event is Event.WITHDRAW]
    assert withdrawals
    assert {move.target for move in withdrawals} == {State.TRIAGE}


def test_studying_and_deciding_is_never_diskominfos():
    for state in (State.INITIAL_STUDY, State.EARLY_INFORMATION, State.REGISTERED, State.EXAMINATION, State.PLENARY, State.ANALYSIS):
        for move in rules.moves_from(state):
            assert move.event is Event.WITHDRAW or {role.party for role in move.roles} == {Party.BAWASLU}


def test_only_the_plenum_decides():
    assert {role for move in rules.moves_from(State.PLENARY) for role in move.roles} == {Role.BAWASLU_COMMISSIONER}


COMPLETE = {
    "reporter": True,
    "respondent": "Akun Contoh",
    "known_on": dt.date(2026, 11, 20),
    "reported_on": dt.date(2026, 11, 20),
    "happened_on": dt.date(2026, 11, 19),
    "where": "https://contoh.id/1",
    "story": "Ada berita bohong.",
}


@pytest.mark.parametrize(
    ("change", "lacks"),
    [
        ({}, []),
        ({"reporter": False}, [Requirement.REPORTER]),
        ({"respondent": ""}, [Requirement.RESPONDENT]),
        ({"known_on": None}, [Requirement.IN_TIME]),
        ({"known_on": dt.date(2026, 11, 13)}, []),
        ({"known_on": dt.date(2026, 11, 12)}, [Requirement.IN_TIME]),
        ({"happened_on": None}, [Requirement.WHEN]),
        ({"where": ""}, [Requirement.WHERE]),
        ({"story": ""}, [Requirement.STORY]),
        ({"story": "", "reporter": False}, [Requirement.REPORTER, Requirement.STORY]),
    ],
)
def test_what_a_report_lacks_is_named_formal_things_first(change, lacks):
    assert rules.missing(**{**COMPLETE, **change}) == lacks
    assert [need.formal for need in lacks] == sorted((need.formal for need in lacks), reverse=True)


@pytest.mark.parametrize("outcome", Outcome)
def test_an_end_that_says_something_of_the_matter_asks_about_an_election_crime(outcome):
    silent = {Outcome.DUPLICATE, Outcome.NOT_COMPETENT, Outcome.NOT_REGISTERED, Outcome.WITHDRAWN}
    assert rules.asks_crime(outcome) is (outcome not in silent)
