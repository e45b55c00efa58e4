"""Reads for the queue and a visit's page."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from intranet.agencies.models import Staff
from intranet.base.clock import Clock
from intranet.cases.models import Case
from intranet.cases.rules import Channel, State
from intranet.counter import rules
from intranet.counter.models import Visit
from intranet.counter.rules import Step
from intranet.devices.models import Device
from intranet.identity.models import IdentityCheck
from intranet.settings import Settings
from shared.elements import Standing

MOST_LIVE, MOST_DONE = 100, 30


@dataclass(frozen=True)
class Row:
    """One visit in the queue: where, since when, how far."""

    id: str
    host: str
    at_desk: bool
    step: Step
    started_at: dt.datetime
    ended_at: dt.datetime | None
    help_asked_at: dt.datetime | None
    standing: Standing | None
    complaint_no: str | None
    case_id: str | None


@dataclass(frozen=True)
class Queue:
    """Today's visits: those going on (whoever waits for help first, the longest wait on top), and those that ended."""

    live: list[Row]
    done: list[Row]


def queue(session: Session, clock: Clock, settings: Settings) -> Queue:
    """The visits of the office's day, and every one still open."""
    today = clock.now().astimezone(settings.zone).replace(hour=0, minute=0, second=0, microsecond=0).astimezone(dt.UTC)
    going = _rows().where(Visit.ended_at.is_(None)).order_by(Visit.started_at).limit(MOST_LIVE)
    live = [_row(found) for found in session.execute(going)]
    ended = _rows().where(Visit.ended_at >= today).order_by(Visit.ended_at.desc(), Visit.id.desc()).limit(MOST_DONE)
    live.sort(key=lambda row: (row.step is not Step.HELP, row.help_asked_at if row.step is Step.HELP else row.started_at))
    return Queue(live, [_row(found) for found in session.execute(ended)])


def row_of(session: Session, visit_id: str) -> Row:
    """One visit as the queue shows it."""
    return _row(session.execute(_rows().where(Visit.id == visit_id)).one())


def visit_of_case(session: Session, case_id: str) -> str | None:
    """The visit that brought a case, if it came over the counter."""
    return session.scalar(select(Visit.id).where(Visit.case_id == case_id))


def staff_name(session: Session, staff_id: str | None) -> str:
    """A colleague's name; empty for none."""
    return session.scalar(select(Staff.name).where(Staff.id == staff_id)) or ""


def help_waiting(session: Session) -> int:
    """How many visitors wait for an officer."""
    asked = or_(Visit.help_given_at.is_(None), Visit.help_given_at < Visit.help_asked_at)
    waiting = select(Visit.id).where(Visit.ended_at.is_(None), Visit.help_asked_at.is_not(None), asked)
    return len(session.scalars(waiting).all())


def _rows() -> Any:
    return (
        select(Visit, Device.name, Staff.name, IdentityCheck, Case)
        .outerjoin(Device, Visit.device_id == Device.id)
        .outerjoin(Staff, Visit.staff_id == Staff.id)
        .outerjoin(IdentityCheck, Visit.check_id == IdentityCheck.id)
        .outerjoin(Case, Visit.case_id == Case.id)
    )


def _row(found: Any) -> Row:
    visit: Visit = found[0]
    device: str | None
    staff: str | None
    check: IdentityCheck | None
    case: Case | None
    device, staff, check, case = found[1:]
    registered = case is not None and case.state is not State.DRAFT
    at_desk = visit.channel is Channel.DESK
    step = rules.step_of(
        ended=visit.ended_at is not None,
        registered=registered,
        wants_help=visit.wants_help,
        asked=at_desk or check is not None,
        answered=check is None or check.outcome is not None,
    )
    return Row(
        visit.id,
        device or staff or "",
        at_desk,
        step,
        visit.started_at,
        visit.ended_at,
        visit.help_asked_at,
        case.standing if registered and case is not None else None,
        case.complaint_no if case is not None else None,
        case.id if registered and case is not None else None,
    )
