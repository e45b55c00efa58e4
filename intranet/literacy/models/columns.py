"""A column of several words of one kind, kept as text with spaces between."""

from collections.abc import Iterable
from enum import Enum
from typing import Any

from sqlalchemy import Dialect, String
from sqlalchemy.types import TypeDecorator


class EnumSet(TypeDecorator[frozenset[Any]]):
    """Members of one enum, stored as their values in the enum's order; nothing else gets in or out."""

    impl = String(120)
    cache_ok = True

    def __init__(self, kind: type[Enum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: Iterable[Any] | None, dialect: Dialect) -> str | None:
        """The values, in order. Raises ValueError for anything that is no member."""
        if value is None:
            return None
        chosen = {self.kind(one) for one in value}
        return " ".join(str(one.value) for one in self.kind if one in chosen)

    def process_result_value(self, value: str | None, dialect: Dialect) -> frozenset[Any]:
        """The members."""
        return frozenset(self.kind(one) for one in (value or "").split())
