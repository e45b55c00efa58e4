"""Reads on kiosks."""

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from intranet.devices.models import Device
from shared.words import DeviceState


def all_devices(session: Session) -> list[Device]:
    """Every kiosk: those that wait first, then the active ones, the revoked last; by name."""
    order = case({DeviceState.PENDING.value: 0, DeviceState.ACTIVE.value: 1}, value=Device.state, else_=2)
    return list(session.scalars(select(Device).order_by(order, Device.name)))


def names(session: Session) -> dict[str, str]:
    """The name of each kiosk by its id."""
    return {row.id: row.name for row in session.execute(select(Device.id, Device.name))}


def find(session: Session, name_or_id: str) -> Device | None:
    """The kiosk of that id, or the live one of that name."""
    by_name = select(Device).where(Device.name == name_or_id, Device.state != DeviceState.REVOKED)
    return session.get(Device, name_or_id) or session.scalar(by_name)
