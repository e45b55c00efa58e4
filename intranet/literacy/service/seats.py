"""Verbs on the seats of a session: open one, put somebody on it, let somebody go, replace."""

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from intranet.base import trail
from intranet.base.actor import Actor, Party
from intranet.base.clock import Clock
from intranet.base.db import flush
from intranet.base.errors import Forbidden, NotFound, Refused
from intranet.base.ids import new_id
from intranet.inbox.service import tell
from intranet.literacy import rules
from intranet.literacy.models import LiteracyPerson, LiteracySession, Seat, guards
from intranet.literacy.rules import SeatRole
from intranet.literacy.service import bookings, same_version, sessions, squeeze, standing
from intranet.settings import Settings
from shared.text import N_

_ASKED = N_("Anda ditugaskan dalam sesi “%(title)s”.")
_GONE = N_("%(who)s tidak jadi hadir dalam sesi “%(title)s”; kursinya perlu diisi lagi.")


def open_seat(session: Session, actor: Actor, clock: Clock, session_id: str, version: int, party: Party, role: SeatRole) -> Seat:
    """Add a seat still to be filled. Raises Forbidden, Conflict or Refused."""
    row = _session(session, actor, session_id, version, party)
    made = Seat(id=new_id(), session_id=row.id, party=party, role=role, pinned=False, vacated_reason="")
    session.add(made)
    _touched(session, row)
    trail.record(session, clock, actor, "seat.opened", "literacy_session", row.id, _data(made))
    return made


def drop_seat(session: Session, actor: Actor, clock: Clock, seat_id: str, version: int) -> LiteracySession:
    """Take away a seat nobody sits on. Raises Forbidden, Conflict, NotFound or Refused."""
    seat, row = _seat(session, actor, seat_id, version)
    if seat.person_id is not None:
        raise Refused(N_("Kursi ini terisi."), do=N_("Kosongkan dahulu dengan alasannya."))
    trail.record(session, clock, actor, "seat.dropped", "literacy_session", row.id, _data(seat))
    session.delete(seat)
    _touched(session, row)
    return row


def fill(session: Session, actor: Actor, clock: Clock, settings: Settings, seat_id: str, version: int, person_id: str) -> Seat:
    """Put somebody on an empty seat; their party has to confirm (again). Raises Forbidden, NotFound, or Refused or Conflict that
    says what stands in the way.
    """
    seat, row = _seat(session, actor, seat_id, version)
    if seat.person_id is not None:
        raise Refused(N_("Kursi ini sudah terisi."), do=N_("Kosongkan dahulu dengan alasannya."))
    _put(session, actor, clock, settings, row, seat, person_id)
    return seat


def seat(
    session: Session,
    actor: Actor,
    clock: Clock,
    settings: Settings,
    session_id: str,
    version: int,
    role: SeatRole,
    person_id: str,
) -> Seat:
    """Add a seat with somebody on it at once. Raises as ``fill``."""
    person = session.get(LiteracyPerson, person_id)
    if person is None:
        raise Refused(N_("Pilih orang dari daftar."), field="person_id")
    made = open_seat(session, actor, clock, session_id, version, person.party, role)
    _put(session, actor, clock, settings, sessions.get(session, session_id), made, person_id)
    return made


def vacate(session: Session, actor: Actor, clock: Clock, seat_id: str, version: int, reason: str) -> Seat:
    """Let somebody go, with the reason: the session is only planned again, the other half stays, an empty seat takes the place.

    By the person's own hand too. Returns the empty seat. Raises Forbidden, Conflict, NotFound or Refused.
    """
    guards.hold(session)
    old = _get(session, seat_id)
    if old.person is None:
        raise Refused(N_("Kursi ini kosong."))
    if not (rules.may_seat(actor, old.party) or old.person.staff_id == actor.id):
        raise Forbidden(N_("Kursi ini diatur pihaknya sendiri atau penyusun jadwal."))
    row = _open(session, old, version)
    reason = squeeze(reason)
    if not 5 <= len(reason) <= 300:
        raise Refused(N_("Tuliskan alasannya, 5 sampai 300 huruf."), field="reason")
    who = old.person.name
    told = standing.concerned(session, row, *rules.PARTIES)
    standing.reopen(session, actor, clock, row, (old.party,), standing.REPLACED, seat_ids={old.id})
    old.vacated_by, old.vacated_at, old.vacated_reason, old.pinned = actor.id, clock.now(), reason, False
    made = Seat(id=new_id(), session_id=row.id, party=old.party, role=old.role, pinned=False, vacated_reason="", replaces_id=old.id)
    session.add(made)
    _touched(session, row)
    ids = [one for one in told if one != actor.id]
    tell(session, clock, ids, "seat.vacated", "literacy_session", row.id, _GONE, who=who, title=row.title)
    trail.record(session, clock, actor, "seat.vacated", "literacy_session", row.id, _data(old))
    return made


