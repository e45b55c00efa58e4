"""Complaint numbers owed to the register against those it has, and how the closed link served: for both its sides."""

from collections import Counter
from urllib.parse import urlencode

from flask import make_response, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.identity.rules import FeedbackResult, FeedbackState
from intranet.reports import rules as periods
from intranet.reports.forms import PeriodForm
from intranet.reports.rules import Line, Period, Sheet, Table
from intranet.reports.usage import balikan as reconciling
from intranet.reports.usage import link, rules
from intranet.reports.usage.link import Served
from intranet.reports.usage.rules import Ending, Semester
from intranet.reports.views import pages, sheets, usage
from intranet.reports.views.pages import bp
from intranet.web import db, formatting, gate

_LISTED, _EXPORTED = 100, 10_000
_STATES = (FeedbackState.ACKNOWLEDGED, FeedbackState.QUEUED, FeedbackState.SENT, FeedbackState.FAILED, None)


@bp.get("/reports/usage/balikan")
@gate.allow(*usage.READERS)
def balikan() -> Response:
    """The reconciliation of a semester."""
    here = rules.semester_of(formatting.today())
    chosen = rules.semester_named(request.args.get("semester", "")) or here
    known = [here]
    for _back in range(3):
        known.append(known[-1].before)
    context = {
        "sheet": _balance(chosen, _LISTED),
        "period": usage.sheet_period(chosen),
        "chosen": chosen,
        "semesters": [(one.key, usage.semester_name(one)) for one in known],
        "rooms": pages.rooms(),
        "pdf_url": url_for("reports.balikan_pdf", semester=chosen.key),
        "xlsx_url": url_for("reports.balikan_xlsx", semester=chosen.key),
    }
    return make_response(render_template("reports/balikan.html", **context))


@bp.get("/reports/usage/balikan.pdf")
@gate.allow(*usage.READERS)
def balikan_pdf() -> Response:
    """The same as a PDF."""
    chosen = rules.semester_named(request.args.get("semester", "")) or rules.semester_of(formatting.today())
    return pages.pdf(_balance(chosen, _LISTED), usage.sheet_period(chosen), f"balikan-{chosen.key}")


@bp.get("/reports/usage/balikan.xlsx")
@gate.allow(*usage.READERS)
def balikan_xlsx() -> Response:
    """The same as a workbook, with every number that is missing."""
    chosen = rules.semester_named(request.args.get("semester", "")) or rules.semester_of(formatting.today())
    return usage.workbook_of(_balance(chosen, _EXPORTED), usage.sheet_period(chosen), f"balikan-{chosen.key}")


@bp.get("/reports/usage/link")
@gate.allow(*usage.READERS)
def link_log() -> Response:
    """The service-level log of a period."""
    form = PeriodForm(request.args, formatting.today())
    context = {
        "form": form,
        "sheet": _link(form.period),
        "period": sheets.written(form.period),
        "spans": [(span.value, _(span.label)) for span in periods.Span],
        "rooms": pages.rooms(),
        "here_url": url_for("reports.link_log"),
        "pdf_url": f"{url_for('reports.link_log_pdf')}?{urlencode(form.asked)}",
        "xlsx_url": f"{url_for('reports.link_log_xlsx')}?{urlencode(form.asked)}",
    }
    return make_response(render_template("reports/sheet.html", **context), 422 if form.errors else 200)


@bp.get("/reports/usage/link.pdf")
@gate.allow(*usage.READERS)
def link_log_pdf() -> Response:
    """The same as a PDF."""
    period = PeriodForm(request.args, formatting.today()).period
    return pages.pdf(_link(period), sheets.written(period), _name(period))


@bp.get("/reports/usage/link.xlsx")
@gate.allow(*usage.READERS)
def link_log_xlsx() -> Response:
    """The same as a workbook."""
    period = PeriodForm(request.args, formatting.today()).period
    return usage.workbook_of(_link(period), sheets.written(period), _name(period))


def _name(period: Period) -> str:
    return f"sambungan-dukcapil-{period.first.isoformat()}-{period.last.isoformat()}"


