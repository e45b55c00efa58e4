"""The start page's reads: what is mine, what nobody has, whom it waits for, how old it is, and each officer's desk."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from sqlalchemy import Row, and_, bindparam, func, select
from sqlalchemy import case as case_when
from sqlalchemy.orm import Session

from intranet.agencies.models import Staff
from intranet.base.actor import Actor, Party
from intranet.base.db import one_of
from intranet.cases import service
from intranet.cases.models import Case, Track
from intranet.cases.queries import AGES, ANY_DAY, SHOWN, Line, as_lines, at_moment, due_today, late, midnight, sunday
from intranet.cases.rules import OPEN_STATES, State
from intranet.disclosure import queries as disclosure

_case = Case.__table__
_staff = Staff.__table__


class Waits(NamedTuple):
    """What waits for one party; ``this_week``: due after today and by Sunday."""

    unassigned: int
    overdue: int
    due_today: int
    this_week: int
    open: int


@dataclass(frozen=True)
class Board:
    """What the start page of a case worker shows."""

    mine: Sequence[Line]
    unassigned: Sequence[Line]
    mine_open: int
    waits: dict[Party, Waits]
    ageing: list[tuple[State, list[int]]]


_OPEN = _case.c.due_on >= ANY_DAY  # open cases are due, drafts and closed ones are not; said so that an index serves
_TOP = select(*SHOWN).outerjoin_from(_case, _staff, _case.c.officer_id == _staff.c.id).where(_OPEN)
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
                late(),
                due_today(),
                _case.c.due_on <= bindparam("sunday"),
            )
        ),
        func.count(),
    )
    .where(one_of(_case.c.state, OPEN_STATES))
    .group_by(_case.c.state, _case.c.party)
)


def board(session: Session, actor: Actor, now: dt.datetime, zone: Any) -> Board:
    """The start page: what is mine, what nobody has, how old the open cases are. Reads open cases only."""
    today = now.astimezone(zone).date()
    connection = session.connection()
    seen = disclosure.viewer(actor, midnight(today, zone))
    mine = as_lines(connection.execute(_MINE, {"me": actor.id, **seen}).all())
    unassigned = as_lines(connection.execute(_UNASSIGNED, {"own_party": actor.party, **seen}).all())
    bounds = {f"older{days}": midnight(today - dt.timedelta(days=days - 1), zone) for days in _BOUNDS}
    ages = {state: [0] * len(AGES) for state in OPEN_STATES}
    mine_open, waits = 0, {party: [0] * len(Waits._fields) for party in Party}
    values = {"me": actor.id, "sunday": sunday(today), **at_moment(now, zone), **bounds}
    for state, party, *numbers in connection.execute(_COUNTS, values):
        *older, my_own, nobodys, overdue, for_today, by_sunday, total = numbers
        mine_open += my_own
        due = (nobodys, overdue, for_today, by_sunday - overdue - for_today, total)
        waits[party] = [sum(pair) for pair in zip(waits[party], due, strict=True)]
        groups = [more - less for more, less in pairwise((total, *older, 0))]
        ages[state] = [sum(pair) for pair in zip(ages[state], groups, strict=True)]
    told = {party: Waits(*numbers) for party, numbers in waits.items()}
    return Board(mine, unassigned, mine_open, told, list(ages.items()))


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
        func.count(_case.c.id).filter(late()),
        func.count(_case.c.id).filter(due_today()),
    )
    .outerjoin_from(_staff, _case, and_(_case.c.officer_id == _staff.c.id, _OPEN))
    .where(_staff.c.id.in_(bindparam("officers", expanding=True)))
    .group_by(_staff.c.id, _staff.c.name)
    .order_by(func.count(_case.c.id).desc(), _staff.c.name)
)


def loads(session: Session, party: Party, now: dt.datetime, zone: Any) -> list[Load]:
    """How many open cases each active officer of ``party`` has, the fullest desk first."""
    ids = [staff_id for staff_id, _name in service.officers(session, party)]
    return [Load(*row) for row in session.connection().execute(_LOADS, {"officers": ids, **at_moment(now, zone)})]


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
    .where(_due_track.c.due_on >= ANY_DAY, _due_track.c.party == bindparam("own_party"))
    .order_by(_due_track.c.due_on, _due_track.c.id)
    .limit(10)
)


def tracks_due(session: Session, actor: Actor, today: dt.date, zone: Any) -> Sequence[Row[*tuple[Any, ...]]]:
    """The letters and take-down requests of the party that are next to be done, the most urgent first."""
    seen = disclosure.viewer(actor, midnight(today, zone))
    return session.connection().execute(_TRACKS_DUE, {"own_party": actor.party, **seen}).all()
