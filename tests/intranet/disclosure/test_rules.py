"""The rules of marks and disclosures, as tables."""

import datetime as dt
import itertools

import pytest

from intranet.base.actor import Actor, ActorKind, Party, Role
from intranet.disclosure import rules
from intranet.disclosure.rules import GIVES, LIVE, TABLE, Act, Facts, Form, Grant, Level, State, Step

NOW = dt.datetime(2026, 11, 20, 3, tzinfo=dt.UTC)
B, D, P = Party.BAWASLU, Party.DISKOMINFO, Party.PARTNER
OWN = frozenset({"kpu"})


def actor(party: Party | None, *roles: Role, name: str = "x") -> Actor:
    return Actor(ActorKind.STAFF, name, name, party, frozenset(roles))


OFFICER_B, CHIEF_B = actor(B, Role.BAWASLU_OFFICER, name="ob"), actor(B, Role.BAWASLU_COMMISSIONER, name="cb")
OFFICER_D, CHIEF_D = actor(D, Role.DISKOMINFO_OFFICER, name="od"), actor(D, Role.DISKOMINFO_HEAD, name="cd")
KPU, AUDITOR = actor(P, Role.PARTNER), actor(B, Role.AUDITOR)


def grant(form: Form, party: Party = D, *, state: State = State.APPROVED, outside: bool = False, partner: str | None = None):
    return Grant("g", form, state, party, NOW + dt.timedelta(days=1), outside, partner)


R, W, L, E, S = Act.READ, Act.PRINT, Act.DOWNLOAD, Act.EXPORT, Act.PASS_ON
WITHOUT_GRANT = {
    (Level.OPEN, "own"): {R, W, L, E, S},
    (Level.OPEN, "other"): {R, W, L, E, S},
    (Level.RESTRICTED, "own"): {R, W, L},
    (Level.RESTRICTED, "other"): {R},
    (Level.SECRET, "own"): {R, W, L},
    (Level.SECRET, "other"): set(),
}


@pytest.mark.parametrize(("level", "side"), WITHOUT_GRANT, ids=lambda part: getattr(part, "value", part))
def test_without_a_disclosure_a_mark_lets_do_what_the_table_says(level, side):
    owner = B if side == "own" else D
    for act in Act:
        verdict = rules.may(OFFICER_B, act, level, owner, [], now=NOW)
        assert verdict.allowed is (act in WITHOUT_GRANT[level, side]), act
        assert verdict.allowed or verdict.reason


@pytest.mark.parametrize("form", Form)
def test_a_disclosure_to_a_party_gives_its_people_what_its_form_says_but_nothing_to_take_outside(form):
    for act in Act:
        verdict = rules.may(OFFICER_D, act, Level.SECRET, B, [grant(form)], now=NOW)
        assert verdict.allowed is (act in GIVES[form] - {Act.PASS_ON}), act
        assert verdict.grant_id == ("g" if verdict.allowed else "")
        assert rules.may(OFFICER_B, act, Level.SECRET, D, [grant(form)], now=NOW).allowed is False


@pytest.mark.parametrize("form", Form)
def test_a_disclosure_to_a_partner_gives_its_own_people_and_those_who_pass_it_on(form):
    outside = grant(form, outside=True, partner="kpu")
    assert rules.may(OFFICER_D, S, Level.SECRET, B, [outside], now=NOW, to_partner="kpu").allowed is (S in GIVES[form])
    assert rules.may(CHIEF_B, S, Level.SECRET, B, [outside], now=NOW, to_partner="kpu").allowed is (S in GIVES[form])
    for elsewhere in ("polres", ""):
        assert not rules.may(OFFICER_D, S, Level.SECRET, B, [outside], now=NOW, to_partner=elsewhere).allowed
    for act, level in itertools.product(Act, Level):
        seen = rules.may(KPU, act, level, B, [outside], now=NOW, own_partners=OWN)
        assert seen.allowed is (act in GIVES[form] - {Act.PASS_ON})
        assert not rules.may(KPU, act, level, B, [outside], now=NOW).allowed
        assert not rules.may(KPU, act, level, B, [], now=NOW, own_partners=OWN).allowed


def test_a_disclosure_to_a_person_lets_pass_on_to_who_is_no_partner():
    assert rules.may(OFFICER_D, S, Level.RESTRICTED, B, [grant(Form.LETTER, outside=True)], now=NOW).allowed
    assert not rules.may(OFFICER_D, S, Level.RESTRICTED, B, [grant(Form.LETTER, outside=True)], now=NOW, to_partner="kpu").allowed


@pytest.mark.parametrize("state", State)
def test_only_an_approved_disclosure_in_its_time_gives_anything(state):
    given = grant(Form.READ, state=state)
    assert rules.may(OFFICER_D, R, Level.SECRET, B, [given], now=NOW).allowed is (state in LIVE)
    assert not rules.may(OFFICER_D, R, Level.SECRET, B, [given], now=given.ends_at).allowed


@pytest.mark.parametrize("party", [Party.DUKCAPIL, None])
def test_who_is_of_neither_party_sees_nothing(party):
    assert rules.may(actor(party), R, Level.OPEN, B, [], now=NOW) is rules.OUTSIDER


