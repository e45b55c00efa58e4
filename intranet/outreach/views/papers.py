"""The papers of outreach, drawn from what is recorded: of a training and of a loan."""

from flask import Response as FlaskResponse

from intranet.base.errors import NotFound
from intranet.outreach import queries, records
from intranet.outreach.service import capacity, facilities, house_of
from intranet.outreach.views.common import READERS, bp
from intranet.web import db, downloads, gate
from shared.text import N_


@bp.get("/trainings/<string:event_id>/attendance-sheet")
@gate.allow(*READERS)
def attendance_sheet(event_id: str) -> FlaskResponse:
    """The attendance sheet, to be signed on paper."""
    row = capacity.get(db.session(), event_id)
    house = house_of(db.session(), row.party)
    return downloads.paper(records.attendance(db.settings(), house, row), f"daftar-hadir-{row.starts_on}")


@bp.get("/trainings/<string:event_id>/minutes-paper")
@gate.allow(*READERS)
def minutes_paper(event_id: str) -> FlaskResponse:
    """The minutes; marked as a draft until they are written and the event was held."""
    row = capacity.get(db.session(), event_id)
    house = house_of(db.session(), row.party)
    return downloads.paper(records.minutes(db.settings(), house, row), f"notulen-{row.minutes_on or row.starts_on}")


@bp.get("/trainings/<string:event_id>/report-paper")
@gate.allow(*READERS)
def event_report(event_id: str) -> FlaskResponse:
    """The report; marked as a draft until the event is finished."""
    session = db.session()
    row = capacity.get(session, event_id)
    agreement = queries.titles(session, row.agreement_id).get(row.agreement_id or "", "")
    pdf = records.report(db.settings(), house_of(session, row.party), row, agreement)
    return downloads.paper(pdf, f"laporan-kegiatan-{row.starts_on}")


_LOAN = {
    "request": (records.request_letter, None),
    "reply": (records.reply_letter, "reply_no"),
    "hand-over": (records.hand_over, "handed_at"),
    "return": (records.take_back, "returned_at"),
}


@bp.get("/facilities/<string:loan_id>/papers/<string:kind>")
@gate.allow(*READERS)
def loan_paper(loan_id: str, kind: str) -> FlaskResponse:
    """One paper of a loan: request, reply, hand-over or return, once it has come that far."""
    session = db.session()
    row = facilities.get(session, loan_id)
    draw, needs = _LOAN.get(kind, (None, None))
    if draw is None or (needs and getattr(row, needs) is None):
        raise NotFound(N_("Surat atau berita acara ini belum ada."))
    agreement = queries.titles(session, row.agreement_id).get(row.agreement_id or "", "")
    writer, other = (row.party, row.owner) if kind == "request" else (row.owner, row.party)
    pdf = draw(db.settings(), house_of(session, writer), house_of(session, other), row, agreement)
    number = (row.reply_no if kind == "reply" else None) or row.request_no
    return downloads.paper(pdf, f"{number}-{kind}")
