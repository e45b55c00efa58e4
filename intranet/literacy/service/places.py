"""Verbs on places and figures: kecamatan and ways, venues with rooms, topics, hours, Ramadan."""

import datetime as dt
from dataclasses import asdict, dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.base import trail
from intranet.base.actor import Actor
from intranet.base.clock import Clock
from intranet.base.db import flush
from intranet.base.errors import Forbidden, NotFound, Refused
from intranet.base.ids import new_id
from intranet.literacy import rules
from intranet.literacy.models import District, LiteracyHours, Ramadan, Room, Topic, Travel, Venue
from intranet.literacy.rules import Hours, Pillar
from intranet.literacy.service import require_scheduler, same_version, squeeze
from shared.text import N_


@dataclass(frozen=True, kw_only=True)
class VenueInput:
    """A venue as entered."""

    name: str
    district_id: str
    address: str = ""
    accessibility: str = ""
    contact: str = ""
    note: str = ""
    active: bool = True


@dataclass(frozen=True, kw_only=True)
class RoomInput:
    """A room as entered."""

    name: str
    capacity: int
    equipment: str = ""
    step_free: bool = False
    active: bool = True


def add_district(session: Session, actor: Actor, clock: Clock, name: str) -> District:
    """Put a kecamatan on the list. Raises Forbidden or Refused."""
    require_scheduler(actor)
    name = squeeze(name)
    if not name:
        raise Refused(N_("Tuliskan nama kecamatannya."), field="district")
    if session.scalar(select(District.id).where(District.name == name)):
        raise Refused(N_("Kecamatan itu sudah ada dalam daftar."), field="district")
    row = District(id=new_id(), name=name)
    session.add(row)
    session.flush()
    trail.record(session, clock, actor, "district.added", "literacy_district", row.id, {"name": name})
    return row


def set_way(session: Session, actor: Actor, clock: Clock, one_id: str, other_id: str, minutes: int) -> None:
    """Note how long it is from one kecamatan to another, in minutes. Raises Forbidden or Refused."""
    require_scheduler(actor)
    first, last = sorted((one_id, other_id))
    if first == last or session.get(District, first) is None or session.get(District, last) is None:
        raise Refused(N_("Pilih dua kecamatan yang berbeda."), field="to_id")
    if not 0 <= minutes <= 600:
        raise Refused(N_("Waktu tempuh dari 0 sampai 600 menit."), field="minutes")
    session.merge(Travel(from_id=first, to_id=last, minutes=minutes))
    session.flush()
    trail.record(session, clock, actor, "way.set", "literacy_district", first, {"to": last, "minutes": minutes})


def add_topic(session: Session, actor: Actor, clock: Clock, pillar: Pillar, name: str) -> Topic:
    """Put a topic on the list, or take one up again. Raises Forbidden or Refused."""
    require_scheduler(actor)
    name = squeeze(name)
    if not name:
        raise Refused(N_("Tuliskan topiknya."), field="topic")
    row = session.scalar(select(Topic).where(Topic.name == name))
    if row is None:
        row = Topic(id=new_id(), name=name)
        session.add(row)
    row.pillar, row.active = pillar, True
    session.flush()
    trail.record(session, clock, actor, "topic.added", "literacy_topic", row.id, {"pillar": pillar.value})
    return row


def add_venue(session: Session, actor: Actor, clock: Clock, given: VenueInput) -> Venue:
    """Put a venue on the list. Raises Forbidden or Refused."""
    require_scheduler(actor)
    row = Venue(id=new_id(), rooms=[], **_venue(session, given))
    session.add(row)
    session.flush()
    trail.record(session, clock, actor, "venue.added", "literacy_venue", row.id, {})
    return row


def amend_venue(session: Session, actor: Actor, clock: Clock, venue_id: str, version: int, given: VenueInput) -> Venue:
    """Change a venue. Raises Forbidden, Conflict, NotFound or Refused."""
    require_scheduler(actor)
    row = get_venue(session, venue_id)
    same_version(row, version)
    for name, value in _venue(session, given, row).items():
        setattr(row, name, value)
    flush(session)
    trail.record(session, clock, actor, "venue.amended", "literacy_venue", row.id, {})
    return row


