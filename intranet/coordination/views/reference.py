"""Pages of reference lists: the list in force, taking in a file, and what it would change."""

from urllib.parse import urlencode

from flask import make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.coordination import forms, queries, tables
from intranet.coordination.models import ReferenceImport
from intranet.coordination.rules import ReferenceKind
from intranet.coordination.service import reference
from intranet.coordination.views.common import READERS, attempt, bp, office
from intranet.outreach import queries as outreach
from intranet.outreach.rules import may_work
from intranet.web import db, gate, hx
from intranet.web.editing import back_to, options
from intranet.web.forms import Answers

_SHOWN = 200  # lines of each part of a preview


@bp.get("/reference")
@gate.allow(*READERS)
def reference_list() -> Response:
    """A list in force, by area and name, and the files that came."""
    return _page(forms.ListForm(), 200)


@bp.post("/reference")
@gate.allow(*gate.CASE_WORKERS)
def take_in_list() -> Response:
    """Read a file; nothing changes yet."""
    form, sent, rows = forms.ListForm(request.form), request.files.get("file"), []
    name, content = (sent.filename or "", sent.stream.read(tables.MOST_BYTES + 1)) if sent is not None else ("", b"")
    given = form.read(name, content)
    if given is not None and attempt(form, lambda: rows.append(reference.take_in(*office(), db.settings(), given))):
        return back_to("import_", _("Berkas dibaca. Periksa perubahannya, lalu berlakukan."), import_id=rows[0].id)
    return _page(form, 422)


def _page(form: forms.ListForm, status: int) -> Response:
    session, asked = db.session(), Answers(request.args)
    kind = asked.choice("kind", ReferenceKind) or ReferenceKind.PARTIES
    entries, following = queries.entries(session, kind, asked.value("q")[:100], asked.value("from")[:700])
    onward = {"kind": kind.value, "q": asked.value("q")[:100], "from": following}
    page = render_template(
        "coordination/reference.html",
        form=form,
        kind=kind,
        words=asked.value("q")[:100],
        entries=entries,
        following=f"{request.path}?{urlencode(onward)}" if following else "",
        size=queries.size(session, kind),
        last=queries.last_import(session, kind),
        imports=queries.imports(session),
        kinds=options(ReferenceKind),
        most=tables.MOST_BYTES // 1024,
        most_rows=tables.MOST_ROWS,
        may_work=may_work(gate.actor()),
    )
    return make_response(page, status)


@bp.get("/reference/names")
@gate.allow(*gate.CASE_WORKERS)
def reference_names() -> Response:
    """Names that go with what is being typed as somebody's name; any other visitor is shown the list itself."""
    words = Answers(request.args).value("respondent")[:100]
    if not hx.wanted():
        return redirect(url_for("coordination.reference_list", q=words), 303)
    return make_response(render_template("coordination/_names.html", entries=queries.named(db.session(), words)))


@bp.get("/reference/imports/<string:import_id>")
@gate.allow(*READERS)
def import_(import_id: str) -> Response:
    """What a file would change, or did."""
    return _import(reference.get(db.session(), import_id), Answers(), 200)


@bp.post("/reference/imports/<string:import_id>/apply")
@gate.allow(*gate.CASE_WORKERS)
def apply_list(import_id: str) -> Response:
    """Put the list in force."""
    form = Answers(request.form)
    how = (form.whole("version"), form.value("seen"))
    if attempt(form, lambda: reference.apply(*office(), import_id, *how)):
        row = reference.get(db.session(), import_id)
        return back_to("reference_list", _("Daftar diberlakukan."), kind=row.kind.value)
    return _import(reference.get(db.session(), import_id), form, 422)


@bp.post("/reference/imports/<string:import_id>/drop")
@gate.allow(*gate.CASE_WORKERS)
def drop_list(import_id: str) -> Response:
    """Throw the file away."""
    reference.drop(*office(), import_id, Answers(request.form).whole("version"))
    return back_to("reference_list", _("Berkas dibuang; daftar yang berlaku tetap."))


def _import(row: ReferenceImport, form: Answers, status: int) -> Response:
    change = reference.preview(db.session(), row) if row.content else None
    page = render_template(
        "coordination/import.html",
        row=row,
        form=form,
        change=change,
        seen=reference.digest(change) if change else "",
        shown=_SHOWN,
        recorded_by=outreach.names(db.session(), row.recorded_by).get(row.recorded_by, ""),
        may_work=may_work(gate.actor()),
    )
    return make_response(page, status)
