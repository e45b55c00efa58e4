"""The KTP-el dialogue: bytes in, bytes out, with the two transports passed in.

What is public about it comes from independent programs, not from a specification, so every status word is checked and
every loop is bounded. The order: UID, SELECT DF, type B test, card control, SAM reset and challenge, mutual
authentication, biodata. The photo (6FF2), the signature (6FF3) and the fingerprints (6FF4, 6FF5) are never selected.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from kiosk.card.secrets import SamSecrets
from kiosk.card.source import Address, CardError, CardFault, Claim
from shared.nik import Nik, NikError
from shared.questions import SHORT
from shared.words import ClaimMethod

Send = Callable[[bytes], tuple[bytes, int]]
"""Sends one APDU and returns the data and the status word; raises CardError when the card or the SAM is gone."""

OK = 0x9000
END_OF_FILE = 0x6282
WRONG_LENGTH = 0x6700
SMALLEST_BLOCK = 0x70
LARGEST_BLOCK = 0xF0

_GET_UID = bytes.fromhex("FFCA000000")
_SELECT_DF = bytes.fromhex("00A40000027F0A")
_UID_TYPE_B = (bytes.fromhex("00DD000008"), bytes.fromhex("00DF000000"))
_SELECT_CONTROL = bytes.fromhex("00A40000026FF0")
_SELECT_BIODATA = bytes.fromhex("00A40000026FF1")
_CHALLENGE = bytes.fromhex("0084000008")
_SAM_RESET = bytes.fromhex("00FF000000")
_LONG_CONTROL, _SHORT_CONTROL = 51, 29
_PREFIX = 2  # every file begins with its length, which does not count itself
_TOKEN = 40
_FIRST_READ = 8
_LARGEST_BIODATA = 4096
_FALLBACKS = (0xF0, 0xD0, 0xB0, 0x90, 0x70, 0x60, 0x40, 0x20, 0x10)
_SAM_LOCKED = (0x6983, 0x6984, 0x6985)


@dataclass(frozen=True)
class BlockSizes:
    """Bytes asked for in one protected READ BINARY; readers and batches differ, so it is a setting."""

    protected: int = 0xD0

    def __post_init__(self) -> None:
        if not SMALLEST_BLOCK <= self.protected <= LARGEST_BLOCK:
            raise ValueError(f"block size must be {SMALLEST_BLOCK} to {LARGEST_BLOCK}")


def is_ktpel(card: Send) -> bool:
    """Whether the card answers SELECT of the KTP-el's own file; the ATR is a hint, this is the test."""
    return card(_SELECT_DF)[1] == OK


def read_claim(card: Send, sam: Send, secrets: SamSecrets, sizes: BlockSizes | None = None) -> Claim:
    """Authenticate card and SAM to each other and read the biodata.

    Takes the two transports, the SAM's secrets and the block size to begin with. Raises CardError with the fault, the
    step and the status word. Only what the nine elements of Magelang 2(1)a need leaves this function.
    """
    uid = _uid(card)
    control = _card_control(card)
    _authenticate(card, sam, secrets, uid, control)
    return parse_biodata(_Protected(card, sam, (sizes or BlockSizes()).protected).read(_SELECT_BIODATA))


def parse_biodata(raw: bytes) -> Claim:
    """Read the biodata text: 21 quoted fields with commas between them; UTF-8, else Latin-1.

    A quote or comma inside a field is kept. One address holding the separator itself is mended when the fields after it
    show the shift. Raises CardError (NOT_UNDERSTOOD) for fewer than 20 fields, a field longer than any answer may be, or
    a NIK that is none.
    """
    fields = _fields(raw)
    try:
        nik = Nik.parse(fields[0])
    except NikError:
        raise CardError(CardFault.NOT_UNDERSTOOD, "biodata NIK") from None
    if max(map(len, fields)) > SHORT:
        raise CardError(CardFault.NOT_UNDERSTOOD, "biodata field length")
    return Claim(
        method=ClaimMethod.CARD,
        nik=nik,
        name=fields[13],
        birth_place=fields[4],
        birth_date=_date(fields[14]),
        sex=fields[8],
        marital_status=fields[11],
        occupation=fields[12],
        address=Address(
            street=fields[1],
            rt=fields[2],
            rw=fields[3],
            village=fields[6],
            district=fields[5],
            regency=fields[7],
            province=fields[15],
        ),
    )


