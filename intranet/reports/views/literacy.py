"""The literacy programme over a period: whom it reached, what they learnt, what it cost; as page, PDF and workbook."""

from collections.abc import Iterable
from urllib.parse import urlencode

from flask import make_response, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.base.actor import Role
from intranet.learning import figures
from intranet.learning.figures import Gain, Group, Programme
from intranet.learning.rules import AgeBand, Sex
from intranet.literacy import queries as literacy_queries
from intranet.literacy.rules import CostBearer, Pillar, Sector, SessionKind, SessionState
from intranet.reports import rules, workbook
from intranet.reports.forms import PeriodForm
from intranet.reports.rules import FileKind, Line, Period, Sheet, Table
from intranet.reports.views import pages, sheets
from intranet.reports.views.pages import bp
from intranet.web import db, formatting, gate

READERS = (*pages.READERS, Role.ADMIN, Role.SCHEDULER)
_LISTED = 30  # cancelled sessions named one by one


@bp.get("/reports/literacy")
@gate.allow(*READERS)
def literacy() -> Response:
    """The programme report; of one programme, when the address names it."""
    form = PeriodForm(request.args, formatting.today())
    chosen = _programme()
    asked = urlencode(form.asked | ({"programme": chosen} if chosen else {}))
    page = render_template(
        "reports/literacy.html",
        form=form,
        sheet=_sheet(form.period),
        period=sheets.written(form.period),
        spans=[(span.value, _(span.label)) for span in rules.Span],
        rooms=pages.rooms(),
        here_url=url_for("reports.literacy"),
        pdf_url=f"{url_for('reports.literacy_pdf')}?{asked}",
        xlsx_url=f"{url_for('reports.literacy_xlsx')}?{asked}",
        programmes=[(one.id, one.title) for one in literacy_queries.programmes(db.session())],
        chosen=chosen,
    )
    return make_response(page, 422 if form.errors else 200)


@bp.get("/reports/literacy.pdf")
@gate.allow(*READERS)
def literacy_pdf() -> Response:
    """The same as a PDF."""
    period = PeriodForm(request.args, formatting.today()).period
    return pages.pdf(_sheet(period), sheets.written(period), _name(period))


@bp.get("/reports/literacy.xlsx")
@gate.allow(*READERS)
def literacy_xlsx() -> Response:
    """The same as a workbook, a sheet for each table."""
    period = PeriodForm(request.args, formatting.today()).period
    made = _("Dibuat %(when)s oleh %(who)s", when=formatting.moment(db.clock().now()), who=gate.actor().name)
    content = workbook.sheet_xlsx(_sheet(period), f"{db.settings().office_name}: {sheets.written(period)}", made, _("Ringkasan"))
    answer = make_response(content)
    answer.mimetype = FileKind.XLSX.mime
    answer.headers.set("Content-Disposition", "attachment", filename=f"{_name(period)}.xlsx")
    return answer


def _programme() -> str:
    return request.args.get("programme", "").replace("\x00", "")[:32]


def _name(period: Period) -> str:
    return f"program-literasi-{period.first.isoformat()}-{period.last.isoformat()}"


