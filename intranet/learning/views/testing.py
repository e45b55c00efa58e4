"""A session's test: its questions, answers typed in from paper, and what was learnt."""

from flask import Response as FlaskResponse
from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from intranet.base.errors import NotFound, Refused
from intranet.learning import figures, queries, records, rules
from intranet.learning.forms import AnswersGrid, Sheet
from intranet.learning.rules import TESTS, Stage
from intranet.learning.service import reports, testing
from intranet.learning.views.common import READERS, WRITERS, again, bp, session_of
from intranet.literacy.models import LiteracySession
from intranet.literacy.rules import Pillar
from intranet.web import db, downloads, gate
from shared.text import N_

_WHICH = N_("Pilih tes awal atau tes akhir.")


@bp.get("/literacy/sessions/<string:session_id>/test")
@gate.allow(*READERS)
def test(session_id: str) -> Response:
    """The test of a session with its results."""
    return _page(session_of(session_id))


@bp.post("/literacy/sessions/<string:session_id>/test")
@gate.allow(*WRITERS)
def choose_questions(session_id: str) -> Response:
    """Let the questions ticked be the test."""
    form = Sheet(request.form)
    try:
        chosen = testing.choose(db.session(), gate.actor(), db.clock(), session_id, form.boxes("questions"))
    except Refused as refused:
        return again(refused, form, lambda status: _page(session_of(session_id), status, choosing=form))
    flash(ngettext("Tes berisi %(num)s soal.", "Tes berisi %(num)s soal.", len(chosen)), "success")
    return redirect(url_for("learning.test", session_id=session_id), 303)


@bp.post("/literacy/sessions/<string:session_id>/answers")
@gate.allow(*WRITERS)
def add_answers(session_id: str) -> Response:
    """Keep the papers that are right; the others stay in the grid with what is wrong."""
    session, grid, form = db.session(), AnswersGrid(request.form), Sheet(request.form)
    stage = _stage(form)
    row, lines = session_of(session_id), grid.rows[: grid.sent]
    try:
        if stage is None:
            raise Refused(_WHICH, field="stage")
        if not lines:
            raise Refused(N_("Belum ada baris yang diisi."))
        done = testing.enter(session, gate.actor(), db.clock(), row.id, stage, [line.read() for line in lines])
    except Refused as refused:
        return again(refused, form, lambda status: _page(session_of(session_id), status, grid=grid, form=form))
    for line, one in zip(lines, done, strict=True):
        if isinstance(one, Refused):
            line.refuse(one)
    wrong = [line for line in lines if not line.ok]
    kept = len(lines) - len(wrong)
    if not wrong:
        flash(ngettext("%(num)s lembar jawaban disimpan.", "%(num)s lembar jawaban disimpan.", kept), "success")
        return redirect(url_for("learning.test", session_id=row.id, stage=stage.value, _anchor="type"), 303)
    grid.keep(wrong)
    return _page(row, 200 if kept else 422, grid=grid, form=form, kept=kept)


@bp.post("/literacy/sessions/<string:session_id>/answers/<string:sheet_id>/remove")
@gate.allow(*WRITERS)
def remove_answers(session_id: str, sheet_id: str) -> Response:
    """Take a mistaken sheet away."""
    form = Sheet(request.form)
    try:
        testing.remove(db.session(), gate.actor(), db.clock(), sheet_id)
    except Refused as refused:
        return again(refused, form, lambda status: _page(session_of(session_id), status, form=form))
    flash(_("Lembar jawaban dihapus."), "success")
    return redirect(url_for("learning.test", session_id=session_id), 303)


@bp.get("/literacy/sessions/<string:session_id>/test/<string:stage>.pdf")
@gate.allow(*READERS)
def test_paper(session_id: str, stage: str) -> FlaskResponse:
    """The test on paper."""
    row, which = session_of(session_id), next((one for one in TESTS if one.value == stage), None)
    questions = [item.question for item in testing.items(db.session(), row.id)]
    if which is None or not questions:
        raise NotFound(N_("Sesi ini belum punya soal tes."))
    return downloads.paper(records.test(db.settings(), row, which, questions), f"tes-{which.value}-{row.on_day}")


def _stage(form: Sheet) -> Stage | None:
    found = form.choice("stage", Stage)
    return found if found in TESTS else None


def _page(
    row: LiteracySession,
    status: int = 200,
    *,
    grid: AnswersGrid | None = None,
    form: Sheet | None = None,
    choosing: Sheet | None = None,
    kept: int = 0,
) -> Response:
    session = db.session()
    report, items = reports.get(session, row.id), testing.items(session, row.id)
    whole, by_pillar, asked = figures.session_gain(session, row.id)
    found = figures.scores(session, row.id)
    stage = _stage(form or Sheet(request.args)) or Stage.PRE
    page = render_template(
        "learning/test.html",
        row=row,
        items=items,
        bank=queries.choosable(session, row.id),
        chosen=[item.question_id for item in items],
        whole=whole,
        translated=[(_(pillar.label), by_pillar[pillar]) for pillar in Pillar if pillar in by_pillar],
        by_question=[(f"{one.place}. {one.text}", one.gain) for one in asked],
        scores=found,
        percent=rules.percent,
        tests=TESTS,
        stage=stage,
        grid=grid or AnswersGrid(),
        form=form or Sheet(),
        choosing=choosing or Sheet(),
        kept=kept,
        may_write=rules.may_write(gate.actor()) and (report is None or report.reported_at is None),
    )
    return make_response(page, status)
