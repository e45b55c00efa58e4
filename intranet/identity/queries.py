"""Reads of the usage rows and of the numbers on their way back, for the pages."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from intranet.agreements import service as agreements
from intranet.agreements.rules import Purpose
from intranet.base.actor import ActorKind
from intranet.base.clock import Clock
from intranet.identity import rules, service
from intranet.identity.arrangement import limits
from intranet.identity.codes import CodeClass
from intranet.identity.models import Feedback, IdentityCheck
from intranet.identity.rules import FeedbackState, Refusal
from intranet.settings import Settings
from intranet.web import paging
from intranet.web.paging import Cursor, Page
from shared.elements import Outcome

PAGE = 50
_MONTHS_BACK = 12


@dataclass(frozen=True)
class Month:
    """A month of the office's calendar; ``value`` is yyyy-mm, bounds are in UTC, ``until`` excluded."""

    value: str
    first_day: dt.date
    since: dt.datetime
    until: dt.datetime


def months(clock: Clock, settings: Settings) -> list[Month]:
    """This month and the eleven before it, newest first."""
    today = clock.now().astimezone(settings.zone).date()
    number = today.year * 12 + today.month - 1
    return [_month(settings, *divmod(number - back, 12)) for back in range(_MONTHS_BACK)]


def _month(settings: Settings, year: int, index: int) -> Month:
    first = dt.date(year, index + 1, 1)
    following = dt.date(year + (index == 11), (index + 1) % 12 + 1, 1)
    since, until = (dt.datetime.combine(day, dt.time.min, settings.zone).astimezone(dt.UTC) for day in (first, following))
    return Month(f"{first:%Y-%m}", first, since, until)


def usage(session: Session, month: Month, cursor: Cursor | None, size: int = PAGE) -> Page[IdentityCheck]:
    """The checks of one month, newest first, a page of them."""
    query = select(IdentityCheck).where(IdentityCheck.at >= month.since, IdentityCheck.at < month.until)
    order = (IdentityCheck.at.desc(), IdentityCheck.id.desc())
    edge = _edge(cursor)
    if cursor is not None and edge is not None:
        if cursor.back:
            query = query.where(or_(IdentityCheck.at > edge, (IdentityCheck.at == edge) & (IdentityCheck.id > cursor.id)))
            order = (IdentityCheck.at.asc(), IdentityCheck.id.asc())
        else:
            query = query.where(or_(IdentityCheck.at < edge, (IdentityCheck.at == edge) & (IdentityCheck.id < cursor.id)))
    else:
        cursor = None
    rows = session.scalars(query.order_by(*order).limit(size + 1)).all()
    return paging.cut(rows, size, cursor, lambda row: (row.at.isoformat(), row.id))


def _edge(cursor: Cursor | None) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(cursor.value) if cursor else None
        return moment.astimezone(dt.UTC) if moment is not None and moment.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def outcome_counts(session: Session, month: Month) -> dict[Outcome | None, int]:
    """How many checks of a month ended how; None = still running."""
    query = select(IdentityCheck.outcome, func.count()).where(IdentityCheck.at >= month.since, IdentityCheck.at < month.until)
    counted = {outcome: count for outcome, count in session.execute(query.group_by(IdentityCheck.outcome))}
    return {outcome: counted[outcome] for outcome in (*Outcome, None) if counted.get(outcome)}


@dataclass(frozen=True, kw_only=True)
class Health:
    """How the link to the register is: everything the health light shows. Times in UTC, latency in seconds."""

    reason: Refusal | None
    simulated: bool
    agreement: agreements.Permit | agreements.Refusal
    calls_today: int
    daily: int
    quota_left: int | None
    running: int
    last_answer_at: dt.datetime | None
    last_failure: CodeClass | None
    last_failure_at: dt.datetime | None
    median_latency: float | None
    paused_kiosks: tuple[str, ...]
    unsent: int
    unsent_since: dt.datetime | None


