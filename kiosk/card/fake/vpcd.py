"""Simulated slots for a real pcscd, through the virtual reader driver vpcd.

The driver listens on one TCP port a slot and we connect: inserting a card is connecting, removing it is hanging up.
Frames are a 2-byte big-endian length and a body, both ways; a body of one byte is a control code. The driver's reversed
mode, where it connects to us, is of no use: that of Debian 12 (3.3) aborts pcscd whenever a slot is empty. It listens on
all interfaces, so give pcscd a network namespace of its own where that matters.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable

from kiosk.card.fake.chip import Chip
from kiosk.card.fake.deck import card_of, sam_of
from kiosk.card.fake.faults import Pulled
from kiosk.card.fake.sam import FakeSam
from shared.residents import SampleCard

DRIVER = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so"
DRIVER_PORT = 0x8C7B
READER_NAME = "Virtual PCD"
CARD_READER = r"Virtual PCD 00 00"
SAM_READER = r"Virtual PCD 00 01"
_OFF, _ON, _RESET, _ATR = 0, 1, 2, 4
_LOOPBACK = "127.0.0.1"
_DIAL_AGAIN = 0.1
_HAND = 0.5  # an exchange takes as long as a hand does; pcscd looks every 0.4 s and must have seen the slot empty
Dialler = Callable[[int], socket.socket]


def dial(port: int) -> socket.socket:
    """A connection to the driver's port on this machine; raises OSError."""
    return socket.create_connection((_LOOPBACK, port), timeout=5)


class Slot:
    """One slot of the virtual reader. `dialler` makes the connection to the driver's port."""

    def __init__(self, port: int, dialler: Dialler = dial) -> None:
        self.port = port
        self._dial = dialler
        self._lock = threading.Lock()
        self._chip: Chip | None = None
        self._emptied = time.monotonic() - _HAND
        self._gone = threading.Event()
        self._seen = threading.Event()
        self._connection: socket.socket | None = None

    @property
    def occupied(self) -> bool:
        """Whether something is in the slot."""
        return self._chip is not None

    def holds_like(self, sam: FakeSam) -> bool:
        """Whether the SAM that is in behaves like this one, so that there is no reason to exchange them."""
        return isinstance(self._chip, FakeSam) and self._chip.fault is sam.fault

    def insert(self, chip: Chip) -> None:
        """Put a card or SAM in, in place of what was there; pcscd sees it at its next look (every 0.4 s).

        It stays in when pcscd ends, and is found again by the next one.
        """
        self.remove()
        with self._lock:
            gone = self._gone = threading.Event()
            self._seen = threading.Event()
            chip.wait = gone.wait
            self._chip = chip
        threading.Thread(target=self._lie, args=(chip, gone), name=f"slot-{self.port}", daemon=True).start()

    def seen(self, seconds: float = 20.0) -> bool:
        """Wait until pcscd has powered what was put in last; False when it did not within ``seconds``."""
        return self._seen.wait(seconds)

    def remove(self) -> None:
        """Take out what is in the slot, even in the middle of an APDU."""
        with self._lock:
            self._leave()
            if self._connection:
                with contextlib.suppress(OSError):
                    self._connection.shutdown(socket.SHUT_RDWR)
                self._connection = None

    def _leave(self) -> None:
        if self._chip:
            self._emptied = time.monotonic()
        self._chip = None
        self._gone.set()

    def _lie(self, chip: Chip, gone: threading.Event) -> None:
        """Be in the slot until taken out: connect, serve, and connect again when pcscd went away."""
        gone.wait(max(0.0, self._emptied + _HAND - time.monotonic()))
        while not gone.is_set():
            try:
                connection = self._dial(self.port)
            except OSError:
                gone.wait(_DIAL_AGAIN)
                continue
            with self._lock:
                if gone.is_set():
                    connection.close()
                    return
                self._connection = connection
            chip.reset()
            self._serve(connection, chip, gone)

    def _serve(self, connection: socket.socket, chip: Chip, gone: threading.Event) -> None:
        with connection, contextlib.suppress(OSError):
            connection.settimeout(None)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while not gone.is_set():
                body = _receive(connection)
                if not body:
                    return
                if body[0] == _ON or len(body) > 1:
                    self._seen.set()
                try:
                    answer = _answer(chip, body)
                except Pulled:
                    with self._lock:
                        if self._chip is chip:
                            self._leave()
                    return
                if answer is not None:
                    connection.sendall(len(answer).to_bytes(2, "big") + answer)


class VirtualReader:
    """Both slots of the driver, on neighbouring ports: the card in the first, the SAM in the second."""

    def __init__(self, port: int = DRIVER_PORT, dialler: Dialler = dial) -> None:
        self._port = port
        self.card_slot, self.sam_slot = Slot(port, dialler), Slot(port + 1, dialler)

    def reader_conf(self) -> str:
        """The text of the reader.conf that makes pcscd offer these slots."""
        return (
            f'FRIENDLYNAME "{READER_NAME}"\nDEVICENAME /dev/null:0x{self._port:04X}\nLIBPATH {DRIVER}\n'
            f"CHANNELID 0x{self._port:04X}\n"
        )

    def tap(self, sample: SampleCard, *, mute_for: float = 30.0) -> None:
        """Lay a sample card on the reader, with the SAM it is to meet."""
        sam = sam_of(sample)
        if sam is None:
            self.sam_slot.remove()
        elif not self.sam_slot.holds_like(sam):
            self.sam_slot.insert(sam)
            self.sam_slot.seen()  # first the SAM, then the card, as people do
        self.card_slot.insert(card_of(sample, mute_for=mute_for))

    def remove(self) -> None:
        """Take the card off the reader."""
        self.card_slot.remove()

    def close(self) -> None:
        """Empty both slots."""
        self.card_slot.remove()
        self.sam_slot.remove()


def _answer(chip: Chip, body: bytes) -> bytes | None:
    """The answer to one frame; None when it has none."""
    if len(body) > 1:
        return chip.transmit(body)
    if body[0] in (_OFF, _ON, _RESET):
        chip.reset()
        return None
    return chip.atr if body[0] == _ATR else b""


def _receive(connection: socket.socket) -> bytes:
    """One frame's body; empty when the other end is gone."""
    length = _exactly(connection, 2)
    return _exactly(connection, int.from_bytes(length, "big")) if length else b""


def _exactly(connection: socket.socket, wanted: int) -> bytes:
    data = bytearray()
    while len(data) < wanted:
        # The driver sends a frame in two parts and waits for our acknowledgement in between, 40 ms by default.
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        part = connection.recv(wanted - len(data))
        if not part:
            return b""
        data += part
    return bytes(data)
