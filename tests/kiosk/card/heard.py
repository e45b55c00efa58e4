"""Events of a card source as they come, waited for with a deadline instead of a guess."""

from __future__ import annotations

import queue
import time

from kiosk.card.source import CardEvent


class Heard:
    """Give `emit` to a source's `start`; then ask for the events in order."""

    def __init__(self) -> None:
        self._queue: queue.Queue[CardEvent] = queue.Queue()
        self.emit = self._queue.put

    def next(self, seconds: float = 10.0) -> CardEvent:
        """The next event; fails when none comes in time."""
        try:
            return self._queue.get(timeout=seconds)
        except queue.Empty:
            raise AssertionError(f"no event within {seconds} s") from None

    def until(self, wanted: CardEvent | type[CardEvent], seconds: float = 10.0) -> list[CardEvent]:
        """The events up to and with the wanted one, given as itself or as its type."""
        deadline, seen = time.monotonic() + seconds, list[CardEvent]()
        while not seen or (not isinstance(seen[-1], wanted) if isinstance(wanted, type) else seen[-1] != wanted):
            left = deadline - time.monotonic()
            assert left > 0, f"waited for {wanted}, got {seen}"
            try:
                seen.append(self._queue.get(timeout=left))
            except queue.Empty:
                raise AssertionError(f"waited for {wanted}, got {seen}") from None
        return seen

    def rest(self) -> list[CardEvent]:
        """What has come and was not asked for yet."""
        return list(self._queue.queue)
