"""Pages of checkpoints: the list with days that have none, one with what was said of it, its paper and files; and the line."""

from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response as Answer

from intranet.base.errors import NotFound, Refused
from intranet.checkpoints import printing, queries, rules, service
from intranet.checkpoints.models import Checkpoint
from intranet.checkpoints.rules import MAKERS, READERS, STAMPERS, WITNESSES, State
from intranet.web import db, downloads, formatting, gate, paging
from intranet.web.forms import NOTHING, Answers
from shared.text import N_

bp = Blueprint("checkpoints", __name__, template_folder="templates")
_SAID = {
    State.SIGNED: N_("belum disaksikan Bawaslu"),
    State.WITNESSED: N_("sudah disaksikan Bawaslu"),
    State.DISPUTED: N_("tetapi kertas Bawaslu berbeda"),
}


def line() -> Markup:
    """The trail's state in one line, for the first page of those it concerns."""
    actor = gate.actor()
    told, good = _told()
    may_open = actor.has(*READERS)
    return Markup(render_template("checkpoints/_line.html", told=told, good=good, may_open=may_open))  # noqa: S704 (a template's own)


def _told() -> tuple[str, bool]:
    """The state of the trail in a sentence, and whether all is well."""
    now, found = formatting.now(), queries.standing(db.session())
    if found.broken:
        return _("Jejak tidak utuh pada catatan nomor %(seq)s.", seq=formatting.number(found.fault_seq or 0)), False
    if found.made_at is None:
        return _("Jejak belum punya titik periksa; yang pertama dibuat begitu pekerja latar berjalan."), False
    day = formatting.ago(found.made_at)
    if found.late(now):
        return _("Titik periksa jejak terakhir dibuat %(day)s; seharusnya setiap hari.", day=day), False
    said = _(_SAID[rules.state_of(found.agrees)])
    told = _(
        "Jejak utuh sampai catatan nomor %(size)s, titik periksa terakhir %(day)s, %(said)s.",
        size=formatting.number(found.size),
        day=day,
        said=said,
    )
    return told, found.good(now)


@bp.get("/checkpoints")
@gate.allow(*READERS)
def listing() -> Answer:
    """All checkpoints, the newest first, and the days that have none."""
    return _list(NOTHING, 200)


def _list(form: Answers, status: int) -> Answer:
    session, actor = db.session(), gate.actor()
    page, (told, good) = queries.listing(session, paging.read(request.args)), _told()
    newest = queries.newest(session)
    context: dict[str, Any] = {
        "page": page,
        "states": queries.states(session, [row.id for row in page.rows]),
        "missing": queries.missing(session, formatting.today(), db.settings().zone),
        "check": queries.last_check(session),
        "told": told,
        "good": good,
        "form": form,
        "public_key": newest.public_key if newest else "",
        "may_make": actor.has(*MAKERS),
        "url": paging.address(request.path, request.args),
    }
    return make_response(render_template("checkpoints/list.html", **context), status)


@bp.post("/checkpoints")
@gate.allow(*MAKERS)
def make() -> Answer:
    """Make one now."""
    session, form = db.session(), Answers(request.form)
    try:
        row = service.ask(session, gate.actor(), db.clock(), db.settings())
    except Refused as refused:
        form.refuse(refused)
        session.rollback()
        return _list(form, 422)
    flash(_("Titik periksa sampai catatan nomor %(size)s siap dicetak.", size=formatting.number(row.size)), "success")
    return redirect(url_for("checkpoints.show", checkpoint_id=row.id), 303)


@bp.get("/checkpoints/<string:checkpoint_id>")
@gate.allow(*READERS)
def show(checkpoint_id: str) -> Answer:
    """One checkpoint."""
    return _page(service.get(db.session(), checkpoint_id), 200)


