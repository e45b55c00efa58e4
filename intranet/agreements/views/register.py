"""Pages of the register itself: the list with its time line, a new agreement, one agreement's summary and its record."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.agreements import forms, queries, rules, service
from intranet.agreements.examples import EXAMPLES
from intranet.agreements.forms import PARTY_ROWS, AgreementForm, DayForm, HolderForm, RecordForm, SuspensionForm
from intranet.agreements.models import Agreement
from intranet.agreements.rules import AgreementKind, NoticeUnit, Purpose, Standing
from intranet.agreements.service import record
from intranet.agreements.views.common import DUTIES, READERS, bp, page, told
from intranet.base import trail
from intranet.base.actor import Party
from intranet.base.errors import Refused
from intranet.web import db, formatting, gate
from intranet.web.editing import back_to, refill
from intranet.web.forms import Answers


@bp.get("/agreements")
@gate.allow(*READERS)
def index() -> str:
    """All agreements on one time line."""
    session, day = db.session(), formatting.today()
    rows = queries.all_agreements(session)
    return render_template(
        "agreements/index.html",
        rows=[(row, rules.standing_on(row.term, day), rules.days_left(row.term, day)) for row in rows],
        line=rules.time_line([row.term for row in rows], day),
        renewing=queries.open_renewals(session),
        may_edit=gate.actor().has(*service.EDITORS),
        sees_duties=gate.actor().has(*DUTIES),
    )


@bp.get("/agreements/new")
@gate.allow(*service.EDITORS)
def new() -> Response:
    """The form of a new agreement; ``example`` in the address: begun from that one."""
    example = EXAMPLES.get(request.args.get("example", ""))
    return _form(forms.from_example(example, db.settings().office_name), 200)


@bp.post("/agreements/new")
@gate.allow(*service.EDITORS)
def register() -> Response:
    """Enter an agreement."""
    form = AgreementForm(request.form)
    given = form.read()
    if given is not None:
        try:
            row = service.register(db.session(), gate.actor(), db.clock(), given)
        except Refused as refused:
            refill(form, refused)
        else:
            flash(_("Perjanjian sudah dicatat."), "success")
            return redirect(url_for("agreements.show", agreement_id=row.id), 303)
    return _form(form, 422)


def _form(form: AgreementForm, status: int) -> Response:
    html = render_template(
        "agreements/new.html",
        form=form,
        examples=list(EXAMPLES.values()),
        example=EXAMPLES.get(form.value("template")),
        kinds=[(kind.value, _(kind.label)) for kind in AgreementKind],
        purposes=[(purpose.value, _(purpose.label)) for purpose in Purpose],
        parties=[(party.value, _(party.label)) for party in Party],
        party_rows=PARTY_ROWS,
        units=_units(),
        parents=_parents(),
    )
    return make_response(html, status)


def _units() -> list[tuple[str, str]]:
    return [(unit.value, _(unit.label)) for unit in NoticeUnit]


def _parents(but: str = "") -> list[tuple[str, str]]:
    return [(row.id, row.title) for row in queries.all_agreements(db.session()) if row.id != but]


@bp.get("/agreements/<string:agreement_id>")
@gate.allow(*READERS)
def show(agreement_id: str) -> Response:
    """One agreement, how it stands today, and what was done with it."""
    return _page(service.get(db.session(), agreement_id), 200)


def _page(row: Agreement, status: int, **given: Answers) -> Response:
    day = formatting.today()
    context: dict[str, object] = {
        "line": rules.time_line([row.term], day),
        "events": trail.of(db.session(), service.SUBJECT, row.id),
        "told": told,
        "parent": db.session().get(Agreement, row.parent_id) if row.parent_id else None,
        "suspending": SuspensionForm(),
        "seating": HolderForm(),
        "signing": DayForm({name: getattr(row, name).isoformat() for name in ("signed_on", "starts_on", "ends_on")}),
        "holders_now": [one for one in row.holders if rules.covers(one.from_on, one.until_on, day)],
        **given,
    }
    return page("show", row, status, **context)


@bp.post("/agreements/<string:agreement_id>/sign")
@gate.allow(*service.EDITORS)
def sign(agreement_id: str) -> Response:
    """Make a draft an agreement."""
    form = DayForm(request.form)
    days = {name: form.day(name) for name in ("signed_on", "starts_on", "ends_on")}
    if form.ok:
        office = (db.session(), gate.actor(), db.clock(), formatting.today(), agreement_id, form.whole("version"))
        try:
            service.sign(*office, **days)  # type: ignore[arg-type]
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("show", _("Perjanjian dicatat sudah ditandatangani."), agreement_id=agreement_id)
    return _page(service.get(db.session(), agreement_id), 422, signing=form)


@bp.post("/agreements/<string:agreement_id>/suspend")
@gate.allow(*service.EDITORS)
def suspend(agreement_id: str) -> Response:
    """Stop what rests on an agreement for a while."""
    form = SuspensionForm(request.form)
    given = form.read()
    if given is not None:
        try:
            service.suspend(
                db.session(),
                gate.actor(),
                db.clock(),
                agreement_id,
                version=form.whole("version"),
                from_day=given.from_day,
                until_day=given.until_day,
                reason=given.reason,
            )
        except Refused as refused:
            refill(form, refused)
        else:
            said = _("Perjanjian dibekukan. Hal yang bergantung padanya berhenti selama pembekuan.")
            return back_to("show", said, agreement_id=agreement_id)
    return _page(service.get(db.session(), agreement_id), 422, suspending=form)


@bp.post("/agreements/<string:agreement_id>/resume")
@gate.allow(*service.EDITORS)
def resume(agreement_id: str) -> Response:
    """Lift a suspension."""
    version = Answers(request.form).whole("version")
    service.resume(db.session(), gate.actor(), db.clock(), agreement_id, version=version, zone=db.settings().zone)
    return back_to("show", _("Pembekuan dicabut; perjanjian berlaku lagi sampai tanggal akhirnya."), agreement_id=agreement_id)


@bp.post("/agreements/<string:agreement_id>/holders")
@gate.allow(*service.EDITORS)
def seat_holder(agreement_id: str) -> Response:
    """Note who holds an office from a day on."""
    form = HolderForm(request.form)
    given = form.read()
    if given is not None:
        try:
            record.seat_holder(db.session(), gate.actor(), db.clock(), formatting.today(), agreement_id, given)
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("show", _("Pejabat dicatat."), agreement_id=agreement_id, _anchor="holders")
    return _page(service.get(db.session(), agreement_id), 422, seating=form)


@bp.get("/agreements/<string:agreement_id>/edit")
@gate.allow(*service.EDITORS)
def edit(agreement_id: str) -> Response:
    """The form that completes a record."""
    row = service.get(db.session(), agreement_id)
    return _edit(row, forms.of_record(row), 200)


@bp.post("/agreements/<string:agreement_id>/edit")
@gate.allow(*service.EDITORS)
def complete(agreement_id: str) -> Response:
    """Complete a record."""
    form, session = RecordForm(request.form), db.session()
    row = service.get(session, agreement_id)
    given = form.read(row)
    if given is not None:
        office = (session, gate.actor(), db.clock(), formatting.today(), agreement_id, form.whole("version"))
        try:
            record.complete(*office, given)
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("show", _("Catatan perjanjian disimpan."), agreement_id=agreement_id)
    return _edit(service.get(session, agreement_id), form, 422)


def _edit(row: Agreement, form: RecordForm, status: int) -> Response:
    return page("edit", row, status, form=form, units=_units(), parents=_parents(row.id), draft=Standing.DRAFT)
