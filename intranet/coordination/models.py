"""Forums and what was promised there; evaluations and to whom they were handed; exchanges; own costs; reference lists."""

import datetime as dt
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.agencies.models import Staff
from intranet.agreements.models import Agreement
from intranet.base.actor import Party
from intranet.base.db import Base, IdType, UtcDateTime, enum_column
from intranet.base.ids import new_id
from intranet.cases.models import Case
from intranet.coordination.rules import (
    Check,
    Direction,
    EvaluationMode,
    EvaluationState,
    ExchangeState,
    ForumKind,
    ForumState,
    Occasion,
    ReferenceKind,
    Sensitivity,
    Spent,
)
from intranet.outreach.rules import CostBearer

_BY_PARTY = "(ForumParticipant.party, ForumParticipant.name, ForumParticipant.id)"


class _Recorded:
    """Who wrote a row, and for which party."""

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(Integer)
    party: Mapped[Party] = mapped_column(enum_column(Party))
    recorded_by: Mapped[str] = mapped_column(ForeignKey(Staff.id))
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class Forum(_Recorded, Base):
    """One meeting. ``urgency``: why it cannot wait for the next periodic one; ``nothing_agreed``: it ended without a promise."""

    __tablename__ = "coordination_forum"
    __table_args__ = (
        CheckConstraint("kind <> 'incidental' OR urgency <> ''", name="incidental_has_reason"),
        CheckConstraint("state <> 'cancelled' OR cancel_reason <> ''", name="cancelled_has_reason"),
        CheckConstraint("state <> 'held' OR (minutes_on IS NOT NULL AND chair <> '' AND points <> '')", name="held_has_minutes"),
        Index("ix_coordination_forum_starts", "starts_at", "id"),
        Index("ix_coordination_forum_case", "case_id"),
    )

    kind: Mapped[ForumKind] = mapped_column(enum_column(ForumKind))
    title: Mapped[str] = mapped_column(String(200))
    urgency: Mapped[str] = mapped_column(Text)
    agenda: Mapped[str] = mapped_column(Text)
    starts_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    place: Mapped[str] = mapped_column(String(300))
    agreement_id: Mapped[str | None] = mapped_column(ForeignKey(Agreement.id))
    case_id: Mapped[str | None] = mapped_column(ForeignKey(Case.id))
    state: Mapped[ForumState] = mapped_column(enum_column(ForumState))
    cancel_reason: Mapped[str] = mapped_column(String(300), default="")
    minutes_on: Mapped[dt.date | None] = mapped_column(Date)
    chair: Mapped[str] = mapped_column(String(200), default="")
    points: Mapped[str] = mapped_column(Text, default="")
    nothing_agreed: Mapped[bool] = mapped_column(Boolean, default=False)

    participants: Mapped[list["ForumParticipant"]] = relationship(
        lazy="selectin",
        cascade="all, delete-orphan",
        order_by=_BY_PARTY,
    )
    actions: Mapped[list["CoordinationAction"]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="(CoordinationAction.due_on, CoordinationAction.id)"
    )
    __mapper_args__ = {"version_id_col": _Recorded.version}

    def starts_on(self, zone: ZoneInfo) -> dt.date:
        """The office's day it is called for."""
        return self.starts_at.astimezone(zone).date()


class ForumParticipant(Base):
    """Somebody of a party or a partner who is called to a forum, and whether they came."""

    __tablename__ = "coordination_participant"
    __table_args__ = (UniqueConstraint("forum_id", "staff_id"),)

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    forum_id: Mapped[str] = mapped_column(ForeignKey(Forum.id), index=True)
    staff_id: Mapped[str | None] = mapped_column(ForeignKey(Staff.id))
    party: Mapped[Party] = mapped_column(enum_column(Party))
    name: Mapped[str] = mapped_column(String(200))
    unit: Mapped[str] = mapped_column(String(200))
    came: Mapped[bool] = mapped_column(Boolean, default=False)


