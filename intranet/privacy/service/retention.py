"""Verbs of retention: how long a kind of record lives, and which case is kept whatever its age (UU 27/2022 articles 42-44)."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from intranet.base import trail
from intranet.base.actor import Actor
from intranet.base.clock import Clock
from intranet.base.db import flush
from intranet.base.errors import Forbidden, NotFound, Refused
from intranet.base.ids import new_id
from intranet.cases.models import Case
from intranet.privacy import rules
from intranet.privacy.models import LegalHold, RetentionTerm
from intranet.privacy.rules import RecordKind, Term
from intranet.privacy.service import note, without_nik, words
from intranet.settings import Settings
from shared.text import N_

TERM, HOLD = "retention_term", "legal_hold"


def today(clock: Clock, settings: Settings) -> dt.date:
    """The office's day."""
    return clock.now().astimezone(settings.zone).date()


def terms(session: Session, day: dt.date) -> dict[RecordKind, Term]:
    """Of each kind of record, the term in force on ``day``."""
    known: dict[RecordKind, list[Term]] = {kind: [] for kind in RecordKind}
    for row in session.scalars(select(RetentionTerm)):
        known[row.kind].append(row.term)
    return {kind: rules.term_on(kind, day, known[kind]) for kind in RecordKind}


def set_term(
    session: Session,
    actor: Actor,
    clock: Clock,
    settings: Settings,
    kind: RecordKind,
    *,
    months: int | None,
    source: str,
    valid_from: dt.date,
) -> RetentionTerm:
    """Say from which day a kind of record lives how long, and by which source; what held before stays to be read.

    Raises Forbidden, or Refused naming the field at fault.
    """
    if not rules.may_set_terms(actor):
        raise Forbidden(N_("Masa simpan ditetapkan pengelola sistem."))
    source = words(source)
    if months is not None and not 1 <= months <= rules.MOST_MONTHS:
        raise Refused(N_("Isi jumlah bulan dari 1 sampai 1200, atau kosongkan."), field="months")
    if not source:
        raise Refused(N_("Tuliskan dasar masa simpan ini."), field="source")
    if valid_from < today(clock, settings):
        raise Refused(N_("Masa simpan baru berlaku sejak hari ini atau sesudahnya."), field="valid_from")
    row = RetentionTerm(
        id=new_id(), kind=kind, months=months, source=source, valid_from=valid_from, set_by=actor.id, set_at=clock.now()
    )
    session.add(row)
    try:
        flush(session)
    except IntegrityError as error:
        raise Refused(N_("Untuk tanggal itu sudah ada ketetapan; pilih tanggal lain."), field="valid_from") from error
    data = {"record": kind.value, "months": months or 0, "from": valid_from.isoformat()}
    note(session, clock, actor, "term_set", (TERM, row.id), **data)
    return row


def hold(session: Session, actor: Actor, clock: Clock, complaint_no: str, reason: str) -> LegalHold:
    """Keep a case from being erased, whatever its age. Raises Forbidden, or Refused naming the field at fault."""
    _require_holder(actor)
    reason = words(reason)
    case_id = session.scalar(select(Case.id).where(Case.complaint_no == words(complaint_no)))
    if case_id is None:
        raise Refused(N_("Tidak ada perkara dengan nomor itu."), field="no")
    if len(reason) < rules.GROUND:
        raise Refused(N_("Tuliskan alasannya, sedikitnya 10 huruf."), field="hold_reason")
    without_nik(hold_reason=reason)
    held = select(LegalHold.id).where(LegalHold.case_id == case_id, LegalHold.lifted_at.is_(None))
    if session.scalar(held.limit(1)):
        raise Refused(N_("Perkara itu sudah ditahan."), field="no")
    row = LegalHold(id=new_id(), case_id=case_id, reason=reason, set_by=actor.id, set_at=clock.now())
    session.add(row)
    session.flush()
    trail.record(session, clock, actor, "case.held", "case", case_id, {"hold": row.id})
    return row


def lift(session: Session, actor: Actor, clock: Clock, hold_id: str) -> LegalHold:
    """Let a case that was kept go its way again. Raises Forbidden or NotFound."""
    _require_holder(actor)
    row = session.get(LegalHold, hold_id)
    if row is None or row.lifted_at is not None:
        raise NotFound(N_("Penahanan tidak ditemukan."))
    row.lifted_at = clock.now()
    session.flush()
    trail.record(session, clock, actor, "case.hold_lifted", "case", row.case_id, {"hold": row.id})
    return row


def _require_holder(actor: Actor) -> None:
    if not rules.may_hold(actor):
        raise Forbidden(N_("Penahanan dari penghapusan ditetapkan pimpinan."))
