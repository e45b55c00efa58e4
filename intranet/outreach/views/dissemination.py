"""Pages of dissemination: the month's plan, the list, the totals, one with how it was done."""

import datetime as dt
from typing import Any

from flask import make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.base import trail
from intranet.base.errors import Refused
from intranet.evidence import queries as evidence
from intranet.evidence import rules as evidence_rules
from intranet.outreach import forms, queries, rules
from intranet.outreach.models import Dissemination
from intranet.outreach.rules import Channel, PlanState, Target, Topic
from intranet.outreach.service import dissemination as service
from intranet.outreach.views.common import READERS, bp, choices_of_agreement, told
from intranet.web import db, formatting, gate, paging
from intranet.web.editing import back_to, options, refill
from intranet.web.forms import Answers

SUBJECT = service.SUBJECT


@bp.get("/dissemination")
@gate.allow(*READERS)
def plan_month() -> str:
    """The plan of a month, day by day."""
    session, today = db.session(), formatting.today()
    first = _month(Answers(request.args).value("month")) or today.replace(day=1)
    rows = queries.month(session, first)
    days: dict[dt.date, list[Dissemination]] = {}
    for row in rows:
        days.setdefault(row.planned_on, []).append(row)
    return render_template(
        "outreach/month.html",
        first=first,
        before=rules.month_after(first, -1),
        after=rules.month_after(first),
        weeks=rules.month_weeks(first),
        days=days,
        rows=rows,
        state=state_of,
        late=queries.late_plans(session, today),
        may_work=rules.may_work(gate.actor()),
    )


def _month(text: str) -> dt.date | None:
    try:
        found = dt.date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return found if 2000 <= found.year < 2100 else None


def state_of(row: Dissemination) -> PlanState:
    """How a plan stands today."""
    return rules.plan_state(row.planned_on, row.done_on, bool(row.dropped_reason), formatting.today())


@bp.get("/dissemination/list")
@gate.allow(*READERS)
def plan_list() -> str:
    """All plans and what was done, or those of one kind, channel or state."""
    session, asked, today = db.session(), Answers(request.args), formatting.today()
    topic, channel, state = asked.choice("topic", Topic), asked.choice("channel", Channel), asked.choice("state", PlanState)
    return render_template(
        "outreach/plans.html",
        page=queries.plans(session, topic, channel, state, today, paging.read(request.args)),
        url=paging.address(request.path, request.args),
        state=state_of,
        late=queries.late_plans(session, today),
        topics=options(Topic),
        channels=options(Channel),
        states=options(PlanState),
        asked_topic=topic.value if topic else "",
        asked_channel=channel.value if channel else "",
        asked_state=state.value if state else "",
        may_work=rules.may_work(gate.actor()),
    )


@bp.get("/dissemination/totals")
@gate.allow(*READERS)
def plan_totals() -> str:
    """What was spread in a year, and to whom each agreement was made known."""
    session, today = db.session(), formatting.today()
    years = queries.years(session, today)
    asked = Answers(request.args).whole("year")
    year = asked if asked in years else today.year
    return render_template(
        "outreach/totals.html",
        year=year,
        years=[(str(one), str(one)) for one in years],
        totals=queries.totals(session, year),
        coverage=queries.coverage(session),
        topics=list(Topic),
        targets=list(Target),
        months={number: dt.date(year, number, 1) for number in range(1, 13)},
        may_work=rules.may_work(gate.actor()),
    )


@bp.get("/dissemination/new")
@gate.allow(*gate.CASE_WORKERS)
def new_plan() -> Response:
    """The form of a new plan; ``day`` in the address: of that day, ``agreement`` and ``target``: to close a gap."""
    given = {"planned_on": formatting.today().isoformat(), "scope": "dissemination", **request.args.to_dict()}
    return _form(forms.PlanForm(given), 200)


@bp.post("/dissemination/new")
@gate.allow(*gate.CASE_WORKERS)
def make_plan() -> Response:
    """Plan a dissemination."""
    form = forms.PlanForm(request.form)
    given = form.read()
    if given is not None:
        try:
            row = service.plan(db.session(), gate.actor(), db.clock(), given)
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("dissemination", _("Diseminasi direncanakan."), plan_id=row.id)
    return _form(form, 422)


