"""Reads of partners and of the referral table; an office has some dozens of each, so there is no paging."""

import datetime as dt
from collections.abc import Collection, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from intranet.agencies.models import Agency, Staff
from intranet.base.actor import Party
from intranet.partners import rules
from intranet.partners.models import PartnerOrganisation, ReferralRule
from intranet.partners.rules import PartnerKind, Target, Validity, ViolationKind
from shared.questions import Topic

_KINDS, _VIOLATIONS = list(PartnerKind), list(ViolationKind)


def listing(
    session: Session, day: dt.date, *, words: str = "", kind: PartnerKind | None = None, ended: bool = False
) -> list[tuple[PartnerKind, list[tuple[PartnerOrganisation, Validity]]]]:
    """Partners by kind and name, each as it stands on ``day``; those that ended only when asked for."""
    wanted = words.casefold().split()
    groups: dict[PartnerKind, list[tuple[PartnerOrganisation, Validity]]] = {one: [] for one in _KINDS}
    query = select(PartnerOrganisation).order_by(PartnerOrganisation.name, PartnerOrganisation.id)
    if kind is not None:
        query = query.where(PartnerOrganisation.kind == kind)
    for row in session.scalars(query):
        standing = rules.validity_on(row.valid_from, row.valid_until, day)
        text = f"{row.name} {row.role} {row.address} {row.contact_role}".casefold()
        if (ended or standing is not Validity.ENDED) and all(word in text for word in wanted):
            groups[row.kind].append((row, standing))
    return [(one, rows) for one, rows in groups.items() if rows]


def names_on(session: Session, day: dt.date) -> list[str]:
    """The names of all partners one may turn to on ``day``."""
    return [name for _id, name in choices_on(session, day)]


def choices_on(session: Session, day: dt.date) -> list[tuple[str, str]]:
    """Id and name of all partners one may turn to on ``day``, by name."""
    ended = or_(PartnerOrganisation.valid_until.is_(None), PartnerOrganisation.valid_until >= day)
    query = select(PartnerOrganisation.id, PartnerOrganisation.name).where(PartnerOrganisation.valid_from <= day, ended)
    return [(row.id, row.name) for row in session.execute(query.order_by(PartnerOrganisation.name, PartnerOrganisation.id))]


def named_on(session: Session, name: str, day: dt.date) -> str | None:
    """The id of the partner of exactly this name (letters' size aside) on ``day``; an address may name somebody else."""
    wanted = " ".join(name.split()).casefold()
    return next((row_id for row_id, known in choices_on(session, day) if known.casefold() == wanted), None)


def names_of(session: Session, ids: Collection[str]) -> dict[str, str]:
    """The names of partners by id, also of those whose time is over."""
    query = select(PartnerOrganisation.id, PartnerOrganisation.name).where(PartnerOrganisation.id.in_(ids))
    return {row.id: row.name for row in session.execute(query)} if ids else {}


def organisations_of(session: Session, staff_id: str) -> frozenset[str]:
    """The organisations whose person this is: those tied to the person's agency."""
    query = select(PartnerOrganisation.id).join(Staff, Staff.agency_id == PartnerOrganisation.agency_id)
    return frozenset(session.scalars(query.where(Staff.id == staff_id)))


def people_of(session: Session, partner_id: str) -> list[str]:
    """The active accounts of a partner's people."""
    query = select(Staff.id).join(PartnerOrganisation, Staff.agency_id == PartnerOrganisation.agency_id)
    return list(session.scalars(query.where(PartnerOrganisation.id == partner_id, Staff.active).order_by(Staff.id)))


def valid_on(session: Session, kind: PartnerKind, day: dt.date) -> Sequence[PartnerOrganisation]:
    """The partners of a kind one may turn to on ``day``, by name."""
    query = select(PartnerOrganisation).where(
        PartnerOrganisation.kind == kind,
        PartnerOrganisation.valid_from <= day,
        or_(PartnerOrganisation.valid_until.is_(None), PartnerOrganisation.valid_until >= day),
    )
    return session.scalars(query.order_by(PartnerOrganisation.name, PartnerOrganisation.id)).all()


def default_target(session: Session, kind: ViolationKind, topic: Topic | None, day: dt.date) -> Target | None:
    """Where violations of a kind go on ``day``, by the office's table."""
    lines = session.scalars(select(ReferralRule).where(ReferralRule.violation == kind))
    return rules.target_for(kind, topic, day, (line.target for line in lines))


def table(session: Session, day: dt.date) -> list[tuple[ReferralRule, Validity]]:
    """All lines: by kind of violation, any topic before a certain one, the younger first."""
    rows = [(row, rules.validity_on(row.valid_from, row.valid_until, day)) for row in session.scalars(select(ReferralRule))]
    return sorted(
        rows,
        key=lambda pair: (
            _VIOLATIONS.index(pair[0].violation),
            pair[0].topic.value if pair[0].topic else "",
            -pair[0].valid_from.toordinal(),
            pair[0].id,
        ),
    )


def agencies(session: Session) -> list[tuple[str, str]]:
    """Id and name of the partners' agencies: those whose people may sign in."""
    query = select(Agency.id, Agency.name).where(Agency.party == Party.PARTNER).order_by(Agency.name)
    return [(row.id, row.name) for row in session.execute(query)]
