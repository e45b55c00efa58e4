"""Verbs that change an agreement: addendum, extension, termination by agreement, early termination by one party."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intranet.agreements import rules
from intranet.agreements.clauses import ClauseKind
from intranet.agreements.models import Agreement, AgreementClause, Amendment
from intranet.agreements.rules import AmendmentKind
from intranet.agreements.service import SUBJECT, changed, get, note, opened, require_editor, require_leader, require_living
from intranet.base.actor import Actor, Party
from intranet.base.clock import Clock
from intranet.base.errors import NotFound, Refused
from intranet.base.ids import new_id
from intranet.calendar import queries as calendar
from intranet.calendar.rules import HolidayKind
from intranet.evidence import service as evidence
from intranet.settings import Settings
from shared.text import N_

_DAY = dt.timedelta(days=1)
_REACH = dt.timedelta(days=400)  # of a notice in working days, breaks included


@dataclass(frozen=True, kw_only=True)
class AmendmentInput:
    """An amendment as entered.

    ``signed_on``: of an early termination, the day it was said in writing, by ``party``; its ``summary`` says why.
    ``ends_on``: the new last day; None for an addendum, which works from ``from_on``.
    """

    kind: AmendmentKind
    signed_on: dt.date
    number: str = ""
    from_on: dt.date | None = None
    ends_on: dt.date | None = None
    party: Party | None = None
    signer_1: str = ""
    signer_2: str = ""
    summary: str = ""
    scan_id: str = ""


def holidays(session: Session, settings: Settings, around: dt.date) -> frozenset[dt.date]:
    """The days without work around a day, by the calendar and the office's setting about joint leave."""
    found = calendar.days_off(session, around - _REACH, around + _REACH)
    return frozenset(day for day, off in found.items() if off.kind is HolidayKind.PUBLIC or not settings.joint_leave_counts)


def amend(
    session: Session,
    actor: Actor,
    clock: Clock,
    settings: Settings,
    agreement_id: str,
    version: int,
    given: AmendmentInput,
) -> Amendment:
    """Record an amendment; it moves the end of the agreement or works from its day.

    Raises Refused naming the field at fault (an end too early is told with the first possible day), NotFound, Conflict.
    """
    row = opened(session, actor, agreement_id, version)
    made = _made(session, actor, clock, settings, row, given)
    session.add(made)
    if made.ends_after is not None:
        row.ends_on = made.ends_after
    data = {"kind": made.kind.value, "ends_on": row.ends_on.isoformat(), "from_on": made.from_on.isoformat()}
    changed(session, clock, actor, "agreement.amended", row, data)
    return made


def draft_notice(
    session: Session,
    actor: Actor,
    clock: Clock,
    settings: Settings,
    agreement_id: str,
    version: int,
    given: AmendmentInput,
) -> Amendment:
    """An early end as it would be recorded, for its letter (Jambi 6(3), Kudus 15(3)): only that it was made is noted.

    Raises as ``amend`` does, and Refused for any other kind of change.
    """
    row = opened(session, actor, agreement_id, version)
    if given.kind is not AmendmentKind.EARLY_TERMINATION:
        raise Refused(N_("Surat pemberitahuan hanya untuk pengakhiran lebih awal oleh satu pihak."), field="kind")
    made = _made(session, actor, clock, settings, row, given)
    _lettered(session, clock, actor, made)
    return made


def recorded_notice(
    session: Session, actor: Actor, clock: Clock, settings: Settings, agreement_id: str, amendment_id: str
) -> Amendment:
    """A recorded early end, for its letter; that it was made is noted. Raises Forbidden, NotFound."""
    require_leader(actor)
    row, made = get(session, agreement_id), session.get(Amendment, amendment_id)
    if made is None or made.agreement_id != row.id or made.kind is not AmendmentKind.EARLY_TERMINATION:
        raise NotFound(N_("Pengakhiran lebih awal tidak ditemukan."))
    if made.first_end is None:  # recorded before it was kept: reckoned once, so that the next letter says the same
        made.first_end = earliest_end(session, settings, row, made.signed_on)
    _lettered(session, clock, actor, made)
    return made


