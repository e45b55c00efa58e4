"""Verbs on kiosks: let in by a one-time code, confirmed by fingerprint, proven at each request, revoked at once."""

import base64
import datetime as dt
import secrets
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from intranet.base import trail
from intranet.base.actor import Actor, ActorKind, Party
from intranet.base.clock import Clock
from intranet.base.db import insert_new
from intranet.base.errors import Forbidden, NotFound, Refused
from intranet.base.ids import new_id
from intranet.base.sealing import FieldKeys
from intranet.devices import rules
from intranet.devices.models import Device, EnrolCode, IdempotentAnswer, UsedNonce
from intranet.devices.rules import KioskRefused
from intranet.settings import Settings
from shared.text import N_
from shared.words import DeviceState, ProblemCode

ANSWERS_KEPT = dt.timedelta(days=90)  # a kiosk may hold a complaint back while the link is down


@dataclass(frozen=True, repr=False)
class MadeCode:
    """A fresh enrolment code: shown once, never stored."""

    code: str
    name: str
    expires_at: dt.datetime


def make_code(
    session: Session, actor: Actor, clock: Clock, settings: Settings, keys: FieldKeys, *, name: str, place: str
) -> MadeCode:
    """A one-time code for a new kiosk called ``name`` at ``place``. Raises Forbidden, or Refused for the name."""
    _must_keep(actor)
    name, place = name.strip(), place.strip()
    if not name or len(name) > 60:
        raise Refused(N_("Beri nama kios, paling panjang 60 huruf."), field="name")
    if len(place) > 200:
        raise Refused(N_("Letak kios paling panjang 200 huruf."), field="place")
    if _name_taken(session, name):
        raise Refused(N_("Sudah ada kios dengan nama ini. Pilih nama lain."), field="name")
    code = rules.spell_code("".join(secrets.choice(rules.CODE_LETTERS) for _ in range(8)))
    row = EnrolCode(
        id=new_id(),
        code_hash=_code_hash(keys, code),
        name=name,
        place=place,
        made_at=clock.now(),
        made_by=actor.id if actor.kind is ActorKind.STAFF else None,
        expires_at=clock.now() + dt.timedelta(minutes=settings.device_enrol_minutes),
    )
    session.add(row)
    session.flush()
    trail.record(session, clock, actor, "device.code_made", "enrol_code", row.id, {"name": name})
    return MadeCode(code, name, row.expires_at)


def enrol(session: Session, clock: Clock, keys: FieldKeys, *, code: str, public_key: str, version: str) -> Device:
    """Take in a kiosk that knows a live code; it waits until its fingerprint is confirmed.

    The same kiosk may repeat itself (its answer was lost). Raises KioskRefused: CODE, REVOKED, or MALFORMED for a key
    that is not one.
    """
    row = session.scalar(select(EnrolCode).where(EnrolCode.code_hash == _code_hash(keys, code)).with_for_update())
    raw = _raw_key(public_key)
    known = session.scalar(select(Device).where(Device.public_key == raw))
    if row is not None and known is not None and row.device_id == known.id and known.state is not DeviceState.REVOKED:
        return known
    if row is None or row.device_id is not None or clock.now() >= row.expires_at or _name_taken(session, row.name):
        raise KioskRefused(ProblemCode.CODE)
    if known is not None:
        message = N_("Kunci kios ini sudah pernah terdaftar. Buat kunci baru di kios, lalu daftarkan lagi.")
        raise KioskRefused(ProblemCode.REVOKED, message)
    device = Device(
        id=new_id(),
        name=row.name,
        place=row.place,
        public_key=raw,
        fingerprint=rules.fingerprint(raw),
        state=DeviceState.PENDING,
        enrolled_at=clock.now(),
        enrolled_by=row.made_by,
        version=version,
    )
    session.add(device)
    session.flush()
    row.device_id = device.id
    session.flush()
    data = {"name": device.name, "fingerprint": device.fingerprint}
    trail.record(session, clock, actor_of(device), "device.enrolled", "device", device.id, data)
    return device


