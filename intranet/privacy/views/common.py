"""What the pages of privacy share: the blueprint, who may read, the words of their history."""

from typing import Any

from flask import Blueprint
from flask_babel import gettext as _

from intranet.base import trail
from intranet.base.actor import Role
from intranet.web import formatting, gate, i18n
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
