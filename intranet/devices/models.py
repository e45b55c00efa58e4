"""Kiosks, the codes that let them in, nonces already used, and answers already given."""

import datetime as dt

from sqlalchemy import DDL, ForeignKey, Index, Integer, LargeBinary, String, Text, event
from sqlalchemy.orm import Mapped, mapped_column

from intranet.agencies.models import Staff
from intranet.base.db import Base, IdType, UtcDateTime, enum_column
from intranet.base.ids import new_id
from shared.words import DeviceState


class Device(Base):
    """A kiosk. Only its public key is known here; ``last_seen`` and the parts are what it last reported."""

    __tablename__ = "device"

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(60))
    place: Mapped[str] = mapped_column(String(200), default="")
    public_key: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    fingerprint: Mapped[str] = mapped_column(String(79))
    state: Mapped[DeviceState] = mapped_column(enum_column(DeviceState))
    enrolled_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    enrolled_by: Mapped[str | None] = mapped_column(ForeignKey(Staff.id))
    confirmed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    confirmed_by: Mapped[str | None] = mapped_column(ForeignKey(Staff.id))
    revoked_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    last_seen: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[str] = mapped_column(String(200), default="")
    reader: Mapped[str] = mapped_column(String(200), default="")
    printer: Mapped[str] = mapped_column(String(200), default="")


# Two live kiosks never share a name. As a statement, since an Index with a condition loads both databases' dialects.
event.listen(
    Device.__table__, "after_create", DDL("CREATE UNIQUE INDEX uq_device_live_name ON device (name) WHERE state <> 'revoked'")
)


class EnrolCode(Base):
    """A one-time code for one kiosk; only its keyed hash is stored. A used one names the kiosk it let in."""

    __tablename__ = "enrol_code"

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    place: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str | None] = mapped_column(ForeignKey(Staff.id))
    expires_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    device_id: Mapped[str | None] = mapped_column(ForeignKey(Device.id))


class UsedNonce(Base):
    """A nonce that has done its one request; kept until it would no longer be accepted anyway."""

    __tablename__ = "used_nonce"
    __table_args__ = (Index("ix_used_nonce_expires_at", "expires_at"),)

    nonce: Mapped[str] = mapped_column(String(120), primary_key=True)
    expires_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class IdempotentAnswer(Base):
    """What a kiosk was answered for an idempotency key.

    ``body`` never holds personal data: where the answer bore a NIK, ``nik_case_id`` names the case to take it from.
    """

    __tablename__ = "idempotent_answer"
    __table_args__ = (Index("ix_idempotent_answer_at", "at"),)

    device_id: Mapped[str] = mapped_column(ForeignKey(Device.id), primary_key=True)
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    request: Mapped[str] = mapped_column(String(64))
    status: Mapped[int | None] = mapped_column(Integer)
    body: Mapped[str] = mapped_column(Text, default="")
    nik_case_id: Mapped[str | None] = mapped_column(IdType)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
