"""The only caller of the population register's web service: verify a claim, send a complaint number back.

The closed link is treated as hostile: certificate checked against our own CA file (there is no switch to turn that
off), no redirects, no proxies, one deadline over everything, a cap on bytes, a strict reading of the answer. A verify
call costs quota, so it is repeated only when no connection came about. Nothing is logged, nothing touches the disk.
"""

import http.client
import io
import json
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from intranet.identity import codes
from intranet.identity.arrangement import AddressError, check_address
from intranet.identity.codes import Answer, CodeClass, unavailable
from intranet.identity.rules import Claim, FeedbackResult
from intranet.settings import Settings

BYTE_CAP = 64 * 1024


class LinkError(Exception):
    """A call that brought no usable HTTP answer. ``sent``: whether the request may have reached the other side."""

    def __init__(self, code_class: CodeClass, *, sent: bool) -> None:
        super().__init__(code_class.value)
        self.code_class = code_class
        self.sent = sent


@dataclass(frozen=True, repr=False)
class Reply:
    """An HTTP answer within the limits."""

    status: int
    body: bytes


class _Metered(io.RawIOBase):
    """A socket that stops giving bytes at a moment or after a number of them, however slowly or fast they come."""

    def __init__(self, connection: socket.socket, until: float, now: Callable[[], float]) -> None:
        self._connection, self._until, self._now = connection, until, now
        self._left = BYTE_CAP

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        remaining = self._until - self._now()
        if remaining <= 0:
            raise TimeoutError
        self._connection.settimeout(remaining)
        count = self._connection.recv_into(buffer)
        self._left -= count
        if self._left < 0:
            raise LinkError(CodeClass.GARBLED, sent=True)
        return count

    def makefile(self, _mode: str) -> io.BufferedReader:
        """What http.client wants of a socket."""
        return io.BufferedReader(self)


@dataclass(frozen=True, kw_only=True)
class Link:
    """How to reach one end-point: deadline and connect limit in seconds, the CA file or None for the system's."""

    deadline: float
    connect: float
    ca_file: Path | None = None
    now: Callable[[], float] = time.monotonic

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """POST once; connecting is tried twice. Raises LinkError within the deadline, and AddressError at once.

        Only looking up a host *name* may take longer than the deadline: settings should hold an address.
        """
        check_address(url)
        until = self.now() + self.deadline
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        connection = self._connect(parts.hostname or "", port, parts.scheme == "https", until)
        try:
            host = parts.netloc.rpartition("@")[2]
            lines = [f"POST {parts.path or '/'} HTTP/1.1", f"Host: {host}", f"Content-Length: {len(body)}"]
            lines += [f"{name}: {value}" for name, value in headers.items()]
            head = "\r\n".join([*lines, "Connection: close", "Accept-Encoding: identity", "", ""]).encode("latin-1")
            connection.settimeout(max(until - self.now(), 0.001))
            connection.sendall(head + body)
            return self._read(connection, until)
        except TimeoutError as error:
            raise LinkError(CodeClass.TIMEOUT, sent=True) from error
        except http.client.HTTPException as error:
            raise LinkError(CodeClass.GARBLED, sent=True) from error
        except (OSError, ValueError) as error:
            raise LinkError(CodeClass.LINK, sent=True) from error
        finally:
            connection.close()

    def _read(self, connection: socket.socket, until: float) -> Reply:
        metered: Any = _Metered(connection, until, self.now)
        response = http.client.HTTPResponse(metered, method="POST")
        try:
            response.begin()
            # In small pieces: one read of an announced length would reserve that much memory at once.
            body = b"".join(iter(lambda: response.read(8192), b""))
            if response.length:  # closed before what it announced
                raise LinkError(CodeClass.GARBLED, sent=True)
            return Reply(response.status, body)
        finally:
            response.close()

    def _connect(self, host: str, port: int, secure: bool, until: float) -> socket.socket:
        context = ssl.create_default_context(cafile=self.ca_file and str(self.ca_file)) if secure else None
        for last in (False, True):
            limit = min(self.connect, until - self.now())
            if limit <= 0:
                raise LinkError(CodeClass.TIMEOUT, sent=False)
            connection = None
            try:
                connection = socket.create_connection((host, port), timeout=limit)
                return context.wrap_socket(connection, server_hostname=host) if context else connection
            except (OSError, ValueError) as error:
                if connection:
                    connection.close()
                if last or isinstance(error, ssl.SSLError):
                    kind = CodeClass.TIMEOUT if isinstance(error, TimeoutError) else CodeClass.LINK
                    raise LinkError(kind, sent=False) from error
        raise AssertionError("unreachable")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys were given once; two verdicts for one element are no verdict."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key twice")
    return found


