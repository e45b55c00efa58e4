"""Items of evidence and the list of who did what with each (custody). Rows of custody are only ever added."""

import datetime as dt

from sqlalchemy import BigInteger, Boolean, CheckConstraint, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from intranet.agencies.models import Staff
from intranet.base.db import Base, IdType, UtcDateTime, enum_column
from intranet.base.ids import new_id
from intranet.evidence.rules import Act, ItemKind


class EvidenceItem(Base):
    """A file, found by its hash in the store, or a link. ``checked_at``, ``damaged``: what the last check found."""

    __tablename__ = "evidence_item"
    __table_args__ = (
        CheckConstraint("(kind = 'file') = (sha256 IS NOT NULL)", name="file_has_hash"),
        CheckConstraint("kind <> 'link' OR url <> ''", name="link_has_address"),
        Index("ix_evidence_item_subject", "subject_kind", "subject_id", "id"),
        Index("ix_evidence_item_checked", "kind", "checked_at"),
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[str] = mapped_column(String(64))
    kind: Mapped[ItemKind] = mapped_column(enum_column(ItemKind))
    title: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str | None] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    media_type: Mapped[str] = mapped_column(String(100), default="")
    original_name: Mapped[str] = mapped_column(String(200), default="")
    url: Mapped[str] = mapped_column(String(2000), default="")
    account: Mapped[str] = mapped_column(String(200), default="")
    captured_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    added_by: Mapped[str] = mapped_column(ForeignKey(Staff.id))
    added_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(Text, default="")
    checked_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    damaged: Mapped[bool] = mapped_column(Boolean, default=False)
    erased_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}


class CustodyEntry(Base):
    """One act upon an item; ``staff_id`` is empty when the office's own program acted."""

    __tablename__ = "custody_entry"
    __table_args__ = (Index("ix_custody_entry_item", "item_id", "id"),)

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    item_id: Mapped[str] = mapped_column(ForeignKey(EvidenceItem.id))
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    staff_id: Mapped[str | None] = mapped_column(ForeignKey(Staff.id))
    act: Mapped[Act] = mapped_column(enum_column(Act))
    detail: Mapped[str] = mapped_column(String(200), default="")
