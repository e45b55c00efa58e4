"""Look-ups in the registry's portal: the list that is audited, and the form that comes before the portal is opened."""

import datetime as dt
from typing import Any

from flask import make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.base.actor import Role
from intranet.base.errors import Refused
from intranet.privacy import queries, rules
from intranet.privacy.service import portal as service
from intranet.privacy.views.common import bp
from intranet.web import db, formatting, gate, paging
from intranet.web.editing import back_to, refill
from intranet.web.forms import Answers

READERS = (*gate.DISKOMINFO, Role.AUDITOR, Role.DUKCAPIL_AUDITOR)


@bp.get("/portal")
@gate.allow(*READERS)
def portal_list() -> Response:
    """All look-ups, the latest first."""
    return _page(Answers({"matter": request.args.get("matter", "")[:80]}), 200)


@bp.post("/portal")
@gate.allow(*gate.DISKOMINFO)
def record_lookup() -> Response:
    """Note a look-up before the portal is opened."""
    form = Answers(request.form)
    matter = form.value("matter") or form.value("visit")
    form.limit(matter=80, reason=500)
    if form.ok:
        how = {"matter": matter, "reason": form.value("reason"), "told_id": form.value("told")}
        try:
            service.record(db.session(), gate.actor(), db.clock(), db.settings(), **how)
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to(
                "portal_list", _("Dicatat, dan rekan Anda diberi tahu. Sekarang portal boleh dibuka; jangan menyalin isinya.")
            )
    return _page(form, 422)


@bp.get("/portal/<string:lookup_id>")
@gate.allow(*READERS)
def portal_lookup(lookup_id: str) -> str:
    """One look-up."""
    session = db.session()
    row = service.get(session, lookup_id)
    return render_template(
        "privacy/lookup.html",
        row=row,
        people=queries.names(session, row.staff_id, row.told_id),
        numbers=queries.numbers(session, row.case_id),
    )


def _page(form: Answers, status: int) -> Response:
    session, actor, now = db.session(), gate.actor(), db.clock().now()
    page = queries.lookups(session, paging.read(request.args))
    may_keep = rules.may_keep(actor)
    context: dict[str, Any] = {
        "page": page,
        "url": paging.address("/privacy/portal", {}),
        "people": queries.names(session, *(one for row in page.rows for one in (row.staff_id, row.told_id))),
        "numbers": queries.numbers(session, *(row.case_id for row in page.rows)),
        "form": form,
        "may_keep": may_keep,
        "seconds": queries.seconds(session, actor.id) if may_keep else [],
        "visits": [(visit, formatting.moment(at)) for visit, at in queries.visits(session, now - dt.timedelta(hours=12))]
        if may_keep
        else [],
        "reason_letters": rules.REASON,
    }
    return make_response(render_template("privacy/portal.html", **context), status)
