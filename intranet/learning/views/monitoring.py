"""Watching over a session: the five tasks, as each party noted them."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.base.errors import Refused
from intranet.learning import forms, rules
from intranet.learning.forms import MonitoringForm
from intranet.learning.rules import CheckKind, Finding
from intranet.learning.service import monitoring, reports
from intranet.learning.views.common import READERS, WRITERS, again, bp, session_of
from intranet.literacy import queries as literacy
from intranet.literacy.models import LiteracySession
from intranet.literacy.rules import PARTIES
from intranet.web import db, gate
from intranet.web.editing import options


@bp.get("/literacy/sessions/<string:session_id>/monitoring")
@gate.allow(*READERS)
def watched(session_id: str) -> Response:
    """What both parties noted, and one's own party's form."""
    return _page(session_of(session_id))


@bp.post("/literacy/sessions/<string:session_id>/monitoring")
@gate.allow(*WRITERS)
def watch(session_id: str) -> Response:
    """Keep what one's own party saw."""
    form = MonitoringForm(request.form)
    given = form.read()
    if given is None:
        return _page(session_of(session_id), 422, form)
    try:
        monitoring.note(db.session(), gate.actor(), db.clock(), session_id, form.whole("version"), given)
    except Refused as refused:
        return again(refused, form, lambda status: _page(session_of(session_id), status, form))
    flash(_("Pemantauan disimpan."), "success")
    return redirect(url_for("learning.watched", session_id=session_id), 303)


def _page(row: LiteracySession, status: int = 200, form: MonitoringForm | None = None) -> Response:
    session, actor = db.session(), gate.actor()
    found = {one.party: one for one in monitoring.of(session, row.id)}
    own, report = found.get(actor.party) if actor.party else None, reports.get(session, row.id)
    page = render_template(
        "learning/monitoring.html",
        row=row,
        found=[found[party] for party in PARTIES if party in found],
        own=own,
        form=form or forms.of_monitoring(own),
        tasks=list(CheckKind),
        findings=options(Finding),
        names=literacy.staff_names(session, [one.by for one in found.values()]),
        party=actor.party,
        may_write=rules.may_write(actor) and (report is None or report.reported_at is None),
    )
    return make_response(page, status)
