"""Verbs of lending: ask in writing, answer in writing, hand over, take back (Kudus 8); and the list of what may be lent.

A facility is held by one loan at a time. Whoever approves locks the facility first and is told who has it; the database
refuses the second one by itself too.
"""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from intranet.base.actor import Actor, Party
from intranet.base.clock import Clock
from intranet.base.db import flush
from intranet.base.errors import Conflict, Forbidden, NotFound, Refused
from intranet.base.ids import new_id
from intranet.base.numbering import next_number
from intranet.cases.service import officers
from intranet.inbox.service import tell
from intranet.outreach import rules
from intranet.outreach.models import Facility, FacilityLoan
from intranet.outreach.rules import HOLDING, Condition, LoanState
from intranet.outreach.service import Under, note, party_of, require_own, same_version, under, words
from intranet.settings import Settings
from shared.text import N_

SUBJECT, ASSET = "facility_loan", "facility"
_SOON = dt.timedelta(minutes=5)  # clocks of two desks may differ
_ASKED = N_("Permintaan pinjam pakai %(no)s menunggu jawaban pihak Anda.")
_SAID = {
    LoanState.APPROVED: N_("Permintaan pinjam pakai %(no)s disetujui."),
    LoanState.REFUSED: N_("Permintaan pinjam pakai %(no)s ditolak; alasannya ada di surat jawaban."),
}
_WITHDRAWN = N_("Pinjam pakai %(no)s dibatalkan.")


@dataclass(frozen=True)
class Signer:
    """Who signs a letter."""

    name: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Request:
    """What is asked of the other party. ``facility_id``: one on its list; ``asked``: in words, when it is not there."""

    facility_id: str = ""
    asked: str = ""
    purpose: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    under: Under = Under()
    signer: Signer


@dataclass(frozen=True, kw_only=True)
class HandOver:
    """The record of a thing that changes hands: how it looked, who gave it, who took it."""

    condition: Condition
    given_by: str
    taken_by: str
    note: str = ""


# What may be lent -------------------------------------------------------------------------------------------------


def offer(session: Session, actor: Actor, clock: Clock, name: str, place: str = "") -> Facility:
    """Put a room or thing of one's own party on its list, or back on it. Raises Forbidden or Refused."""
    party, name = party_of(actor), words(name)
    if not name:
        raise Refused(N_("Tuliskan nama sarana."), field="name")
    row = session.scalar(select(Facility).where(Facility.party == party, Facility.name_key == name.casefold()).with_for_update())
    if row is not None and row.lendable:
        raise Refused(N_("Sarana dengan nama itu sudah ada di daftar."), field="name")
    if row is None:
        row = Facility(
            id=new_id(), party=party, name=name, name_key=name.casefold(), recorded_by=actor.id, recorded_at=clock.now(), place=""
        )
        session.add(row)
    row.lendable, row.place = True, words(place) or row.place
    try:
        flush(session)
    except IntegrityError as error:  # a colleague was quicker with the same name
        raise Refused(N_("Sarana dengan nama itu sudah ada di daftar."), field="name") from error
    note(session, clock, actor, "facility_offered", (ASSET, row.id))
    return row


def take_off(session: Session, actor: Actor, clock: Clock, facility_id: str, version: int) -> None:
    """Lend it no more; loans already promised stay. Raises Forbidden, NotFound or Conflict."""
    row = session.get(Facility, facility_id)
    if row is None:
        raise NotFound(N_("Sarana tidak ditemukan."))
    require_own(actor, row.party)
    same_version(row.version, version)
    row.lendable = False
    flush(session)
    note(session, clock, actor, "facility_taken_off", (ASSET, row.id))


# A loan -----------------------------------------------------------------------------------------------------------


def ask(session: Session, actor: Actor, clock: Clock, settings: Settings, given: Request) -> FacilityLoan:
    """Ask the other party for a facility; the letter gets its number. Raises Forbidden, or Refused naming the field at fault."""
    party = party_of(actor)
    owner, asked, purpose = rules.other(party), words(given.asked), given.purpose.strip()
    facility = session.get(Facility, given.facility_id) if given.facility_id else None
    if given.facility_id and (facility is None or facility.party is not owner or not facility.lendable):
        raise Refused(N_("Sarana itu tidak ada di daftar pihak lain."), field="facility")
    if facility is None and not asked:
        raise Refused(N_("Pilih sarana dari daftar, atau tuliskan apa yang diminta."), field="facility")
    if not purpose:
        raise Refused(N_("Tuliskan untuk apa sarana itu dipakai."), field="purpose")
    if given.ends_at <= given.starts_at:
        raise Refused(N_("Waktu selesai harus sesudah waktu mulai."), field="ends_at")
    if given.starts_at < clock.now() - _SOON:
        raise Refused(N_("Waktu mulai sudah lewat; permintaan diajukan sebelum sarana dipakai."), field="starts_at")
    signer = _signer(given.signer)
    columns = under(session, given.under, given.starts_at.astimezone(settings.zone).date(), *rules.PARTIES)
    row_id = new_id()
    row = FacilityLoan(
        id=row_id,
        party=party,
        owner=owner,
        facility_id=facility.id if facility else None,
        asked=facility.name if facility else asked,
        purpose=purpose,
        starts_at=given.starts_at,
        ends_at=given.ends_at,
        state=LoanState.REQUESTED,
        request_no=_number(session, clock, settings, party, row_id, reply=False),
        signer=signer.name,
        signer_title=signer.title,
        recorded_by=actor.id,
        recorded_at=clock.now(),
        **columns,
    )
    session.add(row)
    session.flush()
    _tell(session, clock, row, "loan.asked", _ASKED, row.owner)
    note(session, clock, actor, "loan_asked", (SUBJECT, row.id), no=row.request_no)
    return row


