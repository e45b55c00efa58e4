"""Who could sit on an empty seat: everybody of the party and role, ranked, each with what speaks for and against."""

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intranet.literacy.models import AvailabilityException, LiteracyPerson, LiteracySession, Seat
from intranet.literacy.ranking import Candidate, Span, ranked, unavailable
from intranet.literacy.rules import BINDING, Mode, SessionState, person_clash
from intranet.literacy.service import bookings, standing
from intranet.settings import Settings
from shared.text import N_

_COUNTED = (*BINDING, SessionState.PLANNED)


def candidates(session: Session, settings: Settings, row: LiteracySession, seat: Seat) -> list[Candidate]:
    """People for ``seat``, best first: free, skilled, near, least loaded. Empty while the session has no time."""
    if row.starts_at is None or row.ends_at is None:
        return []
    query = select(LiteracyPerson).where(LiteracyPerson.active, LiteracyPerson.party == seat.party)
    seated = {one.person_id for one in row.live_seats}
    gone = {one.person_id for one in row.seats if one.vacated_at is not None}
    people = [one for one in session.scalars(query) if seat.role in one.roles and one.id not in seated]
    ids = [one.id for one in people]
    held = bookings.taken(session, ids, row.starts_at, row.ends_at)
    far, hours = bookings.ways(session, row.district_id), standing.hours(session)
    spans = _spans(session, ids, row.starts_at, row.ends_at)
    local = row.starts_at.astimezone(settings.zone)
    week = local.date() - dt.timedelta(days=local.weekday())
    month = local.date().replace(day=1)
    loads = _loads(session, ids, month, (month + dt.timedelta(days=32)).replace(day=1))
    weeks = _loads(session, ids, week, week + dt.timedelta(days=7))
    found = []
    for one in people:
        others = [other for other in held.get(one.id, []) if other.id != row.id]
        clash = next((other for other in others if person_clash(row.booking, [other.booking], far.get(other.district_id, 0))), None)
        why = N_("Baru saja berhalangan untuk sesi ini.") if one.id in gone else ""
        why = N_("Terikat pada sesi lain di waktu itu.") if clash else why
        end = row.ends_at.astimezone(settings.zone)
        found.append(
            Candidate(
                person_id=one.id,
                name=one.name,
                pillars=one.pillars,
                teaches_topic=any(taught.topic_id == row.topic_id for taught in one.topics),
                near=_way(one, row, far, hours.travel),
                load=loads.get(one.id, 0),
                most=one.most_month,
                week=weeks.get(one.id, 0),
                most_week=one.most_week,
                why_not=why or unavailable([w.window for w in one.windows], spans.get(one.id, []), hours, local, end),
            )
        )
    return ranked(found, row.pillars)


def _way(person: LiteracyPerson, row: LiteracySession, far: dict[str, int], usual: int) -> int:
    if row.mode is Mode.ONLINE or person.district_id == row.district_id:
        return 0
    return far.get(person.district_id or "", usual)


def _spans(session: Session, ids: list[str], start: dt.datetime, end: dt.datetime) -> dict[str, list[Span]]:
    query = select(AvailabilityException).where(
        AvailabilityException.person_id.in_(ids), AvailabilityException.starts_at < end, AvailabilityException.ends_at > start
    )
    found: dict[str, list[Span]] = {}
    for one in session.scalars(query):
        found.setdefault(one.person_id, []).append(Span(kind=one.kind, starts_at=one.starts_at, ends_at=one.ends_at))
    return found


def _loads(session: Session, ids: list[str], first: dt.date, after: dt.date) -> dict[str, int]:
    query = (
        select(Seat.person_id, func.count())
        .join(LiteracySession, Seat.session_id == LiteracySession.id)
        .where(Seat.person_id.in_(ids), Seat.vacated_at.is_(None), LiteracySession.state.in_(_COUNTED))
        .where(LiteracySession.on_day >= first, LiteracySession.on_day < after)
        .group_by(Seat.person_id)
    )
    return {person_id: count for person_id, count in session.execute(query) if person_id}
