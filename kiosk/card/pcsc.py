"""The only file that knows the reader library: contexts, readers and cards of PC/SC.

Its calls can block without limit (a mute card, another program's transaction), so all of this runs in the card process
and nowhere else; every step beats, and whoever started the process kills it when the beat stops.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from smartcard import scard

from kiosk.card.ktpel import Send
from kiosk.card.source import CardError, CardFault

_PLUG_AND_PLAY = "\\\\?PnP?\\Notification"
_CONNECT_TRIES = 8
_TRY_AGAIN = 0.25
_REMOVAL_SEEN = 0.9  # pcscd looks every 400 ms whether a card is still there
_NO_CARD = frozenset({scard.SCARD_W_REMOVED_CARD, scard.SCARD_E_NO_SMARTCARD})
_CARD_TROUBLE = frozenset(
    {
        scard.SCARD_E_NOT_TRANSACTED,
        scard.SCARD_F_COMM_ERROR,
        scard.SCARD_W_RESET_CARD,
        scard.SCARD_W_UNPOWERED_CARD,
        scard.SCARD_W_UNRESPONSIVE_CARD,
        scard.SCARD_W_UNSUPPORTED_CARD,
        scard.SCARD_E_PROTO_MISMATCH,
        scard.SCARD_E_SHARING_VIOLATION,
        scard.SCARD_E_TIMEOUT,
        scard.SCARD_E_INSUFFICIENT_BUFFER,
    }
)


class ServiceLost(Exception):
    """This context is of no more use: the service or the reader went away. Carries the code, for the log."""

    def __init__(self, call: str, code: int) -> None:
        super().__init__(f"{call} {code & 0xFFFFFFFF:08X}")


class NoService(ServiceLost):
    """There is no PC/SC service to talk to."""


@dataclass(frozen=True)
class Slot:
    """A reader's state: whether something is in it, whether that answers, and a count that grows with every change."""

    name: str
    present: bool
    mute: bool
    count: int
    raw: int


