"""The figures of the reports: a few grouped statements each, so that what the database counts no Python loop counts again."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Date, Integer, String, and_, cast, func, select
from sqlalchemy.orm import Session

from intranet.agencies.models import Staff
from intranet.base.actor import Party
from intranet.calendar.models import Holiday
from intranet.calendar.rules import is_working_day
from intranet.cases.classes import FollowUp, Target, follow_up
from intranet.cases.models import Case, Track
from intranet.cases.queries import AGES, at_moment, due_today, late, midnight
from intranet.cases.rules import OPEN_STATES, Outcome, Source, State
from intranet.cases.tracks import Kind, Stage
from intranet.disclosure import queries as disclosure
from intranet.reports.rules import Period, WaitsFor, percentile, waits_for
from shared.questions import Platform, Topic

_case, _staff, _track = Case.__table__.c, Staff.__table__.c, Track.__table__.c
PARTIES = (Party.BAWASLU, Party.DISKOMINFO)  # those who hold cases
_OPEN = _case.due_on >= dt.date(1900, 1, 1)  # open cases are due, drafts and closed ones are not; said so that an index serves
_WITH_PLATFORM = (Stage.SENT, Stage.ACKNOWLEDGED, Stage.NO_ANSWER)
_UNANSWERED = (Stage.DRAFTED, Stage.APPROVED, Stage.DELIVERED, Stage.ACKNOWLEDGED, Stage.NO_ANSWER)  # nor is a letter not sent


def within(column: ColumnElement[Any], period: Period, zone: ZoneInfo) -> ColumnElement[bool]:
    """Whether a moment falls into a period of the office's days."""
    after = midnight(period.last + dt.timedelta(days=1), zone)
    return and_(column >= midnight(period.first, zone), column < after)


def one_of(column: ColumnElement[Any], *members: Enum) -> ColumnElement[bool]:
    """Whether a column is one of ``members``, said so that no index is taken for it: a day finds far fewer rows than a party."""
    return cast(column, String).in_([member.value for member in members])


def local_day(session: Session, column: ColumnElement[Any], zone: ZoneInfo) -> ColumnElement[Any]:
    """The day of a moment at the office: a date on PostgreSQL, its text on SQLite. Indonesian clocks are never put forward."""
    if session.get_bind().dialect.name == "postgresql":
        return cast(func.timezone(zone.key, column), Date)
    offset = dt.datetime(2026, 1, 1, tzinfo=zone).utcoffset() or dt.timedelta()
    return func.date(column, f"{int(offset.total_seconds() // 60):+d} minutes")


def as_day(value: dt.date | str) -> dt.date:
    """What ``local_day`` gave, as a date."""
    return dt.date.fromisoformat(value) if isinstance(value, str) else value


# Recap ------------------------------------------------------------------------------------------------------------


class Group(NamedTuple):
    """Cases received in the period that have all of the recap's columns in common."""

    topic: Topic | None
    platform: Platform | None
    target: Target | None
    followed: FollowUp
    number: int


def unmarked(case_id: ColumnElement[Any], at: dt.datetime) -> ColumnElement[bool]:
    """Whether the case of a row bears no mark at a moment: what may be told where the mark's owner does not decide."""
    return disclosure.marked("case", case_id, at).is_(None)


def recap(session: Session, period: Period, zone: ZoneInfo, unmarked_at: dt.datetime | None = None) -> list[Group]:
    """The cases received in a period in the supervisor's own columns: class, platform, target, follow-up.

    ``unmarked_at``: without the cases that bear a mark then.
    """
    by = (_case.topic, _case.platform, _case.target, _case.state, _case.outcome)
    counting = select(*by, func.count()).where(within(_case.received_at, period, zone), _case.state != State.DRAFT).group_by(*by)
    if unmarked_at is not None:
        counting = counting.where(unmarked(_case.id, unmarked_at))
    found: Counter[tuple[Topic | None, Platform | None, Target | None, FollowUp]] = Counter()
    for topic, platform, target, state, outcome, number in session.connection().execute(counting):
        found[topic, platform, target, follow_up(state, outcome)] += number
    return [Group(topic, platform, target, followed, number) for (topic, platform, target, followed), number in found.items()]


