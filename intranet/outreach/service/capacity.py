"""Verbs of trainings: plan, correct, note who came with which scores, write minutes, hold, report, cancel (Kudus 6)."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from intranet.agencies.models import Agency, Staff
from intranet.base.actor import Actor
from intranet.base.clock import Clock
from intranet.base.db import flush
from intranet.base.errors import Conflict, NotFound, Refused
from intranet.base.ids import new_id
from intranet.outreach import rules
from intranet.outreach.models import ActionItem, CapacityEvent, CapacityParticipant
from intranet.outreach.rules import AgeBand, CapacityKind, EventAudience, EventState, Scores, Sex
from intranet.outreach.service import Cost, Under, costs, note, party_of, put, require_own, same_version, today, under, words
from intranet.settings import Settings
from shared.text import N_

SUBJECT = "capacity_event"
_DONE = N_("Kegiatan ini sudah selesai dilaporkan atau dibatalkan; isinya tidak dapat diubah lagi.")


@dataclass(frozen=True, kw_only=True)
class EventInput:
    """An event as planned. ``expected``: how many are to come; ``audience_text``: who, in words."""

    kind: CapacityKind
    title: str
    starts_on: dt.date
    ends_on: dt.date
    audience: EventAudience
    place: str = ""
    kind_text: str = ""
    audience_text: str = ""
    expected: int | None = None
    joint: bool = False
    under: Under = Under()
    cost: Cost = Cost()


@dataclass(frozen=True, kw_only=True)
class PersonInput:
    """Somebody on the list: of staff by id, or by name and unit."""

    staff_id: str = ""
    name: str = ""
    unit: str = ""
    sex: Sex | None = None
    age: AgeBand | None = None


@dataclass(frozen=True)
class Mark:
    """What the list says of one participant: whether they came, and the two scores (0-100)."""

    came: bool
    before: int | None = None
    after: int | None = None


@dataclass(frozen=True)
class Promise:
    """An action item as written; ``id``: of the one it replaces."""

    text: str
    owner: str
    due_on: dt.date
    id: str = ""


def plan(session: Session, actor: Actor, clock: Clock, given: EventInput) -> CapacityEvent:
    """Plan an event of one's own party. Raises Forbidden, or Refused naming the field at fault."""
    party = party_of(actor)
    row = CapacityEvent(
        id=new_id(),
        party=party,
        recorded_by=actor.id,
        recorded_at=clock.now(),
        state=EventState.PLANNED,
        **_checked(given),
        **under(session, given.under, given.starts_on, *rules.doing(party, given.joint)),
    )
    session.add(row)
    session.flush()
    note(session, clock, actor, "event_planned", (SUBJECT, row.id), form=row.kind.value, joint=row.joint)
    return row


def amend(session: Session, actor: Actor, clock: Clock, event_id: str, version: int, given: EventInput) -> CapacityEvent:
    """Correct an event until it is reported. Raises Forbidden, Conflict, or Refused naming the field at fault."""
    row = _open(session, actor, event_id, version)
    values = _checked(given)
    before = (row.agreement_id or "", row.scope, row.starts_on, row.joint)
    if (given.under.agreement_id, given.under.scope, given.starts_on, given.joint) != before:
        values |= under(session, given.under, given.starts_on, *rules.doing(row.party, given.joint))
    if actor.party is not row.party and not given.joint:
        raise Refused(N_("Yang menjadikannya kegiatan sendiri adalah penyelenggara yang mencatatnya."), field="joint")
    changed = put(row, values)
    flush(session)
    if changed:
        note(session, clock, actor, "event_amended", (SUBJECT, row.id), fields=changed)
    return row


def enlist(session: Session, actor: Actor, clock: Clock, event_id: str, given: PersonInput) -> CapacityParticipant:
    """Put somebody on the list of participants. Raises Forbidden, or Refused: twice, nobody, or with a NIK."""
    row = _open(session, actor, event_id)
    name, unit = words(given.name), words(given.unit)
    if given.staff_id:
        person = session.get(Staff, given.staff_id)
        if person is None or not person.active:
            raise Refused(N_("Pilih pegawai dari daftar."), field="staff")
        name, unit = person.name, session.get_one(Agency, person.agency_id).name
    if not name:
        raise Refused(N_("Pilih pegawai, atau tuliskan nama peserta."), field="name")
    for field, text in (("name", name), ("unit", unit)):
        if rules.holds_nik(text):
            raise Refused(N_("Daftar peserta tidak memuat NIK. Tuliskan nama dan unit saja."), field=field)
    known = {(one.staff_id or "", one.name.casefold(), one.unit.casefold()) for one in row.participants}
    if (given.staff_id, name.casefold(), unit.casefold()) in known:
        raise Refused(N_("Peserta ini sudah ada di daftar."), field="staff" if given.staff_id else "name")
    person_row = CapacityParticipant(
        id=new_id(),
        event_id=row.id,
        staff_id=given.staff_id or None,
        name=name,
        unit=unit,
        sex=given.sex,
        age=given.age,
        came=row.state is EventState.HELD,
    )
    row.participants.append(person_row)
    flush(session)
    note(session, clock, actor, "participant_added", (SUBJECT, row.id), count=len(row.participants))
    return person_row


