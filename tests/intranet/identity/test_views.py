"""The pages about checks: for Diskominfo and the registry's auditor, and for nobody else."""

import dataclasses
import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

import intranet.app
from intranet.base.actor import Actor
from intranet.base.clock import FixedClock
from intranet.base.db import Database
from intranet.base.ids import new_id
from intranet.base.sealing import FieldKeys
from intranet.identity import service
from intranet.identity.codes import Answer, CodeClass, unavailable
from intranet.identity.models import Feedback
from intranet.identity.rules import Claim, Document, FeedbackState, Method
from intranet.settings import Settings
from shared.elements import Outcome
from tests.conftest import People
from tests.intranet.identity.conftest import KIOSK, OFFICER, add_agreement, claim_of, person
from tests.intranet.web.harness import faults, fetch

SignIn = Callable[[str], FlaskClient]
READERS, OTHERS = ("budi", "kartika", "sekar"), ("wulan", "halim", "tirta", "admin")
C = CodeClass


class Nobody:
    def ask(self, check_id: str, claim: Claim) -> None:
        claim.wipe()


@dataclasses.dataclass
class Office:
    db: Database
    clock: FixedClock
    settings: Settings
    keys: FieldKeys

    def check(self, answer: Answer, actor: Actor = OFFICER) -> str:
        ask = service.CheckInput(visit_id=new_id(), method=Method.CARD, claim=claim_of(person()))
        with self.db.write() as session:
            check_id = service.begin_check(session, actor, self.clock, self.settings, self.keys, Nobody(), ask).id
        with self.db.write() as session:
            service.take_turn(session, self.clock, self.settings, check_id)
        with self.db.write() as session:
            service.finish_check(session, self.clock, check_id, answer)
        return check_id

    def owe(self, number: str) -> str:
        check_id = self.check(Answer(Outcome.MATCH, C.ANSWERED, "01"))
        with self.db.write() as session:
            row = service.queue_feedback(
                session, OFFICER, self.clock, self.keys, nik=person().nik, complaint_no=number, check_id=check_id
            )
            assert row is not None
            return row.id


@pytest.fixture
def office(office_db: Database, clock: FixedClock, settings: Settings, keys: FieldKeys, staff: People) -> Office:
    with office_db.write() as session:
        add_agreement(session, clock)
    return Office(office_db, clock, settings, keys)


PATHS = ("/identity", "/identity/health", "/identity/feedback")


@pytest.mark.parametrize("path", PATHS)
def test_diskominfo_and_the_auditor_read_and_nobody_else(sign_in: SignIn, office: Office, path: str) -> None:
    office.owe("0001/ADU/2026")
    for username in READERS:
        fetch(sign_in(username), path)
    for username in OTHERS:
        assert sign_in(username).get(path).status_code == 403


def test_the_auditor_looks_and_does_not_touch(sign_in: SignIn, office: Office) -> None:
    feedback_id = office.owe("0001/ADU/2026")
    for username in ("sekar", *OTHERS):
        browser = sign_in(username)
        assert browser.post("/identity/resume").status_code == 403
        assert browser.post(f"/identity/feedback/{feedback_id}/try-again").status_code == 403
    assert "Coba sekarang" not in fetch(sign_in("sekar"), "/identity/feedback")


def test_empty_pages_say_so(sign_in: SignIn, office: Office) -> None:
    browser = sign_in("budi")
    assert "Belum ada pemeriksaan pada bulan ini" in fetch(browser, "/identity")
    assert "Semua nomor sudah diterima" in fetch(browser, "/identity/feedback")
    assert "tersedia" in fetch(browser, "/identity")


def test_the_usage_list_shows_who_when_how_and_the_outcome_never_a_value(sign_in: SignIn, office: Office) -> None:
    office.check(Answer(Outcome.MATCH, C.ANSWERED, "01", quota_left=1234))
    office.check(Answer(Outcome.MISMATCH, C.REFER, "11"), KIOSK)
    office.check(unavailable(C.TIMEOUT))
    with office.db.write() as session:
        service.record_by_eye(session, OFFICER, office.clock, visit_id="a" * 32, document=Document.KTP_EL)
    text = fetch(sign_in("budi"), "/identity")
    for shown in ("Budi Contoh", "Kios 1", "Sesuai: 1", "kode 11", "tidak menjawab dalam batas", "Nama lengkap", "1.234"):
        assert shown in text
    for hidden in (person().nik, person().name, person().address):
        assert hidden not in text


