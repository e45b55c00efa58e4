"""An office with agreements, and rows of every kind that a ledger reads, filled with whatever a test does not care about."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest
from sqlalchemy import Boolean, Date, Enum, Integer, inspect
from sqlalchemy.orm import Session

from intranet.agencies.models import Staff
from intranet.agreements import service as agreements
from intranet.agreements.models import Agreement
from intranet.agreements.rules import AgreementKind, Purpose
from intranet.agreements.service import AgreementInput, PartyInput
from intranet.base.actor import Party
from intranet.base.clock import FixedClock
from intranet.base.db import Base, Database, UtcDateTime
from intranet.duties import queries
from intranet.duties.rules import Finding
from intranet.duties.sources import SOURCES
from intranet.literacy.models import (
    District,
    LiteracyPerson,
    LiteracySession,
    PairingPolicy,
    PartyConfirmation,
    Programme,
    Seat,
)
from intranet.literacy.models.columns import EnumSet
from intranet.literacy.rules import Pairing, Pillar, ProgrammeState, SeatRole, Sector, SessionKind, SessionState
from intranet.settings import Settings
from tests.conftest import NOW, People

TODAY = dt.date(2026, 11, 20)
DAY = dt.timedelta(days=1)


@dataclass
class Office:
    """Puts rows into one office and asks how duties stand."""

    db: Database
    clock: FixedClock
    settings: Settings
    people: People
    known: dict[str, str] = field(default_factory=dict)
    number: Callable[[], int] = field(default_factory=lambda: count(1).__next__)

    def agreement(self, *parties: Party, since: int = 200, left: int = 200, purpose: Purpose | None = None, **changes: Any) -> str:
        parties = parties or (Party.BAWASLU, Party.DISKOMINFO)
        registry = Party.DUKCAPIL in parties
        usual: dict[str, Any] = {
            "kind": AgreementKind.PKS,
            "title": "Kerja sama contoh",
            "signed_on": TODAY - since * DAY,
            "starts_on": TODAY - since * DAY,
            "ends_on": TODAY + left * DAY,
            "institution_name": "Diskominfo Contoh",
            "parties": tuple(PartyInput(party=party, name=f"{party.value} Contoh") for party in parties),
            "purposes": frozenset({purpose or (Purpose.POPULATION_CHECK if registry else Purpose.CONTENT_OVERSIGHT)}),
            "approval_letter_no": "470/1/Contoh",
        }
        with self.db.write() as session:
            made = agreements.register(session, self.people.kartika, self.clock, AgreementInput(**{**usual, **changes})).id
        self.known["agreement"] = made
        return made

    def put(self, table: type[Base], days: float = 0, /, **given: Any) -> str:
        """One row; what is not given is filled. ``days``: how many days ago every moment and day of it was."""
        with self.db.write() as session:
            return self.add(session, table, days, **given)

    def add(self, session: Session, table: type[Base], days: float = 0, /, **given: Any) -> str:
        moment = NOW - days * DAY
        for column in inspect(table).columns:
            if column.key in given or column.nullable or column.default is not None or column.server_default is not None:
                continue
            given[column.key] = self._filled(column, moment)
        row = table(**given)
        session.add(row)
        session.flush()
        return str(getattr(row, "id", ""))

    def _filled(self, column: Any, moment: dt.datetime) -> Any:
        if any(key.column.table.name == Staff.__tablename__ for key in column.foreign_keys):
            return self.people.budi.id
        if isinstance(column.type, EnumSet):
            return frozenset({Pillar.SAFETY})
        if isinstance(column.type, Enum):
            return next(iter(column.type.enum_class or ()))
        if isinstance(column.type, UtcDateTime):
            return moment
        if isinstance(column.type, Date):
            return moment.date()
        if isinstance(column.type, Boolean):
            return False
        return 1 if isinstance(column.type, Integer) else f"isi {self.number()}"

    def change(self, kind: type[Base], row_id: str, **values: Any) -> None:
        with self.db.write() as session:
            row = session.get(kind, row_id)
            for name, value in values.items():
                setattr(row, name, value)

    def held(
        self, days: int, sector: Sector = Sector.PUBLIC, kind: SessionKind = SessionKind.LITERACY, *, alone: bool = False
    ) -> str:
        """A session held ``days`` ago by a pair, or by Diskominfo alone."""
        with self.db.write() as session:
            if "programme" not in self.known:
                agreement = self.known["agreement"]
                self.known["programme"] = self.add(
                    session,
                    Programme,
                    agreement_id=agreement,
                    state=ProgrammeState.RUNNING,
                    starts_on=TODAY - 90 * DAY,
                    ends_on=TODAY + 90 * DAY,
                )
                self.known["district"] = self.add(session, District)
                for one in Sector:
                    how = {"agreement_id": agreement, "sector": one, "pairing": Pairing.JOINT_OR_SOLO}
                    self.known[one.value] = self.add(session, PairingPolicy, **how)
            at = NOW - days * DAY
            row = self.add(
                session,
                LiteracySession,
                days,
                state=SessionState.WANTED,
                state_reason="",
                programme_id=self.known["programme"],
                policy_id=self.known[sector.value],
                sector=sector,
                kind=kind,
                district_id=self.known["district"],
                starts_at=at,
                ends_at=at + dt.timedelta(hours=2),
                on_day=at.date(),
                minutes=120,
                solo_reason="Disepakati" if alone else "",
            )
            pair = {Party.DISKOMINFO: SeatRole.INSTRUCTOR, Party.BAWASLU: SeatRole.RESOURCE_PERSON}
            for party, role in list(pair.items())[: 1 if alone else 2]:
                person = self.add(session, LiteracyPerson, party=party, roles=frozenset({role}), pillars=frozenset({Pillar.SAFETY}))
                self.add(
                    session,
                    Seat,
                    session_id=row,
                    party=party,
                    role=role,
                    person_id=person,
                    filled_by=self.people.budi.id,
                    filled_at=at,
                )
                self.add(session, PartyConfirmation, session_id=row, party=party)
            found = session.get_one(LiteracySession, row)
            found.state, found.held_at = SessionState.HELD, at
        return row

    def find(self, name: str, agreement: str = "", today: dt.date = TODAY) -> Finding:
        """What a source says of an agreement."""
        with self.db.read() as session:
            row = session.get_one(Agreement, agreement or self.known["agreement"])
            return SOURCES[name].find(session, row, queries.period_of(row, today, self.settings.zone), today)


@pytest.fixture
def office(db, clock, settings, people) -> Office:
    """In a database of each kind."""
    return Office(db, clock, settings, people)


@pytest.fixture
def shown(office_db, clock, settings, staff) -> Office:
    """In the office the app serves."""
    return Office(office_db, clock, settings, staff)
