"""Runs the migrations over a connection that the caller gives (see intranet.base.schema)."""

from typing import Any

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Enum

import intranet.app
from intranet.base.db import Base, UtcDateTime


def plainly(kind: str, item: Any, _context: AutogenContext) -> str | bool:
    """Write our column types as plain ones: a migration must not change when a class does."""
    if kind == "type" and isinstance(item, Enum):
        return f"sa.String(length={item.length})"
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def plain(_object: Any, name: str | None, kind: str, _reflected: bool, _compared: Any) -> bool:
    """Leave out what only one of the databases has: the full-text indexes, written by hand."""
    return not (name or "").startswith("case_search") and not (kind == "index" and name == "ix_case_text_words")


intranet.app.load_models()
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=plainly,
    include_object=plain,
    compare_type=True,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
