"""Reads of coordination: lists by keyset, what is open and late, what waits to be delivered, whose turn it is to be evaluated."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from intranet.agencies.models import Agency
from intranet.agreements.models import Agreement, AgreementParty
from intranet.agreements.queries import all_agreements
from intranet.agreements.rules import Standing, standing_on
from intranet.base.actor import Party
from intranet.cases.models import Case
from intranet.coordination.models import (
    CoordinationAction,
    Delivery,
    Evaluation,
    Exchange,
    Forum,
    ReferenceEntry,
    ReferenceImport,
)
from intranet.coordination.rules import (
    ActionState,
    Direction,
    EvaluationState,
    ExchangeState,
    ForumKind,
    ForumState,
    ReferenceKind,
    Sensitivity,
    months_after,
    reminders_due,
)
from intranet.outreach.rules import PARTIES
from intranet.partners import queries as partners
from intranet.web import paging

PAGE = 50
NAMED = 10  # names suggested at once
_LETTERS, _WORDS = 2, 5  # typed at least, and looked for at most


def case_numbers(session: Session, *ids: str | None) -> dict[str, str]:
    """Complaint numbers by id of the case."""
    wanted = {one for one in ids if one}
    if not wanted:
        return {}
    return {
        row.id: row.complaint_no or "" for row in session.execute(select(Case.id, Case.complaint_no).where(Case.id.in_(wanted)))
    }


def institutions(session: Session, today: dt.date) -> list[str]:
    """Names of agencies and partners, for suggestions."""
    own = session.scalars(select(Agency.name).order_by(Agency.name))
    return list(dict.fromkeys([*own, *partners.names_on(session, today)]))


# Forums and what was promised -------------------------------------------------------------------------------------


def forums(
    session: Session, kind: ForumKind | None, state: ForumState | None, case_id: str, cursor: paging.Cursor | None
) -> paging.Page[Forum]:
    """Forums, the latest first; of one kind, one state, one case."""
    query = select(Forum)
    if kind:
        query = query.where(Forum.kind == kind)
    if state:
        query = query.where(Forum.state == state)
    if case_id:
        query = query.where(Forum.case_id == case_id)
    return paging.newest_first(session, query, Forum.starts_at, cursor, PAGE)


def unminuted(session: Session, now: dt.datetime) -> int:
    """How many forums are over and have no minutes."""
    over = (Forum.state == ForumState.PLANNED, Forum.starts_at < now - dt.timedelta(days=1))
    return session.scalar(select(func.count()).select_from(Forum).where(*over)) or 0


def actions(
    session: Session, state: ActionState | None, mine: str, today: dt.date, cursor: paging.Cursor | None
) -> paging.Page[CoordinationAction]:
    """What was promised, the latest due first; ``mine``: of one owner."""
    query = select(CoordinationAction)
    if mine:
        query = query.where(CoordinationAction.owner_id == mine)
    if state is ActionState.DONE:
        query = query.where(CoordinationAction.done_on.is_not(None))
    elif state is ActionState.LATE:
        query = query.where(CoordinationAction.done_on.is_(None), CoordinationAction.due_on < today)
    elif state is ActionState.OPEN:
        query = query.where(CoordinationAction.done_on.is_(None))
    return paging.newest_first(session, query, CoordinationAction.due_on, cursor, PAGE)


def late_actions(session: Session, today: dt.date, most: int = PAGE) -> list[CoordinationAction]:
    """What is not done in time, at ``most`` so many, the longest late first."""
    query = select(CoordinationAction).where(CoordinationAction.done_on.is_(None), CoordinationAction.due_on < today)
    return list(session.scalars(query.order_by(CoordinationAction.due_on, CoordinationAction.id).limit(most)))


def titles_of(session: Session, items: Iterable[CoordinationAction]) -> dict[str, str]:
    """By id of an action: the title of its forum, or the number of its evaluation."""
    rows = list(items)
    forum_ids = {one.forum_id for one in rows if one.forum_id}
    evaluation_ids = {one.evaluation_id for one in rows if one.evaluation_id}
    names = {row.id: row.title for row in session.execute(select(Forum.id, Forum.title).where(Forum.id.in_(forum_ids)))}
    found = session.execute(select(Evaluation.id, Evaluation.number).where(Evaluation.id.in_(evaluation_ids)))
    numbers = {row.id: row.number or "" for row in found}
    return {one.id: names.get(one.forum_id or "") or numbers.get(one.evaluation_id or "", "") for one in rows}


def held(session: Session, first: dt.date, last: dt.date, agreement_id: str = "") -> int:
    """How many forums were held between two days, under one agreement if one is given: evidence of Kudus 11(1)."""
    query = select(func.count()).select_from(Forum).where(Forum.state == ForumState.HELD, Forum.minutes_on.between(first, last))
    if agreement_id:
        query = query.where(Forum.agreement_id == agreement_id)
    return session.scalar(query) or 0


# Evaluations ------------------------------------------------------------------------------------------------------


def evaluations(
    session: Session, agreement_id: str, state: EvaluationState | None, cursor: paging.Cursor | None
) -> paging.Page[Evaluation]:
    """Evaluations, the latest period first."""
    query = select(Evaluation)
    if agreement_id:
        query = query.where(Evaluation.agreement_id == agreement_id)
    if state:
        query = query.where(Evaluation.state == state)
    return paging.newest_first(session, query, Evaluation.last_on, cursor, PAGE)


def of_registry() -> tuple[ColumnElement[bool], ...]:
    """Which evaluations the population register's auditor may know of: issued ones of an agreement it is a party of."""
    theirs = select(AgreementParty.agreement_id).where(AgreementParty.party == Party.DUKCAPIL)
    return (Evaluation.state == EvaluationState.ISSUED, Evaluation.agreement_id.in_(theirs))


