"""Reads of literacy: sessions of a span for calendars and grids, the list by keyset, coverage, loads, choices of forms."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, String, and_, func, or_, select, type_coerce
from sqlalchemy.orm import Session

from intranet.agencies.models import Agency, Staff
from intranet.agreements.models import Agreement, AgreementPurpose
from intranet.agreements.rules import Purpose
from intranet.base.actor import Party
from intranet.literacy.models import (
    AvailabilityException,
    District,
    LiteracyLetter,
    LiteracyPerson,
    LiteracySession,
    PairingPolicy,
    PartyConfirmation,
    Programme,
    Ramadan,
    Room,
    Seat,
    Topic,
    Travel,
    Venue,
)
from intranet.literacy.rules import BINDING, Mode, Pillar, SeatRole, Sector, SessionKind, SessionState
from intranet.web import paging

PAGE = 50
_s, _d, _r, _v = LiteracySession.__table__.c, District.__table__.c, Room.__table__.c, Venue.__table__.c
_t, _p, _c = Seat.__table__.c, LiteracyPerson.__table__.c, PartyConfirmation.__table__.c
_DAY: ColumnElement[dt.date] = func.coalesce(_s.on_day, _s.earliest_on)
_LINES = (
    select(
        _s.id,
        _s.title,
        _s.state,
        _s.kind,
        _s.sector,
        _s.pillars,
        _s.mode,
        _s.starts_at,
        _s.ends_at,
        _s.on_day,
        _s.earliest_on,
        _s.latest_on,
        _d.name.label("district"),
        _s.place,
        _r.name.label("room"),
        _v.name.label("venue"),
    )
    .join_from(LiteracySession.__table__, District.__table__, _s.district_id == _d.id)
    .outerjoin(Room.__table__, _s.room_id == _r.id)
    .outerjoin(Venue.__table__, _r.venue_id == _v.id)
)
_SEATS = (
    select(_t.session_id, _t.party, _t.role, _t.person_id, _p.name)
    .join_from(Seat.__table__, LiteracyPerson.__table__, _t.person_id == _p.id, isouter=True)
    .where(_t.vacated_at.is_(None))
    .order_by(_t.party, _t.role, _t.id)
)


class Sitting(NamedTuple):
    """A seat as listed; without a name it is empty."""

    party: Party
    role: SeatRole
    person_id: str
    name: str


@dataclass
class Line:
    """A session as shown in calendars, grids and lists."""

    id: str
    title: str
    state: SessionState
    kind: SessionKind
    sector: Sector
    pillars: frozenset[Pillar]
    mode: Mode
    starts_at: dt.datetime | None
    ends_at: dt.datetime | None
    on_day: dt.date | None
    earliest_on: dt.date
    latest_on: dt.date
    district: str
    place: str
    room: str | None
    venue: str | None
    seats: list[Sitting] = field(default_factory=list)
    said: set[Party] = field(default_factory=set)

    @property
    def where(self) -> str:
        """Room and venue, else the place in words."""
        return f"{self.room}, {self.venue}" if self.room else self.place

    @property
    def vacant(self) -> int:
        """Seats nobody sits on."""
        return sum(not one.name for one in self.seats)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a list is narrowed to; empty: everything. ``waiting``: planned and not confirmed by this party."""

    state: SessionState | None = None
    pillar: Pillar | None = None
    sector: Sector | None = None
    district: str = ""
    programme: str = ""
    person: str = ""
    words: str = ""
    waiting: Party | None = None

    @property
    def any(self) -> bool:
        """Whether anything is asked for."""
        return self != Wanted()


def between(session: Session, first: dt.date, last: dt.date) -> list[Line]:
    """The sessions with a time from ``first`` to ``last``, cancelled ones aside, in order of time."""
    query = _LINES.where(_s.on_day.between(first, last), _s.state != SessionState.CANCELLED)
    return _filled(session, query.order_by(_s.starts_at, _s.id))


def timeless(session: Session, first: dt.date, last: dt.date) -> list[Line]:
    """The sessions that are only wanted, some day between ``first`` and ``last``."""
    query = _LINES.where(_s.state == SessionState.WANTED, _s.earliest_on <= last, _s.latest_on >= first)
    return _filled(session, query.order_by(_s.earliest_on, _s.id).limit(200))


def listing(session: Session, wanted: Wanted, cursor: paging.Cursor | None) -> paging.Page[Line]:
    """Sessions, the latest day first; one that is only wanted stands at its first possible day."""
    query, edge = _narrowed(_LINES, wanted), _edge(cursor)
    if cursor is None or edge is None:
        cursor, query = None, query.order_by(_DAY.desc(), _s.id.desc())
    elif cursor.back:
        query = query.where(or_(edge < _DAY, and_(edge <= _DAY, _s.id > cursor.id))).order_by(_DAY, _s.id)
    else:
        query = query.where(or_(edge > _DAY, and_(edge >= _DAY, _s.id < cursor.id))).order_by(_DAY.desc(), _s.id.desc())
    rows = _filled(session, query.limit(PAGE + 1))
    return paging.cut(rows, PAGE, cursor, lambda line: ((line.on_day or line.earliest_on).isoformat(), line.id))


