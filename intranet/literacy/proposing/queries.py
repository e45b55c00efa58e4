"""Reads of proposals."""

import datetime as dt
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.agencies.models import Staff
from intranet.base.actor import Party
from intranet.literacy.models import District, LiteracyPerson, LiteracySession, PlanProposal, Room, Venue
from intranet.literacy.proposing.rules import ProposalState
from intranet.literacy.rules import PARTIES

_RECENT = 10
_p = PlanProposal.__table__.c


class Brief(NamedTuple):
    """A proposal as listed."""

    id: str
    state: ProposalState
    party: Party
    asked_at: dt.datetime
    first_on: dt.date
    last_on: dt.date
    asked_by: str


def recent(session: Session) -> list[Brief]:
    """The proposals asked for last, newest first."""
    columns = (_p.id, _p.state, _p.party, _p.asked_at, _p.first_on, _p.last_on, Staff.name)
    query = select(*columns).join(Staff, Staff.id == _p.asked_by).order_by(_p.asked_at.desc(), _p.id.desc()).limit(_RECENT)
    return [Brief(*row) for row in session.connection().execute(query)]


def names(session: Session) -> dict[str, tuple[str, str]]:
    """Party and name of everybody who can be or was planned, by id."""
    query = select(LiteracyPerson.id, LiteracyPerson.party, LiteracyPerson.name).where(LiteracyPerson.party.in_(PARTIES))
    rows = session.execute(query.order_by(LiteracyPerson.name, LiteracyPerson.id))
    return {row.id: (row.party.value, row.name) for row in rows}


def room_names(session: Session) -> dict[str, str]:
    """Rooms with their venues, by id."""
    query = select(Room.id, Room.name, Venue.name.label("venue")).join(Venue, Room.venue_id == Venue.id)
    return {row.id: f"{row.name}, {row.venue}" for row in session.execute(query.order_by(Venue.name, Room.name))}


class About(NamedTuple):
    """What a proposal's page tells of a session's record."""

    title: str
    place: str
    district: str
    online: bool


def about(session: Session, ids: list[str]) -> dict[str, About]:
    """Title, place in words and kecamatan of sessions, by id."""
    columns = (LiteracySession.id, LiteracySession.title, LiteracySession.place, District.name, LiteracySession.mode)
    query = select(*columns).join(District, LiteracySession.district_id == District.id)
    found = {}
    for at in range(0, len(ids), 500):
        for key, title, place, district, mode in session.execute(query.where(LiteracySession.id.in_(ids[at : at + 500]))):
            found[key] = About(title, place, district, mode.value == "online")
    return found
