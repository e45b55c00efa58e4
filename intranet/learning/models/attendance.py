"""Who came, and the code by which a tablet takes part for as long as its session lasts."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from intranet.agencies.models import Staff
from intranet.base.db import Base, IdType, UtcDateTime, enum_column
from intranet.base.ids import new_id
from intranet.learning.rules import MOST_PEOPLE, AgeBand, Sex, Stage, Way
from intranet.literacy.models import LiteracySession


class Attendee(Base):
    """Somebody who came. ``number``: the line on the attendance sheet, which also stands on test papers. Never a NIK."""

    __tablename__ = "learning_attendee"
    __table_args__ = (
        UniqueConstraint("session_id", "number"),
        CheckConstraint("name <> ''", name="named"),
        CheckConstraint(f"number BETWEEN 1 AND {MOST_PEOPLE}", name="number"),
        CheckConstraint("(way = 'paper') = (added_by IS NOT NULL)", name="typed_by_somebody"),
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(Integer)
    session_id: Mapped[str] = mapped_column(ForeignKey(LiteracySession.id))
    number: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(200))
    unit: Mapped[str] = mapped_column(String(200))
    sex: Mapped[Sex] = mapped_column(enum_column(Sex))
    age: Mapped[AgeBand] = mapped_column(enum_column(AgeBand))
    way: Mapped[Way] = mapped_column(enum_column(Way))
    added_by: Mapped[str | None] = mapped_column(ForeignKey(Staff.id))
    added_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    __mapper_args__ = {"version_id_col": version}


class Door(Base):
    """A session's way in for tablets: ``code`` is typed, ``token`` stands in the address from then on. One door a session."""

    __tablename__ = "learning_door"
    __table_args__ = (UniqueConstraint("token"), Index("ix_learning_door_code", "code"))

    session_id: Mapped[str] = mapped_column(ForeignKey(LiteracySession.id), primary_key=True)
    code: Mapped[str] = mapped_column(String(12))
    token: Mapped[str] = mapped_column(IdType)
    stage: Mapped[Stage] = mapped_column(enum_column(Stage))
    opened_by: Mapped[str] = mapped_column(ForeignKey(Staff.id))
    opened_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
