"""Verbs of attendance: many lines typed from paper at once, one by a tablet, corrected, removed."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.base.actor import SYSTEM, Actor
from intranet.base.clock import Clock
from intranet.base.db import flush
from intranet.base.errors import NotFound, Refused, changed_meanwhile
from intranet.base.ids import new_id
from intranet.learning.models import Attendee, Certificate
from intranet.learning.rules import MOST_PEOPLE, AgeBand, Sex, Way
from intranet.learning.service import plain, record, require_writer, unreported
from shared.text import N_


@dataclass(frozen=True, kw_only=True)
class AttendeeInput:
    """A line of the sheet; ``number`` None: the next one that is free."""

    name: str
    sex: Sex
    age: AgeBand
    unit: str = ""
    number: int | None = None


def add_many(
    session: Session, actor: Actor, clock: Clock, session_id: str, lines: Iterable[AttendeeInput]
) -> list[Attendee | Refused]:
    """Type in lines from paper. What comes back stands for each line: as kept, or why it was not; the others are kept anyway.

    Raises Forbidden, or Refused when the session takes none.
    """
    require_writer(actor)
    unreported(session, session_id)
    taken = {row.number: row for row in of(session, session_id)}
    done: list[Attendee | Refused] = []
    for given in lines:
        try:
            done.append(_add(session, actor, clock, session_id, given, taken, Way.PAPER))
        except Refused as refused:
            done.append(refused)
    flush(session)
    kept = [one.number for one in done if isinstance(one, Attendee)]
    if kept:
        record(session, clock, actor, "attended", session_id, way=Way.PAPER.value, numbers=kept)
    return done


def add_by_tablet(session: Session, clock: Clock, session_id: str, given: AttendeeInput) -> Attendee:
    """Somebody enters themselves; the caller has seen that the door is open. Raises Refused naming the field at fault."""
    unreported(session, session_id)
    taken = {row.number: row for row in of(session, session_id)}
    row = _add(session, SYSTEM, clock, session_id, given, taken, Way.TABLET)
    flush(session)
    record(session, clock, SYSTEM, "attended", session_id, way=Way.TABLET.value, numbers=[row.number])
    return row


def amend(session: Session, actor: Actor, clock: Clock, attendee_id: str, version: int, given: AttendeeInput) -> Attendee:
    """Correct a line. Raises Forbidden, NotFound, Conflict or Refused."""
    row = _changeable(session, actor, attendee_id, version)
    taken = {one.number: one for one in of(session, row.session_id) if one.id != row.id}
    for name, value in _checked(given, taken).items():
        setattr(row, name, value)
    flush(session)
    record(session, clock, actor, "attendance_amended", row.session_id, number=row.number)
    return row


def remove(session: Session, actor: Actor, clock: Clock, attendee_id: str, version: int) -> str:
    """Take a line away that was typed by mistake; returns the session's id. Raises Forbidden, NotFound, Conflict or Refused."""
    row = _changeable(session, actor, attendee_id, version)
    if session.scalar(select(Certificate.id).where(Certificate.attendee_id == row.id).limit(1)) is not None:
        raise Refused(N_("Orang ini sudah punya sertifikat, jadi barisnya tidak dapat dihapus."))
    session_id, number = row.session_id, row.number
    session.delete(row)
    flush(session)
    record(session, clock, actor, "attendance_removed", session_id, number=number)
    return session_id


def get(session: Session, attendee_id: str) -> Attendee:
    """The line, or NotFound."""
    row = session.get(Attendee, attendee_id)
    if row is None:
        raise NotFound(N_("Baris daftar hadir tidak ditemukan."))
    return row


def of(session: Session, session_id: str) -> list[Attendee]:
    """Who came to a session, by number."""
    return list(session.scalars(select(Attendee).where(Attendee.session_id == session_id).order_by(Attendee.number)))


def _changeable(session: Session, actor: Actor, attendee_id: str, version: int) -> Attendee:
    require_writer(actor)
    unreported(session, get(session, attendee_id).session_id)
    row = session.get(Attendee, attendee_id, populate_existing=True)
    if row is None or row.version != version:
        raise changed_meanwhile()
    return row


def _add(
    session: Session, actor: Actor, clock: Clock, session_id: str, given: AttendeeInput, taken: dict[int, Attendee], way: Way
) -> Attendee:
    row = Attendee(
        id=new_id(),
        session_id=session_id,
        way=way,
        added_by=actor.id if way is Way.PAPER else None,
        added_at=clock.now(),
        **_checked(given, taken),
    )
    session.add(row)
    taken[row.number] = row
    return row


def _checked(given: AttendeeInput, taken: dict[int, Attendee]) -> dict[str, object]:
    name, unit = plain(given.name, "name", 200), plain(given.unit, "unit", 200)
    if not name:
        raise Refused(N_("Tuliskan namanya."), field="name")
    for row in taken.values():
        if (row.name.casefold(), row.unit.casefold(), row.sex, row.age) == (name.casefold(), unit.casefold(), given.sex, given.age):
            raise Refused(
                N_("Orang ini sudah tercatat dengan nomor %(number)s."),
                do=N_("Bila memang orang lain, bedakan namanya atau asalnya."),
                field="name",
                values={"number": row.number},
            )
    number = given.number if given.number is not None else max(taken, default=0) + 1
    if not 1 <= number <= MOST_PEOPLE:
        raise Refused(N_("Nomor hadir dari 1 sampai 20.000."), field="number")
    if number in taken:
        raise Refused(N_("Nomor %(number)s sudah dipakai orang lain."), field="number", values={"number": number})
    return {"name": name, "unit": unit, "sex": given.sex, "age": given.age, "number": number}
