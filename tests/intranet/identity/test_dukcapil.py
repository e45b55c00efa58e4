"""The client against a real HTTP service: what it sends, what it believes, how long it waits, what it never shows."""

import dataclasses
import json
import logging
import resource
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from intranet.identity import dukcapil
from intranet.identity.arrangement import AddressError, check_address
from intranet.identity.codes import CODES, CodeClass, Verdict
from intranet.identity.dukcapil import Dukcapil, Link, LinkError
from intranet.identity.fake import DIALECTS, GARBAGE
from intranet.settings import Settings
from shared.elements import Element, Outcome
from tests.intranet.identity.conftest import Register, claim_of, free_port, person

NOT_A_LINK_FAULT = {"missing_element": CodeClass.PARTIAL, "unknown_verdict": CodeClass.PARTIAL}


def test_a_true_claim_matches(client: Dukcapil, register: Register) -> None:
    answer = client.verify(claim_of(person()))
    assert (answer.outcome, answer.code_class) == (Outcome.MATCH, CodeClass.ANSWERED)
    assert answer.verdicts == dict.fromkeys((Element.NAME, Element.BIRTH_PLACE, Element.BIRTH_DATE, Element.ADDRESS), Verdict.MATCH)
    assert answer.quota_left == 999
    assert register.calls == 1


def test_small_letters_and_a_date_in_our_order_are_sent_as_the_service_wants_them(client: Dukcapil) -> None:
    who = person()
    assert client.verify(claim_of(who, NAME=f" {who.name.lower()} ")).outcome is Outcome.MATCH


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("code", [code for code in CODES if code != "01"])
def test_every_code_is_understood_in_every_dialect(client: Dukcapil, register: Register, code: str, dialect: str) -> None:
    register.set(codes={"*": code}, dialect=dialect)
    answer = client.verify(claim_of(person()))
    # Services that send a text only share texts between 03/04/... codes less precisely, but never mean a match.
    assert (answer.outcome, answer.code_class) == (CODES[code].outcome, CODES[code].code_class)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_match_and_a_mismatch_are_told_apart_in_every_dialect(client: Dukcapil, register: Register, dialect: str) -> None:
    register.set(dialect=dialect)
    assert client.verify(claim_of(person())).outcome is Outcome.MATCH
    answer = client.verify(claim_of(person(), NAME="ORANG LAIN SAMA SEKALI"))
    assert answer.outcome is Outcome.MISMATCH
    assert answer.verdicts[Element.NAME] is Verdict.MISMATCH
    assert answer.verdicts[Element.BIRTH_DATE] is Verdict.MATCH


def test_the_old_form_of_the_address_has_the_region_in_it(settings: Settings, register: Register) -> None:
    old = dataclasses.replace(settings, dukcapil_dialect="old", dukcapil_region="33-71")
    assert dukcapil.verify_url(old).endswith("/get_json/33-71/KANTOR_CONTOH/CALL_VERIFY_BY_ELEMEN")
    assert Dukcapil(old).verify(claim_of(person())).outcome is Outcome.MATCH


@pytest.mark.parametrize("garbage", sorted(GARBAGE))
def test_a_bad_answer_verifies_nobody_and_ends_in_time(settings: Settings, register: Register, garbage: str) -> None:
    """T21: 42 kinds of garbage, most of which would be a match if believed."""
    impatient = Dukcapil(dataclasses.replace(settings, dukcapil_deadline_seconds=1.0))
    register.set(garbage=garbage)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.monotonic()
    answer = impatient.verify(claim_of(person()))
    assert time.monotonic() - started < 1.5
    assert answer.outcome in (Outcome.UNAVAILABLE, Outcome.MISMATCH)
    if answer.code_class is not CodeClass.PARTIAL:
        assert answer.outcome is Outcome.UNAVAILABLE
        assert answer.verdicts == {}
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 5 * 1024
    assert register.calls == 1


def test_there_are_at_least_forty_kinds_of_garbage() -> None:
    assert len(GARBAGE) >= 40


def test_a_drip_feed_ends_at_the_deadline(settings: Settings, register: Register) -> None:
    register.set(drip=0.05)
    started = time.monotonic()
    answer = Dukcapil(dataclasses.replace(settings, dukcapil_deadline_seconds=0.6)).verify(claim_of(person()))
    assert (answer.outcome, answer.code_class) == (Outcome.UNAVAILABLE, CodeClass.TIMEOUT)
    assert 0.5 < time.monotonic() - started < 1.0


def test_a_slow_answer_within_the_deadline_counts(client: Dukcapil, register: Register) -> None:
    register.set(delay=0.8)
    assert client.verify(claim_of(person())).outcome is Outcome.MATCH


