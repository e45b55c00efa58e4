"""Papers with sensible defaults, in an office of its own."""

import datetime as dt
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from intranet.base.actor import Actor
from intranet.calendar.rules import ElectionKind
from intranet.cases.rules import Event
from intranet.cases.service import Person
from intranet.documents import assembling, codes, contents, prefill, service
from intranet.documents.assembling import DocumentInput
from intranet.documents.bodies import Signature
from intranet.documents.models import Document
from intranet.documents.rules import DocumentKind, Form
from intranet.evidence import service as evidence
from intranet.evidence.service import About
from intranet.evidence.store import Store
from shared.questions import Platform
from tests.intranet.cases.factories import WHY, Cases

SIGN = Signature("", "Ketua Bawaslu Kabupaten Contoh", "198001012005011001")
SAID = "Sebagaimana tercatat dalam berkas perkara."


@dataclass
class Desk(Cases):
    """Makes papers of cases; every method returns an id."""

    def in_handling(self, platform: Platform = Platform.FACEBOOK, **facts: object) -> str:
        """A case with Diskominfo, for whose content a request is open."""
        told = {"link": "https://facebook.contoh.id/kiriman/1", **facts}
        case_id = self.create(platform=platform, **told)
        self.assign(case_id, self.people.budi, self.people.budi)
        self.move(case_id, self.people.budi, Event.TAKE_UP)
        self.move(case_id, self.people.budi, Event.CONTENT_ONLY)
        self.move(case_id, self.people.wulan, Event.RECOMMEND_REMOVAL, reason="Memuat kabar bohong tentang pemungutan suara.")
        return case_id

    def in_referral(self) -> str:
        """A case referred to the police, whose letter is not signed yet."""
        case_id = self.in_triage()
        self.move(case_id, self.people.budi, Event.REFER, reason=WHY, addressee="Polres Contoh")
        return case_id

    def attach(self, case_id: str, content: bytes = b"isi bukti", name: str = "bukti.txt") -> str:
        """Add a file to a case."""
        store = Store(self.settings.data_dir)
        with self.db.write() as session:
            file = store.incoming(1024)
            file.write(content)
            subject = ("case", case_id)
            about = About(title=name)
            item = evidence.add_file(
                session, self.people.budi, self.clock, store, subject=subject, file=file, name=name, about=about
            )
            return item.id

    def given(self, actor: Actor, kind: DocumentKind, case_id: str = "", **changes: Any) -> DocumentInput:
        """A paper as the page would fill it in, with nothing missing; ``texts`` replace single fields."""
        texts = changes.pop("texts", {})
        if kind is DocumentKind.TAKEDOWN_PACK and "track_ids" not in changes:
            changes["track_ids"] = frozenset({self.track(case_id).id})
        asked = DocumentInput(kind=kind, case_ids=(case_id,) if case_id else (), **changes)
        with self.db.read() as session:
            matter = assembling.gathered(session, actor, self.settings, self.clock, asked)
            written = prefill.texts(kind, matter, service.house(session, self.settings, actor))
        day = matter.today.isoformat()
        fill = {one.name: day if one.input is contents.Input.DAY else SAID for one in contents.FIELDS[kind] if one.required}
        if kind is DocumentKind.HANDOVER:
            fill["items"] = "Satu map berkas"
        return DocumentInput(
            kind=kind,
            case_ids=tuple(case.id for case in matter.cases),
            subject=prefill.subject(kind, matter),
            texts={**fill, **{name: text for name, text in written.items() if text}, **texts},
            **changes,
        )

    def draft(self, actor: Actor, kind: DocumentKind, case_id: str = "", **changes: Any) -> str:  # type: ignore[override]
        """Keep a paper unfinished."""
        given = self.given(actor, kind, case_id, **changes)
        with self.db.write() as session:
            return service.draft(session, actor, self.clock, self.settings, given).id

    def issue(self, actor: Actor, kind: DocumentKind, case_id: str = "", **changes: Any) -> str:
        """Issue a paper at once."""
        given = self.given(actor, kind, case_id, **changes)
        with self.db.write() as session:
            return service.issue_new(session, actor, self.clock, self.settings, given, SIGN).id

    def sign(self, actor: Actor, document_id: str) -> None:
        """Issue a draft."""
        version = self.paper(document_id).version
        with self.db.write() as session:
            service.issue(session, actor, self.clock, self.settings, document_id, version, SIGN)

    def cancel(self, actor: Actor, document_id: str, reason: str = "Alamat tujuannya keliru.") -> None:
        """Withdraw an issued paper."""
        version = self.paper(document_id).version
        with self.db.write() as session:
            service.cancel(session, actor, self.clock, document_id, version, reason)

    def printed(self, actor: Actor, document_id: str) -> bytes:
        """The PDF of an issued paper."""
        with self.db.write() as session:
            return service.print_paper(session, actor, self.clock, document_id)[1]

    def paper(self, document_id: str) -> Document:
        """The row as it stands."""
        with self.db.read() as session:
            return service.get(session, document_id)

    def code(self, kind: DocumentKind, code: str, regime: ElectionKind = ElectionKind.GENERAL) -> None:
        """Let papers of a kind carry a code from 2023 on."""
        form = Form(kind=kind, regime=regime, code=code, source="Lampiran contoh", valid_from=dt.date(2023, 1, 1))
        with self.db.write() as session:
            codes.add(session, self.people.admin, self.clock, form)

    def anonymous(self) -> str:
        """A case nobody has signed, in initial study."""
        from tests.intranet.cases import factories

        before, factories.PERSON = factories.PERSON, Person()
        try:
            return self.in_study()
        finally:
            factories.PERSON = before


@pytest.fixture
def desk(db, clock, settings, keys, people) -> Desk:
    """In a database of each kind."""
    return Desk(db, clock, settings, keys, people)


@pytest.fixture
def office(office_db, clock, settings, keys, staff) -> Desk:
    """In the office the app serves."""
    return Desk(office_db, clock, settings, keys, staff)


@pytest.fixture
def text_of(tmp_path: Path) -> Callable[[bytes], str]:
    """The words of a PDF as laid out, every run of spaces one space."""

    def read(pdf: bytes) -> str:
        file = tmp_path / "paper.pdf"
        file.write_bytes(pdf)
        said = subprocess.run(["pdftotext", "-layout", file, "-"], check=True, capture_output=True, text=True).stdout
        return " ".join(said.split())

    return read
