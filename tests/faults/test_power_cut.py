"""Evidence that was acknowledged is on the disk, whole, however the power fails; and no row is without its file."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import select

from intranet.base.clock import SystemClock
from intranet.base.db import Base, Database
from intranet.evidence.models import EvidenceItem
from intranet.evidence.store import Store
from tests.conftest import cast
from tests.faults.disk import Disk, disk
from tests.live import ROOT

pytestmark = [pytest.mark.fault, pytest.mark.slow, pytest.mark.needs("loop", "mkfs.ext4", "mount")]
CUTS = 6


class Machine:
    """A disk with evidence, and a database on it or on another one, which outlives the cut."""

    def __init__(self, made: Disk, database: Path) -> None:
        self.disk, self.data_dir = made, made.place / "office"
        self.url = f"sqlite:///{database}"
        self.data_dir.mkdir()
        subprocess.run(["sync", "-f", made.place], check=True)
        database_ = Database(self.url)
        Base.metadata.create_all(database_.engine)
        self.staff_id = cast(database_, SystemClock()).budi.id  # type: ignore[arg-type]
        database_.close()
        self.acknowledged: list[str] = []

    def cut_after(self, acknowledged: int, *, wait: float = 0.0, mutant: str = "") -> None:
        """Let somebody add evidence, and the power fail after so many are acknowledged."""
        command = [sys.executable, "-m", "tests.faults.keeper", str(self.data_dir), self.url, self.staff_id, mutant]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as keeper:
            assert keeper.stdout is not None
            told = [keeper.stdout.readline().strip() for _ in range(acknowledged)]
            time.sleep(wait)  # where in the next file the cut falls is left to chance
            self.disk.cut()
            keeper.kill()
        assert all(told)
        self.acknowledged += told
        self.disk.restart()

    def lost(self) -> tuple[list[str], list[str]]:
        """What was acknowledged and is not there whole; rows whose file is not."""
        store, database = Store(self.data_dir), Database(self.url)
        with database.read() as session:
            rows = [sha256 or "" for sha256 in session.scalars(select(EvidenceItem.sha256))]
        database.close()
        return (
            [sha256 for sha256 in self.acknowledged if sha256 not in rows or not store.intact(sha256)],
            [sha256 for sha256 in rows if not store.intact(sha256)],
        )


@pytest.mark.parametrize("place", ["same disk", "another disk"])
def test_no_acknowledged_evidence_is_lost_and_no_row_is_without_its_file(tmp_path: Path, place: str) -> None:
    rng = random.Random(place)
    with disk(tmp_path) as made:
        machine = Machine(made, made.place / "posko.sqlite3" if place == "same disk" else tmp_path / "posko.sqlite3")
        for n in range(CUTS):
            machine.cut_after(2 * n + 1, wait=rng.uniform(0.0, 0.02))
            assert machine.lost() == ([], [])
    assert len(machine.acknowledged) == CUTS * CUTS


@pytest.mark.parametrize("mutant", ["file", "folder", "early"])
def test_whoever_forgets_a_sync_or_commits_too_early_is_found_out(tmp_path: Path, mutant: str) -> None:
    acknowledged: list[str] = []
    rows: list[str] = []
    for attempt in range(3):  # a slow machine may write by itself what was never asked for
        place = tmp_path / str(attempt)
        place.mkdir()
        with disk(place) as made:
            machine = Machine(made, place / "posko.sqlite3")
            machine.cut_after(3, mutant=mutant)
            acknowledged, rows = machine.lost()
        if acknowledged and rows:
            break
    assert acknowledged
    assert rows


def test_a_database_that_syncs_less_is_found_out(tmp_path: Path) -> None:
    with disk(tmp_path) as made:
        machine = Machine(made, made.place / "posko.sqlite3")
        machine.cut_after(3, mutant="row")
        acknowledged, rows = machine.lost()
    assert acknowledged
    assert rows == []
