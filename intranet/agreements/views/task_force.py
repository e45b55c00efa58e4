"""The task force of an agreement: who belongs to it, its beginning and end, and the annex of its decree."""

import datetime as dt
from contextlib import suppress
from typing import Any

from flask import Response as FlaskResponse
from flask import current_app, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.agreements import queries, records, service
from intranet.agreements.forms import DayForm, MemberForm
from intranet.agreements.models import Agreement
from intranet.agreements.service import task_force as verbs
from intranet.agreements.views.common import INSIDERS, bp, page
from intranet.base.actor import Party
from intranet.base.errors import NotFound, Refused
from intranet.web import db, downloads, formatting, gate
from intranet.web.editing import back_to, refill
from shared.text import N_


@bp.get("/agreements/<string:agreement_id>/task-force")
@gate.allow(*INSIDERS)
def task_force(agreement_id: str) -> Response:
    """Who belongs to the task force, and who did."""
    return _page(service.get(db.session(), agreement_id), 200)


@bp.post("/agreements/<string:agreement_id>/task-force")
@gate.allow(*service.LEADERS)
def enlist(agreement_id: str) -> Response:
    """Put somebody into it."""
    form = MemberForm(request.form)
    given = form.read()
    if given is not None:
        try:
            verbs.enlist(db.session(), gate.actor(), db.clock(), formatting.today(), agreement_id, given)
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("task_force", _("Anggota gugus tugas dicatat."), agreement_id=agreement_id)
    return _page(service.get(db.session(), agreement_id), 422, form=form)


@bp.post("/agreements/<string:agreement_id>/task-force/<string:member_id>/end")
@gate.allow(*service.LEADERS)
def end_member(agreement_id: str, member_id: str) -> Response:
    """End a membership; what the person still has on the desk is to be handed over."""
    form, session = DayForm(request.form), db.session()
    until_on, member = form.day("until_on"), verbs.get_member(session, member_id)
    if member.agreement_id != agreement_id:
        raise NotFound(N_("Anggota gugus tugas tidak ditemukan."))
    if until_on is not None:
        count = current_app.extensions["posko_open_cases"](session, member.staff_id) if member.staff_id else 0
        office = (session, gate.actor(), db.clock(), formatting.today(), member_id, form.whole("version"))
        try:
            verbs.end_membership(*office, until_on, count)
        except Refused as refused:
            refill(form, refused)
        else:
            said = _("Keanggotaan berakhir pada hari itu.")
            if count:
                said = _("Keanggotaan berakhir; %(count)s perkara terbuka perlu diserahterimakan.", count=count)
            return back_to("task_force", said, agreement_id=agreement_id)
    return _page(service.get(session, agreement_id), 422, ending=form, ending_id=member_id)


@bp.get("/agreements/<string:agreement_id>/task-force/annex")
@gate.allow(*INSIDERS)
def annex(agreement_id: str) -> FlaskResponse:
    """The annex of the decree: the members of ``party`` on ``day`` (of both, today, where the address says nothing)."""
    row, day = service.get(db.session(), agreement_id), formatting.today()
    with suppress(ValueError):
        day = dt.date.fromisoformat(request.args.get("day", ""))
    party = next((one for one in Party if one.value == request.args.get("party")), None)
    members = [one for one in queries.members_on(db.session(), row.id, day) if party in (None, one.party)]
    return downloads.paper(records.annex(db.settings(), row, members, day, party), f"lampiran-gugus-tugas-{day}")


def _page(row: Agreement, status: int, **given: Any) -> Response:
    session, actor, day = db.session(), gate.actor(), formatting.today()
    found = queries.members(session, row.id)
    running = [one for one in found if one.until_on is None or one.until_on >= day]
    own = actor.party.value if actor.party and actor.party in row.party_kinds else ""
    start = max(day, row.starts_on).isoformat()
    context: dict[str, Any] = {
        "running": running,
        "former": [one for one in found if one not in running],
        "own_parties": [(one.value, _(one.label)) for one in verbs.parties_of(actor, row)],
        "colleagues": [
            (one.id, f"{one.name} · {_(one.party.label)}") for one in queries.colleagues(session, *verbs.parties_of(actor, row))
        ],
        "may_end": verbs.parties_of(actor, row),
        "gated": db.settings().task_force_only,
        "form": MemberForm({"member_party": own, "member_from": start}),
        "ending": DayForm({"until_on": day.isoformat()}),
        "ending_id": "",
        **given,
    }
    return page("task_force", row, status, **context)
