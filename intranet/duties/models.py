"""What is stated about clauses, and the inventory kept for the civil registry's agreement (Magelang 2)."""

import datetime as dt

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.agencies.models import Staff
from intranet.agreements.models import Agreement
from intranet.base.actor import Party
from intranet.base.db import Base, IdType, UtcDateTime, enum_column
from intranet.base.ids import new_id
from intranet.devices.models import Device
from intranet.duties.rules import Measure, ReaderStatus, SamStatus


class _Recorded:
    """Who wrote a row, and when."""

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    recorded_by: Mapped[str] = mapped_column(ForeignKey(Staff.id))
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class DutyStatement(_Recorded, Base):
    """That a clause is kept, as stated on a day by somebody with a paper. A newer one replaces it and it stays to be read."""

    __tablename__ = "duty_statement"
    __table_args__ = (
        CheckConstraint("said_by <> '' AND text <> '' AND paper_no <> ''", name="whole"),
        CheckConstraint("valid_until >= said_on", name="term"),
        Index("ix_duty_statement_clause", "agreement_id", "clause_key", "recorded_at"),
        Index(
            "uq_duty_statement_present",
            "agreement_id",
            "clause_key",
            unique=True,
            sqlite_where=text("replaced_at IS NULL"),
            postgresql_where=text("replaced_at IS NULL"),
        ),
    )

    agreement_id: Mapped[str] = mapped_column(ForeignKey(Agreement.id))
    clause_key: Mapped[str] = mapped_column(String(40))
    party: Mapped[Party] = mapped_column(enum_column(Party))
    said_on: Mapped[dt.date] = mapped_column(Date)
    said_by: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    paper_no: Mapped[str] = mapped_column(String(120))
    valid_until: Mapped[dt.date] = mapped_column(Date)
    replaced_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class CardReader(_Recorded, Base):
    """A reader of KTP-el, and the paper that says which kind it must be (Magelang 2(1)e, 2(2)e)."""

    __tablename__ = "card_reader"
    __table_args__ = (UniqueConstraint("serial"), CheckConstraint("model <> '' AND serial <> ''", name="whole"))

    version: Mapped[int] = mapped_column(Integer)
    model: Mapped[str] = mapped_column(String(120))
    serial: Mapped[str] = mapped_column(String(80))
    spec_document: Mapped[str] = mapped_column(String(200))
    device_id: Mapped[str | None] = mapped_column(ForeignKey(Device.id))
    status: Mapped[ReaderStatus] = mapped_column(enum_column(ReaderStatus))

    __mapper_args__ = {"version_id_col": version}


class SamCard(_Recorded, Base):
    """A secure access module, the reader it sits in, and who answers for it (Magelang 2(2)e)."""

    __tablename__ = "sam_card"
    __table_args__ = (
        UniqueConstraint("serial"),
        CheckConstraint("serial <> ''", name="whole"),
        CheckConstraint("(status = 'held') = (ended_on IS NULL)", name="ended"),
        CheckConstraint("status = 'held' OR note <> ''", name="end_is_told"),
    )

    version: Mapped[int] = mapped_column(Integer)
    serial: Mapped[str] = mapped_column(String(80))
    reader_id: Mapped[str | None] = mapped_column(ForeignKey(CardReader.id))
    custodian_id: Mapped[str] = mapped_column(ForeignKey(Staff.id))
    received_on: Mapped[dt.date] = mapped_column(Date)
    status: Mapped[SamStatus] = mapped_column(enum_column(SamStatus))
    ended_on: Mapped[dt.date | None] = mapped_column(Date)
    note: Mapped[str] = mapped_column(String(300), default="")

    __mapper_args__ = {"version_id_col": version}


class Credential(_Recorded, Base):
    """That a key exists: what it opens, who answers for it, who knows it, and when it is to be changed. The key itself has no
    place here (Magelang 2(1)d)."""

    __tablename__ = "credential"
    __table_args__ = (
        CheckConstraint("opens <> ''", name="whole"),
        CheckConstraint("months BETWEEN 1 AND 36", name="months"),
        Index("ix_credential_due", "ended_on", "due_on"),
    )

    version: Mapped[int] = mapped_column(Integer)
    opens: Mapped[str] = mapped_column(String(200))
    custodian_id: Mapped[str] = mapped_column(ForeignKey(Staff.id))
    changed_on: Mapped[dt.date] = mapped_column(Date)
    months: Mapped[int] = mapped_column(Integer)
    due_on: Mapped[dt.date] = mapped_column(Date)
    rung: Mapped[int] = mapped_column(Integer, default=0)
    ended_on: Mapped[dt.date | None] = mapped_column(Date)

    knowers: Mapped[list["CredentialKnower"]] = relationship(lazy="selectin", cascade="all, delete-orphan")
    __mapper_args__ = {"version_id_col": version}


class CredentialKnower(Base):
    """Somebody who knows a credential beside its custodian."""

    __tablename__ = "credential_knower"

    credential_id: Mapped[str] = mapped_column(ForeignKey(Credential.id), primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey(Staff.id), primary_key=True)


class SecurityCheck(_Recorded, Base):
    """That a security measure was looked at and found in place on a day (Magelang 2(2)h)."""

    __tablename__ = "security_check"
    __table_args__ = (Index("ix_security_check_measure", "measure", "checked_on"),)

    measure: Mapped[Measure] = mapped_column(enum_column(Measure))
    checked_on: Mapped[dt.date] = mapped_column(Date)
    note: Mapped[str] = mapped_column(String(300))
