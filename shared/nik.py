"""The NIK (nomor induk kependudukan): its shape, its mask, and nothing that could leak it.

Shape: PPKKCC of the place of first issue, DDMMYY of birth (day + 40 for women), a serial from 0001. There is no check
digit, and the region never decides anything: Magelang 2(2)d forbids looking at where a card was issued.
"""

import datetime as dt
import re
from enum import Enum

from shared.text import N_

# Province codes of the Ministry of Home Affairs in use, with 54 (East Timor, historic). Only for a warning.
_PROVINCES = frozenset(
    str(code)
    for first, last in ((11, 19), (21, 21), (31, 36), (51, 54), (61, 65), (71, 76), (81, 82), (91, 96))
    for code in range(first, last + 1)
)
_WOMEN_ADD = 40
_SHAPE = re.compile(r"[0-9]{16}")
_SEPARATORS = str.maketrans("", "", " .-")


class NikFault(Enum):
    """Why sixteen typed characters are not a NIK; the value is what the visitor is told."""

    EMPTY = N_("NIK belum diisi. NIK adalah 16 angka di bagian atas KTP-el.")
    NOT_DIGITS = N_("NIK hanya berisi angka 0 sampai 9. Periksa lagi angka di bagian atas KTP-el.")
    TOO_SHORT = N_("NIK kurang dari 16 angka. Lanjutkan sampai 16 angka.")
    TOO_LONG = N_("NIK lebih dari 16 angka. Hapus angka yang berlebih.")
    NO_SUCH_DATE = N_("Tanggal lahir di dalam NIK (angka ke-7 sampai ke-12) tidak ada di kalender. Periksa lagi angkanya.")
    NO_SERIAL = N_("Empat angka terakhir NIK tidak mungkin 0000. Periksa lagi angkanya.")


class NikError(ValueError):
    """Text that cannot be a NIK. Carries the fault, never the text, so that no log can keep it."""

    def __init__(self, fault: NikFault) -> None:
        super().__init__(fault.name)
        self.fault = fault


class Nik:
    """A structurally valid NIK. Printing, formatting or logging it shows the mask; ``digits`` is the only way to the value."""

    __slots__ = ("_digits",)

    def __init__(self, digits: str) -> None:
        self._digits = digits

    @classmethod
    def parse(cls, text: str) -> "Nik":
        """Read a NIK as typed; spaces, dots and dashes between digits are allowed. Raises NikError with the fault."""
        digits = text.translate(_SEPARATORS)
        if not digits:
            raise NikError(NikFault.EMPTY)
        if not re.fullmatch(r"[0-9]+", digits):
            raise NikError(NikFault.NOT_DIGITS)
        if len(digits) != 16:
            raise NikError(NikFault.TOO_SHORT if len(digits) < 16 else NikFault.TOO_LONG)
        if not _birth_dates(digits):
            raise NikError(NikFault.NO_SUCH_DATE)
        if digits[12:] == "0000":
            raise NikError(NikFault.NO_SERIAL)
        return cls(digits)

    @property
    def digits(self) -> str:
        """The sixteen digits. Every use is a place to defend under Magelang 2(2)j."""
        return self._digits

    @property
    def masked(self) -> str:
        """First six and last two digits: enough to tell two papers apart, not enough to be a key."""
        return f"{self._digits[:6]}••••••••{self._digits[14:]}"

    @property
    def region_known(self) -> bool:
        """Whether the province code is one we know; False is a reason to look twice, never to refuse."""
        return self._digits[:2] in _PROVINCES

    @property
    def is_woman(self) -> bool:
        """Whether the day of birth carries the 40 that marks a woman."""
        return int(self._digits[6:8]) > _WOMEN_ADD

    def __str__(self) -> str:
        return self.masked

    def __repr__(self) -> str:
        return f"<Nik {self.masked}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Nik) and other._digits == self._digits

    def __hash__(self) -> int:
        return hash(self._digits)


def masked(digits: str) -> str:
    """Mask text that ought to be a NIK but may not be one."""
    return Nik(digits).masked if _SHAPE.fullmatch(digits) else "•" * 16


def _birth_dates(digits: str) -> list[dt.date]:
    """The birth dates the digits can mean, one per century that has such a day (29 February may have one)."""
    day, month, year = int(digits[6:8]), int(digits[8:10]), int(digits[10:12])
    if day > _WOMEN_ADD:
        day -= _WOMEN_ADD
    found = []
    for century in (1900, 2000):
        try:
            found.append(dt.date(century + year, month, day))
        except ValueError:
            continue
    return found
