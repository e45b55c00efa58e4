"""Letting kiosks in and out."""

import base64
import datetime as dt
import os

import pytest

from intranet.base import trail
from intranet.base.actor import SYSTEM
from intranet.base.clock import FixedClock
from intranet.base.db import Database
from intranet.base.errors import Forbidden, NotFound, Refused
from intranet.base.sealing import FieldKeys
from intranet.devices import queries, rules, service
from intranet.devices.models import Device, EnrolCode
from intranet.devices.rules import KioskRefused
from intranet.settings import Settings
from shared.words import DeviceState, ProblemCode
from tests.conftest import People


def new_key() -> str:
    return base64.b64encode(os.urandom(32)).decode()


@pytest.fixture
def code(db: Database, clock: FixedClock, settings: Settings, keys: FieldKeys, people: People) -> str:
    with db.write() as session:
        return service.make_code(session, people.kartika, clock, settings, keys, name="Kios Lobi", place="Lobi").code


def enrol(db: Database, clock: FixedClock, keys: FieldKeys, code: str, public_key: str) -> Device:
    with db.write() as session:
        device = service.enrol(session, clock, keys, code=code, public_key=public_key, version="0.1.0")
        session.expunge(device)
        return device


def test_a_kiosk_waits_until_its_fingerprint_is_confirmed(
    db: Database, clock: FixedClock, keys: FieldKeys, people: People, code: str
) -> None:
    device = enrol(db, clock, keys, code, new_key())
    assert (device.state, device.name, device.place) == (DeviceState.PENDING, "Kios Lobi", "Lobi")
    with db.write() as session:
        confirmed = service.confirm(session, people.kartika, clock, device.fingerprint.lower().replace(" ", ":"))
        assert (confirmed.id, confirmed.state, confirmed.confirmed_by) == (device.id, DeviceState.ACTIVE, people.kartika.id)
    with db.read() as session:
        assert [event.kind for event in trail.of(session, "device", device.id)] == ["device.confirmed", "device.enrolled"]


def test_the_code_itself_is_not_stored(db: Database, code: str) -> None:
    with db.read() as session:
        row = session.query(EnrolCode).one()
        assert code not in str(vars(row))


def test_a_code_works_once(db: Database, clock: FixedClock, keys: FieldKeys, code: str) -> None:
    enrol(db, clock, keys, code, new_key())
    with pytest.raises(KioskRefused) as refused:
        enrol(db, clock, keys, code, new_key())
    assert refused.value.code is ProblemCode.CODE


def test_the_same_kiosk_may_repeat_itself(db: Database, clock: FixedClock, keys: FieldKeys, code: str) -> None:
    key = new_key()
    assert enrol(db, clock, keys, code, key).id == enrol(db, clock, keys, code, key).id


def test_a_code_ends(db: Database, clock: FixedClock, settings: Settings, keys: FieldKeys, code: str) -> None:
    clock.advance(dt.timedelta(minutes=settings.device_enrol_minutes))
    with pytest.raises(KioskRefused) as refused:
        enrol(db, clock, keys, code, new_key())
    assert refused.value.code is ProblemCode.CODE


def test_a_key_that_was_revoked_cannot_come_back(
    db: Database, clock: FixedClock, settings: Settings, keys: FieldKeys, people: People, code: str
) -> None:
    key = new_key()
    device = enrol(db, clock, keys, code, key)
    with db.write() as session:
        service.revoke(session, people.admin, clock, device.id)
        again = service.make_code(session, people.admin, clock, settings, keys, name="Kios Lobi", place="").code
    with pytest.raises(KioskRefused) as refused:
        enrol(db, clock, keys, again, key)
    assert refused.value.code is ProblemCode.REVOKED
    assert enrol(db, clock, keys, again, new_key()).name == "Kios Lobi"


@pytest.mark.parametrize("key", ["AAAA", "not base64!", base64.b64encode(b"x" * 31).decode()])
def test_a_key_that_is_none_is_refused(db: Database, clock: FixedClock, keys: FieldKeys, code: str, key: str) -> None:
    with pytest.raises(KioskRefused) as refused:
        enrol(db, clock, keys, code, key)
    assert refused.value.code is ProblemCode.MALFORMED


def test_another_fingerprint_activates_nothing(db: Database, clock: FixedClock, keys: FieldKeys, people: People, code: str) -> None:
    enrol(db, clock, keys, code, new_key())
    with db.write() as session, pytest.raises(NotFound):
        service.confirm(session, people.kartika, clock, rules.fingerprint(b"other"))


def test_two_live_kiosks_have_two_names(db: Database, clock: FixedClock, settings: Settings, keys: FieldKeys, code: str) -> None:
    enrol(db, clock, keys, code, new_key())
    with db.write() as session, pytest.raises(Refused) as refused:
        service.make_code(session, SYSTEM, clock, settings, keys, name="Kios Lobi", place="")
    assert refused.value.field == "name"


@pytest.mark.parametrize("name", ["budi", "wulan", "halim", "sekar", "tirta"])
def test_only_keepers_let_kiosks_in_and_out(
    db: Database, clock: FixedClock, settings: Settings, keys: FieldKeys, people: People, code: str, name: str
) -> None:
    actor = getattr(people, name)
    device = enrol(db, clock, keys, code, new_key())
    with db.write() as session:
        with pytest.raises(Forbidden):
            service.make_code(session, actor, clock, settings, keys, name="X", place="")
        with pytest.raises(Forbidden):
            service.confirm(session, actor, clock, device.fingerprint)
        with pytest.raises(Forbidden):
            service.revoke(session, actor, clock, device.id)


def test_revoking_twice_is_harmless(db: Database, clock: FixedClock, keys: FieldKeys, people: People, code: str) -> None:
    device = enrol(db, clock, keys, code, new_key())
    for _time in range(2):
        with db.write() as session:
            service.revoke(session, people.kartika, clock, device.id)
        clock.advance(dt.timedelta(hours=1))
    with db.read() as session:
        revoked = session.get_one(Device, device.id)
        assert revoked.revoked_at == clock.now() - dt.timedelta(hours=2)
        assert queries.find(session, "Kios Lobi") is None
        assert queries.find(session, device.id) is not None
