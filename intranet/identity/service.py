"""Verbs of a check: begin (and so count) it, take its turn, finish it, see a card by eye, sweep what died, resume.

A row is committed before the call is made and completed after it, so that calls never outnumber rows however a process
dies. The limits are derived from those rows, so that several web processes share them.
"""

import datetime as dt
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from sqlalchemy import event, func, or_, select, update
from sqlalchemy.orm import Session, SessionTransaction

from intranet.agreements import service as agreements
from intranet.agreements.rules import Purpose
from intranet.base import trail
from intranet.base.actor import Actor, ActorKind, Role
from intranet.base.clock import Clock
from intranet.base.errors import Forbidden, NotFound, Refused
from intranet.base.ids import new_id
from intranet.base.sealing import FieldKeys
from intranet.identity import rules
from intranet.identity.arrangement import allowed_elements, configured, limits
from intranet.identity.codes import Answer, CodeClass, unavailable
from intranet.identity.feedback import queue_feedback as queue_feedback
from intranet.identity.feedback import try_again as try_again
from intranet.identity.models import CheckResume, IdentityCheck
from intranet.identity.rules import Claim, Document, Ended, Method, Refusal
from intranet.settings import Settings
from shared.elements import Element, Outcome
from shared.nik import Nik, NikError
from shared.text import N_
from shared.words import CheckOffer, CheckState

DISKOMINFO = (Role.DISKOMINFO_OFFICER, Role.DISKOMINFO_HEAD)

_WAIT_MARGIN = dt.timedelta(seconds=30)
_LOOK_BACK = 50  # ended calls looked at for pauses; after a pause begins there are no more of them


