"""The invented office's letters: some issued, two waiting for a signature, one cancelled."""

import datetime as dt
from collections.abc import Mapping
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.base.actor import Actor, Party
from intranet.cases.models import Case, Complainant, Track
from intranet.cases.rules import State
from intranet.cases.tracks import Kind, Stage
from intranet.demo.quarter import Office
from intranet.documents import assembling, contents, prefill, service, stationery
from intranet.documents.assembling import DocumentInput
from intranet.documents.bodies import Head, Signature
from intranet.documents.models import Document
from intranet.documents.rules import SPECS, DocumentKind
from intranet.oversight.models import FactCheck
from intranet.oversight.rules import FactState
from shared.questions import Platform

_HEADS = {
    Party.BAWASLU: Head(
        "Badan Pengawas Pemilihan Umum",
        "Bawaslu Kabupaten Contoh",
        "Jalan Rekaan Nomor 9, Kabupaten Contoh",
        "Telepon (0299) 990099, surel bawaslu@contoh.id",
        "Contoh",
    ),
    Party.DISKOMINFO: Head(
        "Pemerintah Kabupaten Contoh",
        "Dinas Komunikasi dan Informatika",
        "Jalan Contoh Nomor 1, Kabupaten Contoh",
        "Telepon (0299) 123456, surel diskominfo@contoh.id",
        "Contoh",
    ),
}
_TITLES = {
    "halim": "Ketua Bawaslu Kabupaten Contoh",
    "kartika": "Kepala Dinas Komunikasi dan Informatika Kabupaten Contoh",
    "dimas": "Petugas Penanganan Pelanggaran",
    "tiara": "Petugas Penanganan Pelanggaran",
    "budi": "Petugas Layanan Pengaduan",
}
_STUDY = {
    "conclusion": "Peristiwa itu patut diduga sebagai pelanggaran sebagaimana diuraikan di atas.",
    "recommendation": "Dibahas dalam rapat pleno untuk ditetapkan tindak lanjutnya.",
}
_HANDED = {
    "receiver": "Rekaan Contohsari",
    "receiver_title": "Kepala Subbagian Hukum",
    "items": "Satu map fotokopi berkas perkara",
}


def write(office: Office) -> None:
    """Enter the letters of the last weeks into the diary."""
    diary, now = office.diary, office.now
    diary.enter(now - dt.timedelta(days=80), lambda session: _stationery(session, office))
    for days, kind, state, signer in (
        (26, DocumentKind.STATUS_NOTICE, State.CLOSED, "halim"),
        (12, DocumentKind.REFERRAL, State.REFERRED, "halim"),
        (9, DocumentKind.CONTENT_STATUS, State.CLOSED, "kartika"),
    ):
        diary.enter(now - dt.timedelta(days=days), partial(_of_state, office, kind, state, signer))
    diary.enter(now - dt.timedelta(minutes=37), lambda session: _today(session, office))


def _stationery(session: Session, office: Office) -> None:
    for party, head in _HEADS.items():
        stationery.set_letterhead(session, office.staff["satrio"], office.clock, party, 0, head)


def _today(session: Session, office: Office) -> None:
    _of_state(office, DocumentKind.COMPLETION_NOTICE, State.AWAITING_COMPLETION, "halim", session)
    _of_state(office, DocumentKind.STUDY, State.PLENARY, "dimas", session, **_STUDY)
    _of_state(office, DocumentKind.HANDOVER, State.TRIAGE, "budi", session, **_HANDED)
    check = session.scalars(select(FactCheck).where(FactCheck.state == FactState.PUBLISHED).order_by(FactCheck.opened_at)).first()
    if check is not None:
        _issue(session, office, "tiara", DocumentInput(kind=DocumentKind.FACT_CHECK, check_id=check.id), {})
    wrong = _of_state(office, DocumentKind.DELEGATION, State.DELEGATED, "halim", session)
    if wrong is not None:
        reason = "Lembaga tujuan keliru; surat yang benar disusun kembali."
        service.cancel(session, office.staff["halim"], office.clock, wrong.id, wrong.version, reason)
    packs = _packs(session)
    if packs:
        _issue(session, office, "kartika", DocumentInput(kind=DocumentKind.TAKEDOWN_PACK, track_ids=packs[0]), {})
    for tracks in packs[1:2]:
        _draft(session, office, office.staff["galih"], DocumentInput(kind=DocumentKind.TAKEDOWN_PACK, track_ids=tracks), {})
    case = _case(session, State.REGISTERED, told=True)
    if case is not None:
        given = DocumentInput(kind=DocumentKind.STATUS_NOTICE, case_ids=(case.id,))
        _draft(session, office, office.staff["wulan"], given, {"reason": "Syarat formal dan materiel terpenuhi."})