def _sheet(period: Period) -> Sheet:
    found = figures.programme(db.session(), period.first, period.last, _programme())
    held, nobody = found.states[SessionState.HELD], _("Belum ada sesi yang terlaksana pada masa ini.")
    columns = (_("Sesi"), _("Perempuan"), _("Laki-laki"), _("Orang"))

    def reach(heading: str, lines: Iterable[tuple[str, Group]], *, chart: str = "bars", note: str = "") -> Table:
        told = [Line(label, (one.held, one.women, one.men, one.people), {}) for label, one in lines]
        if told and not note:
            told.append(
                Line(_("Jumlah"), (found.total.held, found.total.women, found.total.men, found.total.people), {}, total=True)
            )
        return Table(heading, (heading, *columns), told, empty=nobody, note=note, chart=chart, charted=3)

    tables = [
        _states(found),
        reach(_("Sektor"), [(_(one.label), found.by_sector[one]) for one in Sector if one in found.by_sector]),
        reach(
            _("Pilar"),
            [(_(one.label), found.by_pillar[one]) for one in Pillar if one in found.by_pillar],
            note=_("Sesi dengan dua pilar dihitung pada keduanya."),
        ),
        reach(_("Kecamatan"), sorted(found.by_district.items(), key=lambda pair: (-pair[1].people, pair[0]))),
        reach(_("Bentuk kegiatan"), [(_(one.label), found.by_kind[one]) for one in SessionKind if one in found.by_kind]),
        _ages(found, nobody),
        _gains(found),
        _costs(found),
        *([_cancelled(found)] if found.cancelled else []),
    ]
    tiles = [
        (_("sesi terlaksana"), held, url_for("literacy.listing", state="held")),
        (_("orang dijangkau"), found.total.people, ""),
        (_("sudah dilaporkan"), found.reported, ""),
        (_("dibatalkan"), found.states[SessionState.CANCELLED], url_for("literacy.listing", state="cancelled")),
    ]
    under = _("Jangkauan dari daftar hadir sesi yang terlaksana; kenaikan nilai dari orang yang mengerjakan tes awal dan akhir.")
    return Sheet(_("Laporan program literasi"), under, tables, tiles)


def _states(found: Programme) -> Table:
    lines = [Line(_(one.label), (found.states[one],), {}) for one in SessionState if found.states[one]]
    empty = _("Tidak ada sesi pada masa ini.")
    return Table(_("Keadaan sesi"), (_("Keadaan"), _("Sesi")), lines, empty=empty, chart="bars")


def _ages(found: Programme, empty: str) -> Table:
    lines = []
    for band in AgeBand:
        women, men = found.ages[band, Sex.FEMALE], found.ages[band, Sex.MALE]
        if women or men:
            lines.append(Line(_(band.label), (women, men, women + men), {}))
    columns = (_("Kelompok umur"), _("Perempuan"), _("Laki-laki"), _("Orang"))
    return Table(_("Kelompok umur"), columns, lines, empty=empty, chart="bars", charted=2)


def _gains(found: Programme) -> Table:
    def line(label: str, one: Gain, *, total: bool = False) -> Line:
        return Line(label, (one.people, one.pre or 0, one.post or 0, one.gain or 0), {}, total=total)

    lines = [line(_(one.label), found.gains[one]) for one in Pillar if one in found.gains and found.gains[one].people]
    if lines:
        lines.append(line(_("Semua soal"), found.gain, total=True))
    return Table(
        _("Tes awal dan akhir"),
        (_("Pilar"), _("Orang"), _("Awal, persen"), _("Akhir, persen"), _("Selisih")),
        lines,
        empty=_("Belum ada yang mengerjakan tes awal dan akhir pada masa ini."),
        note=_("Persen jawaban benar, hanya dari orang yang mengerjakan kedua tes, dipasangkan menurut nomor hadir.")
        if lines
        else "",
        chart="bars",
        charted=2,
    )


def _costs(found: Programme) -> Table:
    lines = [
        Line(_(one.label), (cost.sessions, cost.planned, cost.actual), {})
        for one in CostBearer
        if (cost := found.costs.get(one)) is not None
    ]
    if lines:
        sums = tuple(sum(int(line.cells[place]) for line in lines) for place in range(3))
        lines.append(Line(_("Jumlah"), sums, {}, total=True))
    return Table(
        _("Biaya menurut penanggung (rupiah)"),
        (_("Penanggung"), _("Sesi"), _("Rencana"), _("Terpakai")),
        lines,
        empty=_("Tidak ada sesi pada masa ini."),
        note=_("Tanpa sesi yang dibatalkan.") if lines else "",
    )


def _cancelled(found: Programme) -> Table:
    lines = [
        Line(title, (reason,), {0: url_for("literacy.show", session_id=session_id)})
        for session_id, title, reason in found.cancelled[:_LISTED]
    ]
    note = sheets.more(len(found.cancelled) - _LISTED)
    return Table(_("Sesi yang dibatalkan"), (_("Sesi"), _("Alasan")), lines, note=note)