def test_no_call_is_repeated_after_it_was_sent(settings: Settings, register: Register) -> None:
    register.set(delay=2)
    impatient = Dukcapil(dataclasses.replace(settings, dukcapil_deadline_seconds=0.3))
    assert impatient.verify(claim_of(person())).code_class is CodeClass.TIMEOUT
    assert register.calls == 1


@contextmanager
def raw_server(serve: Callable[[socket.socket], None]) -> Iterator[tuple[int, list[int]]]:
    """A server that does to each connection whatever ``serve`` does; counts the connections."""
    listener = socket.create_server(("127.0.0.1", 0))
    seen: list[int] = []

    def loop() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            seen.append(1)
            with connection:
                try:
                    serve(connection)
                except OSError:
                    continue

    thread = threading.Thread(target=loop, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1], seen
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def _close_at_once(connection: socket.socket) -> None:
    connection.recv(65536)


def _reset_after_headers(connection: socket.socket) -> None:
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")


def _drip_headers(connection: socket.socket) -> None:
    connection.recv(65536)
    for byte in b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000:
        connection.sendall(bytes([byte]))
        time.sleep(0.02)


def _endless_headers(connection: socket.socket) -> None:
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        connection.sendall(b"X-Long: " + b"a" * 30000 + b"\r\n")


def _endless_continue(connection: socket.socket) -> None:
    connection.recv(65536)
    while True:
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)


def _no_http(connection: socket.socket) -> None:
    connection.recv(65536)
    connection.sendall(b"\x00\x01\x02 Sesuai\r\n\r\n")


def _huge_chunk(connection: socket.socket) -> None:
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFF\r\n{}")


def _bad_chunk(connection: socket.socket) -> None:
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n")


def _silent(connection: socket.socket) -> None:
    while connection.recv(65536):
        pass


@pytest.mark.parametrize(
    ("serve", "kind"),
    [
        (_close_at_once, {CodeClass.LINK, CodeClass.GARBLED}),
        (_reset_after_headers, {CodeClass.LINK, CodeClass.GARBLED}),
        (_drip_headers, {CodeClass.TIMEOUT}),
        (_endless_headers, {CodeClass.GARBLED}),
        (_endless_continue, {CodeClass.GARBLED}),
        (_no_http, {CodeClass.GARBLED}),
        (_huge_chunk, {CodeClass.GARBLED}),
        (_bad_chunk, {CodeClass.GARBLED}),
        (_silent, {CodeClass.TIMEOUT}),
    ],
)
def test_a_broken_server_ends_the_call_in_time_and_is_called_once(
    settings: Settings, serve: Callable[[socket.socket], None], kind: set[CodeClass]
) -> None:
    with raw_server(serve) as (port, seen):
        there = dataclasses.replace(settings, dukcapil_base_url=f"http://127.0.0.1:{port}/x", dukcapil_deadline_seconds=0.7)
        started = time.monotonic()
        answer = Dukcapil(there).verify(claim_of(person()))
        assert time.monotonic() - started < 1.2
        assert answer.outcome is Outcome.UNAVAILABLE
        assert answer.code_class in kind
        assert len(seen) == 1


def test_nobody_listening_is_a_link_fault(settings: Settings) -> None:
    nowhere = dataclasses.replace(settings, dukcapil_base_url=f"http://127.0.0.1:{free_port()}")
    answer = Dukcapil(nowhere).verify(claim_of(person()))
    assert (answer.outcome, answer.code_class) == (Outcome.UNAVAILABLE, CodeClass.LINK)


def test_connecting_is_tried_twice_and_nothing_was_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    tries = []

    def refuse(*_: object, **__: object) -> socket.socket:
        tries.append(1)
        raise ConnectionRefusedError

    monkeypatch.setattr("intranet.identity.dukcapil.socket.create_connection", refuse)
    with pytest.raises(LinkError) as raised:
        Link(deadline=1, connect=1).post("http://127.0.0.1:9/x", b"", {})
    assert len(tries) == 2
    assert not raised.value.sent


@pytest.mark.parametrize(
    "url",
    [
        "http://8.8.8.8/x",
        "http://register.example/x",
        "http://localhost/x",
        "ftp://10.0.0.1/x",
        "10.0.0.1/x",
        "http:///x",
        "",
    ],
)
def test_plain_http_outside_a_private_address_is_refused(url: str) -> None:
    with pytest.raises(AddressError):
        check_address(url)


@pytest.mark.parametrize("url", ["http://10.0.0.1:8080/x", "http://127.0.0.1/x", "http://[::1]/x", "https://a.example"])
def test_private_addresses_and_https_are_allowed(url: str) -> None:
    check_address(url)


