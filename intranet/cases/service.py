"""Verbs on cases. Each one ends with an event in the trail, in the same transaction."""

import datetime as dt
import secrets
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from intranet.agencies.models import Agency, Staff
from intranet.agencies.service import roles_of
from intranet.base import trail
from intranet.base.actor import Actor, Party, Role
from intranet.base.clock import Clock
from intranet.base.errors import Conflict, Forbidden, NotFound, Refused
from intranet.base.ids import new_id
from intranet.base.numbering import next_number
from intranet.base.sealing import FieldKeys
from intranet.cases import clocks, rules, search
from intranet.cases.classes import Target
from intranet.cases.models import Case, CaseNote, Complainant
from intranet.cases.rules import Channel, Source, State
from intranet.disclosure import service as disclosure
from intranet.disclosure.rules import Act
from intranet.inbox.service import tell
from intranet.settings import Settings
from shared.elements import Standing
from shared.questions import Platform, Topic
from shared.text import N_

_CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # no letter that reads like a digit
SERIES = "complaint"
NO_CASE = N_("Perkara tidak ditemukan.")
_CHANGED = N_("Perkara ini baru saja diubah orang lain. Perubahan Anda belum disimpan; bandingkan lalu ulangi bila masih perlu.")

_ASSIGNED = N_("Anda ditunjuk sebagai petugas perkara %(no)s.")


@dataclass(frozen=True)
class Facts:
    """What is told about a matter; everything may be missing."""

    topic: Topic | None = None
    happened_on: dt.date | None = None
    known_on: dt.date | None = None
    platform: Platform | None = None
    link: str = ""
    account: str = ""
    event_place: str = ""
    respondent: str = ""
    narrative: str = ""


@dataclass(frozen=True)
class Person:
    """Who complains, as declared; printing it shows nothing."""

    nik: str | None = None
    name: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""

    def __repr__(self) -> str:
        return "<Person>"


def draft(
    session: Session,
    actor: Actor,
    clock: Clock,
    settings: Settings,
    keys: FieldKeys,
    *,
    source: Source,
    channel: Channel,
    facts: Facts,
    person: Person,
    case_id: str = "",
) -> Case:
    """Keep an unfinished complaint at the desk; it has no number and is wiped when not submitted in time."""
    now = clock.now()
    case = Case(
        id=case_id or new_id(),
        source=source,
        channel=channel,
        state=State.DRAFT,
        party=actor.party or Party.DISKOMINFO,
        received_at=now,
        updated_at=now,
        standing=Standing.NOT_CHECKED,
        **vars(facts),
    )
    session.add(case)
    session.add(_complainant(keys, case.id, person))
    session.flush()
    search.index(session, case)
    trail.record(session, clock, actor, "case.drafted", "case", case.id, {"source": source.value, "channel": channel.value})
    return case


def amend_draft(
    session: Session,
    actor: Actor,
    clock: Clock,
    keys: FieldKeys,
    case_id: str,
    version: int,
    *,
    facts: Facts,
    person: Person,
) -> Case:
    """Replace what a draft says. Raises Conflict when somebody else changed it, Refused when it is no draft any more."""
    case = get(session, case_id)
    same_version(case, version)
    if case.state is not State.DRAFT:
        raise Refused(N_("Pengaduan ini sudah terdaftar; isinya tidak dapat diubah lagi. Tambahkan catatan."))
    for name, value in vars(facts).items():
        setattr(case, name, value)
    case.updated_at = clock.now()
    session.merge(_complainant(keys, case.id, person))
    flush(session)
    search.index(session, case)
    return case


def receive(
    session: Session,
    actor: Actor,
    clock: Clock,
    settings: Settings,
    keys: FieldKeys,
    *,
    source: Source,
    channel: Channel,
    facts: Facts,
    person: Person,
    standing: Standing,
    case_id: str = "",
) -> Case:
    """Register a complaint in one act: number, check code, due date and event. Never refused for what is missing.

    What an officer found is the officer's from the start. ``case_id``: chosen when the form was shown, so that the same
    form sent twice can be told.
    """
    case = draft(session, actor, clock, settings, keys, source=source, channel=channel, facts=facts, person=person, case_id=case_id)
    case = submit(session, actor, clock, settings, case.id, case.version, standing=standing)
    if not source.complained and rules.may_work(actor):
        assign(session, actor, clock, case.id, case.version, actor.id)
    return case


