"""What the pages of outreach share: the blueprint, who may read, the names of kinds, agreements to choose from, and history."""

from typing import Any

from flask import Blueprint
from flask_babel import gettext as _

from intranet.base import trail
from intranet.base.actor import Role
from intranet.outreach import queries
from intranet.outreach.rules import PARTIES, CostBearer, Scope
from intranet.web import db, formatting, gate, i18n
from intranet.web.editing import options
from shared.text import N_

READERS = (*gate.CASE_WORKERS, Role.AUDITOR)
bp = Blueprint("outreach", __name__, url_prefix="/outreach", template_folder="../templates")

_TOLD = {
    "event_planned": N_("Direncanakan"),
    "event_amended": N_("Rencana diperbaiki"),
    "event_held": N_("Dicatat terlaksana"),
    "event_reported": N_("Selesai dilaporkan"),
    "event_cancelled": N_("Dibatalkan"),
    "participant_added": N_("Peserta ditambahkan"),
    "participant_removed": N_("Peserta dihapus dari daftar"),
    "attendance_marked": N_("Kehadiran dan nilai dicatat"),
    "minutes_written": N_("Notulen ditulis"),
    "action_done": N_("Tindak lanjut selesai"),
    "dissemination_planned": N_("Direncanakan"),
    "dissemination_amended": N_("Rencana diperbaiki"),
    "dissemination_done": N_("Dicatat terlaksana"),
    "dissemination_dropped": N_("Dibatalkan"),
    "loan_asked": N_("Diminta secara tertulis"),
    "loan_answered": N_("Dijawab secara tertulis"),
    "loan_withdrawn": N_("Dibatalkan"),
    "loan_handed_over": N_("Diserahkan"),
    "loan_returned": N_("Dikembalikan"),
    "loan_rang": N_("Terlambat kembali: kedua pihak diberi tahu"),
    "activity_proposed": N_("Diusulkan"),
    "activity_amended": N_("Usulan diperbaiki"),
    "activity_agreed": N_("Disetujui kedua pihak"),
    "activity_done": N_("Selesai"),
    "activity_cancelled": N_("Dibatalkan"),
    "evidence.added": N_("Foto ditambahkan"),
    "evidence.opened": N_("Foto dilihat"),
    "evidence.exported": N_("Foto diunduh"),
    "evidence.checked": N_("Foto diperiksa: utuh"),
    "evidence.damaged": N_("Foto ditemukan rusak"),
}


def told(event: trail.Past) -> str:
    """An event of the history in the visitor's language."""
    return i18n.text(_TOLD[event.kind.removeprefix("outreach.")])


@bp.app_template_filter("koma")
def decimal(value: float) -> str:
    """``72,5`` in Indonesian, ``72.5`` in English."""
    text = f"{value:.1f}"
    return text.replace(".", ",") if i18n.language() == "id" else text


def choices_of_agreement(*, both: bool = False) -> dict[str, Any]:
    """What the fields of an agreement and of a cost offer: the agreements of one's own party, or of ``both``, and when they end."""
    party = gate.actor().party
    rows = queries.agreements_of(db.session(), *(PARTIES if both else [party] if party else []))
    return {
        "agreements": [
            (row.id, _("%(title)s (sampai %(day)s)", title=row.title, day=formatting.date(row.ends_on))) for row in rows
        ],
        "scopes": options(Scope),
        "bearers": options(CostBearer),
    }