def test_an_address_that_may_not_be_called_is_a_setup_fault(settings: Settings) -> None:
    wide = dataclasses.replace(settings, dukcapil_base_url="http://8.8.8.8", balikan_url="http://8.8.8.8")
    assert Dukcapil(wide).verify(claim_of(person())).code_class is CodeClass.SETUP
    assert not Dukcapil(wide).send_back("3399991203850001", "1").done


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A CA, a server certificate of it for 127.0.0.1, an expired one, and an unrelated self-signed one."""
    import datetime as dt
    import ipaddress

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    folder = tmp_path_factory.mktemp("certificates")
    now = dt.datetime.now(dt.UTC)

    def make(
        name: str, issuer: tuple[x509.Name, ec.EllipticCurvePrivateKey] | None, *, ca: bool, age: int
    ) -> tuple[x509.Name, ec.EllipticCurvePrivateKey]:
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer[0] if issuer else subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(days=age))
            .not_valid_after(now - dt.timedelta(days=age) + dt.timedelta(days=10))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        )
        certificate = builder.sign(issuer[1] if issuer else key, hashes.SHA256())
        (folder / f"{name}.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        (folder / f"{name}.key").write_bytes(
            key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        )
        return subject, key

    ca = make("ca", None, ca=True, age=1)
    make("good", ca, ca=False, age=1)
    make("expired", ca, ca=False, age=100)
    make("selfsigned", None, ca=False, age=1)
    return {path.stem: path for path in folder.glob("*.pem")}


@pytest.mark.parametrize(("name", "trusted"), [("good", True), ("expired", False), ("selfsigned", False)])
def test_only_a_certificate_of_our_own_authority_is_talked_to(
    settings: Settings, certificates: dict[str, Path], name: str, trusted: bool
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates[name], certificates[name].with_suffix(".key"))
    requests: list[bytes] = []

    def serve(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as secure:
            requests.append(secure.recv(65536))
            body = json.dumps({"content": [dict.fromkeys(("NAMA_LGKP", "TMPT_LHR", "TGL_LHR", "ALAMAT"), "Sesuai")]}).encode()
            secure.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    with raw_server(serve) as (port, _):
        there = dataclasses.replace(settings, dukcapil_base_url=f"https://127.0.0.1:{port}/x", dukcapil_ca_file=certificates["ca"])
        answer = Dukcapil(there).verify(claim_of(person()))
    assert (answer.outcome is Outcome.MATCH) is trusted
    assert bool(requests) is trusted
    if trusted:
        assert b"Connection: close" in requests[0]
    else:
        assert answer.code_class is CodeClass.LINK


def test_the_request_has_the_upper_case_keys_and_nothing_else(settings: Settings) -> None:
    seen: list[bytes] = []

    def serve(connection: socket.socket) -> None:
        seen.append(connection.recv(65536))

    with raw_server(serve) as (port, _):
        there = dataclasses.replace(settings, dukcapil_base_url=f"http://127.0.0.1:{port}/dukcapil/get_json/")
        Dukcapil(there).verify(claim_of(person()))
    head, _, body = seen[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /dukcapil/get_json/KANTOR_CONTOH/CALL_VERIFY_BY_ELEMEN HTTP/1.1\r\n")
    assert json.loads(body) == {
        "USER_ID": "contoh",
        "PASSWORD": "rahasia-contoh-kata-sandi",
        "IP_USER": "10.0.0.1",
        "TRESHOLD": "90",
        "NIK": person().nik,
        "NAMA_LGKP": person().name,
        "TMPT_LHR": person().birth_place,
        "TGL_LHR": f"{person().birth_date:%d-%m-%Y}",
        "ALAMAT": person().address,
    }


@pytest.mark.parametrize("garbage", ["", "html", "http_500", "cut", "no_object"])
def test_nothing_is_logged_or_printed_by_any_object(
    client: Dukcapil,
    register: Register,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    garbage: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    register.set(garbage=garbage)
    claim = claim_of(person())
    answer = client.verify(claim)
    shown = "".join(repr(thing) for thing in (claim, answer, client, client._verify, settings_of(client)))
    said = shown + caplog.text + "".join(capfd.readouterr())
    for secret in (person().nik, person().name, person().address, "rahasia-contoh-kata-sandi", "Sesuai"):
        assert secret not in said


def settings_of(client: Dukcapil) -> Settings:
    return client._settings


def test_a_wiped_claim_holds_nothing() -> None:
    claim = claim_of(person())
    claim.wipe()
    assert (claim.elements, claim.nik, claim.wire()) == ((), "", {})