def submit(
    session: Session, actor: Actor, clock: Clock, settings: Settings, case_id: str, version: int, *, standing: Standing
) -> Case:
    """Turn a draft into a registered complaint with a number. Raises Conflict or Refused."""
    case = get(session, case_id)
    same_version(case, version)
    if case.state is not State.DRAFT:
        raise Refused(N_("Pengaduan ini sudah terdaftar."))
    now = clock.now()
    case.complaint_no = next_number(
        session,
        clock,
        series=SERIES,
        template=settings.complaint_number,
        office=settings.office_code,
        zone=settings.zone,
        subject_id=case.id,
    )
    if case.source.complained:  # it is for who asks at a kiosk, and a finding has nobody who would
        case.check_code = "".join(secrets.choice(_CODE_LETTERS) for _ in range(6))
    case.state, case.standing = State.RECEIVED, standing
    case.received_at = case.updated_at = now
    clocks.enter(session, settings, now, case, State.RECEIVED)
    flush(session)
    search.index(session, case)
    data = {
        "no": case.complaint_no,
        "source": case.source.value,
        "channel": case.channel.value,
        "standing": standing.value,
    }
    trail.record(session, clock, actor, "case.received", "case", case.id, data)
    return case


def set_standing(session: Session, actor: Actor, clock: Clock, case_id: str, standing: Standing) -> None:
    """Note what came of a check that ended after the complaint was registered."""
    case = get(session, case_id)
    if case.standing is standing:
        return
    before, case.standing = case.standing, standing
    case.updated_at = clock.now()
    flush(session)
    trail.record(session, clock, actor, "case.standing", "case", case.id, {"from": before.value, "to": standing.value})


def assign(session: Session, actor: Actor, clock: Clock, case_id: str, version: int, officer_id: str) -> Case:
    """Name the officer of a case: an active case worker of the party that holds it, named by somebody of that party."""
    case = open_case(session, actor, clock, case_id)
    same_version(case, version)
    if case.state in (State.DRAFT, State.CLOSED):
        raise Refused(N_("Perkara ini tidak sedang berjalan."))
    if not rules.may_assign(actor, case.party):
        raise Forbidden(N_("Perkara ini sedang dipegang pihak lain; hanya petugas pihak itu yang menunjuk petugasnya."))
    if officer_id not in {staff_id for staff_id, _ in officers(session, case.party)}:
        raise Refused(N_("Pilih petugas aktif dari pihak yang memegang perkara."), field="officer_id")
    before, case.officer_id = case.officer_id, officer_id
    case.updated_at = clock.now()
    flush(session)
    if officer_id not in (before, actor.id):
        tell(session, clock, [officer_id], "case.assigned", "case", case.id, _ASSIGNED, no=case.complaint_no or "")
    trail.record(session, clock, actor, "case.assigned", "case", case.id, {"from": before or "", "to": officer_id})
    return case


def release(session: Session, actor: Actor, clock: Clock, staff_id: str) -> int:
    """Take all open cases from somebody who leaves, so that they stand among those without an officer; how many there were."""
    held = _held_by(session, staff_id)
    for case in held:
        case.officer_id, case.updated_at = None, clock.now()
        flush(session)
        trail.record(session, clock, actor, "case.released", "case", case.id, {"from": staff_id})
    return len(held)


