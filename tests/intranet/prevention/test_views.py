"""The pages of prevention, as the people of both parties use them."""

import datetime as dt
import re

import pytest

from intranet.evidence.store import Store
from intranet.prevention.rules import ActKind
from tests.intranet.cases.factories import Cases
from tests.intranet.cases.test_evidence import MULTIPART, body
from tests.intranet.evidence.test_service import flip, png
from tests.intranet.prevention.conftest import PAIR
from tests.intranet.web.harness import check, faults, fetch, send

HTMX = {"HX-Request": "true"}
ACT = {
    "kind": "warning",
    "audience": "named",
    "addressee": "Tim kampanye contoh",
    "medium": "letter",
    "done_on": "2026-11-20",
    "subject": "Alat peraga di taman kota",
    "text": "Agar diturunkan.",
}
MINUTES = {"done_at": "2026-11-20T08:15", "place": "Taman Kota Contoh", "district": "Contoh Utara", "order_no": "SK 99"}


def test_an_empty_office_says_so_kindly_and_the_tabs_of_oversight_lead_here(sign_in):
    client = sign_in("budi")
    page = fetch(client, "/oversight")
    assert 'href="/oversight/prevention"' in page
    assert 'href="/oversight/props"' in page
    for path, text in (
        ("/prevention", "Belum ada tindakan pencegahan"),
        ("/prevention?kind=warning", "Tidak ada tindakan yang cocok"),
        ("/prevention?waiting=yes&case=" + "0" * 32, "Tidak ada tindakan yang cocok"),
        ("/props", "Belum ada penertiban"),
    ):
        page = fetch(client, f"/oversight{path}")
        assert text in page
        assert re.search(r'href="/oversight"[^>]*aria-current="page"', page)


def test_an_act_is_recorded_corrected_and_becomes_a_case_from_its_pages(sign_in, guarded):
    client = sign_in("wulan")
    fetch(client, "/oversight/prevention/new")
    page = send(client, "/oversight/prevention/new", ACT)
    assert "Tindakan pencegahan dicatat." in page
    assert "Tim kampanye contoh" in page
    where = re.search(r'href="(/oversight/prevention/\w{32})/edit"', page)[1]
    assert "Agar diturunkan." in fetch(client, f"{where}/edit")
    page = send(client, f"{where}/edit", {**ACT, "number": "021/CONTOH", "version": "1", "stage": "as-is"})
    assert "021/CONTOH" in page
    send(client, f"{where}/edit", {**ACT, "version": "1"}, 409)
    page = send(client, f"{where}/follow-up", {"version": "2", "outcome_on": "2026-11-20", "outcome_note": "Masih ada."}, 422)
    assert "Pilih apakah tindakan ini diindahkan." in page
    assert "Masih ada." in page
    how = {"version": "2", "outcome": "not_heeded", "outcome_on": "2026-11-20", "as_case": "yes"}
    page = send(client, f"{where}/follow-up", how)
    assert "0001/ADU/33.99/XI/2026" in page
    assert "Temuan pengawasan" in page
    page = fetch(client, where)
    assert "Menjadi perkara" in page
    assert "Perbaiki" not in page
    assert "Tidak diindahkan" in fetch(client, "/oversight/prevention")


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"kind": ""}, "Pilih jenis tindakannya"),
        ({"audience": "semua"}, "Pilih kepada siapa"),
        ({"medium": ""}, "Pilih caranya disampaikan"),
        ({"done_on": "kemarin"}, "Isi tanggal yang benar"),
        ({"done_on": "0001-01-01"}, "Isi tanggal yang benar"),
        ({"check_on": "x"}, "Isi tanggal yang benar"),
        ({"subject": "x" * 201}, "Paling panjang 200 huruf"),
        ({"audience": "participant"}, "Pilih pesertanya"),
        ({"case_no": "tidak ada"}, "Tidak ada perkara bernomor itu"),
        ({"audience": "public"}, "bukan masyarakat umum"),
    ],
)
def test_an_act_with_something_wrong_comes_back_with_what_was_typed(sign_in, staff, changes, text):
    page = send(sign_in("wulan"), "/oversight/prevention/new", {**ACT, **changes}, 422)
    assert text in page
    assert "Agar diturunkan." in page


