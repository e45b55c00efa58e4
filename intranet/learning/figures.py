"""The figures of one session and of a period's programme: who was reached, what was learnt, what it cost.

What was learnt compares only people who took both tests, matched by the attendance number of their session.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, and_, cast, exists, func, select
from sqlalchemy.orm import Session

from intranet.learning.models import Answer, AnswerSheet, Attendee, Question, SessionReport, TestItem
from intranet.learning.rules import TESTS, AgeBand, Sex, Stage, percent
from intranet.literacy.models import District, LiteracySession
from intranet.literacy.rules import CostBearer, Pillar, Sector, SessionKind, SessionState

_s, _a, _t, _n = LiteracySession.__table__.c, Attendee.__table__.c, AnswerSheet.__table__.c, Answer.__table__.c
_q, _r, _i = Question.__table__.c, SessionReport.__table__.c, TestItem.__table__.c
_other = AnswerSheet.__table__.alias("other")
_DAY: ColumnElement[dt.date] = func.coalesce(_s.on_day, _s.earliest_on)
_MATCHED = exists().where(_other.c.session_id == _t.session_id, _other.c.number == _t.number, _other.c.stage != _t.stage)
_RIGHT = func.sum(cast(_n.correct, Integer))


class Gain(NamedTuple):
    """Right answers of how many, before and after; ``people`` took both tests."""

    people: int = 0
    pre_right: int = 0
    pre_all: int = 0
    post_right: int = 0
    post_all: int = 0

    @property
    def pre(self) -> int | None:
        """Per cent right before."""
        return percent(self.pre_right, self.pre_all)

    @property
    def post(self) -> int | None:
        """Per cent right after."""
        return percent(self.post_right, self.post_all)

    @property
    def gain(self) -> int | None:
        """Points of per cent won (or lost)."""
        return None if self.pre is None or self.post is None else self.post - self.pre


class Asked(NamedTuple):
    """A question of a session's test and how it was answered before and after."""

    place: int
    text: str
    pillar: Pillar
    gain: Gain


@dataclass(frozen=True)
class Reach:
    """Who came to a session."""

    sexes: Counter[Sex]
    ages: Counter[AgeBand]
    units: Counter[str]

    @property
    def total(self) -> int:
        """How many."""
        return self.sexes.total()


def reach(session: Session, session_id: str) -> Reach:
    """Who came to one session, by sex, age band and unit ("" for none given)."""
    query = select(_a.sex, _a.age, _a.unit, func.count()).where(_a.session_id == session_id).group_by(_a.sex, _a.age, _a.unit)
    found = Reach(Counter(), Counter(), Counter())
    for sex, age, unit, number in session.connection().execute(query):
        found.sexes[sex] += number
        found.ages[age] += number
        found.units[unit] += number
    return found


def session_gain(session: Session, session_id: str) -> tuple[Gain, dict[Pillar, Gain], list[Asked]]:
    """What one session's people learnt: altogether, by pillar, by question in order."""
    which = _s.id == session_id
    by = _marks(session, which, _n.question_id)
    items = select(_i.place, _q.id, _q.text, _q.pillar).join_from(TestItem.__table__, Question.__table__, _i.question_id == _q.id)
    rows = session.connection().execute(items.where(_i.session_id == session_id).order_by(_i.place))
    asked = [Asked(row.place, row.text, row.pillar, by.get(row.id, Gain())) for row in rows]
    return _marks(session, which, None).get(None, Gain()), _marks(session, which, _q.pillar), asked


def scores(session: Session, session_id: str) -> dict[int, dict[Stage, tuple[str, int, int]]]:
    """Each number's sheets by test: the sheet's id, how many right, of how many."""
    query = select(_t.number, _t.stage, _t.id, _t.score, _t.questions).where(_t.session_id == session_id).order_by(_t.number)
    found: dict[int, dict[Stage, tuple[str, int, int]]] = {}
    for number, stage, sheet_id, score, questions in session.connection().execute(query):
        found.setdefault(number, {})[stage] = (sheet_id, score, questions)
    return found


@dataclass
class Group:
    """Sessions that have something in common, and whom they reached."""

    held: int = 0
    people: int = 0
    women: int = 0
    men: int = 0


@dataclass
class Costs:
    """What one bearer plans and has paid, in rupiah."""

    sessions: int = 0
    planned: int = 0
    actual: int = 0


