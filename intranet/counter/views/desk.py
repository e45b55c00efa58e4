"""A complaint taken in at the desk: every question on one page, what is missing beside it, a draft until it is sent."""

import re

from flask import Response, current_app, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from intranet.base.errors import Forbidden, NotFound, Refused
from intranet.base.ids import new_id
from intranet.cases import service as cases
from intranet.cases.models import Case, Complainant
from intranet.cases.rules import State
from intranet.cases.service import Facts, Person
from intranet.counter import rules, service
from intranet.counter.forms import DeskForm, of_draft
from intranet.counter.models import Visit
from intranet.counter.views.pages import bp
from intranet.identity import service as identity
from intranet.identity.arrangement import allowed_elements
from intranet.identity.rules import Method
from intranet.web import db, formatting, gate, hx, i18n
from shared.elements import Element
from shared.nik import masked
from shared.questions import Platform, Topic
from shared.text import N_
from shared.words import CheckOffer

_ID = re.compile(r"[0-9a-f]{32}")


@bp.get("/desk")
@gate.allow(*gate.DISKOMINFO)
def new_desk() -> Response:
    """An empty form; nothing exists until it is sent."""
    return _form(DeskForm(today=formatting.today()), new_id())


@bp.get("/desk/<string:visit_id>")
@gate.allow(*gate.DISKOMINFO)
def desk(visit_id: str) -> BaseResponse:
    """The draft, to go on with; once it has its number, the visit."""
    visit = service.get(db.session(), gate.actor(), visit_id)
    case = cases.get(db.session(), visit.case_id) if visit.case_id else None
    if case is None or case.state is not State.DRAFT:
        return hx.see(url_for("counter.visit", visit_id=visit_id))
    if visit.staff_id != gate.actor().id:
        raise Forbidden(N_("Konsep ini sedang diisi petugas lain. Ambil alih dahulu dari antrean."))
    return _form(_of_case(case), visit_id, visit=visit, case=case)


@bp.post("/desk/<string:visit_id>")
@gate.allow(*gate.DISKOMINFO)
def work_desk(visit_id: str) -> BaseResponse:
    """Look (what is missing), save, check the NIK, or register: by the button pressed."""
    do = request.form.get("do", "save")
    if do == "look":
        seen = DeskForm(request.form, today=formatting.today())
        return make_response(render_template("counter/_missing.html", form=seen, looked=True))
    if not _ID.fullmatch(visit_id):
        raise NotFound(N_("Kunjungan tidak ditemukan."))
    visit = service.open_desk(db.session(), gate.actor(), db.clock(), visit_id, i18n.language())
    case = cases.get(db.session(), visit.case_id) if visit.case_id else None
    if case is not None and case.state is not State.DRAFT:
        return hx.see(url_for("counter.visit", visit_id=visit_id))  # the same form sent twice
    stored = service.declared_nik(db.session(), db.keys(), case.id) if case else None
    form = DeskForm(request.form, today=formatting.today(), stored_nik=stored)
    facts, person = form.facts(), form.person()
    claims = form.claims() if do == "check" else {}
    if not form.ok:
        db.session().rollback()
        return _form(form, visit_id, status=422, version=form.value("version"))
    try:
        return _act(do, form, visit_id, facts, person, claims)
    except Refused as refused:
        db.session().rollback()
        form.refuse(refused)
        return _form(form, visit_id, status=refused.status, version=form.value("version"))


def _act(do: str, form: DeskForm, visit_id: str, facts: Facts, person: Person, claims: dict[Element, str]) -> BaseResponse:
    session, actor, clock, settings, keys = db.session(), gate.actor(), db.clock(), db.settings(), db.keys()
    version = form.whole("version") if form.value("version") else None
    service.save_draft(session, actor, clock, settings, keys, visit_id, version, facts=facts, person=person)
    if do == "submit":
        case = service.submit_draft(session, actor, clock, settings, keys, visit_id, nik=person.nik)
        flash(_("Pengaduan terdaftar dengan nomor %(number)s.", number=case.complaint_no), "success")
        return hx.see(url_for("counter.visit", visit_id=visit_id))
    if do == "check":
        claimed = service.Claimed(Method.DESK, rules.NOTICE_VERSION, claims)
        service.ask_check(session, actor, clock, settings, keys, current_app.extensions["posko_checks"], visit_id, claimed)
        flash(_("NIK sedang diperiksa. Konsep sudah disimpan; lanjutkan mengisi."), "success")
    else:
        flash(
            _("Konsep disimpan. Bila tidak didaftarkan, konsep dihapus setelah %(hours)s jam.", hours=settings.draft_hours),
            "success",
        )
    return hx.see(url_for("counter.desk", visit_id=visit_id))


def _of_case(case: Case) -> DeskForm:
    row = db.session().get_one(Complainant, case.id)
    facts = Facts(**{name: getattr(case, name) for name in vars(Facts())})
    nik = cases.open_nik(db.keys(), row)
    return of_draft(facts, Person(nik, row.name, row.address, row.phone, row.email), formatting.today())


def _form(
    form: DeskForm,
    visit_id: str,
    *,
    visit: Visit | None = None,
    case: Case | None = None,
    status: int = 200,
    version: str = "",
) -> Response:
    session = db.session()
    check = identity.get(session, visit.check_id) if visit is not None and visit.check_id else None
    offer = identity.offer(session, db.clock(), db.settings())
    context = {
        "form": form,
        "visit_id": visit_id,
        "version": case.version if case is not None else version,
        "saved": case is not None or bool(version),
        "stored_nik": masked(form.stored_nik) if form.stored_nik else "",
        "topics": [(one.value, _(one.label)) for one in Topic],
        "platforms": [(one.value, _(one.label)) for one in Platform],
        "offer": offer,
        "possible": offer is CheckOffer.POSSIBLE,
        "check": check,
        "running": check is not None and check.outcome is None,
        "elements": [_(element.label) for element in rules.DESK_ELEMENTS if element in allowed_elements(db.settings())],
        "last_day": formatting.today(),
        "draft_hours": db.settings().draft_hours,
    }
    return make_response(render_template("counter/desk.html", **context), status)
