"""Who pays what of everything done together (Jambi 8, Kudus 12): gathered where it is kept, and from our own entries."""

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.cases.queries import midnight
from intranet.coordination.models import CostEntry, Forum
from intranet.coordination.rules import ForumState, Line, Spent
from intranet.learning.models import SessionReport
from intranet.literacy.models import LiteracySession
from intranet.literacy.rules import SessionState
from intranet.outreach.models import CapacityEvent, Dissemination, FacilityLoan, JointActivity
from intranet.outreach.rules import ActivityState, EventState, LoanState, Scope
from intranet.settings import Settings

HOST = "host"  # whoever invites a literacy session to their house
_LENT = (LoanState.APPROVED, LoanState.OUT, LoanState.RETURNED)


def lines(session: Session, settings: Settings, first: dt.date, last: dt.date) -> list[Line]:
    """What was planned and done between two days, with its costs, by day; nothing that was called off."""
    found = [
        *_sessions(session, first, last),
        *_outreach(session, first, last),
        *_own(session, settings.zone, first, last),
    ]
    return sorted(found, key=lambda line: (line.on, line.kind.value, line.id))


def _sessions(session: Session, first: dt.date, last: dt.date) -> Iterator[Line]:
    """Literacy sessions; the actual amount is the session's, else that of its report."""
    query = (
        select(LiteracySession, SessionReport.actual_cost)
        .outerjoin(SessionReport, SessionReport.session_id == LiteracySession.id)
        .where(LiteracySession.on_day.between(first, last), LiteracySession.state != SessionState.CANCELLED)
    )
    for row, reported in session.execute(query):
        actual = row.actual_cost if row.actual_cost is not None else reported
        where = (row.cost_bearer.value, row.budget_line, Scope.LITERACY.value)
        yield Line(Spent.SESSION, row.id, row.title, row.on_day or first, *where, row.planned_cost, actual)


def _outreach(session: Session, first: dt.date, last: dt.date) -> Iterator[Line]:
    events = select(CapacityEvent).where(CapacityEvent.starts_on.between(first, last), CapacityEvent.state != EventState.CANCELLED)
    for event in session.scalars(events):
        under = event.cost_stage or Scope.CAPACITY.value
        told = (event.cost_bearer.value, event.budget_line, under, event.planned_cost, event.actual_cost)
        yield Line(Spent.EVENT, event.id, event.title, event.starts_on, *told)
    others = select(JointActivity).where(
        JointActivity.starts_on.between(first, last), JointActivity.state != ActivityState.CANCELLED
    )
    for row in session.scalars(others):
        under = row.cost_stage or row.scope.value
        told = (row.cost_bearer.value, row.budget_line, under, row.planned_cost, row.actual_cost)
        yield Line(Spent.ACTIVITY, row.id, row.title, row.starts_on, *told)


def _own(session: Session, zone: ZoneInfo, first: dt.date, last: dt.date) -> Iterator[Line]:
    """What has no field for costs of its own, with what was entered here."""
    begin, end = midnight(first, zone), midnight(last + dt.timedelta(days=1), zone)
    entries = {(one.subject_kind, one.subject_id): one for one in session.scalars(select(CostEntry))}

    def line(kind: Spent, row_id: str, title: str, on: dt.date, scope: Scope) -> Line:
        entry = entries.get((kind, row_id))
        if entry is None:
            return Line(kind, row_id, title, on, "none", "", scope.value, None, None)
        told = (entry.bearer.value, entry.budget_line, entry.stage or scope.value, entry.planned, entry.actual)
        return Line(kind, row_id, title, on, *told)

    plans = select(Dissemination).where(Dissemination.planned_on.between(first, last), Dissemination.dropped_reason == "")
    for plan in session.scalars(plans):
        yield line(Spent.DISSEMINATION, plan.id, plan.message, plan.done_on or plan.planned_on, plan.scope or Scope.DISSEMINATION)
    loans = select(FacilityLoan).where(FacilityLoan.starts_at >= begin, FacilityLoan.starts_at < end)
    for loan in session.scalars(loans.where(FacilityLoan.state.in_(_LENT))):
        yield line(Spent.LOAN, loan.id, loan.asked, loan.starts_at.astimezone(zone).date(), loan.scope or Scope.FACILITIES)
    forums = select(Forum).where(Forum.starts_at >= begin, Forum.starts_at < end, Forum.state != ForumState.CANCELLED)
    for forum in session.scalars(forums):
        yield line(Spent.FORUM, forum.id, forum.title, forum.starts_at.astimezone(zone).date(), Scope.OTHER)
