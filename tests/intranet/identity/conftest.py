"""A stand-in register as a process of its own, an office whose settings point at it, and an agreement in force."""

import dataclasses
import datetime as dt
import http.client
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy.orm import Session

from intranet.agreements import service as agreements
from intranet.agreements.models import Agreement
from intranet.agreements.rules import AgreementKind, Purpose
from intranet.base.actor import Actor, ActorKind, Party, Role
from intranet.base.clock import Clock, FixedClock
from intranet.base.db import Database
from intranet.identity.dukcapil import Dukcapil
from intranet.identity.rules import Claim
from intranet.settings import Settings
from shared.elements import Element
from shared.residents import BUILT_IN, Resident

OFFICER = Actor(ActorKind.STAFF, "0" * 31 + "1", "Budi Contoh", Party.DISKOMINFO, frozenset({Role.DISKOMINFO_OFFICER}))
HEAD = Actor(ActorKind.STAFF, "0" * 31 + "2", "Kartika Contoh", Party.DISKOMINFO, frozenset({Role.DISKOMINFO_HEAD}))
BAWASLU = Actor(ActorKind.STAFF, "0" * 31 + "3", "Wulan Contoh", Party.BAWASLU, frozenset({Role.BAWASLU_OFFICER}))
KIOSK = Actor(ActorKind.DEVICE, "0" * 31 + "4", "Kios 1")
OTHER_KIOSK = Actor(ActorKind.DEVICE, "0" * 31 + "5", "Kios 2")


class Register:
    """The stand-in, seen from outside."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.base = f"http://127.0.0.1:{port}/dukcapil/get_json"
        self.store = f"http://127.0.0.1:{port}/store"

    def request(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            raw = body if isinstance(body, bytes | str) or body is None else json.dumps(body)
            connection.request(method, path, raw, headers or {})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    def set(self, **conduct: Any) -> None:
        status, answer = self.request("POST", "/_control/set", conduct)
        assert status == 200, answer

    def reset(self) -> None:
        assert self.request("POST", "/_control/reset")[0] == 200

    def wait(self) -> None:
        """Wait until it answers."""
        deadline = time.monotonic() + 30
        while True:
            try:
                return self.reset()
            except OSError:
                assert time.monotonic() < deadline, "the stand-in did not start"
                time.sleep(0.05)

    @property
    def state(self) -> dict[str, Any]:
        state: dict[str, Any] = self.request("GET", "/_control/state")[1]
        return state

    @property
    def calls(self) -> int:
        return int(self.state["verify_calls"])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def register_process() -> Iterator[Register]:
    port = free_port()
    with subprocess.Popen([sys.executable, "-m", "intranet.identity.fake", "--port", str(port)]) as process:
        try:
            made = Register(port)
            made.wait()
            yield made
        finally:
            process.terminate()


@pytest.fixture
def register(register_process: Register) -> Register:
    """The stand-in as if just started, answering at once."""
    register_process.reset()
    register_process.set(delay=0)
    return register_process


@pytest.fixture
def settings(settings: Settings, register: Register) -> Settings:
    """The office's settings, connected to the stand-in."""
    return dataclasses.replace(
        settings,
        dukcapil_base_url=register.base,
        dukcapil_institution="KANTOR_CONTOH",
        dukcapil_user_id="contoh",
        dukcapil_password="rahasia-contoh-kata-sandi",
        dukcapil_client_ip="10.0.0.1",
        dukcapil_deadline_seconds=3.0,
        dukcapil_connect_seconds=1.0,
        balikan_url=register.store,
        balikan_token="contoh-token",
        balikan_institution_id="33990001",
        balikan_institution_name="KANTOR CONTOH",
        balikan_deadline_seconds=2.0,
    )


@pytest.fixture
def client(settings: Settings) -> Dukcapil:
    return Dukcapil(settings)


@pytest.fixture
def agreement(db: Database, clock: FixedClock) -> str:
    """The id of an agreement with the registry that is in force."""
    with db.write() as session:
        return add_agreement(session, clock).id


def add_agreement(session: Session, clock: Clock, **changes: Any) -> Agreement:
    today = clock.now().date()
    terms: dict[str, Any] = {
        "kind": AgreementKind.PKS,
        "title": "Pemanfaatan data kependudukan contoh",
        "signed_on": today - dt.timedelta(days=100),
        "starts_on": today - dt.timedelta(days=100),
        "ends_on": today + dt.timedelta(days=100),
        "institution_name": "Diskominfo Kabupaten Contoh",
        "approval_letter_no": "470/0001/Contoh",
        "purposes": frozenset({Purpose.POPULATION_CHECK}),
        "parties": (
            agreements.PartyInput(party=Party.DUKCAPIL, name="Disdukcapil Contoh", number="1/PKS/2026"),
            agreements.PartyInput(party=Party.DISKOMINFO, name="Diskominfo Contoh"),
        ),
    }
    return agreements.register(session, HEAD, clock, agreements.AgreementInput(**{**terms, **changes}))


def person(key: str = "budi") -> Resident:
    return BUILT_IN.resident(key)


def claim_of(who: Resident, **changes: str) -> Claim:
    values = {
        Element.NIK: who.nik,
        Element.NAME: who.name,
        Element.BIRTH_PLACE: who.birth_place,
        Element.BIRTH_DATE: who.birth_date.isoformat(),
        Element.ADDRESS: who.address,
    }
    return Claim({**values, **{Element[name]: value for name, value in changes.items()}})
