"""Photographs of a session, kept as evidence is: shown only as drawn anew, given out as they came."""

from base64 import b64encode

from flask import Response as FlaskResponse
from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.base.errors import Refused
from intranet.evidence import exchange, picture, service
from intranet.evidence.models import EvidenceItem
from intranet.evidence.rules import Act
from intranet.evidence.service import About
from intranet.learning.forms import Sheet
from intranet.learning.service import KIND, plain, require_writer, unreported
from intranet.learning.views.common import READERS, WRITERS, again, bp, session_of
from intranet.learning.views.reports import page_of
from intranet.web import db, downloads, gate, uploads


@bp.post("/literacy/sessions/<string:session_id>/photos")
@gate.allow(*WRITERS)
@uploads.takes_file
def add_photo(session_id: str) -> Response:
    """Keep a photograph that was sent."""
    form, came = Sheet(request.form), exchange.arrived()
    try:
        require_writer(gate.actor())
        unreported(db.session(), session_id)
        title = plain(form.value("title"), "title", 200)
        exchange.keep(came, (KIND, session_id), About(title=title), exchange.PHOTOS)
    except Refused as refused:
        return again(refused, form, lambda status: page_of(session_of(session_id), status, photo=form))
    flash(_("Foto ditambahkan."), "success")
    return redirect(url_for("learning.report", session_id=session_id, _anchor="photos"), 303)


@bp.post("/literacy/sessions/<string:session_id>/photos/<string:item_id>/picture")
@gate.allow(*READERS)
def see_photo(session_id: str, item_id: str) -> Response:
    """Show a photograph, drawn anew; nothing of the file itself reaches the browser."""
    item = _item(session_id, item_id)
    if not exchange.handled((KIND, session_id), item.id, Act.OPENED):
        return _damaged(session_id)
    drawn = picture.draw(exchange.store().path(item.sha256 or ""), item.media_type)
    shown = f"data:image/png;base64,{b64encode(drawn.png).decode()}" if drawn else ""
    return make_response(render_template("learning/photo.html", row=session_of(session_id), item=item, shown=shown))


@bp.post("/literacy/sessions/<string:session_id>/photos/<string:item_id>/copy")
@gate.allow(*READERS)
def take_photo(session_id: str, item_id: str) -> Response | FlaskResponse:
    """Give out a copy of the file, exactly as it came."""
    found = exchange.taken((KIND, _item(session_id, item_id).subject_id), item_id)
    return downloads.copy(*found) if found else _damaged(session_id)


def _item(session_id: str, item_id: str) -> EvidenceItem:
    session_of(session_id)
    return service.get(db.session(), (KIND, session_id), item_id)


def _damaged(session_id: str) -> Response:
    """Back to the report; that the file is damaged has been noted and stays noted."""
    flash(_("Berkas foto ini rusak atau hilang: isinya tidak lagi sama dengan saat diterima. Hubungi pengelola sistem."), "danger")
    return redirect(url_for("learning.report", session_id=session_id), 303)
