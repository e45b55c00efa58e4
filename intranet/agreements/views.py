"""Pages of the register: the list with its time line, one agreement, a new one, suspending and resuming."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from intranet.agreements import queries, rules, service
from intranet.agreements.forms import PARTY_ROWS, AgreementForm, SuspensionForm
from intranet.agreements.models import Agreement
from intranet.agreements.rules import AgreementKind, Purpose
from intranet.base import trail
from intranet.base.actor import Party, Role
from intranet.base.errors import Conflict, Refused
from intranet.web import db, gate
from intranet.web.forms import Answers
from shared.text import N_

_EVERYTHING = (Role.ADMIN, Role.AUDITOR)
_DUTIES = (*gate.CASE_WORKERS, Role.DUKCAPIL_AUDITOR, *_EVERYTHING)
READERS = (*gate.CASE_WORKERS, Role.DUKCAPIL_AUDITOR, Role.SCHEDULER, Role.ADMIN, Role.AUDITOR)

bp = Blueprint("agreements", __name__, template_folder="templates")


@bp.get("/agreements")
@gate.allow(*READERS)
def index() -> str:
    """All agreements on one time line."""
    rows = queries.all_agreements(db.session())
    day = service.today(db.clock(), db.settings().zone)
    return render_template(
        "agreements/index.html",
        rows=[(row, rules.standing_on(row.term, day), rules.days_left(row.term, day)) for row in rows],
        line=rules.time_line([row.term for row in rows], day),
        may_edit=gate.actor().has(*service.EDITORS),
        sees_duties=gate.actor().has(*_DUTIES),
    )


@bp.get("/agreements/new")
@gate.allow(*service.EDITORS)
def new() -> Response:
    """The form of a new agreement."""
    return _form(AgreementForm(MultiDict({"institution_name": db.settings().office_name})), 200)


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
            form.refuse(refused)
        else:
            flash(_("Perjanjian sudah dicatat."), "success")
            return redirect(url_for("agreements.show", agreement_id=row.id), 303)
    return _form(form, 422)


def _form(form: AgreementForm, status: int) -> Response:
    page = render_template(
        "agreements/new.html",
        form=form,
        kinds=[(kind.value, _(kind.label)) for kind in AgreementKind],
        purposes=[(purpose.value, _(purpose.label)) for purpose in Purpose],
        parties=[(party.value, _(party.label)) for party in Party],
        party_rows=PARTY_ROWS,
    )
    return make_response(page, status)


@bp.get("/agreements/<string:agreement_id>")
@gate.allow(*READERS)
def show(agreement_id: str) -> Response:
    """One agreement, how it stands today, and what was done with it."""
    return _page(service.get(db.session(), agreement_id), Answers(), 200)


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
        except Conflict:
            raise
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(_("Perjanjian dibekukan. Hal yang bergantung padanya berhenti selama pembekuan."), "success")
            return redirect(url_for("agreements.show", agreement_id=agreement_id), 303)
    return _page(service.get(db.session(), agreement_id), form, 422)


@bp.post("/agreements/<string:agreement_id>/resume")
@gate.allow(*service.EDITORS)
def resume(agreement_id: str) -> Response:
    """Lift a suspension."""
    version = Answers(request.form).whole("version")
    service.resume(db.session(), gate.actor(), db.clock(), agreement_id, version=version, zone=db.settings().zone)
    flash(_("Pembekuan dicabut; perjanjian berlaku lagi sampai tanggal akhirnya."), "success")
    return redirect(url_for("agreements.show", agreement_id=agreement_id), 303)


_EVENTS = {
    "agreement.registered": N_("Dicatat"),
    "agreement.suspended": N_("Dibekukan"),
    "agreement.resumed": N_("Pembekuan dicabut"),
}


def _page(row: Agreement, form: Answers, status: int) -> Response:
    day = service.today(db.clock(), db.settings().zone)
    page = render_template(
        "agreements/show.html",
        row=row,
        standing=rules.standing_on(row.term, day),
        days_left=rules.days_left(row.term, day),
        line=rules.time_line([row.term], day),
        events=trail.of(db.session(), "agreement", row.id),
        event_texts=_EVENTS,
        form=form,
        may_edit=gate.actor().has(*service.EDITORS),
        sees_duties=_sees_duties(row),
    )
    return make_response(page, status)


def _sees_duties(row: Agreement) -> bool:
    """Whether the visitor may read how its clauses are kept: its own parties, and who keeps watch over all."""
    actor = gate.actor()
    return actor.has(*_EVERYTHING) or (actor.has(*_DUTIES) and actor.party in {one.party for one in row.parties})
