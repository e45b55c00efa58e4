"""Verbs on papers: draft, change, discard, issue, cancel, print. Each ends with events in the trail, in the same transaction.

Locks are taken in this order everywhere: the paper, its number's series, tracks, the end of the trail.
"""

import hashlib
import json
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from intranet.agencies.models import Agency, Staff
from intranet.agencies.service import roles_of
from intranet.base import numbering, papers, trail
from intranet.base.actor import Actor, Party
from intranet.base.clock import Clock
from intranet.base.errors import Conflict, Forbidden, NotFound, Refused
from intranet.base.ids import new_id
from intranet.cases import service as cases
from intranet.cases import tracking
from intranet.cases.models import Case, Track
from intranet.cases.tracks import Act, Stage
from intranet.disclosure import service as disclosure
from intranet.disclosure.rules import Act as Leave
from intranet.documents import contents, rules, stationery
from intranet.documents.assembling import DocumentInput, check, gathered, paper_of, tracks_of, whom
from intranet.documents.bodies import Signature
from intranet.documents.composing import compose
from intranet.documents.facts import Matter
from intranet.documents.models import Document, DocumentCase, DocumentEvidence, DocumentTrack
from intranet.documents.prefill import House
from intranet.documents.rules import DocumentKind, DocumentState
from intranet.inbox.service import tell
from intranet.settings import Settings
from shared.text import N_

TEMPLATE = Path(__file__).parent / "papers" / "paper.typ"
_WAITS = N_("Konsep surat menunggu tanda tangan Anda: %(about)s, perkara %(no)s.")
_SIGNED = N_("Surat yang Anda siapkan terbit dengan nomor %(no)s.")
_CANCELLED = N_("Surat nomor %(no)s dibatalkan.")
_CHANGED = N_("Surat ini baru saja diubah orang lain. Perubahan Anda belum disimpan; muat ulang halaman dan bandingkan.")


def draft(
    session: Session, actor: Actor, clock: Clock, settings: Settings, given: DocumentInput, document_id: str = ""
) -> Document:
    """Keep a paper unfinished; ``document_id``: chosen when the form was shown, so that the same form sent twice can be told.

    Raises Forbidden, NotFound, or Refused naming the field at fault."""
    row = _new(session, actor, clock, settings, given, document_id)
    _tell_chiefs(session, actor, clock, row)
    _record(session, clock, actor, "document.drafted", row)
    return row


def change(
    session: Session, actor: Actor, clock: Clock, settings: Settings, document_id: str, version: int, given: DocumentInput
) -> Document:
    """Replace what a draft says. Raises Conflict, Forbidden, NotFound or Refused."""
    row = _open_draft(session, actor, document_id, version)
    matter = gathered(session, actor, settings, clock, given)
    check(given, matter, whole=False)
    _write(session, clock, row, given, matter)
    _record(session, clock, actor, "document.changed", row)
    return row


def discard(session: Session, actor: Actor, clock: Clock, document_id: str, version: int) -> None:
    """Throw a draft away; it never had a number. Raises Conflict, Forbidden or NotFound."""
    row = _open_draft(session, actor, document_id, version)
    _record(session, clock, actor, "document.discarded", row)
    for part in (DocumentCase, DocumentTrack, DocumentEvidence):
        session.execute(delete(part).where(part.document_id == row.id))
    session.delete(row)
    _flush(session)


def issue(
    session: Session,
    actor: Actor,
    clock: Clock,
    settings: Settings,
    document_id: str,
    version: int,
    sign: Signature,
    ground: str = "",
) -> Document:
    """Number and date a draft, signed by ``actor``: from now on it is what it is. ``ground``: by which law it may bear the name of
    a complainant who asked for restriction.

    Its open requests and referrals count as signed with it. Raises Conflict, Forbidden, or Refused with what is missing.
    """
    row = _open_draft(session, actor, document_id, version)
    return _issue(session, actor, clock, settings, row, sign, ground)


def issue_new(
    session: Session,
    actor: Actor,
    clock: Clock,
    settings: Settings,
    given: DocumentInput,
    sign: Signature,
    document_id: str = "",
    ground: str = "",
) -> Document:
    """The same for a paper that was never kept as a draft."""
    return _issue(session, actor, clock, settings, _new(session, actor, clock, settings, given, document_id), sign, ground)


