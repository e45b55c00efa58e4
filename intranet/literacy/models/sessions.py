"""Sessions, the seats of their pairs, what each party said, and the letters."""

import datetime as dt

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intranet.agencies.models import Staff
from intranet.base.actor import Party
from intranet.base.db import Base, IdType, UtcDateTime, enum_column
from intranet.base.ids import new_id
from intranet.literacy.models.columns import EnumSet
from intranet.literacy.models.people import LiteracyPerson
from intranet.literacy.models.places import District, Room
from intranet.literacy.models.programme import PairingPolicy, Programme
from intranet.literacy.models.topics import Topic
from intranet.literacy.rules import (
    Booking,
    CostBearer,
    LetterKind,
    Mode,
    Pair,
    Pillar,
    SeatRole,
    Sector,
    Segment,
    SessionKind,
    SessionState,
)

_LIVE = text("vacated_at IS NULL AND person_id IS NOT NULL")


class LiteracySession(Base):
    """One session. While it is only wanted it has no time: ``earliest_on``, ``latest_on``, ``minutes`` say what would do.

    ``on_day``: the day of ``starts_at`` at the office. ``travel_minutes``: kept free before and after it for everybody in
    it. ``time_pinned``: planning leaves its time alone. ``place``: in words, where no room of ours is taken.
    """

    __tablename__ = "literacy_session"
    __table_args__ = (
        ForeignKeyConstraint(["policy_id", "sector"], [PairingPolicy.id, PairingPolicy.sector]),
        CheckConstraint("pillars <> ''", name="pillars"),
        CheckConstraint(
            "state IN ('wanted', 'cancelled') OR (starts_at IS NOT NULL AND ends_at IS NOT NULL AND on_day IS NOT NULL)",
            name="planned_has_time",
        ),
        CheckConstraint("ends_at > starts_at", name="span"),
        CheckConstraint("latest_on >= earliest_on", name="window"),
        CheckConstraint("minutes BETWEEN 15 AND 1440", name="minutes"),
        CheckConstraint("travel_minutes BETWEEN 0 AND 600", name="travel"),
        CheckConstraint("capacity BETWEEN 1 AND 20000", name="capacity"),
        CheckConstraint("planned_cost >= 0 AND actual_cost >= 0", name="cost"),
        CheckConstraint("state <> 'cancelled' OR state_reason <> ''", name="cancelled_with_reason"),
        CheckConstraint("(state = 'held') = (held_at IS NOT NULL)", name="held_with_time"),
        Index("ix_literacy_session_starts", "starts_at", "id"),
        Index("ix_literacy_session_day", "on_day", "state"),
        Index("ix_literacy_session_room", "room_id", "starts_at"),
        Index("ix_literacy_session_programme", "programme_id", "state"),
        Index("ix_literacy_session_asked", "state", "asked_at"),
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(Integer)
    state: Mapped[SessionState] = mapped_column(enum_column(SessionState))
    state_reason: Mapped[str] = mapped_column(Text)
    programme_id: Mapped[str] = mapped_column(ForeignKey(Programme.id))
    policy_id: Mapped[str] = mapped_column(IdType)
    kind: Mapped[SessionKind] = mapped_column(enum_column(SessionKind))
    sector: Mapped[Sector] = mapped_column(enum_column(Sector))
    segment: Mapped[Segment] = mapped_column(enum_column(Segment))
    pillars: Mapped[frozenset[Pillar]] = mapped_column(EnumSet(Pillar))
    topic_id: Mapped[str | None] = mapped_column(ForeignKey(Topic.id))
    title: Mapped[str] = mapped_column(String(200))
    audience: Mapped[str] = mapped_column(String(200))
    host: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(40))
    mode: Mapped[Mode] = mapped_column(enum_column(Mode))
    link: Mapped[str] = mapped_column(String(400))
    district_id: Mapped[str] = mapped_column(ForeignKey(District.id))
    place: Mapped[str] = mapped_column(String(300))
    room_id: Mapped[str | None] = mapped_column(ForeignKey(Room.id))
    capacity: Mapped[int] = mapped_column(Integer)
    earliest_on: Mapped[dt.date] = mapped_column(Date)
    latest_on: Mapped[dt.date] = mapped_column(Date)
    minutes: Mapped[int] = mapped_column(Integer)
    on_day: Mapped[dt.date | None] = mapped_column(Date)
    starts_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    ends_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    travel_minutes: Mapped[int] = mapped_column(Integer)
    time_pinned: Mapped[bool] = mapped_column()
    solo_reason: Mapped[str] = mapped_column(String(300))
    cost_bearer: Mapped[CostBearer] = mapped_column(enum_column(CostBearer))
    budget_line: Mapped[str] = mapped_column(String(120))
    planned_cost: Mapped[int] = mapped_column(BigInteger)
    actual_cost: Mapped[int | None] = mapped_column(BigInteger)
    party: Mapped[Party] = mapped_column(enum_column(Party))
    made_by: Mapped[str] = mapped_column(ForeignKey(Staff.id))
    made_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    asked_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    held_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    programme: Mapped[Programme] = relationship(lazy="joined")
    policy: Mapped[PairingPolicy] = relationship(lazy="joined", foreign_keys=[policy_id], overlaps="sector")
    topic: Mapped[Topic | None] = relationship(lazy="joined")
    district: Mapped[District] = relationship(lazy="joined")
    room: Mapped[Room | None] = relationship(lazy="joined")
    seats: Mapped[list["Seat"]] = relationship(lazy="selectin", order_by="(Seat.party, Seat.role, Seat.id)")
    confirmations: Mapped[list["PartyConfirmation"]] = relationship(lazy="selectin", cascade="all, delete-orphan")
    consents: Mapped[list["PartyConsent"]] = relationship(lazy="selectin", cascade="all, delete-orphan")
    __mapper_args__ = {"version_id_col": version}

    @property
    def live_seats(self) -> list["Seat"]:
        """The seats as they are now, filled or to be filled."""
        return [seat for seat in self.seats if seat.vacated_at is None]

    @property
    def pair(self) -> Pair:
        """What the rules need to know of the pair."""
        return Pair(
            seats=[(seat.party, seat.role) for seat in self.live_seats if seat.person_id],
            consents=frozenset(one.party for one in self.consents),
            solo_reason=self.solo_reason,
        )

    @property
    def booking(self) -> Booking:
        """Its hold on people and room. Raises ValueError while it has no time."""
        if self.starts_at is None or self.ends_at is None:
            raise ValueError("a session without a time holds nothing")
        return Booking(
            session_id=self.id,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            travel=self.travel_minutes,
            room_id=self.room_id,
            district_id=self.district_id,
            online=self.mode is Mode.ONLINE,
        )


