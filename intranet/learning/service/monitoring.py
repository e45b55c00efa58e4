"""The verb of watching over a session: five tasks, each with what it came to, and what went wrong (Jambi 4(4)a)."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from intranet.base.actor import Actor
from intranet.base.clock import Clock
from intranet.base.db import flush
from intranet.base.errors import Forbidden, Refused, changed_meanwhile
from intranet.base.ids import new_id
from intranet.learning import rules
from intranet.learning.models import Check, Monitoring
from intranet.learning.rules import CheckKind, Finding
from intranet.learning.service import plain, record, require_writer, unreported
from shared.text import N_


@dataclass(frozen=True, kw_only=True)
class MonitoringInput:
    """What was found for each of the five tasks (finding and note), and the incident in words if there was one."""

    checks: Mapping[CheckKind, tuple[Finding, str]]
    incident: str = ""


def note(session: Session, actor: Actor, clock: Clock, session_id: str, version: int, given: MonitoringInput) -> Monitoring:
    """Keep what the actor's party saw; ``version`` 0: nothing was noted before. Raises Forbidden, Conflict or Refused."""
    require_writer(actor)
    if actor.party is None:
        raise Forbidden(N_("Ini hanya dapat dilakukan petugas pihak yang bersangkutan."))
    unreported(session, session_id)
    if set(given.checks) != set(CheckKind):
        missing = next(kind for kind in CheckKind if kind not in given.checks)
        raise Refused(N_("Isi hasil kelima tugas."), field=f"finding_{missing.value}")
    checks = {kind: (finding, plain(words, f"note_{kind.value}", 500)) for kind, (finding, words) in given.checks.items()}
    bare = rules.unexplained(checks)
    if bare is not None:
        raise Refused(N_("Jelaskan apa yang perlu diperhatikan, atau mengapa tidak dilakukan."), field=f"note_{bare.value}")
    incident = plain(given.incident, "incident", 4000, lines=True)
    query = select(Monitoring).where(Monitoring.session_id == session_id, Monitoring.party == actor.party)
    row = session.scalars(query).one_or_none()
    if (row.version if row else 0) != version:
        raise changed_meanwhile()
    if row is None:
        row = Monitoring(id=new_id(), session_id=session_id, party=actor.party)
        session.add(row)
    row.incident, row.by, row.at = incident, actor.id, clock.now()
    old = {one.kind: one for one in row.checks}
    row.checks = [old.get(kind) or Check(kind=kind) for kind in CheckKind]
    for one in row.checks:
        one.finding, one.note = checks[one.kind]
    flag_modified(row, "incident")  # a change of the tasks alone is one too
    flush(session)
    found = {kind.value: finding.value for kind, (finding, _words) in checks.items()}
    record(session, clock, actor, "monitored", session_id, party=actor.party.value, incident=bool(incident), **found)
    return row


def of(session: Session, session_id: str) -> list[Monitoring]:
    """What each party noted about a session."""
    return list(session.scalars(select(Monitoring).where(Monitoring.session_id == session_id).order_by(Monitoring.party)))