def cancel(session: Session, actor: Actor, clock: Clock, document_id: str, version: int, reason: str) -> Document:
    """Withdraw an issued paper. Its number stays in the register and is never given again. Raises Conflict, Forbidden, Refused."""
    row, reason = get(session, document_id), reason.strip()
    if not rules.may_issue(actor, row.kind, row.party):
        raise Forbidden(N_("Surat ini hanya dapat dibatalkan oleh yang berwenang menandatanganinya."))
    _same_version(row, version)
    if row.state is not DocumentState.ISSUED:
        raise Refused(N_("Hanya surat yang sudah terbit yang dapat dibatalkan."))
    if not rules.REASON <= len(reason) <= rules.LINE:
        raise Refused(N_("Tuliskan alasannya, 10 sampai 300 huruf."), field="reason")
    row.state, row.cancelled_by, row.cancelled_at, row.cancel_reason = DocumentState.CANCELLED, actor.id, clock.now(), reason
    _flush(session)
    told = [row.made_by] if row.made_by != actor.id else []
    tell(session, clock, told, "document.cancelled", "document", row.id, _CANCELLED, no=row.number or "")
    _record(session, clock, actor, "document.cancelled", row)
    return row


def print_paper(session: Session, actor: Actor, clock: Clock, document_id: str) -> tuple[Document, bytes]:
    """An issued paper as PDF, to be printed (again); noted, because it may bear a name. Raises Forbidden, NotFound or Refused.

    The event tells whether the bytes are those of the day of issue; only a newer program may draw the same words anew.
    A cancelled paper comes with a stamp across it.
    """
    row = get(session, document_id)
    if not rules.may_read(actor, row.kind, row.party, row.state):
        raise Forbidden(N_("Surat ini memuat data pribadi atau masih konsep; hanya pihak pembuatnya yang membukanya."))
    if row.state is DocumentState.DRAFT:
        raise Refused(N_("Konsep dilihat lewat pratinjau; surat belum terbit."))
    if not row.data:
        raise Refused(N_("Isi surat ini sudah dihapus menurut masa simpan; yang tersisa nomor dan tanggalnya."))
    for case_id in cases_of(session, row):
        disclosure.require(session, actor, clock, Leave.PRINT, ("case", case_id))
    data = json.loads(row.data)
    pdf = papers.render(TEMPLATE, data)
    same = hashlib.sha256(pdf).hexdigest() == row.sha256
    if row.state is DocumentState.CANCELLED:
        pdf = papers.render(TEMPLATE, data | {"stamp": "DIBATALKAN"})
    _record(session, clock, actor, "document.printed", row, same=same)
    return row, pdf


def preview(session: Session, actor: Actor, clock: Clock, settings: Settings, given: DocumentInput) -> bytes:
    """How a paper would look, without number and without the complainant's name. Raises Forbidden, NotFound or Refused."""
    party = _require_maker(actor, given.kind)
    matter = gathered(session, actor, settings, clock, given)
    check(given, matter, whole=False)
    paper = paper_of(session, settings, given, matter, party, Signature("", ""))
    return papers.render(TEMPLATE, compose(paper))


def require_new(actor: Actor, given: DocumentInput, matter: Matter) -> None:
    """Raise Forbidden, NotFound or Refused when ``actor`` cannot begin this paper about this matter."""
    _require_maker(actor, given.kind)
    check(given, matter, whole=False)


def find(session: Session, document_id: str) -> Document | None:
    """The paper, if there is one of that id."""
    return session.get(Document, document_id)


def get(session: Session, document_id: str) -> Document:
    """The paper, or NotFound."""
    row = find(session, document_id)
    if row is None:
        raise NotFound(N_("Surat tidak ditemukan."))
    return row


def cases_of(session: Session, row: Document) -> list[str]:
    """The ids of the cases a paper is about."""
    return list(session.scalars(select(DocumentCase.case_id).where(DocumentCase.document_id == row.id)))


