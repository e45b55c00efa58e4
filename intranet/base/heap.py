"""How a process keeps its memory small, where the C library of Linux is underneath; elsewhere nothing happens."""

import ctypes
import os
from collections.abc import Callable
from contextlib import suppress

_ARENA_MAX, _MMAP_THRESHOLD = -8, -3  # malloc.h


def save() -> None:
    """Give the threads of this process one heap (they take turns anyway), and what a password's check used back at once."""
    _tell("mallopt", _ARENA_MAX, 1)
    _tell("mallopt", _MMAP_THRESHOLD, 1 << 17)


def give_back() -> None:
    """Give the machine what lies free in the heap."""
    _tell("malloc_trim", 0)


def apart(run: Callable[[], None]) -> bool:
    """Do something in a child process, whose memory goes back with it; whether it ended well.

    ``run`` must open what it needs for itself: no connection may be used by two processes.
    """
    if pid := os.fork():
        return os.waitpid(pid, 0)[1] == 0
    try:
        run()
    except BaseException:
        os._exit(1)
    os._exit(0)  # never the parent's clean-up


def _tell(name: str, *values: int) -> None:
    with suppress(OSError, AttributeError):
        getattr(ctypes.CDLL(None), name)(*values)