def _lettered(session: Session, clock: Clock, actor: Actor, made: Amendment) -> None:
    days = {"told_on": made.signed_on, "first_end": made.first_end, "ends_on": made.ends_after}
    data = {"party": made.party.value if made.party else ""} | {name: day.isoformat() for name, day in days.items() if day}
    note(session, clock, actor, "agreement.notice_lettered", made.agreement_id, data)


def _made(session: Session, actor: Actor, clock: Clock, settings: Settings, row: Agreement, given: AmendmentInput) -> Amendment:
    """The amendment as checked, not yet recorded. Raises Refused naming the field at fault, NotFound."""
    today = clock.now().astimezone(settings.zone).date()
    if row.drafted:
        raise Refused(N_("Konsep diubah langsung; adendum dan perpanjangan ada sesudah ditandatangani."))
    if given.signed_on > today:
        raise Refused(N_("Tanggal tanda tangan belum tiba."), field="signed_on")
    if given.signed_on < row.signed_on:
        raise Refused(N_("Tanggal ini lebih awal dari tanggal perjanjiannya sendiri."), field="signed_on")
    if given.signed_on > row.ends_on:
        raise Refused(
            N_("Perjanjian sudah berakhir pada %(ends_on)s, sebelum surat ini ditandatangani."),
            do=N_("Yang sudah berakhir tidak diubah lagi; catat sebagai perjanjian baru."),
            field="signed_on",
            values={"ends_on": row.ends_on},
        )
    if given.kind is not AmendmentKind.EXTENSION:
        require_living(row, today)
    if given.kind.signed_by_both and not (given.signer_1.strip() and given.signer_2.strip()):
        field = "signer_2" if given.signer_1.strip() else "signer_1"
        raise Refused(N_("Isi penanda tangan kedua pihak; perubahan ini hanya sah bila keduanya menandatangani."), field=field)
    if not given.summary.strip():
        raise Refused(N_("Tuliskan isinya atau alasannya dengan singkat."), field="summary")
    ends_after = _new_end(session, settings, row, given)
    from_on = given.signed_on if given.kind.moves_end else _from(row, given)
    if given.scan_id:
        evidence.get(session, (SUBJECT, row.id), given.scan_id)
    elif given.kind in (AmendmentKind.EXTENSION, AmendmentKind.TERMINATION):
        raise Refused(N_("Pilih pindaian naskahnya."), do=N_("Unggah pindaian lebih dahulu pada bagian Dokumen."), field="scan")
    early = given.kind is AmendmentKind.EARLY_TERMINATION
    return Amendment(
        id=new_id(),
        agreement_id=row.id,
        kind=given.kind,
        number=given.number.strip(),
        signed_on=given.signed_on,
        from_on=from_on,
        ends_before=row.ends_on,
        ends_after=ends_after,
        party=given.party if early else None,
        signer_1=given.signer_1.strip(),
        signer_2=given.signer_2.strip(),
        summary=given.summary.strip(),
        scan_id=given.scan_id or None,
        recorded_by=actor.id,
        recorded_at=clock.now(),
        first_end=earliest_end(session, settings, row, given.signed_on) if early else None,
    )


def _from(row: Agreement, given: AmendmentInput) -> dt.date:
    from_on = given.from_on or given.signed_on
    if not row.starts_on < from_on <= row.ends_on:
        raise Refused(N_("Adendum berlaku pada hari sesudah perjanjian mulai dan sebelum berakhir."), field="from_on")
    return from_on


def _new_end(session: Session, settings: Settings, row: Agreement, given: AmendmentInput) -> dt.date | None:
    if given.kind is AmendmentKind.ADDENDUM:
        return None
    if given.ends_on is None:
        raise Refused(N_("Isi hari terakhir yang baru."), field="new_end")
    if given.kind is AmendmentKind.EXTENSION:
        if given.ends_on <= row.ends_on:
            raise Refused(N_("Perpanjangan berakhir sesudah hari terakhir yang sekarang."), field="new_end")
        return given.ends_on
    if given.ends_on >= row.ends_on:
        raise Refused(N_("Pengakhiran jatuh sebelum hari terakhir yang sekarang."), field="new_end")
    if given.ends_on < max(given.signed_on, row.starts_on):
        raise Refused(N_("Perjanjian tidak dapat berakhir sebelum pengakhirannya dinyatakan."), field="new_end")
    if given.kind is AmendmentKind.EARLY_TERMINATION:
        if given.party is None or given.party not in row.party_kinds:
            raise Refused(N_("Pilih pihak yang mengakhiri."), field="ending_party")
        earliest = earliest_end(session, settings, row, given.signed_on)
        if given.ends_on < earliest:
            raise Refused(
                N_("Terlalu awal: hari terakhir yang paling awal adalah %(first)s."),
                do=N_("Tenggang pemberitahuan menurut perjanjian ini belum terpenuhi."),
                field="new_end",
                values={"first": earliest},
            )
    return given.ends_on


