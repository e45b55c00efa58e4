"""Verbs of the inventory: readers, SAM cards, credentials (that they exist, never what they are), security measures."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from intranet.base.actor import Actor, Role
from intranet.base.clock import Clock
from intranet.base.db import flush
from intranet.base.errors import Forbidden, NotFound, Refused
from intranet.base.ids import new_id
from intranet.devices.models import Device
from intranet.duties import rules, stock
from intranet.duties.models import CardReader, Credential, CredentialKnower, SamCard, SecurityCheck
from intranet.duties.rules import Measure, ReaderStatus, SamStatus
from intranet.duties.service import note, same_version, words
from shared.text import N_

EDITORS = (Role.DISKOMINFO_OFFICER, Role.DISKOMINFO_HEAD, Role.ADMIN)
Row = TypeVar("Row", CardReader, SamCard, Credential)
READER, SAM, CREDENTIAL, CHECK = "card_reader", "sam_card", "credential", "security_check"


@dataclass(frozen=True, kw_only=True)
class ReaderInput:
    """A reader; ``device_id``: the kiosk it serves, empty at the counter or in the cupboard."""

    model: str
    serial: str
    spec_document: str
    device_id: str
    status: ReaderStatus


@dataclass(frozen=True, kw_only=True)
class SamInput:
    """A SAM card; ``reader_id`` empty: in no reader."""

    serial: str
    reader_id: str
    custodian_id: str
    received_on: dt.date


@dataclass(frozen=True, kw_only=True)
class CredentialInput:
    """That a credential exists; ``months``: how long until it is changed again."""

    opens: str
    custodian_id: str
    knower_ids: Collection[str]
    changed_on: dt.date
    months: int


# Readers ----------------------------------------------------------------------------------------------------------


def add_reader(session: Session, actor: Actor, clock: Clock, given: ReaderInput) -> CardReader:
    """Enter a reader. Raises Forbidden, or Refused naming the field at fault."""
    _require_editor(actor)
    row = CardReader(id=new_id(), recorded_by=actor.id, recorded_at=clock.now(), **_reader(session, given))
    session.add(row)
    _once(session, N_("Pembaca dengan nomor seri itu sudah ada."))
    note(session, clock, actor, "reader_added", (READER, row.id))
    return row


def change_reader(session: Session, actor: Actor, clock: Clock, row_id: str, version: int, given: ReaderInput) -> CardReader:
    """Change a reader's particulars or its status. Raises Forbidden, NotFound, Conflict, or Refused naming the field at fault."""
    _require_editor(actor)
    row = reader(session, row_id)
    same_version(row.version, version)
    for name, value in _reader(session, given).items():
        setattr(row, name, value)
    _once(session, N_("Pembaca dengan nomor seri itu sudah ada."))
    note(session, clock, actor, "reader_changed", (READER, row.id), {"status": row.status.value})
    return row


def reader(session: Session, row_id: str) -> CardReader:
    """The reader, or NotFound."""
    return _get(session, CardReader, row_id, N_("Pembaca tidak ditemukan."))


def _reader(session: Session, given: ReaderInput) -> dict[str, object]:
    model, serial = words(given.model), words(given.serial)
    if not model:
        raise Refused(N_("Tuliskan jenis pembacanya."), field="model")
    if not serial:
        raise Refused(N_("Tuliskan nomor serinya."), field="serial")
    device = session.get(Device, given.device_id) if given.device_id else None
    if given.device_id and (device is None or device.revoked_at is not None):
        raise Refused(N_("Kios itu tidak ada atau sudah dicabut."), field="device")
    return {
        "model": model,
        "serial": serial,
        "spec_document": words(given.spec_document),
        "device_id": given.device_id or None,
        "status": given.status,
    }


# SAM cards --------------------------------------------------------------------------------------------------------


