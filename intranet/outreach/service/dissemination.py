"""Verbs of dissemination: plan what is spread, log how it was with its proof, or drop it (Kudus 5 and 10, Magelang 2(2)g)."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.base.actor import Actor
from intranet.base.clock import Clock
from intranet.base.db import flush
from intranet.base.errors import Conflict, NotFound, Refused
from intranet.base.ids import new_id
from intranet.evidence.models import EvidenceItem
from intranet.outreach import rules
from intranet.outreach.models import Dissemination
from intranet.outreach.rules import Channel, Target, Topic
from intranet.outreach.service import Under, note, party_of, put, require_own, same_version, today, under, words
from intranet.settings import Settings
from shared.text import N_

SUBJECT = "dissemination"


@dataclass(frozen=True, kw_only=True)
class PlanInput:
    """What is to be spread: the message, by which channel, when, by whom."""

    topic: Topic
    channel: Channel
    message: str
    planned_on: dt.date
    target: Target | None = None
    details: str = ""
    who: str = ""
    joint: bool = False
    under: Under = Under()


def plan(session: Session, actor: Actor, clock: Clock, given: PlanInput) -> Dissemination:
    """Plan a dissemination. Raises Forbidden, or Refused naming the field at fault."""
    party = party_of(actor)
    row = Dissemination(
        id=new_id(),
        party=party,
        recorded_by=actor.id,
        recorded_at=clock.now(),
        **_checked(given),
        **under(session, given.under, given.planned_on, *rules.doing(party, given.joint)),
    )
    session.add(row)
    session.flush()
    note(session, clock, actor, "dissemination_planned", (SUBJECT, row.id), topic=row.topic.value, channel=row.channel.value)
    return row


def amend(session: Session, actor: Actor, clock: Clock, row_id: str, version: int, given: PlanInput) -> Dissemination:
    """Change a plan that is neither done nor dropped. Raises Forbidden, Conflict, or Refused naming the field at fault."""
    row = _open(session, actor, row_id, version)
    values = _checked(given)
    before = (row.agreement_id or "", row.scope, row.planned_on, row.joint)
    if (given.under.agreement_id, given.under.scope, given.planned_on, given.joint) != before:
        values |= under(session, given.under, given.planned_on, *rules.doing(row.party, given.joint))
    if actor.party is not row.party and not given.joint:
        raise Refused(N_("Yang menjadikannya kegiatan sendiri adalah penyelenggara yang mencatatnya."), field="joint")
    changed = put(row, values)
    flush(session)
    if changed:
        note(session, clock, actor, "dissemination_amended", (SUBJECT, row.id), fields=changed)
    return row


def log(
    session: Session,
    actor: Actor,
    clock: Clock,
    settings: Settings,
    row_id: str,
    version: int,
    *,
    on: dt.date,
    link: str = "",
    reach: int | None = None,
    remark: str = "",
) -> Dissemination:
    """Note that it was done: when, how many it reached, and where it can be seen. A link or a picture proves it.

    Raises Forbidden, Conflict, or Refused naming the field at fault.
    """
    row, link = _open(session, actor, row_id, version), link.strip()
    if on > today(clock, settings):
        raise Refused(N_("Tanggal pelaksanaan belum tiba."), field="done_on")
    if link and (not link.lower().startswith(("http://", "https://")) or any(letter.isspace() for letter in link)):
        raise Refused(N_("Isi alamat lengkap yang diawali https:// atau http://."), field="link")
    if reach is not None and not 0 <= reach <= rules.MOST_PEOPLE:
        raise Refused(N_("Isi jangkauan dengan angka, atau kosongkan bila belum diketahui."), field="reach")
    if not link and not pictured(session, row.id):
        raise Refused(
            N_("Belum ada bukti pelaksanaan."),
            do=N_("Isi tautannya, atau tambahkan foto atau tangkapan layar dahulu."),
            field="link",
        )
    row.done_on, row.link, row.reach, row.note = on, link, reach, remark.strip()
    flush(session)
    note(session, clock, actor, "dissemination_done", (SUBJECT, row.id), on=on.isoformat())
    return row


def drop(session: Session, actor: Actor, clock: Clock, row_id: str, version: int, reason: str) -> Dissemination:
    """Give a plan up, and say why. Raises Forbidden, Conflict or Refused."""
    row = _open(session, actor, row_id, version)
    if not words(reason):
        raise Refused(N_("Tuliskan alasannya."), field="reason")
    row.dropped_reason = words(reason)
    flush(session)
    note(session, clock, actor, "dissemination_dropped", (SUBJECT, row.id))
    return row


def require_proving(session: Session, actor: Actor, row_id: str) -> Dissemination:
    """The dissemination, when ``actor`` may add proof to it; also after it was logged. Raises Forbidden, NotFound or Refused."""
    row = get(session, row_id)
    require_own(actor, row.party, joint=row.joint)
    if row.dropped_reason:
        raise Refused(N_("Rencana ini sudah dibatalkan."), field="file")
    return row


def pictured(session: Session, row_id: str) -> bool:
    """Whether a picture proves it."""
    found = select(EvidenceItem.id).where(EvidenceItem.subject_kind == SUBJECT, EvidenceItem.subject_id == row_id).limit(1)
    return session.scalar(found) is not None


def get(session: Session, row_id: str) -> Dissemination:
    """The dissemination, or NotFound."""
    row = session.get(Dissemination, row_id)
    if row is None:
        raise NotFound(N_("Rencana diseminasi tidak ditemukan."))
    return row


def get_open(session: Session, row_id: str) -> Dissemination:
    """The same for showing one of its forms again. Raises NotFound, or Conflict: it is over, and none could keep what was typed."""
    row = get(session, row_id)
    if row.done_on is not None or row.dropped_reason:
        raise Conflict(N_("Ini sudah dicatat terlaksana atau dibatalkan; isinya tidak dapat diubah lagi."))
    return row


def _open(session: Session, actor: Actor, row_id: str, version: int) -> Dissemination:
    require_own(actor, (row := get(session, row_id)).party, joint=row.joint)
    get_open(session, row_id)
    same_version(row.version, version)
    return row


def _checked(given: PlanInput) -> dict[str, object]:
    message = words(given.message)
    if not message:
        raise Refused(N_("Tuliskan pesan yang disampaikan."), field="message")
    if given.topic is Topic.AGREEMENT and given.target is None:
        raise Refused(N_("Pilih sasaran sosialisasi perjanjian."), field="target")
    if given.topic is Topic.AGREEMENT and not given.under.agreement_id:
        raise Refused(N_("Pilih perjanjian yang disosialisasikan."), field="agreement")
    return {
        "topic": given.topic,
        "target": given.target if given.topic is Topic.AGREEMENT else None,
        "channel": given.channel,
        "joint": given.joint,
        "message": message,
        "details": given.details.strip(),
        "planned_on": given.planned_on,
        "who": words(given.who),
    }
