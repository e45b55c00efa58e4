"""The register in an office of its own, with sensible defaults."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select

from intranet.agreements import service
from intranet.agreements.examples import EXAMPLES
from intranet.agreements.models import Agreement
from intranet.agreements.rules import AmendmentKind
from intranet.agreements.service import AgreementInput, PartyInput, amendments, task_force
from intranet.agreements.service.amendments import AmendmentInput
from intranet.agreements.service.task_force import MemberInput
from intranet.base import trail
from intranet.base.actor import Actor, Party
from intranet.base.clock import FixedClock
from intranet.base.db import Database
from intranet.evidence import service as evidence
from intranet.evidence.service import About
from intranet.evidence.store import Store
from intranet.inbox.models import InboxMessage
from intranet.settings import Settings
from tests.conftest import People

TODAY = dt.date(2026, 11, 20)
DAY = dt.timedelta(days=1)


@dataclass
class Register:
    """Does things with agreements; most methods return an id."""

    db: Database
    clock: FixedClock
    settings: Settings
    people: People

    def given(self, key: str = "jambi", **changes: Any) -> AgreementInput:
        example = EXAMPLES[key]
        facts: dict[str, Any] = {
            "kind": example.kind,
            "title": example.title,
            "signed_on": TODAY - 100 * DAY,
            "starts_on": TODAY - 100 * DAY,
            "ends_on": TODAY + 200 * DAY,
            "institution_name": "Diskominfo Contoh",
            "parties": tuple(PartyInput(party=party, name=f"{party.value} Contoh") for party in example.parties),
            "purposes": example.purposes,
            "template": key,
            "notice": example.notice,
            "talks_months": example.talks_months,
            "bases": example.bases,
        }
        return AgreementInput(**{**facts, **changes})

    def record(self, key: str = "jambi", who: Actor | None = None, **changes: Any) -> str:
        with self.db.write() as session:
            return service.register(session, who or self.people.kartika, self.clock, self.given(key, **changes)).id

    def version(self, agreement_id: str) -> int:
        with self.db.read() as session:
            return service.get(session, agreement_id).version

    def row(self, agreement_id: str) -> Agreement:
        with self.db.read() as session:
            found = service.get(session, agreement_id)
            session.expunge_all()
            return found

    def scan(self, agreement_id: str) -> str:
        store = Store(self.settings.data_dir)
        with self.db.write() as session:
            file = store.incoming(10_000)
            file.write(b"%PDF-1.7 contoh")
            how: dict[str, Any] = {"subject": (service.SUBJECT, agreement_id), "file": file, "name": "a.pdf", "about": About()}
            return evidence.add_file(session, self.people.kartika, self.clock, store, **how).id

    def amend(self, agreement_id: str, kind: AmendmentKind, who: Actor | None = None, **changes: Any) -> str:
        facts: dict[str, Any] = {
            "kind": kind,
            "signed_on": TODAY,
            "summary": "Disepakati para pihak.",
            "signer_1": "Halim Contoh",
            "signer_2": "Kartika Contoh",
        }
        with self.db.write() as session:
            version = service.get(session, agreement_id).version
            office = (self.clock, self.settings, agreement_id, version, AmendmentInput(**{**facts, **changes}))
            return amendments.amend(session, who or self.people.kartika, *office).id

    def enlist(self, agreement_id: str, person: Actor, by: Actor | None = None, **changes: Any) -> str:
        facts: dict[str, Any] = {"party": person.party, "decree_no": "SK 1", "from_on": TODAY, "staff_id": person.id}
        leader = by or (self.people.halim if person.party is Party.BAWASLU else self.people.kartika)
        with self.db.write() as session:
            given = MemberInput(**{**facts, **changes})
            return task_force.enlist(session, leader, self.clock, TODAY, agreement_id, given).id

    def messages(self, who: Actor) -> list[str]:
        with self.db.read() as session:
            query = select(InboxMessage.kind).where(InboxMessage.staff_id == who.id).order_by(InboxMessage.id)
            return list(session.scalars(query))

    def events(self, agreement_id: str) -> list[str]:
        """The events of an agreement, oldest first; the chain holds."""
        with self.db.read() as session:
            assert not list(trail.verify(session))
            return [event.kind for event in reversed(trail.of(session, service.SUBJECT, agreement_id))]


@pytest.fixture
def register(db, clock, settings, people) -> Register:
    """In a database of each kind."""
    return Register(db, clock, settings, people)


@pytest.fixture
def registered(office_db, clock, settings, staff) -> Register:
    """In the office the app serves."""
    return Register(office_db, clock, settings, staff)
