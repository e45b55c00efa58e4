"""Pictures that prove a dissemination, kept as evidence: shown only as drawn anew, given out as they came."""

from base64 import b64encode
from typing import cast

from flask import Response as FlaskResponse
from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.base.errors import Refused
from intranet.evidence import picture
from intranet.evidence import service as evidence
from intranet.evidence.models import EvidenceItem
from intranet.evidence.rules import PICTURES, Act, media_type
from intranet.evidence.service import About
from intranet.evidence.store import Incoming, Store
from intranet.outreach.service import dissemination as service
from intranet.outreach.views.common import READERS, bp
from intranet.outreach.views.dissemination import page_of
from intranet.web import db, downloads, gate, uploads
from intranet.web.editing import back_to, refill
from intranet.web.forms import Answers
from shared.text import N_


@bp.post("/dissemination/<string:plan_id>/proofs")
@gate.allow(*gate.CASE_WORKERS)
@uploads.takes_file
def add_proof(plan_id: str) -> Response:
    """Keep a picture that was sent."""
    form = Answers(request.form)
    sent = request.files.get("file")
    file = cast("Incoming | None", sent.stream) if sent is not None and sent.filename else None
    if file is not None and not file.too_large:
        file.settle()  # the slow part, before the database is held
    session = db.session()
    try:
        row = service.require_proving(session, gate.actor(), plan_id)
        if file is None or not file.size:
            raise Refused(N_("Berkas belum dipilih, atau isinya kosong."), do=N_("Pilih berkas yang berisi."), field="file")
        name = (sent.filename or "") if sent is not None else ""
        if not file.too_large and media_type(file.head, name) not in PICTURES:
            raise Refused(N_("Di sini hanya foto: JPEG, PNG, WebP, atau GIF."), do=N_("Pilih berkas gambar."), field="file")
        how = {"subject": (service.SUBJECT, row.id), "file": file, "name": name, "about": About(title=form.value("title"))}
        evidence.add_file(session, gate.actor(), db.clock(), _store(), **how)  # type: ignore[arg-type]
    except Refused as refused:
        refill(form, refused)
        return page_of(service.get(session, plan_id), 422, photo=form)
    return back_to("dissemination", _("Foto ditambahkan."), plan_id=plan_id, _anchor="photos")


@bp.post("/dissemination/<string:plan_id>/proofs/<string:proof_id>/picture")
@gate.allow(*READERS)
def see_proof(plan_id: str, proof_id: str) -> Response:
    """Show a picture, drawn anew; nothing of the file itself reaches the browser."""
    item = _item(plan_id, proof_id)
    if not _handled(item, Act.OPENED):
        return _damaged(plan_id)
    drawn = picture.draw(_store().path(item.sha256 or ""), item.media_type)
    shown = f"data:image/png;base64,{b64encode(drawn.png).decode()}" if drawn else ""
    row = service.get(db.session(), plan_id)
    return make_response(render_template("outreach/proof.html", row=row, item=item, shown=shown))


@bp.post("/dissemination/<string:plan_id>/proofs/<string:proof_id>/copy")
@gate.allow(*READERS)
def take_proof(plan_id: str, proof_id: str) -> Response | FlaskResponse:
    """Give out a copy of the file, exactly as it came."""
    item = _item(plan_id, proof_id)
    if not _handled(item, Act.EXPORTED):
        return _damaged(plan_id)
    return downloads.copy(_store().path(item.sha256 or ""), item.original_name)


def _item(plan_id: str, proof_id: str) -> EvidenceItem:
    service.get(db.session(), plan_id)
    return evidence.get(db.session(), (service.SUBJECT, plan_id), proof_id)


def _handled(item: EvidenceItem, act: Act) -> bool:
    subject = (item.subject_kind, item.subject_id)
    return evidence.open_file(db.session(), gate.actor(), db.clock(), _store(), subject=subject, item_id=item.id, act=act)


def _damaged(plan_id: str) -> Response:
    """Back to the dissemination; that the file is damaged has been noted and stays noted."""
    flash(_("Berkas foto ini rusak atau hilang: isinya tidak lagi sama dengan saat diterima. Hubungi pengelola sistem."), "danger")
    return redirect(url_for("outreach.dissemination", plan_id=plan_id), 303)


def _store() -> Store:
    return Store(db.settings().data_dir)
