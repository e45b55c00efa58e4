"""Registering, suspending and resuming agreements; and the question everybody else asks."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from intranet.agreements import queries, service
from intranet.agreements.models import Agreement
from intranet.agreements.rules import AgreementKind, Purpose, Why
from intranet.agreements.service import AgreementInput, PartyInput, Permit, Refusal
from intranet.base import trail
from intranet.base.actor import Party
from intranet.base.clock import FixedClock
from intranet.base.db import Database
from intranet.base.errors import Conflict, Forbidden, NotFound, Refused
from tests.conftest import People

WIB, WIT = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Jayapura")
CHECK = Purpose.POPULATION_CHECK


def given(**changes: Any) -> AgreementInput:
    facts: dict[str, Any] = {
        "kind": AgreementKind.PKS,
        "title": "Pemanfaatan data kependudukan contoh",
        "signed_on": dt.date(2025, 11, 23),
        "starts_on": dt.date(2025, 11, 23),
        "ends_on": dt.date(2026, 11, 23),
        "institution_name": "Diskominfo Contoh",
        "parties": (
            PartyInput(party=Party.DUKCAPIL, name="Disdukcapil Contoh", number=" 1/2025 "),
            PartyInput(party=Party.DISKOMINFO, name="Diskominfo Contoh", number=" "),
        ),
        "purposes": frozenset({CHECK}),
        "approval_letter_no": "470/1/Contoh",
    }
    return AgreementInput(**{**facts, **changes})


def ask(db: Database, clock: FixedClock, zone: ZoneInfo = WIB) -> Permit | Refusal:
    with db.read() as session:
        return service.allowed_today(session, clock, CHECK, zone=zone)


def register(db: Database, clock: FixedClock, people: People, **changes: Any) -> Agreement:
    with db.write() as session:
        row = service.register(session, people.kartika, clock, given(**changes))
        session.expunge_all()
        return row


def test_an_agreement_in_force_permits_until_the_offices_midnight(db: Database, clock: FixedClock, people: People) -> None:
    row = register(db, clock, people)
    assert ask(db, clock) == Permit(row.id, dt.date(2026, 11, 23))
    clock.set(dt.datetime(2026, 11, 23, 23, 59, tzinfo=WIB))
    assert isinstance(ask(db, clock), Permit)
    assert isinstance(ask(db, clock, WIT), Refusal)  # already the 24th in the east
    clock.advance(dt.timedelta(minutes=1))
    refusal = ask(db, clock)
    assert isinstance(refusal, Refusal)
    assert refusal.why is Why.EXPIRED
    assert refusal.values["ends_on"] == dt.date(2026, 11, 23)


def test_nothing_registered_another_purpose_or_no_approval_letter_permits_nothing(
    db: Database, clock: FixedClock, people: People
) -> None:
    assert ask(db, clock) == Refusal(Why.NONE)
    register(db, clock, people, purposes=frozenset({Purpose.LITERACY}))
    assert ask(db, clock) == Refusal(Why.NONE)
    register(db, clock, people, approval_letter_no="  ")
    refusal = ask(db, clock)
    assert isinstance(refusal, Refusal)
    assert refusal.why is Why.NO_APPROVAL


def test_a_missing_number_stays_missing(db: Database, clock: FixedClock, people: People) -> None:
    row = register(db, clock, people)
    with db.read() as session:
        parties = service.get(session, row.id).parties
        assert [(party.position, party.number) for party in parties] == [(1, "1/2025"), (2, None)]
        assert [found.id for found in queries.all_agreements(session)] == [row.id]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"ends_on": dt.date(2025, 11, 22)}, "ends_on"),
        ({"parties": ()}, "parties"),
        ({"purposes": frozenset()}, "purposes"),
    ],
)
def test_what_cannot_be_an_agreement_is_refused_at_its_field(
    db: Database, clock: FixedClock, people: People, changes: dict[str, Any], field: str
) -> None:
    with db.write() as session, pytest.raises(Refused) as refused:
        service.register(session, people.kartika, clock, given(**changes))
    assert refused.value.field == field


def test_only_the_head_and_the_administrator_change_the_register(db: Database, clock: FixedClock, people: People) -> None:
    for actor in (people.budi, people.wulan, people.halim, people.sekar, people.tirta):
        with db.write() as session, pytest.raises(Forbidden):
            service.register(session, actor, clock, given())
    with db.write() as session:
        service.register(session, people.admin, clock, given())


def test_suspending_stops_and_resuming_goes_on_with_both_in_the_trail(db: Database, clock: FixedClock, people: People) -> None:
    row = register(db, clock, people)
    today = service.today(clock, WIB)

    def suspend(version: int, **changes: Any) -> None:
        terms: dict[str, Any] = {"from_day": today, "until_day": None, "reason": "Kebijakan pemerintah", **changes}
        with db.write() as session:
            service.suspend(session, people.kartika, clock, row.id, version=version, **terms)

    with pytest.raises(Refused) as refused:
        suspend(1, reason=" ")
    assert refused.value.field == "reason"
    with pytest.raises(Refused) as refused:
        suspend(1, until_day=today - dt.timedelta(days=1))
    assert refused.value.field == "until_day"
    suspend(1)
    stopped = ask(db, clock)
    assert isinstance(stopped, Refusal)
    assert (stopped.why, stopped.values["reason"]) == (Why.SUSPENDED, "Kebijakan pemerintah")
    with pytest.raises(Conflict):
        suspend(1)
    with db.write() as session:
        service.resume(session, people.kartika, clock, row.id, version=2, zone=WIB)
    assert isinstance(ask(db, clock), Permit)
    with db.write() as session, pytest.raises(Refused):
        service.resume(session, people.kartika, clock, row.id, version=3, zone=WIB)
    with db.read() as session:
        kinds = [event.kind for event in trail.of(session, "agreement", row.id)]
        assert kinds == ["agreement.resumed", "agreement.suspended", "agreement.registered"]
        assert not list(trail.verify(session))


def test_an_unknown_agreement_is_not_found(db: Database) -> None:
    with db.read() as session, pytest.raises(NotFound):
        service.get(session, "0" * 32)
