"""Certificates, what was watched over, and the report of a session."""

import datetime as dt

from sqlalchemy import BigInteger, CheckConstraint, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.agencies.models import Staff
from intranet.base.actor import Party
from intranet.base.db import Base, IdType, UtcDateTime, enum_column
from intranet.base.ids import new_id
from intranet.learning.models.attendance import Attendee
from intranet.learning.rules import CheckKind, Finding, ReportState
from intranet.literacy.models import LiteracySession, Seat

_STANDS = text("cancelled_at IS NULL")


class Certificate(Base):
    """A certificate given out; at most one of a person stands. ``data``: all that was printed (JSON).

    Its number is never given again; whoever holds it can have it checked with ``check_code``.
    """

    __tablename__ = "learning_certificate"
    __table_args__ = (
        UniqueConstraint("number"),
        CheckConstraint("(cancelled_at IS NULL) = (cancel_reason = '')", name="cancelled_with_reason"),
        Index("ix_learning_certificate_session", "session_id", "id"),
        Index("uq_learning_certificate_stands", "attendee_id", unique=True, sqlite_where=_STANDS, postgresql_where=_STANDS),
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    session_id: Mapped[str] = mapped_column(ForeignKey(LiteracySession.id))
    attendee_id: Mapped[str] = mapped_column(ForeignKey(Attendee.id))
    number: Mapped[str] = mapped_column(String(80))
    check_code: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(200))
    dated_on: Mapped[dt.date] = mapped_column(Date)
    issued_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    issued_by: Mapped[str] = mapped_column(ForeignKey(Staff.id))
    data: Mapped[str] = mapped_column(Text)
    cancelled_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    cancel_reason: Mapped[str] = mapped_column(String(300))


class Monitoring(Base):
    """What one party saw when it watched over a session (Jambi 4(4)a); ``incident`` empty: nothing happened."""

    __tablename__ = "learning_monitoring"
    __table_args__ = (UniqueConstraint("session_id", "party"),)

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(Integer)
    session_id: Mapped[str] = mapped_column(ForeignKey(LiteracySession.id))
    party: Mapped[Party] = mapped_column(enum_column(Party))
    incident: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(ForeignKey(Staff.id))
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    checks: Mapped[list["Check"]] = relationship(lazy="selectin", cascade="all, delete-orphan")
    __mapper_args__ = {"version_id_col": version}


class Check(Base):
    """One of the five tasks, and what it came to."""

    __tablename__ = "learning_check"
    __table_args__ = (CheckConstraint("finding = 'good' OR note <> ''", name="explained"),)

    monitoring_id: Mapped[str] = mapped_column(ForeignKey(Monitoring.id), primary_key=True)
    kind: Mapped[CheckKind] = mapped_column(enum_column(CheckKind), primary_key=True)
    finding: Mapped[Finding] = mapped_column(enum_column(Finding))
    note: Mapped[str] = mapped_column(String(500))


class SessionReport(Base):
    """The account of a held session. ``actual_cost`` in rupiah, where it was not known when the session was noted as held."""

    __tablename__ = "learning_report"
    __table_args__ = (
        CheckConstraint("state <> 'reported' OR text <> ''", name="reported_with_text"),
        CheckConstraint("(state = 'reported') = (reported_at IS NOT NULL)", name="reported_with_time"),
        CheckConstraint("actual_cost >= 0", name="cost"),
    )

    session_id: Mapped[str] = mapped_column(ForeignKey(LiteracySession.id), primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    state: Mapped[ReportState] = mapped_column(enum_column(ReportState))
    text: Mapped[str] = mapped_column(Text)
    obstacles: Mapped[str] = mapped_column(Text)
    follow_up: Mapped[str] = mapped_column(Text)
    actual_cost: Mapped[int | None] = mapped_column(BigInteger)
    written_by: Mapped[str] = mapped_column(ForeignKey(Staff.id))
    written_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    reported_by: Mapped[str | None] = mapped_column(ForeignKey(Staff.id))
    reported_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    __mapper_args__ = {"version_id_col": version}


class Presence(Base):
    """Somebody of the pair was really there: another fact than having been put on the seat."""

    __tablename__ = "learning_presence"

    seat_id: Mapped[str] = mapped_column(ForeignKey(Seat.id), primary_key=True)
    by: Mapped[str] = mapped_column(ForeignKey(Staff.id))
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
