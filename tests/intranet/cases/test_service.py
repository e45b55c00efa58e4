"""Verbs on cases, on both databases."""

import threading
from dataclasses import replace

import pytest

from intranet.base import trail
from intranet.base.clock import FixedClock
from intranet.base.db import Database
from intranet.base.errors import Conflict, Forbidden, Refused
from intranet.base.sealing import FieldKeys
from intranet.cases import service
from intranet.cases.models import Case, Complainant
from intranet.cases.rules import Channel, Source
from intranet.cases.service import Facts, Person
from intranet.settings import Settings
from shared.elements import Standing
from shared.questions import Topic
from tests.conftest import People

NIK = "3319994506900001"


def register(session, actor, clock, settings, keys):
    return service.receive(
        session,
        actor,
        clock,
        settings,
        keys,
        source=Source.PUBLIC_COMPLAINT,
        channel=Channel.DESK,
        facts=Facts(topic=Topic.HOAX, narrative="Ada berita bohong."),
        person=Person(nik=NIK, name="Contoh"),
        standing=Standing.VERIFIED,
    )


def received(db: Database, clock: FixedClock, settings: Settings, keys: FieldKeys, people: People) -> tuple[str, int]:
    with db.write() as session:
        case = register(session, people.budi, clock, settings, keys)
        return case.id, case.version


def test_a_received_complaint_has_a_number_a_code_a_due_date_and_an_event(db, clock, settings, keys, people):
    case_id, _ = received(db, clock, settings, keys, people)
    with db.read() as session:
        case = service.get(session, case_id)
        assert case.complaint_no == "0001/ADU/33.99/XI/2026"
        assert len(case.check_code or "") == 6
        assert str(case.due_on) == "2026-11-23"  # Friday + 1 working day = Monday
        kinds = [event.kind for event in trail.of(session, "case", case_id)]
        assert kinds == ["case.received", "case.drafted"]
        assert not list(trail.verify(session))


def test_the_nik_is_sealed_and_opens_only_in_its_own_row(db, clock, settings, keys, people):
    case_id, _ = received(db, clock, settings, keys, people)
    with db.read() as session:
        row = session.get_one(Complainant, case_id)
        assert NIK not in (row.nik_sealed or "")
        assert row.nik_index == keys.index(NIK)
        assert service.open_nik(keys, row) == NIK


def test_parallel_writers_get_different_numbers_without_a_gap(db, clock, settings, keys, people):
    errors: list[BaseException] = []

    def write() -> None:
        try:
            for _ in range(5):
                received(db, clock, settings, keys, people)
        except BaseException as error:
            errors.append(error)

    writers = [threading.Thread(target=write) for _ in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert not errors
    with db.read() as session:
        numbers = sorted(case.complaint_no for case in session.query(Case))
        assert numbers == [f"{n:04d}/ADU/33.99/XI/2026" for n in range(1, 31)]
        assert not list(trail.verify(session))


def test_a_number_of_a_failed_transaction_is_given_to_the_next(db, clock, settings, keys, people):
    with db.writing() as session:
        register(session, people.budi, clock, settings, keys)
        session.rollback()
    case_id, _ = received(db, clock, settings, keys, people)
    with db.read() as session:
        assert service.get(session, case_id).complaint_no == "0001/ADU/33.99/XI/2026"


def test_the_second_of_two_officers_is_told_and_overwrites_nothing(db, clock, settings, keys, people):
    case_id, version = received(db, clock, settings, keys, people)
    with db.write() as session:
        service.assign(session, people.budi, clock, case_id, version, people.budi.id)
    with pytest.raises(Conflict), db.write() as session:
        service.assign(session, people.kartika, clock, case_id, version, people.kartika.id)
    with db.read() as session:
        assert service.get(session, case_id).officer_id == people.budi.id


def test_revealing_a_complainant_asks_a_reason_and_is_an_event(db, clock, settings, keys, people):
    case_id, _ = received(db, clock, settings, keys, people)
    with pytest.raises(Refused), db.write() as session:
        service.reveal(session, people.wulan, clock, keys, case_id, "ingin")
    with pytest.raises(Forbidden), db.write() as session:
        service.reveal(session, people.sekar, clock, keys, case_id, "ingin tahu saja ya")
    with db.write() as session:
        person = service.reveal(session, people.wulan, clock, keys, case_id, "menghubungi pelapor")
        assert person.nik == NIK
        assert "3319" not in repr(person)
    with db.read() as session:
        event = trail.of(session, "case", case_id)[0]
        assert (event.kind, event.actor_name) == ("case.revealed", "Wulan Contoh")
        assert NIK not in event.data


def test_a_draft_nobody_submits_is_wiped_and_a_submitted_one_is_not(db, clock, settings, keys, people):
    import datetime as dt

    kept, _ = received(db, clock, settings, keys, people)
    with db.write() as session:
        service.draft(
            session,
            people.budi,
            clock,
            settings,
            keys,
            source=Source.PUBLIC_COMPLAINT,
            channel=Channel.DESK,
            facts=Facts(),
            person=Person(name="Contoh"),
        )
    clock.advance(dt.timedelta(hours=25))
    with db.write() as session:
        assert service.wipe_old_drafts(session, people.budi, clock, replace(settings)) == 1
    with db.read() as session:
        assert [case.id for case in session.query(Case)] == [kept]
        assert session.query(Complainant).count() == 1
