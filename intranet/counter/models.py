"""Visits. There is no column for anything a visitor or a card claimed."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from intranet.agencies.models import Staff
from intranet.base.db import Base, IdType, UtcDateTime, enum_column
from intranet.base.ids import new_id
from intranet.cases.models import Case
from intranet.cases.rules import Channel
from intranet.devices.models import Device
from intranet.identity.models import IdentityCheck
from shared.words import EndReason


class Visit(Base):
    """Somebody at a kiosk or at the desk, from the first touch to the last.

    ``notice_version`` and ``notice_at`` are the trace of consent to the identity check (UU 27/2022 article 22).
    ``check_id``: the register was asked; ``seen_id``: an officer looked at a document.
    """

    __tablename__ = "visit"
    __table_args__ = (
        CheckConstraint("(device_id IS NULL) <> (staff_id IS NULL)", name="one_host"),
        CheckConstraint("(ended_at IS NULL) = (end_reason IS NULL)", name="ended_why"),
        CheckConstraint("check_id IS NULL OR notice_at IS NOT NULL", name="asked_with_consent"),
        Index("ix_visit_ended_at", "ended_at", "started_at"),
        Index("ix_visit_started_at", "started_at"),
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    channel: Mapped[Channel] = mapped_column(enum_column(Channel))
    device_id: Mapped[str | None] = mapped_column(ForeignKey(Device.id))
    staff_id: Mapped[str | None] = mapped_column(ForeignKey(Staff.id))
    language: Mapped[str] = mapped_column(String(2))
    started_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    active_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    end_reason: Mapped[EndReason | None] = mapped_column(enum_column(EndReason))
    help_asked_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    help_given_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    help_given_by: Mapped[str | None] = mapped_column(ForeignKey(Staff.id))
    notice_version: Mapped[str | None] = mapped_column(String(7))
    notice_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    check_id: Mapped[str | None] = mapped_column(ForeignKey(IdentityCheck.id))
    seen_id: Mapped[str | None] = mapped_column(ForeignKey(IdentityCheck.id))
    shown_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    shown_to: Mapped[str | None] = mapped_column(ForeignKey(Staff.id))
    case_id: Mapped[str | None] = mapped_column(ForeignKey(Case.id), unique=True)

    @property
    def wants_help(self) -> bool:
        """Whether somebody waits for an officer."""
        return self.help_asked_at is not None and (self.help_given_at is None or self.help_given_at < self.help_asked_at)