def _no_constant(_name: str) -> Any:
    raise ValueError("not JSON")


def decode(body: bytes) -> Any:
    """JSON in UTF-8, keys unique, no NaN. Raises ValueError for anything else, also for absurd nesting."""
    try:
        return json.loads(body.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_no_constant)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


class Dukcapil:
    """The web service as this office's settings describe it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._verify = Link(
            deadline=settings.dukcapil_deadline_seconds,
            connect=settings.dukcapil_connect_seconds,
            ca_file=settings.dukcapil_ca_file,
        )
        self._store = Link(
            deadline=settings.balikan_deadline_seconds,
            connect=settings.dukcapil_connect_seconds,
            ca_file=settings.dukcapil_ca_file,
        )

    def verify(self, claim: Claim) -> Answer:
        """Ask whether ``claim`` (which has a NIK) is right. Trouble of any kind is an answer too: "unavailable"."""
        s = self._settings
        body = json.dumps(
            {
                "USER_ID": s.dukcapil_user_id,
                "PASSWORD": s.dukcapil_password,
                "IP_USER": s.dukcapil_client_ip,
                "TRESHOLD": str(s.dukcapil_threshold),  # the service's own spelling
                **claim.wire(),
            }
        ).encode()
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        try:
            reply = self._verify.post(verify_url(s), body, headers)
        except LinkError as error:
            return unavailable(error.code_class)
        except AddressError:
            return unavailable(CodeClass.SETUP)
        if reply.status != http.HTTPStatus.OK:
            return unavailable(CodeClass.HTTP)
        try:
            return codes.read(decode(reply.body), claim.elements, claim.nik, s.dukcapil_threshold)
        except ValueError:
            return unavailable(CodeClass.GARBLED)

    def send_back(self, nik: str, complaint_no: str) -> FeedbackResult:
        """Give the register the complaint number of ``nik`` (Magelang 2(2)b). A repetition does no harm."""
        s = self._settings
        if not (s.balikan_url and s.balikan_token):
            return FeedbackResult.NOT_CONFIGURED
        content_type, body = encode_feedback(s, nik, complaint_no)
        headers = {
            "Content-Type": content_type,
            "Accept": "application/json",
            "Authorization": f"Bearer {s.balikan_token}",
        }
        try:
            reply = self._store.post(s.balikan_url, body, headers)
        except LinkError:
            return FeedbackResult.LINK
        except AddressError:
            return FeedbackResult.NOT_CONFIGURED
        return feedback_result(reply)


def verify_url(settings: Settings) -> str:
    """The verify method's address: base/INSTITUTION/METHOD, in the old dialect base/REGION/INSTITUTION/METHOD."""
    parts = [settings.dukcapil_institution, settings.dukcapil_method]
    if settings.dukcapil_dialect == "old":
        parts.insert(0, settings.dukcapil_region)
    return "/".join([settings.dukcapil_base_url.rstrip("/"), *(quote(part, safe="") for part in parts)])


def encode_feedback(settings: Settings, nik: str, complaint_no: str) -> tuple[str, bytes]:
    """Content type and body of a data balikan in the encoding the technical guide of the office names."""
    parameter = {settings.balikan_parameter: complaint_no}
    agency = {"id_lembaga": settings.balikan_institution_id, "nama_lembaga": settings.balikan_institution_name}
    if settings.balikan_encoding == "form":
        return "application/x-www-form-urlencoded", urlencode({"nik": nik, **agency, "param": json.dumps([parameter])}).encode()
    return "application/json", json.dumps([{**agency, "data": [{"NIK": nik, "param": [parameter]}]}]).encode()


def feedback_result(reply: Reply) -> FeedbackResult:
    """Read the store end-point's answer: 200 success, 400 "already sent", 401 a bad token."""
    if reply.status == http.HTTPStatus.UNAUTHORIZED:
        return FeedbackResult.UNAUTHORIZED
    if reply.status >= http.HTTPStatus.INTERNAL_SERVER_ERROR:
        return FeedbackResult.SERVER
    try:
        answer = decode(reply.body)
    except ValueError:
        return FeedbackResult.SERVER
    message = answer.get("message") if isinstance(answer, dict) else None
    said = codes.normalised(message) if isinstance(message, str) else ""
    if reply.status == http.HTTPStatus.OK and said == "success":
        return FeedbackResult.DELIVERED
    if reply.status == http.HTTPStatus.BAD_REQUEST and said == "data sudah pernah dikirim":
        return FeedbackResult.DUPLICATE
    return FeedbackResult.REFUSED if reply.status >= http.HTTPStatus.BAD_REQUEST else FeedbackResult.SERVER
