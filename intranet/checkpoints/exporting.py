"""The trail as one file for the stand-alone judge: head, checkpoints with what was said of them, every event."""

import base64
import json
import os
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select

from intranet.agencies.models import Agency, Staff
from intranet.base import trail
from intranet.base.actor import SYSTEM
from intranet.base.clock import Clock
from intranet.base.db import Database
from intranet.base.errors import Refused
from intranet.checkpoints import queries, service
from intranet.checkpoints.models import Checkpoint, CheckpointStamp, CheckpointWitness
from intranet.checkpoints.verifier import FORMAT
from intranet.settings import Settings


def export(db: Database, clock: Clock, settings: Settings, file: Path) -> tuple[int, str]:
    """Write the trail to a new file (0600); how many events, and why its end bears no signature (empty: it does).

    A trail that does not hold is exported as it is: the file is what shows where. Raises OSError.
    """
    with open(file, "x", encoding="utf-8", opener=lambda path, flags: os.open(path, flags, 0o600)) as out:
        unsigned = ""
        try:
            with db.write() as session:
                trail.record(session, clock, SYSTEM, "trail.exported", "trail", "1")
                end = service.ask(session, SYSTEM, clock, settings).size
        except Refused as refused:
            unsigned = refused.message % refused.values
            with db.read() as session:
                end = trail.head(session)[0]
        events = 0
        for line in _lines(db, clock, settings, end, signed=not unsigned):
            events += "row" in line
            out.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
        out.flush()
        os.fsync(out.fileno())
    return events, unsigned


def _lines(db: Database, clock: Clock, settings: Settings, end: int, *, signed: bool) -> Iterator[dict[str, object]]:
    yield {"format": FORMAT, "office": settings.office_name, "made": clock.now().isoformat(timespec="seconds")}
    with db.read() as session:
        said: dict[str, list[dict[str, object]]] = {}
        query = select(CheckpointWitness, Staff.name, Agency.name).join(Staff, CheckpointWitness.staff_id == Staff.id)
        query = query.join(Agency, Staff.agency_id == Agency.id).order_by(CheckpointWitness.at, CheckpointWitness.id)
        for one, name, agency in session.execute(query):
            told = {"name": name, "agency": agency, "at": one.at.isoformat(), "agrees": one.agrees, "typed": one.typed}
            said.setdefault(one.checkpoint_id, []).append(told)
        stamps = {row.checkpoint_id: row.answer for row in session.scalars(select(CheckpointStamp))}
        made = select(Checkpoint).order_by(Checkpoint.size)
        if signed:
            made = made.where(Checkpoint.size <= end)  # one made meanwhile is of the next export
        for row in session.scalars(made):
            line: dict[str, object] = {"note": row.note, "proof": row.proof.split(), "witnesses": said.get(row.id, [])}
            stamp = stamps.get(row.id)
            yield line | ({"stamp": base64.b64encode(stamp).decode()} if stamp else {})
    at = 0
    while at < end:
        with db.read() as session:
            rows = queries.events(session, at, end)
        if not rows:
            break
        for found in rows:
            yield {"row": trail.preimage(found).decode(), "hash": found["hash"]}
        at = rows[-1]["seq"]
