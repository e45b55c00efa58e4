"""Agencies, staff, their logins, and wrong tries."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from intranet.base.actor import Party
from intranet.base.db import Base, IdType, UtcDateTime, enum_column
from intranet.base.ids import new_id


class Agency(Base):
    """An agency: one of the parties, or a partner."""

    __tablename__ = "agency"

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    party: Mapped[Party] = mapped_column(enum_column(Party))
    name: Mapped[str] = mapped_column(String(200), unique=True)


class Staff(Base):
    """A member of staff. ``roles`` holds role values, separated by spaces."""

    __tablename__ = "staff"

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    agency_id: Mapped[str] = mapped_column(ForeignKey("agency.id"))
    username: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    roles: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(200), default="", server_default=text("''"))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class StaffSession(Base):
    """A login. Only the token's hash is stored; ``ended_at`` revokes it at once."""

    __tablename__ = "staff_session"
    __table_args__ = (Index("ix_staff_session_staff_id", "staff_id"),)

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    started_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    browser: Mapped[str] = mapped_column(String(120), default="")


class LoginThrottle(Base):
    """Wrong tries in a row on one account name (also of accounts that do not exist)."""

    __tablename__ = "login_throttle"

    account: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int] = mapped_column(Integer)
    free_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
