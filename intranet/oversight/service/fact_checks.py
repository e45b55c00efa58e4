"""Verbs of fact checks: open one, move it along the table, publish it with a number."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from intranet.base import trail
from intranet.base.actor import Actor
from intranet.base.clock import Clock
from intranet.base.errors import NotFound, Refused
from intranet.base.ids import new_id
from intranet.base.numbering import next_number
from intranet.calendar.service import working_day_after
from intranet.cases.models import Case
from intranet.cases.rules import State
from intranet.disclosure import service as disclosure
from intranet.disclosure.rules import Act
from intranet.oversight import rules
from intranet.oversight.models import FactCheck
from intranet.oversight.rules import FactEvent, FactState, FirstDraft, Verdict
from intranet.oversight.service import flush, require_worker, same_version
from intranet.settings import Settings
from shared.text import N_

SERIES = "fact_check"
_EMPTY = {
    "reason": N_("Tuliskan alasannya."),
    "sources": N_("Sebutkan sumber yang dipakai, satu per baris."),
    "verdict": N_("Pilih kesimpulannya."),
    "public_text": N_("Tuliskan penjelasan untuk umum."),
}


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What a step says; only the fields the table asks for count."""

    reason: str = ""
    sources: str = ""
    verdict: Verdict | None = None
    first_draft: FirstDraft | None = None
    public_text: str = ""


def open_check(session: Session, actor: Actor, clock: Clock, settings: Settings, claim: str, case_id: str | None) -> FactCheck:
    """Begin to check a claim, of a case or of none. Raises Refused, NotFound, or Forbidden for another party's secret."""
    require_worker(actor)
    claim = claim.strip()
    if not claim:
        raise Refused(N_("Tuliskan klaim yang akan diperiksa."), field="claim")
    case = session.get(Case, case_id) if case_id else None
    if case_id and (case is None or case.state is State.DRAFT):
        raise NotFound(N_("Perkara tidak ditemukan."))
    if case is not None:
        disclosure.require(session, actor, clock, Act.READ, ("case", case.id))
    row = FactCheck(
        id=new_id(),
        case_id=case_id or None,
        claim=claim,
        state=FactState.OPEN,
        officer_id=actor.id,
        opened_at=clock.now(),
        due_on=_due(session, clock, settings, FactState.OPEN),
    )
    session.add(row)
    session.flush()
    trail.record(session, clock, actor, "fact_check.opened", "fact_check", row.id, {"case": case_id or ""})
    return row


def move(
    session: Session,
    actor: Actor,
    clock: Clock,
    settings: Settings,
    check_id: str,
    version: int,
    event: FactEvent,
    findings: Findings,
) -> FactCheck:
    """Take a fact check one step on. Raises Conflict, or Refused naming the field that is missing."""
    require_worker(actor)
    row = get(session, actor, clock, check_id)
    same_version(row.version, version)
    step = next((step for step in rules.steps_from(row.state) if step.event is event), None)
    if step is None:
        raise Refused(N_("Langkah itu tidak berlaku untuk keadaan cek fakta ini sekarang. Muat ulang halaman."))
    given = {name: value.strip() if isinstance(value, str) else value for name, value in vars(findings).items()}
    missing = next((name for name in step.asks if not given[name]), None)
    if missing:
        raise Refused(_EMPTY[missing], field=missing)
    said = {name: given[name] for name in step.asks}
    if findings.verdict is not None and "verdict" in said:
        fault = rules.first_draft_fault(findings.verdict, findings.first_draft)
        if fault:
            raise Refused(fault, field="first_draft")
        said["first_draft"] = findings.first_draft
    if event in (FactEvent.CHECKABLE, FactEvent.UNCHECKABLE):
        said["checkable"] = event is FactEvent.CHECKABLE
    said["due_on"] = _due(session, clock, settings, step.target)
    if step.target is FactState.PUBLISHED:
        said |= {"number": _number(session, clock, settings, row.id), "published_at": clock.now()}
    before, row.state = row.state, step.target
    for name, value in said.items():
        setattr(row, name, value)
    flush(session)
    data: Mapping[str, str] = {"event": event.value, "from": before.value, "to": row.state.value, "no": row.number or ""}
    trail.record(session, clock, actor, "fact_check.moved", "fact_check", row.id, data)
    return row


def get(session: Session, actor: Actor, clock: Clock, check_id: str) -> FactCheck:
    """The fact check, or NotFound; Forbidden while it is unpublished and its case another party's secret."""
    row = session.get(FactCheck, check_id)
    if row is None:
        raise NotFound(N_("Cek fakta tidak ditemukan."))
    if row.case_id is not None and row.published_at is None:
        disclosure.require(session, actor, clock, Act.READ, ("case", row.case_id))
    return row


def _number(session: Session, clock: Clock, settings: Settings, check_id: str) -> str:
    return next_number(
        session,
        clock,
        series=SERIES,
        template=settings.fact_check_number,
        office=settings.office_code,
        zone=settings.zone,
        subject_id=check_id,
    )


def _due(session: Session, clock: Clock, settings: Settings, state: FactState) -> dt.date | None:
    if state not in rules.FACT_DAYS:
        return None
    return working_day_after(session, clock.now().astimezone(settings.zone).date(), rules.FACT_DAYS[state])
