"""Verbs of literacy, a file for each thing people do. Whoever binds people or rooms first calls ``guards.hold``.

Locks in this order everywhere: the hold, the session, its seats, the end of the trail.
"""

from typing import Protocol

from intranet.base.actor import Actor, Party
from intranet.base.errors import Forbidden, changed_meanwhile
from intranet.literacy import rules
from shared.text import N_


class _Versioned(Protocol):
    @property
    def version(self) -> int: ...


def same_version(row: _Versioned, version: int) -> None:
    """Raises Conflict when the row is not the one the actor saw."""
    if row.version != version:
        raise changed_meanwhile()


def require_scheduler(actor: Actor) -> None:
    """Raises Forbidden for whoever may not set times, places and lists."""
    if not rules.may_schedule(actor):
        raise Forbidden(N_("Jadwal literasi disusun petugas Diskominfo atau penyusun jadwal."))


def require_officer(actor: Actor, party: Party) -> None:
    """Raises Forbidden unless ``actor`` works for ``party``."""
    if not rules.works_for(actor, party):
        raise Forbidden(N_("Ini hanya dapat dilakukan petugas pihak yang bersangkutan."))


def squeeze(words: str) -> str:
    """A line as kept: no spaces but single ones."""
    return " ".join(words.split())
