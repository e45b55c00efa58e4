"""The counter's pages: who may open them, what they show once, and a complaint taken in at the desk."""

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from intranet.agencies import service as agencies
from intranet.base import trail
from intranet.base.actor import SYSTEM
from intranet.base.clock import FixedClock, SystemClock
from intranet.base.db import Database
from intranet.base.ids import new_id
from intranet.cases import rights
from intranet.cases.models import Case, Complainant
from intranet.cases.rules import Channel, State
from intranet.counter.models import Visit
from intranet.devices.models import Device
from shared.elements import Standing
from shared.words import DeviceState, EndReason
from tests.conftest import PASSWORD
from tests.intranet.counter.conftest import MISMATCH, Register
from tests.intranet.counter.kiosks import NIK, Kiosk, enrolled

Browser = Callable[[str], FlaskClient]
EVERYBODY = ("budi", "kartika", "wulan", "halim", "sekar", "tirta", "admin")


@pytest.fixture
def db(office_db: Database) -> Database:
    """Pages do not depend on the kind of database."""
    return office_db


@pytest.fixture
def browser(counter_app: Flask, db: Database, clock: FixedClock) -> Browser:
    counter_app.config["WTF_CSRF_ENABLED"] = False

    def sign_in(username: str) -> FlaskClient:
        login = agencies.sign_in(db, clock, username, PASSWORD, "tests")
        client = counter_app.test_client()
        client.set_cookie(counter_app.config["POSKO_COOKIE"], login.token, domain="localhost")
        return client

    return sign_in


def done(app: Flask) -> None:
    assert app.extensions["posko_checks"].wait_idle(20)


@pytest.fixture
def mismatch(kiosk: Kiosk, counter_app: Flask, register: Register) -> str:
    """A visit whose check said no."""
    register.answer = MISMATCH
    visit = kiosk.open_visit()
    kiosk.ask_check(visit)
    done(counter_app)
    return visit


@pytest.mark.parametrize("username", EVERYBODY)
def test_only_diskominfo_serves_the_counter(browser: Browser, mismatch: str, username: str) -> None:
    client, serves = browser(username), username in ("budi", "kartika")
    for path in ("/counter", f"/counter/visits/{mismatch}", "/counter/desk"):
        assert client.get(path).status_code == (200 if serves else 403), path
    posts = {
        f"/counter/visits/{mismatch}/verdicts": {},
        f"/counter/visits/{mismatch}/document": {"document": "sim", "reason": "asked"},
        f"/counter/desk/{new_id()}": {"do": "save"},
    }
    for path, form in posts.items():
        assert client.post(path, data=form).status_code == (200 if serves and "verdicts" in path else 303 if serves else 403), path


@pytest.mark.parametrize("username", EVERYBODY)
def test_keepers_change_kiosks_and_officers_only_look(browser: Browser, kiosk: Kiosk, db: Database, username: str) -> None:
    client, keeps = browser(username), username in ("kartika", "admin")
    page = client.get("/devices")
    assert page.status_code == (200 if keeps or username == "budi" else 403)
    assert ("Cabut" in page.text) is keeps
    assert client.post("/devices", data={"name": "Kios Baru"}).status_code == (200 if keeps else 403)
    assert client.post(f"/devices/{kiosk.device_id}/revoke").status_code == (303 if keeps else 403)
    with db.read() as session:
        assert (session.get_one(Device, kiosk.device_id).state is DeviceState.REVOKED) is keeps


def test_the_queue_puts_who_asks_for_help_on_top(
    browser: Browser,
    kiosk: Kiosk,
    counter_app: Flask,
    db: Database,
    clock: FixedClock,
    settings,
    keys,  # type: ignore[no-untyped-def]
) -> None:
    kiosk.open_visit()
    other = enrolled(counter_app, db, clock, settings, keys, "Kios Pendopo")
    clock.advance(dt.timedelta(minutes=3))
    kiosk.nonce = other.nonce = ""
    visit = other.open_visit()
    other.send("POST", f"/visits/{visit}/help", {})
    client = browser("budi")
    page = client.get("/counter").text
    assert page.index("Kios Pendopo") < page.index("Kios Lobi")
    assert "Minta bantuan petugas" in page
    assert client.post(f"/counter/visits/{visit}/help").status_code == 303
    assert "Minta bantuan petugas" not in client.get("/counter").text
    assert "Budi Contoh" in client.get(f"/counter/visits/{visit}").text


def test_the_queue_refreshes_by_fragment(browser: Browser, kiosk: Kiosk) -> None:
    kiosk.open_visit()
    fragment = browser("budi").get("/counter", headers={"HX-Request": "true"}).text
    assert "Kios Lobi" in fragment
    assert "<html" not in fragment


def test_an_empty_queue_says_so(browser: Browser) -> None:
    assert "Tidak ada pengunjung" in browser("budi").get("/counter").text


