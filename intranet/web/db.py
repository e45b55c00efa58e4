"""The request's database session, clock and settings, and the one commit of the web half.

A GET reads; any other method writes under the lock from its first statement and commits after the view, before the
answer leaves, and only when the answer is not an error.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from flask import Flask, Response, current_app, g, request
from sqlalchemy.orm import Session

from intranet.base.clock import Clock
from intranet.base.db import Database
from intranet.base.sealing import FieldKeys
from intranet.settings import Settings

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def install(app: Flask, database: Database, clock: Clock, settings: Settings, keys: FieldKeys) -> None:
    """Give ``app`` its collaborators and the commit after each request."""
    app.extensions["posko_db"] = database
    app.extensions["posko_clock"] = clock
    app.extensions["posko_settings"] = settings
    app.extensions["posko_keys"] = keys
    app.after_request(_commit)
    app.teardown_request(_close)


def database() -> Database:
    """The database, for edges that need a transaction of their own (an attempt that must be kept though it failed)."""
    return cast(Database, current_app.extensions["posko_db"])


def clock() -> Clock:
    """The clock of this app."""
    return cast(Clock, current_app.extensions["posko_clock"])


def settings() -> Settings:
    """The settings of this app."""
    return cast(Settings, current_app.extensions["posko_settings"])


def keys() -> FieldKeys:
    """The keys of sealed fields."""
    return cast(FieldKeys, current_app.extensions["posko_keys"])


def session() -> Session:
    """The session of this request, opened at first use."""
    if "db_session" not in g:
        g.db_session = Session(database().engine) if request.method in _SAFE else database().writing()
    return cast(Session, g.db_session)


@contextmanager
def reading() -> Iterator[Session]:
    """A session for what is read before a view: the request's own if that only reads, so that nobody holds the writers'
    lock before the gate has let them in."""
    if request.method in _SAFE:
        yield session()
    else:
        with database().read() as own:
            yield own


@contextmanager
def aside() -> Iterator[Session]:
    """A transaction of its own, kept whatever becomes of this request, which must not have written anything yet."""
    if "db_session" in g:
        g.db_session.rollback()  # a reader of its own request would keep the writer out
    with database().write() as own:
        yield own


def _commit(response: Response) -> Response:
    if "db_session" in g and request.method not in _SAFE:
        if response.status_code < 400:
            g.db_session.commit()
        else:
            g.db_session.rollback()
    return response


def _close(_error: BaseException | None) -> None:
    opened = g.pop("db_session", None)
    if opened is not None:
        opened.close()
