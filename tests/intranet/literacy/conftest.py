"""A programme, people, places and sessions with sensible defaults, in an office of its own."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy.orm import Session

from intranet.agreements import service as agreements
from intranet.agreements.rules import AgreementKind, Purpose
from intranet.base.actor import Actor, Party
from intranet.base.clock import FixedClock
from intranet.base.db import Database
from intranet.literacy.models import LiteracySession
from intranet.literacy.rules import Mode, Pairing, Pillar, SeatRole, Sector, Segment, SessionKind
from intranet.literacy.service import confirming, people, places, programmes, seats, sessions
from intranet.literacy.service.people import PersonInput
from intranet.literacy.service.places import RoomInput, VenueInput
from intranet.literacy.service.programmes import ProgrammeInput
from intranet.literacy.service.sessions import SessionInput
from intranet.settings import Settings
from tests.conftest import NOW, People

MONDAY = dt.datetime(2026, 11, 30, 2, 0, tzinfo=dt.UTC)  # 09.00 in Jakarta
_USUAL = {Party.BAWASLU: SeatRole.RESOURCE_PERSON, Party.DISKOMINFO: SeatRole.INSTRUCTOR, Party.PARTNER: SeatRole.MODERATOR}


def hours(number: float) -> dt.timedelta:
    return dt.timedelta(hours=number)


@dataclass
class Class:
    """Does things in one office; most methods return an id."""

    db: Database
    clock: FixedClock
    settings: Settings
    people: People
    known: dict[str, str] = field(default_factory=dict)

    def setup(self) -> "Class":
        with self.db.write() as session:
            agreement = agreements.register(
                session,
                self.people.kartika,
                self.clock,
                agreements.AgreementInput(
                    kind=AgreementKind.PKS,
                    title="Perjanjian literasi contoh",
                    signed_on=NOW.date(),
                    starts_on=dt.date(2026, 1, 1),
                    ends_on=dt.date(2027, 12, 31),
                    institution_name="Diskominfo Contoh",
                    parties=(
                        agreements.PartyInput(party=Party.BAWASLU, name="Bawaslu Contoh", number="1/CONTOH"),
                        agreements.PartyInput(party=Party.DISKOMINFO, name="Diskominfo Contoh"),
                    ),
                    purposes=frozenset({Purpose.LITERACY}),
                ),
            )
            self.known["agreement"] = agreement.id
            given = ProgrammeInput(
                title="Literasi contoh",
                goal="Warga cakap dan aman",
                starts_on=dt.date(2026, 11, 1),
                ends_on=dt.date(2027, 1, 31),
                agreement_id=agreement.id,
                targets={Pillar.SAFETY: 10},
            )
            self.known["programme"] = programmes.add(session, self.people.kartika, self.clock, given).id
            self.known["district"] = places.add_district(session, self.people.kartika, self.clock, "Contoh Utara").id
        return self

    def policy(self, pairing: Pairing, sector: Sector = Sector.PUBLIC, valid_from: dt.date = dt.date(2026, 11, 1)) -> str:
        how: dict[str, Any] = {"sector": sector, "pairing": pairing, "valid_from": valid_from, "source": "Kudus 4"}
        with self.db.write() as session:
            return programmes.set_policy(session, self.people.admin, self.clock, agreement_id=self.known["agreement"], **how).id

    def person(self, party: Party = Party.BAWASLU, name: str = "", **changes: Any) -> str:
        usual: dict[str, Any] = {
            "name": name or f"Orang {party.label} {len(self.known)}",
            "party": party,
            "roles": frozenset({_USUAL.get(party, SeatRole.MODERATOR)}),
            "pillars": frozenset({Pillar.SAFETY}),
            "district_id": self.known["district"],
        }
        with self.db.write() as session:
            made = people.add(session, self.people.kartika, self.clock, PersonInput(**{**usual, **changes})).id
        self.known[made] = made
        return made

    def room(self, name: str = "Aula", capacity: int = 100) -> str:
        with self.db.write() as session:
            office = (session, self.people.kartika, self.clock)
            if "venue" not in self.known:
                given = VenueInput(name="Balai Contoh", district_id=self.known["district"])
                self.known["venue"] = places.add_venue(*office, given).id
            return places.set_room(*office, self.known["venue"], RoomInput(name=name, capacity=capacity)).id

    def given(self, **changes: Any) -> SessionInput:
        usual: dict[str, Any] = {
            "programme_id": self.known["programme"],
            "kind": SessionKind.LITERACY,
            "sector": Sector.PUBLIC,
            "segment": Segment.PUPILS,
            "pillars": frozenset({Pillar.SAFETY}),
            "title": "Aman di internet",
            "district_id": self.known["district"],
            "earliest_on": dt.date(2026, 11, 30),
            "latest_on": dt.date(2026, 12, 4),
            "starts_at": MONDAY,
            "mode": Mode.IN_PERSON,
            "place": "SMA Contoh",
        }
        return SessionInput(**{**usual, **changes})

    def session(self, *person_ids: str, who: Actor | None = None, **changes: Any) -> str:
        """A session with these people on seats of their usual roles."""
        return self.sessions([(person_ids, changes)], who)[0]

    def sessions(self, wanted: list[tuple[tuple[str, ...], dict[str, Any]]], who: Actor | None = None) -> list[str]:
        """Several such sessions in one transaction."""
        with self.db.write() as session:
            made = []
            for person_ids, changes in wanted:
                row = sessions.add(session, who or self.people.kartika, self.clock, self.settings, self.given(**changes))
                for person_id in person_ids:
                    role = _USUAL[people.get(session, person_id).party]
                    seats.seat(session, self.people.kartika, self.clock, self.settings, row.id, row.version, role, person_id)
                made.append(row.id)
            return made

    def confirm(self, session_id: str, *parties: Party) -> None:
        """By both parties, or by those named."""
        actors = {Party.BAWASLU: self.people.wulan, Party.DISKOMINFO: self.people.budi}
        for party in parties or (Party.BAWASLU, Party.DISKOMINFO):
            with self.db.write() as session:
                version = sessions.get(session, session_id).version
                confirming.confirm(session, actors[party], self.clock, self.settings, session_id, version)

    def vacate(self, session_id: str, person_id: str, reason: str = "Sakit mendadak", who: Actor | None = None) -> str:
        with self.db.write() as session:
            row = sessions.get(session, session_id)
            seat = next(one for one in row.live_seats if one.person_id == person_id)
            return seats.vacate(session, who or self.people.kartika, self.clock, seat.id, row.version, reason).id

    def see(self, session_id: str) -> LiteracySession:
        with Session(self.db.engine, expire_on_commit=False) as session:
            return sessions.get(session, session_id)


@pytest.fixture
def klass(db, clock, settings, people) -> Class:
    """In a database of each kind."""
    return Class(db, clock, settings, people).setup()


@pytest.fixture
def pages(office_db, clock, settings, staff) -> Class:
    """In the office the app serves."""
    return Class(office_db, clock, settings, staff).setup()