def add_sam(session: Session, actor: Actor, clock: Clock, today: dt.date, given: SamInput) -> SamCard:
    """Enter a SAM card that was received. Raises Forbidden, or Refused naming the field at fault."""
    _require_editor(actor)
    if given.received_on > today:
        raise Refused(N_("Hari diterima belum tiba."), field="received_on")
    if not words(given.serial):
        raise Refused(N_("Tuliskan nomor serinya."), field="serial")
    placed = _placed(session, given.reader_id, given.custodian_id)
    row = SamCard(
        id=new_id(),
        recorded_by=actor.id,
        recorded_at=clock.now(),
        serial=words(given.serial),
        received_on=given.received_on,
        status=SamStatus.HELD,
        **placed,
    )
    session.add(row)
    _once(session, N_("Kartu SAM dengan nomor seri itu sudah ada."))
    note(session, clock, actor, "sam_added", (SAM, row.id))
    return row


def place_sam(
    session: Session, actor: Actor, clock: Clock, row_id: str, version: int, reader_id: str, custodian_id: str
) -> SamCard:
    """Put a card into another reader or another's care. Raises Forbidden, NotFound, Conflict or Refused."""
    row = _held(session, actor, row_id, version)
    for name, value in _placed(session, reader_id, custodian_id).items():
        setattr(row, name, value)
    flush(session)
    note(session, clock, actor, "sam_placed", (SAM, row.id))
    return row


def end_sam(
    session: Session,
    actor: Actor,
    clock: Clock,
    today: dt.date,
    row_id: str,
    version: int,
    status: SamStatus,
    on: dt.date,
    why: str,
) -> SamCard:
    """Note that a card was lost or given back, and how. Raises Forbidden, NotFound, Conflict or Refused."""
    row = _held(session, actor, row_id, version)
    if status is SamStatus.HELD:
        raise Refused(N_("Pilih: hilang atau dikembalikan."), field="status")
    if not row.received_on <= on <= today:
        raise Refused(N_("Harinya antara hari diterima dan hari ini."), field="ended_on")
    if not words(why):
        raise Refused(N_("Tuliskan keterangannya: nomor berita acara atau laporan kehilangan."), field="note")
    row.status, row.ended_on, row.note, row.reader_id = status, on, words(why), None
    flush(session)
    note(session, clock, actor, "sam_ended", (SAM, row.id), {"status": status.value})
    return row


def sam(session: Session, row_id: str) -> SamCard:
    """The card, or NotFound."""
    return _get(session, SamCard, row_id, N_("Kartu SAM tidak ditemukan."))


def _held(session: Session, actor: Actor, row_id: str, version: int) -> SamCard:
    _require_editor(actor)
    row = sam(session, row_id)
    same_version(row.version, version)
    if row.status is not SamStatus.HELD:
        raise Refused(N_("Kartu ini sudah tidak dipegang."))
    return row


def _placed(session: Session, reader_id: str, custodian_id: str) -> dict[str, object]:
    found = session.get(CardReader, reader_id) if reader_id else None
    if reader_id and (found is None or found.status is ReaderStatus.RETIRED):
        raise Refused(N_("Pembaca itu tidak ada atau tidak dipakai lagi."), field="reader")
    return {"reader_id": reader_id or None, "custodian_id": _keeper(session, custodian_id)}


# Credentials ------------------------------------------------------------------------------------------------------


def add_credential(session: Session, actor: Actor, clock: Clock, today: dt.date, given: CredentialInput) -> Credential:
    """Note that a credential exists, who answers for it and who knows it. Raises Forbidden, or Refused naming the field."""
    _require_editor(actor)
    row = Credential(id=new_id(), recorded_by=actor.id, recorded_at=clock.now(), **_credential(session, today, given))
    session.add(row)
    _know(session, row, given)
    flush(session)
    note(session, clock, actor, "credential_added", (CREDENTIAL, row.id))
    return row


def change_credential(
    session: Session, actor: Actor, clock: Clock, today: dt.date, row_id: str, version: int, given: CredentialInput
) -> Credential:
    """Change who answers for it, who knows it, or the day it was changed last. Raises Forbidden, NotFound, Conflict or Refused."""
    row = _present(session, actor, row_id, version)
    for name, value in _credential(session, today, given).items():
        setattr(row, name, value)
    row.rung = 0
    _know(session, row, given)
    flush(session)
    note(session, clock, actor, "credential_changed", (CREDENTIAL, row.id))
    return row


