"""Everything that can be wrong with a simulated card or SAM, as one closed set."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """One thing wrong with the sample; the value is what `shared.residents.SampleCard.fault` says."""

    REMOVED = "removed"
    MUTE = "mute"
    DAMAGED = "damaged"
    NOT_KTP = "not_ktp"
    WRONG_SAM = "wrong_sam"
    SAM_ABSENT = "sam_absent"
    SAM_LOCKED = "sam_locked"
    SAM_REFUSED = "sam_refused"
    LATIN1 = "latin1"
    FIELDS_19 = "fields_19"
    FIELDS_20 = "fields_20"
    FIELDS_22 = "fields_22"
    BAD_NIK = "bad_nik"
    BAD_PHOTO = "bad_photo"


@dataclass(frozen=True)
class Script:
    """A fault and when it strikes.

    `at` counts the APDUs the card has got since it was put down, from 1; `block` counts protected READ BINARYs, from 1,
    and goes before `at`. `seconds` is how long a mute card stays silent.
    """

    fault: Fault | None = None
    at: int = 10
    block: int | None = None
    seconds: float = 30.0

    def strikes(self, apdus: int, blocks: int) -> bool:
        """Whether a timed fault strikes now, after so many APDUs and protected reads."""
        return blocks >= self.block if self.block is not None else apdus >= self.at


class Pulled(Exception):
    """The simulated card was taken off the reader."""
