"""Verbs of the ledger: ``statements`` and ``inventory``. Here: what they share."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from intranet.base import trail
from intranet.base.actor import Actor
from intranet.base.clock import Clock
from intranet.base.errors import changed_meanwhile


def words(text: str) -> str:
    """One line with single spaces."""
    return " ".join(text.split())


def same_version(row_version: int, version: int) -> None:
    """Raises Conflict when the row is not the one the actor saw."""
    if row_version != version:
        raise changed_meanwhile()


def note(
    session: Session, clock: Clock, actor: Actor, kind: str, subject: tuple[str, str], data: Mapping[str, object] | None = None
) -> None:
    """The event of a change; ``subject``: kind and id."""
    trail.record(session, clock, actor, f"duties.{kind}", *subject, dict(data or {}))
