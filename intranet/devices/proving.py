"""A kiosk proves each request: nonces given, signatures checked, each nonce good for one request only.

Apart from the other verbs on kiosks, since only the kiosks' interface has need of the libraries for signatures.
"""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from intranet.base.actor import Actor
from intranet.base.clock import Clock
from intranet.base.db import insert_new
from intranet.base.sealing import FieldKeys
from intranet.devices import service, signature
from intranet.devices.models import Device, UsedNonce
from intranet.devices.rules import KioskRefused
from intranet.settings import Settings
from shared.words import DeviceState, ProblemCode


def give_nonce(session: Session, clock: Clock, settings: Settings, keys: FieldKeys, device_id: str) -> str:
    """A nonce for a kiosk that is in. Raises KioskRefused: NOT_ENROLLED or REVOKED."""
    device = session.get(Device, device_id)
    if device is None:
        raise KioskRefused(ProblemCode.NOT_ENROLLED)
    _must_be_in(device.state)
    return signature.make_nonce(keys, clock, device_id, settings.device_nonce_seconds)


@dataclass(frozen=True)
class Caller:
    """The kiosk behind a proven request, and the proof that used up its nonce."""

    actor: Actor
    proof: signature.Proof


def prove(session: Session, clock: Clock, settings: Settings, keys: FieldKeys, request: signature.HttpRequest) -> Caller:
    """Who signed ``request``; its nonce is used up in the caller's transaction.

    Raises KioskRefused: UNSIGNED, NONCE, NOT_ENROLLED, REVOKED (also in the middle of a visit) or REPLAYED.
    """
    proof = signature.verify(
        request,
        keys,
        clock,
        dt.timedelta(minutes=settings.device_clock_skew_minutes),
        lambda device_id: session.scalar(select(Device.public_key).where(Device.id == device_id)),
    )
    device = service.get(session, proof.device_id)
    _must_be_in(device.state)
    if not use_up(session, proof):
        raise KioskRefused(ProblemCode.REPLAYED)
    session.execute(update(Device).where(Device.id == device.id).values(last_seen=clock.now()))
    return Caller(service.actor_of(device), proof)


def use_up(session: Session, proof: signature.Proof) -> bool:
    """Remember that a nonce has done its request; False when it already had."""
    row = {"nonce": proof.nonce, "expires_at": proof.nonce_expires}
    return insert_new(session, UsedNonce, **row)


def _must_be_in(state: DeviceState) -> None:
    if state is DeviceState.REVOKED:
        raise KioskRefused(ProblemCode.REVOKED)
    if state is not DeviceState.ACTIVE:
        raise KioskRefused(ProblemCode.NOT_ENROLLED)
