"""Reads of papers: the register of what went out, what waits for a signature, and the papers of one case."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Select, and_, bindparam, exists, extract, func, or_, select
from sqlalchemy.orm import Session

from intranet.agencies.models import Staff
from intranet.base.actor import Actor, Party
from intranet.base.clock import Clock
from intranet.base.db import one_of
from intranet.cases.models import Case, Track
from intranet.cases.tracks import Kind, Stage
from intranet.disclosure import queries as disclosure
from intranet.documents import rules
from intranet.documents.facts import CHECKED, TO_ASK
from intranet.documents.models import Document, DocumentCase, DocumentTrack
from intranet.documents.rules import DocumentKind, DocumentState
from intranet.oversight.models import FactCheck
from intranet.web import paging
from shared.questions import Platform

PAGE = 50
_LIVE = (DocumentState.DRAFT, DocumentState.ISSUED)


@dataclass(frozen=True)
class Line:
    """A paper in a list. ``whom`` is empty for whom it is no business of; ``cases``: id and number of those it is about."""

    row: Document
    whom: str
    maker: str
    cases: Sequence[tuple[str, str]]
    readable: bool
    mine: bool


@dataclass(frozen=True)
class Wish:
    """What the register should show."""

    year: int
    kind: DocumentKind | None = None
    party: Party | None = None


def register(session: Session, actor: Actor, clock: Clock, wish: Wish, cursor: paging.Cursor | None) -> paging.Page[Line]:
    """Numbered papers of a year, the cancelled ones among them, newest first."""
    first, last = dt.date(wish.year, 1, 1), dt.date(wish.year, 12, 31)
    if cursor is not None and _moment(cursor.value) is None:
        cursor = None
    query = select(Document).where(Document.dated_on.between(first, last))
    if wish.kind is not None:
        query = query.where(Document.kind == wish.kind)
    if wish.party is not None:
        query = query.where(Document.party == wish.party)
    rows = session.scalars(_from(query, cursor).limit(PAGE + 1)).all()
    page = paging.cut(rows, PAGE, cursor, lambda row: (row.issued_at.isoformat() if row.issued_at else "", row.id))
    return paging.Page(_lines(session, actor, clock, page.rows), page.newer, page.older)


def years(session: Session) -> list[int]:
    """The years in which anything was numbered, the latest first."""
    found = select(extract("year", Document.dated_on)).where(Document.dated_on.is_not(None)).distinct()
    return sorted((int(year) for year in session.scalars(found)), reverse=True)


def totals(session: Session, year: int) -> tuple[int, int]:
    """How many papers a year has, and how many of them were cancelled."""
    within = Document.dated_on.between(dt.date(year, 1, 1), dt.date(year, 12, 31))
    counting = select(func.count(), func.count(Document.cancelled_at)).where(within)
    every, cancelled = session.execute(counting).one()
    return int(every), int(cancelled)


def drafts(session: Session, actor: Actor, clock: Clock) -> list[Line]:
    """The unfinished papers of the actor's party, the oldest first."""
    query = select(Document).where(Document.state == DocumentState.DRAFT, Document.party == actor.party)
    return _lines(session, actor, clock, session.scalars(query.order_by(Document.made_at, Document.id).limit(200)).all())


def _lines_of(session: Session, actor: Actor, clock: Clock, case_id: str) -> list[Line]:
    """The papers about a case, newest first; drafts only those of the actor's own party."""
    about = select(DocumentCase.document_id).where(DocumentCase.case_id == case_id)
    seen = or_(Document.state != DocumentState.DRAFT, Document.party == actor.party)
    query = select(Document).where(Document.id.in_(about), seen).order_by(Document.changed_at.desc(), Document.id.desc())
    return _lines(session, actor, clock, session.scalars(query.limit(200)).all())


def line_of(session: Session, actor: Actor, clock: Clock, row: Document) -> Line:
    """One paper as the lists show it."""
    return _lines(session, actor, clock, [row])[0]


def names(session: Session, ids: set[str | None]) -> dict[str, str]:
    """Names by id, also of those who have left."""
    found = select(Staff.id, Staff.name).where(Staff.id.in_({one for one in ids if one}))
    return {row.id: row.name for row in session.execute(found)}


def last_signature(session: Session, staff_id: str) -> tuple[str, str]:
    """Title and NIP somebody signed with last; empty the first time."""
    query = select(Document.signer_title, Document.signer_nip).where(Document.signer_id == staff_id)
    row = session.execute(query.order_by(Document.issued_at.desc(), Document.id.desc()).limit(1)).first()
    return (row.signer_title, row.signer_nip) if row else ("", "")


class Request(NamedTuple):
    """An open take-down request, and whether a pack carries it already."""

    track_id: str
    case_id: str
    complaint_no: str
    platform: Platform | None
    place: str
    stage: Stage
    due_on: dt.date | None
    document_id: str | None


