"""Ninety days of the invented office: two hundred cases, each told by the verbs of those who worked on it."""

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.base.actor import Actor, Party
from intranet.base.clock import FixedClock
from intranet.base.sealing import FieldKeys
from intranet.calendar.rules import is_working_day
from intranet.cases import moving, tracking, tracks
from intranet.cases import service as cases
from intranet.cases.models import Case
from intranet.cases.moving import Step
from intranet.cases.rules import MOVES, Channel, ElectionCrime, Event, Notice, Outcome, Source, State
from intranet.cases.service import Facts, Person
from intranet.cases.tracks import Act, Kind, Stage
from intranet.demo import stories
from intranet.demo.diary import Diary
from intranet.settings import Settings
from shared.elements import Standing

# How many cases end the quarter in each state, and between how many days ago they came to it.
_WAYS = {
    Kind.TAKEDOWN: {
        Stage.DRAFTED: Act.APPROVE,
        Stage.APPROVED: Act.SEND,
        Stage.SENT: Act.REMOVE,
        Stage.REMOVED: Act.STILL_GONE,
        Stage.GONE_AFTER_ONE: Act.STILL_GONE,
        Stage.GONE_AFTER_THREE: Act.STILL_GONE,
    },
    Kind.REFERRAL: {
        Stage.DRAFTED: Act.APPROVE,
        Stage.APPROVED: Act.DELIVER,
        Stage.DELIVERED: Act.ANSWER,
        Stage.ANSWERED: Act.CONCLUDE,
    },
}
_STATES = (
    (State.RECEIVED, 20, 0.0, 4.0),
    (State.TRIAGE, 16, 0.1, 6.0),
    (State.INITIAL_STUDY, 8, 0.1, 4.0),
    (State.AWAITING_COMPLETION, 5, 0.1, 3.0),
    (State.EARLY_INFORMATION, 4, 0.5, 9.0),
    (State.REGISTERED, 4, 0.1, 2.0),
    (State.EXAMINATION, 7, 0.2, 10.0),
    (State.PLENARY, 3, 0.1, 2.0),
    (State.DELEGATED, 3, 1.0, 16.0),
    (State.REFERRED, 6, 1.0, 20.0),
    (State.ANALYSIS, 16, 0.1, 9.0),
    (State.HANDLING, 10, 0.1, 4.0),
    (State.MONITORING, 8, 0.2, 8.0),
    (State.CLOSED, 86, 1.0, 80.0),
)
_SOURCES = (Source.PUBLIC_COMPLAINT, *(source for source in Source if source is not Source.PUBLIC_COMPLAINT))
_SOURCE_WEIGHTS = (56, 9, 19, 8, 8)
_WAYS_IN = (Channel.KIOSK, Channel.DESK, Channel.LETTER, Channel.TELEPHONE, Channel.EMAIL)
_WAYS_IN_WEIGHTS = (52, 34, 5, 5, 4)
_IN_PERSON = (Channel.KIOSK, Channel.DESK)
_OLDEST = 88.0
_OFFICERS = {Party.DISKOMINFO: ("budi", "ningsih", "galih"), Party.BAWASLU: ("wulan", "dimas", "tiara")}
_CHIEFS = {Party.DISKOMINFO: ("kartika",), Party.BAWASLU: ("halim", "ratih")}
_OPENS, _CLOSES = 8, 16

_ASSIGN = None
_Path = tuple[Event | None, ...]
_TO_TRIAGE: _Path = (_ASSIGN, Event.TAKE_UP)
_TO_ANALYSIS: _Path = (*_TO_TRIAGE, Event.CONTENT_ONLY)
_TO_HANDLING: _Path = (*_TO_ANALYSIS, _ASSIGN, Event.RECOMMEND_REMOVAL)
_TO_MONITORING: _Path = (*_TO_HANDLING, _ASSIGN, Event.HANDLED)
_TO_STUDY: _Path = (*_TO_TRIAGE, Event.ELECTION_MATTER, _ASSIGN)
_TO_REGISTER: _Path = (*_TO_STUDY, Event.REGISTER)
_TO_PLENARY: _Path = (*_TO_REGISTER, Event.EXAMINE, Event.STUDIED)
_PATHS: dict[State, tuple[tuple[_Path, int], ...]] = {
    State.RECEIVED: (((), 1),),
    State.TRIAGE: ((_TO_TRIAGE, 10), ((*_TO_TRIAGE, Event.CLOSE, Event.REOPEN), 1)),
    State.ANALYSIS: ((_TO_ANALYSIS, 1),),
    State.HANDLING: ((_TO_HANDLING, 1),),
    State.MONITORING: ((_TO_MONITORING, 1),),
    State.INITIAL_STUDY: ((_TO_STUDY, 3), ((*_TO_STUDY, Event.LACKS, Event.COMPLETED), 1)),
    State.AWAITING_COMPLETION: (((*_TO_STUDY, Event.LACKS), 1),),
    State.EARLY_INFORMATION: (((*_TO_STUDY, Event.TRACE), 1),),
    State.REGISTERED: ((_TO_REGISTER, 1),),
    State.EXAMINATION: (((*_TO_REGISTER, Event.EXAMINE), 2), ((*_TO_REGISTER, Event.EXAMINE, Event.EXTEND), 1)),
    State.PLENARY: ((_TO_PLENARY, 1),),
    State.DELEGATED: (((*_TO_STUDY, Event.DELEGATE), 1),),
    State.REFERRED: (((*_TO_TRIAGE, Event.REFER), 1), ((*_TO_PLENARY, Event.REFER), 2)),
    State.CLOSED: (
        ((*_TO_TRIAGE, Event.CLOSE), 22),
        ((*_TO_ANALYSIS, _ASSIGN, Event.CLOSE), 24),
        ((*_TO_MONITORING, Event.CLOSE), 26),
        ((*_TO_STUDY, Event.LACKS, Event.CLOSE), 5),
        ((*_TO_PLENARY, Event.CLOSE), 6),
        ((*_TO_PLENARY, Event.REFER, Event.ANSWERED, Event.CLOSE), 6),
    ),
}


