"""Verbs on the task force of an agreement, which each party forms from its own (Jambi 4(2)f, 4(4)g; Kudus 7)."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.agreements import queries
from intranet.agreements.models import Agreement, TaskForceMember
from intranet.agreements.service import SUBJECT, get, note, require_leader, require_living
from intranet.base.actor import Actor, Party, Role
from intranet.base.clock import Clock
from intranet.base.errors import Forbidden, NotFound, Refused, changed_meanwhile
from intranet.base.ids import new_id
from intranet.base.papers import written_date
from intranet.inbox.service import tell
from shared.text import N_

_LEFT = N_("Keanggotaan gugus tugas berakhir pada %(day)s; %(count)s perkara terbuka masih padanya dan perlu diserahterimakan.")
_OFFICERS = (Role.DISKOMINFO_OFFICER, Role.BAWASLU_OFFICER)


@dataclass(frozen=True, kw_only=True)
class MemberInput:
    """A member as entered: ``staff_id`` of somebody with an account, else a name; the party decides whose leader may."""

    party: Party
    decree_no: str
    from_on: dt.date
    staff_id: str = ""
    name: str = ""
    office: str = ""
    until_on: dt.date | None = None


def enlist(session: Session, actor: Actor, clock: Clock, today: dt.date, agreement_id: str, given: MemberInput) -> TaskForceMember:
    """Put somebody into the task force by a decree. Raises Refused naming the field at fault, NotFound, Forbidden."""
    row = get(session, agreement_id)
    _require_own(actor, given.party)
    require_living(row, today)
    if given.party not in row.party_kinds:
        raise Refused(N_("Pilih pihak yang ikut dalam perjanjian ini."), field="member_party")
    person = next((one for one in queries.colleagues(session, given.party) if one.id == given.staff_id), None)
    if given.staff_id and person is None:
        raise Refused(N_("Pilih pegawai dari pihak itu."), field="staff")
    name = person.name if person else " ".join(given.name.split())
    if not name:
        raise Refused(N_("Pilih pegawai, atau tuliskan nama orangnya."), field="member_name")
    if not given.decree_no.strip():
        raise Refused(N_("Isi nomor surat keputusannya."), field="decree_no")
    _fits(row, given)
    if person and _twice(session, row.id, person.id, given):
        raise Refused(N_("Orang ini sudah menjadi anggota pada waktu itu."), field="staff")
    member = TaskForceMember(
        id=new_id(),
        agreement_id=row.id,
        staff_id=person.id if person else None,
        name=name,
        party=given.party,
        office=" ".join(given.office.split()),
        decree_no=given.decree_no.strip(),
        from_on=given.from_on,
        until_on=given.until_on,
        recorded_by=actor.id,
        recorded_at=clock.now(),
    )
    session.add(member)
    session.flush()
    note(session, clock, actor, "agreement.member_enlisted", row.id, {"member": member.id, "party": given.party.value})
    return member


def end_membership(
    session: Session,
    actor: Actor,
    clock: Clock,
    today: dt.date,
    member_id: str,
    version: int,
    until_on: dt.date,
    open_cases: int,
) -> TaskForceMember:
    """End a membership after ``until_on``; the leaders of both parties are told what is to be handed over.

    ``open_cases``: how many are still with the person. Raises Refused, NotFound, Conflict, Forbidden.
    """
    member = get_member(session, member_id)
    _require_own(actor, member.party)
    if member.version != version:
        raise changed_meanwhile()
    if member.until_on is not None and member.until_on < today:
        raise Refused(N_("Keanggotaan ini sudah berakhir."))
    if until_on < member.from_on:
        raise Refused(N_("Hari terakhir lebih awal dari hari pertama."), field="until_on")
    member.until_on = until_on
    session.flush()
    if member.staff_id:
        people = queries.leaders_of(session, get(session, member.agreement_id))
        values: dict[str, str | int] = {"day": written_date(until_on), "count": open_cases}
        tell(session, clock, people, "agreement.member_left", SUBJECT, member.agreement_id, _LEFT, **values)
    data = {"member": member.id, "until_on": until_on.isoformat(), "open_cases": open_cases}
    note(session, clock, actor, "agreement.member_left", member.agreement_id, data)
    return member


def get_member(session: Session, member_id: str) -> TaskForceMember:
    """The membership; raises NotFound."""
    member = session.get(TaskForceMember, member_id)
    if member is None:
        raise NotFound(N_("Anggota gugus tugas tidak ditemukan."))
    return member


def may_work(session: Session, actor: Actor, day: dt.date) -> bool:
    """Whether ``actor`` may work on joint cases where that is for the task force only.

    Leaders always may, since they watch and sign; as long as no task force runs, everybody may: nothing gets stuck.
    """
    if not actor.has(*_OFFICERS) or actor.has(Role.DISKOMINFO_HEAD, Role.BAWASLU_COMMISSIONER):
        return True
    running = queries.task_force_staff(session, day)
    return not running or actor.id in running


def parties_of(actor: Actor, row: Agreement) -> list[Party]:
    """For which parties of an agreement ``actor`` forms the task force: one's own and partners; an administrator for all."""
    others = () if actor.has(Role.ADMIN) else (Party.BAWASLU, Party.DISKOMINFO)
    return [party for party in Party if party in row.party_kinds and (party is actor.party or party not in others)]


def _require_own(actor: Actor, party: Party) -> None:
    require_leader(actor)
    if not actor.has(Role.ADMIN) and actor.party is not party and party in (Party.BAWASLU, Party.DISKOMINFO):
        raise Forbidden(N_("Setiap pihak membentuk gugus tugas dari unsurnya sendiri."))


def _fits(row: Agreement, given: MemberInput) -> None:
    if given.until_on is not None and given.until_on < given.from_on:
        raise Refused(N_("Hari terakhir lebih awal dari hari pertama."), field="member_until")
    if not row.starts_on <= given.from_on <= row.ends_on:
        raise Refused(N_("Keanggotaan mulai di dalam masa berlaku perjanjian."), field="member_from")


def _twice(session: Session, agreement_id: str, staff_id: str, given: MemberInput) -> bool:
    query = select(TaskForceMember).where(TaskForceMember.agreement_id == agreement_id, TaskForceMember.staff_id == staff_id)
    until = given.until_on or dt.date.max
    return any(one.from_on <= until and given.from_on <= (one.until_on or dt.date.max) for one in session.scalars(query))
