"""What every register asks before it shows or gives out something: ``require``. Verbs: ``marks`` and ``requests``."""

import datetime as dt
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from intranet.agencies.models import Agency, Staff
from intranet.agencies.service import roles_of
from intranet.base import trail
from intranet.base.actor import Actor, ActorKind, Party, Role
from intranet.base.clock import Clock
from intranet.base.errors import Conflict, Forbidden
from intranet.base.ids import new_id
from intranet.disclosure import rules
from intranet.disclosure.models import Disclosure, DisclosureItem, DisclosureUse, Mark
from intranet.disclosure.rules import Act, Grant, Level, State, Verdict
from intranet.inbox.service import tell
from intranet.partners.queries import organisations_of
from shared.text import N_

Subject = tuple[str, str]
CHANGED = N_("Ini baru saja diubah orang lain; perubahan Anda belum disimpan. Muat ulang halaman dan bandingkan.")
_TAKEN = N_("Pengungkapan %(no)s dipakai.")


def require(
    session: Session,
    actor: Actor,
    clock: Clock,
    act: Act,
    subject: Subject,
    *,
    within: Subject | None = None,
    to_partner: str = "",
) -> Verdict:
    """Let ``actor`` do ``act`` with ``subject`` (kind, id), or raise Forbidden with the reason and what to do.

    ``within``: what it belongs to, as evidence to its case; both marks must allow it. What is done by a disclosure is noted
    as its use, in the same transaction; reading is noted by ``note_reading``. ``to_partner``: to which organisation it is
    passed on.
    """
    verdict = look(session, actor, clock, act, subject, within=within, to_partner=to_partner)
    if not verdict.allowed:
        raise Forbidden(verdict.reason, do=verdict.do)
    if verdict.grant_id and act is not Act.READ:
        use(session, actor, clock, session.get_one(Disclosure, verdict.grant_id, with_for_update=True), act)
    return verdict


def look(
    session: Session,
    actor: Actor,
    clock: Clock,
    act: Act,
    subject: Subject,
    *,
    within: Subject | None = None,
    to_partner: str = "",
) -> Verdict:
    """The same question without doing anything: for pages that offer what may be done."""
    subjects = (subject,) if within is None else (subject, within)
    marks = [mark_of(session, clock, one) for one in subjects]
    if not any(marks) and actor.party in rules.PARTIES:
        return rules.YES  # open, as nearly everything is
    own = organisations_of(session, actor.id) if actor.party is Party.PARTNER else frozenset()
    grants: list[Grant] = []
    verdict = rules.YES
    for one, mark in zip(subjects, marks, strict=True):
        grants = [*grants, *grants_of(session, one)]
        level, owner = (mark.level, mark.owner) if mark else (Level.OPEN, actor.party or Party.PARTNER)
        found = rules.may(actor, act, level, owner, grants, now=clock.now(), own_partners=own, to_partner=to_partner)
        if not found.allowed:
            return found
        verdict = verdict if verdict.grant_id else found
    return verdict


def readable_by(session: Session, clock: Clock, party: Party, subject: Subject) -> bool:
    """Whether people of ``party`` may read ``subject``: asked before it is handed to them."""
    somebody = Actor(ActorKind.STAFF, "", "", party)
    return look(session, somebody, clock, Act.READ, subject).allowed


_MARK = select(Mark).where(Mark.subject_kind == bindparam("kind"), Mark.subject_id == bindparam("subject_id"))


def mark_of(session: Session, clock: Clock, subject: Subject) -> Mark | None:
    """The mark in force on ``subject``; None when it is open."""
    mark = session.scalars(_MARK, {"kind": subject[0], "subject_id": subject[1]}).first()
    if mark is None or rules.level_at(mark.level, mark.ends_at, clock.now()) is Level.OPEN:
        return None
    return mark


def grants_of(session: Session, subject: Subject) -> list[Grant]:
    """The live disclosures that list ``subject``, the oldest first."""
    kind, subject_id = subject
    query = (
        select(Disclosure)
        .join(DisclosureItem, DisclosureItem.disclosure_id == Disclosure.id)
        .where(DisclosureItem.subject_kind == kind, DisclosureItem.subject_id == subject_id, Disclosure.state.in_(rules.LIVE))
        .order_by(Disclosure.requested_at, Disclosure.id)
    )
    return [row.grant for row in session.scalars(query)]


def use(session: Session, actor: Actor, clock: Clock, row: Disclosure, act: Act | None, note: str = "") -> None:
    """Note one use of a disclosure: a row, an event, and a message to who consented."""
    before = row.state
    # Past the version, which guards what people decide: who has the page open must not be refused because somebody read.
    session.execute(update(Disclosure).where(Disclosure.id == row.id).values(state=State.USED))
    session.add(DisclosureUse(id=new_id(), disclosure_id=row.id, at=clock.now(), staff_id=actor.id, act=act, note=note))
    flush(session)
    data = {"from": before.value, "to": State.USED.value, "act": act.value if act else ""}
    trail.record(session, clock, actor, "disclosure.used", "disclosure", row.id, data)
    told = {row.consented_by or ""} - {actor.id, ""}
    tell(session, clock, sorted(told), "disclosure.used", "disclosure", row.id, _TAKEN, no=row.number)


def note_reading(session: Session, actor: Actor, clock: Clock, disclosure_id: str) -> None:
    """Note that ``actor`` reads by a disclosure: its use, once a person and day, however often the page is opened."""
    row = session.get_one(Disclosure, disclosure_id, with_for_update=True)
    since = clock.now() - dt.timedelta(days=1)
    known = select(DisclosureUse.id).where(
        DisclosureUse.disclosure_id == row.id,
        DisclosureUse.staff_id == actor.id,
        DisclosureUse.act == Act.READ,
        DisclosureUse.at > since,
    )
    if session.scalar(known.limit(1)) is None:
        use(session, actor, clock, row, Act.READ)


def people_of(session: Session, roles: frozenset[Role], *parties: Party) -> list[str]:
    """The ids of the active staff of ``parties`` who hold one of ``roles``, in a fixed order."""
    query = select(Staff.id, Staff.roles).join(Agency, Staff.agency_id == Agency.id).where(Agency.party.in_(parties), Staff.active)
    return [row.id for row in session.execute(query.order_by(Staff.created_at, Staff.id)) if roles_of(row.roles) & roles]


def end_of(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    """The moment after ``day``, at the office."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), zone).astimezone(dt.UTC)


def flush(session: Session) -> None:
    """Write, or raise Conflict when somebody else was quicker."""
    try:
        session.flush()
    except StaleDataError as error:
        raise Conflict(CHANGED) from error
