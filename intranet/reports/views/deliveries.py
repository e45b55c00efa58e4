"""Reports given to the other party: what is due, what was given, and who opened it."""

from collections.abc import Callable

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.base.errors import NotFound, Refused
from intranet.reports import papers
from intranet.reports.deliveries import digests, queries, rules, service
from intranet.reports.deliveries.rules import DeliveryKind
from intranet.reports.forms import PeriodForm
from intranet.reports.rules import Line, Period, Sheet, Table
from intranet.reports.views import pages, sheets
from intranet.reports.views.pages import bp
from intranet.web import db, downloads, formatting, gate, paging
from intranet.web.editing import refill
from intranet.web.forms import NOTHING, Answers
from shared.text import N_


@bp.get("/reports/deliveries")
@gate.allow(*gate.CASE_WORKERS)
def delivery_list() -> Response:
    """What is due, and everything that was delivered."""
    session, today, settings = db.session(), formatting.today(), db.settings()
    owed = rules.owed(today, settings.delivery_every_months, settings.delivery_due_day)
    context = {
        "bound": queries.is_owed(session, owed, today),
        "owed": owed,
        "period": sheets.written(owed.period),
        "due": queries.due(session, owed, today),
        "page": queries.listing(session, paging.read(request.args)),
        "url": paging.address(url_for("reports.delivery_list"), {}),
        "mine": {kind: rules.may_deliver(gate.actor(), kind) for kind in DeliveryKind},
        "written": sheets.written,
        "span": Period,
        "rooms": pages.rooms(),
    }
    return make_response(render_template("reports/deliveries.html", **context))


@bp.get("/reports/deliveries/new/<string:kind>")
@gate.allow(*gate.CASE_WORKERS)
def new_delivery(kind: str) -> Response:
    """The report as it would be delivered."""
    return _preview(_kind(kind))


@bp.post("/reports/deliveries/new/<string:kind>")
@gate.allow(*gate.CASE_WORKERS)
def deliver(kind: str) -> Response:
    """Give it to the other party."""
    chosen, form = _kind(kind), Answers(request.form)
    period = PeriodForm(request.form, formatting.today())
    if period.errors:
        return _preview(chosen, 422, form)
    try:
        with formatting.indonesian():
            data = _data(chosen, period.period)
        row = service.deliver(
            db.session(), gate.actor(), db.clock(), db.settings(), chosen, period.period, data, form.value("note")
        )
    except Refused as refused:
        refill(form, refused)
        return _preview(chosen, 422, form)
    flash(_("%(what)s diserahkan kepada %(party)s.", what=_(chosen.label), party=_(chosen.recipient.label)), "success")
    return redirect(url_for("reports.delivery", delivery_id=row.id), 303)


@bp.get("/reports/deliveries/<string:delivery_id>")
@gate.allow(*gate.CASE_WORKERS)
def delivery(delivery_id: str) -> Response:
    """A delivered report: what it is, and who opened it."""
    session, actor = db.session(), gate.actor()
    row = service.get(session, delivery_id)
    context = {
        "row": row,
        "period": sheets.written(Period(row.first_on, row.last_on)),
        "sender": queries.sender_name(session, row),
        "receipts": queries.receipts(session, row.id),
        "may_read": service.may_read(session, actor, row),
        "may_receive": rules.works_for(actor, row.recipient),
        "rooms": pages.rooms(),
    }
    return make_response(render_template("reports/delivery.html", **context))


@bp.post("/reports/deliveries/<string:delivery_id>/open")
@gate.allow(*gate.CASE_WORKERS)
def receive(delivery_id: str) -> Response:
    """Take it in: who opens it is noted."""
    row = service.receive(db.session(), gate.actor(), db.clock(), delivery_id)
    flash(_("Tanda terima dicatat. Laporan dapat dibuka."), "success")
    return redirect(url_for("reports.delivery", delivery_id=row.id), 303)


@bp.get("/reports/deliveries/<string:delivery_id>/report.pdf")
@gate.allow(*gate.CASE_WORKERS)
def delivery_paper(delivery_id: str) -> Response:
    """The report as delivered; for the receiving party once it has been taken in."""
    session, actor = db.session(), gate.actor()
    row = service.get(session, delivery_id)
    if not service.may_read(session, actor, row):
        flash(_("Terima dahulu laporannya; sesudah itu isinya dapat dibuka."))
        return redirect(url_for("reports.delivery", delivery_id=row.id), 303)
    return downloads.paper(service.render(row), f"{row.kind.value}-{row.first_on}-{row.last_on}")


