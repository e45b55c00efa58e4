"""Pages of data breaches: the list, one with its clock, its list of people concerned and its letters."""

from typing import Any

from flask import Response as FlaskResponse
from flask import make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.base import trail
from intranet.base.errors import Refused
from intranet.privacy import forms, queries, records, rules
from intranet.privacy.models import DataIncident
from intranet.privacy.rules import IncidentState, Recipient
from intranet.privacy.service import house
from intranet.privacy.service import incidents as service
from intranet.privacy.service.incidents import Letter
from intranet.privacy.views.common import WATCHERS, bp, told
from intranet.web import db, downloads, gate, paging
from intranet.web.editing import back_to, options, refill
from intranet.web.forms import Answers


@bp.get("")
@gate.allow(*WATCHERS)
def incident_list() -> str:
    """All breaches, or those of one state."""
    session, state = db.session(), Answers(request.args).choice("state", IncidentState)
    page = queries.incidents(session, state, paging.read(request.args))
    return render_template(
        "privacy/incidents.html",
        page=page,
        url=paging.address(request.path, request.args),
        clocks={row.id: _clock(row) for row in page.rows},
        states=options(IncidentState),
        asked_state=state.value if state else "",
        may_keep=rules.may_keep(gate.actor()),
    )


def _clock(row: DataIncident) -> dict[str, Any]:
    """How the 3x24 hours stand: until when, how many hours are left, and whether all were told, and in how many hours."""
    sent = {notice.recipient: notice.sent_at for notice in reversed(row.notices) if notice.sent_at}
    last = max(sent.values()) if sent and not rules.unsent(sent) else None
    until = rules.due(row.discovered_at)
    return {
        "due": until,
        "hours": rules.hours_left(row.discovered_at, db.clock().now()),
        "told_at": last,
        "in_time": last is not None and last <= until,
        "unsent": rules.unsent(sent),
    }


@bp.get("/incidents/new")
@gate.allow(*gate.DISKOMINFO)
def new_incident() -> Response:
    """The form of a new breach."""
    return _form(forms.IncidentForm({"discovered_at": forms.typed(db.clock().now(), db.settings().zone)}), 200)


@bp.post("/incidents/new")
@gate.allow(*gate.DISKOMINFO)
def record_incident() -> Response:
    """Record a breach."""
    form = forms.IncidentForm(request.form)
    given = form.read(db.settings().zone)
    if given is not None:
        try:
            row = service.record(db.session(), gate.actor(), db.clock(), db.settings(), given)
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("incident", _("Kejadian dicatat. Batas 3x24 jam berjalan."), incident_id=row.id)
    return _form(form, 422)


@bp.get("/incidents/<string:incident_id>/edit")
@gate.allow(*gate.DISKOMINFO)
def edit_incident(incident_id: str) -> Response:
    """The form of a breach as it stands."""
    row = service.get(db.session(), incident_id)
    return _form(forms.of_incident(row, db.settings().zone), 200, row)


@bp.post("/incidents/<string:incident_id>/edit")
@gate.allow(*gate.DISKOMINFO)
def amend_incident(incident_id: str) -> Response:
    """Write down what is known by now."""
    form = forms.IncidentForm(request.form)
    given = form.read(db.settings().zone)
    if given is not None:
        try:
            service.amend(db.session(), gate.actor(), db.clock(), incident_id, form.whole("version"), given)
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("incident", _("Perbaikan disimpan."), incident_id=incident_id)
    return _form(form, 422, service.get(db.session(), incident_id))


def _form(form: forms.IncidentForm, status: int, row: DataIncident | None = None) -> Response:
    return make_response(render_template("privacy/incident_form.html", form=form, row=row), status)


@bp.get("/incidents/<string:incident_id>")
@gate.allow(*WATCHERS)
def incident(incident_id: str) -> Response:
    """One breach."""
    return _page(service.get(db.session(), incident_id))


@bp.post("/incidents/<string:incident_id>/affected")
@gate.allow(*gate.DISKOMINFO)
def list_affected(incident_id: str) -> Response:
    """Replace the list of people concerned."""
    form, session = Answers(request.form), db.session()
    try:
        version, refs = form.whole("version"), form.value("refs")
        count = service.list_affected(session, gate.actor(), db.clock(), incident_id, version, refs)
    except Refused as refused:
        refill(form, refused)
        return _page(service.get(session, incident_id), 422, listing=form)
    return back_to("incident", _("Daftar disimpan: %(count)s nomor.", count=count), incident_id=incident_id)


