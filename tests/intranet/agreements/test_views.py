"""The register's pages: who sees what, and the way from a form to an agreement and back from a mistake."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from intranet.agreements.models import Agreement
from intranet.base.db import Database
from tests.intranet.web.harness import fetch, send

FORM = {
    "kind": "pks",
    "title": "Pemanfaatan data kependudukan contoh",
    "signed_on": "2025-11-23",
    "starts_on": "2025-11-23",
    "ends_on": "2026-11-23",
    "institution_name": "Diskominfo Contoh",
    "approval_letter_no": "470/1/Contoh",
    "purposes": ["population_check", "literacy"],
    "party_1": "dukcapil",
    "party_name_1": "Disdukcapil Contoh",
    "party_number_1": "1/2025",
    "party_2": "diskominfo",
    "party_name_2": "Diskominfo Contoh",
}
SignIn = Callable[[str], FlaskClient]


@pytest.fixture
def agreement_id(sign_in: SignIn, office_db: Database) -> str:
    answer = sign_in("kartika").post("/agreements/new", data=FORM)
    assert answer.status_code == 303
    with office_db.read() as session:
        return session.scalars(select(Agreement.id)).one()


def test_an_empty_register_says_what_that_means(sign_in: SignIn) -> None:
    page = fetch(sign_in("budi"), "/agreements")
    assert "Belum ada perjanjian" in page
    assert "/agreements/new" not in page
    assert 'name="title"' in fetch(sign_in("admin"), "/agreements/new")


def test_the_head_registers_an_agreement_and_everybody_concerned_reads_it(sign_in: SignIn, agreement_id: str) -> None:
    for username in ("budi", "kartika", "wulan", "halim", "sekar", "admin"):
        browser = sign_in(username)
        listing, page = fetch(browser, "/agreements"), fetch(browser, f"/agreements/{agreement_id}")
        assert "<svg" in listing
        assert "3 hari lagi" in page
        assert "tidak diisi pada naskah" in page
        assert ("Bekukan perjanjian ini" in page) is (username in ("kartika", "admin"))
    assert sign_in("tirta").get("/agreements").status_code == 403


def test_texts_too_long_for_their_columns_are_refused_at_their_fields(sign_in: SignIn, office_db: Database) -> None:
    long = {"title": "j" * 301, "end_event": "p" * 201, "party_name_2": "n" * 201}
    page = send(sign_in("kartika"), "/agreements/new", FORM | long, 422)
    assert page.count("Paling panjang 300 huruf.") == 1
    assert page.count("Paling panjang 200 huruf.") == 2
    with office_db.read() as session:
        assert session.scalars(select(Agreement.id)).all() == []


def test_only_editors_open_the_forms(sign_in: SignIn, agreement_id: str) -> None:
    for username in ("budi", "wulan", "sekar"):
        browser = sign_in(username)
        assert browser.get("/agreements/new").status_code == 403
        assert browser.post("/agreements/new", data=FORM).status_code == 403
        assert browser.post(f"/agreements/{agreement_id}/suspend", data={}).status_code == 403
        assert browser.post(f"/agreements/{agreement_id}/resume", data={}).status_code == 403


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"ends_on": "2025-01-01"}, "lebih awal"),
        ({"ends_on": "besok"}, "seperti tertulis pada naskah"),
        ({"title": ""}, "Judul perjanjian belum diisi"),
        ({"kind": ""}, "Pilih jenis perjanjian"),
        ({"purposes": []}, "sedikitnya satu hal"),
        ({"party_name_2": ""}, "pihak dan nama lembaganya"),
        ({"party_2": "", "party_name_2": ""}, "sedikitnya dua pihak"),
    ],
)
def test_a_mistake_is_named_and_the_rest_kept(sign_in: SignIn, office_db: Database, changes: dict[str, object], says: str) -> None:
    page = send(sign_in("admin"), "/agreements/new", {**FORM, **changes}, 422)
    assert says in page
    assert "470/1/Contoh" in page
    with office_db.read() as session:
        assert session.scalars(select(Agreement)).all() == []


def test_suspending_and_resuming_by_page(sign_in: SignIn, agreement_id: str) -> None:
    browser = sign_in("kartika")
    path = f"/agreements/{agreement_id}"
    wrong = send(browser, f"{path}/suspend", {"version": "1", "from_day": "2026-11-20", "reason": ""}, 422)
    assert "Alasan pembekuan belum diisi" in wrong
    wrong = send(browser, f"{path}/suspend", {"version": "1", "from_day": "?", "until_day": "?", "reason": "x"}, 422)
    assert wrong.count("Isi tanggal yang benar") == 2
    data = {"version": "1", "from_day": "2026-11-20", "until_day": "", "reason": "Kebijakan <b>pemerintah</b>"}
    assert browser.post(f"{path}/suspend", data=data).status_code == 303
    assert "Dibekukan: Kebijakan &lt;b&gt;pemerintah" in fetch(browser, path)
    assert browser.post(f"{path}/suspend", data=data).status_code == 409
    assert browser.post(f"{path}/resume", data={"version": "2"}).status_code == 303
    assert "Cabut pembekuan" not in fetch(browser, path)
    assert browser.get("/agreements/" + "0" * 32).status_code == 404
