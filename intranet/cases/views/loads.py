"""What each officer has on the desk, and handing it over when somebody is away."""

from flask import flash, make_response, render_template, request, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response

from intranet.base.actor import Party
from intranet.base.errors import Refused
from intranet.cases import board, rules, service
from intranet.cases.views.pages import bp
from intranet.web import db, formatting, gate, hx
from intranet.web.forms import Answers


@bp.get("/cases/loads")
@gate.allow(*gate.CASE_WORKERS)
def loads() -> Response:
    """The desks of one's own party."""
    return _page(Answers())


@bp.post("/cases/loads")
@gate.allow(*gate.CASE_WORKERS)
def hand_over() -> Response:
    """Give all open cases of one officer to another."""
    form = Answers(request.form)
    try:
        number = service.hand_over(db.session(), gate.actor(), db.clock(), form.value("from_id"), form.value("to_id"))
    except Refused as refused:
        if refused.status == 403:
            raise
        db.session().rollback()
        form.refuse(refused)
        return _page(form, 422)
    flash(ngettext("%(num)s perkara sudah dialihkan.", "%(num)s perkara sudah dialihkan.", number), "success")
    return make_response(hx.see(url_for("cases.loads")))


def _page(form: Answers, status: int = 200) -> Response:
    session, actor = db.session(), gate.actor()
    party = actor.party or Party.DISKOMINFO
    officers = service.officers(session, party)
    givers = officers if rules.may_hand_over(actor) else [(actor.id, actor.name)]
    rows = board.loads(session, party, formatting.now(), db.settings().zone)
    context = {"form": form, "party": party, "rows": rows, "givers": givers, "takers": officers}
    return make_response(render_template("cases/loads.html", **context), status)