def _fields(raw: bytes) -> list[str]:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    text = text.strip("\x00 \r\n\t").removeprefix('"').removesuffix('"')
    fields = [_clean(field) for field in text.split('","')]
    if len(fields) < 20:
        raise CardError(CardFault.NOT_UNDERSTOOD, "biodata fields")
    extra = len(fields) - 21
    if extra > 0 and not _is_date(fields[14]) and _is_date(fields[14 + extra]):
        fields = [fields[0], '","'.join(fields[1 : 2 + extra]), *fields[2 + extra :]]
    return fields


def _clean(text: str) -> str:
    """The field without control characters, which no screen or message may pass on, and without outer blanks."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f]", "", text).strip()


_DAY_FIRST = re.compile(r"([0-9]{2})[-/.]([0-9]{2})[-/.]([0-9]{4})")


def _date(text: str) -> date | None:
    """The date dd-mm-yyyy, or None: unknown birth dates are written with zeros and are no reason to refuse a card."""
    found = _DAY_FIRST.fullmatch(text)
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else None
    except ValueError:
        return None


def _is_date(text: str) -> bool:
    return _DAY_FIRST.fullmatch(text) is not None


def _uid(card: Send) -> bytes:
    """The 8 bytes that go into the challenge: type B's own number, or 80 and the 7-byte UID of type A."""
    reader_uid, reader_status = card(_GET_UID)
    _expect(card(_SELECT_DF)[1], CardFault.NOT_KTPEL, "SELECT DF")
    for ask in _UID_TYPE_B:
        uid, status = card(ask)
        if status == OK and len(uid) >= 8:
            return uid[-8:]
    if reader_status != OK or len(reader_uid) != 7:
        raise CardError(CardFault.DAMAGED, "UID", reader_status)
    return b"\x80" + reader_uid


def _card_control(card: Send) -> bytes:
    """The 51 or 29 bytes of card control, which say which of two challenges the SAM must calculate."""
    _expect(card(_SELECT_CONTROL)[1], CardFault.NOT_KTPEL, "SELECT card control")
    raw, status = card(_read_binary(0, _PREFIX + _LONG_CONTROL))
    if status == WRONG_LENGTH or status >> 8 == 0x6C:
        raw, status = card(_read_binary(0, _PREFIX + _SHORT_CONTROL))
    if status != END_OF_FILE:
        _expect(status, CardFault.DAMAGED, "READ card control")
    length = int.from_bytes(raw[:_PREFIX], "big")
    control = raw[_PREFIX : _PREFIX + length]
    if length not in (_LONG_CONTROL, _SHORT_CONTROL) or len(control) != length:
        raise CardError(CardFault.DAMAGED, "card control length")
    return control


def _authenticate(card: Send, sam: Send, secrets: SamSecrets, uid: bytes, control: bytes) -> None:
    _open_sam(sam, secrets)
    _expect(sam(_SAM_RESET)[1], CardFault.SAM_REFUSED, "SAM reset")
    challenge, status = card(_CHALLENGE)
    _expect(status, CardFault.DAMAGED, "challenge")
    if len(challenge) != 8:
        raise CardError(CardFault.DAMAGED, "challenge length")
    kind = 0x01 if len(control) == _LONG_CONTROL else 0x00
    ours, status = sam(_case3(0xF1, control + uid + challenge, p2=kind))
    _expect(status, CardFault.WRONG_SAM, "SAM challenge")
    if len(ours) != _TOKEN:
        raise CardError(CardFault.WRONG_SAM, "SAM challenge length")
    theirs, status = card(_case3(0x82, ours))
    _expect(status, CardFault.WRONG_SAM, "mutual authentication")
    if len(theirs) != _TOKEN:
        raise CardError(CardFault.WRONG_SAM, "mutual authentication length")
    _expect(sam(_case3(0xF2, theirs))[1], CardFault.WRONG_SAM, "SAM check")


