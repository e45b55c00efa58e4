"""What a person sent, read field by field; keeps what was typed and what is wrong with it, for showing the form again."""

from collections.abc import Mapping
from enum import Enum
from functools import cache
from typing import TypeVar, cast

from flask_babel import gettext as _

from intranet.base.errors import Refused

Choice = TypeVar("Choice", bound=Enum)


class Answers:
    """The fields of one form. Templates ask ``value(name)`` and ``error(name)``; ``general`` is about no field."""

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

    def refuse(self, refused: Refused) -> None:
        """Take over a verb's refusal: at its field when it names one."""
        text = _(refused.message) % refused.values
        self.advice = _(refused.do) % refused.values if refused.do else ""
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