def _preview(kind: DeliveryKind, status: int = 200, form: Answers = NOTHING) -> Response:
    today, settings = formatting.today(), db.settings()
    owed = rules.owed(today, settings.delivery_every_months, settings.delivery_due_day).period
    asked = {name: form.value(name) or request.args.get(name, "") for name in ("span", "since", "until")}
    if not any(asked.values()):
        asked = {"span": "own", "since": owed.first.isoformat(), "until": owed.last.isoformat()}
    period = PeriodForm(asked, today)
    context = {
        "kind": kind,
        "form": form,
        "period_form": period,
        "period": sheets.written(period.period),
        "sheet": _sheet(kind, period.period),
        "may_deliver": rules.may_deliver(gate.actor(), kind),
        "over": period.period.last < today,
        "rooms": pages.rooms(),
    }
    return make_response(render_template("reports/delivery_new.html", **context), 422 if period.errors else status)


def _data(kind: DeliveryKind, period: Period) -> dict[str, object]:
    actor = gate.actor()
    made = _("Diserahkan %(when)s oleh %(who)s", when=formatting.moment(db.clock().now()), who=actor.name)
    number: Callable[[int], str] = lambda value: f"{value:,}".replace(",", ".")  # noqa: E731
    return papers.page_data(db.settings(), _sheet(kind, period), sheets.written(period), made, "id", number)


def _kind(value: str) -> DeliveryKind:
    try:
        kind = DeliveryKind(value)
    except ValueError:
        raise NotFound(N_("Laporan tidak ditemukan.")) from None
    if not rules.may_deliver(gate.actor(), kind):
        raise NotFound(N_("Laporan tidak ditemukan."))
    return kind


def _sheet(kind: DeliveryKind, period: Period) -> Sheet:
    at = formatting.now()
    if kind is DeliveryKind.CONTENT:
        made = sheets.recap(period, at)
    elif kind is DeliveryKind.ISSUES:
        made = sheets.monitoring(period, at)
    else:
        made = {
            DeliveryKind.COMPLAINTS: _complaints,
            DeliveryKind.HOAXES: _hoaxes,
            DeliveryKind.ANALYSES: _analyses,
        }[kind](period)
    under = _("Dari %(sender)s untuk %(party)s.", sender=_(kind.sender.label), party=_(kind.recipient.label))
    without = _("Perkara yang bertanda rahasia atau terbatas tidak dimuat.")
    return Sheet(_(kind.label), f"{under} {without}", made.tables, made.tiles)


def _complaints(period: Period) -> Sheet:
    rows, total = digests.complaints(db.session(), period, db.settings().zone, formatting.now())
    lines = [
        Line(
            one.complaint_no,
            (
                formatting.date(one.received_at),
                _(one.source.label),
                _(one.topic.label) if one.topic else "–",
                _(one.platform.label) if one.platform else "–",
                one.account or "–",
                _(one.outcome.label) if one.outcome else _(one.state.label),
            ),
            {},
        )
        for one in rows
    ]
    columns = (_("Nomor"), _("Diterima"), _("Sumber"), _("Pokok"), _("Platform"), _("Akun"), _("Keadaan"))
    by_source = [(_(one.label), sum(row.source is one for row in rows), "") for one in digests.COMPLAINTS]
    table = Table(
        _("Pengaduan"), columns, lines, empty=_("Tidak ada pengaduan pada masa ini."), note=sheets.more(total - len(rows))
    )
    return Sheet("", "", [table], [(_("pengaduan"), total, ""), *by_source])


def _hoaxes(period: Period) -> Sheet:
    rows, total = digests.hoaxes(db.session(), period, db.settings().zone, formatting.now())
    lines = [Line(one.number, (formatting.date(one.published_at), _(one.verdict.label), one.claim), {}) for one in rows]
    columns = (_("Nomor"), _("Diterbitkan"), _("Kesimpulan"), _("Klaim"))
    table = Table(
        _("Temuan hoaks"), columns, lines, empty=_("Tidak ada temuan pada masa ini."), note=sheets.more(total - len(rows))
    )
    return Sheet("", "", [table], [(_("temuan diterbitkan"), total, "")])


def _analyses(period: Period) -> Sheet:
    rows, total = digests.analyses(db.session(), period, db.settings().zone, formatting.now())
    lines = [
        Line(
            one.number,
            (
                formatting.date(one.issued_at),
                _(one.kind.label),
                one.complaint_no,
                _(one.topic.label) if one.topic else "–",
                _(one.state.label),
            ),
            {},
        )
        for one in rows
    ]
    columns = (_("Nomor surat"), _("Terbit"), _("Jenis"), _("Perkara"), _("Pokok"), _("Keadaan perkara"))
    kinds = [(_(one.label), sum(row.kind is one for row in rows), "") for one in digests.ANALYSES]
    table = Table(
        _("Kajian dan rekomendasi"),
        columns,
        lines,
        empty=_("Tidak ada kajian yang terbit pada masa ini."),
        note=sheets.more(total - len(rows)),
    )
    return Sheet("", "", [table], [(_("kajian dan rekomendasi"), total, ""), *kinds])
