"""Makes the calls beside the requests: a few threads in the web process, claims in memory only, wiped after each."""

import logging
import queue
import threading
import time
from typing import Protocol

from intranet.base.clock import Clock
from intranet.base.db import Database
from intranet.identity import service
from intranet.identity.codes import Answer, CodeClass, unavailable
from intranet.identity.rules import Claim
from intranet.identity.service import Turn
from intranet.identity.verdicts import VerdictBoard
from intranet.settings import Settings

log = logging.getLogger(__name__)
_TURN_SECONDS = 0.25


class Verifier(Protocol):
    """Whoever can ask the register."""

    def verify(self, claim: Claim) -> Answer:
        """Ask once; never raises for trouble on the link."""
        ...


class CheckRunner:
    """Runs committed checks. Threads start at the first one, so that a process may fork before; all are daemons.

    A process that dies leaves unfinished rows, which ``service.sweep`` finishes as interrupted.
    """

    def __init__(self, db: Database, clock: Clock, settings: Settings, client: Verifier, verdicts: VerdictBoard) -> None:
        self._db, self._clock, self._settings = db, clock, settings
        self._client, self._verdicts = client, verdicts
        self._waiting: queue.SimpleQueue[tuple[str, Claim]] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._busy = 0
        self._idle = threading.Condition()

    def ask(self, check_id: str, claim: Claim) -> None:
        """Take over a committed check and its claim; returns at once."""
        with self._lock:
            if len(self._threads) < self._settings.dukcapil_parallel:
                thread = threading.Thread(target=self._work, name="identity-check", daemon=True)
                self._threads.append(thread)
                thread.start()
        with self._idle:
            self._busy += 1
        self._waiting.put((check_id, claim))

    def wait_idle(self, seconds: float) -> bool:
        """Wait until nothing is waiting or running, at most ``seconds``; False if something still is."""
        with self._idle:
            return self._idle.wait_for(lambda: self._busy == 0, seconds)

    def _work(self) -> None:
        while True:
            check_id, claim = self._waiting.get()
            try:
                self._run(check_id, claim)
            except Exception as error:  # a thread must not die; the row is swept. Only the kind: messages carry values
                log.error("an identity check ended by %s", type(error).__name__)
            finally:
                claim.wipe()
                with self._idle:
                    self._busy -= 1
                    self._idle.notify_all()

    def _run(self, check_id: str, claim: Claim) -> None:
        if not self._started(check_id):
            return
        try:
            answer = self._client.verify(claim)
        except Exception as error:
            log.error("a call to the register ended by %s", type(error).__name__)
            answer = unavailable(CodeClass.GARBLED)
        claim.wipe()
        if answer.verdicts:
            self._verdicts.put(check_id, answer.verdicts)
        with self._db.write() as session:
            service.finish_check(session, self._clock, check_id, answer)

    def _started(self, check_id: str) -> bool:
        """Wait for a turn among all processes; True once the start is committed."""
        while True:
            with self._db.write() as session:
                turn = service.take_turn(session, self._clock, self._settings, check_id)
            if turn is not Turn.WAIT:
                return turn is Turn.GO
            time.sleep(_TURN_SECONDS)
