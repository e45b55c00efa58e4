"""Pages of the inventory: everything at a glance, and a page for each thing that changes."""

from typing import Any

from flask import make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from intranet.base import trail
from intranet.base.errors import Refused
from intranet.duties import forms, rules, stock
from intranet.duties.forms import CheckForm, CredentialForm, DutiesForm, ReaderForm, SamEndForm, SamForm
from intranet.duties.models import CardReader, Credential, SamCard
from intranet.duties.rules import Measure, ReaderStatus, SamStatus
from intranet.duties.service import inventory as service
from intranet.duties.views.common import EDITORS, REGISTRY_READERS, bp, happened, today
from intranet.web import db, gate
from intranet.web.editing import back_to, options, refill


@bp.get("/inventory")
@gate.allow(*REGISTRY_READERS)
def inventory() -> Response:
    """Readers, cards, credentials, people and measures."""
    return _all(200)


def _all(status: int, **given: DutiesForm) -> Response:
    session, day = db.session(), today()
    context: dict[str, Any] = {
        "stock": stock.stock(session),
        "trained": stock.trained(session),
        "measures": list(Measure),
        "checked": rules.checked,
        "day": day,
        "soon": day + rules.SOON,
        "may_edit": gate.actor().has(*EDITORS),
        "check": CheckForm(MultiDict({"checked_on": day.isoformat()})),
        "measure_options": options(Measure),
        **given,
    }
    return make_response(render_template("duties/inventory.html", **context), status)


@bp.post("/inventory/checks")
@gate.allow(*EDITORS)
def check_measure() -> Response:
    """Note that a security measure was looked at."""
    form = CheckForm(request.form)
    given = form.read()
    if given is not None:
        try:
            service.check(db.session(), gate.actor(), db.clock(), today(), *given)
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("inventory", _("Pemeriksaan dicatat."), _anchor="measures")
    return _all(422, check=form)


# Readers ----------------------------------------------------------------------------------------------------------


@bp.get("/inventory/readers/new")
@gate.allow(*EDITORS)
def new_reader() -> Response:
    """The form of a new reader."""
    return _reader(ReaderForm(MultiDict({"status": ReaderStatus.IN_USE.value})), 200)


@bp.post("/inventory/readers/new")
@gate.allow(*EDITORS)
def add_reader() -> Response:
    """Enter a reader."""
    form = ReaderForm(request.form)
    given = form.read()
    if given is not None:
        try:
            service.add_reader(db.session(), gate.actor(), db.clock(), given)
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("inventory", _("Pembaca dicatat."), _anchor="readers")
    return _reader(form, 422)


@bp.get("/inventory/readers/<string:reader_id>")
@gate.allow(*EDITORS)
def reader(reader_id: str) -> Response:
    """One reader, to be changed."""
    row = service.reader(db.session(), reader_id)
    return _reader(forms.of_reader(row), 200, row)


@bp.post("/inventory/readers/<string:reader_id>")
@gate.allow(*EDITORS)
def change_reader(reader_id: str) -> Response:
    """Change a reader."""
    form = ReaderForm(request.form)
    given = form.read()
    if given is not None:
        try:
            service.change_reader(db.session(), gate.actor(), db.clock(), reader_id, form.whole("version"), given)
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("inventory", _("Perubahan disimpan."), _anchor="readers")
    return _reader(form, 422, service.reader(db.session(), reader_id))


def _reader(form: ReaderForm, status: int, row: CardReader | None = None) -> Response:
    page = render_template(
        "duties/reader.html",
        form=form,
        row=row,
        statuses=options(ReaderStatus),
        kiosks=stock.kiosks(db.session()),
        events=trail.of(db.session(), service.READER, row.id) if row else [],
        happened=happened,
    )
    return make_response(page, status)


# SAM cards --------------------------------------------------------------------------------------------------------


@bp.get("/inventory/sams/new")
@gate.allow(*EDITORS)
def new_sam() -> Response:
    """The form of a SAM card that was received."""
    return _sam(200, form=SamForm(MultiDict({"received_on": today().isoformat()})))


@bp.post("/inventory/sams/new")
@gate.allow(*EDITORS)
def add_sam() -> Response:
    """Enter a SAM card."""
    form = SamForm(request.form)
    given = form.read()
    if given is not None:
        try:
            service.add_sam(db.session(), gate.actor(), db.clock(), today(), given)
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("inventory", _("Kartu SAM dicatat."), _anchor="sams")
    return _sam(422, form=form)


@bp.get("/inventory/sams/<string:sam_id>")
@gate.allow(*EDITORS)
def sam(sam_id: str) -> Response:
    """One SAM card: where it is, and how it went."""
    return _sam(200, service.sam(db.session(), sam_id))


