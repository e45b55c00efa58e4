"""The verb that lets a proposal come true: times, rooms and seats by literacy's own verbs, each session wholly or not at all.

What is taken is first held against the records as they are now by the independent checker: a session changed meanwhile, or
somebody on leave or taken meanwhile, is left out and said, and the rest is taken.
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy.orm import Session

from intranet.base import trail
from intranet.base.actor import Actor
from intranet.base.clock import Clock
from intranet.base.db import flush
from intranet.base.errors import Refused
from intranet.base.papers import written_moment
from intranet.calendar.deadlines import Part
from intranet.inbox.service import tell
from intranet.literacy.models import LiteracyPerson, LiteracySession, guards
from intranet.literacy.planning import words
from intranet.literacy.planning.checker import check, faults
from intranet.literacy.planning.model import Plan, Wish
from intranet.literacy.planning.model import Session as Planned
from intranet.literacy.proposing import asking, result, scene
from intranet.literacy.proposing import order as orders
from intranet.literacy.proposing.order import part_data
from intranet.literacy.proposing.people import Duties
from intranet.literacy.proposing.rules import ProposalState
from intranet.literacy.rules import HALVES, PARTIES, SeatRole
from intranet.literacy.service import bookings, require_scheduler, same_version, seats, sessions, standing
from intranet.literacy.service.sessions import SessionInput
from intranet.settings import Settings
from shared.text import N_

_CHANGED = N_("Sesi ini diubah orang lain sejak usulan dihitung.")
_MOVED = N_("Sesi “%(title)s” dipindah ke %(when)s, %(where)s.")
_WAITING = N_("Usulan jadwal diterapkan: %(count)s sesi menunggu konfirmasi pihak Anda.")
_REPLACED = N_("Diganti dalam penyusunan ulang jadwal.")
_USUAL = (SeatRole.RESOURCE_PERSON, SeatRole.INSTRUCTOR, SeatRole.FACILITATOR, SeatRole.COMPANION)


@dataclass
class Outcome:
    """What became of the sessions accepted: taken, or left out and why (sentences to translate)."""

    taken: list[str] = field(default_factory=list)
    refused: dict[str, list[Part]] = field(default_factory=dict)


def apply(
    session: Session,
    actor: Actor,
    clock: Clock,
    settings: Settings,
    proposal_id: str,
    version: int,
    accepted: Collection[str] | None,
    duties: Duties,
) -> Outcome:
    """Plan the ``accepted`` sessions (None: all) of a proposal as it says, in the caller's transaction, and tell those concerned.

    Raises Forbidden, Conflict or Refused for the proposal as a whole; what one session lacks is in the outcome.
    """
    require_scheduler(actor)
    guards.hold(session)
    row = asking.get(session, proposal_id)
    same_version(row, version)
    asking.require_settled(row)
    data = result.read(row.result)
    open_lines = {line["session"]: line for line in data["lines"] if line["session"] not in data["taken"]}
    lines = {key: line for key, line in open_lines.items() if accepted is None or key in accepted}
    if not lines:
        raise Refused(N_("Pilih sedikitnya satu sesi yang belum diterapkan."))
    outcome = Outcome()
    order = orders.read(row.first_on, row.last_on, row.wanted)
    _leave_out(session, clock, settings, order, lines, duties, outcome)
    for key, line in lines.items():
        if key not in outcome.refused:
            _take(session, actor, clock, settings, line, outcome)
    data["taken"] |= dict.fromkeys(outcome.taken, True)
    data["said"] = {key: [part_data(part) for part in parts] for key, parts in outcome.refused.items()}
    row.result = result.rewritten(data)
    if len(data["taken"]) == len(data["lines"]):
        row.state = ProposalState.APPLIED
    flush(session)
    counts = {"taken": len(outcome.taken), "refused": len(outcome.refused)}
    trail.record(session, clock, actor, "proposal.applied", "literacy_proposal", row.id, counts)
    for party in PARTIES if outcome.taken else ():
        ids = [one for one in standing.planners(session, party) if one != actor.id]
        tell(session, clock, ids, "proposal.applied", "literacy_proposal", row.id, _WAITING, count=len(outcome.taken))
    return outcome


def _leave_out(
    session: Session,
    clock: Clock,
    settings: Settings,
    order: orders.Order,
    lines: Mapping[str, Mapping[str, Any]],
    duties: Duties,
    outcome: Outcome,
) -> None:
    """Note which lines no longer fit the records: the checker's word on the plan beside everything as it is now."""
    today = clock.now().astimezone(settings.zone).date()
    now = scene.gather(session, today, settings, order, duties)
    for key, line in lines.items():
        if not result.is_current(now.rows.get(key), line):
            outcome.refused[key] = [Part(_CHANGED, {})]
    wanted = orders.plan_of([line for key, line in lines.items() if key not in outcome.refused])
    taking = {one.wish for one in wanted.sessions}
    beside = [one for key, one in now.planned.items() if key not in taking]
    known = {person.id for person in now.problem.people}
    beside = [replace(one, people=one.people & known) for one in beside]
    same = [*beside, *(one for one in wanted.sessions if now.planned.get(one.wish) == one)]
    wishes = tuple(_as_given_to(wish, wanted, same) for wish in now.problem.wishes)
    problem = replace(now.problem, wishes=wishes, before=None)
    rooms = {room.id for room in problem.rooms} | {""}
    for one in wanted.sessions:
        if not one.people <= known or one.room not in rooms:
            outcome.refused[one.wish] = [Part(_CHANGED, {})]
    whole = Plan((*(one for one in wanted.sessions if one.wish not in outcome.refused), *beside))
    for finding in faults(check(problem, whole)):
        for key in {finding.wish, finding.other} & taking:
            outcome.refused.setdefault(key, []).append(words.about_finding(problem, finding))


