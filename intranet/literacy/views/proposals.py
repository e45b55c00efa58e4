"""The page of one proposal: how far it is, what it proposes and why, what is accepted, typed or planned again."""

import datetime as dt
from typing import Any

from flask import Response as FlaskResponse
from flask import current_app, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from intranet.base.errors import Refused
from intranet.literacy import queries, rules
from intranet.literacy.models import PlanProposal
from intranet.literacy.planning.goals import Goal
from intranet.literacy.proposing import applying, asking, result
from intranet.literacy.proposing import queries as proposals
from intranet.literacy.proposing.order import part_of
from intranet.literacy.proposing.rules import SETTLED, ProposalState
from intranet.literacy.views.common import PLANNERS, bp
from intranet.literacy.views.plan_forms import ReviewForm
from intranet.web import db, gate
from shared.text import N_


@bp.get("/proposals/<string:proposal_id>")
@gate.allow(*PLANNERS)
def proposal(proposal_id: str) -> Response:
    """One proposal; refreshes itself while it is worked on."""
    return _page(asking.get(db.session(), proposal_id))


@bp.post("/proposals/<string:proposal_id>/stop")
@gate.allow(*PLANNERS)
def stop_plan(proposal_id: str) -> Response:
    """Take the best plan so far."""
    session = db.session()
    try:
        asking.stop(session, gate.actor(), db.clock(), proposal_id)
    except Refused as refused:
        if refused.status != 422:
            raise
        session.rollback()  # it was ready a moment before
    return redirect(url_for("literacy.proposal", proposal_id=proposal_id), 303)


@bp.post("/proposals/<string:proposal_id>")
@gate.allow(*PLANNERS)
def review_plan(proposal_id: str) -> Response:
    """Apply all or what is ticked, plan the rest again, or leave it."""
    session, form = db.session(), ReviewForm(request.form)
    act, version = form.value("act"), form.whole("version")
    try:
        if act == "again":
            return _again(proposal_id, version, form)
        if act == "drop":
            asking.drop(session, gate.actor(), db.clock(), proposal_id, version)
            flash(_("Usulan ditinggalkan. Tidak ada sesi yang berubah."), "success")
            return redirect(url_for("literacy.plan"), 303)
        if act not in ("all", "some"):
            raise Refused(N_("Pilih langkahnya."))
        accepted = None if act == "all" else form.boxes("take")
        office = (session, gate.actor(), db.clock(), db.settings())
        outcome = applying.apply(*office, proposal_id, version, accepted, current_app.extensions["posko_duties"])
    except Refused as refused:
        if refused.status not in (409, 422):
            raise
        form.refuse(refused)
        session.rollback()
        return _page(asking.get(session, proposal_id), refused.status, form)
    if outcome.taken:
        count = len(outcome.taken)
        flash(ngettext("%(num)s sesi direncanakan.", "%(num)s sesi direncanakan.", count), "success")
    if outcome.refused:
        count = len(outcome.refused)
        flash(
            ngettext("%(num)s sesi tidak jadi; sebabnya di bawah.", "%(num)s sesi tidak jadi; sebabnya di bawah.", count), "warning"
        )
    return redirect(url_for("literacy.proposal", proposal_id=proposal_id), 303)


def _again(proposal_id: str, version: int, form: ReviewForm) -> Response:
    session = db.session()
    row = asking.get(session, proposal_id)
    data = result.read(row.result)
    lines = [line for line in data.get("lines", []) if not line["stays"]]
    names, rooms = proposals.names(session), proposals.room_names(session)
    unfilled = [one["session"] for one in data.get("unfilled", [])]
    changes = form.changes(lines, unfilled, names, rooms, db.settings().zone)
    if not form.ok:
        form.general = _("Belum direncanakan ulang. Perbaiki yang ditandai; isian lain tetap ada.")
        return _page(row, 422, form)
    made = asking.again(session, gate.actor(), db.clock(), db.settings(), proposal_id, version, changes)
    return redirect(url_for("literacy.proposal", proposal_id=made.id), 303)


def _page(row: PlanProposal, status: int = 200, form: ReviewForm | None = None) -> FlaskResponse:
    session, zone = db.session(), db.settings().zone
    data = result.read(row.result)
    ids = [line["session"] for line in data.get("lines", [])] + [one["session"] for one in data.get("unfilled", [])]
    names = proposals.names(session)
    days: dict[dt.date, list[dict[str, Any]]] = {}
    for line in data.get("lines", []):
        shown = _line(line, zone, names)
        days.setdefault(shown["start"].date(), []).append(shown)
    people = {party: [name for side, name in names.values() if side == party] for party in ("bawaslu", "diskominfo")}
    page = render_template(
        "literacy/proposal.html",
        row=row,
        form=form or ReviewForm(),
        sent=form is not None,
        data=data,
        days=days,
        about=proposals.about(session, ids),
        rooms=proposals.room_names(session),
        people=people,
        unfilled=[(one["session"], _parts(one["parts"], zone)) for one in data.get("unfilled", [])],
        changed=[(one["session"], _parts(one["parts"], zone)) for one in data.get("changes", [])],
        said=[(key, _parts(parts, zone)) for key, parts in data.get("said", {}).items()],
        goals=[(_(goal.label), data["goals"][goal.value]) for goal in Goal if data.get("goals", {}).get(goal.value)],
        asked_by=queries.staff_names(session, [row.asked_by]).get(row.asked_by, ""),
        running=row.state is ProposalState.RUNNING,
        settled=row.state in SETTLED and rules.may_schedule(gate.actor()),
        elapsed=int(((row.done_at or db.clock().now()) - row.asked_at).total_seconds()),
        gap=_gap(row),
        may_schedule=rules.may_schedule(gate.actor()),
        open_lines=sum(line["session"] not in data.get("taken", {}) for line in data.get("lines", [])),
    )
    return make_response(page, status)


def _line(line: dict[str, Any], zone: dt.tzinfo, names: dict[str, tuple[str, str]]) -> dict[str, Any]:
    start, end = (dt.datetime.fromisoformat(line[key]).astimezone(zone) for key in ("start", "end"))
    halves = {
        party: [names[one][1] for one in line["people"] if one in names and names[one][0] == party]
        for party in ("bawaslu", "diskominfo")
    }
    findings = _parts(line["findings"], zone)
    reasons = [_parts(parts, zone) for parts in line["reasons"]]
    return {**line, "key": line["session"], "start": start, "end": end, "halves": halves, "findings": findings, "reasons": reasons}


def _parts(parts: list[dict[str, Any]], zone: dt.tzinfo) -> list[Any]:
    return [part_of(part, zone) for part in parts]


def _gap(row: PlanProposal) -> float | None:
    """How much better another plan could be at most, in per cent; None while nobody knows."""
    if row.value is None or row.bound is None:
        return None
    return 100 * max(row.value - row.bound, 0) / row.value if row.value else 0.0
