"""Filters kept under a name: saving the present one, and what one may use."""

from urllib.parse import parse_qsl, urlencode

from flask import flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.base.errors import NotFound, Refused
from intranet.cases import forms, queries, saved
from intranet.cases.views.pages import bp
from intranet.web import db, gate, hx
from intranet.web.forms import Answers


@bp.get("/cases/filters")
@gate.allow(*gate.CASE_WORKERS)
def filters() -> Response:
    """One's filters, and a form for the one in the address, if there is one."""
    return _page()


@bp.post("/cases/filters")
@gate.allow(*gate.CASE_WORKERS)
def save_filter() -> Response:
    """Keep the filter in the address."""
    form, present = Answers(request.form), forms.filters_of(request.args)
    name, shared = form.value("name"), form.value("shared") == "1"
    try:
        saved.save(db.session(), gate.actor(), db.clock(), name=name, query=urlencode(present), shared=shared)
    except Refused as refused:
        form.refuse(refused)
        db.session().rollback()
        return _page(422, form=form)
    flash(_("Saringan disimpan."), "success")
    return make_response(hx.see(f"{url_for('cases.listing')}?{urlencode(present)}"))


@bp.post("/cases/filters/<string:filter_id>")
@gate.allow(*gate.CASE_WORKERS)
def change_filter(filter_id: str) -> Response:
    """Rename a filter, share it or keep it to oneself."""
    form = Answers(request.form)
    name, shared = form.value("name"), form.value("shared") == "1"
    try:
        saved.change(db.session(), gate.actor(), db.clock(), filter_id, form.whole("version"), name=name, shared=shared)
    except Refused as refused:
        return _refused(refused, form, filter_id)
    flash(_("Perubahan disimpan."), "success")
    return make_response(hx.see(url_for("cases.filters")))


@bp.post("/cases/filters/<string:filter_id>/delete")
@gate.allow(*gate.CASE_WORKERS)
def delete_filter(filter_id: str) -> Response:
    """Forget a filter."""
    form = Answers(request.form)
    try:
        saved.delete(db.session(), gate.actor(), db.clock(), filter_id, form.whole("version"))
    except Refused as refused:
        return _refused(refused, form, filter_id)
    flash(_("Saringan dihapus. Perkaranya tetap ada."), "success")
    return make_response(hx.see(url_for("cases.filters")))


def _refused(refused: Refused, form: Answers, filter_id: str) -> Response:
    if isinstance(refused, NotFound) or refused.status == 403:
        raise refused
    form.refuse(refused)
    db.session().rollback()
    return _page(refused.status, changed=form, changed_id=filter_id)


def _page(status: int = 200, *, form: Answers | None = None, changed: Answers | None = None, changed_id: str = "") -> Response:
    session, actor = db.session(), gate.actor()
    present = forms.filters_of(request.args)
    kept = saved.usable(session, actor)

    def name_of(staff_id: str) -> str:
        return queries.staff_name(session, staff_id)

    context = {
        "present": present,
        "described": forms.described(present, name_of),
        "form": form or Answers(),
        "changed": changed,
        "changed_id": changed_id,
        "kept": [(one, forms.described(dict(parse_qsl(one.query)), name_of), saved.may_change(actor, one)) for one in kept],
        "mine": sum(one.staff_id == actor.id for one in kept),
        "most": saved.MOST,
    }
    return make_response(render_template("cases/filters.html", **context), status)
