"""The question bank."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.base.errors import Refused
from intranet.learning import forms, queries, rules
from intranet.learning.forms import QuestionForm, Sheet
from intranet.learning.models import Question
from intranet.learning.rules import CHOICES
from intranet.learning.service import questions
from intranet.learning.views.common import READERS, WRITERS, again, bp
from intranet.literacy.rules import Pillar
from intranet.web import db, gate, paging
from intranet.web.editing import options


@bp.get("/literacy/questions")
@gate.allow(*READERS)
def bank() -> str:
    """All questions, narrowed down as asked."""
    form = Sheet(request.args)
    pillar, used = form.choice("pillar", Pillar), {"yes": True, "no": False}.get(form.value("active"))
    return render_template(
        "learning/bank.html",
        page=queries.bank(db.session(), pillar, form.value("q")[:100], used, paging.read(request.args)),
        form=form,
        narrowed=bool(pillar or form.value("q") or used is not None),
        pillars=options(Pillar),
        url=paging.address(request.path, request.args),
        may_write=rules.may_write(gate.actor()),
    )


@bp.get("/literacy/questions/new")
@gate.allow(*WRITERS)
def new_question() -> Response:
    """The form of a new question."""
    return _form(QuestionForm({"pillar": request.args.get("pillar", "")}))


@bp.post("/literacy/questions/new")
@gate.allow(*WRITERS)
def add_question() -> Response:
    """Put a question into the bank."""
    form = QuestionForm(request.form)
    given = form.read()
    if given is None:
        return _form(form, 422)
    try:
        questions.add(db.session(), gate.actor(), db.clock(), given)
    except Refused as refused:
        return again(refused, form, lambda status: _form(form, status))
    flash(_("Soal disimpan."), "success")
    return redirect(url_for("learning.bank"), 303)


@bp.get("/literacy/questions/<string:question_id>")
@gate.allow(*READERS)
def question(question_id: str) -> Response:
    """A question, to be read, corrected, switched off or on."""
    row = questions.get(db.session(), question_id)
    return _form(forms.of_question(row), row=row)


@bp.post("/literacy/questions/<string:question_id>")
@gate.allow(*WRITERS)
def amend_question(question_id: str) -> Response:
    """Correct a question, or switch it off or on."""
    session, form = db.session(), QuestionForm(request.form)
    who = (session, gate.actor(), db.clock(), question_id, form.whole("version"))
    try:
        if form.value("act") in ("on", "off"):
            questions.switch(*who, active=form.value("act") == "on")
        else:
            given = form.read()
            if given is None:
                return _form(form, 422, questions.get(session, question_id))
            questions.amend(*who, given)
    except Refused as refused:
        return again(refused, form, lambda status: _form(form, status, questions.get(session, question_id)))
    flash(_("Perubahan disimpan."), "success")
    return redirect(url_for("learning.question", question_id=question_id), 303)


def _form(form: QuestionForm, status: int = 200, row: Question | None = None) -> Response:
    page = render_template(
        "learning/question.html",
        form=form,
        row=row,
        pillars=options(Pillar),
        letters=CHOICES,
        fixed=row is not None and questions.answered(db.session(), row.id),
        may_write=rules.may_write(gate.actor()),
    )
    return make_response(page, status)
