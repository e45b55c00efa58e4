"""Pages of trainings: the list, a new one, one with its participants, minutes and end."""

from typing import Any

from flask import make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.base import trail
from intranet.base.errors import Refused
from intranet.outreach import forms, queries, rules
from intranet.outreach.models import CapacityEvent
from intranet.outreach.rules import PARTIES, AgeBand, CapacityKind, EventAudience, EventState, Sex
from intranet.outreach.service import capacity
from intranet.outreach.views.common import READERS, bp, choices_of_agreement, told
from intranet.web import db, formatting, gate, paging
from intranet.web.editing import back_to, options, refill
from intranet.web.forms import Answers

SUBJECT = capacity.SUBJECT


@bp.get("")
@gate.allow(*READERS)
def event_list() -> str:
    """All trainings, or those of one form, state or organiser; and what was promised there and is late."""
    session, asked, today = db.session(), Answers(request.args), formatting.today()
    kind, state = asked.choice("kind", CapacityKind), asked.choice("state", EventState)
    party = next((one for one in PARTIES if one.value == asked.value("party")), None)
    return render_template(
        "outreach/events.html",
        page=queries.events(session, kind, state, party, paging.read(request.args)),
        url=paging.address(request.path, request.args),
        unreported=queries.unreported(session, today),
        late_actions=queries.late_actions(session, today),
        kinds=options(CapacityKind),
        states=options(EventState),
        parties=[(one.value, _(one.label)) for one in PARTIES],
        kind=kind.value if kind else "",
        state=state.value if state else "",
        party=party.value if party else "",
        may_work=rules.may_work(gate.actor()),
    )


@bp.get("/trainings/new")
@gate.allow(*gate.CASE_WORKERS)
def new_event() -> Response:
    """The form of a new training."""
    today = formatting.today().isoformat()
    return _form(forms.EventForm({"starts_on": today, "ends_on": today, "audience": "staff"}), 200)


@bp.post("/trainings/new")
@gate.allow(*gate.CASE_WORKERS)
def plan_event() -> Response:
    """Plan a training."""
    form = forms.EventForm(request.form)
    given = form.read()
    if given is not None:
        try:
            row = capacity.plan(db.session(), gate.actor(), db.clock(), given)
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("event", _("Kegiatan direncanakan. Isi daftar pesertanya."), event_id=row.id)
    return _form(form, 422)


@bp.get("/trainings/<string:event_id>/edit")
@gate.allow(*gate.CASE_WORKERS)
def edit_event(event_id: str) -> Response:
    """The form of a training as it stands."""
    row = capacity.get(db.session(), event_id)
    return _form(forms.of_event(row), 200, row)


@bp.post("/trainings/<string:event_id>/edit")
@gate.allow(*gate.CASE_WORKERS)
def amend_event(event_id: str) -> Response:
    """Correct a training."""
    form = forms.EventForm(request.form)
    given = form.read()
    if given is not None:
        try:
            capacity.amend(db.session(), gate.actor(), db.clock(), event_id, form.whole("version"), given)
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("event", _("Perbaikan disimpan."), event_id=event_id)
    return _form(form, 422, capacity.get(db.session(), event_id))


def _form(form: forms.EventForm, status: int, row: CapacityEvent | None = None) -> Response:
    page = render_template(
        "outreach/event_form.html",
        form=form,
        row=row,
        kinds=options(CapacityKind),
        audiences=options(EventAudience),
        **choices_of_agreement(),
    )
    return make_response(page, status)


@bp.get("/trainings/<string:event_id>")
@gate.allow(*READERS)
def event(event_id: str) -> Response:
    """One training."""
    return _page(capacity.get(db.session(), event_id))


@bp.post("/trainings/<string:event_id>/participants")
@gate.allow(*gate.CASE_WORKERS)
def add_participant(event_id: str) -> Response:
    """Put somebody on the list."""
    form = forms.PersonForm(request.form)
    given = form.read()
    if given is not None:
        try:
            capacity.enlist(db.session(), gate.actor(), db.clock(), event_id, given)
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("event", _("Peserta ditambahkan."), event_id=event_id, _anchor="people")
    return _page(capacity.get_open(db.session(), event_id), 422, person=form)


@bp.post("/trainings/<string:event_id>/participants/<string:participant_id>/remove")
@gate.allow(*gate.CASE_WORKERS)
def remove_participant(event_id: str, participant_id: str) -> Response:
    """Take somebody off the list."""
    capacity.strike(db.session(), gate.actor(), db.clock(), event_id, participant_id)
    return back_to("event", _("Peserta dihapus dari daftar."), event_id=event_id, _anchor="people")