class Context:
    """One PC/SC context. `beat` is called before everything that may block."""

    def __init__(self, beat: Callable[[], None]) -> None:
        self._beat = beat
        beat()
        code, self._handle = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
        if code != scard.SCARD_S_SUCCESS:
            raise NoService("SCardEstablishContext", code)

    def release(self) -> None:
        """Give the context back; the service may be long gone, which does not matter."""
        scard.SCardReleaseContext(self._handle)

    def readers(self) -> list[str]:
        """The names of all readers. Raises ServiceLost."""
        self._beat()
        code, names = scard.SCardListReaders(self._handle, [])
        if code == scard.SCARD_E_NO_READERS_AVAILABLE:
            return []
        _check("SCardListReaders", code)
        return list(names)

    def wait(self, known: list[tuple[str, int]], seconds: float) -> tuple[dict[str, Slot], bool]:
        """The slots' states as soon as one differs from `known`, or after so many seconds; and whether readers changed.

        `known` holds names and the raw states last seen, 0 for none. Raises ServiceLost.
        """
        self._beat()
        asked = [*known, (_PLUG_AND_PLAY, scard.SCARD_STATE_UNAWARE)]
        code, states = scard.SCardGetStatusChange(self._handle, int(seconds * 1000), asked)
        if code == scard.SCARD_E_UNKNOWN_READER:
            return {}, True
        if code != scard.SCARD_E_TIMEOUT:
            _check("SCardGetStatusChange", code)
        slots, changed = {}, False
        for name, state, _ in states:
            if name == _PLUG_AND_PLAY:
                changed |= bool(state & scard.SCARD_STATE_CHANGED)
                continue
            changed |= bool(state & (scard.SCARD_STATE_UNKNOWN | scard.SCARD_STATE_UNAVAILABLE))
            slots[name] = _slot(name, state)
        return slots, changed

    def slot(self, name: str) -> Slot:
        """One slot's state now. Raises ServiceLost."""
        slots, changed = self.wait([(name, scard.SCARD_STATE_UNAWARE)], 0)
        if changed or name not in slots:
            raise ServiceLost("reader", scard.SCARD_E_READER_UNAVAILABLE)
        return slots[name]

    @contextmanager
    def connect(self, name: str, *, leave: bool = False) -> Iterator[Send]:
        """A connection nobody else can disturb, as a function that sends one APDU.

        `leave` keeps the card powered afterwards, as a SAM needs; else it is reset, which ends its session. Raises
        CardError (REMOVED_EARLY or DAMAGED) and ServiceLost.
        """
        seen = self.slot(name)
        handle, protocol = self._connect(seen)
        try:
            yield lambda apdu: self._transmit(seen, handle, protocol, apdu)
        finally:
            self._beat()
            scard.SCardDisconnect(handle, scard.SCARD_LEAVE_CARD if leave else scard.SCARD_RESET_CARD)

    def _connect(self, seen: Slot) -> tuple[Any, int]:
        protocols = scard.SCARD_PROTOCOL_T1
        code = scard.SCARD_E_SHARING_VIOLATION
        for _ in range(_CONNECT_TRIES):
            self._beat()
            code, handle, protocol = scard.SCardConnect(self._handle, seen.name, scard.SCARD_SHARE_EXCLUSIVE, protocols)
            if code == scard.SCARD_S_SUCCESS:
                return handle, protocol
            if code == scard.SCARD_E_PROTO_MISMATCH and protocols == scard.SCARD_PROTOCOL_T1:
                protocols = scard.SCARD_PROTOCOL_RAW
            elif code == scard.SCARD_E_SHARING_VIOLATION:  # what a killed process left behind is being cleared away
                self.wait([(seen.name, self.slot(seen.name).raw)], _TRY_AGAIN)
            else:
                break
        raise self._trouble("connect", seen, code)

    def _transmit(self, seen: Slot, handle: Any, protocol: int, apdu: bytes) -> tuple[bytes, int]:
        self._beat()
        pci = scard.SCARD_PCI_RAW if protocol == scard.SCARD_PROTOCOL_RAW else scard.SCARD_PCI_T1
        code, answer = scard.SCardTransmit(handle, pci, list(apdu))
        if code != scard.SCARD_S_SUCCESS:
            raise self._trouble("transmit", seen, code)
        if len(answer) < 2:  # how some drivers report a card that has just left
            raise self._trouble("transmit", seen, scard.SCARD_E_NOT_TRANSACTED)
        return bytes(answer[:-2]), answer[-2] << 8 | answer[-1]

    def _trouble(self, step: str, seen: Slot, code: int) -> Exception:
        """What a failed call means: the card left (and may be back), it is faulty, or there is no reader any more."""
        if code in _NO_CARD:
            return CardError(CardFault.REMOVED_EARLY, step)
        if code not in _CARD_TROUBLE:
            return ServiceLost(step, code)
        now = self.slot(seen.name)
        deadline = time.monotonic() + _REMOVAL_SEEN
        while now.count == seen.count and (left := deadline - time.monotonic()) > 0:
            slots, _ = self.wait([(seen.name, now.raw)], left)
            now = slots.get(seen.name, now)
        same = now.present and now.count == seen.count
        return CardError(CardFault.DAMAGED if same else CardFault.REMOVED_EARLY, step)


@dataclass(frozen=True)
class Roles:
    """Which readers may hold the visitor's card, and which holds the SAM."""

    cards: tuple[str, ...]
    sam: str | None


def assign(names: list[str], card_pattern: str, sam_pattern: str) -> Roles:
    """Roles by name: the SAM's reader first, then every other one whose name fits the card's pattern."""
    sam = next((name for name in names if sam_pattern and re.search(sam_pattern, name, re.IGNORECASE)), None)
    cards = tuple(name for name in names if name != sam and re.search(card_pattern, name, re.IGNORECASE))
    return Roles(cards, sam)


def _slot(name: str, state: int) -> Slot:
    return Slot(
        name=name,
        present=bool(state & scard.SCARD_STATE_PRESENT),
        mute=bool(state & scard.SCARD_STATE_MUTE),
        count=state >> 16 & 0xFFFF,
        raw=state & ~scard.SCARD_STATE_CHANGED,
    )


def _check(call: str, code: int) -> None:
    if code in (scard.SCARD_E_NO_SERVICE, scard.SCARD_E_SERVICE_STOPPED):
        raise NoService(call, code)
    if code != scard.SCARD_S_SUCCESS:
        raise ServiceLost(call, code)