def _of_state(office: Office, kind: DocumentKind, state: State, signer: str, session: Session, **said: str) -> Document | None:
    case = _case(session, state, told=SPECS[kind].to_complainant)
    return _issue(session, office, signer, DocumentInput(kind=kind, case_ids=(case.id,)), said) if case else None


def _case(session: Session, state: State, *, told: bool = False) -> Case | None:
    """The case that came first of those that stand so now; ``told``: whose complainant gave a name."""
    found = select(Case).where(Case.state == state, Case.complaint_no.is_not(None))
    if told:
        found = found.join(Complainant, Complainant.case_id == Case.id).where(Complainant.name != "")
    return session.scalars(found.order_by(Case.received_at, Case.complaint_no).limit(1)).first()


def _packs(session: Session) -> list[frozenset[str]]:
    """The requests nobody has signed, by platform, the fullest first."""
    waiting = select(Track.id, Case.platform).join(Case, Track.case_id == Case.id).order_by(Track.opened_at, Case.complaint_no)
    groups: dict[object, list[str]] = {}
    open_here = (Track.kind == Kind.TAKEDOWN, Track.stage == Stage.DRAFTED, Case.platform != Platform.NOT_ONLINE)
    for track_id, platform in session.execute(waiting.where(*open_here)):
        groups.setdefault(platform, []).append(track_id)
    return [frozenset(ids) for ids in sorted(groups.values(), key=len, reverse=True)]


def _written(session: Session, office: Office, actor: Actor, given: DocumentInput, said: Mapping[str, str]) -> DocumentInput:
    """The paper as the page would fill it in, with what an officer adds."""
    matter = assembling.gathered(session, actor, office.settings, office.clock, given)
    texts = prefill.texts(given.kind, matter, service.house(session, office.settings, actor))
    empty = {
        field.name: "Sebagaimana tercatat dalam berkas perkara."
        for field in contents.FIELDS[given.kind]
        if field.required and not texts.get(field.name) and field.input in (contents.Input.TEXT, contents.Input.LIST)
    }
    listed = given.kind in contents.LISTS_EVIDENCE
    return DocumentInput(
        kind=given.kind,
        case_ids=tuple(case.id for case in matter.cases),
        check_id=given.check_id,
        track_ids=given.track_ids,
        evidence_ids=frozenset(item.id for item in matter.evidence) if listed else frozenset(),
        subject=prefill.subject(given.kind, matter),
        texts={**texts, **empty, **said},
    )


def _issue(session: Session, office: Office, signer: str, given: DocumentInput, said: Mapping[str, str]) -> Document:
    office.clock.advance(dt.timedelta(seconds=40))
    actor = office.staff[signer]
    written = _written(session, office, actor, given, said)
    sign = Signature("", _TITLES[signer])
    return service.issue_new(session, actor, office.clock, office.settings, written, sign)


def _draft(session: Session, office: Office, actor: Actor, given: DocumentInput, said: Mapping[str, str]) -> Document:
    office.clock.advance(dt.timedelta(seconds=40))
    return service.draft(session, actor, office.clock, office.settings, _written(session, office, actor, given, said))
