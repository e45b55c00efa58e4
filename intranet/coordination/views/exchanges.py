"""Pages of the exchange log: the list and its export, a new entry, one with its four answers and its hand-over."""

from typing import Any

from flask import Response as FlaskResponse
from flask import make_response, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.base import trail
from intranet.coordination import forms, queries, records, rules
from intranet.coordination.models import Exchange
from intranet.coordination.rules import Check, Direction, ExchangeState, Sensitivity
from intranet.coordination.service import exchanges
from intranet.coordination.service.exchanges import HandOver
from intranet.coordination.views.common import READERS, XLSX, attempt, bp, file, office, told
from intranet.outreach import queries as outreach
from intranet.outreach.rules import PARTIES, may_work
from intranet.web import db, formatting, gate, paging
from intranet.web.editing import back_to, options
from intranet.web.forms import Answers

SUBJECT = exchanges.SUBJECT


@bp.get("/exchanges")
@gate.allow(*READERS)
def exchange_list() -> str:
    """The log, or what went one way, of one kind, of one party."""
    session, asked = db.session(), Answers(request.args)
    direction, state = asked.choice("direction", Direction), asked.choice("state", ExchangeState)
    sensitivity = asked.choice("sensitivity", Sensitivity)
    party = next((one for one in PARTIES if one.value == asked.value("party")), None)
    first, last = forms.period(asked, formatting.today())
    return render_template(
        "coordination/exchanges.html",
        page=queries.exchanges(session, direction, state, sensitivity, party, paging.read(request.args)),
        url=paging.address(request.path, request.args),
        directions=options(Direction),
        states=options(ExchangeState),
        sensitivities=options(Sensitivity),
        parties=[(one.value, _(one.label)) for one in PARTIES],
        asked=asked,
        any=any((direction, state, sensitivity, party)),
        first=first,
        last=last,
        may_work=may_work(gate.actor()),
    )


@bp.get("/exchanges.xlsx")
@gate.allow(*READERS)
def exchange_file() -> FlaskResponse:
    """What changed hands between two days, as a workbook."""
    first, last = forms.period(Answers(request.args), formatting.today())
    heads = ("Nomor", "Tanggal", "Dari", "Kepada", "Apa", "Untuk apa", "Dasar hukum", "Sifat", "Penyimpanan", "Disimpan sampai")
    rows = [
        (row.number, row.done_on, *_sides(row), row.what, row.purpose, row.legal_basis, row.sensitivity.label, row.retention)
        + (row.keep_until, row.way, row.given_by, row.taken_by, row.disclosure_no)
        for row in queries.exchanged(db.session(), first, last)
    ]
    more = ("Cara", "Yang menyerahkan", "Yang menerima", "Nomor pengungkapan")
    book = records.workbook([("Pertukaran data", (*heads, *more), rows)])
    return file(book, XLSX, f"pertukaran-data-{first}-{last}", "xlsx")


def _sides(row: Exchange) -> tuple[str, str]:
    ours = row.party.label
    return (ours, row.other) if row.direction is Direction.OUT else (row.other, ours)


@bp.get("/exchanges/new")
@gate.allow(*gate.CASE_WORKERS)
def new_exchange() -> Response:
    """The form of a new entry; with ``case``, about that case."""
    case_id = request.args.get("case", "")[:32]
    number = queries.case_numbers(db.session(), case_id).get(case_id, "")
    return _form(forms.ExchangeForm({"direction": "out", "sensitivity": "limited", "case_no": number}), 200)


@bp.post("/exchanges/new")
@gate.allow(*gate.CASE_WORKERS)
def prepare_exchange() -> Response:
    """Put down what is to be handed over, or came in."""
    form, rows = forms.ExchangeForm(request.form), []
    given = form.read()
    if given is not None and attempt(form, lambda: rows.append(exchanges.prepare(*office(), given))):
        return back_to("exchange", _("Catatan disimpan. Catat serah terimanya bila sudah terjadi."), exchange_id=rows[0].id)
    return _form(form, 422)


