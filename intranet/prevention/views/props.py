"""Pages of taking down campaign props: the list with its recap, the minutes of one, giving back."""

from typing import Any

from flask import Response as FlaskResponse
from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from intranet.base import trail
from intranet.base.errors import Refused
from intranet.evidence import queries as evidence
from intranet.evidence import rules as evidence_rules
from intranet.oversight import queries as oversight
from intranet.oversight.rules import name_key
from intranet.prevention import forms, queries, records, rules
from intranet.prevention.models import PropEnforcement
from intranet.prevention.rules import PropKind, PropReason
from intranet.prevention.service import props
from intranet.prevention.views.common import bp
from intranet.web import db, downloads, formatting, gate, hx, i18n, paging
from intranet.web.editing import options
from intranet.web.forms import Answers
from shared.text import N_

SUBJECT = "prop_enforcement"
_TOLD = {
    "props.opened": N_("Berita acara dibuka"),
    "props.amended": N_("Berita acara diperbaiki"),
    "props.counted": N_("Jumlah diisi"),
    "props.closed": N_("Berita acara ditutup"),
    "props.returned": N_("Diambil kembali"),
    "evidence.added": N_("Foto ditambahkan"),
    "evidence.opened": N_("Foto dilihat"),
    "evidence.exported": N_("Foto diunduh"),
    "evidence.checked": N_("Foto diperiksa: utuh"),
    "evidence.damaged": N_("Foto ditemukan rusak"),
}


@bp.get("/props")
@gate.allow(*gate.CASE_WORKERS)
def prop_list() -> str:
    """All enforcements, and how many props of whom were taken down in all."""
    session = db.session()
    return render_template(
        "prevention/props.html",
        page=queries.enforcements(session, paging.read(request.args)),
        recap=queries.recap(session),
        kinds=list(PropKind),
        url=paging.address(request.path, request.args),
        may_enforce=rules.may_enforce(gate.actor()),
    )


@bp.get("/props/new")
@gate.allow(*gate.BAWASLU)
def new_enforcement() -> Response:
    """The form of new minutes: now, with whoever asks in the team."""
    now = db.clock().now().astimezone(db.settings().zone)
    form = forms.EnforcementForm(MultiDict({"done_at": f"{now:%Y-%m-%dT%H:%M}"}))
    form.members = {gate.actor().id}
    return _form(form, 200)


@bp.post("/props/new")
@gate.allow(*gate.BAWASLU)
def open_enforcement() -> Response:
    """Begin the minutes."""
    form = forms.EnforcementForm(request.form)
    given = form.read(db.settings().zone)
    if given is not None:
        try:
            row = props.open_enforcement(db.session(), gate.actor(), db.clock(), given)
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(_("Berita acara dibuka. Isi jumlah alat peraga setiap peserta."), "success")
            return redirect(url_for("prevention.enforcement", enforcement_id=row.id), 303)
    return _form(form, 422)


@bp.get("/props/<string:enforcement_id>/edit")
@gate.allow(*gate.BAWASLU)
def edit_enforcement(enforcement_id: str) -> Response:
    """The form of the minutes as they stand."""
    row = props.get(db.session(), enforcement_id)
    return _form(forms.of_enforcement(row, db.settings().zone), 200, row)


@bp.post("/props/<string:enforcement_id>/edit")
@gate.allow(*gate.BAWASLU)
def amend_enforcement(enforcement_id: str) -> Response:
    """Correct the minutes."""
    form, session = forms.EnforcementForm(request.form), db.session()
    given = form.read(db.settings().zone)
    if given is not None:
        try:
            props.amend(session, gate.actor(), db.clock(), enforcement_id, form.whole("version"), given)
        except Refused as refused:
            if refused.status != 422:
                raise
            form.refuse(refused)
            session.rollback()
        else:
            flash(_("Perbaikan disimpan."), "success")
            return redirect(url_for("prevention.enforcement", enforcement_id=enforcement_id), 303)
    return _form(form, 422, props.get(session, enforcement_id))


def _form(form: forms.EnforcementForm, status: int, row: PropEnforcement | None = None) -> Response:
    staff, partners = queries.eligible(db.session(), row, formatting.today())
    page = render_template(
        "prevention/props_form.html",
        form=form,
        row=row,
        staff=[(staff_id, f"{name} · {_(party.label)}") for staff_id, name, party in staff],
        partners=partners,
    )
    return make_response(page, status)


@bp.get("/props/<string:enforcement_id>")
@gate.allow(*gate.CASE_WORKERS)
def enforcement(enforcement_id: str) -> Response:
    """One enforcement; ``of`` and ``why`` in the address put a line into the form to be corrected."""
    row, asked = props.get(db.session(), enforcement_id), Answers(request.args)
    reason, key = asked.choice("why", PropReason), name_key(asked.value("of"))
    wanted = next((g for g in queries.groups(db.session(), row.id) if (g.participant_key, g.reason) == (key, reason)), None)
    form = forms.of_group(wanted.participant, wanted.reason, wanted.counts) if wanted else forms.CountForm()
    return page_of(row, counting=form)


