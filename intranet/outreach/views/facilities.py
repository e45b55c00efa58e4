"""Pages of lending: who has what, what waits for an answer, a new request, one loan from letter to return, and both lists."""

import datetime as dt
from typing import Any

from flask import make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.base import trail
from intranet.base.actor import Party
from intranet.base.errors import Refused
from intranet.outreach import forms, queries, rules
from intranet.outreach.models import FacilityLoan
from intranet.outreach.rules import OPEN_LOANS, PARTIES, Condition, LoanState
from intranet.outreach.service import facilities
from intranet.outreach.views.common import READERS, bp, choices_of_agreement, told
from intranet.web import db, gate, paging
from intranet.web.editing import back_to, options, refill
from intranet.web.forms import Answers

SUBJECT = facilities.SUBJECT
_GIVEN = (Condition.GOOD, Condition.WORN)  # nothing broken is handed over


@bp.get("/facilities")
@gate.allow(*READERS)
def loan_list() -> str:
    """Open loans, or those in one state; of one owner."""
    session, asked = db.session(), Answers(request.args)
    state, everything = asked.choice("state", LoanState), asked.value("state") == "all"
    party = next((one for one in PARTIES if one.value == asked.value("owner")), None)
    states = [] if everything else [state] if state else list(OPEN_LOANS)
    return render_template(
        "outreach/loans.html",
        page=queries.loans(session, states, party, paging.read(request.args)),
        url=paging.address(request.path, request.args),
        states=[*options(LoanState), ("all", _("Semua"))],
        parties=[(one.value, _(one.label)) for one in PARTIES],
        state="all" if everything else state.value if state else "",
        party=party.value if party else "",
        late=queries.late_loans(session, db.clock().now()),
        waiting=queries.waiting(session, gate.actor().party),
        now=db.clock().now(),
        may_work=rules.may_work(gate.actor()),
    )


@bp.get("/facilities/list")
@gate.allow(*READERS)
def facility_list() -> Response:
    """What both parties lend, and who has it."""
    return _inventory(Answers(), 200)


@bp.post("/facilities/list")
@gate.allow(*gate.CASE_WORKERS)
def offer_facility() -> Response:
    """Put something of one's own party on its list."""
    form = Answers(request.form)
    form.limit(name=200, place=300)
    if form.ok:
        try:
            facilities.offer(db.session(), gate.actor(), db.clock(), form.value("name"), form.value("place"))
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("facility_list", _("Sarana ditambahkan ke daftar."))
    return _inventory(form, 422)


@bp.post("/facilities/list/<string:facility_id>/remove")
@gate.allow(*gate.CASE_WORKERS)
def take_off_facility(facility_id: str) -> Response:
    """Lend something no more."""
    version = Answers(request.form).whole("version")
    facilities.take_off(db.session(), gate.actor(), db.clock(), facility_id, version)
    return back_to("facility_list", _("Sarana tidak dipinjamkan lagi; yang sudah dijanjikan tetap berlaku."))


def _inventory(form: Answers, status: int) -> Response:
    actor = gate.actor()
    page = render_template(
        "outreach/facilities.html",
        held=queries.inventory(db.session()),
        form=form,
        parties=PARTIES,
        now=db.clock().now(),
        mine=actor.party,
        may_work=rules.may_work(actor),
    )
    return make_response(page, status)


@bp.get("/facilities/new")
@gate.allow(*gate.CASE_WORKERS)
def new_loan() -> Response:
    """The form of a new request; ``facility`` in the address: for that one."""
    now = db.clock().now().astimezone(db.settings().zone).replace(minute=0)
    morning = (now + dt.timedelta(days=1)).replace(hour=8)
    given = {
        "starts_at": f"{morning:%Y-%m-%dT%H:%M}",
        "ends_at": f"{morning.replace(hour=16):%Y-%m-%dT%H:%M}",
        "scope": "facilities",
        "signer": gate.actor().name,
        **request.args.to_dict(),
    }
    return _form(forms.RequestForm(given), 200)


@bp.post("/facilities/new")
@gate.allow(*gate.CASE_WORKERS)
def ask_loan() -> Response:
    """Ask for a facility of the other party."""
    form = forms.RequestForm(request.form)
    given = form.read(db.settings().zone)
    if given is not None:
        try:
            row = facilities.ask(db.session(), gate.actor(), db.clock(), db.settings(), given)
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("loan", _("Permintaan bernomor %(no)s diajukan. Cetak suratnya.", no=row.request_no), loan_id=row.id)
    return _form(form, 422)


