"""Pages of programmes: the list, one with its targets and what is reached, its form."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.base import trail
from intranet.literacy import forms, queries, rules
from intranet.literacy.forms import Sheet
from intranet.literacy.models import Programme
from intranet.literacy.rules import Pillar, ProgrammeState, SessionState
from intranet.literacy.service import programmes
from intranet.literacy.views.common import PLANNERS, READERS, bp
from intranet.web import db, gate, i18n
from intranet.web.editing import Refusing
from shared.text import N_

_TOLD = {
    "programme.added": N_("Program dicatat"),
    "programme.amended": N_("Program diubah"),
    "programme.moved": N_("Keadaan program berubah"),
}


@bp.get("/programmes")
@gate.allow(*READERS)
def programme_list() -> str:
    """All programmes."""
    session, actor = db.session(), gate.actor()
    rows = [(row, queries.progress(session, row.id)) for row in queries.programmes(session)]
    return render_template(
        "literacy/programmes.html", rows=rows, may_propose=rules.may_propose(actor), may_design=rules.may_design(actor)
    )


@bp.get("/programmes/new")
@gate.allow(*PLANNERS)
def new_programme() -> Response:
    """The form of a new programme."""
    found = queries.agreements(db.session())
    return _form(forms.ProgrammeForm({"agreement_id": found[0][0]} if len(found) == 1 else {}), 200)


@bp.post("/programmes/new")
@gate.allow(*PLANNERS)
def add_programme() -> Response:
    """Design or propose a programme."""
    form, session = forms.ProgrammeForm(request.form), db.session()
    given = form.read()
    if given is not None:
        with Refusing(form):
            row = programmes.add(session, gate.actor(), db.clock(), given)
            said = _("Usulan program dicatat; Diskominfo yang menetapkannya.") if row.state is ProgrammeState.PROPOSED else ""
            flash(said or _("Program dicatat."), "success")
            return redirect(url_for("literacy.programme", programme_id=row.id), 303)
    return _form(form, 422)


@bp.get("/programmes/<string:programme_id>/edit")
@gate.allow(*PLANNERS)
def edit_programme(programme_id: str) -> Response:
    """The form of a programme as it stands."""
    row = programmes.get(db.session(), programme_id)
    return _form(forms.of_programme(row), 200, row)


@bp.post("/programmes/<string:programme_id>/edit")
@gate.allow(*PLANNERS)
def amend_programme(programme_id: str) -> Response:
    """Change a programme."""
    form, session = forms.ProgrammeForm(request.form), db.session()
    given = form.read()
    if given is not None:
        with Refusing(form):
            programmes.amend(session, gate.actor(), db.clock(), programme_id, form.whole("version"), given)
            flash(_("Perubahan disimpan."), "success")
            return redirect(url_for("literacy.programme", programme_id=programme_id), 303)
    return _form(form, 422, programmes.get(session, programme_id))


def _form(form: forms.ProgrammeForm, status: int, row: Programme | None = None) -> Response:
    page = render_template(
        "literacy/programme_form.html",
        form=form,
        row=row,
        agreements=queries.agreements(db.session()),
        pillars=list(Pillar),
        may_design=rules.may_design(gate.actor()),
    )
    return make_response(page, status)


@bp.get("/programmes/<string:programme_id>")
@gate.allow(*READERS)
def programme(programme_id: str) -> Response:
    """One programme."""
    return _page(programmes.get(db.session(), programme_id))


@bp.post("/programmes/<string:programme_id>/move")
@gate.allow(*PLANNERS)
def move_programme(programme_id: str) -> Response:
    """Take up a proposal, or close a programme."""
    form, session = Sheet(request.form), db.session()
    state = form.choice("state", ProgrammeState) or ProgrammeState.PROPOSED
    with Refusing(form):
        programmes.move(session, gate.actor(), db.clock(), programme_id, form.whole("version"), state)
        flash(_("Program ditetapkan.") if state is ProgrammeState.RUNNING else _("Program ditutup."), "success")
        return redirect(url_for("literacy.programme", programme_id=programme_id), 303)
    return _page(programmes.get(session, programme_id), 422, form)


def _page(row: Programme, status: int = 200, form: Sheet | None = None) -> Response:
    session, actor = db.session(), gate.actor()
    by_pillar, by_state, planned, actual = queries.progress(session, row.id)
    targets = {one.pillar: one.sessions for one in row.targets}
    page = render_template(
        "literacy/programme.html",
        row=row,
        form=form or Sheet(),
        pillars=[(pillar, by_pillar.get(pillar, 0), targets.get(pillar, 0)) for pillar in Pillar],
        states=[(state, by_state.get(state, 0)) for state in SessionState],
        planned=planned,
        actual=actual,
        may_design=rules.may_design(actor),
        may_edit=row.state is not ProgrammeState.CLOSED
        and (rules.may_design(actor) or (row.state is ProgrammeState.PROPOSED and rules.works_for(actor, row.party))),
        may_propose=rules.may_propose(actor),
        events=trail.of(session, "literacy_programme", row.id),
        told=lambda event: i18n.text(_TOLD[event.kind]),
    )
    return make_response(page, status)
