"""What the pages of an agreement share: the blueprint, who may read, what stands at the head of each, refusals and history."""

from typing import Any

from flask import Blueprint, make_response, render_template
from werkzeug.wrappers import Response

from intranet.agreements import queries, rules, service
from intranet.agreements.models import Agreement
from intranet.base import trail
from intranet.base.actor import Party, Role
from intranet.web import db, formatting, gate, i18n
from shared.text import N_

READERS = (*gate.CASE_WORKERS, Role.DUKCAPIL_AUDITOR, Role.SCHEDULER, Role.ADMIN, Role.AUDITOR)
_WATCHERS = (Role.ADMIN, Role.AUDITOR)  # of every agreement's duties; the others of those of their own party
DUTIES = (*gate.CASE_WORKERS, Role.DUKCAPIL_AUDITOR, *_WATCHERS)
INSIDERS = (*gate.CASE_WORKERS, Role.ADMIN, Role.AUDITOR)  # of people, disputes and what is still open

bp = Blueprint("agreements", __name__, template_folder="../templates")

_TABS = (
    ("agreements.show", N_("Ringkasan"), READERS),
    ("agreements.clause_list", N_("Pasal"), READERS),
    ("duties.ledger", N_("Buku kewajiban"), DUTIES),
    ("agreements.changes", N_("Perubahan"), READERS),
    ("agreements.documents", N_("Dokumen"), READERS),
    ("agreements.task_force", N_("Gugus tugas"), INSIDERS),
    ("agreements.disputes", N_("Musyawarah"), INSIDERS),
    ("agreements.closing", N_("Penutupan"), INSIDERS),
)
_EVENTS = {
    "agreement.registered": N_("Dicatat"),
    "agreement.signed": N_("Ditandatangani"),
    "agreement.completed": N_("Catatan dilengkapi"),
    "agreement.suspended": N_("Dibekukan"),
    "agreement.resumed": N_("Pembekuan dicabut"),
    "agreement.holder_seated": N_("Pejabat dicatat"),
    "agreement.clause_lapsed": N_("Pasal dinyatakan gugur"),
    "agreement.clause_changed": N_("Pasal diubah oleh adendum"),
    "agreement.document_added": N_("KAK atau petunjuk teknis dicatat"),
    "agreement.amended": N_("Adendum, perpanjangan, atau pengakhiran dicatat"),
    "agreement.notice_lettered": N_("Surat pemberitahuan pengakhiran dibuat"),
    "agreement.member_enlisted": N_("Anggota gugus tugas dicatat"),
    "agreement.member_left": N_("Keanggotaan gugus tugas diakhiri"),
    "agreement.matter_closed": N_("Satu hal pada daftar penutupan dicatat"),
    "agreement.renewal_needed": N_("Nama lembaga berubah: perlu diperbarui"),
    "agreement.renewal_done": N_("Pembaruan dicatat selesai"),
    "agreement.dispute_raised": N_("Hal untuk dimusyawarahkan dicatat"),
    "agreement.deliberated": N_("Musyawarah dicatat"),
    "evidence.added": N_("Pindaian ditambahkan"),
    "evidence.opened": N_("Pindaian dilihat"),
    "evidence.exported": N_("Pindaian diunduh"),
    "evidence.checked": N_("Pindaian diperiksa: utuh"),
    "evidence.damaged": N_("Pindaian ditemukan rusak"),
}


def told(event: trail.Past) -> str:
    """An event of the history in the visitor's language."""
    return i18n.text(_EVENTS.get(event.kind, event.kind))


def page(template: str, row: Agreement, status: int, **context: Any) -> Response:
    """A page of an agreement, with what stands at the head of all of them."""
    actor, day = gate.actor(), formatting.today()
    standing = rules.standing_on(row.term, day)
    renewals = queries.renewals(db.session(), row.id)
    html = render_template(
        f"agreements/{template}.html",
        row=row,
        day=day,
        standing=standing,
        days_left=rules.days_left(row.term, day),
        tabs=[
            (endpoint, i18n.text(text))
            for endpoint, text, who in _TABS
            if actor.has(*who) and (who is not DUTIES or actor.has(*_WATCHERS) or actor.party in row.party_kinds)
        ],
        may_edit=actor.has(*service.EDITORS),
        may_lead=actor.has(*service.LEADERS),
        living=standing is not rules.Standing.EXPIRED,
        waiting_renewals=[one for one in renewals if one.done_on is None],
        parties=[(party.value, i18n.text(party.label)) for party in Party if party in row.party_kinds],
        **context,
    )
    return make_response(html, status)
