"""What a partner sees: the referrals delivered to its organisation, and nothing else of any case."""

from flask import flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.base.actor import Role
from intranet.base.errors import Refused
from intranet.cases import receiving, tracking, tracks
from intranet.cases.tracks import Act
from intranet.cases.views.evidence import DAMAGED, sent
from intranet.cases.views.pages import bp
from intranet.evidence import service as evidence
from intranet.evidence.rules import Act as Handling
from intranet.evidence.store import Store
from intranet.web import db, gate, hx
from intranet.web.forms import Answers
from shared.text import N_

# The same acts, as the receiver says them.
LABELS = {
    Act.ACKNOWLEDGE: N_("Terima penerusan"),
    Act.ANSWER: N_("Kirim jawaban"),
    Act.REFUSE: N_("Tolak dengan alasan"),
}


@bp.get("/referrals")
@gate.allow(Role.PARTNER)
def referrals() -> str:
    """All referrals to one's own organisation, those that wait for it first."""
    return render_template("cases/referrals.html", rows=receiving.listing(db.session(), gate.actor()))


@bp.get("/referrals/<string:track_id>")
@gate.allow(Role.PARTNER)
def referral(track_id: str) -> Response:
    """One referral: what was sent, and what one may answer."""
    return _page(track_id, Answers(), 200)


@bp.post("/referrals/<string:track_id>")
@gate.allow(Role.PARTNER)
def answer_referral(track_id: str) -> Response:
    """Accept it, refuse it with a reason, or answer it."""
    form, session, actor, clock = Answers(request.form), db.session(), gate.actor(), db.clock()
    try:
        what = form.choice("act", Act)
        if what not in LABELS:
            raise Refused(N_("Langkah itu tidak berlaku untuk keadaan pekerjaan sekarang. Muat ulang halaman."))
        tracking.act(session, actor, clock, db.settings(), track_id, form.whole("version"), what, form.value("note"))
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        form.refuse(refused)
        session.rollback()
        return _page(track_id, form, refused.status)
    flash(_("Sudah dicatat dan diberitahukan kepada pengirim."), "success")
    return make_response(hx.see(url_for("cases.referral", track_id=track_id)))


@bp.post("/referrals/<string:track_id>/items/<string:item_id>/copy")
@gate.allow(Role.PARTNER)
def take_disclosed(track_id: str, item_id: str) -> Response:
    """Give out a file that was disclosed to one's organisation; noted in its custody and as a use of the disclosure."""
    session, actor, clock, store = db.session(), gate.actor(), db.clock(), Store(db.settings().data_dir)
    track = tracking.get(session, actor, clock, track_id)
    subject = ("case", track.case_id)
    if not evidence.open_file(session, actor, clock, store, subject=subject, item_id=item_id, act=Handling.EXPORTED):
        flash(_(DAMAGED), "danger")
        return make_response(hx.see(url_for("cases.referral", track_id=track_id)))
    return sent(evidence.get(session, subject, item_id))


def _page(track_id: str, form: Answers, status: int) -> Response:
    session, actor, clock = db.session(), gate.actor(), db.clock()
    track = tracking.get(session, actor, clock, track_id)
    lines = [line for line in tracks.open_to(actor, track.kind, track.stage) if line.act in LABELS]
    html = render_template(
        "cases/referral.html",
        sheet=receiving.sheet(session, clock, track),
        lines=lines,
        labels=LABELS,
        form=form,
    )
    return make_response(html, status)
