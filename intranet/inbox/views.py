"""The page of one's own messages. Opening one marks it read, so that is a form and not a link."""

from collections.abc import Mapping
from typing import Any, cast

from flask import Blueprint, Flask, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.base.actor import Actor
from intranet.inbox import queries, service
from intranet.web import db, formatting, gate, i18n, paging

bp = Blueprint("inbox", __name__, template_folder="templates")


def install(app: Flask, subjects: Mapping[str, tuple[str, str]]) -> None:
    """Say where a message leads: for each kind of subject its page's endpoint and the name of the id in its address."""
    app.extensions["posko_inbox"] = subjects


def waiting(actor: Actor) -> int:
    """How many messages ``actor`` has not read, at most ``queries.MOST``: for the head of every page."""
    return queries.unread(db.session(), actor)


@bp.get("/inbox")
@gate.any_staff
def index() -> str:
    """One's own messages, newest first."""
    page = queries.listing(db.session(), gate.actor(), paging.read(request.args))
    return render_template(
        "inbox/index.html",
        page=page,
        unread_count=waiting(gate.actor()),
        said=lambda line: i18n.text(line.text, **line.written(formatting.moment)),
        leads=lambda line: _address(line.subject_kind, line.subject_id),
        url=paging.address(request.path, {}),
    )


@bp.post("/inbox/<string:message_id>/open")
@gate.any_staff
def follow(message_id: str) -> Response:
    """Mark a message read and go where it leads."""
    message = service.mark_read(db.session(), db.clock(), gate.actor(), message_id)
    return redirect(_address(message.subject_kind, message.subject_id), 303)


@bp.post("/inbox/<string:message_id>/read")
@gate.any_staff
def mark_read(message_id: str) -> Response:
    """Mark a message read and stay."""
    service.mark_read(db.session(), db.clock(), gate.actor(), message_id)
    return redirect(url_for("inbox.index"), 303)


@bp.post("/inbox/read")
@gate.any_staff
def mark_all_read() -> Response:
    """Mark all of one's messages read."""
    service.mark_all_read(db.session(), db.clock(), gate.actor())
    flash(_("Semua pesan ditandai sudah dibaca."), "success")
    return redirect(url_for("inbox.index"), 303)


def _address(subject_kind: str, subject_id: str) -> str:
    """The page a message is about; the inbox itself when there is none."""
    subjects = cast("Mapping[str, tuple[str, str]]", current_app.extensions["posko_inbox"])
    if subject_kind not in subjects:
        return url_for("inbox.index")
    endpoint, name = subjects[subject_kind]
    values: dict[str, Any] = {name: subject_id}
    return url_for(endpoint, **values)
