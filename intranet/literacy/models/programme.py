"""Programmes with their targets, and what agreements demand of pairs."""

import datetime as dt

from sqlalchemy import BigInteger, CheckConstraint, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.agencies.models import Staff
from intranet.agreements.models import Agreement
from intranet.base.actor import Party
from intranet.base.db import Base, IdType, UtcDateTime, enum_column
from intranet.base.ids import new_id
from intranet.literacy.rules import Pairing, Pillar, ProgrammeState, Sector


class Programme(Base):
    """A literacy programme under one agreement; both days are inside, money in rupiah."""

    __tablename__ = "literacy_programme"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="period"),
        CheckConstraint("budget >= 0", name="budget"),
        Index("ix_literacy_programme_starts", "starts_on", "id"),
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(Integer)
    state: Mapped[ProgrammeState] = mapped_column(enum_column(ProgrammeState))
    title: Mapped[str] = mapped_column(String(200))
    goal: Mapped[str] = mapped_column(Text)
    scope: Mapped[str] = mapped_column(String(300))
    agreement_id: Mapped[str] = mapped_column(ForeignKey(Agreement.id))
    starts_on: Mapped[dt.date] = mapped_column(Date)
    ends_on: Mapped[dt.date] = mapped_column(Date)
    budget: Mapped[int] = mapped_column(BigInteger)
    budget_line: Mapped[str] = mapped_column(String(120))
    party: Mapped[Party] = mapped_column(enum_column(Party))
    made_by: Mapped[str] = mapped_column(ForeignKey(Staff.id))
    made_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    targets: Mapped[list["ProgrammeTarget"]] = relationship(lazy="selectin", cascade="all, delete-orphan")
    agreement: Mapped[Agreement] = relationship(lazy="joined")
    __mapper_args__ = {"version_id_col": version}


class ProgrammeTarget(Base):
    """How many sessions of a pillar the programme wants to hold."""

    __tablename__ = "literacy_target"
    __table_args__ = (CheckConstraint("sessions BETWEEN 1 AND 9999", name="some"),)

    programme_id: Mapped[str] = mapped_column(ForeignKey(Programme.id), primary_key=True)
    pillar: Mapped[Pillar] = mapped_column(enum_column(Pillar), primary_key=True)
    sessions: Mapped[int] = mapped_column(Integer)


class PairingPolicy(Base):
    """What an agreement demands of the pairs of one sector from a day on, until the next line takes its place.

    A line once used by a confirmed session cannot change its demand (the database refuses): a new line is added instead.
    """

    __tablename__ = "literacy_policy"
    __table_args__ = (
        UniqueConstraint("agreement_id", "sector", "valid_from"),
        UniqueConstraint("id", "sector"),
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    agreement_id: Mapped[str] = mapped_column(ForeignKey(Agreement.id))
    sector: Mapped[Sector] = mapped_column(enum_column(Sector))
    pairing: Mapped[Pairing] = mapped_column(enum_column(Pairing))
    valid_from: Mapped[dt.date] = mapped_column(Date)
    source: Mapped[str] = mapped_column(String(200))
