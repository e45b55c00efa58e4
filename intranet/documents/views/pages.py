"""One paper: choose it on the case, change its words, look at it, issue it, print it, cancel it."""

import re
from collections.abc import Mapping
from typing import Any

from flask import flash, get_template_attribute, make_response, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from intranet.base import trail
from intranet.base.actor import Party
from intranet.base.errors import NotFound, Refused
from intranet.base.ids import new_id
from intranet.cases import service as cases
from intranet.cases.rules import State
from intranet.documents import assembling, contents, facts, prefill, queries, rules, service
from intranet.documents.assembling import DocumentInput
from intranet.documents.forms import PaperForm
from intranet.documents.models import Document
from intranet.documents.rules import DocumentKind, DocumentState
from intranet.documents.views.common import READERS, bp, pdf, visible
from intranet.partners import queries as partners
from intranet.web import blanks, db, formatting, gate, hx
from intranet.web.forms import Answers
from shared.text import N_

_ID = re.compile(r"[0-9a-f]{32}")
_EVENTS = {
    "document.drafted": N_("Konsep dibuat"),
    "document.changed": N_("Konsep diubah"),
    "document.issued": N_("Diterbitkan"),
    "document.printed": N_("Dicetak atau dibuka"),
    "document.cancelled": N_("Dibatalkan"),
}


def section(case: Any) -> Markup:
    """The part of a case's page that lists its papers and offers new ones."""
    session, actor = db.session(), gate.actor()
    found = queries.of_case(session, actor, db.clock(), case.id)
    asked = found.asked and rules.may_make(actor, DocumentKind.TAKEDOWN_PACK)
    first, others = rules.offered(actor, case.state, complainant=bool(case.told_who), takedowns=asked)
    lines, checks = found.lines, found.checks
    told = (tuple(first), tuple(others), tuple(checks), bool(lines))
    if checks:
        offers = Markup(get_template_attribute("documents/_offers.html", "offers")(case.id, "", *told))  # noqa: S704
    else:
        offers = blanks.drawn("documents/_offers.html", "offers", case.id, *told)
    nothing = not (first or others or checks)
    page = render_template("documents/_section.html", case=case, lines=lines, offers=offers, nothing=nothing)
    return Markup(page)  # noqa: S704 - a template's own markup


@bp.get("/new")
@gate.allow(*gate.CASE_WORKERS)
def new() -> Response:
    """A paper written from the facts; nothing is kept until it is sent. Without a kind: to the register."""
    if not request.args.get("kind"):
        return make_response(hx.see(url_for("documents.register")))
    kind, session = _kind(request.args), db.session()
    tracks = request.args.getlist("track")
    if kind is DocumentKind.TAKEDOWN_PACK and not tracks:
        tracks = [one.track_id for one in queries.requests(session, gate.actor(), db.clock(), request.args.get("case") or "-")]
    given = PaperForm(kind, request.args, tracks=tracks).read(request.args.get("case", ""), request.args.get("check", ""))
    matter = assembling.gathered(session, gate.actor(), db.settings(), db.clock(), given)
    service.require_new(gate.actor(), given, matter)
    house = service.house(session, db.settings(), gate.actor())
    evidence = frozenset(item.id for item in matter.evidence)
    written = DocumentInput(
        kind=kind,
        case_ids=tuple(case.id for case in matter.cases),
        check_id=given.check_id,
        track_ids=given.track_ids,
        evidence_ids=evidence if kind in contents.LISTS_EVIDENCE else frozenset(),
        subject=prefill.subject(kind, matter),
        texts=prefill.texts(kind, matter, house),
    )
    return _form(PaperForm.of(written, **_signature(house)), written, once=new_id())


