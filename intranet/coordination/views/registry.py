"""Pages for the population register's auditor: issued evaluations of its agreement, of each the figures only."""

from flask import Response as FlaskResponse
from flask import render_template, request

from intranet.base.actor import Role
from intranet.coordination import queries, records
from intranet.coordination.figures import LABELS, OUTCOMES
from intranet.coordination.service import evaluations
from intranet.coordination.views.common import bp
from intranet.outreach import queries as outreach
from intranet.outreach.service import house_of
from intranet.web import db, downloads, gate, paging


@bp.get("/registry-evaluations")
@gate.allow(Role.DUKCAPIL_AUDITOR)
def registry_evaluation_list() -> str:
    """What was issued."""
    session = db.session()
    page = queries.registry_evaluations(session, paging.read(request.args))
    return render_template(
        "coordination/registry_evaluations.html",
        page=page,
        url=paging.address(request.path, {}),
        titles=outreach.titles(session, *(row.agreement_id for row in page.rows)),
    )


@bp.get("/registry-evaluations/<string:evaluation_id>")
@gate.allow(Role.DUKCAPIL_AUDITOR)
def registry_evaluation(evaluation_id: str) -> str:
    """One of them: what it is about, and its figures."""
    session = db.session()
    row = evaluations.for_registry(session, evaluation_id)
    figures = evaluations.figures_of(session, db.settings(), row)
    return render_template(
        "coordination/registry_evaluation.html",
        row=row,
        agreement=outreach.titles(session, row.agreement_id)[row.agreement_id],
        figures=[(LABELS[name], value, name in OUTCOMES) for name, value in records.told(figures)],
    )


@bp.get("/registry-evaluations/<string:evaluation_id>/figures-paper")
@gate.allow(Role.DUKCAPIL_AUDITOR)
def registry_evaluation_paper(evaluation_id: str) -> FlaskResponse:
    """Its figures as a paper."""
    session = db.session()
    row = evaluations.for_registry(session, evaluation_id)
    title = outreach.titles(session, row.agreement_id)[row.agreement_id]
    figures = evaluations.figures_of(session, db.settings(), row)
    pdf = records.report(db.settings(), house_of(session, row.party), row, title, figures, figures_only=True)
    return downloads.paper(pdf, f"angka-{row.number}")