def _form(form: forms.RequestForm, status: int) -> Response:
    owner = rules.other(gate.actor().party or Party.BAWASLU)
    listed = [(row.id, f"{row.name} · {row.place}" if row.place else row.name) for row in queries.lendable(db.session(), owner)]
    page = render_template("outreach/loan_form.html", form=form, owner=owner, facilities=listed, **choices_of_agreement(both=True))
    return make_response(page, status)


@bp.get("/facilities/<string:loan_id>")
@gate.allow(*READERS)
def loan(loan_id: str) -> Response:
    """One loan."""
    return _page(facilities.get(db.session(), loan_id))


@bp.post("/facilities/<string:loan_id>/reply")
@gate.allow(*gate.CASE_WORKERS)
def reply_loan(loan_id: str) -> Response:
    """Answer a request of the other party."""
    form, session = forms.ReplyForm(request.form), db.session()
    answer = form.decided()
    if answer is not None:
        who, version = (session, gate.actor(), db.clock(), db.settings(), loan_id), form.whole("version")
        try:
            if answer:
                row = facilities.approve(*who, version, form.value("facility"), form.signed())
            else:
                row = facilities.refuse(*who, version, form.value("reason"), form.signed())
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("loan", _("Surat jawaban bernomor %(no)s dibuat.", no=row.reply_no), loan_id=loan_id)
    return _page(facilities.get(session, loan_id), 422, reply=form)


@bp.post("/facilities/<string:loan_id>/withdraw")
@gate.allow(*gate.CASE_WORKERS)
def withdraw_loan(loan_id: str) -> Response:
    """Call a loan off before the hand-over."""
    form, session = Answers(request.form), db.session()
    form.limit(reason=500)
    if form.ok:
        try:
            facilities.withdraw(session, gate.actor(), db.clock(), loan_id, form.whole("version"), form.value("reason"))
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("loan", _("Pinjam pakai dibatalkan; pihak lain diberi tahu."), loan_id=loan_id)
    return _page(facilities.get(session, loan_id), 422, withdrawing=form)


@bp.post("/facilities/<string:loan_id>/hand-over")
@gate.allow(*gate.CASE_WORKERS)
def hand_over_loan(loan_id: str) -> Response:
    """Note that it was given out."""
    form, session = forms.HandForm(request.form), db.session()
    given = form.read()
    if given is not None:
        try:
            facilities.hand_over(session, gate.actor(), db.clock(), loan_id, form.whole("version"), given)
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("loan", _("Penyerahan dicatat. Cetak berita acaranya."), loan_id=loan_id)
    return _page(facilities.get(session, loan_id), 422, handing=form)


@bp.post("/facilities/<string:loan_id>/return")
@gate.allow(*gate.CASE_WORKERS)
def take_back_loan(loan_id: str) -> Response:
    """Note that it came back."""
    form, session = forms.HandForm(request.form), db.session()
    given = form.read()
    if given is not None:
        try:
            facilities.take_back(session, gate.actor(), db.clock(), loan_id, form.whole("version"), given)
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("loan", _("Pengembalian dicatat. Cetak berita acaranya."), loan_id=loan_id)
    return _page(facilities.get(session, loan_id), 422, handing=form)


def _page(row: FacilityLoan, status: int = 200, **given: Answers) -> Response:
    session, actor = db.session(), gate.actor()
    owns = rules.may_change(actor, row.owner)
    others = queries.taken(session, row) if row.state is LoanState.REQUESTED else {}
    offered = queries.lendable(session, row.owner) if row.state is LoanState.REQUESTED else []
    context: dict[str, Any] = {
        "row": row,
        "agreement": queries.titles(session, row.agreement_id).get(row.agreement_id or "", ""),
        "people": queries.names(session, row.recorded_by, row.replied_by),
        "owns": owns,
        "asks": rules.may_change(actor, row.party),
        "late": row.state is LoanState.OUT and row.ends_at < db.clock().now(),
        "offered": [
            (one.id, _("%(name)s (sudah dijanjikan: %(no)s)", name=one.name, no=others[one.id]) if one.id in others else one.name)
            for one in offered
        ],
        "clash": others.get(row.facility_id or "", ""),
        "conditions": options(Condition if row.state is LoanState.OUT else _GIVEN),
        "events": trail.of(session, SUBJECT, row.id),
        "told": told,
        "reply": forms.ReplyForm({"facility": row.facility_id or "", "signer": actor.name}),
        "handing": forms.HandForm({"taken_by" if row.state is LoanState.OUT else "given_by": actor.name}),
        "withdrawing": Answers(),
        **given,
    }
    return make_response(render_template("outreach/loan.html", **context), status)
