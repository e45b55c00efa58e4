"""What is kept of a check: that it was made. There is no column for a value, an element's verdict or a score."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from intranet.agreements.models import Agreement
from intranet.base.actor import ActorKind
from intranet.base.db import Base, IdType, UtcDateTime, enum_column
from intranet.base.ids import new_id
from intranet.identity.codes import CodeClass
from intranet.identity.rules import Document, FeedbackResult, FeedbackState, Method
from shared.elements import Element, Outcome


class IdentityCheck(Base):
    """One check, asked of the register or made by eye; the usage row of Magelang 8(1). Its id is the call id.

    ``at``: when it was asked for. ``started_at``: committed before the call is made, so that calls never outnumber
    rows. ``nik_index``: keyed hash of the NIK as declared, so that a later complaint can be tied to this check and a
    person can be told what was done with their NIK (UU 27/2022 article 32); it cannot be turned back.
    """

    __tablename__ = "identity_check"
    __table_args__ = (
        CheckConstraint("(outcome IS NULL) = (finished_at IS NULL)", name="outcome"),
        CheckConstraint("method = 'by_eye' OR agreement_id IS NOT NULL", name="agreement"),
        Index("ix_identity_check_at", "at", "id"),
        Index("ix_identity_check_started", "started_at"),
        Index("ix_identity_check_actor", "actor_id", "at"),
        Index("ix_identity_check_visit", "visit_id"),
        Index("ix_identity_check_nik", "nik_index"),
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    visit_id: Mapped[str | None] = mapped_column(IdType)
    actor_kind: Mapped[ActorKind] = mapped_column(enum_column(ActorKind))
    actor_id: Mapped[str] = mapped_column(String(32))
    actor_name: Mapped[str] = mapped_column(String(200))
    agreement_id: Mapped[str | None] = mapped_column(IdType, ForeignKey(Agreement.id))
    purpose: Mapped[str] = mapped_column(String(40))
    method: Mapped[Method] = mapped_column(enum_column(Method))
    element_names: Mapped[str] = mapped_column(String(200), default="")
    threshold: Mapped[int | None] = mapped_column(Integer)
    document: Mapped[Document | None] = mapped_column(enum_column(Document))
    nik_index: Mapped[str | None] = mapped_column(String(64))
    started_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    latency_ms: Mapped[int | None] = mapped_column(Integer)
    outcome: Mapped[Outcome | None] = mapped_column(enum_column(Outcome))
    code_class: Mapped[CodeClass | None] = mapped_column(enum_column(CodeClass))
    code: Mapped[str | None] = mapped_column(String(2))
    quota_left: Mapped[int | None] = mapped_column(Integer)

    @property
    def elements(self) -> tuple[Element, ...]:
        """The elements that were asked about."""
        return tuple(Element(name) for name in self.element_names.split(",") if name)


class CheckResume(Base):
    """Somebody said the trouble is over: failures before this no longer pause the calls."""

    __tablename__ = "identity_resume"

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class Feedback(Base):
    """A complaint number on its way back to the register (data balikan, Magelang 2(2)b and 3(1)b).

    ``nik_sealed`` is the complainant's declared NIK, sealed; it is wiped when the register has the number.
    """

    __tablename__ = "feedback"
    __table_args__ = (
        CheckConstraint("state = 'acknowledged' OR nik_sealed IS NOT NULL", name="nik"),
        CheckConstraint("(state = 'acknowledged') = (acknowledged_at IS NOT NULL)", name="acknowledged"),
        Index("ix_feedback_state", "state", "queued_at"),
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    check_id: Mapped[str] = mapped_column(IdType, ForeignKey("identity_check.id"))
    complaint_no: Mapped[str] = mapped_column(String(80), unique=True)
    nik_sealed: Mapped[str | None] = mapped_column(String(200))
    nik_index: Mapped[str] = mapped_column(String(64))
    state: Mapped[FeedbackState] = mapped_column(enum_column(FeedbackState))
    tries: Mapped[int] = mapped_column(Integer, default=0)
    queued_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    next_try_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    last_result: Mapped[str] = mapped_column(String(40), default="")
    acknowledged_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    @property
    def last_reason(self) -> FeedbackResult | None:
        """How the last try ended, or None before the first."""
        return FeedbackResult[self.last_result] if self.last_result else None
