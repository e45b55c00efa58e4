"""The table of papers, who may do what with them, their forms, and how numbers are written."""

import datetime as dt
from itertools import product

import pytest

from intranet.base.actor import Actor, ActorKind, Party, Role
from intranet.calendar.rules import ElectionKind
from intranet.cases.rules import OPEN_STATES, State
from intranet.documents import contents, prefill, rules
from intranet.documents.bodies import BODIES
from intranet.documents.contents import FIELDS, Input, Whom
from intranet.documents.rules import FORMS, SCHEMES, SPECS, DocumentKind, DocumentState, Reset, Scheme, Shape

BAWASLU, DISKOMINFO = Party.BAWASLU, Party.DISKOMINFO
OF_BAWASLU = {
    DocumentKind.COMPLETION_NOTICE,
    DocumentKind.STUDY,
    DocumentKind.SUMMONS,
    DocumentKind.CLARIFICATION,
    DocumentKind.PLENARY,
    DocumentKind.STATUS_NOTICE,
    DocumentKind.RECOMMENDATION,
    DocumentKind.DELEGATION,
}
OF_DISKOMINFO = {DocumentKind.TAKEDOWN_PACK, DocumentKind.CONTENT_STATUS}
BY_OFFICERS = {DocumentKind.STUDY, DocumentKind.CLARIFICATION, DocumentKind.HANDOVER, DocumentKind.FACT_CHECK}
NAMING = {
    DocumentKind.COMPLETION_NOTICE,
    DocumentKind.SUMMONS,
    DocumentKind.CLARIFICATION,
    DocumentKind.STATUS_NOTICE,
    DocumentKind.CONTENT_STATUS,
}


def somebody(role: Role, party: Party | None = None) -> Actor:
    return Actor(ActorKind.STAFF, "x", "X", party or role.party or DISKOMINFO, frozenset([role]))


WULAN, HALIM = somebody(Role.BAWASLU_OFFICER), somebody(Role.BAWASLU_COMMISSIONER)
BUDI, KARTIKA = somebody(Role.DISKOMINFO_OFFICER), somebody(Role.DISKOMINFO_HEAD)
WORKERS = {BAWASLU: (WULAN, HALIM), DISKOMINFO: (BUDI, KARTIKA)}
OTHERS = [somebody(role) for role in Role if role.party not in WORKERS]


def test_every_kind_stands_in_every_table():
    for table in (SPECS, FIELDS, BODIES, prefill._WRITERS):
        assert set(table) == set(DocumentKind)
    assert len({kind.label for kind in DocumentKind}) == len(DocumentKind)
    assert len({state.label for state in DocumentState}) == len(DocumentState)
    assert len({reset.label for reset in Reset}) == len(Reset)
    assert len({whom.label for whom in Whom}) == len(Whom)


def test_kinds_belong_to_the_parties_of_the_agreement():
    for kind in DocumentKind:
        owners = {BAWASLU} if kind in OF_BAWASLU else {DISKOMINFO} if kind in OF_DISKOMINFO else {BAWASLU, DISKOMINFO}
        assert set(SPECS[kind].parties) == owners, kind
        assert SPECS[kind].signed_by_chief is (kind not in BY_OFFICERS), kind
        assert SPECS[kind].personal is (kind in NAMING), kind
        assert not SPECS[kind].to_complainant or SPECS[kind].personal, kind


@pytest.mark.parametrize("kind", DocumentKind)
def test_only_officers_of_the_party_make_and_only_its_chief_signs_what_needs_one(kind):
    for party, (officer, chief) in WORKERS.items():
        own = party in SPECS[kind].parties
        assert rules.may_make(officer, kind) is rules.may_make(chief, kind) is own
        for owner in SPECS[kind].parties:
            mine = owner is party
            assert rules.may_issue(chief, kind, owner) is mine
            assert rules.may_issue(officer, kind, owner) is (mine and kind in BY_OFFICERS)
    for actor in OTHERS:
        assert not rules.may_make(actor, kind)
        assert not any(rules.may_issue(actor, kind, party) for party in Party)


@pytest.mark.parametrize(("kind", "state"), list(product(DocumentKind, DocumentState)))
def test_drafts_and_papers_that_name_people_stay_with_their_party(kind, state):
    closed = state is DocumentState.DRAFT or kind in NAMING
    for owner in SPECS[kind].parties:
        for party, workers in WORKERS.items():
            for actor in workers:
                assert rules.may_read(actor, kind, owner, state) is (party is owner or not closed)
        assert not [actor for actor in OTHERS if rules.may_read(actor, kind, owner, state)]


def test_a_role_without_its_party_opens_nothing():
    stray = somebody(Role.BAWASLU_COMMISSIONER, DISKOMINFO)
    assert not any(rules.may_make(stray, kind) for kind in DocumentKind)


def test_numbers_are_the_administrators():
    assert [actor for actor in (*OTHERS, WULAN, HALIM, BUDI, KARTIKA) if rules.may_number(actor)] == [somebody(Role.ADMIN)]


@pytest.mark.parametrize(("actor", "state"), list(product((WULAN, KARTIKA, OTHERS[0]), State)))
def test_what_fits_the_state_comes_first_and_everything_else_is_still_there(actor, state):
    first, others = rules.offered(actor, state, complainant=True, takedowns=True)
    every = [*first, *others]
    assert len(every) == len(set(every))
    makes = {kind for kind in DocumentKind if rules.may_make(actor, kind)} - {DocumentKind.FACT_CHECK}
    assert set(every) == (set() if state is State.DRAFT else makes)
    assert all(state in SPECS[kind].states for kind in first)
    assert not any(state in SPECS[kind].states for kind in others)


