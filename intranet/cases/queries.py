"""Reads for the case list and one case: Core statements built once per shape, rows as named tuples.

A draft is its own party's business until it is submitted; everything else is the task force's common log (Jambi 4(1)b).
Of a case the other party keeps secret only number, state, clock and mark are told, and only its number finds it.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnElement, Date, Row, Select, and_, bindparam, exists, false, func, literal_column, or_, select
from sqlalchemy import case as case_when
from sqlalchemy.orm import Session

from intranet.agencies.models import Staff
from intranet.base.actor import Actor, Party
from intranet.base.clock import Clock
from intranet.base.db import one_of
from intranet.calendar.deadlines import HOURLY
from intranet.calendar.rules import DeadlineKind
from intranet.cases import search
from intranet.cases.classes import Target
from intranet.cases.models import Case, Complainant, Track
from intranet.cases.rules import OPEN_STATES, Source, State
from intranet.cases.service import Facts
from intranet.disclosure import queries as disclosure
from intranet.disclosure.rules import Level
from intranet.evidence import queries as evidence
from intranet.web import paging
from shared.elements import Standing
from shared.questions import Platform, Topic

PAGE = 50
MOST_FOUND = search.MOST
COUNT_CAP = 300
MOST_SIMILAR, _TELLING = 5, 6  # cases shown, and words of a story that together tell it from others
NOBODY = "none"
ANY_DAY = dt.date(1900, 1, 1)  # says "has a due date" in the form an index can use
SORTS = ("updated", "received", "due")
_case, _staff = Case.__table__, Staff.__table__
SHOWN = (
    _case.c.id,
    _case.c.complaint_no,
    _case.c.state,
    _case.c.source,
    _case.c.party,
    _case.c.topic,
    _case.c.respondent,
    _case.c.standing,
    _case.c.received_at,
    _case.c.updated_at,
    _case.c.due_on,
    _case.c.clock,
    _case.c.clock_from,
    _staff.c.name.label("officer"),
    disclosure.marked("case", _case.c.id).label("mark"),
    disclosure.hidden("case", _case.c.id).label("hidden"),
)
_BY = {"updated": _case.c.updated_at, "received": _case.c.received_at, "due": _case.c.due_on}


class Line(NamedTuple):
    """A case in a list; the same order as the statement's columns."""

    id: str
    complaint_no: str | None
    state: State
    source: Source | None
    party: Party
    topic: Topic | None
    respondent: str
    standing: Standing
    received_at: dt.datetime
    updated_at: dt.datetime
    due_on: dt.date | None
    clock: DeadlineKind | None
    clock_from: dt.datetime | None
    officer: str | None
    mark: Level | None
    hidden: bool


def as_lines(rows: Sequence[Any]) -> Sequence[Line]:
    """The rows as they may be seen: of a hidden one nothing of its content, nor who is in it."""
    return [
        Line(*row)._replace(source=None, topic=None, respondent="", standing=Standing.NOT_CHECKED) if row.hidden else row
        for row in rows
    ]


@dataclass(frozen=True)
class Wish:
    """What a list should show. ``officer`` is an id, NOBODY, or empty; ``age`` is a key of AGES or one of DUE.

    ``since`` and ``until`` are the first and the last day of reception.
    """

    state: State | None = None
    only_open: bool = False
    party: Party | None = None
    source: Source | None = None
    officer: str = ""
    age: str = ""
    topic: Topic | None = None
    platform: Platform | None = None
    target: Target | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    words: tuple[str, ...] = ()
    sort: str = "updated"

    @property
    def narrowed(self) -> bool:
        """Whether anything but the order was asked for."""
        return self != Wish(sort=self.sort)


AGES: dict[str, tuple[int, int | None]] = {"0-2": (0, 2), "3-7": (3, 7), "8-14": (8, 14), "15": (15, None)}  # days since reception
DUE = ("overdue", "due_today", "this_week")


def listing(
    session: Session, actor: Actor, wish: Wish, cursor: paging.Cursor | None, now: dt.datetime, zone: Any
) -> paging.Page[Line]:
    """One page of cases as ``wish``ed, newest first (by due date: most urgent first)."""
    shape, values = _shape(actor, wish, now, zone, session.get_bind().dialect.name)
    if cursor is not None:
        try:
            values["edge"] = _read_edge(wish.sort, cursor.value)
        except ValueError:
            cursor = None
        else:
            values["edge_id"] = cursor.id
    statement = _statement(wish.sort, None if cursor is None else cursor.back, shape)
    rows = as_lines(session.connection().execute(statement, values).all())
    return paging.cut(rows, PAGE, cursor, lambda row: (_edge(wish.sort, row), row.id))


