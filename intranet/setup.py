"""What the commands do to an office: each opens the database, calls the verbs as the system, and commits once."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.agencies import service as agencies
from intranet.agencies.models import Agency
from intranet.base import schema
from intranet.base.actor import SYSTEM, Party, Role
from intranet.base.clock import SystemClock
from intranet.base.db import Database
from intranet.base.errors import NotFound, Refused
from intranet.base.sealing import FieldKeys
from intranet.calendar.service import seed_holidays
from intranet.devices import queries as device_queries
from intranet.devices import service as devices
from intranet.partners.service import seed_referral_rules
from intranet.settings import Settings
from shared.text import N_

_clock = SystemClock()
T = TypeVar("T")


def init_office(settings: Settings, *, diskominfo: str, bawaslu: str, username: str, name: str, password: str) -> None:
    """Make keys, schema, both agencies, two years' holidays, the referral table and the administrator; or raise Refused."""
    prepare(settings)

    def fill(session: Session) -> None:
        if session.scalar(select(Agency.id).limit(1)):
            raise Refused(N_("Kantor ini sudah disiapkan."))
        house = agencies.add_agency(session, SYSTEM, _clock, party=Party.DISKOMINFO, name=diskominfo)
        agencies.add_agency(session, SYSTEM, _clock, party=Party.BAWASLU, name=bawaslu)
        agencies.add_staff(
            session, SYSTEM, _clock, agency=house, username=username, name=name, roles=[Role.ADMIN], password=password
        )
        year = _clock.now().astimezone(settings.zone).year
        seed_holidays(session, (year, year + 1))
        seed_referral_rules(session, SYSTEM, _clock)

    _change(settings, fill)


def prepare(settings: Settings) -> None:
    """The folders, keys and schema an office needs, where they are missing."""
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    settings.secrets_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not settings.field_keys_file.exists():
        FieldKeys.create(settings.field_keys_file)
    schema.upgrade(Database(settings.url))


def add_account(settings: Settings, *, username: str, name: str, agency: str, roles: Iterable[str], password: str) -> None:
    """Open an account at the agency of that name. Raises Refused or NotFound."""
    known = {role.value: role for role in Role}
    unknown = [role for role in roles if role not in known]
    if unknown:
        raise Refused(
            N_("Peran tidak dikenal: %(roles)s. Pilihan: %(known)s."),
            values={"roles": ", ".join(unknown), "known": ", ".join(known)},
        )

    def add(session: Session) -> None:
        house = session.scalar(select(Agency).where(Agency.name == agency))
        if house is None:
            raise NotFound(N_("Tidak ada instansi bernama %(name)s."), values={"name": agency})
        wanted = [known[role] for role in roles]
        agencies.add_staff(session, SYSTEM, _clock, agency=house, username=username, name=name, roles=wanted, password=password)

    _change(settings, add)


def make_kiosk_code(settings: Settings, *, name: str, place: str) -> str:
    """A one-time code for a new kiosk."""
    keys = FieldKeys.load(settings.field_keys_file)
    return _change(settings, lambda s: devices.make_code(s, SYSTEM, _clock, settings, keys, name=name, place=place).code)


def confirm_kiosk(settings: Settings, fingerprint: str) -> str:
    """Let in the waiting kiosk with this fingerprint; returns its name."""
    return _change(settings, lambda s: devices.confirm(s, SYSTEM, _clock, fingerprint).name)


def revoke_kiosk(settings: Settings, name_or_id: str) -> str:
    """Shut a kiosk out; returns its name."""

    def revoke(session: Session) -> str:
        device = device_queries.find(session, name_or_id)
        if device is None:
            raise NotFound(N_("Tidak ada kios bernama %(name)s."), values={"name": name_or_id})
        return devices.revoke(session, SYSTEM, _clock, device.id).name

    return _change(settings, revoke)


def _change(settings: Settings, verb: Callable[[Session], T]) -> T:
    database = Database(settings.url)
    try:
        with database.write() as session:
            return verb(session)
    finally:
        database.close()
