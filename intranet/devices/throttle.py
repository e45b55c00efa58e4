"""Limits on floods, per kiosk and never per address: many people may share one."""

import datetime as dt
import threading


class Throttle:
    """So many acts per key within a sliding window; for floods, in memory of one process."""

    def __init__(self, limit: int, window: dt.timedelta) -> None:
        self._limit, self._window = limit, window
        self._acts: dict[str, list[dt.datetime]] = {}
        self._lock = threading.Lock()

    def full(self, key: str, now: dt.datetime) -> bool:
        """Whether ``key`` has used up its acts."""
        with self._lock:
            return len(self._recent(key, now)) >= self._limit

    def count(self, key: str, now: dt.datetime) -> None:
        """Note one act of ``key``."""
        with self._lock:
            self._acts[key] = [*self._recent(key, now), now]

    def take(self, key: str, now: dt.datetime) -> bool:
        """Note one act of ``key`` if it has one left; whether it had."""
        with self._lock:
            recent = self._recent(key, now)
            if len(recent) >= self._limit:
                return False
            self._acts[key] = [*recent, now]
            return True

    def _recent(self, key: str, now: dt.datetime) -> list[dt.datetime]:
        recent = [at for at in self._acts.get(key, ()) if now - at < self._window]
        if not recent:
            self._acts.pop(key, None)
        return recent
