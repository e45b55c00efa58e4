"""Reports that were issued and delivered: each as it was on that day, whatever is counted later."""

import datetime as dt

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from intranet.agencies.models import Staff
from intranet.base.actor import Party
from intranet.base.db import Base, IdType, UtcDateTime, enum_column
from intranet.base.ids import new_id
from intranet.reports.deliveries.rules import DeliveryKind, Standing
from intranet.reports.usage.rules import Handed, Semester

_STANDS = text("withdrawn_at IS NULL")


class UsageReport(Base):
    """The report on a semester's use of population data (Magelang 8(1)), frozen when it was issued.

    ``cut_off``: what was counted came before it. ``figures`` are the counts, ``data`` all that stands on the paper (plain
    JSON both), ``sha256`` of the paper. A withdrawn one keeps its number; one stands for each semester.
    """

    __tablename__ = "usage_report"
    __table_args__ = (
        CheckConstraint("half IN (1, 2)", name="half"),
        CheckConstraint("(delivered_on IS NULL) = (handed IS NULL)", name="delivered_how"),
        CheckConstraint("withdrawn_at IS NULL OR withdraw_reason <> ''", name="withdrawn_why"),
        CheckConstraint("withdrawn_at IS NULL OR delivered_on IS NULL", name="delivered_stands"),
        Index("uq_usage_report_stands", "year", "half", unique=True, sqlite_where=_STANDS, postgresql_where=_STANDS),
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(Integer)
    year: Mapped[int] = mapped_column(Integer)
    half: Mapped[int] = mapped_column(Integer)
    number: Mapped[str] = mapped_column(String(80), unique=True)
    issued_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    issued_by: Mapped[str] = mapped_column(ForeignKey(Staff.id))
    signer_name: Mapped[str] = mapped_column(String(200))
    signer_title: Mapped[str] = mapped_column(String(200))
    cut_off: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    figures: Mapped[str] = mapped_column(Text)
    data: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    delivered_on: Mapped[dt.date | None] = mapped_column(Date)
    handed: Mapped[Handed | None] = mapped_column(enum_column(Handed))
    receipt_no: Mapped[str] = mapped_column(String(100), default="")
    receiver: Mapped[str] = mapped_column(String(200), default="")
    delivered_by: Mapped[str | None] = mapped_column(ForeignKey(Staff.id))
    withdrawn_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    withdrawn_by: Mapped[str | None] = mapped_column(ForeignKey(Staff.id))
    withdraw_reason: Mapped[str] = mapped_column(String(300), default="")

    __mapper_args__ = {"version_id_col": version}

    @property
    def semester(self) -> Semester:
        """The semester it is about."""
        return Semester(self.year, self.half)


class UsageReminder(Base):
    """That a semester's report was reminded of, so many days before it is due; 0: that it is late."""

    __tablename__ = "usage_reminder"

    year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    half: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    rung: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class ReportDelivery(Base):
    """A report one party gave the other, frozen as it was given (``data``: what stands on the paper)."""

    __tablename__ = "report_delivery"
    __table_args__ = (
        CheckConstraint("last_on >= first_on", name="period"),
        CheckConstraint("sender <> recipient", name="two_parties"),
        Index("uq_report_delivery_period", "kind", "first_on", "last_on", unique=True),
        Index("ix_report_delivery_at", "delivered_at", "id"),
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    kind: Mapped[DeliveryKind] = mapped_column(enum_column(DeliveryKind))
    sender: Mapped[Party] = mapped_column(enum_column(Party))
    recipient: Mapped[Party] = mapped_column(enum_column(Party))
    first_on: Mapped[dt.date] = mapped_column(Date)
    last_on: Mapped[dt.date] = mapped_column(Date)
    delivered_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    delivered_by: Mapped[str] = mapped_column(ForeignKey(Staff.id))
    note: Mapped[str] = mapped_column(String(500))
    data: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))


class DeliveryReceipt(Base):
    """That somebody of the receiving party opened a delivered report, and when first."""

    __tablename__ = "delivery_receipt"

    delivery_id: Mapped[str] = mapped_column(ForeignKey(ReportDelivery.id), primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey(Staff.id), primary_key=True)
    opened_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class DeliveryReminder(Base):
    """That a report was reminded of ``rung`` days after it was due (LATE), or after it was delivered and not opened (DELIVERED)."""

    __tablename__ = "delivery_reminder"

    kind: Mapped[DeliveryKind] = mapped_column(enum_column(DeliveryKind), primary_key=True)
    first_on: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    last_on: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    standing: Mapped[Standing] = mapped_column(enum_column(Standing), primary_key=True)
    rung: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
