"""What is still to happen in the invented office, told in order of time, several happenings to a transaction."""

import datetime as dt
import heapq
from collections.abc import Callable
from itertools import count

from sqlalchemy.orm import Session

from intranet.base import outbox
from intranet.base.clock import FixedClock
from intranet.base.db import Database
from intranet.base.outbox import Handler

Happening = Callable[[Session], object]
_BATCH = 60


class Diary:
    """Happenings by time; one may enter later ones. The clock only ever moves forward."""

    def __init__(self, clock: FixedClock) -> None:
        self._clock = clock
        self._order = count()
        self._ahead: list[tuple[dt.datetime, int, Happening]] = []

    def enter(self, at: dt.datetime, happening: Happening) -> None:
        """Let ``happening`` happen at ``at``, or now if that has gone by."""
        heapq.heappush(self._ahead, (at, next(self._order), happening))

    def tell(self, database: Database, worker: dict[str, Handler], worker_until: dt.datetime) -> None:
        """Let everything happen; between transactions the worker does its part, until it falls silent."""
        while self._ahead:
            with database.write() as session:
                for _ in range(min(_BATCH, len(self._ahead))):
                    at, _order, happening = heapq.heappop(self._ahead)
                    self._clock.set(max(at, self._clock.now()))
                    happening(session)
            while self._clock.now() < worker_until and outbox.work_once(database, self._clock, worker):
                pass
