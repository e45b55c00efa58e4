"""Per-element verdicts between the answer and the one officer who may see them: in memory, once, for ten minutes.

A single web process keeps them itself; several ask the process that supervises them, over a Unix socket that only the
same user can open and that wants a key made at start. Nothing here can be printed or reaches the disk.
"""

import hmac
import json
import threading
import time
from collections.abc import Callable, Mapping
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from typing import Protocol

from intranet.identity.codes import Verdict
from shared.elements import Element

TTL_SECONDS = 600.0
MOST = 1000
Verdicts = Mapping[Element, Verdict]


class VerdictBoard(Protocol):
    """Where verdicts wait to be shown once."""

    def put(self, check_id: str, verdicts: Verdicts) -> None:
        """Keep ``verdicts`` of one check for ten minutes."""
        ...

    def take(self, check_id: str) -> Verdicts | None:
        """The verdicts of one check, once: a second call gets None, as does one that comes too late."""
        ...


class LocalBoard:
    """A board in this process."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[float, Verdicts]] = {}

    def put(self, check_id: str, verdicts: Verdicts) -> None:
        """Keep ``verdicts`` for ten minutes; the oldest go first when there are too many."""
        with self._lock:
            self._forget_old()
            while len(self._kept) >= MOST:
                del self._kept[next(iter(self._kept))]
            self._kept[check_id] = (self._now() + TTL_SECONDS, dict(verdicts))

    def take(self, check_id: str) -> Verdicts | None:
        """Give out and forget."""
        with self._lock:
            self._forget_old()
            found = self._kept.pop(check_id, None)
            return found[1] if found else None

    def _forget_old(self) -> None:
        now = self._now()
        for check_id in [key for key, (until, _) in self._kept.items() if until <= now]:
            del self._kept[check_id]

    def __repr__(self) -> str:
        return "<LocalBoard>"


class BoardServer:
    """Hosts a board for other processes of the same user. ``address``: a socket path in a folder of mode 0700."""

    def __init__(self, address: Path, key: bytes, board: LocalBoard | None = None) -> None:
        self._board = board or LocalBoard()
        self._key = key
        address.unlink(missing_ok=True)
        self._listener = Listener(str(address), "AF_UNIX")
        address.chmod(0o600)
        self._thread = threading.Thread(target=self._serve, name="verdicts", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening; what was kept is gone."""
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                connection = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: Connection) -> None:
        with connection:
            try:
                asked = json.loads(connection.recv_bytes(64 * 1024))
                if not hmac.compare_digest(asked["key"].encode(), self._key):
                    return
                if asked["do"] == "put":
                    self._board.put(asked["id"], _from_wire(asked["verdicts"]))
                    connection.send_bytes(b"{}")
                else:
                    found = self._board.take(asked["id"])
                    connection.send_bytes(json.dumps(None if found is None else _to_wire(found)).encode())
            except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError):
                return


class SharedBoard:
    """The board of another process; while that one is away there are no verdicts, and nothing breaks."""

    def __init__(self, address: Path, key: bytes) -> None:
        self._address, self._key = str(address), key

    def put(self, check_id: str, verdicts: Verdicts) -> None:
        """Hand ``verdicts`` over."""
        self._ask({"do": "put", "id": check_id, "verdicts": _to_wire(verdicts)})

    def take(self, check_id: str) -> Verdicts | None:
        """Fetch and have forgotten."""
        answer = self._ask({"do": "take", "id": check_id})
        return None if answer is None else _from_wire(answer)

    def _ask(self, question: dict[str, object]) -> dict[str, str] | None:
        try:
            with Client(self._address, "AF_UNIX") as connection:
                connection.send_bytes(json.dumps({**question, "key": self._key.decode()}).encode())
                answer: dict[str, str] | None = json.loads(connection.recv_bytes(64 * 1024))
                return answer
        except (OSError, EOFError, ValueError):
            return None

    def __repr__(self) -> str:
        return "<SharedBoard>"


def _to_wire(verdicts: Verdicts) -> dict[str, str]:
    return {element.name: verdict.value for element, verdict in verdicts.items()}


def _from_wire(raw: Mapping[str, str]) -> Verdicts:
    return {Element[name]: Verdict(value) for name, value in raw.items()}
