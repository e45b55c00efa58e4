"""Verbs of the patrol: open a shift, enter what was seen, make a case of it, close the shift with its result."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intranet.agencies.models import Staff
from intranet.base import trail
from intranet.base.actor import Actor
from intranet.base.clock import Clock
from intranet.base.errors import NotFound, Refused
from intranet.base.ids import new_id
from intranet.base.sealing import FieldKeys
from intranet.cases import service as cases
from intranet.cases.models import Case
from intranet.cases.rules import Channel, Source
from intranet.oversight import rules
from intranet.oversight.models import PatrolEntry, PatrolMember, PatrolPlatform, PatrolShift
from intranet.oversight.rules import ContentCategory, ShiftResult
from intranet.oversight.service import flush, require_worker, same_version
from intranet.settings import Settings
from shared.elements import Standing
from shared.questions import Platform
from shared.text import N_


@dataclass(frozen=True, kw_only=True)
class ShiftInput:
    """A shift as planned."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    platforms: frozenset[Platform]
    members: frozenset[str]
    keywords: str = ""
    note: str = ""


def open_shift(session: Session, actor: Actor, clock: Clock, given: ShiftInput) -> PatrolShift:
    """Open a shift. Raises Refused naming the field at fault."""
    require_worker(actor)
    if given.ends_at <= given.starts_at:
        raise Refused(N_("Jam selesai harus sesudah jam mulai."), field="ends_at")
    if not given.platforms or not given.platforms <= set(rules.PATROLLED):
        raise Refused(N_("Pilih sedikitnya satu tempat yang dipantau."), field="platforms")
    known = set(session.scalars(select(Staff.id).where(Staff.id.in_(given.members), Staff.active)))
    if not given.members or known != given.members:
        raise Refused(N_("Pilih sedikitnya satu petugas yang masih aktif."), field="members")
    row = PatrolShift(
        id=new_id(),
        starts_at=given.starts_at,
        ends_at=given.ends_at,
        keywords=given.keywords.strip(),
        note=given.note.strip(),
        opened_by=actor.id,
        opened_at=clock.now(),
        closing_note="",
        platforms=[PatrolPlatform(platform=platform) for platform in sorted(given.platforms, key=lambda p: p.value)],
        members=[PatrolMember(staff_id=member) for member in sorted(given.members)],
    )
    session.add(row)
    session.flush()
    trail.record(session, clock, actor, "patrol.opened", "patrol_shift", row.id, {"members": len(given.members)})
    return row


def enter(
    session: Session, actor: Actor, clock: Clock, shift_id: str, *, text: str, category: ContentCategory, summary: str = ""
) -> PatrolEntry:
    """Note what was seen: ``text`` is the pasted link or account, kept as pasted and as recognised. Raises Refused."""
    require_worker(actor)
    shift, text = _open(session, shift_id), text.strip()
    if not text:
        raise Refused(N_("Tempelkan tautan atau nama akunnya dahulu."), field="text")
    found = rules.recognise(text)
    row = PatrolEntry(
        id=new_id(),
        shift_id=shift.id,
        at=clock.now(),
        staff_id=actor.id,
        url=(found.url or text)[:2000],
        normalised=found.normalised[:2000],
        link_key=rules.same_key(found.normalised) if found.normalised else "",
        platform=found.platform,
        account=found.account[:200],
        category=category,
        summary=summary.strip()[:1000],
    )
    session.add(row)
    session.flush()
    trail.record(session, clock, actor, "patrol.entered", "patrol_shift", shift.id, {"entry": row.id, "category": category.value})
    return row


def make_case(session: Session, actor: Actor, clock: Clock, settings: Settings, keys: FieldKeys, entry_id: str) -> Case:
    """Register a case from an entry, once. Raises NotFound, or Refused when it is a case already."""
    require_worker(actor)
    entry = session.get(PatrolEntry, entry_id, with_for_update=True)
    if entry is None:
        raise NotFound(N_("Catatan patroli tidak ditemukan."))
    if entry.case_id is not None:
        raise Refused(N_("Catatan ini sudah menjadi perkara."), do=N_("Buka perkaranya dari daftar catatan."))
    case = cases.receive(
        session,
        actor,
        clock,
        settings,
        keys,
        source=Source.CYBER_PATROL,
        channel=Channel.STAFF,
        facts=cases.Facts(
            topic=entry.category.topic,
            known_on=entry.at.astimezone(settings.zone).date(),
            platform=entry.platform,
            link=entry.url if "://" in entry.url else entry.normalised,
            account=entry.account,
            narrative=entry.summary or (entry.url if not entry.normalised else ""),
        ),
        person=cases.Person(),
        standing=Standing.NOT_CHECKED,
    )
    entry.case_id = case.id
    session.flush()
    trail.record(session, clock, actor, "patrol.made_case", "patrol_shift", entry.shift_id, {"entry": entry.id, "case": case.id})
    return case


def close_shift(session: Session, actor: Actor, clock: Clock, shift_id: str, version: int, note: str = "") -> PatrolShift:
    """End a shift; its result is nil or found, by what was entered. Raises Refused or Conflict."""
    require_worker(actor)
    shift = _open(session, shift_id)
    same_version(shift.version, version)
    entries = session.scalar(select(func.count()).select_from(PatrolEntry).where(PatrolEntry.shift_id == shift.id)) or 0
    shift.result = ShiftResult.FOUND if entries else ShiftResult.NIL
    shift.closed_at, shift.closed_by, shift.closing_note = clock.now(), actor.id, note.strip()
    flush(session)
    data = {"result": shift.result.value, "entries": entries}
    trail.record(session, clock, actor, "patrol.closed", "patrol_shift", shift.id, data)
    return shift


def get(session: Session, shift_id: str) -> PatrolShift:
    """The shift, or NotFound."""
    row = session.get(PatrolShift, shift_id)
    if row is None:
        raise NotFound(N_("Giliran patroli tidak ditemukan."))
    return row


def _open(session: Session, shift_id: str) -> PatrolShift:
    """The shift, locked: a result of nil must not be overtaken by an entry made at the same moment."""
    row = session.get(PatrolShift, shift_id, with_for_update=True)
    if row is None:
        raise NotFound(N_("Giliran patroli tidak ditemukan."))
    if row.closed_at is not None:
        raise Refused(N_("Giliran ini sudah ditutup."), do=N_("Buka giliran baru untuk temuan baru."))
    return row