def awaited(session: Session, party: Party) -> int:
    """How many planned sessions wait for the word of ``party``."""
    query = select(func.count()).select_from(_narrowed(select(_s.id), Wanted(waiting=party)).subquery())
    return session.scalar(query) or 0


def coverage(session: Session, first: dt.date, last: dt.date) -> dict[tuple[str, Pillar], tuple[int, int]]:
    """For each kecamatan (its id) and pillar: how many sessions stand or were held, and how many are only on the way."""
    query = select(_s.district_id, _s.pillars, _s.state, func.count()).where(
        _DAY.between(first, last), _s.state != SessionState.CANCELLED
    )
    found: dict[tuple[str, Pillar], tuple[int, int]] = {}
    for district_id, pillars, state, count in session.execute(query.group_by(_s.district_id, _s.pillars, _s.state)):
        for pillar in pillars:
            sure, coming = found.get((district_id, pillar), (0, 0))
            bound = state in BINDING
            found[district_id, pillar] = (sure + count * bound, coming + count * (not bound))
    return found


def progress(session: Session, programme_id: str) -> tuple[dict[Pillar, int], dict[SessionState, int], int, int]:
    """Of a programme: sessions that stand or were held by pillar, sessions by state, planned and actual cost in rupiah."""
    query = select(_s.pillars, _s.state, func.count(), func.sum(_s.planned_cost), func.sum(_s.actual_cost))
    by_pillar: dict[Pillar, int] = {}
    by_state: dict[SessionState, int] = {}
    planned = actual = 0
    for pillars, state, count, cost, paid in session.execute(
        query.where(_s.programme_id == programme_id).group_by(_s.pillars, _s.state)
    ):
        by_state[state] = by_state.get(state, 0) + count
        planned += int(cost or 0) if state is not SessionState.CANCELLED else 0
        actual += int(paid or 0)
        for pillar in pillars if state in BINDING else ():
            by_pillar[pillar] = by_pillar.get(pillar, 0) + count
    return by_pillar, by_state, planned, actual


def people(session: Session, party: Party | None = None) -> list[LiteracyPerson]:
    """Everybody on the list, active ones first, by party and name."""
    query = select(LiteracyPerson).order_by(LiteracyPerson.active.desc(), LiteracyPerson.party, LiteracyPerson.name)
    return list(session.scalars(query.where(LiteracyPerson.party == party) if party else query))


def person_of(session: Session, staff_id: str) -> str | None:
    """The id under which a member of staff is on the list of people."""
    return session.scalar(select(LiteracyPerson.id).where(LiteracyPerson.staff_id == staff_id))


def times_of(session: Session, person_id: str, after: dt.datetime) -> list[AvailabilityException]:
    """Somebody's times that are not as usual and not over, in order."""
    query = select(AvailabilityException).where(AvailabilityException.person_id == person_id, AvailabilityException.ends_at > after)
    return list(session.scalars(query.order_by(AvailabilityException.starts_at).limit(200)))


def away(session: Session, first: dt.datetime, last: dt.datetime) -> list[AvailabilityException]:
    """Everybody's times that are not as usual in a span."""
    query = select(AvailabilityException).where(AvailabilityException.starts_at < last, AvailabilityException.ends_at > first)
    return list(session.scalars(query))


def sessions_of(session: Session, person_id: str, first: dt.date) -> list[Line]:
    """The sessions somebody sits in from a day on, cancelled ones aside, in order of time."""
    mine = select(_t.session_id).where(_t.person_id == person_id, _t.vacated_at.is_(None))
    query = _LINES.where(_s.id.in_(mine), _s.state != SessionState.CANCELLED, first <= _DAY)
    return _filled(session, query.order_by(_DAY, _s.starts_at).limit(100))


def districts(session: Session) -> list[District]:
    """All kecamatan, by name."""
    return list(session.scalars(select(District).order_by(District.name)))


def ways(session: Session) -> dict[tuple[str, str], int]:
    """The minutes the office noted between kecamatan, the lesser id first."""
    return {(row.from_id, row.to_id): row.minutes for row in session.scalars(select(Travel))}


def venues(session: Session) -> list[Venue]:
    """All venues with their rooms, active ones first, by name."""
    return list(session.scalars(select(Venue).order_by(Venue.active.desc(), Venue.name)))


def topics(session: Session) -> list[Topic]:
    """The topics taught, by pillar and name."""
    found = session.scalars(select(Topic).where(Topic.active).order_by(Topic.name))
    order = list(Pillar)
    return sorted(found, key=lambda topic: (order.index(topic.pillar), topic.name))


def programmes(session: Session) -> list[Programme]:
    """All programmes, the latest first."""
    return list(session.scalars(select(Programme).order_by(Programme.starts_on.desc(), Programme.id)))


def agreements(session: Session) -> list[tuple[str, str]]:
    """Id and title of the agreements that carry literacy."""
    query = select(Agreement.id, Agreement.title).join(AgreementPurpose, AgreementPurpose.agreement_id == Agreement.id)
    query = query.where(AgreementPurpose.purpose == Purpose.LITERACY).order_by(Agreement.ends_on.desc(), Agreement.id)
    return [(row.id, row.title) for row in session.execute(query)]