class Evaluation(_Recorded, Base):
    """What a period under an agreement came to. ``figures``: as they stood when it was issued (JSON), none before."""

    __tablename__ = "evaluation"
    __table_args__ = (
        CheckConstraint("last_on >= first_on", name="period"),
        CheckConstraint(
            "(state = 'issued') = (number IS NOT NULL) AND (state = 'issued') = (issued_on IS NOT NULL)"
            " AND (state = 'issued') = (figures <> '')",
            name="issued_is_whole",
        ),
        Index("ix_evaluation_last", "last_on", "id"),
        Index("ix_evaluation_agreement", "agreement_id", "issued_on"),
        UniqueConstraint("number"),
    )

    agreement_id: Mapped[str] = mapped_column(ForeignKey(Agreement.id))
    mode: Mapped[EvaluationMode] = mapped_column(enum_column(EvaluationMode))
    occasion: Mapped[Occasion] = mapped_column(enum_column(Occasion))
    first_on: Mapped[dt.date] = mapped_column(Date)
    last_on: Mapped[dt.date] = mapped_column(Date)
    state: Mapped[EvaluationState] = mapped_column(enum_column(EvaluationState))
    summary: Mapped[str] = mapped_column(Text, default="")
    nothing_found: Mapped[bool] = mapped_column(Boolean, default=False)
    figures: Mapped[str] = mapped_column(Text, default="")
    number: Mapped[str | None] = mapped_column(String(80))
    issued_on: Mapped[dt.date | None] = mapped_column(Date)

    deliveries: Mapped[list["Delivery"]] = relationship(lazy="selectin", cascade="all, delete-orphan", order_by="Delivery.party")
    actions: Mapped[list["CoordinationAction"]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="(CoordinationAction.due_on, CoordinationAction.id)"
    )
    __mapper_args__ = {"version_id_col": _Recorded.version}

    @property
    def undelivered(self) -> list["Delivery"]:
        """The leaders who do not have the report yet."""
        return [one for one in self.deliveries if one.delivered_on is None]


class Delivery(Base):
    """The report for one party's leader (Jambi 7(3)), and when they had it."""

    __tablename__ = "evaluation_delivery"
    __table_args__ = (CheckConstraint("delivered_on IS NULL OR receiver <> ''", name="received_by_somebody"),)

    evaluation_id: Mapped[str] = mapped_column(ForeignKey(Evaluation.id), primary_key=True)
    party: Mapped[Party] = mapped_column(enum_column(Party), primary_key=True)
    receiver: Mapped[str] = mapped_column(String(200), default="")
    delivered_on: Mapped[dt.date | None] = mapped_column(Date)


class EvaluationBell(Base):
    """A reminder of the next evaluation that was given: once for each agreement, beginning and stage."""

    __tablename__ = "evaluation_bell"

    agreement_id: Mapped[str] = mapped_column(ForeignKey(Agreement.id), primary_key=True)
    since: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    months: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)


