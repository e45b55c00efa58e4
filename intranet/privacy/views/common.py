"""What the pages of privacy share: the blueprint, who may read, the words of their history."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.base import trail
from intranet.base.actor import Role
from intranet.base.errors import Refused
from intranet.outreach.rules import Said
from intranet.web import db, formatting, gate, i18n
from intranet.web.forms import Answers
from shared.text import N_

WATCHERS = (*gate.CASE_WORKERS, Role.ADMIN, Role.AUDITOR, Role.DUKCAPIL_AUDITOR)
bp = Blueprint("privacy", __name__, url_prefix="/privacy", template_folder="../templates")

_TOLD = {
    "incident_recorded": N_("Kejadian dicatat"),
    "incident_amended": N_("Catatan dilengkapi"),
    "incident_listed": N_("Daftar yang terdampak ditetapkan"),
    "incident_rang": N_("Batas waktu diingatkan"),
    "notice_issued": N_("Surat pemberitahuan terbit"),
    "notice_sent": N_("Pengiriman surat dicatat"),
    "incident_closed": N_("Selesai"),
    "request_taken": N_("Permintaan diterima"),
    "request_rang": N_("Batas waktu diingatkan"),
    "extract_made": N_("Salinan data dibuat"),
    "corrected": N_("Data dibetulkan; nilai lamanya tidak disimpan"),
    "restricted": N_("Pemrosesan dibatasi"),
    "released": N_("Pembatasan dicabut"),
    "request_done": N_("Diserahkan"),
    "request_refused": N_("Ditolak dengan dasar hukum"),
}


def told(event: trail.Past) -> str:
    """An event of the history in the visitor's language."""
    return i18n.text(_TOLD[event.kind.removeprefix("privacy.")])


@bp.app_template_filter("diisi")
def filled(cell: Any) -> str:
    """A text with its figures, in the visitor's language."""
    values = {name: value if isinstance(value, str | int) else formatting.date(value) for name, value in cell.values.items()}
    shown = {name: formatting.number(value) if isinstance(value, int) else value for name, value in values.items()}
    return _(cell.text) % shown


def options(members: Iterable[Said]) -> list[tuple[str, str]]:
    """Values and translated labels, for a field with choices."""
    return [(member.value, _(member.label)) for member in members]


def back_to(endpoint: str, message: str, **values: Any) -> Response:
    """After a change: say so on the page of what was changed."""
    flash(message, "success")
    return redirect(url_for(f"privacy.{endpoint}", **values), 303)


def refill(form: Answers, refused: Refused) -> None:
    """Take a refusal over into the form that was sent, and undo what was half done; what no form can mend goes on."""
    if refused.status != 422:
        raise refused
    form.refuse(refused)
    db.session().rollback()
