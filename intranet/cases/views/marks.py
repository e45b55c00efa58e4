"""Marks on a case and its evidence, paper of a marked case, and asking for a disclosure."""

from flask import flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from intranet.base.errors import NotFound, Refused
from intranet.cases import marking
from intranet.cases.rules import State
from intranet.cases.views.pages import again, bp, page, visible
from intranet.disclosure import rules
from intranet.disclosure import service as disclosure
from intranet.disclosure.forms import PARTNER, PARTY, PERSON, AskForm, MarkForm
from intranet.disclosure.rules import Act, Form
from intranet.evidence import queries as evidence
from intranet.partners import queries as partners
from intranet.web import db, formatting, gate, hx
from shared.text import N_


@bp.post("/cases/<string:case_id>/mark")
@gate.allow(*gate.CASE_WORKERS)
def mark_case(case_id: str) -> Response:
    """Mark a case, change its mark or lift it."""
    return _mark(case_id, "")


@bp.post("/cases/<string:case_id>/evidence/<string:item_id>/mark")
@gate.allow(*gate.CASE_WORKERS)
def mark_evidence(case_id: str, item_id: str) -> Response:
    """The same for one item of its evidence."""
    return _mark(case_id, item_id)


def _mark(case_id: str, item_id: str) -> Response:
    form, session, actor = MarkForm(request.form), db.session(), gate.actor()
    try:
        given = form.read()
        if given is None:
            name, text = next(iter(form.errors.items()))
            raise Refused(text, field=name)
        if item_id:
            marking.mark_evidence(session, actor, db.clock(), db.settings(), case_id, item_id, given)
        else:
            marking.mark_case(session, actor, db.clock(), db.settings(), case_id, given)
    except Refused as refused:
        return again(case_id, refused, mark_kept=form)
    flash(_("Tanda disimpan."), "success")
    return make_response(hx.see(url_for("cases.case", case_id=case_id)))


@bp.post("/cases/<string:case_id>/print")
@gate.allow(*gate.CASE_WORKERS)
def print_case(case_id: str) -> Response:
    """The page of a marked case as it may be printed by a disclosure; each time is noted as a use of it."""
    found = visible(case_id)
    disclosure.require(db.session(), gate.actor(), db.clock(), Act.PRINT, ("case", case_id))
    return page(found, printing=True, said=_("Halaman ini sekarang dapat dicetak; pemakaiannya sudah dicatat."))


@bp.get("/cases/<string:case_id>/disclosures/new")
@gate.allow(*gate.CASE_WORKERS)
def new_disclosure(case_id: str) -> Response:
    """The form of a request; also for those who may not read the case."""
    marked = disclosure.mark_of(db.session(), db.clock(), ("case", case_id)) is not None
    return _ask_form(case_id, AskForm(MultiDict({"items": case_id} if marked else {})), 200)


@bp.post("/cases/<string:case_id>/disclosures/new")
@gate.allow(*gate.CASE_WORKERS)
def ask_disclosure(case_id: str) -> Response:
    """Ask."""
    form = AskForm(request.form)
    asked = form.read()
    if asked is not None:
        try:
            row = marking.ask(db.session(), gate.actor(), db.clock(), db.settings(), case_id, form.items, asked)
        except Refused as refused:
            if refused.status != 422:
                raise
            form.refuse(refused)
            db.session().rollback()
        else:
            flash(_("Pengungkapan %(no)s diajukan dan menunggu pemiliknya.", no=row.number), "success")
            return make_response(hx.see(url_for("disclosure.show", disclosure_id=row.id)))
    return _ask_form(case_id, form, 422)


def _ask_form(case_id: str, form: AskForm, status: int) -> Response:
    session, actor, found = db.session(), gate.actor(), visible(case_id)
    if found.state is State.DRAFT:
        raise NotFound(N_("Perkara tidak ditemukan."))
    readable = disclosure.look(session, actor, db.clock(), Act.READ, ("case", case_id)).allowed
    things = [(found.id, _("Perkara %(no)s", no=found.complaint_no))]
    if readable:
        for line in evidence.of(session, actor, db.clock(), ("case", case_id)):
            place = _("Bukti %(place)s", place=line.position)
            things.append((line.id, place if line.hidden else f"{place}: {line.title}"))
    else:
        places = evidence.places(session, ("case", case_id))
        things += [(item_id, _("Bukti %(place)s", place=place)) for item_id, (place, _giver) in places.items()]
    to = [(f"{PARTY}{one.value}", _(one.label)) for one in rules.PARTIES]
    to += [(f"{PARTNER}{row_id}", name) for row_id, name in partners.choices_on(session, formatting.today())]
    to.append((PERSON, _("Orang lain (tuliskan di bawah)")))
    html = render_template(
        "cases/disclose.html",
        case_id=case_id,
        complaint_no=found.complaint_no,
        form=form,
        things=things,
        to=to,
        forms=[(one.value, _(one.label)) for one in Form],
        days=db.settings().disclosure_days,
    )
    return make_response(html, status)
