"""What the parties coordinate, with sensible defaults, in an office of its own."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest

from intranet.base.actor import Actor, Party
from intranet.coordination.models import CoordinationAction, Evaluation, Forum
from intranet.coordination.rules import Check, Direction, EvaluationMode, ForumKind, Occasion, ReferenceKind, Sensitivity
from intranet.coordination.service import actions, evaluations, exchanges, forums, reference
from intranet.coordination.service.actions import Promise
from intranet.coordination.service.evaluations import EvaluationInput
from intranet.coordination.service.exchanges import ExchangeInput, HandOver
from intranet.coordination.service.forums import ForumInput, Guest, Minutes
from intranet.coordination.service.reference import ListInput
from tests.conftest import NOW
from tests.intranet.cases.conftest import cases as cases
from tests.intranet.outreach.conftest import DAY, TODAY, Together

YES = dict.fromkeys(Check, True)
LIST = "Nomor;Nama partai\n1;Partai Melati\n2;Partai Kenanga\n"


@dataclass
class Coordinated(Together):
    """Coordinates in one office; most methods return an id."""

    def office(self, session: Any, who: Actor | None = None) -> tuple[Any, Actor, Any]:
        return session, who or self.people.wulan, self.clock

    def forum(self, who: Actor | None = None, **changes: Any) -> str:
        usual: dict[str, Any] = {
            "kind": ForumKind.PERIODIC,
            "title": "Forum triwulan",
            "agenda": "Perkara yang terlambat",
            "starts_at": NOW,
        }
        with self.db.write() as session:
            return forums.call(*self.office(session, who), ForumInput(**{**usual, **changes})).id

    def guests(self, forum: str) -> list[str]:
        """One of each party is invited."""
        with self.db.write() as session:
            return [
                forums.invite(*self.office(session), forum, Guest(staff_id=one.id)).id
                for one in (self.people.wulan, self.people.budi)
            ]

    def minute(self, forum: str, came: list[str], who: Actor | None = None, **changes: Any) -> None:
        usual: dict[str, Any] = {"on": TODAY, "chair": "Ketua Contoh", "points": "Disepakati.", "came": came}
        with self.db.write() as session:
            version = forums.get(session, forum).version
            forums.minute(*self.office(session, who), self.settings, forum, version, Minutes(**{**usual, **changes}))

    def promise(self, of: str, owner: Actor | None = None, days: int = 7, who: Actor | None = None, **changes: Any) -> str:
        owner_id = (owner or self.people.budi).id
        given = Promise(**{"text": "Menyusun panduan", "owner_id": owner_id, "due_on": TODAY + days * DAY, **changes})
        with self.db.write() as session:
            found = session.get(Forum, of) or session.get_one(Evaluation, of)
            return actions.promise(*self.office(session, who), self.settings, found, given).id

    def done(self, action: str, who: Actor | None = None, result: str = "Selesai disusun") -> None:
        with self.db.write() as session:
            version = session.get_one(CoordinationAction, action).version
            actions.done(*self.office(session, who or self.people.budi), self.settings, action, version, result)

    def evaluation(self, agreement: str, who: Actor | None = None, **changes: Any) -> str:
        usual: dict[str, Any] = {
            "agreement_id": agreement,
            "mode": EvaluationMode.JOINT,
            "occasion": Occasion.YEARLY,
            "first_on": TODAY - 90 * DAY,
            "last_on": TODAY,
        }
        with self.db.write() as session:
            given = EvaluationInput(**{**usual, **changes})
            return evaluations.begin(*self.office(session, who), self.settings, given).id

    def issue(self, evaluation: str, who: Actor | None = None, summary: str = "Berjalan baik.", nothing: bool = True) -> None:
        with self.db.write() as session:
            row = evaluations.get(session, evaluation)
            evaluations.write(*self.office(session, who), evaluation, row.version, summary, nothing_found=nothing)
            evaluations.issue(*self.office(session, who), self.settings, evaluation, row.version)

    def exchange(self, who: Actor | None = None, **changes: Any) -> str:
        usual: dict[str, Any] = {
            "direction": Direction.OUT,
            "other": "Diskominfo Contoh",
            "what": "Daftar tautan",
            "purpose": "Penanganan konten",
            "legal_basis": "Pasal 9 perjanjian",
            "sensitivity": Sensitivity.LIMITED,
            "retention": "Sampai selesai",
            "answers": YES,
        }
        with self.db.write() as session:
            return exchanges.prepare(*self.office(session, who), ExchangeInput(**{**usual, **changes})).id

    def hand_over(self, exchange: str, who: Actor | None = None, on: dt.date = TODAY) -> str:
        with self.db.write() as session:
            version = exchanges.get(session, exchange).version
            handed = HandOver(version, on, "Wulan Contoh", "Budi Contoh")
            return exchanges.hand_over(*self.office(session, who), self.settings, exchange, handed).number or ""

    def take_in(self, text: str | bytes = LIST, **changes: Any) -> str:
        content = text.encode() if isinstance(text, str) else text
        usual: dict[str, Any] = {"source": "Keputusan contoh", "dated_on": TODAY, "file_name": "partai.csv", "content": content}
        with self.db.write() as session:
            given = ListInput(**{"kind": ReferenceKind.PARTIES, **usual, **changes})
            return reference.take_in(*self.office(session), self.settings, given).id

    def apply(self, taken: str, seen: str = "") -> None:
        with self.db.write() as session:
            row = reference.get(session, taken)
            seen = seen or reference.digest(reference.preview(session, row))
            reference.apply(*self.office(session), taken, row.version, seen)

    def told(self, subject: str, row_id: str) -> list[str]:
        return [kind.removeprefix("coordination.") for kind in self.trail(subject, row_id)]

    def with_register(self) -> str:
        """An agreement with the population register."""
        return self.agreement(Party.DISKOMINFO, Party.DUKCAPIL, title="Pemanfaatan data")


@pytest.fixture
def together(db, clock, settings, people) -> Coordinated:
    """In a database of each kind."""
    return Coordinated(db, clock, settings, people)


@pytest.fixture
def joined(office_db, clock, settings, staff) -> Coordinated:
    """In the office the app serves."""
    return Coordinated(office_db, clock, settings, staff)
