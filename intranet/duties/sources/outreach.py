"""Evidence of what the parties do together: trainings, dissemination, lent facilities, other activities, and who pays.

What is recorded under another agreement does not count; what is recorded under none does.
"""

import datetime as dt

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from intranet.agreements.models import Agreement
from intranet.base.actor import Party
from intranet.duties.rules import MONTH, Finding, Period, State, backlog, used
from intranet.duties.sources.registry import happened, source, tally, told
from intranet.literacy.models import LiteracySession, Programme
from intranet.literacy.rules import SessionState
from intranet.outreach.models import CapacityEvent, Dissemination, FacilityLoan, JointActivity
from intranet.outreach.rules import ActivityState, CapacityKind, CostBearer, EventState, LoanState, Target, Topic
from shared.text import N_

_ONCE = N_("Sedikitnya sekali, paling lambat 90 hari sejak perjanjian berlaku; bila memang nihil, nyatakan.")
_YEARLY = N_("Sedikitnya sekali setahun.")
_DONE = (EventState.HELD, EventState.REPORTED)


def _under(kind: type[CapacityEvent] | type[Dissemination] | type[FacilityLoan], agreement: Agreement) -> ColumnElement[bool]:
    return or_(kind.agreement_id == agreement.id, kind.agreement_id.is_(None))


def _events(session: Session, agreement: Agreement, period: Period, *where: ColumnElement[bool]) -> tuple[int, dt.date | None]:
    within = (CapacityEvent.state.in_(_DONE), CapacityEvent.ends_on.between(period.first, period.last))
    return tally(session, CapacityEvent.ends_on, _under(CapacityEvent, agreement), *within, *where)


def _trained(session: Session, agreement: Agreement, period: Period, today: dt.date, *where: ColumnElement[bool]) -> Finding:
    count, last = _events(session, agreement, period, *where)
    return happened(count, last, period, today, N_("%(count)s kegiatan; terakhir %(last)s."))


