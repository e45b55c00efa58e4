"""The shipped front: a real nginx with TLS before a real waitress, from the shipped configuration."""

import datetime as dt
import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

import intranet
import kiosk
from intranet.agencies import service as agencies
from intranet.base import schema
from intranet.base.actor import SYSTEM, Party, Role
from intranet.base.clock import SystemClock
from intranet.base.db import Database
from intranet.base.ids import new_id
from intranet.base.sealing import FieldKeys
from kiosk import keys
from kiosk.link import HttpLink, Unreachable
from kiosk.settings import Settings as KioskSettings
from shared.wire import Enrol, VisitOpen
from shared.words import DeviceState
from tests.conftest import PASSWORD

DEPLOY = Path(intranet.__file__).parent / "deploy"
pytestmark = pytest.mark.needs("nginx")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, *processes: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        assert all(process.poll() is None for process in processes), "a server ended at once"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise AssertionError(f"nothing listens on {port}")


def certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "kantor.contoh")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "office.crt").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (folder / "office.key").write_bytes(pem)


@dataclass
class Front:
    """The office behind its front."""

    port: int
    folder: Path

    def connection(self, version: ssl.TLSVersion | None = None) -> http.client.HTTPSConnection:
        context = ssl.create_default_context(cafile=str(self.folder / "office.crt"))
        if version is not None:
            context.minimum_version = context.maximum_version = version
        return http.client.HTTPSConnection("localhost", self.port, timeout=10, context=context)

    def get(self, path: str, headers: dict[str, str] | None = None) -> tuple[int, http.client.HTTPMessage, str]:
        return self.send("GET", path, None, headers or {})

    def send(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> tuple[int, http.client.HTTPMessage, str]:
        with closing(self.connection()) as connection:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode()


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    folder = tmp_path_factory.mktemp("front")
    upstream, port = free_port(), free_port()
    certificate(folder)
    config = folder / "intranet.toml"
    config.write_text(
        f'data_dir = "{folder}/office"\nsecrets_dir = "{folder}/secrets"\nport = {upstream}\nprocesses = 1\n'
        f'public_url = "https://localhost:{port}"\ntrusted_proxy = "127.0.0.1"\n'
    )
    (folder / "office").mkdir()
    FieldKeys.create(folder / "secrets" / "field-keys.json")
    database, clock = Database(f"sqlite:///{folder}/office/posko.sqlite3"), SystemClock()
    schema.upgrade(database)
    with database.write() as session:
        house = agencies.add_agency(session, SYSTEM, clock, party=Party.DISKOMINFO, name="Diskominfo Contoh")
        roles = [Role.DISKOMINFO_OFFICER]
        agencies.add_staff(
            session, SYSTEM, clock, agency=house, username="budi", name="Budi Contoh", roles=roles, password=PASSWORD
        )
    database.close()
    shipped = (DEPLOY / "nginx.conf").read_text()
    names = {
        "LISTEN ssl": f"127.0.0.1:{port} ssl",
        "SERVER_NAME": "localhost",
        "CERTIFICATES": str(folder),
        "UPSTREAM": f"127.0.0.1:{upstream}",
    }
    for name, value in names.items():
        assert name in shipped
        shipped = shipped.replace(name, value)
    temporary = " ".join(f"{kind}_temp_path {folder}/tmp-{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    main = f"daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;\n"
    main += f"events {{ worker_connections 512; }}\nhttp {{ {temporary}\n{shipped}\n}}\n"
    (folder / "nginx.conf").write_text("user root;\n" + main if os.geteuid() == 0 else main)
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    assert nginx is not None
    office = subprocess.Popen([Path(sys.executable).with_name("intranet"), "--config", config, "serve"])
    server = subprocess.Popen([nginx, "-p", folder, "-e", folder / "error.log", "-c", folder / "nginx.conf"])
    try:
        wait_for(upstream, office)
        wait_for(port, server)
        yield Front(port, folder)
    finally:
        for process in (server, office):
            process.terminate()
            process.wait(timeout=20)


def test_pages_come_by_tls_with_secure_cookies_and_strict_transport(front):
    status, headers, page = front.get("/login")
    assert status == 200
    assert "Masuk" in page
    assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert headers["Set-Cookie"].startswith("__Host-posko-form=")
    assert "Secure" in headers["Set-Cookie"]


def test_a_person_signs_in_through_the_front(front):
    _, headers, page = front.get("/login")
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token is not None
    cookie = headers["Set-Cookie"].split(";")[0]
    body = f"username=budi&password={PASSWORD.replace(' ', '+')}&csrf_token={token.group(1)}&next="
    origin = f"https://localhost:{front.port}"
    sent = {
        "Cookie": cookie,
        "Content-Type": "application/x-www-form-urlencoded",
        "Origin": origin,
        "Referer": f"{origin}/login",
        "Sec-Fetch-Site": "same-origin",
    }
    status, headers, _ = front.send("POST", "/login", body, sent)
    assert status == 303
    login = next(value for value in headers.get_all("Set-Cookie", []) if value.startswith("__Host-posko="))
    for word in ("Secure", "HttpOnly", "SameSite=Strict", "Path=/"):
        assert word in login
    status, _, home = front.get("/", {"Cookie": login.split(";")[0]})
    assert status == 200
    assert "Budi Contoh" in home


def test_a_kiosk_enrols_and_signs_through_the_front_and_trusts_the_offices_authority_only(front, tmp_path):
    def tell(*command: str) -> str:
        intranet_command = [Path(sys.executable).with_name("intranet"), "--config", front.folder / "intranet.toml", *command]
        return subprocess.run(intranet_command, capture_output=True, text=True, check=True).stdout.split(": ")[-1].strip()

    url = f"https://localhost:{front.port}"
    settings = KioskSettings(kiosk_intranet_url=url, kiosk_ca_file=front.folder / "office.crt", kiosk_data_dir=tmp_path)
    key = keys.load_or_make(tmp_path)
    link = HttpLink(settings, key)
    code = tell("device", "enrol", "Kios depan")
    enrolled = link.enrol(Enrol(code=code, public_key=key.public_text, version="1"), new_id())
    assert enrolled.state is DeviceState.PENDING
    assert tell("device", "confirm", key.fingerprint) == "Kios depan"
    link.become(enrolled.device_id)
    assert link.open_visit(VisitOpen(language="id"), new_id()).office_name
    stranger = HttpLink(replace(settings, kiosk_ca_file=None), key)
    with pytest.raises(Unreachable):
        stranger.standing(enrolled.device_id)


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_old_tls_is_refused(front):
    with closing(front.connection(ssl.TLSVersion.TLSv1_1)) as connection, pytest.raises((ssl.SSLError, ConnectionError)):
        connection.request("GET", "/login")


def test_many_slow_clients_do_not_stop_an_honest_one(front):
    slow = []
    try:
        for _ in range(100):
            one = socket.create_connection(("127.0.0.1", front.port))
            one.sendall(b"\x16\x03\x01")  # the beginning of a TLS greeting, and then nothing
            slow.append(one)
        for _ in range(5):
            assert front.get("/login")[0] == 200
    finally:
        for one in slow:
            one.close()


def test_a_huge_body_is_refused_and_leaves_no_file(front):
    with closing(front.connection()) as connection:
        connection.putrequest("POST", "/login")
        connection.putheader("Content-Length", str(2 * 1024 * 1024))
        connection.endheaders()
        with connection.getresponse() as answer:
            assert answer.status == 413
    assert not [file for folder in front.folder.glob("tmp-*") for file in folder.rglob("*") if file.is_file()]


@pytest.mark.needs("systemd-analyze")
@pytest.mark.parametrize(
    "unit", [DEPLOY / "posko.service", Path(kiosk.__file__).parent / "deploy" / "posko-kiosk.service"], ids=lambda unit: unit.name
)
def test_the_shipped_services_are_hardened(unit):
    command = ["systemd-analyze", "security", "--offline=true", unit]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    score = re.search(r"Overall exposure level.*: ([\d.]+)", said)
    assert score is not None, said
    assert float(score.group(1)) <= 2.0