def test_diskominfo_records_appeals_and_finds_no_warning_among_the_kinds(sign_in, guarded):
    client = sign_in("budi")
    assert 'value="warning"' not in fetch(client, "/oversight/prevention/new")
    check(client.post("/oversight/prevention/new", data=ACT), 422)  # refused in words, what was typed is kept
    page = send(client, "/oversight/prevention/new", {**ACT, "kind": "appeal"})
    assert "langsung jadikan perkara" not in page
    where = re.search(r'action="(/oversight/prevention/\w{32})/follow-up"', page)[1]
    page = send(client, f"{where}/follow-up", {"version": "1", "outcome": "not_heeded", "outcome_on": "2026-11-20"})
    assert "Petugas Bawaslu dapat menjadikannya perkara." in page
    assert client.post(f"{where}/case").status_code == 403
    assert "0001/ADU" in send(sign_in("wulan"), f"{where}/case", {})
    assert "sudah menjadi perkara" in send(sign_in("wulan"), f"{where}/case", {}, 422)


def test_what_belongs_to_a_case_is_recorded_from_its_page_and_found_there(sign_in, guarded):
    case = Cases(guarded.db, guarded.clock, guarded.settings, guarded.keys, guarded.people).create()
    client = sign_in("wulan")
    assert f"/oversight/prevention?case={case}" in fetch(client, f"/cases/{case}")
    page = fetch(client, f"/oversight/prevention?case={case}")
    assert f"/oversight/prevention/new?case={case}" in page
    assert 'value="0001/ADU/33.99/XI/2026"' in fetch(client, f"/oversight/prevention/new?case={case}")
    send(client, "/oversight/prevention/new", {**ACT, "case_no": "0001/ADU/33.99/XI/2026"})
    assert "Alat peraga di taman kota" in fetch(client, f"/oversight/prevention?case={case}")


def test_the_papers_of_props_are_pdfs(sign_in, guarded):
    row, client = guarded.minutes(), sign_in("wulan")
    guarded.count(row, flag=2)
    guarded.close(row)
    returned = guarded.give_back(row, flag=1)
    assert client.get(f"/oversight/props/{row}/record").mimetype == "application/pdf"
    assert client.get(f"/oversight/props/{row}/returns/{returned}").mimetype == "application/pdf"


def test_minutes_are_kept_from_opening_to_giving_back_from_their_pages(sign_in, guarded):
    client, partner = sign_in("wulan"), guarded.partner()
    fetch(client, "/oversight/props/new")
    given = {**MINUTES, "members": [guarded.people.wulan.id, guarded.people.budi.id], "partners": [partner]}
    page = send(client, "/oversight/props/new", given)
    assert "Berita acara dibuka" in page
    assert "Satpol PP Contoh" in page
    where = re.search(r'action="(/oversight/props/\w{32})/counts"', page)[1]
    assert "SK 99" in fetch(client, f"{where}/edit")
    page = send(client, f"{where}/edit", {**given, "version": "1", "record_no": "BA-7"})
    assert "BA-7" in page
    send(client, f"{where}/edit", {**given, "version": "1"}, 409)
    page = send(client, f"{where}/counts", {"participant": PAIR, "n-flag": "20", "n-banner": "x"}, 422)
    assert "Pilih alasan penertibannya." in page
    assert "Jumlah setiap jenis dari 0 sampai 9999." in page
    assert 'value="20"' in page
    page = send(client, f"{where}/counts", {"participant": PAIR, "reason": "zone", "n-flag": "20"})
    assert "Bendera 20" in page
    line = fetch(client, f"{where}?of=pasangan+calon+99&why=zone")
    assert 'name="n-flag" min="0" max="9999" value="20"' in line
    page = send(client, f"{where}/close", {"version": "9", "storage": "Gudang"}, 409)
    page = send(client, f"{where}/close", {"version": "3", "storage": " "}, 422)
    assert "Isi tempat penyimpanannya." in page
    page = send(client, f"{where}/close", {"version": "3", "storage": "Gudang Contoh"})
    assert "ditutup dan siap dicetak" in page
    assert "Catat jumlah" not in page
    back = {"of": "pasangan calon 99", "taken_by": "Rekaanto", "returned_on": "2026-11-20"}
    page = send(client, f"{where}/returns", {**back, "b-flag": "21"}, 422)
    assert "lebih banyak daripada yang masih disimpan" in page
    assert 'value="Rekaanto"' in page
    page = send(client, f"{where}/returns", {**back, "taken_by": "", "b-flag": "5"}, 422)
    assert "Tuliskan siapa yang mengambil." in page
    page = send(client, f"{where}/returns", {**back, "b-flag": "20"})
    assert "Semua sudah diambil kembali." in page
    receipt = re.search(rf'href="({where}/returns/\w+)"', page)[1]
    for path, name in ((f"{where}/record", "BA-7.pdf"), (receipt, "tanda-terima-2026-11-20.pdf")):
        answer = client.get(path)
        assert answer.mimetype == "application/pdf"
        assert answer.data.startswith(b"%PDF")
        assert answer.headers["Content-Disposition"] == f'inline; filename="{name}"'
    page = fetch(client, "/oversight/props")
    assert "Taman Kota Contoh" in page
    assert "Rekap seluruh penertiban" in page


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"done_at": "x"}, "Isi tanggal dan jam yang benar"),
        ({"done_at": "0001-01-01T00:00"}, "Isi tanggal dan jam yang benar"),
        ({"place": ""}, "Tuliskan tempatnya"),
        ({"members": []}, "sedikitnya satu dari Bawaslu"),
        ({"note": "x" * 2001}, "Paling panjang 2000 huruf"),
    ],
)
def test_minutes_with_something_wrong_come_back_with_what_was_typed(sign_in, staff, changes, text):
    page = send(sign_in("wulan"), "/oversight/props/new", {**MINUTES, "members": [staff.wulan.id], **changes}, 422)
    assert text in page
    assert "SK 99" in page


