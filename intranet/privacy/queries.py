"""Reads of privacy: the lists, what an extract holds, and the counts of the semester report."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from intranet.agencies.models import Staff
from intranet.base.actor import Party
from intranet.base.sealing import FieldKeys
from intranet.cases import timeline
from intranet.cases.models import Case, Complainant
from intranet.cases.service import officers
from intranet.cases.timeline import Entry
from intranet.counter.models import Visit
from intranet.counter.service import printable_nik
from intranet.disclosure.models import Disclosure, DisclosureItem, DisclosureUse
from intranet.disclosure.queries import recipients
from intranet.identity.models import IdentityCheck
from intranet.privacy.models import DataIncident, Erasure, LegalHold, PortalLookup, RetentionTerm, SubjectRequest
from intranet.privacy.rules import IncidentState, RecordKind, RequestState
from intranet.web import paging
from shared.nik import masked

PAGE = 50


def names(session: Session, *ids: str | None) -> dict[str, str]:
    """Names of members of staff by id, also of those who have left."""
    wanted = {one for one in ids if one}
    return {row.id: row.name for row in session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(wanted)))}


def numbers(session: Session, *case_ids: str | None) -> dict[str, str]:
    """Complaint numbers by the case's id."""
    found = select(Case.id, Case.complaint_no).where(Case.id.in_({one for one in case_ids if one}))
    return {row.id: row.complaint_no or "–" for row in session.execute(found)}


def restricted(session: Session, case_ids: Collection[str]) -> set[str]:
    """Which of these cases have their complainant's data restricted."""
    found = select(Complainant.case_id).where(Complainant.case_id.in_(case_ids), Complainant.restricted_at.is_not(None))
    return set(session.scalars(found))


# Lists ------------------------------------------------------------------------------------------------------------


def incidents(session: Session, state: IncidentState | None, cursor: paging.Cursor | None) -> paging.Page[DataIncident]:
    """Incidents, the latest discovered first."""
    query = select(DataIncident)
    if state:
        query = query.where(DataIncident.state == state)
    return paging.newest_first(session, query, DataIncident.discovered_at, cursor, PAGE)


def requests(session: Session, state: RequestState | None, cursor: paging.Cursor | None) -> paging.Page[SubjectRequest]:
    """Requests of data subjects, the latest first."""
    query = select(SubjectRequest)
    if state:
        query = query.where(SubjectRequest.state == state)
    return paging.newest_first(session, query, SubjectRequest.asked_at, cursor, PAGE)


def lookups(session: Session, cursor: paging.Cursor | None) -> paging.Page[PortalLookup]:
    """Look-ups in the portal, the latest first."""
    return paging.newest_first(session, select(PortalLookup), PortalLookup.at, cursor, PAGE)


def erasures(session: Session, cursor: paging.Cursor | None) -> paging.Page[Erasure]:
    """Erasures, the latest first."""
    return paging.newest_first(session, select(Erasure), Erasure.at, cursor, PAGE)


def holds(session: Session) -> list[tuple[LegalHold, str]]:
    """Cases kept from being erased, with their numbers, the latest first."""
    found = select(LegalHold, Case.complaint_no).join(Case, Case.id == LegalHold.case_id).where(LegalHold.lifted_at.is_(None))
    return [(row, no or "–") for row, no in session.execute(found.order_by(LegalHold.set_at.desc(), LegalHold.id))]


def history(session: Session, kind: RecordKind) -> list[RetentionTerm]:
    """What was said about how long a kind of record lives, the latest first."""
    found = select(RetentionTerm).where(RetentionTerm.kind == kind).order_by(RetentionTerm.valid_from.desc())
    return list(session.scalars(found))


def seconds(session: Session, staff_id: str) -> list[tuple[str, str]]:
    """Who may be told of a look-up of ``staff_id``: the other active officers of Diskominfo."""
    return [(one, name) for one, name in officers(session, Party.DISKOMINFO) if one != staff_id]


