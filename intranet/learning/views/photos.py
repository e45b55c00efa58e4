"""Photographs of a session, kept as evidence is: shown only as drawn anew, given out as they came."""

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
from intranet.learning.forms import Sheet
from intranet.learning.service import KIND, plain, require_writer, unreported
from intranet.learning.views.common import READERS, WRITERS, again, bp, session_of
from intranet.learning.views.reports import page_of
from intranet.web import db, downloads, gate, uploads
from shared.text import N_


@bp.post("/literacy/sessions/<string:session_id>/photos")
@gate.allow(*WRITERS)
@uploads.takes_file
def add_photo(session_id: str) -> Response:
    """Keep a photograph that was sent."""
    form = Sheet(request.form)
    sent = request.files.get("file")
    file = cast("Incoming | None", sent.stream) if sent is not None and sent.filename else None
    if file is not None and not file.too_large:
        file.settle()  # the slow part, before the database is held
    session, name = db.session(), (sent.filename or "") if sent is not None else ""
    try:
        require_writer(gate.actor())
        unreported(session, session_id)
        title = plain(form.value("title"), "title", 200)
        if file is None or not file.size:
            raise Refused(N_("Berkas belum dipilih, atau isinya kosong."), do=N_("Pilih berkas yang berisi."), field="file")
        if not file.too_large and media_type(file.head, name) not in PICTURES:
            raise Refused(N_("Di sini hanya foto: JPEG, PNG, WebP, atau GIF."), do=N_("Pilih berkas gambar."), field="file")
        who = (session, gate.actor(), db.clock(), Store(db.settings().data_dir))
        service.add_file(*who, subject=(KIND, session_id), file=file, name=name, about=About(title=title))
    except Refused as refused:
        return again(refused, form, lambda status: page_of(session_of(session_id), status, photo=form))
    flash(_("Foto ditambahkan."), "success")
    return redirect(url_for("learning.report", session_id=session_id, _anchor="photos"), 303)


@bp.post("/literacy/sessions/<string:session_id>/photos/<string:item_id>/picture")
@gate.allow(*READERS)
def see_photo(session_id: str, item_id: str) -> Response:
    """Show a photograph, drawn anew; nothing of the file itself reaches the browser."""
    item = _item(session_id, item_id)
    if not _handled(item, Act.OPENED):
        return _damaged(session_id)
    drawn = picture.draw(Store(db.settings().data_dir).path(item.sha256 or ""), item.media_type)
    shown = f"data:image/png;base64,{b64encode(drawn.png).decode()}" if drawn else ""
    return make_response(render_template("learning/photo.html", row=session_of(session_id), item=item, shown=shown))


@bp.post("/literacy/sessions/<string:session_id>/photos/<string:item_id>/copy")
@gate.allow(*READERS)
def take_photo(session_id: str, item_id: str) -> Response | FlaskResponse:
    """Give out a copy of the file, exactly as it came."""
    item = _item(session_id, item_id)
    if not _handled(item, Act.EXPORTED):
        return _damaged(session_id)
    return downloads.copy(Store(db.settings().data_dir).path(item.sha256 or ""), item.original_name)


def _item(session_id: str, item_id: str) -> EvidenceItem:
    session_of(session_id)
    return service.get(db.session(), (KIND, session_id), item_id)


def _handled(item: EvidenceItem, act: Act) -> bool:
    subject, store = (item.subject_kind, item.subject_id), Store(db.settings().data_dir)
    return service.open_file(db.session(), gate.actor(), db.clock(), store, subject=subject, item_id=item.id, act=act)


def _damaged(session_id: str) -> Response:
    """Back to the report; that the file is damaged has been noted and stays noted."""
    flash(_("Berkas foto ini rusak atau hilang: isinya tidak lagi sama dengan saat diterima. Hubungi pengelola sistem."), "danger")
    return redirect(url_for("learning.report", session_id=session_id), 303)
