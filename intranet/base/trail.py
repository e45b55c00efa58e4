"""The trail: what was done, by whom, when, appended in the same transaction and chained by hash from the first row.

Each row's hash covers the row and its predecessor's hash, so an edit, a deletion or a reordering shows. No personal
data goes into ``data``: names, NIK and texts stay in the tables that can be erased.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Connection, Index, Integer, String, Table, Text, bindparam, event, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from intranet.base.actor import Actor, ActorKind
from intranet.base.clock import Clock
from intranet.base.db import Base, UtcDateTime, enum_column

GENESIS = "0" * 64


class TrailEvent(Base):
    """One event. Rows are only ever added."""

    __tablename__ = "trail"
    __table_args__ = (Index("ix_trail_subject", "subject_kind", "subject_id", "seq"),)

    seq: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False)
    at: Mapped[Any] = mapped_column(UtcDateTime)
    actor_kind: Mapped[ActorKind] = mapped_column(enum_column(ActorKind))
    actor_id: Mapped[str] = mapped_column(String(32))
    actor_name: Mapped[str] = mapped_column(String(200))
    actor_party: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[str] = mapped_column(String(64))
    data: Mapped[str] = mapped_column(Text)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class TrailHead(Base):
    """The chain's end: one row, locked while an event is appended so that two writers cannot fork the chain."""

    __tablename__ = "trail_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(String(64))


@event.listens_for(TrailHead.__table__, "after_create")
def start_chain(table: Table, connection: Connection, **_: Any) -> None:
    """Begin the chain: the head of an empty trail."""
    connection.execute(insert(table).values(id=1, seq=0, hash=GENESIS))


_HEAD = select(TrailHead.seq, TrailHead.hash).where(TrailHead.id == 1).with_for_update()
_APPEND = insert(TrailEvent)
_ADVANCE = update(TrailHead).where(TrailHead.id == 1).values(seq=bindparam("end"), hash=bindparam("end_hash"))


@dataclass(frozen=True)
class Break:
    """Where the chain does not hold, and why."""

    seq: int
    reason: str


def record(
    session: Session,
    clock: Clock,
    actor: Actor,
    kind: str,
    subject_kind: str,
    subject_id: str,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Append an event. ``data`` must be plain JSON without personal data. The caller's transaction carries it."""
    session.flush()  # what happened is there before it is told, and a refusal of it comes before
    connection = session.connection()
    head = connection.execute(_HEAD).one()
    row: dict[str, Any] = {
        "seq": head.seq + 1,
        "at": clock.now(),
        "actor_kind": actor.kind,
        "actor_id": actor.id,
        "actor_name": actor.name,
        "actor_party": actor.party.value if actor.party else "",
        "kind": kind,
        "subject_kind": subject_kind,
        "subject_id": subject_id,
        "data": canonical(data or {}),
        "previous": head.hash,
    }
    row["hash"] = digest(row)
    connection.execute(_APPEND, row)
    connection.execute(_ADVANCE, {"end": row["seq"], "end_hash": row["hash"]})


def canonical(data: Mapping[str, Any]) -> str:
    """JSON with one spelling for one meaning."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(row: Mapping[str, Any]) -> str:
    """The SHA-256 of a row and its predecessor's hash."""
    return hashlib.sha256(preimage(row)).hexdigest()


def preimage(row: Mapping[str, Any]) -> bytes:
    """The very bytes a row's hash is made of: kept as a file, any program for SHA-256 proves them."""
    parts = [
        row["seq"],
        row["at"].isoformat(timespec="microseconds"),
        row["actor_kind"].value,
        row["actor_id"],
        row["actor_name"],
        row["actor_party"],
        row["kind"],
        row["subject_kind"],
        row["subject_id"],
        row["data"],
        row["previous"],
    ]
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()


class Past(NamedTuple):
    """An event as read by people: what a subject's page tells."""

    at: dt.datetime
    actor_name: str
    actor_party: str
    kind: str
    data: str

    @property
    def details(self) -> dict[str, Any]:
        """The event's data as a dictionary."""
        details: dict[str, Any] = json.loads(self.data)
        return details


_events = TrailEvent.__table__.c
_OF = (
    select(_events.at, _events.actor_name, _events.actor_party, _events.kind, _events.data)
    .where(_events.subject_kind == bindparam("subject_kind"), _events.subject_id == bindparam("subject_id"))
    .order_by(_events.seq.desc())
    .limit(bindparam("most"))
)


def of(session: Session, subject_kind: str, subject_id: str, limit: int = 500) -> list[Past]:
    """The events of one subject, newest first, at most ``limit``."""
    asked = {"subject_kind": subject_kind, "subject_id": subject_id, "most": limit}
    return [Past(*row) for row in session.connection().execute(_OF, asked)]


def latest(session: Session, subject_kind: str, subject_id: str, kind: str, most: int) -> list[Past]:
    """The events of one kind about one subject, newest first, at most ``most``."""
    found = (
        select(_events.at, _events.actor_name, _events.actor_party, _events.kind, _events.data)
        .where(_events.subject_kind == subject_kind, _events.subject_id == subject_id, _events.kind == kind)
        .order_by(_events.seq.desc())
        .limit(most)
    )
    return [Past(*row) for row in session.connection().execute(found)]


class Link(NamedTuple):
    """An event as part of the chain: its place, its hash, and the bytes that hash is made of."""

    seq: int
    hash: str
    preimage: bytes


def links(session: Session, subject_kind: str, subject_id: str) -> list[Link]:
    """The events of one subject as they stand in the chain, oldest first, all of them."""
    columns = TrailEvent.__table__.c
    query = select(*columns).where(columns.subject_kind == subject_kind, columns.subject_id == subject_id).order_by(columns.seq)
    rows = (row._asdict() for row in session.connection().execute(query))
    return [Link(row["seq"], row["hash"], preimage(row)) for row in rows]


def head(session: Session) -> tuple[int, str]:
    """The chain's end: how many events there are, and the last one's hash."""
    row = session.execute(select(TrailHead.seq, TrailHead.hash).where(TrailHead.id == 1)).one()
    return row.seq, row.hash


def verify(session: Session) -> Iterator[Break]:
    """Walk the whole chain and yield every place where it does not hold; nothing yielded means it holds."""
    previous, expected = GENESIS, 1
    for row in session.scalars(select(TrailEvent).order_by(TrailEvent.seq).execution_options(yield_per=1000)):
        if row.seq != expected:
            yield Break(expected, "missing")
        if row.previous != previous:
            yield Break(row.seq, "not linked to its predecessor")
        if digest({c.key: getattr(row, c.key) for c in TrailEvent.__table__.columns}) != row.hash:
            yield Break(row.seq, "changed")
        previous, expected = row.hash, row.seq + 1
    head = session.execute(select(TrailHead.seq, TrailHead.hash)).one_or_none()
    if head is None or (head.seq, head.hash) != (expected - 1, previous):
        yield Break(expected - 1, "the end does not match the head")