def strike(session: Session, actor: Actor, clock: Clock, event_id: str, participant_id: str) -> None:
    """Take somebody off the list. Raises Forbidden, NotFound or Conflict."""
    row = _open(session, actor, event_id)
    found = next((one for one in row.participants if one.id == participant_id), None)
    if found is None:
        raise NotFound(N_("Peserta tidak ditemukan."))
    row.participants.remove(found)
    flush(session)
    note(session, clock, actor, "participant_removed", (SUBJECT, row.id), count=len(row.participants))


def mark(session: Session, actor: Actor, clock: Clock, event_id: str, marks: Mapping[str, Mark], reached: int) -> CapacityEvent:
    """Note who came with which scores, by participant's id; ``reached``: more who came. Raises Forbidden, Conflict, Refused."""
    row = _open(session, actor, event_id)
    if not 0 <= reached <= rules.MOST_PEOPLE:
        raise Refused(N_("Isi jumlah peserta lain dengan angka."), field="reached")
    for person in row.participants:
        if (one := marks.get(person.id)) is None:
            continue
        if any(score is not None and not 0 <= score <= 100 for score in (one.before, one.after)):
            raise Refused(N_("Nilai peserta dari 0 sampai 100."), field="marks")
        if not one.came and (one.before, one.after) != (None, None):
            raise Refused(N_("Yang tidak hadir tidak mempunyai nilai: %(name)s."), field="marks", values={"name": person.name})
        person.came, person.before, person.after = one.came, one.before, one.after
    row.reached = reached
    flush(session)
    came = sum(person.came for person in row.participants)
    note(session, clock, actor, "attendance_marked", (SUBJECT, row.id), came=came, reached=reached)
    return row


def minute(
    session: Session,
    actor: Actor,
    clock: Clock,
    settings: Settings,
    event_id: str,
    version: int,
    *,
    on: dt.date,
    chair: str,
    points: str,
    actions: Sequence[Promise],
) -> CapacityEvent:
    """Write the minutes: day, chair, points, who promised what by when. Raises Forbidden, Conflict, or Refused at its field."""
    row = _open(session, actor, event_id, version)
    if not row.starts_on <= on <= row.ends_on or on > today(clock, settings):
        raise Refused(N_("Tanggal notulen adalah hari kegiatan, dan tidak sesudah hari ini."), field="minutes_on")
    chair, points = words(chair), points.strip()
    for name, text, message in (
        ("chair", chair, N_("Tuliskan siapa yang memimpin.")),
        ("points", points, N_("Tuliskan pokok pembahasannya.")),
    ):
        if not text:
            raise Refused(message, field=name)
    kept = {one.id: one for one in row.actions}
    listed = []
    for position, promise in enumerate(actions, 1):
        if not (words(promise.text) and words(promise.owner)):
            raise Refused(N_("Setiap tindak lanjut memerlukan isi, penanggung jawab, dan tenggat."), field="actions")
        item = kept.get(promise.id) or ActionItem(id=new_id(), event_id=row.id)
        item.position, item.text, item.owner, item.due_on = position, words(promise.text), words(promise.owner), promise.due_on
        listed.append(item)
    row.minutes_on, row.chair, row.points, row.actions = on, chair, points, listed
    flush(session)
    note(session, clock, actor, "minutes_written", (SUBJECT, row.id), actions=len(listed))
    return row


def settle(session: Session, actor: Actor, clock: Clock, settings: Settings, event_id: str, item_id: str) -> None:
    """Note that what was promised is done, also after the event was reported. Raises Forbidden, NotFound or Refused."""
    row = get(session, event_id)
    require_own(actor, row.party, joint=row.joint)
    item = next((one for one in row.actions if one.id == item_id), None)
    if item is None:
        raise NotFound(N_("Tindak lanjut tidak ditemukan."))
    if item.done_on is not None:
        raise Refused(N_("Tindak lanjut ini sudah selesai."))
    item.done_on = today(clock, settings)
    flush(session)
    note(session, clock, actor, "action_done", (SUBJECT, row.id), item=item.position)