def rotated(session: Session, actor: Actor, clock: Clock, today: dt.date, row_id: str, version: int) -> Credential:
    """Note that the credential was changed today. Raises Forbidden, NotFound, Conflict or Refused."""
    row = _present(session, actor, row_id, version)
    row.changed_on, row.due_on, row.rung = today, rules.due_after(today, row.months), 0
    flush(session)
    note(session, clock, actor, "credential_rotated", (CREDENTIAL, row.id))
    return row


def end_credential(session: Session, actor: Actor, clock: Clock, today: dt.date, row_id: str, version: int) -> Credential:
    """Note that the credential opens nothing any more. Raises Forbidden, NotFound, Conflict or Refused."""
    row = _present(session, actor, row_id, version)
    row.ended_on = today
    flush(session)
    note(session, clock, actor, "credential_ended", (CREDENTIAL, row.id))
    return row


def credential(session: Session, row_id: str) -> Credential:
    """What is known of the credential, or NotFound."""
    return _get(session, Credential, row_id, N_("Kredensial tidak ditemukan."))


def _present(session: Session, actor: Actor, row_id: str, version: int) -> Credential:
    _require_editor(actor)
    row = credential(session, row_id)
    same_version(row.version, version)
    if row.ended_on is not None:
        raise Refused(N_("Kredensial ini sudah dicabut."))
    return row


def _credential(session: Session, today: dt.date, given: CredentialInput) -> dict[str, object]:
    if not words(given.opens):
        raise Refused(N_("Tuliskan apa yang dibuka oleh kredensial ini."), field="opens")
    if given.changed_on > today:
        raise Refused(N_("Hari penggantian terakhir belum tiba."), field="changed_on")
    if not 1 <= given.months <= 36:
        raise Refused(N_("Isi 1 sampai 36 bulan."), field="months")
    return {
        "opens": words(given.opens),
        "custodian_id": _keeper(session, given.custodian_id),
        "changed_on": given.changed_on,
        "months": given.months,
        "due_on": rules.due_after(given.changed_on, given.months),
    }


def _know(session: Session, row: Credential, given: CredentialInput) -> None:
    wanted = {_keeper(session, one, field="knowers") for one in given.knower_ids} - {row.custodian_id}
    row.knowers = [one for one in row.knowers if one.staff_id in wanted]
    known = {one.staff_id for one in row.knowers}
    row.knowers.extend(CredentialKnower(credential_id=row.id, staff_id=one) for one in sorted(wanted - known))


# Security measures ------------------------------------------------------------------------------------------------


def check(
    session: Session, actor: Actor, clock: Clock, today: dt.date, measure: Measure, on: dt.date, remark: str
) -> SecurityCheck:
    """Note that a measure was looked at and found in place. Raises Forbidden, or Refused naming the field at fault."""
    _require_editor(actor)
    if on > today:
        raise Refused(N_("Hari pemeriksaan belum tiba."), field="checked_on")
    row = SecurityCheck(
        id=new_id(), recorded_by=actor.id, recorded_at=clock.now(), measure=measure, checked_on=on, note=words(remark)
    )
    session.add(row)
    flush(session)
    note(session, clock, actor, "measure_checked", (CHECK, row.id), {"measure": measure.value})
    return row


# What they share --------------------------------------------------------------------------------------------------


def _require_editor(actor: Actor) -> None:
    if not actor.has(*EDITORS):
        raise Forbidden(N_("Inventaris dicatat oleh Diskominfo."))


def _keeper(session: Session, staff_id: str, field: str = "custodian") -> str:
    if staff_id not in dict(stock.keepers(session)):
        raise Refused(N_("Pilih petugas Diskominfo yang akunnya aktif."), field=field)
    return staff_id


def _once(session: Session, message: str) -> None:
    try:
        flush(session)
    except IntegrityError as error:
        raise Refused(message, field="serial") from error


def _get(session: Session, kind: type[Row], row_id: str, message: str) -> Row:
    row = session.get(kind, row_id)
    if row is None:
        raise NotFound(message)
    return row