def pin(session: Session, actor: Actor, clock: Clock, seat_id: str, version: int, pinned: bool) -> Seat:
    """Let planning leave a seat's person alone, or not any more. Raises Forbidden, Conflict, NotFound or Refused."""
    one, row = _seat(session, actor, seat_id, version)
    one.pinned = pinned and one.person_id is not None
    _touched(session, row)
    trail.record(session, clock, actor, "seat.pinned", "literacy_session", row.id, {**_data(one), "pinned": one.pinned})
    return one


def _put(
    session: Session, actor: Actor, clock: Clock, settings: Settings, row: LiteracySession, seat: Seat, person_id: str
) -> None:
    person = session.get(LiteracyPerson, person_id)
    if person is None or not person.active:
        raise Refused(N_("Pilih orang dari daftar."), field="person_id")
    if person.party is not seat.party:
        raise Refused(N_("%(who)s bukan dari pihak kursi ini."), field="person_id", values={"who": person.name})
    if seat.role not in person.roles:
        raise Refused(
            N_("%(who)s belum tercatat untuk peran ini."),
            do=N_("Tambahkan perannya di halaman orang itu, atau pilih orang lain."),
            field="person_id",
            values={"who": person.name},
        )
    if any(one.person_id == person.id for one in row.live_seats):
        raise Refused(N_("%(who)s sudah duduk dalam sesi ini."), field="person_id", values={"who": person.name})
    bookings.require_free(session, settings, row, [person.id])
    if seat.party in rules.PARTIES:
        standing.reopen(session, actor, clock, row, (seat.party,), standing.REPLACED, seat_ids=())
    seat.person_id, seat.filled_by, seat.filled_at = person.id, actor.id, clock.now()
    _touched(session, row)
    if person.staff_id and person.staff_id != actor.id:
        tell(session, clock, [person.staff_id], "seat.filled", "literacy_session", row.id, _ASKED, title=row.title)
    trail.record(session, clock, actor, "seat.filled", "literacy_session", row.id, _data(seat))


def _session(session: Session, actor: Actor, session_id: str, version: int, party: Party) -> LiteracySession:
    guards.hold(session)
    row = sessions.get(session, session_id)
    _require_may(actor, party)
    same_version(row, version)
    _require_open(row)
    return row


def _seat(session: Session, actor: Actor, seat_id: str, version: int) -> tuple[Seat, LiteracySession]:
    guards.hold(session)
    found = _get(session, seat_id)
    _require_may(actor, found.party)
    return found, _open(session, found, version)


def _get(session: Session, seat_id: str) -> Seat:
    found = session.get(Seat, seat_id)
    if found is None or found.vacated_at is not None:
        raise NotFound(N_("Kursi itu tidak ada lagi."))
    return found


def _open(session: Session, seat: Seat, version: int) -> LiteracySession:
    row = sessions.get(session, seat.session_id)
    same_version(row, version)
    _require_open(row)
    return row


def _require_open(row: LiteracySession) -> None:
    if row.state not in rules.OPEN:
        raise Refused(N_("Sesi ini sudah terlaksana atau dibatalkan dan tidak dapat diubah lagi."))


def _require_may(actor: Actor, party: Party) -> None:
    if not rules.may_seat(actor, party):
        raise Forbidden(N_("Kursi ini diatur pihaknya sendiri atau penyusun jadwal."))


def _touched(session: Session, row: LiteracySession) -> None:
    """Write, and make a new version of the session: whoever confirms must have seen who sits in it."""
    flag_modified(row, "title")
    flush(session)
    session.refresh(row)


def _data(seat: Seat) -> dict[str, object]:
    return {"seat": seat.id, "party": seat.party.value, "role": seat.role.value, "person": seat.person_id or ""}
