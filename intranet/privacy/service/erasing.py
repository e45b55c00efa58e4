"""What is due to go, and the erasure that takes it: rows stay and are counted as before, what they said of people is gone.

Two steps: the transaction overwrites what the tables hold and leaves the certificate; then ``sweeping`` takes the files and
what the database's own pages still remember.
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, delete, false, func, or_, select, update
from sqlalchemy.orm import Session

from intranet.agencies.models import StaffSession
from intranet.base.actor import Actor
from intranet.base.clock import Clock
from intranet.base.db import insert_new
from intranet.base.errors import Forbidden, Refused
from intranet.base.ids import new_id
from intranet.base.trail import canonical
from intranet.cases import rights
from intranet.cases.models import Case, CaseNote, Complainant, Track
from intranet.cases.rules import State
from intranet.cases.tracks import Stage
from intranet.disclosure.models import Disclosure, DisclosureItem
from intranet.disclosure.rules import State as Sharing
from intranet.documents import erasing as papers
from intranet.evidence import erasing as evidence
from intranet.evidence.models import EvidenceItem
from intranet.identity.models import Feedback, IdentityCheck
from intranet.inbox.models import InboxMessage
from intranet.privacy import rules
from intranet.privacy.models import (
    AffectedRecord,
    DataIncident,
    ErasedFile,
    Erasure,
    LegalHold,
    RequestedCase,
    SubjectRequest,
)
from intranet.privacy.rules import OF_CASES, IncidentState, RecordKind, RequestState, Term
from intranet.privacy.service import note, number
from intranet.privacy.service.retention import terms, today
from intranet.settings import Settings
from shared.text import N_

SUBJECT = "erasure"
AT_ONCE = 1000  # cases in one erasure; the next takes the rest
_SAMPLES = 5
_ENDED = (Stage.GONE, Stage.CONCLUDED, Stage.CANCELLED)
_LIVE = (Sharing.REQUESTED, Sharing.CONSENTED, Sharing.APPROVED)


@dataclass(frozen=True)
class Line:
    """What of one kind is due by its term: how many, by month (``2024-03``), some numbers or ids; ``held``: how many must stay."""

    kind: RecordKind
    term: Term
    count: int = 0
    months: tuple[tuple[str, int], ...] = ()
    samples: tuple[str, ...] = ()
    held: int = 0


def plan(session: Session, clock: Clock, settings: Settings) -> list[Line]:
    """What an erasure would take now; changes nothing."""
    found = terms(session, today(clock, settings))
    return [_line(session, clock, settings, kind, term) for kind, term in found.items()]


def _line(session: Session, clock: Clock, settings: Settings, kind: RecordKind, term: Term) -> Line:
    if term.months is None:
        return Line(kind, term)
    limit = rules.before(clock.now(), term.months)
    rows = session.execute(_due(kind, limit).where(~_kept(clock)) if kind in OF_CASES else _due(kind, limit)).all()
    held = 0
    if kind in OF_CASES:
        held = session.scalar(select(func.count()).select_from(_due(kind, limit).where(_kept(clock)).subquery())) or 0
    months = Counter(f"{row.at.astimezone(settings.zone):%Y-%m}" for row in rows)
    samples = tuple(row.no for row in rows[:_SAMPLES] if row.no)
    return Line(kind, term, len(rows), tuple(sorted(months.items())), samples, held)


def _due(kind: RecordKind, limit: dt.datetime) -> Select[Any]:
    """Id, moment and number of what is older than ``limit`` and still says something, the oldest first."""
    cases: Any = select(Case.id, Case.closed_at.label("at"), Case.complaint_no.label("no"))
    cases = cases.where(Case.state == State.CLOSED, Case.closed_at < limit).order_by(Case.closed_at, Case.id)
    if kind is RecordKind.COMPLAINANT:
        told = [getattr(Complainant, name) != "" for name in ("name", "address", "phone", "email")]
        return cases.join(Complainant, Complainant.case_id == Case.id).where(or_(*told, Complainant.nik_index.is_not(None)))
    if kind is RecordKind.CASE_TEXT:
        told = [getattr(Case, name) != "" for name in ("narrative", "respondent", "account", "link", "event_place")]
        noted = select(CaseNote.id).where(CaseNote.case_id == Case.id, CaseNote.text != rights.GONE).exists()
        return cases.where(or_(*told, noted))
    if kind is RecordKind.EVIDENCE:
        left = select(EvidenceItem.id).where(
            EvidenceItem.subject_kind == "case", EvidenceItem.subject_id == Case.id, EvidenceItem.erased_at.is_(None)
        )
        return cases.where(left.exists())
    model: Any
    model, at, more = {
        RecordKind.USAGE: (IdentityCheck, IdentityCheck.at, IdentityCheck.nik_index.is_not(None)),
        RecordKind.LOGINS: (StaffSession, StaffSession.seen_at, StaffSession.id != ""),
        RecordKind.INBOX: (InboxMessage, InboxMessage.at, InboxMessage.read_at.is_not(None)),
    }[kind]
    rows = select(model.id, at.label("at"), func.nullif("", "").label("no"))
    return rows.where(at < limit, more).order_by(at, model.id)


def _kept(clock: Clock) -> ColumnElement[bool]:
    """Whether a case is still needed: held, disclosed, under way elsewhere, asked for by its complainant, part of a breach."""
    reasons: Sequence[Select[Any]] = (
        select(LegalHold.case_id).where(LegalHold.lifted_at.is_(None)),
        select(DisclosureItem.case_id)
        .join(Disclosure, Disclosure.id == DisclosureItem.disclosure_id)
        .where(or_(Disclosure.state.in_(_LIVE), (Disclosure.state == Sharing.USED) & (Disclosure.ends_at > clock.now()))),
        select(Track.case_id).where(Track.stage.not_in(_ENDED)),
        select(RequestedCase.case_id)
        .join(SubjectRequest, SubjectRequest.id == RequestedCase.request_id)
        .where(SubjectRequest.state == RequestState.OPEN),
        select(AffectedRecord.case_id)
        .join(DataIncident, DataIncident.id == AffectedRecord.incident_id)
        .where(DataIncident.state == IncidentState.OPEN, AffectedRecord.case_id.is_not(None)),
        select(Case.id).join(Feedback, Feedback.complaint_no == Case.complaint_no).where(Feedback.nik_sealed.is_not(None)),
    )
    return or_(false(), *(Case.id.in_(query) for query in reasons))


def erase(session: Session, actor: Actor, clock: Clock, settings: Settings, kinds: Collection[RecordKind]) -> Erasure:
    """Erase what is due of these kinds, at most ``AT_ONCE`` cases a kind; returns the certificate. Raises Forbidden or Refused."""
    if not rules.may_erase(actor):
        raise Forbidden(N_("Penghapusan dijalankan kepala Diskominfo atau pengelola sistem."))
    found = terms(session, today(clock, settings))
    done = []
    for kind in RecordKind:
        term = found[kind]
        if kind not in kinds or term.months is None:
            continue
        line = _line(session, clock, settings, kind, term)
        rows = _take(session, actor, clock, kind, rules.before(clock.now(), term.months))
        if rows:
            told = {"kind": kind.value, "months": term.months, "source": term.source, "count": len(rows), "held": line.held}
            done.append({**told, "by_month": Counter(f"{row.at.astimezone(settings.zone):%Y-%m}" for row in rows)})
    if not done:
        raise Refused(N_("Tidak ada yang jatuh waktu dari yang dipilih."), field="kinds")
    row_id = new_id()
    row = Erasure(
        id=row_id,
        number=number(session, clock, settings, "BAP", row_id),
        at=clock.now(),
        by=actor.id,
        content=canonical({"lines": done}),
    )
    session.add(row)
    session.flush()
    counts = {line["kind"]: line["count"] for line in done}
    note(session, clock, actor, "erased", (SUBJECT, row.id), no=row.number, **{str(kind): count for kind, count in counts.items()})
    return row


def _take(session: Session, actor: Actor, clock: Clock, kind: RecordKind, limit: dt.datetime) -> Sequence[Row[Any]]:
    due = _due(kind, limit)
    if kind in OF_CASES:
        rows = session.execute(due.where(~_kept(clock)).limit(AT_ONCE)).all()
        for row in rows:
            _erase_case(session, actor, clock, kind, row.id, row.no)
        return rows
    rows = session.execute(due).all()
    ids = [row.id for row in rows]
    for at in range(0, len(ids), 500):
        some = ids[at : at + 500]
        if kind is RecordKind.USAGE:
            session.execute(update(IdentityCheck).where(IdentityCheck.id.in_(some)).values(nik_index=None))
        else:
            model: Any = StaffSession if kind is RecordKind.LOGINS else InboxMessage
            session.execute(delete(model).where(model.id.in_(some)))
    return rows


def _erase_case(session: Session, actor: Actor, clock: Clock, kind: RecordKind, case_id: str, no: str | None) -> None:
    if kind is RecordKind.COMPLAINANT:
        index = rights.erase_person(session, actor, clock, case_id)
        papers.erase(session, case_id)
        session.execute(update(Feedback).where(Feedback.complaint_no == no).values(nik_index=""))
        others = select(Complainant.case_id).where(Complainant.nik_index == index).limit(1)
        if index and not session.scalar(others):  # no other complaint of the same person lives on
            session.execute(update(IdentityCheck).where(IdentityCheck.nik_index == index).values(nik_index=None))
    elif kind is RecordKind.CASE_TEXT:
        rights.erase_texts(session, actor, clock, case_id)
    else:
        _count, hashes = evidence.erase(session, actor, clock, ("case", case_id))
        for sha256 in hashes:
            insert_new(session, ErasedFile, sha256=sha256)
