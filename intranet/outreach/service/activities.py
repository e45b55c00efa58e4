"""Verbs of other agreed activities: propose, agree by both parties, note what came of it, or call it off (Kudus 9)."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from intranet.base.actor import Actor, Party
from intranet.base.clock import Clock
from intranet.base.db import flush
from intranet.base.errors import Conflict, NotFound, Refused
from intranet.base.ids import new_id
from intranet.cases.service import officers
from intranet.inbox.service import tell
from intranet.outreach import rules
from intranet.outreach.models import JointActivity
from intranet.outreach.rules import ActivityState, Scope
from intranet.outreach.service import Cost, Under, costs, note, party_of, put, require_own, same_version, today, under, words
from intranet.settings import Settings
from shared.text import N_

SUBJECT = "joint_activity"
_PROPOSED = N_("Usulan kegiatan bersama menunggu persetujuan pihak Anda: %(title)s.")
_AGREED = N_("Kegiatan bersama disetujui kedua pihak: %(title)s.")


@dataclass(frozen=True, kw_only=True)
class ActivityInput:
    """An activity as proposed; ``legal_note``: why it is within the agreement and the law."""

    title: str
    legal_note: str
    starts_on: dt.date
    ends_on: dt.date
    agreement_id: str
    scope: Scope | None = Scope.OTHER
    cost: Cost = Cost()


def propose(session: Session, actor: Actor, clock: Clock, given: ActivityInput) -> JointActivity:
    """Propose an activity, which is the proposer's own agreement to it. Raises Forbidden, or Refused naming the field at fault."""
    party = party_of(actor)
    row = JointActivity(
        id=new_id(),
        party=party,
        recorded_by=actor.id,
        recorded_at=clock.now(),
        state=ActivityState.PROPOSED,
        **_checked(session, given),
    )
    _sign(row, party, actor.id, clock.now())
    session.add(row)
    session.flush()
    _tell(session, clock, row, rules.other(party), "activity.proposed", _PROPOSED)
    note(session, clock, actor, "activity_proposed", (SUBJECT, row.id))
    return row


def amend(session: Session, actor: Actor, clock: Clock, row_id: str, version: int, given: ActivityInput) -> JointActivity:
    """Change a proposal that is not agreed yet. Raises Forbidden, Conflict, or Refused naming the field at fault."""
    row = _own(session, actor, row_id, version)
    if row.state is not ActivityState.PROPOSED:
        raise Refused(N_("Yang sudah disetujui kedua pihak tidak diubah lagi."), do=N_("Batalkan, lalu usulkan yang baru."))
    changed = put(row, _checked(session, given))
    flush(session)
    if changed:
        note(session, clock, actor, "activity_amended", (SUBJECT, row.id), fields=changed)
    return row


def agree(session: Session, actor: Actor, clock: Clock, row_id: str, version: int) -> JointActivity:
    """Agree for one's own party to exactly what was read. Raises Forbidden, Conflict or Refused."""
    party, row = party_of(actor), get(session, row_id)
    if row.state is not ActivityState.PROPOSED or _signed(row, party):
        raise Refused(N_("Pihak Anda sudah menjawab usulan ini."))
    same_version(row.version, version)
    _sign(row, party, actor.id, clock.now())
    row.state = ActivityState.AGREED
    flush(session)
    _tell(session, clock, row, row.party, "activity.agreed", _AGREED)
    note(session, clock, actor, "activity_agreed", (SUBJECT, row.id))
    return row


def finish(
    session: Session,
    actor: Actor,
    clock: Clock,
    settings: Settings,
    row_id: str,
    version: int,
    *,
    outcome: str,
    actual_cost: int | None,
) -> JointActivity:
    """Note what came of an agreed activity. Raises Forbidden, Conflict or Refused."""
    row = _own(session, actor, row_id, version)
    if row.state is not ActivityState.AGREED:
        raise Refused(N_("Hanya kegiatan yang disetujui kedua pihak yang dapat diselesaikan."))
    if row.starts_on > today(clock, settings):
        raise Refused(N_("Kegiatan ini belum dimulai."))
    if not outcome.strip():
        raise Refused(N_("Tuliskan hasil kegiatan."), field="outcome")
    if fault := rules.cost_fault(row.cost_bearer, row.planned_cost, actual_cost):
        raise Refused(fault, field="actual_cost")
    row.state, row.outcome, row.actual_cost = ActivityState.DONE, outcome.strip(), actual_cost
    flush(session)
    note(session, clock, actor, "activity_done", (SUBJECT, row.id))
    return row


def cancel(session: Session, actor: Actor, clock: Clock, row_id: str, version: int, reason: str) -> JointActivity:
    """Call it off before its end: either party may, for nothing binds one alone. Raises Forbidden, Conflict or Refused."""
    party_of(actor)
    row = get_open(session, row_id)
    same_version(row.version, version)
    if not words(reason):
        raise Refused(N_("Tuliskan alasannya."), field="reason")
    row.state, row.cancel_reason = ActivityState.CANCELLED, words(reason)
    flush(session)
    note(session, clock, actor, "activity_cancelled", (SUBJECT, row.id))
    return row


def get(session: Session, row_id: str) -> JointActivity:
    """The activity, or NotFound."""
    row = session.get(JointActivity, row_id)
    if row is None:
        raise NotFound(N_("Kegiatan tidak ditemukan."))
    return row


def get_open(session: Session, row_id: str) -> JointActivity:
    """The same for showing one of its forms again. Raises NotFound, or Conflict: it is over, and none could keep what was typed."""
    row = get(session, row_id)
    if row.state not in (ActivityState.PROPOSED, ActivityState.AGREED):
        raise Conflict(N_("Kegiatan ini sudah selesai atau dibatalkan."))
    return row


def _own(session: Session, actor: Actor, row_id: str, version: int) -> JointActivity:
    row = get(session, row_id)
    require_own(actor, row.party)
    same_version(row.version, version)
    return row


def _signed(row: JointActivity, party: Party) -> bool:
    return (row.bawaslu_by if party is Party.BAWASLU else row.diskominfo_by) is not None


def _sign(row: JointActivity, party: Party, staff_id: str, at: dt.datetime) -> None:
    if party is Party.BAWASLU:
        row.bawaslu_by, row.bawaslu_at = staff_id, at
    else:
        row.diskominfo_by, row.diskominfo_at = staff_id, at


def _tell(session: Session, clock: Clock, row: JointActivity, party: Party, kind: str, message: str) -> None:
    people = [staff_id for staff_id, _name in officers(session, party)]
    tell(session, clock, people, kind, SUBJECT, row.id, message, title=row.title)


def _checked(session: Session, given: ActivityInput) -> dict[str, object]:
    title, legal = words(given.title), given.legal_note.strip()
    if not title:
        raise Refused(N_("Tuliskan nama kegiatan."), field="title")
    if not legal:
        raise Refused(N_("Tuliskan mengapa kegiatan ini sejalan dengan perjanjian dan hukum."), field="legal_note")
    if given.ends_on < given.starts_on:
        raise Refused(N_("Hari selesai lebih awal dari hari mulai."), field="ends_on")
    if not given.agreement_id:
        raise Refused(N_("Pilih perjanjiannya."), field="agreement")
    return {
        "title": title,
        "legal_note": legal,
        "starts_on": given.starts_on,
        "ends_on": given.ends_on,
        **under(session, Under(given.agreement_id, given.scope), given.starts_on, *rules.PARTIES),
        **costs(given.cost),
    }
