"""Verbs of asking for a plan: wishes, a proposal of a period, the rest once more, stopping, leaving it."""

import datetime as dt
from dataclasses import dataclass, replace

from sqlalchemy import exists, or_, select, update
from sqlalchemy.orm import Session

from intranet.base import trail
from intranet.base.actor import Actor, Party
from intranet.base.clock import Clock
from intranet.base.db import flush
from intranet.base.errors import Conflict, NotFound, Refused
from intranet.base.ids import new_id
from intranet.literacy.models import LiteracyPerson, LiteracySession, PlanProposal, Room
from intranet.literacy.planning.model import Plan
from intranet.literacy.proposing import order as orders
from intranet.literacy.proposing import result
from intranet.literacy.proposing.order import Kept, Order
from intranet.literacy.proposing.rules import SETTLED, ProposalState
from intranet.literacy.rules import SeatRole, SessionState, may_seat
from intranet.literacy.service import require_scheduler, same_version, seats, sessions
from intranet.literacy.service.sessions import SessionInput
from intranet.settings import Settings
from shared.text import N_

MOST_WISHES, LONGEST = 50, 92  # sessions of one wish; days of a period
MOST_HELPERS, _HELP = 4, (SeatRole.FACILITATOR, SeatRole.COMPANION)
SECONDS = 20  # the search takes, unless somebody gives it more


@dataclass(frozen=True, kw_only=True)
class Change:
    """What somebody knows better about one session of a proposal: None = as proposed; ``whole``: all of it stays."""

    session_id: str
    starts_at: dt.datetime | None = None
    people: frozenset[str] | None = None
    room: str | None = None
    whole: bool = False


def wish(
    session: Session, actor: Actor, clock: Clock, settings: Settings, given: SessionInput, count: int, helpers: int = 1
) -> list[LiteracySession]:
    """Ask for ``count`` like sessions at once ("two in this kecamatan this month"). Raises as ``sessions.add``.

    ``helpers``: people of Diskominfo in each; for more than one, seats are opened that wait for them.
    """
    if not 1 <= count <= MOST_WISHES:
        raise Refused(N_("Jumlah sesi dari 1 sampai %(most)s."), field="count", values={"most": MOST_WISHES})
    if not 1 <= helpers <= MOST_HELPERS:
        raise Refused(N_("Pendamping dari 1 sampai %(most)s orang."), field="helpers", values={"most": MOST_HELPERS})
    if helpers > 1 and not may_seat(actor, Party.DISKOMINFO):
        raise Refused(
            N_("Kursi pendamping Diskominfo dibuka oleh Diskominfo atau penyusun jadwal."),
            do=N_("Minta satu pendamping; tambahannya diatur kemudian."),
            field="helpers",
        )
    made = [sessions.add(session, actor, clock, settings, replace(given, starts_at=None)) for _ in range(count)]
    for row in made if helpers > 1 else ():
        for number in range(helpers):
            seats.open_seat(session, actor, clock, row.id, row.version, Party.DISKOMINFO, _HELP[number % len(_HELP)])
    return made


def ask(session: Session, actor: Actor, clock: Clock, settings: Settings, order: Order, seconds: int = SECONDS) -> PlanProposal:
    """Ask for a plan of a period; a worker takes it up. Raises Forbidden, or Refused naming the field at fault."""
    require_scheduler(actor)
    if not order.first <= order.last:
        raise Refused(N_("Hari terakhir lebih awal dari hari pertama."), field="last")
    if (order.last - order.first).days >= LONGEST:
        raise Refused(N_("Rencanakan paling lama tiga bulan sekaligus."), field="last")
    if order.last <= clock.now().astimezone(settings.zone).date():
        raise Refused(N_("Rentang itu sudah lewat."), field="last")
    if not 1 <= seconds <= 600:
        raise Refused(N_("Lama pencarian dari 1 sampai 600 detik."), field="seconds")
    wanted = (LiteracySession.state == SessionState.WANTED) & (LiteracySession.earliest_on <= order.last)
    wanted &= LiteracySession.latest_on >= order.first
    planned = (LiteracySession.state == SessionState.PLANNED) & LiteracySession.on_day.between(order.first, order.last)
    some = exists().where(or_(wanted, planned))
    if order.programme_id:
        some = some.where(LiteracySession.programme_id == order.programme_id)
    if not session.scalar(select(some)):
        raise Refused(
            N_("Belum ada sesi yang diminta atau direncanakan dalam rentang itu."),
            do=N_("Tuliskan dahulu sesi yang diinginkan."),
            field="first",
        )
    return _ask(session, actor, clock, order, seconds, None)