def test_verdicts_are_shown_once_to_one_officer(browser: Browser, mismatch: str, db: Database) -> None:
    path = f"/counter/visits/{mismatch}"
    before = browser("budi").get(path).text
    assert "Tidak sesuai" in before  # the overall outcome
    assert "Nama lengkap</th>" not in before
    shown = browser("budi").post(f"{path}/verdicts").text
    assert "Nama lengkap</th>" in shown
    for username in ("budi", "kartika"):
        again = browser(username).post(f"{path}/verdicts").text
        assert "Nama lengkap</th>" not in again
    assert "sudah ditampilkan kepada Budi Contoh" in browser("kartika").get(path).text
    with db.read() as session:
        assert "visit.verdicts_shown" in {event.kind for event in trail.of(session, "visit", mismatch)}


def test_a_document_seen_needs_kind_and_reason(browser: Browser, mismatch: str, db: Database) -> None:
    client = browser("budi")
    assert client.post(f"/counter/visits/{mismatch}/document", data={"document": "sim"}).status_code == 422
    assert client.post(f"/counter/visits/{mismatch}/document", data={"document": "sim", "reason": "asked"}).status_code == 303
    page = client.get(f"/counter/visits/{mismatch}").text
    assert "Surat izin mengemudi" in page


def fields(**changes: str) -> dict[str, str]:
    return {"name": "Siti Contoh", "narrative": "Ada kabar bohong.", "topic": "hoax", "version": "", **changes}


def draft_version(db: Database) -> str:
    with db.read() as session:
        return str(session.scalars(select(Case.version)).one())


def test_a_complaint_is_taken_in_at_the_desk_in_one_go(browser: Browser, db: Database) -> None:
    client, visit = browser("budi"), new_id()
    answer = client.post(f"/counter/desk/{visit}", data=fields(do="submit", nik=NIK, link="https://m.facebook.com/x"))
    assert answer.location.endswith(f"/counter/visits/{visit}")
    with db.read() as session:
        case = session.scalars(select(Case)).one()
        row = session.get_one(Visit, visit)
        assert (case.state, case.channel, case.complaint_no) == (State.RECEIVED, Channel.DESK, "0001/ADU/33.99/XI/2026")
        assert case.platform is not None
        assert case.platform.value == "facebook"
        assert case.standing is Standing.NOT_CHECKED
        assert (row.end_reason, row.case_id) == (EndReason.DONE, case.id)
        assert NIK not in str(vars(session.scalars(select(Complainant)).one()))
    assert "0001/ADU/33.99/XI/2026" in client.get(answer.location).text


