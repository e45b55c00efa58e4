"""Reads of semester reports: how each stands, those withdrawn, and their scanned proofs."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intranet.evidence.models import EvidenceItem
from intranet.identity.models import IdentityCheck
from intranet.reports.models import UsageReport
from intranet.reports.usage import rules
from intranet.reports.usage.rules import Semester
from intranet.reports.usage.service import SUBJECT, is_owed

_BACK = 8  # semesters listed


@dataclass(frozen=True)
class Row:
    """A semester in the list. ``owed``: the agreement was in force in it."""

    semester: Semester
    report: UsageReport | None
    owed: bool
    days_left: int

    @property
    def late(self) -> bool:
        """Whether the report is owed, its day is over, and nobody has it."""
        return self.owed and self.days_left < 0 and (self.report is None or self.report.delivered_on is None)


def semesters(session: Session, today: dt.date) -> list[Row]:
    """This semester and those before it since the first check or agreement, newest first, at most four years."""
    first = session.scalar(select(func.min(IdentityCheck.at)))
    standing = select(UsageReport).where(UsageReport.withdrawn_at.is_(None))
    reports = {row.semester: row for row in session.scalars(standing)}
    found: list[Row] = []
    at = rules.semester_of(today)
    for _ in range(_BACK):
        owed = is_owed(session, at)
        used = first is not None and first.date() <= at.period.last
        if owed or used or at in reports or not found:
            found.append(Row(at, reports.get(at), owed, (at.due_on - today).days))
        at = at.before
    return found


def withdrawn(session: Session, semester: Semester) -> list[UsageReport]:
    """The reports of a semester that were taken back, newest first."""
    query = select(UsageReport).where(UsageReport.year == semester.year, UsageReport.half == semester.half)
    return list(session.scalars(query.where(UsageReport.withdrawn_at.is_not(None)).order_by(UsageReport.issued_at.desc())))


def scans(session: Session, report_id: str) -> list[EvidenceItem]:
    """The scanned proofs of a report's delivery."""
    query = select(EvidenceItem).where(EvidenceItem.subject_kind == SUBJECT, EvidenceItem.subject_id == report_id)
    return list(session.scalars(query.order_by(EvidenceItem.added_at, EvidenceItem.id)))
