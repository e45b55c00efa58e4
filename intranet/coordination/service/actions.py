"""Verbs of what somebody is to do after a forum or an evaluation: promise, hand to another, done. Never without owner and date."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from intranet.agencies.models import Agency, Staff
from intranet.base.actor import Actor
from intranet.base.clock import Clock
from intranet.base.db import flush
from intranet.base.errors import NotFound, Refused
from intranet.base.ids import new_id
from intranet.coordination.models import CoordinationAction, Evaluation, Forum
from intranet.coordination.rules import EvaluationState, ForumState
from intranet.coordination.service import line, note, require, without_nik
from intranet.inbox.service import tell
from intranet.outreach.rules import PARTIES
from intranet.outreach.service import put, same_version, today, words
from intranet.settings import Settings
from shared.text import N_

SUBJECT = "coordination_action"
_GIVEN = N_("Anda menjadi penanggung jawab sebuah tindak lanjut koordinasi.")


@dataclass(frozen=True, kw_only=True)
class Promise:
    """What is to be done, by whom of staff, until when; ``finding``: what it answers, of an evaluation."""

    text: str
    owner_id: str
    due_on: dt.date
    finding: str = ""


def promise(
    session: Session, actor: Actor, clock: Clock, settings: Settings, of: Forum | Evaluation, given: Promise
) -> CoordinationAction:
    """Add what somebody is to do; it rings with its owner. Raises Forbidden, or Refused naming the field at fault."""
    require(actor, *PARTIES)
    if of.state in (ForumState.CANCELLED, EvaluationState.ISSUED):
        raise Refused(N_("Ini sudah selesai; tindak lanjut tidak dapat ditambahkan lagi."))
    if given.due_on < today(clock, settings):
        raise Refused(N_("Tenggatnya sudah lewat."), field="due_on")
    finding = without_nik(words(given.finding), "finding")
    if isinstance(of, Evaluation) and not finding:
        raise Refused(N_("Tuliskan temuannya."), field="finding")
    row = CoordinationAction(
        id=new_id(),
        text=line(given.text, "text", N_("Tuliskan apa yang harus dilakukan.")),
        finding=finding,
        due_on=given.due_on,
        **_owner(session, given.owner_id),
    )
    of.actions.append(row)
    if isinstance(of, Evaluation):
        of.nothing_found = False
    else:
        of.nothing_agreed = False
    flush(session)
    _told(session, clock, actor, row)
    note(session, clock, actor, "action_promised", (SUBJECT, row.id))
    return row


def reassign(
    session: Session, actor: Actor, clock: Clock, settings: Settings, action_id: str, version: int, owner_id: str, due_on: dt.date
) -> CoordinationAction:
    """Give what is open to another, or another date. Raises Forbidden, Conflict or Refused."""
    row = _open(session, actor, action_id, version)
    if due_on < today(clock, settings) and due_on != row.due_on:
        raise Refused(N_("Tenggatnya sudah lewat."), field="due_on")
    before = row.owner_id
    changed = put(row, {**_owner(session, owner_id), "due_on": due_on})
    if not changed:
        return row
    row.rung = 0
    flush(session)
    if row.owner_id != before:
        _told(session, clock, actor, row)
    note(session, clock, actor, "action_reassigned", (SUBJECT, row.id), fields=changed)
    return row


def done(
    session: Session, actor: Actor, clock: Clock, settings: Settings, action_id: str, version: int, result: str
) -> CoordinationAction:
    """Note that it is done and what came of it, by its owner's party. Raises Forbidden, Conflict or Refused."""
    row = _open(session, actor, action_id, version)
    require(actor, row.owner_party)
    row.result = line(result, "result", N_("Tuliskan hasilnya."))
    row.done_on = today(clock, settings)
    flush(session)
    note(session, clock, actor, "action_done", (SUBJECT, row.id))
    return row


def drop(session: Session, actor: Actor, clock: Clock, action_id: str, version: int) -> Forum | Evaluation:
    """Take back what was put down by mistake, before its forum was held or its evaluation issued. Raises Forbidden or Refused."""
    row = _open(session, actor, action_id, version)
    of = parent(session, row)
    if of.state not in (ForumState.PLANNED, EvaluationState.DRAFT):
        raise Refused(N_("Tindak lanjut yang sudah dicatat dalam notulen atau laporan tidak dihapus; selesaikan saja."))
    of.actions.remove(row)
    flush(session)
    note(session, clock, actor, "action_dropped", (SUBJECT, action_id))
    return of


def get(session: Session, action_id: str) -> CoordinationAction:
    """What is to be done, or NotFound."""
    row = session.get(CoordinationAction, action_id)
    if row is None:
        raise NotFound(N_("Tindak lanjut tidak ditemukan."))
    return row


def parent(session: Session, row: CoordinationAction) -> Forum | Evaluation:
    """The forum or evaluation it is of."""
    return session.get_one(Forum, row.forum_id) if row.forum_id else session.get_one(Evaluation, row.evaluation_id)


def _open(session: Session, actor: Actor, action_id: str, version: int) -> CoordinationAction:
    require(actor, *PARTIES)
    get(session, action_id)
    row = session.get_one(CoordinationAction, action_id, with_for_update={"of": CoordinationAction}, populate_existing=True)
    if row.done_on is not None:
        raise Refused(N_("Tindak lanjut ini sudah selesai."))
    same_version(row.version, version)
    return row


def _owner(session: Session, owner_id: str) -> dict[str, object]:
    person = session.get(Staff, owner_id) if owner_id else None
    party = session.get_one(Agency, person.agency_id).party if person else None
    if person is None or not person.active or party not in PARTIES:
        raise Refused(N_("Pilih penanggung jawab dari daftar petugas."), field="owner")
    return {"owner_id": person.id, "owner_party": party}


def _told(session: Session, clock: Clock, actor: Actor, row: CoordinationAction) -> None:
    if row.owner_id != actor.id:
        tell(session, clock, [row.owner_id], "action.given", SUBJECT, row.id, _GIVEN)
