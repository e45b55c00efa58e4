"""Verbs of taking down campaign props: open the minutes, count, close them, give back."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from intranet.agencies.models import Agency, Staff
from intranet.base import trail
from intranet.base.actor import Actor, Party
from intranet.base.clock import Clock
from intranet.base.errors import Forbidden, NotFound, Refused
from intranet.base.ids import new_id
from intranet.oversight.rules import name_key
from intranet.oversight.service import accounts
from intranet.partners.models import PartnerOrganisation
from intranet.prevention import rules
from intranet.prevention.models import PropCount, PropEnforcement, PropReturn, PropReturnCount, PropTeamMember, PropTeamPartner
from intranet.prevention.rules import PropKind, PropReason, Tally
from intranet.prevention.service import flush, same_version
from intranet.settings import Settings
from shared.text import N_


@dataclass(frozen=True, kw_only=True)
class EnforcementInput:
    """An enforcement as entered; ``members`` and ``partners`` are ids."""

    done_at: dt.datetime
    place: str
    district: str
    members: frozenset[str]
    partners: frozenset[str] = frozenset()
    order_no: str = ""
    record_no: str = ""
    storage: str = ""
    note: str = ""


def open_enforcement(session: Session, actor: Actor, clock: Clock, given: EnforcementInput) -> PropEnforcement:
    """Begin the minutes. Raises Forbidden, or Refused naming the field at fault."""
    require_leader(actor)
    row = PropEnforcement(id=new_id(), recorded_by=actor.id, recorded_at=clock.now(), **_checked(session, clock, given))
    session.add(row)
    _team(row, given)
    session.flush()
    data = {"members": len(given.members), "partners": len(given.partners)}
    trail.record(session, clock, actor, "props.opened", "prop_enforcement", row.id, data)
    return row


def amend(
    session: Session, actor: Actor, clock: Clock, enforcement_id: str, version: int, given: EnforcementInput
) -> PropEnforcement:
    """Correct the minutes before they are closed. Raises Forbidden, Conflict or Refused."""
    require_leader(actor)
    row = _open(session, enforcement_id)
    same_version(row.version, version)
    values = _checked(session, clock, given)
    changed = sorted(name for name, value in values.items() if getattr(row, name) != value)
    for name in changed:
        setattr(row, name, values[name])
    if _team(row, given):
        changed.append("team")
        flag_modified(row, "place")  # a team alone would not make a new version
    flush(session)
    if changed:
        trail.record(session, clock, actor, "props.amended", "prop_enforcement", row.id, {"fields": changed})
    return row


def count(
    session: Session,
    actor: Actor,
    clock: Clock,
    enforcement_id: str,
    *,
    participant: str,
    reason: PropReason,
    counts: Mapping[PropKind, int],
) -> None:
    """Set how many props of a participant (by name; empty: nobody knows whose) were taken down for a reason.

    What stood there for the two is replaced, so correcting is the same act; nothing at all takes the line away.
    Raises Forbidden or Refused.
    """
    require_leader(actor)
    row = _open(session, enforcement_id)
    told = {kind: number for kind, number in counts.items() if number}
    if any(not 0 < number <= rules.MOST for number in told.values()):
        raise Refused(N_("Jumlah setiap jenis dari 0 sampai %(most)s."), field="counts", values={"most": rules.MOST})
    key = name_key(participant) or None
    before = delete(PropCount).where(
        PropCount.enforcement_id == row.id,
        PropCount.participant_key.is_(None) if key is None else PropCount.participant_key == key,
        PropCount.reason == reason,
    )
    gone = session.execute(before.returning(PropCount.id)).all()
    if not told and not gone:
        raise Refused(N_("Isi jumlah sedikitnya satu jenis."), field="counts")
    if key is not None and told:
        accounts.introduce(session, participant)
    for kind, number in told.items():
        session.add(PropCount(enforcement_id=row.id, participant_key=key, reason=reason, kind=kind, count=number))
    flag_modified(row, "place")  # who closes must have seen this
    session.flush()
    data = {"reason": reason.value, "counts": {kind.value: number for kind, number in told.items()}}
    trail.record(session, clock, actor, "props.counted", "prop_enforcement", row.id, data)


def close(session: Session, actor: Actor, clock: Clock, enforcement_id: str, version: int, storage: str) -> PropEnforcement:
    """End the counting: from now on the minutes stand as printed. Raises Forbidden, Conflict or Refused."""
    require_leader(actor)
    row = _open(session, enforcement_id)
    same_version(row.version, version)
    storage = " ".join(storage.split())
    if not storage:
        raise Refused(N_("Isi tempat penyimpanannya."), field="storage")
    if not session.scalar(select(func.count()).where(PropCount.enforcement_id == row.id)):
        raise Refused(N_("Belum ada alat peraga yang dihitung."), do=N_("Isi jumlahnya dahulu, lalu tutup berita acara."))
    row.storage, row.closed_at, row.closed_by = storage, clock.now(), actor.id
    flush(session)
    total = session.scalar(select(func.sum(PropCount.count)).where(PropCount.enforcement_id == row.id)) or 0
    trail.record(session, clock, actor, "props.closed", "prop_enforcement", row.id, {"total": int(total)})
    return row


def give_back(
    session: Session,
    actor: Actor,
    clock: Clock,
    settings: Settings,
    enforcement_id: str,
    *,
    participant_key: str,
    taken_by: str,
    on: dt.date,
    counts: Mapping[PropKind, int],
) -> PropReturn:
    """Note that a participant ("" : nobody knows whose) took props back. Raises Forbidden, or Refused: more than is stored."""
    require_leader(actor)
    row = session.get(PropEnforcement, enforcement_id, with_for_update=True)
    if row is None:
        raise NotFound(N_("Penertiban tidak ditemukan."))
    if row.closed_at is None:
        raise Refused(N_("Tutup berita acaranya dahulu, baru alat peraga dapat diambil kembali."))
    taken_by, told = " ".join(taken_by.split()), {kind: number for kind, number in counts.items() if number}
    if not taken_by:
        raise Refused(N_("Tuliskan siapa yang mengambil."), field="taken_by")
    if not row.done_at.astimezone(settings.zone).date() <= on <= clock.now().astimezone(settings.zone).date():
        raise Refused(N_("Tanggalnya harus antara hari penertiban dan hari ini."), field="returned_on")
    if not told:
        raise Refused(N_("Isi jumlah sedikitnya satu jenis."), field="back")
    left = rules.stored(taken_of(session, row.id, participant_key), returned_of(session, row.id, participant_key))
    kind = rules.beyond(left, told)
    if kind is not None or any(number < 0 for number in told.values()):
        raise Refused(
            N_("Jumlah yang diambil lebih banyak daripada yang masih disimpan."),
            do=N_("Bandingkan dengan kolom yang masih disimpan."),
            field="back",
        )
    made = PropReturn(
        id=new_id(),
        enforcement_id=row.id,
        participant_key=participant_key or None,
        taken_by=taken_by,
        returned_on=on,
        handed_by=actor.id,
        recorded_at=clock.now(),
        counts=[PropReturnCount(kind=kind, count=number) for kind, number in told.items()],
    )
    session.add(made)
    session.flush()
    data = {"return": made.id, "counts": {kind.value: number for kind, number in told.items()}}
    trail.record(session, clock, actor, "props.returned", "prop_enforcement", row.id, data)
    return made


def taken_of(session: Session, enforcement_id: str, participant_key: str) -> Tally:
    """What was taken down of a participant ("": nobody knows whose), by kind, for whatever reason."""
    whose = PropCount.participant_key == participant_key if participant_key else PropCount.participant_key.is_(None)
    query = select(PropCount.kind, func.sum(PropCount.count)).where(PropCount.enforcement_id == enforcement_id, whose)
    return {kind: int(number) for kind, number in session.execute(query.group_by(PropCount.kind))}


def returned_of(session: Session, enforcement_id: str, participant_key: str) -> Tally:
    """What was given back of it, by kind."""
    whose = PropReturn.participant_key == participant_key if participant_key else PropReturn.participant_key.is_(None)
    query = select(PropReturnCount.kind, func.sum(PropReturnCount.count)).join(
        PropReturn, PropReturnCount.return_id == PropReturn.id
    )
    query = query.where(PropReturn.enforcement_id == enforcement_id, whose).group_by(PropReturnCount.kind)
    return {kind: int(number) for kind, number in session.execute(query)}


def get(session: Session, enforcement_id: str) -> PropEnforcement:
    """The enforcement, or NotFound."""
    row = session.get(PropEnforcement, enforcement_id)
    if row is None:
        raise NotFound(N_("Penertiban tidak ditemukan."))
    return row


def get_return(session: Session, enforcement_id: str, return_id: str) -> PropReturn:
    """What was given back at once, if it belongs to the enforcement; or NotFound."""
    row = session.get(PropReturn, return_id)
    if row is None or row.enforcement_id != enforcement_id:
        raise NotFound(N_("Penertiban tidak ditemukan."))
    return row


def require_leader(actor: Actor) -> None:
    """Raises Forbidden for whoever may only see enforcements."""
    if not rules.may_enforce(actor):
        raise Forbidden(N_("Penertiban dicatat petugas Bawaslu; anggota tim lain hanya melihat."))


def _open(session: Session, enforcement_id: str) -> PropEnforcement:
    """The enforcement, locked: minutes must not be closed while somebody counts."""
    row = session.get(PropEnforcement, enforcement_id, with_for_update=True)
    if row is None:
        raise NotFound(N_("Penertiban tidak ditemukan."))
    if row.closed_at is not None:
        raise Refused(N_("Berita acara ini sudah ditutup dan tidak dapat diubah lagi."))
    return row


def _checked(session: Session, clock: Clock, given: EnforcementInput) -> dict[str, object]:
    place = " ".join(given.place.split())
    if not place:
        raise Refused(N_("Tuliskan tempatnya."), field="place")
    if given.done_at > clock.now() + dt.timedelta(minutes=5):
        raise Refused(N_("Waktu penertiban belum terjadi."), field="done_at")
    team = select(Staff.id, Agency.party).join(Agency, Staff.agency_id == Agency.id).where(Staff.id.in_(given.members))
    parties = {staff_id: party for staff_id, party in session.execute(team)}
    if Party.BAWASLU not in parties.values() or parties.keys() != given.members:
        raise Refused(N_("Pilih anggota tim, sedikitnya satu dari Bawaslu."), field="members")
    known = select(PartnerOrganisation.id).where(PartnerOrganisation.id.in_(given.partners))
    if set(session.scalars(known)) != given.partners:
        raise Refused(N_("Pilih lembaga dari daftar."), field="partners")
    words = {name: " ".join(getattr(given, name).split()) for name in ("district", "order_no", "record_no", "storage")}
    return {"done_at": given.done_at, "place": place, "note": given.note.strip(), **words}


def _team(row: PropEnforcement, given: EnforcementInput) -> bool:
    """Let the team be as given; whether that changed it."""
    members, partners = {one.staff_id: one for one in row.members}, {one.partner_id: one for one in row.partners}
    if members.keys() == given.members and partners.keys() == given.partners:
        return False
    row.members = [members.get(staff_id) or PropTeamMember(staff_id=staff_id) for staff_id in sorted(given.members)]
    row.partners = [partners.get(one) or PropTeamPartner(partner_id=one) for one in sorted(given.partners)]
    return True
