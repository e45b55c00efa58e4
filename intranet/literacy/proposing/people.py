"""Who can take part, as the planner needs to know: when they can come, what else they do, what they did lately."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import combinations, product
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from intranet.base.actor import Party
from intranet.literacy.models import AvailabilityException, LiteracyPerson, LiteracySession, Seat
from intranet.literacy.planning.model import Busy, BusyKind, Interval, Person, Roads
from intranet.literacy.rules import BINDING, PARTIES, ExceptionKind, Hours, Mode, Pillar, Window

Duties = Callable[[Session, Collection[str], dt.date, dt.date], Mapping[str, Collection[dt.date]]]
"""For staff by id, the days between two (both inside) on which a case of theirs falls due."""

NUMBERS = {pillar: number for number, pillar in enumerate(Pillar, 1)}
_DAY, _LATELY, _KNOWN = dt.timedelta(days=1), dt.timedelta(days=90), dt.timedelta(days=365)
_KINDS = {ExceptionKind.LEAVE: BusyKind.LEAVE, ExceptionKind.BUSY: BusyKind.OTHER, ExceptionKind.IMPORTED: BusyKind.OTHER}


def no_duties(_session: Session, _staff: Collection[str], _first: dt.date, _last: dt.date) -> Mapping[str, Collection[dt.date]]:
    """Where no cases are kept, nobody has a duty."""
    return {}


def of(
    session: Session,
    zone: ZoneInfo,
    hours: Hours,
    roads: Roads,
    first: dt.date,
    last: dt.date,
    fixed: Iterable[LiteracySession],
    named: Collection[str],
    duties: Duties,
) -> tuple[Person, ...]:
    """Everybody of either party who can be planned between two days, and those ``named``, who may have left the list.

    ``fixed``: sessions near the period that are no part of the plan.
    """
    listed = select(LiteracyPerson).where(LiteracyPerson.party.in_(PARTIES))
    rows = list(session.scalars(listed.where(or_(LiteracyPerson.active, LiteracyPerson.id.in_(named))).order_by(LiteracyPerson.id)))
    busy, times_open = _exceptions(session, zone, first, last)
    for one in fixed:
        for seat in one.live_seats:
            if seat.person_id and one.starts_at and one.ends_at:
                busy[seat.person_id].append(_taken(one, zone, hours.travel))
    staff = {one.staff_id: one.id for one in rows if one.staff_id}
    for staff_id, days in duties(session, list(staff), first, last).items():
        busy[staff[staff_id]] += [Busy(_whole(day, zone), BusyKind.CASE_DUTY) for day in days]
    counts, minutes = _lately(session, {one.id: _home(one) for one in rows}, roads, first)
    knows = _acquainted(session, first)
    return tuple(
        Person(
            id=one.id,
            party=one.party,
            name=one.name,
            roles=frozenset(role.value for role in one.roles),
            pillars=frozenset(NUMBERS[pillar] for pillar in one.pillars),
            home=_home(one),
            available=_available(one, zone, hours, first, last, times_open[one.id]) if one.active else (),
            busy=tuple(busy[one.id]),
            per_week=one.most_week,
            per_month=one.most_month,
            recent_count=counts[one.id],
            recent_minutes=minutes[one.id],
            knows=frozenset(knows[one.id]),
        )
        for one in rows
    )


def _home(row: LiteracyPerson) -> str:
    return row.district.name if row.district else ""


def _available(
    row: LiteracyPerson, zone: ZoneInfo, hours: Hours, first: dt.date, last: dt.date, extra: list[Interval]
) -> tuple[Interval, ...]:
    usual = [one.window for one in row.windows] or [Window(weekday=day, opens=hours.opens, closes=hours.closes) for day in range(5)]
    days = [first + _DAY * number for number in range((last - first).days + 1)]
    spans = [_span(day, zone, one) for day in days for one in usual if one.weekday == day.weekday()]
    return (*spans, *extra)


def _span(day: dt.date, zone: ZoneInfo, window: Window) -> Interval:
    midnight = dt.datetime.combine(day, dt.time(), zone)
    return Interval(midnight + dt.timedelta(minutes=window.opens), midnight + dt.timedelta(minutes=window.closes))


def _whole(day: dt.date, zone: ZoneInfo) -> Interval:
    midnight = dt.datetime.combine(day, dt.time(), zone)
    return Interval(midnight, midnight + _DAY)


def _taken(row: LiteracySession, zone: ZoneInfo, usual: int) -> Busy:
    """A session's hold on its people; one that keeps more than the usual minutes free is longer by what is more."""
    held = row.booking
    more = dt.timedelta(minutes=max(held.travel - usual, 0))
    time = Interval((held.starts_at - more).astimezone(zone), (held.ends_at + more).astimezone(zone))
    return Busy(time, BusyKind.SESSION, row.district.name)


def _exceptions(
    session: Session, zone: ZoneInfo, first: dt.date, last: dt.date
) -> tuple[dict[str, list[Busy]], dict[str, list[Interval]]]:
    start, end = (dt.datetime.combine(day, dt.time(), zone) for day in (first, last + _DAY))
    query = select(AvailabilityException).where(AvailabilityException.starts_at < end, AvailabilityException.ends_at > start)
    busy: dict[str, list[Busy]] = defaultdict(list)
    extra: dict[str, list[Interval]] = defaultdict(list)
    for one in session.scalars(query.order_by(AvailabilityException.starts_at, AvailabilityException.id)):
        time = Interval(one.starts_at.astimezone(zone), one.ends_at.astimezone(zone))
        if one.kind is ExceptionKind.OPEN:
            extra[one.person_id].append(time)
        else:
            busy[one.person_id].append(Busy(time, _KINDS[one.kind]))
    return busy, extra


def _lately(session: Session, homes: Mapping[str, str], roads: Roads, first: dt.date) -> tuple[dict[str, int], dict[str, int]]:
    """Sessions and minutes there and back of each in the 90 days before."""
    query = (
        select(Seat.person_id, LiteracySession)
        .join(LiteracySession, Seat.session_id == LiteracySession.id)
        .where(Seat.vacated_at.is_(None), Seat.person_id.in_(homes), LiteracySession.state.in_(BINDING))
        .where(LiteracySession.on_day >= first - _LATELY, LiteracySession.on_day < first)
    )
    counts: dict[str, int] = defaultdict(int)
    minutes: dict[str, int] = defaultdict(int)
    for found, row in session.execute(query):
        person_id = str(found)
        counts[person_id] += 1
        if row.mode is not Mode.ONLINE:
            minutes[person_id] += 2 * roads.between(homes[person_id], row.district.name)
    return counts, minutes


def _acquainted(session: Session, first: dt.date) -> dict[str, set[str]]:
    """Who of the two parties held a session together in the year before."""
    query = (
        select(Seat.session_id, Seat.party, Seat.person_id)
        .join(LiteracySession, Seat.session_id == LiteracySession.id)
        .where(Seat.vacated_at.is_(None), Seat.person_id.is_not(None), LiteracySession.state.in_(BINDING))
        .where(LiteracySession.on_day >= first - _KNOWN)
    )
    held: dict[str, dict[Party, list[str]]] = defaultdict(lambda: defaultdict(list))
    for session_id, party, person_id in session.execute(query):
        held[session_id][party].append(str(person_id))
    knows: dict[str, set[str]] = defaultdict(set)
    for halves in held.values():
        for one, other in combinations(PARTIES, 2):
            for left, right in product(halves[one], halves[other]):
                knows[left].add(right)
                knows[right].add(left)
    return knows
