"""What the two parties do together: a hall is lent from letter to return, and an FGD does not end without its minutes."""

from __future__ import annotations

import datetime as dt
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from intranet.base.clock import SystemClock
from intranet.outreach import watch
from intranet.outreach.models import CapacityEvent, FacilityLoan
from intranet.outreach.rules import Condition, EventState, LoanState
from tests.journeys.people import Desk
from tests.journeys.rig import House
from tests.journeys.steps import fill, fold

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("journeys-joint-doings")]

HALL = "Aula Contoh"


def said(officer: Desk, link: str, folder: Path) -> str:
    """What the paper behind a link of the page says, in one line."""
    address = officer.page.locator("main").get_by_role("link", name=link, exact=True).get_attribute("href")
    answer = officer.page.request.get(f"{officer.house.url}{address}")
    assert answer.headers["content-type"] == "application/pdf"
    file = folder / "paper.pdf"
    file.write_bytes(answer.body())
    return " ".join(subprocess.run(["pdftotext", "-layout", file, "-"], check=True, capture_output=True, text=True).stdout.split())


def send(officer: Desk, button: str, answers: dict[str, str | bool]) -> Desk:
    """Fill in the form that ends in this button, and press it."""
    form = officer.page.locator("main form", has=officer.page.get_by_role("button", name=button, exact=True)).first
    fill(form, answers)
    form.get_by_role("button", name=button, exact=True).click()
    return officer


@pytest.mark.needs("pdftotext")
def test_a_hall_is_asked_for_approved_once_handed_over_missed_and_returned(
    office: House, desk: Callable[[str], Desk], tmp_path: Path
):
    wulan, budi = desk("wulan"), desk("budi")
    budi.go("/outreach/facilities/list")
    send(budi, "Tambahkan ke daftar", {"Nama sarana": HALL, "Tempatnya": "Lantai 2"}).sees("Sarana ditambahkan ke daftar.")

    # Bawaslu asks twice for times that touch; each letter has its number.
    now = dt.datetime.now(office.settings.zone)
    signed = {"Penanda tangan": "Ratna Contoh", "Jabatan penanda tangan": "Ketua"}
    loans = []
    for hours, purpose in ((2, "Bimbingan teknis pengawas"), (3, "Rapat kerja")):
        wulan.go("/outreach/facilities").follow("Ajukan permintaan")
        answers = {
            "Sarana": f"{HALL} · Lantai 2",
            "Mulai": f"{now + dt.timedelta(hours=hours):%Y-%m-%dT%H:%M}",
            "Dikembalikan paling lambat": f"{now + dt.timedelta(hours=hours + 4):%Y-%m-%dT%H:%M}",
            "Keperluan": purpose,
            **signed,
        }
        send(wulan, "Ajukan dan beri nomor", answers).sees("Cetak suratnya.", "Menunggu jawaban Diskominfo")
        loans.append(wulan.page.url)
        assert purpose in said(wulan, "Surat permintaan", tmp_path)
    first, second = (url.removeprefix(office.url) for url in loans)

    # Diskominfo approves the first; the second cannot be promised too.
    budi.go("/inbox").sees("menunggu jawaban pihak Anda")
    answer = {"Disetujui": True, "Penanda tangan": "Kartika Contoh", "Jabatan penanda tangan": "Kepala Dinas"}
    send(budi.go(first), "Jawab dan beri nomor", answer).sees("Surat jawaban bernomor")
    assert "disetujui" in said(budi, "Surat jawaban", tmp_path)
    budi.go(second).sees("Pada waktu itu sarana ini sudah dijanjikan")
    send(budi, "Jawab dan beri nomor", answer).sees("waktu yang bersinggungan")
    no = {"Ditolak": True, "Alasan, bila ditolak": "Aula dipakai pihak Anda sendiri."}
    send(budi, "Jawab dan beri nomor", no).sees("Ditolak: Aula dipakai pihak Anda sendiri.")
    assert "belum dapat dipenuhi" in said(budi, "Surat jawaban", tmp_path)

    # Handed over, not back in time: both are told; then it comes back with a broken chair.
    given = {"Baik": True, "Yang menyerahkan": "Budi Contoh", "Yang menerima": "Wulan Contoh"}
    send(budi.go(first), "Catat penyerahan", given).sees("Penyerahan dicatat.")
    with office.writing() as session:
        row = session.scalars(select(FacilityLoan).where(FacilityLoan.state == LoanState.OUT)).one()
        row.starts_at, row.ends_at = (moment - dt.timedelta(days=1) for moment in (row.starts_at, row.ends_at))
    with office.writing() as session:
        watch.ring(session, SystemClock())  # the worker may have been quicker
    for officer in (wulan, budi):
        officer.go("/inbox").sees("belum dikembalikan, padahal waktunya sudah lewat")
    back = {"Rusak": True, "Yang menyerahkan": "Wulan Contoh", "Yang menerima": "Budi Contoh"}
    send(budi.go(first).sees("seharusnya sudah kembali"), "Catat pengembalian", back).sees("Tuliskan apa yang rusak atau hilang.")
    send(budi, "Catat pengembalian", {"Kerusakan atau kekurangan": "Satu kursi patah"}).sees("Pengembalian dicatat.")
    paper = said(wulan.go(first), "Berita acara pengembalian", tmp_path)
    assert "Satu kursi patah" in paper
    assert "sesudah waktu yang disepakati" in paper
    with office.reading() as session:
        row = session.scalars(select(FacilityLoan).where(FacilityLoan.state == LoanState.RETURNED)).one()
        assert (row.returned_condition, row.rung) == (Condition.DAMAGED, 1)
    assert office.trail_holds()
    assert all(who.watch.quiet() for who in (wulan, budi))


