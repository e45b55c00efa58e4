"""Complaint numbers owed to the register against those it has (Magelang 2(2)b, 3(1)b), by the month of the complaint.

Owed is the number of a complaint in whose visit the register was read about the very NIK the complainant declared.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session

from intranet.cases.models import Case, Complainant
from intranet.cases.rules import State
from intranet.counter.models import Visit
from intranet.identity.codes import CodeClass
from intranet.identity.models import Feedback, IdentityCheck
from intranet.identity.rules import FeedbackState
from intranet.reports.usage.figures import bounds, month_of
from intranet.reports.usage.rules import Semester
from intranet.settings import Settings

_case, _person, _visit = Case.__table__.c, Complainant.__table__.c, Visit.__table__.c
_check, _feedback = IdentityCheck.__table__.c, Feedback.__table__.c
_READ = [kind for kind in CodeClass if kind.register_was_read]


class Missing(NamedTuple):
    """A number the register does not have; no state: it was never queued."""

    complaint_no: str
    received_at: dt.datetime
    state: FeedbackState | None
    tries: int | None
    last_result: str | None


@dataclass(frozen=True)
class Balance:
    """A semester's reconciliation: owed numbers by month and state (None: never queued), and those queued without being owed."""

    months: dict[str, Counter[FeedbackState | None]]
    beyond: int
    missing: Sequence[Missing]
    missing_in_all: int

    @property
    def owed(self) -> int:
        """How many numbers are owed."""
        return sum(found.total() for found in self.months.values())

    def number(self, state: FeedbackState | None) -> int:
        """How many owed numbers are in a state."""
        return sum(found[state] for found in self.months.values())


def balance(session: Session, settings: Settings, semester: Semester, most: int) -> Balance:
    """The reconciliation of a semester, with at most ``most`` of the missing numbers, the oldest first."""
    since, until = bounds(semester, settings)
    within = and_(_case.received_at >= since, _case.received_at < until, _owed())
    joined = Case.__table__.outerjoin(Feedback.__table__, _feedback.complaint_no == _case.complaint_no)
    month = month_of(_case.received_at, semester, settings).label("month")
    months: dict[str, Counter[FeedbackState | None]] = defaultdict(Counter)
    counted = select(month, _feedback.state, func.count()).select_from(joined).where(within).group_by(month, _feedback.state)
    for name, state, number in session.connection().execute(counted):
        months[name][state] += number
    absent = and_(within, func.coalesce(_feedback.state, "") != FeedbackState.ACKNOWLEDGED.value)
    columns = (_case.complaint_no, _case.received_at, _feedback.state, _feedback.tries, _feedback.last_result)
    listed = select(*columns).select_from(joined).where(absent).order_by(_case.received_at, _case.id).limit(most)
    beyond = select(func.count()).select_from(
        Feedback.__table__.outerjoin(Case.__table__, and_(_case.complaint_no == _feedback.complaint_no, _owed()))
    )
    beyond = beyond.where(_feedback.queued_at >= since, _feedback.queued_at < until, _case.id.is_(None))
    return Balance(
        months=dict(months),
        beyond=session.connection().execute(beyond).scalar_one(),
        missing=[Missing(*row) for row in session.connection().execute(listed)],
        missing_in_all=sum(number for found in months.values() for state, number in found.items() if not _there(state)),
    )


def _there(state: FeedbackState | None) -> bool:
    return state is FeedbackState.ACKNOWLEDGED


def _owed() -> ColumnElement[bool]:
    """Whether the register was read about the complainant of a case."""
    visited = Visit.__table__.join(Complainant.__table__, _person.case_id == _visit.case_id)
    asked = visited.join(IdentityCheck.__table__, and_(_check.visit_id == _visit.id, _check.nik_index == _person.nik_index))
    about = select(_check.id).select_from(asked).where(_visit.case_id == _case.id, _check.code_class.in_(_READ))
    return and_(_case.state != State.DRAFT, _case.complaint_no.is_not(None), exists(about.correlate(Case.__table__)))
