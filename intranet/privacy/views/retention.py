"""The page of retention: how long each kind of record lives, what is due, what is held, and the certificates of what went."""

from typing import Any

from flask import Response as FlaskResponse
from flask import make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.base.actor import Role
from intranet.base.errors import NotFound, Refused
from intranet.privacy import forms, queries, records, rules
from intranet.privacy.models import Erasure
from intranet.privacy.rules import RecordKind
from intranet.privacy.service import erasing, house
from intranet.privacy.service import retention as service
from intranet.privacy.views.common import bp
from intranet.web import db, downloads, formatting, gate, paging
from intranet.web.editing import back_to, options, refill
from intranet.web.forms import Answers
from shared.text import N_

READERS = (*gate.CASE_WORKERS, Role.ADMIN, Role.AUDITOR)


@bp.get("/retention")
@gate.allow(*READERS)
def retention() -> Response:
    """The dry run: what is due today, and all that has to do with it."""
    return _page()


@bp.post("/retention/terms")
@gate.allow(Role.ADMIN)
def set_term() -> Response:
    """Say how long a kind of record lives."""
    form = forms.TermForm(request.form)
    given = form.read()
    if given is not None:
        kind, months, valid_from = given
        how: dict[str, Any] = {"months": months, "source": form.value("source"), "valid_from": valid_from}
        try:
            service.set_term(db.session(), gate.actor(), db.clock(), db.settings(), kind, **how)
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("retention", _("Masa simpan ditetapkan."))
    return _page(422, setting=form)


@bp.post("/retention/erase")
@gate.allow(Role.DISKOMINFO_HEAD, Role.ADMIN)
def erase() -> Response:
    """Erase what is due of the ticked kinds."""
    form = Answers(request.form)
    kinds = {kind for kind in RecordKind if kind.value in request.form.getlist("kinds")}
    if not kinds:
        form.errors["kinds"] = _("Centang yang dihapus.")
    elif form.value("sure") != "yes":
        form.errors["sure"] = _("Centang bahwa daftar di atas sudah diperiksa; penghapusan tidak dapat dibatalkan.")
    if form.ok:
        try:
            row = erasing.erase(db.session(), gate.actor(), db.clock(), db.settings(), kinds)
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("retention", _("Dihapus. Berita acaranya bernomor %(no)s.", no=row.number))
    return _page(422, erasing=form, ticked={kind.value for kind in kinds})


@bp.post("/retention/holds")
@gate.allow(*rules.HOLDERS)
def hold_case() -> Response:
    """Keep a case from being erased."""
    form = Answers(request.form)
    form.limit(no=80, hold_reason=300)
    if form.ok:
        try:
            service.hold(db.session(), gate.actor(), db.clock(), form.value("no"), form.value("hold_reason"))
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("retention", _("Perkara ditahan dari penghapusan."))
    return _page(422, holding=form)


@bp.post("/retention/holds/<string:hold_id>/lift")
@gate.allow(*rules.HOLDERS)
def lift_hold(hold_id: str) -> Response:
    """Let a case that was kept go its way again."""
    service.lift(db.session(), gate.actor(), db.clock(), hold_id)
    return back_to("retention", _("Penahanan dicabut."))


@bp.get("/erasures/<string:erasure_id>/certificate")
@gate.allow(*READERS)
def certificate(erasure_id: str) -> FlaskResponse:
    """The certificate of an erasure."""
    session = db.session()
    row = session.get(Erasure, erasure_id)
    if row is None:
        raise NotFound(N_("Berita acara tidak ditemukan."))
    by = queries.names(session, row.by).get(row.by, "")
    return downloads.paper(records.certificate(db.settings(), house(session), by, row), row.number)


def _page(status: int = 200, **given: Any) -> Response:
    session, actor = db.session(), gate.actor()
    lines = erasing.plan(session, db.clock(), db.settings())
    erasures = queries.erasures(session, paging.read(request.args))
    context: dict[str, Any] = {
        "lines": lines,
        "due": sum(line.count for line in lines),
        "history": {kind: queries.history(session, kind) for kind in RecordKind},
        "holds": queries.holds(session),
        "erasures": erasures,
        "people": queries.names(session, *(row.by for row in erasures.rows)),
        "url": paging.address("/privacy/retention", {}),
        "kinds": options(RecordKind),
        "may_set": rules.may_set_terms(actor),
        "may_erase": rules.may_erase(actor),
        "may_hold": rules.may_hold(actor),
        "setting": Answers({"valid_from": formatting.today().isoformat()}),
        "erasing": Answers(),
        "holding": Answers(),
        "ticked": set(),
        **given,
    }
    return make_response(render_template("privacy/retention.html", **context), status)
