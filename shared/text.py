"""Marks texts for translation where no request, and so no language, is at hand; and members of lists that have such a text."""

from enum import Enum


def N_(text: str) -> str:
    """Return ``text`` (Indonesian, which is its own message id) unchanged, so that it is found and translated when shown."""
    return text


class Said(Enum):
    """A kind or state: its value as stored, and ``label``, a text as staff say it."""

    _value_: str
    label: str

    def __new__(cls, value: str, label: str) -> "Said":
        """A member with both."""
        member = object.__new__(cls)
        member._value_, member.label = value, label
        return member
