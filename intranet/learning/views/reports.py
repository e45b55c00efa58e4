"""A session's report: written, illustrated, finished, printed."""

from base64 import b64encode
from typing import Any

from flask import Response as FlaskResponse
from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.base import trail
from intranet.base.errors import Refused
from intranet.evidence import picture
from intranet.evidence import queries as evidence
from intranet.evidence import rules as evidence_rules
from intranet.evidence.queries import Line
from intranet.evidence.store import Store
from intranet.learning import figures, forms, records, rules
from intranet.learning.forms import ReportForm, Sheet
from intranet.learning.rules import AgeBand, ReportState, Sex
from intranet.learning.service import KIND, monitoring, reports
from intranet.learning.views.common import READERS, WRITERS, again, bp, session_of
from intranet.literacy import queries as literacy
from intranet.literacy.models import LiteracySession
from intranet.literacy.rules import Pillar, SessionState
from intranet.web import db, downloads, gate, i18n
from shared.text import N_

_PRINTED = 4  # photographs on paper
_TOLD = {
    "learning.attended": N_("Daftar hadir diisi"),
    "learning.attendance_amended": N_("Baris daftar hadir diperbaiki"),
    "learning.attendance_removed": N_("Baris daftar hadir dihapus"),
    "learning.door_opened": N_("Kode tablet dibuka"),
    "learning.door_closed": N_("Kode tablet ditutup"),
    "learning.test_chosen": N_("Soal tes dipilih"),
    "learning.answered": N_("Jawaban tes dicatat"),
    "learning.answers_removed": N_("Lembar jawaban dihapus"),
    "learning.certified": N_("Sertifikat terbit"),
    "learning.certificate_cancelled": N_("Sertifikat dibatalkan"),
    "learning.monitored": N_("Pemantauan dicatat"),
    "learning.report_written": N_("Laporan ditulis"),
    "learning.reported": N_("Laporan selesai"),
    "learning.reopened": N_("Laporan dibuka kembali"),
    "evidence.added": N_("Foto ditambahkan"),
    "evidence.opened": N_("Foto dilihat"),
    "evidence.exported": N_("Foto diunduh"),
    "evidence.checked": N_("Foto diperiksa: utuh"),
    "evidence.damaged": N_("Foto ditemukan rusak"),
}


@bp.get("/literacy/sessions/<string:session_id>/report")
@gate.allow(*READERS)
def report(session_id: str) -> Response:
    """The report with its figures."""
    return page_of(session_of(session_id))


@bp.post("/literacy/sessions/<string:session_id>/report")
@gate.allow(*WRITERS)
def write_report(session_id: str) -> Response:
    """Keep the draft; ``act`` says whether it is also finished."""
    form = ReportForm(request.form)
    given = form.read()
    if given is None:
        return page_of(session_of(session_id), 422, form=form)
    who, finishing = (db.session(), gate.actor(), db.clock(), session_id), form.value("act") == "finish"
    try:
        kept = reports.write(*who, form.whole("version"), given)
        if finishing:
            reports.finish(*who, kept.version)
    except Refused as refused:
        return again(refused, form, lambda status: page_of(session_of(session_id), status, form=form))
    flash(_("Sesi dilaporkan.") if finishing else _("Laporan disimpan sebagai konsep."), "success")
    return redirect(url_for("learning.report", session_id=session_id), 303)


@bp.post("/literacy/sessions/<string:session_id>/report/reopen")
@gate.allow(*WRITERS)
def reopen_report(session_id: str) -> Response:
    """Open a finished report again."""
    form = Sheet(request.form)
    who = (db.session(), gate.actor(), db.clock(), session_id)
    try:
        reports.reopen(*who, form.whole("version"), form.value("reason"))
    except Refused as refused:
        return again(refused, form, lambda status: page_of(session_of(session_id), status, reopening=form))
    flash(_("Laporan dibuka kembali."), "success")
    return redirect(url_for("learning.report", session_id=session_id), 303)


@bp.get("/literacy/sessions/<string:session_id>/report.pdf")
@gate.allow(*READERS)
def report_pdf(session_id: str) -> FlaskResponse:
    """The report on paper; a draft is marked as one."""
    session, row = db.session(), session_of(session_id)
    written = reports.get(session, row.id)
    whole, by_pillar, _asked = figures.session_gain(session, row.id)
    by = (written.reported_by or written.written_by) if written else gate.actor().id
    made = records.report(
        db.settings(),
        row,
        written,
        reach=figures.reach(session, row.id),
        gains=(whole, by_pillar),
        present=reports.present(session, row),
        monitoring=monitoring.of(session, row.id),
        photos=_drawn(row),
        reporter=literacy.staff_names(session, [by]).get(by, ""),
    )
    return downloads.paper(made, f"laporan-literasi-{row.on_day or row.earliest_on}")


def page_of(
    row: LiteracySession,
    status: int = 200,
    *,
    form: ReportForm | None = None,
    reopening: Sheet | None = None,
    photo: Sheet | None = None,
) -> Response:
    """The page of a session's report; the forms: what was sent and refused."""
    session, actor = db.session(), gate.actor()
    written = reports.get(session, row.id)
    done = written is not None and written.state is ReportState.REPORTED
    whole, by_pillar, _asked = figures.session_gain(session, row.id)
    context: dict[str, Any] = {
        "row": row,
        "written": written,
        "done": done,
        "form": form or forms.of_report(written),
        "reopening": reopening or Sheet(),
        "reach": figures.reach(session, row.id),
        "sexes": list(Sex),
        "ages": list(AgeBand),
        "whole": whole,
        "translated": [(_(pillar.label), by_pillar[pillar]) for pillar in Pillar if pillar in by_pillar],
        "present": form.boxes("present") if form else reports.present(session, row),
        "photos": _photos(row),
        "photo": photo or Sheet(),
        "photo_max_mb": db.settings().evidence_max_mb,
        "photo_types": ",".join(sorted(evidence_rules.PICTURES)),
        "names": literacy.staff_names(session, [written.written_by, written.reported_by] if written else []),
        "events": trail.of(session, KIND, row.id),
        "told": lambda event: i18n.text(_TOLD.get(event.kind, N_("Perubahan lain"))),
        "held": row.state is SessionState.HELD,
        "may_write": rules.may_write(actor) and row.state is SessionState.HELD and not done,
        "may_reopen": done and rules.may_certify(actor),
    }
    return make_response(render_template("learning/report.html", **context), status)


def _photos(row: LiteracySession) -> list[Line]:
    """The photographs that whoever asks may see."""
    found = evidence.of(db.session(), gate.actor(), db.clock(), (KIND, row.id))
    return [line for line in found if isinstance(line, Line)]


def _drawn(row: LiteracySession) -> list[tuple[str, str]]:
    """The first photographs, each drawn anew and set into an SVG, which a paper takes as text."""
    store, found = Store(db.settings().data_dir), []
    for line in _photos(row)[:_PRINTED]:
        drawn = picture.draw(store.path(line.item.sha256 or ""), line.item.media_type) if not line.item.damaged else None
        if drawn:
            png = drawn.png
            width, height = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))
            size, image = f'width="{width}" height="{height}"', b64encode(png).decode()
            svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}><image {size} href="data:image/png;base64,{image}"/></svg>'
            found.append((svg, line.item.title))
    return found
