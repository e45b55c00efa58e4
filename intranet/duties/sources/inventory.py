"""Evidence in the inventory: readers, SAM cards, trained people, credentials, security measures (Magelang 2)."""

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intranet.agencies.models import Staff
from intranet.agreements.models import Agreement
from intranet.duties import rules
from intranet.duties.models import CardReader, Credential, SamCard, SecurityCheck
from intranet.duties.rules import Finding, Measure, Period, ReaderStatus, SamStatus, State, once
from intranet.duties.sources.registry import source, told
from intranet.outreach.models import CapacityEvent, CapacityParticipant
from intranet.outreach.rules import CapacityKind, EventState
from shared.text import N_


@source("reader_spec", N_("Spesifikasi pembaca"), "duties.inventory")
def reader_spec(session: Session, _agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """Each reader in use has the paper that says which kind it must be (Magelang 2(1)e)."""
    live = CardReader.status != ReaderStatus.RETIRED
    count = session.scalar(select(func.count()).select_from(CardReader).where(live)) or 0
    if not count:
        state, due = once(0, period, today)
        return told(state, N_("Belum ada pembaca KTP-el di inventaris."), 0, due=due)
    without = session.scalar(select(func.count()).select_from(CardReader).where(live, CardReader.spec_document == "")) or 0
    text = N_("%(count)s pembaca, %(without)s tanpa dokumen spesifikasi.")
    return told(State.DUE if without else State.MET, text, count, without=without)


@source("equipment", N_("Pembaca, SAM, dan tenaga teknis"), "duties.inventory")
def equipment(session: Session, _agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """Readers in use with a SAM card each, and people who learnt to use them (Magelang 2(2)e)."""
    in_use = list(session.scalars(select(CardReader.id).where(CardReader.status == ReaderStatus.IN_USE)))
    held = set(session.scalars(select(SamCard.reader_id).where(SamCard.status == SamStatus.HELD)))
    came = select(func.count(CapacityParticipant.staff_id.distinct())).join(CapacityEvent)
    done = (CapacityEvent.state.in_((EventState.HELD, EventState.REPORTED)), CapacityParticipant.came)
    people = session.scalar(came.where(CapacityEvent.kind == CapacityKind.GUIDANCE, *done)) or 0
    without = sum(reader not in held for reader in in_use)
    text = N_("%(count)s pembaca dipakai, %(without)s tanpa kartu SAM; %(people)s petugas sudah mengikuti bimbingan teknis.")
    facts = {"without": without, "people": people}
    if without:
        return told(State.LATE, text, len(in_use), None, None, **facts)
    state, due = once(min(len(in_use), people), period, today)
    return told(state, text, len(in_use), None, due, **facts)


@source("credentials", N_("Kredensial"), "duties.inventory")
def credentials(session: Session, _agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """Credentials have a custodian who is still here, and are changed in time (Magelang 2(1)d)."""
    rows = session.execute(
        select(Credential.due_on, Staff.active)
        .join(Staff, Credential.custodian_id == Staff.id)
        .where(Credential.ended_on.is_(None))
    ).all()
    if not rows:
        state, due = once(0, period, today)
        return told(state, N_("Belum ada kredensial di inventaris."), 0, due=due)
    orphaned = sum(not active for _due, active in rows)
    late = sum(day < today for day, _active in rows)
    soon = min(day for day, _active in rows)
    state = State.LATE if late or orphaned else State.DUE if soon <= today + rules.SOON else State.MET
    text = N_(
        "%(count)s kredensial, %(late)s lewat waktu ganti, %(orphaned)s pemegangnya sudah tidak aktif; ganti berikutnya %(soon)s."
    )
    return told(state, text, len(rows), None, soon, late=late, orphaned=orphaned, soon=soon)


@source("security", N_("Langkah keamanan"), "duties.inventory", measure=N_("Setiap langkah diperiksa sedikitnya setahun sekali."))
def security(session: Session, _agreement: Agreement, _period: Period, today: dt.date) -> Finding:
    """Each measure was looked at within a year (Magelang 2(2)h, 3(1)c)."""
    query = select(SecurityCheck.measure, func.max(SecurityCheck.checked_on)).group_by(SecurityCheck.measure)
    latest = {measure: day for measure, day in session.execute(query)}
    states = [rules.checked(latest.get(measure), today) for measure in Measure]
    kept, count = states.count(State.MET), len(states)
    state = State.LATE if State.LATE in states else State.DUE if kept < count else State.MET
    last = max(latest.values(), default=None)
    due = min(latest.values()) + rules.CHECKED_FOR if len(latest) == count else None
    return told(state, N_("%(kept)s dari %(count)s langkah diperiksa dalam setahun terakhir."), count, last, due, kept=kept)
