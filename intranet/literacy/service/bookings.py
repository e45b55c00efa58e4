"""Who and what stands in a session's way: people and rooms held by other sessions, in words."""

import datetime as dt
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.base.errors import Conflict
from intranet.base.papers import written_moment
from intranet.literacy import rules
from intranet.literacy.models import LiteracyPerson, LiteracySession, Seat, Travel
from intranet.literacy.rules import BINDING, Booking
from intranet.settings import Settings
from shared.text import N_

_FAR = dt.timedelta(hours=11)  # more than the longest way


def taken(session: Session, person_ids: Collection[str], start: dt.datetime, end: dt.datetime) -> dict[str, list[LiteracySession]]:
    """The confirmed and held sessions near the span of each of ``person_ids``, by person."""
    query = (
        select(Seat.person_id, LiteracySession)
        .join(Seat, Seat.session_id == LiteracySession.id)
        .where(Seat.person_id.in_(person_ids), Seat.vacated_at.is_(None), LiteracySession.state.in_(BINDING))
        .where(LiteracySession.starts_at < end + _FAR, LiteracySession.ends_at > start - _FAR)
        .order_by(LiteracySession.starts_at)
    )
    found: dict[str, list[LiteracySession]] = {}
    for person_id, row in session.execute(query):
        found.setdefault(str(person_id), []).append(row)
    return found


def ways(session: Session, district_id: str) -> dict[str, int]:
    """Minutes from one kecamatan to others, as far as the office's table knows them."""
    query = select(Travel).where((Travel.from_id == district_id) | (Travel.to_id == district_id))
    return {(row.to_id if row.from_id == district_id else row.from_id): row.minutes for row in session.scalars(query)}


def require_free(session: Session, settings: Settings, row: LiteracySession, person_ids: Collection[str]) -> None:
    """Raises Conflict that says who or which room is held, when and where, when another session stands in the way."""
    if row.starts_at is None or row.ends_at is None:
        return
    wanted, far = row.booking, ways(session, row.district_id)
    held = taken(session, person_ids, row.starts_at, row.ends_at)
    for person_id in sorted(held):
        other = _in_the_way(wanted, [one for one in held[person_id] if one.id != row.id], far)
        if other is not None:
            name = session.scalar(select(LiteracyPerson.name).where(LiteracyPerson.id == person_id)) or ""
            raise Conflict(
                N_("%(who)s sudah terikat pada “%(title)s”, %(when)s, di %(where)s, termasuk waktu tempuhnya."),
                do=N_("Pilih orang lain, atau geser waktunya."),
                values={"who": name, **_told(other, settings)},
            )
    if row.room_id is not None:
        query = select(LiteracySession).where(
            LiteracySession.room_id == row.room_id,
            LiteracySession.id != row.id,
            LiteracySession.state.in_(BINDING),
            LiteracySession.starts_at < row.ends_at,
            LiteracySession.ends_at > row.starts_at,
        )
        other = session.scalars(query.order_by(LiteracySession.starts_at).limit(1)).first()
        if other is not None:
            raise Conflict(
                N_("Ruangnya sudah dipakai “%(title)s”, %(when)s, di %(where)s."),
                do=N_("Pilih ruang lain, atau geser waktunya."),
                values=_told(other, settings),
            )


def where(row: LiteracySession) -> str:
    """The place of a session in one line; empty for one that is only online."""
    if row.room is not None:
        return f"{row.room.name}, {row.room.venue.name}"
    return row.place


def _in_the_way(wanted: Booking, others: list[LiteracySession], far: dict[str, int]) -> LiteracySession | None:
    return next((one for one in others if rules.person_clash(wanted, [one.booking], far.get(one.district_id, 0)) is not None), None)


def _told(row: LiteracySession, settings: Settings) -> dict[str, object]:
    when = written_moment(row.starts_at, settings.zone) if row.starts_at else ""
    return {"title": row.title, "when": when, "where": where(row) or row.mode.label}
