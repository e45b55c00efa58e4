"""Clients that cost next to nothing, and what the kernel says a server used."""

import os
import re
import socket
import statistics
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from tests.live import Browser, tree

_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)


class Wire:
    """A keep-alive connection that sends prepared bytes and counts what comes back."""

    def __init__(self, port: int, cookies: dict[str, str]) -> None:
        self._port, self._cookie = port, "; ".join(f"{name}={value}" for name, value in cookies.items())
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def get(self, path: str) -> tuple[int, int]:
        """Status and bytes on the wire of one page."""
        return self._exchange(self._head("GET", path) + b"\r\n")

    def post(self, path: str, form: str) -> tuple[int, int]:
        """Status and bytes on the wire after one form."""
        head = self._head("POST", path) + b"Content-Type: application/x-www-form-urlencoded\r\n"
        return self._exchange(head + f"Content-Length: {len(form)}\r\n\r\n{form}".encode())

    def _head(self, method: str, path: str) -> bytes:
        return (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\nCookie: {self._cookie}\r\n"
            "Accept-Encoding: gzip\r\nAccept: text/html\r\n"
        ).encode()

    def _exchange(self, message: bytes) -> tuple[int, int]:
        self._socket.sendall(message)
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._receive()
        head, _, body = data.partition(b"\r\n\r\n")
        found = _LENGTH.search(head)
        want, got = int(found[1]) if found else 0, len(body)
        while got < want:
            got += len(self._receive())
        return int(head[9:12]), len(head) + 4 + got

    def _receive(self) -> bytes:
        part = self._socket.recv(262_144)
        if not part:
            raise ConnectionError("the server closed the connection")
        return part

    def close(self) -> None:
        """Let go."""
        self._socket.close()


def cpu(pid: int) -> dict[int, float]:
    """Seconds of processor time of a process and its descendants, each."""
    used = {}
    for one in tree(pid):
        try:
            used[one] = sum(int(task.read_text().split()[0]) for task in Path(f"/proc/{one}/task").glob("*/schedstat")) / 1e9
        except OSError:
            continue
    return used


class Page:
    """One page of one server, asked for again and again over one connection."""

    SLICE = 10  # requests measured at a time: a machine's clock wanders more slowly than that

    def __init__(self, pid: int, browser: Browser, path: str) -> None:
        self._pid, self._path, self._wire = pid, path, Wire(browser.port, browser.cookies)
        self._walls: list[float] = []
        for _ in range(10):
            _expect(self._wire.get(path), 200)

    def slice(self) -> float:
        """Milliseconds of processor time of the busiest process per request, over one slice."""
        before = cpu(self._pid)
        for _ in range(self.SLICE):
            start = time.perf_counter()
            self._wire.get(self._path)
            self._walls.append((time.perf_counter() - start) * 1000)
        after = cpu(self._pid)
        return max(after[one] - before.get(one, 0.0) for one in after) / self.SLICE * 1000

    @property
    def p50(self) -> float:
        """The median of milliseconds a request took, over all slices so far."""
        return statistics.median(self._walls)


def latencies(browser: Browser, path: str, number: int) -> list[float]:
    """Milliseconds of each of so many requests, one after the other."""
    wire = Wire(browser.port, browser.cookies)
    for _ in range(10):
        _expect(wire.get(path), 200)
    found = []
    for _ in range(number):
        start = time.perf_counter()
        wire.get(path)
        found.append((time.perf_counter() - start) * 1000)
    wire.close()
    return found


def per_second(browser: Browser, path: str, clients: int, seconds: float) -> float:
    """Requests of ``path`` a second under so many clients."""
    done = [0] * clients
    stop = time.perf_counter() + seconds

    def work(n: int) -> None:
        wire = Wire(browser.port, browser.cookies)
        while time.perf_counter() < stop:
            _expect(wire.get(path), 200)
            done[n] += 1
        wire.close()

    _together(work, clients)
    return sum(done) / seconds


def at_once(*measured: Callable[[], float]) -> float:
    """What all of them find together, measured at the same time."""
    found: list[float] = []
    _together(lambda n: found.append(measured[n]()), len(measured))
    return sum(found)


def changes_per_second(browser: Browser, jobs: Sequence[tuple[str, str]], clients: int) -> float:
    """Forms a second when ``clients`` share ``jobs`` (path and form); each must be answered by 303."""
    start = time.perf_counter()

    def work(n: int) -> None:
        wire = Wire(browser.port, browser.cookies)
        for path, form in jobs[n::clients]:
            _expect(wire.post(path, form), 303)
        wire.close()

    _together(work, clients)
    return len(jobs) / (time.perf_counter() - start)


def _together(work: Callable[[int], None], number: int) -> None:
    failed: list[BaseException] = []

    def guarded(n: int) -> None:
        try:
            work(n)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=guarded, args=(n,)) for n in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


def _expect(answer: tuple[int, int], status: int) -> None:
    if answer[0] != status:
        raise AssertionError(f"answered with {answer[0]} instead of {status}")


def pss(pid: int) -> float:
    """Megabytes of memory of a process and its descendants, shared pages counted by their share."""
    total = 0
    for one in tree(pid):
        for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total / 1024


def commit_seconds(folder: Path, number: int = 60) -> float:
    """The median time of one fsynced commit of SQLite in ``folder``."""
    import sqlite3

    file = folder / "commit.sqlite3"
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA synchronous=EXTRA")
    connection.execute("CREATE TABLE t (n INTEGER)")
    found = []
    for n in range(number):
        start = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO t VALUES (?)", (n,))
        connection.execute("COMMIT")
        found.append(time.perf_counter() - start)
    connection.close()
    os.unlink(file)
    return statistics.median(found)


def percentile(values: Iterable[float], share: float) -> float:
    """The value below which ``share`` of ``values`` lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
