"""What the invented office reports: to the population register, and each party to the other."""

import datetime as dt
from functools import partial

from babel.dates import format_date
from sqlalchemy.orm import Session

from intranet.demo.quarter import Office
from intranet.reports import papers as paper
from intranet.reports.deliveries import digests
from intranet.reports.deliveries import service as deliveries
from intranet.reports.deliveries.rules import DeliveryKind, owed
from intranet.reports.rules import Line, Period, Sheet, Table
from intranet.reports.usage import service as usage
from intranet.reports.usage.figures import Figures, draw
from intranet.reports.usage.rules import Handed, Semester, semester_of
from intranet.reports.usage.service import Cover
from intranet.reports.usage.sheet import Tongue, usage_sheet

_DAY, _QUARTER = dt.timedelta(days=1), 90
_COVER = Cover(addressee="Kepala Dinas Kependudukan dan Pencatatan Sipil", title="Kepala Dinas Komunikasi dan Informatika")
_HOME = Tongue(lambda text: text, lambda first: format_date(first, "MMMM y", locale="id"))


def report(office: Office) -> None:
    """Enter into the diary: last semester's report, its reminders, and what the parties gave each other in two months."""
    for days in range(_QUARTER - 1, 0, -1):
        office.diary.enter(office.now - days * _DAY, lambda session: usage.remind(session, office.clock, office.settings))
    office.diary.enter(office.now - 88 * _DAY, lambda session: _semester(session, office))
    for days in (40, 8):
        for kind in (DeliveryKind.COMPLAINTS, DeliveryKind.HOAXES) if days > 30 else (DeliveryKind.COMPLAINTS,):
            office.diary.enter(office.now - days * _DAY, partial(_give, office=office, kind=kind, opened=days > 30))


def _today(office: Office) -> dt.date:
    return office.clock.now().astimezone(office.settings.zone).date()


def _semester(session: Session, office: Office) -> None:
    """The report of the semester before; Disdukcapil gets it the next day, after its day."""
    semester = semester_of(_today(office)).before
    found = draw(session, office.settings, semester, office.clock.now())
    head = office.staff["kartika"]
    row = usage.issue(session, head, office.clock, office.settings, semester, found, _COVER, partial(_paper, semester))
    office.diary.enter(office.clock.now() + _DAY, lambda later: _handed(later, office, row.id))


def _paper(semester: Semester, figures: Figures) -> dict[str, object]:
    return paper.figures_data(usage_sheet(semester, figures, _HOME), _number)


def _handed(session: Session, office: Office, report_id: str) -> None:
    row, people = usage.get(session, report_id), office.staff
    how = {"handed": Handed.HAND, "receipt_no": "470/123/CONTOH", "receiver": "Sekretariat Disdukcapil", "scanned": False}
    usage.deliver(session, people["budi"], office.clock, office.settings, row.id, row.version, on=_today(office), **how)  # type: ignore[arg-type]


def _give(session: Session, *, office: Office, kind: DeliveryKind, opened: bool) -> None:
    settings, now = office.settings, office.clock.now()
    period = owed(_today(office), settings.delivery_every_months, settings.delivery_due_day).period
    sender, reader = ("wulan", "budi") if kind is DeliveryKind.HOAXES else ("budi", "wulan")
    sheet = _sheet(session, kind, period, office)
    written = " – ".join(format_date(day, "d MMMM y", locale="id") for day in (period.first, period.last))
    made = f"Diserahkan {format_date(now.astimezone(settings.zone), 'd MMMM y', locale='id')} oleh {office.staff[sender].name}"
    data = paper.page_data(settings, sheet, written, made, "id", _number)
    row = deliveries.deliver(session, office.staff[sender], office.clock, settings, kind, period, data)
    if opened:
        office.diary.enter(now + _DAY / 4, lambda later: deliveries.receive(later, office.staff[reader], office.clock, row.id))


def _sheet(session: Session, kind: DeliveryKind, period: Period, office: Office) -> Sheet:
    about = (session, period, office.settings.zone, office.clock.now())
    if kind is DeliveryKind.HOAXES:
        hoaxes, total = digests.hoaxes(*about)
        columns = ("Nomor", "Diterbitkan", "Kesimpulan", "Klaim")
        lines = [
            Line(one.number, (format_date(one.published_at, "d MMMM y", locale="id"), one.verdict.label, one.claim), {})
            for one in hoaxes
        ]
    else:
        complaints, total = digests.complaints(*about)
        columns = ("Nomor", "Diterima", "Sumber", "Keadaan")
        lines = [
            Line(one.complaint_no, (format_date(one.received_at, "d MMMM y", locale="id"), one.source.label, one.state.label), {})
            for one in complaints
        ]
    under = f"Dari {kind.sender.label} untuk {kind.recipient.label}. Perkara yang bertanda rahasia atau terbatas tidak dimuat."
    return Sheet(kind.label, under, [Table(kind.label, columns, lines, empty="Tidak ada pada masa ini.")], [("jumlah", total, "")])


def _number(value: int) -> str:
    return f"{value:,}".replace(",", ".")
