"""Verbs of the register: register, suspend, resume, end an agreement; and the gate others ask: ``allowed_today``."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from intranet.agreements import rules
from intranet.agreements.models import Agreement, AgreementParty, AgreementPurpose
from intranet.agreements.rules import AgreementKind, Purpose, Standing, Why
from intranet.base import trail
from intranet.base.actor import Actor, Party, Role
from intranet.base.clock import Clock
from intranet.base.errors import Conflict, Forbidden, NotFound, Refused
from intranet.base.ids import new_id
from shared.text import N_

EDITORS = (Role.DISKOMINFO_HEAD, Role.ADMIN)
_NEEDS_APPROVAL = frozenset({Purpose.POPULATION_CHECK})


@dataclass(frozen=True)
class Permit:
    """The act is allowed today, under this agreement."""

    agreement_id: str
    ends_on: dt.date


@dataclass(frozen=True)
class Refusal:
    """The act is not allowed today: ``why`` carries the sentence, ``values`` its placeholders."""

    why: Why
    agreement_id: str | None = None
    values: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class PartyInput:
    """One party as registered; ``number`` None when the paper leaves it blank."""

    party: Party
    name: str
    number: str | None = None


@dataclass(frozen=True, kw_only=True)
class AgreementInput:
    """An agreement as registered."""

    kind: AgreementKind
    title: str
    signed_on: dt.date
    starts_on: dt.date
    ends_on: dt.date
    institution_name: str
    parties: tuple[PartyInput, ...]
    purposes: frozenset[Purpose]
    approval_letter_no: str = ""
    end_event: str = ""


def today(clock: Clock, zone: ZoneInfo) -> dt.date:
    """The office's calendar day: an agreement ends at the office's midnight, not at Greenwich's."""
    return clock.now().astimezone(zone).date()


def allowed_today(
    session: Session,
    clock: Clock,
    purpose: Purpose,
    *,
    zone: ZoneInfo,
) -> Permit | Refusal:
    """Whether an agreement carries ``purpose`` today, in the office's time zone; the last valid day is inside."""
    query = select(Agreement).join(AgreementPurpose).where(AgreementPurpose.purpose == purpose).order_by(Agreement.id)
    found = {row.id: row for row in session.scalars(query)}
    candidates = [
        rules.Candidate(
            id=row.id,
            term=row.term,
            approved=bool(row.approval_letter_no.strip()),
        )
        for row in found.values()
    ]
    chosen, why = rules.decide(candidates, today(clock, zone), approval_needed=purpose in _NEEDS_APPROVAL)
    if why is None and chosen is not None:
        return Permit(chosen.id, chosen.term.ends_on)
    if chosen is None:
        return Refusal(Why.NONE)
    row = found[chosen.id]
    values = {
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "reason": row.suspended_reason,
    }
    return Refusal(why or Why.NONE, chosen.id, values)


def register(session: Session, actor: Actor, clock: Clock, agreement: AgreementInput) -> Agreement:
    """Enter an agreement. Raises Refused naming the field at fault, Forbidden for roles that may not."""
    _require_editor(actor)
    if not agreement.title.strip():
        raise Refused(N_("Judul perjanjian belum diisi."), field="title")
    if agreement.ends_on < agreement.starts_on:
        raise Refused(
            N_("Tanggal berakhir lebih awal dari tanggal mulai berlaku."),
            do=N_("Periksa kedua tanggal pada naskah perjanjian."),
            field="ends_on",
        )
    if len(agreement.parties) < 2:
        raise Refused(N_("Perjanjian memerlukan sedikitnya dua pihak."), field="parties")
    if not agreement.purposes:
        raise Refused(N_("Pilih sedikitnya satu hal yang diatur perjanjian ini."), field="purposes")
    row = Agreement(
        id=new_id(),
        kind=agreement.kind,
        title=agreement.title.strip(),
        signed_on=agreement.signed_on,
        starts_on=agreement.starts_on,
        ends_on=agreement.ends_on,
        end_event=agreement.end_event.strip(),
        approval_letter_no=agreement.approval_letter_no.strip(),
        institution_name=agreement.institution_name.strip(),
        suspended_reason="",
        recorded_at=clock.now(),
        parties=[
            AgreementParty(position=n, party=p.party, name=p.name.strip(), number=(p.number or "").strip() or None)
            for n, p in enumerate(agreement.parties, 1)
        ],
        granted=[AgreementPurpose(purpose=purpose) for purpose in sorted(agreement.purposes, key=lambda p: p.value)],
    )
    session.add(row)
    session.flush()
    _note(session, clock, actor, "agreement.registered", row, {"ends_on": row.ends_on.isoformat()})
    return row