def health(session: Session, clock: Clock, settings: Settings) -> Health:
    """How the link to the register is now."""
    now, limit = clock.now(), limits(settings)
    start, _ = rules.day_bounds(now, limit.zone)
    answered = [kind for kind in CodeClass if kind.tells_of_service and not kind.link_failed]
    trouble = [kind for kind in CodeClass if kind.link_failed or kind in (CodeClass.SETUP, CodeClass.REQUEST)]
    last_answer = session.scalars(
        select(IdentityCheck.finished_at)
        .where(IdentityCheck.started_at.is_not(None), IdentityCheck.code_class.in_(answered))
        .order_by(IdentityCheck.started_at.desc())
        .limit(1)
    ).first()
    failed = session.execute(
        select(IdentityCheck.finished_at, IdentityCheck.code_class)
        .where(IdentityCheck.started_at.is_not(None), IdentityCheck.code_class.in_(trouble))
        .order_by(IdentityCheck.started_at.desc())
        .limit(1)
    ).first()
    today = IdentityCheck.started_at >= start
    left = session.scalars(
        select(IdentityCheck.quota_left)
        .where(today, IdentityCheck.quota_left.is_not(None))
        .order_by(IdentityCheck.started_at.desc())
        .limit(1)
    ).first()
    latencies = session.scalars(
        select(IdentityCheck.latency_ms).where(today, IdentityCheck.latency_ms.is_not(None)).order_by(IdentityCheck.latency_ms)
    ).all()
    middle = latencies[len(latencies) // 2] if latencies else None
    unsent, since = session.execute(
        select(func.count(), func.min(Feedback.queued_at)).where(Feedback.state != FeedbackState.ACKNOWLEDGED)
    ).one()
    return Health(
        reason=service.refusal(session, clock, settings),
        simulated=settings.dukcapil_simulated,
        agreement=agreements.allowed_today(session, clock, Purpose.POPULATION_CHECK, zone=settings.zone),
        calls_today=service.calls_today(session, clock, settings),
        daily=settings.dukcapil_daily,
        quota_left=left,
        running=session.scalar(
            select(func.count()).where(IdentityCheck.started_at.is_not(None), IdentityCheck.finished_at.is_(None))
        )
        or 0,
        last_answer_at=last_answer,
        last_failure=failed.code_class if failed else None,
        last_failure_at=failed.finished_at if failed else None,
        median_latency=None if middle is None else middle / 1000,
        paused_kiosks=_paused_kiosks(session, clock, settings),
        unsent=unsent,
        unsent_since=since,
    )


def _paused_kiosks(session: Session, clock: Clock, settings: Settings) -> tuple[str, ...]:
    """Names of the kiosks that reached a limit of theirs: worth a look, one of them may be in wrong hands (T5)."""
    seen = session.execute(
        select(IdentityCheck.actor_id, func.max(IdentityCheck.actor_name))
        .where(IdentityCheck.actor_kind == ActorKind.DEVICE, IdentityCheck.at > clock.now() - dt.timedelta(days=1))
        .group_by(IdentityCheck.actor_id)
    )
    return tuple(name for kiosk, name in seen if service.kiosk_refusal(session, clock, settings, kiosk) is not None)


def unsent(session: Session, cursor: Cursor | None, size: int = PAGE) -> Page[Feedback]:
    """The complaint numbers the register does not have yet, oldest first."""
    query = select(Feedback).where(Feedback.state != FeedbackState.ACKNOWLEDGED)
    forward = cursor is None or not cursor.back
    if cursor is not None:
        query = query.where(Feedback.id > cursor.id if forward else Feedback.id < cursor.id)
    rows = session.scalars(query.order_by(Feedback.id if forward else Feedback.id.desc()).limit(size + 1)).all()
    return paging.cut(rows, size, cursor, lambda row: ("", row.id))


def feedback_counts(session: Session) -> dict[FeedbackState, int]:
    """How many numbers are where."""
    counted = {state: count for state, count in session.execute(select(Feedback.state, func.count()).group_by(Feedback.state))}
    return {state: counted.get(state, 0) for state in FeedbackState}


def unacknowledged(session: Session) -> int:
    """How many complaint numbers the register has not confirmed."""
    counts = feedback_counts(session)
    return sum(counts.values()) - counts[FeedbackState.ACKNOWLEDGED]
