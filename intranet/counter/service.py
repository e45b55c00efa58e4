"""Verbs of a visit, at the kiosk and at the desk: open, ask for a check, call for help, register, end."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from intranet.base import outbox, trail
from intranet.base.actor import SYSTEM, Actor, ActorKind
from intranet.base.clock import Clock
from intranet.base.db import Database
from intranet.base.errors import Forbidden, NotFound, Refused
from intranet.base.ids import new_id
from intranet.base.sealing import FieldKeys
from intranet.cases import service as cases
from intranet.cases.models import Case, Complainant
from intranet.cases.rules import Channel, Source, State
from intranet.cases.service import Facts, Person
from intranet.counter import rules
from intranet.counter.models import Visit
from intranet.counter.receipts import receipt_of
from intranet.counter.rules import EyeReason
from intranet.identity import service as identity
from intranet.identity.models import IdentityCheck
from intranet.identity.rules import Claim, Document, Method
from intranet.settings import Settings
from shared.elements import Element, Standing
from shared.text import N_
from shared.words import EndReason

if TYPE_CHECKING:
    from shared.wire import Receipt

SETTLE = "visit.settle"
_SETTLE_EVERY = dt.timedelta(seconds=5)


class VisitOver(Refused):
    """The visit has ended, or already has its number."""

    status = 409


def open_visit(session: Session, actor: Actor, clock: Clock, language: str, *, visit_id: str = "") -> Visit:
    """Somebody stands at the kiosk or the desk ``actor``. A kiosk has one visitor: an earlier visit still open has been left."""
    at_kiosk = actor.kind is ActorKind.DEVICE
    now = clock.now()
    if at_kiosk:
        for earlier in session.scalars(select(Visit).where(Visit.device_id == actor.id, Visit.ended_at.is_(None))):
            _end(session, actor, clock, earlier, EndReason.LEFT)
    else:
        _must_serve(actor)
    visit = Visit(
        id=visit_id or new_id(),
        channel=Channel.KIOSK if at_kiosk else Channel.DESK,
        device_id=actor.id if at_kiosk else None,
        staff_id=None if at_kiosk else actor.id,
        language=language,
        started_at=now,
        active_at=now,
    )
    session.add(visit)
    session.flush()
    trail.record(session, clock, actor, "visit.opened", "visit", visit.id, {"channel": visit.channel.value})
    return visit


def open_desk(session: Session, actor: Actor, clock: Clock, visit_id: str, language: str) -> Visit:
    """The desk visit of that id, opened now if it is new. The page names it, so that a form sent twice is one visit."""
    _must_serve(actor)
    visit = session.get(Visit, visit_id)
    if visit is None:
        visit = open_visit(session, actor, clock, language, visit_id=visit_id)
    if visit.channel is not Channel.DESK:
        raise NotFound(N_("Kunjungan tidak ditemukan."))
    if visit.staff_id != actor.id:
        raise Forbidden(N_("Konsep ini sedang diisi petugas lain. Ambil alih dahulu dari antrean."))
    return visit


def take_over(session: Session, actor: Actor, clock: Clock, visit_id: str) -> Visit:
    """Go on with a colleague's desk visit; the trail says so."""
    _must_serve(actor)
    visit = _live(session, actor, visit_id)
    if visit.channel is not Channel.DESK:
        raise NotFound(N_("Kunjungan tidak ditemukan."))
    before, visit.staff_id = visit.staff_id, actor.id
    session.flush()
    trail.record(session, clock, actor, "visit.taken_over", "visit", visit.id, {"from": before})
    return visit


@dataclass(frozen=True, repr=False)
class Claimed:
    """What somebody claims to be, how it was got, and the notice they agreed to. Printing it shows nothing."""

    method: Method
    notice_version: str
    values: Mapping[Element, str]


class NoConsent(Refused):
    """The visitor has not agreed to the notice in force."""

    status = 409


