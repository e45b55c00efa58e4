"""The verbs of a disclosure: ask, consent, approve, refuse, use, withdraw; and letting it expire."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.base import trail
from intranet.base.actor import SYSTEM, Actor, Party
from intranet.base.clock import Clock
from intranet.base.errors import Conflict, Forbidden, NotFound, Refused
from intranet.base.ids import new_id
from intranet.base.numbering import next_number
from intranet.disclosure import rules
from intranet.disclosure.models import Disclosure, DisclosureItem
from intranet.disclosure.rules import Form, State, Step
from intranet.disclosure.service import CHANGED, Subject, end_of, flush, people_of, use
from intranet.inbox.service import tell
from intranet.partners import queries as partners
from intranet.settings import Settings
from shared.text import N_

SERIES = "disclosure"
_MESSAGES = {
    State.REQUESTED: N_("Pengungkapan %(no)s menunggu persetujuan pihak Anda sebagai pemilik."),
    State.CONSENTED: N_("Pengungkapan %(no)s menunggu pengesahan."),
    State.APPROVED: N_("Pengungkapan %(no)s disahkan dan dapat dipakai."),
    State.REFUSED: N_("Pengungkapan %(no)s ditolak."),
    State.WITHDRAWN: N_("Pengungkapan %(no)s ditarik."),
    State.EXPIRED: N_("Pengungkapan %(no)s lewat masa berlakunya."),
}


@dataclass(frozen=True, kw_only=True)
class Item:
    """What is to be disclosed, whose it is, and how it is named without telling what it says (see DisclosureItem)."""

    subject: Subject
    case_id: str
    no: str
    position: int
    owner: Party


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request as entered; exactly one of ``to_party``, ``partner_id`` and ``to_person`` is the recipient."""

    form: Form
    to_party: Party | None = None
    partner_id: str | None = None
    to_person: str = ""
    purpose: str = ""
    basis: str = ""
    last_day: dt.date | None = None
    said_on: dt.date | None = None


@dataclass(frozen=True)
class Said:
    """What comes with a step: a reason or how it was used, and the number and day of the owner's letter."""

    reason: str = ""
    letter_no: str = ""
    letter_on: dt.date | None = None


def ask(session: Session, actor: Actor, clock: Clock, settings: Settings, items: Sequence[Item], asked: Asked) -> Disclosure:
    """Ask the owner to let something be disclosed; an oral disclosure is told here afterwards. Raises Refused or Forbidden."""
    if not actor.has(*rules.WORKERS) or actor.party is None:
        raise Forbidden(N_("Pengungkapan diajukan oleh petugas kedua pihak."))
    today = clock.now().astimezone(settings.zone).date()
    owner = _one_owner(items)
    _check(session, asked, owner, today)
    last_day = asked.last_day or today + dt.timedelta(days=settings.disclosure_days)
    row = Disclosure(
        id=new_id(),
        state=State.REQUESTED,
        form=asked.form,
        owner=owner,
        asking=actor.party,
        party=asked.to_party or actor.party,
        to_party=asked.to_party,
        partner_id=asked.partner_id,
        to_person=asked.to_person.strip(),
        purpose=asked.purpose.strip(),
        basis=asked.basis.strip(),
        said_on=asked.said_on,
        ends_at=end_of(last_day, settings.zone),
        due_on=today + dt.timedelta(days=rules.ANSWER_DAYS),
        requested_by=actor.id,
        requested_at=clock.now(),
    )
    row.number = next_number(
        session,
        clock,
        series=SERIES,
        template=settings.disclosure_number,
        office=settings.office_code,
        zone=settings.zone,
        subject_id=row.id,
    )
    row.items = [
        DisclosureItem(
            subject_kind=one.subject[0], subject_id=one.subject[1], case_id=one.case_id, no=one.no, position=one.position
        )
        for one in items
    ]
    session.add(row)
    session.flush()
    data = {"form": row.form.value, "owner": owner.value, "items": len(items), "from": "", "to": row.state.value}
    trail.record(session, clock, actor, "disclosure.requested", "disclosure", row.id, data)
    _tell(session, clock, actor, row)
    return row


def step(
    session: Session,
    actor: Actor,
    clock: Clock,
    settings: Settings,
    disclosure_id: str,
    version: int,
    what: Step,
    said: Said = Said(),
) -> Disclosure:
    """Take a disclosure one step on. Raises NotFound, Conflict, Forbidden, or Refused naming the field that is missing."""
    row = get(session, actor, disclosure_id)
    if row.version != version:
        raise Conflict(CHANGED)
    line, verdict = rules.line_for(row.state, what), rules.may_step(actor, row.state, what, row.facts(approvers(session)))
    if line is None:
        raise Refused(verdict.reason)
    if not verdict.allowed:
        raise Forbidden(verdict.reason, do=verdict.do)
    now = clock.now()
    today = now.astimezone(settings.zone).date()
    if now >= row.ends_at and what is not Step.WITHDRAW:
        raise Refused(N_("Masa berlakunya sudah lewat."), do=N_("Ajukan pengungkapan baru."))
    reason = said.reason.strip()
    if line.reason and len(reason) < rules.REASON:
        raise Refused(N_("Tuliskan keterangannya, sedikitnya 10 huruf."), field="reason")
    if what is Step.USE:
        use(session, actor, clock, row, None, reason[:300])
        return row
    if what is Step.CONSENT_BY_LETTER:
        _check_letter(said, today)
        row.letter_no, row.letter_on = said.letter_no.strip()[:120], said.letter_on
    if line.target is State.CONSENTED:
        row.consented_by, row.consented_at = actor.id, now
    elif line.target is State.APPROVED:
        row.approved_by, row.approved_at = actor.id, now
    else:
        row.closing = reason[:300]
    before, row.state = row.state, line.target
    row.due_on = today + dt.timedelta(days=rules.ANSWER_DAYS) if row.state is State.CONSENTED else None
    flush(session)
    data = {"from": before.value, "to": row.state.value, "letter": bool(row.letter_no)}
    trail.record(session, clock, actor, f"disclosure.{row.state.value}", "disclosure", row.id, data)
    _tell(session, clock, actor, row)
    return row


