"""Reads of the calendar: elections, what a day belongs to, holidays."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload

from intranet.calendar.models import Election, ElectionStage, Holiday
from intranet.calendar.rules import DayOff, ElectionKind, HolidayKind, nearest

_ELECTIONS = select(Election).options(joinedload(Election.stages)).order_by(Election.voting_on.desc(), Election.id)
_DAYS_OFF = select(Holiday.day, Holiday.kind, Holiday.name).where(Holiday.day.between(bindparam("first"), bindparam("last")))


def all_elections(session: Session) -> list[Election]:
    """Every election with its stages, the latest voting day first, in one statement; an office has a handful."""
    return list(session.scalars(_ELECTIONS).unique())


def election_for(session: Session, day: dt.date) -> Election | None:
    """The election whose stages ``day`` belongs to; between two, the one whose voting day is nearest."""
    return among(all_elections(session), day)


def among(elections: Sequence[Election], day: dt.date) -> Election | None:
    """The same, of elections at hand."""
    found = {election.id: election for election in elections}
    chosen = nearest({key: election.period for key, election in found.items()}, day)
    return found[chosen] if chosen else None


def stage_on(session: Session, day: dt.date) -> ElectionStage | None:
    """The stage ``day`` lies in; of several, the shortest, which says most. None between stages and elections."""
    return stage_of(election_for(session, day), day)


def stage_of(election: Election | None, day: dt.date) -> ElectionStage | None:
    """The same, of an election at hand."""
    running = [stage for stage in election.stages if stage.span.covers(day)] if election else []
    return min(running, key=lambda stage: (stage.ends_on - stage.starts_on, stage.id), default=None)


_stage = ElectionStage.__table__.c
_STAGE_NAME = (
    select(_stage.name)
    .where(_stage.starts_on <= bindparam("day"), _stage.ends_on >= bindparam("day"))
    .order_by(_stage.ends_on.asc(), _stage.starts_on.desc(), _stage.id)
    .limit(1)
)


def stage_name(session: Session, day: dt.date) -> str:
    """The name of the stage ``day`` lies in, the soonest to end; empty between stages. One small statement, for a page."""
    return str(session.connection().execute(_STAGE_NAME, {"day": day}).scalar() or "")


def regime_on(session: Session, day: dt.date) -> ElectionKind:
    """The regime of ``day``: its election's; the general one between elections."""
    return regime_of(election_for(session, day))


def regime_of(election: Election | None) -> ElectionKind:
    """The same, of an election at hand."""
    return election.kind if election else ElectionKind.GENERAL


def days_off(session: Session, first: dt.date, last: dt.date) -> dict[dt.date, DayOff]:
    """The days from ``first`` to ``last`` on which the office is closed, weekends aside."""
    rows = session.execute(_DAYS_OFF, {"first": first, "last": last})
    return {row.day: DayOff(name=row.name, kind=HolidayKind(row.kind)) for row in rows}


def holidays_of(session: Session, year: int) -> list[Holiday]:
    """The holidays of a year, in order."""
    within = Holiday.day.between(dt.date(year, 1, 1), dt.date(year, 12, 31))
    return list(session.scalars(select(Holiday).where(within).order_by(Holiday.day)))
