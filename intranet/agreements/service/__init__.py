"""Verbs of the register: register, suspend, resume an agreement; and the gate others ask: ``allowed_today``.

Beside: ``record`` (what belongs to the record), ``amendments``, ``task_force`` and ``closing``.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from intranet.agreements import clauses, rules
from intranet.agreements.examples import EXAMPLES
from intranet.agreements.models import Agreement, AgreementBasis, AgreementClause, AgreementParty, AgreementPurpose
from intranet.agreements.rules import AgreementKind, Notice, Purpose, Standing, Why
from intranet.base import trail
from intranet.base.actor import Actor, Party, Role
from intranet.base.clock import Clock
from intranet.base.errors import Conflict, Forbidden, NotFound, Refused
from intranet.base.ids import new_id
from shared.text import N_

EDITORS = (Role.DISKOMINFO_HEAD, Role.ADMIN)
LEADERS = (Role.DISKOMINFO_HEAD, Role.BAWASLU_COMMISSIONER, Role.ADMIN)
SUBJECT = "agreement"
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
    original_at: str = ""


@dataclass(frozen=True, kw_only=True)
class AgreementInput:
    """An agreement as registered. ``template``: the known agreement whose clauses it takes over; empty: of none."""

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
    template: str = ""
    drafted: bool = False
    place: str = ""
    stamped: bool = False
    notice: Notice | None = None
    talks_months: int | None = None
    parent_id: str = ""
    bases: tuple[str, ...] = ()


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
    require_editor(actor)
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
    if not agreement.purposes and agreement.kind is AgreementKind.PKS:
        raise Refused(N_("Pilih sedikitnya satu hal yang diatur perjanjian ini."), field="purposes")
    if agreement.template and agreement.template not in EXAMPLES:
        raise Refused(N_("Contoh itu tidak dikenal."), do=N_("Mulai lagi dari daftar contoh."))
    if agreement.parent_id and session.get(Agreement, agreement.parent_id) is None:
        raise Refused(N_("Perjanjian induk itu tidak ada di daftar."), field="parent")
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
            AgreementParty(
                position=n,
                party=p.party,
                name=p.name.strip(),
                number=(p.number or "").strip() or None,
                original_at=p.original_at.strip(),
            )
            for n, p in enumerate(agreement.parties, 1)
        ],
        template=agreement.template,
        drafted=agreement.drafted,
        place=agreement.place.strip(),
        stamped=agreement.stamped,
        notice_amount=agreement.notice.amount if agreement.notice else None,
        notice_unit=agreement.notice.unit if agreement.notice else None,
        talks_months=agreement.talks_months,
        parent_id=agreement.parent_id or None,
        bases=[AgreementBasis(position=n, text=text) for n, text in enumerate(agreement.bases, 1)],
        granted=[AgreementPurpose(purpose=purpose) for purpose in sorted(agreement.purposes, key=lambda p: p.value)],
    )
    session.add(row)
    session.flush()
    if row.template:
        _take_over(session, row)
    note(session, clock, actor, "agreement.registered", row.id, {"ends_on": row.ends_on.isoformat(), "template": row.template})
    return row


def _take_over(session: Session, row: Agreement) -> None:
    """Copy the clauses of the known agreement: from then on they are this agreement's own."""
    for position, one in enumerate(clauses.of(row.template), 1):
        session.add(
            AgreementClause(
                agreement_id=row.id,
                key=one.key,
                position=position,
                article=one.article,
                text=one.text,
                kind=one.kind,
                owes=" ".join(party.value for party in one.owes),
                owed_to=" ".join(party.value for party in one.to),
                evidence=one.evidence,
                from_on=row.starts_on,
            )
        )
    session.flush()


