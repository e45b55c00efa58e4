"""Scans of an agreement's papers, its terms of reference (KAK) and technical guides."""

from flask import Response as FlaskResponse
from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.agreements import queries, service
from intranet.agreements.forms import DocumentForm
from intranet.agreements.models import Agreement
from intranet.agreements.rules import DocumentKind
from intranet.agreements.service import record
from intranet.agreements.views.common import INSIDERS, READERS, bp, page
from intranet.base.errors import Refused
from intranet.evidence import exchange
from intranet.evidence.service import About
from intranet.web import db, downloads, formatting, gate, uploads
from intranet.web.editing import back_to, refill
from intranet.web.forms import Answers


@bp.get("/agreements/<string:agreement_id>/documents")
@gate.allow(*READERS)
def documents(agreement_id: str) -> Response:
    """The papers of an agreement."""
    return _page(service.get(db.session(), agreement_id), 200)


@bp.post("/agreements/<string:agreement_id>/scans")
@gate.allow(*service.EDITORS)
@uploads.takes_file
def add_scan(agreement_id: str) -> Response:
    """Keep a scan."""
    form, came, session = Answers(request.form), exchange.arrived(), db.session()
    try:
        row = record.require_filing(session, gate.actor(), agreement_id)
        exchange.keep(came, (service.SUBJECT, row.id), About(title=form.value("title")), exchange.SCANS)
    except Refused as refused:
        refill(form, refused)
        return _page(service.get(session, agreement_id), 422, scan=form)
    return back_to("documents", _("Pindaian disimpan."), agreement_id=agreement_id)


@bp.post("/agreements/<string:agreement_id>/scans/<string:scan_id>/copy")
@gate.allow(*INSIDERS)
def take_scan(agreement_id: str, scan_id: str) -> Response | FlaskResponse:
    """Give out a scan exactly as it came."""
    found = exchange.taken((service.SUBJECT, service.get(db.session(), agreement_id).id), scan_id)
    if found is None:
        flash(_(exchange.DAMAGED), "danger")
        return redirect(url_for("agreements.documents", agreement_id=agreement_id), 303)
    return downloads.copy(*found)


@bp.post("/agreements/<string:agreement_id>/documents")
@gate.allow(*service.LEADERS)
def add_document(agreement_id: str) -> Response:
    """Record a version of the terms of reference or of a technical guide."""
    form = DocumentForm(request.form)
    given = form.read()
    if given is not None:
        try:
            record.add_document(db.session(), gate.actor(), db.clock(), formatting.today(), agreement_id, given)
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("documents", _("Versi baru dicatat."), agreement_id=agreement_id)
    return _page(service.get(db.session(), agreement_id), 422, form=form)


def _page(row: Agreement, status: int, **given: Answers) -> Response:
    found = queries.documents(db.session(), row.id)
    newest: dict[DocumentKind, int] = {}
    for one in found:
        newest.setdefault(one.kind, one.number)
    context = {"form": DocumentForm({"document_signed_on": formatting.today().isoformat()}), "scan": Answers(), **given}
    return page(
        "documents",
        row,
        status,
        found=found,
        newest=newest,
        scans=queries.scans(db.session(), row.id),
        may_take=gate.actor().has(*INSIDERS),
        kinds=[(kind.value, _(kind.label)) for kind in DocumentKind],
        most_mb=db.settings().evidence_max_mb,
        types=",".join(sorted(exchange.SCANS.types)),
        **context,
    )
