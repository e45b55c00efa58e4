"""The sweeps that let nothing get stuck: overdue cases ring, then go up; silent ones are named; unanswered letters ring on both
sides; and a calendar that changed counts every running clock again. All of it is safe to do twice.
"""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import Session

from intranet.base import trail
from intranet.base.actor import SYSTEM, Actor, Party
from intranet.base.clock import Clock
from intranet.calendar import deadlines
from intranet.calendar import queries as calendar_queries
from intranet.calendar import service as calendar
from intranet.calendar.rules import add_working_days
from intranet.cases import clocks, queries, rules
from intranet.cases.models import Case, CaseNote, Track
from intranet.cases.service import chiefs, officers
from intranet.cases.tracks import WITH_RECEIVER, Kind
from intranet.inbox.service import tell
from intranet.settings import Settings
from shared.text import N_

OFFICER, LEADERS = 1, 2  # how far a clock has rung
_IN_HAND = 500  # cases held in memory while they are counted
_AT_ONCE = 50  # rows in one transaction; the next sweep takes the rest
_PARTIES = (Party.BAWASLU, Party.DISKOMINFO)
_OVERDUE = N_("Perkara %(no)s lewat tenggat.")
_HOUR_OVER = N_("Perkara %(no)s lewat batas waktunya: %(at)s.")
_ESCALATED = N_("Perkara %(no)s sudah lama lewat tenggat; mohon keputusan pimpinan.")
_SILENT = N_("Tidak ada catatan baru pada perkara %(no)s selama %(days)s hari.")
_UNANSWERED = N_("Penerusan perkara %(no)s kepada %(to)s belum dijawab.")
_UNANSWERED_LONG = N_("Penerusan perkara %(no)s kepada %(to)s lama tidak dijawab; mohon keputusan pimpinan.")

_RECOUNTED = N_("Tenggat perkara %(no)s berubah karena kalender berubah.")


def recount(session: Session, actor: Actor, clock: Clock, settings: Settings) -> int:
    """Count all running clocks again after the calendar changed; every case whose day moved gets an event. How many did."""
    c = Case.__table__.c
    told = (c.id, c.clock, c.clock_from, c.extension_reason, c.happened_on, c.received_at, c.due_on)
    running = c.clock.is_not(None), c.state.in_(rules.OPEN_STATES)
    first, last = session.execute(select(func.min(c.clock_from), func.max(c.clock_from)).where(*running)).one()
    if first is None:
        return 0
    almanac = calendar.almanac(session, settings, *(moment.astimezone(settings.zone).date() for moment in (first, last)))
    rows = session.execute(select(*told).where(*running).order_by(c.id), execution_options={"yield_per": _IN_HAND})
    counted = ((row.id, row.due_on, clocks.count(almanac, row).due_on) for row in rows)
    moved = [one for one in counted if one[1] != one[2]]
    for case_id, before, after in moved:
        case = session.get_one(Case, case_id)
        case.due_on = after
        case.rung = case.rung if after < before else 0
        session.flush()
        trail.record(session, clock, actor, "case.recounted", "case", case.id, {"from": str(before), "to": str(after)})
        _tell_holder(session, clock, case, "case.recounted", _RECOUNTED)
    return len(moved)


def ring(session: Session, clock: Clock, settings: Settings) -> int:
    """What has become overdue, silent or unanswered is told to those who can move it, once each; how many were told of."""
    today = clock.now().astimezone(settings.zone).date()
    return (
        _overdue(session, clock, settings)
        + _escalate(session, clock, settings, today)
        + _silent(session, clock, settings)
        + _unanswered(session, clock, settings, today)
    )


def _overdue(session: Session, clock: Clock, settings: Settings) -> int:
    """What is late by its day, and by its hour where hours are counted."""
    moment = queries.at_moment(clock.now(), settings.zone)
    late = list(session.scalars(_open().where(queries.late(), Case.rung < OFFICER), moment))
    for case in late:
        _rang(session, clock, case, OFFICER)
        if at := deadlines.due_at(case.clock, case.clock_from):
            _tell_holder(session, clock, case, "case.overdue", _HOUR_OVER, at=at.isoformat())
        else:
            _tell_holder(session, clock, case, "case.overdue", _OVERDUE)
    return len(late)


