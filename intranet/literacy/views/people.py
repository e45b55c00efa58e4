"""Pages of the people who hold sessions: the list, one's page with week, exceptions and calendars."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from flask import Response as FlaskResponse
from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from intranet.base.actor import Party
from intranet.literacy import forms, queries, rules
from intranet.literacy.forms import Sheet
from intranet.literacy.models import LiteracyPerson
from intranet.literacy.rules import ExceptionKind, Pillar, SeatRole
from intranet.literacy.service import feeds, people, standing
from intranet.literacy.views.common import PLANNERS, READERS, asked_month, bp, month_after
from intranet.web import db, formatting, gate
from intranet.web.editing import Refusing, options
from shared.text import N_

_PARTIES = (Party.BAWASLU, Party.DISKOMINFO, Party.PARTNER)
WEEKDAYS = (N_("Senin"), N_("Selasa"), N_("Rabu"), N_("Kamis"), N_("Jumat"), N_("Sabtu"), N_("Minggu"))


@bp.get("/people")
@gate.allow(*READERS)
def people_list() -> str:
    """Everybody on the list, with this month's load."""
    session, first = db.session(), asked_month()
    loads: dict[str, int] = {}
    for line in queries.between(session, first, month_after(first) - dt.timedelta(days=1)):
        for seat in line.seats:
            loads[seat.person_id] = loads.get(seat.person_id, 0) + 1
    return render_template(
        "literacy/people.html",
        people=queries.people(session),
        loads=loads,
        first=first,
        may_schedule=rules.may_schedule(gate.actor()),
        mine=queries.person_of(session, gate.actor().id),
    )


@bp.get("/people/new")
@gate.allow(*PLANNERS)
def new_person() -> Response:
    """The form of somebody new."""
    filled = MultiDict({"most_week": "3", "most_month": "8", "active": "yes"})
    return _form(forms.PersonForm(filled), 200)


@bp.post("/people/new")
@gate.allow(*PLANNERS)
def add_person() -> Response:
    """Put somebody on the list."""
    form, session = forms.PersonForm(request.form), db.session()
    given = form.read()
    if given is not None:
        with Refusing(form):
            row = people.add(session, gate.actor(), db.clock(), given)
            flash(_("Orangnya dicatat. Isi jam bersedianya bila tidak sama dengan jam kantor."), "success")
            return redirect(url_for("literacy.person", person_id=row.id), 303)
    return _form(form, 422)


@bp.get("/people/<string:person_id>/edit")
@gate.allow(*PLANNERS)
def edit_person(person_id: str) -> Response:
    """The form of somebody's page as it stands."""
    row = people.get(db.session(), person_id)
    return _form(forms.of_person(row), 200, row)


@bp.post("/people/<string:person_id>/edit")
@gate.allow(*PLANNERS)
def amend_person(person_id: str) -> Response:
    """Change somebody's page."""
    form, session = forms.PersonForm(request.form), db.session()
    given = form.read()
    if given is not None:
        with Refusing(form):
            people.amend(session, gate.actor(), db.clock(), person_id, form.whole("version"), given)
            flash(_("Perubahan disimpan."), "success")
            return redirect(url_for("literacy.person", person_id=person_id), 303)
    return _form(form, 422, people.get(session, person_id))


def _form(form: forms.PersonForm, status: int, row: LiteracyPerson | None = None) -> Response:
    session = db.session()
    page = render_template(
        "literacy/person_form.html",
        form=form,
        row=row,
        parties=options(_PARTIES),
        roles=options(SeatRole),
        pillars=options(Pillar),
        topics=[(one.id, f"{_(one.pillar.label)}: {one.name}") for one in queries.topics(session)],
        districts=[(one.id, one.name) for one in queries.districts(session)],
        accounts=queries.accounts(session),
        may_schedule=rules.may_schedule(gate.actor()),
    )
    return make_response(page, status)


@bp.get("/people/<string:person_id>")
@gate.allow(*READERS)
def person(person_id: str) -> Response:
    """Somebody's page."""
    return _page(people.get(db.session(), person_id))


@bp.post("/people/<string:person_id>/week")
@gate.allow(*PLANNERS)
def set_week(person_id: str) -> Response:
    """Let somebody's usual week be as given."""
    form = forms.WeekForm(request.form)
    windows = form.read()
    if windows is None:
        return _page(people.get(db.session(), person_id), 422, week=form)
    return _act(
        person_id,
        lambda office: people.set_week(*office, person_id, form.whole("version"), windows),
        _("Jam bersedia disimpan."),
        week=form,
    )


