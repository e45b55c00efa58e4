"""What pages and the health check ask of evidence."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.agencies.models import Agency, Staff
from intranet.base.actor import Party
from intranet.evidence import rules
from intranet.evidence.models import CustodyEntry, EvidenceItem
from intranet.evidence.rules import Act


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
    """An item with everything that was done with it, oldest first."""

    item: EvidenceItem
    custody: tuple[Custody, ...]

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
        """Whether the file may be shown as a picture made anew."""
        return self.item.media_type in rules.PICTURES and not self.item.damaged


def of(session: Session, subject: tuple[str, str]) -> list[Line]:
    """All evidence of a subject in the order it came."""
    kind, subject_id = subject
    belongs = (EvidenceItem.subject_kind == kind, EvidenceItem.subject_id == subject_id)
    items = session.scalars(select(EvidenceItem).where(*belongs).order_by(EvidenceItem.id)).all()
    if not items:
        return []
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
    return [Line(item, tuple(acts.get(item.id, ()))) for item in items]


def damaged(session: Session) -> list[tuple[str, str]]:
    """Name and hash of the files the last check found damaged."""
    query = select(EvidenceItem.original_name, EvidenceItem.sha256).where(EvidenceItem.damaged).order_by(EvidenceItem.id)
    return [(name, sha256 or "") for name, sha256 in session.execute(query)]