def ask_check(
    session: Session,
    actor: Actor,
    clock: Clock,
    settings: Settings,
    keys: FieldKeys,
    runner: identity.Runner,
    visit_id: str,
    claimed: Claimed,
) -> IdentityCheck:
    """Have the register asked about a claim, with consent, once per visit (again only when no answer came).

    The call starts after the caller's commit. Raises NoConsent, VisitOver (also once there is a number: the answer would
    reach neither the case nor, with its number, the register), NotFound, and what ``begin_check`` raises.
    """
    visit = _live(session, actor, visit_id)
    if visit.case_id is not None and cases.get(session, visit.case_id).state is not State.DRAFT:
        raise VisitOver(N_("Kunjungan ini sudah mempunyai nomor pengaduan."))
    if claimed.notice_version != rules.NOTICE_VERSION:
        raise NoConsent(N_("Persetujuan pemeriksaan NIK belum diberikan pada teks yang berlaku."), field="consent")
    ask = identity.CheckInput(visit_id=visit.id, method=claimed.method, claim=Claim(claimed.values))
    check = identity.begin_check(session, actor, clock, settings, keys, runner, ask)
    now = clock.now()
    visit.notice_version, visit.notice_at, visit.active_at = claimed.notice_version, now, now
    visit.check_id, visit.shown_at, visit.shown_to = check.id, None, None
    session.flush()
    trail.record(session, clock, actor, "visit.consented", "visit", visit.id, {"notice": claimed.notice_version})
    return check


def current_check(session: Session, actor: Actor, visit_id: str) -> IdentityCheck:
    """The visit's check. Raises NotFound when there is none."""
    visit = get(session, actor, visit_id)
    if visit.check_id is None:
        raise NotFound(N_("Pada kunjungan ini NIK belum diperiksa."))
    return identity.get(session, visit.check_id)


def call_help(session: Session, actor: Actor, clock: Clock, visit_id: str) -> None:
    """The visitor wants an officer."""
    visit = _live(session, actor, visit_id)
    visit.help_asked_at = visit.active_at = clock.now()
    session.flush()
    trail.record(session, clock, actor, "visit.help_asked", "visit", visit.id)


def give_help(session: Session, actor: Actor, clock: Clock, visit_id: str) -> None:
    """An officer goes to the visitor; the queue shows who."""
    _must_serve(actor)
    visit = _hold(session, actor, visit_id)
    if not visit.wants_help:
        raise Refused(N_("Pengunjung ini sudah dibantu atau tidak meminta bantuan."))
    visit.help_given_at, visit.help_given_by = clock.now(), actor.id
    session.flush()
    trail.record(session, clock, actor, "visit.help_given", "visit", visit.id)


def see_document(
    session: Session, actor: Actor, clock: Clock, visit_id: str, *, document: Document, reason: EyeReason
) -> IdentityCheck:
    """Note that the officer looked at the visitor's document; the case, if there is one already, says so too."""
    _must_serve(actor)
    visit = _hold(session, actor, visit_id)
    seen = identity.record_by_eye(session, actor, clock, visit_id=visit.id, document=document)
    visit.seen_id = seen.id
    session.flush()
    data = {"document": document.value, "reason": reason.value}
    trail.record(session, clock, actor, "visit.document_seen", "visit", visit.id, data)
    if visit.case_id is not None:
        case = cases.get(session, visit.case_id)
        if case.state is not State.DRAFT and case.standing is not Standing.VERIFIED:
            cases.set_standing(session, actor, clock, case.id, Standing.BY_EYE)
    return seen


def mark_shown(session: Session, actor: Actor, clock: Clock, visit_id: str) -> bool:
    """The element verdicts are about to be shown to this officer; False when somebody has already seen them."""
    _must_serve(actor)
    visit = _hold(session, actor, visit_id)
    if visit.check_id is None or visit.shown_at is not None:
        return False
    visit.shown_at, visit.shown_to = clock.now(), actor.id
    session.flush()
    trail.record(session, clock, actor, "visit.verdicts_shown", "visit", visit.id, {"check": visit.check_id})
    return True


def register(
    session: Session,
    actor: Actor,
    clock: Clock,
    settings: Settings,
    keys: FieldKeys,
    visit_id: str,
    *,
    facts: Facts,
    person: Person,
) -> Case:
    """Give the visit's complaint its number: case, link, standing and the number's way back, in one transaction.

    Never refused for what is missing, nor because the visit was given up meanwhile: whoever comes back to the screen
    gets a number. Raises VisitOver when the visit already has one.
    """
    visit = _hold(session, actor, visit_id)
    if visit.case_id is not None:
        raise VisitOver(N_("Kunjungan ini sudah mempunyai nomor pengaduan."))
    standing = _standing(session, keys, visit, person.nik)
    case = cases.receive(
        session,
        actor,
        clock,
        settings,
        keys,
        source=Source.PUBLIC_COMPLAINT,
        channel=visit.channel,
        facts=facts,
        person=person,
        standing=standing,
    )
    _link(session, actor, clock, keys, visit, case, person.nik)
    return case


