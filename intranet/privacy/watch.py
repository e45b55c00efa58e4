"""The sweep that lets no clock of 3x24 hours run out unheard: incidents not yet told of, requests not yet answered."""

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.base.actor import SYSTEM
from intranet.base.clock import Clock
from intranet.inbox.service import tell
from intranet.privacy import rules
from intranet.privacy.models import DataIncident, SubjectRequest
from intranet.privacy.rules import IncidentState, RequestState
from intranet.privacy.service import incidents, keepers, note, subjects
from shared.text import N_

_INCIDENT = {
    rules.START: N_("Kejadian data pribadi %(no)s: pemberitahuan paling lambat %(at)s."),
    rules.DAY_LEFT: N_("Kejadian data pribadi %(no)s: sisa 24 jam, pemberitahuan paling lambat %(at)s."),
    rules.HOURS_LEFT: N_("Kejadian data pribadi %(no)s: sisa 6 jam, pemberitahuan paling lambat %(at)s."),
    rules.LATE: N_("Kejadian data pribadi %(no)s: batas pemberitahuan sudah lewat sejak %(at)s."),
}
_REQUEST = {
    rules.START: N_("Permintaan pemilik data %(no)s: jawab paling lambat %(at)s."),
    rules.DAY_LEFT: N_("Permintaan pemilik data %(no)s: sisa 24 jam, jawab paling lambat %(at)s."),
    rules.HOURS_LEFT: N_("Permintaan pemilik data %(no)s: sisa 6 jam, jawab paling lambat %(at)s."),
    rules.LATE: N_("Permintaan pemilik data %(no)s: batas jawaban sudah lewat sejak %(at)s."),
}


def ring(session: Session, clock: Clock) -> int:
    """Tell Diskominfo's officers of each clock that came to its next step, once a step; how many rang. Safe to do twice."""
    open_incidents = select(DataIncident).where(DataIncident.state == IncidentState.OPEN, DataIncident.rung < rules.LATE)
    open_requests = select(SubjectRequest).where(SubjectRequest.state == RequestState.OPEN, SubjectRequest.rung < rules.LATE)
    rang = 0
    for row in session.scalars(open_incidents.order_by(DataIncident.discovered_at)):
        if rules.unsent(notice.recipient for notice in row.notices if notice.sent_at):
            rang += _ring(session, clock, row, row.discovered_at, incidents.SUBJECT, "incident_rang", _INCIDENT)
    for asked in session.scalars(open_requests.order_by(SubjectRequest.asked_at)):
        rang += _ring(session, clock, asked, asked.asked_at, subjects.SUBJECT, "request_rang", _REQUEST)
    return rang


def _ring(
    session: Session,
    clock: Clock,
    row: DataIncident | SubjectRequest,
    since: dt.datetime,
    subject: str,
    kind: str,
    texts: Mapping[int, str],
) -> int:
    rung = rules.rung_at(since, clock.now())
    if rung <= row.rung:
        return 0
    row.rung = rung
    session.flush()
    until = rules.due(since).isoformat()
    tell(session, clock, keepers(session), f"privacy.{kind}", subject, row.id, texts[rung], no=row.number, at=until)
    note(session, clock, SYSTEM, kind, (subject, row.id), rung=rung)
    return 1
