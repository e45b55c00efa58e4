"""Where sessions are held, how far it is, and in which hours."""

import datetime as dt

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.base.db import Base, IdType
from intranet.base.ids import new_id
from intranet.literacy.rules import Hours


class District(Base):
    """A kecamatan of the office's region."""

    __tablename__ = "literacy_district"

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(100), unique=True)


class Travel(Base):
    """The way between two kecamatan (the lesser id first), in minutes; pairs not named take the office's usual minutes."""

    __tablename__ = "literacy_travel"
    __table_args__ = (
        CheckConstraint("from_id < to_id", name="order"),
        CheckConstraint("minutes BETWEEN 0 AND 600", name="minutes"),
    )

    from_id: Mapped[str] = mapped_column(ForeignKey(District.id), primary_key=True)
    to_id: Mapped[str] = mapped_column(ForeignKey(District.id), primary_key=True)
    minutes: Mapped[int] = mapped_column(Integer)


class Venue(Base):
    """A house with rooms for sessions."""

    __tablename__ = "literacy_venue"

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    address: Mapped[str] = mapped_column(String(300))
    district_id: Mapped[str] = mapped_column(ForeignKey(District.id))
    accessibility: Mapped[str] = mapped_column(String(300))
    contact: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(Text)
    active: Mapped[bool] = mapped_column()

    district: Mapped[District] = relationship(lazy="joined")
    rooms: Mapped[list["Room"]] = relationship(lazy="selectin", back_populates="venue", order_by="Room.name")
    __mapper_args__ = {"version_id_col": version}


class Room(Base):
    """A room: for how many, with what in it, whether a wheelchair gets in."""

    __tablename__ = "literacy_room"
    __table_args__ = (
        UniqueConstraint("venue_id", "name"),
        CheckConstraint("capacity BETWEEN 1 AND 20000", name="capacity"),
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    venue_id: Mapped[str] = mapped_column(ForeignKey(Venue.id))
    name: Mapped[str] = mapped_column(String(100))
    capacity: Mapped[int] = mapped_column(Integer)
    equipment: Mapped[str] = mapped_column(String(300))
    step_free: Mapped[bool] = mapped_column()
    active: Mapped[bool] = mapped_column()

    venue: Mapped[Venue] = relationship(lazy="joined", back_populates="rooms")


class Ramadan(Base):
    """A month of Ramadan as announced; both days are inside."""

    __tablename__ = "literacy_ramadan"
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="span"), Index("ix_literacy_ramadan_starts", "starts_on"))

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    starts_on: Mapped[dt.date] = mapped_column(Date, unique=True)
    ends_on: Mapped[dt.date] = mapped_column(Date)


class LiteracyHours(Base):
    """The office's own hours and usual figures (one row, id 1); without it those of ``rules.Hours`` hold."""

    __tablename__ = "literacy_hours"
    __table_args__ = (CheckConstraint("id = 1", name="one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(Integer)
    opens: Mapped[int] = mapped_column(Integer)
    closes: Mapped[int] = mapped_column(Integer)
    prayer_from: Mapped[int] = mapped_column(Integer)
    prayer_until: Mapped[int] = mapped_column(Integer)
    ramadan_opens: Mapped[int] = mapped_column(Integer)
    ramadan_closes: Mapped[int] = mapped_column(Integer)
    travel: Mapped[int] = mapped_column(Integer)
    lead_days: Mapped[int] = mapped_column(Integer)
    remind_days: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}

    @property
    def hours(self) -> Hours:
        """What the rules need to know."""
        return Hours(**{name: getattr(self, name) for name in Hours.__dataclass_fields__})