def _balance(chosen: Semester, most: int) -> Sheet:
    found = reconciling.balance(db.session(), db.settings(), chosen, most)
    month, labels = usage.tongue().month, [_(state.label) if state else _("Belum masuk antrean") for state in _STATES]
    lines = []
    for first in chosen.months if found.months else []:
        numbers = found.months.get(f"{first:%Y-%m}", Counter())
        cells = [numbers[state] for state in _STATES]
        lines.append(Line(month(first), (sum(cells), *cells, sum(cells) - cells[0]), {}))
    if lines:
        lines.append(
            Line(_("Jumlah"), tuple(sum(int(line.cells[n]) for line in lines) for n in range(len(lines[0].cells))), {}, True)
        )
    by_month = Table(
        _("Per bulan pengaduan"),
        (_("Bulan"), _("Wajib dikirim"), *labels, _("Selisih")),
        lines,
        empty=_("Tidak ada pengaduan yang wajib dikirim balik pada semester ini."),
        note=_("Wajib dikirim: nomor pengaduan yang data kependudukan pelapornya diakses pada kunjungan itu.") if lines else "",
    )
    rows = [
        Line(
            one.complaint_no,
            (
                formatting.date(one.received_at),
                _(one.state.label) if one.state else _("Belum masuk antrean"),
                _(FeedbackResult[one.last_result].value) if one.last_result else "–",
            ),
            {},
        )
        for one in found.missing
    ]
    missing = Table(
        _("Belum diterima Disdukcapil"),
        (_("Nomor pengaduan"), _("Diterima kantor"), _("Keadaan"), _("Sebab terakhir")),
        rows,
        empty=_("Semua nomor yang wajib dikirim sudah diterima Disdukcapil."),
        note=sheets.more(found.missing_in_all - len(rows)),
    )
    tiles = [
        (_("wajib dikirim"), found.owed, ""),
        (_("diterima Disdukcapil"), found.number(FeedbackState.ACKNOWLEDGED), ""),
        (_("selisih"), found.missing_in_all, ""),
        (_("dikirim tanpa wajib"), found.beyond, ""),
    ]
    under = _("Nomor pengaduan yang wajib dikembalikan kepada Disdukcapil, dibandingkan dengan yang sudah diterimanya.")
    return Sheet(_("Rekonsiliasi data balikan"), under, [by_month, missing], tiles)


def _link(period: Period) -> Sheet:
    found = link.log(db.session(), period, db.settings().zone)
    lines = [Line(formatting.date(day), _cells(served), {}) for day, served in found.days.items()]
    if len(lines) > 1:
        lines.append(Line(_("Seluruh masa"), _cells(found.total), {}, total=True))
    columns = (_("Panggilan"), _("Dijawab"), _("Gagal"), _("Tak selesai"), _("Separuh dalam (md)"), _("95 persen dalam (md)"))
    none = _("Tidak ada panggilan pada masa ini.")
    days = Table(
        _("Per hari"),
        (_("Hari"), *columns),
        lines,
        empty=none,
        note=_("Waktu jawab dari panggilan yang dijawab, dibulatkan ke atas ke persepuluh detik.") if lines else "",
    )
    kinds = Table(
        _("Kegagalan menurut sebab"),
        (_("Sebab"), _("Jumlah")),
        [Line(_(kind.label), (number,), {}) for kind, number in sorted(found.kinds.items(), key=lambda pair: -pair[1])],
        empty=_("Tidak ada kegagalan pada masa ini."),
    )
    outages = Table(
        _("Gangguan"),
        (_("Mulai"), _("Gagal terakhir"), _("Jawaban berikutnya"), _("Panggilan gagal")),
        [
            Line(
                formatting.moment(one.since),
                (
                    formatting.moment(one.last),
                    formatting.moment(one.over) if one.over else _("belum ada pada masa ini"),
                    one.calls,
                ),
                {},
            )
            for one in found.outages
        ],
        empty=_("Tidak ada gangguan pada masa ini."),
        note=_(
            "Gangguan: sedikitnya dua panggilan berturut-turut gagal di sambungan atau layanan. "
            "Di antara panggilan, keadaan sambungan tidak diketahui."
        ),
    )
    tiles = [
        (_("panggilan"), found.total.calls, ""),
        (_("dijawab"), found.total.answered, ""),
        (_("gagal"), found.total.endings[Ending.FAILED], ""),
        (_("gangguan"), len(found.outages), ""),
    ]
    under = _("Catatan layanan sambungan tertutup ke Dukcapil, dari setiap panggilan kantor ini.")
    return Sheet(_("Layanan sambungan Dukcapil"), under, [days, kinds, outages], tiles)


def _cells(served: Served) -> tuple[int | str, ...]:
    unfinished = served.endings[Ending.INTERRUPTED] + served.endings[Ending.RUNNING]
    times = [took if (took := served.milliseconds(share)) is not None else "–" for share in (0.5, 0.95)]
    return (served.calls, served.answered, served.endings[Ending.FAILED], unfinished, *times)