def test_months_filter_and_pages_hold_still_while_rows_come(sign_in: SignIn, office: Office) -> None:
    with office.db.write() as session:
        for _ in range(120):
            office.clock.advance(dt.timedelta(seconds=1))
            service.record_by_eye(session, OFFICER, office.clock, visit_id="a" * 32, document=Document.KTP_EL)
    browser = sign_in("budi")
    first = fetch(browser, "/identity")
    assert first.count("<tr>") == 51
    older = next(part.split('"')[0] for part in first.split('href="') if part.startswith("/identity?") and "after" in part)
    with office.db.write() as session:
        service.record_by_eye(session, OFFICER, office.clock, visit_id="a" * 32, document=Document.KTP_EL)
    second = fetch(browser, older.replace("&amp;", "&"))
    assert second.count("<tr>") == 51
    newer = next(part.split('"')[0] for part in second.split('href="') if "before" in part)
    back = fetch(browser, newer.replace("&amp;", "&"))
    assert back.count("<tr>") == 51
    assert "Belum ada pemeriksaan" in fetch(browser, "/identity?month=2026-10")
    assert browser.get("/identity?month=nonsense&after=bm9uc2Vuc2U").status_code == 200
    assert fetch(browser, "/identity?after=WyJ4IiwieSJd").count("<tr>") == 51


def test_htmx_gets_the_list_alone(sign_in: SignIn, office: Office) -> None:
    fragment = sign_in("budi").get("/identity?month=2026-11", headers={"HX-Request": "true"}).text
    assert "<html" not in fragment
    assert faults(fragment, whole=False) == []
    assert 'id="usage"' in fragment


def test_the_health_light_names_the_trouble_and_lets_diskominfo_resume(sign_in: SignIn, office: Office) -> None:
    for _ in range(5):
        office.check(unavailable(C.TIMEOUT))
    browser = sign_in("budi")
    text = fetch(browser, "/identity")
    assert "gagal beberapa kali" in text
    assert "Sudah diperbaiki" in text
    assert "Sudah diperbaiki" not in fetch(sign_in("sekar"), "/identity")
    office.clock.advance(dt.timedelta(seconds=1))
    assert browser.post("/identity/resume").status_code == 303
    assert "Pemeriksaan NIK ke Dukcapil tersedia" in fetch(browser, "/identity")


def test_the_health_light_points_at_a_kiosk_that_guesses(sign_in: SignIn, office: Office) -> None:
    for _ in range(5):
        office.check(Answer(Outcome.NOT_FOUND, C.NOT_FOUND, "13"), KIOSK)
    assert "Kios mencapai batas pemeriksaan: Kios 1" in fetch(sign_in("budi"), "/identity")


def test_without_an_agreement_the_page_says_what_goes_on(sign_in: SignIn, clock: FixedClock, office_db: Database) -> None:
    text = fetch(sign_in("budi"), "/identity")
    assert "Perjanjian dengan Disdukcapil tidak berlaku hari ini" in text
    assert "Belum ada perjanjian untuk hal ini" in text
    assert "petugas melihat KTP-el langsung" in text
    with office_db.write() as session:
        add_agreement(session, clock, ends_on=clock.now().date() - dt.timedelta(days=1))
    assert "Perjanjian berakhir pada 19 November 2026" in fetch(sign_in("budi"), "/identity")


def test_unsent_numbers_say_why_and_are_tried_again_on_demand(sign_in: SignIn, office: Office) -> None:
    feedback_id = office.owe("0007/ADU/2026")
    with office.db.write() as session:
        row = session.get_one(Feedback, feedback_id)
        row.state, row.last_result, row.tries = FeedbackState.FAILED, "UNAUTHORIZED", 3
        row.next_try_at = office.clock.now() + dt.timedelta(hours=1)
    browser = sign_in("budi")
    text = fetch(browser, "/identity/feedback")
    assert "0007/ADU/2026" in text
    assert "401" in text
    assert "3 kali dicoba" in text
    assert person().nik not in text
    assert browser.post(f"/identity/feedback/{feedback_id}/try-again").status_code == 303
    with office.db.read() as session:
        assert session.get_one(Feedback, feedback_id).next_try_at == office.clock.now()
    assert browser.post(f"/identity/feedback/{'0' * 32}/try-again").status_code == 404


def test_a_simulated_register_shows_a_banner(settings: Settings, clock: FixedClock, office_db: Database, staff: People) -> None:
    simulated = dataclasses.replace(settings, dukcapil_simulated=True)
    app: Flask = intranet.app.create_app(simulated, clock=clock, database=office_db)
    assert "Mode latihan" in app.test_client().get("/login").text
