"""Where this kiosk stands with the office: enrolment, confirmation, revocation, heartbeats."""

import secrets
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import structlog

from kiosk.desk import Event
from kiosk.keys import DeviceKey, Enrolment, load_enrolment, save_enrolment
from kiosk.link import Link, Refused, Unreachable
from shared.settings import SettingsError
from shared.text import N_
from shared.wire import Enrol, Enrolled, Heartbeat, Problem
from shared.words import DeviceState, ProblemCode

log = structlog.get_logger("kiosk")

VERSION = "0.1.0"
BEAT_SECONDS = 20.0
WAIT_SECONDS = 3.0

_EVENTS = {
    DeviceState.PENDING: Event.DEVICE_PENDING,
    DeviceState.ACTIVE: Event.DEVICE_ACTIVE,
    DeviceState.REVOKED: Event.DEVICE_REVOKED,
}
WRONG_CODE = N_("Kode tidak diterima. Minta kode baru kepada petugas, lalu coba lagi.")
NO_ANSWER = N_("Kantor tidak menjawab. Periksa sambungan jaringan, lalu coba lagi.")


class Run(Protocol):
    """Runs a job some time."""

    def __call__(self, job: Callable[[], None], /) -> object: ...


class Device:
    """This kiosk as the office knows it. ``tell`` is called with the device events of the desk."""

    def __init__(self, folder: Path, key: DeviceKey, link: Link, printer: str = "none") -> None:
        self._folder, self._key, self._link = folder, key, link
        self._lock = threading.Lock()
        self._busy = False
        self._next = 0.0
        self._enrolment: Enrolment | None = None
        self.tell: Callable[[Event], None] = lambda event: None
        self.code = ""
        self.message = ""
        self.reader = "starting"
        self.printer = printer
        self.link_up: bool | None = None

    @property
    def fingerprint(self) -> str:
        """What the officer compares."""
        return self._key.fingerprint

    @property
    def name(self) -> str:
        """The name the office gave this kiosk; empty before enrolment."""
        return self._enrolment.name if self._enrolment else ""

    def start(self, run: Run) -> None:
        """Take up the remembered enrolment, if there is one."""
        self._take_up(run)

    def tick(self, now: float, run: Run, *, serving: bool) -> None:
        """Ask or report when it is time: heartbeats while in service, else whether an officer has acted."""
        with self._lock:
            if self._busy or now < self._next:
                return
            self._next = now + (BEAT_SECONDS if serving else WAIT_SECONDS)
        if load_enrolment(self._folder) != self._enrolment:
            self._take_up(run)
        elif self._enrolment:
            self._in_background(run, self._beat if serving else self._ask_standing)

    def enrol(self, run: Run) -> None:
        """Introduce this kiosk with ``code``."""
        self._in_background(run, self._enrol)

    def refused(self, problem: Problem) -> None:
        """The office refused a request: say so when the reason is this kiosk itself."""
        if problem.code is ProblemCode.REVOKED:
            self.tell(Event.DEVICE_REVOKED)
        elif problem.code is ProblemCode.NOT_ENROLLED:
            self.tell(Event.DEVICE_UNKNOWN)

    def _take_up(self, run: Run) -> None:
        self._enrolment = load_enrolment(self._folder)
        if self._enrolment:
            self._link.become(self._enrolment.device_id)
            self._in_background(run, self._first_standing)
        else:
            self.tell(Event.DEVICE_UNKNOWN)

    def _first_standing(self) -> None:
        """After a start: an office that does not answer leaves the kiosk in service, saying that the link is down."""
        try:
            self._ask_standing()
        except Unreachable:
            self.tell(Event.DEVICE_ACTIVE)
            raise

    def _ask_standing(self) -> None:
        if self._enrolment:
            self._stands(self._link.standing(self._enrolment.device_id))

    def _stands(self, enrolled: Enrolled) -> None:
        self.tell(_EVENTS[enrolled.state])

    def _beat(self) -> None:
        beat = Heartbeat(version=VERSION, reader=self.reader, printer=self.printer)
        self._link.heartbeat(beat, secrets.token_hex(16))

    def _enrol(self) -> None:
        code, self.code, self.message = self.code, "", ""
        try:
            ask = Enrol(code=code, public_key=self._key.public_text, version=VERSION)
            enrolled = self._link.enrol(ask, secrets.token_hex(16))
        except Unreachable:
            self.message = NO_ANSWER
            raise
        except (Refused, ValueError):
            self.message = WRONG_CODE
            return
        self._enrolment = Enrolment(enrolled.device_id, enrolled.name)
        self._link.become(enrolled.device_id)
        save_enrolment(self._folder, self._enrolment)
        self._stands(enrolled)

    def _in_background(self, run: Run, job: Callable[[], None]) -> None:
        with self._lock:
            if self._busy:
                return
            self._busy = True

        def work() -> None:
            was: Any = self.link_up
            try:
                job()
                self.link_up = True
            except Unreachable:
                self.link_up = False
            except Refused as refused:
                self.link_up = True
                self.refused(refused.problem)
            except (SettingsError, Exception) as error:
                log.error("device job failed", kind=type(error).__name__)
                self.link_up = False
            finally:
                with self._lock:
                    self._busy = False
            if was is not self.link_up:
                self.tell(Event.LINK_CHANGED)

        run(work)
