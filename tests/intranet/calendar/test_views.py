"""The calendar's pages: who reads, who edits, and the way from a mistake to a kept entry."""

import datetime as dt
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from intranet.base.db import Database
from intranet.calendar import queries
from intranet.cases.rules import Event
from tests.intranet.cases.conftest import cases as cases
from tests.intranet.cases.factories import Cases
from tests.intranet.web.harness import fetch, send

SignIn = Callable[[str], FlaskClient]
ELECTION = {"kind": "regional", "name": "Pilkada Contoh", "region": "Kabupaten Contoh", "voting_on": "2026-12-02"}
QUIET = {"kind": "quiet", "name": "Masa tenang", "starts_on": "2026-11-29", "ends_on": "2026-12-01", "version": "1"}
CAMPAIGN = {"kind": "campaign", "name": "Kampanye", "starts_on": "2026-10-01", "ends_on": "2026-11-28", "version": "2"}
HOLIDAY = {"day": "2026-11-25", "name": "Libur <b>daerah</b>", "kind": "public", "source": "SE Bupati 1/2026"}
READERS = ("budi", "kartika", "wulan", "halim", "admin")


@pytest.fixture
def path(sign_in: SignIn) -> str:
    """The page of an election with two stages."""
    browser = sign_in("admin")
    answer = browser.post("/calendar/elections/new", data=ELECTION)
    assert answer.status_code == 303
    for stage in (QUIET, CAMPAIGN):
        assert browser.post(f"{answer.location}/stages", data=stage).status_code == 303
    return str(answer.location)


def test_a_late_holiday_says_how_many_deadlines_moved_and_the_case_from_when_to_when(sign_in: SignIn, cases: Cases) -> None:
    case_id = cases.in_study(happened_on=dt.date(2026, 11, 19), known_on=dt.date(2026, 11, 20), event_place="Balai Desa Contoh")
    cases.move(case_id, cases.people.wulan, Event.REGISTER)
    assert "1 tenggat dihitung ulang" in send(sign_in("admin"), "/calendar/holidays", HOLIDAY)
    page = fetch(sign_in("wulan"), f"/cases/{case_id}")
    assert "Tenggat dihitung ulang karena kalender berubah: dari 1 Desember 2026 menjadi 2 Desember 2026" in page


def test_an_empty_calendar_says_what_that_means(sign_in: SignIn) -> None:
    page = fetch(sign_in("budi"), "/calendar")
    assert "Belum ada pemilihan" in page
    assert "menurut aturan Pemilu" in page
    assert "/calendar/elections/new" not in page
    assert "Belum ada hari libur pada 2026" in fetch(sign_in("budi"), "/calendar/holidays")
    assert 'name="voting_on"' in fetch(sign_in("admin"), "/calendar/elections/new")


def test_everybody_concerned_reads_and_only_the_administrator_sees_forms(sign_in: SignIn, path: str) -> None:
    for username in READERS:
        browser = sign_in(username)
        listing, page = fetch(browser, "/calendar"), fetch(browser, path)
        assert "<svg" in listing
        assert "tenggat dihitung menurut aturan Pilkada" in listing
        assert "Masa tenang" in page
        assert ("Tambah tahapan" in page) is (username == "admin")
        assert ("Tambah hari libur" in fetch(browser, "/calendar/holidays")) is (username == "admin")
        assert fetch(browser, "/calendar/deadlines").count("<select") == 2
    for username in ("sekar", "tirta"):
        assert sign_in(username).get("/calendar").status_code == 403
    assert sign_in("admin").get("/calendar/elections/" + "0" * 32).status_code == 404


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"kind": ""}, "Pilih jenis pemilihan"),
        ({"name": ""}, "Nama pemilihan belum diisi"),
        ({"name": "n" * 201}, "Paling panjang 200 huruf"),
        ({"voting_on": "lusa"}, "Isi tanggal yang benar"),
        ({"voting_on": "9999-12-31"}, "Isi tanggal yang benar"),
    ],
)
def test_a_mistaken_election_is_named_and_the_rest_kept(sign_in: SignIn, changes: dict[str, str], says: str) -> None:
    page = send(sign_in("admin"), "/calendar/elections/new", ELECTION | changes, 422)
    assert says in page
    assert "Kabupaten Contoh" in page


def test_an_election_is_changed_by_page(sign_in: SignIn, path: str) -> None:
    browser = sign_in("admin")
    assert "Daerah pemilihan belum diisi" in send(browser, path, ELECTION | {"region": "", "version": "3"}, 422)
    assert browser.post(path, data=ELECTION | {"name": "Lain", "version": "2"}).status_code == 409
    assert browser.post(path, data=ELECTION | {"name": "Pilkada Lain", "version": "3"}).status_code == 303
    page = fetch(browser, path)
    assert "Pilkada Lain" in page
    assert "Diubah" in page


