"""A whole office as real processes, for whatever cannot be shown in one: the benchmarks and the fault tests.

Everything lives in one folder: settings by environment, data, secrets, logs, and the temporary files of all processes.
"""

import contextlib
import datetime as dt
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from intranet.agencies import service as agencies
from intranet.agreements import service as agreements
from intranet.agreements.rules import AgreementKind, Purpose
from intranet.base import schema
from intranet.base.actor import SYSTEM, Actor, Party, Role
from intranet.base.clock import SystemClock
from intranet.base.db import Database
from intranet.base.sealing import FieldKeys
from intranet.devices import service as devices
from intranet.settings import Settings
from kiosk.keys import DeviceKey
from kiosk.link import HttpLink
from kiosk.settings import Settings as KioskSettings
from shared.settings import load

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "kopi pagi di teras rumah"
TOKEN = "contoh-token"
CLOCK = SystemClock()


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(true: Callable[[], object], what: str, seconds: float = 30.0, every: float = 0.02) -> None:
    """Wait until ``true()`` holds; raises TimeoutError naming ``what``."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError(what)
        time.sleep(every)


def answers(port: int, path: str) -> bool:
    """Whether a page is served."""
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", path)
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


class Browser:
    """A keep-alive client with cookies; the cheapest thing that signs in and sends forms."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}
        self.received = 0

    def get(self, path: str, **headers: str) -> tuple[int, bytes]:
        """Status and body of a page."""
        return self._send("GET", path, None, headers)

    def post(self, path: str, form: dict[str, str], **headers: str) -> tuple[int, bytes]:
        """Status and body after a form."""
        headers = {"Content-Type": "application/x-www-form-urlencoded", **headers}
        return self._send("POST", path, urlencode(form).encode(), headers)

    def _send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, bytes]:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"Cookie": cookie, **headers} if cookie else headers
        try:
            self._connection.request(method, path, body, sent)
            response = self._connection.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            self._connection.close()  # an idle connection was closed by the other side
            self._connection.request(method, path, body, sent)
            response = self._connection.getresponse()
        data = response.read()
        self.received = len(data) + len(str(response.headers)) + 17
        for header in response.headers.get_all("Set-Cookie") or ():
            name, _, value = header.partition(";")[0].partition("=")
            self.cookies[name] = value
        return response.status, data

    def sign_in(self, username: str, password: str = PASSWORD) -> str:
        """Sign in and return the token that forms need."""
        token = csrf_of(self.get("/login")[1])
        status, body = self.post("/login", {"csrf_token": token, "username": username, "password": password})
        if status != 303:
            raise AssertionError(f"could not sign in as {username}: {status} {body[:300]!r}")
        return csrf_of(self.get("/account")[1])

    def copy(self) -> "Browser":
        """Another connection of the same login."""
        other = Browser(self.port)
        other.cookies = dict(self.cookies)
        return other

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()


def csrf_of(page: bytes) -> str:
    """The token hidden in a page's forms."""
    found = re.search(rb'name="csrf_token"[^>]*value="([^"]+)"', page)
    if found is None:
        raise AssertionError(f"no form token in {page[:400]!r}")
    return found[1].decode()


