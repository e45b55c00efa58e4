"""Papers: tagged, the same each time, and whatever people wrote printed literally."""

import datetime as dt
import subprocess
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from intranet.base import papers
from intranet.counter.receipts import receipt_pdf
from shared.elements import Standing
from shared.wire import Receipt

HOSTILE = ['#read("/etc/passwd")', "*tebal* _miring_ $x^2$ `kode`", "#strong[kuat] <label> @ref // bukan komentar", '\\ " { } [ ]']


def receipt(**changes: object) -> Receipt:
    said = {
        "complaint_no": "0007/ADU/33.99/XI/2026",
        "check_code": "K7MQ2X",
        "received_at": dt.datetime(2026, 11, 20, 2, 30, tzinfo=dt.UTC),
        "nik": None,
        "standing": Standing.NOT_VERIFIED,
        "next_by": dt.date(2026, 11, 23),
        "office_name": "Diskominfo Kabupaten Contoh",
        "office_address": "Jalan Contoh Nomor 1",
        "office_phone": "(0299) 123456",
        "office_hours": "Senin–Jumat 08.00–16.00",
        "zone": "Asia/Jakarta",
    }
    return Receipt.model_validate({**said, **changes})


def text(pdf: bytes, folder: Path) -> str:
    file = folder / "paper.pdf"
    file.write_bytes(pdf)
    return subprocess.run(["pdftotext", "-layout", file, "-"], check=True, capture_output=True, text=True).stdout


@pytest.mark.needs("pdftotext")
def test_the_receipt_says_everything_in_words(tmp_path: Path) -> None:
    said = text(receipt_pdf(receipt(nik="3319990101900001", standing=Standing.VERIFIED)), tmp_path)
    for wanted in (
        "0007/ADU/33.99/XI/2026",
        "K7MQ2X",
        "3319990101900001",
        "Identitas terverifikasi",
        "Jumat, 20 November 2026",
        "pukul 09.30 WIB",
        "Senin, 23 November 2026",
        "Diskominfo Kabupaten Contoh",
        "(0299) 123456",
    ):
        assert wanted in said


@pytest.mark.needs("pdftotext")
def test_without_a_match_the_receipt_says_so_in_place_of_the_nik(tmp_path: Path) -> None:
    said = text(receipt_pdf(receipt()), tmp_path)
    assert "NIK belum terverifikasi" in said
    assert "331999" not in said


@pytest.mark.needs("pdftotext")
@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_is_printed_literally(tmp_path: Path, hostile: str) -> None:
    said = text(receipt_pdf(receipt(office_address=hostile)), tmp_path)
    assert hostile.split()[0] in said
    assert "root:" not in said


@pytest.mark.needs("pdfinfo")
def test_the_receipt_is_one_tagged_page_with_title_and_language(tmp_path: Path) -> None:
    pdf = receipt_pdf(
        receipt(
            office_name="Dinas Komunikasi, Informatika, Statistik dan Persandian Kabupaten Contoh Sekali", office_address="x" * 190
        )
    )
    file = tmp_path / "paper.pdf"
    file.write_bytes(pdf)
    info = subprocess.run(["pdfinfo", file], check=True, capture_output=True, text=True).stdout
    facts = {name: value.strip() for name, _, value in (line.partition(":") for line in info.splitlines())}
    assert facts["Title"] == "Tanda terima pengaduan 0007/ADU/33.99/XI/2026"
    assert (facts["Tagged"], facts["Pages"]) == ("yes", "1")
    assert b"pdfuaid:part" in pdf
    assert b"/Lang(id)" in pdf.replace(b"/Lang (", b"/Lang(")


def test_the_same_receipt_is_the_same_bytes() -> None:
    assert receipt_pdf(receipt()) == receipt_pdf(receipt())


def test_moments_are_written_out_in_the_offices_zone() -> None:
    moment = dt.datetime(2026, 11, 20, 23, 30, tzinfo=dt.UTC)
    assert papers.written_moment(moment, ZoneInfo("Asia/Makassar")) == "Sabtu, 21 November 2026 pukul 07.30 WITA"
    assert papers.written_moment(moment, ZoneInfo("Asia/Jayapura")).endswith("WIT")
    assert papers.written_moment(moment, ZoneInfo("UTC")).endswith("UTC+0")
