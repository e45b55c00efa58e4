"""What the pages of the ledger share: the blueprint, who may read, sentences and links, and history."""

import datetime as dt
from typing import Any

from flask import Blueprint, current_app, url_for
from markupsafe import Markup

from intranet.agreements.models import Agreement
from intranet.base import trail
from intranet.base.actor import Role
from intranet.duties.queries import Line
from intranet.duties.rules import Finding
from intranet.web import db, formatting, gate, i18n
from shared.text import N_

READERS = (*gate.CASE_WORKERS, Role.DUKCAPIL_AUDITOR, Role.ADMIN, Role.AUDITOR)
SCAN_READERS = (*gate.CASE_WORKERS, Role.ADMIN, Role.AUDITOR)  # what is evidence stays inside, as an agreement's scans do
REGISTRY_READERS = (*gate.DISKOMINFO, Role.DUKCAPIL_AUDITOR, Role.ADMIN, Role.AUDITOR)
EDITORS = (*gate.DISKOMINFO, Role.ADMIN)
bp = Blueprint("duties", __name__, url_prefix="/duties", template_folder="../templates")

_TOLD = {
    "stated": N_("Dinyatakan"),
    "reader_added": N_("Dicatat"),
    "reader_changed": N_("Diubah"),
    "sam_added": N_("Diterima"),
    "sam_placed": N_("Dipindahkan"),
    "sam_ended": N_("Tidak dipegang lagi"),
    "credential_added": N_("Dicatat"),
    "credential_changed": N_("Diubah"),
    "credential_rotated": N_("Diganti"),
    "credential_ended": N_("Dicabut"),
    "credential_rang": N_("Pemegang diberi tahu bahwa penggantian sudah dekat"),
}


def happened(event: trail.Past) -> str:
    """An event of the history in the visitor's language."""
    return i18n.text(_TOLD[event.kind.removeprefix("duties.")])


def said(finding: Finding) -> Markup:
    """A finding's sentence in the visitor's language."""
    return i18n.text(finding.text, **{name: _written(value) for name, value in finding.values.items()})


def _written(value: object) -> str:
    if isinstance(value, dt.date):
        return formatting.date(value)
    if isinstance(value, int):
        return formatting.number(value)
    return "–" if value is None else str(value)


def records_of(line: Line, agreement: Agreement) -> str:
    """The address of the records a line rests on; empty when the visitor may not open them."""
    view = current_app.view_functions.get(line.source.endpoint)
    who = gate.who_may(view) if view else None
    if not isinstance(who, frozenset) or not gate.actor().has(*who):
        return ""
    values: dict[str, Any] = {"agreement_id": agreement.id} if line.source.of_agreement else {}
    return url_for(line.source.endpoint, **values)


def today() -> dt.date:
    """The office's day."""
    return db.clock().now().astimezone(db.settings().zone).date()
