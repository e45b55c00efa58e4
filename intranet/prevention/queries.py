"""Reads of prevention: acts and enforcements by keyset, what is counted, stored and given back."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from intranet.agencies.models import Agency, Staff
from intranet.base.actor import Party
from intranet.cases.models import Case
from intranet.oversight.models import Participant
from intranet.partners.models import PartnerOrganisation
from intranet.prevention import rules
from intranet.prevention.models import PreventionAct, PropCount, PropEnforcement, PropReturn, PropReturnCount
from intranet.prevention.rules import ActKind, PropKind, PropReason
from intranet.web import paging

PAGE = 50
_WAITING = (PreventionAct.outcome.is_(None), PreventionAct.check_on.is_not(None))

# Acts -------------------------------------------------------------------------------------------------------------


def acts(
    session: Session, kind: ActKind | None, case_id: str, waiting: bool, cursor: paging.Cursor | None
) -> paging.Page[PreventionAct]:
    """Acts, newest first; of one kind, of one case, or only those of which nothing has come yet."""
    query = select(PreventionAct)
    if kind:
        query = query.where(PreventionAct.kind == kind)
    if case_id:
        query = query.where(or_(PreventionAct.case_id == case_id, PreventionAct.led_case_id == case_id))
    if waiting:
        query = query.where(*_WAITING)
    return paging.newest_first(session, query, PreventionAct.done_on, cursor, PAGE)


def overdue(session: Session, today: dt.date) -> int:
    """How many acts should have been looked at again before ``today``."""
    late = select(func.count()).select_from(PreventionAct).where(*_WAITING, PreventionAct.check_on < today)
    return session.scalar(late) or 0


def case_numbers(session: Session, *ids: str | None) -> dict[str, str]:
    """Complaint numbers by case id."""
    wanted = {one for one in ids if one}
    return {row[0]: row[1] or "" for row in session.execute(select(Case.id, Case.complaint_no).where(Case.id.in_(wanted)))}


def staff_name(session: Session, staff_id: str) -> str:
    """The name of a member of staff, also of one who has left."""
    return session.scalar(select(Staff.name).where(Staff.id == staff_id)) or ""


# Enforcements -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Group:
    """What was taken down of one participant for one reason."""

    participant_key: str
    participant: str
    reason: PropReason
    counts: dict[PropKind, int]

    @property
    def total(self) -> int:
        """All kinds together."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class Store:
    """What of a participant is still stored."""

    participant_key: str
    participant: str
    left: dict[PropKind, int]


@dataclass(frozen=True)
class Returned:
    """What was given back at once."""

    row: PropReturn
    participant: str
    handed_by: str

    @property
    def total(self) -> int:
        """All kinds together."""
        return sum(one.count for one in self.row.counts)


@dataclass(frozen=True)
class EnforcementLine:
    """An enforcement in the list: how many props were taken down and how many are still stored."""

    row: PropEnforcement
    taken: int
    left: int
    owners: list[str] = field(default_factory=list)


def enforcements(session: Session, cursor: paging.Cursor | None) -> paging.Page[EnforcementLine]:
    """Enforcements, newest first."""
    page = paging.newest_first(session, select(PropEnforcement), PropEnforcement.done_at, cursor, PAGE)
    ids = [row.id for row in page.rows]
    taken = select(PropCount.enforcement_id, func.sum(PropCount.count)).where(PropCount.enforcement_id.in_(ids))
    back = select(PropReturn.enforcement_id, func.sum(PropReturnCount.count)).join(PropReturn.counts)
    sums = {row[0]: int(row[1]) for row in session.execute(taken.group_by(PropCount.enforcement_id))}
    returned = {
        row[0]: int(row[1])
        for row in session.execute(back.where(PropReturn.enforcement_id.in_(ids)).group_by(PropReturn.enforcement_id))
    }
    named = select(PropCount.enforcement_id, Participant.name).join(Participant, PropCount.participant_key == Participant.name_key)
    owners: dict[str, list[str]] = {}
    for enforcement_id, name in session.execute(
        named.where(PropCount.enforcement_id.in_(ids)).distinct().order_by(Participant.name)
    ):
        owners.setdefault(enforcement_id, []).append(name)
    lines = [
        EnforcementLine(row, sums.get(row.id, 0), sums.get(row.id, 0) - returned.get(row.id, 0), owners.get(row.id, []))
        for row in page.rows
    ]
    return paging.Page(lines, page.newer, page.older)


