"""What a receipt says, the same on the kiosk's paper, on the PDF and when printed again."""

import datetime as dt

from intranet.cases.models import Case
from intranet.settings import Settings
from shared.wire import Receipt


def receipt_of(settings: Settings, case: Case, nik: str | None) -> Receipt:
    """The receipt of a registered case. ``nik``: only what ``service.printable_nik`` allows (Magelang 2(2)a)."""
    if case.complaint_no is None or case.check_code is None:
        raise ValueError("a draft has no receipt")
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