class Seat(Base):
    """A place in the pair: who, as what. Without a person it is still to be filled; once vacated it stays as history.

    ``pinned``: planning leaves the person alone. ``replaces_id``: the vacated seat it took the place of.
    """

    __tablename__ = "literacy_seat"
    __table_args__ = (
        ForeignKeyConstraint(["person_id", "party"], [LiteracyPerson.id, LiteracyPerson.party]),
        CheckConstraint("vacated_at IS NULL OR (person_id IS NOT NULL AND vacated_reason <> '')", name="vacated_with_reason"),
        Index("ix_literacy_seat_session", "session_id"),
        Index("ix_literacy_seat_person", "person_id", "session_id"),
        Index("uq_literacy_seat_live", "session_id", "person_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    session_id: Mapped[str] = mapped_column(ForeignKey(LiteracySession.id))
    party: Mapped[Party] = mapped_column(enum_column(Party))
    role: Mapped[SeatRole] = mapped_column(enum_column(SeatRole))
    person_id: Mapped[str | None] = mapped_column(IdType)
    pinned: Mapped[bool] = mapped_column()
    filled_by: Mapped[str | None] = mapped_column(ForeignKey(Staff.id))
    filled_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    vacated_by: Mapped[str | None] = mapped_column(ForeignKey(Staff.id))
    vacated_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    vacated_reason: Mapped[str] = mapped_column(String(300))
    replaces_id: Mapped[str | None] = mapped_column(ForeignKey("literacy_seat.id"))

    person: Mapped[LiteracyPerson | None] = relationship(lazy="joined", foreign_keys=[person_id], overlaps="party")


class PartyConfirmation(Base):
    """A party stands by its half of the session as it is. Taken away when what it said yes to changes."""

    __tablename__ = "literacy_confirmation"

    session_id: Mapped[str] = mapped_column(ForeignKey(LiteracySession.id), primary_key=True)
    party: Mapped[Party] = mapped_column(enum_column(Party), primary_key=True)
    by: Mapped[str] = mapped_column(ForeignKey(Staff.id))
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class PartyConsent(Base):
    """A party agrees that a session which is usually held in pairs is held by one (Jambi 4(2)h)."""

    __tablename__ = "literacy_consent"
    __table_args__ = (CheckConstraint("note <> ''", name="noted"),)

    session_id: Mapped[str] = mapped_column(ForeignKey(LiteracySession.id), primary_key=True)
    party: Mapped[Party] = mapped_column(enum_column(Party), primary_key=True)
    note: Mapped[str] = mapped_column(String(300))
    by: Mapped[str] = mapped_column(ForeignKey(Staff.id))
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class ConfirmationReminder(Base):
    """The day on which a party was last reminded that it has not confirmed a session."""

    __tablename__ = "literacy_reminder"

    session_id: Mapped[str] = mapped_column(ForeignKey(LiteracySession.id), primary_key=True)
    party: Mapped[Party] = mapped_column(enum_column(Party), primary_key=True)
    on_day: Mapped[dt.date] = mapped_column(Date)


class LiteracyLetter(Base):
    """An issued letter: an invitation of the session or somebody's assignment. Its number is never given again.

    ``data``: all that was printed (JSON); with the same program it gives the bytes of ``sha256`` again.
    """

    __tablename__ = "literacy_letter"
    __table_args__ = (
        UniqueConstraint("number"),
        CheckConstraint("(kind = 'assignment') = (seat_id IS NOT NULL)", name="assignment_of_somebody"),
        CheckConstraint("(cancelled_at IS NULL) = (cancel_reason = '')", name="cancelled_with_reason"),
        Index("ix_literacy_letter_session", "session_id", "id"),
        Index("ix_literacy_letter_register", "dated_on", "id"),
        Index("ix_literacy_letter_seat", "seat_id"),
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    session_id: Mapped[str] = mapped_column(ForeignKey(LiteracySession.id))
    seat_id: Mapped[str | None] = mapped_column(ForeignKey(Seat.id))
    kind: Mapped[LetterKind] = mapped_column(enum_column(LetterKind))
    party: Mapped[Party] = mapped_column(enum_column(Party))
    number: Mapped[str] = mapped_column(String(80))
    addressee: Mapped[str] = mapped_column(String(300))
    dated_on: Mapped[dt.date] = mapped_column(Date)
    issued_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    signer_id: Mapped[str] = mapped_column(ForeignKey(Staff.id))
    signer_name: Mapped[str] = mapped_column(String(200))
    signer_title: Mapped[str] = mapped_column(String(200))
    data: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    cancelled_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    cancel_reason: Mapped[str] = mapped_column(String(300))
