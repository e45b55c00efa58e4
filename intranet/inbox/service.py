"""Verbs of the inbox. They leave no event in the trail: what is told is there already, and reading is one's own business."""

from collections.abc import Collection

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from intranet.base.actor import Actor
from intranet.base.clock import Clock
from intranet.base.errors import NotFound
from intranet.base.ids import new_id
from intranet.base.trail import canonical
from intranet.inbox.models import InboxMessage
from shared.text import N_


def tell(
    session: Session,
    clock: Clock,
    staff_ids: Collection[str],
    kind: str,
    subject_kind: str,
    subject_id: str,
    message: str,
    **values: str | int,
) -> None:
    """Put a message before each of ``staff_ids``, in the caller's transaction.

    ``message`` is a text marked with ``N_``, ``values`` fill its placeholders when it is shown; never personal data.
    ``at`` is a moment in ISO form, which each reader gets in their own way of writing.
    """
    common = {
        "at": clock.now(),
        "kind": kind,
        "subject_kind": subject_kind,
        "subject_id": subject_id,
        "text": message,
        "data": canonical(values),
    }
    rows = [{"id": new_id(), "staff_id": staff_id, **common} for staff_id in dict.fromkeys(staff_ids)]
    if rows:
        session.connection().execute(insert(InboxMessage), rows)


def mark_read(session: Session, clock: Clock, actor: Actor, message_id: str) -> InboxMessage:
    """Note that one's own message was read; the first time counts. Raises NotFound, also for a message to somebody else."""
    own = (InboxMessage.id == message_id, InboxMessage.staff_id == actor.id)
    session.execute(update(InboxMessage).where(*own, InboxMessage.read_at.is_(None)).values(read_at=clock.now()))
    message = session.scalar(select(InboxMessage).where(*own))
    if message is None:
        raise NotFound(N_("Pesan tidak ditemukan."))
    return message


def mark_all_read(session: Session, clock: Clock, actor: Actor) -> None:
    """Note that all of one's own messages up to now were read; one that came in meanwhile stays unread."""
    now = clock.now()
    session.execute(
        update(InboxMessage)
        .where(InboxMessage.staff_id == actor.id, InboxMessage.read_at.is_(None), InboxMessage.at <= now)
        .values(read_at=now)
    )
