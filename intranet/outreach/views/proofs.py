"""Pictures that prove a dissemination, kept as evidence: shown only as drawn anew, given out as they came."""

from base64 import b64encode

from flask import Response as FlaskResponse
from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.base.errors import Refused
from intranet.evidence import exchange, picture
from intranet.evidence import service as evidence
from intranet.evidence.models import EvidenceItem
from intranet.evidence.rules import Act
from intranet.evidence.service import About
from intranet.outreach.service import dissemination as service
from intranet.outreach.views.common import READERS, bp
from intranet.outreach.views.dissemination import page_of
from intranet.web import db, downloads, gate, uploads
from intranet.web.editing import back_to, refill
from intranet.web.forms import Answers


@bp.post("/dissemination/<string:plan_id>/proofs")
@gate.allow(*gate.CASE_WORKERS)
@uploads.takes_file
def add_proof(plan_id: str) -> Response:
    """Keep a picture that was sent."""
    form, came, session = Answers(request.form), exchange.arrived(), db.session()
    try:
        row = service.require_proving(session, gate.actor(), plan_id)
        exchange.keep(came, (service.SUBJECT, row.id), About(title=form.value("title")), exchange.PHOTOS)
    except Refused as refused:
        refill(form, refused)
        return page_of(service.get(session, plan_id), 422, photo=form)
    return back_to("dissemination", _("Foto ditambahkan."), plan_id=plan_id, _anchor="photos")


@bp.post("/dissemination/<string:plan_id>/proofs/<string:proof_id>/picture")
@gate.allow(*READERS)
def see_proof(plan_id: str, proof_id: str) -> Response:
    """Show a picture, drawn anew; nothing of the file itself reaches the browser."""
    item = _item(plan_id, proof_id)
    if not exchange.handled((service.SUBJECT, plan_id), item.id, Act.OPENED):
        return _damaged(plan_id)
    drawn = picture.draw(exchange.store().path(item.sha256 or ""), item.media_type)
    shown = f"data:image/png;base64,{b64encode(drawn.png).decode()}" if drawn else ""
    row = service.get(db.session(), plan_id)
    return make_response(render_template("outreach/proof.html", row=row, item=item, shown=shown))


@bp.post("/dissemination/<string:plan_id>/proofs/<string:proof_id>/copy")
@gate.allow(*READERS)
def take_proof(plan_id: str, proof_id: str) -> Response | FlaskResponse:
    """Give out a copy of the file, exactly as it came."""
    found = exchange.taken((service.SUBJECT, _item(plan_id, proof_id).subject_id), proof_id)
    return downloads.copy(*found) if found else _damaged(plan_id)


def _item(plan_id: str, proof_id: str) -> EvidenceItem:
    service.get(db.session(), plan_id)
    return evidence.get(db.session(), (service.SUBJECT, plan_id), proof_id)


def _damaged(plan_id: str) -> Response:
    """Back to the dissemination; that the file is damaged has been noted and stays noted."""
    flash(_("Berkas foto ini rusak atau hilang: isinya tidak lagi sama dengan saat diterima. Hubungi pengelola sistem."), "danger")
    return redirect(url_for("outreach.dissemination", plan_id=plan_id), 303)
