"""The clauses of an agreement as they read on a day, and those that are void."""

import datetime as dt
from contextlib import suppress

from flask import request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.agreements import queries, service
from intranet.agreements.clauses import ClauseKind
from intranet.agreements.models import Agreement
from intranet.agreements.service import record
from intranet.agreements.views.common import READERS, bp, page
from intranet.base.errors import Refused
from intranet.web import db, formatting, gate
from intranet.web.editing import back_to, refill
from intranet.web.forms import Answers


@bp.get("/agreements/<string:agreement_id>/clauses")
@gate.allow(*READERS)
def clause_list(agreement_id: str) -> Response:
    """The clauses of a day (``day`` in the address; today)."""
    return _page(service.get(db.session(), agreement_id), Answers(), "", 200)


@bp.post("/agreements/<string:agreement_id>/clauses/<string:clause_id>/lapse")
@gate.allow(*service.EDITORS)
def lapse_clause(agreement_id: str, clause_id: str) -> Response:
    """Note that a clause is void; the rest stands."""
    form = Answers(request.form)
    form.limit(note=500)
    if form.ok:
        office = (db.session(), gate.actor(), db.clock(), formatting.today(), agreement_id)
        try:
            record.lapse(*office, clause_id, form.value("note"))
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("clause_list", _("Pasal dicatat gugur; yang lain tetap berlaku."), agreement_id=agreement_id)
    return _page(service.get(db.session(), agreement_id), form, clause_id, 422)


def _page(row: Agreement, form: Answers, wrong: str, status: int) -> Response:
    asked = max(formatting.today(), row.starts_on) if row.drafted or row.starts_on > formatting.today() else formatting.today()
    with suppress(ValueError):
        asked = dt.date.fromisoformat(request.args.get("day", ""))
    everything = queries.all_clauses(db.session(), row.id)
    holding = [one for one in everything if one.holds(asked)]
    groups = [(kind, [one for one in holding if one.kind is kind]) for kind in ClauseKind]
    return page(
        "clauses",
        row,
        status,
        asked=asked,
        groups=[(kind, ones) for kind, ones in groups if ones],
        gone=[one for one in everything if not one.holds(asked)],
        form=form,
        wrong=wrong,
    )
