"""What was seen on social media: entries of patrols, and the cases of patrols and hoax finds that came another way.

An entry that became a case counts once, as the entry (Jambi 4(1)c, 4(4)d).
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, FromClause, and_, exists, func, literal, select, true, union_all
from sqlalchemy.orm import Session

from intranet.cases.models import Case
from intranet.cases.rules import Source, State
from intranet.oversight.models import ContentAccount, FactCheck, Participant, PatrolEntry, PatrolShift
from intranet.oversight.rules import ContentCategory, ShiftResult, Verdict
from intranet.reports.queries import as_day, local_day, one_of, unmarked, within
from intranet.reports.rules import Period
from shared.questions import Platform, Topic

SOURCES = (Source.CYBER_PATROL, Source.HOAX_FINDING)
MOST = 10  # accounts of each kind
_case, _entry, _account = Case.__table__.c, PatrolEntry.__table__.c, ContentAccount.__table__.c


class Seen(NamedTuple):
    """How many entries, and cases without one."""

    entries: int = 0
    cases: int = 0

    @property
    def total(self) -> int:
        """Both together."""
        return self.entries + self.cases


class Account(NamedTuple):
    """An account and how often it was seen; ``owner``: whose it is, if it is registered."""

    account: str
    platform: Platform | None
    number: int
    owner: str | None


@dataclass(frozen=True)
class Issues:
    """All figures of the monitoring report."""

    platforms: dict[Platform | None, Seen]
    topics: dict[Topic | None, Seen]
    by_day: Counter[dt.date]
    registered: list[Account]
    others: list[Account]
    sources: dict[Source, int]
    shifts: int
    nil: int
    hoaxes: int
    total: Seen = field(default=Seen())


def issues(session: Session, period: Period, zone: ZoneInfo, unmarked_at: dt.datetime | None = None) -> Issues:
    """What was seen in a period; ``unmarked_at``: without what belongs to cases that bear a mark then."""
    connection = session.connection()

    def told(case_id: ColumnElement[Any]) -> ColumnElement[bool]:
        return true() if unmarked_at is None else unmarked(case_id, unmarked_at)

    entries = and_(within(_entry.at, period, zone), told(_entry.case_id))
    received = within(_case.received_at, period, zone)
    of_sources = and_(one_of(_case.source, *SOURCES), _case.state != State.DRAFT, received, told(_case.id))
    cases = and_(of_sources, ~exists().where(_entry.case_id == _case.id))
    platforms: dict[Platform | None, Seen] = {}
    for platform, number in _counted(session, _entry.platform, entries):
        platforms[platform] = Seen(number)
    for platform, number in _counted(session, _case.platform, cases):
        platforms[platform] = platforms.get(platform, Seen())._replace(cases=number)
    topics: dict[Topic | None, Seen] = {}
    for category, number in _counted(session, _entry.category, entries):
        topic = ContentCategory(category).topic
        topics[topic] = Seen(topics.get(topic, Seen()).entries + number)
    for topic, number in _counted(session, _case.topic, cases):
        topics[topic] = topics.get(topic, Seen())._replace(cases=number)
    by_day: Counter[dt.date] = Counter()
    for column, which in ((_entry.at, entries), (_case.received_at, cases)):
        for day, number in _counted(session, local_day(session, column, zone), which):
            by_day[as_day(day)] += number
    seen = union_all(
        select(_entry.platform.label("platform"), _entry.account.label("account")).where(entries, _entry.account != ""),
        select(_case.platform, func.lower(func.ltrim(_case.account, "@"))).where(cases, _case.account != ""),
    ).subquery()
    held = within(PatrolShift.__table__.c.starts_at, period, zone)
    results = dict(_counted(session, PatrolShift.__table__.c.result, held))
    check = FactCheck.__table__.c
    hoaxes = select(func.count()).where(
        within(check.published_at, period, zone), check.verdict != Verdict.TRUE, told(check.case_id)
    )
    return Issues(
        platforms=platforms,
        topics=topics,
        by_day=by_day,
        registered=_accounts(session, seen, registered=True),
        others=_accounts(session, seen, registered=False),
        sources={source: number for source, number in _counted(session, _case.source, of_sources)},
        shifts=sum(results.values()),
        nil=results.get(ShiftResult.NIL, 0),
        hoaxes=connection.execute(hoaxes).scalar_one(),
        total=Seen(sum(one.entries for one in platforms.values()), sum(one.cases for one in platforms.values())),
    )


def _counted(session: Session, by: ColumnElement[Any], which: ColumnElement[bool]) -> list[tuple[Any, int]]:
    rows = session.connection().execute(select(by, func.count()).where(which).group_by(by))
    return [(key, number) for key, number in rows]


def _accounts(session: Session, seen: FromClause, *, registered: bool) -> list[Account]:
    """The accounts seen most; a name without a platform is nobody's registered account."""
    number = func.count()
    same = and_(_account.platform == seen.c.platform, _account.account == seen.c.account)
    joined = seen.outerjoin(ContentAccount.__table__, same)
    owner: ColumnElement[Any] = literal(None)
    if registered:
        people = Participant.__table__
        joined = joined.join(people, people.c.name_key == _account.participant_key)
        owner = people.c.name
    by = [seen.c.account, seen.c.platform, *([owner] if registered else [])]
    query = select(seen.c.account, seen.c.platform, number, owner).select_from(joined).group_by(*by)
    if not registered:
        query = query.where(_account.id.is_(None))
    query = query.order_by(number.desc(), seen.c.account).limit(MOST)
    return [Account(*row) for row in session.connection().execute(query)]
