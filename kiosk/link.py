"""The link to the intranet: the only file of the kiosk that talks to it, in the messages of ``shared.wire``.

One connection per request, one total deadline from connect to last byte, a cap on the answer, no redirects, the
office's certificate authority when one is set and no way to skip its check. Requests of an enrolled kiosk are signed
with a nonce the intranet gave out; a nonce it does not like is replaced once, with the same idempotency key.
"""

import contextlib
import datetime as dt
import http.client
import ssl
import threading
import time
from dataclasses import dataclass
from typing import Protocol, TypeVar
from urllib.parse import urlsplit

from pydantic import ValidationError

from kiosk.keys import DeviceKey
from kiosk.settings import Settings
from kiosk.signing import Request, Signer
from shared.wire import (
    BASE_PATH,
    IDEMPOTENCY_HEADER,
    NONCE_HEADER,
    Beat,
    Check,
    CheckAsk,
    ComplaintAsk,
    Enrol,
    Enrolled,
    Heartbeat,
    Message,
    Nonce,
    NonceAsk,
    Problem,
    Registered,
    StatusAnswer,
    StatusAsk,
    VisitEnd,
    VisitOpen,
    VisitOpened,
)
from shared.words import EndReason, ProblemCode

MOST_BYTES = 256 * 1024
_NONCE_SECONDS = 50.0  # a nonce older than this is not worth a try
M = TypeVar("M", bound=Message)


class Unreachable(Exception):
    """No usable answer came; the message says why, without anything of the request."""


class Refused(Exception):
    """The intranet answered with a refusal."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code.value)
        self.problem = problem


class Link(Protocol):
    """What the loop needs of the intranet. Every call may raise Unreachable or Refused. ``key``: idempotency key."""

    def now(self) -> dt.datetime:
        """The office's time as far as it is known, else this machine's."""

    def become(self, device_id: str) -> None:
        """Sign as this device from now on."""

    def enrol(self, ask: Enrol, key: str) -> Enrolled:
        """Introduce this kiosk with an officer's code."""

    def standing(self, device_id: str) -> Enrolled:
        """What the office thinks of this kiosk."""

    def heartbeat(self, beat: Heartbeat, key: str) -> Beat:
        """Say that and how this kiosk is."""

    def open_visit(self, ask: VisitOpen, key: str) -> VisitOpened:
        """Somebody is here."""

    def ask_check(self, visit_id: str, ask: CheckAsk, key: str) -> Check:
        """Please check this claim."""

    def check(self, visit_id: str) -> Check:
        """How far the check is."""

    def call_officer(self, visit_id: str, key: str) -> Beat:
        """Somebody needs help."""

    def register(self, visit_id: str, ask: ComplaintAsk, key: str) -> Registered:
        """Register the complaint."""

    def end_visit(self, visit_id: str, reason: EndReason, key: str) -> Beat:
        """The visitor is gone."""

    def look_up(self, ask: StatusAsk, key: str) -> StatusAnswer:
        """How does this complaint stand?"""


@dataclass(frozen=True)
class _Answer:
    status: int
    nonce: str | None
    body: bytes


