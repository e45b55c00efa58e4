"""The reports as pages and as PDF."""

from collections.abc import Callable
from typing import cast
from urllib.parse import urlencode

from flask import Blueprint, current_app, make_response, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.base.actor import Role
from intranet.reports import papers, rules
from intranet.reports.forms import PeriodForm
from intranet.reports.rules import Period, Sheet
from intranet.reports.views import sheets
from intranet.web import db, formatting, gate, i18n
from shared.text import N_

bp = Blueprint("reports", __name__, template_folder="../templates")
READERS = (*gate.CASE_WORKERS, Role.AUDITOR)
ROOMS = (
    ("reports.recap", N_("Rekap")),
    ("reports.handling", N_("Penanganan")),
    ("reports.monitoring", N_("Isu media sosial")),
    ("reports.literacy", N_("Program literasi")),
    ("reports.today", N_("Hari ini")),
    ("reports.delivery_list", N_("Penyerahan")),
    ("reports.usage", N_("Laporan Dukcapil")),
    ("reports.balikan", N_("Data balikan")),
    ("reports.link_log", N_("Sambungan")),
)


@bp.get("/reports")
@gate.allow(*READERS)
def recap() -> Response:
    """The recap in the supervisor's columns; also where the menu leads."""
    return _shown(sheets.recap)


@bp.get("/reports/recap.pdf")
@gate.allow(*READERS)
def recap_pdf() -> Response:
    """The same as a PDF."""
    return _printed(sheets.recap, "rekap")


@bp.get("/reports/handling")
@gate.allow(*READERS)
def handling() -> Response:
    """Each party's digest."""
    return _shown(sheets.handling)


@bp.get("/reports/handling.pdf")
@gate.allow(*READERS)
def handling_pdf() -> Response:
    """The same as a PDF."""
    return _printed(sheets.handling, "penanganan")


@bp.get("/reports/issues")
@gate.allow(*READERS)
def monitoring() -> Response:
    """What was seen on social media."""
    return _shown(sheets.monitoring)


@bp.get("/reports/issues.pdf")
@gate.allow(*READERS)
def monitoring_pdf() -> Response:
    """The same as a PDF."""
    return _printed(sheets.monitoring, "isu-media-sosial")


@bp.get("/reports/today")
@gate.allow(*gate.CASE_WORKERS)
def today() -> Response:
    """The day's digest of one's own party."""
    sheet = sheets.today()
    return make_response(render_template("reports/today.html", sheet=sheet, rooms=rooms()))


@bp.get("/reports/today.pdf")
@gate.allow(*gate.CASE_WORKERS)
def today_pdf() -> Response:
    """The same as a PDF, on one A4."""
    return pdf(sheets.today(), "", f"ringkasan-{formatting.today().isoformat()}")


def _shown(build: Callable[[Period], Sheet]) -> Response:
    form = PeriodForm(request.args, formatting.today())
    context = {
        "form": form,
        "sheet": build(form.period),
        "period": sheets.written(form.period),
        "spans": [(span.value, _(span.label)) for span in rules.Span],
        "rooms": rooms(),
        "here_url": url_for(request.endpoint or ""),
        "pdf_url": f"{url_for(f'{request.endpoint}_pdf')}?{urlencode(form.asked)}",
    }
    return make_response(render_template("reports/sheet.html", **context), 422 if form.errors else 200)


def _printed(build: Callable[[Period], Sheet], name: str) -> Response:
    period = PeriodForm(request.args, formatting.today()).period
    return pdf(build(period), sheets.written(period), f"{name}-{period.first.isoformat()}-{period.last.isoformat()}")


def pdf(sheet: Sheet, period: str, name: str) -> Response:
    """A report as a PDF, shown in the browser."""
    made = _("Dibuat %(when)s oleh %(who)s", when=formatting.moment(db.clock().now()), who=gate.actor().name)
    content = papers.sheet_pdf(db.settings(), sheet, period, made, i18n.language(), formatting.number)
    response = make_response(content)
    response.mimetype = "application/pdf"
    response.headers.set("Content-Disposition", "inline", filename=f"{name}.pdf")
    return response


def rooms() -> list[tuple[str, str, bool]]:
    """The reports one may open: address, name, and whether the present page is it or lies under it."""
    actor = gate.actor()
    mine = {url_for(one): label for one, label in ROOMS if actor.has(*cast("frozenset[Role]", _who(one)))}
    here = max((url for url in mine if f"{request.path}/".startswith(f"{url}/")), key=len, default="")
    return [(url, _(label), url == here) for url, label in mine.items()]


def _who(endpoint: str) -> object:
    return gate.who_may(current_app.view_functions[endpoint])