@dataclass(frozen=True)
class Office:
    """Everything the happenings share."""

    settings: Settings
    keys: FieldKeys
    clock: FixedClock
    now: dt.datetime
    staff: dict[str, Actor]
    kiosk: Actor
    rng: random.Random
    diary: Diary

    def one_of(self, party: Party) -> Actor:
        """An officer of ``party``."""
        return self.staff[self.rng.choice(_OFFICERS[party])]

    def chief_of(self, party: Party) -> Actor:
        """A head or commissioner of ``party``."""
        return self.staff[self.rng.choice(_CHIEFS[party])]

    def hours(self, days_ago: float) -> dt.datetime:
        """A moment in office hours about so many days ago; what would lie ahead happened in the last hours instead."""
        zone = self.settings.zone
        day = (self.now - dt.timedelta(days=days_ago)).astimezone(zone).date()
        while not is_working_day(day, ()):
            day -= dt.timedelta(days=1)
        minutes = dt.timedelta(minutes=self.rng.randrange((_CLOSES - _OPENS) * 60))
        at = (dt.datetime.combine(day, dt.time(_OPENS), zone) + minutes).astimezone(dt.UTC)
        return min(at, self.now - dt.timedelta(minutes=self.rng.randrange(40, 240)))


@dataclass
class _Plan:
    """One case on its way; ``id`` is known once it is there."""

    source: Source
    channel: Channel
    id: str = ""


TakeIn = Callable[[Session, Channel, Facts], Case]


def fill(office: Office, take_in: TakeIn) -> None:
    """Enter the quarter into the diary; ``take_in`` serves whoever comes in person."""
    rng = office.rng
    for state, number, youngest, oldest in _STATES:
        for n in range(number):
            source = _SOURCES[n] if n < len(_SOURCES) else rng.choices(_SOURCES, _SOURCE_WEIGHTS)[0]
            channel = Channel.STAFF
            if source is Source.PUBLIC_COMPLAINT:
                channel = rng.choices(_WAYS_IN, _WAYS_IN_WEIGHTS)[0]
            since = youngest + (oldest - youngest) * (n + rng.random()) / number  # fresh, due and overdue ones
            _enter(office, take_in, _Plan(source, channel), state, since)


def _enter(office: Office, take_in: TakeIn, plan: _Plan, state: State, since: float) -> None:
    paths, weights = zip(*_PATHS[state], strict=True)
    path: _Path = office.rng.choices(paths, weights)[0]
    took = office.rng.uniform(0.4, 2.4) * len(path)
    first = min(since + took, _OLDEST)
    between = sorted((office.rng.uniform(since, first) for _ in path[:-1]), reverse=True)
    at = office.hours(first)
    office.diary.enter(at, lambda session: _receive(session, office, take_in, plan))
    steps: list[Event | None] = list(path)
    ages = [*between, since][: len(path)]
    waits_for_officer = path and path[-1] in (Event.CONTENT_ONLY, Event.RECOMMEND_REMOVAL)
    if (waits_for_officer and office.rng.random() < 0.7) or (state is State.RECEIVED and office.rng.random() < 0.3):
        steps.append(_ASSIGN)
        ages.append(since * 0.6)
    for step, age in zip(steps, ages, strict=True):
        at = max(office.hours(age), at + dt.timedelta(minutes=office.rng.randrange(7, 50)))
        office.diary.enter(at, lambda session, step=step: _step(session, office, plan, step))  # type: ignore[misc]


