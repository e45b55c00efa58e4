"""Days on which the office does not work."""

import datetime as dt

from sqlalchemy import Date, String
from sqlalchemy.orm import Mapped, mapped_column

from intranet.base.db import Base


class Holiday(Base):
    """A public holiday or joint leave (``kind``), as the yearly decree or an officer sets it (``source``)."""

    __tablename__ = "holiday"

    day: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(60))
