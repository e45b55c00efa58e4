"""Reads of disclosures, and the condition by which lists and searches keep secrets of the other party."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, bindparam, exists, or_, select
from sqlalchemy.orm import Session

from intranet.agencies.models import Staff
from intranet.base.actor import Actor, Party
from intranet.base.clock import Clock
from intranet.base.db import one_of
from intranet.disclosure import rules
from intranet.disclosure.models import Disclosure, DisclosureItem, DisclosureUse, Mark
from intranet.disclosure.rules import Act, Form, Level, State
from intranet.disclosure.service.requests import waiting_for
from intranet.partners import queries as partners
from intranet.web import paging

PAGE = 50
_marks = Mark.__table__.alias("mark_on")  # of its own name, so that it may lie on rows of a query over marks
_row_table, _item_table = Disclosure.__table__, DisclosureItem.__table__
_mark, _row, _item = _marks.c, _row_table.c, _item_table.c
_READABLE = tuple(form for form in Form if Act.READ in rules.GIVES[form])


def with_mark(kind: str, subject_id: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a row was ever marked; most never are, and nobody need ask further."""
    return exists(select(_mark.version).where(_mark.subject_kind == kind, _mark.subject_id == subject_id).correlate_except(_marks))


def with_disclosure(case_id: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether anything of a case was ever asked to be disclosed."""
    return exists(select(_item.disclosure_id).where(_item.case_id == case_id).correlate_except(_item_table))


def viewer(actor: Actor, at: dt.datetime) -> dict[str, Any]:
    """The parameters of the conditions below. Who belongs to no party owns nothing."""
    return {"viewer": actor.party or Party.PARTNER, "viewed_at": at}


def _in_force(kind: str, subject_id: ColumnElement[str], at: dt.datetime | None = None) -> ColumnElement[bool]:
    over = _mark.ends_at <= (bindparam("viewed_at", type_=_mark.ends_at.type) if at is None else at)
    return and_(_mark.subject_kind == kind, _mark.subject_id == subject_id, or_(_mark.ends_at.is_(None), ~over))


def marked(kind: str, subject_id: ColumnElement[str], at: dt.datetime | None = None) -> ScalarSelect[Level]:
    """The level in force on a row of a list, NULL for open; ``at``: then, else at the moment of ``viewer``."""
    return select(_mark.level).where(_in_force(kind, subject_id, at), _mark.level != Level.OPEN).scalar_subquery()


def hidden(kind: str, subject_id: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a row of a list is a secret of another party, not disclosed to the viewer's: ``rules.may`` READ, in SQL."""
    me, now = bindparam("viewer", type_=_mark.owner.type), bindparam("viewed_at", type_=_row.ends_at.type)
    granted = (
        select(_item.disclosure_id)
        .join(_row_table, _row.id == _item.disclosure_id)
        .where(
            _item.subject_kind == kind,
            _item.subject_id == subject_id,
            one_of(_row.state, rules.LIVE),
            one_of(_row.form, _READABLE),
            _row.party == me,
            _row.ends_at > now,
        )
        .correlate_except(_item_table, _row_table)  # by itself it would look for a disclosure of any row at all
    )
    return exists(
        select(_mark.subject_id)
        .where(_in_force(kind, subject_id), _mark.level == Level.SECRET, _mark.owner != me, ~exists(granted))
        .correlate_except(_marks)
    )


def hidden_among(session: Session, actor: Actor, clock: Clock, kind: str, ids: Collection[str]) -> set[str]:
    """Which of ``ids`` are hidden from ``actor``."""
    if not ids:
        return set()
    subject_id = Mark.__table__.c.subject_id
    query = select(subject_id).where(Mark.subject_kind == kind, subject_id.in_(ids), hidden(kind, subject_id))
    return set(session.scalars(query, viewer(actor, clock.now())))


def marks_among(session: Session, kind: str, ids: Collection[str]) -> dict[str, Mark]:
    """The marks there are or were on ``ids``."""
    rows = session.scalars(select(Mark).where(Mark.subject_kind == kind, Mark.subject_id.in_(ids))) if ids else ()
    return {row.subject_id: row for row in rows}


def listing(session: Session, actor: Actor, state: State | None, cursor: paging.Cursor | None) -> paging.Page[Disclosure]:
    """The disclosures ``actor`` may know of, newest first."""
    at, row_id = Disclosure.requested_at, Disclosure.id
    query = _known_to(actor)
    if state is not None:
        query = query.where(Disclosure.state == state)
    edge = _moment(cursor.value) if cursor else None
    if cursor is None or edge is None:
        cursor = None
        query = query.order_by(at.desc(), row_id.desc())
    elif cursor.back:
        query = query.where(or_(at > edge, and_(at == edge, row_id > cursor.id))).order_by(at, row_id)
    else:
        query = query.where(or_(at < edge, and_(at == edge, row_id < cursor.id))).order_by(at.desc(), row_id.desc())
    rows = session.scalars(query.limit(PAGE + 1)).all()
    return paging.cut(rows, PAGE, cursor, lambda row: (row.requested_at.isoformat(), row.id))


def waiting(session: Session, actor: Actor) -> list[Disclosure]:
    """The disclosures whose next step is ``actor``'s, the most urgent first."""
    moving = (State.REQUESTED, State.CONSENTED, State.APPROVED)
    query = _known_to(actor).where(Disclosure.state.in_(moving)).order_by(Disclosure.due_on, Disclosure.requested_at)
    return [row for row in session.scalars(query) if actor.id in waiting_for(session, row)]


_MARKED = select(Mark.__table__.c.version).where(
    Mark.__table__.c.subject_kind == bindparam("kind"), Mark.__table__.c.subject_id == bindparam("subject_id")
)


def mark_on(session: Session, kind: str, subject_id: str) -> Mark | None:
    """The mark there is or was on a thing; nearly everything has none, so that is asked the cheapest way."""
    ever = session.connection().execute(_MARKED, {"kind": kind, "subject_id": subject_id}).first()
    return session.get(Mark, (kind, subject_id)) if ever else None


def of_case(session: Session, actor: Actor, case_id: str) -> Sequence[Disclosure]:
    """The disclosures of a case or of its evidence that ``actor`` may know of, newest first."""
    listed = select(DisclosureItem.disclosure_id).where(DisclosureItem.case_id == case_id)
    query = _known_to(actor).where(Disclosure.id.in_(listed)).order_by(Disclosure.requested_at.desc(), Disclosure.id.desc())
    return session.scalars(query).all()


def given_to(session: Session, clock: Clock, partner_id: str, case_id: str) -> Sequence[Disclosure]:
    """The live disclosures of a case that a partner was given."""
    listed = select(DisclosureItem.disclosure_id).where(DisclosureItem.case_id == case_id)
    query = select(Disclosure).where(
        Disclosure.partner_id == partner_id,
        Disclosure.state.in_(rules.LIVE),
        Disclosure.ends_at > clock.now(),
        Disclosure.id.in_(listed),
    )
    return session.scalars(query.order_by(Disclosure.requested_at, Disclosure.id)).all()


class Use(NamedTuple):
    """One use, as shown."""

    at: dt.datetime
    who: str
    act: Act | None
    note: str


def uses(session: Session, disclosure_id: str) -> list[Use]:
    """Every use of a disclosure, the newest first."""
    query = (
        select(DisclosureUse.at, Staff.name, DisclosureUse.act, DisclosureUse.note)
        .join(Staff, DisclosureUse.staff_id == Staff.id)
        .where(DisclosureUse.disclosure_id == disclosure_id)
        .order_by(DisclosureUse.at.desc(), DisclosureUse.id.desc())
    )
    return [Use(*row) for row in session.execute(query)]


def recipients(session: Session, rows: Collection[Disclosure]) -> dict[str, str | Party]:
    """To whom each of ``rows`` goes: a party, or the name of a partner or a person."""
    names = partners.names_of(session, {row.partner_id for row in rows if row.partner_id})
    return {row.id: row.to_party or names.get(row.partner_id or "", row.to_person) for row in rows}


def names(session: Session, ids: Collection[str | None]) -> dict[str, str]:
    """Names of staff by id, also of those who have left."""
    rows = session.execute(select(Staff.id, Staff.name).where(Staff.id.in_({one for one in ids if one})))
    return {row.id: row.name for row in rows}


def _known_to(actor: Actor) -> Select[Disclosure]:
    """``rules.may_know``, in SQL."""
    query = select(Disclosure)
    if actor.has(*rules.CHIEFS):
        return query
    return query.where(or_(Disclosure.owner == actor.party, Disclosure.asking == actor.party, Disclosure.party == actor.party))


def _moment(text: str) -> dt.datetime | None:
    try:
        value = dt.datetime.fromisoformat(text)
        return value.astimezone(dt.UTC) if value.tzinfo else None
    except (ValueError, OverflowError):
        return None
