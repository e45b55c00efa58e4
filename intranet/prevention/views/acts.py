"""Pages of prevention acts: the list, a new one, one with what came of it."""

from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.base import trail
from intranet.base.errors import Refused
from intranet.calendar import queries as calendar
from intranet.oversight import queries as oversight
from intranet.prevention import forms, queries, rules
from intranet.prevention.models import PreventionAct
from intranet.prevention.rules import ActKind, Audience, Heed, Medium
from intranet.prevention.service import acts
from intranet.prevention.views.common import bp
from intranet.web import db, formatting, gate, i18n, paging
from intranet.web.editing import options
from intranet.web.forms import Answers
from shared.text import N_

_TOLD = {
    "prevention.recorded": N_("Dicatat"),
    "prevention.amended": N_("Diperbaiki"),
    "prevention.made_case": N_("Dijadikan perkara"),
}


@bp.get("/prevention")
@gate.allow(*gate.CASE_WORKERS)
def act_list() -> str:
    """All acts, or those of one kind, of one case, or still waiting."""
    session, asked = db.session(), Answers(request.args)
    kind, case_id, waiting = asked.choice("kind", ActKind), asked.value("case"), asked.value("waiting") == "yes"
    page = queries.acts(session, kind, case_id, waiting, paging.read(request.args))
    return render_template(
        "prevention/acts.html",
        page=page,
        numbers=queries.case_numbers(session, case_id, *(row.led_case_id or row.case_id for row in page.rows)),
        url=paging.address(request.path, request.args),
        overdue=queries.overdue(session, formatting.today()),
        kinds=options(ActKind),
        kind=kind.value if kind else "",
        case_id=case_id,
        waiting=waiting,
    )


@bp.get("/prevention/new")
@gate.allow(*gate.CASE_WORKERS)
def new_act() -> Response:
    """The form of a new act: today, and of the case it was opened from."""
    given = {"done_on": formatting.today().isoformat(), **request.args.to_dict()}
    case_id = given.pop("case", "")
    given["case_no"] = queries.case_numbers(db.session(), case_id).get(case_id, "")
    return _form(forms.ActForm(given), 200)


@bp.post("/prevention/new")
@gate.allow(*gate.CASE_WORKERS)
def record_act() -> Response:
    """Record an act."""
    form = forms.ActForm(request.form)
    given = form.read()
    if given is not None:
        try:
            row = acts.record(db.session(), gate.actor(), db.clock(), db.settings(), given)
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(_("Tindakan pencegahan dicatat."), "success")
            return redirect(url_for("prevention.act", act_id=row.id), 303)
    return _form(form, 422)


@bp.get("/prevention/<string:act_id>/edit")
@gate.allow(*gate.CASE_WORKERS)
def edit_act(act_id: str) -> Response:
    """The form of an act as it stands."""
    row = acts.get(db.session(), act_id)
    case_no = queries.case_numbers(db.session(), row.case_id).get(row.case_id or "", "")
    return _form(forms.of_act(row, case_no), 200, row)


@bp.post("/prevention/<string:act_id>/edit")
@gate.allow(*gate.CASE_WORKERS)
def amend_act(act_id: str) -> Response:
    """Correct an act."""
    form, session = forms.ActForm(request.form), db.session()
    given = form.read()
    if given is not None:
        try:
            acts.amend(session, gate.actor(), db.clock(), db.settings(), act_id, form.whole("version"), given)
        except Refused as refused:
            if refused.status != 422:
                raise
            form.refuse(refused)
            session.rollback()
        else:
            flash(_("Perbaikan disimpan."), "success")
            return redirect(url_for("prevention.act", act_id=act_id), 303)
    return _form(form, 422, acts.get(session, act_id))


def _form(form: forms.ActForm, status: int, row: PreventionAct | None = None) -> Response:
    session, actor = db.session(), gate.actor()
    stages = [
        (stage.id, f"{stage.name} · {election.name}") for election in calendar.all_elections(session) for stage in election.stages
    ]
    first = [(acts.BY_DAY, _("Menurut tanggal tindakan")), (acts.NO_STAGE, _("Di luar tahapan"))]
    if row is not None:
        first.insert(0, (acts.AS_IS, _("Tetap: %(stage)s", stage=row.stage_name or _("di luar tahapan"))))
    page = render_template(
        "prevention/act_form.html",
        form=form,
        row=row,
        kinds=options(kind for kind in ActKind if rules.may_record(actor, kind)),
        audiences=options(Audience),
        media=options(Medium),
        participants=oversight.participants(session),
        stages=[*first, *stages],
        days=rules.CHECK_DAYS,
    )
    return make_response(page, status)


@bp.get("/prevention/<string:act_id>")
@gate.allow(*gate.CASE_WORKERS)
def act(act_id: str) -> Response:
    """One act."""
    return _page(acts.get(db.session(), act_id), forms.FollowUpForm({"outcome_on": formatting.today().isoformat()}), 200)


@bp.post("/prevention/<string:act_id>/follow-up")
@gate.allow(*gate.CASE_WORKERS)
def follow_up(act_id: str) -> Response:
    """Say what came of an act, and make a finding of it in the same step when asked."""
    form, session = forms.FollowUpForm(request.form), db.session()
    given = form.read()
    if given is not None:
        outcome, day = given
        how: dict[str, Any] = {"outcome": outcome, "on": day, "note": form.value("outcome_note")}
        how["as_case"] = form.value("as_case") == "yes"
        try:
            version = form.whole("version")
            row = acts.follow_up(session, gate.actor(), db.clock(), db.settings(), db.keys(), act_id, version, **how)
        except Refused as refused:
            if refused.status != 422:
                raise
            form.refuse(refused)
            session.rollback()
        else:
            flash(_("Tindak lanjut dicatat: %(outcome)s.", outcome=_(outcome.label)), "success")
            if row.led_case_id:
                return redirect(url_for("cases.case", case_id=row.led_case_id), 303)
            return redirect(url_for("prevention.act", act_id=act_id), 303)
    return _page(acts.get(session, act_id), form, 422)


@bp.post("/prevention/<string:act_id>/case")
@gate.allow(*gate.BAWASLU)
def make_case(act_id: str) -> Response:
    """Register a finding from an act that was not heeded and go there."""
    case = acts.make_case(db.session(), gate.actor(), db.clock(), db.settings(), db.keys(), act_id)
    flash(_("Perkara %(no)s dibuat dari tindakan yang tidak diindahkan.", no=case.complaint_no), "success")
    return redirect(url_for("cases.case", case_id=case.id), 303)


def _page(row: PreventionAct, form: forms.FollowUpForm, status: int) -> Response:
    session, actor = db.session(), gate.actor()
    mine = rules.may_follow_up(actor, row.party)
    page = render_template(
        "prevention/act.html",
        row=row,
        form=form,
        outcomes=options(Heed),
        numbers=queries.case_numbers(session, row.case_id, row.led_case_id),
        recorded_by=queries.staff_name(session, row.recorded_by),
        events=trail.of(session, "prevention_act", row.id),
        told=_told,
        may_follow_up=mine and row.outcome is None,
        may_edit=mine and row.outcome is None and rules.may_record(actor, row.kind),
        may_make_case=rules.may_make_case(actor),
    )
    return make_response(page, status)


def _told(event: trail.Past) -> str:
    if event.kind == "prevention.followed_up":
        return i18n.text(Heed(event.details["outcome"]).label)
    return i18n.text(_TOLD[event.kind])