# who, from, to: allowed
MARKING = [
    *[(OFFICER_B, a, b, rules.YES) for a, b in (("open", "restricted"), ("open", "secret"), ("restricted", "secret"))],
    *[(OFFICER_B, a, b, rules.ONLY_CHIEF) for a, b in (("secret", "open"), ("secret", "restricted"), ("restricted", "open"))],
    *[(CHIEF_B, a, b, rules.YES) for a, b in itertools.permutations(("open", "restricted", "secret"), 2)],
    (OFFICER_B, "secret", "secret", rules.YES),
    (CHIEF_B, "open", "open", rules.SAME),
    *[(who, "open", "secret", rules.NOT_OWNER) for who in (OFFICER_D, CHIEF_D, AUDITOR, KPU)],
    *[(who, "secret", "open", rules.NOT_OWNER) for who in (OFFICER_D, CHIEF_D, AUDITOR, KPU)],
]


@pytest.mark.parametrize(("who", "before", "after", "verdict"), MARKING)
def test_only_the_owner_marks_and_only_its_chiefs_lower(who, before, after, verdict):
    assert rules.may_mark(who, B, Level(before), Level(after)) is verdict


def test_a_mark_with_an_end_is_open_from_then_on():
    assert rules.level_at(Level.SECRET, None, NOW) is Level.SECRET
    assert rules.level_at(Level.SECRET, NOW + dt.timedelta(seconds=1), NOW) is Level.SECRET
    assert rules.level_at(Level.SECRET, NOW, NOW) is Level.OPEN


def test_writing_a_spoken_mark_down_is_late_after_the_offices_days():
    said = dt.date(2026, 11, 1)
    assert [rules.written_late(said, said + dt.timedelta(days=days), 7) for days in (0, 7, 8)] == [False, False, True]
    assert not rules.written_late(None, said, 7)


# asked by an officer of Diskominfo; the owner is Bawaslu
FACTS = Facts(owner=B, asked_by="od", asking=D, party=D, approvers=frozenset({"cb", "cd"}))
ANOTHER_D = actor(D, Role.DISKOMINFO_OFFICER, name="od2")
MAY: dict[tuple[State, Step], set[str]] = {
    (State.REQUESTED, Step.CONSENT): {"cb"},
    (State.REQUESTED, Step.CONSENT_BY_LETTER): {"cb", "ob"},
    (State.REQUESTED, Step.REFUSE): {"cb"},
    (State.REQUESTED, Step.WITHDRAW): {"od", "cd"},
    (State.CONSENTED, Step.APPROVE): {"cb", "cd"},
    (State.CONSENTED, Step.REFUSE): {"cb", "cd"},
    (State.CONSENTED, Step.WITHDRAW): {"od", "cd"},
    (State.APPROVED, Step.USE): {"ob", "cb", "od", "cd", "od2"},
    (State.APPROVED, Step.WITHDRAW): {"cb", "od", "cd"},
    (State.USED, Step.USE): {"ob", "cb", "od", "cd", "od2"},
    (State.USED, Step.WITHDRAW): {"cb", "od", "cd"},
}


@pytest.mark.parametrize(("state", "step"), list(itertools.product(State, Step)), ids=lambda one: one.value)
def test_each_step_is_for_those_the_table_names(state, step):
    people = (OFFICER_B, CHIEF_B, OFFICER_D, CHIEF_D, ANOTHER_D, AUDITOR, KPU)
    allowed = {one.id for one in people if rules.may_step(one, state, step, FACTS).allowed}
    assert allowed == MAY.get((state, step), set())
    assert (rules.line_for(state, step) is None) is ((state, step) not in MAY)


def test_every_state_can_end_and_an_end_leads_nowhere():
    for state in State:
        assert state.ended is not any(line.source is state and line.target.ended for line in TABLE) or state.ended
        assert not (state.ended and any(line.source is state for line in TABLE))


FOUR_EYES = [
    # asked by, consented by, approves, all chiefs: verdict
    ("od", "cb", "cd", "cb cd", rules.YES),
    ("od", "cb", "cb", "cb cd", rules.SAME_EYES),
    ("od", "cb", "cb", "cb", rules.YES),  # no other chief is left
    ("cd", "cb", "cd", "cb cd", rules.OWN_REQUEST),
    ("cd", "cb", "cb", "cb cd", rules.YES),  # the only other chief asks
    ("od", "ob", "cb", "cb cd", rules.YES),  # an officer wrote the owner's letter down
]


@pytest.mark.parametrize(("asked", "consented", "approves", "chiefs", "verdict"), FOUR_EYES)
def test_four_eyes_see_every_disclosure_and_six_where_there_are_so_many(asked, consented, approves, chiefs, verdict):
    facts = Facts(B, asked, D, D, consented, frozenset(chiefs.split()))
    who = {"cb": CHIEF_B, "cd": CHIEF_D}[approves]
    assert rules.may_approve(who, facts) is verdict
    assert rules.may_approve(OFFICER_B, facts) is rules.OTHER_ROLE


def test_nobody_consents_to_what_they_asked():
    facts = Facts(B, "cb", B, B)
    for step in (Step.CONSENT, Step.CONSENT_BY_LETTER):
        assert rules.may_step(CHIEF_B, State.REQUESTED, step, facts) is rules.OWN_REQUEST


def test_a_disclosure_is_known_to_both_its_sides_and_to_the_chiefs_only():
    inner = Facts(B, "ob", B, B)
    assert [rules.may_know(one, inner) for one in (OFFICER_B, AUDITOR, CHIEF_D, OFFICER_D, KPU)] == [True, True, True, False, False]
    assert rules.may_know(OFFICER_D, FACTS)


@pytest.mark.parametrize("words", [Level, Act, Form, State, Step])
def test_every_word_has_a_label_of_its_own(words):
    labels = [member.label for member in words]
    assert all(labels)
    assert len(set(labels)) == len(labels)
