"""Acts and enforcements with sensible defaults, in an office of its own."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest

from intranet.base.actor import Actor
from intranet.base.clock import FixedClock
from intranet.base.db import Database
from intranet.base.sealing import FieldKeys
from intranet.oversight.service import accounts
from intranet.partners import service as partners
from intranet.partners.rules import PartnerKind
from intranet.prevention.rules import ActKind, Audience, Heed, Medium, PropKind, PropReason
from intranet.prevention.service import acts, props
from intranet.prevention.service.acts import ActInput
from intranet.prevention.service.props import EnforcementInput
from intranet.settings import Settings
from tests.conftest import People

TODAY = dt.date(2026, 11, 20)
PAIR = "Pasangan Calon 99"


@dataclass
class Guard:
    """Does things in one office; most methods return an id."""

    db: Database
    clock: FixedClock
    settings: Settings
    keys: FieldKeys
    people: People

    def participant(self, name: str = PAIR) -> str:
        with self.db.write() as session:
            return accounts.introduce(session, name)

    def given(self, **changes: Any) -> ActInput:
        usual: dict[str, Any] = {
            "kind": ActKind.WARNING,
            "audience": Audience.NAMED,
            "addressee": "Tim kampanye contoh",
            "medium": Medium.LETTER,
            "done_on": TODAY,
            "subject": "Alat peraga di taman kota",
            "text": "Agar diturunkan dalam tiga hari.",
        }
        return ActInput(**{**usual, **changes})

    def act(self, who: Actor | None = None, **changes: Any) -> str:
        with self.db.write() as session:
            return acts.record(session, who or self.people.wulan, self.clock, self.settings, self.given(**changes)).id

    def came_of(self, act_id: str, outcome: Heed, who: Actor | None = None, **how: Any) -> str | None:
        with self.db.write() as session:
            version = acts.get(session, act_id).version
            usual: dict[str, Any] = {"outcome": outcome, "on": TODAY, "note": "Dilihat petugas."}
            office = (self.clock, self.settings, self.keys)
            return acts.follow_up(session, who or self.people.wulan, *office, act_id, version, **{**usual, **how}).led_case_id

    def partner(self, name: str = "Satpol PP Contoh") -> str:
        given = partners.PartnerInput(kind=PartnerKind.LOCAL_OFFICE, name=name, valid_from=TODAY - dt.timedelta(days=30))
        with self.db.write() as session:
            return partners.add(session, self.people.kartika, self.clock, given).id

    def minutes(self, **changes: Any) -> str:
        usual: dict[str, Any] = {
            "done_at": self.clock.now() - dt.timedelta(hours=1),
            "place": "Taman Kota Contoh",
            "district": "Contoh Utara",
            "members": frozenset({self.people.wulan.id, self.people.budi.id}),
            "order_no": "SK 99/CONTOH",
        }
        with self.db.write() as session:
            given = EnforcementInput(**{**usual, **changes})
            return props.open_enforcement(session, self.people.wulan, self.clock, given).id

    def count(self, row: str, participant: str = PAIR, reason: PropReason = PropReason.ZONE, **numbers: int) -> None:
        counts = {PropKind(name): number for name, number in numbers.items()}
        with self.db.write() as session:
            how: dict[str, Any] = {"participant": participant, "reason": reason, "counts": counts}
            props.count(session, self.people.wulan, self.clock, row, **how)

    def close(self, row: str, storage: str = "Gudang Contoh") -> None:
        with self.db.write() as session:
            props.close(session, self.people.wulan, self.clock, row, props.get(session, row).version, storage)

    def give_back(self, row: str, key: str = "pasangan calon 99", taken_by: str = "Rekaanto", **numbers: int) -> str:
        counts = {PropKind(name): number for name, number in numbers.items()}
        how: dict[str, Any] = {"participant_key": key, "taken_by": taken_by, "on": TODAY, "counts": counts}
        with self.db.write() as session:
            return props.give_back(session, self.people.wulan, self.clock, self.settings, row, **how).id


@pytest.fixture
def guard(db, clock, settings, keys, people) -> Guard:
    """In a database of each kind."""
    return Guard(db, clock, settings, keys, people)


@pytest.fixture
def guarded(office_db, clock, settings, keys, staff) -> Guard:
    """In the office the app serves."""
    return Guard(office_db, clock, settings, keys, staff)
