"""Pages of fact checks: the list, a new one, one with its next step, and the hoaxes published."""

from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.base import trail
from intranet.base.errors import Refused
from intranet.oversight import forms, queries, rules
from intranet.oversight.models import FactCheck
from intranet.oversight.rules import FactEvent, FactState, FirstDraft, Verdict
from intranet.oversight.service import fact_checks
from intranet.oversight.views.common import bp
from intranet.web import db, gate, i18n, paging
from intranet.web.forms import Answers
from shared.text import N_


@bp.get("/fact-checks")
@gate.allow(*gate.CASE_WORKERS)
def fact_check_list() -> str:
    """All fact checks, or those of one state or one case."""
    session, asked = db.session(), Answers(request.args)
    state, case_id = asked.choice("state", FactState), asked.value("case")
    return render_template(
        "oversight/fact_checks.html",
        page=queries.fact_checks(session, gate.actor(), db.clock(), state, case_id, paging.read(request.args)),
        url=paging.address(request.path, request.args),
        states=[(one.value, _(one.label)) for one in FactState],
        state=state.value if state else "",
        case_id=case_id,
        case_no=queries.case_number(session, case_id),
    )


@bp.get("/hoaxes")
@gate.allow(*gate.CASE_WORKERS)
def hoaxes() -> str:
    """What was published as not true, newest first."""
    page = queries.hoaxes(db.session(), paging.read(request.args))
    return render_template("oversight/hoaxes.html", page=page, url=paging.address(request.path, request.args))


@bp.get("/fact-checks/new")
@gate.allow(*gate.CASE_WORKERS)
def new_fact_check() -> Response:
    """The form of a new fact check."""
    return _form(Answers(request.args), 200)


@bp.post("/fact-checks/new")
@gate.allow(*gate.CASE_WORKERS)
def open_fact_check() -> Response:
    """Begin a fact check."""
    form = Answers(request.form)
    form.limit(claim=1000)
    if form.ok:
        given = form.value("claim"), form.value("case") or None
        try:
            row = fact_checks.open_check(db.session(), gate.actor(), db.clock(), db.settings(), *given)
        except Refused as refused:
            if refused.status != 422:
                raise
            form.refuse(refused)
        else:
            return redirect(url_for("oversight.fact_check", check_id=row.id), 303)
    return _form(form, 422)


def _form(form: Answers, status: int) -> Response:
    case_id = form.value("case")
    page = render_template(
        "oversight/fact_check_new.html", form=form, case_id=case_id, case_no=queries.case_number(db.session(), case_id)
    )
    return make_response(page, status)


@bp.get("/fact-checks/<string:check_id>")
@gate.allow(*gate.CASE_WORKERS)
def fact_check(check_id: str) -> Response:
    """One fact check."""
    return _page(fact_checks.get(db.session(), gate.actor(), db.clock(), check_id), forms.StepForm(), 200)


@bp.post("/fact-checks/<string:check_id>/state")
@gate.allow(*gate.CASE_WORKERS)
def move_fact_check(check_id: str) -> Response:
    """Take a fact check one step on."""
    form = forms.StepForm(request.form)
    event, given = form.event, form.read()
    session = db.session()
    if event is not None and form.ok:
        try:
            settings, version = db.settings(), form.whole("version")
            row = fact_checks.move(session, gate.actor(), db.clock(), settings, check_id, version, event, given)
        except Refused as refused:
            if refused.status != 422:
                raise
            form.refuse(refused)
            session.rollback()
        else:
            flash(_("Sekarang: %(state)s.", state=_(row.state.label)), "success")
            return redirect(url_for("oversight.fact_check", check_id=check_id), 303)
    return _page(fact_checks.get(session, gate.actor(), db.clock(), check_id), form, 422)


def _page(row: FactCheck, form: forms.StepForm, status: int) -> Response:
    session = db.session()
    page = render_template(
        "oversight/fact_check.html",
        row=row,
        form=form,
        steps=rules.steps_from(row.state),
        case_no=queries.shown_number(session, gate.actor(), db.clock(), row),
        officer=queries.staff_names(session, {row.officer_id})[row.officer_id],
        verdicts=[(one.value, _(one.label)) for one in Verdict],
        kinds=[(one.value, _(one.label)) for one in FirstDraft],
        events=trail.of(session, "fact_check", row.id),
        told=_told,
    )
    return make_response(page, status)


def _told(event: trail.Past) -> str:
    data: dict[str, Any] = event.details
    if event.kind == "fact_check.opened":
        return i18n.text(N_("Dibuka"))
    return i18n.text(FactEvent(data["event"]).label)
