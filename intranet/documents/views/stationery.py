"""The office's stationery: letterheads, and how numbers are written."""

from collections.abc import Callable

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.base.actor import Party, Role
from intranet.base.errors import Conflict, Refused
from intranet.base.numbering import ROMAN
from intranet.documents import rules, stationery
from intranet.documents.forms import HeadForm, SchemeForm
from intranet.documents.rules import DocumentKind, Reset
from intranet.documents.views.common import bp
from intranet.web import db, formatting, gate
from intranet.web.forms import Answers
from shared.text import N_


@bp.get("/stationery")
@gate.allow(Role.ADMIN)
def stationery_page() -> Response:
    """Both parties' letterheads and the table of numbers."""
    return _page(200)


@bp.post("/stationery/letterhead")
@gate.allow(Role.ADMIN)
def set_letterhead() -> Response:
    """Change a letterhead."""
    form = HeadForm(request.form)
    party = _party(form)

    def verb() -> None:
        stationery.set_letterhead(db.session(), gate.actor(), db.clock(), party, form.whole("version"), form.read())

    if _accepted(form, verb):
        flash(_("Kop surat disimpan. Surat yang sudah terbit tidak berubah."), "success")
        return redirect(url_for("documents.stationery_page"), 303)
    return _page(422, head=(party, form))


@bp.post("/stationery/numbers")
@gate.allow(Role.ADMIN)
def set_scheme() -> Response:
    """Change a line of the table of numbers, or add one for a kind."""
    form = SchemeForm(request.form)
    party, (_whose, kind, scheme) = _party(form), form.read()

    def verb() -> None:
        version = form.whole("version")
        stationery.set_scheme(db.session(), gate.actor(), db.clock(), db.settings(), party, kind, version, scheme)

    if _accepted(form, verb):
        flash(_("Penomoran disimpan dan berlaku mulai surat berikutnya."), "success")
        return redirect(url_for("documents.stationery_page"), 303)
    return _page(422, scheme=form)


def _party(form: Answers) -> Party:
    party = form.choice("party", Party)
    if party not in rules.CHIEFS or party is None:
        raise Refused(N_("Pihak itu tidak membuat surat di sini."))
    return party


def _accepted(form: Answers, verb: Callable[[], None]) -> bool:
    try:
        verb()
    except Refused as refused:
        if isinstance(refused, Conflict) or refused.status != 422:
            raise
        form.refuse(refused)
        db.session().rollback()
        return False
    return True


def _page(status: int, *, head: tuple[Party, HeadForm] | None = None, scheme: SchemeForm | None = None) -> Response:
    session, settings = db.session(), db.settings()
    heads = {party: HeadForm.of(*stationery.letterhead(session, settings, party)) for party in rules.CHIEFS}
    if head is not None:
        heads[head[0]] = head[1]
    lines = stationery.lines(session)
    today = formatting.today()
    sample = {"seq": 7, "year": today.year, "month": today.month, "roman": ROMAN[today.month - 1], "office": settings.office_code}
    samples = {(line.party, line.key): rules.template_of(line.scheme).format(**sample) for line in lines}
    missing = [
        (party, kind)
        for party in rules.CHIEFS
        for kind in DocumentKind
        if party in rules.SPECS[kind].parties and (party, kind) not in {(line.party, line.kind) for line in lines}
    ]
    page = render_template(
        "documents/stationery.html",
        heads=heads,
        wrong_head=head[0] if head else None,
        lines=lines,
        samples=samples,
        missing=missing,
        scheme=scheme or SchemeForm(),
        resets=[(one.value, _(one.label)) for one in Reset],
    )
    return make_response(page, status)
