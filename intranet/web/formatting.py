"""How moments, numbers and identity numbers are written: filters of the templates, in the visitor's language and the office's zone.

Written by hand instead of through a general formatter, because a list of fifty rows writes a hundred and fifty dates.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel import Locale
from flask import Flask
from flask_babel import gettext as _
from flask_babel import ngettext

from intranet.web import db, i18n
from shared.nik import Nik, masked

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def install(app: Flask) -> None:
    """Give ``app``'s templates the filters of this module."""
    app.before_request(_leave)
    app.teardown_request(_leave)
    app.jinja_env.filters.update(
        tanggal=date,
        hari=weekday_date,
        waktu=moment,
        jam=clock_time,
        lalu=ago,
        tenggat=until,
        tenggat_jam=until_hour,
        jam_zona=zoned_time,
        angka=number,
        nik_samar=masked_nik,
        mesin=machine,
        gettext=i18n.text,
    )


def filled(text: str, values: Mapping[str, object]) -> str:
    """A refusal's ``text`` in the reader's language with its ``values``, days among them written out."""
    return _(text) % {name: date(value) if isinstance(value, dt.date) else value for name, value in values.items()}


def date(value: dt.date | dt.datetime | None) -> str:
    """``21 November 2026``; empty for nothing."""
    if value is None:
        return ""
    here = _here()
    return _written(here.language, value.astimezone(here.zone).date() if isinstance(value, dt.datetime) else value)


@lru_cache(maxsize=4096)
def _written(language: str, day: dt.date) -> str:
    return f"{day.day} {_months(language, 'wide')[day.month]} {day.year}"


def weekday_date(value: dt.date | dt.datetime | None) -> str:
    """``Sabtu, 21 November 2026``: for promises, where the day of the week helps."""
    if value is None:
        return ""
    day = _local(value)
    return f"{_weekdays(i18n.language())[day.weekday()]}, {date(value)}"


def moment(value: dt.datetime | None) -> str:
    """``21 Nov 2026 14.05 WIB``."""
    if value is None:
        return ""
    local = _local(value)
    month = _months(i18n.language(), "abbreviated")[local.month]
    return f"{local.day} {month} {local.year} {_clock_face(local)} {local.tzname()}"


def clock_time(value: dt.datetime | None) -> str:
    """``14.05``."""
    return "" if value is None else _clock_face(_local(value))


def zoned_time(value: dt.datetime) -> str:
    """``14.05 WIB``."""
    local = _local(value)
    return f"{_clock_face(local)} {local.tzname()}"


def ago(value: dt.datetime | None) -> str:
    """``5 menit lalu``, ``kemarin``; after two weeks the date."""
    if value is None:
        return ""
    now = db.clock().now()
    seconds = (now - value).total_seconds()
    if seconds < _MINUTE:
        return _("baru saja")
    if seconds < _HOUR:
        return ngettext("%(num)s menit lalu", "%(num)s menit lalu", int(seconds // _MINUTE))
    days = (_local(now).date() - _local(value).date()).days
    if days == 0:
        return ngettext("%(num)s jam lalu", "%(num)s jam lalu", int(seconds // _HOUR))
    if days == 1:
        return _("kemarin")
    if days < 14:
        return ngettext("%(num)s hari lalu", "%(num)s hari lalu", days)
    return date(value)


def until(value: dt.date | None) -> str:
    """How a due date stands today: ``hari ini``, ``besok``, ``3 hari lagi``, ``terlambat 2 hari``."""
    if value is None:
        return ""
    here = _here()
    return _until(here.language, (value - here.today).days)


@lru_cache(maxsize=4096)
def _until(_language: str, days: int) -> str:
    if days < 0:
        return ngettext("terlambat %(num)s hari", "terlambat %(num)s hari", -days)
    if days == 0:
        return _("hari ini")
    if days == 1:
        return _("besok")
    return ngettext("%(num)s hari lagi", "%(num)s hari lagi", days)


def until_hour(value: dt.datetime) -> str:
    """The same of what is due at an hour: ``besok pukul 14.05 WIB``, ``terlambat sejak pukul 14.05 WIB``."""
    here, hour = _here(), zoned_time(value)
    day = value.astimezone(here.zone).date()
    if here.now < value:
        return _("%(day)s pukul %(hour)s", day=until(day), hour=hour)
    if day == here.today:
        return _("terlambat sejak pukul %(hour)s", hour=hour)
    return _("%(late)s, sejak pukul %(hour)s", late=until(day), hour=hour)


def now() -> dt.datetime:
    """The moment this page is written."""
    return _here().now


def today() -> dt.date:
    """The day it is at the office."""
    return _here().today


def number(value: int) -> str:
    """``12.345`` in Indonesian, ``12,345`` in English."""
    text = f"{value:,}"
    return text.replace(",", ".") if i18n.language() == "id" else text


def masked_nik(value: str | Nik | None) -> str:
    """A NIK with only what cannot point to a person; a dash for none."""
    if not value:
        return "–"
    return value.masked if isinstance(value, Nik) else masked(value)


def machine(value: dt.datetime | dt.date) -> str:
    """For ``<time datetime>``: ISO 8601."""
    return value.isoformat(timespec="seconds") if isinstance(value, dt.datetime) else value.isoformat()


@contextmanager
def indonesian() -> Iterator[None]:
    """Write dates and texts in Indonesian meanwhile, whatever the visitor reads: for papers between offices."""
    token = _found.set(None)
    try:
        with i18n.indonesian():
            yield
    finally:
        _found.reset(token)


class _Here(NamedTuple):
    """Where and when a page is written; found once per request, because every date asks."""

    language: str
    zone: ZoneInfo
    now: dt.datetime
    today: dt.date


_found: ContextVar[_Here | None] = ContextVar("here", default=None)


def _here() -> _Here:
    here = _found.get()
    if here is None:
        zone, moment = db.settings().zone, db.clock().now()
        here = _Here(i18n.language(), zone, moment, moment.astimezone(zone).date())
        _found.set(here)
    return here


def _leave(_error: BaseException | None = None) -> None:
    _found.set(None)


def _local(value: dt.date | dt.datetime) -> dt.datetime:
    """A moment in the office's zone; a plain date stays the day it is."""
    zone = _here().zone
    if isinstance(value, dt.datetime):
        return value.astimezone(zone)
    return dt.datetime(value.year, value.month, value.day, tzinfo=zone)


def _clock_face(local: dt.datetime) -> str:
    return f"{local.hour:02}{'.' if i18n.language() == 'id' else ':'}{local.minute:02}"


@cache
def _months(language: str, width: str) -> dict[int, str]:
    return dict(Locale.parse(language).months["format"][width])


@cache
def _weekdays(language: str) -> dict[int, str]:
    return dict(Locale.parse(language).days["format"]["wide"])
