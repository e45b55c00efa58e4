"""A trail with checkpoints, in an office of its own."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from intranet.base import trail
from intranet.base.actor import SYSTEM
from intranet.base.clock import FixedClock
from intranet.base.db import Database
from intranet.checkpoints import exporting, keys, nightly, queries, service
from intranet.checkpoints.models import Checkpoint
from intranet.settings import Settings
from tests.conftest import People


@dataclass
class Ledger:
    """Lets things happen and checkpoints be made."""

    db: Database
    clock: FixedClock
    settings: Settings
    people: People

    def happen(self, number: int = 10) -> None:
        with self.db.write() as session:
            for n in range(number):
                trail.record(session, self.clock, SYSTEM, "test.done", "thing", str(n), {"n": n, "teks": "é"})

    def day(self) -> Checkpoint:
        """What the worker does once a day."""
        nightly.run(self.db, self.clock, self.settings)
        return self.newest()

    def newest(self) -> Checkpoint:
        with self.db.read() as session:
            found = queries.newest(session)
            assert found is not None
            return found

    def witness(self, typed: str, who: str = "wulan", *, differs: bool = False, checkpoint: str = "") -> None:
        with self.db.write() as session:
            actor = getattr(self.people, who)
            service.witness(session, actor, self.clock, checkpoint or self.newest().id, typed, differs=differs)

    def export(self, file: Path) -> list[str]:
        """The lines of an export."""
        exporting.export(self.db, self.clock, self.settings, file)
        return file.read_text(encoding="utf-8").splitlines(keepends=True)

    @property
    def key(self) -> str:
        return str(keys.load(self.settings).public)


@pytest.fixture
def ledger(db, clock, settings, people) -> Ledger:
    """In a database of each kind."""
    return Ledger(db, clock, settings, people)


@pytest.fixture
def kept(office_db, clock, settings, staff) -> Ledger:
    """In the office the app serves."""
    return Ledger(office_db, clock, settings, staff)
