"""Verbs of oversight, a file for each thing people do: ``patrol``, ``accounts``, ``fact_checks``."""

from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from intranet.base.actor import Actor
from intranet.base.errors import Conflict, Forbidden
from intranet.oversight.rules import WORKERS
from shared.text import N_

CHANGED = N_("Ini baru saja diubah orang lain; perubahan Anda belum disimpan. Muat ulang halaman dan bandingkan.")


def require_worker(actor: Actor) -> None:
    """Raises Forbidden for whoever does not work on cases."""
    if not actor.has(*WORKERS):
        raise Forbidden(N_("Hanya petugas Bawaslu dan Diskominfo yang bekerja di halaman pengawasan."))


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