def registry_evaluations(session: Session, cursor: paging.Cursor | None) -> paging.Page[Evaluation]:
    """Those of ``of_registry``, the latest period first (Magelang 8(2))."""
    return paging.newest_first(session, select(Evaluation).where(*of_registry()), Evaluation.last_on, cursor, PAGE)


def undelivered(session: Session) -> list[Evaluation]:
    """Issued reports that a leader does not have yet, the oldest first."""
    waits = select(Delivery.evaluation_id).where(Delivery.delivered_on.is_(None))
    query = select(Evaluation).where(Evaluation.state == EvaluationState.ISSUED, Evaluation.id.in_(waits))
    return list(session.scalars(query.order_by(Evaluation.issued_on, Evaluation.id).limit(PAGE)))


def issued(session: Session, agreement_id: str, first: dt.date, last: dt.date) -> int:
    """How many evaluations of an agreement were issued between two days: evidence of Jambi 7(1)."""
    within = (Evaluation.agreement_id == agreement_id, Evaluation.issued_on.between(first, last))
    return session.scalar(select(func.count()).select_from(Evaluation).where(*within)) or 0


@dataclass(frozen=True)
class Turn:
    """An agreement in force, since when no evaluation was issued, and when the next is to be there."""

    agreement: Agreement
    since: dt.date
    first: bool
    due_on: dt.date
    stages: tuple[int, ...]


def turns(session: Session, today: dt.date) -> list[Turn]:
    """Of each agreement of ours in force: when its next evaluation is due, the soonest first (Jambi 7(1))."""
    query = select(Evaluation.agreement_id, func.max(Evaluation.issued_on)).group_by(Evaluation.agreement_id)
    latest = {agreement_id: day for agreement_id, day in session.execute(query) if day}
    made = []
    for row in all_agreements(session):
        if not {one.party for one in row.parties} & set(PARTIES) or standing_on(row.term, today) is not Standing.IN_FORCE:
            continue
        since = latest.get(row.id, row.starts_on)
        made.append(Turn(row, since, row.id not in latest, months_after(since, 12), reminders_due(since, today)))
    return sorted(made, key=lambda turn: (turn.due_on, turn.agreement.id))


