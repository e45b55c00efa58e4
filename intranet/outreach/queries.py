"""Reads of outreach: lists by keyset, the months of the plan, totals of what was spread, what is lent and to whom."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import extract, func, or_, select
from sqlalchemy.orm import Session

from intranet.agencies.models import Agency, Staff
from intranet.agreements.models import Agreement
from intranet.agreements.queries import all_agreements
from intranet.base.actor import Party
from intranet.outreach.models import ActionItem, CapacityEvent, Dissemination, Facility, FacilityLoan, JointActivity
from intranet.outreach.rules import (
    HOLDING,
    OPEN_LOANS,
    PARTIES,
    ActivityState,
    CapacityKind,
    Channel,
    EventState,
    LoanState,
    PlanState,
    Target,
    Topic,
    month_after,
)
from intranet.web import paging

PAGE = 50
_UNDONE = (Dissemination.done_on.is_(None), Dissemination.dropped_reason == "")


# What all of it needs ---------------------------------------------------------------------------------------------


def agreements_of(session: Session, *parties: Party) -> list[Agreement]:
    """The signed agreements all of ``parties`` are parties of, the one that ends last first."""
    return [row for row in all_agreements(session) if row.party_kinds >= set(parties) and not row.drafted]


def titles(session: Session, *ids: str | None) -> dict[str, str]:
    """Titles of agreements by id."""
    wanted = {one for one in ids if one}
    if not wanted:
        return {}
    return {row.id: row.title for row in session.execute(select(Agreement.id, Agreement.title).where(Agreement.id.in_(wanted)))}


def names(session: Session, *ids: str | None) -> dict[str, str]:
    """Names of members of staff by id, also of those who have left."""
    wanted = {one for one in ids if one}
    return {row.id: row.name for row in session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(wanted)))}


def colleagues(session: Session) -> list[tuple[str, str, Party]]:
    """Id, name and party of the active staff of both parties, by party and name."""
    found = select(Staff.id, Staff.name, Agency.party).join(Agency, Staff.agency_id == Agency.id)
    found = found.where(Staff.active, Agency.party.in_(PARTIES)).order_by(Agency.party, Staff.name)
    return [(row_id, name, party) for row_id, name, party in session.execute(found)]


# Trainings --------------------------------------------------------------------------------------------------------


def events(
    session: Session, kind: CapacityKind | None, state: EventState | None, party: Party | None, cursor: paging.Cursor | None
) -> paging.Page[CapacityEvent]:
    """Events, the latest day first; of one kind, one state, one organiser (joint ones are of both)."""
    query = select(CapacityEvent)
    if kind:
        query = query.where(CapacityEvent.kind == kind)
    if state:
        query = query.where(CapacityEvent.state == state)
    if party:
        query = query.where(or_(CapacityEvent.party == party, CapacityEvent.joint))
    return paging.newest_first(session, query, CapacityEvent.starts_on, cursor, PAGE)


def unreported(session: Session, today: dt.date) -> int:
    """How many events are over and not reported: planned for days gone by, or held."""
    over = (CapacityEvent.state.in_((EventState.PLANNED, EventState.HELD)), CapacityEvent.ends_on < today)
    return session.scalar(select(func.count()).select_from(CapacityEvent).where(*over)) or 0


def late_actions(session: Session, today: dt.date) -> list[tuple[ActionItem, str]]:
    """What was promised at events and is not done in time, the longest late first, with the event's title."""
    query = (
        select(ActionItem, CapacityEvent.title)
        .join(CapacityEvent, ActionItem.event_id == CapacityEvent.id)
        .where(ActionItem.done_on.is_(None), ActionItem.due_on < today)
        .order_by(ActionItem.due_on, ActionItem.id)
        .limit(PAGE)
    )
    return [(item, title) for item, title in session.execute(query)]


# Dissemination ----------------------------------------------------------------------------------------------------


