"""Scans of an agreement's papers, its terms of reference (KAK) and technical guides."""

from typing import cast

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
from intranet.evidence import service as evidence
from intranet.evidence.rules import SHOWN, Act, media_type
from intranet.evidence.service import About
from intranet.evidence.store import Incoming, Store
from intranet.web import db, downloads, formatting, gate, uploads
from intranet.web.editing import back_to, refill
from intranet.web.forms import Answers
from shared.text import N_


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
    form = Answers(request.form)
    sent = request.files.get("file")
    file = cast("Incoming | None", sent.stream) if sent is not None and sent.filename else None
    if file is not None and not file.too_large:
        file.settle()  # the slow part, before the database is held
    session = db.session()
    try:
        row = record.require_filing(session, gate.actor(), agreement_id)
        if file is None or not file.size:
            raise Refused(N_("Berkas belum dipilih, atau isinya kosong."), do=N_("Pilih berkas yang berisi."), field="file")
        name = (sent.filename or "") if sent is not None else ""
        if not file.too_large and media_type(file.head, name) not in SHOWN:
            raise Refused(N_("Pindaian berupa PDF atau gambar."), do=N_("Pilih berkas PDF, JPEG, atau PNG."), field="file")
        evidence.add_file(
            session,
            gate.actor(),
            db.clock(),
            _store(),
            subject=(service.SUBJECT, row.id),
            file=file,
            name=name,
            about=About(title=form.value("title")),
        )
    except Refused as refused:
        refill(form, refused)
        return _page(service.get(session, agreement_id), 422, scan=form)
    return back_to("documents", _("Pindaian disimpan."), agreement_id=agreement_id)


@bp.post("/agreements/<string:agreement_id>/scans/<string:scan_id>/copy")
@gate.allow(*INSIDERS)
def take_scan(agreement_id: str, scan_id: str) -> Response | FlaskResponse:
    """Give out a scan exactly as it came."""
    subject = (service.SUBJECT, service.get(db.session(), agreement_id).id)
    item = evidence.get(db.session(), subject, scan_id)
    office = (db.session(), gate.actor(), db.clock(), _store())
    if not evidence.open_file(*office, subject=subject, item_id=item.id, act=Act.EXPORTED):
        flash(_("Berkas ini rusak atau hilang: isinya tidak lagi sama dengan saat diterima. Hubungi pengelola sistem."), "danger")
        return redirect(url_for("agreements.documents", agreement_id=agreement_id), 303)
    return downloads.copy(_store().path(item.sha256 or ""), item.original_name)


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
        types=",".join(sorted(SHOWN)),
        **context,
    )


def _store() -> Store:
    return Store(db.settings().data_dir)
