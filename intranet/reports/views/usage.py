"""The semester report for the population register: its figures, its paper, its delivery. The overseer reads along."""

import datetime as dt
from typing import Any

from babel.dates import format_date
from flask import Flask, current_app, flash, make_response, redirect, render_template, request, url_for
from flask import Response as FlaskResponse
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.base import trail
from intranet.base.actor import Role
from intranet.base.errors import NotFound, Refused
from intranet.evidence import exchange
from intranet.evidence.service import About
from intranet.reports import papers, workbook
from intranet.reports.models import UsageReport
from intranet.reports.rules import FileKind, Sheet
from intranet.reports.usage import queries, rules, service
from intranet.reports.usage.figures import Beside, Figures, draw, last_minute, read
from intranet.reports.usage.rules import Handed, Semester
from intranet.reports.usage.service import Cover
from intranet.reports.usage.sheet import Tongue, changes, usage_sheet
from intranet.reports.views import pages
from intranet.reports.views.pages import bp
from intranet.web import db, downloads, formatting, gate, i18n, uploads
from intranet.web.editing import refill
from intranet.web.forms import NOTHING, Answers
from shared.text import N_

DISKOMINFO = gate.DISKOMINFO
READERS = (*DISKOMINFO, Role.DUKCAPIL_AUDITOR, Role.AUDITOR)
_ADDRESSEE = N_("Kepala Dinas Kependudukan dan Pencatatan Sipil")
_TOLD = {
    "usage_report.issued": N_("Terbit"),
    "usage_report.delivered": N_("Diterima Disdukcapil"),
    "usage_report.withdrawn": N_("Dicabut"),
    "evidence.added": N_("Pindaian bukti disimpan"),
    "evidence.exported": N_("Pindaian bukti diunduh"),
    "evidence.checked": N_("Pindaian bukti diperiksa: utuh"),
    "evidence.damaged": N_("Pindaian bukti ditemukan rusak"),
}


def install(app: Flask, beside: Beside) -> None:
    """Give the report what other packages count for it."""
    app.extensions["posko_beside"] = beside


@bp.get("/reports/usage")
@gate.allow(*READERS)
def usage() -> Response:
    """The semesters, and how the report of each stands."""
    rows = queries.semesters(db.session(), formatting.today())
    return make_response(render_template("reports/usage.html", rows=rows, rooms=pages.rooms(), today=formatting.today()))


@bp.get("/reports/usage/<string:key>")
@gate.allow(*READERS)
def semester(key: str) -> Response:
    """A semester: its figures, what changed since the report was issued, and the next step."""
    return _page(_named(key))


@bp.get("/reports/usage/<string:key>/report.pdf")
@gate.allow(*READERS)
def semester_pdf(key: str) -> Response:
    """The report as issued; before that the figures of now, without a number."""
    named = _named(key)
    row = service.standing_report(db.session(), named)
    if row is not None:
        return downloads.paper(service.render(row), row.number)
    sheet = _sheet(named, _figures(named))
    return pages.pdf(sheet, sheet_period(named), f"semester-{named.key}")


@bp.get("/reports/usage/report/<string:report_id>.pdf")
@gate.allow(*READERS)
def usage_paper(report_id: str) -> Response:
    """A report by itself, also one that was withdrawn."""
    row = service.get(db.session(), report_id)
    return downloads.paper(service.render(row), row.number)


@bp.get("/reports/usage/<string:key>/report.xlsx")
@gate.allow(*READERS)
def semester_xlsx(key: str) -> Response:
    """The same as a workbook."""
    named = _named(key)
    row = service.standing_report(db.session(), named)
    sheet = _sheet(named, read(row.figures) if row else _figures(named))
    return workbook_of(sheet, sheet_period(named), f"semester-{named.key}")


@bp.post("/reports/usage/<string:key>/issue")
@gate.allow(Role.DISKOMINFO_HEAD)
def issue_report(key: str) -> Response:
    """Freeze the figures under a number."""
    named, form = _named(key), Answers(request.form)
    cover = Cover(addressee=form.value("addressee"), title=form.value("title"), nip=form.value("nip"))
    try:
        row = service.issue(
            db.session(), gate.actor(), db.clock(), db.settings(), named, _figures(named), cover, lambda found: _paper(named, found)
        )
    except Refused as refused:
        refill(form, refused)
        return _page(named, 422, issuing=form)
    flash(_("Laporan terbit dengan nomor %(no)s. Sampaikan kepada Disdukcapil, lalu catat buktinya.", no=row.number), "success")
    return redirect(url_for("reports.semester", key=named.key), 303)


@bp.post("/reports/usage/<string:key>/deliver")
@gate.allow(*DISKOMINFO)
@uploads.takes_file
def deliver_report(key: str) -> Response:
    """Note that Disdukcapil has the report, with the proof."""
    named, form, came = _named(key), Answers(request.form), exchange.arrived()
    session, actor, clock = db.session(), gate.actor(), db.clock()
    try:
        row = _standing(named)
        on = _day(form)
        handed = form.choice("handed", Handed)
        if handed is None:
            raise Refused(N_("Pilih cara penyerahannya."), field="handed")
        service.deliver(
            session,
            actor,
            clock,
            db.settings(),
            row.id,
            form.whole("version"),
            on=on,
            handed=handed,
            receipt_no=form.value("receipt_no"),
            receiver=form.value("receiver"),
            scanned=bool(came and came.file.size),
        )
        if came is not None and came.file.size:
            exchange.keep(came, (service.SUBJECT, row.id), About(title=_("Bukti penyerahan")))
    except Refused as refused:
        refill(form, refused)
        return _page(named, 422, delivering=form)
    flash(_("Penyerahan laporan dicatat."), "success")
    return redirect(url_for("reports.semester", key=named.key), 303)


