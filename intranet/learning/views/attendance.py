"""Attendance: the sheet to print, lines typed in many at once, corrections, and the code for tablets."""

from base64 import b64encode

from flask import Response as FlaskResponse
from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from intranet.base import papers
from intranet.base.errors import Refused
from intranet.learning import figures, forms, queries, records, rules
from intranet.learning.forms import AttendanceGrid, AttendeeForm, Sheet
from intranet.learning.rules import AgeBand, Sex, Stage
from intranet.learning.service import attendance, doors, reports
from intranet.learning.views.common import READERS, WRITERS, again, bp, session_of
from intranet.literacy.models import LiteracySession
from intranet.web import db, downloads, gate
from intranet.web.editing import options

_ROOM = (10, 25, 50)  # rows one may ask for


@bp.get("/literacy/sessions/<string:session_id>/attendance")
@gate.allow(*READERS)
def attended(session_id: str) -> Response:
    """Who came, and rows to type more; ``edit`` in the address puts a line into a form."""
    row = session_of(session_id)
    wanted = next((one for one in attendance.of(db.session(), row.id) if one.id == request.args.get("edit")), None)
    return _page(row, edit=forms.of_attendee(wanted) if wanted else None, edited=wanted.id if wanted else "")


@bp.post("/literacy/sessions/<string:session_id>/attendance")
@gate.allow(*WRITERS)
def add_attendees(session_id: str) -> Response:
    """Keep the lines that are right; those that are not stay in the grid with what is wrong."""
    session, grid = db.session(), AttendanceGrid(request.form, blank=_blank())
    row = session_of(session_id)
    read = [(line, line.read()) for line in grid.rows[: grid.sent]]
    good = [(line, given) for line, given in read if given is not None]
    form = Sheet(request.form)
    try:
        done = attendance.add_many(session, gate.actor(), db.clock(), row.id, [given for _line, given in good])
    except Refused as refused:
        return again(refused, form, lambda status: _page(session_of(session_id), status, grid=grid, form=form))
    for (line, _given), one in zip(good, done, strict=True):
        if isinstance(one, Refused):
            line.refuse(one)
    wrong = [line for line, _given in read if not line.ok]
    kept = len(read) - len(wrong)
    if not read:
        form.general = _("Belum ada baris yang diisi.")
    if not wrong and read:
        flash(ngettext("%(num)s baris disimpan.", "%(num)s baris disimpan.", kept), "success")
        return redirect(url_for("learning.attended", session_id=row.id, rows=_blank(), _anchor="type"), 303)
    grid.keep(wrong, _blank())
    return _page(row, 200 if kept else 422, grid=grid, form=form, kept=kept)


@bp.post("/literacy/sessions/<string:session_id>/attendance/<string:attendee_id>")
@gate.allow(*WRITERS)
def amend_attendee(session_id: str, attendee_id: str) -> Response:
    """Correct a line, or remove it."""
    session, form = db.session(), AttendeeForm(request.form)
    who, version = (session, gate.actor(), db.clock()), form.whole("version")
    session_of(session_id)
    given = form.read() if form.value("act") != "remove" else None
    try:
        if form.value("act") == "remove":
            attendance.remove(*who, attendee_id, version)
        elif given is None:
            return _page(session_of(session_id), 422, edit=form, edited=attendee_id)
        else:
            attendance.amend(*who, attendee_id, version, given)
    except Refused as refused:
        return again(refused, form, lambda status: _page(session_of(session_id), status, edit=form, edited=attendee_id))
    flash(_("Baris dihapus.") if given is None else _("Perbaikan disimpan."), "success")
    return redirect(url_for("learning.attended", session_id=session_id), 303)


@bp.get("/literacy/sessions/<string:session_id>/attendance/sheet")
@gate.allow(*READERS)
def attendance_sheet(session_id: str) -> FlaskResponse:
    """The sheet to be signed."""
    row = session_of(session_id)
    made = records.sheet(db.settings(), row, attendance.of(db.session(), row.id))
    return downloads.paper(made, f"daftar-hadir-{row.on_day or row.earliest_on}")


@bp.post("/literacy/sessions/<string:session_id>/door")
@gate.allow(*WRITERS)
def set_door(session_id: str) -> Response:
    """Open the door for tablets, let it ask for something else, or close it."""
    session, form = db.session(), Sheet(request.form)
    who = (session, gate.actor(), db.clock(), session_id)
    stage = form.choice("stage", Stage)
    try:
        if stage is None:
            doors.close_door(*who)
        else:
            doors.open_door(*who, stage)
    except Refused as refused:
        return again(refused, form, lambda status: _page(session_of(session_id), status, door_form=form))
    flash(_("Kode ditutup.") if stage is None else _("Tablet kini menampilkan: %(what)s.", what=_(stage.label)), "success")
    return redirect(url_for("learning.attended", session_id=session_id, _anchor="door"), 303)


def _picture(svg: str) -> str:
    """An SVG as the address of a picture."""
    named = svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1) if "xmlns=" not in svg else svg
    return f"data:image/svg+xml;base64,{b64encode(named.encode()).decode()}"


def _blank() -> int:
    asked = request.args.get("rows", "")
    return next((one for one in _ROOM if str(one) == asked), _ROOM[0])


def _page(
    row: LiteracySession,
    status: int = 200,
    *,
    grid: AttendanceGrid | None = None,
    form: Sheet | None = None,
    door_form: Sheet | None = None,
    edit: AttendeeForm | None = None,
    edited: str = "",
    kept: int = 0,
) -> Response:
    session, clock = db.session(), db.clock()
    report, door = reports.get(session, row.id), doors.current(session, clock, row.id)
    open_ = rules.may_write(gate.actor()) and (report is None or report.reported_at is None)
    came = attendance.of(session, row.id)
    address = db.settings().public_url.rstrip("/")
    page = render_template(
        "learning/attendance.html",
        row=row,
        came=came,
        next_number=max((one.number for one in came), default=0) + 1,
        reach=figures.reach(session, row.id),
        grid=grid or AttendanceGrid(blank=_blank()),
        form=form or Sheet(),
        door_form=door_form or Sheet(),
        edit=edit,
        edited=edited,
        kept=kept,
        sexes=list(Sex),
        ages=options(AgeBand),
        stages=list(Stage),
        units=queries.units(session, row.id),
        room=_ROOM,
        blank=_blank(),
        door=door,
        door_fault=rules.door_fault(row.state, row.starts_at, row.ends_at, clock.now()),
        tablet_address=f"{address}{url_for('learning.enter')}",
        qr=_picture(papers.qr_svg(f"{address}{url_for('learning.tablet', token=door.token)}")) if door else "",
        may_write=open_,
    )
    return make_response(page, status)
