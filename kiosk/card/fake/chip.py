"""A simulated KTP-el: a state machine that answers the published dialogue, with scripted faults.

Its cryptography is invented (see `crypto`); its files, status words and sizes follow what is public.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from typing import Protocol

from kiosk.card.fake import crypto
from kiosk.card.fake.faults import Fault, Pulled, Script
from shared.residents import Resident

OK = b"\x90\x00"
REFUSED = bytes.fromhex("6982")
NOT_FOUND = bytes.fromhex("6A82")
WRONG_LENGTH = bytes.fromhex("6700")
PAST_END = bytes.fromhex("6B00")
END_OF_FILE = bytes.fromhex("6282")
UNKNOWN_INSTRUCTION = bytes.fromhex("6D00")
NO_FILE = bytes.fromhex("6986")
AUTHENTICATION_FAILED = bytes.fromhex("6300")
BROKEN = bytes.fromhex("6F00")

CONTROL, BIODATA, PHOTO, SIGNATURE, FINGER_1, FINGER_2, DIGITAL_SIGNATURE = range(7)
_FILE_IDS = {
    "6FF0": CONTROL,
    "6FF1": BIODATA,
    "6FF2": PHOTO,
    "6FF3": SIGNATURE,
    "6FF4": FINGER_1,
    "6FF5": FINGER_2,
    "6FF6": DIGITAL_SIGNATURE,
}
_FREE = frozenset({CONTROL, PHOTO})
_WRAPPED_CLASS = 0x04
_ATR_A = bytes.fromhex("3B8A80013037393134315F3030316F")
_ATR_OTHER_CARD = bytes.fromhex("3B8F8001804F0CA000000306030001000000006A")


class Chip(Protocol):
    """Anything that can lie in a simulated slot. `wait` sleeps so many seconds, and says early if it was taken away."""

    wait: Callable[[float], bool]

    @property
    def atr(self) -> bytes:
        """The answer to reset."""

    def reset(self) -> None:
        """Power off and on: selections and session keys are gone."""

    def transmit(self, apdu: bytes) -> bytes:
        """Answer one APDU with data and status word; raises Pulled when the card leaves at this moment."""


class FakeKtp:
    """One KTP-el of an invented resident.

    `chip` is the radio type; `control` the size of its card control (51 or 29); `limit` the largest Le it accepts;
    `exact` makes it answer 6Cxx instead of handing out less than was asked for; `type_b_by` is the instruction that
    gives its number if it is of type B. `plain` keeps every command as the card understood it, for tests.
    """

    def __init__(
        self,
        resident: Resident,
        *,
        chip: str = "A",
        script: Script | None = None,
        control: int = 51,
        limit: int = 0xF0,
        exact: bool = False,
        type_b_by: int = 0xDD,
    ) -> None:
        self.script = script or Script()
        self.chip, self.limit, self.exact, self.type_b_by = chip, limit, exact, type_b_by
        self.uid = b"\x04" + secrets.token_bytes(6)
        self.number = secrets.token_bytes(8)
        self.plain: list[bytes] = []
        self.apdus = 0
        self.wait: Callable[[float], bool] = threading.Event().wait
        self._files = _files(resident, control, self.script.fault)
        self._blocks = 0
        self.reset()

    @property
    def atr(self) -> bytes:
        """The answer to reset that readers show for this radio type."""
        if self.chip == "A":
            return _ATR_A
        body = bytes.fromhex("8C800150") + self.number[:4] + bytes.fromhex("30AAAA017781D7")
        return b"\x3b" + body + bytes((_xor(body),))

    def reset(self) -> None:
        """Forget selection, challenge and session key."""
        self._in_df = False
        self._file: int | None = None
        self._challenge = b""
        self._key: bytes | None = None

    def transmit(self, apdu: bytes) -> bytes:
        """Answer one APDU; see `Chip.transmit`."""
        self.apdus += 1
        if self.script.fault in (Fault.REMOVED, Fault.MUTE, Fault.DAMAGED) and self.script.block is None:
            trouble = self._trouble()
            if trouble:
                return trouble
        if apdu[0] == _WRAPPED_CLASS:
            return self._wrapped(apdu)
        return self._answer(apdu, protected=False)

    def _trouble(self) -> bytes | None:
        if not self.script.strikes(self.apdus, self._blocks):
            return None
        if self.script.fault is Fault.REMOVED or (self.script.fault is Fault.MUTE and self.wait(self.script.seconds)):
            raise Pulled
        return BROKEN if self.script.fault is Fault.DAMAGED else None

    def _wrapped(self, apdu: bytes) -> bytes:
        if self._key is None:
            return REFUSED
        plain = crypto.unseal(self._key, apdu[5:])
        if plain is None:
            return REFUSED
        if plain[1] == 0xB0:
            self._blocks += 1
            trouble = self._trouble() if self.script.block is not None else None
            if trouble:
                return trouble
        return crypto.seal(self._key, self._answer(plain, protected=True)) + OK

    def _answer(self, apdu: bytes, *, protected: bool) -> bytes:
        self.plain.append(apdu)
        if apdu[:2] == b"\xff\xca":
            return (self.uid if self.chip == "A" else self.number[:4]) + OK
        instruction = apdu[1]
        if instruction == 0xA4:
            return self._select(apdu[5:7].hex().upper(), protected)
        if instruction == 0xB0:
            return self._read(apdu, protected)
        if instruction == self.type_b_by and self.chip == "B":
            return (b"" if instruction == 0xDD else b"\x00\x01\x02\x03") + self.number + OK
        if instruction == 0x84:
            self._challenge = secrets.token_bytes(8)
            return self._challenge + OK
        if instruction == 0x82:
            return self._authenticate(apdu[5:])
        return UNKNOWN_INSTRUCTION

    def _select(self, file_id: str, protected: bool) -> bytes:
        if file_id == "7F0A":
            self._in_df, self._file = True, None
            return OK
        found = _FILE_IDS.get(file_id) if self._in_df else None
        if found is None:
            return NOT_FOUND
        if found not in _FREE and not protected:
            return REFUSED
        self._file = found
        return OK

    def _read(self, apdu: bytes, protected: bool) -> bytes:
        if self._file is None:
            return NO_FILE
        if self._file not in _FREE and not protected:
            return REFUSED
        offset, wanted = int.from_bytes(apdu[2:4], "big"), apdu[4]
        content = self._files[self._file]
        if wanted > self.limit:
            return WRONG_LENGTH
        if offset >= len(content):
            return PAST_END
        data = content[offset : offset + wanted]
        if len(data) < wanted:
            return bytes((0x6C, len(data))) if self.exact else data + END_OF_FILE
        return data + OK

    def _authenticate(self, shown: bytes) -> bytes:
        uid = b"\x80" + self.uid if self.chip == "A" else self.number
        control = self._files[CONTROL][2:]
        challenge, self._challenge = self._challenge, b""
        if not challenge or not crypto.token_holds(crypto.GENUINE, shown, control + uid + challenge):
            return AUTHENTICATION_FAILED
        answer = crypto.token(crypto.GENUINE, secrets.token_bytes(8), shown)
        self._key = crypto.session_key(crypto.GENUINE, shown, answer)
        return answer + OK


class OtherCard:
    """A card that is no KTP-el: it has an ATR and a number, and knows none of the files."""

    def __init__(self) -> None:
        self.apdus = 0
        self.wait: Callable[[float], bool] = threading.Event().wait

    @property
    def atr(self) -> bytes:
        """The answer to reset of a common contactless memory card."""
        return _ATR_OTHER_CARD

    def reset(self) -> None:
        """Nothing to forget."""

    def transmit(self, apdu: bytes) -> bytes:
        """Give a number to the reader and refuse everything else."""
        self.apdus += 1
        return bytes.fromhex("DEADBEEF") + OK if apdu[:2] == b"\xff\xca" else NOT_FOUND


def biodata(resident: Resident, fault: Fault | None = None) -> bytes:
    """The biodata text as the chip holds it: 21 quoted fields, of which 16, 17, 18 and 20 have no known meaning."""
    street = resident.address
    if fault is Fault.FIELDS_22:
        street += '","SEBELAH BALAI REKAAN'
    fields = [
        "0000000000000000" if fault is Fault.BAD_NIK else resident.nik,
        street,
        resident.rt,
        resident.rw,
        resident.birth_place,
        resident.district,
        resident.village,
        resident.regency,
        resident.sex,
        resident.blood_group,
        resident.religion,
        resident.marital_status,
        resident.occupation,
        resident.name,
        resident.birth_date.strftime("%d-%m-%Y"),
        resident.province,
        "-",
        "-",
        "-",
        resident.nationality,
        "-",
    ]
    if fault in (Fault.FIELDS_19, Fault.FIELDS_20):  # twenty are enough for a reader, nineteen are not
        fields = fields[: 19 if fault is Fault.FIELDS_19 else 20]
    return '"{}"'.format('","'.join(fields)).encode("latin-1" if fault is Fault.LATIN1 else "utf-8")


def _files(resident: Resident, control: int, fault: Fault | None) -> dict[int, bytes]:
    photo = b"rekaan" * 40 if fault is Fault.BAD_PHOTO else b"\xff\xd8\xff\xe0" + b"rekaan" * 40 + b"\xff\xd9"
    content = {
        CONTROL: secrets.token_bytes(control),
        BIODATA: biodata(resident, fault),
        PHOTO: photo,
        SIGNATURE: b"tanda tangan rekaan" * 8,
        FINGER_1: b"jari rekaan satu" * 16,
        FINGER_2: b"jari rekaan dua" * 16,
        DIGITAL_SIGNATURE: secrets.token_bytes(80),
    }
    return {name: len(data).to_bytes(2, "big") + data for name, data in content.items()}


def _xor(data: bytes) -> int:
    total = 0
    for byte in data:
        total ^= byte
    return total