def _escalate(session: Session, clock: Clock, settings: Settings, today: dt.date) -> int:
    """To the next level: the leaders of the party that holds the case."""
    free = calendar_queries.days_off(session, today - dt.timedelta(days=90), today)
    last = today - dt.timedelta(days=1)
    while add_working_days(last, settings.escalation_working_days, free) > today:
        last -= dt.timedelta(days=1)
    late = list(session.scalars(_open().where(Case.due_on <= last, Case.rung == OFFICER)))
    for case in late:
        _rang(session, clock, case, LEADERS)
        _tell(session, clock, chiefs(session, case.party), case, "case.escalated", _ESCALATED)
    return len(late)


def _silent(session: Session, clock: Clock, settings: Settings) -> int:
    """Open cases nobody wrote or did anything on; named again as long as the silence lasts."""
    if not settings.silent_days:
        return 0
    limit = clock.now() - dt.timedelta(days=settings.silent_days)
    spoken = exists().where(CaseNote.case_id == Case.id, CaseNote.at > limit)
    quiet = _open().where(Case.updated_at < limit, ~spoken, or_(Case.silent_at.is_(None), Case.silent_at < limit))
    found = list(session.scalars(quiet))
    for case in found:
        case.silent_at = clock.now()
        session.flush()
        _tell_holder(session, clock, case, "case.silent", _SILENT, days=settings.silent_days)
    return len(found)


def _unanswered(session: Session, clock: Clock, settings: Settings, today: dt.date) -> int:
    """Referrals without an answer ring with both parties, and a while later with the leaders of both."""
    later = today - dt.timedelta(days=max(settings.referral_escalation_days - settings.referral_reminder_days, 1))
    told = 0
    for level, due, message in ((OFFICER, today, _UNANSWERED), (LEADERS, later, _UNANSWERED_LONG)):
        query = select(Track, Case).join(Case, Track.case_id == Case.id)
        query = query.where(
            Track.kind == Kind.REFERRAL, Track.stage.in_(WITH_RECEIVER), Track.due_on < due, Track.rung == level - 1
        )
        for track, case in session.execute(query.order_by(Track.id).limit(_AT_ONCE)):
            track.rung, told = level, told + 1
            session.flush()
            data = {"track": track.id, "level": level}
            trail.record(session, clock, SYSTEM, "track.rang", "case", case.id, data)
            who = chiefs if level == LEADERS else officers
            names = [staff_id for staff_id, _ in who(session, *_PARTIES)]
            if level == OFFICER and case.officer_id:
                other = [staff_id for staff_id, _ in chiefs(session, *(party for party in _PARTIES if party is not case.party))]
                names = [case.officer_id, *other]
            values = {"no": case.complaint_no or "", "to": track.target}
            tell(session, clock, names, "track.unanswered", "case", case.id, message, **values)
    return told


def _open() -> Select[Case]:
    return select(Case).where(Case.state.in_(rules.OPEN_STATES)).order_by(Case.due_on, Case.id).limit(_AT_ONCE)


def _rang(session: Session, clock: Clock, case: Case, level: int) -> None:
    case.rung = level
    session.flush()
    trail.record(session, clock, SYSTEM, "case.rang", "case", case.id, {"level": level, "due": str(case.due_on)})


def _tell_holder(session: Session, clock: Clock, case: Case, kind: str, message: str, **values: str | int) -> None:
    """Tell the officer of a case; while there is none, everybody of the party who could take it."""
    held = [(case.officer_id, "")] if case.officer_id else officers(session, case.party)
    _tell(session, clock, held, case, kind, message, **values)


def _tell(
    session: Session, clock: Clock, staff: Sequence[tuple[str, str]], case: Case, kind: str, message: str, **values: str | int
) -> None:
    ids = [staff_id for staff_id, _name in staff]
    tell(session, clock, ids, kind, "case", case.id, message, no=case.complaint_no or "", **values)
