"""Keeps the office's processes alive. A small program, which the big one that started them turns into.

Whoever forks processes that share its memory has to keep that memory for nothing afterwards. So ``serving`` starts them
and then becomes this, in the same process: they stay its children. One that ends is started again, a little later each
time. When this one dies, however it does, the others see their pipe close and go. It also hosts the board on which
verdicts wait. It loads as little of Python as it can: it is there all the time, and nothing but this.
"""

import json
import os
import signal
import sys
import threading
import time

from intranet.base.board import BoardServer

_STOPS = (signal.SIGTERM, signal.SIGINT)
_LONGEST_PAUSE = 30.0
_STEADY = 60.0  # seconds after which a start counts as a good one


class Office:
    """What is kept: the command that runs one part of it again, its processes by name, and what they inherit.

    ``private``: a folder of this office's run, with the board's socket; removed at the end.
    """

    def __init__(self, command: list[str], listener: int, lifeline: tuple[int, int], private: str, board: bool) -> None:
        self.command, self.listener, self.lifeline, self.private, self.board = command, listener, lifeline, private, board
        self.children: dict[str, int] = {}

    @property
    def board_at(self) -> str:
        """The socket of the board of verdicts."""
        return os.path.join(self.private, "verdicts")

    def become_keeper(self) -> None:
        """Turn this process into the keeper; does not return."""
        signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)  # being told to stop waits until somebody listens again
        for number in (self.listener, *self.lifeline):
            os.set_inheritable(number, True)
        os.execv(sys.executable, [sys.executable, "-P", "-m", "intranet.keeper", self._told()])  # noqa: S606

    def part(self, name: str) -> str:
        """What the process of that name has to be told when it is started again."""
        return self._told(name=name, command=[], children={})

    def _told(self, **changed: object) -> str:
        return json.dumps({**vars(self), **changed})


class _Child:
    """A process to keep alive."""

    def __init__(self, name: str, pid: int) -> None:
        self.name, self.pid, self.started, self.failures = name, pid, time.monotonic(), 0


def read(told: str) -> tuple[str, Office]:
    """The name and the office of what ``Office.part`` wrote."""
    data = json.loads(told)
    office = Office(data["command"], data["listener"], tuple(data["lifeline"]), data["private"], data["board"])
    office.children = data["children"]
    return data.get("name", ""), office


def keep(office: Office) -> int:
    """Keep the processes of ``office`` until told to stop (SIGTERM, SIGINT); returns the exit code."""
    stopping = threading.Event()
    children = [_Child(name, pid) for name, pid in office.children.items()]

    def stop(_signal: int, _frame: object) -> None:
        stopping.set()
        for child in children:
            if child.pid:
                os.kill(child.pid, signal.SIGTERM)

    for number in _STOPS:
        signal.signal(number, stop)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)
    os.set_inheritable(office.lifeline[1], False)  # only this process holds the end that says it lives
    if office.board:
        BoardServer(office.board_at)
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
        _say(f"{child.name} ended with status {status}; starting it again in {pause:.1f} s")
        if not stopping.wait(pause):
            child.started = time.monotonic()
            command = [*office.command, "--part", office.part(child.name)]
            child.pid = os.posix_spawn(command[0], command, os.environ)
    _remove(office)
    return 0


def _say(line: str) -> None:
    sys.stderr.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} ERROR intranet.keeper {line}\n")
    sys.stderr.flush()


def _remove(office: Office) -> None:
    for remove, what in ((os.unlink, office.board_at), (os.rmdir, office.private)):
        try:
            remove(what)
        except OSError:
            continue


if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(keep(read(sys.argv[1])[1]))
