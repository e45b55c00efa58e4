"""What a change does to a session's standing: confirmations and letters taken back, people told; the office's own hours."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.agencies.models import Agency, Staff
from intranet.agencies.service import roles_of
from intranet.base.actor import Actor, Party, Role
from intranet.base.clock import Clock
from intranet.base.db import flush
from intranet.inbox.service import tell
from intranet.literacy import rules
from intranet.literacy.models import LiteracyHours, LiteracyLetter, LiteracySession
from intranet.literacy.rules import Hours, SessionState
from shared.text import N_

# Why letters are cancelled by what happens to their session.
MOVED, REPLACED = N_("Waktu, tempat, atau sasarannya berubah."), N_("Petugasnya berganti.")
WITHDRAWN, POSTPONED, CALLED_OFF = N_("Konfirmasinya ditarik."), N_("Sesi ditunda."), N_("Sesi dibatalkan.")
REASONS = (MOVED, REPLACED, WITHDRAWN, POSTPONED, CALLED_OFF)

_KEEPERS = {
    Party.BAWASLU: {Role.BAWASLU_OFFICER, Role.BAWASLU_COMMISSIONER, Role.SCHEDULER},
    Party.DISKOMINFO: {Role.DISKOMINFO_OFFICER, Role.DISKOMINFO_HEAD, Role.SCHEDULER},
}


def hours(session: Session) -> Hours:
    """The office's hours and usual figures; those of the law until somebody sets others."""
    row = session.get(LiteracyHours, 1)
    return row.hours if row else Hours()


def reopen(
    session: Session,
    actor: Actor,
    clock: Clock,
    row: LiteracySession,
    parties: Collection[Party],
    why: str,
    *,
    seat_ids: Collection[str] | None = None,
) -> None:
    """Let a confirmed session be only planned again: the word of ``parties`` is taken back, the other's stands.

    Letters that no longer say how it is are cancelled with ``why`` (all, or the invitations and those of ``seat_ids``).
    """
    if row.state is SessionState.CONFIRMED:
        row.state, row.asked_at = SessionState.PLANNED, clock.now()
        flush(session)  # a confirmed session does not let its confirmations go
    row.confirmations = [one for one in row.confirmations if one.party not in parties]
    live = select(LiteracyLetter).where(LiteracyLetter.session_id == row.id, LiteracyLetter.cancelled_at.is_(None))
    for letter in session.scalars(live):
        if seat_ids is None or letter.seat_id is None or letter.seat_id in seat_ids:
            letter.cancelled_at, letter.cancel_reason = clock.now(), why
    flush(session)


def concerned(session: Session, row: LiteracySession, *parties: Party) -> list[str]:
    """Staff who have to know of a session: who asked for it, who sits in it, and the planners of ``parties``."""
    ids = [row.made_by, *(seat.person.staff_id for seat in row.live_seats if seat.person and seat.person.staff_id)]
    return list(dict.fromkeys([*ids, *planners(session, *parties)]))


def planners(session: Session, *parties: Party) -> list[str]:
    """Ids of active staff of ``parties`` who confirm or plan literacy, schedulers first where there are any."""
    people = select(Staff.id, Staff.roles, Agency.party).join(Agency, Staff.agency_id == Agency.id)
    found: list[str] = []
    rows = list(session.execute(people.where(Agency.party.in_(parties), Staff.active).order_by(Staff.id)))
    for party in parties:
        mine = [(row.id, roles_of(row.roles)) for row in rows if row.party is party]
        schedulers = [staff_id for staff_id, roles in mine if Role.SCHEDULER in roles]
        found += schedulers or [staff_id for staff_id, roles in mine if roles & _KEEPERS.get(party, set())]
    return found


def tell_people(
    session: Session, actor: Actor, clock: Clock, row: LiteracySession, kind: str, message: str, **values: str | int
) -> None:
    """Put a message about a session before all concerned but the one who did it."""
    ids = [one for one in concerned(session, row, *rules.PARTIES) if one != actor.id]
    tell(session, clock, ids, kind, "literacy_session", row.id, message, title=row.title, **values)
