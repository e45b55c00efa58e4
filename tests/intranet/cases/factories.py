"""Cases with sensible defaults, for page and list tests."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from intranet.base.actor import Actor
from intranet.base.clock import FixedClock
from intranet.base.db import Database
from intranet.base.sealing import FieldKeys
from intranet.cases import moving, service, tracking
from intranet.cases.models import Track
from intranet.cases.moving import Step
from intranet.cases.rules import Channel, ElectionCrime, Event, Notice, Source
from intranet.cases.service import Facts, Person
from intranet.cases.tracks import Act
from intranet.settings import Settings
from shared.elements import Standing
from shared.questions import Platform, Topic
from tests.conftest import People

NIK = "3319994506900001"
WHY = "Begitu menurut hasil pemeriksaan."
ENDING = {"reason": WHY, "legal_basis": "UU 7/2017 Pasal 454", "notice": Notice.LETTER, "crime": ElectionCrime.NO}
PERSON = Person(NIK, "Sari Contoh", "Jalan Melati 9, Desa Contoh", "081200009999", "sari@contoh.example")


@dataclass
class Cases:
    """Makes cases in one office and moves them on."""

    db: Database
    clock: FixedClock
    settings: Settings
    keys: FieldKeys
    people: People

    def create(self, **told: object) -> str:
        """Register a complaint; returns its id. ``told``: source, standing, and fields of Facts."""
        with self.db.write() as session:
            return self.receive(session, **told)

    def receive(
        self,
        session: Session,
        *,
        source: Source = Source.PUBLIC_COMPLAINT,
        standing: Standing = Standing.VERIFIED,
        **facts: object,
    ) -> str:
        """The same in a transaction at hand."""
        told = {"topic": Topic.HOAX, "platform": Platform.FACEBOOK, "respondent": "Akun Contoh", "narrative": "Ada berita bohong."}
        return service.receive(
            session,
            self.people.budi,
            self.clock,
            self.settings,
            self.keys,
            source=source,
            channel=Channel.DESK,
            facts=Facts(**{**told, **facts}),  # type: ignore[arg-type]
            person=PERSON,
            standing=standing,
        ).id

    def draft(self, actor: Actor) -> str:
        """Begin a complaint at the desk; returns its id."""
        with self.db.write() as session:
            return service.draft(
                session,
                actor,
                self.clock,
                self.settings,
                self.keys,
                source=Source.PUBLIC_COMPLAINT,
                channel=Channel.DESK,
                facts=Facts(),
                person=Person(),
            ).id

    def assign(self, case_id: str, actor: Actor, officer: Actor) -> None:
        """Name the officer of a case."""
        with self.db.write() as session:
            service.assign(session, actor, self.clock, case_id, service.get(session, case_id).version, officer.id)

    def move(self, case_id: str, actor: Actor, event: Event, **how: object) -> None:
        """Move a case on."""
        with self.db.write() as session:
            version = service.get(session, case_id).version
            moving.move(session, actor, self.clock, self.settings, case_id, version, event, Step(**how))  # type: ignore[arg-type]

    def in_triage(self) -> str:
        """A case that Budi has taken up; returns its id."""
        case_id = self.create()
        self.assign(case_id, self.people.budi, self.people.budi)
        self.move(case_id, self.people.budi, Event.TAKE_UP)
        return case_id

    def in_analysis(self) -> str:
        """A case with Bawaslu; returns its id."""
        case_id = self.in_triage()
        self.move(case_id, self.people.budi, Event.CONTENT_ONLY)
        return case_id

    def in_study(self, **facts: object) -> str:
        """A case in Wulan's initial study; returns its id."""
        case_id = self.create(**facts)
        self.assign(case_id, self.people.budi, self.people.budi)
        self.move(case_id, self.people.budi, Event.TAKE_UP)
        self.move(case_id, self.people.budi, Event.ELECTION_MATTER)
        self.assign(case_id, self.people.wulan, self.people.wulan)
        return case_id

    def track(self, case_id: str) -> Track:
        """The track of a case that has not ended."""
        with self.db.read() as session:
            (found,) = tracking.running(session, case_id)
            return found

    def act(self, case_id: str, actor: Actor, *acts: Act, note: str = "Surat nomor 1/CONTOH/2026") -> None:
        """Move the running track of a case along."""
        for what in acts:
            track = self.track(case_id)
            with self.db.write() as session:
                moving.act(session, actor, self.clock, self.settings, track.id, track.version, what, note)

    def version(self, case_id: str) -> int:
        """The version a form shown now would carry."""
        with self.db.read() as session:
            return service.get(session, case_id).version
