"""The problem of a period, made from the records: wishes with their times, people, rooms, roads, calendar, what is held."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.base.actor import Party
from intranet.calendar import queries as calendar
from intranet.calendar.deadlines import Part
from intranet.calendar.rules import HolidayKind, add_working_days
from intranet.literacy import queries, rules
from intranet.literacy.models import LiteracySession, PersonTopic, Room, Venue
from intranet.literacy.planning import model
from intranet.literacy.planning.model import Days, Interval, Pin, Plan, Problem, Roads, Wish
from intranet.literacy.planning.rules import Level, Rule
from intranet.literacy.proposing import people, slots
from intranet.literacy.proposing.order import Kept, Order
from intranet.literacy.proposing.people import NUMBERS, Duties
from intranet.literacy.rules import BINDING, HALVES, Mode, ProgrammeState, SessionState
from intranet.literacy.service import standing
from intranet.settings import Settings
from shared.text import N_

_DAY, _YEAR = dt.timedelta(days=1), dt.timedelta(days=365)
_OPTIONS = 6000  # times of all wishes together: more would not be searched in reasonable time
MOST = 400  # sessions planned at once
_NO_DAY = N_("Tidak ada hari kerja yang mungkin antara %(first)s dan %(last)s; ubah rentang hari sesinya.")
_HELPERS = HALVES[Party.DISKOMINFO]


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A problem and the sessions it is about, by id; ``hopeless``: those for which there is no time to choose from, and why;
    ``planned``: those that have a time, as they are now; ``typed``: those about which somebody knew better.
    """

    problem: Problem
    rows: dict[str, LiteracySession]
    hopeless: dict[str, Part]
    planned: dict[str, model.Session]
    typed: frozenset[str]


