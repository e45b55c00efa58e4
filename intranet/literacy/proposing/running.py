"""The worker's part: takes up a proposal that waits, plans, says every second how far it is, and heeds who stops it.

The plain plan is kept as soon as it is there, the solver's after it. A worker that dies stops renewing its hold, and another
takes the proposal up again from the beginning; what the dead one had kept stays visible until then.
"""

import datetime as dt
import logging
import threading
from dataclasses import dataclass, field

from sqlalchemy import Select, or_, select, update
from sqlalchemy.orm import Session

from intranet.base import trail
from intranet.base.actor import SYSTEM
from intranet.base.clock import Clock
from intranet.base.db import Database
from intranet.base.ids import new_id
from intranet.inbox.service import tell
from intranet.literacy.models import PlanProposal
from intranet.literacy.planning import exact
from intranet.literacy.planning.exact import Progress
from intranet.literacy.planning.planner import Proposal, propose
from intranet.literacy.proposing import order as orders
from intranet.literacy.proposing import result, scene
from intranet.literacy.proposing.people import Duties
from intranet.literacy.proposing.rules import ProposalState
from intranet.settings import Settings
from shared.text import N_

log = logging.getLogger(__name__)
LEASE = dt.timedelta(seconds=20)  # a worker that is silent longer is given up
_BEAT, _LOOK = 1.0, 0.5  # seconds between two beats; between two looks for something to do
_TRIES = 3
_PLAIN_SECONDS = 10.0
_READY = N_("Usulan jadwal siap ditinjau.")
_FAILED = N_("Perhitungan gagal beberapa kali dan dihentikan. Tidak ada yang berubah; coba rentang yang lebih pendek.")


def run(db: Database, clock: Clock, settings: Settings, duties: Duties, stop: threading.Event) -> None:
    """Work on proposals until ``stop``. An error is logged by kind only; the proposal is tried again."""
    while not stop.is_set():
        try:
            busy = work_once(db, clock, settings, duties, stop)
        except Exception as error:
            log.error("planning interrupted by %s; going on", type(error).__name__)
            busy = False
        if not busy:
            stop.wait(_LOOK)


def work_once(db: Database, clock: Clock, settings: Settings, duties: Duties, stop: threading.Event | None = None) -> bool:
    """Take one waiting proposal and plan it; True if there was one. ``stop`` leaves it to the next worker."""
    stop, me = stop or threading.Event(), new_id()
    with db.read() as session:  # most looks find nothing, and need not hold the write lock for it
        if session.scalar(_waiting(clock).with_only_columns(PlanProposal.id)) is None:
            return False
    with db.write() as session:
        row = session.scalar(_waiting(clock).with_for_update(skip_locked=True))
        if row is None:
            return False
        if row.tries >= _TRIES:
            _finish(session, clock, row.id, row.taken_by, ProposalState.DROPPED, note=_FAILED)
            return True
        held = {"taken_by": me, "beat_at": clock.now(), "tries": row.tries + 1}
        session.execute(update(PlanProposal).where(PlanProposal.id == row.id).values(**held))
        proposal_id, seconds = row.id, float(row.seconds)
        order = orders.read(row.first_on, row.last_on, row.wanted)
    with db.read() as session:
        today = clock.now().astimezone(settings.zone).date()
        found = scene.gather(session, today, settings, order, duties)
    _watch(db, clock, proposal_id, me, _Search(found, seconds), stop)  # no lock is held while it searches
    return True


