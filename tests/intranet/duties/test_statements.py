"""What no record tells is stated with a paper, for a time; the newest holds and the others stay to be read."""

import dataclasses
from typing import Any

import pytest
from sqlalchemy import select

from intranet.agreements.models import Agreement
from intranet.base import trail
from intranet.base.actor import Actor, Party
from intranet.base.errors import Conflict, Forbidden, NotFound, Refused
from intranet.duties import queries
from intranet.duties.models import DutyStatement
from intranet.duties.rules import State
from intranet.duties.service import statements
from intranet.duties.service.statements import StatementInput
from tests.intranet.duties.conftest import DAY, TODAY, Office

GIVEN = StatementInput(
    said_on=TODAY,
    said_by="Halim Contoh, Ketua",
    text="Satuan tugas terbentuk.",
    paper_no="1/SK/Contoh",
    valid_until=TODAY + 90 * DAY,
)


def say(office: Office, who: Actor, key: str = "4.2.f", replaces: str = "", **changes: Any) -> str:
    with office.db.write() as session:
        given = dataclasses.replace(GIVEN, **changes)
        how = (session, who, office.clock, office.settings.zone, office.known["agreement"], key, given)
        return statements.state(*how, replaces=replaces).id


def stands(office: Office, key: str, later: int = 0) -> State:
    with office.db.read() as session:
        row = session.get_one(Agreement, office.known["agreement"])
        return queries.ledger(session, row, TODAY + later * DAY, office.settings.zone, (key,)).lines[0].state


def test_a_statement_makes_a_clause_kept_until_its_day_and_leaves_an_event(office: Office) -> None:
    office.agreement()
    assert stands(office, "4.2.f") is State.LATE
    made = say(office, office.people.halim)
    assert [stands(office, "4.2.f", later) for later in (0, 90, 91)] == [State.MET, State.MET, State.LATE]
    assert stands(office, "4.4.g") is State.LATE
    with office.db.read() as session:
        events = trail.of(session, statements.SUBJECT, made)
        assert [(one.kind, one.actor_name) for one in events] == [("duties.stated", "Halim Contoh")]
        assert events[0].details == {"clause": "4.2.f", "valid_until": (TODAY + 90 * DAY).isoformat()}


def test_a_newer_statement_replaces_the_one_that_was_seen_and_both_stay(office: Office) -> None:
    office.agreement()
    first = say(office, office.people.wulan)
    with pytest.raises(Conflict):
        say(office, office.people.halim)
    second = say(office, office.people.halim, replaces=first, text="Anggotanya bertambah.")
    with pytest.raises(Conflict):
        say(office, office.people.wulan, replaces=first)
    with office.db.read() as session:
        told = queries.history(session, office.known["agreement"], "4.2.f")
        assert [one.statement.replaced_at is None for one in told] in ([True, False], [False, True])
        assert {one.recorder for one in told} == {"Wulan Contoh", "Halim Contoh"}
        assert queries.statements(session, office.known["agreement"])["4.2.f"].id == second


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"said_by": " "}, "said_by"),
        ({"text": ""}, "text"),
        ({"paper_no": "  "}, "paper_no"),
        ({"said_on": TODAY + DAY}, "said_on"),
        ({"valid_until": TODAY - DAY}, "valid_until"),
        ({"valid_until": TODAY + 400 * DAY}, "valid_until"),
    ],
)
def test_a_statement_is_refused_at_its_field(office: Office, changes: dict[str, Any], field: str) -> None:
    office.agreement()
    with pytest.raises(Refused) as refused:
        say(office, office.people.halim, **changes)
    assert refused.value.field == field
    with office.db.read() as session:
        assert session.scalars(select(DutyStatement)).all() == []


def test_only_who_owes_or_is_owed_states_and_only_what_records_cannot_tell(office: Office) -> None:
    office.agreement()
    for who, key in ((office.people.admin, "4.2.f"), (office.people.wulan, "4.4.c.3"), (office.people.wulan, "6.1")):
        with pytest.raises(Forbidden):
            say(office, who, key)
    say(office, office.people.budi)
    for who, key in ((office.people.sekar, "4.2.f"), (office.people.wulan, "99")):
        with pytest.raises(NotFound):
            say(office, who, key)
    office.agreement(Party.DUKCAPIL, Party.DISKOMINFO)
    say(office, office.people.kartika, "2.1.c")
    with pytest.raises(Forbidden):
        say(office, office.people.sekar, "2.1.c")
    with pytest.raises(NotFound):
        say(office, office.people.wulan, "2.1.c")


def test_before_an_agreement_begins_nothing_is_owed(office: Office) -> None:
    office.agreement(since=-5)
    with office.db.read() as session:
        row = session.get_one(Agreement, office.known["agreement"])
        whole = queries.ledger(session, row, TODAY, office.settings.zone)
    assert set(whole.totals.items()) >= {(State.NOT_APPLICABLE, len(whole.lines)), (State.LATE, 0)}
    assert whole.worst is State.NOT_APPLICABLE
