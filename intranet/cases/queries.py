"""Reads for the case list and the start page: Core statements built once per shape, rows as named tuples.

A draft is its own party's business until it is submitted; everything else is the task force's common log (Jambi 4(1)b).
Of a case the other party keeps secret only number, state, clock and mark are told, and only its number finds it.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, false, func, literal_column, or_, select
from sqlalchemy import case as case_when
from sqlalchemy.orm import Session

from intranet.agencies.models import Staff
from intranet.base.actor import Actor, Party
from intranet.base.clock import Clock
from intranet.cases import search, service
from intranet.cases.models import Case, Complainant, Track
from intranet.cases.rules import OPEN_STATES, Source, State
from intranet.cases.service import Facts
from intranet.disclosure import queries as disclosure
from intranet.disclosure.rules import Level
from intranet.web import paging
from shared.elements import Standing
from shared.questions import Platform, Topic

PAGE = 50
COUNT_CAP = 300
MOST_SIMILAR, _TELLING = 5, 6  # cases shown, and words of a story that together tell it from others
NOBODY = "none"
_ANY_DAY = dt.date(1900, 1, 1)  # says "has a due date" in the form an index can use
SORTS = ("updated", "received", "due")
_case, _staff = Case.__table__, Staff.__table__
_SHOWN = (
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
    officer: str | None
    mark: Level | None
    hidden: bool


def _lines(rows: Sequence[Any]) -> Sequence[Line]:
    """The rows as they may be seen: of a hidden one nothing of its content, nor who is in it."""
    return [
        Line(*row)._replace(source=None, topic=None, respondent="", standing=Standing.NOT_CHECKED) if row.hidden else row
        for row in rows
    ]


@dataclass(frozen=True)
class Wish:
    """What a list should show. ``officer`` is an id, NOBODY, or empty; ``age`` is a key of AGES or one of DUE."""

    state: State | None = None
    only_open: bool = False
    party: Party | None = None
    source: Source | None = None
    officer: str = ""
    age: str = ""
    words: tuple[str, ...] = ()
    sort: str = "updated"

    @property
    def narrowed(self) -> bool:
        """Whether anything but the order was asked for."""
        return self != Wish(sort=self.sort)


AGES: dict[str, tuple[int, int | None]] = {"0-2": (0, 2), "3-7": (3, 7), "8-14": (8, 14), "15": (15, None)}  # days since reception
DUE = ("overdue", "due_today")


def listing(
    session: Session, actor: Actor, wish: Wish, cursor: paging.Cursor | None, today: dt.date, zone: Any
) -> paging.Page[Line]:
    """One page of cases as ``wish``ed, newest first (by due date: most urgent first)."""
    shape, values = _shape(actor, wish, today, zone, session.get_bind().dialect.name)
    if cursor is not None:
        try:
            values["edge"] = _read_edge(wish.sort, cursor.value)
        except ValueError:
            cursor = None
        else:
            values["edge_id"] = cursor.id
    statement = _statement(wish.sort, None if cursor is None else cursor.back, shape)
    rows = _lines(session.connection().execute(statement, values).all())
    return paging.cut(rows, PAGE, cursor, lambda row: (_edge(wish.sort, row), row.id))


def count(session: Session, actor: Actor, wish: Wish, today: dt.date, zone: Any) -> int:
    """How many cases fit, counted up to COUNT_CAP + 1."""
    shape, values = _shape(actor, wish, today, zone, session.get_bind().dialect.name)
    return int(session.connection().execute(_counting(wish.sort, shape), values).scalar_one())


def similar(session: Session, actor: Actor, facts: Facts, today: dt.date, zone: Any) -> list[Line]:
    """At most MOST_SIMILAR cases that may be the same matter: the same link or account, or the same rare words."""
    told = search.plain_words(facts.narrative)
    longest = sorted(dict.fromkeys(told), key=len, reverse=True)[:_TELLING] if len(told) >= _TELLING else []
    found: dict[str, Line] = {}
    for words in (search.plain_words(facts.link), search.plain_words(facts.account), longest):
        if words:
            page = listing(session, actor, Wish(words=tuple(dict.fromkeys(words))), None, today, zone)
            found |= {row.id: row for row in page.rows}
    return list(found.values())[:MOST_SIMILAR]


def _shape(actor: Actor, wish: Wish, today: dt.date, zone: Any, dialect: str) -> tuple[tuple[str, ...], dict[str, Any]]:
    """The names of the conditions in force, and the values of their parameters."""
    values: dict[str, Any] = {"own_party": actor.party, **disclosure.viewer(actor, _midnight(today, zone))}
    open_only = wish.only_open or wish.state in OPEN_STATES or wish.state is State.CLOSED
    shape = [] if open_only else ["visible"]
    for name in ("state", "party", "source"):
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
        values["today"] = today
    elif wish.age in AGES:
        youngest, oldest = AGES[wish.age]
        shape.append("younger_than")
        values["until"] = _midnight(today - dt.timedelta(days=youngest - 1), zone)
        if oldest is not None:
            shape.append("older_than")
            values["since"] = _midnight(today - dt.timedelta(days=oldest), zone)
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
        "only_open": lambda: c.state.in_(OPEN_STATES),
        "unassigned": lambda: c.officer_id.is_(None),
        "officer": lambda: c.officer_id == bindparam("officer"),
        "overdue": lambda: c.due_on < bindparam("today"),
        "due_today": lambda: c.due_on == bindparam("today"),
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
        query = query.where(by >= _ANY_DAY)
    if back is not None:
        edge: ColumnElement[Any] = bindparam("edge", type_=by.type)
        edge_id: ColumnElement[str] = bindparam("edge_id")
        beyond = (by < edge, row_id < edge_id) if falling else (by > edge, row_id > edge_id)
        # The first condition says the same again in the form an index can use.
        query = query.where(by <= edge if falling else by >= edge, or_(beyond[0], and_(by == edge, beyond[1])))
    order = (by.desc(), row_id.desc()) if falling else (by.asc(), row_id.asc())
    # The ids come from an index where there is one for the wish; only the rows shown are read whole.
    page = query.order_by(*order).limit(PAGE + 1)
    shown = select(*_SHOWN).outerjoin_from(_case, _staff, _case.c.officer_id == _staff.c.id)
    return shown.where(row_id.in_(page)).order_by(*order)


@cache
def _counting(sort: str, shape: tuple[str, ...]) -> Select[Any]:
    inner: Select[Any] = select(literal_column("1")).select_from(_case).where(*(_condition(name) for name in shape))
    if sort == "due":
        inner = inner.where(_case.c.due_on >= _ANY_DAY)
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


def _midnight(day: dt.date, zone: Any) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, tzinfo=zone)


# The start page ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Board:
    """What the start page of a case worker shows."""

    mine: Sequence[Line]
    unassigned: Sequence[Line]
    mine_open: int
    unassigned_open: int
    overdue: int
    due_today: int
    ageing: list[tuple[State, list[int]]]


_OPEN = _case.c.due_on >= _ANY_DAY  # open cases are due, drafts and closed ones are not; said so that an index serves
_TOP = select(*_SHOWN).outerjoin_from(_case, _staff, _case.c.officer_id == _staff.c.id).where(_OPEN)
_TOP = _TOP.order_by(_case.c.due_on, _case.c.id).limit(10)
_MINE = _TOP.where(_case.c.officer_id == bindparam("me"))
_UNASSIGNED = _TOP.where(_case.c.officer_id.is_(None), _case.c.party == bindparam("own_party"))
_BOUNDS = [youngest for youngest, _oldest in AGES.values()][1:]  # days at which the next older group begins
_COUNTS = (
    select(
        _case.c.state,
        _case.c.party,
        *(
            func.count().filter(condition)
            for condition in (
                *(_case.c.received_at < bindparam(f"older{days}") for days in _BOUNDS),
                _case.c.officer_id == bindparam("me"),
                _case.c.officer_id.is_(None),
                _case.c.due_on < bindparam("today"),
                _case.c.due_on == bindparam("today"),
            )
        ),
        func.count(),
    )
    .where(_case.c.state.in_(OPEN_STATES))
    .group_by(_case.c.state, _case.c.party)
)


def board(session: Session, actor: Actor, today: dt.date, zone: Any) -> Board:
    """The start page: what is mine, what nobody has, how old the open cases are. Reads open cases only."""
    connection = session.connection()
    seen = disclosure.viewer(actor, _midnight(today, zone))
    mine = _lines(connection.execute(_MINE, {"me": actor.id, **seen}).all())
    unassigned = _lines(connection.execute(_UNASSIGNED, {"own_party": actor.party, **seen}).all())
    bounds = {f"older{days}": _midnight(today - dt.timedelta(days=days - 1), zone) for days in _BOUNDS}
    ages = {state: [0] * len(AGES) for state in OPEN_STATES}
    mine_open, ours = 0, [0, 0, 0]
    for state, party, *numbers in connection.execute(_COUNTS, {"me": actor.id, "today": today, **bounds}):
        *older, my_own, nobodys, overdue, due_today, total = numbers
        mine_open += my_own
        if party is actor.party:
            ours = [sum(pair) for pair in zip(ours, (nobodys, overdue, due_today), strict=True)]
        groups = [more - less for more, less in pairwise((total, *older, 0))]
        ages[state] = [sum(pair) for pair in zip(ages[state], groups, strict=True)]
    unassigned_open, overdue, due_today = ours
    return Board(mine, unassigned, mine_open, unassigned_open, overdue, due_today, list(ages.items()))


class Load(NamedTuple):
    """What one officer has on the desk."""

    id: str
    name: str
    open: int
    overdue: int
    due_today: int


_LOADS = (
    select(
        _staff.c.id,
        _staff.c.name,
        func.count(_case.c.id),
        func.count(_case.c.id).filter(_case.c.due_on < bindparam("today")),
        func.count(_case.c.id).filter(_case.c.due_on == bindparam("today")),
    )
    .outerjoin_from(_staff, _case, and_(_case.c.officer_id == _staff.c.id, _OPEN))
    .where(_staff.c.id.in_(bindparam("officers", expanding=True)))
    .group_by(_staff.c.id, _staff.c.name)
    .order_by(func.count(_case.c.id).desc(), _staff.c.name)
)


def loads(session: Session, party: Party, today: dt.date) -> list[Load]:
    """How many open cases each active officer of ``party`` has, the fullest desk first."""
    ids = [staff_id for staff_id, _name in service.officers(session, party)]
    return [Load(*row) for row in session.connection().execute(_LOADS, {"officers": ids, "today": today})]


_due_track = Track.__table__
_TRACKS_DUE = (
    select(
        _due_track.c.case_id,
        _case.c.complaint_no,
        _due_track.c.kind,
        _due_track.c.stage,
        case_when((disclosure.hidden("case", _case.c.id), ""), else_=_due_track.c.target).label("target"),
        _due_track.c.due_on,
    )
    .join_from(_due_track, _case, _due_track.c.case_id == _case.c.id)
    .where(_due_track.c.due_on >= _ANY_DAY, _due_track.c.party == bindparam("own_party"))
    .order_by(_due_track.c.due_on, _due_track.c.id)
    .limit(10)
)


def tracks_due(session: Session, actor: Actor, today: dt.date, zone: Any) -> Sequence[Row[*tuple[Any, ...]]]:
    """The letters and take-down requests of the party that are next to be done, the most urgent first."""
    seen = disclosure.viewer(actor, _midnight(today, zone))
    return session.connection().execute(_TRACKS_DUE, {"own_party": actor.party, **seen}).all()


# One case --------------------------------------------------------------------------------------------------------

_who = Complainant.__table__.c
_SHEET = (
    select(
        *_case.c,
        func.coalesce(_staff.c.name, "").label("officer"),
        # An anonymous complaint has nothing to mask or to reveal.
        or_(_who.nik_sealed.is_not(None), *(_who[name] != "" for name in ("name", "address", "phone", "email"))).label("told_who"),
        and_(_who.name != "", _who.address != "").label("reporter_known"),
    )
    .outerjoin_from(_case, _staff, _case.c.officer_id == _staff.c.id)
    .join(Complainant.__table__, _who.case_id == _case.c.id)
    .where(_case.c.id == bindparam("case_id"))
)
_NAME = select(_staff.c.name).where(_staff.c.id == bindparam("staff_id"))


def sheet(session: Session, case_id: str) -> Row[*tuple[Any, ...]] | None:
    """All columns of a case, its ``officer``'s name (also of one who has left), and what is told of who complained."""
    return session.connection().execute(_SHEET, {"case_id": case_id}).one_or_none()


_track = Track.__table__.c
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
