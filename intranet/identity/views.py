"""Pages about checks: how the link is, who asked when, and the complaint numbers still to be sent back.

For Diskominfo, whose agreement it is, and for the registry's auditor (Magelang 3(1)a) and the office's own, who may look.
"""

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.base.actor import Role
from intranet.identity import queries, service
from intranet.identity.service import DISKOMINFO
from intranet.web import db, gate, hx, paging

READERS = (*DISKOMINFO, Role.DUKCAPIL_AUDITOR, Role.AUDITOR)

bp = Blueprint("identity", __name__, template_folder="templates")


@bp.get("/identity")
@gate.allow(*READERS)
def usage() -> Response:
    """How the link is now, and the checks of a month."""
    session, settings, clock = db.session(), db.settings(), db.clock()
    known = queries.months(clock, settings)
    month = next((month for month in known if month.value == request.args.get("month")), known[0])
    return hx.page_or_fragment(
        "identity/usage.html",
        "identity/_usage.html",
        months=known,
        month=month,
        page=queries.usage(session, month, paging.read(request.args)),
        counts=queries.outcome_counts(session, month),
        url=paging.address(url_for("identity.usage"), {"month": month.value}),
        health=None if hx.wanted() else queries.health(session, clock, settings),
        may_act=gate.actor().has(*DISKOMINFO),
    )


@bp.get("/identity/health")
@gate.allow(*READERS)
def health() -> Response:
    """How the link is now, alone: for a page that refreshes it."""
    return hx.page_or_fragment(
        "identity/health.html",
        "identity/_health.html",
        health=queries.health(db.session(), db.clock(), db.settings()),
        may_act=gate.actor().has(*DISKOMINFO),
    )


@bp.post("/identity/resume")
@gate.allow(*DISKOMINFO)
def resume() -> Response:
    """The trouble is over: ask the register again."""
    service.resume_checks(db.session(), gate.actor(), db.clock())
    flash(_("Pemeriksaan NIK dilanjutkan. Pemeriksaan berikutnya memanggil Dukcapil lagi."), "success")
    return redirect(url_for("identity.usage"), 303)


@bp.get("/identity/feedback")
@gate.allow(*READERS)
def feedback() -> Response:
    """The complaint numbers Disdukcapil does not have yet, and why."""
    session = db.session()
    return hx.page_or_fragment(
        "identity/feedback.html",
        "identity/_feedback.html",
        page=queries.unsent(session, paging.read(request.args)),
        counts=queries.feedback_counts(session),
        url=paging.address(url_for("identity.feedback"), {}),
        may_act=gate.actor().has(*DISKOMINFO),
    )


@bp.post("/identity/feedback/<string:feedback_id>/try-again")
@gate.allow(*DISKOMINFO)
def try_again(feedback_id: str) -> Response:
    """Send one number at the worker's next look."""
    row = service.try_again(db.session(), gate.actor(), db.clock(), feedback_id)
    flash(_("Nomor %(number)s dikirim ulang sebentar lagi.", number=row.complaint_no), "success")
    return redirect(url_for("identity.feedback"), 303)
