"""What a receipt says, the same on the kiosk's paper, on the PDF and when printed again."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from intranet.base import papers
from intranet.cases.models import Case
from intranet.settings import Settings

if TYPE_CHECKING:
    from shared.wire import Receipt

_TEMPLATE = Path(__file__).parent / "papers" / "receipt.typ"


def receipt_of(settings: Settings, case: Case, nik: str | None) -> "Receipt":
    """The receipt of a registered case. ``nik``: only what ``service.printable_nik`` allows (Magelang 2(2)a)."""
    if case.complaint_no is None or case.check_code is None:
        raise ValueError("a draft has no receipt")
    from shared.wire import Receipt  # here, since only a counter and a kiosk need the library of the messages

    return Receipt(
        complaint_no=case.complaint_no,
        check_code=case.check_code,
        received_at=case.received_at,
        nik=nik,
        standing=case.standing,
        next_by=case.due_on or case.received_at.astimezone(settings.zone).date() + dt.timedelta(days=1),
        office_name=settings.office_name,
        office_address=settings.office_address,
        office_phone=settings.office_phone,
        office_hours=settings.office_hours,
        zone=settings.office_zone,
    )


def receipt_pdf(receipt: "Receipt") -> bytes:
    """The receipt as an A6 PDF, saying what the kiosk's paper says."""
    return papers.render(_TEMPLATE, paper_data(receipt))


def paper_data(receipt: "Receipt") -> dict[str, object]:
    """What the template gets: every date written out, the NIK or the sentence that stands in its place."""
    from shared.wire import receipt_qr

    facts = [
        ("Diterima", papers.written_moment(receipt.received_at, ZoneInfo(receipt.zone)).replace(" pukul ", "\npukul ")),
        ("Kode cek", receipt.check_code),
        ("NIK", receipt.nik or "NIK belum terverifikasi"),
        ("Pemeriksaan", receipt.standing.label),
    ]
    ask = [f"Telepon {receipt.office_phone}" if receipt.office_phone else "", receipt.office_hours]
    return {
        "complaint_no": receipt.complaint_no,
        "office_name": receipt.office_name,
        "office_address": receipt.office_address,
        "facts": facts,
        "next_by": papers.written_date(receipt.next_by),
        "ask": [line for line in ask if line],
        "qr": papers.qr_svg(receipt_qr(receipt.complaint_no, receipt.check_code)),
    }
