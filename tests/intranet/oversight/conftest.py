"""Shifts, accounts and fact checks with sensible defaults, in an office of its own."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest

from intranet.base.actor import Actor
from intranet.base.clock import FixedClock
from intranet.base.db import Database
from intranet.base.sealing import FieldKeys
from intranet.oversight.rules import ContentCategory, FactEvent, FirstDraft, Verdict
from intranet.oversight.service import accounts, fact_checks, patrol
from intranet.oversight.service.accounts import AccountInput
from intranet.oversight.service.fact_checks import Findings
from intranet.oversight.service.patrol import ShiftInput
from intranet.settings import Settings
from shared.questions import Platform
from tests.conftest import People

FINDINGS = Findings(
    reason="Dapat dibandingkan dengan pengumuman resmi.",
    sources="Pengumuman KPU Contoh",
    verdict=Verdict.HOAX,
    first_draft=FirstDraft.FABRICATED,
    public_text="Tidak benar.",
)


@dataclass
class Watch:
    """Does things in one office; every method returns an id."""

    db: Database
    clock: FixedClock
    settings: Settings
    keys: FieldKeys
    people: People

    def shift(self, **changes: Any) -> str:
        now = self.clock.now()
        given: dict[str, Any] = {
            "starts_at": now,
            "ends_at": now + dt.timedelta(hours=3),
            "platforms": frozenset({Platform.TIKTOK, Platform.X}),
            "members": frozenset({self.people.wulan.id, self.people.tirta.id}),
            "keywords": "tagar contoh",
        }
        with self.db.write() as session:
            return patrol.open_shift(session, self.people.wulan, self.clock, ShiftInput(**{**given, **changes})).id

    def enter(self, shift_id: str, text: str, category: ContentCategory = ContentCategory.HOAX, summary: str = "") -> str:
        with self.db.write() as session:
            who = self.people.wulan
            return patrol.enter(session, who, self.clock, shift_id, text=text, category=category, summary=summary).id

    def make_case(self, entry_id: str) -> str:
        with self.db.write() as session:
            return patrol.make_case(session, self.people.budi, self.clock, self.settings, self.keys, entry_id).id

    def close(self, shift_id: str, note: str = "") -> None:
        with self.db.write() as session:
            patrol.close_shift(session, self.people.wulan, self.clock, shift_id, patrol.get(session, shift_id).version, note)

    def account(self, account: str = "paslon99", **changes: Any) -> str:
        given: dict[str, Any] = {
            "participant": "Pasangan Calon 99",
            "account": account,
            "platform": Platform.TIKTOK,
            "registered_on": dt.date(2026, 10, 1),
            "closes_on": dt.date(2026, 11, 24),
            "letter": "Surat KPU contoh",
        }
        with self.db.write() as session:
            return accounts.register(session, self.people.wulan, self.clock, AccountInput(**{**given, **changes})).id

    @property
    def me(self) -> tuple[Actor, FixedClock]:
        """Who reads, and when."""
        return self.people.wulan, self.clock

    def check(self, case_id: str | None = None, claim: str = "Pemungutan suara dipindahkan.") -> str:
        with self.db.write() as session:
            return fact_checks.open_check(session, self.people.wulan, self.clock, self.settings, claim, case_id).id

    def move(self, check_id: str, *events: FactEvent, findings: Findings = FINDINGS) -> None:
        for event in events:
            with self.db.write() as session:
                version = fact_checks.get(session, self.people.wulan, self.clock, check_id).version
                fact_checks.move(session, self.people.wulan, self.clock, self.settings, check_id, version, event, findings)


@pytest.fixture
def watch(db, clock, settings, keys, people) -> Watch:
    """In a database of each kind."""
    return Watch(db, clock, settings, keys, people)


@pytest.fixture
def watched(office_db, clock, settings, keys, staff) -> Watch:
    """In the office the app serves."""
    return Watch(office_db, clock, settings, keys, staff)
