"""The errands of a visit: what the loop has done by the office and the printer, and what becomes of the answers.

Everything here runs under the loop's lock; only the jobs handed to ``_later`` run elsewhere.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from kiosk import receipt
from kiosk.desk import Event, State
from kiosk.device import Device
from kiosk.link import Link, Refused, Unreachable
from kiosk.printer import NO_PRINTER, Printer
from kiosk.settings import Settings
from kiosk.visit import Help, Visit
from shared.wire import CheckAsk, Registered, StatusAnswer, VisitOpen, VisitOpened
from shared.words import CheckOffer, CheckState, EndReason, ProblemCode

POLL_SECONDS = 2.0
CHECK_SECONDS = 150.0  # a check that takes longer is for later
RETRY_SECONDS = 4.0
_WAIT_AND_RETRY = frozenset({ProblemCode.BUSY, ProblemCode.TOO_MANY, ProblemCode.NONCE})
_VISIT_LOST = frozenset({ProblemCode.VISIT_OVER, ProblemCode.NOT_FOUND})


class Errands(ABC):
    """The half of the loop that talks to the office and the printer; ``kiosk.loop.Loop`` is the other half."""

    settings: Settings
    device: Device
    _link: Link
    _printer: Printer
    _clock: Callable[[], float]
    _visit: Visit
    _submitting: bool
    _next_poll: float
    _next_retry: float
    _check_until: float

    @abstractmethod
    def _act(self, event: Event, chosen: State | None = None) -> None:
        """Something happened."""

    @abstractmethod
    def _news(self, *, asked: bool = False) -> None:
        """The screen has something new."""

    @abstractmethod
    def _later(self, job: Callable[[], Any], done: Callable[[Any], None], stale: Callable[[Any], None] | None = None) -> None:
        """Do ``job`` elsewhere, then ``done`` with its result; ``stale`` when the visit is over by then."""

    def _open(self) -> None:
        visit = self._visit
        if visit.opened or visit.opening:
            return
        visit.opening, visit.unreachable = True, False
        key, language = visit.key("open"), visit.language

        def done(result: Any) -> None:
            visit.opening = False
            if isinstance(result, VisitOpened):
                visit.opened = result
                self._act(Event.OPENED)
                if visit.help is Help.SENDING:
                    self._send_help()
                return
            visit.unreachable = True
            if visit.help is Help.SENDING:
                visit.help = Help.FAILED
            self._note_refusal(result)
            self._act(Event.UNREACHABLE)

        def stale(result: Any) -> None:
            if isinstance(result, VisitOpened):
                self._send_end(result.visit_id, EndReason.LEFT, f"{key}-end")

        self._later(lambda: self._link.open_visit(VisitOpen(language=language), key), done, stale)

    def _send_help(self) -> None:
        visit = self._visit
        if visit.opened is None:
            self._open()
            return
        visit_id, key = visit.opened.visit_id, visit.key("help")

        def done(result: Any) -> None:
            visit.help = Help.FAILED if isinstance(result, Exception) else Help.TOLD

        self._later(lambda: self._link.call_officer(visit_id, key), done)

    def _ask_check(self) -> None:
        visit = self._visit
        ask = visit.check_ask()
        visit.drop_card()
        if ask is None or visit.opened is None:
            return
        if visit.opened.offer is not CheckOffer.POSSIBLE:
            visit.check, visit.check_reason = CheckState.LATER, visit.opened.offer
            return
        visit.check = CheckState.CHECKING
        self._check_until = self._clock() + CHECK_SECONDS
        self._next_poll = self._clock() + POLL_SECONDS
        visit_id, key = visit.opened.visit_id, visit.key("check")
        self._later(lambda: self._ask_twice(visit_id, ask, key), self._check_says)

    def _ask_twice(self, visit_id: str, ask: CheckAsk, key: str) -> object:
        """Ask; when no answer came, once more with the same key, which costs the register nothing."""
        try:
            return self._link.ask_check(visit_id, ask, key)
        except Unreachable:
            return self._link.ask_check(visit_id, ask, key)

    def _poll_check(self, now: float) -> None:
        visit = self._visit
        if visit.opened is None or now >= self._check_until:
            visit.check, visit.check_reason = CheckState.LATER, CheckOffer.DOWN
            self._news()
            return
        self._next_poll = now + POLL_SECONDS
        visit_id = visit.opened.visit_id

        def done(result: Any) -> None:
            if not isinstance(result, Exception) and visit.check is CheckState.CHECKING:
                self._check_says(result)

        self._later(lambda: self._link.check(visit_id), done)

    def _check_says(self, result: Any) -> None:
        visit = self._visit
        if isinstance(result, Refused) and result.problem.code is ProblemCode.ALREADY_CHECKED:
            return
        if isinstance(result, Exception):
            visit.check, visit.check_reason = CheckState.LATER, CheckOffer.DOWN
            self._note_refusal(result)
        else:
            visit.check, visit.check_reason = result.state, result.reason

    def _submit(self) -> None:
        if self._submitting:
            return
        self._submitting = True
        visit = self._visit
        visit.problem = None
        ask, key, language = visit.complaint_ask(), visit.key("complaint"), visit.language
        opened, sent = visit.opened, visit.sent
        visit.sent = visit.sent or ask

        def job() -> tuple[VisitOpened, Registered]:
            at = opened or self._link.open_visit(VisitOpen(language=language), visit.key("open"))
            try:
                return at, self._link.register(at.visit_id, ask, key)
            except Refused as refused:
                if refused.problem.code is ProblemCode.MALFORMED and sent is not None and sent != ask:
                    # What was sent first did arrive: its number counts, and an officer takes the correction.
                    return at, self._link.register(at.visit_id, sent, key)
                if refused.problem.code not in _VISIT_LOST:
                    raise
                at = self._link.open_visit(VisitOpen(language=language), visit.key(f"open after {at.visit_id}"))
                return at, self._link.register(at.visit_id, ask, key)

        def done(result: Any) -> None:
            self._submitting = False
            self._next_retry = self._clock() + RETRY_SECONDS
            if isinstance(result, tuple):
                visit.opened, visit.registered = result
                self._act(Event.REGISTERED)
            elif isinstance(result, Refused) and result.problem.code not in _WAIT_AND_RETRY:
                visit.problem = result.problem
                self._act(Event.REFUSED)
                self._note_refusal(result)
            else:
                self._act(Event.UNREACHABLE)

        self._later(job, done)

    def _print(self) -> None:
        registered = self._visit.registered
        if registered is None:
            self._act(Event.NOT_PRINTED)
            return
        data = receipt.escpos(registered.receipt, self.settings.kiosk_paper_mm)

        def done(result: Any) -> None:
            failed = isinstance(result, Exception)
            if self.device.printer != NO_PRINTER:
                self.device.printer = "fault" if failed else "ready"
            self._act(Event.NOT_PRINTED if failed else Event.PRINTED)

        self._later(lambda: self._printer.print(data), done)

    def _look_up(self) -> None:
        """Ask how the complaint stands; an answer to what is no longer on the screen tells nothing."""
        visit = self._visit
        ask = visit.status_ask()
        visit.status = None

        def done(result: Any) -> None:
            if visit.status_ask() != ask:
                return
            if isinstance(result, StatusAnswer):
                visit.status = result
                self._act(Event.STATUS_TOLD if result.found else Event.STATUS_UNKNOWN)
            elif isinstance(result, Refused) and result.problem.code is ProblemCode.TOO_MANY:
                self._act(Event.STATUS_PAUSED)
            else:
                self._act(Event.STATUS_FAILED)
                self._note_refusal(result)

        key = visit.key(f"status {ask.number} {ask.code}")
        self._later(lambda: self._link.look_up(ask, key), done)

    def _end(self, reason: EndReason) -> None:
        visit = self._visit
        if visit.opened is not None:
            self._send_end(visit.opened.visit_id, reason, visit.key("end"))

    def _send_end(self, visit_id: str, reason: EndReason, key: str) -> None:
        self._later(lambda: self._link.end_visit(visit_id, reason, key), lambda _: None)

    def _note_refusal(self, result: Any) -> None:
        """What a refusal says about this kiosk itself."""
        if isinstance(result, Refused):
            self.device.refused(result.problem)