class CoordinationAction(Base):
    """What somebody is to do and by when, of a forum or an evaluation (there with the ``finding`` it answers)."""

    __tablename__ = "coordination_action"
    __table_args__ = (
        CheckConstraint("(forum_id IS NULL) <> (evaluation_id IS NULL)", name="of_one"),
        CheckConstraint("text <> ''", name="says_what"),
        CheckConstraint("(done_on IS NULL) = (result = '')", name="done_has_result"),
        Index("ix_coordination_action_due", "done_on", "due_on", "id"),
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(Integer)
    forum_id: Mapped[str | None] = mapped_column(ForeignKey(Forum.id), index=True)
    evaluation_id: Mapped[str | None] = mapped_column(ForeignKey(Evaluation.id), index=True)
    finding: Mapped[str] = mapped_column(String(500), default="")
    text: Mapped[str] = mapped_column(String(500))
    owner_id: Mapped[str] = mapped_column(ForeignKey(Staff.id))
    owner_party: Mapped[Party] = mapped_column(enum_column(Party))
    due_on: Mapped[dt.date] = mapped_column(Date)
    done_on: Mapped[dt.date | None] = mapped_column(Date)
    result: Mapped[str] = mapped_column(String(500), default="")
    rung: Mapped[int] = mapped_column(Integer, default=0)

    owner: Mapped[Staff] = relationship(lazy="joined")
    __mapper_args__ = {"version_id_col": version}


class Exchange(_Recorded, Base):
    """Something handed from one agency to another. The four answers are none until they are given."""

    __tablename__ = "exchange"
    __table_args__ = (
        CheckConstraint(
            "(state = 'done') = (number IS NOT NULL) AND (state = 'done') = (done_on IS NOT NULL)", name="done_is_numbered"
        ),
        CheckConstraint("state <> 'cancelled' OR cancel_reason <> ''", name="cancelled_has_reason"),
        CheckConstraint(
            "state <> 'done' OR direction = 'in' OR (safe AND ethical AND responsible AND lawful) IS TRUE",
            name="sent_after_four_answers",
        ),
        Index("ix_exchange_recorded", "recorded_at", "id"),
        Index("ix_exchange_case", "case_id"),
        UniqueConstraint("number"),
    )

    direction: Mapped[Direction] = mapped_column(enum_column(Direction))
    other: Mapped[str] = mapped_column(String(200))
    what: Mapped[str] = mapped_column(String(500))
    purpose: Mapped[str] = mapped_column(String(500))
    legal_basis: Mapped[str] = mapped_column(String(300))
    sensitivity: Mapped[Sensitivity] = mapped_column(enum_column(Sensitivity))
    retention: Mapped[str] = mapped_column(String(300))
    keep_until: Mapped[dt.date | None] = mapped_column(Date)
    way: Mapped[str] = mapped_column(String(200))
    given_by: Mapped[str] = mapped_column(String(200))
    taken_by: Mapped[str] = mapped_column(String(200))
    safe: Mapped[bool | None] = mapped_column(Boolean)
    ethical: Mapped[bool | None] = mapped_column(Boolean)
    responsible: Mapped[bool | None] = mapped_column(Boolean)
    lawful: Mapped[bool | None] = mapped_column(Boolean)
    state: Mapped[ExchangeState] = mapped_column(enum_column(ExchangeState))
    done_on: Mapped[dt.date | None] = mapped_column(Date)
    number: Mapped[str | None] = mapped_column(String(80))
    cancel_reason: Mapped[str] = mapped_column(String(300), default="")
    case_id: Mapped[str | None] = mapped_column(ForeignKey(Case.id))
    disclosure_no: Mapped[str] = mapped_column(String(80), default="")

    __mapper_args__ = {"version_id_col": _Recorded.version}

    @property
    def answers(self) -> dict[Check, bool | None]:
        """The four answers."""
        return {check: getattr(self, check.value) for check in Check}


class CostEntry(_Recorded, Base):
    """What something costs that has no field of its own for it."""

    __tablename__ = "cost_entry"
    __table_args__ = (
        CheckConstraint("(planned IS NULL OR planned >= 0) AND (actual IS NULL OR actual >= 0)", name="rupiah"),
        UniqueConstraint("subject_kind", "subject_id"),
    )

    subject_kind: Mapped[Spent] = mapped_column(enum_column(Spent))
    subject_id: Mapped[str] = mapped_column(IdType)
    bearer: Mapped[CostBearer] = mapped_column(enum_column(CostBearer))
    budget_line: Mapped[str] = mapped_column(String(200))
    stage: Mapped[str] = mapped_column(String(200))
    planned: Mapped[int | None] = mapped_column(BigInteger)
    actual: Mapped[int | None] = mapped_column(BigInteger)

    __mapper_args__ = {"version_id_col": _Recorded.version}


class ReferenceImport(_Recorded, Base):
    """A list as it came: whose it is, of which day; ``content`` (JSON) until it is applied or thrown away."""

    __tablename__ = "reference_import"
    __table_args__ = (
        CheckConstraint("source <> ''", name="has_source"),
        Index("ix_reference_import_recorded", "recorded_at", "id"),
    )

    kind: Mapped[ReferenceKind] = mapped_column(enum_column(ReferenceKind))
    source: Mapped[str] = mapped_column(String(300))
    dated_on: Mapped[dt.date] = mapped_column(Date)
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    lines: Mapped[int] = mapped_column(Integer)
    content: Mapped[str] = mapped_column(Text)
    applied_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    dropped_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    added: Mapped[int] = mapped_column(Integer, default=0)
    changed: Mapped[int] = mapped_column(Integer, default=0)
    gone: Mapped[int] = mapped_column(Integer, default=0)

    __mapper_args__ = {"version_id_col": _Recorded.version}


class ReferenceEntry(Base):
    """A line of the list now in force. ``import_id``: of the list that last said so."""

    __tablename__ = "reference_entry"
    __table_args__ = (UniqueConstraint("kind", "key"), Index("ix_reference_entry_name", "kind", "area", "name", "id"))

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    kind: Mapped[ReferenceKind] = mapped_column(enum_column(ReferenceKind))
    key: Mapped[str] = mapped_column(String(700))
    number: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    group: Mapped[str] = mapped_column("put_forward_by", String(200))
    area: Mapped[str] = mapped_column(String(200))
    import_id: Mapped[str] = mapped_column(ForeignKey(ReferenceImport.id))
