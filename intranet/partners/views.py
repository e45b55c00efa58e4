"""Pages of partners: the list, one partner with its history, and the table that says where violations go."""

from collections.abc import Callable

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.base import trail
from intranet.base.actor import Role
from intranet.base.errors import Conflict, NotFound, Refused
from intranet.partners import queries, rules, service
from intranet.partners.forms import EndForm, PartnerForm, QuestionForm, RuleForm
from intranet.partners.rules import PartnerKind, ViolationKind
from intranet.web import db, formatting, gate, hx
from intranet.web.forms import Answers
from shared.questions import Topic
from shared.text import N_

READERS = (*gate.CASE_WORKERS, Role.ADMIN, Role.AUDITOR)
_EVENTS = {
    "partner.added": N_("Dicatat"),
    "partner.changed": N_("Data diubah"),
    "partner.ended": N_("Kemitraan diakhiri"),
}
_FIELDS = {
    "kind": N_("Jenis mitra"),
    "name": N_("Nama lengkap"),
    "role": N_("Bidang kerja sama"),
    "address": N_("Alamat"),
    "email": N_("Surel"),
    "phone": N_("Telepon"),
    "contact_role": N_("Jabatan yang dihubungi"),
    "agency_id": N_("Instansi akun"),
    "valid_from": N_("Mulai berlaku"),
    "valid_until": N_("Hari terakhir"),
}

bp = Blueprint("partners", __name__, template_folder="templates")


@bp.get("/partners")
@gate.allow(*READERS)
def listing() -> Response:
    """The list by kind; what is looked for is in the address."""
    asked = Answers(request.args)
    kind, ended, today = asked.choice("kind", PartnerKind), asked.value("ended") == "1", formatting.today()
    groups = queries.listing(db.session(), today, words=asked.value("q"), kind=kind, ended=ended)
    return hx.page_or_fragment(
        "partners/list.html",
        "partners/_list.html",
        groups=groups,
        total=sum(len(rows) for _kind, rows in groups),
        narrowed=bool(asked.value("q") or kind),
        asked=asked,
        kinds=_labelled(PartnerKind),
        may_edit=gate.actor().has(*service.EDITORS),
    )


@bp.get("/partners/new")
@gate.allow(*service.EDITORS)
def new() -> Response:
    """The form of a new partner."""
    return _form(PartnerForm({"valid_from": formatting.today().isoformat()}), 200)


@bp.post("/partners/new")
@gate.allow(*service.EDITORS)
def add() -> Response:
    """Enter a partner."""
    form = PartnerForm(request.form)
    given = form.read()
    if given is not None:
        try:
            row = service.add(db.session(), gate.actor(), db.clock(), given)
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(_("Mitra sudah dicatat."), "success")
            return redirect(url_for("partners.show", partner_id=row.id), 303)
    return _form(form, 422)


def _form(form: PartnerForm, status: int) -> Response:
    page = render_template("partners/new.html", form=form, kinds=_labelled(PartnerKind), agencies=queries.agencies(db.session()))
    return make_response(page, status)


@bp.get("/partners/<string:partner_id>")
@gate.allow(*READERS)
def show(partner_id: str) -> Response:
    """One partner and what was done with it."""
    return _page(partner_id)


@bp.post("/partners/<string:partner_id>")
@gate.allow(*service.EDITORS)
def change(partner_id: str) -> Response:
    """Replace what is known of a partner."""
    form = PartnerForm(request.form)
    given, version = form.read(), form.whole("version")
    if given is not None and _accepted(
        form, lambda: service.change(db.session(), gate.actor(), db.clock(), partner_id, version, given)
    ):
        flash(_("Perubahan disimpan."), "success")
        return redirect(url_for("partners.show", partner_id=partner_id), 303)
    return _page(partner_id, 422, form=form)


@bp.post("/partners/<string:partner_id>/end")
@gate.allow(*service.EDITORS)
def end(partner_id: str) -> Response:
    """Let a partnership end."""
    form = EndForm(request.form)
    day, version = form.read(), form.whole("version")
    if day is not None and _accepted(form, lambda: service.end(db.session(), gate.actor(), db.clock(), partner_id, version, day)):
        flash(_("Hari terakhir kemitraan dicatat. Mitra tetap ada dalam daftar."), "success")
        return redirect(url_for("partners.show", partner_id=partner_id), 303)
    return _page(partner_id, 422, ending=form)


