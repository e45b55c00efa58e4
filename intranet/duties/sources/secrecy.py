"""Evidence that what is confidential stays so: marks, disclosures by consent, and who opened what."""

import datetime as dt

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from intranet.agreements.models import Agreement
from intranet.disclosure.models import Disclosure, Mark
from intranet.disclosure.rules import State as Disclosed
from intranet.duties.rules import Finding, Period, State
from intranet.duties.sources.registry import source, tally_moments, told
from intranet.evidence.models import CustodyEntry
from intranet.evidence.rules import Act
from shared.text import N_


@source("marks", N_("Tanda kerahasiaan"), "disclosure.listing")
def marks(session: Session, _agreement: Agreement, period: Period, _today: dt.date) -> Finding:
    """What its giver marked as confidential (Jambi 9(1)-(2))."""
    live = or_(Mark.ends_at.is_(None), Mark.ends_at >= period.until)
    count, last = session.execute(select(func.count(), func.max(Mark.set_at)).where(Mark.set_at < period.until, live)).one()
    if not count:
        return told(State.NOT_APPLICABLE, N_("Belum ada yang ditandai rahasia oleh pemberinya."), 0)
    return told(
        State.MET,
        N_("%(count)s bertanda dan dibatasi; terakhir %(last)s."),
        count,
        period.day(last),
    )


@source("disclosures", N_("Pengungkapan dengan persetujuan"), "disclosure.listing")
def disclosures(session: Session, _agreement: Agreement, period: Period, today: dt.date) -> Finding:
    """Nothing marked is passed on or copied without written consent; requests are answered in time (Jambi 9(5)-(6))."""
    count, last = tally_moments(session, Disclosure.requested_at, period)
    waiting = (Disclosure.state.in_((Disclosed.REQUESTED, Disclosed.CONSENTED)), Disclosure.due_on < today)
    late, _last = tally_moments(session, Disclosure.requested_at, period, *waiting)
    if not count:
        return told(State.MET, N_("Belum ada yang diteruskan atau disalin; tanpa persetujuan tertulis hal itu ditolak."), 0)
    text = N_("%(count)s permintaan dengan persetujuan tertulis, %(late)s belum dijawab pada waktunya.")
    return told(State.LATE if late else State.MET, text, count, last, late=late)


@source("access_log", N_("Catatan siapa membuka apa"), "disclosure.listing")
def access_log(session: Session, _agreement: Agreement, period: Period, _today: dt.date) -> Finding:
    """Each opening and copy of evidence is noted by name (Jambi 9(4))."""
    seen = CustodyEntry.act.in_((Act.OPENED, Act.EXPORTED))
    count, last = tally_moments(session, CustodyEntry.at, period, seen)
    if not count:
        return told(State.MET, N_("Setiap pembukaan bukti dicatat; belum ada yang dibuka."), 0)
    return told(State.MET, N_("%(count)s pembukaan bukti tercatat namanya; terakhir %(last)s."), count, last)
