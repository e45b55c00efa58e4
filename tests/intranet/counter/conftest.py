"""An office whose register answers as the test says, on both databases, and an enrolled kiosk."""

import dataclasses
import threading
from collections.abc import Iterator

import pytest
from flask import Flask

import intranet.app
from intranet.base.clock import FixedClock
from intranet.base.db import Database
from intranet.base.sealing import FieldKeys
from intranet.identity.codes import Answer, CodeClass, Verdict
from intranet.identity.rules import Claim
from intranet.settings import Settings
from shared.elements import Element, Outcome
from tests.conftest import People
from tests.intranet.counter.kiosks import Kiosk, enrolled
from tests.intranet.identity.conftest import add_agreement

MATCH = Answer(
    outcome=Outcome.MATCH, code_class=CodeClass.ANSWERED, verdicts={Element.NIK: Verdict.MATCH, Element.NAME: Verdict.MATCH}
)
MISMATCH = Answer(
    outcome=Outcome.MISMATCH, code_class=CodeClass.ANSWERED, verdicts={Element.NIK: Verdict.MATCH, Element.NAME: Verdict.MISMATCH}
)


class Register:
    """Answers every question with ``answer``, once ``open`` is set; counts the calls."""

    def __init__(self) -> None:
        self.answer = MATCH
        self.calls = 0
        self.open = threading.Event()
        self.open.set()

    def verify(self, claim: Claim) -> Answer:
        self.calls += 1
        assert self.open.wait(30)
        return self.answer


@pytest.fixture
def register() -> Register:
    return Register()


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return dataclasses.replace(settings, dukcapil_base_url="http://192.0.2.1/get_json", dukcapil_institution="KANTOR_CONTOH")


@pytest.fixture
def counter_app(settings: Settings, clock: FixedClock, db: Database, people: People, register: Register) -> Iterator[Flask]:
    """The web application on a database of each kind, with an agreement in force."""
    with db.write() as session:
        add_agreement(session, clock)
    made = intranet.app.create_app(settings, clock=clock, database=db, verifier=register)
    made.config["TESTING"] = True
    yield made
    register.open.set()
    assert made.extensions["posko_checks"].wait_idle(20)


@pytest.fixture
def kiosk(counter_app: Flask, db: Database, clock: FixedClock, settings: Settings, keys: FieldKeys) -> Kiosk:
    return enrolled(counter_app, db, clock, settings, keys)
