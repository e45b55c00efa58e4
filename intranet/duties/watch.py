"""The sweep that lets no credential grow old unseen: its custodian and the head are told, once a turn. Safe to do twice."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.agencies.models import Staff
from intranet.base.actor import SYSTEM, Party
from intranet.base.clock import Clock
from intranet.cases.service import chiefs
from intranet.duties import rules
from intranet.duties.models import Credential
from intranet.duties.service import note
from intranet.duties.service.inventory import CREDENTIAL
from intranet.inbox.service import tell
from shared.text import N_

_AT_ONCE = 50  # rows in one transaction; the next sweep takes the rest
_DUE = N_("Kredensial ini perlu segera diganti: %(opens)s.")


def ring(session: Session, clock: Clock, today: dt.date) -> int:
    """Tell of each credential that is to be changed soon; how many rang."""
    near = (
        select(Credential)
        .where(Credential.ended_on.is_(None), Credential.rung == 0, Credential.due_on <= today + rules.SOON)
        .order_by(Credential.due_on, Credential.id)
        .limit(_AT_ONCE)
    )
    found = list(session.scalars(near))
    for row in found:
        row.rung = 1
        session.flush()
        custodian = session.get(Staff, row.custodian_id)
        people = [staff_id for staff_id, _name in chiefs(session, Party.DISKOMINFO)]
        if custodian is not None and custodian.active:
            people.append(custodian.id)
        tell(session, clock, people, "credential.due", CREDENTIAL, row.id, _DUE, opens=row.opens)
        note(session, clock, SYSTEM, "credential_rang", (CREDENTIAL, row.id))
    return len(found)
