"""Texts that wait in memory until somebody takes them, once: in this process, or in another of the same user.

Loaded by the small process that keeps the others alive, so it loads next to nothing itself. What waits can neither be
printed nor reaches the disk, and is gone after ten minutes. The other process is asked over a Unix socket in a folder
of its user alone, and asks the kernel who is calling: a line of JSON each way.
"""

import json
import os
import socket
import struct
import threading
import time

TYPE_CHECKING = False  # as in typing, which alone would be a good part of that process
if TYPE_CHECKING:
    from collections.abc import Callable

TTL_SECONDS = 600.0
MOST = 1000
_LONGEST = 64 * 1024  # bytes of a question or an answer
_PATIENCE = 5.0  # seconds a caller may take to say or hear one line


class Board:
    """Texts in this process. ``now``: a clock in seconds."""

    def __init__(self, now: "Callable[[], float]" = time.monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[float, str]] = {}

    def put(self, key: str, text: str) -> None:
        """Keep ``text`` for ten minutes; the oldest go first when there are too many."""
        with self._lock:
            self._forget_old()
            while len(self._kept) >= MOST:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = (self._now() + TTL_SECONDS, text)

    def take(self, key: str) -> str | None:
        """Give out and forget; None when there is nothing (any more)."""
        with self._lock:
            self._forget_old()
            found = self._kept.pop(key, None)
            return found[1] if found else None

    def _forget_old(self) -> None:
        now = self._now()
        for key in [key for key, (until, _) in self._kept.items() if until <= now]:
            del self._kept[key]

    def __repr__(self) -> str:
        return "<Board>"


class BoardServer:
    """Hosts a board for other processes of the same user. ``address``: a socket path in a folder of mode 0700."""

    def __init__(self, address: str) -> None:
        self._board = Board()
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(address)
        os.chmod(address, 0o600)
        self._listener.listen(64)
        threading.Thread(target=self._serve, name="board", daemon=True).start()

    def close(self) -> None:
        """Stop listening; what was kept is gone."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection:
            try:
                connection.settimeout(_PATIENCE)
                if _caller(connection) != os.getuid():
                    return
                asked = json.loads(_line(connection))
                if "text" in asked:
                    self._board.put(str(asked["key"]), str(asked["text"]))
                    answer = None
                else:
                    answer = self._board.take(str(asked["key"]))
                connection.sendall(json.dumps(answer).encode() + b"\n")
            except (OSError, ValueError, KeyError, TypeError):
                return


class FarBoard:
    """The board of another process; while that one is away it is empty, and nothing breaks."""

    def __init__(self, address: str) -> None:
        self._address = address

    def put(self, key: str, text: str) -> None:
        """Hand ``text`` over."""
        self._ask({"key": key, "text": text})

    def take(self, key: str) -> str | None:
        """Fetch and have forgotten."""
        return self._ask({"key": key})

    def _ask(self, question: dict[str, str]) -> str | None:
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(_PATIENCE)
                connection.connect(self._address)
                connection.sendall(json.dumps(question).encode() + b"\n")
                answer: str | None = json.loads(_line(connection))
                return answer
        except (OSError, ValueError):
            return None

    def __repr__(self) -> str:
        return "<FarBoard>"


def _line(connection: socket.socket) -> bytes:
    """What comes up to the end of the line. Raises ValueError when it is too long or cut short."""
    got = b""
    while not got.endswith(b"\n"):
        part = connection.recv(8192)
        got += part
        if not part or len(got) > _LONGEST:
            raise ValueError("no whole line")
    return got


def _caller(connection: socket.socket) -> int:
    """The user on the other side, as the kernel knows it."""
    told = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    return int(struct.unpack("3i", told)[1])
