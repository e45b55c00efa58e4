"""Days on which the office does not work; elections with their stages."""

import datetime as dt

from sqlalchemy import CheckConstraint, Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.base.db import Base, IdType, enum_column
from intranet.base.ids import new_id
from intranet.calendar.rules import ElectionKind, Period, Span, StageKind


class Holiday(Base):
    """A public holiday or joint leave (``kind``), as the yearly decree or an officer sets it (``source``)."""

    __tablename__ = "holiday"

    day: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(60))


class Election(Base):
    """One election, with the day of voting."""

    __tablename__ = "election"

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    kind: Mapped[ElectionKind] = mapped_column(enum_column(ElectionKind))
    name: Mapped[str] = mapped_column(String(200), unique=True)
    region: Mapped[str] = mapped_column(String(200))
    voting_on: Mapped[dt.date] = mapped_column(Date)
    version: Mapped[int] = mapped_column(default=1)

    stages: Mapped[list["ElectionStage"]] = relationship(
        cascade="all, delete-orphan", order_by="(ElectionStage.starts_on, ElectionStage.ends_on, ElectionStage.id)"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def period(self) -> Period:
        """From its first stage or its voting day to the last."""
        return Period(
            kind=self.kind,
            starts_on=min([self.voting_on, *(stage.starts_on for stage in self.stages)]),
            ends_on=max([self.voting_on, *(stage.ends_on for stage in self.stages)]),
            voting_on=self.voting_on,
        )

    @property
    def spans(self) -> list[Span]:
        """Its stages as rules see them, the day of voting among them even when nobody entered it as a stage."""
        return [stage.span for stage in self.stages] + [
            Span(kind=StageKind.VOTING, starts_on=self.voting_on, ends_on=self.voting_on)
        ]


class ElectionStage(Base):
    """A dated period of an election as the commission published it; both days are inside."""

    __tablename__ = "election_stage"
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="span"),)

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    election_id: Mapped[str] = mapped_column(IdType, ForeignKey("election.id"), index=True)
    kind: Mapped[StageKind] = mapped_column(enum_column(StageKind))
    name: Mapped[str] = mapped_column(String(200))
    starts_on: Mapped[dt.date] = mapped_column(Date)
    ends_on: Mapped[dt.date] = mapped_column(Date)

    @property
    def span(self) -> Span:
        """What the rules need to know."""
        return Span(kind=self.kind, starts_on=self.starts_on, ends_on=self.ends_on)
