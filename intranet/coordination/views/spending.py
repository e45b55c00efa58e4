"""Pages of costs: who pays what between two days, as a page and a workbook, and own entries for what has no field for it."""

import datetime as dt

from flask import Response as FlaskResponse
from flask import make_response, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.base.errors import NotFound
from intranet.coordination import forms, records, rules, spending
from intranet.coordination.rules import Line, Spent, Total
from intranet.coordination.service import costs
from intranet.coordination.views.common import READERS, XLSX, attempt, bp, file, office
from intranet.outreach.rules import CostBearer, Scope, may_work
from intranet.web import db, formatting, gate
from intranet.web.editing import back_to, options
from intranet.web.forms import Answers
from shared.text import N_

_BEARERS = {**{one.value: one.label for one in CostBearer}, spending.HOST: N_("Tuan rumah")}
_SCOPES = {one.value: one.label for one in Scope}
_PAGES = {
    Spent.SESSION: ("literacy.show", "session_id"),
    Spent.EVENT: ("outreach.event", "event_id"),
    Spent.ACTIVITY: ("outreach.activity", "activity_id"),
    Spent.DISSEMINATION: ("outreach.dissemination", "plan_id"),
    Spent.LOAN: ("outreach.loan", "loan_id"),
    Spent.FORUM: ("coordination.forum", "forum_id"),
}


@bp.get("/costs")
@gate.allow(*READERS)
def cost_list() -> str:
    """What was planned and done between two days: sums by who pays and by part or stage, and every line."""
    asked = Answers(request.args)
    first, last = forms.period(asked, formatting.today())
    bearer = asked.value("bearer")
    every = spending.lines(db.session(), db.settings(), first, last)
    paid = [line for line in every if line.bearer != "none"]
    shown = [line for line in (every if bearer == "none" else paid) if not bearer or line.bearer == bearer]
    return render_template(
        "coordination/costs.html",
        lines=shown[:500],
        more=max(len(shown) - 500, 0),
        unpaid=len(every) - len(paid),
        by_bearer=[(_bearer(name), total) for name, total in rules.totals(paid, "bearer").items()],
        by_under=[(_under(name), total) for name, total in rules.totals(paid, "under").items()],
        bearer_of=lambda line: _bearer(line.bearer),
        under_of=lambda line: _under(line.under),
        leads=_leads,
        own=rules.OWN_ENTRY,
        bearers=[(name, _bearer(name)) for name in _BEARERS],
        bearer=bearer,
        first=first,
        last=last,
        may_work=may_work(gate.actor()),
    )


@bp.get("/costs.xlsx")
@gate.allow(*READERS)
def cost_file() -> FlaskResponse:
    """The same as a workbook: sums by who pays, sums by part or stage, lines."""
    first, last = forms.period(Answers(request.args), formatting.today())
    lines = [line for line in spending.lines(db.session(), db.settings(), first, last) if line.bearer != "none"]
    sums = ("Kegiatan", "Rencana (Rp)", "Realisasi (Rp)", "Belum ada realisasi")

    def rows(totals: dict[str, Total], labels: dict[str, str]) -> list[tuple[str | int, ...]]:
        return [(labels.get(name, name), one.count, one.planned, one.actual, one.open) for name, one in totals.items()]

    heads = ("Tanggal", "Jenis", "Kegiatan", "Penanggung", "Mata anggaran", "Lingkup atau tahap", "Rencana (Rp)", "Realisasi (Rp)")
    book = records.workbook(
        [
            ("Menurut penanggung", ("Penanggung", *sums), rows(rules.totals(lines, "bearer"), _BEARERS)),
            ("Menurut lingkup atau tahap", ("Lingkup atau tahap", *sums), rows(rules.totals(lines, "under"), _SCOPES)),
            ("Rincian", heads, [_cells(line) for line in lines]),
        ]
    )
    return file(book, XLSX, f"pembagian-biaya-{first}-{last}", "xlsx")


@bp.get("/costs/<string:kind>/<string:subject_id>")
@gate.allow(*gate.CASE_WORKERS)
def edit_cost(kind: str, subject_id: str) -> Response:
    """The form of what something costs that has no field for it."""
    found = _kind(kind)
    return _form(found, subject_id, forms.of_cost(costs.entry(db.session(), found, subject_id)), 200)


@bp.post("/costs/<string:kind>/<string:subject_id>")
@gate.allow(*gate.CASE_WORKERS)
def enter_cost(kind: str, subject_id: str) -> Response:
    """Enter what something costs."""
    form, found = forms.CostForm(request.form), _kind(kind)
    given, version = form.read(), form.whole("version")
    if given is not None and attempt(form, lambda: costs.enter(*office(), found, subject_id, version, given)):
        return back_to("cost_list", _("Biaya disimpan."))
    return _form(found, subject_id, form, 422)


def _form(kind: Spent, subject_id: str, form: forms.CostForm, status: int) -> Response:
    title = costs.subject(db.session(), kind, subject_id)
    page = render_template(
        "coordination/cost_form.html",
        form=form,
        kind=kind,
        subject_id=subject_id,
        title=title,
        bearers=options(CostBearer),
        leads=_address(kind, subject_id),
    )
    return make_response(page, status)


def _kind(value: str) -> Spent:
    found = next((one for one in rules.OWN_ENTRY if one.value == value), None)
    if found is None:
        raise NotFound(N_("Kegiatan ini tidak ditemukan, atau biayanya dicatat pada halamannya sendiri."))
    return found


def _leads(line: Line) -> str:
    return _address(line.kind, line.id)


def _address(kind: Spent, subject_id: str) -> str:
    endpoint, name = _PAGES[kind]
    values: dict[str, str] = {name: subject_id}
    return url_for(endpoint, **values)  # type: ignore[arg-type]


def _bearer(name: str) -> str:
    return _(_BEARERS[name])


def _under(name: str) -> str:
    return _(_SCOPES[name]) if name in _SCOPES else name


def _cells(line: Line) -> tuple[str | int | dt.date | None, ...]:
    told = (_BEARERS[line.bearer], line.budget_line, _SCOPES.get(line.under, line.under))
    return (line.on, line.kind.label, line.title, *told, line.planned, line.actual)
