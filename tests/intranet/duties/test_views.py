"""The pages of the ledger, as the parties and those who keep watch over them use them."""

import datetime as dt
import re

import pytest

from intranet.agencies.models import Staff
from intranet.base.actor import Party
from intranet.duties.models import CardReader, Credential
from intranet.duties.rules import ReaderStatus
from tests.intranet.duties.conftest import DAY, TODAY, Office
from tests.intranet.web.harness import fetch, send

STATEMENT = {
    "said_on": "2026-11-20",
    "said_by": "Kartika Contoh, Kepala Dinas",
    "text": "Dibentuk <b>bersama</b>.",
    "paper_no": "1/SK/Contoh",
    "valid_until": "2027-11-19",
    "replaces": "",
}


@pytest.fixture
def registry(shown: Office) -> str:
    return shown.agreement(Party.DUKCAPIL, Party.DISKOMINFO, title="Data kependudukan contoh")


@pytest.fixture
def jambi(shown: Office) -> str:
    return shown.agreement(title="Pengawasan contoh")


def test_the_list_shows_each_party_its_own_agreements(sign_in, registry, jambi) -> None:
    for username, sees in (("wulan", {jambi}), ("budi", {registry, jambi}), ("sekar", {registry}), ("admin", {registry, jambi})):
        browser = sign_in(username)
        page = fetch(browser, "/duties")
        assert set(re.findall(r'href="/duties/(\w{32})"', page)) == sees, username
        for one in (registry, jambi):
            assert browser.get(f"/duties/{one}").status_code == (200 if one in sees else 404)
        assert ("/duties/inventory" in page) is (username != "wulan")
    assert "Belum ada perjanjian pihak Anda" not in fetch(sign_in("budi"), "/duties")
    assert sign_in("tirta").get("/duties").status_code == 403


def test_an_empty_list_says_so(sign_in, shown) -> None:
    assert "Belum ada perjanjian pihak Anda" in fetch(sign_in("wulan"), "/duties")


def test_the_agreement_leads_to_its_ledger_where_one_may_read_it(sign_in, registry, jambi) -> None:
    assert f"/duties/{jambi}" in fetch(sign_in("wulan"), f"/agreements/{jambi}")
    assert f"/duties/{registry}" not in fetch(sign_in("wulan"), f"/agreements/{registry}")
    assert 'href="/duties"' in fetch(sign_in("sekar"), "/agreements")


def test_the_ledger_is_filtered_by_state_and_owner_and_grouped(sign_in, jambi) -> None:
    browser = sign_in("wulan")
    page = fetch(browser, f"/duties/{jambi}")
    assert len(re.findall(r"/clauses/", page)) == 63
    assert page.count("<svg") >= 1
    assert '<th scope="rowgroup" colspan="4">Pasal 4</th>' in page
    assert "Terlambat" in page
    late = fetch(browser, f"/duties/{jambi}?state=late")
    assert 0 < late.count("/clauses/") < 63
    assert "Pasal 2 ayat (1)" not in late
    own = fetch(browser, f"/duties/{jambi}?owner=bawaslu&by=kind")
    assert "Pasal 4 ayat (4) huruf a" not in own
    assert '<th scope="rowgroup" colspan="4">Kewajiban</th>' in own
    assert "Tidak ada ketentuan yang cocok" in fetch(browser, f"/duties/{jambi}?state=late&owner=dukcapil")
    assert fetch(browser, f"/duties/{jambi}?state=apa&owner=siapa&by=entah").count("/clauses/") == 63


@pytest.mark.parametrize("years", [("0001-01-01", "0001-01-02"), ("0001-01-01", "9999-12-31"), ("9999-12-31", "9999-12-31")])
def test_no_slip_in_the_days_of_an_agreement_breaks_its_ledger(sign_in, shown, years) -> None:
    starts_on, ends_on = map(dt.date.fromisoformat, years)
    for parties in ((), (Party.DUKCAPIL, Party.DISKOMINFO)):
        one = shown.agreement(*parties, starts_on=starts_on, ends_on=ends_on)
        assert sign_in("budi").get(f"/duties/{one}").status_code == 200
        assert sign_in("budi").get(f"/duties/{one}/annex.pdf").status_code == 200


def test_the_annex_is_a_paper(sign_in, registry, jambi) -> None:
    for username, one in (("wulan", jambi), ("sekar", registry)):
        answer = sign_in(username).get(f"/duties/{one}/annex.pdf")
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
        assert answer.data.startswith(b"%PDF")
    assert sign_in("wulan").get(f"/duties/{registry}/annex.pdf").status_code == 404


def test_a_clause_is_stated_from_its_page_and_keeps_what_was_typed(sign_in, jambi) -> None:
    browser, path = sign_in("budi"), f"/duties/{jambi}/clauses/4.4.g"
    assert "Belum ada yang tercatat." in fetch(browser, path)
    page = send(browser, f"{path}/statements", {**STATEMENT, "paper_no": "", "valid_until": "kapan"}, 422)
    assert "Isi tanggal yang benar" in page
    page = send(browser, f"{path}/statements", {**STATEMENT, "paper_no": ""}, 422)
    assert "Tuliskan nomor surat pernyataannya" in page
    assert "Dibentuk &lt;b&gt;bersama" in page
    page = send(browser, f"{path}/statements", STATEMENT)
    assert "Pernyataan dicatat" in page
    assert "Terpenuhi" in page
    send(browser, f"{path}/statements", STATEMENT, 409)
    seen = re.search(r'name="replaces" value="(\w{32})"', page)[1]
    assert "sudah diganti" in send(browser, f"{path}/statements", {**STATEMENT, "replaces": seen})
    assert 'name="paper_no"' not in fetch(browser, f"/duties/{jambi}/clauses/6.1")
    assert browser.get(f"/duties/{jambi}/clauses/4.9").status_code == 404


