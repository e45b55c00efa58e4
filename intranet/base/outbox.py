"""Outward effects: written in the business transaction, done afterwards by the worker, at least once, with a lease.

A killed worker loses nothing: its lease ends and the next one takes over. Handlers must therefore be idempotent or be
given something (an idempotency key, a number) by which the other side knows a repetition.
"""

import datetime as dt
from collections.abc import Callable, Mapping

from sqlalchemy import Index, Integer, String, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from intranet.base.clock import Clock
from intranet.base.db import Base, Database, IdType, UtcDateTime
from intranet.base.ids import new_id

LEASE = dt.timedelta(minutes=5)


class OutboxItem(Base):
    """Something still to be done: what kind, about which row, from when, held by a worker until when."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_due", "due_at"),)

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(40))
    ref: Mapped[str] = mapped_column(IdType)
    due_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    tries: Mapped[int] = mapped_column(Integer, default=0)


Handler = Callable[[Database, Clock, str, int], dt.datetime | None]
"""Does the work for ``ref`` on its ``n``-th try; returns when to try again, or None when done for good."""


def put(session: Session, clock: Clock, kind: str, ref: str, due_at: dt.datetime | None = None) -> None:
    """Queue work of ``kind`` about ``ref`` in the caller's transaction, from ``due_at`` (default: now) on."""
    session.add(OutboxItem(kind=kind, ref=ref, due_at=due_at or clock.now()))


def hurry(session: Session, clock: Clock, kind: str, ref: str) -> None:
    """Make queued work due now (somebody pressed "try again")."""
    session.execute(update(OutboxItem).where(OutboxItem.kind == kind, OutboxItem.ref == ref).values(due_at=clock.now()))


def work_once(db: Database, clock: Clock, handlers: Mapping[str, Handler]) -> bool:
    """Take one due item, lease it, do it; True if there was one. A handler's error leaves the item to the end of its lease."""
    with db.write() as session:
        item = session.scalar(
            select(OutboxItem)
            .where(OutboxItem.due_at <= clock.now(), OutboxItem.kind.in_(handlers))
            .order_by(OutboxItem.due_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if item is None:
            return False
        item.due_at = clock.now() + LEASE
        item.tries += 1
        taken = (item.id, item.kind, item.ref, item.tries)
    item_id, kind, ref, tries = taken
    again = handlers[kind](db, clock, ref, tries)
    with db.write() as session:
        if again is None:
            session.execute(delete(OutboxItem).where(OutboxItem.id == item_id))
        else:
            session.execute(update(OutboxItem).where(OutboxItem.id == item_id).values(due_at=again))
    return True
