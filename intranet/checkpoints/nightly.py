"""Once a day: a walk over the whole trail in short reads, then the day's checkpoint. Safe to do twice or to be killed in."""

import logging

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.base import trail
from intranet.base.actor import SYSTEM
from intranet.base.clock import Clock
from intranet.base.db import Database
from intranet.base.errors import Refused
from intranet.base.sealing import SealError
from intranet.checkpoints import keys, queries, service
from intranet.checkpoints.models import Checkpoint
from intranet.checkpoints.verifier import Fault, Walk, What
from intranet.settings import Settings

log = logging.getLogger(__name__)


def due(session: Session, clock: Clock, settings: Settings) -> bool:
    """Whether today's walk has not been made, or nothing was wrong and today's checkpoint is not there."""
    today, check = clock.now().astimezone(settings.zone).date(), queries.last_check(session)
    if check is None or check.at.astimezone(settings.zone).date() != today:
        return True
    made = session.scalar(select(Checkpoint.id).where(Checkpoint.day == today))
    return made is None and check.fault_seq is None


def run(db: Database, clock: Clock, settings: Settings) -> None:
    """Do what is due."""
    with db.read() as session:
        if not due(session, clock, settings) or trail.head(session)[0] == 0:
            return
        begun = queries.newest(session) is not None
    try:
        if begun or keys.there(settings):
            keys.load(settings)  # before the walk: a bad key is found again every minute, and the walk takes its time
        size, fault = check(db)
        with db.write() as session:
            service.keep_check(session, clock, size, fault)
        if fault is None:
            with db.write() as session:
                service.daily(session, clock, settings)
    except SealError as error:
        log.error("no checkpoint: %s", error)  # names the file, never what is in it
    except Refused as refused:
        log.error("no checkpoint: %s", refused.message)


def ask(db: Database, clock: Clock, settings: Settings) -> str:
    """Walk and sign now, whatever the hour: the checkpoint's text. Raises Refused."""
    size, fault = check(db)
    with db.write() as session:
        service.keep_check(session, clock, size, fault)
    with db.write() as session:
        return service.ask(session, SYSTEM, clock, settings).note


def check(db: Database) -> tuple[int, Fault | None]:
    """Walk the whole trail against every checkpoint: how many events there are, and the first thing wrong."""
    with db.read() as session:
        made = session.scalars(select(Checkpoint).order_by(Checkpoint.size)).all()
        end, end_hash = trail.head(session)  # after what was signed, which then is never beyond it
    forged = next((row.size for row in made if queries.signed(row) is None), None)
    if forged is not None:
        return end, Fault(What.SIGNATURE, forged, forged)
    walk, at = Walk({row.size: bytes.fromhex(row.root) for row in made}), 0
    while at < end:
        with db.read() as session:
            rows = queries.events(session, at, end)
        if not rows:
            break
        for row in rows:
            walk.step(trail.preimage(row).decode(), row["hash"])
        at = rows[-1]["seq"]
    faults = walk.end()
    if not faults and (walk.last, walk.hash) != (end, end_hash):
        faults = [Fault(What.TAIL, walk.last + 1, max(end, walk.last + 1))]
    return end, faults[0] if faults else None
