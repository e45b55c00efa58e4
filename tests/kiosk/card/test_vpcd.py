"""The virtual slots, spoken to as the driver speaks: lengths, control codes, power, removal in the middle of anything."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Callable, Iterator

import pytest

from kiosk.card.fake import FakeKtp, FakeSam, Fault, Script, Slot, VirtualReader
from shared.residents import load

BUDI = load().resident("budi")
SELECT_DF, SELECT_CONTROL = bytes.fromhex("00A40000027F0A"), bytes.fromhex("00A40000026FF0")


class Driver:
    """The driver's end of one slot: listens, and takes the slot's connection."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.settimeout(5)
        self.port: int = self.listener.getsockname()[1]
        self.line: socket.socket | None = None

    def accept(self) -> Driver:
        self.hang_up()
        self.line, _ = self.listener.accept()
        self.line.settimeout(5)
        return self

    def send(self, body: bytes) -> None:
        assert self.line
        for part in (len(body).to_bytes(2, "big"), body):  # in two parts, as the driver does
            self.line.sendall(part)

    def ask(self, body: bytes) -> bytes:
        self.send(body)
        return self.answer()

    def answer(self) -> bytes:
        assert self.line
        length = self.line.recv(2, socket.MSG_WAITALL)
        return self.line.recv(int.from_bytes(length, "big"), socket.MSG_WAITALL) if length else b""

    def hang_up(self) -> None:
        if self.line:
            self.line.close()
            self.line = None


@pytest.fixture
def driver() -> Iterator[Driver]:
    made = Driver()
    yield made
    made.hang_up()
    made.listener.close()


@pytest.fixture
def slot(driver: Driver) -> Iterator[Slot]:
    made = Slot(driver.port)
    yield made
    made.remove()


def is_gone(ask: Callable[[], bytes]) -> bool:
    with contextlib.suppress(ConnectionError):
        return ask() == b""
    return True


def test_a_card_answers_resets_and_apdus(driver, slot):
    card = FakeKtp(BUDI)
    slot.insert(card)
    driver.accept()
    assert driver.ask(b"\x04") == card.atr
    assert driver.ask(SELECT_DF) == b"\x90\x00"
    assert driver.ask(SELECT_CONTROL) == b"\x90\x00"
    assert slot.occupied


@pytest.mark.parametrize("control", [b"\x00", b"\x01", b"\x02"])
def test_power_codes_reset_the_card_and_have_no_answer(driver, slot, control):
    slot.insert(FakeKtp(BUDI))
    driver.accept()
    driver.ask(SELECT_DF)
    driver.send(control)
    assert driver.ask(SELECT_CONTROL).hex() == "6a82"


def test_a_frame_may_come_in_pieces(driver, slot):
    slot.insert(FakeKtp(BUDI))
    driver.accept()
    for byte in len(SELECT_DF).to_bytes(2, "big") + SELECT_DF:
        driver.line.sendall(bytes((byte,)))
    assert driver.answer() == b"\x90\x00"


def test_a_removed_card_hangs_up_at_once_even_when_it_is_mute(driver, slot):
    slot.insert(FakeKtp(BUDI, script=Script(Fault.MUTE, at=1, seconds=60)))
    driver.accept()
    driver.send(SELECT_DF)
    began = time.monotonic()
    slot.remove()
    assert is_gone(driver.answer)
    assert time.monotonic() - began < 2
    assert not slot.occupied


def test_a_card_that_is_scripted_to_leave_leaves(driver, slot):
    slot.insert(FakeKtp(BUDI, script=Script(Fault.REMOVED, at=2)))
    driver.accept()
    assert driver.ask(SELECT_DF) == b"\x90\x00"
    assert is_gone(lambda: driver.ask(SELECT_CONTROL))
    assert not slot.occupied


def test_a_card_that_lies_there_is_found_again_by_the_next_driver(driver, slot):
    slot.insert(FakeKtp(BUDI))
    driver.accept()
    driver.ask(SELECT_DF)
    driver.accept()  # the first one hung up
    assert driver.ask(SELECT_CONTROL).hex() == "6a82"  # and power was lost between


def test_a_card_waits_for_a_driver_that_is_not_there_yet():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    slot = Slot(port)
    slot.insert(FakeKtp(BUDI))
    with socket.create_server(("127.0.0.1", port)) as listener:
        listener.settimeout(5)
        connection, _ = listener.accept()
        connection.close()
        slot.remove()


def test_the_reader_exchanges_the_sam_only_when_the_sample_needs_another(driver):
    other = Driver()
    ports = iter((driver.port, other.port))
    by_slot: dict[int, int] = {}

    def dial(port: int) -> socket.socket:
        return socket.create_connection(("127.0.0.1", by_slot.setdefault(port, next(ports, other.port))), timeout=5)

    reader = VirtualReader(0x8C7B, dial)
    assert "DEVICENAME /dev/null:0x8C7B" in reader.reader_conf()
    reader.sam_slot.insert(FakeSam())
    population = load()
    reader.tap(population.card("good"))
    assert reader.sam_slot.holds_like(FakeSam())
    reader.tap(population.card("wrong-sam"))
    assert reader.sam_slot.holds_like(FakeSam(Fault.WRONG_SAM))
    assert not reader.sam_slot.holds_like(FakeSam())
    reader.tap(population.card("sam-absent"))
    assert not reader.sam_slot.occupied
    reader.remove()
    assert not reader.card_slot.occupied
    reader.close()
    other.listener.close()
