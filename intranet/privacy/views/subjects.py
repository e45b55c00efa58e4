"""Pages of data subjects' requests: who asks, the extract, correction, restriction, hand-over or refusal."""

import json
from typing import Any

from flask import Response as FlaskResponse
from flask import make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.base import trail
from intranet.base.actor import Role
from intranet.base.errors import Refused
from intranet.privacy import forms, queries, records, rules
from intranet.privacy.models import SubjectRequest
from intranet.privacy.rules import PERSONAL, Proof, RequestKind, RequestState
from intranet.privacy.service import house
from intranet.privacy.service import subjects as service
from intranet.privacy.views.common import bp, told
from intranet.web import db, downloads, gate, paging
from intranet.web.editing import back_to, options, refill
from intranet.web.forms import Answers

READERS = (*gate.DISKOMINFO, Role.ADMIN, Role.AUDITOR)


@bp.get("/requests")
@gate.allow(*READERS)
def request_list() -> str:
    """All requests, or those of one state."""
    session, state, now = db.session(), Answers(request.args).choice("state", RequestState), db.clock().now()
    page = queries.requests(session, state, paging.read(request.args))
    return render_template(
        "privacy/requests.html",
        page=page,
        url=paging.address(request.path, request.args),
        hours={row.id: rules.hours_left(row.asked_at, now) for row in page.rows},
        due={row.id: rules.due(row.asked_at) for row in page.rows},
        states=options(RequestState),
        asked_state=state.value if state else "",
        may_keep=rules.may_keep(gate.actor()),
    )


@bp.get("/requests/new")
@gate.allow(*gate.DISKOMINFO)
def new_request() -> Response:
    """The form that ties a person to their data."""
    return _form(forms.AskForm({"kind": request.args.get("kind", ""), "proof": Proof.CODE.value}), 200)


@bp.post("/requests/new")
@gate.allow(*gate.DISKOMINFO)
def take_request() -> Response:
    """Look for the person's data, and take the request in when there are any. The look itself is kept, found or not."""
    form = forms.AskForm(request.form)
    given = form.read()
    if given is None:
        return _form(form, 422)
    kind, proof = given
    actor, clock = gate.actor(), db.clock()
    try:
        with db.aside() as session:
            if proof is Proof.CODE:
                found = service.by_code(session, actor, clock, form.value("number"), form.value("code"))
            else:
                found = service.by_nik(session, actor, clock, db.keys(), form.value("nik"))
    except Refused as refused:
        refill(form, refused)
        return _form(form, 422)
    if not found:
        form.general = _("Tidak ada pengaduan yang cocok. Periksa kembali bersama orangnya; pencarian ini tercatat.")
        return _form(form, 422)
    row = service.ask(db.session(), actor, clock, db.settings(), kind, proof, found)
    return back_to("subject_request", _("Permintaan %(no)s diterima.", no=row.number), request_id=row.id)


def _form(form: forms.AskForm, status: int) -> Response:
    page = render_template("privacy/request_form.html", form=form, kinds=options(RequestKind), proofs=options(Proof))
    return make_response(page, status)


@bp.get("/requests/<string:request_id>")
@gate.allow(*READERS)
def subject_request(request_id: str) -> Response:
    """One request."""
    return _page(service.get(db.session(), request_id))


@bp.post("/requests/<string:request_id>/extract")
@gate.allow(*gate.DISKOMINFO)
def make_extract(request_id: str) -> Response | FlaskResponse:
    """The extract, on paper or as a file for another program; noted before it leaves."""
    session, settings, clock = db.session(), db.settings(), db.clock()
    try:
        row = service.note_extract(session, gate.actor(), clock, request_id)
    except Refused as refused:
        form = Answers()
        refill(form, refused)
        return _page(service.get(session, request_id), 422, acting=form)
    data = records.told(settings, row, queries.extract(session, db.keys(), row), clock.now())
    if request.form.get("as") == "json":
        answer = FlaskResponse(json.dumps(data, ensure_ascii=False, indent=1), mimetype="application/json")
        name = downloads.plain_name(row.number)
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}.json"'
        return downloads.guarded(answer)
    paper = downloads.paper(records.extract(settings, house(session), data), row.number)
    paper.headers["Cache-Control"] = "no-store"
    return paper