@bp.post("/reports/usage/<string:key>/withdraw")
@gate.allow(Role.DISKOMINFO_HEAD)
def withdraw_report(key: str) -> Response:
    """Take an issued report back, so that it can be issued anew."""
    named, form = _named(key), Answers(request.form)
    try:
        row = _standing(named)
        service.withdraw(db.session(), gate.actor(), db.clock(), row.id, form.whole("version"), form.value("reason"))
    except Refused as refused:
        refill(form, refused)
        return _page(named, 422, withdrawing=form)
    flash(_("Laporan dicabut; nomornya tetap tercatat. Laporan baru dapat diterbitkan."), "success")
    return redirect(url_for("reports.semester", key=named.key), 303)


@bp.post("/reports/usage/report/<string:report_id>/proof/<string:proof_id>")
@gate.allow(*DISKOMINFO)
def take_proof(report_id: str, proof_id: str) -> Response | FlaskResponse:
    """Give out a copy of a scanned proof."""
    row = service.get(db.session(), report_id)
    found = exchange.taken((service.SUBJECT, row.id), proof_id)
    if found is None:
        flash(_("Berkas pindaian ini rusak atau hilang. Hubungi pengelola sistem."), "danger")
        return redirect(url_for("reports.semester", key=row.semester.key), 303)
    return downloads.copy(*found)


def _page(
    named: Semester,
    status: int = 200,
    *,
    issuing: Answers | None = None,
    delivering: Answers = NOTHING,
    withdrawing: Answers = NOTHING,
) -> Response:
    session, actor, today = db.session(), gate.actor(), formatting.today()
    row, now = service.standing_report(session, named), _figures(named)
    shown = read(row.figures) if row else now
    found = rules.differences(shown.counts, now.counts) if row else []
    changed = changes(found[:_MOST], shown, now, tongue(), formatting.number) if found else None
    context: dict[str, Any] = {
        "semester": named,
        "name": semester_name(named),
        "period": sheet_period(named),
        "sheet": _sheet(named, shown),
        "cut_off": last_minute(shown.cut_off, db.settings()),
        "row": row,
        "scans": queries.scans(session, row.id) if row else [],
        "changed": changed,
        "more_changes": max(0, len(found) - _MOST),
        "late": today > named.due_on and (row is None or row.delivered_on is None),
        "days_late": (row.delivered_on - named.due_on).days if row and row.delivered_on else 0,
        "started": today >= named.period.first,
        "may_issue": actor.has(Role.DISKOMINFO_HEAD),
        "may_deliver": actor.has(*DISKOMINFO),
        "issuing": issuing or Answers({"addressee": _(_ADDRESSEE)}),
        "delivering": delivering,
        "withdrawing": withdrawing,
        "ways": [(one.value, _(one.label)) for one in Handed],
        "withdrawn": queries.withdrawn(session, named),
        "events": [(one, i18n.text(_TOLD[one.kind])) for one in trail.of(session, service.SUBJECT, row.id)] if row else [],
        "file_max_mb": db.settings().evidence_max_mb,
        "rooms": pages.rooms(),
    }
    return make_response(render_template("reports/semester.html", **context), status)


_MOST = 60  # changed figures shown


def tongue() -> Tongue:
    """The reader's language."""
    return Tongue(_, lambda first: format_date(first, "MMMM y", locale=i18n.language()))


def semester_name(named: Semester) -> str:
    """``Semester II 2026``."""
    return _("Semester %(half)s %(year)s", half="I" * named.half, year=named.year)


def sheet_period(named: Semester) -> str:
    """Its days, written out."""
    return f"{formatting.date(named.period.first)} – {formatting.date(named.period.last)}"


def workbook_of(sheet: Sheet, period: str, name: str) -> Response:
    """A report as a workbook to be kept."""
    made = _("Dibuat %(when)s oleh %(who)s", when=formatting.moment(db.clock().now()), who=gate.actor().name)
    content = workbook.sheet_xlsx(sheet, f"{db.settings().office_name}: {period}", made, _("Ringkasan"))
    answer = make_response(content)
    answer.mimetype = FileKind.XLSX.mime
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.xlsx")
    return answer


def _figures(named: Semester) -> Figures:
    beside = current_app.extensions.get("posko_beside")
    return draw(db.session(), db.settings(), named, db.clock().now(), beside)


def _sheet(named: Semester, figures: Figures) -> Sheet:
    return usage_sheet(named, figures, tongue())


def _paper(named: Semester, figures: Figures) -> dict[str, object]:
    """The annex in Indonesian, whatever language the head reads."""
    home = Tongue(lambda text: text, lambda first: format_date(first, "MMMM y", locale="id"))
    return papers.figures_data(usage_sheet(named, figures, home), lambda number: f"{number:,}".replace(",", "."))


def _named(key: str) -> Semester:
    found = rules.semester_named(key)
    if found is None:
        raise NotFound(N_("Semester itu tidak ada."))
    return found


def _standing(named: Semester) -> UsageReport:
    row = service.standing_report(db.session(), named)
    if row is None:
        raise NotFound(N_("Laporan semester ini belum terbit."))
    return row


def _day(form: Answers) -> dt.date:
    try:
        return dt.date.fromisoformat(form.value("on"))
    except ValueError:
        raise Refused(N_("Isi tanggal yang benar."), field="on") from None
