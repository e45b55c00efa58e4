"""Taking the filtered case list away as a file: what for is asked first."""

from flask import make_response, render_template, request, send_file
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.agreements.queries import all_agreements
from intranet.agreements.rules import Standing, standing_on
from intranet.base.actor import Party
from intranet.base.errors import Refused
from intranet.cases import forms, queries
from intranet.reports import rules, service
from intranet.reports.rules import FileKind
from intranet.reports.service import Order
from intranet.reports.views.pages import bp
from intranet.web import db, formatting, gate
from intranet.web.forms import Answers


@bp.get("/reports/export")
@gate.allow(*gate.CASE_WORKERS)
def export() -> Response:
    """What would be exported, and the question what for."""
    return _page(Answers())


@bp.post("/reports/export")
@gate.allow(*gate.CASE_WORKERS)
def take() -> Response:
    """Make the file, note it in the trail, send it."""
    form, actor = Answers(request.form), gate.actor()
    kind = form.choice("kind", FileKind) or FileKind.XLSX
    with db.database().read() as session:  # before the lock of a change is held: a large file takes its time
        order = Order(
            wish=forms.read_wish(request.args, actor),
            filters=forms.filters_of(request.args),
            told=forms.described(request.args, lambda staff_id: queries.staff_name(session, staff_id)),
            kind=kind,
            purpose=form.value("purpose"),
            agreement="; ".join(_agreements()) or _("Tidak ada perjanjian kedua pihak yang berlaku pada hari ini."),
            office=db.settings().office_name,
        )
    try:
        made = service.make(db.database(), actor, db.clock(), db.settings().data_dir, db.settings().zone, order, _)
    except Refused as refused:
        if refused.status == 403:
            raise
        form.refuse(refused)
        return _page(form, 422)
    try:
        service.record(db.session(), actor, db.clock(), order, made)
    except BaseException:
        made.file.close()  # what is not in the trail does not leave
        raise
    answer = send_file(made.file, mimetype=kind.mime, as_attachment=True, download_name=made.name, max_age=0)
    answer.content_length = made.size  # so that the browser shows how far it is
    return answer


def _agreements() -> list[str]:
    """The agreements between both parties that are in force today, each with its numbers."""
    today, found = formatting.today(), []
    with db.database().read() as session:
        for one in all_agreements(session):
            parties = {row.party for row in one.parties}
            if {Party.BAWASLU, Party.DISKOMINFO} <= parties and standing_on(one.term, today) is Standing.IN_FORCE:
                numbers = ", ".join(row.number for row in one.parties if row.number)
                found.append(f"{one.title} ({numbers})" if numbers else one.title)
    return found


def _page(form: Answers, status: int = 200) -> Response:
    actor, settings = gate.actor(), db.settings()
    wish, filters = forms.read_wish(request.args, actor), forms.filters_of(request.args)
    with db.database().read() as session:
        number = len(service.ids_of(session, actor, wish, formatting.now(), settings.zone))
        told = forms.described(filters, lambda staff_id: queries.staff_name(session, staff_id))
    context = {
        "form": form,
        "filters": filters,
        "told": told,
        "number": number,
        "most": rules.MOST_ROWS,
        "searched": queries.MOST_FOUND if wish.words else 0,
        "agreements": _agreements(),
        "kinds": [(one.value, _(one.label)) for one in FileKind],
        "longest": rules.LONGEST_PURPOSE,
    }
    return make_response(render_template("reports/export.html", **context), status)
