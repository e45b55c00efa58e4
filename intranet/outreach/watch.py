"""The sweep that lets no loan get stuck: what should be back rings with both parties, once. Safe to do twice."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.base.actor import SYSTEM
from intranet.base.clock import Clock
from intranet.cases.service import officers
from intranet.inbox.service import tell
from intranet.outreach.models import FacilityLoan
from intranet.outreach.rules import LoanState
from intranet.outreach.service import note
from intranet.outreach.service.facilities import SUBJECT
from shared.text import N_

_AT_ONCE = 50  # rows in one transaction; the next sweep takes the rest
_LATE = N_("Sarana pada pinjam pakai %(no)s belum dikembalikan, padahal waktunya sudah lewat.")


def ring(session: Session, clock: Clock) -> int:
    """Tell the officers of both parties of each loan that is not back in time; how many loans rang."""
    late = (
        select(FacilityLoan)
        .where(FacilityLoan.state == LoanState.OUT, FacilityLoan.ends_at < clock.now(), FacilityLoan.rung == 0)
        .order_by(FacilityLoan.ends_at, FacilityLoan.id)
        .limit(_AT_ONCE)
    )
    found = list(session.scalars(late))
    for row in found:
        row.rung = 1
        session.flush()
        people = [staff_id for staff_id, _name in officers(session, row.party, row.owner)]
        tell(session, clock, people, "loan.late", SUBJECT, row.id, _LATE, no=row.request_no)
        note(session, clock, SYSTEM, "loan_rang", (SUBJECT, row.id))
    return len(found)