def unfinished(session: Session, agreement_id: str) -> int:
    """How many sessions of an agreement's programmes are neither held nor cancelled."""
    query = select(func.count()).select_from(LiteracySession).join(Programme, LiteracySession.programme_id == Programme.id)
    ended = LiteracySession.state.in_((SessionState.HELD, SessionState.CANCELLED))
    return session.scalar(query.where(Programme.agreement_id == agreement_id, ~ended)) or 0


def policies(session: Session) -> list[tuple[PairingPolicy, str]]:
    """All lines of the pairing policies with their agreement's title, by agreement, sector and day."""
    query = select(PairingPolicy, Agreement.title).join(Agreement, PairingPolicy.agreement_id == Agreement.id)
    query = query.order_by(Agreement.title, PairingPolicy.sector, PairingPolicy.valid_from)
    return [(row, title) for row, title in session.execute(query)]


def ramadans(session: Session) -> list[Ramadan]:
    """The months of Ramadan as announced."""
    return list(session.scalars(select(Ramadan).order_by(Ramadan.starts_on)))


def in_ramadan(session: Session, day: dt.date) -> bool:
    """Whether ``day`` lies in an announced Ramadan."""
    return bool(session.scalar(select(func.count()).where(Ramadan.starts_on <= day, Ramadan.ends_on >= day)))


def accounts(session: Session) -> list[tuple[str, str]]:
    """Active staff of both parties: id, and name with the party's."""
    query = select(Staff.id, Staff.name, Agency.party).join(Agency, Staff.agency_id == Agency.id)
    query = query.where(Staff.active, Agency.party.in_((Party.BAWASLU, Party.DISKOMINFO))).order_by(Agency.party, Staff.name)
    return [(row.id, f"{row.name} · {row.party.label}") for row in session.execute(query)]


def staff_names(session: Session, ids: Collection[str | None]) -> dict[str, str]:
    """Names of staff by id, also of those who have left."""
    query = select(Staff.id, Staff.name).where(Staff.id.in_({one for one in ids if one}))
    return {row.id: row.name for row in session.execute(query)}


def letters_of(session: Session, session_id: str) -> list[LiteracyLetter]:
    """A session's letters, cancelled ones too."""
    query = select(LiteracyLetter).where(LiteracyLetter.session_id == session_id)
    return list(session.scalars(query.order_by(LiteracyLetter.id)))


def register(session: Session, cursor: paging.Cursor | None) -> paging.Page[LiteracyLetter]:
    """All letters, newest first."""
    return paging.newest_first(session, select(LiteracyLetter), LiteracyLetter.dated_on, cursor, PAGE)


def titles(session: Session, ids: Collection[str]) -> dict[str, str]:
    """Titles of sessions by id."""
    return {row.id: row.title for row in session.execute(select(_s.id, _s.title).where(_s.id.in_(ids)))}


def _narrowed(query: Select[tuple[object, ...]], wanted: Wanted) -> Select[tuple[object, ...]]:
    if wanted.state:
        query = query.where(_s.state == wanted.state)
    if wanted.pillar:
        query = query.where(type_coerce(_s.pillars, String).contains(wanted.pillar.value))
    if wanted.sector:
        query = query.where(_s.sector == wanted.sector)
    for column, value in ((_s.district_id, wanted.district), (_s.programme_id, wanted.programme)):
        if value:
            query = query.where(column == value)
    if wanted.person:
        query = query.where(_s.id.in_(select(_t.session_id).where(_t.person_id == wanted.person, _t.vacated_at.is_(None))))
    if wanted.words:
        query = query.where(_s.title.icontains(wanted.words, autoescape=True))
    if wanted.waiting:
        seated = select(_t.session_id).where(_t.party == wanted.waiting, _t.vacated_at.is_(None))
        said = select(_c.session_id).where(_c.party == wanted.waiting)
        query = query.where(_s.state == SessionState.PLANNED, _s.id.in_(seated), _s.id.not_in(said))
    return query


def _edge(cursor: paging.Cursor | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(cursor.value) if cursor else None
    except ValueError:
        return None


def _filled(session: Session, query: Select[tuple[object, ...]]) -> list[Line]:
    """The lines of ``query`` with who sits in them and who has confirmed."""
    lines = [Line(**row._mapping) for row in session.connection().execute(query)]
    by_id = {line.id: line for line in lines}
    for ids in _packs(list(by_id)):
        for row in session.connection().execute(_SEATS.where(_t.session_id.in_(ids))):
            by_id[row.session_id].seats.append(Sitting(row.party, row.role, row.person_id or "", row.name or ""))
        for session_id, party in session.connection().execute(select(_c.session_id, _c.party).where(_c.session_id.in_(ids))):
            by_id[session_id].said.add(party)
    return lines


def _packs(ids: Sequence[str], size: int = 500) -> list[Sequence[str]]:
    return [ids[at : at + size] for at in range(0, len(ids), size)]
