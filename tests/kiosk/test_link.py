"""The link over real sockets: signatures the library verifies, nonces, deadlines, caps, and answers that are refused."""

import datetime as dt
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from http_message_signatures import HTTPMessageVerifier, InvalidSignature, MappingKeyResolver, algorithms

from kiosk import keys
from kiosk.link import MOST_BYTES, HttpLink, Refused, Unreachable
from kiosk.settings import Settings
from kiosk.signing import Request, Signer
from shared.elements import Element
from shared.wire import (
    BASE_PATH,
    IDEMPOTENCY_HEADER,
    NONCE_HEADER,
    SIGNATURE_TAG,
    SIGNED,
    SIGNED_WITHOUT_BODY,
    CheckAsk,
    Claimed,
    Complainant,
    Complaint,
    ComplaintAsk,
    Enrol,
    Heartbeat,
    StatusAsk,
    VisitOpen,
)
from shared.words import CheckState, ClaimMethod, DeviceState, EndReason, ProblemCode
from tests.kiosk.office import DEVICE_ID, READ, FakeOffice

NOW = dt.datetime(2026, 11, 20, 2, 30, tzinfo=dt.UTC)
VISIT = "a" * 32


@dataclass
class Heard:
    """A request as it arrived."""

    method: str
    path: str
    url: str
    headers: dict[str, str]
    body: bytes


Answer = tuple[int, bytes] | Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Server:
    """An intranet that answers what the test says; nonces are counted up."""

    port: int = 0
    heard: list[Heard] = field(default_factory=list)
    answers: dict[str, Answer] = field(default_factory=dict)
    nonces: int = 0
    next_nonce: str | None = None

    def of(self, end: str) -> list[Heard]:
        return [heard for heard in self.heard if heard.path.endswith(end)]


@pytest.fixture
def server() -> Iterator[Server]:
    """A real HTTP server on the loopback address."""
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: Any) -> None: ...

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            url = f"http://{self.headers['Host']}{self.path}"
            state.heard.append(Heard(self.command, self.path, url, dict(self.headers.items()), body))
            answer = state.answers.get(
                self.path.removeprefix(f"{BASE_PATH}/"), (200, json.dumps({"now": NOW.isoformat()}).encode())
            )
            if self.path.endswith("/nonces"):
                state.nonces += 1
                answer = (200, json.dumps({"nonce": f"n{state.nonces}", "valid_seconds": 60, "now": NOW.isoformat()}).encode())
            if callable(answer):
                answer(self)
                return
            status, data = answer
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            if state.next_nonce:
                self.send_header(NONCE_HEADER, state.next_nonce)
            if status in (301, 302, 307):
                self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    state.port = http.server_port
    thread = Thread(target=http.serve_forever, args=(0.02,))
    thread.start()
    yield state
    http.shutdown()
    thread.join()
    http.server_close()


@pytest.fixture
def key(tmp_path: Path) -> keys.DeviceKey:
    """A device key."""
    return keys.load_or_make(tmp_path)


@pytest.fixture
def link(server: Server, key: keys.DeviceKey) -> HttpLink:
    """An enrolled kiosk's link to the server."""
    made = HttpLink(Settings(kiosk_intranet_url=f"http://127.0.0.1:{server.port}", kiosk_link_seconds=1), key)
    made.become(DEVICE_ID)
    return made


def verify(key: keys.DeviceKey, heard: Heard) -> Any:
    """Verify as the intranet does: the library, the tag, the components of shared.wire, the digest of the body."""
    public = Ed25519PublicKey.from_public_bytes(key.public_bytes)
    verifier = HTTPMessageVerifier(
        signature_algorithm=algorithms.ED25519,
        key_resolver=MappingKeyResolver(public_keys={DEVICE_ID: public}, private_keys={}),
    )
    components = SIGNED if heard.method == "POST" else SIGNED_WITHOUT_BODY
    request = Request(heard.method, heard.url, heard.headers)
    (result,) = verifier.verify(
        request, max_age=None, expect_tag=SIGNATURE_TAG, expect_label="posko", require_components=components, body=heard.body
    )
    return result


