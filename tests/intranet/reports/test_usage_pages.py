"""The semester report's pages, papers and workbooks; the reconciliation; the link's log: who sees them and what they say."""

import io
import subprocess

import openpyxl
import pytest

from intranet.identity.codes import CodeClass
from intranet.identity.rules import FeedbackState
from tests.intranet.reports.test_pages import text_of
from tests.intranet.reports.test_usage import Register
from tests.intranet.web.harness import fetch, send

PAGES = ("/reports/usage", "/reports/usage/2026-2", "/reports/usage/2026-1", "/reports/usage/balikan", "/reports/usage/link")
PAPERS = ("/reports/usage/2026-2/report.pdf", "/reports/usage/balikan.pdf", "/reports/usage/link.pdf")
BOOKS = ("/reports/usage/2026-2/report.xlsx", "/reports/usage/balikan.xlsx", "/reports/usage/link.xlsx")
ISSUE = {"addressee": "Kepala Disdukcapil Contoh", "title": "Kepala Dinas", "nip": ""}
DELIVER = {"version": "1", "on": "2026-11-20", "handed": "post", "receipt_no": "TT-7", "receiver": "Sekretariat"}


@pytest.fixture
def register(app, office_db, clock, settings, keys, staff):
    return Register(office_db, clock, settings, keys, staff)


@pytest.fixture
def busy(register):
    for _ in range(3):
        register.check()
    register.check(kind=CodeClass.INTERRUPTED)
    register.check(kind=CodeClass.TIMEOUT)
    register.complaint(FeedbackState.ACKNOWLEDGED)
    register.complaint(FeedbackState.FAILED)
    return register


def book(client, path):
    return openpyxl.load_workbook(io.BytesIO(client.get(path).data))


@pytest.mark.parametrize("path", PAGES)
def test_every_page_stands_in_an_empty_office_and_in_a_busy_one(sign_in, register, path):
    fetch(sign_in("sekar"), path)
    register.check()
    register.complaint(None)
    for username in ("budi", "kartika", "sekar"):
        fetch(sign_in(username), path)


@pytest.mark.parametrize("path", [*PAGES, *PAPERS, *BOOKS])
def test_nobody_else_sees_what_was_asked_of_the_register(sign_in, path):
    for username in ("wulan", "halim", "tirta", "admin"):
        assert sign_in(username).get(path).status_code == 403


@pytest.mark.parametrize("key", ["2026-3", "x", "2026", "%00"])
def test_a_semester_that_is_none_is_not_found(sign_in, key):
    for path in (f"/reports/usage/{key}", f"/reports/usage/{key}/report.pdf", f"/reports/usage/{key}/report.xlsx"):
        assert sign_in("budi").get(path).status_code == 404


def test_what_nobody_counts_yet_is_said_so(sign_in, busy):
    assert fetch(sign_in("budi"), "/reports/usage/2026-2").count("belum dicatat") == 2


def test_a_report_is_issued_delivered_and_then_shows_what_changed(sign_in, busy):
    head = sign_in("kartika")
    page = send(head, "/reports/usage/2026-2/issue", {**ISSUE, "title": ""}, 422)
    assert "Tuliskan jabatan penanda tangan." in page
    assert "Kepala Disdukcapil Contoh" in page
    page = send(head, "/reports/usage/2026-2/issue", ISSUE)
    assert "001/LAP-DKC/33.99/XI/2026" in page
    assert "Yang berubah" not in page
    officer = sign_in("budi")
    page = send(officer, "/reports/usage/2026-2/deliver", {**DELIVER, "receipt_no": ""}, 422)
    assert "nomor tanda terima" in page
    for wrong in ({"on": "x"}, {"handed": "?"}, {"on": "2026-12-01"}):
        send(officer, "/reports/usage/2026-2/deliver", {**DELIVER, **wrong}, 422)
    scan = {"file": (io.BytesIO(b"%PDF-1.7 bukti"), "tanda terima.pdf")}
    page = send(officer, "/reports/usage/2026-2/deliver", {**DELIVER, "receipt_no": "", **scan})
    assert "Diterima Disdukcapil 20 November 2026." in page
    assert "Pos atau kurir" in page
    proof = page.split("/proof/")[1].split('"')[0]
    report = page.split("/reports/usage/report/")[1].split("/")[0]
    assert sign_in("sekar").post(f"/reports/usage/report/{report}/proof/{proof}").status_code == 403
    taken = officer.post(f"/reports/usage/report/{report}/proof/{proof}")
    assert taken.data == b"%PDF-1.7 bukti"
    taken.close()
    busy.check()
    page = fetch(head, "/reports/usage/2026-2")
    assert "Yang berubah sejak laporan terbit" in page
    assert "tepat waktu" in fetch(head, "/reports/usage")


