"""What the pages of papers share."""

import re

from flask import Blueprint, Response

from intranet.base.actor import Role
from intranet.base.errors import NotFound
from intranet.documents import queries, service
from intranet.documents.models import Document
from intranet.documents.rules import DocumentState
from intranet.web import db, gate
from shared.text import N_

READERS = (*gate.CASE_WORKERS, Role.ADMIN)

bp = Blueprint("documents", __name__, url_prefix="/documents", template_folder="../templates")


def visible(document_id: str) -> Document:
    """The paper, if this person may know of it: a draft only by its own party."""
    row = service.get(db.session(), document_id)
    if row.state is DocumentState.DRAFT and not queries.line_of(db.session(), gate.actor(), db.clock(), row).mine:
        raise NotFound(N_("Surat tidak ditemukan."))
    service.require_readable(db.session(), gate.actor(), db.clock(), row)
    return row


def pdf(data: bytes, name: str, *, download: bool = False) -> Response:
    """A paper for the browser to show, or to keep."""
    answer = Response(data, mimetype="application/pdf")
    safe = re.sub(r"[^0-9A-Za-z]+", "-", name).strip("-") or "surat"
    answer.headers["Content-Disposition"] = f'{"attachment" if download else "inline"}; filename="{safe}.pdf"'
    return answer
