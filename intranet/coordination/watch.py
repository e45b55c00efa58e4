"""The sweep that lets nothing of coordination get stuck: promises and evaluations that come due ring. Safe to do twice."""

import datetime as dt

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from intranet.base.actor import SYSTEM
from intranet.base.clock import Clock
from intranet.base.db import insert_new
from intranet.cases.service import chiefs, officers
from intranet.coordination import queries, rules
from intranet.coordination.models import CoordinationAction, EvaluationBell
from intranet.coordination.service import note
from intranet.coordination.service.actions import SUBJECT as ACTION
from intranet.inbox.service import tell
from intranet.outreach.rules import PARTIES
from intranet.outreach.service import today
from intranet.settings import Settings
from shared.text import N_

_AT_ONCE = 50  # rows in one transaction; the next sweep takes the rest
_RUNG = {
    1: N_("Tindak lanjut koordinasi yang menjadi tanggung jawab Anda segera jatuh tempo."),
    2: N_("Tindak lanjut koordinasi yang menjadi tanggung jawab Anda jatuh tempo hari ini."),
    3: N_("Tindak lanjut koordinasi terlambat. Selesaikan, atau sepakati tenggat baru."),
}
_EVALUATE = N_("Sudah %(months)s bulan sejak evaluasi terakhir sebuah perjanjian. Evaluasi tahunannya perlu disiapkan.")


def ring(session: Session, clock: Clock, settings: Settings) -> int:
    """Ring for promises soon due, due and late, and for evaluations at nine and eleven months; how many rang."""
    day = today(clock, settings)
    return _actions(session, clock, day) + _evaluations(session, clock, day)


def _actions(session: Session, clock: Clock, day: dt.date) -> int:
    item = CoordinationAction
    due = case((item.due_on < day, 3), (item.due_on == day, 2), else_=1)
    soon = (item.done_on.is_(None), item.due_on <= day + dt.timedelta(days=rules.SOON), item.rung < due)
    found = list(session.scalars(select(item).where(*soon).order_by(item.due_on, item.id).limit(_AT_ONCE)))
    for row in found:
        row.rung = rules.rings(row.due_on, day)
        session.flush()
        people = [row.owner_id] if row.owner.active else []
        if row.rung == 3 or not people:  # late, or nobody is there to hear it: the next level of its party
            people += [staff_id for staff_id, _name in chiefs(session, row.owner_party)]
        tell(session, clock, people, "action.due", ACTION, row.id, _RUNG[row.rung])
        note(session, clock, SYSTEM, "action_rang", (ACTION, row.id), stage=row.rung)
    return len(found)


def _evaluations(session: Session, clock: Clock, day: dt.date) -> int:
    rang = 0
    for turn in queries.turns(session, day):
        new = [
            months
            for months in turn.stages
            if insert_new(session, EvaluationBell, agreement_id=turn.agreement.id, since=turn.since, months=months)
        ]
        if not new:
            continue
        rang += 1
        parties = [one.party for one in turn.agreement.parties if one.party in PARTIES]
        people = [staff_id for level in (officers, chiefs) for staff_id, _name in level(session, *parties)]
        tell(session, clock, people, "evaluation.due", "agreement_evaluation", turn.agreement.id, _EVALUATE, months=max(new))
        note(session, clock, SYSTEM, "evaluation_rang", ("agreement", turn.agreement.id), months=max(new))
    return rang
