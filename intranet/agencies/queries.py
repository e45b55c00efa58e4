"""Reads for the account and staff pages."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intranet.agencies.models import Agency, Staff, StaffSession
from intranet.agencies.service import roles_of
from intranet.base.actor import Party, Role

_SEEN = select(StaffSession.staff_id, func.max(StaffSession.seen_at).label("seen_at")).group_by(StaffSession.staff_id).subquery()
_PEOPLE = (
    select(
        Staff.id,
        Staff.name,
        Staff.username,
        Staff.roles,
        Staff.active,
        Agency.name.label("agency"),
        Agency.party,
        _SEEN.c.seen_at,
        Staff.email,
    )
    .join(Agency, Staff.agency_id == Agency.id)
    .outerjoin(_SEEN, _SEEN.c.staff_id == Staff.id)
    .order_by(Staff.active.desc(), Agency.name, Staff.name)
)


class Member(NamedTuple):
    """A member of staff as listed."""

    id: str
    name: str
    username: str
    roles: frozenset[Role]
    active: bool
    agency: str
    party: Party
    seen_at: dt.datetime | None
    email: str


class Login(NamedTuple):
    """A live login as listed on its owner's page."""

    id: str
    browser: str
    started_at: dt.datetime
    seen_at: dt.datetime


def people(session: Session) -> list[Member]:
    """All accounts, open ones first, by agency and name."""
    return [_member(row) for row in session.execute(_PEOPLE)]


def member(session: Session, staff_id: str) -> Member | None:
    """One account."""
    row = session.execute(_PEOPLE.where(Staff.id == staff_id)).one_or_none()
    return None if row is None else _member(row)


def agencies(session: Session) -> list[tuple[str, str, Party]]:
    """Id, name and party of the agencies, by name."""
    return [(row.id, row.name, row.party) for row in session.execute(select(Agency).order_by(Agency.name)).scalars()]


def logins(session: Session, staff_id: str, now: dt.datetime, *, idle_minutes: int, hours: int) -> list[Login]:
    """The live logins of a person, the one used last first."""
    found = (
        select(StaffSession.id, StaffSession.browser, StaffSession.started_at, StaffSession.seen_at)
        .where(
            StaffSession.staff_id == staff_id,
            StaffSession.ended_at.is_(None),
            StaffSession.seen_at > now - dt.timedelta(minutes=idle_minutes),
            StaffSession.started_at > now - dt.timedelta(hours=hours),
        )
        .order_by(StaffSession.seen_at.desc())
    )
    return [Login(*row) for row in session.execute(found)]


def _member(row: Sequence[object]) -> Member:
    member = Member(*row)  # type: ignore[arg-type]
    return member._replace(roles=roles_of(str(member.roles)))
