"""Starts the office: web processes on one inherited socket and the worker. Who started them then turns into their keeper.

Everything is imported once and then forked, so that the processes share most of their memory.
"""

import copy
import gc
import logging
import os
import re
import signal
import socket
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterable
from tempfile import mkdtemp
from types import FrameType
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from sqlalchemy import text
from sqlalchemy.orm import configure_mappers
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import create_server

from intranet.app import create_app, secret_key
from intranet.base import heap
from intranet.base.board import FarBoard
from intranet.base.clock import SystemClock
from intranet.base.db import Database
from intranet.base.sealing import FieldKeys
from intranet.keeper import Office, read
from intranet.settings import Settings
from intranet.web import rehearsal, uploads

log = logging.getLogger(__name__)
_BACKLOG = 512
_BODY = 1024 * 1024  # bytes a request may carry
_UPLOAD = re.compile(r"/cases/[0-9a-f]{32}/evidence/files")  # the address whose requests may carry a file
_UPLOADS_AT_ONCE = 4  # of one web process: they are held in memory
_LEFT = text("SELECT 1 FROM identity_check WHERE finished_at IS NULL LIMIT 1")
_FIRST = {"stranger": ("/login",), "officer": ("/", "/cases", "/cases?q=a")}  # drawn once before the processes part
_LATEST = text("SELECT id FROM cases WHERE state <> 'draft' ORDER BY updated_at DESC LIMIT 1")


def serve(settings: Settings) -> int:
    """Run until told to stop (SIGTERM, SIGINT); returns the exit code. Raises OSError when the port is taken."""
    count = settings.processes or os.cpu_count() or 1
    heap.save()
    listener = _listen(settings)
    secret_key(settings)  # made once, here, before several processes look for it
    _forget_calls_of_a_former_life(settings)
    office = Office([sys.executable, *sys.orig_argv[1:]], listener.fileno(), os.pipe(), mkdtemp(prefix="posko-"), count > 1)
    app = _app(settings, office)  # built once, before the fork, and shared by all web processes
    if rehearsal.nothing_compiled(app):
        heap.apart(lambda: rehearse_day(app))  # compiling leaves a heap full of holes: let it be somebody else's
    rehearse_day(app)
    configure_mappers()  # else every process does it for itself
    gc.freeze()  # what is there now stays: looking through it at every collection would copy it into every process
    gc.enable()
    for number in range(count):
        office.children[f"web-{number + 1}"] = _fork(office, lambda: _web(app, settings, listener))
    office.children["worker"] = _fork(office, lambda: _worker(settings))
    office.become_keeper()
    return 1


def run_part(settings: Settings, told: str) -> int:
    """Run one process of an office that is kept already; ``told`` by the keeper. Returns the exit code."""
    name, office = read(told)
    gc.enable()
    if name == "worker":
        return _be_child(office, lambda: _worker(settings))
    heap.save()
    app = _app(settings, office)
    return _be_child(office, lambda: _web(app, settings, socket.socket(fileno=office.listener)))


def _app(settings: Settings, office: Office) -> Any:
    made = settings.data_dir / "compiled"
    app = create_app(settings, board=FarBoard(office.board_at) if office.board else None, routes=made / "routes.json")
    rehearsal.keep_compiled(app, made)
    return app


def rehearse_day(app: Any) -> None:
    """Draw the pages of every day once, among them the case that was worked on last; nothing is changed by it.

    A page that cannot be drawn is for whoever opens it to see, and no reason for an office not to start.
    """
    with app.extensions["posko_db"].read() as session:
        latest = session.scalar(_LATEST)
    cases = (f"/cases/{latest}",) if latest else ()
    try:
        rehearsal.rehearse(app, stranger=_FIRST["stranger"], officer=(*_FIRST["officer"], *cases))
    except Exception as error:
        log.warning("a page could not be drawn before the start: %s", type(error).__name__)  # a message may hold values


class _Tidy:
    """The app, whose heap gives back what it left free a second after somebody was served; it rests while nobody is."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app, self._served = app, threading.Event()
        threading.Thread(target=self._give_back, name="tidy", daemon=True).start()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        self._served.set()
        return self._app(environ, start_response)

    def _give_back(self) -> None:
        while self._served.wait():
            time.sleep(1.0)
            self._served.clear()
            heap.give_back()


def _forget_calls_of_a_former_life(settings: Settings) -> None:
    """Checks that died with an earlier run on this machine give their places back at once."""
    if not settings.url.startswith("sqlite"):
        return  # other machines may be calling
    database = Database(settings.url)
    with database.read() as session:
        left = session.execute(_LEFT).first()
    if left:
        from intranet.identity import service as identity

        with database.write() as session:
            identity.sweep(session, SystemClock(), settings, nobody_runs=True)
    database.close()  # no connection may be carried into the processes that are forked from here


def _listen(settings: Settings) -> socket.socket:
    listener = socket.create_server((settings.host, settings.port), backlog=_BACKLOG)
    listener.setblocking(False)
    return listener


def _web(app: WSGIApplication, settings: Settings, listener: socket.socket) -> None:
    server = create_server(
        _Tidy(app),
        sockets=[listener],
        threads=settings.threads,
        ident=None,
        max_request_body_size=settings.evidence_max_mb * 1024 * 1024 + 4 * uploads.ROOM,
        inbuf_overflow=2**31,  # a body is kept in memory: the disk would keep it in plain text
        channel_timeout=30,
        clear_untrusted_proxy_headers=True,
        **_proxy(settings),
    )
    server.channel_class = _Channel
    server.run()


class _Parser(HTTPRequestParser):
    """Takes large bodies at one address only, and only a few at a time: before signing in nobody is known."""

    adj: Any
    _large: "weakref.WeakSet[_Parser]" = weakref.WeakSet()

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        if self.content_length < _BODY and not self.chunked:
            return
        if self.command == "POST" and _UPLOAD.fullmatch(self.path) and len(self._large) < _UPLOADS_AT_ONCE:
            self._large.add(self)
            return
        limits = copy.copy(self.adj)
        limits.max_request_body_size = _BODY
        self.adj = limits


class _Channel(HTTPChannel):
    parser_class = _Parser


def _proxy(settings: Settings) -> dict[str, object]:
    if not settings.trusted_proxy:
        return {}
    headers = {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"}
    return {"trusted_proxy": settings.trusted_proxy, "trusted_proxy_headers": headers}


def _worker(settings: Settings) -> None:
    from intranet.work import work  # here: it needs what the pages of a start do without

    work(Database(settings.url), SystemClock(), settings, FieldKeys.load(settings.field_keys_file))


def _fork(office: Office, run: Callable[[], None]) -> int:
    pid = os.fork()
    if pid:
        return pid
    os.close(office.lifeline[1])
    os._exit(_be_child(office, run))  # never run the parent's clean-up in a child


def _be_child(office: Office, run: Callable[[], None]) -> int:
    """Run as a child of the keeper, and no longer than it."""
    try:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _leave)
        threading.Thread(target=_die_with_parent, args=(office.lifeline[0],), daemon=True).start()
        run()
    except SystemExit:
        return 0
    except BaseException:
        log.exception("a process of the office failed")
        return 1
    return 0


def _leave(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit


def _die_with_parent(read_end: int) -> None:
    os.read(read_end, 1)  # returns only when the parent's end has closed
    os._exit(1)