@dataclass
class Running:
    """A process started here, in a session of its own."""

    process: subprocess.Popen[bytes]

    @property
    def pid(self) -> int:
        """Its id."""
        return self.process.pid

    def kill(self) -> None:
        """End it and everything it started, at once."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """Ask it to end; insist after ten seconds."""
        self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(10)
        self.kill()


@dataclass
class Office:
    """One office in ``folder``. ``extra``: further settings of the intranet, as environment keys without prefix."""

    folder: Path
    extra: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    register_port: int = field(default_factory=free_port)
    started: list[Running] = field(default_factory=list)
    people: dict[str, Actor] = field(default_factory=dict)

    @property
    def env(self) -> dict[str, str]:
        """The environment of all its processes: nothing of this one's settings leaks in."""
        clean = {key: value for key, value in os.environ.items() if not key.startswith("POSKO_")}
        given = {
            "data_dir": str(self.folder / "office"),
            "secrets_dir": str(self.folder / "secrets"),
            "office_name": "Diskominfo Kabupaten Contoh",
            "office_code": "33.99",
            "port": str(self.port),
            "public_url": f"http://127.0.0.1:{self.port}",
            "processes": "1",
            "dukcapil_base_url": f"http://127.0.0.1:{self.register_port}/dukcapil/get_json",
            "dukcapil_institution": "CONTOH",
            "dukcapil_user_id": "contoh",
            "dukcapil_password": "contoh",
            "dukcapil_client_ip": "127.0.0.1",
            "dukcapil_kiosk_per_hour": "100000",
            "dukcapil_kiosk_misses": "100000",
            "dukcapil_daily": "1000000",
            "dukcapil_simulated": "true",
            "balikan_url": f"http://127.0.0.1:{self.register_port}/store",
            "balikan_token": TOKEN,
            "balikan_institution_id": "99",
            "balikan_institution_name": "CONTOH",
            **self.extra,
        }
        temporary = {name: str(self.folder / "tmp") for name in ("TMPDIR", "TEMP", "TMP")}
        return clean | temporary | {f"POSKO_{key.upper()}": value for key, value in given.items()}

    @property
    def settings(self) -> Settings:
        """The intranet's settings."""
        return load(Settings, None, self.env)

    def make(self) -> "Office":
        """Folders, keys, schema, two parties with one officer each, and an agreement in force."""
        for name in ("office", "secrets", "logs", "tmp"):
            (self.folder / name).mkdir(parents=True, exist_ok=True, mode=0o700)
        settings = self.settings
        FieldKeys.create(settings.field_keys_file)
        database = Database(settings.url)
        schema.upgrade(database)
        with database.write() as session:
            for username, party, role in (
                ("budi", Party.DISKOMINFO, Role.DISKOMINFO_OFFICER),
                ("wulan", Party.BAWASLU, Role.BAWASLU_OFFICER),
            ):
                house = agencies.add_agency(session, SYSTEM, CLOCK, party=party, name=f"{party.value.title()} Contoh")
                row = agencies.add_staff(
                    session,
                    SYSTEM,
                    CLOCK,
                    agency=house,
                    username=username,
                    name=f"{username.title()} Contoh",
                    roles=[role],
                    password=PASSWORD,
                )
                self.people[username] = Actor(agencies.ActorKind.STAFF, row.id, row.name, party, frozenset([role]))
            self._agree(session)
        database.close()
        return self

    def _agree(self, session: Any) -> None:
        today = dt.datetime.now(self.settings.zone).date()
        chief = Actor(agencies.ActorKind.STAFF, "0" * 32, "Kepala Contoh", Party.DISKOMINFO, frozenset([Role.DISKOMINFO_HEAD]))
        agreements.register(
            session,
            chief,
            CLOCK,
            agreements.AgreementInput(
                kind=AgreementKind.PKS,
                title="Perjanjian contoh",
                signed_on=today,
                starts_on=today - dt.timedelta(days=30),
                ends_on=today + dt.timedelta(days=300),
                institution_name="CONTOH",
                parties=(
                    agreements.PartyInput(party=Party.DISKOMINFO, name="Diskominfo Contoh", number="1"),
                    agreements.PartyInput(party=Party.DUKCAPIL, name="Disdukcapil Contoh", number="2"),
                ),
                purposes=frozenset({Purpose.POPULATION_CHECK}),
                approval_letter_no="1",
            ),
        )

    def device(self, name: str, key: Ed25519PrivateKey | None = None) -> tuple[str, DeviceKey]:
        """Let a kiosk in, with the office's own verbs; its id and key."""
        held = DeviceKey(key or Ed25519PrivateKey.generate())
        settings = self.settings
        keys, database = FieldKeys.load(settings.field_keys_file), Database(settings.url)
        with database.write() as session:
            code = devices.make_code(session, SYSTEM, CLOCK, settings, keys, name=name, place="")
            row = devices.enrol(session, CLOCK, keys, code=code.code, public_key=held.public_text, version="1")
            devices.confirm(session, SYSTEM, CLOCK, row.fingerprint)
            device_id = row.id
        database.close()
        return device_id, held

    def link(self, device_id: str, key: DeviceKey, seconds: int = 8) -> HttpLink:
        """The kiosk's own link to this office."""
        settings = KioskSettings(kiosk_intranet_url=f"http://127.0.0.1:{self.port}", kiosk_link_seconds=seconds)
        link = HttpLink(settings, key)
        link.become(device_id)
        return link

    def start(self, name: str, *command: str, env: dict[str, str] | None = None) -> Running:
        """Start a Python process of this office; what it says goes to its log."""
        with (self.folder / "logs" / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, *command],
                cwd=ROOT,
                env={**self.env, **(env or {})},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        running = Running(process)
        self.started.append(running)
        return running

    def intranet(self, *, wait: bool = True) -> Running:
        """Start the web half and the worker."""
        running = self.start("intranet", "-c", "from intranet.cli import main; main()", "serve")
        if wait:
            self.wait()
        return running

    def wait(self) -> None:
        """Wait until the intranet answers; raises TimeoutError with the end of its log when it does not."""
        try:
            until(lambda: answers(self.port, "/login"), "the intranet does not answer")
        except TimeoutError as error:
            said = "".join(log.read_text(errors="replace")[-1500:] for log in (self.folder / "logs").glob("intranet.log"))
            raise TimeoutError(f"{error}; the end of its log:\n{said}") from None

    def register(self, residents: Path | None = None) -> Running:
        """Start the stand-in population register."""
        more = ("--residents", str(residents)) if residents else ()
        running = self.start("register", "-m", "intranet.identity.fake", "--port", str(self.register_port), *more)
        until(lambda: answers(self.register_port, "/_control/state"), "the stand-in does not answer")
        self.conduct(token=TOKEN)
        return running

    def conduct(self, **conduct: object) -> None:
        """Tell the stand-in how to behave."""
        control(self.register_port, "set", conduct)

    def close(self) -> None:
        """End everything that was started here."""
        for running in reversed(self.started):
            running.kill()


def control(port: int, verb: str, body: dict[str, object] | None = None) -> Any:
    """Steer the stand-in register, or ask what it has seen (``state``)."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    method = "GET" if verb == "state" else "POST"
    connection.request(method, f"/_control/{verb}", json.dumps(body or {}) if method == "POST" else None)
    response = connection.getresponse()
    said = json.loads(response.read())
    connection.close()
    if response.status != 200:
        raise AssertionError(said)
    return said


@contextlib.contextmanager
def office(folder: Path, **extra: str) -> Iterator[Office]:
    """An office that is gone when the block ends."""
    made = Office(folder, extra)
    try:
        yield made.make()
    finally:
        made.close()


def tree(pid: int) -> list[int]:
    """A process and all its descendants."""
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            with contextlib.suppress(OSError):
                waiting += [int(child) for child in task.read_text().split()]
    return found


def local_part(url: str) -> str:
    """The path and query of an address."""
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")