@bp.post("/checkpoints/<string:checkpoint_id>/witness")
@gate.allow(*WITNESSES)
def witness(checkpoint_id: str) -> Answer:
    """Say that one's paper shows the same, or something else."""
    session, form = db.session(), Answers(request.form)
    differs = form.value("answer") == "differs"
    try:
        service.witness(session, gate.actor(), db.clock(), checkpoint_id, form.value("typed"), differs=differs)
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        form.refuse(refused)
        session.rollback()
        return _page(service.get(session, checkpoint_id), 422, witnessing=form)
    told = _("Dicatat: kertas Anda berbeda. Kepala kedua pihak sudah diberi tahu.") if differs else _("Titik periksa disaksikan.")
    flash(told, "message" if differs else "success")
    return redirect(url_for("checkpoints.show", checkpoint_id=checkpoint_id), 303)


@bp.post("/checkpoints/<string:checkpoint_id>/stamp")
@gate.allow(*STAMPERS)
def attach(checkpoint_id: str) -> Answer:
    """Keep the answer of a time-stamping authority."""
    session, form, sent = db.session(), Answers(request.form), request.files.get("file")
    answer = sent.stream.read(rules.MOST_STAMP + 1) if sent is not None else b""
    try:
        service.attach(session, gate.actor(), db.clock(), checkpoint_id, answer)
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        form.refuse(refused)
        session.rollback()
        return _page(service.get(session, checkpoint_id), 422, stamping=form)
    flash(_("Cap waktu disimpan bersama titik periksa."), "success")
    return redirect(url_for("checkpoints.show", checkpoint_id=checkpoint_id), 303)


@bp.get("/checkpoints/<string:checkpoint_id>/paper.pdf")
@gate.allow(*READERS)
def paper(checkpoint_id: str) -> Response:
    """The paper the other party takes along."""
    row = service.get(db.session(), checkpoint_id)
    return downloads.paper(printing.checkpoint(db.settings(), row), f"titik-periksa-{row.size}")


@bp.get("/checkpoints/<string:checkpoint_id>/note.txt")
@gate.allow(*READERS)
def note(checkpoint_id: str) -> Response:
    """The signed text, to be kept elsewhere."""
    row = service.get(db.session(), checkpoint_id)
    return _file(row.note.encode(), f"titik-periksa-{row.size}.txt")


@bp.get("/checkpoints/<string:checkpoint_id>/request.tsq")
@gate.allow(*READERS)
def stamp_request(checkpoint_id: str) -> Response:
    """A request to a time-stamping authority (RFC 3161)."""
    row = service.get(db.session(), checkpoint_id)
    return _file(rules.stamp_request(row.note), f"titik-periksa-{row.size}.tsq")


@bp.get("/checkpoints/<string:checkpoint_id>/answer.tsr")
@gate.allow(*READERS)
def stamp_answer(checkpoint_id: str) -> Response:
    """The answer kept with it."""
    row = service.get(db.session(), checkpoint_id)
    stamp = queries.stamped(db.session(), row.id)
    if stamp is None:
        raise NotFound(N_("Titik periksa ini tidak punya cap waktu."))
    return _file(stamp.answer, f"titik-periksa-{row.size}.tsr")


def _file(content: bytes, name: str) -> Response:
    answer = Response(content, mimetype="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return downloads.guarded(answer)


def _page(row: Checkpoint, status: int, witnessing: Answers = NOTHING, stamping: Answers = NOTHING) -> Answer:
    session, actor = db.session(), gate.actor()
    said, state = queries.said_of(session, row.id), queries.states(session, [row.id])[row.id]
    may_witness = rules.may_witness(actor) and row.made_by != actor.id
    asks = may_witness and state is State.SIGNED
    shown = rules.grouped(row.root)
    context: dict[str, Any] = {
        "row": row,
        "state": state,
        "said": said,
        "root": shown if not asks else f"{shown[:-9]}???? ????",  # what is typed is to be read from the paper
        "short": queries.short_signature(row),
        "asks": asks,
        "may_witness": may_witness,
        "witnessing": witnessing,
        "stamping": stamping,
        "stamp": queries.stamped(session, row.id),
        "may_stamp": actor.has(*STAMPERS),
        "made_by": queries.name_of(session, row.made_by),
        "stamp_by": queries.name_of(session, stamp.added_by) if (stamp := queries.stamped(session, row.id)) else "",
    }
    return make_response(render_template("checkpoints/show.html", **context), status)
