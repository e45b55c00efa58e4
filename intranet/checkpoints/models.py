"""Checkpoints, what the other party said of them, stamps from outside, and what the last whole check found."""

import datetime as dt

from sqlalchemy import BigInteger, CheckConstraint, Date, ForeignKey, Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from intranet.agencies.models import Staff
from intranet.base.db import Base, IdType, UtcDateTime
from intranet.base.ids import new_id


class Checkpoint(Base):
    """The trail's first ``size`` events under one signature. ``day``: of the daily ones only; ``peaks``: what the tree grows from.

    ``proof`` shows that the tree begins with that of the checkpoint before (hashes in hex, separated by spaces).
    """

    __tablename__ = "checkpoint"
    __table_args__ = (Index("ix_checkpoint_made", "made_at", "id"),)

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    day: Mapped[dt.date | None] = mapped_column(Date, unique=True)
    made_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str | None] = mapped_column(ForeignKey(Staff.id))
    size: Mapped[int] = mapped_column(BigInteger, unique=True)
    root: Mapped[str] = mapped_column(String(64))
    note: Mapped[str] = mapped_column(Text)
    public_key: Mapped[str] = mapped_column(String(200))
    proof: Mapped[str] = mapped_column(Text)
    peaks: Mapped[str] = mapped_column(Text)


class CheckpointWitness(Base):
    """What an officer of the other party said, having typed the end of the root from the paper they hold."""

    __tablename__ = "checkpoint_witness"
    __table_args__ = (Index("ix_checkpoint_witness_of", "checkpoint_id", "at"),)

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    checkpoint_id: Mapped[str] = mapped_column(ForeignKey(Checkpoint.id))
    staff_id: Mapped[str] = mapped_column(ForeignKey(Staff.id))
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    agrees: Mapped[bool]
    typed: Mapped[str] = mapped_column(String(64))


class CheckpointStamp(Base):
    """The answer of a time-stamping authority (RFC 3161), as it came."""

    __tablename__ = "checkpoint_stamp"

    checkpoint_id: Mapped[str] = mapped_column(ForeignKey(Checkpoint.id), primary_key=True)
    answer: Mapped[bytes] = mapped_column(LargeBinary)
    added_by: Mapped[str] = mapped_column(ForeignKey(Staff.id))
    added_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class TrailCheck(Base):
    """The last walk over the whole trail: one row. ``fault_seq`` and ``fault`` say where it does not hold."""

    __tablename__ = "trail_check"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    size: Mapped[int] = mapped_column(BigInteger)
    fault_seq: Mapped[int | None] = mapped_column(BigInteger)
    fault: Mapped[str] = mapped_column(String(300))
