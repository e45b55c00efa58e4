"""What the desk sees of a card: a source of events, whatever stands behind it, and the claim a card or a person makes.

The desk cannot tell a reader from the simulator: all sources emit the same events, in the same order. For one card,
numbered `seq`, that order is `CardPlaced`, then `CardRead` or `CardFailed`, then `CardRemoved`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Protocol

from shared.nik import Nik
from shared.questions import SHORT
from shared.text import N_
from shared.words import ClaimMethod


class CardFault(Enum):
    """Why a card gave no claim; `advice` is what the visitor is told."""

    NOT_KTPEL = "not_ktpel"
    DAMAGED = "damaged"
    NOT_UNDERSTOOD = "not_understood"
    REMOVED_EARLY = "removed_early"
    WRONG_SAM = "wrong_sam"
    SAM_ABSENT = "sam_absent"
    SAM_LOCKED = "sam_locked"
    SAM_REFUSED = "sam_refused"
    TIMED_OUT = "timed_out"
    READER_GONE = "reader_gone"

    @property
    def advice(self) -> str:
        """What happened and what the visitor can do now, in Indonesian, marked for translation."""
        return _ADVICE[self]

    @property
    def try_again(self) -> bool:
        """Whether putting the same card down again has a fair chance."""
        return self in _WORTH_ANOTHER_TRY


_ADVICE = {
    CardFault.NOT_KTPEL: N_("Ini bukan KTP-el. Letakkan KTP-el Anda, atau ketik NIK."),
    CardFault.DAMAGED: N_("Cip kartu tidak terbaca dengan baik. Coba letakkan sekali lagi, atau ketik NIK."),
    CardFault.NOT_UNDERSTOOD: N_("Isi cip kartu tidak dapat dipahami. Silakan ketik NIK."),
    CardFault.REMOVED_EARLY: N_(
        "Kartu diangkat sebelum selesai dibaca. Letakkan lagi dan tunggu sampai layar berubah, atau ketik NIK."
    ),
    CardFault.WRONG_SAM: N_("Alat baca ini belum dapat membuka kartu Anda. Kartu Anda tidak rusak. Silakan ketik NIK."),
    CardFault.SAM_ABSENT: N_("Alat baca belum lengkap sehingga kartu tidak dapat dibuka. Silakan ketik NIK."),
    CardFault.SAM_LOCKED: N_("Alat baca sedang terkunci. Kartu Anda tidak rusak. Silakan ketik NIK."),
    CardFault.SAM_REFUSED: N_("Alat baca belum disiapkan dengan benar. Kartu Anda tidak rusak. Silakan ketik NIK."),
    CardFault.TIMED_OUT: N_("Kartu terlalu lama tidak menjawab. Angkat, letakkan sekali lagi, atau ketik NIK."),
    CardFault.READER_GONE: N_("Alat baca kartu terputus. Silakan ketik NIK; petugas akan memeriksa alatnya."),
}
_WORTH_ANOTHER_TRY = frozenset({CardFault.DAMAGED, CardFault.REMOVED_EARLY, CardFault.TIMED_OUT, CardFault.NOT_KTPEL})


class CardError(Exception):
    """A read that ended without a claim. Carries the fault and the name of the step, never a byte of the card."""

    def __init__(self, fault: CardFault, step: str = "", status: int | None = None) -> None:
        shown = "" if status is None else f" {status:04X}"
        super().__init__(f"{fault.value} at {step or 'unknown step'}{shown}")
        self.fault = fault
        self.step = step
        self.status = status


class ReaderCondition(Enum):
    """How the reader stands, apart from any card; `label` is for the officer and the health check."""

    STARTING = "starting"
    READY = "ready"
    NO_SAM = "no_sam"
    NO_READER = "no_reader"
    NO_SERVICE = "no_service"
    STOPPED = "stopped"

    @property
    def label(self) -> str:
        """The condition in Indonesian, marked for translation."""
        return _CONDITIONS[self]

    @property
    def takes_cards(self) -> bool:
        """Whether it makes sense to invite the visitor to put a card down."""
        return self in (ReaderCondition.READY, ReaderCondition.STARTING)


_CONDITIONS = {
    ReaderCondition.STARTING: N_("Alat baca kartu sedang disiapkan"),
    ReaderCondition.READY: N_("Alat baca kartu siap"),
    ReaderCondition.NO_SAM: N_("Modul keamanan (SAM) tidak ada; NIK harus diketik"),
    ReaderCondition.NO_READER: N_("Alat baca kartu tidak terpasang"),
    ReaderCondition.NO_SERVICE: N_("Layanan alat baca kartu tidak berjalan"),
    ReaderCondition.STOPPED: N_("Alat baca kartu dimatikan"),
}


@dataclass(frozen=True, repr=False)
class Address:
    """An address in the parts the chip keeps; parts it left empty are empty text."""

    street: str = ""
    rt: str = ""
    rw: str = ""
    village: str = ""
    district: str = ""
    regency: str = ""
    province: str = ""

    @property
    def line(self) -> str:
        """The address on one line as it is shown for confirmation, from the street outwards as far as a line goes."""
        numbers = "/".join(f"{sign} {value}" for sign, value in (("RT", self.rt), ("RW", self.rw)) if value)
        line = self.street[:SHORT]
        for part in (numbers, self.village, self.district, self.regency, self.province):
            longer = ", ".join(filter(None, (line, part)))
            if len(longer) > SHORT:
                break
            line = longer
        return line

    def __repr__(self) -> str:
        return "<Address>"


@dataclass(frozen=True, repr=False)
class Claim:
    """Who somebody says to be: the elements of Magelang 2(1)a that a card can show, or only the NIK when it was typed.

    A claim lives in memory for one visit (Magelang 2(2)j). Printing or logging it shows the method and nothing else.
    """

    method: ClaimMethod
    nik: Nik
    name: str = ""
    birth_place: str = ""
    birth_date: date | None = None
    sex: str = ""
    marital_status: str = ""
    occupation: str = ""
    address: Address = Address()

    def __repr__(self) -> str:
        return f"<Claim {self.method.value}>"


@dataclass(frozen=True)
class CardPlaced:
    """A card lies on the reader; reading has begun. A typed NIK is a card placed, too."""

    seq: int


@dataclass(frozen=True)
class CardRead:
    """The card was read to the end."""

    seq: int
    claim: Claim


@dataclass(frozen=True)
class CardFailed:
    """The card gave no claim; it may still lie on the reader."""

    seq: int
    reason: CardFault


@dataclass(frozen=True)
class CardRemoved:
    """The card is gone, or the reader that could see it is."""

    seq: int


@dataclass(frozen=True)
class ReaderState:
    """The reader's condition has changed."""

    state: ReaderCondition


CardEvent = CardPlaced | CardRead | CardFailed | CardRemoved | ReaderState
Emit = Callable[[CardEvent], None]


class CardSource(Protocol):
    """Anything cards come from. Events may come from other threads than the one that called `start`, one at a time."""

    @property
    def condition(self) -> ReaderCondition:
        """The reader's condition now."""

    def start(self, emit: Emit) -> None:
        """Begin to watch for cards and emit what happens; returns at once. `emit` must return at once, too."""

    def stop(self) -> None:
        """End watching and free the reader; no event is emitted after it returns."""