def hold(session: Session, actor: Actor, clock: Clock, settings: Settings, event_id: str, version: int) -> CapacityEvent:
    """Note that it took place. Raises Forbidden, Conflict or Refused."""
    row = _open(session, actor, event_id, version)
    if row.state is not EventState.PLANNED:
        raise Refused(N_("Kegiatan ini sudah dicatat terlaksana."))
    if row.starts_on > today(clock, settings):
        raise Refused(N_("Kegiatan ini baru direncanakan untuk hari yang belum tiba."), do=N_("Ubah tanggalnya bila dimajukan."))
    row.state = EventState.HELD
    flush(session)
    note(session, clock, actor, "event_held", (SUBJECT, row.id))
    return row


def report(
    session: Session, actor: Actor, clock: Clock, event_id: str, version: int, *, summary: str, actual_cost: int | None
) -> CapacityEvent:
    """Finish an event that was held: its result and what it cost. A training needs scores, an FGD its minutes.

    Raises Forbidden, Conflict, or Refused telling what is missing.
    """
    row = _open(session, actor, event_id, version)
    if row.state is not EventState.HELD:
        raise Refused(N_("Catat dahulu bahwa kegiatan ini terlaksana."))
    minuted = row.minutes_on is not None and bool(row.chair) and bool(row.points)
    if fault := rules.finish_fault(row.kind, scores(row), reached=row.reached, minuted=minuted, actions=len(row.actions)):
        raise Refused(fault)
    if not summary.strip():
        raise Refused(N_("Tuliskan hasil kegiatan."), field="summary")
    if fault := rules.cost_fault(row.cost_bearer, row.planned_cost, actual_cost):
        raise Refused(fault, field="actual_cost")
    row.state, row.summary, row.actual_cost = EventState.REPORTED, summary.strip(), actual_cost
    flush(session)
    note(session, clock, actor, "event_reported", (SUBJECT, row.id))
    return row


def cancel(session: Session, actor: Actor, clock: Clock, event_id: str, version: int, reason: str) -> CapacityEvent:
    """Call off what was only planned, and say why. Raises Forbidden, Conflict or Refused."""
    row = _open(session, actor, event_id, version)
    if row.state is not EventState.PLANNED:
        raise Refused(N_("Yang sudah terlaksana tidak dibatalkan."))
    if not words(reason):
        raise Refused(N_("Tuliskan alasannya."), field="reason")
    row.state, row.cancel_reason = EventState.CANCELLED, words(reason)
    flush(session)
    note(session, clock, actor, "event_cancelled", (SUBJECT, row.id))
    return row


def scores(row: CapacityEvent) -> list[Scores]:
    """The scores of those who came."""
    return [(one.before, one.after) for one in row.participants if one.came]


def get(session: Session, event_id: str) -> CapacityEvent:
    """The event, or NotFound."""
    row = session.get(CapacityEvent, event_id)
    if row is None:
        raise NotFound(N_("Pelatihan tidak ditemukan."))
    return row


def get_open(session: Session, event_id: str) -> CapacityEvent:
    """The same for showing one of its forms again. Raises NotFound, or Conflict: it is over, and none could keep what was typed."""
    row = get(session, event_id)
    if row.state in (EventState.REPORTED, EventState.CANCELLED):
        raise Conflict(_DONE)
    return row


def _open(session: Session, actor: Actor, event_id: str, version: int | None = None) -> CapacityEvent:
    """The event, locked: it must not be finished while somebody changes its list."""
    get(session, event_id)
    row = session.get_one(CapacityEvent, event_id, with_for_update=True, populate_existing=True)
    require_own(actor, row.party, joint=row.joint)
    get_open(session, event_id)
    if version is not None:
        same_version(row.version, version)
    return row


def _checked(given: EventInput) -> dict[str, object]:
    title, kind_text = words(given.title), words(given.kind_text)
    if not title:
        raise Refused(N_("Tuliskan nama kegiatan."), field="title")
    if given.kind is CapacityKind.OTHER and not kind_text:
        raise Refused(N_("Tuliskan bentuk kegiatannya."), field="kind_text")
    if given.ends_on < given.starts_on:
        raise Refused(N_("Hari selesai lebih awal dari hari mulai."), field="ends_on")
    return {
        "kind": given.kind,
        "kind_text": kind_text if given.kind is CapacityKind.OTHER else "",
        "title": title,
        "joint": given.joint,
        "audience": given.audience,
        "audience_text": words(given.audience_text),
        "expected": given.expected,
        "starts_on": given.starts_on,
        "ends_on": given.ends_on,
        "place": words(given.place),
        **costs(given.cost),
    }
