"""Pages of the patrol: the shifts, a new one, and one shift with its line for entering what was seen."""

from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.base.errors import Conflict, Refused
from intranet.oversight import forms, queries
from intranet.oversight.models import PatrolShift
from intranet.oversight.rules import PATROLLED, ContentCategory
from intranet.oversight.service import patrol
from intranet.oversight.views.common import bp
from intranet.web import db, formatting, gate, hx, paging
from intranet.web.forms import Answers
from shared.questions import Platform

_USUAL = (Platform.FACEBOOK, Platform.INSTAGRAM, Platform.TIKTOK, Platform.X, Platform.YOUTUBE)


@bp.get("")
@gate.allow(*gate.CASE_WORKERS)
def shifts() -> str:
    """All shifts, and an alarm when accounts should have been shut."""
    session = db.session()
    return render_template(
        "oversight/shifts.html",
        page=queries.shifts(session, paging.read(request.args)),
        url=paging.address(request.path, request.args),
        overdue=queries.overdue_count(session, formatting.today()),
    )


@bp.get("/shifts/new")
@gate.allow(*gate.CASE_WORKERS)
def new_shift() -> Response:
    """The form of a new shift: this very hour, and whoever asks."""
    now = db.clock().now().astimezone(db.settings().zone)
    usual = {"day": now.date().isoformat(), "begins": f"{now:%H}:00", "ends": f"{(now.hour + 3) % 24:02}:00"}
    return _shift_form(forms.of_day(usual, *_USUAL, member=gate.actor().id), 200)


@bp.post("/shifts/new")
@gate.allow(*gate.CASE_WORKERS)
def open_shift() -> Response:
    """Open a shift."""
    form = forms.ShiftForm(request.form)
    given = form.read(db.settings().zone)
    if given is not None:
        try:
            row = patrol.open_shift(db.session(), gate.actor(), db.clock(), given)
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(_("Giliran patroli dibuka. Tempelkan tautan yang ditemukan."), "success")
            return redirect(url_for("oversight.shift", shift_id=row.id), 303)
    return _shift_form(form, 422)


def _shift_form(form: forms.ShiftForm, status: int) -> Response:
    staff = queries.active_staff(db.session())
    page = render_template(
        "oversight/shift_new.html",
        form=form,
        platforms=[(platform.value, _(platform.label)) for platform in PATROLLED],
        staff=[(staff_id, f"{name} · {_(party.label)}") for staff_id, name, party in staff],
    )
    return make_response(page, status)


@bp.get("/shifts/<string:shift_id>")
@gate.allow(*gate.CASE_WORKERS)
def shift(shift_id: str) -> Response:
    """One shift and what it saw."""
    return _page(patrol.get(db.session(), shift_id))


@bp.get("/links")
@gate.allow(*gate.CASE_WORKERS)
def link() -> Response:
    """What is known of a link or an account: a page to ask, and the hint while one is being pasted."""
    text = Answers(request.args).value("text")[:2000]
    known = queries.known(db.session(), gate.actor(), db.clock(), text) if text else None
    return hx.page_or_fragment("oversight/link.html", "oversight/_known.html", known=known, text=text)


@bp.post("/shifts/<string:shift_id>/entries")
@gate.allow(*gate.CASE_WORKERS)
def enter(shift_id: str) -> Response:
    """Enter what was seen; a link that is known already is shown first, and entered when sent again."""
    form, session = forms.EntryForm(request.form), db.session()
    row = patrol.get(session, shift_id)
    category, text = form.read(), form.value("text")
    if category is None:
        return _page(row, 422, form=form)
    known = queries.known(session, gate.actor(), db.clock(), text)
    if known.same_link and not form.again:
        return _page(row, 422, form=form, known=known)
    try:
        made = patrol.enter(
            session, gate.actor(), db.clock(), shift_id, text=text, category=category, summary=form.value("summary")
        )
    except Refused as refused:
        form.refuse(refused)
        return _page(row, 422, form=form)
    if hx.wanted():
        return _page(row, form=forms.EntryForm({"category": category.value}), fresh=made.id)
    flash(_("Tercatat."), "success")
    return redirect(url_for("oversight.shift", shift_id=shift_id), 303)


@bp.post("/entries/<string:entry_id>/case")
@gate.allow(*gate.CASE_WORKERS)
def make_case(entry_id: str) -> Response:
    """Register a case from an entry and go there."""
    case = patrol.make_case(db.session(), gate.actor(), db.clock(), db.settings(), db.keys(), entry_id)
    flash(_("Perkara %(no)s dibuat dari catatan patroli.", no=case.complaint_no), "success")
    return make_response(hx.see(url_for("cases.case", case_id=case.id)))


@bp.post("/shifts/<string:shift_id>/close")
@gate.allow(*gate.CASE_WORKERS)
def close_shift(shift_id: str) -> Response:
    """End a shift."""
    form = Answers(request.form)
    form.limit(closing_note=2000)
    if not form.ok:
        return _page(patrol.get(db.session(), shift_id), 422, closing=form)
    try:
        row = patrol.close_shift(
            db.session(), gate.actor(), db.clock(), shift_id, form.whole("version"), form.value("closing_note")
        )
    except Conflict:
        raise
    except Refused as refused:
        form.refuse(refused)
        return _page(patrol.get(db.session(), shift_id), 422, closing=form)
    result = row.result
    flash(_("Giliran ditutup: %(result)s.", result=_(result.label) if result else ""), "success")
    return redirect(url_for("oversight.shift", shift_id=shift_id), 303)


def _page(row: PatrolShift, status: int = 200, **given: Any) -> Response:
    session = db.session()
    names = queries.staff_names(session, {row.opened_by, row.closed_by or row.opened_by})
    context: dict[str, Any] = {
        "shift": row,
        "page": queries.entries(session, gate.actor(), db.clock(), row.id, paging.read(request.args)),
        "total": queries.entry_count(session, row.id),
        "url": paging.address(url_for("oversight.shift", shift_id=row.id), request.args),
        "members": queries.members(session, row.id),
        "names": names,
        "categories": [(category.value, _(category.label)) for category in ContentCategory],
        "form": forms.EntryForm(),
        "closing": Answers(),
        "known": None,
        "fresh": "",
        **given,
    }
    return hx.page_or_fragment("oversight/shift.html", "oversight/_entries.html", status, **context)
