"""Verbs of forums: call, correct, invite, write the minutes, cancel (Kudus 11, 14; Jambi 10(2))."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from intranet.agencies.models import Agency, Staff
from intranet.base.actor import Actor, Party
from intranet.base.clock import Clock
from intranet.base.db import flush
from intranet.base.errors import Conflict, NotFound, Refused
from intranet.base.ids import new_id
from intranet.cases.service import officers
from intranet.coordination import rules
from intranet.coordination.models import Forum, ForumParticipant
from intranet.coordination.rules import ForumKind, ForumState
from intranet.coordination.service import agreement_of, body, case_of, line, note, party_of, require, without_nik
from intranet.inbox.service import tell
from intranet.outreach.rules import PARTIES
from intranet.outreach.service import put, same_version, today, words
from intranet.settings import Settings
from shared.text import N_

SUBJECT = "coordination_forum"
_CALLED = N_("Forum koordinasi insidental diusulkan. Lihat agendanya dan pastikan pihak Anda hadir.")
_OVER = N_("Forum ini sudah dibatalkan; isinya tidak dapat diubah lagi.")


@dataclass(frozen=True, kw_only=True)
class ForumInput:
    """A forum as called. ``case_no``: the number of the case that is stuck; ``urgency``: why it cannot wait."""

    kind: ForumKind
    title: str
    agenda: str
    starts_at: dt.datetime
    place: str = ""
    urgency: str = ""
    agreement_id: str = ""
    case_no: str = ""


@dataclass(frozen=True, kw_only=True)
class Guest:
    """Somebody to come: of staff by id, or by name, unit and party."""

    staff_id: str = ""
    name: str = ""
    unit: str = ""
    party: Party = Party.PARTNER


@dataclass(frozen=True, kw_only=True)
class Minutes:
    """What came of a forum. ``came``: ids of participants; ``nothing_agreed``: nobody promised anything."""

    on: dt.date
    chair: str
    points: str
    came: Collection[str]
    nothing_agreed: bool = False


def call(session: Session, actor: Actor, clock: Clock, given: ForumInput) -> Forum:
    """Call a forum; an incidental one rings at once with both parties. Raises Forbidden, or Refused naming the field at fault."""
    party = party_of(actor)
    row = Forum(
        id=new_id(),
        party=party,
        recorded_by=actor.id,
        recorded_at=clock.now(),
        state=ForumState.PLANNED,
        **_checked(session, actor, given),
    )
    session.add(row)
    flush(session)
    note(session, clock, actor, "forum_called", (SUBJECT, row.id), form=row.kind.value, of_case=row.case_id is not None)
    if row.kind is ForumKind.INCIDENTAL:
        people = [staff_id for staff_id, _name in officers(session, *PARTIES) if staff_id != actor.id]
        tell(session, clock, people, "forum.called", SUBJECT, row.id, _CALLED)
    return row


def amend(session: Session, actor: Actor, clock: Clock, forum_id: str, version: int, given: ForumInput) -> Forum:
    """Correct a forum that was not held yet. Raises Forbidden, Conflict, or Refused naming the field at fault."""
    row = _open(session, actor, forum_id, version)
    if row.state is not ForumState.PLANNED:
        raise Conflict(N_("Forum ini sudah terlaksana; yang diperbaiki adalah notulennya."))
    changed = put(row, _checked(session, actor, given))
    flush(session)
    if changed:
        note(session, clock, actor, "forum_amended", (SUBJECT, row.id), fields=changed)
    return row


def invite(session: Session, actor: Actor, clock: Clock, forum_id: str, given: Guest) -> ForumParticipant:
    """Put somebody on the list. Raises Forbidden, or Refused: nobody, or twice."""
    row = _open(session, actor, forum_id)
    name, unit, party = words(given.name), words(given.unit), given.party
    if given.staff_id:
        person = session.get(Staff, given.staff_id)
        if person is None or not person.active:
            raise Refused(N_("Pilih pegawai dari daftar."), field="staff")
        agency = session.get_one(Agency, person.agency_id)
        name, unit, party = person.name, agency.name, agency.party
    name = line(name, "name", N_("Pilih pegawai, atau tuliskan nama peserta."))
    without_nik(unit, "unit")
    known = {(one.name.casefold(), one.unit.casefold()) for one in row.participants}
    if (name.casefold(), unit.casefold()) in known:
        raise Refused(N_("Peserta ini sudah ada di daftar."), field="staff" if given.staff_id else "name")
    guest = ForumParticipant(id=new_id(), staff_id=given.staff_id or None, party=party, name=name, unit=unit, came=False)
    row.participants.append(guest)
    flush(session)
    note(session, clock, actor, "participant_invited", (SUBJECT, row.id), count=len(row.participants))
    return guest


def strike(session: Session, actor: Actor, clock: Clock, forum_id: str, participant_id: str) -> None:
    """Take somebody off the list who did not come. Raises Forbidden, NotFound or Refused."""
    row = _open(session, actor, forum_id)
    found = next((one for one in row.participants if one.id == participant_id), None)
    if found is None:
        raise NotFound(N_("Peserta tidak ditemukan."))
    if found.came:
        raise Refused(N_("Yang tercatat hadir tidak dihapus dari daftar."))
    row.participants.remove(found)
    flush(session)
    note(session, clock, actor, "participant_struck", (SUBJECT, row.id), count=len(row.participants))


def minute(session: Session, actor: Actor, clock: Clock, settings: Settings, forum_id: str, version: int, given: Minutes) -> Forum:
    """Write the minutes, by which the forum was held. Raises Forbidden, Conflict, or Refused telling what is missing."""
    row = _open(session, actor, forum_id, version)
    if given.on > today(clock, settings):
        raise Refused(N_("Tanggal notulen tidak sesudah hari ini."), field="minutes_on")
    chair = line(given.chair, "chair", N_("Tuliskan siapa yang memimpin."))
    points = body(given.points, "points", N_("Tuliskan pokok pembahasannya."))
    present = {one.party for one in row.participants if one.id in given.came}
    if fault := rules.minutes_fault(present, len(row.actions), given.nothing_agreed):
        raise Refused(fault, field="came" if len(present) < 2 else "nothing_agreed")
    for one in row.participants:
        one.came = one.id in given.came
    row.minutes_on, row.chair, row.points = given.on, chair, points
    row.nothing_agreed = given.nothing_agreed and not row.actions
    row.state = ForumState.HELD
    flush(session)
    came = sum(one.came for one in row.participants)
    note(session, clock, actor, "forum_minuted", (SUBJECT, row.id), came=came, actions=len(row.actions))
    return row


def cancel(session: Session, actor: Actor, clock: Clock, forum_id: str, version: int, reason: str) -> Forum:
    """Call off what was only planned, and say why. Raises Forbidden, Conflict or Refused."""
    row = _open(session, actor, forum_id, version)
    if row.state is not ForumState.PLANNED:
        raise Refused(N_("Yang sudah terlaksana tidak dibatalkan."))
    if any(one.done_on is None for one in row.actions):
        raise Refused(N_("Masih ada tindak lanjut yang terbuka pada forum ini."))
    row.cancel_reason = line(reason, "reason", N_("Tuliskan alasannya."))
    row.state = ForumState.CANCELLED
    flush(session)
    note(session, clock, actor, "forum_cancelled", (SUBJECT, row.id))
    return row


def get(session: Session, forum_id: str) -> Forum:
    """The forum, or NotFound."""
    row = session.get(Forum, forum_id)
    if row is None:
        raise NotFound(N_("Forum tidak ditemukan."))
    return row


def _open(session: Session, actor: Actor, forum_id: str, version: int | None = None) -> Forum:
    """The forum, locked. It belongs to both parties: whoever chairs writes the minutes."""
    require(actor, *PARTIES)
    get(session, forum_id)
    row = session.get_one(Forum, forum_id, with_for_update={"of": Forum}, populate_existing=True)
    if row.state is ForumState.CANCELLED:
        raise Conflict(_OVER)  # there is no form any more that could keep what was typed
    if version is not None:
        same_version(row.version, version)
    return row


def _checked(session: Session, actor: Actor, given: ForumInput) -> dict[str, object]:
    case = case_of(session, actor, given.case_no)
    agreement = agreement_of(session, given.agreement_id)
    urgency = given.urgency.strip()
    if given.kind is ForumKind.INCIDENTAL:
        urgency = body(urgency, "urgency", N_("Tuliskan mengapa tidak dapat menunggu forum berkala."))
    return {
        "kind": given.kind,
        "title": line(given.title, "title", N_("Tuliskan pokok forumnya.")),
        "agenda": body(given.agenda, "agenda", N_("Tuliskan agendanya.")),
        "urgency": without_nik(urgency, "urgency"),
        "starts_at": given.starts_at,
        "place": without_nik(words(given.place), "place"),
        "agreement_id": agreement.id if agreement else None,
        "case_id": case.id if case else None,
    }