def _open_sam(sam: Send, secrets: SamSecrets) -> None:
    status = sam(_case3(0xF0, secrets.opening))[1]
    if status in _SAM_LOCKED:
        raise CardError(CardFault.SAM_LOCKED, "SAM open", status)
    _expect(status, CardFault.SAM_REFUSED, "SAM open")


class _Protected:
    """Reads files through the SAM: wrap (F3), card, unwrap (F4), with a block size that only ever shrinks."""

    def __init__(self, card: Send, sam: Send, block: int) -> None:
        self._card, self._sam, self._block = card, sam, block

    def read(self, select: bytes) -> bytes:
        """The content of the file that `select` selects, without its length prefix."""
        _expect(self._send(select)[1], CardFault.DAMAGED, "SELECT biodata")
        data = self._some(0, _FIRST_READ)
        if len(data) < _PREFIX:
            raise CardError(CardFault.DAMAGED, "biodata length")
        total = _PREFIX + int.from_bytes(data[:_PREFIX], "big")
        if total > _LARGEST_BIODATA:
            raise CardError(CardFault.NOT_UNDERSTOOD, "biodata length")
        while len(data) < total:  # each turn adds at least one byte or raises
            data += self._some(len(data), total - len(data))
        return data[_PREFIX:total]

    def _some(self, offset: int, wanted: int) -> bytes:
        """Between one and `wanted` bytes from `offset`, in the largest block that card and SAM accept."""
        while True:  # the block shrinks with every turn
            size = min(wanted, self._block)
            data, status = self._send(_read_binary(offset, size))
            if status in (OK, END_OF_FILE) and data:
                return data[:wanted]
            if status != WRONG_LENGTH and status >> 8 != 0x6C:
                raise CardError(CardFault.DAMAGED, "READ biodata", status)
            self._block = _smaller(size, status)

    def _send(self, apdu: bytes) -> tuple[bytes, int]:
        wrapped, status = self._sam(_case3(0xF3, apdu))
        _expect(status, CardFault.WRONG_SAM, "SAM wrap")
        sealed, status = self._card(wrapped)
        if status != OK or not sealed:  # refused before it was unwrapped: nothing for the SAM to open
            return b"", status
        plain, status = self._sam(_case3(0xF4, sealed))
        _expect(status, CardFault.WRONG_SAM, "SAM unwrap")
        if len(plain) < 2:
            raise CardError(CardFault.WRONG_SAM, "SAM unwrap length")
        return plain[:-2], int.from_bytes(plain[-2:], "big")


def _smaller(size: int, status: int) -> int:
    """The block to try after the card refused `size`: the length it names in 6Cxx, else the next of the ladder."""
    named = status & 0xFF if status >> 8 == 0x6C else 0
    if 0 < named < size:
        return named
    below = next((step for step in _FALLBACKS if step < size), 0)
    if not below:
        raise CardError(CardFault.DAMAGED, "block size", status)
    return below


def _expect(status: int, fault: CardFault, step: str) -> None:
    if status != OK:
        raise CardError(fault, step, status)


def _case3(instruction: int, data: bytes, p2: int = 0) -> bytes:
    """A class-00 command that carries data. Raises CardError when the data is longer than a short APDU holds."""
    if len(data) > 0xFF:
        raise CardError(CardFault.DAMAGED, f"length of {instruction:02X}")
    return bytes((0x00, instruction, 0x00, p2, len(data))) + data


def _read_binary(offset: int, length: int) -> bytes:
    return bytes((0x00, 0xB0, offset >> 8, offset & 0xFF, length))
