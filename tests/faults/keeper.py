"""Adds evidence without end and says so after each commit; with a mutant's name, with one thing wrong.

``python -m tests.faults.keeper DATA_DIR DATABASE_URL STAFF_ID [file|folder|early|row]``
"""

import os
import sqlite3
import sys
import time
from pathlib import Path

from sqlalchemy import event

from intranet.base.actor import Actor, ActorKind, Party, Role
from intranet.base.clock import SystemClock
from intranet.base.db import Database
from intranet.evidence import service, store
from intranet.evidence.service import About
from intranet.evidence.store import Incoming, Store

LATE_SECONDS = 0.05
SUBJECT = ("case", "0" * 32)


def forget_file() -> None:
    """The content is not brought to the disk."""

    def settle(self: Incoming) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None

    Incoming.settle = settle  # type: ignore[method-assign]


def forget_folder() -> None:
    """The name is not brought to the disk."""
    store._sync_folder = lambda folder: None


def forget_row(database: Database) -> None:
    """The commit itself is not brought to the disk whole."""

    @event.listens_for(database.engine, "connect")
    def loosen(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA synchronous=NORMAL")


def main(data_dir: str, url: str, staff_id: str, mutant: str = "") -> None:
    """Work until the power fails."""
    database, clock, files = Database(url), SystemClock(), Store(Path(data_dir))
    budi = Actor(ActorKind.STAFF, staff_id, "Budi Contoh", Party.DISKOMINFO, frozenset({Role.DISKOMINFO_OFFICER}))
    {"file": forget_file, "folder": forget_folder}.get(mutant, lambda: None)()
    keep = Store.keep
    if mutant == "early":
        Store.keep = lambda self, file: None  # type: ignore[method-assign]
    if mutant == "row":
        forget_row(database)
    while True:
        file = files.incoming(1024 * 1024)
        file.write(os.urandom(30_000))
        with database.write() as session:
            how = {"subject": SUBJECT, "file": file, "name": "rekaman.mp4", "about": About()}
            sha256 = service.add_file(session, budi, clock, files, **how).sha256
        print(sha256, flush=True)
        if mutant == "early":  # the row is committed, and only then is the file looked after
            time.sleep(LATE_SECONDS)
            keep(files, file)
        if mutant == "row":
            time.sleep(LATE_SECONDS)  # the next file's syncs would take the row along
        file.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
