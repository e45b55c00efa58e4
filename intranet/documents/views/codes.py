"""The page of the codes of forms."""

from collections.abc import Callable

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.base.actor import Role
from intranet.base.errors import Refused
from intranet.calendar.rules import ElectionKind
from intranet.documents import codes, rules
from intranet.documents.forms import CodeForm
from intranet.documents.views.common import bp
from intranet.web import db, formatting, gate
from intranet.web.forms import Answers


@bp.get("/codes")
@gate.allow(Role.ADMIN)
def codes_page() -> Response:
    """The table of codes, and which papers carry none. A paper may be named in the address, to begin its line."""
    asked = {name: request.args.get(name, "") for name in ("kind", "regime")}
    form = CodeForm({**asked, "valid_from": formatting.today().isoformat()})
    return _page(form, adding=bool(asked["kind"]))


@bp.post("/codes")
@gate.allow(Role.ADMIN)
def add_code() -> Response:
    """Enter a code."""
    form = CodeForm(request.form)
    given = form.read()
    if given is not None and _accepted(form, lambda: codes.add(db.session(), gate.actor(), db.clock(), given)):
        flash(_("Kode formulir disimpan dan tertulis di surat berikutnya."), "success")
        return redirect(url_for("documents.codes_page"), 303)
    return _page(form, 422, adding=True)


@bp.post("/codes/<string:code_id>/end")
@gate.allow(Role.ADMIN)
def end_code(code_id: str) -> Response:
    """Let a code hold for the last time on a day."""
    form = Answers(request.form)
    day, version = form.day("last_day"), form.whole("version")
    if day is not None and _accepted(form, lambda: codes.end(db.session(), gate.actor(), db.clock(), code_id, version, day)):
        flash(_("Hari terakhir kode formulir dicatat."), "success")
        return redirect(url_for("documents.codes_page"), 303)
    return _page(CodeForm({"valid_from": formatting.today().isoformat()}), 422, ending=form, ended_id=code_id)


def _accepted(form: Answers, verb: Callable[[], None]) -> bool:
    try:
        verb()
    except Refused as refused:
        if refused.status != 422:
            raise
        form.refuse(refused)
        db.session().rollback()
        return False
    return True


def _page(
    form: CodeForm, status: int = 200, *, adding: bool = False, ending: Answers | None = None, ended_id: str = ""
) -> Response:
    rows, day = codes.table(db.session()), formatting.today()
    page = render_template(
        "documents/codes.html",
        rows=[(row, row.form.overlaps(day, day), row.valid_from > day) for row in rows],
        lacking=rules.lacking([row.form for row in rows], day),
        form=form,
        adding=adding,
        ending=ending or Answers(),
        ended_id=ended_id,
        kinds=[(kind.value, _(kind.label)) for kind in rules.FORMS],
        regimes=[(regime.value, _(regime.label)) for regime in ElectionKind],
    )
    return make_response(page, status)