def again(
    session: Session, actor: Actor, clock: Clock, settings: Settings, proposal_id: str, version: int, given: list[Change]
) -> PlanProposal:
    """Plan the rest of a proposal once more with least disturbance, what is ``given`` staying. Returns the new proposal.

    The one before stays as it was, for whoever likes it better. Raises Forbidden, Conflict or Refused.
    """
    require_scheduler(actor)
    row = get(session, proposal_id)
    same_version(row, version)
    require_settled(row)
    data = result.read(row.result)
    lines = {line["session"]: line for line in data["lines"]}
    kept = []
    for change in given:
        line = lines.get(change.session_id)
        _require_known(session, change)
        if line is None:
            if change.starts_at is None:
                raise Refused(N_("Tetapkan waktunya bila sesi yang belum terisi ingin diisi sendiri."))
            kept.append(
                Kept(
                    session_id=change.session_id,
                    start=change.starts_at,
                    people=change.people or frozenset(),
                    room=change.room or "",
                )
            )
            continue
        start = change.starts_at or dt.datetime.fromisoformat(line["start"])
        if change.whole:
            people, room = frozenset(line["people"]), line["room"]
        else:
            people, room = change.people or frozenset(), change.room or ""
        kept.append(Kept(session_id=change.session_id, start=start, people=people, room=room, whole=change.whole))
    order = orders.read(row.first_on, row.last_on, row.wanted)
    named = {one.session_id for one in kept}
    kept += [one for one in order.kept if one.session_id not in named and one.session_id in lines]
    before: Plan = orders.plan_of(data["lines"])
    return _ask(session, actor, clock, replace(order, kept=tuple(kept), before=before), row.seconds, row.id)


def stop(session: Session, actor: Actor, clock: Clock, proposal_id: str) -> PlanProposal:
    """Let the search end with the best plan so far; the worker does so within a breath. Raises Forbidden, NotFound or Refused."""
    require_scheduler(actor)
    row = get(session, proposal_id)
    if row.state is not ProposalState.RUNNING:
        raise Refused(N_("Perhitungannya sudah selesai."))
    session.execute(update(PlanProposal).where(PlanProposal.id == row.id).values(stop_wanted=True))
    trail.record(session, clock, actor, "proposal.stopped", "literacy_proposal", row.id)
    return row


def drop(session: Session, actor: Actor, clock: Clock, proposal_id: str, version: int) -> PlanProposal:
    """Leave a proposal as it is for good. Raises Forbidden, Conflict, NotFound or Refused."""
    require_scheduler(actor)
    row = get(session, proposal_id)
    same_version(row, version)
    require_settled(row)
    row.state = ProposalState.DROPPED
    flush(session)
    trail.record(session, clock, actor, "proposal.dropped", "literacy_proposal", row.id)
    return row


def get(session: Session, proposal_id: str) -> PlanProposal:
    """The proposal, or NotFound."""
    row = session.get(PlanProposal, proposal_id)
    if row is None:
        raise NotFound(N_("Usulan jadwal tidak ditemukan."))
    return row


def require_settled(row: PlanProposal) -> None:
    """Raises Conflict unless a proposal can be changed and applied."""
    if row.state not in SETTLED:
        raise Conflict(
            N_("Usulan ini masih dihitung, atau sudah diterapkan atau ditinggalkan."),
            do=N_("Muat ulang halamannya untuk melihat keadaannya sekarang."),
        )


def _require_known(session: Session, change: Change) -> None:
    people = select(LiteracyPerson.id).where(LiteracyPerson.id.in_(change.people or ()))
    if len(list(session.scalars(people))) < len(change.people or ()):
        raise Refused(N_("Pilih orang dari daftar."))
    if change.room and session.get(Room, change.room) is None:
        raise Refused(N_("Pilih ruang dari daftar."))


def _ask(session: Session, actor: Actor, clock: Clock, order: Order, seconds: int, before_id: str | None) -> PlanProposal:
    if actor.party is None:
        raise Refused(N_("Jadwal disusun petugas Bawaslu atau Diskominfo."))
    row = PlanProposal(
        id=new_id(),
        state=ProposalState.RUNNING,
        party=actor.party,
        asked_by=actor.id,
        asked_at=clock.now(),
        first_on=order.first,
        last_on=order.last,
        wanted=order.written(),
        seconds=seconds,
        stop_wanted=False,
        tries=0,
        result="",
        note="",
        before_id=before_id,
    )
    session.add(row)
    session.flush()
    span = {"first": order.first.isoformat(), "last": order.last.isoformat(), "before": before_id or ""}
    trail.record(session, clock, actor, "proposal.asked", "literacy_proposal", row.id, span)
    return row
