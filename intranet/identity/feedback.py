"""Complaint numbers on their way back to the register (data balikan): queue, send, retry, hurry.

Which numbers go back: Magelang 3(1)b gives Disdukcapil the numbers of those "yang data kependudukannya telah diakses",
so one is queued only when a check about this very NIK was answered out of the person's own record (found, found in
part, or found and deceased, duplicate or inactive). Not found, no answer, and seen by eye accessed nothing.
"""

import datetime as dt
import hmac
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.base import outbox, trail
from intranet.base.actor import SYSTEM, Actor, Role
from intranet.base.clock import Clock
from intranet.base.db import Database
from intranet.base.errors import Forbidden, NotFound, Refused
from intranet.base.ids import new_id
from intranet.base.sealing import FieldKeys, SealError
from intranet.identity import rules
from intranet.identity.models import Feedback, IdentityCheck
from intranet.identity.rules import FeedbackResult, FeedbackState
from shared.text import N_

KIND = "feedback"
SENDERS = (Role.DISKOMINFO_OFFICER, Role.DISKOMINFO_HEAD)


class Sender(Protocol):
    """Whoever can give the register a number."""

    def send_back(self, nik: str, complaint_no: str) -> FeedbackResult:
        """Send one number; never raises."""
        ...


def queue_feedback(
    session: Session, actor: Actor, clock: Clock, keys: FieldKeys, *, nik: str, complaint_no: str, check_id: str
) -> Feedback | None:
    """Queue ``complaint_no`` for the register in the caller's transaction; None when nothing of this NIK was accessed.

    ``check_id`` is any check of the visit: an officer may have looked at the card after the register had answered.
    Queueing the same number again gives the row there is.
    """
    queued = session.scalar(select(Feedback).where(Feedback.complaint_no == complaint_no))
    if queued is not None:
        return queued
    index = keys.index(nik)
    check = _access(session, check_id, index)
    if check is None:
        return None
    row_id = new_id()
    row = Feedback(
        id=row_id,
        check_id=check.id,
        complaint_no=complaint_no,
        nik_sealed=keys.seal(nik, table="feedback", column="nik_sealed", row_id=row_id),
        nik_index=index,
        state=FeedbackState.QUEUED,
        queued_at=clock.now(),
        next_try_at=clock.now(),
        last_result="",
        tries=0,
    )
    session.add(row)
    session.flush()
    outbox.put(session, clock, KIND, row_id)
    data = {"complaint_no": complaint_no}
    trail.record(session, clock, actor, kind="feedback.queued", subject_kind="feedback", subject_id=row_id, data=data)
    return row


def _access(session: Session, check_id: str, index: str) -> IdentityCheck | None:
    """The latest check of the same visit by which data of this NIK (by its keyed hash) were accessed."""
    known = session.get(IdentityCheck, check_id)
    if known is None:
        return None
    same_visit = [known]
    if known.visit_id is not None:
        query = select(IdentityCheck).where(IdentityCheck.visit_id == known.visit_id)
        same_visit = list(session.scalars(query.order_by(IdentityCheck.at.desc(), IdentityCheck.id.desc())))
    return next(
        (
            check
            for check in same_visit
            if check.code_class is not None
            and check.code_class.register_was_read
            and check.nik_index is not None
            and hmac.compare_digest(check.nik_index, index)
        ),
        None,
    )


def try_again(session: Session, actor: Actor, clock: Clock, feedback_id: str) -> Feedback:
    """Send a waiting number at the worker's next look. Raises NotFound, Forbidden, Refused once it was received."""
    if not actor.has(*SENDERS):
        raise Forbidden(N_("Hanya petugas Diskominfo yang dapat mengirim ulang data balikan."))
    row = session.get(Feedback, feedback_id)
    if row is None:
        raise NotFound(N_("Data balikan tidak ditemukan."))
    if row.state is FeedbackState.ACKNOWLEDGED:
        raise Refused(N_("Nomor ini sudah diterima Disdukcapil."))
    row.state, row.next_try_at = FeedbackState.QUEUED, clock.now()
    outbox.hurry(session, clock, KIND, row.id)
    session.flush()
    trail.record(session, clock, actor, kind="feedback.hurried", subject_kind="feedback", subject_id=row.id)
    return row


class FeedbackHandler:
    """The worker's handler for queued numbers; sending twice does no harm, the register knows a repetition."""

    def __init__(self, keys: FieldKeys, sender: Sender) -> None:
        self._keys, self._sender = keys, sender

    def __call__(self, db: Database, clock: Clock, ref: str, tries: int) -> dt.datetime | None:
        """Send one number; returns when to try again, or None when the register has it."""
        with db.write() as session:
            row = session.get(Feedback, ref)
            if row is None or row.state is FeedbackState.ACKNOWLEDGED or row.nik_sealed is None:
                return None
            row.state = FeedbackState.SENT
            row.tries += 1
            tries, sealed, complaint_no = row.tries, row.nik_sealed, row.complaint_no
        result = self._send(ref, sealed, complaint_no)
        with db.write() as session:
            return _note_result(session, clock, ref, tries, result)

    def _send(self, ref: str, sealed: str, complaint_no: str) -> FeedbackResult:
        try:
            nik = self._keys.open(sealed, table="feedback", column="nik_sealed", row_id=ref)
        except SealError:
            return FeedbackResult.UNREADABLE
        return self._sender.send_back(nik, complaint_no)


def _note_result(session: Session, clock: Clock, ref: str, tries: int, result: FeedbackResult) -> dt.datetime | None:
    row = session.scalars(select(Feedback).where(Feedback.id == ref)).one()
    row.last_result = result.name
    if result.done:
        row.state, row.next_try_at, row.acknowledged_at, row.nik_sealed = (
            FeedbackState.ACKNOWLEDGED,
            None,
            clock.now(),
            None,
        )
    else:
        row.state, row.next_try_at = FeedbackState.FAILED, clock.now() + rules.feedback_wait(tries)
    session.flush()
    data = {"result": result.name.lower(), "tries": tries}
    trail.record(session, clock, SYSTEM, kind="feedback.tried", subject_kind="feedback", subject_id=ref, data=data)
    return row.next_try_at