@bp.post("/trainings/<string:event_id>/attendance")
@gate.allow(*gate.CASE_WORKERS)
def mark_attendance(event_id: str) -> Response:
    """Note who came, and the scores."""
    form, row = forms.MarksForm(request.form), capacity.get(db.session(), event_id)
    given = form.read([one.id for one in row.participants])
    if given is not None:
        try:
            capacity.mark(db.session(), gate.actor(), db.clock(), event_id, *given)
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("event", _("Kehadiran dan nilai dicatat."), event_id=event_id, _anchor="people")
    return _page(capacity.get_open(db.session(), event_id), 422, marks=form)


@bp.post("/trainings/<string:event_id>/minutes")
@gate.allow(*gate.CASE_WORKERS)
def write_minutes(event_id: str) -> Response:
    """Write the minutes."""
    form = forms.MinutesForm(request.form)
    given = form.read()
    if given is not None:
        on, actions = given
        how: dict[str, Any] = {"on": on, "chair": form.value("chair"), "points": form.value("points"), "actions": actions}
        try:
            capacity.minute(db.session(), gate.actor(), db.clock(), db.settings(), event_id, form.whole("version"), **how)
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("event", _("Notulen disimpan."), event_id=event_id, _anchor="minutes")
    return _page(capacity.get_open(db.session(), event_id), 422, minutes=form)


@bp.post("/trainings/<string:event_id>/actions/<string:action_id>/done")
@gate.allow(*gate.CASE_WORKERS)
def settle_action(event_id: str, action_id: str) -> Response:
    """Note that what was promised is done."""
    capacity.settle(db.session(), gate.actor(), db.clock(), db.settings(), event_id, action_id)
    return back_to("event", _("Tindak lanjut dicatat selesai."), event_id=event_id, _anchor="minutes")


@bp.post("/trainings/<string:event_id>/held")
@gate.allow(*gate.CASE_WORKERS)
def hold_event(event_id: str) -> Response:
    """Note that it took place."""
    form = Answers(request.form)
    try:
        capacity.hold(db.session(), gate.actor(), db.clock(), db.settings(), event_id, form.whole("version"))
    except Refused as refused:
        refill(form, refused)
        return _page(capacity.get_open(db.session(), event_id), 422, ending=form)
    return back_to("event", _("Dicatat terlaksana. Lengkapi kehadirannya, lalu laporkan."), event_id=event_id)


@bp.post("/trainings/<string:event_id>/report")
@gate.allow(*gate.CASE_WORKERS)
def report_event(event_id: str) -> Response:
    """Finish a training that was held."""
    form = forms.OutreachForm(request.form)
    cost = form.amount("actual_cost")
    form.limit(summary=8000)
    if form.ok:
        how: dict[str, Any] = {"summary": form.value("summary"), "actual_cost": cost}
        try:
            capacity.report(db.session(), gate.actor(), db.clock(), event_id, form.whole("version"), **how)
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("event", _("Kegiatan selesai dilaporkan."), event_id=event_id)
    return _page(capacity.get_open(db.session(), event_id), 422, ending=form)


@bp.post("/trainings/<string:event_id>/cancel")
@gate.allow(*gate.CASE_WORKERS)
def cancel_event(event_id: str) -> Response:
    """Call a planned training off."""
    form = Answers(request.form)
    form.limit(reason=300)
    if form.ok:
        try:
            capacity.cancel(db.session(), gate.actor(), db.clock(), event_id, form.whole("version"), form.value("reason"))
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("event", _("Kegiatan dibatalkan."), event_id=event_id)
    return _page(capacity.get_open(db.session(), event_id), 422, ending=form)


def _page(row: CapacityEvent, status: int = 200, **given: Answers) -> Response:
    session, actor = db.session(), gate.actor()
    open_still = row.state in (EventState.PLANNED, EventState.HELD)
    came = capacity.scores(row)
    blank = forms.MarksForm({"reached": str(row.reached or "")})
    context: dict[str, Any] = {
        "row": row,
        "agreement": queries.titles(session, row.agreement_id).get(row.agreement_id or "", ""),
        "recorded_by": queries.names(session, row.recorded_by).get(row.recorded_by, ""),
        "mine": rules.may_change(actor, row.party, joint=row.joint),
        "may_edit": open_still and rules.may_change(actor, row.party, joint=row.joint),
        "colleagues": [(staff_id, f"{name} · {_(party.label)}") for staff_id, name, party in queries.colleagues(session)],
        "sexes": options(Sex),
        "ages": options(AgeBand),
        "came": len(came),
        "gain": rules.gain(came),
        "events": trail.of(session, SUBJECT, row.id),
        "told": told,
        "person": forms.PersonForm(),
        "marks": blank,
        "minutes": forms.of_minutes(row),
        "ending": forms.OutreachForm(),
        **given,
    }
    return make_response(render_template("outreach/event.html", **context), status)
