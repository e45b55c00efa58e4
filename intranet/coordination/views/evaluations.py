"""Pages of evaluations: whose turn it is, the list, a new one, one from its figures to its delivery."""

import datetime as dt
from typing import Any

from flask import Response as FlaskResponse
from flask import make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.base import trail
from intranet.base.errors import NotFound
from intranet.coordination import forms, queries, records, rules
from intranet.coordination.figures import LABELS, OUTCOMES
from intranet.coordination.models import Evaluation
from intranet.coordination.rules import EvaluationMode, EvaluationState, Occasion
from intranet.coordination.service import evaluations
from intranet.coordination.service.evaluations import Handed
from intranet.coordination.views.common import READERS, agreements, attempt, bp, file, office, owners, told
from intranet.outreach import queries as outreach
from intranet.outreach.rules import PARTIES, may_work
from intranet.outreach.service import house_of
from intranet.web import db, downloads, formatting, gate, paging
from intranet.web.editing import back_to, options
from intranet.web.forms import Answers
from shared.text import N_

SUBJECT = evaluations.SUBJECT


@bp.get("/evaluations")
@gate.allow(*READERS)
def evaluation_list() -> str:
    """When each agreement is to be evaluated, what a leader does not have yet, and all evaluations."""
    session, asked = db.session(), Answers(request.args)
    state, agreement_id = asked.choice("state", EvaluationState), asked.value("agreement")[:32]
    page = queries.evaluations(session, agreement_id, state, paging.read(request.args))
    waiting = queries.undelivered(session)
    return render_template(
        "coordination/evaluations.html",
        page=page,
        url=paging.address(request.path, request.args),
        turns=queries.turns(session, formatting.today()),
        waiting=waiting,
        titles=outreach.titles(session, *(row.agreement_id for row in (*page.rows, *waiting))),
        states=options(EvaluationState),
        state=state.value if state else "",
        agreement=agreement_id,
        agreements=agreements(),
        may_work=may_work(gate.actor()),
    )


@bp.get("/evaluations/new")
@gate.allow(*gate.CASE_WORKERS)
def new_evaluation() -> Response:
    """The form of a new evaluation: of the year up to yesterday."""
    last = formatting.today() - dt.timedelta(days=1)
    first = rules.months_after(last, -12) + dt.timedelta(days=1)
    given = {"occasion": "yearly", "mode": "joint", "first_on": first.isoformat(), "last_on": last.isoformat()}
    return _form(forms.EvaluationForm({**given, "agreement": request.args.get("agreement", "")[:32]}), 200)


@bp.post("/evaluations/new")
@gate.allow(*gate.CASE_WORKERS)
def begin_evaluation() -> Response:
    """Begin an evaluation."""
    form, rows = forms.EvaluationForm(request.form), []
    given = form.read()
    if given is not None and attempt(form, lambda: rows.append(evaluations.begin(*office(), db.settings(), given))):
        return back_to("evaluation", _("Evaluasi dimulai. Angkanya sudah terisi."), evaluation_id=rows[0].id)
    return _form(form, 422)


def _form(form: forms.EvaluationForm, status: int) -> Response:
    lists = {"modes": options(EvaluationMode), "occasions": options(Occasion), "agreements": agreements()}
    return make_response(render_template("coordination/evaluation_form.html", form=form, **lists), status)


@bp.get("/evaluations/<string:evaluation_id>")
@gate.allow(*READERS)
def evaluation(evaluation_id: str) -> str:
    """One evaluation."""
    return page_of(evaluations.get(db.session(), evaluation_id))


@bp.post("/evaluations/<string:evaluation_id>/summary")
@gate.allow(*gate.CASE_WORKERS)
def write_evaluation(evaluation_id: str) -> Response:
    """Write what it came to."""
    form = Answers(request.form)
    form.limit(summary=20000)
    version, summary, nothing = form.whole("version"), form.value("summary"), form.value("nothing_found") == "yes"
    if attempt(form, lambda: evaluations.write(*office(), evaluation_id, version, summary, nothing_found=nothing)):
        return back_to("evaluation", _("Kesimpulan disimpan."), evaluation_id=evaluation_id)
    return _refused(evaluation_id, text=form)