def suspend(
    session: Session,
    actor: Actor,
    clock: Clock,
    agreement_id: str,
    *,
    version: int,
    from_day: dt.date,
    until_day: dt.date | None,
    reason: str,
) -> Agreement:
    """Stop everything that rests on an agreement from ``from_day`` to ``until_day`` inclusive, or until resumed.

    Serves force majeure and government policy (Magelang 6). Raises Refused, NotFound, Conflict, Forbidden.
    """
    row = _open(session, actor, agreement_id, version)
    if not reason.strip():
        raise Refused(N_("Alasan pembekuan belum diisi."), field="reason")
    if until_day is not None and until_day < from_day:
        raise Refused(N_("Tanggal akhir pembekuan lebih awal dari tanggal mulainya."), field="until_day")
    row.suspended_from, row.suspended_until, row.suspended_reason = from_day, until_day, reason.strip()
    span = {"from": from_day.isoformat(), "until": until_day.isoformat() if until_day else None}
    return _changed(session, clock, actor, "agreement.suspended", row, span)


def resume(session: Session, actor: Actor, clock: Clock, agreement_id: str, *, version: int, zone: ZoneInfo) -> Agreement:
    """Lift a suspension today. The agreement's term is not prolonged by it. Raises Refused, NotFound, Conflict."""
    row = _open(session, actor, agreement_id, version)
    if rules.standing_on(row.term, today(clock, zone)) is not Standing.SUSPENDED:
        raise Refused(N_("Perjanjian ini tidak sedang dibekukan."))
    row.suspended_from = row.suspended_until = None
    row.suspended_reason = ""
    return _changed(session, clock, actor, "agreement.resumed", row, {})


def get(session: Session, agreement_id: str) -> Agreement:
    """The agreement; raises NotFound."""
    row = session.get(Agreement, agreement_id)
    if row is None:
        raise NotFound(N_("Perjanjian tidak ditemukan."))
    return row


def _open(session: Session, actor: Actor, agreement_id: str, version: int) -> Agreement:
    _require_editor(actor)
    row = get(session, agreement_id)
    if row.version != version:
        raise Conflict(
            N_("Perjanjian ini baru saja diubah orang lain; perubahan Anda belum disimpan."),
            do=N_("Muat ulang halaman dan periksa isinya."),
        )
    return row


def _changed(session: Session, clock: Clock, actor: Actor, kind: str, row: Agreement, data: Mapping[str, object]) -> Agreement:
    try:
        session.flush()
    except StaleDataError as error:
        raise Conflict(
            N_("Perjanjian ini baru saja diubah orang lain; perubahan Anda belum disimpan."),
            do=N_("Muat ulang halaman dan periksa isinya."),
        ) from error
    _note(session, clock, actor, kind, row, data)
    return row


def _require_editor(actor: Actor) -> None:
    if not actor.has(*EDITORS):
        raise Forbidden(N_("Hanya kepala kantor atau pengelola sistem yang dapat mengubah daftar perjanjian."))


def _note(session: Session, clock: Clock, actor: Actor, kind: str, row: Agreement, data: Mapping[str, object]) -> None:
    trail.record(session, clock, actor, kind=kind, subject_kind="agreement", subject_id=row.id, data=data)
