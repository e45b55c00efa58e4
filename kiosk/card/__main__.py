"""The card process: `python -m kiosk.card`, started by `kiosk.card.process` and by nobody else.

Orders come as one line on standard input, messages go as lines to standard output; when standard input ends, so does
the process. It leaves no core file, and its last words on a crash name the place, never a value.
"""

from __future__ import annotations

import os
import resource
import sys
import threading
import traceback
from types import TracebackType

from kiosk.card.pipe import Message, read_orders, write

_GRACE = 2.0


def main() -> int:
    """Read the orders, watch the readers until standard input ends; returns the exit code."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.excepthook = _last_words
    out = os.dup(1)
    os.dup2(2, 1)  # whatever a library prints must not get between the messages
    orders = read_orders(sys.stdin.buffer.readline())
    stop = threading.Event()
    threading.Thread(target=_watch_parent, args=(stop,), daemon=True).start()

    def tell(message: Message) -> None:
        line = memoryview(write(message))
        try:
            while line:
                line = line[os.write(out, line) :]
        except BrokenPipeError:
            stop.set()

    from kiosk.card.watch import Watcher  # here, so that the parent never needs the reader library

    Watcher(orders, tell, stop).run()
    return 0


def _watch_parent(stop: threading.Event) -> None:
    while os.read(0, 4096):
        pass
    stop.set()
    threading.Event().wait(_GRACE)
    os._exit(0)  # a call into the service that never returns must not outlive the parent


def _last_words(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    places = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(trace)]
    sys.stderr.write(f"card process: {kind.__name__} at {' > '.join(places)}\n")


if __name__ == "__main__":
    sys.exit(main())
