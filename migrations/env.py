"""Runs the migrations over a connection that the caller gives (see intranet.base.schema)."""

from alembic import context

import intranet.app  # noqa: F401 - knows every package, so every mapped class
from intranet.base.db import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