def approve(
    session: Session, actor: Actor, clock: Clock, settings: Settings, loan_id: str, version: int, facility_id: str, signer: Signer
) -> FacilityLoan:
    """Lend what was asked for: ``facility_id``, a facility of one's own. Raises Forbidden, Conflict, or Refused: it is taken."""
    row = _answering(session, actor, loan_id, version)
    facility = session.get(Facility, facility_id, with_for_update=True, populate_existing=True) if facility_id else None
    if facility is None or facility.party is not row.owner:
        raise Refused(N_("Pilih sarana pihak Anda yang dipinjamkan."), field="facility")
    if row.ends_at <= clock.now():
        raise Refused(N_("Waktu yang diminta sudah lewat; tolak permintaan ini."), field="answer")
    if clash := _clash(session, row, facility.id):
        raise _taken(clash)
    return _answered(session, actor, clock, settings, row, signer, state=LoanState.APPROVED, facility=facility)


def refuse(
    session: Session, actor: Actor, clock: Clock, settings: Settings, loan_id: str, version: int, reason: str, signer: Signer
) -> FacilityLoan:
    """Say no, and why. Raises Forbidden, Conflict or Refused."""
    row = _answering(session, actor, loan_id, version)
    return _answered(session, actor, clock, settings, row, signer, state=LoanState.REFUSED, reason=_reason(reason))


def withdraw(session: Session, actor: Actor, clock: Clock, loan_id: str, version: int, reason: str) -> FacilityLoan:
    """Call a loan off before the hand-over: the asking party any, the owner what it promised. Raises Conflict or Refused."""
    row = _locked(session, loan_id)
    party = party_of(actor)
    if party is row.owner and row.state is LoanState.REQUESTED:
        raise Refused(N_("Permintaan pihak lain dijawab: disetujui atau ditolak."))
    if row.state not in (LoanState.REQUESTED, LoanState.APPROVED):
        raise Conflict(N_("Yang sudah diserahkan atau sudah selesai tidak dapat dibatalkan."))
    same_version(row.version, version)
    row.reason, row.state = _reason(reason), LoanState.WITHDRAWN
    flush(session)
    _tell(session, clock, row, "loan.withdrawn", _WITHDRAWN, rules.other(party))
    note(session, clock, actor, "loan_withdrawn", (SUBJECT, row.id))
    return row


def hand_over(session: Session, actor: Actor, clock: Clock, loan_id: str, version: int, given: HandOver) -> FacilityLoan:
    """Note that the owner gave it out. Raises Forbidden, Conflict, or Refused: not approved, or not back from another loan."""
    row = _of_owner(session, actor, loan_id, version, LoanState.APPROVED, N_("Hanya yang sudah disetujui yang diserahkan."))
    if given.condition in (Condition.DAMAGED, Condition.LOST):
        raise Refused(N_("Yang rusak atau hilang tidak diserahkan; batalkan pinjam pakai ini."), field="condition")
    _both(given)
    session.get(Facility, row.facility_id, with_for_update=True)
    out = session.scalar(
        select(FacilityLoan).where(FacilityLoan.facility_id == row.facility_id, FacilityLoan.state == LoanState.OUT)
    )
    if out is not None:
        raise Refused(N_("Sarana ini belum kembali dari pinjam pakai %(no)s."), values={"no": out.request_no})
    row.state, row.handed_at, row.handed_condition = LoanState.OUT, clock.now(), given.condition
    row.given_by, row.taken_by, row.handed_note = words(given.given_by), words(given.taken_by), given.note.strip()
    flush(session)
    note(session, clock, actor, "loan_handed_over", (SUBJECT, row.id), condition=given.condition.value)
    return row


