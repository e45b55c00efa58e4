"""Pages of disclosures: what waits for whom, all of them, and one with its steps. They are asked for on the case's page."""

import datetime as dt
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.base import trail
from intranet.base.errors import Refused
from intranet.disclosure import queries, rules
from intranet.disclosure import service as disclosure
from intranet.disclosure.forms import StepForm
from intranet.disclosure.models import Disclosure
from intranet.disclosure.rules import State, Step
from intranet.disclosure.service import requests
from intranet.web import db, gate, paging
from intranet.web.forms import Answers
from shared.text import N_

_EVENTS = {
    "disclosure.requested": N_("Diajukan"),
    "disclosure.consented": N_("Disetujui pemilik"),
    "disclosure.approved": N_("Disahkan"),
    "disclosure.used": N_("Dipakai"),
    "disclosure.refused": N_("Ditolak"),
    "disclosure.withdrawn": N_("Ditarik"),
    "disclosure.expired": N_("Lewat masa berlaku"),
}

bp = Blueprint("disclosure", __name__, template_folder="templates")


@bp.get("/disclosures")
@gate.allow(*gate.CASE_WORKERS)
def listing() -> str:
    """What waits for one on top, then everything one may know of."""
    session, actor, asked = db.session(), gate.actor(), Answers(request.args)
    state = asked.choice("state", State)
    page = queries.listing(session, actor, state, paging.read(request.args))
    mine = queries.waiting(session, actor) if not state else []
    return render_template(
        "disclosure/list.html",
        page=page,
        mine=mine,
        state=state.value if state else "",
        states=[(one.value, _(one.label)) for one in State],
        url=paging.address(request.path, request.args),
        recipient=queries.recipients(session, [*page.rows, *mine]),
    )


@bp.get("/disclosures/<string:disclosure_id>")
@gate.allow(*gate.CASE_WORKERS)
def show(disclosure_id: str) -> Response:
    """One disclosure."""
    return _page(requests.get(db.session(), gate.actor(), disclosure_id), StepForm(), 200)


@bp.post("/disclosures/<string:disclosure_id>")
@gate.allow(*gate.CASE_WORKERS)
def step(disclosure_id: str) -> Response:
    """Take it one step on."""
    session, actor, form = db.session(), gate.actor(), StepForm(request.form)
    said, what = form.read(), form.step
    try:
        if what is None:
            raise Refused(rules.NO_SUCH_STEP.reason)
        if said is not None:
            version = form.whole("version")
            row = requests.step(session, actor, db.clock(), db.settings(), disclosure_id, version, what, said)
            flash(_("Pengungkapan %(no)s: %(state)s.", no=row.number, state=_(row.state.label)), "success")
            return redirect(url_for("disclosure.show", disclosure_id=disclosure_id), 303)
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        form.refuse(refused)
        session.rollback()
        return _page(requests.get(session, actor, disclosure_id), form, refused.status)
    return _page(requests.get(session, actor, disclosure_id), form, 422)


def _page(row: Disclosure, form: StepForm, status: int) -> Response:
    session, actor, clock = db.session(), gate.actor(), db.clock()
    facts, over = row.facts(requests.approvers(session)), clock.now() >= row.ends_at
    offered = [one for one in Step if rules.may_step(actor, row.state, one, facts).allowed]
    subjects = [(item, disclosure.mark_of(session, clock, (item.subject_kind, item.subject_id))) for item in row.items]
    turn = requests.waiting_for(session, row)
    context: dict[str, Any] = {
        "row": row,
        "form": form,
        "steps": [one for one in offered if not over or one is Step.WITHDRAW],
        "needs": {one: line.reason for one in offered if (line := rules.line_for(row.state, one))},
        "over": over and not row.state.ended,
        "items": subjects,
        "recipient": queries.recipients(session, [row])[row.id],
        "mark_by": row.said_on + dt.timedelta(days=db.settings().oral_mark_days) if row.said_on else None,
        "waits_for": sorted(queries.names(session, turn).values()) if turn and not over else [],
        "own_turn": actor.id in turn,
        "names": queries.names(session, [row.requested_by, row.consented_by, row.approved_by]),
        "uses": queries.uses(session, row.id),
        "events": trail.of(session, "disclosure", row.id),
        "event_texts": _EVENTS,
    }
    return make_response(render_template("disclosure/show.html", **context), status)
