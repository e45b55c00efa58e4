"""Pages of other agreed activities: the list, a new proposal, one with both parties' agreement."""

from typing import Any

from flask import make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.base import trail
from intranet.base.actor import Party
from intranet.base.errors import Refused
from intranet.outreach import forms, queries, rules
from intranet.outreach.models import JointActivity
from intranet.outreach.rules import ActivityState
from intranet.outreach.service import activities
from intranet.outreach.views.common import READERS, bp, choices_of_agreement, told
from intranet.web import db, formatting, gate, paging
from intranet.web.editing import back_to, options, refill
from intranet.web.forms import Answers

SUBJECT = activities.SUBJECT


@bp.get("/activities")
@gate.allow(*READERS)
def activity_list() -> str:
    """All other activities, or those in one state."""
    state = Answers(request.args).choice("state", ActivityState)
    page = queries.activities(db.session(), state, paging.read(request.args))
    return render_template(
        "outreach/activities.html",
        page=page,
        titles=queries.titles(db.session(), *(row.agreement_id for row in page.rows)),
        url=paging.address(request.path, request.args),
        states=options(ActivityState),
        state=state.value if state else "",
        may_work=rules.may_work(gate.actor()),
    )


@bp.get("/activities/new")
@gate.allow(*gate.CASE_WORKERS)
def new_activity() -> Response:
    """The form of a new proposal."""
    today = formatting.today().isoformat()
    return _form(forms.ActivityForm({"starts_on": today, "ends_on": today, "scope": "other"}), 200)


@bp.post("/activities/new")
@gate.allow(*gate.CASE_WORKERS)
def propose_activity() -> Response:
    """Propose an activity to the other party."""
    form = forms.ActivityForm(request.form)
    given = form.read()
    if given is not None:
        try:
            row = activities.propose(db.session(), gate.actor(), db.clock(), given)
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("activity", _("Diusulkan; pihak lain diberi tahu."), activity_id=row.id)
    return _form(form, 422)


@bp.get("/activities/<string:activity_id>/edit")
@gate.allow(*gate.CASE_WORKERS)
def edit_activity(activity_id: str) -> Response:
    """The form of a proposal as it stands."""
    row = activities.get(db.session(), activity_id)
    return _form(forms.of_activity(row), 200, row)


@bp.post("/activities/<string:activity_id>/edit")
@gate.allow(*gate.CASE_WORKERS)
def amend_activity(activity_id: str) -> Response:
    """Change a proposal."""
    form = forms.ActivityForm(request.form)
    given = form.read()
    if given is not None:
        try:
            activities.amend(db.session(), gate.actor(), db.clock(), activity_id, form.whole("version"), given)
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("activity", _("Perbaikan disimpan."), activity_id=activity_id)
    return _form(form, 422, activities.get(db.session(), activity_id))


def _form(form: forms.ActivityForm, status: int, row: JointActivity | None = None) -> Response:
    choices = choices_of_agreement(both=True)
    return make_response(render_template("outreach/activity_form.html", form=form, row=row, **choices), status)


@bp.get("/activities/<string:activity_id>")
@gate.allow(*READERS)
def activity(activity_id: str) -> Response:
    """One activity."""
    return _page(activities.get(db.session(), activity_id))


@bp.post("/activities/<string:activity_id>/agree")
@gate.allow(*gate.CASE_WORKERS)
def agree_activity(activity_id: str) -> Response:
    """Agree for one's own party."""
    form = Answers(request.form)
    try:
        activities.agree(db.session(), gate.actor(), db.clock(), activity_id, form.whole("version"))
    except Refused as refused:
        refill(form, refused)
        return _page(activities.get_open(db.session(), activity_id), 422, ending=form)
    return back_to("activity", _("Disetujui kedua pihak."), activity_id=activity_id)


@bp.post("/activities/<string:activity_id>/finish")
@gate.allow(*gate.CASE_WORKERS)
def finish_activity(activity_id: str) -> Response:
    """Note what came of it."""
    form = forms.OutreachForm(request.form)
    cost = form.amount("actual_cost")
    form.limit(outcome=8000)
    if form.ok:
        how: dict[str, Any] = {"outcome": form.value("outcome"), "actual_cost": cost}
        try:
            activities.finish(db.session(), gate.actor(), db.clock(), db.settings(), activity_id, form.whole("version"), **how)
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("activity", _("Hasil kegiatan dicatat."), activity_id=activity_id)
    return _page(activities.get_open(db.session(), activity_id), 422, ending=form)


@bp.post("/activities/<string:activity_id>/cancel")
@gate.allow(*gate.CASE_WORKERS)
def cancel_activity(activity_id: str) -> Response:
    """Call it off."""
    form = Answers(request.form)
    form.limit(reason=300)
    if form.ok:
        try:
            activities.cancel(db.session(), gate.actor(), db.clock(), activity_id, form.whole("version"), form.value("reason"))
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("activity", _("Kegiatan dibatalkan."), activity_id=activity_id)
    return _page(activities.get_open(db.session(), activity_id), 422, ending=form)


def _page(row: JointActivity, status: int = 200, **given: Answers) -> Response:
    session, actor = db.session(), gate.actor()
    people = queries.names(session, row.recorded_by, row.bawaslu_by, row.diskominfo_by)
    signed = {
        Party.BAWASLU: (people.get(row.bawaslu_by or "", ""), row.bawaslu_at),
        Party.DISKOMINFO: (people.get(row.diskominfo_by or "", ""), row.diskominfo_at),
    }
    works, own = rules.may_work(actor), rules.may_change(actor, row.party)
    context: dict[str, Any] = {
        "row": row,
        "agreement": queries.titles(session, row.agreement_id)[row.agreement_id],
        "people": people,
        "signed": signed,
        "may_edit": own and row.state is ActivityState.PROPOSED,
        "may_agree": works and not own and row.state is ActivityState.PROPOSED,
        "may_finish": own and row.state is ActivityState.AGREED,
        "may_cancel": works and row.state in (ActivityState.PROPOSED, ActivityState.AGREED),
        "events": trail.of(session, SUBJECT, row.id),
        "told": told,
        "ending": forms.OutreachForm(),
        **given,
    }
    return make_response(render_template("outreach/activity.html", **context), status)
