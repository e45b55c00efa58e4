"""The queue of visits as they happen, one visit, and the receipt."""

from flask import Blueprint, Response, current_app, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from intranet.cases import service as cases
from intranet.cases.rules import State
from intranet.counter import queries, rules, service
from intranet.counter.models import Visit
from intranet.counter.receipts import receipt_pdf
from intranet.counter.rules import EyeReason
from intranet.identity import service as identity
from intranet.identity.rules import Document
from intranet.identity.verdicts import Verdicts
from intranet.web import db, gate, hx
from intranet.web.forms import Answers
from shared.words import CheckOffer

bp = Blueprint("counter", __name__, url_prefix="/counter", template_folder="../templates")


@bp.get("")
@gate.allow(*gate.DISKOMINFO)
def queue() -> Response:
    """Who is at the kiosks and at the desk now; refreshes itself."""
    session, clock, settings = db.session(), db.clock(), db.settings()
    found = queries.queue(session, clock, settings)
    offer = identity.offer(session, clock, settings)
    return hx.page_or_fragment(
        "counter/queue.html",
        "counter/_queue.html",
        queue=found,
        offer=offer,
        possible=offer is CheckOffer.POSSIBLE,
        now=clock.now(),
    )


@bp.get("/visits/<string:visit_id>")
@gate.allow(*gate.DISKOMINFO)
def visit(visit_id: str) -> Response:
    """One visit: how far it is, what came of the check, what an officer can do."""
    return _page(service.get(db.session(), gate.actor(), visit_id))


@bp.post("/visits/<string:visit_id>/help")
@gate.allow(*gate.DISKOMINFO)
def give_help(visit_id: str) -> BaseResponse:
    """Go to the visitor who asked for an officer."""
    service.give_help(db.session(), gate.actor(), db.clock(), visit_id)
    return hx.see(url_for("counter.visit", visit_id=visit_id))


@bp.post("/visits/<string:visit_id>/take-over")
@gate.allow(*gate.DISKOMINFO)
def take_over(visit_id: str) -> BaseResponse:
    """Go on with a colleague's draft."""
    service.take_over(db.session(), gate.actor(), db.clock(), visit_id)
    return hx.see(url_for("counter.desk", visit_id=visit_id))


@bp.post("/visits/<string:visit_id>/verdicts")
@gate.allow(*gate.DISKOMINFO)
def show_verdicts(visit_id: str) -> Response:
    """What the register said of each element: shown to one officer, once, and forgotten (Magelang 2(2)j)."""
    found = service.get(db.session(), gate.actor(), visit_id)
    verdicts = None
    if service.mark_shown(db.session(), gate.actor(), db.clock(), visit_id) and found.check_id is not None:
        verdicts = current_app.extensions["posko_verdicts"].take(found.check_id)
    return _page(found, verdicts=verdicts or {})


@bp.post("/visits/<string:visit_id>/document")
@gate.allow(*gate.DISKOMINFO)
def see_document(visit_id: str) -> BaseResponse:
    """Note that the officer looked at the visitor's document."""
    form = Answers(request.form)
    document, reason = form.choice("document", Document), form.choice("reason", EyeReason)
    if document is None:
        form.errors["document"] = _("Pilih dokumen yang dilihat.")
    if reason is None:
        form.errors["reason"] = _("Pilih alasannya.")
    if document is None or reason is None:
        return _page(service.get(db.session(), gate.actor(), visit_id), form=form, status=422)
    service.see_document(db.session(), gate.actor(), db.clock(), visit_id, document=document, reason=reason)
    flash(_("Pemeriksaan dokumen sudah dicatat."), "success")
    return hx.see(url_for("counter.visit", visit_id=visit_id))


@bp.post("/receipts/<string:case_id>")
@gate.allow(*gate.DISKOMINFO)
def receipt(case_id: str) -> Response:
    """The receipt as PDF, to print (again); an event in the case's history."""
    paper = service.print_receipt(db.session(), gate.actor(), db.clock(), db.settings(), db.keys(), case_id)
    response = Response(receipt_pdf(paper), mimetype="application/pdf")
    name = "".join(letter if letter.isalnum() else "-" for letter in paper.complaint_no)
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


def _page(found: Visit, *, form: Answers | None = None, verdicts: Verdicts | None = None, status: int = 200) -> Response:
    session = db.session()
    check = identity.get(session, found.check_id) if found.check_id else None
    case = cases.get(session, found.case_id) if found.case_id else None
    context = {
        "visit": found,
        "row": queries.row_of(session, found.id),
        "check": check,
        "seen": identity.get(session, found.seen_id) if found.seen_id else None,
        "case": case if case is not None and case.state is not State.DRAFT else None,
        "draft": case is not None and case.state is State.DRAFT,
        "verdicts": verdicts,
        "shown_to": queries.staff_name(session, found.shown_to),
        "helper": queries.staff_name(session, found.help_given_by),
        "form": form or Answers(),
        "documents": [(one.value, _(one.label)) for one in Document],
        "reasons": [(one.value, _(one.label)) for one in EyeReason],
        "end_reasons": rules.END_REASONS,
        "running": check is not None and check.outcome is None,
    }
    return make_response(render_template("counter/visit.html", **context), status)