def take_back(session: Session, actor: Actor, clock: Clock, loan_id: str, version: int, given: HandOver) -> FacilityLoan:
    """Note that it came back; ``note`` tells the damage, if any. Raises Forbidden, Conflict or Refused."""
    row = _of_owner(session, actor, loan_id, version, LoanState.OUT, N_("Sarana ini tidak sedang dipinjam."))
    damage = given.note.strip()
    if given.condition in (Condition.DAMAGED, Condition.LOST) and not damage:
        raise Refused(N_("Tuliskan apa yang rusak atau hilang."), field="note")
    _both(given)
    row.state, row.returned_at, row.returned_condition, row.damage = LoanState.RETURNED, clock.now(), given.condition, damage
    row.returned_by, row.received_by = words(given.given_by), words(given.taken_by)
    flush(session)
    late = clock.now() > row.ends_at
    note(session, clock, actor, "loan_returned", (SUBJECT, row.id), condition=given.condition.value, late=late)
    return row


def get(session: Session, loan_id: str) -> FacilityLoan:
    """The loan, or NotFound."""
    row = session.get(FacilityLoan, loan_id)
    if row is None:
        raise NotFound(N_("Pinjam pakai tidak ditemukan."))
    return row


# How it is done ---------------------------------------------------------------------------------------------------


def _locked(session: Session, loan_id: str) -> FacilityLoan:
    get(session, loan_id)
    return session.get_one(FacilityLoan, loan_id, with_for_update={"of": FacilityLoan}, populate_existing=True)


def _of_owner(session: Session, actor: Actor, loan_id: str, version: int, state: LoanState, message: str) -> FacilityLoan:
    row = _locked(session, loan_id)
    if not rules.may_change(actor, row.owner):
        raise Forbidden(N_("Ini dilakukan pihak yang memiliki sarana."))
    if row.state is not state:
        raise Conflict(message)  # there is no form any more that could keep what was typed
    same_version(row.version, version)
    return row


def _answering(session: Session, actor: Actor, loan_id: str, version: int) -> FacilityLoan:
    return _of_owner(session, actor, loan_id, version, LoanState.REQUESTED, N_("Permintaan ini sudah dijawab atau dibatalkan."))


def _answered(
    session: Session, actor: Actor, clock: Clock, settings: Settings, row: FacilityLoan, signer: Signer, **answer: object
) -> FacilityLoan:
    signer = _signer(signer)
    number = _number(session, clock, settings, row.owner, row.id, reply=True)
    who = {"reply_signer": signer.name, "reply_signer_title": signer.title, "replied_by": actor.id, "replied_at": clock.now()}
    for name, value in {"reply_no": number, **who, **answer}.items():
        setattr(row, name, value)
    try:
        flush(session)
    except IntegrityError as error:  # the trigger: whoever comes by another way is stopped there
        raise _taken(None) from error
    _tell(session, clock, row, "loan.answered", _SAID[row.state], row.party)
    note(session, clock, actor, "loan_answered", (SUBJECT, row.id), no=row.reply_no, answer=row.state.value)
    return row


def _clash(session: Session, row: FacilityLoan, facility_id: str) -> FacilityLoan | None:
    """The loan that holds the facility at the time asked for."""
    return session.scalars(
        select(FacilityLoan)
        .where(FacilityLoan.facility_id == facility_id, FacilityLoan.id != row.id, FacilityLoan.state.in_(HOLDING))
        .where(FacilityLoan.starts_at < row.ends_at, FacilityLoan.ends_at > row.starts_at)
        .order_by(FacilityLoan.starts_at)
        .limit(1)
    ).first()


def _taken(clash: FacilityLoan | None) -> Refused:
    return Refused(
        N_("Sarana ini sudah dijanjikan untuk waktu yang bersinggungan: pinjam pakai %(no)s."),
        do=N_("Pilih sarana lain, atau tolak dan sebutkan waktu yang masih kosong."),
        field="facility",
        values={"no": clash.request_no if clash else "–"},
    )


def _number(session: Session, clock: Clock, settings: Settings, party: Party, row_id: str, *, reply: bool) -> str:
    series, template = rules.letter_series(party, reply=reply)
    how = {"series": series, "template": template, "office": settings.office_code, "zone": settings.zone}
    return next_number(session, clock, subject_id=row_id, **how)  # type: ignore[arg-type]


def _signer(given: Signer) -> Signer:
    name, title = words(given.name), words(given.title)
    if not name:
        raise Refused(N_("Isi nama penanda tangan."), field="signer")
    if not title:
        raise Refused(N_("Isi jabatan penanda tangan."), field="signer_title")
    return Signer(name, title)


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Refused(N_("Tuliskan alasannya."), field="reason")
    return reason.strip()


def _both(given: HandOver) -> None:
    for name, text, message in (
        ("given_by", given.given_by, N_("Tuliskan siapa yang menyerahkan.")),
        ("taken_by", given.taken_by, N_("Tuliskan siapa yang menerima.")),
    ):
        if not words(text):
            raise Refused(message, field=name)


def _tell(session: Session, clock: Clock, row: FacilityLoan, kind: str, message: str, party: Party) -> None:
    people = [staff_id for staff_id, _name in officers(session, party)]
    tell(session, clock, people, kind, SUBJECT, row.id, message, no=row.request_no)