@dataclass
class Programme:
    """All figures of the programme report."""

    states: Counter[SessionState] = field(default_factory=Counter)
    reported: int = 0
    by_sector: dict[Sector, Group] = field(default_factory=dict)
    by_pillar: dict[Pillar, Group] = field(default_factory=dict)
    by_kind: dict[SessionKind, Group] = field(default_factory=dict)
    by_district: dict[str, Group] = field(default_factory=dict)
    ages: Counter[tuple[AgeBand, Sex]] = field(default_factory=Counter)
    costs: dict[CostBearer, Costs] = field(default_factory=dict)
    cancelled: list[tuple[str, str, str]] = field(default_factory=list)
    gain: Gain = field(default_factory=Gain)
    gains: dict[Pillar, Gain] = field(default_factory=dict)
    total: Group = field(default_factory=Group)


def programme(session: Session, first: dt.date, last: dt.date, programme_id: str = "") -> Programme:
    """The figures of the sessions from ``first`` to ``last`` (one only wanted counts at its first possible day).

    A session of two pillars counts for both. ``cancelled``: id, title and reason.
    """
    which: ColumnElement[bool] = _DAY.between(first, last)
    if programme_id:
        which = and_(which, _s.programme_id == programme_id)
    came: dict[str, Counter[tuple[AgeBand, Sex]]] = {}
    people = select(_a.session_id, _a.age, _a.sex, func.count()).join_from(Attendee.__table__, LiteracySession.__table__)
    for session_id, age, sex, number in session.connection().execute(
        people.where(which, _s.state == SessionState.HELD).group_by(_a.session_id, _a.age, _a.sex)
    ):
        came.setdefault(session_id, Counter())[age, sex] += number
    found = Programme()
    about = (
        select(
            *(_s.id, _s.title, _s.state, _s.state_reason, _s.sector, _s.kind, _s.pillars, _s.cost_bearer, _s.planned_cost),
            func.coalesce(_s.actual_cost, _r.actual_cost).label("actual_cost"),
            _r.reported_at,
            District.__table__.c.name.label("district"),
        )
        .join_from(LiteracySession.__table__, District.__table__, _s.district_id == District.__table__.c.id)
        .outerjoin(SessionReport.__table__, _r.session_id == _s.id)
        .where(which)
        .order_by(_DAY, _s.id)
    )
    for row in session.connection().execute(about):
        found.states[row.state] += 1
        found.reported += row.reported_at is not None
        if row.state is SessionState.CANCELLED:
            found.cancelled.append((row.id, row.title, row.state_reason))
            continue
        cost = found.costs.setdefault(row.cost_bearer, Costs())
        cost.sessions += 1
        cost.planned += row.planned_cost
        cost.actual += row.actual_cost or 0
        if row.state is not SessionState.HELD:
            continue
        mine = came.get(row.id, Counter())
        found.ages.update(mine)
        _count([found.total, _of(found.by_sector, row.sector), _of(found.by_kind, row.kind)], mine)
        _count([_of(found.by_district, row.district), *(_of(found.by_pillar, one) for one in row.pillars)], mine)
    held = and_(which, _s.state == SessionState.HELD)
    found.gain = _marks(session, held, None).get(None, Gain())
    found.gains = _marks(session, held, _q.pillar)
    return found


def _of(groups: dict[Any, Group], key: object) -> Group:
    return groups.setdefault(key, Group())


def _count(groups: Iterable[Group], came: Counter[tuple[AgeBand, Sex]]) -> None:
    women = sum(number for (_age, sex), number in came.items() if sex is Sex.FEMALE)
    for group in groups:
        group.held += 1
        group.people += came.total()
        group.women += women
        group.men += came.total() - women


def _marks(session: Session, which: ColumnElement[bool], by: ColumnElement[Any] | None) -> dict[Any, Gain]:
    """Answers of those who took both tests, right and all, by ``by`` (None: together)."""
    query = (
        select(*([by] if by is not None else []), _t.stage, _RIGHT, func.count(), func.count(_t.id.distinct()))
        .join_from(AnswerSheet.__table__, Answer.__table__, _n.sheet_id == _t.id)
        .join(Question.__table__, _q.id == _n.question_id)
        .join(LiteracySession.__table__, _s.id == _t.session_id)
        .where(which, _MATCHED)
        .group_by(*([by] if by is not None else []), _t.stage)
    )
    found: dict[Any, dict[Stage, tuple[int, int, int]]] = {}
    for *key, stage, right, whole, people in session.connection().execute(query):
        found.setdefault(key[0] if key else None, {})[stage] = (int(right or 0), whole, people)
    return {key: _gain(stages.get) for key, stages in found.items()}


def _gain(stage: Callable[[Stage, tuple[int, int, int]], tuple[int, int, int]]) -> Gain:
    pre, post = (stage(one, (0, 0, 0)) for one in TESTS)
    return Gain(people=min(pre[2], post[2]), pre_right=pre[0], pre_all=pre[1], post_right=post[0], post_all=post[1])
