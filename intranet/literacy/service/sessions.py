"""Verbs on sessions: want, plan, change, postpone, cancel, hold."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from intranet.base import trail
from intranet.base.actor import Actor
from intranet.base.clock import Clock
from intranet.base.db import flush
from intranet.base.errors import Forbidden, NotFound, Refused
from intranet.base.ids import new_id
from intranet.literacy import rules
from intranet.literacy.models import District, LiteracySession, Room, Topic, guards
from intranet.literacy.rules import (
    CostBearer,
    Mode,
    Pillar,
    ProgrammeState,
    Sector,
    Segment,
    SessionKind,
    SessionState,
)
from intranet.literacy.service import programmes, require_scheduler, same_version, squeeze, standing
from intranet.settings import Settings
from shared.text import N_

_REASON = 5  # letters a reason has at least


@dataclass(frozen=True, kw_only=True)
class SessionInput:
    """What a session is about, for whom and where; ``starts_at`` None: only wanted, any time between the two days would do."""

    programme_id: str
    kind: SessionKind
    sector: Sector
    segment: Segment
    pillars: frozenset[Pillar]
    title: str
    district_id: str
    earliest_on: dt.date
    latest_on: dt.date
    minutes: int = 120
    starts_at: dt.datetime | None = None
    topic_id: str | None = None
    audience: str = ""
    host: str = ""
    language: str = ""
    mode: Mode = Mode.IN_PERSON
    link: str = ""
    place: str = ""
    room_id: str | None = None
    capacity: int = 30
    travel_minutes: int | None = None
    time_pinned: bool = False
    solo_reason: str = ""
    cost_bearer: CostBearer = CostBearer.DISKOMINFO
    budget_line: str = ""
    planned_cost: int = 0


def add(session: Session, actor: Actor, clock: Clock, settings: Settings, given: SessionInput) -> LiteracySession:
    """Ask for a session, or plan it at once when it has a time. Raises Forbidden, or Refused naming the field at fault.

    Either party asks; a time is set by who schedules (Jambi 4(3)c).
    """
    if not rules.may_propose(actor) or actor.party is None:
        raise Forbidden(N_("Sesi literasi diusulkan petugas Bawaslu atau Diskominfo."))
    if given.starts_at is not None:
        require_scheduler(actor)
    values = _checked(session, settings, given)
    row = LiteracySession(
        id=new_id(),
        state=SessionState.PLANNED if given.starts_at else SessionState.WANTED,
        state_reason="",
        party=actor.party,
        made_by=actor.id,
        made_at=clock.now(),
        asked_at=clock.now() if given.starts_at else None,
        **values,
    )
    session.add(row)
    session.flush()
    session.refresh(row)
    _record(session, clock, actor, "literacy.added", row, state=row.state.value)
    return row


def amend(
    session: Session, actor: Actor, clock: Clock, settings: Settings, session_id: str, version: int, given: SessionInput
) -> LiteracySession:
    """Change a session that is not over; ``starts_at`` plans a wanted one. What moves it takes back both confirmations.

    Raises Forbidden, Conflict or Refused.
    """
    guards.hold(session)
    row = get(session, session_id)
    own_wish = row.state is SessionState.WANTED and given.starts_at is None and rules.works_for(actor, row.party)
    if not own_wish:
        require_scheduler(actor)
    same_version(row, version)
    _require_open(row)
    values = _checked(session, settings, given)
    changed = sorted(name for name, value in values.items() if getattr(row, name) != value)
    if rules.moves(changed):
        standing.reopen(session, actor, clock, row, rules.PARTIES, standing.MOVED)
    for name in changed:
        setattr(row, name, values[name])
    if given.starts_at is None:
        row.state, row.asked_at = SessionState.WANTED, None
    elif row.state is SessionState.WANTED:
        row.state, row.asked_at, row.state_reason = SessionState.PLANNED, clock.now(), ""
    flush(session)
    session.refresh(row)
    _record(session, clock, actor, "literacy.amended", row, fields=changed)
    return row


def postpone(session: Session, actor: Actor, clock: Clock, session_id: str, version: int, reason: str) -> LiteracySession:
    """Take a session's time away for now: it is wanted again, its people stay. Raises Forbidden, Conflict or Refused."""
    row = _leaving(session, actor, session_id, version)
    reason = _reason(reason)
    if row.state is SessionState.WANTED:
        raise Refused(N_("Sesi ini belum punya waktu, jadi tidak ada yang ditunda."))
    standing.reopen(session, actor, clock, row, rules.PARTIES, standing.POSTPONED)
    row.state, row.state_reason, row.asked_at = SessionState.WANTED, reason, None
    row.starts_at = row.ends_at = row.on_day = None
    flush(session)
    standing.tell_people(
        session, actor, clock, row, "literacy.postponed", N_("Sesi %(title)s ditunda; alasannya ada di halamannya.")
    )
    _record(session, clock, actor, "literacy.postponed", row)
    return row


def cancel(session: Session, actor: Actor, clock: Clock, session_id: str, version: int, reason: str) -> LiteracySession:
    """Give a session up, with the reason. Raises Forbidden, Conflict or Refused."""
    row = _leaving(session, actor, session_id, version)
    reason = _reason(reason)
    standing.reopen(session, actor, clock, row, rules.PARTIES, standing.CALLED_OFF)
    row.state, row.state_reason, row.asked_at = SessionState.CANCELLED, reason, None
    flush(session)
    standing.tell_people(
        session, actor, clock, row, "literacy.cancelled", N_("Sesi %(title)s dibatalkan; alasannya ada di halamannya.")
    )
    _record(session, clock, actor, "literacy.cancelled", row)
    return row


