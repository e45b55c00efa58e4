"""What stands in the digests one party gives the other: no case that bears a mark, and nothing of who complained."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from intranet.base.actor import Party
from intranet.cases.models import Case
from intranet.cases.rules import Outcome, Source, State
from intranet.documents.models import Document, DocumentCase
from intranet.documents.rules import DocumentKind, DocumentState
from intranet.oversight.models import FactCheck
from intranet.oversight.rules import FactState, Verdict
from intranet.reports.queries import one_of, unmarked, within
from intranet.reports.rules import Period
from shared.questions import Platform, Topic

_case, _check, _paper, _about = Case.__table__.c, FactCheck.__table__.c, Document.__table__.c, DocumentCase.__table__.c
COMPLAINTS = (Source.PUBLIC_COMPLAINT, Source.AGENCY_COMPLAINT)
ANALYSES = (DocumentKind.STUDY, DocumentKind.RECOMMENDATION)
MOST = 500  # lines of a digest


class Complaint(NamedTuple):
    """A complaint, as the other party is told of it."""

    complaint_no: str
    received_at: dt.datetime
    source: Source
    topic: Topic | None
    platform: Platform | None
    account: str
    state: State
    outcome: Outcome | None


class Hoax(NamedTuple):
    """A published finding."""

    number: str
    published_at: dt.datetime
    verdict: Verdict
    claim: str


class Analysis(NamedTuple):
    """A study or a recommendation, and the case it is about."""

    number: str
    issued_at: dt.datetime
    kind: DocumentKind
    complaint_no: str
    topic: Topic | None
    state: State


def complaints(session: Session, period: Period, zone: ZoneInfo, at: dt.datetime) -> tuple[Sequence[Complaint], int]:
    """The complaints received in a period from the public and from agencies, and how many there are in all (Jambi 4(1)b)."""
    columns = (_case.complaint_no, _case.received_at, _case.source, _case.topic, _case.platform, _case.account, _case.state)
    received = within(_case.received_at, period, zone)
    which = [received, one_of(_case.source, *COMPLAINTS), _case.state != State.DRAFT, unmarked(_case.id, at)]
    query = select(*columns, _case.outcome).where(*which).order_by(_case.received_at, _case.id).limit(MOST)
    rows = [Complaint(*row) for row in session.connection().execute(query)]
    return rows, _all(session, len(rows), select(func.count()).select_from(Case.__table__).where(*which))


def hoaxes(session: Session, period: Period, zone: ZoneInfo, at: dt.datetime) -> tuple[Sequence[Hoax], int]:
    """What was published as untrue in a period, and how many in all (Jambi 4(2)d)."""
    published = within(_check.published_at, period, zone)
    told: ColumnElement[bool] = unmarked(_check.case_id, at)
    which = [published, _check.state == FactState.PUBLISHED, _check.verdict != Verdict.TRUE, told]
    query = select(_check.number, _check.published_at, _check.verdict, _check.claim).where(*which)
    rows = [Hoax(*row) for row in session.connection().execute(query.order_by(_check.published_at, _check.id).limit(MOST))]
    return rows, _all(session, len(rows), select(func.count()).select_from(FactCheck.__table__).where(*which))


def analyses(session: Session, period: Period, zone: ZoneInfo, at: dt.datetime) -> tuple[Sequence[Analysis], int]:
    """Bawaslu's studies and recommendations issued in a period, and how many in all (Jambi 4(3)a, b); their texts stay."""
    joined = Document.__table__.join(DocumentCase.__table__, _about.document_id == _paper.id)
    joined = joined.join(Case.__table__, _case.id == _about.case_id)
    issued = [within(_paper.issued_at, period, zone), _paper.state == DocumentState.ISSUED, one_of(_paper.kind, *ANALYSES)]
    which = [*issued, _paper.party == Party.BAWASLU, unmarked(_case.id, at)]
    columns = (_paper.number, _paper.issued_at, _paper.kind, _case.complaint_no, _case.topic, _case.state)
    query = select(*columns).select_from(joined).where(*which).order_by(_paper.issued_at, _paper.id, _case.id).limit(MOST)
    rows = [Analysis(*row) for row in session.connection().execute(query)]
    return rows, _all(session, len(rows), select(func.count()).select_from(joined).where(*which))


def _all(session: Session, found: int, counted: Select[int]) -> int:
    return found if found < MOST else session.connection().execute(counted).scalar_one()
