"""Verbs on the door for tablets: an officer opens it with a short code, chooses what it asks for, closes it."""

import secrets

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.base.actor import Actor
from intranet.base.clock import Clock
from intranet.base.db import flush
from intranet.base.errors import NotFound, Refused
from intranet.base.ids import new_id
from intranet.learning import rules
from intranet.learning.models import Door
from intranet.learning.rules import CODE_LENGTH, CODE_LETTERS, Stage
from intranet.learning.service import record, require_writer, testing, unreported
from shared.text import N_


def open_door(session: Session, actor: Actor, clock: Clock, session_id: str, stage: Stage) -> Door:
    """Let tablets in with a new code, or let an open door ask for something else. Raises Forbidden or Refused."""
    require_writer(actor)
    row, now = unreported(session, session_id), clock.now()
    fault = rules.door_fault(row.state, row.starts_at, row.ends_at, now)
    if fault or row.ends_at is None:
        raise Refused(fault)
    if stage in rules.TESTS and not testing.items(session, session_id):
        raise Refused(N_("Sesi ini belum punya soal tes."), do=N_("Pilih soalnya dahulu di halaman tes."))
    door = session.get(Door, session_id)
    if door is None or door.closes_at <= now:
        if door is not None:
            session.delete(door)
            flush(session)
        door = Door(
            session_id=session_id,
            code=_code(session),
            token=new_id(),
            stage=stage,
            opened_by=actor.id,
            opened_at=now,
            closes_at=row.ends_at + rules.LATE,
        )
        session.add(door)
    door.stage = stage
    flush(session)
    record(session, clock, actor, "door_opened", session_id, stage=stage.value)
    return door


def close_door(session: Session, actor: Actor, clock: Clock, session_id: str) -> None:
    """Let no tablet in any more; those inside are out too. Raises Forbidden or Refused."""
    require_writer(actor)
    door = session.get(Door, session_id)
    if door is None or door.closes_at <= clock.now():
        raise Refused(N_("Kode sesi ini sudah ditutup."))
    door.closes_at = clock.now()
    flush(session)
    record(session, clock, actor, "door_closed", session_id)


def current(session: Session, clock: Clock, session_id: str) -> Door | None:
    """The door of a session while it is open."""
    door = session.get(Door, session_id)
    return door if door is not None and door.closes_at > clock.now() else None


def by_code(session: Session, clock: Clock, code: str) -> Door:
    """The open door of a code as typed; raises NotFound, alike for what never was and for what is closed."""
    query = select(Door).where(Door.code == rules.spelled_code(code), Door.closes_at > clock.now())
    return _found(session.scalars(query).one_or_none())


def by_token(session: Session, clock: Clock, token: str) -> Door:
    """The open door of a tablet that is inside; raises NotFound once it is closed."""
    return _found(session.scalars(select(Door).where(Door.token == token, Door.closes_at > clock.now())).one_or_none())


def _found(door: Door | None) -> Door:
    if door is None:
        raise NotFound(
            N_("Kode ini tidak ada, atau sesinya sudah ditutup."), do=N_("Tanyakan kodenya kepada petugas."), field="code"
        )
    return door


def _code(session: Session) -> str:
    while True:  # a code in use is as unlikely as one in many millions
        code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
        if session.scalar(select(Door.session_id).where(Door.code == code).limit(1)) is None:
            return code
