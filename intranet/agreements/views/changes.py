"""Addenda, extensions and terminations of an agreement: what was changed, and by when what may be."""

from typing import Any

from flask import Response as FlaskResponse
from flask import request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.agreements import queries, records, rules, service
from intranet.agreements.clauses import ClauseKind
from intranet.agreements.forms import AmendmentForm
from intranet.agreements.models import Agreement, Amendment
from intranet.agreements.rules import AmendmentKind
from intranet.agreements.service import amendments
from intranet.agreements.service.amendments import ClauseInput
from intranet.agreements.views.common import READERS, bp, page
from intranet.base.actor import Party
from intranet.base.errors import Refused
from intranet.web import db, downloads, formatting, gate
from intranet.web.editing import back_to, refill
from intranet.web.forms import Answers


@bp.get("/agreements/<string:agreement_id>/changes")
@gate.allow(*READERS)
def changes(agreement_id: str) -> Response:
    """What changed an agreement, its notice, and the form of another change."""
    return _page(service.get(db.session(), agreement_id), 200)


@bp.post("/agreements/<string:agreement_id>/changes")
@gate.allow(*service.EDITORS)
def amend(agreement_id: str) -> Response:
    """Record an addendum, extension or termination."""
    form = AmendmentForm(request.form)
    given = form.read()
    if given is not None:
        office = (db.session(), gate.actor(), db.clock(), db.settings(), agreement_id, form.whole("version"))
        try:
            amendments.amend(*office, given)
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("changes", _("Perubahan dicatat."), agreement_id=agreement_id)
    return _page(service.get(db.session(), agreement_id), 422, form=form)


@bp.post("/agreements/<string:agreement_id>/changes/notice")
@gate.allow(*service.EDITORS)
def draft_notice(agreement_id: str) -> Response | FlaskResponse:
    """The letter of an early end as it stands in the form, to be signed and sent before it is recorded."""
    form = AmendmentForm(request.form)
    given = form.read()
    if given is not None:
        office = (db.session(), gate.actor(), db.clock(), db.settings(), agreement_id, form.whole("version"))
        try:
            made = amendments.draft_notice(*office, given)
        except Refused as refused:
            refill(form, refused)
        else:
            return _letter(agreement_id, made)
    return _page(service.get(db.session(), agreement_id), 422, form=form)


@bp.post("/agreements/<string:agreement_id>/changes/<string:amendment_id>/notice")
@gate.allow(*service.LEADERS)
def notice(agreement_id: str, amendment_id: str) -> FlaskResponse:
    """The letter of an early end that was recorded."""
    office = (db.session(), gate.actor(), db.clock(), db.settings())
    return _letter(agreement_id, amendments.recorded_notice(*office, agreement_id, amendment_id))


def _letter(agreement_id: str, made: Amendment) -> FlaskResponse:
    row = service.get(db.session(), agreement_id)
    pdf = records.notice(db.settings(), row, made, queries.clauses_on(db.session(), row.id, made.signed_on))
    return downloads.paper(pdf, f"pemberitahuan-pengakhiran-{made.signed_on}")


@bp.post("/agreements/<string:agreement_id>/changes/<string:amendment_id>/clauses")
@gate.allow(*service.EDITORS)
def change_clause(agreement_id: str, amendment_id: str) -> Response:
    """Change, strike out or add a clause by an addendum."""
    form = Answers(request.form)
    form.limit(article=120, text=8000)
    if form.ok:
        given = ClauseInput(
            clause_id=form.value("clause"),
            article=form.value("article"),
            text=form.value("text"),
            kind=form.choice("clause_kind", ClauseKind) or ClauseKind.RULE,
            owes=tuple(party for party in Party if party.value in request.form.getlist("owes")),
            to=tuple(party for party in Party if party.value in request.form.getlist("owed_to")),
        )
        office = (db.session(), gate.actor(), db.clock(), formatting.today(), agreement_id, amendment_id)
        try:
            amendments.change_clause(*office, given)
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("changes", _("Pasal diubah menurut adendum; bunyi lamanya tetap tersimpan."), agreement_id=agreement_id)
    return _page(service.get(db.session(), agreement_id), 422, changing=form, changing_by=amendment_id)


def _page(row: Agreement, status: int, **given: Any) -> Response:
    session, day = db.session(), formatting.today()
    found = queries.amendments(session, row.id)
    scans = queries.scans(session, row.id)
    around = amendments.holidays(session, db.settings(), row.ends_on)
    context: dict[str, Any] = {
        "amendments": found,
        "people": queries.names(session, *(one.recorded_by for one in found)),
        "kinds": list(AmendmentKind),
        "scans": [(one.id, one.title) for one in scans],
        "scan_titles": {one.id: one.title for one in scans},
        "last_notice": rules.last_notice(row.notice, row.ends_on, around) if row.notice else None,
        "first_end": amendments.earliest_end(session, db.settings(), row, day),
        "talks_due": rules.add_months(row.ends_on, -row.talks_months) if row.talks_months else None,
        "clauses": [(one.id, f"{one.article}: {one.text[:60]}") for one in queries.all_clauses(session, row.id)],
        "clause_kinds": [(kind.value, _(kind.label)) for kind in ClauseKind],
        "form": AmendmentForm({"signed_on": day.isoformat()}),
        "changing": Answers(),
        "changing_by": "",
        **given,
    }
    return page("changes", row, status, **context)