def confirm(session: Session, actor: Actor, clock: Clock, fingerprint: str) -> Device:
    """Activate the waiting kiosk whose screen shows ``fingerprint``. Raises Forbidden, or NotFound when none waits with it."""
    _must_keep(actor)
    waiting = session.scalars(select(Device).where(Device.state == DeviceState.PENDING))
    device = next((one for one in waiting if rules.same_fingerprint(fingerprint, one.fingerprint)), None)
    if device is None:
        raise NotFound(
            N_("Tidak ada kios yang menunggu dengan sidik jari kunci itu."),
            do=N_("Cocokkan lagi setiap angka dan huruf dengan layar kios. Bila tetap berbeda, jangan aktifkan kios itu."),
        )
    device.state, device.confirmed_at = DeviceState.ACTIVE, clock.now()
    device.confirmed_by = actor.id if actor.kind is ActorKind.STAFF else None
    session.flush()
    trail.record(session, clock, actor, "device.confirmed", "device", device.id, {"fingerprint": device.fingerprint})
    return device


def revoke(session: Session, actor: Actor, clock: Clock, device_id: str) -> Device:
    """Shut a kiosk out from its next request on, for good; doing it twice is harmless. Raises Forbidden or NotFound."""
    _must_keep(actor)
    device = get(session, device_id)
    if device.state is not DeviceState.REVOKED:
        device.state, device.revoked_at = DeviceState.REVOKED, clock.now()
        session.flush()
        trail.record(session, clock, actor, "device.revoked", "device", device.id, {"name": device.name})
    return device


def heartbeat(session: Session, actor: Actor, clock: Clock, *, version: str, reader: str, printer: str) -> None:
    """Note how the kiosk ``actor`` says it is."""
    session.execute(
        update(Device).where(Device.id == actor.id).values(version=version, reader=reader, printer=printer, last_seen=clock.now())
    )


def first_time(session: Session, clock: Clock, actor: Actor, key: str, request: str) -> IdempotentAnswer | None:
    """Claim an idempotency key for this transaction; None when it is new, else the answer given before.

    ``request`` identifies what was asked. A second writer waits here until the first is through. Raises KioskRefused
    (REPLAYED) when the key was used for something else.
    """
    row = {"device_id": actor.id, "key": key, "request": request, "body": "", "at": clock.now()}
    if insert_new(session, IdempotentAnswer, **row):
        return None
    before = session.get_one(IdempotentAnswer, (actor.id, key), populate_existing=True)
    if before.request != request:
        raise KioskRefused(ProblemCode.REPLAYED, N_("Kunci pengulangan ini sudah dipakai untuk permintaan lain."))
    return before


def keep_answer(session: Session, actor: Actor, key: str, status: int, body: str, nik_case_id: str | None = None) -> None:
    """Keep what was answered for ``key``; ``body`` without any NIK, which comes from ``nik_case_id`` when repeated."""
    session.execute(
        update(IdempotentAnswer)
        .where(IdempotentAnswer.device_id == actor.id, IdempotentAnswer.key == key)
        .values(status=status, body=body, nik_case_id=nik_case_id)
    )


def tidy(session: Session, clock: Clock) -> None:
    """Drop what can do nothing any more: nonces past their time, old answers, dead codes."""
    now = clock.now()
    session.execute(delete(UsedNonce).where(UsedNonce.expires_at < now))
    session.execute(delete(IdempotentAnswer).where(IdempotentAnswer.at < now - ANSWERS_KEPT))
    session.execute(delete(EnrolCode).where(EnrolCode.expires_at < now - ANSWERS_KEPT))


def get(session: Session, device_id: str) -> Device:
    """The kiosk, or NotFound."""
    device = session.get(Device, device_id)
    if device is None:
        raise NotFound(N_("Kios tidak ditemukan."))
    return device


def actor_of(device: Device) -> Actor:
    """The kiosk as an actor; Diskominfo runs the kiosks."""
    return Actor(ActorKind.DEVICE, device.id, device.name, Party.DISKOMINFO)


def _must_keep(actor: Actor) -> None:
    if actor.kind is not ActorKind.SYSTEM and not actor.has(*rules.KEEPERS):
        raise Forbidden(N_("Hanya pengelola sistem dan kepala Diskominfo yang mengatur kios."))


def _name_taken(session: Session, name: str) -> bool:
    return session.scalar(select(Device.id).where(Device.name == name, Device.state != DeviceState.REVOKED)) is not None


def _raw_key(text: str) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise KioskRefused(ProblemCode.MALFORMED) from error
    if len(raw) != 32:
        raise KioskRefused(ProblemCode.MALFORMED)
    return raw


def _code_hash(keys: FieldKeys, code: str) -> str:
    return keys.index(f"enrol-code\x1f{code}")
