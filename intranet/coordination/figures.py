"""The figures of an evaluation: what was done between two days, counted where it is kept."""

import datetime as dt
from statistics import median
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from intranet.cases.models import Case, Track
from intranet.cases.queries import midnight
from intranet.cases.rules import Outcome, State
from intranet.cases.tracks import Kind
from intranet.coordination.models import CoordinationAction, Exchange, Forum
from intranet.coordination.rules import ExchangeState, ForumState
from intranet.identity.models import IdentityCheck
from intranet.literacy.models import LiteracySession
from intranet.literacy.rules import SessionState
from intranet.outreach.models import CapacityEvent, Dissemination, FacilityLoan
from intranet.outreach.rules import EventState
from intranet.oversight.models import PatrolShift
from intranet.settings import Settings
from shared.text import N_

CHECKS = "checks"  # only where the population register is part of the agreement
LABELS = {
    "received": N_("Pengaduan dan temuan diterima"),
    "closed": N_("Perkara selesai"),
    **{f"outcome_{outcome.value}": outcome.label for outcome in Outcome},
    "open": N_("Perkara masih berjalan pada hari terakhir"),
    "days": N_("Hari sampai selesai (nilai tengah)"),
    "takedowns": N_("Penanganan konten dimulai"),
    "patrols": N_("Giliran patroli selesai"),
    "sessions": N_("Sesi literasi terlaksana"),
    "trainings": N_("Pelatihan terlaksana"),
    "disseminations": N_("Diseminasi terlaksana"),
    "loans": N_("Pinjam pakai selesai"),
    "forums": N_("Forum koordinasi terlaksana"),
    "actions_done": N_("Tindak lanjut koordinasi selesai"),
    "actions_open": N_("Tindak lanjut koordinasi terbuka pada hari terakhir"),
    "exchanges": N_("Pertukaran data dicatat"),
    CHECKS: N_("Pemeriksaan NIK ke Disdukcapil"),
}
OUTCOMES = tuple(f"outcome_{outcome.value}" for outcome in Outcome)


def counted(session: Session, settings: Settings, first: dt.date, last: dt.date, *, checks: bool) -> dict[str, int]:
    """The figures by name, in the order of ``LABELS``. ``checks``: also those of the population register."""
    zone = settings.zone
    begin, end = midnight(first, zone), midnight(last + dt.timedelta(days=1), zone)

    def moment(column: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
        return (column >= begin) & (column < end)

    def count(of: Any, *where: ColumnElement[bool]) -> int:
        return session.scalar(select(func.count()).select_from(of).where(*where)) or 0

    closed = session.execute(select(Case.outcome, Case.received_at, Case.closed_at).where(moment(Case.closed_at))).all()
    days = [(row.closed_at - row.received_at).days for row in closed]
    held = (EventState.HELD, EventState.REPORTED)
    before = Case.received_at < end
    return {
        "received": count(Case, Case.state != State.DRAFT, moment(Case.received_at)),
        "closed": len(closed),
        "open": count(Case, Case.state != State.DRAFT, before, Case.closed_at.is_(None) | (Case.closed_at >= end)),
        "days": round(median(days)) if days else 0,
        **{f"outcome_{outcome.value}": sum(row.outcome is outcome for row in closed) for outcome in Outcome},
        "takedowns": count(Track, Track.kind == Kind.TAKEDOWN, moment(Track.opened_at)),
        "patrols": count(PatrolShift, moment(PatrolShift.closed_at)),
        "sessions": count(LiteracySession, LiteracySession.state == SessionState.HELD, LiteracySession.on_day.between(first, last)),
        "trainings": count(CapacityEvent, CapacityEvent.state.in_(held), CapacityEvent.starts_on.between(first, last)),
        "disseminations": count(Dissemination, Dissemination.done_on.between(first, last)),
        "loans": count(FacilityLoan, moment(FacilityLoan.returned_at)),
        "forums": count(Forum, Forum.state == ForumState.HELD, Forum.minutes_on.between(first, last)),
        "actions_done": count(CoordinationAction, CoordinationAction.done_on.between(first, last)),
        "actions_open": count(CoordinationAction, CoordinationAction.done_on.is_(None) | (CoordinationAction.done_on > last)),
        "exchanges": count(Exchange, Exchange.state == ExchangeState.DONE, Exchange.done_on.between(first, last)),
        **({CHECKS: count(IdentityCheck, moment(IdentityCheck.started_at))} if checks else {}),
    }