def test_nothing_is_offered_that_nobody_could_receive():
    first, others = rules.offered(KARTIKA, State.HANDLING, complainant=False, takedowns=False)
    assert {*first, *others} == {DocumentKind.REFERRAL, DocumentKind.HANDOVER}
    first, others = rules.offered(WULAN, State.CLOSED, complainant=False, takedowns=False)
    assert not any(SPECS[kind].to_complainant for kind in (*first, *others))


def test_a_paper_fits_every_state_in_which_a_case_waits_for_one():
    fitting = {state for spec in SPECS.values() for state in spec.states}
    assert fitting >= set(OPEN_STATES) - {State.RECEIVED}


# Forms


DAY = dt.date(2026, 11, 20)


def test_a_code_holds_on_both_its_days_and_a_paper_without_one_is_named():
    old = rules.Form(
        kind=DocumentKind.STUDY,
        regime=ElectionKind.GENERAL,
        code="B.0",
        source="x",
        valid_from=DAY - dt.timedelta(days=2),
        valid_until=DAY,
    )
    for days, holds in ((-3, False), (-2, True), (0, True), (1, False)):
        day = DAY + dt.timedelta(days=days)
        assert old.overlaps(day, day) is holds
        assert ((ElectionKind.GENERAL, DocumentKind.STUDY) in rules.lacking([old], day)) is not holds
    assert old.overlaps(DAY, None)
    assert not old.overlaps(DAY + dt.timedelta(days=1), None)
    assert len(rules.lacking([], DAY)) == len(FORMS) * 2
    assert all(BAWASLU in SPECS[kind].parties for kind in FORMS)


# Fields


@pytest.mark.parametrize("kind", DocumentKind)
def test_an_empty_draft_is_no_fault_and_an_empty_paper_is_one(kind):
    assert contents.fault(kind, {}, whole=False) == ("", "", 0)
    assert contents.fault(kind, {}, whole=True)[0] == FIELDS[kind][0].name
    names = [field.name for field in FIELDS[kind]]
    assert len(names) == len(set(names))
    assert not {"title", "nip", "subject", "kind", "case", "check", "once", "version", "do", "track", "evidence"} & set(names)
    assert ("nature" in names) is (SPECS[kind].shape is Shape.LETTER)


@pytest.mark.parametrize(
    ("texts", "field"),
    [
        ({"day": "kemarin"}, "day"),
        ({"day": "2026-02-30"}, "day"),
        ({"whom": "siapa"}, "whom"),
        ({"place": "x" * 301}, "place"),
        ({"answers": "x" * 6001}, "answers"),
        ({"day": "2026-02-28", "whom": "other", "place": "x" * 300, "answers": "x" * 6000}, ""),
    ],
)
def test_a_draft_may_be_unfinished_but_not_wrong(texts, field):
    assert contents.fault(DocumentKind.CLARIFICATION, texts, whole=False)[0] == field


def test_somebody_else_has_to_be_named_before_the_paper_is_issued():
    filled = {one.name: "2026-11-20" if one.input is Input.DAY else "isi" for one in FIELDS[DocumentKind.SUMMONS]}
    assert contents.fault(DocumentKind.SUMMONS, filled | {"whom": "other", "person": " "}, whole=True)[0] == "person"
    assert contents.fault(DocumentKind.SUMMONS, filled | {"whom": "complainant", "person": ""}, whole=True)[0] == ""


# Numbers


@pytest.mark.parametrize("key", SCHEMES, ids=str)
def test_the_programs_own_schemes_are_good_and_apart(key):
    scheme = SCHEMES[key]
    assert rules.scheme_fault(scheme) == ("", "")
    assert key[1] is None or key[0] in SPECS[key[1]].parties
    assert not any(rules.clash(scheme, other) for name, other in SCHEMES.items() if name != key)
    assert len(rules.series_of(key[0], key[1] or DocumentKind.STUDY, scheme)) <= 40


@pytest.mark.parametrize(
    ("scheme", "field"),
    [
        (Scheme("{seq}/A/{year}"), ""),
        (Scheme("{seq}/A/{roman}/{year}", Reset.MONTHLY), ""),
        (Scheme("{seq}/A/{month}/{year}", Reset.MONTHLY, 1), ""),
        (Scheme("{seq}/{{A}}/{year}"), ""),
        (Scheme("{seq}/A/{year}", Reset.MONTHLY), "template"),
        (Scheme("{seq}/A"), "template"),
        (Scheme("A/{year}"), "template"),
        (Scheme("{seq}/{year"), "template"),
        (Scheme("{seq:03d}/{year}"), "template"),
        (Scheme("{seq!r}/{year}"), "template"),
        (Scheme("{seq.__class__}/{year}"), "template"),
        (Scheme("{0}/{seq}/{year}"), "template"),
        (Scheme("{}/{seq}/{year}"), "template"),
        (Scheme("{seq}/{year}" + "x" * 60), "template"),
        (Scheme("{seq}/{year}", width=0), "width"),
        (Scheme("{seq}/{year}", width=7), "width"),
    ],
    ids=lambda value: getattr(value, "template", value)[:40],
)
def test_a_template_is_plain_text_with_whole_fields(scheme, field):
    assert rules.scheme_fault(scheme)[0] == field


def test_the_width_is_written_into_the_template():
    assert rules.template_of(Scheme("{seq}/A/{year}", width=4)).format(seq=7, year=2026) == "0007/A/2026"
    assert rules.series_of(BAWASLU, DocumentKind.STUDY, Scheme("{seq}/{year}", own=True)) == "doc.bawaslu.study"
    assert rules.series_of(BAWASLU, DocumentKind.STUDY, Scheme("{seq}/{year}")) == "doc.bawaslu"