class HttpLink:
    """The real link. Safe to use from several threads: each takes a nonce of its own."""

    def __init__(self, settings: Settings, key: DeviceKey) -> None:
        self._base = settings.kiosk_intranet_url.rstrip("/")
        self._parts = urlsplit(self._base)
        self._seconds = float(settings.kiosk_link_seconds)
        self._key = key
        self._signer: Signer | None = None
        self._device_id = ""
        self._nonce: tuple[str, float] | None = None
        self._lock = threading.Lock()
        self._office_ahead: float | None = None
        self._context = (
            ssl.create_default_context(cafile=str(settings.kiosk_ca_file) if settings.kiosk_ca_file else None)
            if self._parts.scheme == "https"
            else None
        )

    def now(self) -> dt.datetime:
        """See ``Link.now``: the office's clock, carried on by this machine's monotonic one."""
        if self._office_ahead is None:
            return dt.datetime.now(dt.UTC)
        return dt.datetime.fromtimestamp(time.monotonic() + self._office_ahead, dt.UTC)

    def become(self, device_id: str) -> None:
        """See ``Link.become``."""
        with self._lock:
            self._device_id, self._nonce = device_id, None
            self._signer = Signer(device_id, self._key.private)

    def enrol(self, ask: Enrol, key: str) -> Enrolled:
        """See ``Link.enrol``."""
        return self._read(Enrolled, self._send("POST", "enrolments", _json(ask), key))

    def standing(self, device_id: str) -> Enrolled:
        """See ``Link.standing``."""
        return self._read(Enrolled, self._send("GET", f"enrolments/{device_id}", None, None))

    def heartbeat(self, beat: Heartbeat, key: str) -> Beat:
        """See ``Link.heartbeat``."""
        return self._beat(self._signed("POST", "heartbeats", _json(beat), key))

    def open_visit(self, ask: VisitOpen, key: str) -> VisitOpened:
        """See ``Link.open_visit``."""
        return self._read(VisitOpened, self._signed("POST", "visits", _json(ask), key))

    def ask_check(self, visit_id: str, ask: CheckAsk, key: str) -> Check:
        """See ``Link.ask_check``."""
        return self._read(Check, self._signed("POST", f"visits/{visit_id}/check", _json(ask), key))

    def check(self, visit_id: str) -> Check:
        """See ``Link.check``."""
        return self._read(Check, self._signed("GET", f"visits/{visit_id}/check", None, None))

    def call_officer(self, visit_id: str, key: str) -> Beat:
        """See ``Link.call_officer``."""
        return self._beat(self._signed("POST", f"visits/{visit_id}/help", b"{}", key))

    def register(self, visit_id: str, ask: ComplaintAsk, key: str) -> Registered:
        """See ``Link.register``."""
        return self._read(Registered, self._signed("POST", f"visits/{visit_id}/complaint", _json(ask), key))

    def end_visit(self, visit_id: str, reason: EndReason, key: str) -> Beat:
        """See ``Link.end_visit``."""
        return self._beat(self._signed("POST", f"visits/{visit_id}/end", _json(VisitEnd(reason=reason)), key))

    def look_up(self, ask: StatusAsk, key: str) -> StatusAnswer:
        """See ``Link.look_up``."""
        return self._read(StatusAnswer, self._signed("POST", "lookups", _json(ask), key))

    # -- reading ------------------------------------------------------------------------------------------------

    def _read(self, kind: type[M], answer: _Answer) -> M:
        try:
            return kind.model_validate_json(answer.body)
        except ValidationError:
            raise Unreachable("the intranet's answer is not understood") from None

    def _beat(self, answer: _Answer) -> Beat:
        beat = self._read(Beat, answer)
        self._learn_time(beat.now)
        return beat

    def _learn_time(self, office_now: dt.datetime) -> None:
        self._office_ahead = office_now.timestamp() - time.monotonic()

    # -- asking -------------------------------------------------------------------------------------------------

    def _signed(self, method: str, path: str, body: bytes | None, key: str | None) -> _Answer:
        """Send as this device; when the intranet does not know the nonce any more, once more with a fresh one."""
        if self._signer is None:
            raise Unreachable("this kiosk is not enrolled")
        try:
            return self._send(method, path, body, key, nonce=self._take_nonce())
        except Refused as refused:
            if refused.problem.code is not ProblemCode.NONCE:
                raise
            return self._send(method, path, body, key, nonce=self._ask_nonce())

    def _take_nonce(self) -> str:
        with self._lock:
            held, self._nonce = self._nonce, None
        if held and time.monotonic() < held[1]:
            return held[0]
        return self._ask_nonce()

    def _ask_nonce(self) -> str:
        ask = NonceAsk(device_id=self._device_id)
        nonce = self._read(Nonce, self._send("POST", "nonces", _json(ask), None))
        self._learn_time(nonce.now)
        return nonce.nonce

    def _send(self, method: str, path: str, body: bytes | None, key: str | None, nonce: str | None = None) -> _Answer:
        request = Request(method, f"{self._base}{BASE_PATH}/{path}", {"Accept": "application/json"})
        if body is not None:
            request.headers["Content-Type"] = "application/json"
        if key is not None:
            request.headers[IDEMPOTENCY_HEADER] = key
        if nonce is not None and self._signer is not None:
            self._signer.sign(request, body, nonce, self.now())
        answer = self._exchange(request, body)
        if answer.nonce:
            with self._lock:
                self._nonce = (answer.nonce, time.monotonic() + _NONCE_SECONDS)
        if 200 <= answer.status < 300:
            return answer
        raise self._refusal(answer)

    def _refusal(self, answer: _Answer) -> Exception:
        if 400 <= answer.status < 500 or answer.status == 503:
            with contextlib.suppress(ValidationError):
                return Refused(Problem.model_validate_json(answer.body))
        return Unreachable(f"the intranet answered with status {answer.status}")

    def _exchange(self, request: Request, body: bytes | None) -> _Answer:
        """One request on a connection of its own, cut off at the deadline whatever state it is in."""
        host, port = self._parts.hostname or "", self._parts.port
        connection: http.client.HTTPConnection = (
            http.client.HTTPSConnection(host, port, timeout=self._seconds, context=self._context)
            if self._context
            else http.client.HTTPConnection(host, port, timeout=self._seconds)
        )
        watch = threading.Timer(self._seconds, _cut, (connection,))
        watch.daemon = True
        watch.start()
        try:
            connection.request(request.method, urlsplit(request.url).path, body=body, headers=request.headers)
            response = connection.getresponse()
            data = response.read(MOST_BYTES + 1)
            if len(data) > MOST_BYTES:
                raise Unreachable("the intranet's answer is too long")
            if response.length not in (None, 0):
                raise Unreachable("the intranet's answer was cut off")
            return _Answer(response.status, response.getheader(NONCE_HEADER), data)
        except (OSError, http.client.HTTPException) as error:
            raise Unreachable(type(error).__name__) from None
        finally:
            watch.cancel()
            connection.close()


def _json(message: Message) -> bytes:
    return message.model_dump_json().encode("utf-8")


def _cut(connection: http.client.HTTPConnection) -> None:
    """End whatever the connection is waiting for."""
    sock = connection.sock
    if sock is not None:
        with contextlib.suppress(OSError):
            sock.shutdown(2)