@dataclass
class _Search:
    """A search in a thread of its own, so that whoever waits for it can beat; ``halt`` ends it."""

    scene: scene.Scene
    seconds: float
    halt: threading.Event = field(default_factory=threading.Event)
    progress: Progress | None = None
    plain: Proposal | None = None
    best: Proposal | None = None
    error: Exception | None = None

    def go(self) -> None:
        """Plan plainly, then with the solver. A planned session for which nothing as whole is found stays as it is."""
        try:
            found = self._plan(min(self.seconds, _PLAIN_SECONDS), solver=False)
            self.plain = found
            if exact.available() and not self.halt.is_set():
                found = self._plan(self.seconds, solver=True)
            self.best = found
        except Exception as error:
            self.error = error

    def _plan(self, seconds: float, *, solver: bool) -> Proposal:
        while True:
            found = propose(self.scene.problem, seconds=seconds, watch=self.watch, solver=solver)
            loose = (wish.id for wish in self.scene.problem.wishes if not any(pin.whole for pin in wish.pins))
            free = set(loose) - self.scene.typed
            planned = {key: len(one.people) for key, one in self.scene.planned.items() if one.people and key in free}
            thinner = {one.wish for one in found.plan.sessions if len(one.people) < planned.get(one.wish, 0)}
            homeless = thinner | ({one.wish for one in found.obstacles} & planned.keys())
            if not homeless:
                return found
            self.scene = scene.holding(self.scene, homeless)

    def watch(self, progress: Progress) -> bool:
        """Called by the solver."""
        self.progress = progress
        return self.halt.is_set()


def _watch(db: Database, clock: Clock, proposal_id: str, me: str, search: _Search, stop: threading.Event) -> None:
    thread = threading.Thread(target=search.go, daemon=True)
    thread.start()
    shown = False
    while thread.is_alive():
        thread.join(0.05 if not shown and search.plain is None else _BEAT)
        values: dict[str, object] = {"beat_at": clock.now()}
        if search.plain and not shown:
            values["result"], shown = result.written(search.scene, search.plain), True
        if search.progress:
            values |= {"value": search.progress.value, "bound": search.progress.bound}
        if stop.is_set() or _beat(db, proposal_id, me, values):
            search.halt.set()
    if search.error is not None:
        raise search.error
    if stop.is_set() or search.best is None:
        return
    with db.write() as session:
        wanted = session.scalar(select(PlanProposal.stop_wanted).where(PlanProposal.id == proposal_id))
        state = ProposalState.STOPPED if wanted and not search.best.proven else ProposalState.READY
        progress = search.best.progress
        values = {"value": progress.value, "bound": progress.bound} if progress else {}
        _finish(session, clock, proposal_id, me, state, result=result.written(search.scene, search.best), **values)


def _beat(db: Database, proposal_id: str, me: str, values: dict[str, object]) -> bool:
    """Renew the hold and say how far the search is; True when it is to end: somebody said so, or another holds it."""
    with db.write() as session:
        mine = (PlanProposal.id == proposal_id, PlanProposal.taken_by == me, PlanProposal.state == ProposalState.RUNNING)
        renewed = session.execute(update(PlanProposal).where(*mine).values(**values).returning(PlanProposal.stop_wanted))
        wanted = renewed.scalar()
        return wanted is None or wanted


def _finish(session: Session, clock: Clock, proposal_id: str, me: str | None, state: ProposalState, **values: object) -> None:
    """Settle a proposal, unless another worker holds it by now."""
    mine = (PlanProposal.id == proposal_id, PlanProposal.taken_by == me, PlanProposal.state == ProposalState.RUNNING)
    settled = {"state": state, "done_at": clock.now(), "version": PlanProposal.version + 1, **values}
    asked = session.execute(update(PlanProposal).where(*mine).values(**settled).returning(PlanProposal.asked_by)).scalar()
    if asked is None:
        return
    trail.record(session, clock, SYSTEM, "proposal.settled", "literacy_proposal", proposal_id, {"state": state.value})
    message = _FAILED if state is ProposalState.DROPPED else _READY
    tell(session, clock, [asked], "proposal.settled", "literacy_proposal", proposal_id, message)


def _waiting(clock: Clock) -> Select[PlanProposal]:
    silent = or_(PlanProposal.beat_at.is_(None), PlanProposal.beat_at < clock.now() - LEASE)
    return select(PlanProposal).where(PlanProposal.state == ProposalState.RUNNING, silent).order_by(PlanProposal.asked_at).limit(1)
