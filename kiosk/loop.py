"""Runs the desk: card events and answers go in, effects are carried out, clocks are watched.

One lock guards the position and the visit. Whatever may take time (the link, the printer) runs on worker threads and
comes back under the lock with the number of the visit it belongs to; what comes back for a visit that is over changes
nothing. The screen is told by a version number that grows with every change.
"""

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Protocol

import structlog

from kiosk import answers
from kiosk.card.source import (
    CardEvent,
    CardFailed,
    CardFault,
    CardPlaced,
    CardRead,
    CardRemoved,
    CardSource,
    Claim,
    ReaderCondition,
    ReaderState,
)
from kiosk.desk import ENDS, OUT_OF_SERVICE, TABLE, Effect, Event, Position, State, patience, step
from kiosk.device import Device
from kiosk.errands import Errands
from kiosk.link import Link, Refused, Unreachable
from kiosk.printer import Printer, PrinterFault
from kiosk.settings import Settings
from kiosk.visit import Help, Visit
from shared.words import CheckState

log = structlog.get_logger("kiosk")

TICK_SECONDS = 0.25


class Runner(Protocol):
    """Runs a job some time, on whatever thread."""

    def __call__(self, job: Callable[[], None], /) -> object: ...


class Loop(Errands):
    """One kiosk at work."""

    def __init__(
        self,
        settings: Settings,
        device: Device,
        link: Link,
        printer: Printer,
        source: CardSource,
        *,
        clock: Callable[[], float] = time.monotonic,
        run: Runner | None = None,
    ) -> None:
        self.settings, self.device, self.source = settings, device, source
        self._link, self._printer, self._clock = link, printer, clock
        self._pool = None if run else ThreadPoolExecutor(max_workers=6, thread_name_prefix="kiosk")
        self._run: Runner = run or self._pool_run
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)
        self._stopping = threading.Event()
        self._ticker: threading.Thread | None = None
        self._position = Position()
        self._visit = Visit()
        self._serial = 0
        self._version = self._status = 0
        self._shown = self._position
        self._deadline: float | None = None
        self._card_on: int | None = None
        self._pending: tuple[int, Claim] | None = None
        self._submitting = False
        self._next_poll = self._next_retry = 0.0
        self._check_until = 0.0
        self.reader = ReaderCondition.STOPPED
        device.tell = self._device_says

    # -- life ---------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin: learn where the kiosk stands, watch the reader and the clock."""
        self.device.start(self._run)
        self.source.start(self.emit)
        self._ticker = threading.Thread(target=self._tick_for_ever, name="kiosk-clock", daemon=True)
        self._ticker.start()

    def stop(self) -> None:
        """End: let go of the reader, the visit and the workers."""
        self._stopping.set()
        self.source.stop()
        if self._ticker:
            self._ticker.join()
        with self._changed:
            self._do(Effect.WIPE)
            self._version += 1
            self._changed.notify_all()
        if self._pool:
            self._pool.shutdown(wait=False, cancel_futures=True)

    # -- for the screen -----------------------------------------------------------------------------------------

    @contextmanager
    def look(self) -> Iterator[tuple[Position, Visit]]:
        """The position and the visit, held still while the block runs."""
        with self._lock:
            yield self._position, self._visit

    @property
    def version(self) -> tuple[int, int]:
        """Two numbers that grow: when the screen is another, and when anything on it is."""
        with self._lock:
            return self._version, self._status

    @property
    def stopping(self) -> bool:
        """Whether the kiosk is being stopped."""
        return self._stopping.is_set()

    @property
    def card_on_reader(self) -> bool:
        """Whether a card lies on the reader."""
        return self._card_on is not None

    def seconds_left(self) -> float | None:
        """Seconds until the present screen times out, or None."""
        with self._lock:
            return None if self._deadline is None else max(0.0, self._deadline - self._clock())

    def today(self) -> dt.date:
        """The day at the office."""
        return self._link.now().astimezone(self.settings.zone).date()

    def wait(self, seen: tuple[int, int], seconds: float) -> tuple[int, int]:
        """Wait until the version is another than ``seen``, at most so long; returns the version."""
        with self._changed:
            self._changed.wait_for(lambda: self.version != seen or self._stopping.is_set(), seconds)
            return self.version

    def act(self, event: Event, chosen: State | None = None) -> None:
        """Something happened: a button, a card, an answer from the office."""
        with self._changed:
            self._act(event, chosen)
            self._news()

    def answer(self, at: str, form: Mapping[str, str]) -> None:
        """The visitor answered the screen ``at``; an answer to another screen than the present one is dropped."""
        with self._changed:
            self._touch()
            if at == self._position.state.value:
                result = answers.take(self._position.state, self._visit, form, self.today())
                if result.code:
                    self.device.code = result.code
                if result.event is not None:
                    self._act(result.event, result.chosen)
            self._news(asked=True)

    def touch(self) -> None:
        """Somebody is there: the time-out begins anew."""
        with self._lock:
            self._touch()

    # -- for the reader -----------------------------------------------------------------------------------------

    def emit(self, event: CardEvent) -> None:
        """Take a card event, from whatever thread."""
        with self._changed:
            match event:
                case CardPlaced(seq):
                    self._card_on = seq
                    before = self._position.state
                    self._act(Event.CARD_PLACED)
                    if self._position.state is State.READING and before is not State.READING:
                        self._visit.card_seq = seq
                case CardRead(seq, claim):
                    self._card_read(seq, claim)
                case CardFailed(seq, reason):
                    if seq == self._card_on and self._position.state is State.READING:
                        self._visit.card_fault = reason
                        self._act(Event.CARD_FAILED)
                case CardRemoved(seq):
                    self._card_removed(seq)
                case ReaderState(state):
                    self.reader = state
                    self.device.reader = state.value
            self._news()

    def _card_read(self, seq: int, claim: Claim) -> None:
        if seq != self._card_on:
            return
        if self._position.state is State.CARD_TAKEN or self._card_is_missed():
            same = self._visit.nik is not None and self._visit.nik == claim.nik.digits
            event = Event.SAME_CARD if same else Event.OTHER_CARD
        else:
            event = Event.CARD_READ
        self._pending = (seq, claim)
        self._act(event)
        self._pending = None
        if event is Event.SAME_CARD:
            self._visit.card_seq = seq

    def _card_is_missed(self) -> bool:
        """Whether the visit goes on under a NIK without its card, so that a card laid now may be another person's."""
        asked = Event.CARD_READ in TABLE[self._position.state].moves
        return not asked and self._visit.card_seq is None and self._visit.nik is not None

    def _card_removed(self, seq: int) -> None:
        if seq == self._card_on:
            self._card_on = None
        if seq == self._visit.card_seq:
            self._visit.card_seq = None
            if self._position.state is State.READING:
                self._visit.card_fault = self._visit.card_fault or CardFault.REMOVED_EARLY
            self._act(Event.CARD_REMOVED)

    # -- the clock ----------------------------------------------------------------------------------------------

    def tick(self) -> None:
        """Look at the clock: time-outs, polls, retries, heartbeats."""
        with self._changed:
            now = self._clock()
            if self._deadline is not None and now >= self._deadline:
                if self._position.state is State.READING:
                    self._visit.card_fault = CardFault.TIMED_OUT
                self._act(Event.TIME_OUT)
                self._news()
            if self._visit.check is CheckState.CHECKING and now >= self._next_poll:
                self._poll_check(now)
            waiting = State.OFFLINE in (self._position.state, self._position.under)
            if waiting and not self._submitting and now >= self._next_retry:
                self._submit()
            serving = self._position.state not in OUT_OF_SERVICE
        self.device.tick(now, self._run, serving=serving)

    def _tick_for_ever(self) -> None:
        while not self._stopping.wait(TICK_SECONDS):
            try:
                self.tick()
            except Exception as error:
                log.error("tick failed", kind=type(error).__name__)
                self.act(Event.BROKE)

    def _device_says(self, event: Event) -> None:
        with self._changed:
            self._act(event)
            self._news()

    # -- inside, all under the lock -----------------------------------------------------------------------------

    def _act(self, event: Event, chosen: State | None = None) -> None:
        before = self._position
        result = step(before, event, chosen)
        self._position = result.position
        if before.state is State.WIPED and result.position.state not in (State.WIPED, State.HELP):
            self._visit = Visit()  # the next visitor's eyes are others
        for effect in result.effects:
            self._do(effect)
        if result.position != before or event is Event.TIME_OUT or result.effects:
            self._visit.hint = "" if result.position.state is not before.state else self._visit.hint
            self._touch()

    def _touch(self) -> None:
        wait = patience(self._position.state, self.settings.kiosk_idle_seconds)
        self._deadline = None if wait is None else self._clock() + wait

    def _news(self, *, asked: bool = False) -> None:
        """There is something new. A page somebody may be writing on is replaced only when they asked or it moved on."""
        self._status += 1
        if asked or self._position != self._shown or self._position.state not in answers.WRITTEN_ON:
            self._version += 1
        self._shown = self._position
        self._changed.notify_all()

    def _pool_run(self, job: Callable[[], None]) -> object:
        if self._pool is not None and not self._stopping.is_set():
            return self._pool.submit(job)
        return None

    def _later(self, job: Callable[[], Any], done: Callable[[Any], None], stale: Callable[[Any], None] | None = None) -> None:
        """Run ``job`` on a worker and give its result, or the refusal or failure it raised, to ``done``."""
        serial = self._serial

        def work() -> None:
            result: Any
            try:
                result = job()
            except (Unreachable, Refused, PrinterFault) as error:
                result = error
            except Exception as error:
                log.error("job failed", kind=type(error).__name__)
                result = Unreachable(type(error).__name__)
            with self._changed:
                if serial == self._serial:
                    done(result)
                    self._news()
                elif stale is not None:
                    stale(result)

        self._run(work)

    def _do(self, effect: Effect) -> None:
        visit = self._visit
        match effect:
            case Effect.ENROL:
                self.device.enrol(self._run)
            case Effect.OPEN:
                self._open()
            case Effect.TAKE_CARD:
                if self._pending:
                    visit.card_seq, claim = self._pending
                    visit.take(claim)
            case Effect.DROP_CLAIM:
                visit.drop_claim()
            case Effect.DROP_NIK:
                visit.drop_nik()
            case Effect.AGREE:
                visit.agreed = visit.opened.notice_version if visit.opened else None
            case Effect.REFUSE:
                visit.refused = True
            case Effect.ASK_CHECK:
                self._ask_check()
            case Effect.FORGET_COMPLAINANT:
                visit.forget_complainant()
            case Effect.SUBMIT:
                self._submit()
            case Effect.PRINT:
                self._print()
            case Effect.LOOK_UP:
                self._look_up()
            case Effect.CALL_OFFICER:
                visit.help = Help.SENDING
                self._send_help()
            case Effect.WIPE:
                self._serial += 1
                seen = self._visit.look
                self._visit.wipe()
                self._visit = Visit(*seen)  # the farewell is read by the same eyes
                self._submitting = False
            case _:
                self._end(ENDS[effect])
