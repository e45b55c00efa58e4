"""The worker: does what the outbox holds and the small regular chores; one process, safe to kill at any moment."""

import datetime as dt
import logging
import threading
from collections.abc import Callable

from sqlalchemy import Date, bindparam, text
from sqlalchemy.orm import Session

from intranet.base import heap
from intranet.base.actor import SYSTEM
from intranet.base.clock import Clock
from intranet.base.db import Database, UtcDateTime
from intranet.base.outbox import Handler, work_once
from intranet.base.sealing import FieldKeys
from intranet.cases import presence, search, watch
from intranet.cases import queries as cases
from intranet.counter import service as counter
from intranet.devices import service as devices
from intranet.disclosure.service import requests as disclosures
from intranet.evidence import service as evidence
from intranet.evidence.store import Store
from intranet.identity import service as identity
from intranet.identity.dukcapil import Dukcapil
from intranet.identity.feedback import KIND as FEEDBACK
from intranet.identity.feedback import FeedbackHandler
from intranet.reports.deliveries import rules as owing
from intranet.reports.deliveries.rules import DeliveryKind, Standing
from intranet.settings import Settings

log = logging.getLogger(__name__)
_LOOK_EVERY = 0.5  # seconds between looks into an empty outbox
_CHORES_EVERY = dt.timedelta(minutes=1)
_LENT = text("SELECT 1 FROM facility_loan WHERE state = 'out' AND rung = 0 LIMIT 1")
_CREDENTIALS = text("SELECT 1 FROM credential WHERE ended_on IS NULL AND rung = 0 LIMIT 1")
_COORDINATED = text(
    "SELECT 1 FROM coordination_action WHERE done_on IS NULL UNION ALL SELECT 1 FROM agreement WHERE starts_on < :day LIMIT 1"
).bindparams(bindparam("day", type_=Date))
_FIRST_BELL = dt.timedelta(days=270)  # before that no agreement waits for its evaluation
_CHECKPOINT = text("SELECT 1 FROM checkpoint WHERE day = :day").bindparams(bindparam("day", type_=Date))
_PROPOSED = text("SELECT 1 FROM literacy_proposal WHERE state = 'running' LIMIT 1")
_OWED = text(
    "SELECT 1 FROM data_incident WHERE state = 'open' AND rung < 4"
    " UNION ALL SELECT 1 FROM subject_request WHERE state = 'open' AND rung < 4 LIMIT 1"
)
_ERASED = text("SELECT 1 FROM erasure WHERE swept_at IS NULL LIMIT 1")
_ENDING = text("SELECT 1 FROM agreement WHERE ends_on BETWEEN :first AND :last LIMIT 1").bindparams(
    bindparam("first", type_=Date), bindparam("last", type_=Date)
)
_TALKED_OF = dt.timedelta(days=200)  # before its end, and after it: the days in which there is something to be told
_PLANNED = text("SELECT 1 FROM literacy_session WHERE state = 'planned' LIMIT 1")
_SEMESTER_ENDS = (6, 12)  # months at whose end a report is due; of one before, its being late is told once
_CHECKED = text("SELECT 1 FROM agreement_purpose WHERE purpose = 'population_check' LIMIT 1")
_UNTOLD = text(
    "SELECT 1 FROM agreement_purpose JOIN agreement ON agreement.id = agreement_purpose.agreement_id"
    " WHERE purpose = 'population_check' AND starts_on <= :last AND NOT EXISTS"
    " (SELECT 1 FROM usage_reminder WHERE year = :year AND half = :half AND rung = 0) LIMIT 1"
).bindparams(bindparam("last", type_=Date))
_UNOPENED = text(
    "SELECT 1 FROM report_delivery AS given WHERE delivered_at < :before"
    " AND NOT EXISTS (SELECT 1 FROM delivery_receipt WHERE delivery_id = given.id)"
    " AND NOT EXISTS (SELECT 1 FROM delivery_reminder AS told WHERE told.kind = given.kind AND told.first_on = given.first_on"
    " AND told.last_on = given.last_on AND standing = 'delivered' AND rung = :rung) LIMIT 1"
).bindparams(bindparam("before", type_=UtcDateTime))
_BOUND = text(
    "SELECT 1 FROM agreement WHERE starts_on <= :day AND ends_on >= :day AND 2 = (SELECT count(DISTINCT party) FROM agreement_party"
    " WHERE agreement_id = agreement.id AND party IN ('bawaslu', 'diskominfo')) LIMIT 1"
).bindparams(bindparam("day", type_=Date))
_GIVEN_OR_TOLD = text(
    "SELECT count(*) FROM (SELECT kind FROM report_delivery WHERE first_on <= :first AND last_on >= :last"
    " UNION SELECT kind FROM delivery_reminder"
    " WHERE first_on = :first AND last_on = :last AND standing = 'late' AND rung = :rung) AS done"
).bindparams(bindparam("first", type_=Date), bindparam("last", type_=Date))