@bp.get("/dissemination/<string:plan_id>/edit")
@gate.allow(*gate.CASE_WORKERS)
def edit_plan(plan_id: str) -> Response:
    """The form of a plan as it stands."""
    row = service.get(db.session(), plan_id)
    return _form(forms.of_plan(row), 200, row)


@bp.post("/dissemination/<string:plan_id>/edit")
@gate.allow(*gate.CASE_WORKERS)
def amend_plan(plan_id: str) -> Response:
    """Change a plan."""
    form = forms.PlanForm(request.form)
    given = form.read()
    if given is not None:
        try:
            service.amend(db.session(), gate.actor(), db.clock(), plan_id, form.whole("version"), given)
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("dissemination", _("Perbaikan disimpan."), plan_id=plan_id)
    return _form(form, 422, service.get(db.session(), plan_id))


def _form(form: forms.PlanForm, status: int, row: Dissemination | None = None) -> Response:
    page = render_template(
        "outreach/plan_form.html",
        form=form,
        row=row,
        topics=options(Topic),
        channels=options(Channel),
        targets=options(Target),
        **choices_of_agreement(),
    )
    return make_response(page, status)


@bp.get("/dissemination/<string:plan_id>")
@gate.allow(*READERS)
def dissemination(plan_id: str) -> Response:
    """One dissemination."""
    return page_of(service.get(db.session(), plan_id))


@bp.post("/dissemination/<string:plan_id>/done")
@gate.allow(*gate.CASE_WORKERS)
def log_plan(plan_id: str) -> Response:
    """Note how it was done."""
    form, session = forms.LogForm(request.form), db.session()
    given = form.read()
    if given is not None:
        on, reach = given
        how: dict[str, Any] = {"on": on, "reach": reach, "link": form.value("link"), "remark": form.value("remark")}
        try:
            service.log(session, gate.actor(), db.clock(), db.settings(), plan_id, form.whole("version"), **how)
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("dissemination", _("Pelaksanaan dicatat."), plan_id=plan_id)
    return page_of(service.get_open(session, plan_id), 422, done=form)


@bp.post("/dissemination/<string:plan_id>/drop")
@gate.allow(*gate.CASE_WORKERS)
def drop_plan(plan_id: str) -> Response:
    """Give a plan up."""
    form, session = Answers(request.form), db.session()
    form.limit(reason=300)
    if form.ok:
        try:
            service.drop(session, gate.actor(), db.clock(), plan_id, form.whole("version"), form.value("reason"))
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("dissemination", _("Rencana dibatalkan."), plan_id=plan_id)
    return page_of(service.get_open(session, plan_id), 422, dropping=form)


def page_of(row: Dissemination, status: int = 200, **given: Answers) -> Response:
    """The page of one dissemination; ``given``: a form that was refused."""
    session, actor, state = db.session(), gate.actor(), state_of(row)
    mine = rules.may_change(actor, row.party, joint=row.joint)
    context: dict[str, Any] = {
        "row": row,
        "state": state,
        "agreement": queries.titles(session, row.agreement_id).get(row.agreement_id or "", ""),
        "recorded_by": queries.names(session, row.recorded_by).get(row.recorded_by, ""),
        "may_edit": mine and state in (PlanState.COMING, PlanState.LATE),
        "may_prove": mine and state is not PlanState.DROPPED,
        "proofs": evidence.of(session, actor, db.clock(), (SUBJECT, row.id)),
        "photo_max_mb": db.settings().evidence_max_mb,
        "photo_types": ",".join(sorted(evidence_rules.PICTURES)),
        "events": trail.of(session, SUBJECT, row.id),
        "told": told,
        "done": forms.LogForm({"done_on": formatting.today().isoformat()}),
        "dropping": Answers(),
        "photo": Answers(),
        **given,
    }
    return make_response(render_template("outreach/dissemination.html", **context), status)
