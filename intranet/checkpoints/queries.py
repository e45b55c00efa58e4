"""Reads of checkpoints: the trail's standing in one row, lists by keyset, days without one, one with all about it."""

import datetime as dt
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intranet.agencies.models import Staff
from intranet.base.trail import TrailEvent
from intranet.checkpoints import notes
from intranet.checkpoints.models import Checkpoint, CheckpointStamp, CheckpointWitness, TrailCheck
from intranet.checkpoints.notes import Note, PublicKey
from intranet.checkpoints.rules import Standing, State, days_without, grouped, state_of
from intranet.web import paging

PAGE = 31
AT_ONCE = 2000  # events in one read, since a long one holds up writers
_LOOK_BACK = dt.timedelta(days=31)
_events = TrailEvent.__table__.c


def newest(session: Session) -> Checkpoint | None:
    """The checkpoint over the most events."""
    return session.scalar(select(Checkpoint).order_by(Checkpoint.size.desc()).limit(1))


def short_signature(row: Checkpoint) -> str:
    """The beginning of its signature, after the key's own mark, enough to tell two apart; a dash for a row that was forged."""
    note = signed(row)
    return f"{grouped(b64decode(note.signature)[4:16].hex())}…" if note else "–"


def signed(row: Checkpoint) -> Note | None:
    """The text of a checkpoint, if the row says the same and its signature is of the key it names."""
    try:
        note, key = notes.read(row.note), PublicKey.parse(row.public_key)
    except ValueError:
        return None
    return note if note.signed_by(key) and (note.size, note.root.hex()) == (row.size, row.root) else None


def events(session: Session, after: int, end: int | None = None) -> list[dict[str, Any]]:
    """The next events after number ``after`` and up to ``end``, as rows of the trail."""
    query = select(*_events).where(_events.seq > after).order_by(_events.seq).limit(AT_ONCE)
    if end is not None:
        query = query.where(_events.seq <= end)
    return [row._asdict() for row in session.connection().execute(query)]


def last_check(session: Session) -> TrailCheck | None:
    """What the last walk over the whole trail found."""
    return session.get(TrailCheck, 1)


def standing(session: Session) -> Standing:
    """What a page says of the trail; three small reads, whatever the trail's length."""
    check, last = last_check(session), newest(session)
    said = states(session, [last.id])[last.id] if last else State.SIGNED
    return Standing(
        checked_at=check.at if check else None,
        fault_seq=check.fault_seq if check else None,
        size=last.size if last else 0,
        made_at=last.made_at if last else None,
        agrees=None if said is State.SIGNED else said is State.WITNESSED,
    )


def states(session: Session, ids: Sequence[str]) -> dict[str, State]:
    """How far each of some checkpoints has come."""
    said = select(CheckpointWitness.checkpoint_id, CheckpointWitness.agrees).where(CheckpointWitness.checkpoint_id.in_(ids))
    found = {row.checkpoint_id: row.agrees for row in session.execute(said.order_by(CheckpointWitness.at, CheckpointWitness.id))}
    return {one: state_of(found.get(one)) for one in ids}


def listing(session: Session, cursor: paging.Cursor | None) -> paging.Page[Checkpoint]:
    """Checkpoints, the newest first."""
    return paging.newest_first(session, select(Checkpoint), Checkpoint.made_at, cursor, PAGE)


def missing(session: Session, today: dt.date, zone: ZoneInfo) -> list[dt.date]:
    """Which of the last 31 days have no checkpoint, newest first; none before the first checkpoint counts, nor today."""
    first = session.scalar(select(func.min(Checkpoint.made_at)))
    if first is None:
        return []
    since = max(first.astimezone(zone).date(), today - _LOOK_BACK)
    begins = dt.datetime.combine(since, dt.time(), zone)
    made = session.scalars(select(Checkpoint.made_at).where(Checkpoint.made_at >= begins))
    return days_without({at.astimezone(zone).date() for at in made}, since, today - dt.timedelta(days=1))


def unwitnessed(session: Session) -> int:
    """How many checkpoints nobody of the other party has said anything of."""
    said = select(CheckpointWitness.checkpoint_id)
    return session.scalar(select(func.count()).select_from(Checkpoint).where(Checkpoint.id.not_in(said))) or 0


def witnessed_between(session: Session, first: dt.datetime, last: dt.datetime) -> tuple[int, int]:
    """How many checkpoints were made in a time, and how many of them the other party confirmed: evidence of a duty kept."""
    made = list(session.scalars(select(Checkpoint.id).where(Checkpoint.made_at >= first, Checkpoint.made_at < last)))
    return len(made), sum(state is State.WITNESSED for state in states(session, made).values())


@dataclass(frozen=True)
class Said:
    """What somebody of the other party said of a checkpoint."""

    at: dt.datetime
    name: str
    agrees: bool
    typed: str


def said_of(session: Session, checkpoint_id: str) -> list[Said]:
    """All that was said of it, newest first."""
    query = (
        select(CheckpointWitness.at, Staff.name, CheckpointWitness.agrees, CheckpointWitness.typed)
        .join(Staff, CheckpointWitness.staff_id == Staff.id)
        .where(CheckpointWitness.checkpoint_id == checkpoint_id)
        .order_by(CheckpointWitness.at.desc(), CheckpointWitness.id.desc())
    )
    return [Said(*row) for row in session.execute(query)]


def stamped(session: Session, checkpoint_id: str) -> CheckpointStamp | None:
    """The time stamp kept with it."""
    return session.get(CheckpointStamp, checkpoint_id)


def name_of(session: Session, staff_id: str | None) -> str:
    """A member of staff's name; empty for nobody."""
    return (session.scalar(select(Staff.name).where(Staff.id == staff_id)) if staff_id else None) or ""