def save_draft(
    session: Session,
    actor: Actor,
    clock: Clock,
    settings: Settings,
    keys: FieldKeys,
    visit_id: str,
    version: int | None,
    *,
    facts: Facts,
    person: Person,
) -> Case:
    """Keep what the desk has so far. ``version``: of the draft as last seen. Raises Conflict, Refused, Forbidden."""
    _must_serve(actor)
    visit = _hold(session, actor, visit_id)
    visit.active_at = clock.now()
    if visit.case_id is not None:
        return cases.amend_draft(session, actor, clock, keys, visit.case_id, version or 0, facts=facts, person=person)
    case = cases.draft(
        session,
        actor,
        clock,
        settings,
        keys,
        source=Source.PUBLIC_COMPLAINT,
        channel=visit.channel,
        facts=facts,
        person=person,
    )
    visit.case_id = case.id
    session.flush()
    return case


def submit_draft(
    session: Session, actor: Actor, clock: Clock, settings: Settings, keys: FieldKeys, visit_id: str, *, nik: str | None
) -> Case:
    """Give the desk's draft its number and end the visit. ``nik``: as the draft declares it."""
    _must_serve(actor)
    visit = _hold(session, actor, visit_id)
    if visit.case_id is None:
        raise NotFound(N_("Konsep pengaduan ini sudah dihapus."))
    draft = cases.get(session, visit.case_id)
    if draft.state is not State.DRAFT:
        raise VisitOver(N_("Kunjungan ini sudah mempunyai nomor pengaduan."))
    session.execute(select(trail.TrailHead.seq).with_for_update())
    standing = _standing(session, keys, visit, nik)
    case = cases.submit(session, actor, clock, settings, draft.id, draft.version, standing=standing)
    _link(session, actor, clock, keys, visit, case, nik)
    if visit.ended_at is None:
        _end(session, actor, clock, visit, EndReason.DONE)
    return case


def end_visit(session: Session, actor: Actor, clock: Clock, visit_id: str, reason: EndReason) -> Visit:
    """The visitor is gone. Ending twice is harmless: the first reason stays."""
    visit = _hold(session, actor, visit_id)
    if visit.ended_at is None:
        _end(session, actor, clock, visit, reason)
    return visit


def sweep(session: Session, clock: Clock) -> int:
    """End the visits nobody has touched for long; returns how many. A draft at the desk waits for its own end."""
    forgotten = select(Visit).where(Visit.ended_at.is_(None), Visit.active_at < clock.now() - rules.IDLE)
    idle = list(session.scalars(forgotten.where(or_(Visit.channel == Channel.KIOSK, Visit.case_id.is_(None)))))
    for visit in idle:
        _end(session, SYSTEM, clock, visit, EndReason.TIMED_OUT)
    return len(idle)


def forget_drafts(session: Session, clock: Clock, settings: Settings) -> int:
    """Wipe desk drafts past their time and end their visits; returns how many."""
    limit = clock.now() - dt.timedelta(hours=settings.draft_hours)
    old = select(Case.id).where(Case.state == State.DRAFT, Case.updated_at < limit)
    for visit in session.scalars(select(Visit).where(Visit.case_id.in_(old))):
        visit.case_id = None
        if visit.ended_at is None:
            _end(session, SYSTEM, clock, visit, EndReason.LEFT)
    session.flush()
    return cases.wipe_old_drafts(session, SYSTEM, clock, settings)


def settler(keys: FieldKeys) -> outbox.Handler:
    """The worker's handler of ``SETTLE``."""
    return lambda db, clock, visit_id, _tries: settle(db, clock, keys, visit_id)


def settle(db: Database, clock: Clock, keys: FieldKeys, visit_id: str) -> dt.datetime | None:
    """Bring the outcome of a check that ended after the registration to the case; when to look again, or None."""
    with db.write() as session:
        visit = _hold(session, SYSTEM, visit_id)
        if visit.case_id is None or visit.check_id is None:
            return None
        check = identity.get(session, visit.check_id)
        if check.outcome is None:
            return clock.now() + _SETTLE_EVERY
        case = cases.get(session, visit.case_id)
        nik = declared_nik(session, keys, case.id)
        cases.set_standing(session, SYSTEM, clock, case.id, _standing(session, keys, visit, nik))
        _send_back(session, SYSTEM, clock, keys, visit, case, nik)
        return None


