"""Verbs on what belongs to the record of an agreement: originals, office holders, bases, lapsed clauses, KAK and guides."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from intranet.agreements.models import Agreement, AgreementBasis, AgreementClause, AgreementDocument, OfficeHolder
from intranet.agreements.rules import DocumentKind, Notice
from intranet.agreements.service import (
    changed,
    get,
    note,
    opened,
    require_editor,
    require_leader,
    require_living,
)
from intranet.base.actor import Actor, Party
from intranet.base.clock import Clock
from intranet.base.errors import NotFound, Refused
from intranet.base.ids import new_id
from shared.text import N_


@dataclass(frozen=True, kw_only=True)
class RecordInput:
    """What may be completed later. ``numbers`` and ``originals``: by position of the party."""

    place: str
    stamped: bool
    end_event: str
    approval_letter_no: str
    notice: Notice | None
    talks_months: int | None
    parent_id: str
    bases: tuple[str, ...]
    numbers: dict[int, str]
    originals: dict[int, str]


def complete(
    session: Session, actor: Actor, clock: Clock, today: dt.date, agreement_id: str, version: int, given: RecordInput
) -> Agreement:
    """Complete the record of a paper: what it says is not changed by this. Raises Refused, NotFound, Conflict, Forbidden."""
    row = opened(session, actor, agreement_id, version)
    require_living(row, today)
    if given.parent_id and (given.parent_id == row.id or session.get(Agreement, given.parent_id) is None):
        raise Refused(N_("Perjanjian induk itu tidak ada di daftar."), field="parent")
    if tuple(basis.text for basis in row.bases) != given.bases:
        row.bases.clear()
        session.flush()
        row.bases.extend(AgreementBasis(position=n, text=text) for n, text in enumerate(given.bases, 1))
    row.place, row.stamped, row.end_event = given.place.strip(), given.stamped, given.end_event.strip()
    row.approval_letter_no, row.talks_months = given.approval_letter_no.strip(), given.talks_months
    row.notice_amount = given.notice.amount if given.notice else None
    row.notice_unit = given.notice.unit if given.notice else None
    row.parent_id = given.parent_id or None
    for party in row.parties:
        party.number = given.numbers.get(party.position, "").strip() or None
        party.original_at = given.originals.get(party.position, "").strip()
    flag_modified(row, "title")  # a number alone changes rows of parties only, and must still count as a change of this one
    return changed(session, clock, actor, "agreement.completed", row, {})


@dataclass(frozen=True, kw_only=True)
class HolderInput:
    """Who holds an office from when."""

    party: Party
    name: str
    office: str
    from_on: dt.date


def seat_holder(
    session: Session, actor: Actor, clock: Clock, today: dt.date, agreement_id: str, given: HolderInput
) -> OfficeHolder:
    """Note who holds an office; the one before, in the same office, ends the day before. Raises Refused, NotFound, Forbidden."""
    require_editor(actor)
    row = get(session, agreement_id)
    require_living(row, today)
    name, office = " ".join(given.name.split()), " ".join(given.office.split())
    if given.party not in row.party_kinds:
        raise Refused(N_("Pilih pihak yang ikut dalam perjanjian ini."), field="holder_party")
    if not name:
        raise Refused(N_("Tuliskan nama pejabat."), field="holder_name")
    if not office:
        raise Refused(N_("Tuliskan jabatannya."), field="holder_office")
    query = select(OfficeHolder).where(
        OfficeHolder.agreement_id == row.id, OfficeHolder.party == given.party, OfficeHolder.office == office
    )
    before = [one for one in session.scalars(query) if one.until_on is None or one.until_on >= given.from_on]
    if any(one.from_on >= given.from_on for one in before):
        raise Refused(N_("Jabatan ini sudah dipegang orang lain sejak tanggal itu atau sesudahnya."), field="holder_from")
    for one in before:
        one.until_on = given.from_on - dt.timedelta(days=1)
    holder = OfficeHolder(id=new_id(), agreement_id=row.id, party=given.party, name=name, office=office, from_on=given.from_on)
    session.add(holder)
    session.flush()
    note(session, clock, actor, "agreement.holder_seated", row.id, {"party": given.party.value})
    session.expire(row, ["holders"])
    return holder


def lapse(session: Session, actor: Actor, clock: Clock, today: dt.date, agreement_id: str, clause_id: str, why: str) -> None:
    """Note that a clause is void from today; the rest stands (Jambi 10(1)). Raises Refused, NotFound, Forbidden."""
    require_editor(actor)
    row = get(session, agreement_id)
    require_living(row, today)
    clause = session.get(AgreementClause, clause_id)
    if clause is None or clause.agreement_id != row.id:
        raise NotFound(N_("Pasal tidak ditemukan."))
    if not clause.holds(today):
        raise Refused(N_("Pasal ini sudah tidak berlaku."))
    if not why.strip():
        raise Refused(N_("Tuliskan mengapa pasal ini gugur."), field="note")
    clause.lapsed_on, clause.note = today, why.strip()
    session.flush()
    note(session, clock, actor, "agreement.clause_lapsed", row.id, {"key": clause.key})


@dataclass(frozen=True, kw_only=True)
class DocumentInput:
    """A version of the terms of reference or of a technical guide; ``budget`` in rupiah."""

    kind: DocumentKind
    title: str
    signed_on: dt.date
    budget: int | None = None
    targets: str = ""


def add_document(
    session: Session, actor: Actor, clock: Clock, today: dt.date, agreement_id: str, given: DocumentInput
) -> AgreementDocument:
    """Record a new version, which takes the place of the one before (Jambi 5; Magelang 9(3)). Raises Refused, NotFound."""
    require_leader(actor)
    row = get(session, agreement_id)
    require_living(row, today)
    if not given.title.strip():
        raise Refused(N_("Tuliskan judulnya."), field="document_title")
    if given.signed_on > today:
        raise Refused(N_("Tanggal tanda tangan belum tiba."), field="document_signed_on")
    same = (AgreementDocument.agreement_id == row.id, AgreementDocument.kind == given.kind)
    last = session.scalar(select(func.max(AgreementDocument.number)).where(*same)) or 0
    made = AgreementDocument(
        id=new_id(),
        agreement_id=row.id,
        kind=given.kind,
        number=last + 1,
        title=given.title.strip(),
        signed_on=given.signed_on,
        budget=given.budget if given.kind is DocumentKind.KAK else None,
        targets=given.targets.strip(),
        recorded_by=actor.id,
        recorded_at=clock.now(),
    )
    session.add(made)
    session.flush()
    note(session, clock, actor, "agreement.document_added", row.id, {"kind": given.kind.value, "number": made.number})
    return made


def require_filing(session: Session, actor: Actor, agreement_id: str) -> Agreement:
    """The agreement, for whoever may put scans to it, also when it has ended. Raises NotFound, Forbidden."""
    require_editor(actor)
    return get(session, agreement_id)
