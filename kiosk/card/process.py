"""The parent's side of the card process: a `CardSource` that starts it, listens to it, and replaces it when it hangs.

No call into PC/SC has a time limit of its own. So the reader is used by a child process that beats before every step;
when a beat is missing for too long the child is killed by its process id and a new one goes on with the same numbers.
"""

from __future__ import annotations

import contextlib
import logging
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import IO

import kiosk
from kiosk.card import pipe
from kiosk.card.source import (
    CardEvent,
    CardFailed,
    CardFault,
    CardPlaced,
    CardRead,
    CardRemoved,
    Emit,
    ReaderCondition,
    ReaderState,
)

log = logging.getLogger(__name__)

_STARTING_PATIENCE = 20.0  # a small machine that has just been switched on takes its time to load Python
_TICK = 0.1
_LONGEST_LINE = 65536
_FIRST_DELAY, _LONGEST_DELAY = 0.1, 5.0
_STOP_PATIENCE = 1.5
_ROOT = Path(kiosk.__file__).resolve().parent.parent


class _End(Enum):
    """How a child came to its end."""

    STOPPED = "stopped"
    DIED = "died"
    HUNG = "hung"


class PcscSource:
    """The card source for real readers.

    `silence` is how many seconds without a beat count as hung, `read_limit` how long one card may take in all. `env`
    replaces the environment the child starts from; the product's own settings are taken out of it either way.
    """

    def __init__(
        self,
        settings: pipe.ReaderSettings,
        *,
        silence: float = 3.5,
        read_limit: float = 30.0,
        env: Mapping[str, str] | None = None,
    ) -> None:
        self._settings = settings
        self._silence, self._read_limit = silence, read_limit
        inherited = os.environ if env is None else env
        self._env = {key: value for key, value in inherited.items() if not key.startswith("POSKO_")}
        self._condition = ReaderCondition.STOPPED
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._emit: Emit | None = None
        self._child: subprocess.Popen[bytes] | None = None
        self._seq = 0
        self._lying: int | None = None
        self._reading_since: float | None = None

    @property
    def condition(self) -> ReaderCondition:
        """See `CardSource.condition`."""
        return self._condition

    @property
    def card_present(self) -> bool:
        """Whether a card lies on the reader."""
        return self._lying is not None

    @property
    def child_pid(self) -> int | None:
        """The card process's id while one runs, for the health check."""
        child = self._child
        return child.pid if child and child.poll() is None else None

    def start(self, emit: Emit) -> None:
        """See `CardSource.start`."""
        if self._thread:
            raise RuntimeError("already started")
        self._emit = emit
        self._stopping.clear()
        self._now(ReaderCondition.STARTING)
        self._thread = threading.Thread(target=self._run, name="card-process", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """See `CardSource.stop`."""
        self._stopping.set()
        if self._thread and self._thread is not threading.current_thread():
            self._thread.join()
        self._thread = self._emit = self._lying = self._reading_since = None
        self._condition = ReaderCondition.STOPPED

    def _run(self) -> None:
        delay = _FIRST_DELAY
        while not self._stopping.is_set():
            began = time.monotonic()
            end = self._one_child()
            if end is _End.STOPPED:
                return
            log.warning("card process %s, starting another", end.value)
            self._reading_ended(CardFault.TIMED_OUT if end is _End.HUNG else CardFault.READER_GONE)
            if end is _End.DIED:
                self._now(ReaderCondition.NO_SERVICE)
            quickly = time.monotonic() - began < self._silence + 1
            delay = min(delay * 2, _LONGEST_DELAY) if quickly else _FIRST_DELAY
            self._stopping.wait(delay)

    def _one_child(self) -> _End:
        """Start a child, listen to it until it ends or has to be ended, and see that it is gone."""
        try:
            child = subprocess.Popen(
                [sys.executable, "-m", "kiosk.card"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                bufsize=0,
                cwd=_ROOT,
                env=self._env,
            )
        except OSError as error:
            log.error("card process does not start: %s", error.strerror)
            return _End.DIED
        self._child = child
        try:
            orders = pipe.Orders(self._settings, self._seq, self._lying)
            with contextlib.suppress(BrokenPipeError):
                _stdin(child).write(pipe.write_orders(orders))
            return self._listen(child)
        finally:
            self._end(child)

    def _listen(self, child: subprocess.Popen[bytes]) -> _End:
        if child.stdout is None:
            return _End.DIED
        handle = child.stdout.fileno()
        waiting = b""
        heard, patience = time.monotonic(), _STARTING_PATIENCE
        while not self._stopping.is_set():
            ready, _, _ = select.select([handle], [], [], _TICK)
            now = time.monotonic()
            if ready:
                chunk = os.read(handle, _LONGEST_LINE)
                if not chunk:
                    return _End.DIED
                *lines, waiting = (waiting + chunk).split(b"\n")
                if len(waiting) > _LONGEST_LINE or not self._hear_all(lines):
                    log.error("card process talks nonsense")
                    return _End.DIED
                heard, patience = now, self._silence
            if now - heard > patience or (self._reading_since and now - self._reading_since > self._read_limit):
                return _End.HUNG
        return _End.STOPPED

    def _hear_all(self, lines: list[bytes]) -> bool:
        try:
            for line in lines:
                self._hear(pipe.read(line))
        except pipe.PipeError:
            return False
        return True

    def _hear(self, message: pipe.Message) -> None:
        match message:
            case pipe.Beat():
                return
            case pipe.Note(text):
                log.info("card process: %s", text)
                return
            case ReaderState(state):
                self._now(state)
                return
            case CardPlaced(seq):
                self._seq, self._lying, self._reading_since = seq, seq, time.monotonic()
            case CardRead() | CardFailed():
                self._reading_since = None
            case CardRemoved():
                self._lying = self._reading_since = None
        self._pass_on(message)

    def _reading_ended(self, fault: CardFault) -> None:
        """A read that the child's end cut off ends for the desk, too; the card still counts as lying there."""
        if self._reading_since is not None and self._lying is not None:
            self._reading_since = None
            self._pass_on(CardFailed(self._lying, fault))

    def _now(self, condition: ReaderCondition) -> None:
        if condition is not self._condition:
            self._condition = condition
            self._pass_on(ReaderState(condition))

    def _pass_on(self, event: CardEvent) -> None:
        if self._emit and not self._stopping.is_set():
            self._emit(event)

    def _end(self, child: subprocess.Popen[bytes]) -> None:
        """End the child: its standard input first, which it takes as an order, then its process id."""
        with contextlib.suppress(OSError):
            _stdin(child).close()
        try:
            child.wait(_STOP_PATIENCE if self._stopping.is_set() else 0)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        if child.stdout:
            child.stdout.close()
        self._child = None


def _stdin(child: subprocess.Popen[bytes]) -> IO[bytes]:
    if child.stdin is None:
        raise OSError("no standard input")
    return child.stdin
