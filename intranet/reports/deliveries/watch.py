"""The sweep that lets no report between the parties be forgotten: late ones and unopened ones ring. Safe to do twice."""

import datetime as dt

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from intranet.base import papers, trail
from intranet.base.actor import SYSTEM
from intranet.base.clock import Clock
from intranet.base.db import insert_new
from intranet.cases.queries import midnight
from intranet.cases.service import officers
from intranet.inbox.service import tell
from intranet.reports.deliveries import queries, rules
from intranet.reports.deliveries.rules import DeliveryKind, Standing
from intranet.reports.deliveries.service import SUBJECT
from intranet.reports.models import DeliveryReceipt, DeliveryReminder, ReportDelivery
from intranet.reports.rules import Period
from intranet.settings import Settings
from shared.text import N_

DUE = "report_due"
_AT_ONCE = 50  # deliveries in one transaction; the next sweep takes the rest
_LATE = {
    DeliveryKind.CONTENT: N_("Laporan pengawasan konten untuk masa sampai %(until)s belum diserahkan; tenggatnya %(due)s."),
    DeliveryKind.COMPLAINTS: N_("Ringkasan pengaduan untuk masa sampai %(until)s belum diserahkan; tenggatnya %(due)s."),
    DeliveryKind.ISSUES: N_("Laporan pemantauan isu untuk masa sampai %(until)s belum diserahkan; tenggatnya %(due)s."),
    DeliveryKind.HOAXES: N_("Daftar temuan hoaks untuk masa sampai %(until)s belum diserahkan; tenggatnya %(due)s."),
    DeliveryKind.ANALYSES: N_("Ringkasan kajian untuk masa sampai %(until)s belum diserahkan; tenggatnya %(due)s."),
}
_UNOPENED = {
    DeliveryKind.CONTENT: N_("Laporan pengawasan konten yang diserahkan pada %(given)s belum dibuka pihak Anda."),
    DeliveryKind.COMPLAINTS: N_("Ringkasan pengaduan yang diserahkan pada %(given)s belum dibuka pihak Anda."),
    DeliveryKind.ISSUES: N_("Laporan pemantauan isu yang diserahkan pada %(given)s belum dibuka pihak Anda."),
    DeliveryKind.HOAXES: N_("Daftar temuan hoaks yang diserahkan pada %(given)s belum dibuka pihak Anda."),
    DeliveryKind.ANALYSES: N_("Ringkasan kajian yang diserahkan pada %(given)s belum dibuka pihak Anda."),
}


def remind(session: Session, clock: Clock, settings: Settings) -> int:
    """Tell the sender's people of a late report, the receiver's of an unopened one; each turn once (Jambi 4(1), 4(2)d, 4(3)).

    Returns how many reports were told of.
    """
    today = clock.now().astimezone(settings.zone).date()
    return _late(session, clock, settings, today) + _unopened(session, clock, settings, today)


def _late(session: Session, clock: Clock, settings: Settings, today: dt.date) -> int:
    told = 0
    for owed in rules.watched(today, settings.delivery_every_months, settings.delivery_due_day):
        rung = rules.rung(Standing.LATE, (today - owed.due_on).days)
        if rung is None or not queries.is_owed(session, owed, today):
            continue
        for one in queries.due(session, owed, today):
            if one.standing is not Standing.LATE or not _first(session, clock, one.kind, owed.period, Standing.LATE, rung):
                continue
            people = [staff_id for staff_id, _name in officers(session, one.kind.sender)]
            words = {"until": papers.written_date(owed.period.last), "due": papers.written_date(owed.due_on)}
            tell(session, clock, people, "report.late", DUE, one.kind.value, _LATE[one.kind], **words)
            _note(session, clock, (DUE, one.kind.value), owed.period, Standing.LATE, rung)
            told += 1
    return told


def _unopened(session: Session, clock: Clock, settings: Settings, today: dt.date) -> int:
    row, turns, told = ReportDelivery, rules.TURNS[Standing.DELIVERED], 0
    same = [getattr(DeliveryReminder, name) == getattr(row, name) for name in ("kind", "first_on", "last_on")]
    finally_told = exists().where(*same, DeliveryReminder.standing == Standing.DELIVERED, DeliveryReminder.rung == turns[-1])
    opened = exists().where(DeliveryReceipt.delivery_id == row.id)
    before = midnight(today - dt.timedelta(days=turns[0] - 1), settings.zone)
    query = select(row).where(row.delivered_at < before, ~opened, ~finally_told).order_by(row.delivered_at, row.id)
    for found in session.scalars(query).all():
        given = found.delivered_at.astimezone(settings.zone).date()
        rung, period = rules.rung(Standing.DELIVERED, (today - given).days), Period(found.first_on, found.last_on)
        if rung is None or not _first(session, clock, found.kind, period, Standing.DELIVERED, rung):
            continue
        people = [staff_id for staff_id, _name in officers(session, found.recipient)]
        words = {"given": papers.written_date(given)}
        tell(session, clock, people, "report.unopened", SUBJECT, found.id, _UNOPENED[found.kind], **words)
        _note(session, clock, (SUBJECT, found.id), period, Standing.DELIVERED, rung)
        told += 1
        if told >= _AT_ONCE:
            break
    return told


def _first(session: Session, clock: Clock, kind: DeliveryKind, period: Period, standing: Standing, rung: int) -> bool:
    key = {"kind": kind, "first_on": period.first, "last_on": period.last, "standing": standing, "rung": rung}
    return insert_new(session, DeliveryReminder, **key, at=clock.now())


def _note(session: Session, clock: Clock, subject: tuple[str, str], period: Period, standing: Standing, rung: int) -> None:
    told = {"first": period.first.isoformat(), "last": period.last.isoformat(), "standing": standing.value, "days": rung}
    trail.record(session, clock, SYSTEM, "report.reminded", *subject, told)
