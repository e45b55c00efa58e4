"""Calendars in and out: a person's feed behind a secret address, and busy times taken over from another calendar.

The secret itself is shown once and never kept: only its hash is. Whoever takes it back closes the door at once.
"""

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterator

from dateutil.rrule import rrulestr
from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.base import trail
from intranet.base.actor import Actor
from intranet.base.clock import Clock
from intranet.base.db import flush
from intranet.base.errors import Forbidden, NotFound, Refused
from intranet.literacy import rules
from intranet.literacy.models import LiteracyPerson, LiteracySession, Seat
from intranet.literacy.rules import ExceptionKind, SessionState
from intranet.literacy.service import people
from intranet.literacy.service.bookings import where
from intranet.literacy.service.people import ExceptionInput
from intranet.settings import Settings
from shared.text import N_

_BACK, _AHEAD = dt.timedelta(days=90), dt.timedelta(days=365)
LONGEST = 400_000  # letters of a calendar that is taken over
_STATUS = {SessionState.PLANNED: "TENTATIVE", SessionState.CONFIRMED: "CONFIRMED", SessionState.HELD: "CONFIRMED"}
_BROKEN = N_("Berkas kalender itu tidak terbaca.")
_EXPORT = N_("Ekspor lagi dari aplikasi kalendernya sebagai berkas .ics.")


def open_feed(session: Session, actor: Actor, clock: Clock, person_id: str) -> str:
    """Make somebody's feed a new secret, which closes the one before; returns it, the only time. Raises Forbidden or NotFound."""
    row = _own(session, actor, person_id)
    token = secrets.token_urlsafe(32)
    row.feed_hash, row.feed_made_at = _hash(token), clock.now()
    flush(session)
    trail.record(session, clock, actor, "feed.opened", "literacy_person", row.id)
    return token


def close_feed(session: Session, actor: Actor, clock: Clock, person_id: str) -> None:
    """Let the secret address lead nowhere from now on. Raises Forbidden or NotFound."""
    row = _own(session, actor, person_id)
    row.feed_hash = row.feed_made_at = None
    flush(session)
    trail.record(session, clock, actor, "feed.closed", "literacy_person", row.id)


def feed(session: Session, clock: Clock, settings: Settings, token: str) -> bytes:
    """The calendar behind a secret: a person's sessions, with the office's zone. Raises NotFound for any other secret."""
    person = session.scalar(select(LiteracyPerson).where(LiteracyPerson.feed_hash == _hash(token)))
    if person is None or not person.active:
        raise NotFound(N_("Kalender ini tidak ada atau sudah ditutup."))
    import icalendar  # here only: it is large, and most processes never need it

    made = icalendar.Calendar()
    for name, value in (("prodid", "-//Posko//Literasi//ID"), ("version", "2.0"), ("method", "PUBLISH")):
        made.add(name, value)
    made.add("x-wr-calname", f"Literasi: {person.name}")
    made.add("x-wr-timezone", settings.office_zone)
    for seat, row in _seated(session, person.id, clock.now()):
        event = icalendar.Event()
        event.add("uid", f"{row.id}@posko")
        event.add("sequence", row.version)
        event.add("dtstamp", clock.now())
        event.add("dtstart", row.starts_at.astimezone(settings.zone) if row.starts_at else None)
        event.add("dtend", row.ends_at.astimezone(settings.zone) if row.ends_at else None)
        event.add("summary", f"{row.title} ({seat.role.label})")
        event.add("location", ", ".join(part for part in (where(row), row.district.name) if part) or row.link)
        event.add("status", _STATUS[row.state])
        event.add("description", "\n".join(part for part in (row.kind.label, row.audience, row.link) if part))
        made.add_component(event)
    made.add_missing_timezones()
    return bytes(made.to_ical())


def busy_of(text: str, settings: Settings, now: dt.datetime) -> list[ExceptionInput]:
    """The times a calendar (iCalendar text) keeps somebody busy, from today to a year ahead; repeated events one by one.

    Events that are free, cancelled or of no length are left out; whole days are the office's. Raises Refused: not a calendar.
    """
    import icalendar

    if len(text) > LONGEST:
        raise Refused(N_("Berkas kalender itu terlalu besar."), do=N_("Ekspor hanya beberapa bulan ke depan."), field="calendar")
    try:
        calendar = icalendar.Calendar.from_ical(text)
        found = [one for event in calendar.walk("VEVENT") for one in _times(event, settings, now)]
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError) as error:
        raise Refused(_BROKEN, do=_EXPORT, field="calendar") from error
    if not calendar.walk("VCALENDAR"):
        raise Refused(_BROKEN, do=_EXPORT, field="calendar")
    return found[: people.MOST_EXCEPTIONS + 1]


def _times(event: object, settings: Settings, now: dt.datetime) -> Iterator[ExceptionInput]:
    get = event.get  # type: ignore[attr-defined]
    if str(get("transp", "")).upper() == "TRANSPARENT" or str(get("status", "")).upper() == "CANCELLED":
        return
    start = _moment(get("dtstart").dt, settings)
    if get("dtend") is not None:
        end = _moment(get("dtend").dt, settings)
    elif get("duration") is not None:
        end = start + get("duration").dt
    else:
        whole_day = not isinstance(get("dtstart").dt, dt.datetime)
        end = start + dt.timedelta(days=1 if whole_day else 0)
    length = end - start
    if length <= dt.timedelta():
        return
    for first in _starts(event, start, now):
        if first + length > now:
            yield ExceptionInput(
                kind=ExceptionKind.IMPORTED, starts_at=first, ends_at=first + length, uid=str(get("uid", ""))[:200]
            )


def _starts(event: object, start: dt.datetime, now: dt.datetime) -> Iterator[dt.datetime]:
    """When an event begins, each time until a year from now; in its own zone, so that nine stays nine."""
    rule = event.get("rrule")  # type: ignore[attr-defined]
    if rule is None:
        if start < now + _AHEAD:
            yield start
        return
    spelled = rule.to_ical().decode()
    repeated = rrulestr(spelled, dtstart=start)
    for count, first in enumerate(repeated.xafter(max(start, now - dt.timedelta(days=31)), inc=True)):
        if first > now + _AHEAD or count > 400:
            return
        yield first


def _moment(value: dt.date | dt.datetime, settings: Settings) -> dt.datetime:
    """A moment: one without a zone is the office's, a day begins at the office's midnight."""
    if not isinstance(value, dt.datetime):
        value = dt.datetime(value.year, value.month, value.day, tzinfo=settings.zone)
    return value if value.tzinfo else value.replace(tzinfo=settings.zone)


def _seated(session: Session, person_id: str, now: dt.datetime) -> list[tuple[Seat, LiteracySession]]:
    query = (
        select(Seat, LiteracySession)
        .join(LiteracySession, Seat.session_id == LiteracySession.id)
        .where(Seat.person_id == person_id, Seat.vacated_at.is_(None), LiteracySession.state.in_(_STATUS))
        .where(LiteracySession.starts_at > now - _BACK, LiteracySession.starts_at < now + _AHEAD)
        .order_by(LiteracySession.starts_at, LiteracySession.id)
    )
    return [(seat, row) for seat, row in session.execute(query)]


def _own(session: Session, actor: Actor, person_id: str) -> LiteracyPerson:
    row = people.get(session, person_id)
    if not rules.may_keep_person(actor, row.staff_id):
        raise Forbidden(N_("Halaman ini diubah orangnya sendiri atau penyusun jadwal."))
    return row


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
