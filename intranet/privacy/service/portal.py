"""Verbs of look-ups in the registry's own portal (Magelang 2(1)b): for one matter, with a reason, and a second person knows."""

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intranet.base import trail
from intranet.base.actor import Actor, Party
from intranet.base.clock import Clock
from intranet.base.errors import NotFound, Refused
from intranet.base.ids import new_id
from intranet.cases.models import Case
from intranet.cases.service import officers
from intranet.counter.models import Visit
from intranet.inbox.service import tell
from intranet.privacy import rules
from intranet.privacy.models import PortalLookup
from intranet.privacy.service import note, require_keeper, without_nik, words
from intranet.settings import Settings
from shared.text import N_

SUBJECT = "portal_lookup"
_OF_CASE = N_("%(who)s mencatat melihat portal Disdukcapil untuk %(no)s; Anda orang kedua yang mengetahuinya.")
_OF_VISIT = N_("%(who)s mencatat melihat portal Disdukcapil untuk kunjungan di loket; Anda orang kedua yang mengetahuinya.")


def record(
    session: Session, actor: Actor, clock: Clock, settings: Settings, *, matter: str, reason: str, told_id: str
) -> PortalLookup:
    """Note a look-up before it is made, and tell the second person. ``matter``: a complaint's number, or a visit's id.

    Raises Forbidden, or Refused naming the field at fault. There is no place for what the portal showed.
    """
    require_keeper(actor)
    matter, reason = words(matter), words(reason)
    case_id = session.scalar(select(Case.id).where(Case.complaint_no == matter)) if matter else None
    visit_id = None if case_id else session.scalar(select(Visit.id).where(Visit.id == matter))
    if case_id is None and visit_id is None:
        raise Refused(N_("Sebutkan perkara atau kunjungan yang ada; tanpa itu portal tidak boleh dibuka."), field="matter")
    if len(reason) < rules.REASON:
        raise Refused(
            N_("Tuliskan mengapa data itu harus dilihat, sedikitnya %(least)s huruf."),
            field="reason",
            values={"least": rules.REASON},
        )
    without_nik(reason=reason)
    if told_id == actor.id or told_id not in {staff_id for staff_id, _name in officers(session, Party.DISKOMINFO)}:
        raise Refused(N_("Pilih rekan Diskominfo lain yang mengetahuinya."), field="told")
    now = clock.now()
    begins = dt.datetime.combine(now.astimezone(settings.zone).date(), dt.time(), settings.zone)
    today = select(func.count()).where(PortalLookup.staff_id == actor.id, PortalLookup.at >= begins)
    if (session.scalar(today) or 0) >= rules.PORTAL_A_DAY:
        raise Refused(N_("Sudah %(most)s kali hari ini; batas satu orang sehari."), values={"most": rules.PORTAL_A_DAY})
    row = PortalLookup(id=new_id(), at=now, staff_id=actor.id, told_id=told_id, case_id=case_id, visit_id=visit_id, reason=reason)
    session.add(row)
    session.flush()
    text = _OF_CASE if case_id else _OF_VISIT
    tell(session, clock, [told_id], "portal.seen", SUBJECT, row.id, text, who=actor.name, no=matter)
    note(session, clock, actor, "portal_seen", (SUBJECT, row.id), case=case_id or "", visit=visit_id or "", told=told_id)
    if case_id:
        trail.record(session, clock, actor, "case.portal_seen", "case", case_id)
    return row


def get(session: Session, row_id: str) -> PortalLookup:
    """The look-up, or NotFound."""
    row = session.get(PortalLookup, row_id)
    if row is None:
        raise NotFound(N_("Catatan ini tidak ditemukan."))
    return row