def test_compliance_says_its_ten_lights_in_words(sign_in, registry, jambi) -> None:
    for username in ("sekar", "budi", "kartika", "admin"):
        page = fetch(sign_in(username), f"/duties/{registry}/compliance")
        assert [f">{letter}. " in page for letter in "abcdefghij"] == [True] * 10
        assert len(re.findall(r"(?:Merah|Kuning|Hijau): ", page)) == 10
    assert sign_in("wulan").get(f"/duties/{registry}/compliance").status_code == 403
    assert sign_in("kartika").get(f"/duties/{jambi}/compliance").status_code == 404
    # Only records the visitor may open are linked.
    assert 'href="/outreach' not in fetch(sign_in("sekar"), f"/duties/{registry}/compliance")
    assert 'href="/outreach' in fetch(sign_in("budi"), f"/duties/{registry}/compliance")


def test_the_inventory_is_kept_by_diskominfo_and_seen_by_the_registry(sign_in, shown) -> None:
    browser = sign_in("budi")
    page = fetch(browser, "/duties/inventory")
    for text in ("Belum ada pembaca", "Belum ada kartu SAM", "Belum ada kredensial", "Belum ada yang terlatih", "belum pernah"):
        assert text in page
    reader = {"model": "P-2", "serial": "R-1", "spec_document": "", "device": "", "status": "in_use"}
    assert "Pilih keadaannya" in send(browser, "/duties/inventory/readers/new", {**reader, "status": "?"}, 422)
    assert "Tuliskan nomor serinya" in send(browser, "/duties/inventory/readers/new", {**reader, "serial": " "}, 422)
    page = send(browser, "/duties/inventory/readers/new", reader)
    assert "belum ada" in page
    path = re.search(r'href="(/duties/inventory/readers/\w{32})"', page)[1]
    page = send(browser, path, {**reader, "version": "1", "spec_document": "470/9"})
    assert "470/9" in page
    send(browser, path, {**reader, "version": "1"}, 409)
    custodian = shown.people.budi.id
    sam = {"serial": "S-1", "reader": path.rpartition("/")[2], "custodian": custodian, "received_on": "2026-11-19"}
    assert "Isi tanggal yang benar" in send(browser, "/duties/inventory/sams/new", {**sam, "received_on": ""}, 422)
    page = send(browser, "/duties/inventory/sams/new", sam)
    path = re.search(r'href="(/duties/inventory/sams/\w{32})"', page)[1]
    assert "Pilih petugas" in send(browser, f"{path}/place", {"version": "1", "custodian": ""}, 422)
    send(browser, f"{path}/place", {"version": "1", "custodian": custodian, "reader": ""})
    assert "Pilih: hilang" in send(browser, f"{path}/end", {"version": "2", "ended_on": "2026-11-20"}, 422)
    page = send(browser, f"{path}/end", {"version": "2", "ended_on": "2026-11-20", "status": "lost", "note": "Laporan 1"})
    assert "Laporan 1" in page
    fetch(browser, "/duties/inventory/credentials/new")
    key = {
        "opens": "Akun web",
        "custodian": custodian,
        "changed_on": "2026-11-01",
        "months": "enam",
        "knowers": [shown.people.kartika.id],
    }
    page = send(browser, "/duties/inventory/credentials/new", key, 422)
    assert "Isi 1 sampai 36 bulan" in page
    assert page.count(" checked") == 1
    page = send(browser, "/duties/inventory/credentials/new", {**key, "months": "1"})
    assert "segera" in page
    path = re.search(r'href="(/duties/inventory/credentials/\w{32})"', page)[1]
    assert 'type="password"' not in fetch(browser, path)
    send(browser, path, {**key, "months": "6", "version": "1"})
    assert "masih baru" in send(browser, f"{path}/rotate", {"version": "2"})
    assert "dicabut" in send(browser, f"{path}/end", {"version": "3"})
    assert "sudah dicabut" in send(browser, f"{path}/end", {"version": "4"}, 422)
    assert "Pilih langkahnya" in send(browser, "/duties/inventory/checks", {"checked_on": "2026-11-20"}, 422)
    assert "Dicoba" in send(
        browser, "/duties/inventory/checks", {"measure": "backup", "checked_on": "2026-11-20", "note": "Dicoba"}
    )
    page = fetch(sign_in("sekar"), "/duties/inventory")
    assert "Laporan 1" in page
    assert "/new" not in page
    assert sign_in("sekar").post("/duties/inventory/readers/new", data=reader).status_code == 403
    assert sign_in("wulan").get("/duties/inventory").status_code == 403


def test_a_closed_account_shows_beside_what_it_holds(sign_in, shown) -> None:
    shown.put(Credential, months=6, due_on=TODAY - DAY, custodian_id=shown.people.tirta.id)
    shown.put(CardReader, status=ReaderStatus.SPARE)
    shown.change(Staff, shown.people.tirta.id, active=False)
    page = fetch(sign_in("kartika"), "/duties/inventory")
    assert "akun ditutup" in page
    assert "lewat waktu" in page
