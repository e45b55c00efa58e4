"""Reads of the register, for its pages and for whoever reckons by agreements: what is in force, clauses, the task force."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.agencies.models import Agency, Staff
from intranet.agencies.service import roles_of
from intranet.agreements.models import (
    Agreement,
    AgreementClause,
    AgreementDispute,
    AgreementDocument,
    Amendment,
    ClosingItem,
    InstitutionName,
    RenewalTask,
    TaskForceMember,
)
from intranet.agreements.rules import Matter, Standing, standing_on
from intranet.base.actor import Party, Role
from intranet.evidence.models import EvidenceItem

_LEADERS = frozenset({Role.DISKOMINFO_HEAD, Role.BAWASLU_COMMISSIONER})


def all_agreements(session: Session) -> list[Agreement]:
    """Every agreement, the one that ends last first; an office has a handful, so there is no paging."""
    return list(session.scalars(select(Agreement).order_by(Agreement.ends_on.desc(), Agreement.id)))


def in_force(session: Session, day: dt.date) -> list[Agreement]:
    """The agreements in force on ``day``, the one that ends last first; ``template`` of each names the known one it follows."""
    return [row for row in all_agreements(session) if standing_on(row.term, day) is Standing.IN_FORCE]


def clauses_on(session: Session, agreement_id: str, day: dt.date) -> list[AgreementClause]:
    """The clauses of an agreement as they read and bind on ``day``, in order."""
    return [row for row in all_clauses(session, agreement_id) if row.holds(day)]


def all_clauses(session: Session, agreement_id: str) -> Sequence[AgreementClause]:
    """The clauses of an agreement in every text they ever had."""
    query = select(AgreementClause).where(AgreementClause.agreement_id == agreement_id)
    return session.scalars(query.order_by(AgreementClause.position, AgreementClause.from_on)).all()


# The task force ---------------------------------------------------------------------------------------------------


def members(session: Session, agreement_id: str) -> Sequence[TaskForceMember]:
    """Everybody who is or was in the task force of an agreement, by party and name."""
    query = select(TaskForceMember).where(TaskForceMember.agreement_id == agreement_id)
    return session.scalars(query.order_by(TaskForceMember.party, TaskForceMember.name, TaskForceMember.id)).all()


def members_on(session: Session, agreement_id: str, day: dt.date) -> list[TaskForceMember]:
    """Who belongs to the task force of an agreement on ``day``."""
    return [row for row in members(session, agreement_id) if row.serves(day)]


def task_force_staff(session: Session, day: dt.date) -> frozenset[str]:
    """Ids of the staff who belong on ``day`` to the task force of an agreement in force."""
    query = select(TaskForceMember, Agreement).join(Agreement, TaskForceMember.agreement_id == Agreement.id)
    found = session.execute(query.where(TaskForceMember.staff_id.is_not(None), Agreement.ends_on >= day))
    return frozenset(
        member.staff_id
        for member, row in found
        if member.staff_id and member.serves(day) and standing_on(row.term, day) is Standing.IN_FORCE
    )


# What else belongs to an agreement --------------------------------------------------------------------------------


def amendments(session: Session, agreement_id: str) -> Sequence[Amendment]:
    """What changed an agreement, the latest first."""
    query = select(Amendment).where(Amendment.agreement_id == agreement_id)
    return session.scalars(query.order_by(Amendment.recorded_at.desc(), Amendment.id)).all()


def documents(session: Session, agreement_id: str) -> Sequence[AgreementDocument]:
    """Terms of reference and technical guides, the newest version first."""
    query = select(AgreementDocument).where(AgreementDocument.agreement_id == agreement_id)
    return session.scalars(query.order_by(AgreementDocument.kind, AgreementDocument.number.desc())).all()


def scans(session: Session, agreement_id: str) -> Sequence[EvidenceItem]:
    """The scans kept of an agreement's papers, in the order they came."""
    query = select(EvidenceItem).where(EvidenceItem.subject_kind == "agreement", EvidenceItem.subject_id == agreement_id)
    return session.scalars(query.order_by(EvidenceItem.id)).all()


def disputes(session: Session, agreement_id: str) -> Sequence[AgreementDispute]:
    """What was deliberated, the latest first."""
    query = select(AgreementDispute).where(AgreementDispute.agreement_id == agreement_id)
    return session.scalars(query.order_by(AgreementDispute.raised_on.desc(), AgreementDispute.id)).all()


def renewals(session: Session, agreement_id: str) -> Sequence[RenewalTask]:
    """The renewals that changes of institutions asked for, those not done first."""
    query = select(RenewalTask).where(RenewalTask.agreement_id == agreement_id)
    return session.scalars(query.order_by(RenewalTask.done_on.is_not(None), RenewalTask.due_on, RenewalTask.id)).all()


def open_renewals(session: Session) -> frozenset[str]:
    """Ids of the agreements that wait to be renewed."""
    return frozenset(session.scalars(select(RenewalTask.agreement_id).where(RenewalTask.done_on.is_(None))))


def closing(session: Session, agreement_id: str) -> dict[Matter, ClosingItem]:
    """What became of each open matter so far."""
    return {row.matter: row for row in session.scalars(select(ClosingItem).where(ClosingItem.agreement_id == agreement_id))}


def institution_names(session: Session) -> Sequence[InstitutionName]:
    """The names institutions bear and bore, the latest first."""
    return session.scalars(select(InstitutionName).order_by(InstitutionName.from_on.desc(), InstitutionName.id)).all()


# People -----------------------------------------------------------------------------------------------------------


class Colleague(NamedTuple):
    """A member of staff to choose from."""

    id: str
    name: str
    party: Party
    roles: frozenset[Role]


def colleagues(session: Session, *parties: Party) -> list[Colleague]:
    """The active staff of ``parties``, by party and name."""
    query = select(Staff.id, Staff.name, Agency.party, Staff.roles).join(Agency, Staff.agency_id == Agency.id)
    query = query.where(Staff.active, Agency.party.in_(parties)).order_by(Agency.party, Staff.name)
    return [Colleague(row.id, row.name, row.party, roles_of(row.roles)) for row in session.execute(query)]


def leaders(session: Session, *parties: Party) -> list[str]:
    """Ids of the active heads and commissioners of ``parties``."""
    return [one.id for one in colleagues(session, *parties) if one.roles & _LEADERS]


def leaders_of(session: Session, row: Agreement) -> list[str]:
    """Ids of the heads and commissioners an agreement concerns: of its own parties, or of both where it binds neither."""
    both = {Party.BAWASLU, Party.DISKOMINFO}
    return leaders(session, *(both & row.party_kinds or both))


def names(session: Session, *ids: str | None) -> dict[str, str]:
    """Names of members of staff by id, also of those who have left."""
    wanted = {one for one in ids if one}
    return {row.id: row.name for row in session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(wanted)))}