def test_a_withdrawn_report_is_still_there_to_be_read(sign_in, busy):
    head = sign_in("kartika")
    send(head, "/reports/usage/2026-2/issue", ISSUE)
    assert "Tuliskan alasannya." in send(head, "/reports/usage/2026-2/withdraw", {"version": "1", "reason": ""}, 422)
    page = send(head, "/reports/usage/2026-2/withdraw", {"version": "1", "reason": "Salah alamat."})
    report = page.split("/reports/usage/report/")[1].split(".")[0]
    assert "Terbitkan dan beri nomor" in page
    pdf = head.get(f"/reports/usage/report/{report}.pdf").data
    assert "001/LAP-DKC" in text_of(pdf)
    assert sign_in("budi").post("/reports/usage/2026-2/withdraw", data={}).status_code == 403
    send(sign_in("budi"), "/reports/usage/2026-2/deliver", DELIVER, 404)


def test_a_report_not_delivered_in_time_is_called_late(sign_in, busy):
    assert "terlambat" in fetch(sign_in("budi"), "/reports/usage/2026-1")
    assert "terlambat" in fetch(sign_in("budi"), "/reports/usage")


def test_the_paper_has_its_letter_and_its_figures_and_is_for_the_archive(sign_in, busy):
    head = sign_in("kartika")
    assert "Angka pemanfaatan" not in text_of(head.get(PAPERS[0]).data)
    head.set_cookie("posko_lang", "en", domain="localhost")
    head.post("/reports/usage/2026-2/issue", data=ISSUE)
    pdf = head.get(PAPERS[0]).data
    said = text_of(pdf)
    for words in (
        "Kepala Disdukcapil Contoh",
        "001/LAP-DKC/33.99/XI/2026",
        "Kartika Contoh",
        "Angka pemanfaatan Semester II",
        "Dimulai, tidak pernah selesai",
        "November 2026",
    ):
        assert words in said
    assert b"pdfaid:part" in pdf
    subprocess.run(["pdffonts", "-"], input=pdf, check=True, capture_output=True)


@pytest.mark.parametrize("path", PAPERS)
def test_every_paper_is_made(sign_in, busy, path):
    assert "Diskominfo" in text_of(sign_in("sekar").get(path).data)


def test_the_workbooks_hold_the_same_figures_for_another_reader(sign_in, busy):
    client = sign_in("budi")
    found = book(client, BOOKS[0])
    rows = {row[0]: row[1] for row in found["Kesudahan pemeriksaan"].iter_rows(values_only=True)}
    assert rows["Dimulai, tidak pernah selesai"] == 1
    assert rows["Semua panggilan"] == 7
    missing = book(client, BOOKS[1])["Belum diterima Disdukcapil"]
    assert [cell.value for cell in missing["A"]][1:] == ["0002/ADU/33.99/XI/2026"]
    days = book(client, BOOKS[2])["Per hari"]
    assert [cell.value for cell in days[2]][1:5] == [7, 5, 1, 1]


def test_the_reconciliation_names_what_is_missing_and_nobody(sign_in, busy):
    page = fetch(sign_in("sekar"), "/reports/usage/balikan?semester=2026-2")
    assert "0002/ADU/33.99/XI/2026" in page
    assert "0001/ADU/33.99/XI/2026" not in page
    assert "Sari Contoh" not in page
    assert "Tidak ada pengaduan" in fetch(sign_in("sekar"), "/reports/usage/balikan?semester=2025-1")


def test_a_period_of_the_link_that_is_none_is_said_so(sign_in, busy):
    assert "lebih awal" in fetch(sign_in("budi"), "/reports/usage/link?span=own&since=2026-11-20&until=2026-11-01", 422)


def test_in_english_everything_is_still_whole(sign_in, busy):
    client = sign_in("budi")
    client.set_cookie("posko_lang", "en", domain="localhost")
    for path in PAGES:
        fetch(client, path)
    for path in (*PAPERS, *BOOKS):
        assert client.get(path).status_code == 200
