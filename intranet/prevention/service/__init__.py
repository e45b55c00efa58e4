"""Verbs of prevention, a file for each thing people do: ``acts``, ``props``."""

from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from intranet.base.errors import Conflict
from shared.text import N_

CHANGED = N_("Ini baru saja diubah orang lain; perubahan Anda belum disimpan. Muat ulang halaman dan bandingkan.")


def same_version(row_version: int, version: int) -> None:
    """Raises Conflict when the row is not the one the actor saw."""
    if row_version != version:
        raise Conflict(CHANGED)


def flush(session: Session) -> None:
    """Write, or raise Conflict when somebody else was quicker."""
    try:
        session.flush()
    except StaleDataError as error:
        raise Conflict(CHANGED) from error
