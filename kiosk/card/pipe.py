"""What passes between the kiosk and its card process: one JSON object a line, on the child's standard input and output.

A claim crosses this pipe and nothing else: it is never an argument, a variable of the environment or a file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from kiosk.card.ktpel import BlockSizes
from kiosk.card.source import (
    Address,
    CardEvent,
    CardFailed,
    CardFault,
    CardPlaced,
    CardRead,
    CardRemoved,
    Claim,
    ReaderCondition,
    ReaderState,
)
from shared.nik import Nik
from shared.words import ClaimMethod


class PipeError(Exception):
    """A line that is no message of this pipe; the text of the line is not kept."""


@dataclass(frozen=True)
class ReaderSettings:
    """How to find and read the card.

    `reader` and `sam` are regular expressions searched in the readers' names, whatever their case. An empty `reader`
    means every reader that is not the SAM's; when several are left, a probe decides. An empty `sam` means the reader
    that held a card when it was first seen, and not a KTP-el. `secrets` is the path of the SAM's secrets. Times are in
    seconds; `block` is in bytes.
    """

    reader: str = ""
    sam: str = "SAM|Virtual PCD 00 01"
    secrets: str = ""
    block: int = 0xD0
    debounce: float = 0.25
    poll: float = 1.0

    def __post_init__(self) -> None:
        """Raises ValueError when a pattern is no regular expression or a number is out of range."""
        BlockSizes(self.block)
        if not (0 <= self.debounce <= 2 and 0 < self.poll <= 2):
            raise ValueError("debounce must be 0 to 2 seconds and poll up to 2")
        for pattern in (self.reader, self.sam):
            try:
                re.compile(pattern)
            except re.error:
                raise ValueError("reader and sam must be regular expressions") from None


@dataclass(frozen=True)
class Orders:
    """What the parent tells a new child: the settings, the last number used, and the card not to read again, if any."""

    settings: ReaderSettings
    seq: int = 0
    held: int | None = None


@dataclass(frozen=True)
class Beat:
    """The child is alive."""


@dataclass(frozen=True)
class Note:
    """A remark for the log: steps and status words, never a value from a card."""

    text: str


Message = CardEvent | Beat | Note


def write_orders(orders: Orders) -> bytes:
    """The orders as one line."""
    return _line(asdict(orders))


def read_orders(line: bytes) -> Orders:
    """The orders of one line; raises PipeError."""
    try:
        raw = json.loads(line)
        return Orders(ReaderSettings(**raw["settings"]), raw["seq"], raw["held"])
    except (ValueError, KeyError, TypeError):
        raise PipeError("orders") from None


def write(message: Message) -> bytes:
    """A message as one line."""
    match message:
        case Beat():
            return _line({"is": "beat"})
        case Note(text):
            return _line({"is": "note", "text": text})
        case ReaderState(state):
            return _line({"is": "state", "state": state.value})
        case CardPlaced(seq):
            return _line({"is": "placed", "seq": seq})
        case CardFailed(seq, reason):
            return _line({"is": "failed", "seq": seq, "reason": reason.value})
        case CardRemoved(seq):
            return _line({"is": "removed", "seq": seq})
        case CardRead(seq, claim):
            return _line({"is": "read", "seq": seq, "claim": _claim_out(claim)})


def read(line: bytes) -> Message:
    """The message of one line; raises PipeError."""
    try:
        raw = json.loads(line)
        return _READERS[raw["is"]](raw)
    except (ValueError, KeyError, TypeError):
        raise PipeError("message") from None


_READERS: dict[str, Callable[[dict[str, Any]], Message]] = {
    "beat": lambda raw: Beat(),
    "note": lambda raw: Note(str(raw["text"])),
    "state": lambda raw: ReaderState(ReaderCondition(raw["state"])),
    "placed": lambda raw: CardPlaced(int(raw["seq"])),
    "failed": lambda raw: CardFailed(int(raw["seq"]), CardFault(raw["reason"])),
    "removed": lambda raw: CardRemoved(int(raw["seq"])),
    "read": lambda raw: CardRead(int(raw["seq"]), _claim_in(raw["claim"])),
}


def _line(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=True, separators=(",", ":")).encode("ascii") + b"\n"


def _claim_out(claim: Claim) -> dict[str, Any]:
    return {
        "method": claim.method.value,
        "nik": claim.nik.digits,
        "name": claim.name,
        "birth_place": claim.birth_place,
        "birth_date": claim.birth_date.isoformat() if claim.birth_date else None,
        "sex": claim.sex,
        "marital_status": claim.marital_status,
        "occupation": claim.occupation,
        "address": asdict(claim.address),
    }


def _claim_in(raw: dict[str, Any]) -> Claim:
    born = raw["birth_date"]
    return Claim(
        **{
            **raw,
            "method": ClaimMethod(raw["method"]),
            "nik": Nik.parse(raw["nik"]),
            "birth_date": date.fromisoformat(born) if born else None,
            "address": Address(**raw["address"]),
        }
    )