@bp.post("/new")
@gate.allow(*gate.CASE_WORKERS)
def make() -> Response:
    """Keep a draft or issue the paper, by the button pressed. The same form sent twice is one paper."""
    form, given = _sent()
    once, session = request.form.get("once", ""), db.session()
    if not _ID.fullmatch(once):
        raise Refused(N_("Formulir ini sudah terlalu lama terbuka. Muat ulang halaman."))
    if service.find(session, once) is not None:
        return _to(once)
    common = (session, gate.actor(), db.clock(), db.settings(), given)
    try:
        if form.value("do") == "issue":
            row = service.issue_new(*common, form.sign(), once, form.value("ground"))
        else:
            row = service.draft(*common, once)
    except Refused as refused:
        return _again(form, given, refused, once=once)
    return _done(row)


@bp.post("/preview")
@gate.allow(*gate.CASE_WORKERS)
def preview() -> Response:
    """How the paper on the form would look; nothing is kept."""
    form, given = _sent()
    data = service.preview(db.session(), gate.actor(), db.clock(), db.settings(), given)
    return pdf(data, f"konsep {form.kind.label}")


@bp.get("/<string:document_id>")
@gate.allow(*READERS)
def show(document_id: str) -> Response:
    """One paper: a draft to be changed, or what was issued."""
    row = visible(document_id)
    if row.state is not DocumentState.DRAFT:
        return _page(row, Answers(), 200)
    given = service.given_of(db.session(), row)
    house = service.house(db.session(), db.settings(), gate.actor())
    return _form(PaperForm.of(given, **_signature(house)), given, row=row)


@bp.post("/<string:document_id>")
@gate.allow(*gate.CASE_WORKERS)
def change(document_id: str) -> Response:
    """Keep what the draft says now, and issue it if that button was pressed."""
    row, session = visible(document_id), db.session()
    form = PaperForm.sent(row.kind, request.form)
    common = (session, gate.actor(), db.clock(), db.settings(), document_id)
    kept = service.given_of(session, row)
    given = form.read(kept.case_ids[0] if kept.case_ids else "", kept.check_id or "")
    try:
        row = service.change(*common, form.whole("version"), given)
        if form.value("do") == "issue":
            row = service.issue(*common, row.version, form.sign(), form.value("ground"))
    except Refused as refused:
        return _again(form, given, refused, document_id=document_id)
    return _done(row)


@bp.post("/<string:document_id>/discard")
@gate.allow(*gate.CASE_WORKERS)
def discard(document_id: str) -> Response:
    """Throw a draft away."""
    row = visible(document_id)
    given = service.given_of(db.session(), row)
    service.discard(db.session(), gate.actor(), db.clock(), document_id, Answers(request.form).whole("version"))
    flash(_("Konsep dibuang. Nomor surat tidak terpakai."), "success")
    home = url_for("cases.case", case_id=given.case_ids[0]) if given.case_ids else url_for("documents.drafts")
    return make_response(hx.see(home))


@bp.post("/<string:document_id>/cancel")
@gate.allow(*gate.CASE_WORKERS)
def cancel(document_id: str) -> Response:
    """Withdraw an issued paper, for a reason."""
    form, session = Answers(request.form), db.session()
    visible(document_id)
    try:
        service.cancel(session, gate.actor(), db.clock(), document_id, form.whole("version"), form.value("reason"))
    except Refused as refused:
        if refused.status != 422:
            raise
        form.refuse(refused)
        session.rollback()
        return _page(service.get(session, document_id), form, 422)
    flash(_("Surat dibatalkan. Nomornya tetap tercatat di buku surat keluar."), "success")
    return _to(document_id)


@bp.post("/<string:document_id>/print")
@gate.allow(*gate.CASE_WORKERS)
def print_paper(document_id: str) -> Response:
    """The issued paper as PDF; noted in the histories before it leaves."""
    visible(document_id)
    row, data = service.print_paper(db.session(), gate.actor(), db.clock(), document_id)
    return pdf(data, f"{row.kind.label} {row.number}", download=request.form.get("how") == "download")


def _kind(args: Mapping[str, str]) -> DocumentKind:
    kind = Answers(args).choice("kind", DocumentKind)
    if kind is None:
        raise NotFound(N_("Jenis surat itu tidak ada."))
    return kind


