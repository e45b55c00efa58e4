"""Evidence of digital literacy: the sessions of an agreement's programmes, their pairs, and what was seen at them."""

import datetime as dt

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from intranet.agreements.models import Agreement
from intranet.base.actor import Party
from intranet.duties.rules import MONTH, Finding, Period, State, steady
from intranet.duties.sources.registry import happened, source, told
from intranet.learning.models import Monitoring
from intranet.literacy.models import LiteracySession, PartyConfirmation, PartyConsent, Programme, Seat
from intranet.literacy.rules import ProgrammeState, SeatRole, Sector, SessionKind, SessionState
from shared.text import N_

_QUARTERLY = N_("Sedikitnya sekali dalam 90 hari.")
_ONCE = N_("Sedikitnya sekali, paling lambat 90 hari sejak perjanjian berlaku.")
_WATCHED_IN = dt.timedelta(days=7)
_HELPERS = (SeatRole.INSTRUCTOR, SeatRole.FACILITATOR, SeatRole.COMPANION)


def _held(session: Session, agreement: Agreement, period: Period, *where: ColumnElement[bool]) -> tuple[int, dt.date | None]:
    """How many sessions of the agreement's programmes were held in the period, and the latest day."""
    query = (
        select(func.count(), func.max(LiteracySession.on_day))
        .join(Programme, LiteracySession.programme_id == Programme.id)
        .where(Programme.agreement_id == agreement.id, LiteracySession.state == SessionState.HELD)
        .where(LiteracySession.on_day.between(period.first, period.last), *where)
    )
    count, last = session.execute(query).one()
    return int(count), last


def _seat(party: Party, *roles: SeatRole) -> ColumnElement[bool]:
    """Whether somebody of ``party`` sits in the session in one of ``roles``."""
    filled = (Seat.session_id == LiteracySession.id, Seat.party == party, Seat.person_id.is_not(None), Seat.vacated_at.is_(None))
    return exists().where(*filled, Seat.role.in_(roles))


def _regular(session: Session, agreement: Agreement, period: Period, today: dt.date, *where: ColumnElement[bool]) -> Finding:
    count, last = _held(session, agreement, period, *where)
    state, due = steady(last, period, today, 3 * MONTH)
    if not count:
        return told(state, N_("Belum ada sesi yang terlaksana."), 0, due=due)
    return told(state, N_("%(count)s sesi terlaksana; terakhir %(last)s."), count, last, due)


@source("literacy_sessions", N_("Sesi literasi"), "literacy.listing", measure=_QUARTERLY)
def sessions(session: Session, agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """Sessions go on (Jambi 3(2), Kudus 3b, 4b; joint oversight 2024: education)."""
    return _regular(session, agreement, period, today)


@source("socialisation", N_("Sosialisasi"), "literacy.listing", measure=_QUARTERLY)
def socialisation(session: Session, agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """Sessions that make known (Kudus 4a)."""
    return _regular(session, agreement, period, today, LiteracySession.kind == SessionKind.SOCIALISATION)


@source("education", N_("Edukasi"), "literacy.listing", measure=_QUARTERLY)
def education(session: Session, agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """Sessions that educate (Kudus 4c)."""
    return _regular(session, agreement, period, today, LiteracySession.kind == SessionKind.EDUCATION)


@source("literacy_programme", N_("Program literasi"), "literacy.programme_list", measure=_ONCE)
def programme(session: Session, agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """Diskominfo designs the programme (Jambi 4(3)c)."""
    running = (Programme.agreement_id == agreement.id, Programme.state != ProgrammeState.PROPOSED)
    count, last = session.execute(select(func.count(), func.max(Programme.starts_on)).where(*running)).one()
    return happened(int(count), last, period, today, N_("%(count)s program; yang terbaru mulai %(last)s."))


@source("literacy_agreed", N_("Sesi yang disepakati kedua pihak"), "literacy.listing", measure=_ONCE)
def agreed(session: Session, agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """Sessions are held as both agreed: confirmed by both, or one by the other's consent (Jambi 4(2)h)."""
    count, last = _held(session, agreement, period)
    confirmed = select(func.count()).where(PartyConfirmation.session_id == LiteracySession.id).scalar_subquery() >= 2
    consented = exists().where(PartyConsent.session_id == LiteracySession.id)
    both, _last = _held(session, agreement, period, confirmed | consented)
    return _all_of(count, both, last, period, today, N_("%(kept)s dari %(count)s sesi disepakati kedua pihak; terakhir %(last)s."))


@source("resource_persons", N_("Narasumber Bawaslu"), "literacy.listing", measure=_ONCE)
def resource_persons(session: Session, agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """Bawaslu gives the resource person of sessions for the government sector (Jambi 4(2)i)."""
    government = LiteracySession.sector == Sector.GOVERNMENT
    count, last = _held(session, agreement, period, government)
    kept, _last = _held(session, agreement, period, government, _seat(Party.BAWASLU, SeatRole.RESOURCE_PERSON))
    text = N_("%(kept)s dari %(count)s sesi pemerintahan bernarasumber Bawaslu; terakhir %(last)s.")
    return _all_of(count, kept, last, period, today, text)


@source("companions", N_("Instruktur, fasilitator, pendamping"), "literacy.listing", measure=_ONCE)
def companions(session: Session, agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """Diskominfo gives instructors, facilitators or companions (Jambi 4(3)d); it is a right, so some are enough."""
    count, last = _held(session, agreement, period, _seat(Party.DISKOMINFO, *_HELPERS))
    return happened(count, last, period, today, N_("%(count)s sesi dengan petugas Diskominfo; terakhir %(last)s."))


@source(
    "literacy_monitoring",
    N_("Pengawasan literasi"),
    "literacy.listing",
    measure=N_("Setiap sesi, paling lambat 7 hari sesudahnya."),
)
def monitoring(session: Session, agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """Diskominfo watches over each session: five checks (Jambi 4(4)a)."""
    count, last = _held(session, agreement, period)
    if not count:
        return happened(0, None, period, today, "")
    seen = exists().where(Monitoring.session_id == LiteracySession.id, Monitoring.party == Party.DISKOMINFO)
    kept, _last = _held(session, agreement, period, seen)
    late, _last = _held(session, agreement, period, ~seen, LiteracySession.on_day < today - _WATCHED_IN)
    state = State.LATE if late else State.DUE if kept < count else State.MET
    text = N_("%(kept)s dari %(count)s sesi diawasi, %(late)s lewat waktu; terakhir %(last)s.")
    return told(state, text, count, last, kept=kept, late=late)


@source("literacy_sectors", N_("Sektor pemerintahan dan masyarakat"), "literacy.coverage", measure=_ONCE)
def sectors(session: Session, agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """Both sectors are reached (Jambi 4(4)e)."""
    government, first = _held(session, agreement, period, LiteracySession.sector == Sector.GOVERNMENT)
    public, second = _held(session, agreement, period, LiteracySession.sector == Sector.PUBLIC)
    found = happened(min(government, public), None, period, today, "")
    last = max((day for day in (first, second) if day), default=None)
    text = N_("%(government)s sesi pemerintahan, %(public)s sesi masyarakat umum.")
    return told(found.state, text, government + public, last, found.due, government=government, public=public)


def _all_of(count: int, kept: int, last: dt.date | None, period: Period, today: dt.date, text: str) -> Finding:
    if not count:
        return happened(0, None, period, today, "")
    return told(State.MET if kept == count else State.LATE, text, count, last, kept=kept)