def hand_over(session: Session, actor: Actor, clock: Clock, from_id: str, to_id: str) -> int:
    """Give all open cases of one officer to another of the same party; how many there were.

    For leave and illness: one's own cases, or, for a head or commissioner, those of anybody of the party. Raises Forbidden
    or Refused.
    """
    party = actor.party
    if party is None or not (actor.id == from_id or rules.may_hand_over(actor)):
        raise Forbidden(N_("Hanya perkara sendiri, atau oleh pimpinan, yang dapat dialihkan."))
    names = {staff_id for staff_id, _ in officers(session, party)}
    if to_id not in names or to_id == from_id:
        raise Refused(N_("Pilih petugas lain yang aktif dari pihak yang sama."), field="to_id")
    held = [case for case in _held_by(session, from_id) if case.party is party]
    if not held:
        raise Refused(N_("Petugas itu tidak memegang perkara yang berjalan."), field="from_id")
    for case in held:
        case.officer_id, case.updated_at = to_id, clock.now()
        flush(session)
        if to_id != actor.id:
            tell(session, clock, [to_id], "case.assigned", "case", case.id, _ASSIGNED, no=case.complaint_no or "")
        trail.record(session, clock, actor, "case.assigned", "case", case.id, {"from": from_id, "to": to_id})
    return len(held)


def _held_by(session: Session, staff_id: str) -> list[Case]:
    query = select(Case).where(Case.officer_id == staff_id, Case.state.in_(rules.OPEN_STATES)).order_by(Case.id)
    return list(session.scalars(query.with_for_update()))


def set_target(session: Session, actor: Actor, clock: Clock, case_id: str, version: int, target: Target | None) -> Case:
    """Say whom the content aims at, as the supervisor's recap asks; ``None`` takes it back. Raises Conflict or Forbidden."""
    case = open_case(session, actor, clock, case_id)
    if not rules.may_work(actor):
        raise Forbidden(N_("Sasaran konten diisi petugas yang menangani perkara."))
    same_version(case, version)
    if case.target is target:
        return case
    before, case.target = case.target, target
    case.updated_at = clock.now()
    flush(session)
    data = {"from": before.value if before else "", "to": target.value if target else ""}
    trail.record(session, clock, actor, "case.targeted", "case", case.id, data)
    return case


def add_note(session: Session, actor: Actor, clock: Clock, case_id: str, text: str) -> CaseNote:
    """Add a note. Raises Refused when it is empty."""
    case, text = open_case(session, actor, clock, case_id), text.strip()
    if not text:
        raise Refused(N_("Catatan masih kosong."), field="text")
    if len(text) > 4000:
        raise Refused(N_("Catatan paling panjang 4.000 huruf. Bagi menjadi beberapa catatan."), field="text")
    note = CaseNote(id=new_id(), case_id=case.id, staff_id=actor.id, at=clock.now(), text=text)
    session.add(note)
    session.flush()
    trail.record(session, clock, actor, "case.noted", "case", case.id, {"note": note.id})
    return note


def fits(field: str, text: str, most: int) -> None:
    """Raise Refused at ``field`` when ``text`` is longer than is kept: nothing is ever cut without being told."""
    if len(text) > most:
        raise Refused(N_("Paling panjang %(most)s huruf."), field=field, values={"most": most})


def reveal(session: Session, actor: Actor, clock: Clock, keys: FieldKeys, case_id: str, reason: str, ground: str = "") -> Person:
    """The complainant's data in clear, for a reason (restricted data: a legal ground) that goes into the trail.

    Raises Forbidden or Refused.
    """
    case, reason = open_case(session, actor, clock, case_id), reason.strip()
    if not rules.may_reveal(actor):
        raise Forbidden(N_("Peran Anda tidak dapat melihat data pelapor."))
    if len(reason) < rules.REVEAL_REASON:
        raise Refused(N_("Tuliskan alasan melihat data pelapor, sedikitnya 10 huruf."), field="reason")
    fits("reason", reason, 300)
    legal, row = legal_ground(session, case.id, ground), session.get_one(Complainant, case.id)
    trail.record(session, clock, actor, "case.revealed", "case", case.id, {"reason": reason, **legal})
    return Person(open_nik(keys, row), row.name, row.address, row.phone, row.email)