def test_stages_are_added_corrected_and_removed_by_page(sign_in: SignIn, path: str, office_db: Database) -> None:
    browser = sign_in("admin")
    overlap = {"kind": "quiet", "name": "Lagi", "starts_on": "2026-12-01", "ends_on": "2026-12-01", "version": "3"}
    assert "beririsan" in send(browser, f"{path}/stages", overlap, 422)
    assert "Pilih jenis tahapan" in send(browser, f"{path}/stages", overlap | {"kind": ""}, 422)
    assert "lebih awal" in send(browser, f"{path}/stages", overlap | {"ends_on": "2026-11-01"}, 422)
    assert browser.post(f"{path}/stages", data=overlap | {"version": "1"}).status_code == 409
    with office_db.read() as session:
        one = f"{path}/stages/{queries.all_elections(session)[0].stages[1].id}"
    assert "2026-11-29" in fetch(browser, one)
    changed = QUIET | {"version": "3", "name": "Hari tenang"}
    assert "Isi tanggal yang benar" in send(browser, one, changed | {"ends_on": ""}, 422)
    assert browser.post(one, data=changed).status_code == 303
    assert "Hari tenang" in fetch(browser, path)
    assert browser.post(f"{one}/remove", data={"version": "4"}).status_code == 303
    assert "Hari tenang" not in fetch(browser, path)
    assert browser.get(one).status_code == 404
    assert browser.post(one, data=changed | {"version": "5"}).status_code == 404


def test_holidays_are_added_corrected_and_removed_by_page(sign_in: SignIn) -> None:
    browser, one = sign_in("admin"), "/calendar/holidays/2026-11-25"
    assert "Pilih jenis hari libur" in send(browser, "/calendar/holidays", HOLIDAY | {"kind": "", "day": ""}, 422)
    assert "Dasar hari libur belum diisi" in send(browser, "/calendar/holidays", HOLIDAY | {"source": ""}, 422)
    page = send(browser, "/calendar/holidays", HOLIDAY)
    assert "Libur &lt;b&gt;daerah" in page
    assert "Rabu, 25 November 2026" in page
    assert "sudah tercatat" in send(browser, "/calendar/holidays", HOLIDAY, 422)
    assert "SE Bupati 1/2026" in fetch(browser, one)
    assert "Nama hari libur belum diisi" in send(browser, one, HOLIDAY | {"name": ""}, 422)
    assert "Cuti bersama" in send(browser, one, HOLIDAY | {"kind": "joint_leave"})
    assert "Hari libur dibetulkan" in fetch(browser, one)
    assert browser.post(f"{one}/remove").status_code == 303
    assert browser.get(one).status_code == browser.post(one, data=HOLIDAY).status_code == 404
    assert browser.get("/calendar/holidays/lusa").status_code == 404
    assert "Hari libur 2025" in fetch(browser, "/calendar/holidays?year=2025")
    assert "Hari libur 2026" in fetch(browser, "/calendar/holidays?year=99999")
    assert 'rel="next"' not in fetch(browser, "/calendar/holidays?year=2100")
    assert 'rel="prev"' not in fetch(browser, "/calendar/holidays?year=2000")


def test_the_calculator_explains_and_draws(sign_in: SignIn, path: str) -> None:
    sign_in("admin").post("/calendar/holidays", data=HOLIDAY)
    browser = sign_in("wulan")
    page = fetch(browser, "/calendar/deadlines?kind=follow_up&regime=general&start=2026-11-20&reason=perlu+saksi")
    assert "Batas waktu: Jumat, 11 Desember 2026." in page
    assert "Rabu, 25 November 2026 (Libur &lt;b&gt;daerah" in page
    assert "perlu saksi" in page
    assert page.count('<table class="month">') == 2
    page = fetch(browser, "/calendar/deadlines?kind=initial_study&start=2026-11-20&time=16:30")
    assert "aturan Pilkada" in page
    assert "setelah jam penerimaan 08.00–16.00" in page
    page = fetch(browser, "/calendar/deadlines?kind=urgent_handling&start=2026-11-20&time=22:00")
    assert "Batas waktu: Sabtu, 21 November 2026 02.00 WIB." in page


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("start=2026-11-20", "Pilih tenggat yang dihitung"),
        ("kind=tracing&start=", "Isi tanggal yang benar"),
        ("kind=tracing&start=2026-11-20&time=nanti", "Isi pukul seperti"),
        ("kind=handling&start=2026-11-20", "dihitung dalam jam"),
        ("kind=tracing&start=2026-11-20&reason=x", "tidak dapat diperpanjang"),
    ],
)
def test_a_question_that_cannot_be_answered_is_named(sign_in: SignIn, query: str, says: str) -> None:
    assert says in fetch(sign_in("budi"), f"/calendar/deadlines?{query}", 422)