def count(session: Session, actor: Actor, wish: Wish, now: dt.datetime, zone: Any) -> int:
    """How many cases fit, counted up to COUNT_CAP + 1."""
    shape, values = _shape(actor, wish, now, zone, session.get_bind().dialect.name)
    return int(session.connection().execute(_counting(wish.sort, shape), values).scalar_one())


def wished(
    session: Session, actor: Actor, wish: Wish, now: dt.datetime, zone: Any
) -> tuple[list[ColumnElement[bool]], dict[str, Any]]:
    """The conditions on cases that ``wish`` means for ``actor``, and the values of their parameters, for other reads."""
    shape, values = _shape(actor, wish, now, zone, session.get_bind().dialect.name)
    return [_condition(name) for name in shape], values


def similar(session: Session, actor: Actor, facts: Facts, now: dt.datetime, zone: Any) -> list[Line]:
    """At most MOST_SIMILAR cases that may be the same matter: the same link or account, or the same rare words."""
    told = search.plain_words(facts.narrative)
    longest = sorted(dict.fromkeys(told), key=len, reverse=True)[:_TELLING] if len(told) >= _TELLING else []
    found: dict[str, Line] = {}
    for words in (search.plain_words(facts.link), search.plain_words(facts.account), longest):
        if words:
            page = listing(session, actor, Wish(words=tuple(dict.fromkeys(words))), None, now, zone)
            found |= {row.id: row for row in page.rows}
    return list(found.values())[:MOST_SIMILAR]


def _shape(actor: Actor, wish: Wish, now: dt.datetime, zone: Any, dialect: str) -> tuple[tuple[str, ...], dict[str, Any]]:
    """The names of the conditions in force, and the values of their parameters."""
    today = now.astimezone(zone).date()
    values: dict[str, Any] = {"own_party": actor.party, **disclosure.viewer(actor, midnight(today, zone))}
    open_only = wish.only_open or wish.state in OPEN_STATES or wish.state is State.CLOSED
    shape = [] if open_only else ["visible"]
    for name in ("state", "party", "source", "topic", "platform", "target"):
        if getattr(wish, name) is not None:
            shape.append(name)
            values[name] = getattr(wish, name)
    if wish.only_open:
        shape.append("only_open")
    if wish.officer == NOBODY:
        shape.append("unassigned")
    elif wish.officer:
        shape.append("officer")
        values["officer"] = wish.officer
    if wish.age in DUE:
        shape.append(wish.age)
        values |= {**at_moment(now, zone), "sunday": sunday(today)}
    elif wish.age in AGES:
        youngest, oldest = AGES[wish.age]
        shape.append("younger_than")
        values["until"] = midnight(today - dt.timedelta(days=youngest - 1), zone)
        if oldest is not None:
            shape.append("older_than")
            values["since"] = midnight(today - dt.timedelta(days=oldest), zone)
    if wish.since is not None or wish.until is not None:
        shape.append("received")  # a draft was begun on a day, but not received
    if wish.since is not None:
        shape.append("from_day")
        values["from_day"] = midnight(wish.since, zone)
    if wish.until is not None:
        shape.append("to_day")
        values["to_day"] = midnight(wish.until + dt.timedelta(days=1), zone)
    if wish.source is not None:
        shape.append("told")
    match, plain = search.match_of(wish.words, dialect), search.plain_words(*wish.words)
    if match:
        shape += [f"match {dialect}", f"by number {len(plain)}"]
        values |= {"match": match, **{f"word{at}": f"%{word}%" for at, word in enumerate(plain)}}
    elif wish.words:
        shape.append("nothing")  # only punctuation was typed
    return tuple(shape), values


