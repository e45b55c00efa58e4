"""What an erasure leaves on the disk is taken from it: files of evidence, and what the database's pages still remember.

The worker does it after the erasure is committed; a fall in between is made good by the next round. Copies of the database
made before (backups) keep what they hold until they are replaced: the certificate says so.
"""

from contextlib import suppress

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from intranet.base.clock import Clock
from intranet.base.db import Database
from intranet.evidence.models import EvidenceItem
from intranet.evidence.store import Store
from intranet.privacy.models import ErasedFile, Erasure


def waiting(session: Session) -> bool:
    """Whether an erasure is not yet done on the disk."""
    return session.scalar(select(Erasure.id).where(Erasure.swept_at.is_(None)).limit(1)) is not None


def sweep(db: Database, clock: Clock, store: Store) -> int:
    """Take from the disk what erasures left; how many files went. Safe to do twice."""
    with db.read() as session:
        if not waiting(session):
            return 0
    with db.write() as session:  # nobody can add the same file meanwhile
        due = select(Erasure.id).where(Erasure.swept_at.is_(None))
        erasures = list(session.scalars(due))
        hashes = list(session.scalars(select(ErasedFile.sha256)))
        living = select(EvidenceItem.sha256).where(EvidenceItem.sha256.in_(hashes), EvidenceItem.erased_at.is_(None))
        gone = set(hashes) - set(session.scalars(living))
        for sha256 in gone:
            with suppress(FileNotFoundError):
                store.path(sha256).unlink()
        session.execute(delete(ErasedFile))
    _forget_pages(db)
    with db.write() as session:
        session.execute(update(Erasure).where(Erasure.id.in_(erasures)).values(swept_at=clock.now()))
    return len(gone)


def _forget_pages(db: Database) -> None:
    """Rewrite the pages of database and search index, in which overwritten words could still be read."""
    sqlite = db.engine.dialect.name == "sqlite"
    if not sqlite:
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for table in (
                "complainant",
                "cases",
                "case_text",
                "case_note",
                "evidence_item",
                "document",
                "identity_check",
                "feedback",
            ):
                connection.exec_driver_sql(f"VACUUM FULL {table}")
        return
    raw = db.engine.raw_connection()
    try:
        cursor = raw.cursor()
        cursor.execute("INSERT INTO case_search(case_search) VALUES ('rebuild')")
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.close()
    finally:
        raw.close()