class CheckRefused(Refused):
    """The register is not asked. ``reason`` says why, ``reason.offer`` in the words a kiosk has."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.value, do=rules.INSTEAD)
        self.reason = reason


class Runner(Protocol):
    """What makes the call, after the commit and beside the request."""

    def ask(self, check_id: str, claim: Claim) -> None:
        """Make the call of a committed check; takes the claim over and wipes it."""
        ...


@dataclass(frozen=True, kw_only=True)
class CheckInput:
    """A check asked for inside an intake; there is no look-up outside one (Magelang 1)."""

    visit_id: str
    method: Method
    claim: Claim


def refusal(session: Session, clock: Clock, settings: Settings, *, actor: Actor | None = None) -> Refusal | None:
    """Why no check can be made now (by ``actor``, for a kiosk's own limits), or None."""
    if not configured(settings):
        return Refusal.NOT_CONFIGURED
    permit = agreements.allowed_today(session, clock, Purpose.POPULATION_CHECK, zone=settings.zone)
    if not isinstance(permit, agreements.Permit):
        return Refusal.NO_AGREEMENT
    now, limit = clock.now(), limits(settings)
    stopped = rules.service_refusal(now, limit, _recent(session), calls_today(session, clock, settings))
    if stopped is None and actor is not None and actor.kind is ActorKind.DEVICE:
        return kiosk_refusal(session, clock, settings, actor.id)
    return stopped


def offer(session: Session, clock: Clock, settings: Settings, actor: Actor | None = None) -> CheckOffer:
    """Whether identity can be checked now and, if not, why, in the words a kiosk has for it."""
    reason = refusal(session, clock, settings, actor=actor)
    return CheckOffer.POSSIBLE if reason is None else reason.offer


def begin_check(
    session: Session,
    actor: Actor,
    clock: Clock,
    settings: Settings,
    keys: FieldKeys,
    runner: Runner,
    ask: CheckInput,
) -> IdentityCheck:
    """Count a check and hand its claim to ``runner`` as soon as the transaction has committed (never before, never else).

    Raises Forbidden for anybody but a kiosk or a Diskominfo officer, Refused (field ``claims``) for a claim that cannot
    be sent, CheckRefused when the agreement, the settings, the hours, a quota, a pause or a limit forbids asking.
    """
    if actor.kind is not ActorKind.DEVICE and not actor.has(*DISKOMINFO):
        raise Forbidden(N_("Hanya petugas Diskominfo yang dapat meminta pemeriksaan NIK."))
    _one_by_one(session)
    permit = agreements.allowed_today(session, clock, Purpose.POPULATION_CHECK, zone=settings.zone)
    reason = refusal(session, clock, settings, actor=actor)
    if reason is not None or not isinstance(permit, agreements.Permit):
        raise CheckRefused(reason or Refusal.NO_AGREEMENT)
    earlier = session.scalars(
        select(IdentityCheck.outcome).where(IdentityCheck.visit_id == ask.visit_id, IdentityCheck.method != Method.BY_EYE)
    ).all()
    if (again := rules.visit_refusal(earlier)) is not None:
        raise CheckRefused(again)
    claim = _sendable(ask.claim, allowed_elements(settings))
    row = IdentityCheck(
        id=new_id(),
        at=clock.now(),
        visit_id=ask.visit_id,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name,
        agreement_id=permit.agreement_id,
        purpose=rules.PURPOSE,
        method=ask.method,
        element_names=",".join(element.value for element in claim.elements),
        threshold=settings.dukcapil_threshold,
        nik_index=keys.index(claim.nik),
    )
    session.add(row)
    session.flush()
    asked = {"method": row.method.value, "elements": row.element_names, "agreement": permit.agreement_id}
    trail.record(session, clock, actor, kind="identity.asked", subject_kind="identity", subject_id=row.id, data=asked)
    _after_commit(session, runner, row.id, claim)
    return row


def _one_by_one(session: Session) -> None:
    """Count and add under the lock every writer needs anyway (the end of the trail), so that limits hold exactly."""
    session.execute(select(trail.TrailHead.seq).with_for_update())


def _sendable(claim: Claim, allowed: tuple[Element, ...]) -> Claim:
    chosen = rules.asked_elements(claim.elements, allowed)
    if chosen is None:
        raise Refused(N_("Pemeriksaan memerlukan NIK dan sedikitnya satu data lain, misalnya nama lengkap."), field="claims")
    kept = claim.keep_only(chosen)
    try:
        Nik.parse(kept.nik)
        kept.wire()
    except NikError as error:
        raise Refused(error.fault.value, field="claims") from None
    except ValueError:
        raise Refused(N_("Tanggal lahir tidak dapat dibaca."), field="claims") from None
    return kept


def _after_commit(session: Session, runner: Runner, check_id: str, claim: Claim) -> None:
    """Start the call when the outermost transaction has committed; wipe the claim when it is rolled back."""

    waiting = [claim]  # emptied at the end; listeners must not be removed while they are being called

    def committed(done: Session) -> None:
        if waiting and not done.in_nested_transaction():
            runner.ask(check_id, waiting.pop())

    def rolled_back(_done: Session, transaction: SessionTransaction) -> None:
        if waiting and not transaction.nested:
            waiting.pop().wipe()

    event.listen(session, "after_commit", committed)
    event.listen(session, "after_soft_rollback", rolled_back)


class Turn(Enum):
    """What a check that wants to start its call may do."""

    GO = "go"
    WAIT = "wait"
    GONE = "gone"


def take_turn(session: Session, clock: Clock, settings: Settings, check_id: str) -> Turn:
    """Mark the call as started if fewer than the permitted number run, over all processes.

    GO: the caller commits and makes the call. WAIT: try again soon. GONE: no call; it was never committed, is finished,
    or the agreement ended meanwhile (then it is finished here).
    """
    _one_by_one(session)
    permit = agreements.allowed_today(session, clock, Purpose.POPULATION_CHECK, zone=settings.zone)
    row = session.get(IdentityCheck, check_id, populate_existing=True)
    if row is None or row.started_at is not None or row.finished_at is not None:
        return Turn.GONE
    if not isinstance(permit, agreements.Permit):
        finish_check(session, clock, check_id, unavailable(CodeClass.NO_AGREEMENT))
        return Turn.GONE
    now = clock.now()
    if now >= row.at + dt.timedelta(seconds=settings.dukcapil_queue_seconds):
        finish_check(session, clock, check_id, unavailable(CodeClass.BUSY))
        return Turn.GONE
    running = session.scalar(
        select(func.count()).where(
            IdentityCheck.started_at > now - limits(settings).lost_after, IdentityCheck.finished_at.is_(None)
        )
    )
    if (running or 0) >= settings.dukcapil_parallel:
        return Turn.WAIT
    row.started_at = now
    session.flush()
    return Turn.GO


def finish_check(session: Session, clock: Clock, check_id: str, answer: Answer) -> bool:
    """Complete the row with what remains of ``answer``: outcome, class, code, time. False if it was complete already."""
    row = session.get(IdentityCheck, check_id, populate_existing=True)
    if row is None or row.finished_at is not None:
        return False
    now = clock.now()
    latency = int((now - row.started_at).total_seconds() * 1000) if row.started_at else None
    values = {
        "finished_at": now,
        "latency_ms": latency,
        "outcome": answer.outcome,
        "code_class": answer.code_class,
        "code": answer.code,
        "quota_left": answer.quota_left,
    }
    unfinished = update(IdentityCheck).where(IdentityCheck.id == check_id, IdentityCheck.finished_at.is_(None))
    if session.execute(unfinished.values(**values)).rowcount != 1:  # type: ignore[attr-defined]
        return False
    session.refresh(row)
    data = {"outcome": answer.outcome.value, "class": answer.code_class.value}
    actor = Actor(row.actor_kind, row.actor_id, row.actor_name)
    trail.record(session, clock, actor, kind="identity.ended", subject_kind="identity", subject_id=row.id, data=data)
    return True


def record_by_eye(
    session: Session,
    actor: Actor,
    clock: Clock,
    *,
    visit_id: str,
    document: Document,
    nik_index: str | None = None,
) -> IdentityCheck:
    """Note that a Diskominfo officer looked at the complainant's document. Needs no agreement and no link."""
    if not actor.has(*DISKOMINFO):
        raise Forbidden(N_("Hanya petugas Diskominfo yang dapat mencatat pemeriksaan dokumen."))
    now = clock.now()
    row = IdentityCheck(
        id=new_id(),
        at=now,
        visit_id=visit_id,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name,
        purpose=rules.PURPOSE,
        method=Method.BY_EYE,
        element_names="",
        document=document,
        nik_index=nik_index,
        finished_at=now,
        outcome=Outcome.BY_EYE,
        code_class=CodeClass.SEEN,
    )
    session.add(row)
    session.flush()
    data = {"document": document.value}
    trail.record(session, clock, actor, kind="identity.seen", subject_kind="identity", subject_id=row.id, data=data)
    return row


def sweep(session: Session, clock: Clock, settings: Settings, *, nobody_runs: bool = False) -> int:
    """Finish the checks whose process died: they count as calls and bring no answer. Returns how many there were.

    ``nobody_runs``: the caller knows that no web process runs now (one machine, just starting), so that none has to be
    waited for.
    """
    now = clock.now()
    waited_out = now - dt.timedelta(seconds=settings.dukcapil_queue_seconds) - _WAIT_MARGIN
    too_old = or_(
        IdentityCheck.started_at < now - limits(settings).lost_after,
        IdentityCheck.started_at.is_(None) & (IdentityCheck.at < waited_out),
    )
    unfinished = select(IdentityCheck.id).where(IdentityCheck.finished_at.is_(None))
    lost = session.scalars(unfinished if nobody_runs else unfinished.where(too_old)).all()
    return sum(finish_check(session, clock, check_id, unavailable(CodeClass.INTERRUPTED)) for check_id in lost)


def resume_checks(session: Session, actor: Actor, clock: Clock) -> None:
    """Somebody mended what stopped the calls: failures and a used-up quota before now no longer count."""
    if not actor.has(*DISKOMINFO):
        raise Forbidden(N_("Peran Anda tidak dapat melanjutkan pemeriksaan NIK."))
    row = CheckResume(id=new_id(), at=clock.now())
    session.add(row)
    session.flush()
    trail.record(session, clock, actor, kind="identity.resumed", subject_kind="identity", subject_id=row.id)


def get(session: Session, check_id: str) -> IdentityCheck:
    """The usage row; raises NotFound."""
    row = session.get(IdentityCheck, check_id)
    if row is None:
        raise NotFound(N_("Pemeriksaan tidak ditemukan."))
    return row


def is_about(row: IdentityCheck, keys: FieldKeys, nik: str) -> bool:
    """Whether the check was about this NIK; a complaint with another one inherits nothing from it."""
    return row.nik_index is not None and hmac.compare_digest(row.nik_index, keys.index(nik))


def check_state(row: IdentityCheck) -> CheckState:
    """All a kiosk learns of a check."""
    return rules.check_state(row.outcome)


def calls_today(session: Session, clock: Clock, settings: Settings) -> int:
    """Our own count of calls of the office's day: started, or waiting to start."""
    start, _ = rules.day_bounds(clock.now(), settings.zone)
    waiting = IdentityCheck.started_at.is_(None) & IdentityCheck.finished_at.is_(None)
    today = IdentityCheck.at >= start
    reached = or_(IdentityCheck.started_at.is_not(None), waiting)
    return session.scalar(select(func.count()).select_from(IdentityCheck).where(today, reached)) or 0


def _recent(session: Session) -> list[Ended]:
    resumed = session.scalar(select(func.max(CheckResume.at)))
    ended = (
        select(IdentityCheck.finished_at, IdentityCheck.code_class, IdentityCheck.quota_left)
        .where(IdentityCheck.finished_at.is_not(None), IdentityCheck.started_at.is_not(None))
        .where(IdentityCheck.code_class.in_([kind for kind in CodeClass if kind.tells_of_service]))
        .order_by(IdentityCheck.started_at.desc())  # as good as the end, and indexed
        .limit(_LOOK_BACK)
    )
    if resumed is not None:
        ended = ended.where(IdentityCheck.finished_at > resumed)
    return _newest_first(
        Ended(at=at, code_class=kind, quota_left=left)
        for at, kind, left in session.execute(ended)
        if at is not None and kind is not None
    )


def kiosk_refusal(session: Session, clock: Clock, settings: Settings, device_id: str) -> Refusal | None:
    """Why this kiosk has to wait, by its own limits (T5), or None."""
    now = clock.now()
    own = IdentityCheck.actor_id == device_id
    asked = session.scalars(select(IdentityCheck.at).where(own, IdentityCheck.at > now - dt.timedelta(hours=1))).all()
    ended = session.execute(
        select(IdentityCheck.finished_at, IdentityCheck.code_class)
        .where(own, IdentityCheck.finished_at.is_not(None))
        .order_by(IdentityCheck.at.desc())
        .limit(_LOOK_BACK)
    )
    checks = _newest_first(Ended(at=at, code_class=kind) for at, kind in ended if at is not None and kind is not None)
    return rules.kiosk_refusal(now, limits(settings), asked, checks)


def _newest_first(checks: Iterable[Ended]) -> list[Ended]:
    return sorted(checks, key=lambda check: check.at, reverse=True)
