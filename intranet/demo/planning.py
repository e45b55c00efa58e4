"""The invented office's plan of next month: wishes, the proposal the planner itself made of them, part of it accepted."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.base.db import Database
from intranet.cases import queries as cases
from intranet.demo.quarter import Office
from intranet.literacy import queries
from intranet.literacy.models import Programme
from intranet.literacy.planning.rules import Level, Rule, RuleTable
from intranet.literacy.proposing import applying, asking, result, running
from intranet.literacy.proposing.order import Order
from intranet.literacy.rules import Mode, Pillar, Sector, Segment, SessionKind, SessionState
from intranet.literacy.service import sessions
from intranet.literacy.service.sessions import SessionInput

_DAY, _WISHED, _ACCEPTED = dt.timedelta(days=1), dt.timedelta(hours=2), 3
_SECONDS = 300  # it takes one or two; a plan cut short on a slow machine would not be the same every time
# Kecamatan, how many, helpers in each, pillar and its topic, for whom, how large. No hall of Rekaan holds 350; the last wants a
# weekend.
_WISHES = (
    ("Contoh Utara", 2, 1, Pillar.SAFETY, "Jejak digital", Sector.PUBLIC, Segment.PUPILS, 90),
    ("Contoh Kota", 1, 1, Pillar.ETHICS, "Hak cipta", Sector.GOVERNMENT, Segment.CIVIL_SERVANTS, 30),
    ("Ujicoba", 2, 2, Pillar.CULTURE, "Hak digital warga", Sector.PUBLIC, Segment.VILLAGE, 60),
    ("Rekaan", 1, 1, Pillar.SKILLS, "Belanja dan dompet digital", Sector.PUBLIC, Segment.WOMEN, 350),
)
_WEEKEND = ("Misalrejo", 1, 1, Pillar.SAFETY, "Penipuan daring", Sector.PUBLIC, Segment.ELDERLY, 40)


def wish(office: Office) -> None:
    """Enter into the diary what is wanted next month."""
    office.diary.enter(office.now - _WISHED, lambda session: _wish(session, office))


def plan(database: Database, office: Office) -> None:
    """Have next month planned, and accept the first of the new sessions that were found."""
    planner, clock, settings = office.staff["arum"], office.clock, office.settings
    first, last = _month(office)
    order = Order(first=first, last=last, rules=RuleTable({Rule.HELPERS: Level.WARN}))
    with database.write() as session:
        proposal_id = asking.ask(session, planner, clock, settings, order, _SECONDS).id
    running.work_once(database, clock, settings, cases.duties)
    with database.write() as session:
        row = asking.get(session, proposal_id)
        planned = [line["session"] for line in result.read(row.result)["lines"]]
        new = [one for one in planned if sessions.get(session, one).state is SessionState.WANTED]
        applying.apply(session, planner, clock, settings, row.id, row.version, new[:_ACCEPTED], cases.duties)


def _month(office: Office) -> tuple[dt.date, dt.date]:
    today = office.now.astimezone(office.settings.zone).date()
    first = (today.replace(day=1) + _DAY * 32).replace(day=1)
    return first, (first + _DAY * 32).replace(day=1) - _DAY


def _wish(session: Session, office: Office) -> None:
    programme = session.scalars(select(Programme)).one()
    first, last = _month(office)
    last = min(last, programme.ends_on)
    saturday = first + _DAY * ((5 - first.weekday()) % 7)
    spans = [(first, last)] * len(_WISHES) + [(saturday, saturday + _DAY)]
    districts = {one.name: one.id for one in queries.districts(session)}
    topics = {one.name: one.id for one in queries.topics(session)}
    for (kecamatan, count, helpers, pillar, topic, sector, segment, capacity), (earliest, latest) in zip(
        (*_WISHES, _WEEKEND), spans, strict=True
    ):
        given = SessionInput(
            programme_id=programme.id,
            kind=SessionKind.LITERACY,
            sector=sector,
            segment=segment,
            pillars=frozenset({pillar}),
            title=f"{topic}: {segment.label}",
            district_id=districts[kecamatan],
            earliest_on=earliest,
            latest_on=latest,
            topic_id=topics[topic],
            mode=Mode.IN_PERSON,
            capacity=capacity,
            planned_cost=2_500_000,
        )
        asking.wish(session, office.staff["arum"], office.clock, office.settings, given, count, helpers)