@bp.post("/incidents/<string:incident_id>/notices")
@gate.allow(*gate.DISKOMINFO)
def issue_notice(incident_id: str) -> Response:
    """Issue a letter."""
    form, session = Answers(request.form), db.session()
    recipient = form.choice("recipient", Recipient)
    if recipient is None:
        form.errors["recipient"] = _("Pilih penerimanya.")
    form.limit(signer=200, signer_title=200, contact=300)
    if recipient is not None and form.ok:
        letter = Letter(form.value("signer"), form.value("signer_title"), form.value("contact"))
        who = (session, gate.actor(), db.clock(), db.settings())
        try:
            notice = service.issue(*who, incident_id, form.whole("version"), recipient, letter)
        except Refused as refused:
            refill(form, refused)
        else:
            message = _("Surat %(no)s terbit. Cetak, kirim, lalu catat pengirimannya.", no=notice.number)
            return back_to("incident", message, incident_id=incident_id)
    return _page(service.get(session, incident_id), 422, issuing=form)


@bp.post("/incidents/<string:incident_id>/notices/<string:notice_id>/sent")
@gate.allow(*gate.DISKOMINFO)
def send_notice(incident_id: str, notice_id: str) -> Response:
    """Note that a letter was sent."""
    form, session = forms.PrivacyForm(request.form), db.session()
    at = form.moment("sent_at", db.settings().zone)
    form.limit(way=200, proof=300)
    if at is not None and form.ok:
        how = {"way": form.value("way"), "proof": form.value("proof")}
        try:
            service.mark_sent(session, gate.actor(), db.clock(), incident_id, notice_id, at=at, **how)
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("incident", _("Pengiriman dicatat."), incident_id=incident_id)
    return _page(service.get(session, incident_id), 422, sending=form, sending_id=notice_id)


@bp.get("/incidents/<string:incident_id>/notices/<string:notice_id>")
@gate.allow(*WATCHERS)
def notice_paper(incident_id: str, notice_id: str) -> FlaskResponse:
    """A letter as it was issued."""
    session = db.session()
    notice = service.notice_of(service.get(session, incident_id), notice_id)
    return downloads.paper(records.notice(db.settings(), house(session), notice), notice.number)


@bp.post("/incidents/<string:incident_id>/close")
@gate.allow(*gate.DISKOMINFO)
def close_incident(incident_id: str) -> Response:
    """End a breach."""
    form, session = Answers(request.form), db.session()
    form.limit(lesson=4000)
    if form.ok:
        try:
            service.close(session, gate.actor(), db.clock(), incident_id, form.whole("version"), form.value("lesson"))
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("incident", _("Kejadian selesai."), incident_id=incident_id)
    return _page(service.get(session, incident_id), 422, closing=form)


def _page(row: DataIncident, status: int = 200, **given: Any) -> Response:
    """The page of one breach; ``given``: a form that was refused."""
    session, actor, zone = db.session(), gate.actor(), db.settings().zone
    clock = _clock(row)
    first = next((one.value for one in clock["unsent"] if one not in {notice.recipient for notice in row.notices}), "")
    context: dict[str, Any] = {
        "row": row,
        "clock": clock,
        "lacking": rules.lacking({name: getattr(row, name) for name in ("exposed", "happened", "how", "recovery")}),
        "people": queries.names(session, row.recorded_by),
        "may_keep": rules.may_keep(actor) and row.state is IncidentState.OPEN,
        "may_open_cases": actor.has(*gate.CASE_WORKERS),
        "recipients": options(Recipient),
        "events": trail.of(session, service.SUBJECT, row.id),
        "told": told,
        "listing": Answers({"refs": "\n".join(one.ref for one in row.affected)}),
        "issuing": Answers({"recipient": first, "contact": db.settings().office_phone}),
        "sending": Answers({"sent_at": forms.typed(db.clock().now(), zone)}),
        "sending_id": "",
        "closing": Answers(),
        **given,
    }
    return make_response(render_template("privacy/incident.html", **context), status)