def test_a_count_by_htmx_comes_back_as_the_block_alone(sign_in, guarded):
    row = guarded.minutes()
    data = {"participant": PAIR, "reason": "zone", "n-flag": "3"}
    answer = sign_in("wulan").post(f"/oversight/props/{row}/counts", data=data, headers=HTMX)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert faults(html, whole=False) == []
    assert "Bendera 3" in html
    assert "<html" not in html


def test_members_of_the_team_see_the_minutes_and_record_nothing(sign_in, guarded):
    row = guarded.minutes()
    guarded.count(row, flag=2)
    client = sign_in("budi")
    page = fetch(client, f"/oversight/props/{row}")
    assert "Bendera 2" in page
    assert 'action="/oversight/props' not in page
    for path in ("counts", "close", "returns", "photos", "edit"):
        assert client.post(f"/oversight/props/{row}/{path}").status_code == 403


def photo(client, row, content, name="baliho.png"):
    sent = body(content, name, title="Sebelum diturunkan")
    return client.post(f"/oversight/props/{row}/photos", data=sent, content_type=MULTIPART, follow_redirects=True)


def test_a_photo_is_kept_shown_anew_and_given_out_as_it_came(sign_in, guarded, settings):
    row, client = guarded.minutes(), sign_in("wulan")
    content = png(60, 40, behind=b"<script>alert(1)</script>")
    page = check(photo(client, row, content))
    assert "Sebelum diturunkan" in page
    see, take = (re.search(rf'action="(/oversight/props/{row}/photos/\w+/{act})"', page)[1] for act in ("picture", "copy"))
    shown = check(sign_in("budi").post(see))
    assert 'src="data:image/png;base64,' in shown
    answer = sign_in("budi").post(take, buffered=True)
    assert answer.data == content
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    other = guarded.minutes()
    assert client.post(take.replace(row, other)).status_code == 404
    [kept] = [file for file in Store(settings.data_dir).folder.rglob("*") if file.is_file()]
    flip(Store(settings.data_dir), kept.name)
    for path in (see, take):
        assert "rusak atau hilang" in send(client, path, {})
    assert "rusak" in fetch(client, f"/oversight/props/{row}")


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "a.png", "isinya kosong"),
        (b"%PDF-1.7", "a.pdf", "Di sini hanya foto"),
        (b"<html>", "foto.jpg", "Di sini hanya foto"),
        (b"x" * (25 * 1024 * 1024 + 1), "a.png", "lebih besar dari 25 MB"),
    ],
)
def test_what_is_no_photo_is_refused_and_leaves_nothing(sign_in, guarded, settings, content, name, said):
    row = guarded.minutes()
    page = check(photo(sign_in("wulan"), row, content, name), 422)
    assert said in page
    assert "Sebelum diturunkan" in page
    assert [file for file in Store(settings.data_dir).folder.rglob("*") if file.is_file()] == []


def test_what_is_not_there_is_not_found(sign_in, staff):
    for path in ("prevention/", "props/"):
        fetch(sign_in("wulan"), f"/oversight/{path}{'0' * 32}", 404)
    send(sign_in("wulan"), f"/oversight/props/{'0' * 32}/counts", {"reason": "zone", "n-flag": "1"}, 404)
    fetch(sign_in("wulan"), f"/oversight/props/{'0' * 32}/record", 404)


def test_acts_waiting_too_long_are_announced(sign_in, guarded):
    guarded.act(check_on=guarded.given().done_on)
    guarded.act(kind=ActKind.APPEAL)
    guarded.clock.advance(dt.timedelta(days=1))
    client = sign_in("halim")
    assert "1 tindakan sudah waktunya diperiksa lagi" in fetch(client, "/oversight/prevention")
    page = fetch(client, "/oversight/prevention?waiting=yes")
    assert "terlambat 1 hari" in page