def _as_given_to(wish: Wish, wanted: Plan, same: list[Planned]) -> Wish:
    """A wish that names the time it was given, whichever are offered today; what stays as it is now is nobody's fault."""
    stays = next((one for one in same if one.wish == wish.id), None)
    times = [one.time for one in ((stays,) if stays else wanted.sessions) if one.wish == wish.id]
    slots = (*times, *(slot for slot in wish.slots if slot.start not in {time.start for time in times}))
    if stays and stays.people:
        return replace(wish, slots=slots, pins=(scene.as_it_is(stays),), must=frozenset())
    return replace(wish, slots=slots)


def _take(session: Session, actor: Actor, clock: Clock, settings: Settings, line: Mapping[str, Any], outcome: Outcome) -> None:
    planned = orders.plan_of([line]).sessions[0]
    try:
        with session.begin_nested():
            _plan(session, actor, clock, settings, planned)
    except Refused as refused:
        outcome.refused[planned.wish] = [Part(refused.message, refused.values)]
        return
    outcome.taken.append(planned.wish)


def _plan(session: Session, actor: Actor, clock: Clock, settings: Settings, planned: Planned) -> None:
    row = sessions.get(session, planned.wish)
    start, room = planned.time.start.astimezone(dt.UTC), planned.room or None
    had_time = row.starts_at is not None
    moved = row.starts_at != start or row.room_id != room
    if moved or row.minutes * 60 != (planned.time.end - planned.time.start).total_seconds():
        sessions.amend(session, actor, clock, settings, row.id, row.version, _as_given(row, start, room))
    _seat(session, actor, clock, settings, row, planned.people)
    if had_time and moved:
        when, where = written_moment(start, settings.zone), bookings.where(row) or row.district.name
        standing.tell_people(session, actor, clock, row, "literacy.moved", _MOVED, when=when, where=where)


def _as_given(row: LiteracySession, start: dt.datetime, room: str | None) -> SessionInput:
    same = {name: getattr(row, name) for name in SessionInput.__dataclass_fields__}
    return SessionInput(**{**same, "starts_at": start, "room_id": room})


def _seat(session: Session, actor: Actor, clock: Clock, settings: Settings, row: LiteracySession, wanted: Collection[str]) -> None:
    """Let exactly ``wanted`` sit on the seats of the halves; there are no more seats than before, for whoever has another role."""
    halves = [seat for seat in row.live_seats if seat.role in HALVES.get(seat.party, ())]
    before = Counter(seat.party for seat in halves)
    for seat in halves:
        if seat.person_id and seat.person_id not in wanted:
            seats.vacate(session, actor, clock, seat.id, row.version, _REPLACED)
    there = {seat.person_id for seat in row.live_seats if seat.person_id}
    for person_id in sorted(set(wanted) - there):
        person = session.get(LiteracyPerson, person_id)
        if person is None:
            raise Refused(N_("Pilih orang dari daftar."))
        empty = [one for one in row.live_seats if one.person_id is None and one.party is person.party and one.role in person.roles]
        if empty:
            seats.fill(session, actor, clock, settings, empty[0].id, row.version, person_id)
        else:
            role = next((one for one in _USUAL if one in person.roles and one in HALVES[person.party]), _USUAL[0])
            seats.seat(session, actor, clock, settings, row.id, row.version, role, person_id)
    now = [seat for seat in row.live_seats if seat.role in HALVES.get(seat.party, ())]
    spare = Counter(seat.party for seat in now) - before
    for seat in [one for one in now if one.person_id is None]:
        if spare[seat.party] > 0:
            seats.drop_seat(session, actor, clock, seat.id, row.version)
            spare[seat.party] -= 1
