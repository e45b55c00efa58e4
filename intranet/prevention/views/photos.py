"""Photographs of an enforcement, kept as evidence: added by its officers, shown only as drawn anew, given out as they came."""

from base64 import b64encode
from typing import cast

from flask import Response as FlaskResponse
from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.base.errors import Refused
from intranet.evidence import picture, service
from intranet.evidence.models import EvidenceItem
from intranet.evidence.rules import PICTURES, Act, media_type
from intranet.evidence.service import About
from intranet.evidence.store import Incoming, Store
from intranet.prevention.service import props
from intranet.prevention.views.common import bp
from intranet.prevention.views.props import SUBJECT, page_of
from intranet.web import db, downloads, gate, uploads
from intranet.web.forms import Answers
from shared.text import N_


@bp.post("/props/<string:enforcement_id>/photos")
@gate.allow(*gate.BAWASLU)
@uploads.takes_file
def add_photo(enforcement_id: str) -> Response:
    """Keep a photograph that was sent."""
    form = Answers(request.form)
    sent = request.files.get("file")
    file = cast("Incoming | None", sent.stream) if sent is not None and sent.filename else None
    if file is not None and not file.too_large:
        file.settle()  # the slow part, before the database is held
    session = db.session()
    row = props.get(session, enforcement_id)
    try:
        props.require_leader(gate.actor())
        if file is None or not file.size:
            raise Refused(N_("Berkas belum dipilih, atau isinya kosong."), do=N_("Pilih berkas yang berisi."), field="file")
        name = (sent.filename or "") if sent is not None else ""
        if not file.too_large and media_type(file.head, name) not in PICTURES:
            raise Refused(N_("Di sini hanya foto: JPEG, PNG, WebP, atau GIF."), do=N_("Pilih berkas gambar."), field="file")
        about = About(title=form.value("title"))
        service.add_file(
            session, gate.actor(), db.clock(), _store(), subject=(SUBJECT, enforcement_id), file=file, name=name, about=about
        )
    except Refused as refused:
        if refused.status != 422:
            raise
        form.refuse(refused)
        return page_of(row, 422, photo=form)
    flash(_("Foto ditambahkan."), "success")
    return redirect(url_for("prevention.enforcement", enforcement_id=enforcement_id, _anchor="photos"), 303)


@bp.post("/props/<string:enforcement_id>/photos/<string:item_id>/picture")
@gate.allow(*gate.CASE_WORKERS)
def see_photo(enforcement_id: str, item_id: str) -> Response:
    """Show a photograph, drawn anew; nothing of the file itself reaches the browser."""
    item = _item(enforcement_id, item_id)
    if not _handled(item, Act.OPENED):
        return _damaged(enforcement_id)
    drawn = picture.draw(_store().path(item.sha256 or ""), item.media_type)
    shown = f"data:image/png;base64,{b64encode(drawn.png).decode()}" if drawn else ""
    row = props.get(db.session(), enforcement_id)
    return make_response(render_template("prevention/photo.html", row=row, item=item, shown=shown))


@bp.post("/props/<string:enforcement_id>/photos/<string:item_id>/copy")
@gate.allow(*gate.CASE_WORKERS)
def take_photo(enforcement_id: str, item_id: str) -> Response | FlaskResponse:
    """Give out a copy of the file, exactly as it came."""
    item = _item(enforcement_id, item_id)
    if not _handled(item, Act.EXPORTED):
        return _damaged(enforcement_id)
    return downloads.copy(_store().path(item.sha256 or ""), item.original_name)


def _item(enforcement_id: str, item_id: str) -> EvidenceItem:
    props.get(db.session(), enforcement_id)
    return service.get(db.session(), (SUBJECT, enforcement_id), item_id)


def _handled(item: EvidenceItem, act: Act) -> bool:
    subject = (item.subject_kind, item.subject_id)
    return service.open_file(db.session(), gate.actor(), db.clock(), _store(), subject=subject, item_id=item.id, act=act)


def _damaged(enforcement_id: str) -> Response:
    """Back to the enforcement; that the file is damaged has been noted and stays noted."""
    flash(_("Berkas foto ini rusak atau hilang: isinya tidak lagi sama dengan saat diterima. Hubungi pengelola sistem."), "danger")
    return redirect(url_for("prevention.enforcement", enforcement_id=enforcement_id), 303)


def _store() -> Store:
    return Store(db.settings().data_dir)
