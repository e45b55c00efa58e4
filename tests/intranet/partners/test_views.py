"""Pages of partners: who reads, who writes, and the way back from a mistake."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from intranet.base.db import Database
from intranet.partners.models import PartnerOrganisation, ReferralRule
from tests.intranet.web.harness import faults, fetch, send

FORM = {"kind": "police", "name": "Polres Contoh", "role": "Patroli siber", "valid_from": "2026-01-01", "phone": "110"}
RULE = {"violation": "press", "partner": "press_council", "valid_from": "2026-01-01", "source": "UU 40/1999"}
SignIn = Callable[[str], FlaskClient]


@pytest.fixture
def partner_id(sign_in: SignIn, office_db: Database) -> str:
    assert sign_in("kartika").post("/partners/new", data=FORM).status_code == 303
    with office_db.read() as session:
        return session.scalars(select(PartnerOrganisation.id)).one()


def rule_of(office_db: Database) -> ReferralRule:
    with office_db.read() as session:
        return session.scalars(select(ReferralRule)).one()


def test_an_empty_list_says_what_belongs_there_and_who_may_begin(sign_in: SignIn) -> None:
    assert "Belum ada mitra" in fetch(sign_in("budi"), "/partners")
    assert "/partners/new" not in fetch(sign_in("budi"), "/partners")
    assert "/partners/new" in fetch(sign_in("halim"), "/partners")


def test_case_workers_read_heads_commissioners_and_the_administrator_write(sign_in: SignIn, partner_id: str) -> None:
    for username in ("budi", "wulan", "kartika", "halim", "admin"):
        browser, editor = sign_in(username), username in ("kartika", "halim", "admin")
        assert "Polres Contoh" in fetch(browser, "/partners")
        page = fetch(browser, f"/partners/{partner_id}")
        assert "Kartika Contoh" in page
        assert ("Simpan perubahan" in page) is editor
        assert ("Tambah aturan" in fetch(browser, "/partners/referrals")) is editor
        assert (browser.post(f"/partners/{partner_id}", data=FORM).status_code == 403) is not editor
    for username in ("sekar", "tirta"):
        assert sign_in(username).get("/partners").status_code == 403
    fetch(sign_in("budi"), "/partners/" + "0" * 32, 404)


def test_searching_answers_a_fragment_to_htmx_and_says_when_nothing_fits(sign_in: SignIn, partner_id: str) -> None:
    browser = sign_in("budi")
    assert "Tidak ada mitra yang cocok" in fetch(browser, "/partners?q=tidak+ada")
    fragment = browser.get("/partners?q=siber&kind=police", headers={"HX-Request": "true"}).get_data(as_text=True)
    assert "Polres Contoh" in fragment
    assert "<html" not in fragment
    assert faults(fragment, whole=False) == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"kind": "nonsense"}, "Pilih jenis mitra."),
        ({"name": ""}, "Nama mitra belum diisi."),
        ({"name": "x" * 201}, "Paling panjang 200 huruf."),
        ({"valid_from": "besok"}, "Isi tanggal yang benar."),
        ({"valid_until": "2025-01-01"}, "Hari terakhir lebih awal"),
        ({"agency_id": "0" * 32}, "Pilih instansi mitra yang ada."),
    ],
)
def test_a_refused_partner_says_why_and_keeps_what_was_typed(
    sign_in: SignIn, partner_id: str, typed: dict[str, object], said: str
) -> None:
    page = send(sign_in("kartika"), "/partners/new", {**FORM, "name": "Polsek Contoh", "address": "Jalan Ketikan 5", **typed}, 422)
    assert said in page
    assert 'value="Jalan Ketikan 5"' in page
    page = send(sign_in("kartika"), f"/partners/{partner_id}", {**FORM, "version": "1", "address": "Jalan Ketikan 5", **typed}, 422)
    assert said in page
    assert 'value="Jalan Ketikan 5"' in page


def test_a_change_and_an_end_show_in_the_history_and_a_stale_form_changes_nothing(sign_in: SignIn, partner_id: str) -> None:
    browser = sign_in("halim")
    page = send(browser, f"/partners/{partner_id}", {**FORM, "version": "1", "phone": "112"})
    assert "Perubahan disimpan." in page
    assert "Data diubah" in page
    assert "Sudah diubah orang lain" in send(browser, f"/partners/{partner_id}", {**FORM, "version": "1", "phone": "113"}, 409)
    assert "lebih awal" in send(browser, f"/partners/{partner_id}/end", {"version": "2", "last_day": "2025-12-31"}, 422)
    assert "Isi tanggal" in send(browser, f"/partners/{partner_id}/end", {"version": "2", "last_day": ""}, 422)
    assert "Kemitraan diakhiri" in send(browser, f"/partners/{partner_id}/end", {"version": "2", "last_day": "2026-11-19"})
    assert "sudah berakhir" in fetch(browser, f"/partners/{partner_id}")
    assert "Polres Contoh" not in fetch(browser, "/partners")
    assert "Polres Contoh" in fetch(browser, "/partners?ended=1")


def test_an_office_without_a_table_fills_it_with_one_button_and_asks_it(sign_in: SignIn, partner_id: str) -> None:
    assert "Isi daftar bawaan" not in fetch(sign_in("budi"), "/partners/referrals")
    assert "Daftar bawaan diisi" in send(sign_in("kartika"), "/partners/referrals/defaults", {})
    ask = "/partners/referrals?violation="
    assert "Polres Contoh</a>" in fetch(sign_in("budi"), f"{ask}other_law&topic=hoax&day=2026-11-20")
    assert "Belum ada mitra jenis ini" in fetch(sign_in("budi"), f"{ask}other_law&day=2025-01-01")
    assert "Tidak ada aturan untuk pelanggaran ini" in fetch(sign_in("budi"), f"{ask}press&day=1990-01-01")
    assert "Isi tanggal" not in fetch(sign_in("budi"), f"{ask}press&day=kapan")


def test_a_line_is_added_and_ended_and_refusals_are_told_where_they_belong(sign_in: SignIn, office_db: Database) -> None:
    browser = sign_in("kartika")
    assert "Sebutkan dasar hukumnya." in send(browser, "/partners/referrals", {**RULE, "source": ""}, 422)
    wrong = send(browser, "/partners/referrals", {"valid_from": ""}, 422)
    assert "Pilih jenis pelanggaran." in wrong
    assert "Pilih jenis mitra." in wrong
    assert "Aturan ditambahkan." in send(browser, "/partners/referrals", RULE)
    assert "masih ada aturan lain" in send(browser, "/partners/referrals", RULE, 422)
    path = f"/partners/referrals/{rule_of(office_db).id}/end"
    assert "lebih awal" in send(browser, path, {"version": "1", "last_day": "2025-12-31"}, 422)
    assert "Hari terakhir aturan dicatat." in send(browser, path, {"version": "1", "last_day": "2026-11-20"})
    assert send(browser, path, {"version": "1", "last_day": "2026-11-20"}, 409)
    assert str(rule_of(office_db).valid_until) == "2026-11-20"
