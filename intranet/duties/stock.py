"""Reads of the inventory: what there is, who answers for it, and whether they are still here."""

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intranet.agencies.models import Agency, Staff
from intranet.agencies.service import roles_of
from intranet.base.actor import Party, Role
from intranet.devices.models import Device
from intranet.duties.models import CardReader, Credential, SamCard, SecurityCheck
from intranet.duties.rules import Measure
from intranet.outreach.models import CapacityEvent, CapacityParticipant
from intranet.outreach.rules import CapacityKind, EventState

MOST = 200  # rows of each list; an office has a handful


class Person(NamedTuple):
    """A member of staff named in the inventory; ``active``: whether the account is open."""

    name: str
    active: bool


@dataclass(frozen=True, kw_only=True)
class Stock:
    """The whole inventory, with the people in it by id."""

    readers: list[CardReader]
    sams: list[SamCard]
    credentials: list[Credential]
    checks: dict[Measure, SecurityCheck]
    people: dict[str, Person]
    devices: dict[str, str]
    serials: dict[str, str]


def stock(session: Session) -> Stock:
    """Everything, what is in use first."""
    readers = list(session.scalars(select(CardReader).order_by(CardReader.status, CardReader.serial).limit(MOST)))
    sams = list(session.scalars(select(SamCard).order_by(SamCard.status, SamCard.serial).limit(MOST)))
    ordered = select(Credential).order_by(Credential.ended_on.is_not(None), Credential.due_on, Credential.id)
    credentials = list(session.scalars(ordered.limit(MOST)))
    checks = latest_checks(session)
    wanted = {one.custodian_id for one in sams} | {one.custodian_id for one in credentials}
    wanted |= {knower.staff_id for one in credentials for knower in one.knowers} | {one.recorded_by for one in checks.values()}
    found = session.execute(select(Staff.id, Staff.name, Staff.active).where(Staff.id.in_(wanted)))
    return Stock(
        readers=readers,
        sams=sams,
        credentials=credentials,
        checks=checks,
        people={row.id: Person(row.name, row.active) for row in found},
        devices={row.id: row.name for row in session.execute(select(Device.id, Device.name))},
        serials={one.id: one.serial for one in readers},
    )


def latest_checks(session: Session) -> dict[Measure, SecurityCheck]:
    """The latest look at each measure that was looked at."""
    ranked = func.row_number().over(
        partition_by=SecurityCheck.measure,
        order_by=(SecurityCheck.checked_on.desc(), SecurityCheck.recorded_at.desc(), SecurityCheck.id),
    )
    newest = select(SecurityCheck.id, ranked.label("place")).subquery()
    query = select(SecurityCheck).join(newest, SecurityCheck.id == newest.c.id).where(newest.c.place == 1)
    return {row.measure: row for row in session.scalars(query)}


class Trained(NamedTuple):
    """Somebody who came to guidance on the readers, and when last."""

    name: str
    active: bool
    on: object
    title: str


def trained(session: Session) -> list[Trained]:
    """The staff who came to technical guidance, each with the latest one (Magelang 2(2)e)."""
    query = (
        select(Staff.id, Staff.name, Staff.active, CapacityEvent.ends_on, CapacityEvent.title)
        .join(CapacityParticipant, CapacityParticipant.staff_id == Staff.id)
        .join(CapacityEvent, CapacityParticipant.event_id == CapacityEvent.id)
        .where(CapacityParticipant.came, CapacityEvent.kind == CapacityKind.GUIDANCE)
        .where(CapacityEvent.state.in_((EventState.HELD, EventState.REPORTED)))
        .order_by(CapacityEvent.ends_on, CapacityEvent.id)
    )
    latest = {row.id: Trained(row.name, row.active, row.ends_on, row.title) for row in session.execute(query)}
    return sorted(latest.values(), key=lambda one: one.name)


def keepers(session: Session) -> list[tuple[str, str]]:
    """Id and name of the active staff of Diskominfo, who may answer for a thing or know a credential."""
    found = select(Staff.id, Staff.name, Staff.roles).join(Agency, Staff.agency_id == Agency.id)
    found = found.where(Staff.active, Agency.party == Party.DISKOMINFO).order_by(Staff.name, Staff.id)
    own = {Role.DISKOMINFO_OFFICER, Role.DISKOMINFO_HEAD, Role.ADMIN}
    return [(row.id, row.name) for row in session.execute(found) if roles_of(row.roles) & own]


def kiosks(session: Session) -> list[tuple[str, str]]:
    """Id and name of the kiosks that are not revoked."""
    return [
        (row.id, row.name)
        for row in session.execute(select(Device.id, Device.name).where(Device.revoked_at.is_(None)).order_by(Device.name))
    ]
