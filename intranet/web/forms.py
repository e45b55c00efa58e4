"""What a person sent, read field by field; keeps what was typed and what is wrong with it, for showing the form again."""

import datetime as dt
import re
from collections.abc import Mapping
from contextlib import suppress
from enum import Enum
from functools import cache
from typing import TypeVar, cast
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from intranet.base.errors import Refused
from intranet.web.formatting import filled

Choice = TypeVar("Choice", bound=Enum)


_MOST_MONEY = 10**12  # rupiah, of one activity


class Answers:
    """The fields of one form. Templates ask ``value(name)`` and ``error(name)``; ``general`` is about no field."""

    years = range(2000, 2100)  # days in others are mistakes, and some databases do not know them

    def __init__(self, source: Mapping[str, str] | None = None) -> None:
        self._source = source or {}
        self.errors: dict[str, str] = {}
        self.general = ""
        self.advice = ""

    def value(self, name: str) -> str:
        """What was typed, without spaces around; never with a NUL, which no keyboard types and PostgreSQL does not keep."""
        return self._source[name].replace("\x00", "").strip() if name in self._source else ""

    def secret(self, name: str) -> str:
        """A password, exactly as typed."""
        return self._source.get(name, "")

    def error(self, name: str) -> str:
        """What is wrong with a field, in the visitor's language; empty when nothing is."""
        return self.errors.get(name, "")

    def require(self, name: str, message: str) -> str:
        """The value, which must not be empty."""
        value = self.value(name)
        if not value:
            self.errors[name] = message
        return value

    def limit(self, **most: int) -> None:
        """Note the fields longer than they may be; the page's own limit holds only for who uses the page."""
        for name, letters in most.items():
            if len(self.value(name)) > letters:
                self.errors[name] = _("Paling panjang %(most)s huruf.", most=letters)

    def choice(self, name: str, kind: type[Choice]) -> Choice | None:
        """The member of ``kind`` whose value was sent; ``None`` for anything else."""
        return cast("Choice | None", _members(kind).get(self.value(name)))

    def whole(self, name: str) -> int:
        """A whole number; -1 for anything else."""
        value = self.value(name)
        return int(value) if value.isdecimal() and len(value) < 10 else -1

    def day(self, name: str, *, needed: bool = True, message: str = "") -> dt.date | None:
        """The day in a field, None for an empty one that is not ``needed``; what is none, or in none of ``years``, is noted."""
        text = self.value(name)
        if not text and not needed:
            return None
        with suppress(ValueError):
            found = dt.date.fromisoformat(text)
            if found.year in self.years:
                return found
        self.errors[name] = message or _("Isi tanggal yang benar.")
        return None

    def moment(self, name: str, zone: ZoneInfo, *, needed: bool = True) -> dt.datetime | None:
        """The office's day and time in a field, as ``day`` does."""
        text = self.value(name)
        if not text and not needed:
            return None
        with suppress(ValueError, OverflowError):
            found = dt.datetime.fromisoformat(text)
            if found.year in self.years and found.tzinfo is None:
                return found.replace(tzinfo=zone).astimezone(dt.UTC)
        self.errors[name] = _("Isi tanggal dan jam yang benar.")
        return None

    def amount(self, name: str, most: int = _MOST_MONEY) -> int | None:
        """A whole number, points between thousands or not; None: left empty. What is none is noted at the field."""
        text = re.sub(r"^(rp)?[.\s]*|[\s]", "", self.value(name), flags=re.IGNORECASE)
        if not text:
            return None
        plain = text.replace(".", "") if re.fullmatch(r"\d{1,3}(\.\d{3})+", text) else text
        if not (plain.isascii() and plain.isdigit() and len(plain) < 16 and int(plain) <= most):
            self.errors[name] = _("Isi dengan angka bulat saja, misalnya 1.500.000.")
            return None
        return int(plain)

    def refuse(self, refused: Refused) -> None:
        """Take over a verb's refusal: at its field when it names one."""
        text = filled(refused.message, refused.values)
        self.advice = filled(refused.do, refused.values) if refused.do else ""
        if refused.field:
            self.errors[refused.field] = text
        else:
            self.general = text

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong so far."""
        return not self.errors and not self.general


@cache
def _members(kind: type[Enum]) -> dict[str, Enum]:
    return {member.value: member for member in kind}


NOTHING = Answers()  # a form as it comes: nothing typed, nothing wrong
