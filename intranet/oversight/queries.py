"""Reads of oversight: lists by keyset, and what is already known of a link or an account."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from intranet.agencies.models import Agency, Staff
from intranet.base.actor import Actor, Party
from intranet.base.clock import Clock
from intranet.cases import queries as cases
from intranet.cases.models import Case
from intranet.disclosure import queries as disclosure
from intranet.oversight import rules
from intranet.oversight.models import ContentAccount, FactCheck, Participant, PatrolEntry, PatrolMember, PatrolShift
from intranet.oversight.rules import FactState, Found, Verdict
from intranet.web import paging
from shared.questions import Platform

PAGE = 50
KNOWN = 3  # earlier entries and cases a warning names
Row = TypeVar("Row", PatrolShift, ContentAccount, FactCheck, PatrolEntry)


def _page(session: Session, query: Select[Row], by: InstrumentedAttribute[Any], cursor: paging.Cursor | None) -> paging.Page[Row]:
    return paging.newest_first(session, query, by, cursor, PAGE)


# Patrol -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ShiftLine:
    """A shift in the list."""

    shift: PatrolShift
    members: list[str]
    entries: int
    cases: int


def shifts(session: Session, cursor: paging.Cursor | None) -> paging.Page[ShiftLine]:
    """Shifts, newest first, with how much each brought."""
    page = _page(session, select(PatrolShift), PatrolShift.starts_at, cursor)
    ids = [shift.id for shift in page.rows]
    counting = select(PatrolEntry.shift_id, func.count(), func.count(PatrolEntry.case_id)).where(PatrolEntry.shift_id.in_(ids))
    counted = {row[0]: (row[1], row[2]) for row in session.execute(counting.group_by(PatrolEntry.shift_id))}
    names = staff_names(session, {member.staff_id for shift in page.rows for member in shift.members})
    lines = [
        ShiftLine(shift, sorted(names[member.staff_id] for member in shift.members), *counted.get(shift.id, (0, 0)))
        for shift in page.rows
    ]
    return paging.Page(lines, page.newer, page.older)


def members(session: Session, shift_id: str) -> Sequence[tuple[str, Party]]:
    """Name and party of those on a shift."""
    query = select(Staff.name, Agency.party).join(Agency, Staff.agency_id == Agency.id)
    query = query.join(PatrolMember, PatrolMember.staff_id == Staff.id).where(PatrolMember.shift_id == shift_id)
    return [(name, party) for name, party in session.execute(query.order_by(Agency.party, Staff.name))]


def active_staff(session: Session) -> Sequence[tuple[str, str, Party]]:
    """Id, name and party of everybody who may be put on a shift."""
    query = select(Staff.id, Staff.name, Agency.party).join(Agency, Staff.agency_id == Agency.id).where(Staff.active)
    return [(row_id, name, party) for row_id, name, party in session.execute(query.order_by(Agency.party, Staff.name))]


def staff_names(session: Session, ids: set[str]) -> dict[str, str]:
    """Names by id, also of those who have left."""
    return {row_id: name for row_id, name in session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(ids)))}


@dataclass(frozen=True)
class EntryLine:
    """An entry as shown: who entered it, the case it became (unless ``hidden``), and whose registered account it concerns."""

    entry: PatrolEntry
    by: str
    case_no: str
    owner: str
    hidden: bool = False


def entries(session: Session, actor: Actor, clock: Clock, shift_id: str, cursor: paging.Cursor | None) -> paging.Page[EntryLine]:
    """What a shift saw, newest first."""
    page = _page(session, select(PatrolEntry).where(PatrolEntry.shift_id == shift_id), PatrolEntry.at, cursor)
    return paging.Page(_lines(session, actor, clock, page.rows), page.newer, page.older)


def entry_count(session: Session, shift_id: str) -> int:
    """How many entries a shift has."""
    return session.scalar(select(func.count()).select_from(PatrolEntry).where(PatrolEntry.shift_id == shift_id)) or 0


def _lines(session: Session, actor: Actor, clock: Clock, rows: Sequence[PatrolEntry]) -> list[EntryLine]:
    names = staff_names(session, {row.staff_id for row in rows})
    wanted = {row.case_id for row in rows if row.case_id}
    numbers = {row[0]: row[1] or "" for row in session.execute(select(Case.id, Case.complaint_no).where(Case.id.in_(wanted)))}
    owners = _owners(session, {row.account for row in rows if row.account})
    hidden = disclosure.hidden_among(session, actor, clock, "case", wanted)  # the patrol is joint; which case came of it is not
    return [
        EntryLine(
            row,
            names[row.staff_id],
            "" if row.case_id in hidden else numbers.get(row.case_id or "", ""),
            _owner_of(owners, row.platform, row.account),
            row.case_id in hidden,
        )
        for row in rows
    ]


def _owners(session: Session, accounts: set[str]) -> dict[tuple[Platform | None, str], str]:
    query = select(ContentAccount.platform, ContentAccount.account, Participant.name).join(ContentAccount.participant)
    return {(row[0], row[1]): row[2] for row in session.execute(query.where(ContentAccount.account.in_(accounts)))}


class SeenCase(NamedTuple):
    """A case a warning names."""

    id: str
    complaint_no: str


@dataclass(frozen=True)
class Known:
    """What the office already has about a link: the same link, the same account, and whose registered account it is."""

    found: Found
    entries: Sequence[PatrolEntry] = ()
    cases: Sequence[SeenCase] = ()
    account_entries: Sequence[PatrolEntry] = ()
    account_cases: Sequence[SeenCase] = field(default=())
    owner: str = ""

    @property
    def same_link(self) -> bool:
        """Whether the very link is known."""
        return bool(self.entries or self.cases)


def known(session: Session, actor: Actor, clock: Clock, text: str) -> Known:
    """What is known of a pasted text; compares links and accounts in their one spelling, also those citizens typed."""
    found = rules.recognise(text)
    newest = select(PatrolEntry).order_by(PatrolEntry.at.desc()).limit(KNOWN)
    same: Sequence[PatrolEntry] = ()
    same_cases: list[SeenCase] = []
    if found.normalised:
        same = session.scalars(newest.where(PatrolEntry.link_key == rules.same_key(found.normalised))).all()
        told = cases.mentions(session, actor, clock, [_telling(found)])
        same_cases = [SeenCase(c.id, c.complaint_no) for c in told if rules.recognise(c.link).normalised == found.normalised]
    if not found.account or found.platform is Platform.WEBSITE:
        return Known(found, same, same_cases[:KNOWN], owner=_owner(session, found))
    others = newest.where(PatrolEntry.account == found.account)
    if found.platform is not None:
        others = others.where(or_(PatrolEntry.platform == found.platform, PatrolEntry.platform.is_(None)))
    seen = [entry for entry in session.scalars(others) if entry.link_key not in {e.link_key for e in same}]
    told = cases.mentions(session, actor, clock, [found.account])
    mine = [SeenCase(c.id, c.complaint_no) for c in told if _same_account(c, found)]
    mine = [case for case in mine if case not in same_cases]
    return Known(found, same, same_cases[:KNOWN], seen, mine[:KNOWN], _owner(session, found))


def _telling(found: Found) -> str:
    """The part of a link every spelling of it has: all of a website's, the last name or number of another platform's."""
    if found.platform is Platform.WEBSITE:
        return found.normalised.removeprefix("https://")
    return found.normalised.rpartition("/")[2].rpartition("=")[2]


def _same_account(case: cases.Mention, found: Found) -> bool:
    told = rules.recognise(case.link)
    if told.account == found.account and told.platform is found.platform:
        return True
    return rules.account_name(case.account) == found.account and found.platform in (None, case.platform)


def _owner(session: Session, found: Found) -> str:
    return _owner_of(_owners(session, {found.account}), found.platform, found.account) if found.account else ""


def _owner_of(owners: dict[tuple[Platform | None, str], str], platform: Platform | None, account: str) -> str:
    """Whose registered account it is; a name without a platform may be any of its platforms."""
    return next((name for key, name in owners.items() if key[1] == account and platform in (None, key[0])), "")


# Accounts ---------------------------------------------------------------------------------------------------------


def accounts(
    session: Session, participant: str, platform: Platform | None, cursor: paging.Cursor | None
) -> paging.Page[ContentAccount]:
    """Registered accounts, those registered last first."""
    return _page(session, _narrowed(participant, platform), ContentAccount.registered_on, cursor)


def overdue(session: Session, participant: str, platform: Platform | None, today: dt.date) -> Sequence[ContentAccount]:
    """Accounts still active on or after the day they had to be shut, longest first."""
    late = _narrowed(participant, platform).where(ContentAccount.deactivated_on.is_(None), ContentAccount.closes_on <= today)
    return session.scalars(late.order_by(ContentAccount.closes_on, ContentAccount.id)).all()


def overdue_count(session: Session, today: dt.date) -> int:
    """How many accounts should have been shut by ``today``."""
    late = select(func.count()).where(ContentAccount.deactivated_on.is_(None), ContentAccount.closes_on <= today)
    return session.scalar(late) or 0


def participants(session: Session) -> Sequence[tuple[str, str]]:
    """Key and name of every participant the office knows."""
    return [(key, name) for key, name in session.execute(select(Participant.name_key, Participant.name).order_by(Participant.name))]


def _narrowed(participant: str, platform: Platform | None) -> Select[ContentAccount]:
    query = select(ContentAccount)
    if participant:
        query = query.where(ContentAccount.participant_key == participant)
    return query.where(ContentAccount.platform == platform) if platform else query


# Fact checks ------------------------------------------------------------------------------------------------------


def fact_checks(
    session: Session, actor: Actor, clock: Clock, state: FactState | None, case_id: str, cursor: paging.Cursor | None
) -> paging.Page[FactCheck]:
    """Fact checks, newest first; of one state or one case when asked. What is not published shares its case's secrecy."""
    seen = or_(FactCheck.case_id.is_(None), ~disclosure.hidden("case", FactCheck.__table__.c.case_id))
    query = select(FactCheck).where(seen if case_id else or_(FactCheck.published_at.is_not(None), seen))
    query = query.params(disclosure.viewer(actor, clock.now()))
    if state:
        query = query.where(FactCheck.state == state)
    if case_id:
        query = query.where(FactCheck.case_id == case_id)
    return _page(session, query, FactCheck.opened_at, cursor)


def hoaxes(session: Session, cursor: paging.Cursor | None) -> paging.Page[FactCheck]:
    """Published fact checks of what is not, or not wholly, true; newest first."""
    query = select(FactCheck).where(FactCheck.published_at.is_not(None), FactCheck.verdict != Verdict.TRUE)
    return _page(session, query, FactCheck.published_at, cursor)


def shown_number(session: Session, actor: Actor, clock: Clock, row: FactCheck) -> str:
    """The number of the case a claim is from; empty for none, and where it would tell what another party's secret is about."""
    kept = disclosure.hidden_among(session, actor, clock, "case", {row.case_id} if row.case_id else set())
    return "" if kept else case_number(session, row.case_id)


def case_number(session: Session, case_id: str | None) -> str:
    """The complaint number of a case; empty for none."""
    return session.scalar(select(Case.complaint_no).where(Case.id == case_id)) or "" if case_id else ""
