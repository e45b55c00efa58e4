"""What was planned and not confirmed rings with the party that is awaited; safe to do twice."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.base import trail
from intranet.base.actor import SYSTEM
from intranet.base.clock import Clock
from intranet.inbox.service import tell
from intranet.literacy import rules
from intranet.literacy.models import ConfirmationReminder, LiteracySession
from intranet.literacy.rules import SessionState
from intranet.literacy.service.standing import hours, planners
from intranet.settings import Settings
from shared.text import N_

_AT_ONCE = 50  # sessions in one transaction; the next sweep takes the rest
_WAITS = N_("Sesi “%(title)s” menunggu konfirmasi pihak Anda.")


def remind(session: Session, clock: Clock, settings: Settings) -> int:
    """Tell each party that has not confirmed what was planned some days ago, again after as many days; how many were told of."""
    days = hours(session).remind_days
    now = clock.now()
    today, late = now.astimezone(settings.zone).date(), now - dt.timedelta(days=days)
    waiting = select(LiteracySession).where(
        LiteracySession.state == SessionState.PLANNED, LiteracySession.asked_at <= late, LiteracySession.starts_at > now
    )
    told = 0
    for row in session.scalars(waiting.order_by(LiteracySession.starts_at).limit(_AT_ONCE * 4)):
        missing = [one for one in row.pair.parties or rules.PARTIES if all(said.party is not one for said in row.confirmations)]
        for party in missing:
            last = session.get(ConfirmationReminder, (row.id, party))
            if last is not None and last.on_day > today - dt.timedelta(days=days):
                continue
            session.merge(ConfirmationReminder(session_id=row.id, party=party, on_day=today))
            session.flush()
            ids = planners(session, party)
            tell(session, clock, ids, "literacy.waits", "literacy_session", row.id, _WAITS, title=row.title)
            trail.record(session, clock, SYSTEM, "literacy.reminded", "literacy_session", row.id, {"party": party.value})
            told += 1
        if told >= _AT_ONCE:
            break
    return told