def set_room(session: Session, actor: Actor, clock: Clock, venue_id: str, given: RoomInput, room_id: str | None = None) -> Room:
    """Add a room to a venue, or correct the one named. Raises Forbidden, NotFound or Refused."""
    require_scheduler(actor)
    venue = get_venue(session, venue_id)
    name = squeeze(given.name)
    if not name:
        raise Refused(N_("Tuliskan nama ruangnya."), field="room")
    if any(one.name == name and one.id != room_id for one in venue.rooms):
        raise Refused(N_("Ruang itu sudah ada di tempat ini."), field="room")
    if not 1 <= given.capacity <= 20000:
        raise Refused(N_("Daya tampung dari 1 sampai 20.000."), field="capacity")
    row = next((one for one in venue.rooms if one.id == room_id), None)
    if room_id and row is None:
        raise NotFound(N_("Ruang itu tidak ada."))
    if row is None:
        row = Room(id=new_id(), venue_id=venue.id)
        venue.rooms.append(row)
    row.name, row.capacity, row.equipment = name, given.capacity, squeeze(given.equipment)
    row.step_free, row.active = given.step_free, given.active
    session.flush()
    trail.record(session, clock, actor, "room.set", "literacy_venue", venue.id, {"room": row.id})
    return row


def set_hours(session: Session, actor: Actor, clock: Clock, version: int, given: Hours) -> LiteracyHours:
    """Let the office's hours and usual figures be as given. ``version`` 0: none were set. Raises Forbidden, Conflict or Refused."""
    _require_admin(actor)
    spans = ((given.opens, given.closes), (given.prayer_from, given.prayer_until), (given.ramadan_opens, given.ramadan_closes))
    if any(not 0 <= first < last <= 1440 for first, last in spans):
        raise Refused(N_("Jam selesai harus lebih lambat daripada jam mulai."), field="hours")
    if not (0 <= given.travel <= 600 and 0 <= given.lead_days <= 60 and 1 <= given.remind_days <= 60):
        raise Refused(N_("Isi angka yang wajar: menit sampai 600, hari sampai 60."), field="travel")
    row = session.get(LiteracyHours, 1)
    if row is None:
        row = LiteracyHours(id=1)
        session.add(row)
    else:
        same_version(row, version)
    for name, value in asdict(given).items():
        setattr(row, name, value)
    flush(session)
    trail.record(session, clock, actor, "hours.set", "literacy_hours", "1", asdict(given))
    return row


def set_ramadan(session: Session, actor: Actor, clock: Clock, starts_on: dt.date, ends_on: dt.date) -> Ramadan:
    """Note the month of Ramadan as announced, in place of any it overlaps. Raises Forbidden or Refused."""
    _require_admin(actor)
    if not 27 <= (ends_on - starts_on).days <= 31:
        raise Refused(N_("Ramadan berlangsung 29 atau 30 hari; periksa tanggalnya."), field="ends_on")
    for old in session.scalars(select(Ramadan).where(Ramadan.starts_on <= ends_on, Ramadan.ends_on >= starts_on)):
        session.delete(old)
    session.flush()
    row = Ramadan(id=new_id(), starts_on=starts_on, ends_on=ends_on)
    session.add(row)
    session.flush()
    data = {"from": starts_on.isoformat(), "to": ends_on.isoformat()}
    trail.record(session, clock, actor, "ramadan.set", "literacy_ramadan", row.id, data)
    return row


def get_venue(session: Session, venue_id: str) -> Venue:
    """The venue, or NotFound."""
    row = session.get(Venue, venue_id)
    if row is None:
        raise NotFound(N_("Tempat itu tidak ada dalam daftar."))
    return row


def _venue(session: Session, given: VenueInput, row: Venue | None = None) -> dict[str, object]:
    lines = {name: squeeze(getattr(given, name)) for name in ("name", "address", "accessibility", "contact")}
    if not lines["name"]:
        raise Refused(N_("Tuliskan nama tempatnya."), field="name")
    other = session.scalar(select(Venue.id).where(Venue.name == lines["name"]))
    if other is not None and (row is None or row.id != other):
        raise Refused(N_("Tempat itu sudah ada dalam daftar."), field="name")
    if session.get(District, given.district_id) is None:
        raise Refused(N_("Pilih kecamatan dari daftar."), field="district_id")
    return {**lines, "district_id": given.district_id, "note": given.note.strip(), "active": given.active}


def _require_admin(actor: Actor) -> None:
    if not rules.may_set_policy(actor):
        raise Forbidden(N_("Jam kerja dan kebijakan hanya diubah pengelola sistem."))