@bp.post("/inventory/sams/<string:sam_id>/place")
@gate.allow(*EDITORS)
def place_sam(sam_id: str) -> Response:
    """Put a card into another reader or another's care."""
    form = SamForm(request.form)
    office = (db.session(), gate.actor(), db.clock())
    try:
        service.place_sam(*office, sam_id, form.whole("version"), form.value("reader"), form.value("custodian"))
    except Refused as refused:
        refill(form, refused)
        return _sam(422, service.sam(db.session(), sam_id), form=form)
    return back_to("sam", _("Perubahan disimpan."), sam_id=sam_id)


@bp.post("/inventory/sams/<string:sam_id>/end")
@gate.allow(*EDITORS)
def end_sam(sam_id: str) -> Response:
    """Note that a card was lost or given back."""
    form = SamEndForm(request.form)
    given = form.read()
    if given is not None:
        try:
            service.end_sam(db.session(), gate.actor(), db.clock(), today(), sam_id, form.whole("version"), *given)
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("sam", _("Dicatat: kartu tidak dipegang lagi."), sam_id=sam_id)
    return _sam(422, service.sam(db.session(), sam_id), ending=form)


def _sam(status: int, row: SamCard | None = None, **given: DutiesForm) -> Response:
    session = db.session()
    placed = {"reader": row.reader_id or "", "custodian": row.custodian_id} if row else {}
    found = stock.stock(session)
    context: dict[str, Any] = {
        "row": row,
        "form": SamForm(MultiDict(placed)),
        "ending": SamEndForm(MultiDict({"ended_on": today().isoformat()})),
        "readers": [(one.id, f"{one.model} · {one.serial}") for one in found.readers if one.status is not ReaderStatus.RETIRED],
        "keepers": stock.keepers(session),
        "endings": options((SamStatus.LOST, SamStatus.RETURNED)),
        "events": trail.of(session, service.SAM, row.id) if row else [],
        "happened": happened,
        **given,
    }
    return make_response(render_template("duties/sam.html", **context), status)


# Credentials ------------------------------------------------------------------------------------------------------


@bp.get("/inventory/credentials/new")
@gate.allow(*EDITORS)
def new_credential() -> Response:
    """The form that notes a credential."""
    return _credential(CredentialForm(MultiDict({"changed_on": today().isoformat(), "months": "6"})), 200)


@bp.post("/inventory/credentials/new")
@gate.allow(*EDITORS)
def add_credential() -> Response:
    """Note that a credential exists."""
    form = CredentialForm(request.form)
    given = form.read()
    if given is not None:
        try:
            service.add_credential(db.session(), gate.actor(), db.clock(), today(), given)
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("inventory", _("Kredensial dicatat."), _anchor="credentials")
    return _credential(form, 422)


@bp.get("/inventory/credentials/<string:credential_id>")
@gate.allow(*EDITORS)
def credential(credential_id: str) -> Response:
    """What is known of one credential."""
    row = service.credential(db.session(), credential_id)
    return _credential(forms.of_credential(row), 200, row)


@bp.post("/inventory/credentials/<string:credential_id>")
@gate.allow(*EDITORS)
def change_credential(credential_id: str) -> Response:
    """Change who answers for it or knows it."""
    form = CredentialForm(request.form)
    given = form.read()
    if given is not None:
        office = (db.session(), gate.actor(), db.clock(), today())
        try:
            service.change_credential(*office, credential_id, form.whole("version"), given)
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("inventory", _("Perubahan disimpan."), _anchor="credentials")
    return _credential(form, 422, service.credential(db.session(), credential_id))


@bp.post("/inventory/credentials/<string:credential_id>/rotate")
@gate.allow(*EDITORS)
def rotate_credential(credential_id: str) -> Response:
    """Note that it was changed today."""
    return _settle(credential_id, service.rotated, _("Penggantian dicatat."))


@bp.post("/inventory/credentials/<string:credential_id>/end")
@gate.allow(*EDITORS)
def end_credential(credential_id: str) -> Response:
    """Note that it opens nothing any more."""
    return _settle(credential_id, service.end_credential, _("Kredensial dicatat sudah dicabut."))


def _settle(credential_id: str, verb: Any, message: str) -> Response:
    form = CredentialForm(request.form)
    try:
        verb(db.session(), gate.actor(), db.clock(), today(), credential_id, form.whole("version"))
    except Refused as refused:
        refill(form, refused)
        row = service.credential(db.session(), credential_id)
        shown = forms.of_credential(row)
        shown.general = form.general
        return _credential(shown, 422, row)
    return back_to("inventory", message, _anchor="credentials")


def _credential(form: CredentialForm, status: int, row: Credential | None = None) -> Response:
    page = render_template(
        "duties/credential.html",
        form=form,
        row=row,
        keepers=stock.keepers(db.session()),
        knowers=set(form.several("knowers")),
        events=trail.of(db.session(), service.CREDENTIAL, row.id) if row else [],
        happened=happened,
    )
    return make_response(page, status)