@source("trainings", N_("Peningkatan kapasitas"), "outreach.event_list", measure=_ONCE)
def trainings(session: Session, agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """Building capacity in any of its forms (Jambi 3(3), Kudus 3d, 6)."""
    return _trained(session, agreement, period, today)


@source("trainings_bawaslu", N_("Pelatihan teknis oleh Bawaslu"), "outreach.event_list", measure=_ONCE)
def trainings_bawaslu(session: Session, agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """Technical training by Bawaslu, alone or jointly (Jambi 4(2)g)."""
    return _technical(session, agreement, period, today, Party.BAWASLU)


@source("trainings_diskominfo", N_("Pelatihan teknis oleh Diskominfo"), "outreach.event_list", measure=_ONCE)
def trainings_diskominfo(session: Session, agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """Technical training by Diskominfo, alone or jointly (Jambi 4(4)f)."""
    return _technical(session, agreement, period, today, Party.DISKOMINFO)


def _technical(session: Session, agreement: Agreement, period: Period, today: dt.date, party: Party) -> Finding:
    kinds = (CapacityKind.TECHNICAL_TRAINING, CapacityKind.GUIDANCE)
    whose = or_(CapacityEvent.party == party, CapacityEvent.joint)
    return _trained(session, agreement, period, today, CapacityEvent.kind.in_(kinds), whose)


@source("guidance", N_("Bimbingan teknis KTP-el"), "outreach.event_list", measure=_ONCE, takes_statement=True)
def guidance(session: Session, agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """Guidance on NIK and readers, under this agreement (Magelang 2(1)f, 3(2)c)."""
    return _trained(session, agreement, period, today, *_guided(agreement))


@source("guidance_budget", N_("Anggaran bimbingan teknis"), "outreach.event_list", measure=_ONCE, takes_statement=True)
def guidance_budget(session: Session, agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """Diskominfo's budget bears the guidance (Magelang 2(2)f)."""
    paid = (CapacityEvent.cost_bearer == CostBearer.DISKOMINFO, CapacityEvent.planned_cost > 0)
    return _trained(session, agreement, period, today, *_guided(agreement), *paid)


def _guided(agreement: Agreement) -> tuple[ColumnElement[bool], ...]:
    return CapacityEvent.kind == CapacityKind.GUIDANCE, CapacityEvent.agreement_id == agreement.id


# Dissemination ----------------------------------------------------------------------------------------------------


@source("dissemination", N_("Diseminasi"), "outreach.plan_totals", measure=_ONCE)
def dissemination(session: Session, agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """What was spread about elections, oversight and the agreement (Kudus 3c, 5, 10(1))."""
    return _spread(session, agreement, period, today, Dissemination.topic != Topic.NIK)


@source("nik_promotion", N_("Promosi NIK dan KTP-el"), "outreach.plan_totals", measure=_ONCE)
def nik_promotion(session: Session, agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """The use of NIK and KTP-el is made known (Magelang 2(2)g)."""
    return _spread(session, agreement, period, today, Dissemination.topic == Topic.NIK)


@source("told_first", N_("Sosialisasi kepada pihak pertama"), "outreach.plan_totals", measure=_ONCE)
def told_first(session: Session, agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """The first party's own people know of it (Kudus 10(2)a)."""
    return _spread(session, agreement, period, today, Dissemination.target == Target.FIRST)


@source("told_second", N_("Sosialisasi kepada pihak kedua"), "outreach.plan_totals", measure=_ONCE)
def told_second(session: Session, agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """The second party's own people know of it (Kudus 10(2)b)."""
    return _spread(session, agreement, period, today, Dissemination.target == Target.SECOND)


@source("told_stakeholders", N_("Sosialisasi kepada pemangku kepentingan"), "outreach.plan_totals", measure=_ONCE)
def told_stakeholders(session: Session, agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """Stakeholders know of it (Kudus 10(2)c)."""
    return _spread(session, agreement, period, today, Dissemination.target == Target.STAKEHOLDERS)


def _spread(session: Session, agreement: Agreement, period: Period, today: dt.date, *where: ColumnElement[bool]) -> Finding:
    done = Dissemination.done_on.between(period.first, period.last)
    count, last = tally(session, Dissemination.done_on, _under(Dissemination, agreement), done, *where)
    found = happened(count, last, period, today, N_("%(count)s kali; terakhir %(last)s."))
    if count:
        return found
    planned = (Dissemination.done_on.is_(None), Dissemination.dropped_reason == "", Dissemination.planned_on >= today)
    soon = session.scalar(select(func.min(Dissemination.planned_on)).where(_under(Dissemination, agreement), *planned, *where))
    if soon is None:
        return found
    return told(found.state, N_("Belum ada; direncanakan %(day)s."), 0, due=found.due, day=soon)


# Facilities, activities, costs ------------------------------------------------------------------------------------


@source("facility_loans", N_("Pinjam pakai sarana"), "outreach.loan_list")
def facility_loans(session: Session, agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """Facilities are lent on written request and come back (Kudus 3e, 8)."""
    asked = (FacilityLoan.recorded_at >= period.since, FacilityLoan.recorded_at < period.until, _under(FacilityLoan, agreement))
    count, last = session.execute(select(func.count(), func.max(FacilityLoan.recorded_at)).where(*asked)).one()
    if not count:
        return told(State.NOT_APPLICABLE, N_("Belum ada permintaan; ini hak, bukan kewajiban."), 0)
    end = dt.datetime.combine(today, dt.time.min, period.zone).astimezone(dt.UTC)
    out = (FacilityLoan.state == LoanState.OUT, FacilityLoan.ends_at < end)
    late = session.scalar(select(func.count()).select_from(FacilityLoan).where(*asked, *out)) or 0
    text = N_("%(count)s permintaan tertulis, %(late)s terlambat kembali.")
    return told(backlog(count, late, late), text, count, period.day(last), late=late)


@source("other_activities", N_("Kegiatan lain yang disepakati"), "outreach.activity_list")
def other_activities(session: Session, agreement: Agreement, period: Period, _today: dt.date) -> Finding:
    """Other activities both agreed to (Kudus 3f, 9)."""
    both = (JointActivity.agreement_id == agreement.id, JointActivity.state.in_((ActivityState.AGREED, ActivityState.DONE)))
    count, last = tally(session, JointActivity.starts_on, *both, JointActivity.starts_on.between(period.first, period.last))
    if not count:
        return told(used(0), N_("Belum ada yang disepakati; ini hak, bukan kewajiban."), 0)
    return told(used(count), N_("%(count)s kegiatan disepakati; terakhir %(last)s."), count, last)


@source("costs", N_("Pembiayaan"), "outreach.event_list", measure=_YEARLY, takes_statement=True)
def costs(session: Session, agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """Whose budget bears what (Jambi 8, Kudus 12)."""
    paid, first = _events(session, agreement, period, CapacityEvent.cost_bearer != CostBearer.NONE)
    query = (
        select(func.count(), func.max(LiteracySession.on_day))
        .join(Programme, LiteracySession.programme_id == Programme.id)
        .where(Programme.agreement_id == agreement.id, LiteracySession.state == SessionState.HELD)
        .where(LiteracySession.on_day.between(period.first, period.last), LiteracySession.planned_cost > 0)
    )
    sessions, second = session.execute(query).one()
    last = max((day for day in (first, second) if day), default=None)
    found = happened(
        paid + int(sessions), last, period, today, N_("%(count)s kegiatan dengan penanggung biaya tercatat; terakhir %(last)s.")
    )
    due = period.first + 12 * MONTH
    return found if found.count or today > due or period.over else told(State.DUE, found.text, 0, due=due)
