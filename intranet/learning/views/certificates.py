"""Certificates: issue what is owed, print one or all, withdraw one; and the open door where anybody may check one."""

import datetime as dt
import zlib
from typing import cast

from flask import Response as FlaskResponse
from flask import current_app, flash, make_response, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from intranet.base.errors import NotFound, Refused
from intranet.devices.throttle import Throttle
from intranet.learning import rules
from intranet.learning.forms import Sheet
from intranet.learning.service import attendance, certificates
from intranet.learning.views.common import READERS, WRITERS, again, bp, session_of
from intranet.literacy.models import LiteracySession
from intranet.literacy.rules import SessionState
from intranet.literacy.service.letters import Signature, Stationery
from intranet.web import db, downloads, gate
from shared.text import N_

_CHECKS, _CHECK_MINUTES, _PILES = 10, 10, 4096  # wrong checks of numbers of one pile in so many minutes


@bp.record
def _prepare(state: BlueprintSetupState) -> None:
    state.app.extensions["posko_certificate_checks"] = Throttle(_CHECKS, dt.timedelta(minutes=_CHECK_MINUTES))


@bp.get("/literacy/sessions/<string:session_id>/certificates")
@gate.allow(*READERS)
def certificate_list(session_id: str) -> Response:
    """A session's certificates, and who is still owed one."""
    return _page(session_of(session_id))


@bp.post("/literacy/sessions/<string:session_id>/certificates")
@gate.allow(*WRITERS)
def issue_certificates(session_id: str) -> Response:
    """Issue every certificate still owed."""
    form = Sheet(request.form)
    stationery = cast(Stationery, current_app.extensions["posko_stationery"])
    sign = Signature(form.value("title")[:200], form.value("nip")[:30])
    try:
        office = (db.session(), gate.actor(), db.clock(), db.settings())
        made = certificates.issue(*office, stationery, session_id, sign)
    except Refused as refused:
        return again(refused, form, lambda status: _page(session_of(session_id), status, form))
    flash(ngettext("%(num)s sertifikat terbit.", "%(num)s sertifikat terbit.", len(made)), "success")
    return redirect(url_for("learning.certificate_list", session_id=session_id), 303)


@bp.get("/literacy/sessions/<string:session_id>/certificates.pdf")
@gate.allow(*READERS)
def certificates_pdf(session_id: str) -> FlaskResponse:
    """All that stand, a page each."""
    row = session_of(session_id)
    standing = [one for one in certificates.of(db.session(), row.id) if one.cancelled_at is None]
    if not standing:
        raise NotFound(N_("Sertifikat tidak ditemukan."))
    return downloads.paper(certificates.render(standing, _address()), f"sertifikat-{row.on_day}")


@bp.get("/literacy/certificates/<string:certificate_id>")
@gate.allow(*READERS)
def certificate(certificate_id: str) -> FlaskResponse:
    """One certificate."""
    row = certificates.get(db.session(), certificate_id)
    return downloads.paper(certificates.render([row], _address()), row.number)


@bp.post("/literacy/certificates/<string:certificate_id>/cancel")
@gate.allow(*WRITERS)
def cancel_certificate(certificate_id: str) -> Response:
    """Withdraw a certificate; its number stays given."""
    form, session = Sheet(request.form), db.session()
    try:
        row = certificates.cancel(session, gate.actor(), db.clock(), certificate_id, form.value("reason"))
    except Refused as refused:
        found = certificates.get(session, certificate_id)
        return again(refused, form, lambda status: _page(session_of(found.session_id), status, form, certificate_id))
    flash(_("Sertifikat dibatalkan; nomornya tidak dipakai lagi."), "success")
    return redirect(url_for("learning.certificate_list", session_id=row.session_id), 303)


@bp.get("/certificate")
@gate.open_to_all
def check_certificate() -> Response:
    """The form where anybody may check a certificate; the QR code on it fills the form in."""
    return _check(Sheet({name: request.args.get(name, "")[:100] for name in ("number", "code")}))


@bp.post("/certificate")
@gate.open_to_all
def checked_certificate() -> Response:
    """Name and session when number and code belong together; one answer for all else, and only so many tries."""
    form = Sheet(request.form)
    number, code = form.value("number")[:100], form.value("code")[:100]
    throttle = cast(Throttle, current_app.extensions["posko_certificate_checks"])
    pile, now = str(zlib.crc32(number.upper().encode()) % _PILES), db.clock().now()
    if throttle.full(pile, now):
        form.general, form.advice = _("Terlalu sering dicoba."), _("Tunggu sepuluh menit, lalu coba lagi.")
        return _check(form, 429)
    with db.database().read() as session:  # nothing is stored, so it waits for no writer
        found = certificates.check(session, number, code)
    if found is None:
        throttle.count(pile, now)
        form.general = _("Tidak ada sertifikat dengan nomor dan kode itu.")
        form.advice = _("Periksa ketikannya. Bila tetap tidak cocok, tanyakan kepada kantor ini.")
    return _check(form, 200 if found else 422, found)


def _check(form: Sheet, status: int = 200, found: certificates.Shown | None = None) -> Response:
    return make_response(render_template("learning/check.html", form=form, found=found), status)


def _address() -> str:
    return db.settings().public_url.rstrip("/") + url_for("learning.check_certificate")


def _page(row: LiteracySession, status: int = 200, form: Sheet | None = None, wrong: str = "") -> Response:
    session = db.session()
    made = certificates.of(session, row.id)
    page = render_template(
        "learning/certificates.html",
        row=row,
        made=made,
        standing=[one for one in made if one.cancelled_at is None],
        owing=certificates.owing(session, db.settings(), row.id),
        people=len(attendance.of(session, row.id)),
        least=db.settings().certificate_least_score,
        form=form or Sheet(),
        wrong=wrong,
        held=row.state is SessionState.HELD,
        may_certify=rules.may_certify(gate.actor()),
    )
    return make_response(page, status)
