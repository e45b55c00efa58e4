"""The number pad as a card source: a NIK somebody types instead of putting a card down."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from kiosk.card.source import CardPlaced, CardRead, CardRemoved, Claim, Emit, ReaderCondition, ReaderState
from shared.nik import Nik, NikError
from shared.text import N_
from shared.words import ClaimMethod

REGION_UNKNOWN = N_(
    "Dua angka pertama bukan kode provinsi yang kami kenal. Periksa lagi; bila memang begitu di kartu Anda, lanjutkan."
)


@dataclass(frozen=True)
class TypedNik:
    """What became of the typed digits: a NIK or none, with a message for the visitor, marked for translation."""

    accepted: bool
    message: str = ""
    warning: str = ""


def check(text: str) -> TypedNik:
    """Check the structure of a typed NIK. An unknown region only warns: cards keep the codes of long-gone regions."""
    try:
        nik = Nik.parse(text)
    except NikError as error:
        return TypedNik(accepted=False, message=error.fault.value)
    return TypedNik(accepted=True, warning="" if nik.region_known else REGION_UNKNOWN)


class TypedSource:
    """A `CardSource` without a reader: `enter` stands for putting a card down, `clear` for taking it away."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._emit: Emit | None = None
        self._seq = 0
        self._entered = False

    @property
    def condition(self) -> ReaderCondition:
        """Ready between `start` and `stop`."""
        return ReaderCondition.READY if self._emit else ReaderCondition.STOPPED

    def start(self, emit: Emit) -> None:
        """See `CardSource.start`."""
        with self._lock:
            self._emit = emit
            emit(ReaderState(ReaderCondition.READY))

    def stop(self) -> None:
        """See `CardSource.stop`."""
        with self._lock:
            self._emit = None
            self._entered = False

    def enter(self, text: str) -> TypedNik:
        """Take a typed NIK; when its structure holds, emit it as a claim. Raises RuntimeError before `start`."""
        verdict = check(text)
        with self._lock:
            if not self._emit:
                raise RuntimeError("the number pad is not started")
            if verdict.accepted:
                self.clear()
                self._seq += 1
                self._entered = True
                self._emit(CardPlaced(self._seq))
                self._emit(CardRead(self._seq, Claim(method=ClaimMethod.TYPED, nik=Nik.parse(text))))
        return verdict

    def clear(self) -> None:
        """Forget what was typed; nothing happens when nothing was."""
        with self._lock:
            if self._entered and self._emit:
                self._entered = False
                self._emit(CardRemoved(self._seq))
