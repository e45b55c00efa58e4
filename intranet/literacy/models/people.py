"""The people who hold sessions: what they can do, where they live, when they can come."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.agencies.models import Staff
from intranet.base.actor import Party
from intranet.base.db import Base, IdType, UtcDateTime, enum_column
from intranet.base.ids import new_id
from intranet.literacy.models.columns import EnumSet
from intranet.literacy.models.places import District
from intranet.literacy.models.topics import Topic
from intranet.literacy.rules import ExceptionKind, Pillar, SeatRole, Window


class LiteracyPerson(Base):
    """Somebody who can sit in a session: staff of a party (``staff_id``) or invited by it; party PARTNER: nobody's half.

    ``most_week``, ``most_month``: sessions they hold at most. ``feed_hash``: of the secret in their calendar's address.
    """

    __tablename__ = "literacy_person"
    __table_args__ = (
        UniqueConstraint("staff_id"),
        UniqueConstraint("feed_hash"),
        UniqueConstraint("id", "party"),
        CheckConstraint("most_week BETWEEN 1 AND 40", name="week"),
        CheckConstraint("most_month BETWEEN 1 AND 160", name="month"),
        Index("ix_literacy_person_name", "active", "name"),
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(Integer)
    staff_id: Mapped[str | None] = mapped_column(ForeignKey(Staff.id))
    party: Mapped[Party] = mapped_column(enum_column(Party))
    name: Mapped[str] = mapped_column(String(200))
    rank: Mapped[str] = mapped_column(String(200))
    unit: Mapped[str] = mapped_column(String(200))
    contact: Mapped[str] = mapped_column(String(200))
    roles: Mapped[frozenset[SeatRole]] = mapped_column(EnumSet(SeatRole))
    pillars: Mapped[frozenset[Pillar]] = mapped_column(EnumSet(Pillar))
    languages: Mapped[str] = mapped_column(String(200))
    district_id: Mapped[str | None] = mapped_column(ForeignKey(District.id))
    most_week: Mapped[int] = mapped_column(Integer)
    most_month: Mapped[int] = mapped_column(Integer)
    note: Mapped[str] = mapped_column(Text)
    active: Mapped[bool] = mapped_column()
    feed_hash: Mapped[str | None] = mapped_column(String(64))
    feed_made_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    topics: Mapped[list["PersonTopic"]] = relationship(lazy="selectin", cascade="all, delete-orphan")
    windows: Mapped[list["Availability"]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="(Availability.weekday, Availability.opens)"
    )
    district: Mapped[District | None] = relationship(lazy="joined")
    __mapper_args__ = {"version_id_col": version}


class PersonTopic(Base):
    """A topic somebody teaches."""

    __tablename__ = "literacy_person_topic"

    person_id: Mapped[str] = mapped_column(ForeignKey(LiteracyPerson.id), primary_key=True)
    topic_id: Mapped[str] = mapped_column(ForeignKey(Topic.id), primary_key=True)


class Availability(Base):
    """A part of a person's usual week; nobody with no line at all is tied: then the office's hours hold."""

    __tablename__ = "literacy_availability"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("opens >= 0 AND opens < closes AND closes <= 1440", name="span"),
        Index("ix_literacy_availability_person", "person_id", "weekday"),
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey(LiteracyPerson.id))
    weekday: Mapped[int] = mapped_column(Integer)
    opens: Mapped[int] = mapped_column(Integer)
    closes: Mapped[int] = mapped_column(Integer)

    @property
    def window(self) -> Window:
        """What the rules need to know."""
        return Window(weekday=self.weekday, opens=self.opens, closes=self.closes)


class AvailabilityException(Base):
    """A time that is not as usual: leave, busy, taken over from a calendar, or open beyond the usual week.

    ``uid``: of the event it was taken over from, so that the next import replaces and does not double.
    """

    __tablename__ = "literacy_exception"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="span"),
        Index("ix_literacy_exception_person", "person_id", "starts_at"),
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey(LiteracyPerson.id))
    kind: Mapped[ExceptionKind] = mapped_column(enum_column(ExceptionKind))
    starts_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(String(200))
    uid: Mapped[str] = mapped_column(String(200))
