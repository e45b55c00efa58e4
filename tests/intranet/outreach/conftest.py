"""What the two parties do together, with sensible defaults, in an office of its own."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest

from intranet.agreements import service as agreements
from intranet.agreements.rules import AgreementKind, Purpose
from intranet.agreements.service import AgreementInput, PartyInput
from intranet.base import trail
from intranet.base.actor import Actor, Party
from intranet.base.clock import FixedClock
from intranet.base.db import Database
from intranet.outreach.rules import CapacityKind, Channel, Condition, EventAudience, Topic
from intranet.outreach.service import activities, capacity, dissemination, facilities
from intranet.outreach.service.activities import ActivityInput
from intranet.outreach.service.capacity import EventInput, Mark, PersonInput, Promise
from intranet.outreach.service.dissemination import PlanInput
from intranet.outreach.service.facilities import HandOver, Request, Signer
from intranet.settings import Settings
from tests.conftest import NOW, People

TODAY = dt.date(2026, 11, 20)
DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
SIGNER = Signer("Penanda Contoh", "Ketua")
POINTS = "Isu hoaks dibahas."


@dataclass
class Together:
    """Does things in one office; most methods return an id."""

    db: Database
    clock: FixedClock
    settings: Settings
    people: People

    def agreement(self, *parties: Party, ends_in: int = 90, title: str = "Kerja sama contoh") -> str:
        parties = parties or (Party.BAWASLU, Party.DISKOMINFO)
        given = AgreementInput(
            kind=AgreementKind.PKS,
            title=title,
            signed_on=TODAY - 100 * DAY,
            starts_on=TODAY - 100 * DAY,
            ends_on=TODAY + ends_in * DAY,
            institution_name="Diskominfo Contoh",
            parties=tuple(PartyInput(party=party, name=f"{party.value} Contoh") for party in parties),
            purposes=frozenset({Purpose.LITERACY}),
        )
        with self.db.write() as session:
            return agreements.register(session, self.people.kartika, self.clock, given).id

    def trail(self, subject: str, row_id: str) -> list[str]:
        """The events of a subject, oldest first; the chain holds."""
        with self.db.read() as session:
            assert not list(trail.verify(session))
            return [event.kind.removeprefix("outreach.") for event in reversed(trail.of(session, subject, row_id))]

    # Trainings

    def given(self, **changes: Any) -> EventInput:
        usual: dict[str, Any] = {
            "kind": CapacityKind.TECHNICAL_TRAINING,
            "title": "Pelatihan patroli siber",
            "starts_on": TODAY,
            "ends_on": TODAY,
            "audience": EventAudience.STAFF,
            "place": "Aula Contoh",
        }
        return EventInput(**{**usual, **changes})

    def event(self, who: Actor | None = None, **changes: Any) -> str:
        with self.db.write() as session:
            return capacity.plan(session, who or self.people.wulan, self.clock, self.given(**changes)).id

    def enlist(self, event: str, who: Actor | None = None, **person: Any) -> str:
        with self.db.write() as session:
            return capacity.enlist(session, who or self.people.wulan, self.clock, event, PersonInput(**person)).id

    def mark(self, event: str, marks: dict[str, Mark], reached: int = 0) -> None:
        with self.db.write() as session:
            capacity.mark(session, self.people.wulan, self.clock, event, marks, reached)

    def minute(self, event: str, who: Actor | None = None, actions: list[Promise] | None = None, **changes: Any) -> None:
        usual: dict[str, Any] = {"on": TODAY, "chair": "Ketua Contoh", "points": POINTS}
        listed = [Promise("Menyusun pedoman", "Wulan Contoh", TODAY + 7 * DAY)] if actions is None else actions
        with self.db.write() as session:
            row = capacity.get(session, event)
            how = {**usual, **changes, "actions": listed}
            capacity.minute(session, who or self.people.wulan, self.clock, self.settings, event, row.version, **how)

    def hold(self, event: str, who: Actor | None = None) -> None:
        with self.db.write() as session:
            row = capacity.get(session, event)
            capacity.hold(session, who or self.people.wulan, self.clock, self.settings, event, row.version)

    def report(self, event: str, who: Actor | None = None, summary: str = "Berjalan baik.", cost: int | None = None) -> None:
        with self.db.write() as session:
            row = capacity.get(session, event)
            how: dict[str, Any] = {"summary": summary, "actual_cost": cost}
            capacity.report(session, who or self.people.wulan, self.clock, event, row.version, **how)

    # Dissemination

    def plan(self, who: Actor | None = None, **changes: Any) -> str:
        usual: dict[str, Any] = {
            "topic": Topic.OVERSIGHT,
            "channel": Channel.SOCIAL_MEDIA,
            "message": "Laporkan pelanggaran",
            "planned_on": TODAY,
        }
        with self.db.write() as session:
            return dissemination.plan(session, who or self.people.wulan, self.clock, PlanInput(**{**usual, **changes})).id

    def log(self, row_id: str, who: Actor | None = None, **changes: Any) -> None:
        usual: dict[str, Any] = {"on": TODAY, "link": "https://contoh.example/1", "reach": 1000}
        with self.db.write() as session:
            row = dissemination.get(session, row_id)
            office = (self.clock, self.settings, row_id, row.version)
            dissemination.log(session, who or self.people.wulan, *office, **{**usual, **changes})

    # Facilities: Diskominfo owns, Bawaslu asks

    def facility(self, name: str = "Proyektor 1", who: Actor | None = None) -> str:
        with self.db.write() as session:
            return facilities.offer(session, who or self.people.budi, self.clock, name, "Ruang Contoh").id

    def ask(self, facility: str = "", who: Actor | None = None, start: float = 1, hours: float = 8, **changes: Any) -> str:
        usual: dict[str, Any] = {
            "facility_id": facility,
            "purpose": "Bimbingan teknis",
            "starts_at": NOW + start * HOUR,
            "ends_at": NOW + (start + hours) * HOUR,
            "signer": SIGNER,
        }
        with self.db.write() as session:
            given = Request(**{**usual, **changes})
            return facilities.ask(session, who or self.people.wulan, self.clock, self.settings, given).id

    def approve(self, loan: str, facility: str, who: Actor | None = None, version: int | None = None) -> None:
        with self.db.write() as session:
            now = version or facilities.get(session, loan).version
            office = (self.clock, self.settings, loan, now, facility, SIGNER)
            facilities.approve(session, who or self.people.budi, *office)

    def lend(self, facility: str, **asked: Any) -> str:
        """Asked for, approved and handed over."""
        loan = self.ask(facility, **asked)
        self.approve(loan, facility)
        self.hand_over(loan)
        return loan

    def hand_over(self, loan: str, who: Actor | None = None, **changes: Any) -> None:
        usual: dict[str, Any] = {"condition": Condition.GOOD, "given_by": "Budi Contoh", "taken_by": "Wulan Contoh"}
        with self.db.write() as session:
            version = facilities.get(session, loan).version
            given = HandOver(**{**usual, **changes})
            facilities.hand_over(session, who or self.people.budi, self.clock, loan, version, given)

    def take_back(self, loan: str, who: Actor | None = None, **changes: Any) -> None:
        usual: dict[str, Any] = {"condition": Condition.GOOD, "given_by": "Wulan Contoh", "taken_by": "Budi Contoh"}
        with self.db.write() as session:
            version = facilities.get(session, loan).version
            given = HandOver(**{**usual, **changes})
            facilities.take_back(session, who or self.people.budi, self.clock, loan, version, given)

    # Other activities

    def propose(self, agreement: str, who: Actor | None = None, **changes: Any) -> str:
        usual: dict[str, Any] = {
            "title": "Posko bersama di pasar",
            "legal_note": "Sejalan dengan tugas pencegahan.",
            "starts_on": TODAY,
            "ends_on": TODAY,
            "agreement_id": agreement,
        }
        with self.db.write() as session:
            return activities.propose(session, who or self.people.wulan, self.clock, ActivityInput(**{**usual, **changes})).id


@pytest.fixture
def together(db, clock, settings, people) -> Together:
    """In a database of each kind."""
    return Together(db, clock, settings, people)


@pytest.fixture
def joined(office_db, clock, settings, staff) -> Together:
    """In the office the app serves."""
    return Together(office_db, clock, settings, staff)