def legal_ground(session: Session, case_id: str, ground: str) -> dict[str, str]:
    """What an event keeps of the legal ground on which a complainant's data are opened; nothing unless they asked for restriction.

    Raises Refused at ``ground`` where one is needed (UU 27/2022 article 41).
    """
    fits("ground", ground, 300)
    if session.get_one(Complainant, case_id).restricted_at is None:
        return {}
    if len(ground.strip()) < rules.REVEAL_REASON:
        raise Refused(N_("Pelapor meminta pemrosesan datanya dibatasi."), do=rules.GROUND_NEEDED, field="ground")
    return {"ground": ground.strip()}


def open_nik(keys: FieldKeys, row: Complainant) -> str | None:
    """The NIK a complainant declared, in clear."""
    if row.nik_sealed is None:
        return None
    return keys.open(row.nik_sealed, table="complainant", column="nik_sealed", row_id=row.case_id)


def wipe_old_drafts(session: Session, actor: Actor, clock: Clock, settings: Settings) -> int:
    """Delete desk drafts nobody submitted in time; returns how many. They never had a number."""
    limit = clock.now() - dt.timedelta(hours=settings.draft_hours)
    old = list(session.scalars(select(Case).where(Case.state == State.DRAFT, Case.updated_at < limit)))
    for case in old:
        search.forget(session, case.id)
        session.delete(session.get_one(Complainant, case.id))
        session.flush()
        session.delete(case)
        trail.record(session, clock, actor, "case.draft_wiped", "case", case.id)
    session.flush()
    return len(old)


def find(session: Session, case_id: str) -> Case | None:
    """The case, if there is one of that id."""
    return session.get(Case, case_id)


def get(session: Session, case_id: str) -> Case:
    """The case, or NotFound."""
    case = find(session, case_id)
    if case is None:
        raise NotFound(NO_CASE)
    return case


def known(session: Session, actor: Actor, case_id: str) -> Case:
    """The case, or NotFound: until it is submitted a draft is its own party's business."""
    case = get(session, case_id)
    if case.state is State.DRAFT and case.party is not actor.party:
        raise NotFound(NO_CASE)
    return case


def open_case(session: Session, actor: Actor, clock: Clock, case_id: str) -> Case:
    """The case, to work on it: raises NotFound, also for another party's draft, or Forbidden for another party's secret."""
    case = known(session, actor, case_id)
    disclosure.require(session, actor, clock, Act.READ, ("case", case.id))
    return case


_OFFICERS = (
    select(Staff.id, Staff.name, Staff.roles, Agency.party)
    .join(Agency, Staff.agency_id == Agency.id)
    .where(Staff.active)
    .order_by(Agency.party.desc(), Staff.name)
)
_WORKERS = frozenset(role for line in rules.MOVES for role in line.roles)


def officers(session: Session, *parties: Party) -> list[tuple[str, str]]:
    """Id and name of the active case workers of ``parties``, by party and name."""
    return _with_roles(session, parties, _WORKERS)


def chiefs(session: Session, *parties: Party) -> list[tuple[str, str]]:
    """Id and name of the active heads and commissioners of ``parties``: the next level when something is stuck."""
    return _with_roles(session, parties, rules.CHIEFS)


def _with_roles(session: Session, parties: Collection[Party], roles: frozenset[Role]) -> list[tuple[str, str]]:
    rows = session.connection().execute(_OFFICERS)
    return [(row.id, row.name) for row in rows if row.party in parties and roles_of(row.roles) & roles]


def _complainant(keys: FieldKeys, case_id: str, person: Person) -> Complainant:
    sealed = index = None
    if person.nik:
        sealed = keys.seal(person.nik, table="complainant", column="nik_sealed", row_id=case_id)
        index = keys.index(person.nik)
    rest = {name: getattr(person, name) for name in ("name", "address", "phone", "email")}
    return Complainant(case_id=case_id, nik_sealed=sealed, nik_index=index, **rest)


def same_version(case: Case, version: int) -> None:
    """Raise Conflict when somebody else changed the case since the form was shown."""
    if case.version != version:
        raise Conflict(_CHANGED)


def flush(session: Session) -> None:
    """Send what changed to the database; raises Conflict when a row was changed meanwhile."""
    try:
        session.flush()
    except StaleDataError as error:
        raise Conflict(_CHANGED) from error