def month(session: Session, first: dt.date) -> list[Dissemination]:
    """What is planned for the month that begins on ``first``, by day."""
    query = select(Dissemination).where(Dissemination.planned_on >= first, Dissemination.planned_on < month_after(first))
    return list(session.scalars(query.order_by(Dissemination.planned_on, Dissemination.id)))


def late_plans(session: Session, today: dt.date) -> int:
    """How many plans are for days gone by and not done."""
    late = select(func.count()).select_from(Dissemination).where(*_UNDONE, Dissemination.planned_on < today)
    return session.scalar(late) or 0


def plans(
    session: Session,
    topic: Topic | None,
    channel: Channel | None,
    state: PlanState | None,
    today: dt.date,
    cursor: paging.Cursor | None,
) -> paging.Page[Dissemination]:
    """Plans and what was done, the latest planned day first."""
    query = select(Dissemination)
    if topic:
        query = query.where(Dissemination.topic == topic)
    if channel:
        query = query.where(Dissemination.channel == channel)
    if state is PlanState.DONE:
        query = query.where(Dissemination.done_on.is_not(None))
    elif state is PlanState.DROPPED:
        query = query.where(Dissemination.dropped_reason != "")
    elif state is not None:
        late = Dissemination.planned_on < today
        query = query.where(*_UNDONE, late if state is PlanState.LATE else ~late)
    return paging.newest_first(session, query, Dissemination.planned_on, cursor, PAGE)


@dataclass
class Sum:
    """How often, and how many people it reached; ``unknown``: how often nobody knows."""

    times: int = 0
    reach: int = 0
    unknown: int = 0
    topics: dict[Topic, int] = field(default_factory=lambda: dict.fromkeys(Topic, 0))

    def add(self, topic: Topic, times: int, reach: int, unknown: int) -> None:
        """One more group of a topic."""
        self.times, self.reach, self.unknown = self.times + times, self.reach + reach, self.unknown + unknown
        self.topics[topic] += times


@dataclass(frozen=True)
class Totals:
    """What was done in a year, by channel, by target of an agreement, and by month (1-12)."""

    all: Sum
    channels: dict[Channel, Sum]
    targets: dict[Target, Sum]
    months: dict[int, Sum]


def totals(session: Session, year: int) -> Totals:
    """What was spread in ``year``, counted by the day it was done."""
    d, in_month = Dissemination, extract("month", Dissemination.done_on)
    counted = (func.count(), func.coalesce(func.sum(d.reach), 0), func.count() - func.count(d.reach))
    query = select(d.topic, d.channel, d.target, in_month, *counted)
    query = query.where(d.done_on >= dt.date(year, 1, 1), d.done_on <= dt.date(year, 12, 31))
    made = Totals(Sum(), {one: Sum() for one in Channel}, {one: Sum() for one in Target}, {one: Sum() for one in range(1, 13)})
    for topic, channel, target, number, times, reach, unknown in session.execute(
        query.group_by(d.topic, d.channel, d.target, in_month)
    ):
        parts = [made.all, made.channels[channel], made.months[int(number or 0)]]
        for part in (*parts, *([made.targets[target]] if target else [])):
            part.add(topic, int(times), int(reach or 0), int(unknown))
    return made


def years(session: Session, today: dt.date) -> list[int]:
    """The years in which something was done, and this one, newest first."""
    found = session.scalars(select(extract("year", Dissemination.done_on)).where(Dissemination.done_on.is_not(None)).distinct())
    return sorted({int(year) for year in found} | {today.year}, reverse=True)


@dataclass(frozen=True)
class Coverage:
    """An agreement, and how often it was made known to each of its three targets (Kudus 10(2))."""

    agreement: Agreement
    done: dict[Target, int]
    planned: dict[Target, int]