def handlers(settings: Settings, keys: FieldKeys) -> dict[str, Handler]:
    """Who does which kind of outbox work."""
    return {FEEDBACK: FeedbackHandler(keys, Dukcapil(settings)), counter.SETTLE: counter.settler(keys)}


def chores(settings: Settings, clock: Clock) -> tuple[Callable[[Session], object], ...]:
    """What is done every minute, each in a transaction of its own."""
    return (
        lambda session: counter.forget_drafts(session, clock, settings),
        lambda session: counter.sweep(session, clock),
        lambda session: identity.sweep(session, clock, settings),
        lambda session: devices.tidy(session, clock),
        lambda session: watch.ring(session, clock, settings),
        lambda session: _ring_loans(session, clock),
        lambda session: _remind_of_sessions(session, clock, settings),
        lambda session: _ring_privacy(session, clock),
        lambda session: _ring_credentials(session, clock, settings),
        lambda session: _ring_for_coordination(session, clock, settings),
        lambda session: _remind_of_reports(session, clock, settings),
        lambda session: _remind_of_deliveries(session, clock, settings),
        lambda session: presence.forget(session, clock),
        search.catch_up,
        lambda session: disclosures.expire(session, clock),
        lambda session: _prompt_of_agreements(session, clock, settings),
    )


def keep_checkpoints(db: Database, clock: Clock, settings: Settings) -> None:
    """The day's walk over the trail and its checkpoint, in a process of its own; all the rest of the day a look at one row."""
    today = clock.now().astimezone(settings.zone).date()
    with db.read() as session:
        done = session.execute(_CHECKPOINT, {"day": today}).first()
    if done is None and not heap.apart(lambda: _walk_the_trail(db.url, clock, settings)):
        log.error("the day's checkpoint was not made; trying again")


def _walk_the_trail(url: str, clock: Clock, settings: Settings) -> None:
    from intranet.checkpoints import nightly

    nightly.run(Database(url), clock, settings)


def _ring_loans(session: Session, clock: Clock) -> None:
    """Loans that are not back; an office that lends nothing never loads what it takes to look after them."""
    if session.execute(_LENT).first():
        from intranet.outreach import watch as loans

        loans.ring(session, clock)


def _remind_of_sessions(session: Session, clock: Clock, settings: Settings) -> None:
    """Literacy sessions not confirmed; an office without a programme never loads what it takes to look after it."""
    if session.execute(_PLANNED).first():
        from intranet.literacy.service import reminders

        reminders.remind(session, clock, settings)


def _ring_privacy(session: Session, clock: Clock) -> None:
    """Clocks of 3x24 hours; an office in which none runs never loads what it takes to look after them."""
    if session.execute(_OWED).first():
        from intranet.privacy import watch as privacy

        privacy.ring(session, clock)


def _sweep_erased(db: Database, clock: Clock, store: Store) -> None:
    """What an erasure leaves on the disk."""
    with db.read() as session:
        due = session.execute(_ERASED).first() is not None
    if due:
        from intranet.privacy import sweeping

        sweeping.sweep(db, clock, store)


def _prompt_of_agreements(session: Session, clock: Clock, settings: Settings) -> None:
    """Ends of agreements; an office in which none is near never loads what it takes to remind of them."""
    today = clock.now().date()
    if session.execute(_ENDING, {"first": today - _TALKED_OF, "last": today + _TALKED_OF}).first():
        from intranet.agreements import watch as agreements

        agreements.prompt(session, clock, settings)


def _ring_credentials(session: Session, clock: Clock, settings: Settings) -> None:
    """Credentials to be changed; an office that keeps no list of them never loads what it takes to look after it."""
    if session.execute(_CREDENTIALS).first():
        from intranet.duties import watch as credentials

        credentials.ring(session, clock, clock.now().astimezone(settings.zone).date())


def _ring_for_coordination(session: Session, clock: Clock, settings: Settings) -> None:
    """Promises and evaluations that come due; an office without an agreement never loads what it takes to look after them."""
    if session.execute(_COORDINATED, {"day": clock.now().date() - _FIRST_BELL}).first():
        from intranet.coordination import watch as promises

        promises.ring(session, clock, settings)


