"""A kiosk for tests: a clock moved by hand, work done at once, a simulated reader without delays, an office in memory."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk import keys
from kiosk.card.source import CardEvent, CardPlaced, CardRead, CardRemoved, Claim, Emit, ReaderCondition, ReaderState
from kiosk.desk import State
from kiosk.device import Device
from kiosk.loop import Loop
from kiosk.printer import PrinterFault
from kiosk.screen import create_screen
from kiosk.settings import Settings, checked
from kiosk.visit import Visit
from tests.kiosk.office import DEVICE_ID, FakeOffice

ORIGIN = {"Origin": "http://localhost"}


@dataclass
class HandClock:
    """Seconds that pass when told."""

    seconds: float = 1000.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class HandReader:
    """A card source whose events the test sends."""

    condition: ReaderCondition = ReaderCondition.READY
    emit: Emit = lambda event: None
    seq: int = 0

    def start(self, emit: Emit) -> None:
        self.emit = emit
        emit(ReaderState(ReaderCondition.READY))

    def stop(self) -> None:
        self.emit = lambda event: None

    def place(self) -> int:
        self.seq += 1
        self.emit(CardPlaced(self.seq))
        return self.seq

    def tap(self, claim: Claim) -> None:
        self.emit(CardRead(self.place(), claim))

    def remove(self) -> None:
        self.emit(CardRemoved(self.seq))

    def say(self, event: CardEvent) -> None:
        self.emit(event)


@dataclass
class FakePrinter:
    """Keeps what it prints; ``broken`` makes it a printer without paper."""

    label: str = "fake"
    broken: bool = False
    printed: list[bytes] = field(default_factory=list)

    def print(self, data: bytes) -> None:
        if self.broken:
            raise PrinterFault("no paper")
        self.printed.append(data)


@dataclass
class Kiosk:
    """A kiosk in the hands of a test. ``later`` collects background work while ``slow`` is set."""

    loop: Loop
    office: FakeOffice
    printer: FakePrinter
    reader: HandReader
    clock: HandClock
    app: Flask
    folder: Path
    slow: bool = False
    later: list[Callable[[], None]] = field(default_factory=list)

    @property
    def state(self) -> State:
        with self.loop.look() as (position, _):
            return position.state

    @property
    def visit(self) -> Visit:
        with self.loop.look() as (_, visit):
            return visit

    def client(self) -> FlaskClient:
        return self.app.test_client()

    def press(self, do: str, text: str | None = None) -> State:
        """Press a button of the present screen, with or without a written text."""
        form = {"do": do} | ({} if text is None else {"text": text})
        self.loop.answer(self.state.value, form)
        return self.state

    def walk(self, *presses: str) -> State:
        """Press one button after the other; ``button=text`` writes first."""
        for press in presses:
            do, _, text = press.partition("=")
            self.press(do, text or None)
        return self.state

    def pass_time(self, seconds: float) -> State:
        """Let time pass in quarter seconds, as the kiosk's clock does."""
        end = self.clock.seconds + seconds
        while self.clock.seconds < end:
            self.clock.seconds += 0.25
            self.loop.tick()
        return self.state

    def catch_up(self) -> None:
        """Do all background work that waits."""
        while self.later:
            self.later.pop(0)()


@pytest.fixture
def kiosk_settings(tmp_path: Path) -> Settings:
    """Settings of a kiosk with its own folder."""
    return checked(Settings(kiosk_data_dir=tmp_path / "kiosk"))


@pytest.fixture
def new_kiosk(kiosk_settings: Settings) -> Kiosk:
    """A kiosk that was never enrolled."""
    return build(kiosk_settings)


@pytest.fixture
def kiosk(kiosk_settings: Settings) -> Iterator[Kiosk]:
    """An enrolled kiosk in service, showing the welcome screen."""
    keys.load_or_make(kiosk_settings.kiosk_data_dir)
    keys.save_enrolment(kiosk_settings.kiosk_data_dir, keys.Enrolment(DEVICE_ID, "Kiosk Lobi"))
    made = build(kiosk_settings)
    start(made)
    yield made
    made.loop.stop()


def build(settings: Settings) -> Kiosk:
    """A kiosk whose parts a test can hold."""
    office, printer, reader, clock = FakeOffice(), FakePrinter(), HandReader(), HandClock()
    key = keys.load_or_make(settings.kiosk_data_dir)
    made: list[Kiosk] = []

    def run(job: Callable[[], None]) -> None:
        if made[0].slow:
            made[0].later.append(job)
        else:
            job()

    device = Device(settings.kiosk_data_dir, key, office)
    loop = Loop(settings, device, office, printer, reader, clock=clock, run=run)
    app = create_screen(loop, settings)
    made.append(Kiosk(loop, office, printer, reader, clock, app, settings.kiosk_data_dir))
    return made[0]


def start(kiosk: Kiosk) -> None:
    """Start without the clock thread: the test moves time."""
    kiosk.loop.device.start(kiosk.loop._run)
    kiosk.reader.start(kiosk.loop.emit)