def beat(link: HttpLink, key: str = "k" * 32) -> None:
    link.heartbeat(Heartbeat(version="1", reader="ready", printer="none"), key)


def test_a_signed_post_covers_method_address_digest_and_key(link: HttpLink, server: Server, key: keys.DeviceKey) -> None:
    beat(link)
    (heard,) = server.of("/heartbeats")
    result = verify(key, heard)
    assert result.nonce == "n1"
    assert result.parameters["keyid"] == DEVICE_ID
    assert result.parameters["alg"] == "ed25519"
    assert abs(result.parameters["created"] - NOW.timestamp()) < 5, "the office's time counts, not this machine's"
    assert result.body == heard.body
    assert heard.headers[IDEMPOTENCY_HEADER] == "k" * 32


def test_a_signed_get_covers_method_and_address(link: HttpLink, server: Server, key: keys.DeviceKey) -> None:
    server.answers[f"visits/{VISIT}/check"] = (200, b'{"state":"verified","reason":null}')
    assert link.check(VISIT).state is CheckState.VERIFIED
    verify(key, server.of("/check")[0])


@pytest.mark.parametrize("header", [IDEMPOTENCY_HEADER, "Content-Digest", "Signature-Input"])
def test_a_changed_header_breaks_the_signature(link: HttpLink, server: Server, key: keys.DeviceKey, header: str) -> None:
    beat(link)
    (heard,) = server.of("/heartbeats")
    heard.headers[header] = heard.headers[header].replace("n1", "n2").replace("k", "j").replace("sha-256=:", "sha-256=:A")
    with pytest.raises(InvalidSignature):
        verify(key, heard)


def test_a_changed_body_breaks_the_signature(link: HttpLink, server: Server, key: keys.DeviceKey) -> None:
    beat(link)
    (heard,) = server.of("/heartbeats")
    heard.body += b" "
    with pytest.raises(InvalidSignature):
        verify(key, heard)


def test_a_key_signs_only_for_its_own_device(key: keys.DeviceKey) -> None:
    request = Request("GET", "https://posko.example/api")
    Signer("other", key.private).sign(request, None, "n", NOW)
    with pytest.raises(InvalidSignature):
        verify(key, Heard("GET", "/api", request.url, request.headers, b""))


def test_an_answer_brings_the_nonce_of_the_next_request(link: HttpLink, server: Server, key: keys.DeviceKey) -> None:
    server.next_nonce = "from-the-answer"
    beat(link)
    server.next_nonce = None
    beat(link)
    beat(link)
    assert [verify(key, heard).nonce for heard in server.of("/heartbeats")] == ["n1", "from-the-answer", "n2"]


def test_a_nonce_that_is_over_is_replaced_once_with_the_same_key(link: HttpLink, server: Server, key: keys.DeviceKey) -> None:
    server.answers["heartbeats"] = (401, b'{"code":"nonce","message":"Ulangi."}')
    with pytest.raises(Refused) as refused:
        beat(link)
    assert refused.value.problem.code is ProblemCode.NONCE
    first, second = server.of("/heartbeats")
    assert first.headers[IDEMPOTENCY_HEADER] == second.headers[IDEMPOTENCY_HEADER]
    assert [verify(key, heard).nonce for heard in (first, second)] == ["n1", "n2"]