def _remind_of_reports(session: Session, clock: Clock, settings: Settings) -> None:
    """Semester reports not delivered; where none is due soon or newly late, nothing is loaded."""
    day = clock.now().astimezone(settings.zone).date()
    second = day.month <= 6  # the one before ended with the year
    ended = dt.date(day.year - second, 12 if second else 6, 31 if second else 30)
    before = {"last": ended, "year": ended.year, "half": 2 if second else 1}
    if session.execute(_CHECKED if day.month in _SEMESTER_ENDS else _UNTOLD, {} if day.month in _SEMESTER_ENDS else before).first():
        from intranet.reports.usage import service as usage

        usage.remind(session, clock, settings)


def _remind_of_deliveries(session: Session, clock: Clock, settings: Settings) -> None:
    """Reports to the other party that are late or not opened; where there is none, the sweep is not loaded."""
    day, turns = clock.now().astimezone(settings.zone).date(), owing.TURNS[Standing.DELIVERED]
    before = cases.midnight(day - dt.timedelta(days=turns[0] - 1), settings.zone)
    if session.execute(_UNOPENED, {"before": before, "rung": turns[-1]}).first() or _some_are_late(session, day, settings):
        from intranet.reports.deliveries import watch as deliveries

        deliveries.remind(session, clock, settings)


def _some_are_late(session: Session, day: dt.date, settings: Settings) -> bool:
    for owed in owing.watched(day, settings.delivery_every_months, settings.delivery_due_day):
        rung = owing.rung(Standing.LATE, (day - owed.due_on).days)
        if rung is None or not all(session.execute(_BOUND, {"day": one}).first() for one in (day, owed.period.last)):
            continue
        about = {"first": owed.period.first, "last": owed.period.last, "rung": rung}
        if session.execute(_GIVEN_OR_TOLD, about).scalar_one() < len(DeliveryKind):
            return True
    return False


def _somebody_plans(db: Database) -> bool:
    with db.read() as session:
        return session.execute(_PROPOSED).first() is not None


def _start_planner(db: Database, clock: Clock, settings: Settings, stop: threading.Event) -> threading.Thread:
    from intranet.literacy.proposing import running  # with the solver: a good deal to load, once somebody plans a month

    planner = threading.Thread(target=running.run, args=(db, clock, settings, cases.duties, stop), daemon=True)
    planner.start()
    return planner


def check_evidence(db: Database, clock: Clock, store: Store) -> int:
    """Look at the next slice of evidence files, without holding the database meanwhile; returns how many are damaged."""
    store.sweep()
    with db.read() as session:
        due = evidence.due(session, clock)
    if not due:
        return 0
    found = {item_id: store.intact(sha256) for item_id, sha256 in due.items()}
    with db.write() as session:
        return evidence.checked(session, clock, found)


def work(db: Database, clock: Clock, settings: Settings, keys: FieldKeys, stop: threading.Event | None = None) -> None:
    """Work until ``stop`` (or for ever). An error is logged by kind only, since messages may carry values, and retried later.

    Programmes are planned beside all this in a thread: a search takes its time, and nothing else has to wait for it.
    """
    stop = stop or threading.Event()
    doing, chores_at, counted = handlers(settings, keys), clock.now(), False
    planner: threading.Thread | None = None
    while not stop.is_set():
        try:
            if clock.now() >= chores_at:
                chores_at = clock.now() + _CHORES_EVERY
                if not counted:  # settings change by a start only, and days with them
                    with db.write() as session:
                        watch.recount(session, SYSTEM, clock, settings)
                    counted = True
                for chore in chores(settings, clock):
                    with db.write() as session:
                        chore(session)
                check_evidence(db, clock, Store(settings.data_dir))
                _sweep_erased(db, clock, Store(settings.data_dir))
                keep_checkpoints(db, clock, settings)
                if settings.smtp_host:
                    from intranet.inbox import mailing  # most offices have no mail server, and need not its library

                    mailing.send_new(db, clock, settings)
                heap.give_back()
            if planner is None and _somebody_plans(db):
                planner = _start_planner(db, clock, settings, stop)
            busy = work_once(db, clock, doing)
        except Exception as error:
            log.error("work interrupted by %s; going on", type(error).__name__)
            busy = False
        if not busy:
            stop.wait(_LOOK_EVERY)
    if planner is not None:
        planner.join()