def require_readable(session: Session, actor: Actor, clock: Clock, row: Document) -> None:
    """Raise Forbidden when a paper is about a case that is kept secret from ``actor``."""
    for case_id in cases_of(session, row):
        disclosure.require(session, actor, clock, Leave.READ, ("case", case_id))


def given_of(session: Session, row: Document) -> DocumentInput:
    """What a kept paper is about and says."""
    return DocumentInput(
        kind=row.kind,
        case_ids=tuple(cases_of(session, row)),
        check_id=row.fact_check_id,
        track_ids=frozenset(session.scalars(select(DocumentTrack.track_id).where(DocumentTrack.document_id == row.id))),
        evidence_ids=frozenset(session.scalars(select(DocumentEvidence.item_id).where(DocumentEvidence.document_id == row.id))),
        subject=row.subject,
        texts=json.loads(row.fields),
    )


def house(session: Session, settings: Settings, actor: Actor) -> House:
    """Who writes, as the first words of a paper need it."""
    party = actor.party or Party.DISKOMINFO
    other = Party.DISKOMINFO if party is Party.BAWASLU else Party.BAWASLU
    head, _version = stationery.letterhead(session, settings, party)
    theirs, _version = stationery.letterhead(session, settings, other)
    return House(party, head.name, theirs.name, head.place, actor.name)


# How it is done ---------------------------------------------------------------------------------------------------


def _new(session: Session, actor: Actor, clock: Clock, settings: Settings, given: DocumentInput, document_id: str) -> Document:
    party, now = _require_maker(actor, given.kind), clock.now()
    matter = gathered(session, actor, settings, clock, given)
    check(given, matter, whole=False)
    row = Document(
        id=document_id or new_id(),
        kind=given.kind,
        party=party,
        state=DocumentState.DRAFT,
        fact_check_id=given.check_id,
        subject="",
        fields="{}",
        made_by=actor.id,
        made_at=now,
        changed_at=now,
    )
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:  # the same form, sent twice at the same moment
        raise Conflict(N_("Formulir ini sudah terkirim. Lihat daftar surat perkara.")) from error
    _write(session, clock, row, given, matter)
    return row


def _write(session: Session, clock: Clock, row: Document, given: DocumentInput, matter: Matter) -> None:
    row.subject, row.changed_at = given.subject.strip(), clock.now()
    names = {field.name for field in contents.FIELDS[row.kind]}
    texts = {name: text.strip() for name, text in given.texts.items() if name in names}
    row.fields = trail.canonical(texts)
    row.addressee = whom(row.kind, texts)
    tracks = tracks_of(row.kind, given, matter)
    items = given.evidence_ids & {item.id for item in matter.evidence}
    for part, column, ids in (
        (DocumentCase, "case_id", {case.id for case in matter.cases}),
        (DocumentTrack, "track_id", tracks),
        (DocumentEvidence, "item_id", items),
    ):
        session.execute(delete(part).where(part.document_id == row.id))
        session.add_all(part(document_id=row.id, **{column: one}) for one in sorted(ids))
    _flush(session)


def _issue(
    session: Session, actor: Actor, clock: Clock, settings: Settings, row: Document, sign: Signature, ground: str
) -> Document:
    if not rules.may_issue(actor, row.kind, row.party):
        raise Forbidden(N_("Surat ini ditandatangani pimpinan. Simpan sebagai konsep; pimpinan diberi tahu."))
    if not sign.title.strip():
        raise Refused(N_("Isi jabatan penanda tangan."), field="title")
    if len(sign.title) > 200 or len(sign.nip) > 30:
        raise Refused(N_("Jabatan paling panjang 200 huruf, NIP 30 angka."), field="title")
    given = given_of(session, row)
    matter = gathered(session, actor, settings, clock, given)
    check(given, matter, whole=True)
    named = contents.names_complainant(row.kind, given.texts)
    legal = cases.legal_ground(session, matter.case.id, ground) if named and matter.case else {}
    number = _number(session, clock, settings, row)
    signature = Signature(actor.name, sign.title.strip(), sign.nip.strip())
    data = compose(paper_of(session, settings, given, matter, row.party, signature, number=number, named=True))
    sha256 = hashlib.sha256(papers.render(TEMPLATE, data)).hexdigest()
    row.state, row.number, row.dated_on, row.issued_at = DocumentState.ISSUED, number, matter.today, clock.now()
    row.signer_id, row.signer_name, row.signer_title, row.signer_nip = actor.id, actor.name, signature.title, signature.nip
    row.data, row.sha256 = trail.canonical(data), sha256
    _flush(session)
    _sign_tracks(session, actor, clock, settings, row)
    told = [row.made_by] if row.made_by != actor.id else []
    tell(session, clock, told, "document.issued", "document", row.id, _SIGNED, no=number)
    _record(session, clock, actor, "document.issued", row, sha256=sha256, **legal)
    return row


