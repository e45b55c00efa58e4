"""Rules of checkpoints: who makes, confirms and reads them, what was typed from a paper, days without one, stamps; pure."""

import datetime as dt
import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum

from intranet.base.actor import Actor, Party, Role
from shared.text import N_

WITNESS = Party.BAWASLU  # Diskominfo houses the machine, so what it prints is confirmed by the other party
WITNESSES = (Role.BAWASLU_OFFICER, Role.BAWASLU_COMMISSIONER)
MAKERS = (Role.ADMIN, Role.AUDITOR)
STAMPERS = (*MAKERS, Role.DISKOMINFO_HEAD, Role.BAWASLU_COMMISSIONER)
READERS = (*MAKERS, *WITNESSES, Role.DISKOMINFO_HEAD)
CONCERNED = (*MAKERS, Role.DISKOMINFO_HEAD, Role.BAWASLU_COMMISSIONER)  # who sees the trail's state on the first page
TYPED = 8  # characters of the root that are typed from the paper
MOST_STAMP = 64 * 1024  # bytes
LATEST = dt.timedelta(days=2)
_SHA256 = bytes.fromhex("300d06096086480165030402010500")  # AlgorithmIdentifier of SHA-256 in DER
_ANSWERED = re.compile(rb"\x30(?:[\x00-\x7f]|\x81.|\x82..)\x30[\x03-\x7f]\x02\x01[\x00\x01]", re.DOTALL)


class State(Enum):
    """How far a checkpoint has come."""

    SIGNED = "signed"
    WITNESSED = "witnessed"
    DISPUTED = "disputed"

    @property
    def label(self) -> str:
        """The state as shown on screen."""
        return {
            "signed": N_("ditandatangani, belum disaksikan"),
            "witnessed": N_("disaksikan Bawaslu"),
            "disputed": N_("kertas Bawaslu berbeda"),
        }[self.value]


def state_of(agrees: bool | None) -> State:
    """By what the other party said last; ``None``: nothing yet."""
    if agrees is None:
        return State.SIGNED
    return State.WITNESSED if agrees else State.DISPUTED


def may_witness(actor: Actor) -> bool:
    """Whether ``actor`` works for the party that confirms, in a role that acts for it."""
    return actor.party is WITNESS and actor.has(*WITNESSES)


def grouped(root: str) -> str:
    """A root as people compare it: in fours, as capitals."""
    return " ".join(root[n : n + 4].upper() for n in range(0, len(root), 4))


def typed(text: str) -> str:
    """What somebody typed from a paper, as it is compared: hex digits only count, in small letters."""
    return re.sub(r"[\s.-]", "", text).casefold()


def well_typed(text: str) -> bool:
    """Whether it can be the end of a root at all."""
    return re.fullmatch(rf"[0-9a-f]{{{TYPED},64}}", typed(text)) is not None


def days_without(made_on: Collection[dt.date], first: dt.date, last: dt.date) -> list[dt.date]:
    """The days from ``first`` to ``last`` on which no checkpoint was made, newest first."""
    days = ((last - dt.timedelta(days=n)) for n in range((last - first).days + 1))
    return [day for day in days if day not in made_on]


@dataclass(frozen=True)
class Standing:
    """What is known of the trail: the last whole check, the newest checkpoint, and what the other party said of it."""

    checked_at: dt.datetime | None
    fault_seq: int | None
    size: int
    made_at: dt.datetime | None
    agrees: bool | None

    @property
    def broken(self) -> bool:
        """Whether the last whole check found a fault."""
        return self.fault_seq is not None

    def late(self, now: dt.datetime) -> bool:
        """Whether the newest checkpoint is older than it should ever be."""
        return self.made_at is not None and now - self.made_at > LATEST

    def good(self, now: dt.datetime) -> bool:
        """Whether there is nothing to do about it."""
        return not self.broken and self.made_at is not None and not self.late(now) and self.agrees is not False


def stamp_request(note: str) -> bytes:
    """A request for a time stamp on a checkpoint's text (RFC 3161, 2.4.1), in DER: SHA-256, with the stamper's certificate."""
    imprint = _der(0x30, _SHA256 + _der(0x04, hashlib.sha256(note.encode()).digest()))
    return _der(0x30, _der(0x02, b"\x01") + imprint + _der(0x01, b"\xff"))


def stamp_answers(answer: bytes, note: str) -> bool:
    """Whether ``answer`` looks like a granted answer (RFC 3161, 2.4.2) to that request; its signature is proved elsewhere."""
    return _ANSWERED.match(answer) is not None and hashlib.sha256(note.encode()).digest() in answer


def _der(tag: int, content: bytes) -> bytes:
    return bytes((tag, len(content))) + content
