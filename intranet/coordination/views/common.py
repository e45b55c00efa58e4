"""What the pages of coordination share: the blueprint, who may read, choices, history, files."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint
from flask import Response as FlaskResponse
from flask_babel import gettext as _

from intranet.agreements.queries import all_agreements
from intranet.base import trail
from intranet.base.actor import Actor, Role
from intranet.base.clock import Clock
from intranet.outreach import queries as outreach
from intranet.web import db, formatting, gate, i18n
from intranet.web.downloads import guarded, plain_name
from intranet.web.editing import Refusing
from intranet.web.forms import Answers
from shared.text import N_

READERS = (*gate.CASE_WORKERS, Role.AUDITOR)
bp = Blueprint("coordination", __name__, url_prefix="/coordination", template_folder="../templates")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_TOLD = {
    "forum_called": N_("Forum diusulkan"),
    "forum_amended": N_("Rencana diperbaiki"),
    "participant_invited": N_("Peserta ditambahkan"),
    "participant_struck": N_("Peserta dihapus dari daftar"),
    "forum_minuted": N_("Notulen ditulis"),
    "forum_cancelled": N_("Dibatalkan"),
    "evaluation_begun": N_("Evaluasi dimulai"),
    "evaluation_written": N_("Kesimpulan ditulis"),
    "evaluation_issued": N_("Laporan diterbitkan"),
    "evaluation_delivered": N_("Laporan diserahkan kepada pimpinan"),
    "exchange_prepared": N_("Disiapkan"),
    "exchange_amended": N_("Catatan diperbaiki"),
    "exchange_done": N_("Diserahterimakan"),
    "exchange_cancelled": N_("Dibatalkan"),
    "list_taken_in": N_("Berkas dibaca"),
    "list_applied": N_("Daftar diberlakukan"),
    "list_dropped": N_("Berkas dibuang"),
}


def told(event: trail.Past) -> str:
    """An event of the history in the visitor's language."""
    return i18n.text(_TOLD[event.kind.removeprefix("coordination.")])


def agreements() -> list[tuple[str, str]]:
    """The agreements one's own party is a party of."""
    party = gate.actor().party
    return [
        (row.id, _("%(title)s (sampai %(day)s)", title=row.title, day=formatting.date(row.ends_on)))
        for row in all_agreements(db.session())
        if party in {one.party for one in row.parties}
    ]


def owners() -> list[tuple[str, str]]:
    """Who of both parties may have something to do."""
    return [(staff_id, f"{name} · {_(party.label)}") for staff_id, name, party in outreach.colleagues(db.session())]


def office() -> tuple[Any, Actor, Clock]:
    """What every verb begins with."""
    return db.session(), gate.actor(), db.clock()


def attempt(form: Answers, verb: Callable[[], object]) -> bool:
    """Do it, unless the form is wrong; a refusal a form can mend goes to its field, and what was half done is undone."""
    if not form.ok:
        return False
    with Refusing(form):
        verb()
        return True
    return False


def file(content: bytes, mimetype: str, name: str, ending: str) -> FlaskResponse:
    """A file of our own to be kept."""
    answer = guarded(FlaskResponse(content, mimetype=mimetype))
    answer.headers.set("Content-Disposition", "attachment", filename=f"{plain_name(name)}.{ending}")
    return answer
