"""Verbs on the people who hold sessions: their page, their usual week, what is not as usual."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from intranet.agencies.models import Agency, Staff
from intranet.base import trail
from intranet.base.actor import Actor, Party
from intranet.base.clock import Clock
from intranet.base.db import flush
from intranet.base.errors import Forbidden, NotFound, Refused
from intranet.base.ids import new_id
from intranet.literacy import rules
from intranet.literacy.models import Availability, AvailabilityException, District, LiteracyPerson, PersonTopic, Topic
from intranet.literacy.rules import ExceptionKind, Pillar, SeatRole, Window
from intranet.literacy.service import require_scheduler, same_version, squeeze
from shared.text import N_

MOST_EXCEPTIONS = 2000


@dataclass(frozen=True, kw_only=True)
class PersonInput:
    """Somebody as entered; ``staff_id``: their account, if they have one."""

    name: str
    party: Party
    roles: frozenset[SeatRole]
    pillars: frozenset[Pillar]
    staff_id: str | None = None
    rank: str = ""
    unit: str = ""
    contact: str = ""
    languages: str = ""
    district_id: str | None = None
    topic_ids: frozenset[str] = frozenset()
    most_week: int = 3
    most_month: int = 8
    note: str = ""
    active: bool = True


@dataclass(frozen=True, kw_only=True)
class ExceptionInput:
    """A time that is not as usual; ``uid``: of the calendar event it comes from."""

    kind: ExceptionKind
    starts_at: dt.datetime
    ends_at: dt.datetime
    note: str = ""
    uid: str = ""


def add(session: Session, actor: Actor, clock: Clock, given: PersonInput) -> LiteracyPerson:
    """Put somebody on the list. Raises Forbidden, or Refused naming the field at fault."""
    require_scheduler(actor)
    row = LiteracyPerson(id=new_id(), topics=[], windows=[], **_checked(session, given))
    _teach(row, given.topic_ids)
    session.add(row)
    session.flush()
    trail.record(session, clock, actor, "person.added", "literacy_person", row.id, {"party": row.party.value})
    return row


def amend(session: Session, actor: Actor, clock: Clock, person_id: str, version: int, given: PersonInput) -> LiteracyPerson:
    """Change somebody's page; one's own or as a scheduler, who alone changes party, account, load and whether they are active.

    Raises Forbidden, Conflict, NotFound or Refused.
    """
    row = _own(session, actor, person_id)
    same_version(row, version)
    values = _checked(session, given, row)
    if not rules.may_schedule(actor):
        values = {
            name: value for name, value in values.items() if name not in ("party", "staff_id", "active", "most_week", "most_month")
        }
    changed = sorted(name for name, value in values.items() if getattr(row, name) != value)
    for name in changed:
        setattr(row, name, values[name])
    if {one.topic_id for one in row.topics} != given.topic_ids:
        _teach(row, given.topic_ids)
        flag_modified(row, "name")  # topics alone would not make a new version
        changed.append("topics")
    flush(session)
    trail.record(session, clock, actor, "person.amended", "literacy_person", row.id, {"fields": changed})
    return row


def set_week(
    session: Session, actor: Actor, clock: Clock, person_id: str, version: int, windows: Sequence[Window]
) -> LiteracyPerson:
    """Let somebody's usual week be as given; none at all: the office's hours. Raises Forbidden, Conflict, NotFound or Refused."""
    row = _own(session, actor, person_id)
    same_version(row, version)
    if any(not (0 <= one.weekday <= 6 and 0 <= one.opens < one.closes <= 1440) for one in windows):
        raise Refused(N_("Jam selesai harus lebih lambat daripada jam mulai."), field="week")
    row.windows = [Availability(id=new_id(), weekday=one.weekday, opens=one.opens, closes=one.closes) for one in windows]
    flag_modified(row, "name")
    flush(session)
    trail.record(session, clock, actor, "person.week_set", "literacy_person", row.id, {"windows": len(windows)})
    return row


def except_time(session: Session, actor: Actor, clock: Clock, person_id: str, given: ExceptionInput) -> AvailabilityException:
    """Note a time that is not as usual. Raises Forbidden, NotFound or Refused."""
    row = _own(session, actor, person_id)
    if given.ends_at <= given.starts_at:
        raise Refused(N_("Waktu selesai harus lebih lambat daripada waktu mulai."), field="ends_at")
    made = _exception(row, given)
    session.add(made)
    session.flush()
    trail.record(session, clock, actor, "person.time_set", "literacy_person", row.id, {"kind": given.kind.value})
    return made


def forget_time(session: Session, actor: Actor, clock: Clock, person_id: str, exception_id: str) -> None:
    """Let that time be as usual again. Raises Forbidden or NotFound."""
    row = _own(session, actor, person_id)
    found = session.get(AvailabilityException, exception_id)
    if found is None or found.person_id != row.id:
        raise NotFound(N_("Waktu itu tidak ada lagi."))
    session.delete(found)
    session.flush()
    trail.record(session, clock, actor, "person.time_forgotten", "literacy_person", row.id, {"kind": found.kind.value})


def take_over(session: Session, actor: Actor, clock: Clock, person_id: str, busy: Collection[ExceptionInput]) -> int:
    """Let what was taken over from a calendar be ``busy``, in place of what was taken over before. Returns how many.

    Raises Forbidden, NotFound or Refused.
    """
    row = _own(session, actor, person_id)
    if len(busy) > MOST_EXCEPTIONS:
        raise Refused(N_("Kalender itu terlalu banyak isinya; paling banyak %(most)s acara."), values={"most": MOST_EXCEPTIONS})
    old = (AvailabilityException.person_id == row.id, AvailabilityException.kind == ExceptionKind.IMPORTED)
    session.execute(delete(AvailabilityException).where(*old))
    session.add_all([_exception(row, one) for one in busy])
    session.flush()
    trail.record(session, clock, actor, "person.calendar_taken", "literacy_person", row.id, {"events": len(busy)})
    return len(busy)


def get(session: Session, person_id: str) -> LiteracyPerson:
    """Somebody of the list, or NotFound."""
    row = session.get(LiteracyPerson, person_id)
    if row is None:
        raise NotFound(N_("Orang itu tidak ada dalam daftar."))
    return row


def _own(session: Session, actor: Actor, person_id: str) -> LiteracyPerson:
    row = get(session, person_id)
    if not rules.may_keep_person(actor, row.staff_id):
        raise Forbidden(N_("Halaman ini diubah orangnya sendiri atau penyusun jadwal."))
    return row


def _exception(row: LiteracyPerson, given: ExceptionInput) -> AvailabilityException:
    return AvailabilityException(
        id=new_id(),
        person_id=row.id,
        kind=given.kind,
        starts_at=given.starts_at,
        ends_at=given.ends_at,
        note=squeeze(given.note)[:200],
        uid=given.uid[:200],
    )


def _teach(row: LiteracyPerson, topic_ids: frozenset[str]) -> None:
    have = {one.topic_id: one for one in row.topics}
    row.topics = [have.get(topic_id) or PersonTopic(topic_id=topic_id) for topic_id in sorted(topic_ids)]


def _checked(session: Session, given: PersonInput, row: LiteracyPerson | None = None) -> dict[str, object]:
    name = squeeze(given.name)
    if not name:
        raise Refused(N_("Tuliskan namanya."), field="name")
    if given.party not in (*rules.PARTIES, Party.PARTNER):
        raise Refused(N_("Pilih pihaknya."), field="party")
    if not given.roles:
        raise Refused(N_("Pilih sedikitnya satu peran."), field="roles")
    if not (1 <= given.most_week <= 40 and 1 <= given.most_month <= 160):
        raise Refused(N_("Beban paling banyak 40 sesi seminggu dan 160 sebulan."), field="most_week")
    if given.district_id is not None and session.get(District, given.district_id) is None:
        raise Refused(N_("Pilih kecamatan dari daftar."), field="district_id")
    if set(session.scalars(select(Topic.id).where(Topic.id.in_(given.topic_ids)))) != given.topic_ids:
        raise Refused(N_("Pilih topik dari daftar."), field="topics")
    if row is not None and row.party is not given.party:
        raise Refused(N_("Pihak seseorang tidak dapat diganti; tambahkan sebagai orang baru."), field="party")
    _check_staff(session, given, row)
    lines = {name: squeeze(getattr(given, name)) for name in ("rank", "unit", "contact", "languages")}
    same = ("party", "roles", "pillars", "staff_id", "district_id", "most_week", "most_month", "active")
    return {"name": name, "note": given.note.strip(), **lines, **{name: getattr(given, name) for name in same}}


def _check_staff(session: Session, given: PersonInput, row: LiteracyPerson | None) -> None:
    if given.staff_id is None:
        return
    party = session.scalar(select(Agency.party).join(Staff, Staff.agency_id == Agency.id).where(Staff.id == given.staff_id))
    if party is not given.party:
        raise Refused(N_("Akun itu bukan dari pihak yang dipilih."), field="staff_id")
    other = session.scalar(select(LiteracyPerson.id).where(LiteracyPerson.staff_id == given.staff_id))
    if other is not None and (row is None or row.id != other):
        raise Refused(N_("Akun itu sudah dipakai orang lain dalam daftar."), field="staff_id")
