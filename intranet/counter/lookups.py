"""How a complaint stands, told at a kiosk to whoever holds its number and check code: the stage and two days, no more.

Every look-up is an event of the kiosk that asked, and these events are what its limits are counted by (T5: a stolen kiosk
must not become a machine for guessing codes).
"""

import datetime as dt
import hmac

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.base import numbering, trail
from intranet.base.actor import Actor
from intranet.base.clock import Clock
from intranet.cases.models import Case
from intranet.cases.rules import State
from intranet.cases.service import SERIES
from intranet.counter import rules
from intranet.counter.rules import Look
from intranet.devices.models import Device
from intranet.devices.rules import KioskRefused
from intranet.settings import Settings
from shared.wire import StatusAnswer, StatusAsk
from shared.words import ProblemCode

ASKED = "device.status_asked"
_MOVES = 200  # more than any case ever makes
_NO_CODE = "-" * 6  # no code is spelled like this, so nothing equals it


def look_up(session: Session, actor: Actor, clock: Clock, settings: Settings, ask: StatusAsk) -> StatusAnswer:
    """Where the complaint stands. Raises KioskRefused (TOO_MANY) for a kiosk that has asked too often.

    An unknown number and a wrong code take the same way through here and are answered alike.
    """
    session.execute(select(Device.id).where(Device.id == actor.id).with_for_update())  # its look-ups come one by one
    now = clock.now()
    limits = rules.LookLimits(
        settings.status_kiosk_per_hour, settings.status_kiosk_misses, dt.timedelta(minutes=settings.status_kiosk_pause_minutes)
    )
    before = trail.latest(session, "device", actor.id, ASKED, max(limits.per_hour, limits.misses))
    if rules.must_pause(now, limits, [Look(event.at, event.details["found"]) for event in before]):
        raise KioskRefused(ProblemCode.TOO_MANY)
    case = find(session, ask.number, ask.code)
    answer = StatusAnswer(found=False) if case is None else _tell(session, settings, case)
    data = {"found": case is not None, "case": case.id if case is not None else ""}
    trail.record(session, clock, actor, ASKED, "device", actor.id, data)
    return answer


def find(session: Session, number: str, code: str) -> Case | None:
    """The case of that number and code. Codes are compared here, all of them and in constant time, never by the database."""
    meant = [
        row.number
        for row in numbering.issued(session, SERIES, rules.running_numbers(number))
        if rules.means(number, row.number, row.seq)
    ]
    cases = session.scalars(select(Case).where(Case.complaint_no.in_(meant)).order_by(Case.received_at))
    typed = code.encode("utf-8", "replace")  # whatever was typed: only bytes of any letters can be compared
    found: dict[bool, Case | None] = {hmac.compare_digest(typed, _NO_CODE.encode()): None}
    for case in cases:
        found[hmac.compare_digest(typed, (case.check_code or _NO_CODE).encode())] = case
    return found.get(True)


def _tell(session: Session, settings: Settings, case: Case) -> StatusAnswer:
    moved = trail.latest(session, "case", case.id, "case.moved", _MOVES)
    since = rules.plain_since(case.state, case.received_at, [(event.at, State(event.details["from"])) for event in moved])
    return StatusAnswer(
        found=True,
        state=rules.PLAIN_STATES[case.state],
        since=since.astimezone(settings.zone).date(),
        due=case.due_on,
        result=rules.PLAIN_RESULTS[case.outcome] if case.outcome is not None else None,
    )