def expire(session: Session, clock: Clock) -> int:
    """End the disclosures whose time is over; returns how many. A chore of the worker."""
    ended = [state for state in State if state.ended]
    query = select(Disclosure).where(Disclosure.state.not_in(ended), Disclosure.ends_at <= clock.now()).order_by(Disclosure.id)
    over = session.scalars(query.with_for_update()).all()
    for row in over:
        before, row.state, row.due_on = row.state, State.EXPIRED, None
        flush(session)
        data = {"from": before.value, "to": row.state.value}
        trail.record(session, clock, SYSTEM, "disclosure.expired", "disclosure", row.id, data)
        _tell(session, clock, SYSTEM, row)
    return len(over)


def get(session: Session, actor: Actor, disclosure_id: str) -> Disclosure:
    """The disclosure, if ``actor`` may know of it; raises NotFound."""
    row = session.get(Disclosure, disclosure_id)
    if row is None or not rules.may_know(actor, row.facts(frozenset())):
        raise NotFound(N_("Pengungkapan tidak ditemukan."))
    return row


def approvers(session: Session) -> frozenset[str]:
    """The active heads and commissioners of both parties."""
    return frozenset(people_of(session, rules.CHIEFS, *rules.PARTIES))


def waiting_for(session: Session, row: Disclosure) -> Collection[str]:
    """Whose turn it is: the owner's chiefs (or, when the only one asks, its officers), the approvers, or who asked."""
    if row.state is State.REQUESTED:
        chiefs = set(people_of(session, rules.CHIEFS, row.owner)) - {row.requested_by}
        return chiefs or set(people_of(session, rules.WORKERS, row.owner)) - {row.requested_by}
    if row.state is State.CONSENTED:
        able = approvers(session) - {row.requested_by}
        return able - {row.consented_by} or able
    return {row.requested_by} if row.state is State.APPROVED else ()


def _tell(session: Session, clock: Clock, actor: Actor, row: Disclosure) -> None:
    told = set(waiting_for(session, row))
    if row.state is State.APPROVED and row.to_party not in (None, row.asking):
        told |= set(people_of(session, rules.WORKERS, row.party))
    if row.state.ended:
        told = {one for one in (row.requested_by, row.consented_by, row.approved_by) if one}
    kind = f"disclosure.{row.state.value}"
    tell(session, clock, sorted(told - {actor.id}), kind, "disclosure", row.id, _MESSAGES[row.state], no=row.number)


def _one_owner(items: Sequence[Item]) -> Party:
    owners = {one.owner for one in items}
    if not owners:
        raise Refused(N_("Pilih sedikitnya satu hal yang diungkapkan."), field="items")
    if len(owners) > 1:
        raise Refused(
            N_("Yang dipilih dimiliki dua pihak."), do=N_("Ajukan satu pengungkapan untuk tiap pihak pemilik."), field="items"
        )
    return owners.pop()


def _check(session: Session, asked: Asked, owner: Party, today: dt.date) -> None:
    recipients = [bool(asked.to_party), bool(asked.partner_id), bool(asked.to_person.strip())]
    if sum(recipients) != 1:
        raise Refused(N_("Pilih satu penerima: pihak, mitra, atau tuliskan orangnya."), field="to")
    if asked.to_party is not None and (asked.to_party is owner or asked.to_party not in rules.PARTIES):
        raise Refused(N_("Pemiliknya tidak perlu pengungkapan; pilih penerima lain."), field="to")
    if asked.partner_id and asked.partner_id not in {row_id for row_id, _name in partners.choices_on(session, today)}:
        raise Refused(N_("Pilih mitra yang masih berlaku."), field="to")
    if asked.form is Form.READ and asked.to_party is None:
        raise Refused(N_("Hanya petugas kedua pihak yang membaca di layar; pilih bentuk lain."), field="form")
    if len(asked.purpose.strip()) < rules.PURPOSE:
        raise Refused(N_("Tuliskan tujuannya, sedikitnya 10 huruf."), field="purpose")
    if len(asked.basis.strip()) < rules.BASIS:
        raise Refused(N_("Tuliskan dasar hukumnya, misalnya pasal dan peraturannya."), field="basis")
    if asked.last_day is not None and asked.last_day < today:
        raise Refused(N_("Hari terakhirnya sudah lewat."), field="last_day")
    if (asked.form is Form.ORAL) != (asked.said_on is not None):
        raise Refused(N_("Isi tanggal disampaikan untuk pengungkapan lisan, dan hanya untuk itu."), field="said_on")
    if asked.said_on is not None and asked.said_on > today:
        raise Refused(N_("Tanggal itu belum terjadi."), field="said_on")


def _check_letter(said: Said, today: dt.date) -> None:
    if not said.letter_no.strip():
        raise Refused(N_("Tuliskan nomor surat persetujuannya."), field="letter_no")
    if said.letter_on is None or said.letter_on > today:
        raise Refused(N_("Isi tanggal suratnya, paling lambat hari ini."), field="letter_on")
