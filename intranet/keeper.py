"""Keeps the office's processes alive. A small program, which the big one that started them turns into.

Whoever forks processes that share its memory has to keep that memory for nothing afterwards. So ``serving`` starts them
and then becomes this, in the same process: they stay its children. One that ends is started again, a little later each
time. When this one dies, however it does, the others see their pipe close and go. It also hosts the board of verdicts.
"""

import json
import logging
import os
import shutil
import signal
import sys
import threading
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import FrameType

from intranet.identity.verdicts import BoardServer

log = logging.getLogger(__name__)
_KEY = "BOARD_KEY"  # in the environment of the keeper and of what it starts
_STOPS = (signal.SIGTERM, signal.SIGINT)
_LONGEST_PAUSE = 30.0
_STEADY = 60.0  # seconds after which a start counts as a good one


@dataclass(frozen=True)
class Office:
    """What is kept: the command that runs one part of it again, its processes by name, and what they inherit.

    ``private``: a folder of this office's run, with the board's socket; removed at the end. ``board_key``: what a process must
    know to ask the board; it goes from one to the next in the environment, which only the same user can read.
    """

    command: list[str]
    children: dict[str, int]
    listener: int
    lifeline: tuple[int, int]
    private: str
    board: bool
    board_key: str = field(repr=False)

    @property
    def board_at(self) -> Path:
        """The socket of the board of verdicts."""
        return Path(self.private, "verdicts")

    def become_keeper(self) -> None:
        """Turn this process into the keeper; does not return."""
        signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)  # being told to stop waits until somebody listens again
        for number in (self.listener, *self.lifeline):
            os.set_inheritable(number, True)
        command = [sys.executable, "-P", "-m", "intranet.keeper", self._told()]
        os.execve(command[0], command, {**os.environ, _KEY: self.board_key})  # noqa: S606

    def part(self, name: str) -> str:
        """What the process of that name has to be told when it is started again."""
        return self._told(name=name, command=[], children={})

    def _told(self, **changed: object) -> str:
        told = {name: value for name, value in asdict(self).items() if name != "board_key"}
        return json.dumps({**told, **changed})


@dataclass
class _Child:
    """A process to keep alive."""

    name: str
    pid: int
    started: float = field(default_factory=time.monotonic)
    failures: int = 0


def read(told: str) -> tuple[str, Office]:
    """The name and the office of what ``Office.part`` wrote."""
    data = json.loads(told)
    name = data.pop("name", "")
    return name, Office(**{**data, "lifeline": tuple(data["lifeline"]), "board_key": os.environ.get(_KEY, "")})


def keep(office: Office) -> int:
    """Keep the processes of ``office`` until told to stop (SIGTERM, SIGINT); returns the exit code."""
    stopping = threading.Event()
    children = [_Child(name, pid) for name, pid in office.children.items()]

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()
        for child in children:
            if child.pid:
                os.kill(child.pid, signal.SIGTERM)

    for number in _STOPS:
        signal.signal(number, stop)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)
    os.set_inheritable(office.lifeline[1], False)  # only this process holds the end that says it lives
    if office.board:
        BoardServer(office.board_at, office.board_key.encode())
    while any(child.pid for child in children):
        try:
            pid, status = os.wait()
        except ChildProcessError:
            break
        child = next((child for child in children if child.pid == pid), None)
        if child is None:
            continue
        child.pid = 0
        if stopping.is_set():
            continue
        child.failures = 0 if time.monotonic() - child.started > _STEADY else child.failures + 1
        pause = min(_LONGEST_PAUSE, 0.1 * 2**child.failures)
        log.error("%s ended with status %s; starting it again in %.1f s", child.name, status, pause)
        if not stopping.wait(pause):
            child.started = time.monotonic()
            command = [*office.command, "--part", office.part(child.name)]
            child.pid = os.posix_spawn(command[0], command, os.environ)
    shutil.rmtree(office.private, ignore_errors=True)
    return 0


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    os.umask(0o077)
    sys.exit(keep(read(sys.argv[1])[1]))