@bp.post("/props/<string:enforcement_id>/counts")
@gate.allow(*gate.BAWASLU)
def count(enforcement_id: str) -> Response:
    """Set what was taken down of one participant for one reason."""
    form, session = forms.CountForm(request.form), db.session()
    given = form.read()
    if given is not None:
        reason, counts = given
        how: dict[str, Any] = {"participant": form.value("participant"), "reason": reason, "counts": counts}
        try:
            props.count(session, gate.actor(), db.clock(), enforcement_id, **how)
        except Refused as refused:
            return _again(enforcement_id, refused, counting=form)
        return _done(enforcement_id, _("Jumlah dicatat."), counting=forms.CountForm({"reason": reason.value}))
    return page_of(props.get(session, enforcement_id), 422, counting=form)


@bp.post("/props/<string:enforcement_id>/close")
@gate.allow(*gate.BAWASLU)
def close(enforcement_id: str) -> Response:
    """End the counting."""
    form, session = Answers(request.form), db.session()
    form.limit(storage=300)
    if not form.ok:
        return page_of(props.get(session, enforcement_id), 422, closing=form)
    try:
        props.close(session, gate.actor(), db.clock(), enforcement_id, form.whole("version"), form.value("storage"))
    except Refused as refused:
        return _again(enforcement_id, refused, closing=form)
    return _done(enforcement_id, _("Berita acara ditutup dan siap dicetak."))


@bp.post("/props/<string:enforcement_id>/returns")
@gate.allow(*gate.BAWASLU)
def give_back(enforcement_id: str) -> Response:
    """Note who took back what."""
    form, session = forms.ReturnForm(request.form), db.session()
    given = form.read()
    if given is not None:
        day, counts = given
        how: dict[str, Any] = {"participant_key": form.value("of"), "taken_by": form.value("taken_by"), "on": day}
        try:
            props.give_back(session, gate.actor(), db.clock(), db.settings(), enforcement_id, counts=counts, **how)
        except Refused as refused:
            return _again(enforcement_id, refused, returning=form)
        return _done(enforcement_id, _("Pengambilan dicatat. Cetak tanda terimanya."))
    return page_of(props.get(session, enforcement_id), 422, returning=form)


@bp.get("/props/<string:enforcement_id>/record")
@gate.allow(*gate.CASE_WORKERS)
def record(enforcement_id: str) -> FlaskResponse:
    """The minutes as a paper to sign; marked as a draft until they are closed."""
    row = props.get(db.session(), enforcement_id)
    members, partners = queries.team(db.session(), row)
    groups = queries.groups(db.session(), row.id)
    number = row.record_no or f"berita-acara-{row.done_at.astimezone(db.settings().zone):%Y-%m-%d}"
    return downloads.paper(records.minutes(db.settings(), row, members, partners, groups), number)


@bp.get("/props/<string:enforcement_id>/returns/<string:return_id>")
@gate.allow(*gate.CASE_WORKERS)
def return_receipt(enforcement_id: str, return_id: str) -> FlaskResponse:
    """The receipt of what was given back."""
    session = db.session()
    row = props.get(session, enforcement_id)
    props.get_return(session, enforcement_id, return_id)
    one = next(one for one in queries.returns(session, enforcement_id) if one.row.id == return_id)
    return downloads.paper(records.receipt(db.settings(), row, one), f"tanda-terima-{one.row.returned_on.isoformat()}")


def _done(enforcement_id: str, message: str, **given: Any) -> Response:
    """After a change: the changed block for htmx, the page again for everybody else."""
    if hx.wanted():
        return page_of(props.get(db.session(), enforcement_id), said=message, **given)
    flash(message, "success")
    return redirect(url_for("prevention.enforcement", enforcement_id=enforcement_id), 303)


def _again(enforcement_id: str, refused: Refused, **typed: Answers) -> Response:
    if refused.status != 422:
        raise refused
    for form in typed.values():
        form.refuse(refused)
    db.session().rollback()
    return page_of(props.get(db.session(), enforcement_id), 422, **typed)


def page_of(row: PropEnforcement, status: int = 200, **given: Any) -> Response:
    """The page of one enforcement; ``given``: what was typed and refused, a message."""
    session, actor = db.session(), gate.actor()
    groups = queries.groups(session, row.id)
    members, partners = queries.team(session, row)
    today = {"returned_on": formatting.today().isoformat()}
    context: dict[str, Any] = {
        "row": row,
        "groups": groups,
        "stores": queries.stores(session, row.id, groups) if row.closed_at else [],
        "returns": queries.returns(session, row.id),
        "photos": evidence.of(session, actor, db.clock(), (SUBJECT, row.id)),
        "photo_max_mb": db.settings().evidence_max_mb,
        "photo_types": ",".join(sorted(evidence_rules.PICTURES)),
        "members": members,
        "partners": partners,
        "participants": [name for _key, name in oversight.participants(session)],
        "kinds": list(PropKind),
        "reasons": options(PropReason),
        "events": trail.of(session, SUBJECT, row.id),
        "told": _told,
        "may_enforce": rules.may_enforce(actor),
        "counting": forms.CountForm(),
        "closing": Answers({"storage": row.storage}),
        "returning": forms.ReturnForm(today),
        "blank_return": forms.ReturnForm(today),
        "photo": Answers(),
        "said": "",
        **given,
    }
    return hx.page_or_fragment("prevention/enforcement.html", "prevention/_enforcement.html", status, **context)


def _told(event: trail.Past) -> str:
    return i18n.text(_TOLD[event.kind])
