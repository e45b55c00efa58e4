"""Verbs on a session's report: write it, finish it, open it again."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from intranet.base.actor import Actor
from intranet.base.clock import Clock
from intranet.base.db import flush
from intranet.base.errors import Forbidden, Refused, changed_meanwhile
from intranet.learning import rules
from intranet.learning.models import Attendee, Presence, SessionReport
from intranet.learning.rules import ReportState
from intranet.learning.service import locked, plain, record, require_writer, unreported
from intranet.literacy.models import LiteracySession
from intranet.literacy.rules import SessionState
from intranet.literacy.service import squeeze
from shared.text import N_

_MOST_COST = 10**15


@dataclass(frozen=True, kw_only=True)
class ReportInput:
    """The account in words, who of the pair was really there (seats), and what it cost in rupiah if that is known only now."""

    text: str
    obstacles: str = ""
    follow_up: str = ""
    actual_cost: int | None = None
    present: Collection[str] = ()


def write(session: Session, actor: Actor, clock: Clock, session_id: str, version: int, given: ReportInput) -> SessionReport:
    """Keep a draft; ``version`` 0: there was none before. Raises Forbidden, Conflict or Refused."""
    require_writer(actor)
    row = unreported(session, session_id)
    if row.state is not SessionState.HELD:
        raise Refused(N_("Sesi ini belum dicatat terlaksana."), do=N_("Catat terlaksana dahulu di halaman sesi."))
    words = {name: plain(getattr(given, name), name, 8000, lines=True) for name in ("text", "obstacles", "follow_up")}
    if given.actual_cost is not None and not 0 <= given.actual_cost <= _MOST_COST:
        raise Refused(N_("Isi biaya dengan angka rupiah."), field="actual_cost")
    report = session.get(SessionReport, session_id, populate_existing=True)
    if (report.version if report else 0) != version:
        raise changed_meanwhile()
    _presence(session, actor, clock, row, given.present)
    if report is None:
        report = SessionReport(session_id=session_id, state=ReportState.DRAFT)
        session.add(report)
    for name, text in words.items():
        setattr(report, name, text)
    report.actual_cost, report.written_by, report.written_at = given.actual_cost, actor.id, clock.now()
    flag_modified(report, "text")  # a change of who was there alone is one too
    flush(session)
    record(session, clock, actor, "report_written", session_id)
    return report


def finish(session: Session, actor: Actor, clock: Clock, session_id: str, version: int) -> SessionReport:
    """Account for a held session. Raises Forbidden, Conflict, or Refused: no attendance, no text, not held."""
    require_writer(actor)
    row = unreported(session, session_id)
    report = session.get(SessionReport, session_id, populate_existing=True)
    came = session.scalar(select(func.count()).select_from(Attendee).where(Attendee.session_id == session_id)) or 0
    fault = rules.report_fault(row.state, came, report.text if report else "")
    if fault is not None:
        raise Refused(fault[0], do=fault[1])
    if report is None or report.version != version:
        raise changed_meanwhile()
    report.state, report.reported_by, report.reported_at = ReportState.REPORTED, actor.id, clock.now()
    flush(session)
    record(session, clock, actor, "reported", session_id, people=came)
    return report


def reopen(session: Session, actor: Actor, clock: Clock, session_id: str, version: int, reason: str) -> SessionReport:
    """Let a finished report be changed again, with the reason. Raises Forbidden, Conflict or Refused."""
    if not rules.may_certify(actor):
        raise Forbidden(N_("Laporan yang selesai dibuka kembali oleh pimpinan salah satu pihak."))
    locked(session, session_id)
    report = session.get(SessionReport, session_id, populate_existing=True)
    reason = squeeze(reason)
    if report is None or report.state is not ReportState.REPORTED:
        raise Refused(N_("Laporan ini belum selesai, jadi tidak ada yang dibuka kembali."))
    if report.version != version:
        raise changed_meanwhile()
    if not 5 <= len(reason) <= 300:
        raise Refused(N_("Tuliskan alasannya, 5 sampai 300 huruf."), field="reason")
    report.state, report.reported_by, report.reported_at = ReportState.DRAFT, None, None
    flush(session)
    record(session, clock, actor, "reopened", session_id, reason=plain(reason, "reason", 300))
    return report


def get(session: Session, session_id: str) -> SessionReport | None:
    """The report, if there is one yet."""
    return session.get(SessionReport, session_id)


def present(session: Session, row: LiteracySession) -> set[str]:
    """The seats whose people were really there."""
    ids = [seat.id for seat in row.live_seats]
    return set(session.scalars(select(Presence.seat_id).where(Presence.seat_id.in_(ids))))


def _presence(session: Session, actor: Actor, clock: Clock, row: LiteracySession, wanted: Collection[str]) -> None:
    ids = {seat.id for seat in row.live_seats if seat.person_id}
    there, had = ids & set(wanted), present(session, row)
    session.execute(delete(Presence).where(Presence.seat_id.in_(had - there)))
    session.add_all(Presence(seat_id=one, by=actor.id, at=clock.now()) for one in sorted(there - had))
