"""The inventory: what is there, who answers for it, and what is to be changed; never what a credential is."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from intranet import work
from intranet.agencies.models import Staff
from intranet.base import trail
from intranet.base.actor import Actor
from intranet.base.errors import Conflict, Forbidden, NotFound, Refused
from intranet.devices.models import Device
from intranet.duties import stock, watch
from intranet.duties.models import Credential
from intranet.duties.rules import Measure, ReaderStatus, SamStatus
from intranet.duties.service import inventory
from intranet.duties.service.inventory import CredentialInput, ReaderInput, SamInput
from intranet.inbox.models import InboxMessage
from shared.words import DeviceState
from tests.intranet.duties.conftest import DAY, TODAY, Office


def reader(office: Office, who: Actor | None = None, **changes: Any) -> str:
    usual: dict[str, Any] = {
        "model": "P-2",
        "serial": "R-1",
        "spec_document": "470/1",
        "device_id": "",
        "status": ReaderStatus.IN_USE,
    }
    with office.db.write() as session:
        return inventory.add_reader(session, who or office.people.budi, office.clock, ReaderInput(**{**usual, **changes})).id


def sam(office: Office, who: Actor | None = None, **changes: Any) -> str:
    usual: dict[str, Any] = {"serial": "S-1", "reader_id": "", "custodian_id": office.people.budi.id, "received_on": TODAY - DAY}
    with office.db.write() as session:
        return inventory.add_sam(session, who or office.people.budi, office.clock, TODAY, SamInput(**{**usual, **changes})).id


def given(office: Office, **changes: Any) -> CredentialInput:
    usual: dict[str, Any] = {
        "opens": "Akun layanan web",
        "custodian_id": office.people.budi.id,
        "knower_ids": [office.people.kartika.id],
        "changed_on": TODAY - 10 * DAY,
        "months": 6,
    }
    return CredentialInput(**{**usual, **changes})


def credential(office: Office, who: Actor | None = None, **changes: Any) -> str:
    with office.db.write() as session:
        return inventory.add_credential(session, who or office.people.admin, office.clock, TODAY, given(office, **changes)).id


def kinds(office: Office, subject: str, row_id: str) -> list[str]:
    with office.db.read() as session:
        assert not list(trail.verify(session))
        return [one.kind.removeprefix("duties.") for one in reversed(trail.of(session, subject, row_id))]


def test_a_reader_is_kept_with_its_paper_and_changes_its_status(office: Office) -> None:
    row = reader(office)
    with pytest.raises(Refused) as refused:
        reader(office)
    assert refused.value.field == "serial"
    changed = ReaderInput(model="P-3", serial="R-1", spec_document="", device_id="", status=ReaderStatus.RETIRED)
    with office.db.write() as session:
        inventory.change_reader(session, office.people.admin, office.clock, row, 1, changed)
    with pytest.raises(Conflict), office.db.write() as session:
        inventory.change_reader(session, office.people.admin, office.clock, row, 1, changed)
    assert kinds(office, inventory.READER, row) == ["reader_added", "reader_changed"]


@pytest.mark.parametrize(
    ("changes", "field"), [({"model": " "}, "model"), ({"serial": ""}, "serial"), ({"device_id": "0" * 32}, "device")]
)
def test_a_reader_is_refused_at_its_field(office: Office, changes: dict[str, str], field: str) -> None:
    with pytest.raises(Refused) as refused:
        reader(office, **changes)
    assert refused.value.field == field


def test_a_reader_serves_a_kiosk_that_is_not_revoked(office: Office) -> None:
    live = office.put(Device, public_key=b"1" * 32, fingerprint="a", state=DeviceState.PENDING)
    gone = office.put(Device, public_key=b"2" * 32, fingerprint="b", state=DeviceState.REVOKED, revoked_at=dt.datetime.now(dt.UTC))
    reader(office, device_id=live)
    with pytest.raises(Refused):
        reader(office, serial="R-2", device_id=gone)


def test_a_sam_card_moves_and_goes_once(office: Office) -> None:
    place, row = reader(office), sam(office)
    with office.db.write() as session:
        inventory.place_sam(session, office.people.budi, office.clock, row, 1, place, office.people.kartika.id)
        assert place in {one.reader_id for one in stock.stock(session).sams}
    how = (office.people.budi, office.clock, TODAY, row)
    for status, on, why, field in (
        (SamStatus.HELD, TODAY, "Berita acara", "status"),
        (SamStatus.LOST, TODAY + DAY, "Berita acara", "ended_on"),
        (SamStatus.LOST, TODAY - 2 * DAY, "Berita acara", "ended_on"),
        (SamStatus.LOST, TODAY, " ", "note"),
    ):
        with pytest.raises(Refused) as refused, office.db.write() as session:
            inventory.end_sam(session, *how, 2, status, on, why)
        assert refused.value.field == field
    with office.db.write() as session:
        inventory.end_sam(session, *how, 2, SamStatus.LOST, TODAY, "Laporan 1")
    with pytest.raises(Refused), office.db.write() as session:
        inventory.end_sam(session, *how, 3, SamStatus.RETURNED, TODAY, "Ada lagi")
    assert kinds(office, inventory.SAM, row) == ["sam_added", "sam_placed", "sam_ended"]
    with office.db.read() as session:
        card = inventory.sam(session, row)
        assert (card.status, card.reader_id, card.note) == (SamStatus.LOST, None, "Laporan 1")


def test_a_sam_card_is_refused_at_its_field(office: Office) -> None:
    retired = reader(office, status=ReaderStatus.RETIRED)
    for changes, field in (
        ({"serial": ""}, "serial"),
        ({"received_on": TODAY + DAY}, "received_on"),
        ({"custodian_id": office.people.wulan.id}, "custodian"),
        ({"reader_id": retired}, "reader"),
    ):
        with pytest.raises(Refused) as refused:
            sam(office, **changes)
        assert refused.value.field == field


def test_a_credential_says_who_and_when_and_has_no_place_for_the_secret(office: Office) -> None:
    assert {column.name for column in Credential.__table__.columns} == {
        *(
            "id",
            "version",
            "opens",
            "custodian_id",
            "changed_on",
            "months",
            "due_on",
            "rung",
            "ended_on",
            "recorded_by",
            "recorded_at",
        ),
    }
    row = credential(office, knower_ids=[office.people.kartika.id, office.people.budi.id])
    with office.db.write() as session:
        found = inventory.credential(session, row)
        assert [one.staff_id for one in found.knowers] == [office.people.kartika.id]
        assert found.due_on == dt.date(2027, 5, 10)
        changed = given(office, custodian_id=office.people.kartika.id, knower_ids=[], months=1)
        inventory.change_credential(session, office.people.admin, office.clock, TODAY, row, 1, changed)
        assert found.knowers == []
        inventory.rotated(session, office.people.admin, office.clock, TODAY, row, found.version)
        assert (found.changed_on, found.due_on) == (TODAY, dt.date(2026, 12, 20))
        inventory.end_credential(session, office.people.admin, office.clock, TODAY, row, found.version)
    with pytest.raises(Refused), office.db.write() as session:
        inventory.rotated(session, office.people.admin, office.clock, TODAY, row, inventory.credential(session, row).version)
    told = ["credential_added", "credential_changed", "credential_rotated", "credential_ended"]
    assert kinds(office, inventory.CREDENTIAL, row) == told


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"opens": " "}, "opens"),
        ({"changed_on": TODAY + DAY}, "changed_on"),
        ({"months": 0}, "months"),
        ({"months": 37}, "months"),
        ({"custodian_id": ""}, "custodian"),
        ({"knower_ids": ["0" * 32]}, "knowers"),
    ],
)
def test_a_credential_is_refused_at_its_field(office: Office, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        credential(office, **changes)
    assert refused.value.field == field


def test_a_credential_rings_once_a_turn_with_who_is_still_here(office: Office) -> None:
    near = credential(office, changed_on=TODAY - 20 * DAY, months=1)
    credential(office, months=12)

    def ring() -> int:
        with office.db.write() as session:
            return watch.ring(session, office.clock, TODAY)

    def heard() -> list[str]:
        with office.db.read() as session:
            return sorted(session.scalars(select(Staff.username).join(InboxMessage, InboxMessage.staff_id == Staff.id)))

    assert (ring(), ring()) == (1, 0)
    assert heard() == ["budi", "kartika"]
    with office.db.write() as session:
        inventory.rotated(
            session, office.people.admin, office.clock, TODAY - 25 * DAY, near, inventory.credential(session, near).version
        )
    office.change(Staff, office.people.budi.id, active=False)
    assert ring() == 1
    assert heard() == ["budi", "kartika", "kartika"]
    with office.db.read() as session:
        assert not stock.stock(session).people[office.people.budi.id].active


def test_the_worker_rings_for_it_among_its_chores(office: Office) -> None:
    row = credential(office, changed_on=TODAY - 40 * DAY, months=1)
    for _round in range(2):
        for chore in work.chores(office.settings, office.clock):
            with office.db.write() as session:
                chore(session)
    with office.db.read() as session:
        heard = session.scalars(select(InboxMessage.subject_id).where(InboxMessage.kind == "credential.due")).all()
    assert heard == [row, row]


def test_a_measure_is_shown_with_its_latest_look(office: Office) -> None:
    with office.db.write() as session:
        for days, remark in ((9, "Dahulu"), (2, "Baru"), (5, "Di antara")):
            inventory.check(session, office.people.budi, office.clock, TODAY, Measure.BACKUP, TODAY - days * DAY, remark)
    with pytest.raises(Refused), office.db.write() as session:
        inventory.check(session, office.people.budi, office.clock, TODAY, Measure.BACKUP, TODAY + DAY, "")
    with office.db.read() as session:
        assert {measure: row.note for measure, row in stock.latest_checks(session).items()} == {Measure.BACKUP: "Baru"}


def test_only_diskominfo_keeps_the_inventory(office: Office) -> None:
    for who in (office.people.wulan, office.people.sekar, office.people.tirta):
        for verb in (reader, sam, credential):
            with pytest.raises(Forbidden):
                verb(office, who)
    with office.db.read() as session:
        for find in (inventory.reader, inventory.sam, inventory.credential):
            with pytest.raises(NotFound):
                find(session, "0" * 32)
