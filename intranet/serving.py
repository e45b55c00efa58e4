"""Runs the office: web processes on one inherited socket, the worker, and the board of verdicts, started and watched.

Everything is imported once and then forked, so that the processes share most of their memory. A child that dies is
started again, a little later each time; when the parent dies, however it does, its children see their pipe close and go.
"""

import copy
import ctypes
import gc
import logging
import os
import re
import secrets
import signal
import socket
import threading
import time
import weakref
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Any
from wsgiref.types import WSGIApplication

from sqlalchemy.orm import configure_mappers
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import create_server

from intranet.app import create_app, secret_key
from intranet.base.clock import SystemClock
from intranet.base.db import Database
from intranet.base.sealing import FieldKeys
from intranet.identity import service as identity
from intranet.identity.verdicts import BoardServer, LocalBoard, SharedBoard, VerdictBoard
from intranet.settings import Settings
from intranet.web import uploads
from intranet.work import work

log = logging.getLogger(__name__)
_BACKLOG = 512
_BODY = 1024 * 1024  # bytes a request may carry
_UPLOAD = re.compile(r"/cases/[0-9a-f]{32}/evidence/files")  # the address whose requests may carry a file
_UPLOADS_AT_ONCE = 4  # of one web process: they are held in memory
_M_ARENA_MAX, _M_MMAP_THRESHOLD = -8, -3  # malloc.h
_LONGEST_PAUSE = 30.0
_STEADY = 60.0  # seconds after which a child counts as well


@dataclass
class _Child:
    """A process to keep alive."""

    name: str
    run: Callable[[], None]
    pid: int = 0
    started: float = 0.0
    failures: int = field(default=0)


def serve(settings: Settings) -> int:
    """Run until told to stop (SIGTERM, SIGINT); returns the exit code. Raises OSError when the port is taken."""
    count = settings.processes or os.cpu_count() or 1
    _save_memory()
    listener = _listen(settings)
    secret_key(settings)  # made once, here, before several processes look for it
    _forget_calls_of_a_former_life(settings)
    with TemporaryDirectory(prefix="posko-") as private:
        board_at, board_key = Path(private, "verdicts"), secrets.token_hex(32).encode()
        verdicts: VerdictBoard = SharedBoard(board_at, board_key) if count > 1 else LocalBoard()
        app = create_app(settings, verdicts=verdicts)  # built once, before the fork, and shared by all web processes
        configure_mappers()  # else every process does it for itself
        gc.freeze()  # what is there now stays: looking through it at every collection would copy it into every process
        gc.enable()
        children = [_Child(f"web-{n + 1}", lambda: _web(app, settings, listener)) for n in range(count)]
        children.append(_Child("worker", lambda: _worker(settings)))
        if count > 1:
            children.append(_Child("verdicts", lambda: _board(board_at, board_key)))
        return _keep(children)


def _save_memory() -> None:
    """Give the threads of a process one heap (they take turns anyway), and what a password's check used back at once."""
    with suppress(OSError, AttributeError):  # only the C library of Linux knows how
        library = ctypes.CDLL(None)
        library.mallopt(_M_ARENA_MAX, 1)
        library.mallopt(_M_MMAP_THRESHOLD, 1 << 20)


def _forget_calls_of_a_former_life(settings: Settings) -> None:
    """Checks that died with an earlier run on this machine give their places back at once."""
    if not settings.url.startswith("sqlite"):
        return  # other machines may be calling
    database = Database(settings.url)
    with database.write() as session:
        identity.sweep(session, SystemClock(), settings, nobody_runs=True)
    database.close()  # no connection may be carried into the processes that are forked from here


def _listen(settings: Settings) -> socket.socket:
    listener = socket.create_server((settings.host, settings.port), backlog=_BACKLOG)
    listener.setblocking(False)
    return listener


def _web(app: WSGIApplication, settings: Settings, listener: socket.socket) -> None:
    server = create_server(
        app,
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
    work(Database(settings.url), SystemClock(), settings, FieldKeys.load(settings.field_keys_file))


def _board(address: Path, key: bytes) -> None:
    BoardServer(address, key)
    threading.Event().wait()


def _keep(children: list[_Child]) -> int:
    stopping = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()
        for child in children:
            if child.pid:
                os.kill(child.pid, signal.SIGTERM)

    lifeline = os.pipe()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    for each in children:
        _start(each, lifeline)
    while any(child.pid for child in children):
        try:
            pid, status = os.wait()
        except ChildProcessError:
            break
        child = next(child for child in children if child.pid == pid)
        child.pid = 0
        if stopping.is_set():
            continue
        well = time.monotonic() - child.started > _STEADY
        child.failures = 0 if well else child.failures + 1
        pause = min(_LONGEST_PAUSE, 0.1 * 2**child.failures)
        log.error("%s ended with status %s; starting it again in %.1f s", child.name, status, pause)
        if not stopping.wait(pause):
            _start(child, lifeline)
    return 0


def _start(child: _Child, lifeline: tuple[int, int]) -> None:
    child.started = time.monotonic()
    child.pid = os.fork()
    if child.pid:
        return
    code = 1
    try:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _leave)
        os.close(lifeline[1])
        threading.Thread(target=_die_with_parent, args=(lifeline[0],), daemon=True).start()
        child.run()
        code = 0
    except SystemExit:
        code = 0
    except BaseException:
        log.exception("%s failed", child.name)
    finally:
        os._exit(code)  # never run the parent's clean-up in a child


def _leave(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit


def _die_with_parent(read_end: int) -> None:
    os.read(read_end, 1)  # returns only when the parent's end has closed
    os._exit(1)
