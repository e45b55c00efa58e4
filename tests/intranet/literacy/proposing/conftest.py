"""A month with wishes and people, and a worker at hand; on each database."""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

import pytest

from intranet.base.actor import Party
from intranet.literacy.models import PlanProposal
from intranet.literacy.proposing import applying, asking, result, running
from intranet.literacy.proposing.applying import Outcome
from intranet.literacy.proposing.order import Order
from intranet.literacy.proposing.people import no_duties
from intranet.literacy.service import sessions
from tests.intranet.literacy.conftest import Class

B, D = Party.BAWASLU, Party.DISKOMINFO
FIRST, LAST = dt.date(2026, 12, 1), dt.date(2026, 12, 31)


@dataclass
class Month:
    """Asks for plans of one month and applies them."""

    klass: Class
    duties: Any = no_duties

    def wish(self, count: int = 1, helpers: int = 1, **changes: Any) -> list[str]:
        usual = {"starts_at": None, "earliest_on": FIRST, "latest_on": LAST}
        with self.klass.db.write() as session:
            given = self.klass.given(**{**usual, **changes})
            office = (session, self.klass.people.kartika, self.klass.clock, self.klass.settings)
            return [row.id for row in asking.wish(*office, given, count, helpers)]

    def ask(self, seconds: int = 5, **order: Any) -> str:
        office = (self.klass.people.kartika, self.klass.clock, self.klass.settings)
        with self.klass.db.write() as session:
            return asking.ask(session, *office, Order(**{"first": FIRST, "last": LAST, **order}), seconds).id

    def work(self) -> bool:
        return running.work_once(self.klass.db, self.klass.clock, self.klass.settings, self.duties)

    def plan(self, **order: Any) -> str:
        made = self.ask(**order)
        assert self.work()
        return made

    def see(self, proposal_id: str) -> PlanProposal:
        with self.klass.db.read() as session:
            row = asking.get(session, proposal_id)
            session.expunge(row)
            return row

    def data(self, proposal_id: str) -> result.Data:
        return json.loads(self.see(proposal_id).result)

    def lines(self, proposal_id: str) -> dict[str, dict[str, Any]]:
        return {line["session"]: line for line in self.data(proposal_id)["lines"]}

    def apply(self, proposal_id: str, *session_ids: str) -> Outcome:
        office = (self.klass.people.kartika, self.klass.clock, self.klass.settings)
        with self.klass.db.write() as session:
            version = asking.get(session, proposal_id).version
            return applying.apply(session, *office, proposal_id, version, session_ids or None, self.duties)

    def again(self, proposal_id: str, *changes: asking.Change) -> str:
        office = (self.klass.people.kartika, self.klass.clock, self.klass.settings)
        with self.klass.db.write() as session:
            version = asking.get(session, proposal_id).version
            made = asking.again(session, *office, proposal_id, version, list(changes)).id
        assert self.work()
        return made

    def seated(self, session_id: str) -> set[str]:
        return {seat.person_id for seat in self.klass.see(session_id).live_seats if seat.person_id}

    def amend(self, session_id: str, **changes: Any) -> None:
        with self.klass.db.write() as session:
            row = sessions.get(session, session_id)
            usual = {"starts_at": row.starts_at, "earliest_on": row.earliest_on, "latest_on": row.latest_on}
            given = self.klass.given(**{**usual, **changes})
            office = (self.klass.people.kartika, self.klass.clock, self.klass.settings)
            sessions.amend(session, *office, session_id, row.version, given)


@pytest.fixture
def month(klass) -> Month:
    """With nobody and nothing in it yet."""
    return Month(klass)


@pytest.fixture
def team(klass) -> tuple[str, str, str, str]:
    """Two of each party."""
    return (
        klass.person(B, "Ratna Contohwati"),
        klass.person(B, "Joko Misalan"),
        klass.person(D, "Bagus Rekaan"),
        klass.person(D, "Citra Ujicoba"),
    )
