"""Pages of what somebody is to do: everybody's list, and the acts on a line of a forum or an evaluation."""

from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.coordination import forms, queries
from intranet.coordination.models import CoordinationAction, Evaluation, Forum
from intranet.coordination.rules import ActionState
from intranet.coordination.service import actions, evaluations, forums
from intranet.coordination.views import evaluations as evaluation_pages
from intranet.coordination.views import forums as forum_pages
from intranet.coordination.views.common import READERS, attempt, bp, office
from intranet.web import db, formatting, gate, paging
from intranet.web.editing import back_to, options
from intranet.web.forms import Answers


@bp.get("/actions")
@gate.allow(*READERS)
def action_list() -> str:
    """What was promised: all, one's own, what is open, late or done."""
    session, asked = db.session(), Answers(request.args)
    state = asked.choice("state", ActionState)
    mine = gate.actor().id if asked.value("whose") == "mine" else ""
    page = queries.actions(session, state, mine, formatting.today(), paging.read(request.args))
    return render_template(
        "coordination/actions.html",
        page=page,
        titles=queries.titles_of(session, page.rows),
        url=paging.address(request.path, request.args),
        states=options(ActionState),
        state=state.value if state else "",
        whose="mine" if mine else "",
    )


@bp.get("/actions/<string:action_id>")
@gate.allow(*READERS)
def action(action_id: str) -> Response:
    """Where messages lead: the line on the page of its forum or evaluation."""
    row = actions.get(db.session(), action_id)
    return redirect(_address(row), 303)


@bp.post("/forums/<string:forum_id>/actions")
@gate.allow(*gate.CASE_WORKERS)
def promise_at_forum(forum_id: str) -> Response:
    """Add what somebody promised at a forum."""
    return _promise(forums.get(db.session(), forum_id))


@bp.post("/evaluations/<string:evaluation_id>/actions")
@gate.allow(*gate.CASE_WORKERS)
def recommend(evaluation_id: str) -> Response:
    """Add a finding and who is to mend it."""
    return _promise(evaluations.get(db.session(), evaluation_id))


def _promise(of: Forum | Evaluation) -> Response:
    form = forms.PromiseForm(request.form)
    given, rows = form.read(), []
    if given is not None and attempt(form, lambda: rows.append(actions.promise(*office(), db.settings(), of, given))):
        return _back(rows[0], _("Tindak lanjut dicatat."))
    return _page(of, promise=form)


@bp.post("/actions/<string:action_id>/done")
@gate.allow(*gate.CASE_WORKERS)
def finish_action(action_id: str) -> Response:
    """Note that it is done."""
    form = Answers(request.form)
    form.limit(result=500)
    how = (form.whole("version"), form.value("result"))
    if attempt(form, lambda: actions.done(*office(), db.settings(), action_id, *how)):
        return _back(actions.get(db.session(), action_id), _("Tindak lanjut dicatat selesai."))
    return _refused(action_id, form)


@bp.post("/actions/<string:action_id>/reassign")
@gate.allow(*gate.CASE_WORKERS)
def reassign_action(action_id: str) -> Response:
    """Give it to another, or another date."""
    form = Answers(request.form)
    due_on = form.day("due_on")
    if due_on is not None:
        how = (form.whole("version"), form.value("owner"), due_on)
        if attempt(form, lambda: actions.reassign(*office(), db.settings(), action_id, *how)):
            return _back(actions.get(db.session(), action_id), _("Perubahan disimpan."))
    return _refused(action_id, form)


@bp.post("/actions/<string:action_id>/remove")
@gate.allow(*gate.CASE_WORKERS)
def drop_action(action_id: str) -> Response:
    """Take back what was put down by mistake."""
    form = Answers(request.form)
    of = actions.drop(*office(), action_id, form.whole("version"))
    if isinstance(of, Forum):
        return back_to("forum", _("Tindak lanjut dihapus."), forum_id=of.id, _anchor="actions")
    return back_to("evaluation", _("Tindak lanjut dihapus."), evaluation_id=of.id, _anchor="actions")


def _refused(action_id: str, form: Answers) -> Response:
    return _page(actions.parent(db.session(), actions.get(db.session(), action_id)), doing=form, doing_id=action_id)


def _page(of: Forum | Evaluation, **given: Any) -> Response:
    pages = forum_pages if isinstance(of, Forum) else evaluation_pages
    found = db.session().get_one(type(of), of.id, populate_existing=True)
    return make_response(pages.page_of(found, **given), 422)


def _address(row: CoordinationAction) -> str:
    if row.forum_id:
        return url_for("coordination.forum", forum_id=row.forum_id, _anchor=f"a-{row.id}")
    return url_for("coordination.evaluation", evaluation_id=row.evaluation_id, _anchor=f"a-{row.id}")


def _back(row: CoordinationAction, message: str) -> Response:
    where = {"forum_id": row.forum_id} if row.forum_id else {"evaluation_id": row.evaluation_id}
    return back_to("forum" if row.forum_id else "evaluation", message, **where, _anchor="actions")
