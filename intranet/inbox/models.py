"""Messages to members of staff."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from intranet.agencies.models import Staff
from intranet.base.db import Base, IdType, UtcDateTime
from intranet.base.ids import new_id


class InboxMessage(Base):
    """A message to one person. ``text`` is a message id whose placeholders ``data`` fills: plain JSON, no personal data."""

    __tablename__ = "inbox_message"
    __table_args__ = (
        Index("ix_inbox_message_at", "staff_id", "at", "id"),
        Index("ix_inbox_message_unread", "staff_id", "read_at"),
    )

    id: Mapped[str] = mapped_column(IdType, primary_key=True, default=new_id)
    staff_id: Mapped[str] = mapped_column(ForeignKey(Staff.id))
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    kind: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(String(300))
    data: Mapped[str] = mapped_column(Text)
    read_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    mailed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