def sign(
    session: Session,
    actor: Actor,
    clock: Clock,
    today: dt.date,
    agreement_id: str,
    version: int,
    *,
    signed_on: dt.date,
    starts_on: dt.date,
    ends_on: dt.date,
) -> Agreement:
    """Make a draft an agreement, with its days as signed. Raises Refused naming the field at fault, NotFound, Conflict."""
    row = opened(session, actor, agreement_id, version)
    if not row.drafted:
        raise Refused(N_("Perjanjian ini sudah ditandatangani."))
    if signed_on > today:
        raise Refused(N_("Tanggal tanda tangan belum tiba."), field="signed_on")
    if ends_on < starts_on:
        raise Refused(N_("Tanggal berakhir lebih awal dari tanggal mulai berlaku."), field="ends_on")
    for clause in row.clauses:
        clause.from_on = starts_on
    row.drafted, row.signed_on, row.starts_on, row.ends_on = False, signed_on, starts_on, ends_on
    return changed(session, clock, actor, "agreement.signed", row, {"ends_on": ends_on.isoformat()})


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
    row = opened(session, actor, agreement_id, version)
    if not reason.strip():
        raise Refused(N_("Alasan pembekuan belum diisi."), field="reason")
    if until_day is not None and until_day < from_day:
        raise Refused(N_("Tanggal akhir pembekuan lebih awal dari tanggal mulainya."), field="until_day")
    row.suspended_from, row.suspended_until, row.suspended_reason = from_day, until_day, reason.strip()
    span = {"from": from_day.isoformat(), "until": until_day.isoformat() if until_day else None}
    return changed(session, clock, actor, "agreement.suspended", row, span)


def resume(session: Session, actor: Actor, clock: Clock, agreement_id: str, *, version: int, zone: ZoneInfo) -> Agreement:
    """Lift a suspension today. The agreement's term is not prolonged by it. Raises Refused, NotFound, Conflict."""
    row = opened(session, actor, agreement_id, version)
    if rules.standing_on(row.term, today(clock, zone)) is not Standing.SUSPENDED:
        raise Refused(N_("Perjanjian ini tidak sedang dibekukan."))
    row.suspended_from = row.suspended_until = None
    row.suspended_reason = ""
    return changed(session, clock, actor, "agreement.resumed", row, {})


def get(session: Session, agreement_id: str) -> Agreement:
    """The agreement; raises NotFound."""
    row = session.get(Agreement, agreement_id)
    if row is None:
        raise NotFound(N_("Perjanjian tidak ditemukan."))
    return row


def opened(session: Session, actor: Actor, agreement_id: str, version: int) -> Agreement:
    """The agreement for an editor who saw ``version``; raises Forbidden, NotFound or Conflict."""
    require_editor(actor)
    row = get(session, agreement_id)
    if row.version != version:
        raise _conflict()
    return row


def require_living(row: Agreement, day: dt.date) -> None:
    """Raises Refused when the agreement has ended: what it left is an archive and only read (Jambi 9(7))."""
    if rules.standing_on(row.term, day) is Standing.EXPIRED:
        raise Refused(
            N_("Perjanjian ini sudah berakhir; catatannya menjadi arsip dan tidak diubah lagi."),
            do=N_("Catat perjanjian baru, atau perpanjangan yang ditandatangani sebelum perjanjian berakhir."),
        )


def changed(session: Session, clock: Clock, actor: Actor, kind: str, row: Agreement, data: Mapping[str, object]) -> Agreement:
    """Send a change of the agreement to the database and note its event; raises Conflict."""
    try:
        session.flush()
    except StaleDataError as error:
        raise _conflict() from error
    note(session, clock, actor, kind, row.id, data)
    return row


def require_editor(actor: Actor) -> None:
    """Raises Forbidden for everybody who does not keep the register."""
    if not actor.has(*EDITORS):
        raise Forbidden(N_("Hanya kepala kantor atau pengelola sistem yang dapat mengubah daftar perjanjian."))


def require_leader(actor: Actor) -> None:
    """Raises Forbidden for everybody but the parties' leaders and the administrator."""
    if not actor.has(*LEADERS):
        raise Forbidden(N_("Hanya pimpinan para pihak atau pengelola sistem yang dapat mencatat ini."))


def note(session: Session, clock: Clock, actor: Actor, kind: str, agreement_id: str, data: Mapping[str, object]) -> None:
    """The event of a change."""
    trail.record(session, clock, actor, kind=kind, subject_kind=SUBJECT, subject_id=agreement_id, data=data)


def _conflict() -> Conflict:
    return Conflict(
        N_("Perjanjian ini baru saja diubah orang lain; perubahan Anda belum disimpan."),
        do=N_("Muat ulang halaman dan periksa isinya."),
    )
