"""Reads of what happened at and after sessions: how far one is, the question bank."""

import datetime as dt
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, bindparam, func, select
from sqlalchemy.orm import Session

from intranet.learning.models import AnswerSheet, Attendee, Certificate, Door, Monitoring, Question, SessionReport, TestItem
from intranet.learning.rules import ReportState, Stage
from intranet.literacy.rules import Pillar
from intranet.web import paging

PAGE = 50
_ID = bindparam("session_id", type_=Attendee.__table__.c.session_id.type)


class Standing(NamedTuple):
    """How far a session is."""

    people: int
    questions: int
    pre: int
    post: int
    certificates: int
    monitored: int
    reported: bool
    drafted: bool
    door: bool


def _count(table: Any, *more: ColumnElement[bool]) -> ColumnElement[int]:
    rows = table.__table__
    return select(func.count()).select_from(rows).where(rows.c.session_id == _ID, *more).scalar_subquery()


_report = SessionReport.__table__.c
_STANDING = select(
    _count(Attendee),
    _count(TestItem),
    _count(AnswerSheet, AnswerSheet.__table__.c.stage == Stage.PRE),
    _count(AnswerSheet, AnswerSheet.__table__.c.stage == Stage.POST),
    _count(Certificate, Certificate.__table__.c.cancelled_at.is_(None)),
    _count(Monitoring),
    _count(SessionReport, _report.state == ReportState.REPORTED),
    _count(SessionReport),
    _count(Door, Door.__table__.c.closes_at > bindparam("now", type_=Door.__table__.c.closes_at.type)),
)


def standing(session: Session, session_id: str, now: dt.datetime) -> Standing:
    """How far a session is with its attendance, tests, certificates, monitoring and report."""
    asked = {"session_id": session_id, "now": now}
    *counts, reported, drafted, door = session.connection().execute(_STANDING, asked).one()
    return Standing._make([*counts, bool(reported), bool(drafted), bool(door)])


def bank(
    session: Session, pillar: Pillar | None, words: str, active: bool | None, cursor: paging.Cursor | None
) -> paging.Page[Question]:
    """The question bank, newest first; of one pillar, with these words, in use or not."""
    query = select(Question)
    if pillar:
        query = query.where(Question.pillar == pillar)
    if words:
        query = query.where(Question.text.icontains(words, autoescape=True))
    if active is not None:
        query = query.where(Question.active == active)
    return paging.newest_first(session, query, Question.made_at, cursor, PAGE)


def choosable(session: Session, session_id: str) -> list[Question]:
    """The questions a session's test may be made of: those in use, and those it has; by pillar and age."""
    chosen = select(TestItem.question_id).where(TestItem.session_id == session_id)
    found = session.scalars(select(Question).where(Question.active | Question.id.in_(chosen)).order_by(Question.id).limit(300))
    order = list(Pillar)
    return sorted(found, key=lambda one: order.index(one.pillar))


def units(session: Session, session_id: str) -> list[str]:
    """Where a session's people come from, for completing what is typed."""
    query = select(Attendee.unit).where(Attendee.session_id == session_id, Attendee.unit != "").distinct()
    return list(session.scalars(query.order_by(Attendee.unit).limit(100)))
