"""Evidence on a case: adding files and links, looking at a picture drawn anew, taking a copy, checking a file.

Looking and taking are acts, noted before anything leaves; so they are sent as forms and never are a mere address.
"""

from base64 import b64encode

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.base.errors import Refused
from intranet.cases import search
from intranet.cases import service as cases
from intranet.cases.forms import EvidenceForm
from intranet.cases.rules import State
from intranet.cases.views.pages import again, bp, done, visible
from intranet.disclosure import service as disclosure
from intranet.disclosure.rules import Act as Wish
from intranet.evidence import exchange, picture, service
from intranet.evidence.models import EvidenceItem
from intranet.evidence.rules import PAGED, Act
from intranet.web import db, downloads, gate, hx, uploads
from intranet.web.forms import Answers
from shared.text import N_

DAMAGED = N_("Berkas bukti ini rusak atau hilang: isinya tidak lagi sama dengan saat diterima. Hubungi pengelola sistem.")


@bp.post("/cases/<string:case_id>/evidence/files")
@gate.allow(*gate.CASE_WORKERS)
@uploads.takes_file
def add_evidence_file(case_id: str) -> Response:
    """Keep a file that was sent."""
    form, came = EvidenceForm(request.form), exchange.arrived()
    _registered(case_id)
    try:
        if came is None:
            raise service.nothing_chosen()
        about = form.read(db.settings().zone)
        if about is None:
            return again(case_id, Refused(form.error("captured_at"), field="captured_at"), evidence_file=form)
        item = exchange.keep(came, ("case", case_id), about)
        search.add(db.session(), case_id, item.title, item.original_name, item.account)
    except Refused as refused:
        return again(case_id, refused, evidence_file=form)
    return done(case_id, _("Bukti ditambahkan."))


@bp.post("/cases/<string:case_id>/evidence/links")
@gate.allow(*gate.CASE_WORKERS)
def add_evidence_link(case_id: str) -> Response:
    """Keep an address on the web."""
    form = EvidenceForm(request.form)
    _registered(case_id)
    try:
        about = form.read(db.settings().zone)
        if about is None:
            return again(case_id, Refused(form.error("captured_at"), field="captured_at"), evidence_link=form)
        item = service.add_link(db.session(), gate.actor(), db.clock(), subject=("case", case_id), about=about)
        search.add(db.session(), case_id, item.title, item.url, item.account)
    except Refused as refused:
        return again(case_id, refused, evidence_link=form)
    return done(case_id, _("Bukti ditambahkan."))


@bp.post("/cases/<string:case_id>/evidence/<string:item_id>/copy")
@gate.allow(*gate.CASE_WORKERS)
def take_evidence(case_id: str, item_id: str) -> Response:
    """Give out a copy of the file, exactly as it came."""
    if not _handled(case_id, item_id, Act.EXPORTED):
        return _damaged(case_id)
    return sent(service.get(db.session(), ("case", case_id), item_id))


@bp.post("/cases/<string:case_id>/evidence/<string:item_id>/picture")
@gate.allow(*gate.CASE_WORKERS)
def see_evidence(case_id: str, item_id: str) -> Response | str:
    """Show a picture or a page, drawn anew; nothing of the file itself reaches the browser.

    It is drawn before the database is held, for a hostile file may take its time, and shown only once that is noted.
    """
    page = max(1, Answers(request.form).whole("page"))
    subject = ("case", case_id)
    with db.database().read() as session:
        wanted = service.to_be_shown(session, gate.actor(), db.clock(), subject=subject, item_id=item_id)
        media_type, place = wanted.media_type, exchange.store().path(wanted.sha256 or "")
    drawn = picture.draw(place, media_type, page) if place.exists() else None
    if not _handled(case_id, item_id, Act.OPENED, turning=page > 1):
        return _damaged(case_id)
    found, item = visible(case_id), service.get(db.session(), subject, item_id)
    shown = f"data:image/png;base64,{b64encode(drawn.png).decode()}" if drawn else ""
    paper = disclosure.look(db.session(), gate.actor(), db.clock(), Wish.PRINT, (service.KIND, item.id), within=subject)
    free = paper.allowed and not paper.grant_id
    paged = item.media_type in PAGED
    context = {"case": found, "item": item, "shown": shown, "drawn": drawn, "paged": paged, "most": picture.PAGES}
    return render_template("evidence/picture.html", may_print=free, **context)


@bp.post("/cases/<string:case_id>/evidence/<string:item_id>/check")
@gate.allow(*gate.CASE_WORKERS)
def check_evidence(case_id: str, item_id: str) -> Response:
    """Compare a file with its hash now."""
    if not _handled(case_id, item_id, Act.CHECKED):
        return _damaged(case_id)
    return done(case_id, _("Berkas utuh: isinya sama dengan saat diterima."))


def _registered(case_id: str) -> None:
    if cases.known(db.session(), gate.actor(), case_id).state is State.DRAFT:
        raise Refused(N_("Daftarkan pengaduan dahulu, lalu tambahkan bukti."))
    disclosure.require(db.session(), gate.actor(), db.clock(), Wish.READ, ("case", case_id))


def _handled(case_id: str, item_id: str, act: Act, *, turning: bool = False) -> bool:
    session, subject = db.session(), ("case", case_id)
    cases.known(session, gate.actor(), case_id)
    return service.open_file(
        session, gate.actor(), db.clock(), exchange.store(), subject=subject, item_id=item_id, act=act, turning=turning
    )


def _damaged(case_id: str) -> Response:
    """Back to the case; that the file is damaged has been noted and stays noted."""
    flash(_(DAMAGED), "danger")
    return hx.see(url_for("cases.case", case_id=case_id))


def sent(item: EvidenceItem) -> Response:
    """A copy of a file that may leave, to be saved and never shown."""
    return downloads.copy(exchange.store().path(item.sha256 or ""), item.original_name)
