"""By when a case must have moved on: which time limit runs, since when, and why it ends on that day."""

import datetime as dt
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from intranet.calendar import service as calendar
from intranet.calendar.deadlines import Deadline
from intranet.calendar.rules import ElectionKind
from intranet.cases import rules
from intranet.cases.models import Case
from intranet.cases.rules import Event, State
from intranet.settings import Settings


def enter(
    session: Session,
    settings: Settings,
    now: dt.datetime,
    case: Case,
    target: State,
    event: Event | None = None,
    *,
    urgent: bool = False,
    reason: str = "",
) -> None:
    """Set the clock of ``case``, which is about to enter ``target``. It goes on where the next state has the same limit.

    What was missing and has been brought leaves the rest of the study's time: waiting for it does not count.
    ``reason``: of the one extension.
    """
    before, since = case.clock, case.clock_from
    case.clock = kind = rules.clock_of(target, urgent=urgent)
    if event is Event.EXTEND:
        case.rung, case.extension_reason = 0, reason
    if kind is None:
        case.rung, case.clock_from, case.study_from, case.due_on = 0, None, None, None
        return
    if kind is not before or since is None:
        case.rung, case.clock_from, case.extension_reason = 0, now, ""
        if event is Event.COMPLETED and case.study_from is not None and since is not None:
            case.clock_from = case.study_from + (now - since)
    if target is State.INITIAL_STUDY:
        case.study_from = case.clock_from
    with session.no_autoflush:  # an open case without its day is not to reach the database
        found = explain(session, settings, case)
    case.due_on = found.due_on if found else None


def explain(session: Session, settings: Settings, case: Case | Row[*tuple[Any, ...]]) -> Deadline | None:
    """The deadline that runs for ``case``, with all its reasons; None when none does."""
    if case.clock is None or case.clock_from is None:
        return None
    day = case.clock_from.astimezone(settings.zone).date()
    return count(calendar.almanac(session, settings, day, day), case)


def count(almanac: calendar.Almanac, case: Case | Row[*tuple[Any, ...]]) -> Deadline:
    """The same by an almanac at hand. Raises ValueError when no clock runs."""
    kind, since = case.clock, case.clock_from
    if kind is None or since is None:
        raise ValueError("no clock runs for this case")
    return almanac.deadline(kind, since, regime=regime(almanac, case), extension_reason=case.extension_reason)


def regime(almanac: calendar.Almanac, case: Case | Row[*tuple[Any, ...]]) -> ElectionKind:
    """The regime of a case: that of the day it happened, else of the day it was told."""
    return almanac.regime(case.happened_on or case.received_at.astimezone(almanac.settings.zone).date())