def gather(session: Session, today: dt.date, settings: Settings, order: Order, duties: Duties) -> Scene:
    """What there is to plan in a period, as the records are now.

    Wanted sessions look for a time; planned ones may move, but not what was promised: a pinned or near time, pinned people,
    and the half of a party that has confirmed. Confirmed sessions are no part of it, only in the way.
    """
    zone, hours = settings.zone, standing.hours(session)
    rows = _in_scope(session, order, today)
    first = max(order.first, today + _DAY)
    begin, end = _whole_months(min(first, order.last), order.last)
    days = _days(session, hours, min(begin, today), end + _DAY * 31)
    roads = _roads(session, hours.travel)
    soonest = add_working_days(today, hours.lead_days, {*days.holidays, *days.joint_leave})
    kept = {one.session_id: one for one in order.kept if one.session_id in rows}
    wishes, hopeless = [], {}
    most = max(8, min(60, _OPTIONS // max(len(rows), 1)))
    hard = order.rules.level(Rule.HOURS) is Level.BLOCK and order.rules.level(Rule.HOLIDAY) is Level.BLOCK
    for row in rows.values():
        start, last = max(first, row.earliest_on, row.programme.starts_on), min(order.last, row.latest_on, row.programme.ends_on)
        times = slots.possible(days, zone, start, last, row.minutes, most=most, hard=hard) if start <= last else []
        wish = _wish(row, times, kept.get(row.id), zone, soonest, hours.lead_days)
        if wish is None:
            hopeless[row.id] = Part(_NO_DAY, {"first": max(first, row.earliest_on), "last": min(order.last, row.latest_on)})
        else:
            wishes.append(wish)
    fixed = [row for row in _nearby(session, begin, end) if row.id not in rows]
    named = {name for wish in wishes for name in wish.must.union(*(pin.people for pin in wish.pins))}
    before = _before(order, rows, {wish.id for wish in wishes}, zone)
    named |= {name for one in before.sessions for name in one.people}
    teachers = _teachers(session)
    wishes = [replace(wish, asked_for=teachers.get(wish.topic, frozenset())) for wish in wishes]
    problem = Problem(
        today=today,
        people=people.of(session, zone, hours, roads, begin, end, fixed, named, duties),
        wishes=tuple(wishes),
        rooms=_rooms(session, fixed, zone),
        days=days,
        roads=roads,
        rules=order.rules,
        weights=order.weights,
        held=_held(session, begin - _YEAR, order.last),
        covered=_covered(session),
        before=before if before.sessions else None,
    )
    rows = {key: row for key, row in rows.items() if key not in hopeless}
    planned = {key: as_planned(row, zone) for key, row in rows.items() if row.state is SessionState.PLANNED}
    return Scene(problem=problem, rows=rows, hopeless=hopeless, planned=planned, typed=frozenset(kept))


def holding(scene: Scene, ids: Collection[str]) -> Scene:
    """The same with these planned sessions staying whole as they are: what people have planned is never dropped for a rule."""
    staying = {key: as_it_is(scene.planned[key]) for key in ids}
    wishes = tuple(
        replace(wish, pins=(staying[wish.id],), must=frozenset()) if wish.id in staying else wish for wish in scene.problem.wishes
    )
    return replace(scene, problem=replace(scene.problem, wishes=wishes))


def as_it_is(planned: model.Session) -> Pin:
    """A session that stays whole."""
    return Pin(planned.time.start, planned.people, planned.room, whole=True)


def _in_scope(session: Session, order: Order, today: dt.date) -> dict[str, LiteracySession]:
    wanted = (LiteracySession.state == SessionState.WANTED) & (LiteracySession.earliest_on <= order.last)
    wanted &= LiteracySession.latest_on >= order.first
    planned = (LiteracySession.state == SessionState.PLANNED) & LiteracySession.on_day.between(order.first, order.last)
    planned &= LiteracySession.on_day > today
    query = select(LiteracySession).where(wanted | planned).order_by(LiteracySession.earliest_on, LiteracySession.id).limit(MOST)
    if order.programme_id:
        query = query.where(LiteracySession.programme_id == order.programme_id)
    return {row.id: row for row in session.scalars(query) if row.programme.state is not ProgrammeState.CLOSED}


def _wish(
    row: LiteracySession, times: list[Interval], kept: Kept | None, zone: dt.tzinfo, soonest: dt.date, lead_days: int
) -> Wish | None:
    seats = [seat for seat in row.live_seats if seat.role in HALVES.get(seat.party, ())]
    said = {one.party for one in row.confirmations}
    own: Interval | None = None
    pin: Pin | None = None
    must = frozenset(seat.person_id for seat in seats if seat.person_id and seat.pinned)
    if row.starts_at and row.ends_at:
        own = Interval(row.starts_at.astimezone(zone), row.ends_at.astimezone(zone))
        others = any(seat.person_id and seat not in seats for seat in row.live_seats)
        if row.time_pinned or said or others or own.start.date() < soonest:
            promised = frozenset(seat.person_id for seat in seats if seat.person_id and (seat.pinned or seat.party in said))
            pin = Pin(own.start, promised, row.room_id or "")
    if kept is not None and (pin is None or kept.whole):  # what was promised to somebody is changed on the session's page
        start = kept.start.astimezone(zone)
        own = Interval(start, start + dt.timedelta(minutes=row.minutes))
        pin = Pin(own.start, kept.people | (frozenset() if kept.whole else must), kept.room, kept.whole)
    if own is not None:
        times = [own] if pin else [own, *(time for time in times if time.start != own.start)]
    if not times:
        return None
    empty = [seat.role for seat in seats if seat.party is Party.DISKOMINFO]
    return Wish(
        id=row.id,
        label=row.title,
        kecamatan=row.district.name,
        slots=tuple(times),
        pillars=frozenset(NUMBERS[pillar] for pillar in row.pillars),
        policy=model.Policy(row.policy.pairing.value),
        sector=model.Sector(row.sector.value),
        programme=row.programme_id,
        place=row.place,
        topic=row.topic_id or "",
        helpers=max(1, len(empty)),
        resource_roles=frozenset(role.value for role in HALVES[Party.BAWASLU]),
        helper_roles=frozenset(role.value for role in (empty or _HELPERS)),
        attendance=row.capacity,
        needs_room=row.mode is not Mode.ONLINE and not row.place,
        rooms=frozenset({row.room_id}) if row.room_id and row.state is SessionState.WANTED else frozenset(),
        lead_days=lead_days,
        must=frozenset() if pin else must,
        pins=(pin,) if pin else (),
    )


def _before(order: Order, rows: dict[str, LiteracySession], wishes: set[str], zone: dt.tzinfo) -> Plan:
    """The plan that is changed: the one named, and of other sessions how they are planned now."""
    found = {one.wish: one for one in order.before.sessions if one.wish in wishes} if order.before else {}
    for row in rows.values():
        if row.id in wishes and row.id not in found and row.state is SessionState.PLANNED:
            found[row.id] = as_planned(row, zone)
    return Plan(tuple(sorted(found.values(), key=lambda one: (one.time.start, one.wish))))


def as_planned(row: LiteracySession, zone: dt.tzinfo) -> model.Session:
    """A planned session as a plan would have it: its halves, without guests and moderators."""
    held = row.booking
    there = frozenset(seat.person_id for seat in row.live_seats if seat.person_id and seat.role in HALVES.get(seat.party, ()))
    time = Interval(held.starts_at.astimezone(zone), held.ends_at.astimezone(zone))
    return model.Session(row.id, time, there, row.room_id or "")


def _whole_months(first: dt.date, last: dt.date) -> tuple[dt.date, dt.date]:
    """The first and last day of the months and weeks the period touches: loads are counted by them."""
    begin = first.replace(day=1)
    end = (last.replace(day=1) + _DAY * 32).replace(day=1) - _DAY
    return begin - _DAY * begin.weekday(), end + _DAY * (6 - end.weekday())


def _nearby(session: Session, first: dt.date, last: dt.date) -> list[LiteracySession]:
    states = (*BINDING, SessionState.PLANNED)
    query = select(LiteracySession).where(LiteracySession.state.in_(states), LiteracySession.on_day.between(first, last))
    return list(session.scalars(query.order_by(LiteracySession.starts_at, LiteracySession.id)))


def _days(session: Session, hours: rules.Hours, first: dt.date, last: dt.date) -> Days:
    off = calendar.days_off(session, first, last)
    leave = {day for day, one in off.items() if one.kind is HolidayKind.JOINT_LEAVE}
    week, prayer = _hours(hours.opens, hours.closes), (_clock(hours.prayer_from), _clock(hours.prayer_until))
    return Days(
        holidays={day: one.name for day, one in off.items() if day not in leave},
        joint_leave={day: off[day].name for day in leave},
        ramadan=tuple((one.starts_on, one.ends_on) for one in queries.ramadans(session)),
        hours=model.Hours(week, prayer),
        ramadan_hours=model.Hours(_hours(hours.ramadan_opens, hours.ramadan_closes), prayer),
    )


def _hours(opens: int, closes: int) -> dict[int, tuple[dt.time, dt.time]]:
    return {day: (_clock(opens), _clock(closes)) for day in range(5)}


def _clock(minutes: int) -> dt.time:
    return dt.time(23, 59) if minutes >= 1440 else dt.time(minutes // 60, minutes % 60)


def _roads(session: Session, usual: int) -> Roads:
    """The office's table; between two sessions never less than the minutes kept free around each."""
    names = {one.id: one.name for one in queries.districts(session)}
    minutes = {(names[one], names[other]): value for (one, other), value in queries.ways(session).items()}
    return Roads(minutes=minutes, default=usual, buffer=usual)


def _rooms(session: Session, fixed: Iterable[LiteracySession], zone: dt.tzinfo) -> tuple[model.Room, ...]:
    taken: dict[str, list[Interval]] = {}
    for row in fixed:
        if row.room_id and row.starts_at and row.ends_at:
            time = Interval(row.starts_at.astimezone(zone), row.ends_at.astimezone(zone))
            taken.setdefault(row.room_id, []).append(time)
    query = select(Room).join(Venue, Room.venue_id == Venue.id).order_by(Room.id)
    return tuple(
        model.Room(
            id=room.id,
            place=room.venue_id,
            kecamatan=room.venue.district.name if room.active and room.venue.active else "",
            capacity=room.capacity,
            name=f"{room.name}, {room.venue.name}",
            equipment=frozenset(part for part in room.equipment.split(", ") if part),
            busy=tuple(taken.get(room.id, ())),
        )
        for room in session.scalars(query)
    )


def _held(session: Session, first: dt.date, last: dt.date) -> frozenset[tuple[str, str]]:
    query = select(LiteracySession).where(
        LiteracySession.state.in_(BINDING), LiteracySession.topic_id.is_not(None), LiteracySession.on_day.between(first, last)
    )
    places = ((row.topic_id, row.room.venue_id if row.room else row.place or row.district.name) for row in session.scalars(query))
    return frozenset((str(topic), place) for topic, place in places)


def _teachers(session: Session) -> dict[str, frozenset[str]]:
    """Who teaches which topic: wished for, while the pillar alone decides who may."""
    found: dict[str, set[str]] = {}
    for person_id, topic_id in session.execute(select(PersonTopic.person_id, PersonTopic.topic_id)):
        found.setdefault(topic_id, set()).add(person_id)
    return {topic: frozenset(ids) for topic, ids in found.items()}


def _covered(session: Session) -> frozenset[tuple[str, str, int]]:
    columns = select(LiteracySession.programme_id, LiteracySession.district_id, LiteracySession.pillars)
    names = {one.id: one.name for one in queries.districts(session)}
    rows = session.execute(columns.where(LiteracySession.state.in_(BINDING)).distinct())
    return frozenset((programme, names[district], NUMBERS[pillar]) for programme, district, pillars in rows for pillar in pillars)