# Handling ---------------------------------------------------------------------------------------------------------


class Speed(NamedTuple):
    """How long the cases of one source took to be closed, in days of the calendar."""

    closed: int
    median: int | None
    ninth: int | None


@dataclass(frozen=True)
class Handling:
    """What one party received, has, and brought to an end."""

    received: int
    open: int
    overdue: int
    ages: list[int]
    outcomes: Counter[Outcome]
    speeds: dict[Source | None, Speed]  # None: all sources together


def handling(session: Session, period: Period, moment: dt.datetime, zone: ZoneInfo) -> dict[Party, Handling]:
    """The figures of each party. A case counts for the party that holds it now, or held it when it ended."""
    connection, today = session.connection(), moment.astimezone(zone).date()
    received = select(_case.party, func.count()).where(within(_case.received_at, period, zone), _case.state != State.DRAFT)
    got = {party: number for party, number in connection.execute(received.group_by(_case.party))}
    bounds = [midnight(today - dt.timedelta(days=youngest - 1), zone) for youngest, _oldest in AGES.values()][1:]
    older = [func.count().filter(_case.received_at < bound) for bound in bounds]
    now = select(_case.party, func.count().filter(late()), func.count(), *older)
    open_now = {
        row[0]: row[1:]
        for row in connection.execute(now.where(_case.state.in_(OPEN_STATES)).group_by(_case.party), at_moment(moment, zone))
    }
    ended = within(_case.closed_at, period, zone)
    outcomes: dict[Party, Counter[Outcome]] = defaultdict(Counter)
    by_outcome = select(_case.party, _case.outcome, func.count()).where(ended).group_by(_case.party, _case.outcome)
    for party, outcome, number in connection.execute(by_outcome):
        outcomes[party][outcome] += number
    took = _days_between(session, zone)
    days: dict[tuple[Party, Source | None], Counter[int]] = defaultdict(Counter)
    by_days = select(_case.party, _case.source, took, func.count()).where(ended).group_by(_case.party, _case.source, took)
    for party, source, length, number in connection.execute(by_days):
        days[party, source][length] += number
        days[party, None][length] += number
    found = {}
    for party in PARTIES:
        overdue, total, *older_than = open_now.get(party, (0,) * (2 + len(bounds)))
        speeds = {source: _speed(days[party, source]) for source in (*Source, None)}
        ages = [more - less for more, less in pairwise((total, *older_than, 0))]
        found[party] = Handling(got.get(party, 0), total, overdue, ages, outcomes[party], speeds)
    return found


def _days_between(session: Session, zone: ZoneInfo) -> ColumnElement[int]:
    first, last = (local_day(session, column, zone) for column in (_case.received_at, _case.closed_at))
    if session.get_bind().dialect.name == "postgresql":
        return cast(last - first, Integer)
    return cast(func.julianday(last) - func.julianday(first), Integer)


def _speed(days: Counter[int]) -> Speed:
    return Speed(days.total(), percentile(days, 0.5), percentile(days, 0.9))


# The day ----------------------------------------------------------------------------------------------------------


class Item(NamedTuple):
    """A case in the digest, with what is said of it there."""

    id: str
    complaint_no: str
    topic: Topic | None
    officer: str | None
    outcome: Outcome | None


class Late(NamedTuple):
    """One person's overdue cases; no person: those nobody has."""

    officer_id: str | None
    officer: str | None
    number: int
    oldest: dt.date


class Unanswered(NamedTuple):
    """A referral without an answer, and how far its letter got."""

    case_id: str
    complaint_no: str
    target: str
    stage: Stage
    due_on: dt.date


@dataclass(frozen=True)
class Day:
    """A party's day: each list cut to what fits on a page, with how many there are altogether."""

    new: tuple[Sequence[Item], int]
    due: tuple[Sequence[Item], int]
    late: Sequence[Late]
    waits: Counter[WaitsFor]
    other_party: int
    platforms: int
    closed: tuple[Sequence[Item], int]
    unanswered: tuple[Sequence[Unanswered], int]


