"""A case with a piece of evidence, marks on them, and disclosures taken step by step."""

import datetime as dt
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from intranet.agencies.models import Agency
from intranet.base.actor import Actor, Party
from intranet.cases import marking
from intranet.disclosure.models import Disclosure, Mark
from intranet.disclosure.rules import Form, Level, Step
from intranet.disclosure.service import requests
from intranet.disclosure.service.marks import MarkInput
from intranet.disclosure.service.requests import Asked, Said
from intranet.evidence import service as evidence
from intranet.evidence.service import About
from intranet.evidence.store import Store
from intranet.partners import service as partners
from intranet.partners.rules import PartnerKind
from intranet.partners.service import PartnerInput
from tests.intranet.cases.factories import Cases

WHY = "Begitu menurut pemeriksaan."
SAID = Said(reason=WHY, letter_no="12/CONTOH", letter_on=dt.date(2026, 11, 19))


@dataclass
class Kept:
    """Works on marks and disclosures in one office. Cases are Bawaslu's unless said otherwise."""

    c: Cases

    @property
    def people(self):
        return self.c.people

    def theirs(self) -> str:
        """A case Bawaslu holds."""
        return self.c.in_study()

    def evidence(self, case_id: str, actor: Actor) -> str:
        store = Store(self.c.settings.data_dir)
        with self.c.db.write() as session:
            file = store.incoming(1000)
            file.write(b"isi bukti")
            subject = ("case", case_id)
            values = {"subject": subject, "file": file, "name": "bukti.txt", "about": About()}
            return evidence.add_file(session, actor, self.c.clock, store, **values).id

    def mark(self, case_id: str, actor: Actor, level: Level, item_id: str = "", **given: object) -> Mark:
        """Mark a case or an item of its evidence."""
        with self.c.db.write() as session:
            row = session.get(Mark, ("evidence", item_id) if item_id else ("case", case_id))
            how = {"level": level, "reason": WHY, "version": row.version if row else 0, **given}
            rest = (session, actor, self.c.clock, self.c.settings, case_id)
            made = (
                marking.mark_evidence(*rest, item_id, MarkInput(**how)) if item_id else marking.mark_case(*rest, MarkInput(**how))
            )
            session.expunge(made)
            return made

    def ask(self, case_id: str, actor: Actor, form: Form = Form.READ, items: tuple[str, ...] = (), **to: object) -> str:
        """Ask for a disclosure of the case (or ``items``), to Diskominfo unless said otherwise; its id."""
        given = {"form": form, "purpose": WHY, "basis": "Perjanjian pasal 9", **(to or {"to_party": Party.DISKOMINFO})}
        with self.c.db.write() as session:
            chosen = set(items) or {case_id}
            return marking.ask(session, actor, self.c.clock, self.c.settings, case_id, chosen, Asked(**given)).id

    def step(self, disclosure_id: str, actor: Actor, *steps: Step, said: Said = SAID) -> Disclosure:
        """Take a disclosure on."""
        for step in steps:
            row = self.row(disclosure_id)
            with self.c.db.write() as session:
                requests.step(session, actor, self.c.clock, self.c.settings, disclosure_id, row.version, step, said)
        return self.row(disclosure_id)

    def agree(self, disclosure_id: str) -> None:
        """Bawaslu's commissioner consents, Diskominfo's head approves."""
        self.step(disclosure_id, self.people.halim, Step.CONSENT)
        self.step(disclosure_id, self.people.kartika, Step.APPROVE)

    def row(self, disclosure_id: str) -> Disclosure:
        with self.c.db.read() as session:
            row = session.get_one(Disclosure, disclosure_id)
            session.expunge_all()
            return row

    def partner(self, agency: str = "Partner Contoh", name: str = "KPU Contoh") -> str:
        """A partner whose people are the named agency's; its id."""
        with self.c.db.write() as session:
            agency_id = session.scalar(select(Agency.id).where(Agency.name == agency))
            given = PartnerInput(kind=PartnerKind.KPU, name=name, valid_from=dt.date(2026, 1, 1), agency_id=agency_id)
            return partners.add(session, self.people.kartika, self.c.clock, given).id


@pytest.fixture
def kept(db, clock, settings, keys, people) -> Kept:
    """In a database of each kind."""
    return Kept(Cases(db, clock, settings, keys, people))


@pytest.fixture
def kept_here(office_db, clock, settings, keys, staff) -> Kept:
    """In the office the app serves."""
    return Kept(Cases(office_db, clock, settings, keys, staff))
