"""The verb of marks: set, change, lift."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from intranet.base import trail
from intranet.base.actor import Actor, Party
from intranet.base.clock import Clock
from intranet.base.errors import Conflict, Forbidden, Refused
from intranet.disclosure import rules
from intranet.disclosure.models import Mark
from intranet.disclosure.rules import Level
from intranet.disclosure.service import CHANGED, Subject, end_of, flush
from intranet.settings import Settings
from shared.text import N_


@dataclass(frozen=True, kw_only=True)
class MarkInput:
    """A mark as entered. ``version``: of the mark that was seen, 0 for none; ``said_on``: when it was first said aloud."""

    level: Level
    reason: str
    last_day: dt.date | None = None
    said_on: dt.date | None = None
    version: int = 0


def set_mark(
    session: Session, actor: Actor, clock: Clock, settings: Settings, subject: Subject, case_id: str, owner: Party, given: MarkInput
) -> Mark:
    """Set, change or (OPEN) lift the mark on ``subject``, a part of ``case_id``.

    ``owner``: whose it would be; a mark in force keeps the owner it has. Raises Forbidden, Refused or Conflict.
    """
    row, now = session.get(Mark, subject, with_for_update=True), clock.now()
    today = now.astimezone(settings.zone).date()
    if (row.version if row else 0) != given.version:
        raise Conflict(CHANGED)
    before = rules.level_at(row.level, row.ends_at, now) if row else Level.OPEN
    if row is not None and before is not Level.OPEN:
        owner = row.owner
    verdict = rules.may_mark(actor, owner, before, given.level)
    if not verdict.allowed:
        raise Forbidden(verdict.reason)
    reason = given.reason.strip()
    if len(reason) < rules.REASON:
        raise Refused(N_("Tuliskan alasannya, sedikitnya 10 huruf."), field="reason")
    if given.last_day is not None and given.last_day < today:
        raise Refused(N_("Hari terakhirnya sudah lewat."), field="last_day")
    if given.said_on is not None and given.said_on > today:
        raise Refused(N_("Tanggal itu belum terjadi."), field="said_on")
    lifted = given.level is Level.OPEN
    values = {
        "level": given.level,
        "owner": owner,
        "set_by": actor.id,
        "set_at": now,
        "reason": reason[:300],
        "said_on": None if lifted else given.said_on,
        "ends_at": end_of(given.last_day, settings.zone) if given.last_day and not lifted else None,
    }
    if row is None:
        row = Mark(subject_kind=subject[0], subject_id=subject[1], **values)
        session.add(row)
    else:
        for name, value in values.items():
            setattr(row, name, value)
    flush(session)
    data = {
        "kind": subject[0],
        "id": subject[1],
        "from": before.value,
        "to": given.level.value,
        "owner": owner.value,
        "late": rules.written_late(given.said_on, today, settings.oral_mark_days),
    }
    trail.record(session, clock, actor, "mark.set", "case", case_id, data)
    return row
