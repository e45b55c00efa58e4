"""Keyset paging: a page begins after (or before) a row, not after a count.

So it stays put while rows come and go, and page 500 costs what page 1 costs.
"""

import base64
import binascii
import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from sqlalchemy import Date, Select, and_, or_
from sqlalchemy.orm import InstrumentedAttribute, Session

Row = TypeVar("Row")
_LONGEST = 400


@dataclass(frozen=True)
class Cursor:
    """Where a page begins: the sort value and the id of the row at its edge, and which way it goes on."""

    value: str
    id: str
    back: bool = False


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows in the order shown, and the cursors of the neighbours (empty: there is none)."""

    rows: Sequence[Row]
    newer: str = ""
    older: str = ""


def read(args: Mapping[str, str]) -> Cursor | None:
    """The cursor in the address (``after`` or ``before``); ``None`` for the first page and for anything malformed."""
    text, back = args.get("after", ""), False
    if not text:
        text, back = args.get("before", ""), True
    if not text or len(text) > _LONGEST:
        return None
    try:
        value, row_id = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, TypeError, binascii.Error):
        return None
    return Cursor(value, row_id, back) if _is_plain(value) and _is_plain(row_id) else None


def _is_plain(part: object) -> bool:
    """Whether a part of a cursor is text as we write it; no database takes half a character or a NUL."""
    return isinstance(part, str) and part.isascii() and part.isprintable()


def spell(value: str, row_id: str) -> str:
    """A cursor's text for an address."""
    return base64.urlsafe_b64encode(json.dumps([value, row_id], separators=(",", ":")).encode()).decode().rstrip("=")


def cut(found: Sequence[Row], size: int, cursor: Cursor | None, key: Callable[[Row], tuple[str, str]]) -> Page[Row]:
    """Make a page of ``found``: at most ``size + 1`` rows, in reading order, or backwards when the cursor goes back.

    ``key`` gives a row's sort value (as text) and id. The one row too many only tells that there are more.
    """
    more = len(found) > size
    rows = list(found[:size])
    back = cursor is not None and cursor.back
    if back:
        rows.reverse()
    if not rows:
        return Page(rows)
    newer = more if back else cursor is not None
    older = True if back else more
    return Page(rows, spell(*key(rows[0])) if newer else "", spell(*key(rows[-1])) if older else "")


def newest_first(
    session: Session, query: Select[Row], by: InstrumentedAttribute[Any], cursor: Cursor | None, size: int
) -> Page[Row]:
    """One page of mapped rows, newest first by ``by`` (a moment or a day) and id."""
    row_id = by.class_.id
    edge = _edge(by, cursor) if cursor else None
    if cursor is None or edge is None:
        cursor = None
        query = query.order_by(by.desc(), row_id.desc())
    elif cursor.back:
        query = query.where(or_(by > edge, and_(by == edge, row_id > cursor.id))).order_by(by, row_id)
    else:
        query = query.where(or_(by < edge, and_(by == edge, row_id < cursor.id))).order_by(by.desc(), row_id.desc())
    rows = session.scalars(query.limit(size + 1)).all()
    return cut(rows, size, cursor, lambda row: (getattr(row, by.key).isoformat(), row.id))  # type: ignore[attr-defined]


def _edge(by: InstrumentedAttribute[Any], cursor: Cursor) -> dt.date | None:
    try:
        if isinstance(by.type, Date):
            return dt.date.fromisoformat(cursor.value)
        moment = dt.datetime.fromisoformat(cursor.value)
        return moment.astimezone(dt.UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def address(path: str, args: Mapping[str, Any]) -> Callable[..., str]:
    """A function that writes the address of a neighbour page: the present filters with another cursor."""
    kept = {name: value for name, value in args.items() if value and name not in ("after", "before")}

    def write(**cursor: str) -> str:
        return f"{path}?{urlencode({**kept, **cursor})}"

    return write