def _condition(name: str) -> ColumnElement[bool]:
    c = _case.c
    if name.startswith("match "):
        return search.matching(name.removeprefix("match "))
    if name.startswith("by number "):  # a search must not tell which words a secret case has
        words = range(int(name.removeprefix("by number ")))
        by_number = and_(*(func.lower(c.complaint_no).like(bindparam(f"word{at}")) for at in words))
        return or_(~disclosure.hidden("case", c.id), by_number)
    conditions: dict[str, Any] = {
        "nothing": false,
        "told": lambda: ~disclosure.hidden("case", c.id),
        "visible": lambda: or_(c.state != State.DRAFT, c.party == bindparam("own_party")),
        "state": lambda: c.state == bindparam("state"),
        "party": lambda: c.party == bindparam("party"),
        "source": lambda: c.source == bindparam("source"),
        "topic": lambda: c.topic == bindparam("topic"),
        "platform": lambda: c.platform == bindparam("platform"),
        "target": lambda: c.target == bindparam("target"),
        "received": lambda: c.state != State.DRAFT,
        "from_day": lambda: c.received_at >= bindparam("from_day"),
        "to_day": lambda: c.received_at < bindparam("to_day"),
        "only_open": lambda: one_of(c.state, OPEN_STATES),
        "unassigned": lambda: c.officer_id.is_(None),
        "officer": lambda: c.officer_id == bindparam("officer"),
        "overdue": late,
        "due_today": due_today,
        "this_week": lambda: and_(c.due_on > bindparam("today"), c.due_on <= bindparam("sunday")),
        "younger_than": lambda: c.received_at < bindparam("until"),
        "older_than": lambda: c.received_at >= bindparam("since"),
    }
    return cast(ColumnElement[bool], conditions[name]())


@cache
def _statement(sort: str, back: bool | None, shape: tuple[str, ...]) -> Select[Any]:
    """The list's statement; ``back``: towards the beginning; ``None``: the first page."""
    by, row_id = _BY[sort], _case.c.id
    falling = (sort != "due") != bool(back)
    query = select(row_id).where(*(_condition(name) for name in shape))
    if sort == "due":
        query = query.where(by >= ANY_DAY)
    if back is not None:
        edge: ColumnElement[Any] = bindparam("edge", type_=by.type)
        edge_id: ColumnElement[str] = bindparam("edge_id")
        beyond = (by < edge, row_id < edge_id) if falling else (by > edge, row_id > edge_id)
        # The first condition says the same again in the form an index can use.
        query = query.where(by <= edge if falling else by >= edge, or_(beyond[0], and_(by == edge, beyond[1])))
    order = (by.desc(), row_id.desc()) if falling else (by.asc(), row_id.asc())
    # The ids come from an index where there is one for the wish; only the rows shown are read whole.
    page = query.order_by(*order).limit(PAGE + 1)
    shown = select(*SHOWN).outerjoin_from(_case, _staff, _case.c.officer_id == _staff.c.id)
    return shown.where(row_id.in_(page)).order_by(*order)


@cache
def _counting(sort: str, shape: tuple[str, ...]) -> Select[Any]:
    inner: Select[Any] = select(literal_column("1")).select_from(_case).where(*(_condition(name) for name in shape))
    if sort == "due":
        inner = inner.where(_case.c.due_on >= ANY_DAY)
    return select(func.count()).select_from(inner.limit(COUNT_CAP + 1).subquery())


def _edge(sort: str, row: Line) -> str:
    value = {"updated": row.updated_at, "received": row.received_at, "due": row.due_on}[sort]
    return value.isoformat() if value else ""


def _read_edge(sort: str, text: str) -> dt.date | dt.datetime:
    if sort == "due":
        return dt.date.fromisoformat(text)
    value = dt.datetime.fromisoformat(text)
    if value.tzinfo is None:
        raise ValueError("a moment without a zone")
    try:
        return value.astimezone(dt.UTC)
    except OverflowError as error:
        raise ValueError("a moment before the first or after the last day") from error


_HOUR_OVER: ColumnElement[bool] = case_when(
    *((_case.c.clock == kind, _case.c.clock_from <= bindparam(f"before_{kind.value}")) for kind in HOURLY), else_=false()
)


def late() -> ColumnElement[bool]:
    """Whether a case is late (see ``deadlines.is_late``). The values of its parameters come from ``at_moment``."""
    due_on, today = _case.c.due_on, bindparam("today", type_=Date)
    return and_(due_on <= today, or_(due_on < today, _HOUR_OVER))


def due_today() -> ColumnElement[bool]:
    """Whether a case is due today and not late yet; parameters as ``late``."""
    return and_(_case.c.due_on == bindparam("today", type_=Date), ~_HOUR_OVER)