def test_every_message_goes_to_its_address(link: HttpLink, server: Server, key: keys.DeviceKey) -> None:
    office = FakeOffice()
    enrolled = office.standing(DEVICE_ID)
    opened = office.open_visit(VisitOpen(language="id"), "x")
    ask = ComplaintAsk(complainant=Complainant(), complaint=Complaint())
    server.answers |= {
        "enrolments": (200, enrolled.model_dump_json().encode()),
        f"enrolments/{DEVICE_ID}": (200, enrolled.model_dump_json().encode()),
        "visits": (201, opened.model_dump_json().encode()),
        f"visits/{VISIT}/check": (202, b'{"state":"checking"}'),
        "lookups": (200, READ.model_dump_json().encode()),
        f"visits/{VISIT}/complaint": (201, office.register(VISIT, ask, "y").model_dump_json().encode()),
    }
    assert link.enrol(Enrol(code="AB12-CD34", public_key=key.public_text, version="1"), "k1234567").state is DeviceState.ACTIVE
    assert link.standing(DEVICE_ID).name == "Kiosk Lobi"
    assert link.open_visit(VisitOpen(language="id"), "k1234567").visit_id == opened.visit_id
    claim = Claimed(element=Element.NIK, value="3371991203850001")
    check = CheckAsk(method=ClaimMethod.CARD, notice_version="2026-01", claims=[claim])
    assert link.ask_check(VISIT, check, "k1234567").state is CheckState.CHECKING
    assert link.register(VISIT, ask, "k1234567").complaint_no == "0001/PGD/XI/2026"
    link.call_officer(VISIT, "k1234567")
    link.end_visit(VISIT, EndReason.DONE, "k1234567")
    assert link.look_up(StatusAsk(number="7", code="K7M2QP"), "k1234567") == READ
    assert json.loads(server.of("/lookups")[0].body) == {"number": "7", "code": "K7M2QP"}
    assert json.loads(server.of("/end")[0].body) == {"reason": "done"}
    unsigned = {"/enrolments", f"/enrolments/{DEVICE_ID}", "/nonces"}
    for heard in server.heard:
        if heard.path.removeprefix(BASE_PATH) in unsigned:
            assert "Signature" not in heard.headers
        else:
            verify(key, heard)


def test_the_office_time_is_learnt(link: HttpLink) -> None:
    beat(link)
    assert abs((link.now() - NOW).total_seconds()) < 5


def drip(handler: BaseHTTPRequestHandler) -> None:
    """An answer that comes byte by byte, for longer than anybody should wait."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    try:
        for _ in range(100):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.1)
    except OSError:
        pass


def cut(handler: BaseHTTPRequestHandler) -> None:
    """An answer that ends too early."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b"{")
    handler.close_connection = True


@pytest.mark.parametrize(
    "answer",
    [
        (200, b"{}"),
        (200, b"not json"),
        (200, json.dumps({"now": NOW.isoformat(), "more": 1}).encode()),
        (200, b" " * (MOST_BYTES + 1)),
        (302, b""),
        (500, b'{"code":"busy","message":"x"}'),
        (403, b"<html>"),
        (403, b'{"code":"unheard_of","message":"x"}'),
        cut,
    ],
)
def test_an_answer_that_is_not_understood_is_no_answer(link: HttpLink, server: Server, answer: Answer) -> None:
    server.answers["heartbeats"] = answer
    with pytest.raises(Unreachable):
        beat(link)


def test_a_drip_ends_at_the_deadline(link: HttpLink, server: Server) -> None:
    server.answers["heartbeats"] = drip
    began = time.monotonic()
    with pytest.raises(Unreachable):
        beat(link)
    assert time.monotonic() - began < 4


def test_a_refusal_carries_its_code(link: HttpLink, server: Server) -> None:
    server.answers["heartbeats"] = (403, b'{"code":"revoked","message":"Dicabut."}')
    with pytest.raises(Refused) as refused:
        beat(link)
    assert refused.value.problem.code is ProblemCode.REVOKED


def test_nobody_listening_is_said_without_a_traceback(tmp_path: Path, key: keys.DeviceKey) -> None:
    link = HttpLink(Settings(kiosk_intranet_url="http://127.0.0.1:9"), key)
    with pytest.raises(Unreachable, match="ConnectionRefusedError"):
        link.standing(DEVICE_ID)


def test_an_unenrolled_kiosk_signs_nothing(server: Server, key: keys.DeviceKey) -> None:
    link = HttpLink(Settings(kiosk_intranet_url=f"http://127.0.0.1:{server.port}"), key)
    with pytest.raises(Unreachable, match="not enrolled"):
        beat(link)
