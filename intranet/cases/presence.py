"""Two officers on one case see each other: each open page says now and then that it is looked at."""

import datetime as dt

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from intranet.agencies.models import Staff
from intranet.base.actor import Actor
from intranet.base.clock import Clock
from intranet.base.db import insert_new
from intranet.cases.models import CaseViewer

SAYS_EVERY = 45  # seconds between two sayings of one page
_GONE = dt.timedelta(seconds=2 * SAYS_EVERY + 10)  # after which somebody has closed the page


def look(session: Session, actor: Actor, clock: Clock, case_id: str) -> list[str]:
    """Note that ``actor`` has the case open; the names of the others who have, in order."""
    now = clock.now()
    if not insert_new(session, CaseViewer, case_id=case_id, staff_id=actor.id, at=now):
        mine = (CaseViewer.case_id == case_id, CaseViewer.staff_id == actor.id)
        session.execute(update(CaseViewer).where(*mine).values(at=now))
    others = select(Staff.name).join(CaseViewer, CaseViewer.staff_id == Staff.id)
    others = others.where(CaseViewer.case_id == case_id, CaseViewer.staff_id != actor.id, CaseViewer.at > now - _GONE)
    return list(session.scalars(others.order_by(Staff.name)))


def forget(session: Session, clock: Clock) -> None:
    """Throw away who looked at what a while ago; nobody may learn from it later how somebody works."""
    session.execute(delete(CaseViewer).where(CaseViewer.at < clock.now() - _GONE))