def at_moment(now: dt.datetime, zone: Any) -> dict[str, Any]:
    """The values of the parameters of ``late`` and ``due_today``."""
    began = {f"before_{kind.value}": now - hours for kind, hours in HOURLY.items()}
    return {"today": now.astimezone(zone).date(), **began}


def sunday(today: dt.date) -> dt.date:
    """The last day of the week of ``today``."""
    return today + dt.timedelta(days=6 - today.weekday())


def midnight(day: dt.date, zone: Any) -> dt.datetime:
    """The moment a day of the office begins."""
    return dt.datetime(day.year, day.month, day.day, tzinfo=zone)


# One case --------------------------------------------------------------------------------------------------------

_who = Complainant.__table__.c
_track = Track.__table__.c
_SHEET = (
    select(
        *_case.c,
        func.coalesce(_staff.c.name, "").label("officer"),
        # An anonymous complaint has nothing to mask or to reveal.
        or_(_who.nik_sealed.is_not(None), *(_who[name] != "" for name in ("name", "address", "phone", "email"))).label("told_who"),
        and_(_who.name != "", _who.address != "").label("reporter_known"),
        disclosure.with_mark("case", _case.c.id).label("with_mark"),
        disclosure.with_disclosure(_case.c.id).label("with_disclosure"),
        evidence.with_evidence("case", _case.c.id).label("with_evidence"),
        exists(select(_track.id).where(_track.case_id == _case.c.id)).label("with_track"),
    )
    .outerjoin_from(_case, _staff, _case.c.officer_id == _staff.c.id)
    .join(Complainant.__table__, _who.case_id == _case.c.id)
    .where(_case.c.id == bindparam("case_id"))
)
_NAME = select(_staff.c.name).where(_staff.c.id == bindparam("staff_id"))


def sheet(session: Session, case_id: str) -> Row[*tuple[Any, ...]] | None:
    """All columns of a case, its ``officer``'s name (also of one who has left), what is told of who complained, and what it
    is with (a mark, disclosures, evidence, tracks)."""
    return session.connection().execute(_SHEET, {"case_id": case_id}).one_or_none()


_TRACKS = select(*_track).where(_track.case_id == bindparam("case_id")).order_by(_track.opened_at, _track.id)


def tracks(session: Session, case_id: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """The tracks of a case, the oldest first."""
    return session.connection().execute(_TRACKS, {"case_id": case_id}).all()


def staff_name(session: Session, staff_id: str) -> str:
    """The name of a member of staff, also of one who has left; empty for nobody."""
    return str(session.connection().execute(_NAME, {"staff_id": staff_id}).scalar() or "") if staff_id else ""


class Mention(NamedTuple):
    """A case that names a link or an account."""

    id: str
    complaint_no: str
    state: State
    platform: Platform | None
    link: str
    account: str


def mentions(session: Session, actor: Actor, clock: Clock, words: Sequence[str]) -> list[Mention]:
    """Registered cases ``actor`` may read whose text has all of ``words``, newest first: candidates to be compared."""
    dialect = session.get_bind().dialect.name
    match = search.match_of(tuple(words), dialect)
    if not match:
        return []
    shown = (_case.c.id, _case.c.complaint_no, _case.c.state, _case.c.platform, _case.c.link, _case.c.account)
    seen = ~disclosure.hidden("case", _case.c.id)
    query = select(*shown).where(search.matching(dialect), _case.c.state != State.DRAFT, seen).order_by(_case.c.received_at.desc())
    values = {"match": match, **disclosure.viewer(actor, clock.now())}
    return [Mention(*row) for row in session.connection().execute(query, values)]


def duties(session: Session, staff_ids: Collection[str], first: dt.date, last: dt.date) -> dict[str, set[dt.date]]:
    """For each of ``staff_ids``, the days from ``first`` to ``last`` on which an open case of theirs falls due."""
    due = select(Case.officer_id, Case.due_on).where(Case.officer_id.in_(staff_ids), Case.due_on.between(first, last))
    found: dict[str, set[dt.date]] = {}
    for officer_id, day in session.execute(due.where(Case.state.in_(OPEN_STATES)).distinct()):
        if officer_id and day:
            found.setdefault(officer_id, set()).add(day)
    return found


def open_count(session: Session, officer_id: str = "") -> int:
    """How many cases are open, all of them or with one officer."""
    own = (Case.officer_id == officer_id,) if officer_id else ()
    return session.scalar(select(func.count()).select_from(Case).where(Case.state.in_(OPEN_STATES), *own)) or 0
