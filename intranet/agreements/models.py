"""The agreements themselves. Parties are institutions, never persons (Jambi 11)."""

import datetime as dt

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.agreements.rules import AgreementKind, Purpose, Term
from intranet.base.actor import Party
from intranet.base.db import Base, IdType, UtcDateTime, enum_column
from intranet.base.ids import new_id


class Agreement(Base):
    """One agreement. ``ends_on`` is the last valid day, or the day its end event is expected."""

    __tablename__ = "agreement"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="term"),
        CheckConstraint("suspended_from IS NULL OR suspended_reason <> ''", name="suspension_reason"),
        CheckConstraint("suspended_until IS NULL OR suspended_until >= suspended_from", name="suspension"),
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    kind: Mapped[AgreementKind] = mapped_column(enum_column(AgreementKind))
    title: Mapped[str] = mapped_column(String(300))
    signed_on: Mapped[dt.date] = mapped_column(Date)
    starts_on: Mapped[dt.date] = mapped_column(Date)
    ends_on: Mapped[dt.date] = mapped_column(Date, index=True)
    end_event: Mapped[str] = mapped_column(String(200), default="")
    approval_letter_no: Mapped[str] = mapped_column(String(100), default="")
    institution_name: Mapped[str] = mapped_column(String(200))
    suspended_from: Mapped[dt.date | None] = mapped_column(Date)
    suspended_until: Mapped[dt.date | None] = mapped_column(Date)
    suspended_reason: Mapped[str] = mapped_column(Text, default="")
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    parties: Mapped[list["AgreementParty"]] = relationship(
        cascade="all, delete-orphan", order_by="AgreementParty.position", lazy="selectin"
    )
    granted: Mapped[list["AgreementPurpose"]] = relationship(cascade="all, delete-orphan", lazy="selectin")

    __mapper_args__ = {"version_id_col": version}

    @property
    def term(self) -> Term:
        """What the rules need to know."""
        return Term(
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            suspended_from=self.suspended_from,
            suspended_until=self.suspended_until,
        )

    @property
    def purposes(self) -> frozenset[Purpose]:
        """The acts it carries."""
        return frozenset(row.purpose for row in self.granted)


class AgreementParty(Base):
    """One party of an agreement, with its own number of the paper, which may have been left blank (Jambi)."""

    __tablename__ = "agreement_party"

    agreement_id: Mapped[str] = mapped_column(IdType, ForeignKey("agreement.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    party: Mapped[Party] = mapped_column(enum_column(Party))
    name: Mapped[str] = mapped_column(String(200))
    number: Mapped[str | None] = mapped_column(String(100))


class AgreementPurpose(Base):
    """One act an agreement carries."""

    __tablename__ = "agreement_purpose"

    agreement_id: Mapped[str] = mapped_column(IdType, ForeignKey("agreement.id"), primary_key=True)
    purpose: Mapped[Purpose] = mapped_column(enum_column(Purpose), primary_key=True)