def _sent() -> tuple[PaperForm, DocumentInput]:
    form = PaperForm.sent(_kind(request.form), request.form)
    return form, form.read(form.value("case"), form.value("check"))


def _signature(house: prefill.House) -> dict[str, str]:
    """What somebody signed with last, else what follows from the role."""
    actor = gate.actor()
    title, nip = queries.last_signature(db.session(), actor.id)
    role = {Party.BAWASLU: "Ketua", Party.DISKOMINFO: "Kepala"}
    chief = actor.has(*rules.CHIEFS.values())
    return {"title": title or f"{role[house.party] if chief else 'Petugas'} {house.name}", "nip": nip}


def _to(document_id: str) -> Response:
    return make_response(hx.see(url_for("documents.show", document_id=document_id)))


def _done(row: Document) -> Response:
    if row.state is DocumentState.ISSUED:
        flash(_("Surat terbit dengan nomor %(no)s.", no=row.number), "success")
    else:
        flash(_("Konsep disimpan."), "success")
    return _to(row.id)


def _again(form: PaperForm, given: DocumentInput, refused: Refused, *, once: str = "", document_id: str = "") -> Response:
    """The form again with what was typed."""
    if refused.status in (403, 404):
        raise refused
    form.refuse(refused)
    session = db.session()
    session.rollback()
    row = visible(document_id) if document_id else None
    if row is not None and row.state is not DocumentState.DRAFT:
        raise refused  # somebody else issued it meanwhile: there is no form any more
    return _form(form, given, row=row, once=once, status=refused.status)


def _form(form: PaperForm, given: DocumentInput, *, row: Document | None = None, once: str = "", status: int = 200) -> Response:
    session, actor, kind = db.session(), gate.actor(), form.kind
    every = queries.requests(session, gate.actor(), db.clock()) if kind is DocumentKind.TAKEDOWN_PACK else []
    platforms = {one.platform for one in every if one.track_id in given.track_ids}
    case_ids = given.case_ids or tuple(dict.fromkeys(one.case_id for one in every if one.track_id in given.track_ids))
    case = cases.find(session, case_ids[0]) if case_ids else None
    listed = kind in contents.LISTS_EVIDENCE
    matter = facts.gather(session, actor, db.settings(), db.clock(), case_ids=case_ids) if listed else None
    page = render_template(
        "documents/form.html",
        form=form,
        kind=kind,
        spec=rules.SPECS[kind],
        fields=contents.FIELDS[kind],
        row=row,
        once=once,
        case=case if case is not None and case.state is not State.DRAFT else None,
        case_id=given.case_ids[0] if given.case_ids else "",
        check_id=given.check_id or "",
        to_complainant=rules.SPECS[kind].to_complainant,
        evidence=matter.evidence if matter else (),
        requests=[one for one in every if one.platform in platforms or not platforms],
        receivers=partners.names_on(session, formatting.today()),
        may_issue=actor.party is not None and rules.may_issue(actor, kind, actor.party),
        maker=queries.names(session, {row.made_by}).get(row.made_by, "") if row else "",
        whoms=[(one.value, _(one.label)) for one in contents.Whom],
    )
    return make_response(page, status)


def _page(row: Document, cancelling: Answers, status: int) -> Response:
    session, actor = db.session(), gate.actor()
    page = render_template(
        "documents/show.html",
        row=row,
        line=queries.line_of(session, actor, db.clock(), row),
        cancelling=cancelling,
        people=queries.names(session, {row.made_by, row.signer_id, row.cancelled_by}),
        may_cancel=row.state is DocumentState.ISSUED and rules.may_issue(actor, row.kind, row.party),
        may_open_cases=actor.has(*gate.CASE_WORKERS),
        events=trail.of(session, "document", row.id),
        event_texts=_EVENTS,
    )
    return make_response(page, status)
