"""Verbs of ending well: matters settled or handed on, a changed institution, renewals, and disputes by deliberation."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.agreements import queries, rules
from intranet.agreements.models import Agreement, AgreementDispute, ClosingItem, InstitutionName, RenewalTask
from intranet.agreements.rules import Matter, Settlement, Standing
from intranet.agreements.service import SUBJECT, get, note, require_editor, require_leader, require_living
from intranet.base import trail
from intranet.base.actor import Actor, Party
from intranet.base.clock import Clock
from intranet.base.errors import NotFound, Refused, changed_meanwhile
from intranet.base.ids import new_id
from intranet.inbox.service import tell
from shared.text import N_

_RENAMED = N_("Nama lembaga %(party)s berubah; perjanjian ini perlu diperbarui dengan kop dan pihak yang baru.")


def settle(
    session: Session,
    actor: Actor,
    clock: Clock,
    today: dt.date,
    agreement_id: str,
    matter: Matter,
    how: Settlement,
    said: str,
    open_count: int,
) -> ClosingItem:
    """Note what became of an open matter, also after the end (Jambi 6(4)). ``open_count``: how many are open now.

    What is settled is not open any more; what is handed on says to whom. Raises Refused, NotFound, Forbidden.
    """
    require_leader(actor)
    row = get(session, agreement_id)
    if matter not in rules.matters_of(row.party_kinds, row.purposes):
        raise NotFound(N_("Hal itu tidak termasuk dalam perjanjian ini."))
    if not rules.may_close(row.term, today):
        raise Refused(
            N_("Daftar penutupan dikerjakan mulai %(days)s hari sebelum perjanjian berakhir."),
            values={"days": rules.CLOSING_DAYS},
        )
    if how is Settlement.SETTLED and open_count:
        raise Refused(
            N_("Masih ada %(count)s yang terbuka."),
            do=N_("Selesaikan lebih dahulu, atau alihkan dan tuliskan kepada siapa."),
            field="how",
            values={"count": open_count},
        )
    if how is Settlement.TRANSFERRED and not said.strip():
        raise Refused(N_("Tuliskan kepada siapa dan bagaimana dialihkan."), field="said")
    item = session.get(ClosingItem, (row.id, matter))
    if item is None:
        item = ClosingItem(agreement_id=row.id, matter=matter)
        session.add(item)
    item.how, item.note, item.open_count, item.by, item.at = how, said.strip(), open_count, actor.id, clock.now()
    session.flush()
    data = {"matter": matter.value, "how": how.value, "open": open_count}
    note(session, clock, actor, "agreement.matter_closed", row.id, data)
    return item


def rename_institution(
    session: Session, actor: Actor, clock: Clock, today: dt.date, party: Party, name: str, from_on: dt.date, basis: str
) -> InstitutionName:
    """Note that a party's institution bears another name from a day on; each living agreement of it must be renewed.

    Serves Magelang 5b. Raises Refused naming the field at fault, Forbidden.
    """
    require_editor(actor)
    name = " ".join(name.split())
    if not name:
        raise Refused(N_("Tuliskan nama lembaga yang baru."), field="name")
    if not basis.strip():
        raise Refused(N_("Tuliskan dasar perubahannya, misalnya nomor peraturan daerah."), field="basis")
    if session.scalar(select(InstitutionName.id).where(InstitutionName.party == party, InstitutionName.from_on == from_on)):
        raise Refused(N_("Perubahan pada tanggal itu sudah dicatat."), field="from_on")
    made = InstitutionName(id=new_id(), party=party, name=name, basis=basis.strip(), from_on=from_on, recorded_at=clock.now())
    session.add(made)
    session.flush()
    touched = [
        row
        for row in queries.all_agreements(session)
        if party in row.party_kinds and rules.standing_on(row.term, max(today, from_on)) is not Standing.EXPIRED
    ]
    for row in touched:
        session.add(RenewalTask(id=new_id(), agreement_id=row.id, name_id=made.id, due_on=from_on))
        tell(session, clock, queries.leaders_of(session, row), "agreement.renewal", SUBJECT, row.id, _RENAMED, party=party.label)
        note(session, clock, actor, "agreement.renewal_needed", row.id, {"from_on": from_on.isoformat()})
    session.flush()
    data = {"party": party.value, "from_on": from_on.isoformat(), "agreements": len(touched)}
    trail.record(session, clock, actor, "institution.renamed", "institution", made.id, data)
    return made


def finish_renewal(
    session: Session, actor: Actor, clock: Clock, today: dt.date, agreement_id: str, task_id: str, said: str
) -> RenewalTask:
    """Note how an agreement was renewed after a change of institution. Raises Refused, NotFound, Forbidden."""
    require_editor(actor)
    task = session.get(RenewalTask, task_id)
    if task is None or task.agreement_id != agreement_id:
        raise NotFound(N_("Tugas pembaruan tidak ditemukan."))
    if task.done_on is not None:
        raise Refused(N_("Pembaruan ini sudah dicatat selesai."))
    if not said.strip():
        raise Refused(N_("Tuliskan bagaimana diperbarui, misalnya nomor adendumnya."), field="renewal_note")
    task.done_on, task.note = today, said.strip()
    session.flush()
    note(session, clock, actor, "agreement.renewal_done", agreement_id, {})
    return task


def raise_dispute(
    session: Session, actor: Actor, clock: Clock, today: dt.date, agreement_id: str, party: Party, matter: str
) -> AgreementDispute:
    """Note a difference of reading or practice that the parties must talk over. Raises Refused, NotFound, Forbidden."""
    require_leader(actor)
    row: Agreement = get(session, agreement_id)
    require_living(row, today)
    if party not in row.party_kinds:
        raise Refused(N_("Pilih pihak yang ikut dalam perjanjian ini."), field="dispute_party")
    if not matter.strip():
        raise Refused(N_("Tuliskan pokok perbedaannya."), field="matter")
    made = AgreementDispute(
        id=new_id(),
        agreement_id=row.id,
        party=party,
        matter=matter.strip(),
        raised_on=today,
        recorded_by=actor.id,
        recorded_at=clock.now(),
    )
    session.add(made)
    session.flush()
    people = [one for one in queries.leaders_of(session, row) if one != actor.id]
    tell(session, clock, people, "agreement.dispute", SUBJECT, row.id, N_("Ada hal pada perjanjian yang perlu dimusyawarahkan."))
    note(session, clock, actor, "agreement.dispute_raised", row.id, {"party": party.value})
    return made


def deliberate(
    session: Session,
    actor: Actor,
    clock: Clock,
    today: dt.date,
    agreement_id: str,
    dispute_id: str,
    version: int,
    *,
    met_on: dt.date,
    minutes: str,
    outcome: str,
) -> AgreementDispute:
    """Keep the minutes of a deliberation; with an outcome the matter is settled. Raises Refused, NotFound, Conflict."""
    require_leader(actor)
    row = session.get(AgreementDispute, dispute_id)
    if row is None or row.agreement_id != agreement_id:
        raise NotFound(N_("Musyawarah tidak ditemukan."))
    if row.version != version:
        raise changed_meanwhile()
    if row.settled_on is not None:
        raise Refused(N_("Musyawarah ini sudah selesai."))
    if not row.raised_on <= met_on <= today:
        raise Refused(N_("Hari musyawarah ada di antara hari diajukan dan hari ini."), field="met_on")
    if not minutes.strip():
        raise Refused(N_("Tuliskan jalannya musyawarah."), field="minutes")
    row.met_on, row.minutes, row.outcome = met_on, minutes.strip(), outcome.strip()
    row.settled_on = met_on if row.outcome else None
    session.flush()
    note(session, clock, actor, "agreement.deliberated", agreement_id, {"settled": row.settled_on is not None})
    return row