@bp.post("/evaluations/<string:evaluation_id>/issue")
@gate.allow(*gate.CASE_WORKERS)
def issue_evaluation(evaluation_id: str) -> Response:
    """Issue it."""
    form = Answers(request.form)
    version = form.whole("version")
    if attempt(form, lambda: evaluations.issue(*office(), db.settings(), evaluation_id, version)):
        return back_to("evaluation", _("Laporan diterbitkan. Serahkan kepada kedua pimpinan."), evaluation_id=evaluation_id)
    return _refused(evaluation_id, ending=form)


@bp.post("/evaluations/<string:evaluation_id>/deliveries/<string:party>")
@gate.allow(*gate.CASE_WORKERS)
def deliver_evaluation(evaluation_id: str, party: str) -> Response:
    """Note that a leader has the report."""
    form = Answers(request.form)
    on = form.day("delivered_on")
    form.limit(receiver=200)
    if on is not None:
        given = Handed(form.whole("version"), party, on, form.value("receiver"))
        if attempt(form, lambda: evaluations.deliver(*office(), db.settings(), evaluation_id, given)):
            return back_to("evaluation", _("Penyerahan dicatat."), evaluation_id=evaluation_id, _anchor="deliveries")
    return _refused(evaluation_id, handing=form, handing_to=party)


@bp.post("/evaluations/<string:evaluation_id>/discard")
@gate.allow(*gate.CASE_WORKERS)
def discard_evaluation(evaluation_id: str) -> Response:
    """Throw a draft away."""
    form = Answers(request.form)
    version = form.whole("version")
    if attempt(form, lambda: evaluations.discard(*office(), evaluation_id, version)):
        return back_to("evaluation_list", _("Konsep evaluasi dihapus."))
    return _refused(evaluation_id, ending=form)


@bp.get("/evaluations/<string:evaluation_id>/report-paper")
@gate.allow(*READERS)
def evaluation_paper(evaluation_id: str) -> FlaskResponse:
    """The report; marked as a draft until it is issued."""
    session = db.session()
    row = evaluations.get(session, evaluation_id)
    title = outreach.titles(session, row.agreement_id)[row.agreement_id]
    figures = evaluations.figures_of(session, db.settings(), row)
    pdf = records.report(db.settings(), house_of(session, row.party), row, title, figures)
    return downloads.paper(pdf, row.number or f"evaluasi-{row.last_on}")


@bp.get("/evaluations/<string:evaluation_id>/minister.json")
@gate.allow(*READERS)
def evaluation_file(evaluation_id: str) -> FlaskResponse:
    """The issued evaluation as a file for the Minister through the Director General."""
    session = db.session()
    row = evaluations.get(session, evaluation_id)
    if row.state is not EvaluationState.ISSUED:
        raise NotFound(N_("Laporan ini belum diterbitkan."))
    title = outreach.titles(session, row.agreement_id)[row.agreement_id]
    figures = evaluations.figures_of(session, db.settings(), row)
    content = records.for_the_minister(db.settings(), row, title, figures)
    return file(content, "application/json", row.number or "evaluasi", "json")


def _refused(evaluation_id: str, **given: Any) -> Response:
    return make_response(page_of(evaluations.get(db.session(), evaluation_id), **given), 422)


def page_of(row: Evaluation, **given: Any) -> str:
    """The page of an evaluation; ``given``: what was typed and refused."""
    session, actor = db.session(), gate.actor()
    parties = PARTIES if row.mode is EvaluationMode.JOINT else (row.party,)
    figures = evaluations.figures_of(session, db.settings(), row)
    written = {"summary": row.summary, "nothing_found": "yes" if row.nothing_found else ""}
    context: dict[str, Any] = {
        "row": row,
        "agreement": outreach.titles(session, row.agreement_id).get(row.agreement_id, ""),
        "recorded_by": outreach.names(session, row.recorded_by).get(row.recorded_by, ""),
        "figures": [(LABELS[name], value, name in OUTCOMES) for name, value in records.told(figures)],
        "draft": row.state is EvaluationState.DRAFT,
        "mine": rules.may_change(actor, *parties),
        "may_do": lambda item: rules.may_change(actor, item.owner_party),
        "colleagues": owners(),
        "events": trail.of(session, SUBJECT, row.id),
        "text": Answers(written),
        "ending": Answers(),
        "handing": Answers({"delivered_on": formatting.today().isoformat()}),
        "handing_to": "",
        "promise": forms.PromiseForm(),
        "doing": Answers(),
        "doing_id": "",
        "told": told,
        **given,
    }
    return render_template("coordination/evaluation.html", **context)