def coverage(session: Session) -> list[Coverage]:
    """Of each agreement between the two parties: which targets it was made known to, and which not yet."""
    query = (
        select(Dissemination.agreement_id, Dissemination.target, Dissemination.done_on.is_not(None), func.count())
        .where(Dissemination.topic == Topic.AGREEMENT, Dissemination.dropped_reason == "")
        .group_by(Dissemination.agreement_id, Dissemination.target, Dissemination.done_on.is_not(None))
    )
    counts = {(row[0], row[1], bool(row[2])): int(row[3]) for row in session.execute(query)}
    return [
        Coverage(row, *({target: counts.get((row.id, target, done), 0) for target in Target} for done in (True, False)))
        for row in agreements_of(session, *PARTIES)
    ]


# Facilities -------------------------------------------------------------------------------------------------------


def loans(
    session: Session, states: Sequence[LoanState], party: Party | None, cursor: paging.Cursor | None
) -> paging.Page[FacilityLoan]:
    """Loans in ``states``, the latest asked first; ``party``: whose facility it is."""
    query = select(FacilityLoan)
    if states:
        query = query.where(FacilityLoan.state.in_(states))
    if party:
        query = query.where(FacilityLoan.owner == party)
    return paging.newest_first(session, query, FacilityLoan.recorded_at, cursor, PAGE)


def late_loans(session: Session, now: dt.datetime) -> int:
    """How many things should be back and are not."""
    late = (FacilityLoan.state == LoanState.OUT, FacilityLoan.ends_at < now)
    return session.scalar(select(func.count()).select_from(FacilityLoan).where(*late)) or 0


def open_loans(session: Session, agreement_id: str) -> int:
    """How many loans under an agreement are asked for, promised or not back."""
    query = select(func.count()).select_from(FacilityLoan)
    return session.scalar(query.where(FacilityLoan.agreement_id == agreement_id, FacilityLoan.state.in_(OPEN_LOANS))) or 0


def waiting(session: Session, owner: Party | None) -> int:
    """How many requests wait for ``owner``'s answer."""
    asked = (FacilityLoan.state == LoanState.REQUESTED, FacilityLoan.owner == owner)
    return session.scalar(select(func.count()).select_from(FacilityLoan).where(*asked)) or 0


def lendable(session: Session, owner: Party) -> list[Facility]:
    """What ``owner`` lends, by name."""
    return list(session.scalars(select(Facility).where(Facility.party == owner, Facility.lendable).order_by(Facility.name)))


@dataclass(frozen=True)
class Held:
    """A facility and the loans that hold it from now on, the next one first."""

    facility: Facility
    loans: list[FacilityLoan]


def inventory(session: Session) -> list[Held]:
    """Everything on both lists, by party and name, with who has it or will."""
    rows = session.scalars(select(Facility).where(Facility.lendable).order_by(Facility.party, Facility.name)).all()
    held: dict[str, list[FacilityLoan]] = {}
    for loan in session.scalars(
        select(FacilityLoan).where(FacilityLoan.state.in_(HOLDING)).order_by(FacilityLoan.starts_at, FacilityLoan.id)
    ):
        held.setdefault(loan.facility_id or "", []).append(loan)
    return [Held(row, held.get(row.id, [])) for row in rows]


def taken(session: Session, row: FacilityLoan) -> dict[str, str]:
    """Facilities of ``row``'s owner that others hold at the time it asks for: the number of the loan, by facility's id."""
    query = (
        select(FacilityLoan.facility_id, FacilityLoan.request_no)
        .where(FacilityLoan.owner == row.owner, FacilityLoan.id != row.id, FacilityLoan.state.in_(HOLDING))
        .where(FacilityLoan.starts_at < row.ends_at, FacilityLoan.ends_at > row.starts_at)
    )
    return {facility_id: number for facility_id, number in session.execute(query) if facility_id}


# Other activities -------------------------------------------------------------------------------------------------


def activities(session: Session, state: ActivityState | None, cursor: paging.Cursor | None) -> paging.Page[JointActivity]:
    """Other agreed activities, the latest day first."""
    query = select(JointActivity)
    if state:
        query = query.where(JointActivity.state == state)
    return paging.newest_first(session, query, JointActivity.starts_on, cursor, PAGE)
