"""The verb of costs: enter what something costs that has no field for it (Jambi 8, Kudus 12)."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from intranet.base.actor import Actor
from intranet.base.clock import Clock
from intranet.base.db import flush
from intranet.base.errors import NotFound, Refused, changed_meanwhile
from intranet.base.ids import new_id
from intranet.coordination.models import CostEntry, Forum
from intranet.coordination.rules import OWN_ENTRY, Spent
from intranet.coordination.service import note, party_of, require
from intranet.outreach.models import Dissemination, FacilityLoan
from intranet.outreach.rules import PARTIES, CostBearer, cost_fault
from intranet.outreach.service import put, same_version, words
from shared.text import N_

SUBJECT = "cost_entry"
_KEPT = {Spent.FORUM: Forum, Spent.DISSEMINATION: Dissemination, Spent.LOAN: FacilityLoan}


@dataclass(frozen=True, kw_only=True)
class CostInput:
    """Who pays from which line for which stage; amounts in rupiah, None: not known."""

    bearer: CostBearer
    budget_line: str = ""
    stage: str = ""
    planned: int | None = None
    actual: int | None = None


def enter(session: Session, actor: Actor, clock: Clock, kind: Spent, subject_id: str, version: int, given: CostInput) -> CostEntry:
    """Enter or correct a cost; ``version``: 0 for a first entry. Raises Forbidden, NotFound, Conflict or Refused."""
    party = party_of(actor)
    subject(session, kind, subject_id)
    if fault := cost_fault(given.bearer, given.planned, given.actual):
        raise Refused(fault, field="bearer")
    row = entry(session, kind, subject_id)
    values = {
        "bearer": given.bearer,
        "budget_line": words(given.budget_line),
        "stage": words(given.stage),
        "planned": given.planned,
        "actual": given.actual,
    }
    if row is None:
        now = clock.now()
        who = {"party": party, "recorded_by": actor.id, "recorded_at": now}
        row = CostEntry(id=new_id(), subject_kind=kind, subject_id=subject_id, **who, **values)
        session.add(row)
        changed = sorted(values)
    else:
        require(actor, *PARTIES)
        same_version(row.version, version)
        changed = put(row, values)
    try:
        flush(session)
    except IntegrityError as error:  # a colleague was quicker
        raise changed_meanwhile() from error
    if changed:
        note(session, clock, actor, "cost_entered", (SUBJECT, row.id), of=kind.value, fields=changed)
    return row


def entry(session: Session, kind: Spent, subject_id: str) -> CostEntry | None:
    """What was entered for a subject, if anything."""
    return session.scalar(select(CostEntry).where(CostEntry.subject_kind == kind, CostEntry.subject_id == subject_id))


def subject(session: Session, kind: Spent, subject_id: str) -> str:
    """The title of what is paid for; NotFound when there is none, or when it keeps its costs itself."""
    row = session.get(_KEPT[kind], subject_id) if kind in OWN_ENTRY else None
    if row is None:
        raise NotFound(N_("Kegiatan ini tidak ditemukan, atau biayanya dicatat pada halamannya sendiri."))
    title: str = {Spent.FORUM: "title", Spent.DISSEMINATION: "message", Spent.LOAN: "asked"}[kind]
    return str(getattr(row, title))
