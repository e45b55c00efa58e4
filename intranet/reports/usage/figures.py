"""The counts of a semester, drawn from the usage rows and their neighbours in a few grouped statements.

Every call has its row before it is made, so what is counted here can only be as many as the register's own counter or more:
what was begun and never finished is counted, and named as that.
"""

import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from intranet.agreements.models import AgreementParty
from intranet.base.actor import ActorKind, Party
from intranet.base.trail import canonical
from intranet.cases.queries import midnight
from intranet.devices.models import Device
from intranet.identity.models import Feedback, IdentityCheck
from intranet.outreach.models import CapacityEvent, CapacityParticipant, Dissemination
from intranet.outreach.rules import CapacityKind, EventState, Topic
from intranet.reports.usage.rules import Counts, Ending, Semester, ending
from intranet.settings import Settings
from shared.words import DeviceState

_check, _feedback, _device = IdentityCheck.__table__.c, Feedback.__table__.c, Device.__table__.c
_event, _person, _spread = CapacityEvent.__table__.c, CapacityParticipant.__table__.c, Dissemination.__table__.c
ALL, CALLED, ANSWERED, FAILED, UNFINISHED = "all", "called", "answered", "failed", "unfinished"
COLUMNS = (ALL, CALLED, ANSWERED, FAILED, UNFINISHED)
NO_CODE = "-"

Count = Callable[[Session, dt.datetime, dt.datetime], int]  # of what happened from the first moment until before the second


@dataclass(frozen=True)
class Beside:
    """What other packages count for the report; None where nobody does yet."""

    portal_lookups: Count | None = None
    incidents: Count | None = None


@dataclass(frozen=True)
class Figures:
    """All counts of a semester until ``cut_off``; ``names`` says who is meant by a key of officers and kiosks."""

    cut_off: dt.datetime
    counts: Counts = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def written(self) -> str:
        """As kept: one spelling for the same figures."""
        return canonical({"cut_off": self.cut_off.isoformat(), "counts": self.counts, "names": self.names})

    def total(self, section: str, column: str) -> int:
        """The sum of one column of a table of checks."""
        return sum(number for key, number in self.counts.get(section, {}).items() if key.rpartition("|")[2] == column)


def read(written: str) -> Figures:
    """Figures as ``Figures.written`` wrote them."""
    found: dict[str, Any] = json.loads(written)
    return Figures(dt.datetime.fromisoformat(found["cut_off"]), found["counts"], found["names"])


def last_minute(cut_off: dt.datetime, settings: Settings) -> dt.datetime:
    """A cut-off as people say it: the end of the semester's last day, not midnight of the next."""
    whole = cut_off.astimezone(settings.zone).time() == dt.time.min
    return cut_off - dt.timedelta(minutes=1) if whole else cut_off


def bounds(semester: Semester, settings: Settings) -> tuple[dt.datetime, dt.datetime]:
    """The first moment of a semester, and the first after it."""
    zone, period = settings.zone, semester.period
    return midnight(period.first, zone), midnight(period.last + dt.timedelta(days=1), zone)


def draw(session: Session, settings: Settings, semester: Semester, now: dt.datetime, beside: Beside | None = None) -> Figures:
    """Count a semester, until now or its end."""
    since, until = bounds(semester, settings)
    cut_off, beside = max(since, min(until, now)), beside or Beside()
    figures = Figures(cut_off, defaultdict(dict))
    _checks(session, settings, semester, since, cut_off, figures)
    _sent_back(session, settings, semester, since, cut_off, figures)
    _trainings(session, semester, cut_off.astimezone(settings.zone).date(), figures.counts)
    _devices(session, since, cut_off, figures.counts)
    for name, count in (("portal_lookups", beside.portal_lookups), ("incidents", beside.incidents)):
        if count is not None:
            figures.counts[name] = {ALL: count(session, since, cut_off)}
    return Figures(cut_off, {section: dict(found) for section, found in figures.counts.items()}, figures.names)


def month_of(column: Any, semester: Semester, settings: Settings) -> Any:
    """The month of a moment within a semester, as ``2026-07``, by the office's clock."""
    months = semester.months
    starts = [(midnight(following, settings.zone), f"{first:%Y-%m}") for first, following in zip(months, months[1:], strict=False)]
    return case(*((column < start, name) for start, name in starts), else_=f"{months[-1]:%Y-%m}")