def _number(session: Session, clock: Clock, settings: Settings, row: Document) -> str:
    scheme = stationery.scheme_for(session, row.party, row.kind)
    try:
        return numbering.next_number(
            session,
            clock,
            series=rules.series_of(row.party, row.kind, scheme),
            template=rules.template_of(scheme),
            office=settings.office_code,
            zone=settings.zone,
            subject_id=row.id,
            monthly=scheme.reset is rules.Reset.MONTHLY,
        )
    except IntegrityError as error:
        raise Refused(
            N_("Nomor berikutnya sudah pernah dipakai surat lain, jadi surat ini belum terbit."),
            do=N_("Minta pengelola sistem mengubah bentuk nomornya pada halaman kop dan penomoran."),
        ) from error


def _sign_tracks(session: Session, actor: Actor, clock: Clock, settings: Settings, row: Document) -> None:
    """A letter that is signed signs the request or the referral it is for."""
    waiting = select(Track).join(DocumentTrack, DocumentTrack.track_id == Track.id)
    waiting = waiting.where(DocumentTrack.document_id == row.id, Track.stage == Stage.DRAFTED).order_by(Track.id)
    for track in session.scalars(waiting).all():
        tracking.act(session, actor, clock, settings, track.id, track.version, Act.APPROVE, f"Surat nomor {row.number}")


def _require_maker(actor: Actor, kind: DocumentKind) -> Party:
    if actor.party is None or not rules.may_make(actor, kind):
        raise Forbidden(N_("Surat jenis ini dibuat pihak lain."))
    return actor.party


def _open_draft(session: Session, actor: Actor, document_id: str, version: int) -> Document:
    row = get(session, document_id)
    if not rules.works_for(actor, row.party):
        raise Forbidden(N_("Surat jenis ini dibuat pihak lain."))
    _same_version(row, version)
    if row.state is not DocumentState.DRAFT:
        raise Refused(N_("Surat ini sudah terbit dan tidak dapat diubah lagi. Batalkan bila keliru, lalu buat yang baru."))
    return row


def _tell_chiefs(session: Session, actor: Actor, clock: Clock, row: Document) -> None:
    """Let those who sign know that something waits; not for what the officer signs, and not of one's own."""
    if rules.may_issue(actor, row.kind, row.party):
        return
    people = select(Staff.id, Staff.roles).join(Agency, Staff.agency_id == Agency.id).where(Agency.party == row.party, Staff.active)
    chiefs = [one.id for one in session.execute(people.order_by(Staff.id)) if rules.CHIEFS[row.party] in roles_of(one.roles)]
    numbers = select(Case.complaint_no).where(Case.id.in_(cases_of(session, row))).order_by(Case.complaint_no)
    no = ", ".join(number or "" for number in session.scalars(numbers)) or "–"
    tell(session, clock, chiefs, "document.waits", "document", row.id, _WAITS, about=row.kind.label, no=no[:200])


def _record(session: Session, clock: Clock, actor: Actor, kind: str, row: Document, **more: object) -> None:
    """The event of the paper, told on each case it is about too; nothing of what it says."""
    data = {"document": row.id, "name": row.kind.label, "no": row.number or "", **more}
    trail.record(session, clock, actor, kind, "document", row.id, data)
    for case_id in cases_of(session, row):
        if kind != "document.changed":
            trail.record(session, clock, actor, kind, "case", case_id, data)


def _same_version(row: Document, version: int) -> None:
    if row.version != version:
        raise Conflict(_CHANGED)


def _flush(session: Session) -> None:
    try:
        session.flush()
    except StaleDataError as error:
        raise Conflict(_CHANGED) from error