def requests(session: Session, actor: Actor, clock: Clock, case_id: str = "") -> list[Request]:
    """All requests ``actor`` may know of to take down what is still on the internet, the most urgent first, of a case or all.

    Of several packs that carry one the newest is named.
    """
    live = select(Document.id).where(Document.state.in_(_LIVE))
    carrying = (DocumentTrack.track_id == Track.id, DocumentTrack.document_id.in_(live))
    pack = select(func.max(DocumentTrack.document_id)).where(*carrying).scalar_subquery()
    place = func.coalesce(func.nullif(Case.link, ""), func.nullif(Case.account, ""), Track.target)
    shown: tuple[Any, ...] = (Track.id, Case.id, Case.complaint_no, Case.platform, place, Track.stage, Track.due_on, pack)
    query = select(*shown).join(Case, Track.case_id == Case.id).where(Track.kind == Kind.TAKEDOWN, Track.stage.in_(TO_ASK))
    query = query.where(Case.platform.is_distinct_from(Platform.NOT_ONLINE))
    query = query.order_by(Track.due_on, Track.id)
    if case_id:
        query = query.where(Track.case_id == case_id)
    query = query.where(~disclosure.hidden("case", Case.__table__.c.id))
    return [Request(*row) for row in session.execute(query, disclosure.viewer(actor, clock.now()))]


_track, _check = Track.__table__.c, FactCheck.__table__.c
_about = DocumentCase.__table__.c
_id: BindParameter[str] = bindparam("case_id")
_CHECKED = (_check.case_id == _id, one_of(_check.state, CHECKED))
_CHECKS = select(_check.id, _check.claim).where(*_CHECKED).order_by(_check.opened_at, _check.id)
_THERE = select(
    exists().where(_about.case_id == _id).label("papers"),
    exists().where(_track.case_id == _id, _track.kind == Kind.TAKEDOWN, one_of(_track.stage, TO_ASK)).label("requests"),
    exists().where(*_CHECKED).label("checks"),
)


class OfCase(NamedTuple):
    """What a case's page shows of papers: those there are, whether a pack could carry a request, results (id and claim)."""

    lines: list[Line]
    asked: bool
    checks: list[tuple[str, str]]


def of_case(session: Session, actor: Actor, clock: Clock, case_id: str) -> OfCase:
    """All of one case. Most cases have nothing yet, so that is asked first, all at once."""
    connection, given = session.connection(), {"case_id": case_id}
    there = connection.execute(_THERE, given).one()
    return OfCase(
        _lines_of(session, actor, clock, case_id) if there.papers else [],
        bool(there.requests) and bool(requests(session, actor, clock, case_id)),
        [(row.id, row.claim) for row in connection.execute(_CHECKS, given)] if there.checks else [],
    )


def _from(query: Select[Document], cursor: paging.Cursor | None) -> Select[Document]:
    by, row_id = Document.issued_at, Document.id
    edge = _moment(cursor.value) if cursor else None
    if cursor is None or edge is None:
        return query.order_by(by.desc(), row_id.desc())
    if cursor.back:
        return query.where(or_(by > edge, and_(by == edge, row_id > cursor.id))).order_by(by, row_id)
    return query.where(or_(by < edge, and_(by == edge, row_id < cursor.id))).order_by(by.desc(), row_id.desc())


def _moment(text: str) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(text)
        return moment.astimezone(dt.UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _lines(session: Session, actor: Actor, clock: Clock, rows: Sequence[Document]) -> list[Line]:
    ids = [row.id for row in rows]
    about: dict[str, list[tuple[str, str]]] = {}
    pairs = select(DocumentCase.document_id, Case.id, Case.complaint_no).join(Case, DocumentCase.case_id == Case.id)
    for document_id, case_id, number in session.execute(pairs.where(DocumentCase.document_id.in_(ids)).order_by(Case.complaint_no)):
        about.setdefault(document_id, []).append((case_id, number or ""))
    secret = disclosure.hidden_among(session, actor, clock, "case", {case_id for pairs in about.values() for case_id, _ in pairs})
    hidden = {row.id for row in rows if any(case_id in secret for case_id, _number in about.get(row.id, ()))}
    makers = names(session, {row.made_by for row in rows})
    return [
        Line(
            row,
            "" if row.id in hidden or (rules.SPECS[row.kind].personal and not rules.works_for(actor, row.party)) else row.addressee,
            makers.get(row.made_by, ""),
            about.get(row.id, ()),
            row.id not in hidden and row.state is not DocumentState.DRAFT and rules.may_read(actor, row.kind, row.party, row.state),
            rules.works_for(actor, row.party),
        )
        for row in rows
    ]
