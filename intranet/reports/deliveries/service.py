"""Verbs of delivered reports: give one to the other party, and note who there opened it."""

import hashlib
import json
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.base import trail
from intranet.base.actor import Actor
from intranet.base.clock import Clock
from intranet.base.db import flush, insert_new
from intranet.base.errors import Forbidden, NotFound, Refused
from intranet.base.ids import new_id
from intranet.cases.service import officers
from intranet.inbox.service import tell
from intranet.reports import papers
from intranet.reports.deliveries import rules
from intranet.reports.deliveries.rules import DeliveryKind
from intranet.reports.models import DeliveryReceipt, ReportDelivery
from intranet.reports.rules import Period
from intranet.settings import Settings
from shared.text import N_

SUBJECT = "report_delivery"
NOTE = 500  # letters


def deliver(
    session: Session,
    actor: Actor,
    clock: Clock,
    settings: Settings,
    kind: DeliveryKind,
    period: Period,
    data: Mapping[str, object],
    note: str = "",
) -> ReportDelivery:
    """Give the other party a report as it is now: all of ``data`` is kept, and its people are told (Jambi 4(1), 4(2)d, 4(3)).

    Raises Forbidden, or Refused: a period that is not over, or one that was delivered already.
    """
    if not rules.may_deliver(actor, kind):
        raise Forbidden(N_("Laporan ini diserahkan pihak yang membuatnya."))
    if period.last >= clock.now().astimezone(settings.zone).date():
        raise Refused(N_("Masa laporan ini belum selesai."), do=N_("Pilih masa yang sudah lewat."), field="until")
    note = " ".join(note.split())
    if len(note) > NOTE:
        raise Refused(N_("Paling panjang %(most)s huruf."), field="note", values={"most": NOTE})
    same = (ReportDelivery.kind == kind, ReportDelivery.first_on == period.first, ReportDelivery.last_on == period.last)
    if session.scalar(select(ReportDelivery.id).where(*same)) is not None:
        raise Refused(N_("Laporan untuk masa ini sudah diserahkan."), do=N_("Pilih masa lain."), field="until")
    row = ReportDelivery(
        id=new_id(),
        kind=kind,
        sender=kind.sender,
        recipient=kind.recipient,
        first_on=period.first,
        last_on=period.last,
        delivered_at=clock.now(),
        delivered_by=actor.id,
        note=note,
        data=json.dumps(data, ensure_ascii=False),
        sha256=hashlib.sha256(papers.render(data)).hexdigest(),
    )
    session.add(row)
    flush(session)
    people = [staff_id for staff_id, _name in officers(session, kind.recipient)]
    tell(session, clock, people, "report.delivered", SUBJECT, row.id, _TELL[kind])
    told = {"kind": kind.value, "first": period.first.isoformat(), "last": period.last.isoformat(), "sha256": row.sha256}
    trail.record(session, clock, actor, "report.delivered", SUBJECT, row.id, told)
    return row


_TELL = {
    DeliveryKind.CONTENT: N_("Laporan pengawasan konten diserahkan kepada pihak Anda."),
    DeliveryKind.COMPLAINTS: N_("Ringkasan pengaduan diserahkan kepada pihak Anda."),
    DeliveryKind.ISSUES: N_("Laporan pemantauan isu diserahkan kepada pihak Anda."),
    DeliveryKind.HOAXES: N_("Daftar temuan hoaks diserahkan kepada pihak Anda."),
    DeliveryKind.ANALYSES: N_("Ringkasan kajian diserahkan kepada pihak Anda."),
}


def receive(session: Session, actor: Actor, clock: Clock, delivery_id: str) -> ReportDelivery:
    """Note that somebody of the receiving party opened it; the first time counts. Raises NotFound or Forbidden."""
    row = get(session, delivery_id)
    if not rules.works_for(actor, row.recipient):
        raise Forbidden(N_("Laporan ini diterima pihak yang dituju."))
    if insert_new(session, DeliveryReceipt, delivery_id=row.id, staff_id=actor.id, opened_at=clock.now()):
        trail.record(session, clock, actor, "report.received", SUBJECT, row.id)
    return row


def get(session: Session, delivery_id: str) -> ReportDelivery:
    """The delivery, or NotFound."""
    row = session.get(ReportDelivery, delivery_id)
    if row is None:
        raise NotFound(N_("Laporan tidak ditemukan."))
    return row


def may_read(session: Session, actor: Actor, row: ReportDelivery) -> bool:
    """Whether ``actor`` may see the paper: its sender's people, and those of the recipient who took it in."""
    if rules.works_for(actor, row.sender):
        return True
    return session.get(DeliveryReceipt, (row.id, actor.id)) is not None


def render(row: ReportDelivery) -> bytes:
    """The report as it was delivered, as a PDF; the same bytes each time."""
    return papers.render(json.loads(row.data))