def _checks(
    session: Session, settings: Settings, semester: Semester, since: dt.datetime, until: dt.datetime, figures: Figures
) -> None:
    month, started = month_of(_check.at, semester, settings).label("month"), _check.started_at.is_not(None).label("started")
    ended_as = (_check.method, _check.outcome, _check.code_class, _check.code, _check.element_names)
    by = (month, *ended_as, _check.actor_kind, _check.actor_id, started)
    query = select(*by, func.max(_check.actor_name), func.count()).where(_check.at >= since, _check.at < until).group_by(*by)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for (
        name,
        method,
        outcome,
        code_class,
        code,
        elements,
        kind,
        actor_id,
        begun,
        actor_name,
        number,
    ) in session.connection().execute(query):
        ended = ending(method, code_class, started=bool(begun))
        counts["ending"][ended.value] += number
        if outcome is not None:
            counts["outcome"][outcome.value] += number
        if ended in (Ending.ANSWERED, Ending.REFUSED):
            counts["code"][code or NO_CODE] += number
        actors = "kiosk" if kind is ActorKind.DEVICE else "officer"
        figures.names[actor_id] = actor_name
        dimensions = {"month": name, "method": method.value, actors: actor_id}
        if elements:
            dimensions["elements"] = elements
        columns = [ALL, *([CALLED] if ended.called else [])]
        columns += [column for column, endings in _COLUMN_OF.items() if ended in endings]
        for section, key in dimensions.items():
            for column in columns:
                counts[section][f"{key}|{column}"] += number
    figures.counts.update({section: dict(found) for section, found in counts.items()})


_COLUMN_OF = {
    ANSWERED: (Ending.ANSWERED, Ending.REFUSED),
    FAILED: (Ending.FAILED,),
    UNFINISHED: (Ending.INTERRUPTED, Ending.RUNNING),
}


def _sent_back(
    session: Session, settings: Settings, semester: Semester, since: dt.datetime, until: dt.datetime, figures: Figures
) -> None:
    month = month_of(_feedback.queued_at, semester, settings).label("month")
    query = select(month, _feedback.state, func.count()).where(_feedback.queued_at >= since, _feedback.queued_at < until)
    found: Counter[str] = Counter()
    for name, state, number in session.connection().execute(query.group_by(month, _feedback.state)):
        found[f"{name}|{state.value}"] += number
    figures.counts["balikan"] = dict(found)


def _trainings(session: Session, semester: Semester, until: dt.date, counts: Counts) -> None:
    """Trainings under the register's agreement and promotion of the NIK by their days, the day of the cut-off too."""
    connection, period = session.connection(), semester.period
    last = min(until, period.last)
    theirs = select(AgreementParty.__table__.c.agreement_id).where(AgreementParty.__table__.c.party == Party.DUKCAPIL)
    ours = or_(_event.agreement_id.in_(theirs), _event.kind == CapacityKind.GUIDANCE)
    done = _event.state.in_((EventState.HELD, EventState.REPORTED))
    held = and_(done, ours, _event.starts_on.between(period.first, last))
    trainings: Counter[str] = Counter()
    for kind, number, reached in connection.execute(
        select(_event.kind, func.count(), func.coalesce(func.sum(_event.reached), 0)).where(held).group_by(_event.kind)
    ):
        trainings[f"{kind.value}|events"] += number
        trainings[f"{kind.value}|people"] += int(reached)
    came = select(_event.kind, func.count()).select_from(CapacityEvent.__table__.join(CapacityParticipant.__table__))
    for kind, number in connection.execute(came.where(held, _person.came).group_by(_event.kind)):
        trainings[f"{kind.value}|people"] += number
    counts["training"] = dict(trainings)
    spread = and_(_spread.topic == Topic.NIK, _spread.done_on.between(period.first, last))
    promotion: Counter[str] = Counter()
    for channel, number, reach in connection.execute(
        select(_spread.channel, func.count(), func.coalesce(func.sum(_spread.reach), 0)).where(spread).group_by(_spread.channel)
    ):
        promotion[f"{channel.value}|times"] += number
        promotion[f"{channel.value}|reach"] += int(reach)
    counts["promotion"] = dict(promotion)


def _devices(session: Session, since: dt.datetime, until: dt.datetime, counts: Counts) -> None:
    """Kiosks at the cut-off, and what happened to them in the semester."""
    in_use = and_(_device.confirmed_at < until, func.coalesce(_device.revoked_at, until) >= until)
    query = select(
        func.count().filter(in_use),
        func.count().filter(_device.confirmed_at >= since, _device.confirmed_at < until),
        func.count().filter(_device.state == DeviceState.REVOKED, _device.revoked_at >= since, _device.revoked_at < until),
    ).select_from(Device.__table__)
    found = session.connection().execute(query).one()
    counts["device"] = dict(zip(("in_use", "added", "revoked"), found, strict=True))
