"""Ending well: what is still open, renewals after a change of institution, deliberations, and the names of institutions."""

from typing import Any

from flask import current_app, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.agreements import queries, rules, service
from intranet.agreements.forms import DayForm
from intranet.agreements.models import Agreement
from intranet.agreements.rules import Matter, Settlement
from intranet.agreements.service import closing as verbs
from intranet.agreements.views.common import INSIDERS, bp, page
from intranet.base.actor import Party
from intranet.base.errors import NotFound, Refused
from intranet.web import db, formatting, gate
from intranet.web.editing import back_to, refill
from intranet.web.forms import Answers
from shared.text import N_


@bp.get("/agreements/<string:agreement_id>/closing")
@gate.allow(*INSIDERS)
def closing(agreement_id: str) -> Response:
    """What is still open under an agreement, and what became of it."""
    return _closing(service.get(db.session(), agreement_id), 200)


@bp.post("/agreements/<string:agreement_id>/closing/<string:matter>")
@gate.allow(*service.LEADERS)
def settle(agreement_id: str, matter: str) -> Response:
    """Note that a matter is settled or handed on."""
    form, session = Answers(request.form), db.session()
    chosen = next((one for one in Matter if one.value == matter), None)
    if chosen is None:
        raise NotFound(N_("Hal itu tidak termasuk dalam perjanjian ini."))
    how = form.choice("how", Settlement)
    if how is None:
        form.errors["how"] = _("Pilih: selesai, atau dialihkan.")
    form.limit(said=500)
    if how is not None and form.ok:
        count = _open(agreement_id, chosen)
        office = (session, gate.actor(), db.clock(), formatting.today(), agreement_id)
        try:
            verbs.settle(*office, chosen, how, form.value("said"), count)
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("closing", _("Dicatat pada daftar penutupan."), agreement_id=agreement_id)
    return _closing(service.get(session, agreement_id), 422, form=form, wrong=chosen)


@bp.post("/agreements/<string:agreement_id>/renewals/<string:task_id>")
@gate.allow(*service.EDITORS)
def finish_renewal(agreement_id: str, task_id: str) -> Response:
    """Note how an agreement was renewed after a change of institution."""
    form = Answers(request.form)
    form.limit(renewal_note=500)
    if form.ok:
        office = (db.session(), gate.actor(), db.clock(), formatting.today(), agreement_id)
        try:
            verbs.finish_renewal(*office, task_id, form.value("renewal_note"))
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("closing", _("Pembaruan dicatat selesai."), agreement_id=agreement_id)
    return _closing(service.get(db.session(), agreement_id), 422, renewing=form, renewing_id=task_id)


def _open(agreement_id: str, matter: Matter) -> int:
    count: int = current_app.extensions["posko_open_matters"](db.session(), agreement_id, matter)
    return count


def _closing(row: Agreement, status: int, **given: Any) -> Response:
    session = db.session()
    done = queries.closing(session, row.id)
    matters = rules.matters_of(row.party_kinds, row.purposes)
    context: dict[str, Any] = {
        "lines": [(matter, _open(row.id, matter), done.get(matter)) for matter in matters],
        "people": queries.names(session, *(one.by for one in done.values())),
        "open_now": rules.may_close(row.term, formatting.today()),
        "closing_days": rules.CLOSING_DAYS,
        "hows": [(how.value, _(how.label)) for how in Settlement],
        "renewals": queries.renewals(session, row.id),
        "form": Answers(),
        "wrong": None,
        "renewing": Answers(),
        "renewing_id": "",
        **given,
    }
    return page("closing", row, status, **context)


@bp.get("/agreements/<string:agreement_id>/disputes")
@gate.allow(*INSIDERS)
def disputes(agreement_id: str) -> Response:
    """What the parties talk over, and what came of it."""
    return _disputes(service.get(db.session(), agreement_id), 200)


@bp.post("/agreements/<string:agreement_id>/disputes")
@gate.allow(*service.LEADERS)
def raise_dispute(agreement_id: str) -> Response:
    """Note something to be talked over."""
    form = Answers(request.form)
    party = form.choice("dispute_party", Party)
    if party is None:
        form.errors["dispute_party"] = _("Pilih pihak yang mengajukan.")
    form.limit(matter=4000)
    if party is not None and form.ok:
        office = (db.session(), gate.actor(), db.clock(), formatting.today(), agreement_id)
        try:
            verbs.raise_dispute(*office, party, form.value("matter"))
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("disputes", _("Dicatat; pimpinan pihak lain diberi tahu."), agreement_id=agreement_id)
    return _disputes(service.get(db.session(), agreement_id), 422, form=form)


@bp.post("/agreements/<string:agreement_id>/disputes/<string:dispute_id>")
@gate.allow(*service.LEADERS)
def deliberate(agreement_id: str, dispute_id: str) -> Response:
    """Keep the minutes of a deliberation, with its outcome once there is one."""
    form = DayForm(request.form)
    met_on = form.day("met_on")
    form.limit(minutes=8000, outcome=2000)
    if met_on is not None and form.ok:
        office = (db.session(), gate.actor(), db.clock(), formatting.today(), agreement_id, dispute_id)
        said = {"met_on": met_on, "minutes": form.value("minutes"), "outcome": form.value("outcome")}
        try:
            verbs.deliberate(*office, form.whole("version"), **said)  # type: ignore[arg-type]
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("disputes", _("Musyawarah dicatat."), agreement_id=agreement_id)
    return _disputes(service.get(db.session(), agreement_id), 422, talking=form, talking_id=dispute_id)


def _disputes(row: Agreement, status: int, **given: Any) -> Response:
    own = gate.actor().party
    context: dict[str, Any] = {
        "found": queries.disputes(db.session(), row.id),
        "form": Answers({"dispute_party": own.value if own else ""}),
        "talking": None,
        "talking_id": "",
        **given,
    }
    return page("disputes", row, status, **context)


@bp.get("/agreements/institutions")
@gate.allow(*service.EDITORS)
def institutions() -> Response:
    """The names institutions bear and bore."""
    return _institutions(DayForm({"from_on": formatting.today().isoformat(), "party": Party.DISKOMINFO.value}), 200)


@bp.post("/agreements/institutions")
@gate.allow(*service.EDITORS)
def rename_institution() -> Response:
    """Note a new name; each living agreement of that party is then to be renewed."""
    form = DayForm(request.form)
    party, from_on = form.choice("party", Party), form.day("from_on")
    if party is None:
        form.errors["party"] = _("Pilih pihaknya.")
    form.limit(name=200, basis=300)
    if party is not None and from_on is not None and form.ok:
        office = (db.session(), gate.actor(), db.clock(), formatting.today())
        try:
            verbs.rename_institution(*office, party, form.value("name"), from_on, form.value("basis"))
        except Refused as refused:
            refill(form, refused)
        else:
            flash(_("Perubahan dicatat. Perjanjian yang terkait ditandai untuk diperbarui."), "success")
            return redirect(url_for("agreements.institutions"), 303)
    return _institutions(form, 422)


def _institutions(form: DayForm, status: int) -> Response:
    parties = [(party.value, _(party.label)) for party in Party if party is not Party.PARTNER]
    html = render_template(
        "agreements/institutions.html", form=form, found=queries.institution_names(db.session()), parties=parties
    )
    return make_response(html, status)