@bp.get("/exchanges/<string:exchange_id>/edit")
@gate.allow(*gate.CASE_WORKERS)
def edit_exchange(exchange_id: str) -> Response:
    """The form of an entry as it stands."""
    row = exchanges.get(db.session(), exchange_id)
    number = queries.case_numbers(db.session(), row.case_id).get(row.case_id or "", "")
    return _form(forms.of_exchange(row, number), 200, row)


@bp.post("/exchanges/<string:exchange_id>/edit")
@gate.allow(*gate.CASE_WORKERS)
def amend_exchange(exchange_id: str) -> Response:
    """Correct an entry."""
    form = forms.ExchangeForm(request.form)
    given, version = form.read(), form.whole("version")
    if given is not None and attempt(form, lambda: exchanges.amend(*office(), exchange_id, version, given)):
        return back_to("exchange", _("Perbaikan disimpan."), exchange_id=exchange_id)
    return _form(form, 422, exchanges.get(db.session(), exchange_id))


def _form(form: forms.ExchangeForm, status: int, row: Exchange | None = None) -> Response:
    page = render_template(
        "coordination/exchange_form.html",
        form=form,
        row=row,
        directions=options(Direction),
        sensitivities=options(Sensitivity),
        checks=options(Check),
        institutions=queries.institutions(db.session(), formatting.today()),
        back=url_for("coordination.exchange", exchange_id=row.id) if row else url_for("coordination.exchange_list"),
    )
    return make_response(page, status)


@bp.get("/exchanges/<string:exchange_id>")
@gate.allow(*READERS)
def exchange(exchange_id: str) -> Response:
    """One entry."""
    return _page(exchanges.get(db.session(), exchange_id))


@bp.post("/exchanges/<string:exchange_id>/done")
@gate.allow(*gate.CASE_WORKERS)
def hand_over_exchange(exchange_id: str) -> Response:
    """Note that it changed hands."""
    form = Answers(request.form)
    on = form.day("done_on")
    form.limit(given_by=200, taken_by=200)
    if on is not None:
        given = HandOver(form.whole("version"), on, form.value("given_by"), form.value("taken_by"))
        if attempt(form, lambda: exchanges.hand_over(*office(), db.settings(), exchange_id, given)):
            return back_to("exchange", _("Serah terima dicatat."), exchange_id=exchange_id)
    return _page(exchanges.get(db.session(), exchange_id), 422, handing=form)


@bp.post("/exchanges/<string:exchange_id>/cancel")
@gate.allow(*gate.CASE_WORKERS)
def cancel_exchange(exchange_id: str) -> Response:
    """Give up what was prepared."""
    form = Answers(request.form)
    form.limit(reason=300)
    how = (form.whole("version"), form.value("reason"))
    if attempt(form, lambda: exchanges.cancel(*office(), exchange_id, *how)):
        return back_to("exchange", _("Pertukaran dibatalkan."), exchange_id=exchange_id)
    return _page(exchanges.get(db.session(), exchange_id), 422, ending=form)


def _page(row: Exchange, status: int = 200, **given: Any) -> Response:
    session, actor = db.session(), gate.actor()
    context: dict[str, Any] = {
        "row": row,
        "sides": _sides(row),
        "case_no": queries.case_numbers(session, row.case_id).get(row.case_id or "", ""),
        "may_open_cases": actor.has(*gate.CASE_WORKERS),
        "recorded_by": outreach.names(session, row.recorded_by).get(row.recorded_by, ""),
        "may_edit": row.state is ExchangeState.PREPARED and rules.may_change(actor, row.party),
        "fault": rules.sending_fault(row.answers) if row.direction is Direction.OUT else "",
        "events": trail.of(session, SUBJECT, row.id),
        "handing": Answers({"done_on": formatting.today().isoformat()}),
        "ending": Answers(),
        "told": told,
        **given,
    }
    return make_response(render_template("coordination/exchange.html", **context), status)
