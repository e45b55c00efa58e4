"""The door without signing in: a code opens one session's page on a tablet, for as long as it is open, one person at a time.

Nothing of a person stays: what was sent is never shown again, the thank-you page holds a number only, and goes by itself.
"""

import datetime as dt
from typing import cast

from flask import current_app, make_response, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.base.errors import NotFound, Refused
from intranet.devices.throttle import Throttle
from intranet.learning.forms import AttendeeForm, Sheet
from intranet.learning.models import Door
from intranet.learning.rules import TESTS, AgeBand, Sex, Stage
from intranet.learning.service import attendance, doors, testing
from intranet.learning.service.testing import SheetInput
from intranet.learning.views.common import bp, session_of
from intranet.web import db, gate
from intranet.web.editing import options

_WRONG_CODES = 20  # in ten minutes, over all: against guessing; tablets that are inside do not need the code again
_PEOPLE = 60  # a minute and door: more than any hall
_AWAY = 20  # seconds the thank-you page stays


@bp.record
def _prepare(state: BlueprintSetupState) -> None:
    minute = dt.timedelta(minutes=1)
    state.app.extensions["posko_tablet_codes"] = Throttle(_WRONG_CODES, 10 * minute)
    state.app.extensions["posko_tablet_people"] = Throttle(_PEOPLE, minute)


@bp.get("/attend")
@gate.open_to_all
def enter() -> Response:
    """Where the code is typed."""
    return _entrance(Sheet())


@bp.post("/attend")
@gate.open_to_all
def entered() -> Response:
    """Let a tablet in by its code."""
    form, now = Sheet(request.form), db.clock().now()
    codes = cast(Throttle, current_app.extensions["posko_tablet_codes"])
    if codes.full("", now):
        form.general, form.advice = (
            _("Terlalu banyak kode yang salah."),
            _("Tunggu sepuluh menit, atau pindai kode QR di layar petugas."),
        )
        return _entrance(form, 429)
    try:
        with db.database().read() as session:
            token = doors.by_code(session, db.clock(), form.value("code")[:40]).token
    except NotFound as refused:
        codes.count("", now)
        form.refuse(refused)
        return _entrance(form, 422)
    return redirect(url_for("learning.tablet", token=token), 303)


@bp.get("/attend/<string:token>")
@gate.open_to_all
def tablet(token: str) -> Response:
    """The blank page for the next person: attendance or a test, as the officer chose."""
    door = _door(token)
    return _blank(door) if door else _closed()


@bp.post("/attend/<string:token>")
@gate.open_to_all
def take_part(token: str) -> Response:
    """Keep what one person sent, and show nothing of it again."""
    door = _door(token)
    if door is None:
        return _closed()
    people = cast(Throttle, current_app.extensions["posko_tablet_people"])
    form = AttendeeForm(request.form)
    if not people.take(door.session_id, db.clock().now()):
        form.general, form.advice = _("Terlalu sering."), _("Tunggu sebentar, lalu kirim lagi.")
        return _blank(door, form, 429)
    if form.value("stage") != door.stage.value:
        form.general, form.advice = _("Petugas baru saja mengganti halaman ini."), _("Isi yang tampil sekarang.")
        return _blank(door, Sheet({}), 422, form)
    try:
        number = _attended(door, form) if door.stage is Stage.ATTENDANCE else _answered(door, form)
    except Refused as refused:
        if refused.status != 422:
            raise
        form.refuse(refused)
        db.session().rollback()
        number = None
    if number is None:
        again = _door(token)
        return _blank(again, form, 422) if again else _closed()
    return redirect(url_for("learning.thanks", token=token, number=number), 303)


@bp.get("/attend/<string:token>/thanks/<int:number>")
@gate.open_to_all
def thanks(token: str, number: int) -> Response:
    """The number to remember, for a short while; then the blank page."""
    door = _door(token)
    if door is None:
        return _closed()
    page = render_template("learning/thanks.html", door=door, row=session_of(door.session_id), number=number, away=_AWAY)
    answer = make_response(page)
    answer.headers["Refresh"] = f"{_AWAY}; url={url_for('learning.tablet', token=token)}"
    return answer


def _attended(door: Door, form: AttendeeForm) -> int | None:
    given = form.read(numbered=False)
    return attendance.add_by_tablet(db.session(), db.clock(), door.session_id, given).number if given else None


def _answered(door: Door, form: AttendeeForm) -> int | None:
    places = range(1, len(testing.items(db.session(), door.session_id)) + 1)
    answers = "".join(form.value(f"q-{place}")[:1] or "-" for place in places)
    given = SheetInput(number=form.whole("number"), answers=answers)
    return testing.enter_by_tablet(db.session(), db.clock(), door.session_id, door.stage, given).number


def _door(token: str) -> Door | None:
    try:
        return doors.by_token(db.session(), db.clock(), token)
    except NotFound:
        return None


def _entrance(form: Sheet, status: int = 200) -> Response:
    return make_response(render_template("learning/enter.html", form=form), status)


def _closed() -> Response:
    return make_response(render_template("learning/closed.html"), 410)


def _blank(door: Door, form: Sheet | None = None, status: int = 200, told: Sheet | None = None) -> Response:
    page = render_template(
        "learning/tablet.html",
        door=door,
        row=session_of(door.session_id),
        form=form or Sheet(),
        told=told or form or Sheet(),
        testing=door.stage in TESTS,
        items=testing.items(db.session(), door.session_id) if door.stage in TESTS else [],
        sexes=options(Sex),
        ages=options(AgeBand),
    )
    return make_response(page, status)
