"""Filters of the case list kept under a name: of one's own, or shared with the people of one's party."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from intranet.agencies.models import Staff
from intranet.base import trail
from intranet.base.actor import Actor, Party
from intranet.base.clock import Clock
from intranet.base.errors import Conflict, Forbidden, NotFound, Refused
from intranet.base.ids import new_id
from intranet.cases import rules
from intranet.cases.models import SavedFilter
from shared.text import N_

MOST, NAME, QUERY = 20, 60, 1000  # filters one may keep; letters of a name and of an address
_saved, _staff = SavedFilter.__table__.c, Staff.__table__.c


class Kept(NamedTuple):
    """A saved filter as listed. ``party``: with whom it is shared; ``owner``: the name of who saved it."""

    id: str
    version: int
    name: str
    query: str
    party: Party | None
    staff_id: str
    owner: str


_KEPT = (
    select(_saved.id, _saved.version, _saved.name, _saved.query, _saved.party, _saved.staff_id, _staff.name)
    .join_from(SavedFilter.__table__, Staff.__table__, _saved.staff_id == _staff.id)
    .where(or_(_saved.staff_id == bindparam("me"), _saved.party == bindparam("own_party")))
    .order_by(_saved.name_key, _saved.id)
)


def usable(session: Session, actor: Actor) -> Sequence[Kept]:
    """The filters ``actor`` may use, by name: one's own, and what others shared with the party."""
    return [Kept(*row) for row in session.connection().execute(_KEPT, {"me": actor.id, "own_party": actor.party})]


def may_change(actor: Actor, kept: Kept | SavedFilter) -> bool:
    """Whether ``actor`` may rename or delete a filter: its owner, or, of a shared one, a head or commissioner of the party."""
    return kept.staff_id == actor.id or (kept.party is not None and kept.party is actor.party and rules.may_hand_over(actor))


def save(session: Session, actor: Actor, clock: Clock, *, name: str, query: str, shared: bool) -> SavedFilter:
    """Keep a filter. Raises Refused when the name is missing or taken, nothing is filtered, or there are MOST already."""
    name = _name(name)
    if not query or len(query) > QUERY:
        raise Refused(N_("Tidak ada saringan yang dapat disimpan. Saring daftar perkara dahulu."))
    if shared and actor.party is None:
        raise Refused(N_("Saringan hanya dapat dibagikan oleh petugas sebuah pihak."), field="shared")
    session.execute(select(Staff.id).where(Staff.id == actor.id).with_for_update())  # so that two windows cannot pass the limit
    if (session.scalar(select(func.count()).where(SavedFilter.staff_id == actor.id)) or 0) >= MOST:
        raise Refused(
            N_("Anda sudah menyimpan %(most)s saringan, yang terbanyak."),
            do=N_("Hapus satu yang tidak dipakai lagi, lalu simpan yang ini."),
            values={"most": MOST},
        )
    _check_free(session, actor.id, name, "")
    row = SavedFilter(
        id=new_id(),
        staff_id=actor.id,
        name=name,
        name_key=name.casefold()[:NAME],
        query=query,
        party=actor.party if shared else None,
        created_at=clock.now(),
    )
    session.add(row)
    session.flush()
    # Names and searched words may be of people, so the trail does not have them.
    trail.record(session, clock, actor, "filter.saved", "filter", row.id, {"shared": shared})
    return row


def change(
    session: Session, actor: Actor, clock: Clock, filter_id: str, version: int, *, name: str, shared: bool | None = None
) -> SavedFilter:
    """Rename a filter; ``shared``: share it with the party, or no longer. Raises NotFound, Forbidden, Conflict or Refused."""
    row, name = _open(session, actor, filter_id, version), _name(name)
    _check_free(session, row.staff_id, name, row.id)
    row.name, row.name_key = name, name.casefold()[:NAME]
    if shared is not None and row.staff_id == actor.id:
        row.party = actor.party if shared else None
    _flush(session)
    trail.record(session, clock, actor, "filter.changed", "filter", row.id, {"shared": row.party is not None})
    return row


def delete(session: Session, actor: Actor, clock: Clock, filter_id: str, version: int) -> None:
    """Forget a filter; the cases it showed are untouched. Raises NotFound, Forbidden or Conflict."""
    row = _open(session, actor, filter_id, version)
    session.delete(row)
    _flush(session)
    trail.record(session, clock, actor, "filter.deleted", "filter", filter_id)


def _open(session: Session, actor: Actor, filter_id: str, version: int) -> SavedFilter:
    row = session.get(SavedFilter, filter_id)
    if row is None or not (row.staff_id == actor.id or (row.party is not None and row.party is actor.party)):
        raise NotFound(N_("Saringan itu tidak ada."))
    if not may_change(actor, row):
        raise Forbidden(N_("Saringan ini milik orang lain; hanya pemiliknya atau pimpinan yang mengubahnya."))
    if row.version != version:
        raise Conflict(N_("Saringan ini baru saja diubah. Perubahan Anda belum disimpan; muat ulang halaman."))
    return row


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise Refused(N_("Beri nama saringan ini."), field="name")
    if len(name) > NAME:
        raise Refused(N_("Nama saringan paling panjang %(most)s huruf."), field="name", values={"most": NAME})
    return name


def _check_free(session: Session, staff_id: str, name: str, own_id: str) -> None:
    same = select(SavedFilter.id).where(SavedFilter.staff_id == staff_id, SavedFilter.name_key == name.casefold()[:NAME])
    if session.scalar(same) not in (None, own_id):
        raise Refused(N_("Sudah ada saringan dengan nama itu. Pilih nama lain."), field="name")


def _flush(session: Session) -> None:
    try:
        session.flush()
    except StaleDataError as error:
        raise Conflict(N_("Saringan ini baru saja diubah. Perubahan Anda belum disimpan; muat ulang halaman.")) from error
