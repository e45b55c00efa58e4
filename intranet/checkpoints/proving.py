"""The proof of one event of the trail: a small file that shows it was there, unchanged, when a checkpoint was signed."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.base import trail
from intranet.base.actor import SYSTEM
from intranet.base.clock import Clock
from intranet.base.db import Database
from intranet.base.errors import NotFound, Refused
from intranet.checkpoints import queries, tree
from intranet.checkpoints.models import Checkpoint
from intranet.checkpoints.verifier import ROW_FORMAT
from shared.text import N_


def prove(db: Database, clock: Clock, seq: int, file: Path, size: int = 0) -> int:
    """Write the proof of event ``seq`` to a new file (0600), under the checkpoint over ``size`` events, else the first over it.

    The file tells of this event only (Jambi 9(4)); that it was made is noted. Returns how many events the checkpoint is over.
    Raises NotFound, Refused where the trail does not hold, or OSError.
    """
    with db.read() as session:
        checkpoint = _over(session, seq, size)
        rows = queries.events(session, seq - 1, seq)
    if not rows:
        raise NotFound(N_("Catatan ini tidak ada dalam jejak."))
    row, end = trail.preimage(rows[0]), checkpoint.size
    path = tree.path(seq - 1, end, _leaves(db, end))
    if not tree.inside(tree.leaf(row), seq - 1, (end, bytes.fromhex(checkpoint.root)), path):
        raise Refused(N_("Jejak tidak cocok dengan titik periksa ini."), do=N_("Jalankan: intranet trail verify"))
    told = {"format": ROW_FORMAT, "row": row.decode(), "note": checkpoint.note, "proof": [one.hex() for one in path]}
    with open(file, "x", encoding="utf-8", opener=lambda name, flags: os.open(name, flags, 0o600)) as out:
        out.write(json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n")
        out.flush()
        os.fsync(out.fileno())
    with db.write() as session:
        trail.record(session, clock, SYSTEM, "trail.proved", "trail", "1", {"event": seq, "size": end})
    return end


def _over(session: Session, seq: int, size: int) -> Checkpoint:
    which = (Checkpoint.size == size, Checkpoint.size >= seq) if size else (Checkpoint.size >= seq,)
    found = session.scalar(select(Checkpoint).where(*which).order_by(Checkpoint.size).limit(1))
    if found is None:
        raise NotFound(N_("Tidak ada titik periksa yang mencakup catatan ini."))
    return found


def _leaves(db: Database, end: int) -> Iterator[bytes]:
    at = 0
    while at < end:
        with db.read() as session:
            rows = queries.events(session, at, end)
        if not rows:
            return
        yield from (tree.leaf(trail.preimage(one)) for one in rows)
        at = rows[-1]["seq"]
