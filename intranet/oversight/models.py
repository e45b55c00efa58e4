"""Patrol shifts and what they found, registered campaign accounts, fact checks."""

import datetime as dt

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.agencies.models import Staff
from intranet.base.db import Base, IdType, UtcDateTime, enum_column
from intranet.base.ids import new_id
from intranet.cases.models import Case
from intranet.oversight.rules import ContentCategory, FactState, FirstDraft, ShiftResult, Verdict
from shared.questions import Platform


class PatrolShift(Base):
    """A watch over some platforms for some time, by people of any party. Closed with a result, also when nothing was found."""

    __tablename__ = "patrol_shift"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="window"),
        CheckConstraint("(closed_at IS NULL) = (result IS NULL)", name="closed_with_result"),
        Index("ix_patrol_shift_starts", "starts_at", "id"),
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(Integer)
    starts_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    keywords: Mapped[str] = mapped_column(String(500), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    opened_by: Mapped[str] = mapped_column(ForeignKey(Staff.id))
    opened_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    closed_by: Mapped[str | None] = mapped_column(ForeignKey(Staff.id))
    closed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    result: Mapped[ShiftResult | None] = mapped_column(enum_column(ShiftResult))
    closing_note: Mapped[str] = mapped_column(Text, default="")

    platforms: Mapped[list["PatrolPlatform"]] = relationship(order_by="PatrolPlatform.platform", lazy="selectin")
    members: Mapped[list["PatrolMember"]] = relationship(lazy="selectin")
    __mapper_args__ = {"version_id_col": version}


class PatrolPlatform(Base):
    """A platform a shift watches."""

    __tablename__ = "patrol_platform"

    shift_id: Mapped[str] = mapped_column(ForeignKey(PatrolShift.id), primary_key=True)
    platform: Mapped[Platform] = mapped_column(enum_column(Platform), primary_key=True)


class PatrolMember(Base):
    """Somebody on a shift, of whatever party."""

    __tablename__ = "patrol_member"

    shift_id: Mapped[str] = mapped_column(ForeignKey(PatrolShift.id), primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey(Staff.id), primary_key=True)


class PatrolEntry(Base):
    """One thing seen on a shift. ``link_key`` finds equal links, ``case_id`` is the case it became."""

    __tablename__ = "patrol_entry"
    __table_args__ = (
        Index("ix_patrol_entry_shift", "shift_id", "at", "id"),
        Index("ix_patrol_entry_link", "link_key", "at"),
        Index("ix_patrol_entry_account", "account", "platform", "at"),
        UniqueConstraint("case_id"),
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    shift_id: Mapped[str] = mapped_column(ForeignKey(PatrolShift.id))
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    staff_id: Mapped[str] = mapped_column(ForeignKey(Staff.id))
    url: Mapped[str] = mapped_column(String(2000))
    normalised: Mapped[str] = mapped_column(String(2000))
    link_key: Mapped[str] = mapped_column(String(64))
    platform: Mapped[Platform | None] = mapped_column(enum_column(Platform))
    account: Mapped[str] = mapped_column(String(200))
    category: Mapped[ContentCategory] = mapped_column(enum_column(ContentCategory))
    summary: Mapped[str] = mapped_column(String(1000))
    case_id: Mapped[str | None] = mapped_column(ForeignKey(Case.id))


class Participant(Base):
    """Who takes part in the election; locked while an account is added, so that two writers cannot pass the limit."""

    __tablename__ = "election_participant"

    name_key: Mapped[str] = mapped_column(String(200), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))


class ContentAccount(Base):
    """A campaign account registered at the election commission, to be shut on ``closes_on`` at the latest."""

    __tablename__ = "content_account"
    __table_args__ = (
        UniqueConstraint("platform", "account"),
        CheckConstraint("closes_on >= registered_on", name="term"),
        Index("ix_content_account_participant", "participant_key", "platform"),
        Index("ix_content_account_open", "deactivated_on", "closes_on"),
        Index("ix_content_account_registered", "registered_on", "id"),
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(Integer)
    participant_key: Mapped[str] = mapped_column(ForeignKey(Participant.name_key))
    platform: Mapped[Platform] = mapped_column(enum_column(Platform))
    account: Mapped[str] = mapped_column(String(200))
    url: Mapped[str] = mapped_column(String(2000))
    registered_on: Mapped[dt.date] = mapped_column(Date)
    closes_on: Mapped[dt.date] = mapped_column(Date)
    deactivated_on: Mapped[dt.date | None] = mapped_column(Date)
    letter: Mapped[str] = mapped_column(String(200))

    participant: Mapped[Participant] = relationship(lazy="joined", innerjoin=True)
    __mapper_args__ = {"version_id_col": version}


class FactCheck(Base):
    """A claim, what came of checking it, and what the public is told. ``due_on``: when its next step should have been done."""

    __tablename__ = "fact_check"
    __table_args__ = (
        CheckConstraint("state <> 'published' OR number IS NOT NULL", name="published_with_number"),
        CheckConstraint("(state IN ('published', 'uncheckable')) = (due_on IS NULL)", name="open_is_due"),
        CheckConstraint("state NOT IN ('concluded', 'published') OR verdict IS NOT NULL", name="concluded_with_verdict"),
        Index("ix_fact_check_opened", "opened_at", "id"),
        Index("ix_fact_check_published", "published_at", "id"),
        Index("ix_fact_check_case", "case_id"),
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(Integer)
    case_id: Mapped[str | None] = mapped_column(ForeignKey(Case.id))
    claim: Mapped[str] = mapped_column(String(1000))
    state: Mapped[FactState] = mapped_column(enum_column(FactState))
    checkable: Mapped[bool | None] = mapped_column(Boolean)
    reason: Mapped[str] = mapped_column(Text, default="")
    sources: Mapped[str] = mapped_column(Text, default="")
    verdict: Mapped[Verdict | None] = mapped_column(enum_column(Verdict))
    first_draft: Mapped[FirstDraft | None] = mapped_column(enum_column(FirstDraft))
    public_text: Mapped[str] = mapped_column(Text, default="")
    number: Mapped[str | None] = mapped_column(String(80), unique=True)
    officer_id: Mapped[str] = mapped_column(ForeignKey(Staff.id))
    opened_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    due_on: Mapped[dt.date | None] = mapped_column(Date)
    published_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    __mapper_args__ = {"version_id_col": version}
