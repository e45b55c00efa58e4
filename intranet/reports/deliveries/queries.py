"""Reads of delivered reports: what is owed and how it stands, the list, and who opened what."""

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session

from intranet.agencies.models import Staff
from intranet.agreements.models import Agreement, AgreementParty
from intranet.agreements.rules import Standing as InForce
from intranet.agreements.rules import standing_on
from intranet.base.actor import Party
from intranet.reports.deliveries import rules
from intranet.reports.deliveries.rules import DeliveryKind, Owed, Standing
from intranet.reports.models import DeliveryReceipt, ReportDelivery
from intranet.web import paging

PAGE = 30


@dataclass(frozen=True)
class Due:
    """A report of the last period, and how it stands."""

    kind: DeliveryKind
    delivery_id: str | None
    standing: Standing


class Receipt(NamedTuple):
    """Who opened a report, and when first."""

    name: str
    opened_at: dt.datetime


class Delivered(NamedTuple):
    """A line of the list."""

    row: ReportDelivery
    opened: int


def is_owed(session: Session, owed: Owed, today: dt.date) -> bool:
    """Whether anything is owed: an agreement of both parties is in force, and one was on the last day reported on."""
    parties = [
        exists().where(AgreementParty.agreement_id == Agreement.id, AgreementParty.party == party)
        for party in (Party.BAWASLU, Party.DISKOMINFO)
    ]
    terms = [row.term for row in session.scalars(select(Agreement).where(*parties))]
    return all(any(standing_on(term, day) is InForce.IN_FORCE for term in terms) for day in (today, owed.period.last))


def due(session: Session, owed: Owed, today: dt.date) -> list[Due]:
    """Each report of the period last owed: those delivered whole with it count."""
    delivered = select(ReportDelivery).where(
        ReportDelivery.first_on <= owed.period.first, ReportDelivery.last_on >= owed.period.last
    )
    found = {row.kind: row for row in session.scalars(delivered.order_by(ReportDelivery.delivered_at))}
    opened = _opened(session, [row.id for row in found.values()])
    return [
        Due(
            kind,
            found[kind].id if kind in found else None,
            rules.standing(today, owed.due_on, delivered=kind in found, opened=kind in found and found[kind].id in opened),
        )
        for kind in DeliveryKind
    ]


def listing(session: Session, cursor: paging.Cursor | None) -> paging.Page[Delivered]:
    """All deliveries, newest first."""
    at, row_id = ReportDelivery.delivered_at, ReportDelivery.id
    query, edge = select(ReportDelivery), _moment(cursor.value) if cursor else None
    if cursor is None or edge is None:
        cursor = None
        query = query.order_by(at.desc(), row_id.desc())
    elif cursor.back:
        query = query.where(or_(at > edge, and_(at == edge, row_id > cursor.id))).order_by(at, row_id)
    else:
        query = query.where(or_(at < edge, and_(at == edge, row_id < cursor.id))).order_by(at.desc(), row_id.desc())
    rows = session.scalars(query.limit(PAGE + 1)).all()
    opened = _opened(session, [row.id for row in rows])
    lines = [Delivered(row, opened.get(row.id, 0)) for row in rows]
    return paging.cut(lines, PAGE, cursor, lambda line: (line.row.delivered_at.isoformat(), line.row.id))


def receipts(session: Session, delivery_id: str) -> list[Receipt]:
    """Who opened a report, the first to do so first."""
    query = select(Staff.name, DeliveryReceipt.opened_at).join(Staff, Staff.id == DeliveryReceipt.staff_id)
    query = query.where(DeliveryReceipt.delivery_id == delivery_id).order_by(DeliveryReceipt.opened_at, Staff.name)
    return [Receipt(*row) for row in session.execute(query)]


def sender_name(session: Session, row: ReportDelivery) -> str:
    """Who delivered it."""
    return session.scalar(select(Staff.name).where(Staff.id == row.delivered_by)) or ""


def _opened(session: Session, ids: list[str]) -> dict[str, int]:
    """How many people opened each of ``ids``."""
    if not ids:
        return {}
    query = select(DeliveryReceipt.delivery_id, func.count()).where(DeliveryReceipt.delivery_id.in_(ids))
    return {row[0]: row[1] for row in session.execute(query.group_by(DeliveryReceipt.delivery_id))}


def _moment(text: str) -> dt.datetime | None:
    try:
        value = dt.datetime.fromisoformat(text)
        return value.astimezone(dt.UTC) if value.tzinfo else None
    except (ValueError, OverflowError):
        return None