def last_working_day(session: Session, today: dt.date) -> dt.date:
    """The office's last working day before ``today``: on a Monday, whose ends are told are Friday's and the weekend's."""
    holidays = set(session.scalars(select(Holiday.day).where(Holiday.day.between(today - dt.timedelta(days=30), today))))
    before = today - dt.timedelta(days=1)
    while not is_working_day(before, holidays) and (today - before).days < 30:
        before -= dt.timedelta(days=1)
    return before


def day(session: Session, party: Party, moment: dt.datetime, closed_since: dt.date, zone: ZoneInfo, most: int) -> Day:
    """The digest of ``party``: at most ``most`` lines of each list; ``closed_since``: the first day whose ends are told."""
    connection, mine, today = session.connection(), one_of(_case.party, party), moment.astimezone(zone).date()
    values = at_moment(moment, zone)
    by_officer = select(_case.officer_id, _staff.name, func.count(), func.min(_case.due_on))
    by_officer = by_officer.outerjoin_from(Case.__table__, Staff.__table__, _case.officer_id == _staff.id)
    by_officer = by_officer.where(_OPEN, mine, late()).group_by(_case.officer_id, _staff.name)
    overdue = connection.execute(by_officer.order_by(func.count().desc(), func.coalesce(_staff.name, "")), values)
    waits: Counter[WaitsFor] = Counter()
    others, assigned = 0, _case.officer_id.is_not(None)
    by_state = select(_case.state, _case.party, assigned, func.count()).where(_case.state.in_(OPEN_STATES))
    for state, holder, has_officer, number in connection.execute(by_state.group_by(_case.state, _case.party, assigned)):
        if holder is party:
            waits[waits_for(state, assigned=bool(has_officer))] += number
        else:
            others += number
    out = select(func.count()).where(_track.kind == Kind.TAKEDOWN, _track.stage.in_(_WITH_PLATFORM), _track.party == party)
    new = and_(mine, _case.state != State.DRAFT, within(_case.received_at, Period(today, today), zone))
    ended = and_(mine, within(_case.closed_at, Period(closed_since, today - dt.timedelta(days=1)), zone))
    return Day(
        new=_items(session, new, _case.received_at.desc(), most),
        due=_items(session, and_(mine, due_today()), _case.id, most, values),
        late=[Late(officer, name, number, oldest) for officer, name, number, oldest in overdue],
        waits=waits,
        other_party=others,
        platforms=connection.execute(out).scalar_one(),
        closed=_items(session, ended, _case.closed_at.desc(), most),
        unanswered=_unanswered(session, party, most),
    )


def _items(
    session: Session, which: ColumnElement[bool], order: ColumnElement[Any], most: int, values: dict[str, Any] | None = None
) -> tuple[list[Item], int]:
    shown = select(_case.id, _case.complaint_no, _case.topic, _staff.name, _case.outcome)
    shown = shown.outerjoin_from(Case.__table__, Staff.__table__, _case.officer_id == _staff.id).where(which)
    rows = [Item(*row) for row in session.connection().execute(shown.order_by(order).limit(most), values)]
    if len(rows) < most:
        return rows, len(rows)
    counted = select(func.count()).select_from(Case.__table__).where(which)
    return rows, session.connection().execute(counted, values).scalar_one()


def _unanswered(session: Session, party: Party, most: int) -> tuple[list[Unanswered], int]:
    which = and_(_track.kind == Kind.REFERRAL, _track.stage.in_(_UNANSWERED), _track.party == party)
    shown = select(_track.case_id, _case.complaint_no, _track.target, _track.stage, _track.due_on)
    shown = shown.join_from(Track.__table__, Case.__table__, _track.case_id == _case.id).where(which)
    rows = [Unanswered(*row) for row in session.connection().execute(shown.order_by(_track.due_on, _track.id).limit(most))]
    if len(rows) < most:
        return rows, len(rows)
    return rows, session.connection().execute(select(func.count(_track.id)).where(which)).scalar_one()