@pytest.mark.needs("pdftotext")
def test_an_fgd_is_refused_without_its_minutes_and_reported_with_them(office: House, desk: Callable[[str], Desk], tmp_path: Path):
    wulan, budi = desk("wulan"), desk("budi")
    wulan.go("/outreach").follow("Rencanakan pelatihan")
    plan = {"Nama kegiatan": "FGD isu hoaks", "Diskusi kelompok terpumpun (FGD)": True, "Tempat": HALL}
    send(wulan, "Simpan rencana", plan).sees("Kegiatan direncanakan.")
    part = fold(wulan, "Tambahkan peserta")
    fill(part, {"Pegawai para pihak": "Budi Contoh · Diskominfo"})
    part.get_by_role("button", name="Tambahkan ke daftar").click()
    wulan.sees("Peserta ditambahkan.")
    page = wulan.page.url.removeprefix(office.url).partition("#")[0]
    assert "Budi Contoh" in said(wulan, "Daftar hadir", tmp_path)
    budi.go(page).sees("pihak Anda membacanya").sees_not("Catat terlaksana")

    wulan.press("Catat terlaksana").sees("Dicatat terlaksana.")
    send(wulan, "Simpan kehadiran dan nilai", {"Budi Contoh hadir": True}).sees("Kehadiran dan nilai dicatat.")
    result = {"Hasil kegiatan": "Satu daftar isu disepakati."}
    send(wulan, "Selesaikan dan laporkan", result).sees("FGD belum dapat diselesaikan tanpa notulen")
    with office.reading() as session:
        assert session.scalars(select(CapacityEvent)).one().state is EventState.HELD

    part = fold(wulan, "Tulis notulen")
    due = f"{dt.datetime.now(office.settings.zone) + dt.timedelta(days=7):%Y-%m-%d}"
    written = {"Dipimpin oleh": "Ratna Contoh", "Pokok pembahasan": "Tiga isu berulang."}
    fill(part, {**written, "Tindak lanjut 1": "Menyusun daftar isu", "Penanggung jawab 1": "Budi Contoh", "Tenggat 1": due})
    part.get_by_role("button", name="Simpan notulen").click()
    wulan.sees("Notulen disimpan.", "dipimpin Ratna Contoh")
    minutes = said(wulan, "Notulen", tmp_path)
    assert "Menyusun daftar isu" in minutes
    assert "KONSEP" not in minutes
    send(wulan, "Selesaikan dan laporkan", result).sees("Kegiatan selesai dilaporkan.")
    assert "Satu daftar isu disepakati." in said(budi.go(page), "Laporan kegiatan", tmp_path)
    assert office.trail_holds()
    assert all(who.watch.quiet() for who in (wulan, budi))