@bp.post("/people/<string:person_id>/times")
@gate.allow(*PLANNERS)
def add_time(person_id: str) -> Response:
    """Note a time that is not as usual."""
    form = forms.TimeForm(request.form)
    given = form.read(db.settings().zone)
    if given is None:
        return _page(people.get(db.session(), person_id), 422, time=form)
    return _act(person_id, lambda office: people.except_time(*office, person_id, given), _("Waktu dicatat."), time=form)


@bp.post("/people/<string:person_id>/times/<string:exception_id>/forget")
@gate.allow(*PLANNERS)
def forget_time(person_id: str, exception_id: str) -> Response:
    """Let that time be as usual again."""
    return _act(person_id, lambda office: people.forget_time(*office, person_id, exception_id), _("Waktu dihapus."))


@bp.post("/people/<string:person_id>/import")
@gate.allow(*PLANNERS)
def import_calendar(person_id: str) -> Response:
    """Take busy times over from a calendar: a file, or its text."""
    form, sent = Sheet(request.form), request.files.get("file")
    text = form.value("calendar")
    if sent is not None and sent.filename:
        text = sent.stream.read().decode("utf-8", "replace")
    if not text.strip():
        form.errors["calendar"] = _("Pilih berkas .ics, atau tempelkan isinya.")
        return _page(people.get(db.session(), person_id), 422, calendar=form)

    def verb(office: tuple[Any, Any, Any]) -> None:
        busy = feeds.busy_of(text, db.settings(), db.clock().now())
        count = people.take_over(*office, person_id, busy)
        flash(ngettext("%(num)s waktu sibuk diambil alih.", "%(num)s waktu sibuk diambil alih.", count), "success")

    return _act(person_id, verb, "", calendar=form)


@bp.post("/people/<string:person_id>/feed")
@gate.allow(*PLANNERS)
def open_feed(person_id: str) -> Response:
    """Make the secret address of somebody's calendar; shown this once."""
    token = feeds.open_feed(db.session(), gate.actor(), db.clock(), person_id)
    address = db.settings().public_url.rstrip("/") + url_for("literacy.feed", token=token)
    return _page(people.get(db.session(), person_id), 200, address=address)


@bp.post("/people/<string:person_id>/feed/close")
@gate.allow(*PLANNERS)
def close_feed(person_id: str) -> Response:
    """Let the secret address lead nowhere."""
    return _act(person_id, lambda office: feeds.close_feed(*office, person_id), _("Alamat kalender ditutup."))


@bp.get("/feed/<string:token>.ics")
@gate.open_to_all
def feed(token: str) -> FlaskResponse:
    """Somebody's calendar, for whoever knows the secret: calendar programs cannot sign in."""
    made = feeds.feed(db.session(), db.clock(), db.settings(), token)
    answer = FlaskResponse(made, mimetype="text/calendar")
    answer.headers["Content-Disposition"] = 'inline; filename="literasi.ics"'
    return answer


def _act(person_id: str, verb: Callable[[tuple[Any, Any, Any]], object], message: str, **typed: Sheet) -> Response:
    session = db.session()
    with Refusing(*typed.values()):
        verb((session, gate.actor(), db.clock()))
        if message:
            flash(message, "success")
        return redirect(url_for("literacy.person", person_id=person_id), 303)
    return _page(people.get(session, person_id), 422, **typed)


def _page(row: LiteracyPerson, status: int = 200, **given: Any) -> FlaskResponse:
    session = db.session()
    topics = {one.id: one for one in queries.topics(session)}
    context = {
        "row": row,
        "weekdays": WEEKDAYS,
        "spelled": forms.spelled,
        "topics": [topics[one.topic_id] for one in row.topics if one.topic_id in topics],
        "pillars": [one for one in Pillar if one in row.pillars],
        "roles": [one for one in SeatRole if one in row.roles],
        "hours": standing.hours(session),
        "times": queries.times_of(session, row.id, db.clock().now()),
        "kinds": options(one for one in ExceptionKind if one is not ExceptionKind.IMPORTED),
        "lines": queries.sessions_of(session, row.id, formatting.today()),
        "account": queries.staff_names(session, [row.staff_id]).get(row.staff_id or "", ""),
        "may_keep": rules.may_keep_person(gate.actor(), row.staff_id),
        "week": forms.of_week(row),
        "time": forms.TimeForm(),
        "calendar": Sheet(),
        "address": "",
        **given,
    }
    return make_response(render_template("literacy/person.html", **context), status)