@bp.post("/partners/<string:partner_id>/accounts")
@gate.allow(Role.ADMIN)
def give_accounts(partner_id: str) -> Response:
    """Let a partner's people have accounts, and go on to the form of the first one."""
    version = Answers(request.form).whole("version")
    row = service.open_to_accounts(db.session(), gate.actor(), db.clock(), partner_id, version)
    return redirect(url_for("agencies.new_staff", agency_id=row.agency_id, roles=Role.PARTNER.value), 303)


def _page(partner_id: str, status: int = 200, form: PartnerForm | None = None, ending: EndForm | None = None) -> Response:
    session, day = db.session(), formatting.today()
    row = service.get(session, partner_id)
    page = render_template(
        "partners/show.html",
        row=row,
        standing=rules.validity_on(row.valid_from, row.valid_until, day),
        agencies=queries.agencies(session),
        events=trail.of(session, "partner", row.id),
        event_texts=_EVENTS,
        field_texts=_FIELDS,
        kinds=_labelled(PartnerKind),
        form=form or PartnerForm.of(row),
        editing=form is not None,
        ending=ending or EndForm(),
        may_edit=gate.actor().has(*service.EDITORS),
        may_give_accounts=gate.actor().has(Role.ADMIN),
    )
    return make_response(page, status)


@bp.get("/partners/referrals")
@gate.allow(*READERS)
def referrals() -> Response:
    """The table, and the answer to the question where something goes on a day."""
    return _table(RuleForm({"valid_from": formatting.today().isoformat()}), 200)


@bp.post("/partners/referrals")
@gate.allow(*service.EDITORS)
def add_rule() -> Response:
    """Add a line."""
    form = RuleForm(request.form)
    given = form.read()
    if given is not None and _accepted(form, lambda: service.add_rule(db.session(), gate.actor(), db.clock(), given)):
        flash(_("Aturan ditambahkan."), "success")
        return redirect(url_for("partners.referrals"), 303)
    return _table(form, 422, adding=True)


@bp.post("/partners/referrals/defaults")
@gate.allow(*service.EDITORS)
def fill_rules() -> Response:
    """Fill an empty table with the lines that come with the program."""
    service.fill_rules(db.session(), gate.actor(), db.clock())
    flash(_("Daftar bawaan diisi. Periksa dan sesuaikan."), "success")
    return redirect(url_for("partners.referrals"), 303)


@bp.post("/partners/referrals/<string:rule_id>/end")
@gate.allow(*service.EDITORS)
def end_rule(rule_id: str) -> Response:
    """Let a line hold for the last time on a day."""
    form = EndForm(request.form)
    day, version = form.read(), form.whole("version")
    if day is not None and _accepted(form, lambda: service.end_rule(db.session(), gate.actor(), db.clock(), rule_id, version, day)):
        flash(_("Hari terakhir aturan dicatat."), "success")
        return redirect(url_for("partners.referrals"), 303)
    return _table(RuleForm({"valid_from": formatting.today().isoformat()}), 422, ending=form, ended_id=rule_id)


def _table(form: RuleForm, status: int, *, adding: bool = False, ending: EndForm | None = None, ended_id: str = "") -> Response:
    session, today, question = db.session(), formatting.today(), QuestionForm(request.args)
    kind, topic, day = question.read(today)
    target = queries.default_target(session, kind, topic, day) if kind else None
    page = render_template(
        "partners/referrals.html",
        rows=queries.table(session, today),
        question=question,
        asked=kind,
        day=day,
        target=target,
        partners=queries.valid_on(session, target.partner, day) if target else [],
        form=form,
        adding=adding,
        ending=ending or EndForm(),
        ended_id=ended_id,
        violations=_labelled(ViolationKind),
        topics=_labelled(Topic),
        kinds=_labelled(PartnerKind),
        may_edit=gate.actor().has(*service.EDITORS),
    )
    return make_response(page, status)


def _accepted(form: Answers, verb: Callable[[], object]) -> bool:
    """Whether the verb did it; a refusal that one can mend in the form goes there."""
    try:
        verb()
    except (Conflict, NotFound):
        raise
    except Refused as refused:
        form.refuse(refused)
        db.session().rollback()
        return False
    return True


def _labelled(kinds: type[PartnerKind] | type[ViolationKind] | type[Topic]) -> list[tuple[str, str]]:
    """Value and label of every member, in the visitor's language."""
    return [(one.value, _(one.label)) for one in kinds]
