"""What an officer does with a track of a case."""

from flask import request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.base.errors import Refused
from intranet.cases import moving, service
from intranet.cases.tracks import Act
from intranet.cases.views.pages import again, bp, done
from intranet.web import db, gate
from intranet.web.forms import Answers
from shared.text import N_


@bp.post("/cases/<string:case_id>/tracks/<string:track_id>")
@gate.allow(*gate.CASE_WORKERS)
def act(case_id: str, track_id: str) -> Response:
    """Move a track along its table."""
    form = Answers(request.form)
    service.known(db.session(), gate.actor(), case_id)
    try:
        what = form.choice("act", Act)
        if what is None:
            raise Refused(N_("Langkah itu tidak berlaku untuk keadaan pekerjaan sekarang. Muat ulang halaman."))
        version = form.whole("version")
        told = {name: form.value(name) for name in ("legal_basis", "summary")}
        moving.act(db.session(), gate.actor(), db.clock(), db.settings(), track_id, version, what, form.value("note"), **told)
    except Refused as refused:
        return again(case_id, refused, act=form)
    return done(case_id, _("Pekerjaan sudah dicatat."))