def print_receipt(session: Session, actor: Actor, clock: Clock, settings: Settings, keys: FieldKeys, case_id: str) -> "Receipt":
    """The receipt of a case, to be printed (again) now; noted in the trail because it may bear the NIK.

    Raises Forbidden (also for another party's secret: the paper may bear the NIK), or NotFound for a case without a number.
    """
    _must_serve(actor)
    case = cases.get(session, case_id)
    if case.complaint_no is None:
        raise NotFound(N_("Pengaduan ini belum bernomor, jadi belum ada tanda terimanya."))
    if case.check_code is None:
        raise NotFound(N_("Perkara ini ditemukan sendiri oleh petugas; tidak ada pelapor yang menerima tanda terima."))
    cases.open_case(session, actor, clock, case.id)
    nik = printable_nik(session, keys, case.id)
    trail.record(session, clock, actor, "case.receipt_printed", "case", case.id, {"with_nik": nik is not None})
    return receipt_of(settings, case, nik)


def get(session: Session, actor: Actor, visit_id: str) -> Visit:
    """The visit: any for the desk, only its own for a kiosk. Raises NotFound."""
    visit = session.get(Visit, visit_id)
    if visit is None or (actor.kind is ActorKind.DEVICE and visit.device_id != actor.id):
        raise NotFound(N_("Kunjungan tidak ditemukan."))
    return visit


def declared_nik(session: Session, keys: FieldKeys, case_id: str) -> str | None:
    """The NIK the complainant of a case declared, in clear."""
    row = session.get(Complainant, case_id)
    return cases.open_nik(keys, row) if row is not None else None


def case_id_of(session: Session, complaint_no: str) -> str | None:
    """The case behind a number."""
    return session.scalar(select(Case.id).where(Case.complaint_no == complaint_no))


def printable_nik(session: Session, keys: FieldKeys, case_id: str) -> str | None:
    """The NIK papers of this case may bear: the declared one, if the register confirmed this very one; else None. None for
    who asked that their data be restricted."""
    visit = session.scalar(select(Visit).where(Visit.case_id == case_id))
    nik = declared_nik(session, keys, case_id)
    if visit is None or visit.check_id is None or nik is None or session.get_one(Complainant, case_id).restricted_at:
        return None
    check = identity.get(session, visit.check_id)
    return nik if rules.may_print_nik(check.outcome, same_nik=identity.is_about(check, keys, nik)) else None


def _hold(session: Session, actor: Actor, visit_id: str) -> Visit:
    """The visit, its row and its case's row locked: everybody locks in this order (visit, case, end of the trail, number
    series), so that on PostgreSQL no two writers wait for each other."""
    get(session, actor, visit_id)
    visit = session.get_one(Visit, visit_id, populate_existing=True, with_for_update=True)
    if visit.case_id is not None:
        session.get_one(Case, visit.case_id, populate_existing=True, with_for_update=True)
    return visit


def _live(session: Session, actor: Actor, visit_id: str) -> Visit:
    visit = _hold(session, actor, visit_id)
    if visit.ended_at is not None:
        raise VisitOver(N_("Kunjungan ini sudah selesai."))
    return visit


def _end(session: Session, actor: Actor, clock: Clock, visit: Visit, reason: EndReason) -> None:
    visit.ended_at, visit.end_reason = clock.now(), reason
    session.flush()
    trail.record(session, clock, actor, "visit.ended", "visit", visit.id, {"reason": reason.value})


def _standing(session: Session, keys: FieldKeys, visit: Visit, nik: str | None) -> Standing:
    check = identity.get(session, visit.check_id) if visit.check_id else None
    return rules.standing_for(
        check.outcome if check else None,
        asked=check is not None,
        same_nik=check is not None and nik is not None and identity.is_about(check, keys, nik),
        seen=visit.seen_id is not None,
    )


def _link(session: Session, actor: Actor, clock: Clock, keys: FieldKeys, visit: Visit, case: Case, nik: str | None) -> None:
    visit.case_id, visit.active_at = case.id, clock.now()
    session.flush()
    trail.record(session, clock, actor, "visit.registered", "visit", visit.id, {"case": case.id})
    if visit.check_id is None:
        return
    if identity.get(session, visit.check_id).outcome is None:
        outbox.put(session, clock, SETTLE, visit.id)
    else:
        _send_back(session, actor, clock, keys, visit, case, nik)


def _send_back(session: Session, actor: Actor, clock: Clock, keys: FieldKeys, visit: Visit, case: Case, nik: str | None) -> None:
    """Queue the number for the register (Magelang 2(2)b), if it was asked about this very NIK and looked."""
    if nik is not None and visit.check_id is not None and case.complaint_no is not None:
        identity.queue_feedback(session, actor, clock, keys, nik=nik, complaint_no=case.complaint_no, check_id=visit.check_id)


def _must_serve(actor: Actor) -> None:
    if not actor.has(*rules.DESK_STAFF):
        raise Forbidden(N_("Hanya petugas Diskominfo yang melayani loket."))