def visits(session: Session, since: dt.datetime) -> list[tuple[str, dt.datetime]]:
    """Visits at the counter begun since then, the latest first."""
    found = select(Visit.id, Visit.started_at).where(Visit.started_at >= since).order_by(Visit.started_at.desc()).limit(PAGE)
    return [(row.id, row.started_at) for row in session.execute(found)]


# Counts for reports -----------------------------------------------------------------------------------------------


def portal_lookups_between(session: Session, first: dt.datetime, last: dt.datetime) -> int:
    """How often somebody looked into the registry's portal from ``first`` to before ``last`` (Magelang 8(1))."""
    return _between(session, PortalLookup.at, first, last)


def incidents_between(session: Session, first: dt.datetime, last: dt.datetime) -> int:
    """How many incidents were discovered from ``first`` to before ``last``."""
    return _between(session, DataIncident.discovered_at, first, last)


def requests_between(session: Session, first: dt.datetime, last: dt.datetime) -> int:
    """How many data subjects asked from ``first`` to before ``last``."""
    return _between(session, SubjectRequest.asked_at, first, last)


def erasures_between(session: Session, first: dt.datetime, last: dt.datetime) -> int:
    """How many erasures were made from ``first`` to before ``last``."""
    return _between(session, Erasure.at, first, last)


def _between(session: Session, at: InstrumentedAttribute[dt.datetime], first: dt.datetime, last: dt.datetime) -> int:
    return session.scalar(select(func.count()).where(at >= first, at < last)) or 0


# An extract -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """What of one case is its complainant's: what they declared, who did what with it, what the register was asked, who got it.

    Printing it shows nothing.
    """

    case: Case
    person: dict[str, str]
    entries: Sequence[Entry]
    checks: Sequence[IdentityCheck]
    given: Sequence[tuple[Disclosure, str | Party, list[DisclosureUse]]]

    def __repr__(self) -> str:
        return "<Told>"


def extract(session: Session, keys: FieldKeys, row: SubjectRequest) -> list[Told]:
    """All that is kept of the person who asked, case by case (UU 27/2022 article 32)."""
    return [_told(session, keys, one.case_id) for one in row.cases]


def _told(session: Session, keys: FieldKeys, case_id: str) -> Told:
    case, who = session.get_one(Case, case_id), session.get_one(Complainant, case_id)
    nik = printable_nik(session, keys, case_id)
    if nik is None and who.nik_sealed is not None:  # in full on papers only when the register confirmed it
        nik = masked(keys.open(who.nik_sealed, table="complainant", column="nik_sealed", row_id=case_id))
    person = {"name": who.name, "nik": nik or "", "address": who.address, "phone": who.phone, "email": who.email}
    asked = select(Visit.check_id, Visit.seen_id).where(Visit.case_id == case_id)
    ids = {one for row in session.execute(asked) for one in row if one}
    mine = or_(IdentityCheck.id.in_(ids), *([IdentityCheck.nik_index == who.nik_index] if who.nik_index else []))
    checks = session.scalars(select(IdentityCheck).where(mine).order_by(IdentityCheck.at)).all()
    return Told(case, person, list(reversed(timeline.of(session, case_id))), checks, _given(session, case_id))


def _given(session: Session, case_id: str) -> list[tuple[Disclosure, str | Party, list[DisclosureUse]]]:
    ids = select(DisclosureItem.disclosure_id).where(DisclosureItem.case_id == case_id)
    found = []
    for row in session.scalars(select(Disclosure).where(Disclosure.id.in_(ids)).order_by(Disclosure.requested_at)):
        used = session.scalars(select(DisclosureUse).where(DisclosureUse.disclosure_id == row.id).order_by(DisclosureUse.at)).all()
        if used:
            found.append((row, recipients(session, [row])[row.id], list(used)))
    return found
