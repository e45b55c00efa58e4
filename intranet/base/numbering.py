"""Numbers people say: gap-free, unique, never reused, under parallel writers and on both databases.

The counter row is locked until the caller's transaction ends, so a number that is rolled back was never given.
"""

import datetime as dt
from collections.abc import Collection
from zoneinfo import ZoneInfo

from sqlalchemy import Integer, String, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from intranet.base.clock import Clock
from intranet.base.db import Base, IdType, UtcDateTime, insert_new

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


class NumberSeries(Base):
    """The last number given in one series and period."""

    __tablename__ = "number_series"

    series: Mapped[str] = mapped_column(String(40), primary_key=True)
    period: Mapped[str] = mapped_column(String(10), primary_key=True)
    last: Mapped[int] = mapped_column(Integer, default=0)


class IssuedNumber(Base):
    """A number given, to what and when; rows stay, also of what was cancelled."""

    __tablename__ = "issued_number"
    __table_args__ = (UniqueConstraint("series", "period", "seq"), UniqueConstraint("number"))

    id: Mapped[int] = mapped_column(primary_key=True)
    series: Mapped[str] = mapped_column(String(40))
    period: Mapped[str] = mapped_column(String(10))
    seq: Mapped[int] = mapped_column(Integer)
    number: Mapped[str] = mapped_column(String(80))
    subject_id: Mapped[str] = mapped_column(IdType)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


def issued(session: Session, series: str, seqs: Collection[int]) -> list[IssuedNumber]:
    """The numbers of ``series`` given under one of these running numbers, in any period."""
    periods = select(NumberSeries.period).where(NumberSeries.series == series)
    found = select(IssuedNumber).where(IssuedNumber.series == series, IssuedNumber.period.in_(periods), IssuedNumber.seq.in_(seqs))
    return list(session.scalars(found))


def last_given(session: Session, series: str) -> dict[str, int]:
    """The last running number of ``series`` in each period in which it gave one."""
    found = select(NumberSeries.period, NumberSeries.last).where(NumberSeries.series == series, NumberSeries.last > 0)
    return {row.period: row.last for row in session.execute(found)}


def next_number(
    session: Session,
    clock: Clock,
    *,
    series: str,
    template: str,
    office: str,
    zone: ZoneInfo,
    subject_id: str,
    monthly: bool = False,
) -> str:
    """Give ``subject_id`` the next number of ``series`` in the office's current year, e.g. ``0007/ADU/33.99/XI/2026``.

    ``monthly``: the series begins again every month, which then must be in the template.
    """
    now = clock.now()
    local = now.astimezone(zone)
    period = f"{local:%Y-%m}" if monthly else str(local.year)
    key = (NumberSeries.series == series, NumberSeries.period == period)
    insert_new(session, NumberSeries, series=series, period=period, last=0)
    session.execute(update(NumberSeries).where(*key).values(last=NumberSeries.last + 1))
    seq = session.execute(select(NumberSeries.last).where(*key)).scalar_one()
    number = template.format(seq=seq, year=local.year, month=local.month, roman=ROMAN[local.month - 1], office=office)
    session.add(IssuedNumber(series=series, period=period, seq=seq, number=number, subject_id=subject_id, at=now))
    session.flush()
    return number
