"""The one source of time; everything inside is aware UTC, the office's zone is a matter of showing."""

import datetime as dt
from typing import Protocol


class Clock(Protocol):
    """Anything that knows the time."""

    def now(self) -> dt.datetime:
        """The current moment, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> dt.datetime:
        """The current moment, aware, in UTC."""
        return dt.datetime.now(dt.UTC)


class FixedClock:
    """A clock that moves only when told: for tests, training and the invented office."""

    def __init__(self, now: dt.datetime) -> None:
        if now.tzinfo is None:
            raise ValueError("a clock needs an aware time")
        self._now = now.astimezone(dt.UTC)

    def now(self) -> dt.datetime:
        """The moment last set."""
        return self._now

    def advance(self, by: dt.timedelta) -> None:
        """Move on by ``by``."""
        self._now += by

    def set(self, now: dt.datetime) -> None:
        """Jump to ``now`` (aware), also backwards."""
        self._now = now.astimezone(dt.UTC)
