"""A simulated SAM for the simulated card. Its secrets and its cryptography are invented."""

from __future__ import annotations

import os
import secrets as randomness
import threading
from collections.abc import Callable
from pathlib import Path

from kiosk.card.fake import crypto
from kiosk.card.fake.faults import Fault
from kiosk.card.secrets import SamSecrets

OK = b"\x90\x00"
LOCKED = bytes.fromhex("6983")
REFUSED = bytes.fromhex("6982")
WRONG = bytes.fromhex("6300")
UNKNOWN_INSTRUCTION = bytes.fromhex("6D00")
_TRIES = 3
_SAM_FAULTS = frozenset({Fault.WRONG_SAM, Fault.SAM_LOCKED, Fault.SAM_REFUSED})

SECRETS = SamSecrets(b"PCID REKAAN 0001", b"CONF REKAAN POSKO UNTUK SIMULASI")
"""The invented secrets every simulated SAM opens with."""


def write_secrets(path: Path) -> Path:
    """Write the invented secrets as a 0600 file and return its path: what a simulated SAM behind pcscd opens with."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(f"PCID = {SECRETS.pcid.hex()}\nCONF = {SECRETS.conf.hex()}\n")
    return path


class FakeSam:
    """One SAM. `fault` may be WRONG_SAM (a foreign secret), SAM_LOCKED or SAM_REFUSED (opens with other PCID/CONF)."""

    def __init__(self, fault: Fault | None = None) -> None:
        self.wait: Callable[[float], bool] = threading.Event().wait
        self.apdus = 0
        self.fault = fault if fault in _SAM_FAULTS else None
        self._secret = crypto.FOREIGN if fault is Fault.WRONG_SAM else crypto.GENUINE
        self._opening = bytes(32) if fault is Fault.SAM_REFUSED else SECRETS.opening
        self._tries = 0 if fault is Fault.SAM_LOCKED else _TRIES
        self.reset()

    @property
    def atr(self) -> bytes:
        """A contact card with protocol T=1 and an invented name."""
        body = bytes.fromhex("8801") + b"SAMPOSKO"
        check = 0
        for byte in body:
            check ^= byte
        return b"\x3b" + body + bytes((check,))

    def reset(self) -> None:
        """Power off and on: closed, and no session."""
        self._open = False
        self._ours = b""
        self._key: bytes | None = None

    def transmit(self, apdu: bytes) -> bytes:
        """Answer one APDU with data and status word."""
        self.apdus += 1
        instruction, data = apdu[1], apdu[5:]
        if instruction == 0xF0:
            return self._unlock(data)
        if not self._open:
            return REFUSED
        if instruction == 0xFF:
            self._ours, self._key = b"", None
            return OK
        if instruction == 0xF1:
            self._ours = crypto.token(self._secret, randomness.token_bytes(8), data) if self._fits(apdu) else b""
            return self._ours + OK if self._ours else WRONG
        if instruction == 0xF2:
            return self._check(data)
        if instruction in (0xF3, 0xF4) and self._key is None:
            return REFUSED
        if instruction == 0xF3:
            return self._wrap(data)
        if instruction == 0xF4:
            return self._unwrap(data)
        return UNKNOWN_INSTRUCTION

    @staticmethod
    def _fits(apdu: bytes) -> bool:
        """Card control (51 bytes when P2 is 01, else 29), UID and challenge."""
        return len(apdu) - 5 == (51 if apdu[3] == 0x01 else 29) + 16

    def _unlock(self, data: bytes) -> bytes:
        if not self._tries:
            return LOCKED
        if data != self._opening:
            self._tries -= 1
            return WRONG
        self._tries, self._open = _TRIES, True
        return OK

    def _check(self, shown: bytes) -> bytes:
        if not self._ours or not crypto.token_holds(self._secret, shown, self._ours):
            return WRONG
        self._key = crypto.session_key(self._secret, self._ours, shown)
        return OK

    def _wrap(self, plain: bytes) -> bytes:
        sealed = crypto.seal(self._key or b"", plain)
        return bytes((0x04, plain[1], plain[2], plain[3], len(sealed))) + sealed + OK

    def _unwrap(self, sealed: bytes) -> bytes:
        plain = crypto.unseal(self._key or b"", sealed)
        return WRONG if plain is None else plain + OK
