"""What pages and the health check ask of evidence."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from intranet.agencies.models import Agency, Staff
from intranet.base.actor import Actor, Party
from intranet.base.clock import Clock
from intranet.disclosure import queries as disclosure
from intranet.disclosure.models import Mark
from intranet.disclosure.rules import Level, level_at
from intranet.evidence import rules
from intranet.evidence.models import CustodyEntry, EvidenceItem
from intranet.evidence.rules import Act
from intranet.evidence.service import KIND


@dataclass(frozen=True)
class Custody:
    """An act upon an item, by whom (``None``: the office's program); ``detail``: as part of what it left."""

    at: dt.datetime
    act: Act
    who: str | None
    party: Party | None
    detail: str = ""


@dataclass(frozen=True)
class Line:
    """An item with everything that was done with it, oldest first. ``giver``: the party whose it is.

    ``mark``: the one in force; ``version``: of the mark there is or was.
    """

    position: int
    mark: Mark | None
    version: int
    item: EvidenceItem
    custody: tuple[Custody, ...]
    giver: Party
    hidden: bool = False

    @property
    def id(self) -> str:
        """The item's id."""
        return self.item.id

    @property
    def title(self) -> str:
        """The item's title."""
        return self.item.title

    @property
    def type_label(self) -> str:
        """What the item is, in words."""
        return rules.label(self.item.media_type) if self.item.sha256 else self.item.kind.label

    @property
    def confirmed(self) -> bool:
        """Whether content and name of a file agree on a known type."""
        return self.item.media_type != rules.UNKNOWN

    @property
    def drawable(self) -> bool:
        """Whether the file may be shown as a picture, or page by page, made anew."""
        return self.item.media_type in rules.SHOWN and not self.item.damaged


@dataclass(frozen=True)
class HiddenLine:
    """An item that is another party's secret: that it is there, and no more."""

    id: str
    position: int
    mark: Mark
    hidden: bool = True
    title: str = ""


_item_table = EvidenceItem.__table__
_item = _item_table.c


def with_evidence(kind: str, subject_id: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a row has evidence at all."""
    return exists(select(_item.id).where(_item.subject_kind == kind, _item.subject_id == subject_id).correlate_except(_item_table))


def of(session: Session, actor: Actor, clock: Clock, subject: tuple[str, str]) -> list[Line | HiddenLine]:
    """All evidence of a subject in the order it came, as ``actor`` may see it."""
    kind, subject_id = subject
    belongs = (EvidenceItem.subject_kind == kind, EvidenceItem.subject_id == subject_id)
    items = session.scalars(select(EvidenceItem).where(*belongs).order_by(EvidenceItem.id)).all()
    query = (
        select(CustodyEntry.item_id, CustodyEntry.at, CustodyEntry.act, Staff.name, Agency.party, CustodyEntry.detail)
        .join(EvidenceItem, CustodyEntry.item_id == EvidenceItem.id)
        .outerjoin(Staff, CustodyEntry.staff_id == Staff.id)
        .outerjoin(Agency, Staff.agency_id == Agency.id)
        .where(*belongs)
        .order_by(CustodyEntry.id)
    )
    acts: dict[str, list[Custody]] = {}
    for item_id, at, act, who, party, detail in session.execute(query):
        acts.setdefault(item_id, []).append(Custody(at, act, who, party, detail))
    ids = [item.id for item in items]
    marks, hidden = disclosure.marks_among(session, KIND, ids), disclosure.hidden_among(session, actor, clock, KIND, ids)
    givers = parties_of(session, {item.added_by for item in items})
    lines: list[Line | HiddenLine] = []
    for position, item in enumerate(items, 1):
        kept = marks.get(item.id)
        mark = kept if kept and level_at(kept.level, kept.ends_at, clock.now()) is not Level.OPEN else None
        if mark is not None and item.id in hidden:
            lines.append(HiddenLine(item.id, position, mark))
        else:
            version = kept.version if kept else 0
            lines.append(Line(position, mark, version, item, tuple(acts.get(item.id, ())), givers[item.added_by]))
    return lines


def parties_of(session: Session, staff_ids: set[str]) -> dict[str, Party]:
    """The party of each of these people."""
    query = select(Staff.id, Agency.party).join(Agency, Staff.agency_id == Agency.id).where(Staff.id.in_(staff_ids))
    return {row.id: row.party for row in session.execute(query)}


def places(session: Session, subject: tuple[str, str]) -> dict[str, tuple[int, Party]]:
    """Each item's place in the list, by which it is named without telling what it is, and the party that gave it."""
    kind, subject_id = subject
    query = select(EvidenceItem.id, EvidenceItem.added_by).order_by(EvidenceItem.id)
    rows = session.execute(query.where(EvidenceItem.subject_kind == kind, EvidenceItem.subject_id == subject_id)).all()
    givers = parties_of(session, {row.added_by for row in rows})
    return {row.id: (position, givers[row.added_by]) for position, row in enumerate(rows, 1)}


def damaged(session: Session) -> list[tuple[str, str]]:
    """Name and hash of the files the last check found damaged."""
    query = select(EvidenceItem.original_name, EvidenceItem.sha256).where(EvidenceItem.damaged).order_by(EvidenceItem.id)
    return [(name, sha256 or "") for name, sha256 in session.execute(query)]
