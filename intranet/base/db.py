"""The database: SQLite for one office machine, PostgreSQL by address, the same code and rules on both.

SQLite rules: a writer takes the write lock when it begins (a deferred one fails as soon as two meet), every commit is
synced in full (with a rollback journal: its folder too), and the write-ahead log is used only where the library is free
of the reset fault that loses committed rows. Commits happen in ``Database.write`` blocks only; those are opened by the
web edge, the commands and the worker.
"""

import datetime as dt
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from sqlalchemy import ColumnElement, DateTime, Dialect, Engine, Enum, MetaData, String, create_engine, event, inspect, literal
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

from intranet.base.errors import changed_meanwhile

BUSY_SECONDS = 8  # how long SQLite waits for a writer of another process
QUEUE_SECONDS = 4  # how long a writer waits for those of its own process; then it takes its chance with SQLite
_WRITE = "posko_write"


class Base(DeclarativeBase):
    """Parent of all mapped classes; constraints get names so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UtcDateTime(TypeDecorator[dt.datetime]):
    """An aware moment, kept in UTC. A naive one is refused: it would be wrong in a country of three zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Refuse naive values; give the database UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone cannot be stored")
        value = value.astimezone(dt.UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Give back an aware value in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


def enum_column(enum: type[Any]) -> Enum:
    """A column type that stores an enum's *value* as text and refuses anything else on both databases."""
    return Enum(
        enum,
        values_callable=lambda members: [m.value for m in members],
        native_enum=False,
        create_constraint=False,
        length=40,
        validate_strings=True,
    )


IdType = String(32)


def fault_name(error: DBAPIError) -> str:
    """What the database calls its fault (SQLITE_FULL, 57P01): all a log may say of it, the text can carry values."""
    return str(getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None) or "unknown")


def wal_is_safe(version: tuple[int, int, int]) -> bool:
    """Whether this SQLite is free of the WAL-reset fault (in 3.7.0-3.51.2, fixed in 3.51.3, 3.50.7 and 3.44.6)."""
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51, 0) or (3, 44, 6) <= version < (3, 45, 0)


def journal_mode() -> str:
    """The journal mode this machine's SQLite library deserves; shown by the health check."""
    return "wal" if wal_is_safe(sqlite3.sqlite_version_info) else "delete"


class Database:
    """Engine and sessions for one database address (``sqlite:///FILE`` or ``postgresql://...``)."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _make_engine(url)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that only reads; whatever it may have changed is rolled back."""
        with Session(self.engine) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session that holds the write lock from its first statement and commits at the end, or not at all."""
        with self.writing() as session:
            yield session
            session.commit()

    def writing(self) -> Session:
        """A write session whose commit the caller (the web edge) makes."""
        return Session(self.engine.execution_options(**{_WRITE: True}))

    def close(self) -> None:
        """Give back all connections; needed before a fork and at the end."""
        self.engine.dispose()


def flush(session: Session) -> None:
    """Send what changed to the database; raises Conflict when somebody else changed a row meanwhile."""
    try:
        session.flush()
    except StaleDataError as error:
        raise changed_meanwhile() from error


def insert_new(session: Session, table: type[Base], **values: object) -> bool:
    """Add a row unless one with the same key is there; True when it was added. A second writer waits for the first."""
    dialect = import_module(f"sqlalchemy.dialects.{session.get_bind().dialect.name}")  # the other one is never loaded
    added = dialect.insert(table).values(**values).on_conflict_do_nothing().returning(*inspect(table).primary_key)
    return session.execute(added).first() is not None


def one_of(column: ColumnElement[Any], values: Iterable[object]) -> ColumnElement[bool]:
    """``column IN values`` for values that never change: the usual IN is spelt anew each time it is executed."""
    return column.in_([literal(value, column.type) for value in values])


def _make_engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, hide_parameters=True)  # no error text may hold values
    connect_args = {"timeout": BUSY_SECONDS, "check_same_thread": False}
    engine = create_engine(url, connect_args=connect_args, isolation_level=None, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # SQLAlchemy's "begin" event below is the only one to begin
        cursor = connection.cursor()
        for pragma in (
            f"journal_mode={journal_mode()}",
            "synchronous=EXTRA",  # FULL leaves out the folder, and a power cut would bring the last rollback journal back
            "foreign_keys=ON",
            "trusted_schema=OFF",
            "secure_delete=ON",
            "temp_store=MEMORY",
            "cache_size=-500",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    # Writers of one process queue here: SQLite itself lets them sleep and try again, the unlucky ones for seconds.
    queue = threading.Lock()

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        if not connection.get_execution_options().get(_WRITE, False):
            connection.exec_driver_sql("BEGIN")
            return
        connection.info[_WRITE] = queue.acquire(timeout=QUEUE_SECONDS)
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    @event.listens_for(engine, "checkin")
    def leave(_connection: sqlite3.Connection | None, record: ConnectionPoolEntry) -> None:
        """The next one's turn, once the commit is on the disk and not merely begun."""
        if record.info.pop(_WRITE, False):
            queue.release()

    return engine