@bp.post("/requests/<string:request_id>/correct")
@gate.allow(*gate.DISKOMINFO)
def correct_data(request_id: str) -> Response:
    """Put the person's data right."""
    form, session = Answers(request.form), db.session()
    values = {name: form.value(name) for name in PERSONAL}
    try:
        service.correct(session, gate.actor(), db.clock(), db.keys(), request_id, form.whole("version"), values)
    except Refused as refused:
        refill(form, refused)
        return _page(service.get(session, request_id), 422, acting=form)
    return back_to("subject_request", _("Data dibetulkan. Nilai lamanya tidak disimpan."), request_id=request_id)


@bp.post("/requests/<string:request_id>/restrict")
@gate.allow(*gate.DISKOMINFO)
def restrict_data(request_id: str) -> Response:
    """Restrict the person's data."""
    form, session = Answers(request.form), db.session()
    try:
        service.restrict(session, gate.actor(), db.clock(), request_id, form.whole("version"))
    except Refused as refused:
        refill(form, refused)
        return _page(service.get(session, request_id), 422, acting=form)
    return back_to("subject_request", _("Pemrosesan dibatasi: data hanya dibuka dengan dasar hukum."), request_id=request_id)


@bp.post("/requests/<string:request_id>/release")
@gate.allow(Role.DISKOMINFO_HEAD, Role.ADMIN)
def release_data(request_id: str) -> Response:
    """Lift the restriction."""
    form, session = Answers(request.form), db.session()
    form.limit(reason=300)
    if form.ok:
        try:
            service.release(session, gate.actor(), db.clock(), request_id, form.value("reason"))
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("subject_request", _("Pembatasan dicabut."), request_id=request_id)
    return _page(service.get(session, request_id), 422, releasing=form)


@bp.post("/requests/<string:request_id>/hand-over")
@gate.allow(*gate.DISKOMINFO)
def hand_over_request(request_id: str) -> Response:
    """End a request that was fulfilled."""
    form, session = Answers(request.form), db.session()
    form.limit(handed=300)
    if form.ok:
        try:
            service.hand_over(session, gate.actor(), db.clock(), request_id, form.whole("version"), form.value("handed"))
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("subject_request", _("Permintaan selesai."), request_id=request_id)
    return _page(service.get(session, request_id), 422, handing=form)


@bp.post("/requests/<string:request_id>/refuse")
@gate.allow(*gate.DISKOMINFO)
def refuse_request(request_id: str) -> Response:
    """Refuse a request on a legal ground."""
    form, session = Answers(request.form), db.session()
    form.limit(ground=500)
    if form.ok:
        try:
            service.refuse(session, gate.actor(), db.clock(), request_id, form.whole("version"), form.value("ground"))
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("subject_request", _("Permintaan ditolak dengan dasar hukum."), request_id=request_id)
    return _page(service.get(session, request_id), 422, refusing=form)


def _page(row: SubjectRequest, status: int = 200, **given: Answers) -> Response:
    """The page of one request; ``given``: a form that was refused."""
    session, actor = db.session(), gate.actor()
    context: dict[str, Any] = {
        "row": row,
        "hours": rules.hours_left(row.asked_at, db.clock().now()),
        "due": rules.due(row.asked_at),
        "numbers": queries.numbers(session, *(one.case_id for one in row.cases)),
        "restricted": queries.restricted(session, [one.case_id for one in row.cases]),
        "people": queries.names(session, row.recorded_by),
        "may_keep": rules.may_keep(actor) and row.state is RequestState.OPEN,
        "may_open_cases": actor.has(*gate.CASE_WORKERS),
        "may_release": actor.has(*rules.CHIEFS),
        "events": trail.of(session, service.SUBJECT, row.id),
        "told": told,
        "acting": Answers(),
        "handing": Answers(),
        "refusing": Answers(),
        "releasing": Answers(),
        **given,
    }
    return make_response(render_template("privacy/request.html", **context), status)
