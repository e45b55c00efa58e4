"""Breaches, requests and old cases, with sensible defaults, in an office of its own."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest

from intranet.base import trail
from intranet.base.actor import Actor
from intranet.cases.rules import Event, Outcome
from intranet.privacy.rules import Proof, Recipient, RequestKind
from intranet.privacy.service import incidents, subjects
from intranet.privacy.service.incidents import IncidentInput, Letter
from tests.conftest import NOW
from tests.intranet.cases.conftest import cases as cases
from tests.intranet.cases.conftest import cases_everywhere as cases_everywhere
from tests.intranet.cases.factories import ENDING, Cases

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
LETTER = Letter("Kartika Contoh", "Kepala Dinas", "(0299) 123456")


@dataclass
class Privacy:
    """Does things in one office; most methods return an id."""

    cases: Cases

    @property
    def budi(self) -> Actor:
        return self.cases.people.budi

    def incident(self, **changes: Any) -> str:
        usual: dict[str, Any] = {
            "title": "Lembar cetak tertinggal",
            "discovered_at": NOW - HOUR,
            "exposed": "Nama dan nomor telepon.",
            "happened": "Kamis malam",
            "how": "Lembar tertinggal di ruang tunggu.",
            "recovery": "Lembar diambil dan dimusnahkan.",
            "complainants": 2,
        }
        c = self.cases
        with c.db.write() as session:
            return incidents.record(session, self.budi, c.clock, c.settings, IncidentInput(**{**usual, **changes})).id

    def letter(self, incident: str, to: Recipient, *, send: bool = True) -> str:
        c = self.cases
        with c.db.write() as session:
            version = incidents.get(session, incident).version
            row = incidents.issue(session, self.budi, c.clock, c.settings, incident, version, to, LETTER)
            if send:
                how = {"way": "Pos tercatat", "proof": "Resi 12345"}
                incidents.mark_sent(session, self.budi, c.clock, incident, row.id, at=c.clock.now(), **how)
            return row.id

    def ask(self, kind: RequestKind, *case_ids: str) -> str:
        c = self.cases
        with c.db.write() as session:
            return subjects.ask(session, self.budi, c.clock, c.settings, kind, Proof.CODE, case_ids).id

    def closed(self, days_ago: int, **told: Any) -> str:
        """A complaint that came and was closed that many days ago."""
        c, now = self.cases, self.cases.clock.now()
        c.clock.set(now - days_ago * DAY)
        case_id = c.create(**told)
        c.assign(case_id, self.budi, self.budi)
        c.move(case_id, self.budi, Event.TAKE_UP)
        c.move(case_id, self.budi, Event.CLOSE, outcome=Outcome.NOT_COMPETENT, **ENDING)
        c.clock.set(now)
        return case_id

    def holds(self) -> bool:
        with self.cases.db.read() as session:
            return not list(trail.verify(session))


@pytest.fixture
def everywhere(cases_everywhere: Cases) -> Privacy:
    """In a database of each kind."""
    return Privacy(cases_everywhere)


@pytest.fixture
def private(cases: Cases) -> Privacy:
    """In the office the app serves."""
    return Privacy(cases)