def hold(
    session: Session, actor: Actor, clock: Clock, session_id: str, version: int, actual_cost: int | None = None
) -> LiteracySession:
    """Note that a confirmed session took place. Raises Forbidden, Conflict or Refused: not confirmed, or not begun yet."""
    guards.hold(session)
    row = get(session, session_id)
    if not rules.may_propose(actor):
        raise Forbidden(N_("Pelaksanaan dicatat petugas Bawaslu atau Diskominfo."))
    same_version(row, version)
    if row.state is not SessionState.CONFIRMED or row.starts_at is None:
        raise Refused(
            N_("Hanya sesi yang sudah terkonfirmasi yang dapat dicatat terlaksana."),
            do=N_("Mintalah konfirmasi kedua pihak dahulu."),
        )
    if row.starts_at > clock.now():
        raise Refused(N_("Sesi ini belum dimulai."))
    if actual_cost is not None and actual_cost < 0:
        raise Refused(N_("Isi biaya dengan angka rupiah."), field="actual_cost")
    row.state, row.held_at, row.actual_cost = SessionState.HELD, clock.now(), actual_cost
    flush(session)
    _record(session, clock, actor, "literacy.held", row)
    return row


def get(session: Session, session_id: str) -> LiteracySession:
    """The session, or NotFound."""
    row = session.get(LiteracySession, session_id)
    if row is None:
        raise NotFound(N_("Sesi literasi tidak ditemukan."))
    return row


def _leaving(session: Session, actor: Actor, session_id: str, version: int) -> LiteracySession:
    guards.hold(session)
    row = get(session, session_id)
    if not (rules.may_schedule(actor) or (row.state is SessionState.WANTED and rules.works_for(actor, row.party))):
        require_scheduler(actor)
    same_version(row, version)
    _require_open(row)
    return row


def _require_open(row: LiteracySession) -> None:
    if row.state not in rules.OPEN:
        raise Refused(N_("Sesi ini sudah terlaksana atau dibatalkan dan tidak dapat diubah lagi."))


def _reason(reason: str) -> str:
    reason = squeeze(reason)
    if not _REASON <= len(reason) <= 300:
        raise Refused(N_("Tuliskan alasannya, 5 sampai 300 huruf."), field="reason")
    return reason


def _checked(session: Session, settings: Settings, given: SessionInput) -> dict[str, object]:
    """The columns of what was entered; raises Refused naming the field at fault."""
    programme = programmes.get(session, given.programme_id)
    if programme.state is ProgrammeState.CLOSED:
        raise Refused(N_("Program ini sudah selesai."), field="programme_id")
    title = squeeze(given.title)
    if not title:
        raise Refused(N_("Tuliskan judul sesinya."), field="title")
    if not given.pillars:
        raise Refused(N_("Pilih sedikitnya satu pilar."), field="pillars")
    if session.get(District, given.district_id) is None:
        raise Refused(N_("Pilih kecamatan dari daftar."), field="district_id")
    if given.topic_id is not None and session.get(Topic, given.topic_id) is None:
        raise Refused(N_("Pilih topik dari daftar."), field="topic_id")
    if not 15 <= given.minutes <= 1440:
        raise Refused(N_("Lama sesi dari 15 menit sampai 24 jam."), field="minutes")
    if not 1 <= given.capacity <= 20000:
        raise Refused(N_("Jumlah peserta dari 1 sampai 20.000."), field="capacity")
    if given.planned_cost < 0:
        raise Refused(N_("Isi biaya dengan angka rupiah."), field="planned_cost")
    room = _room(session, given)
    start, end, day = given.starts_at, None, None
    if start is not None:
        end, day = start + dt.timedelta(minutes=given.minutes), start.astimezone(settings.zone).date()
        if not programme.starts_on <= day <= programme.ends_on:
            raise Refused(N_("Tanggalnya di luar masa program."), field="starts_at")
        if room is None and given.mode is not Mode.ONLINE and not given.place.strip():
            raise Refused(N_("Pilih ruang, atau tuliskan tempatnya."), field="room_id")
    if given.latest_on < given.earliest_on:
        raise Refused(N_("Hari terakhir lebih awal dari hari pertama."), field="latest_on")
    travel = standing.hours(session).travel if given.travel_minutes is None else given.travel_minutes
    if not 0 <= travel <= 600:
        raise Refused(N_("Waktu tempuh dari 0 sampai 600 menit."), field="travel_minutes")
    policy = programmes.policy_for(session, programme.agreement_id, given.sector, day or given.earliest_on)
    names = "kind sector segment pillars topic_id mode minutes earliest_on latest_on capacity time_pinned cost_bearer planned_cost"
    lines = "audience host language link place solo_reason budget_line"
    return {
        "programme_id": programme.id,
        "policy_id": policy.id,
        "title": title,
        "district_id": room.venue.district_id if room else given.district_id,
        "room_id": room.id if room else None,
        "starts_at": start,
        "ends_at": end,
        "on_day": day,
        "travel_minutes": travel,
        **{name: getattr(given, name) for name in names.split()},
        **{name: squeeze(getattr(given, name)) for name in lines.split()},
    }


def _room(session: Session, given: SessionInput) -> Room | None:
    if given.room_id is None or given.mode is Mode.ONLINE:
        return None
    room = session.get(Room, given.room_id)
    if room is None:
        raise Refused(N_("Pilih ruang dari daftar."), field="room_id")
    if given.capacity > room.capacity:
        raise Refused(
            N_("Ruang %(room)s hanya memuat %(most)s orang."), field="capacity", values={"room": room.name, "most": room.capacity}
        )
    return room


def _record(session: Session, clock: Clock, actor: Actor, kind: str, row: LiteracySession, **data: object) -> None:
    trail.record(session, clock, actor, kind, "literacy_session", row.id, data)