# Exchanges --------------------------------------------------------------------------------------------------------


def exchanges(
    session: Session,
    direction: Direction | None,
    state: ExchangeState | None,
    sensitivity: Sensitivity | None,
    party: Party | None,
    cursor: paging.Cursor | None,
) -> paging.Page[Exchange]:
    """The log, the latest entry first; ``party``: whose entry."""
    query = select(Exchange)
    for column, value in (
        (Exchange.direction, direction),
        (Exchange.state, state),
        (Exchange.sensitivity, sensitivity),
        (Exchange.party, party),
    ):
        if value is not None:
            query = query.where(column == value)
    return paging.newest_first(session, query, Exchange.recorded_at, cursor, PAGE)


def exchanged(session: Session, first: dt.date, last: dt.date, party: Party | None = None) -> list[Exchange]:
    """What changed hands between two days, by day: for the export, and evidence of Jambi 9(3)."""
    query = select(Exchange).where(Exchange.state == ExchangeState.DONE, Exchange.done_on.between(first, last))
    if party is not None:
        query = query.where(Exchange.party == party)
    return list(session.scalars(query.order_by(Exchange.done_on, Exchange.id)))


# Reference lists --------------------------------------------------------------------------------------------------


def present(session: Session, kind: ReferenceKind) -> list[ReferenceEntry]:
    """The whole list now in force, as it is read."""
    columns = (ReferenceEntry.area, ReferenceEntry.group, ReferenceEntry.name, ReferenceEntry.id)
    return list(session.scalars(select(ReferenceEntry).where(ReferenceEntry.kind == kind).order_by(*columns)))


def entries(session: Session, kind: ReferenceKind, words: str, start: str) -> tuple[list[ReferenceEntry], str]:
    """A page of the list by area and name, from ``start`` on, and where the next begins (empty: nowhere)."""
    query = select(ReferenceEntry).where(ReferenceEntry.kind == kind, ReferenceEntry.key >= start)
    for word in words.split():
        query = query.where(ReferenceEntry.name.icontains(word, autoescape=True))
    found = list(session.scalars(query.order_by(ReferenceEntry.key).limit(PAGE + 1)))
    return found[:PAGE], found[PAGE].key if len(found) > PAGE else ""


def named(session: Session, words: str) -> list[ReferenceEntry]:
    """The first few parties and candidates of the lists in force with each of ``words`` in their name, for who is writing one."""
    said = words.split()[:_WORDS]
    if sum(map(len, said)) < _LETTERS:
        return []
    query = select(ReferenceEntry).where(*(ReferenceEntry.name.icontains(word, autoescape=True) for word in said))
    return list(session.scalars(query.order_by(ReferenceEntry.name, ReferenceEntry.area, ReferenceEntry.id).limit(NAMED)))


def last_import(session: Session, kind: ReferenceKind) -> ReferenceImport | None:
    """The list that is in force, if one was ever applied."""
    query = select(ReferenceImport).where(ReferenceImport.kind == kind, ReferenceImport.applied_at.is_not(None))
    return session.scalar(query.order_by(ReferenceImport.applied_at.desc(), ReferenceImport.id.desc()).limit(1))


def imports(session: Session) -> list[ReferenceImport]:
    """The latest lists that came, newest first."""
    query = select(ReferenceImport).order_by(ReferenceImport.recorded_at.desc(), ReferenceImport.id.desc())
    return list(session.scalars(query.limit(PAGE)))


def size(session: Session, kind: ReferenceKind) -> int:
    """How many lines a list has."""
    return session.scalar(select(func.count()).select_from(ReferenceEntry).where(ReferenceEntry.kind == kind)) or 0