def recap(session: Session) -> list[tuple[str, dict[PropKind, int]]]:
    """How many of each kind were taken down in all, by participant ("": nobody knows whose), the most first."""
    query = (
        select(Participant.name, PropCount.kind, func.sum(PropCount.count))
        .select_from(PropCount)
        .outerjoin(Participant, PropCount.participant_key == Participant.name_key)
        .group_by(Participant.name, PropCount.kind)
    )
    found: dict[str, dict[PropKind, int]] = {}
    for name, kind, number in session.execute(query):
        found.setdefault(name or "", {})[kind] = int(number)
    return sorted(found.items(), key=lambda pair: (-sum(pair[1].values()), pair[0]))


def groups(session: Session, enforcement_id: str) -> list[Group]:
    """What an enforcement took down, by participant and reason."""
    query = (
        select(PropCount.participant_key, Participant.name, PropCount.reason, PropCount.kind, PropCount.count)
        .outerjoin(Participant, PropCount.participant_key == Participant.name_key)
        .where(PropCount.enforcement_id == enforcement_id)
    )
    found: dict[tuple[str, str, PropReason], dict[PropKind, int]] = {}
    for key, name, reason, kind, number in session.execute(query):
        found.setdefault((key or "", name or "", reason), {})[kind] = number
    reasons = list(PropReason)
    ordered = sorted(found.items(), key=lambda pair: (not pair[0][0], pair[0][1], reasons.index(pair[0][2])))
    return [Group(key, name, reason, counts) for (key, name, reason), counts in ordered]


def stores(session: Session, enforcement_id: str, taken: Sequence[Group]) -> list[Store]:
    """What of each participant among ``taken`` is still stored; those of whom nothing is left are not named."""
    query = (
        select(PropReturn.participant_key, PropReturnCount.kind, func.sum(PropReturnCount.count))
        .join(PropReturn.counts)
        .where(PropReturn.enforcement_id == enforcement_id)
        .group_by(PropReturn.participant_key, PropReturnCount.kind)
    )
    back: dict[str, dict[PropKind, int]] = {}
    for key, kind, number in session.execute(query):
        back.setdefault(key or "", {})[kind] = int(number)
    sums: dict[tuple[str, str], dict[PropKind, int]] = {}
    for group in taken:
        mine = sums.setdefault((group.participant_key, group.participant), {})
        for kind, number in group.counts.items():
            mine[kind] = mine.get(kind, 0) + number
    left = [Store(key, name, rules.stored(mine, back.get(key, {}))) for (key, name), mine in sums.items()]
    return [store for store in left if store.left]


def returns(session: Session, enforcement_id: str) -> list[Returned]:
    """Who took back what, newest first."""
    query = (
        select(PropReturn, Participant.name, Staff.name)
        .outerjoin(Participant, PropReturn.participant_key == Participant.name_key)
        .join(Staff, PropReturn.handed_by == Staff.id)
        .where(PropReturn.enforcement_id == enforcement_id)
        .order_by(PropReturn.id.desc())
    )
    return [Returned(row, name or "", by) for row, name, by in session.execute(query)]


def team(session: Session, row: PropEnforcement) -> tuple[list[tuple[str, str, Party]], list[str]]:
    """Name, agency and party of the members, Bawaslu first; names of the partner organisations."""
    ids = [member.staff_id for member in row.members]
    query = select(Staff.name, Agency.name, Agency.party).join(Agency, Staff.agency_id == Agency.id).where(Staff.id.in_(ids))
    members = [(name, agency, party) for name, agency, party in session.execute(query.order_by(Agency.party, Staff.name))]
    asked = select(PartnerOrganisation.name).where(PartnerOrganisation.id.in_([one.partner_id for one in row.partners]))
    return members, list(session.scalars(asked.order_by(PartnerOrganisation.name)))


def eligible(
    session: Session, row: PropEnforcement | None, today: dt.date
) -> tuple[list[tuple[str, str, Party]], list[tuple[str, str]]]:
    """Who may be put in a team: active staff of both parties and of partners, partners of today; and who is in ``row``'s."""
    members = [one.staff_id for one in row.members] if row else []
    partners = [one.partner_id for one in row.partners] if row else []
    staff = select(Staff.id, Staff.name, Agency.party).join(Agency, Staff.agency_id == Agency.id)
    staff = staff.where(Agency.party != Party.DUKCAPIL, or_(Staff.active, Staff.id.in_(members))).order_by(Agency.party, Staff.name)
    term = or_(PartnerOrganisation.valid_until.is_(None), PartnerOrganisation.valid_until >= today)
    orgs = select(PartnerOrganisation.id, PartnerOrganisation.name).order_by(PartnerOrganisation.name)
    orgs = orgs.where(or_(term, PartnerOrganisation.id.in_(partners)))
    return (
        [(row_id, name, party) for row_id, name, party in session.execute(staff)],
        [(row_id, name) for row_id, name in session.execute(orgs)],
    )
