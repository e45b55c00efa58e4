"""Each source turns as its records do; those of the agreement itself turn with its days."""

import pytest

from intranet.agreements.models import Agreement
from intranet.base.actor import Party
from intranet.duties.rules import State
from tests.intranet.duties.conftest import DAY, TODAY, Office
from tests.intranet.duties.evidence import TALES
from tests.intranet.duties.kept_evidence import KEPT

LATE, DUE, MET, NONE = State.LATE, State.DUE, State.MET, State.NOT_APPLICABLE
REGISTRY = (Party.DUKCAPIL, Party.DISKOMINFO)

AGREEMENT = [
    ("meaning", {}, NONE),
    ("parties", {}, MET),
    ("term", {}, MET),
    ("term", {"left": 90}, DUE),
    ("term", {"since": 300, "left": -1}, LATE),
    ("renewal", {"left": 200}, NONE),
    ("renewal", {"left": 110}, DUE),
    ("renewal", {"left": 60}, LATE),
    ("institution", {}, MET),
    ("institution", {"institution_name": "Dinas Lain"}, DUE),
    ("approval_letter", {}, MET),
    ("approval_letter", {"approval_letter_no": " "}, LATE),
    ("suspension", {}, NONE),
    ("unfinished", {}, NONE),
    ("unfinished", {"since": 300, "left": -5}, MET),
]
OF_THE_AGREEMENT = {name for name, _how, _state in AGREEMENT}


@pytest.mark.parametrize("name", TALES | KEPT)
def test_a_source_turns_with_what_is_recorded(office: Office, name: str) -> None:
    tale = (TALES | KEPT)[name]
    parties = REGISTRY if tale.registry else ()
    young = office.agreement(*parties, since=10)
    assert office.find(name, young).state is tale.young
    office.agreement(*parties)
    found = office.find(name)
    assert found.state is tale.old
    said(found)
    for at, (do, state) in enumerate(tale.steps):
        do(office)
        found = office.find(name)
        assert found.state is state, at
        said(found)


def said(found) -> None:
    assert found.text % {name: str(value) for name, value in found.values.items()}
    assert "%(" not in found.text % {name: "" for name in found.values}


@pytest.mark.parametrize(("name", "how", "state"), AGREEMENT)
def test_what_stands_in_the_agreement_itself_turns_with_its_days(office: Office, name: str, how: dict, state: State) -> None:
    office.agreement(**how)
    found = office.find(name)
    assert found.state is state
    said(found)


def test_a_suspended_agreement_shows_it_in_its_term_and_as_force_majeure(office: Office) -> None:
    row = office.agreement()
    office.change(Agreement, row, suspended_from=TODAY - DAY, suspended_reason="Kebijakan")
    assert office.find("term").state is DUE
    assert office.find("suspension").state is MET


def test_what_is_open_after_the_end_is_late(office: Office) -> None:
    office.agreement(since=300, left=-5)
    dict(TALES)["nothing_stuck"].steps[1][0](office)
    assert office.find("unfinished").state is LATE
