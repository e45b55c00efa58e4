"""Ten thousand cases go whatever way chance takes them, with faults in between: nothing gets stuck, no end lacks anything.

Each walk makes a case and lets members of both parties do random things to it: steps of the table with some of what they
need missing, tracks, hand-overs, nights in which the sweep rings, holidays that come late, and a database that fails in
the middle of a step. After every step it is looked at whether everything still has an owner, a day and a way out.
"""

import datetime as dt
import random
from collections import Counter
from contextlib import nullcontext

import pytest
from sqlalchemy.orm import Session

from intranet.base import trail
from intranet.base.actor import Actor, Role
from intranet.base.errors import Forbidden, Refused
from intranet.calendar import service as calendar
from intranet.cases import clocks, moving, rules, service, tracking, tracks, watch
from intranet.cases.models import Case, Track
from intranet.cases.moving import Step
from intranet.cases.rules import ElectionCrime, Notice, State
from tests.intranet.cases.factories import WHY, Cases
from tests.intranet.cases.test_moving import WHEN

CHUNKS, WALKS = 10, 500  # of each kind of database: 10,000 walks together
pytestmark = [pytest.mark.slow, pytest.mark.no_cover]  # counting lines would take as long as the walks themselves


class Fault(Exception):
    """What a database that fails in the middle looks like to a verb."""


class Faults:
    """Makes the next event of the trail fail, when armed: the last thing a verb does, after all it has changed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.armed = False
        record = trail.record

        def failing(*args: object, **more: object) -> None:
            if self.armed:
                raise Fault
            record(*args, **more)  # type: ignore[arg-type]

        monkeypatch.setattr(trail, "record", failing)


class Walk:
    """One case and what chance does to it, in one transaction with a savepoint for each step."""

    def __init__(self, cases: Cases, session: Session, rng: random.Random, main_no: str, faults: Faults) -> None:
        self.c, self.session, self.rng, self.main_no, self.faults = cases, session, rng, main_no, faults
        self.staff = [cases.people.budi, cases.people.kartika, cases.people.wulan, cases.people.halim]
        self.seen: Counter[str] = Counter()
        today = cases.clock.now().date()
        self.almanac = calendar.almanac(session, cases.settings, today, today + dt.timedelta(days=30))

    def go(self, case_id: str) -> None:
        """Up to eighteen steps, each looked at afterwards."""
        for _step in range(self.rng.randrange(2, 18)):
            case = service.get(self.session, case_id)
            actor = self.rng.choice(self.staff)
            if case.officer_id is None and case.state in rules.OPEN_STATES and rules.may_assign(actor, case.party):
                service.assign(self.session, actor, self.c.clock, case_id, case.version, actor.id)
            self.try_to(actor, case)
            self.look(service.get(self.session, case_id))
            self.c.clock.advance(dt.timedelta(hours=self.rng.randrange(1, 30)))
            if self.rng.random() < 0.01:
                watch.ring(self.session, self.c.clock, self.c.settings)

    def try_to(self, actor: Actor, case: Case) -> None:
        """A step of the case or of one of its tracks; what was refused or failed has changed nothing."""
        running = tracking.running(self.session, case.id)
        track = self.rng.choice(running) if running and self.rng.random() < 0.5 else None
        before = (case.version, case.state, case.due_on, case.officer_id, track and (track.version, track.stage))
        roles: frozenset[Role]
        self.faults.armed = self.rng.random() < 0.04
        try:
            with self.session.begin_nested():
                if track is not None:
                    way = self.rng.choice(tracks.lines_from(track.kind, track.stage))
                    roles = way.roles
                    self.act(actor, track, way)
                else:
                    line = self.rng.choice(rules.moves_from(case.state))
                    roles = line.roles
                    self.move(actor, case, line)
        except (Refused, Forbidden, Fault) as refused:
            self.seen[type(refused).__name__] += 1
            self.session.expire_all()
            now = (case.version, case.state, case.due_on, case.officer_id, track and (track.version, track.stage))
            assert now == before
        else:
            self.seen["done"] += 1
            assert actor.roles & roles, "somebody did what is another role's"
        finally:
            self.faults.armed = False

    def move(self, actor: Actor, case: Case, line: rules.Move) -> None:
        rng = self.rng
        step = Step(
            reason=rng.choice((WHY, WHY, "")),
            addressee=rng.choice(("Polres Contoh", "Polres Contoh", "")),
            outcome=rng.choice(line.outcomes) if line.outcomes and rng.random() < 0.9 else None,
            crime=rng.choice((ElectionCrime.NO, ElectionCrime.YES, ElectionCrime.OTHER_LAW, None)),
            legal_basis=rng.choice(("UU 7/2017 Pasal 454", "UU 7/2017 Pasal 454", "")),
            notice=rng.choice((Notice.LETTER, Notice.LETTER, Notice.NOBODY, None)),
            main_no=self.main_no,
            urgent=rng.random() < 0.2,
        )
        moving.move(self.session, actor, self.c.clock, self.c.settings, case.id, case.version, line.event, step)

    def act(self, actor: Actor, track: Track, way: tracks.Line) -> None:
        note = self.rng.choice((WHY, WHY, ""))
        tracking.act(self.session, actor, self.c.clock, self.c.settings, track.id, track.version, way.act, note)

    def look(self, case: Case) -> None:
        """Whether everything that goes on has an owner, a day and a way out, and every end all it needs."""
        running = tracking.running(self.session, case.id)
        assert all(track.due_on and track.party and tracks.lines_from(track.kind, track.stage) for track in running)
        if case.state is State.CLOSED:
            self.seen["ended"] += 1
            assert not running
            assert case.outcome
            assert case.legal_basis
            assert case.notice
            assert case.election_crime or not rules.asks_crime(case.outcome)
            return
        assert case.party
        assert rules.moves_from(case.state)
        assert clocks.count(self.almanac, case).due_on == case.due_on


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> Faults:
    return Faults(monkeypatch)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_whatever_way_cases_go_nothing_is_stuck_and_no_end_lacks_anything(cases_everywhere, faults, chunk):
    c, rng, seen = cases_everywhere, random.Random(chunk), Counter[str]()
    c.create()
    with c.db.read() as session:
        main_no = str(session.scalar(Case.__table__.select().with_only_columns(Case.complaint_no)))
    for _walk in range(WALKS):
        with c.db.write() as session:
            case_id = c.receive(session, **(WHEN if rng.random() < 0.7 else {}))
            walk = Walk(c, session, rng, main_no, faults)
            walk.go(case_id)
        seen += walk.seen
    assert seen["done"] > WALKS
    assert min(seen["ended"], seen["Refused"], seen["Forbidden"], seen["Fault"]) > WALKS / 50, seen
    with c.db.read() as session:
        assert not list(trail.verify(session))


def test_a_verb_that_kept_half_of_what_it_did_would_be_caught(cases, faults, monkeypatch):
    """The mutant: a step whose changes stay although the database failed in its middle."""
    case_id = cases.in_analysis()
    with cases.db.read() as session:
        monkeypatch.setattr(session, "begin_nested", nullcontext)
        walk = Walk(cases, session, random.Random(1), "", faults)
        walk.rng.random = lambda: 0.0  # type: ignore[method-assign]
        with pytest.raises(AssertionError):
            steps(walk, case_id)


def steps(walk: Walk, case_id: str) -> None:
    for _try in range(200):
        walk.try_to(walk.c.people.wulan, service.get(walk.session, case_id))
