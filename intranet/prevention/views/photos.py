"""Photographs of an enforcement, kept as evidence: added by its officers, shown only as drawn anew, given out as they came."""

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
from intranet.prevention.service import props
from intranet.prevention.views.common import bp
from intranet.prevention.views.props import SUBJECT, page_of
from intranet.web import db, downloads, gate, uploads
from intranet.web.forms import Answers


@bp.post("/props/<string:enforcement_id>/photos")
@gate.allow(*gate.BAWASLU)
@uploads.takes_file
def add_photo(enforcement_id: str) -> Response:
    """Keep a photograph that was sent."""
    form, came = Answers(request.form), exchange.arrived()
    row = props.get(db.session(), enforcement_id)
    try:
        props.require_leader(gate.actor())
        exchange.keep(came, (SUBJECT, enforcement_id), About(title=form.value("title")), exchange.PHOTOS)
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
    if not exchange.handled((SUBJECT, enforcement_id), item.id, Act.OPENED):
        return _damaged(enforcement_id)
    drawn = picture.draw(exchange.store().path(item.sha256 or ""), item.media_type)
    shown = f"data:image/png;base64,{b64encode(drawn.png).decode()}" if drawn else ""
    row = props.get(db.session(), enforcement_id)
    return make_response(render_template("prevention/photo.html", row=row, item=item, shown=shown))


@bp.post("/props/<string:enforcement_id>/photos/<string:item_id>/copy")
@gate.allow(*gate.CASE_WORKERS)
def take_photo(enforcement_id: str, item_id: str) -> Response | FlaskResponse:
    """Give out a copy of the file, exactly as it came."""
    found = exchange.taken((SUBJECT, _item(enforcement_id, item_id).subject_id), item_id)
    return downloads.copy(*found) if found else _damaged(enforcement_id)


def _item(enforcement_id: str, item_id: str) -> EvidenceItem:
    props.get(db.session(), enforcement_id)
    return service.get(db.session(), (SUBJECT, enforcement_id), item_id)


def _damaged(enforcement_id: str) -> Response:
    """Back to the enforcement; that the file is damaged has been noted and stays noted."""
    flash(_("Berkas foto ini rusak atau hilang: isinya tidak lagi sama dengan saat diterima. Hubungi pengelola sistem."), "danger")
    return redirect(url_for("prevention.enforcement", enforcement_id=enforcement_id), 303)