def _receive(session: Session, office: Office, take_in: TakeIn, plan: _Plan) -> None:
    day = office.clock.now().astimezone(office.settings.zone).date()
    facts = stories.facts(office.rng, plan.source, day)
    if plan.channel in _IN_PERSON:
        plan.id = take_in(session, plan.channel, facts).id
        return
    finder = Party.DISKOMINFO if plan.source is Source.HOAX_FINDING else Party.BAWASLU
    plan.id = cases.receive(
        session,
        office.one_of(finder),
        office.clock,
        office.settings,
        office.keys,
        source=plan.source,
        channel=plan.channel,
        facts=facts,
        person=Person(),
        standing=Standing.NOT_CHECKED,
    ).id


def _step(session: Session, office: Office, plan: _Plan, step: Event | None) -> None:
    case = cases.get(session, plan.id)
    rng, clock = office.rng, office.clock
    if step is _ASSIGN:
        if case.officer_id is None or not case.source.complained:  # a finding is its finder's until it is given on
            officer = office.one_of(case.party)
            by = officer if rng.random() < 0.5 else office.chief_of(case.party)
            cases.assign(session, by, clock, case.id, case.version, officer.id)
    else:
        _move(session, office, case, step)
    worker = _worker(office, case)
    if rng.random() < 0.45:
        clock.advance(dt.timedelta(minutes=rng.randrange(1, 6)))
        cases.add_note(session, worker, clock, case.id, rng.choice(stories.NOTES))
    if plan.channel in _IN_PERSON and rng.random() < 0.08:
        cases.reveal(session, worker, clock, office.keys, case.id, rng.choice(stories.REVEALED))


def _move(session: Session, office: Office, case: Case, event: Event) -> None:
    told_name = moving.reporter_known(session, case.id)
    if event is Event.REGISTER and moving.lacking(case, told_name=told_name):
        _move(session, office, case, Event.TRACE)  # what lacks something goes on as a finding
        event = Event.SUBSTANTIATED
    rng, line = office.rng, next(line for line in MOVES if line.source is case.state and line.event is event)
    outcome: Outcome | None = rng.choice(line.outcomes) if line.outcomes else None
    ending: dict[str, Any] = {}
    if outcome:
        crime = ElectionCrime.YES if outcome is Outcome.VIOLATION_SANCTIONED else ElectionCrime.NO
        notice = Notice.LETTER if moving.names_complainant(session, case.id) else Notice.NOBODY
        ending = {"crime": crime, "notice": notice, "legal_basis": rng.choice(stories.LEGAL_BASES)}
    step = Step(
        reason=rng.choice(stories.CLOSED[outcome] if outcome else stories.REASONS[event]) if line.reason else "",
        addressee=rng.choice(stories.ADDRESSEES[event]) if line.addressee else "",
        outcome=outcome,
        main_no=_another(session, case) if outcome is Outcome.DUPLICATE else "",
        **ending,
    )
    if line.target is State.CLOSED:
        _run_tracks(session, office, case, to_the_end=True)
    by = _worker(office, case) if line.roles & _worker(office, case).roles else office.chief_of(case.party)
    moving.move(session, by, office.clock, office.settings, case.id, case.version, event, step)
    if event in (Event.HANDLED, Event.ANSWERED):
        _run_tracks(session, office, case, to_the_end=False)


def _run_tracks(session: Session, office: Office, case: Case, *, to_the_end: bool) -> None:
    """Let the letters of a case go out and come back; ``to_the_end``: until nothing more is to be done."""
    for track in tracking.running(session, case.id):
        way = _WAYS[track.kind]
        while not track.stage.ended and (to_the_end or track.stage not in (Stage.REMOVED, Stage.ANSWERED)):
            what = way[track.stage]
            line = next(line for line in tracks.lines_from(track.kind, track.stage) if line.act is what)
            by = office.chief_of(track.party) if what is Act.APPROVE else office.one_of(track.party)
            office.clock.advance(dt.timedelta(minutes=office.rng.randrange(2, 9)))
            note = office.rng.choice(stories.LETTERS) if line.note else ""
            told = {"legal_basis": stories.LEGAL_BASES[0], "summary": stories.SUMMARY} if what is Act.DELIVER else {}
            tracking.act(session, by, office.clock, office.settings, track.id, track.version, what, note, **told)


def _another(session: Session, case: Case) -> str:
    """The number of the case registered first."""
    others = select(Case.complaint_no).where(Case.complaint_no.is_not(None), Case.id != case.id)
    return str(session.scalar(others.order_by(Case.received_at).limit(1)))


def _worker(office: Office, case: Case) -> Actor:
    """The case's officer, else anybody of the party that holds it."""
    named = next((one for one in office.staff.values() if one.id == case.officer_id), None)
    return named or office.one_of(case.party)
