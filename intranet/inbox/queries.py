"""Reads of one's own messages: statements built once, because the count stands on every page."""

import datetime as dt
import json
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple, cast

from sqlalchemy import Select, and_, bindparam, func, literal_column, or_, select
from sqlalchemy.orm import Session

from intranet.base.actor import Actor
from intranet.inbox.models import InboxMessage
from intranet.web import paging

PAGE = 30
MOST = 99
_message = InboxMessage.__table__.c
_UNREAD = select(func.count()).select_from(
    select(literal_column("1")).where(_message.staff_id == bindparam("me"), _message.read_at.is_(None)).limit(MOST).subquery()
)


class Line(NamedTuple):
    """A message as listed; the same order as the statement's columns."""

    id: str
    at: dt.datetime
    kind: str
    subject_kind: str
    subject_id: str
    text: str
    data: str
    read_at: dt.datetime | None

    @property
    def values(self) -> dict[str, Any]:
        """What fills the text's placeholders."""
        return cast(dict[str, Any], json.loads(self.data))

    def written(self, moment: Callable[[dt.datetime], str]) -> dict[str, Any]:
        """The same with ``at``, the one moment a message may tell, as ``moment`` writes it."""
        values = self.values
        return values | ({"at": moment(dt.datetime.fromisoformat(values["at"]))} if "at" in values else {})


def unread(session: Session, actor: Actor) -> int:
    """How many messages wait for ``actor``, counted up to MOST."""
    return int(session.connection().execute(_UNREAD, {"me": actor.id}).scalar_one())


def listing(session: Session, actor: Actor, cursor: paging.Cursor | None) -> paging.Page[Line]:
    """One page of ``actor``'s own messages, newest first."""
    values: dict[str, Any] = {"me": actor.id}
    edge = None if cursor is None else _moment(cursor.value)
    if cursor is None or edge is None:
        cursor = None
    else:
        values |= {"edge": edge, "edge_id": cursor.id}
    rows = session.connection().execute(_statement(None if cursor is None else cursor.back), values)
    return paging.cut([Line(*row) for row in rows], PAGE, cursor, lambda line: (line.at.isoformat(), line.id))


@cache
def _statement(back: bool | None) -> Select[Any]:
    """The list's statement; ``back``: towards the newest; ``None``: the first page."""
    at, row_id = _message.at, _message.id
    columns: Sequence[Any] = [_message[name] for name in Line._fields]
    query = select(*columns).where(_message.staff_id == bindparam("me")).limit(PAGE + 1)
    if back is not None:
        edge: Any = bindparam("edge", type_=at.type)
        edge_id: Any = bindparam("edge_id")
        beyond = (at > edge, row_id > edge_id) if back else (at < edge, row_id < edge_id)
        query = query.where(or_(beyond[0], and_(at == edge, beyond[1])))
    return query.order_by(at, row_id) if back else query.order_by(at.desc(), row_id.desc())


def _moment(text: str) -> dt.datetime | None:
    """A cursor's moment, or ``None`` when it is none."""
    try:
        value = dt.datetime.fromisoformat(text)
        return value.astimezone(dt.UTC) if value.tzinfo else None
    except (ValueError, OverflowError):
        return None