def earliest_end(session: Session, settings: Settings, row: Agreement, told_on: dt.date) -> dt.date:
    """The first day on which ``row`` may end when one party says so in writing on ``told_on``; no notice rule: that day."""
    if row.notice is None:
        return told_on
    return rules.first_end(row.notice, told_on, holidays(session, settings, told_on))


@dataclass(frozen=True, kw_only=True)
class ClauseInput:
    """A clause as an addendum has it. ``clause_id``: the one it replaces; ``text`` empty: it is struck out."""

    clause_id: str = ""
    article: str = ""
    text: str = ""
    kind: ClauseKind = ClauseKind.RULE
    owes: tuple[Party, ...] = ()
    to: tuple[Party, ...] = ()


def change_clause(
    session: Session,
    actor: Actor,
    clock: Clock,
    today: dt.date,
    agreement_id: str,
    amendment_id: str,
    given: ClauseInput,
) -> AgreementClause | None:
    """Change, strike out or add a clause by an addendum, from the addendum's day (Jambi 10(3); Kudus 13).

    Raises Refused naming the field at fault, NotFound, Forbidden. The text before stays readable.
    """
    require_editor(actor)
    row = get(session, agreement_id)
    by = session.get(Amendment, amendment_id)
    if by is None or by.agreement_id != row.id or by.kind is not AmendmentKind.ADDENDUM:
        raise NotFound(N_("Adendum tidak ditemukan."))
    require_living(row, today)
    before = session.get(AgreementClause, given.clause_id) if given.clause_id else None
    if given.clause_id and (before is None or before.agreement_id != row.id):
        raise NotFound(N_("Pasal tidak ditemukan."))
    if before is not None and not (before.holds(by.from_on) and before.from_on < by.from_on):
        raise Refused(N_("Pasal ini tidak berlaku pada hari mulai adendum."), field="clause")
    if before is None and not given.text.strip():
        raise Refused(N_("Tuliskan bunyi pasal yang baru."), field="text")
    if before is None and not given.article.strip():
        raise Refused(N_("Tuliskan letak pasalnya, misalnya Pasal 4 ayat (2)."), field="article")
    if before is not None:
        before.until_on = by.from_on - _DAY
    made = _clause(session, row, by, before, given) if given.text.strip() else None
    session.flush()
    key = made.key if made else before.key if before else ""
    note(session, clock, actor, "agreement.clause_changed", row.id, {"key": key, "from_on": by.from_on.isoformat()})
    session.expire(row, ["clauses"])
    return made


def _clause(session: Session, row: Agreement, by: Amendment, before: AgreementClause | None, given: ClauseInput) -> AgreementClause:
    if before is None:
        last = session.scalar(select(func.max(AgreementClause.position)).where(AgreementClause.agreement_id == row.id)) or 0
        key, position = f"a{last + 1}", last + 1
        kind, evidence_name = given.kind, ""
        owes, owed_to = (" ".join(party.value for party in parties) for parties in (given.owes, given.to))
    else:
        key, position, kind, evidence_name = before.key, before.position, before.kind, before.evidence
        owes, owed_to = before.owes, before.owed_to
    made = AgreementClause(
        id=new_id(),
        agreement_id=row.id,
        key=key,
        position=position,
        article=given.article.strip() or (before.article if before else ""),
        text=given.text.strip(),
        kind=kind,
        owes=owes,
        owed_to=owed_to,
        evidence=evidence_name,
        from_on=by.from_on,
        amendment_id=by.id,
    )
    session.add(made)
    return made