def test_the_same_form_sent_twice_is_one_complaint(browser: Browser, db: Database) -> None:
    client, visit = browser("budi"), new_id()
    answers = [client.post(f"/counter/desk/{visit}", data=fields(do="submit")) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    with db.read() as session:
        assert len(session.scalars(select(Case)).all()) == 1


def test_a_draft_is_kept_and_its_nik_stays_masked(browser: Browser, db: Database) -> None:
    client, visit = browser("budi"), new_id()
    client.post(f"/counter/desk/{visit}", data=fields(do="save", nik=NIK))
    page = client.get(f"/counter/desk/{visit}").text
    assert "Siti Contoh" in page
    assert NIK not in page
    assert "331999••••••••01" in page
    client.post(f"/counter/desk/{visit}", data=fields(do="submit", version=draft_version(db)))
    with db.read() as session:
        assert session.scalars(select(Complainant)).one().nik_index is not None


def test_a_colleague_takes_a_draft_over_before_reading_it(browser: Browser) -> None:
    visit = new_id()
    browser("budi").post(f"/counter/desk/{visit}", data=fields(do="save"))
    client = browser("kartika")
    assert client.get(f"/counter/desk/{visit}").status_code == 403
    assert "Siti Contoh" not in client.get(f"/counter/visits/{visit}").text
    assert client.post(f"/counter/visits/{visit}/take-over").status_code == 303
    assert client.get(f"/counter/desk/{visit}").status_code == 200


def test_a_draft_changed_in_another_window_is_not_overwritten(browser: Browser, db: Database) -> None:
    client, visit = browser("budi"), new_id()
    client.post(f"/counter/desk/{visit}", data=fields(do="save"))
    version = draft_version(db)
    assert client.post(f"/counter/desk/{visit}", data=fields(do="save", narrative="Satu.", version=version)).status_code == 303
    late = client.post(f"/counter/desk/{visit}", data=fields(do="save", narrative="Dua.", version=version))
    assert late.status_code == 409
    assert "Dua." in late.text
    with db.read() as session:
        assert session.scalars(select(Case.narrative)).one() == "Satu."


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"nik": "12"}, "NIK kurang dari 16 angka"),
        ({"happened_on": "2027-01-01"}, "Tanggal kejadian belum terjadi"),
        ({"happened_on": "2026-11-10", "known_on": "2026-11-09"}, "lebih awal"),
        ({"known_on": "kemarin"}, "Tulis tanggal"),
        ({"respondent": "x" * 201}, "Paling panjang 200 huruf"),
        ({"do": "check", "nik": NIK}, "centang bila warga setuju"),
        ({"do": "check", "name": "", "consent": "yes"}, "NIK belum diisi"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(browser: Browser, db: Database, wrong: dict[str, str], said: str) -> None:
    answer = browser("budi").post(f"/counter/desk/{new_id()}", data=fields(do="save") | wrong)
    assert answer.status_code == 422
    assert said in answer.text
    assert "Ada kabar bohong." in answer.text
    with db.read() as session:
        assert session.scalars(select(Case)).all() == []


def test_what_is_missing_is_listed_while_typing_and_nothing_is_stored(browser: Browser, db: Database) -> None:
    answer = (
        browser("budi")
        .post(
            f"/counter/desk/{new_id()}",
            data=fields(do="look", link="https://www.tiktok.com/@x/video/1"),
            headers={"HX-Request": "true"},
        )
        .text
    )
    assert "Siapa yang dilaporkan" in answer
    assert "Nama pelapor" not in answer
    assert "TikTok" in answer
    with db.read() as session:
        assert session.scalars(select(Visit)).all() == []


def test_the_desk_checks_a_nik_after_consent_and_prints_it_on_a_match(
    browser: Browser, counter_app: Flask, db: Database, register: Register
) -> None:
    client, visit = browser("budi"), new_id()
    ask = fields(do="check", nik=NIK, consent="yes", birth_place="KOTAKENARI", birth_date="1990-01-01")
    assert client.post(f"/counter/desk/{visit}", data=ask).status_code == 303
    done(counter_app)
    assert register.calls == 1
    page = client.get(f"/counter/desk/{visit}").text
    assert "Sesuai" in page
    assert "KOTAKENARI" not in page
    client.post(f"/counter/desk/{visit}", data=fields(do="submit", version=draft_version(db)))
    with db.read() as session:
        case = session.scalars(select(Case)).one()
        assert case.standing is Standing.VERIFIED
    paper = client.post(f"/counter/receipts/{case.id}")
    assert paper.mimetype == "application/pdf"
    assert paper.data.startswith(b"%PDF-")
    with db.read() as session:
        printed = trail.of(session, "case", case.id)[0]
        assert (printed.kind, printed.details) == ("case.receipt_printed", {"with_nik": True})
    with db.write() as session:
        rights.restrict(session, SYSTEM, SystemClock(), case.id)
    client.post(f"/counter/receipts/{case.id}")
    with db.read() as session:
        assert trail.of(session, "case", case.id)[0].details == {"with_nik": False}


@pytest.mark.parametrize(("born", "asked"), [("", 303), ("1931-02-28", 303), ("1931-02-30", 422)])
def test_the_register_is_asked_without_a_birth_date_too_but_with_no_wrong_one(
    browser: Browser, counter_app: Flask, register: Register, born: str, asked: int
) -> None:
    ask = fields(do="check", nik=NIK, consent="yes", birth_date=born)
    assert browser("budi").post(f"/counter/desk/{new_id()}", data=ask).status_code == asked
    done(counter_app)
    assert register.calls == (asked == 303)


def test_a_draft_has_no_receipt_and_others_print_none(browser: Browser, db: Database, kiosk: Kiosk) -> None:
    browser("budi").post(f"/counter/desk/{new_id()}", data=fields(do="save"))
    with db.read() as session:
        draft = session.scalars(select(Case.id)).one()
    assert browser("budi").post(f"/counter/receipts/{draft}").status_code == 404
    for username in ("wulan", "halim", "sekar", "tirta", "admin"):
        assert browser(username).post(f"/counter/receipts/{draft}").status_code == 403


def test_a_kiosk_is_let_in_by_the_pages(browser: Browser, counter_app: Flask, clock: FixedClock) -> None:
    client = browser("kartika")
    page = client.post("/devices", data={"name": "Kios Terminal", "place": "Pintu timur"}).text
    code = page.split('class="code-big"')[1].split(">")[1].split("<")[0]
    assert code not in client.get("/devices").text
    kiosk = Kiosk(counter_app.test_client(), clock)
    told = kiosk.plain("POST", "/enrolments", {"code": code, "public_key": kiosk.public_key, "version": "0.1.0"}).json
    assert told is not None
    kiosk.device_id = told["device_id"]
    assert told["fingerprint"] in client.get("/devices").text
    assert kiosk.plain("GET", f"/enrolments/{kiosk.device_id}").json["state"] == "pending"  # type: ignore[index]
    client.post("/devices/confirm", data={"fingerprint": told["fingerprint"]})
    assert kiosk.plain("GET", f"/enrolments/{kiosk.device_id}").json["state"] == "active"  # type: ignore[index]
    assert kiosk.open_visit()


def test_codes_cannot_be_guessed_in_bulk(kiosk: Kiosk) -> None:
    ask = {"public_key": kiosk.public_key, "version": "0"}
    answers = [kiosk.plain("POST", "/enrolments", {**ask, "code": f"AAAA-{n:04d}"}).status_code for n in range(21)]
    assert answers == [403] * 20 + [429]
