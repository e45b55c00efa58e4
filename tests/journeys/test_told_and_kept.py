"""Two roads of what the office knows: a hoax that is set right in public, and a secret that is read only by consent."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from intranet.base import trail
from intranet.base.actor import Party
from intranet.cases.models import Case
from intranet.cases.rules import Outcome, Source, State
from intranet.disclosure.models import Disclosure
from intranet.evidence.models import EvidenceItem
from tests.journeys.people import Desk
from tests.journeys.rig import House
from tests.journeys.steps import END, add_file, case_on, fill, fold, issue, move, paper_text, take

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("journeys-told-and-kept")]


@pytest.mark.needs("pdftotext")
def test_a_hoax_is_written_down_checked_published_and_its_case_closed_as_clarified(
    office: House, desk: Callable[[str], Desk], tmp_path: Path
):
    dewi, wulan = desk("dewi"), desk("wulan")
    claim = "Pemungutan suara di Kabupaten Contoh diundur satu minggu."
    dewi.go("/cases").follow("Catat perkara").sees("Dari mana")
    fill(
        dewi.page.locator("main"),
        {
            "Sumber": "Temuan hoaks",
            "Pokok pengaduan": "Berita bohong (hoaks)",
            "Uraian kejadian": f"Pesan berantai menyebut: {claim}",
            "Platform": "WhatsApp",
        },
    )
    dewi.press("Daftarkan dan beri nomor").sees("Perkara terdaftar dengan nomor", claim)
    case = case_on(office, dewi)
    number = case.complaint_no or ""
    assert (case.source, case.party) == (Source.HOAX_FINDING, Party.DISKOMINFO)
    move(dewi, "Mulai telaah", State.TRIAGE)

    # The claim is checked: can it be, is it true, what is said in public.
    dewi.follow("Klaim dari perkara ini").sees("Klaim dari perkara", "Tidak ada cek fakta yang cocok")
    dewi.page.get_by_role("link", name="Periksa klaim").click()
    dewi.page.get_by_label("Klaim yang beredar").fill(claim)
    dewi.press("Buka cek fakta").sees("Dibuka oleh", number)
    step = fold(dewi, "Dapat diperiksa, mulai")
    fill(step, {"Alasan": "Jadwal resmi dapat dibandingkan."})
    step.get_by_role("button", name="Dapat diperiksa, mulai").click()
    dewi.sees("Sekarang: Diperiksa.")
    truth = "Jadwal pemungutan suara tidak berubah menurut pengumuman resmi."
    step = fold(dewi, "Simpulkan")
    fill(
        step,
        {
            "Sumber yang dipakai": "Pengumuman jadwal, KPU Kabupaten Contoh",
            "Hoaks": True,
            "Jenis kekeliruan": "Konten palsu seluruhnya",
            "Penjelasan untuk umum": truth,
        },
    )
    step.get_by_role("button", name="Simpulkan").click()
    dewi.sees("Sekarang: Disimpulkan.", truth)
    dewi.press("Terbitkan").sees("Sekarang: Diterbitkan.")
    hoax_no = dewi.page.locator("main h1").inner_text()
    dewi.page.screenshot(path=tmp_path / "published.png", caret="initial")

    # The sheet as PDF, and the list of hoaxes.
    dewi.page.get_by_role("link", name="Buat lembar cek fakta").click()
    dewi.sees("Isi surat")
    issue(dewi)
    sheet = paper_text(dewi, tmp_path)
    for text in (claim, truth, "Hoaks", "Pengumuman jadwal, KPU Kabupaten Contoh", hoax_no):
        assert text.casefold() in sheet.casefold(), text
    wulan.go("/oversight/hoaxes").sees(f"[Hoaks] {claim}", truth, hoax_no)

    # Bawaslu finds no violation in it: set right, and nobody to tell.
    dewi.go(f"/cases/{case.id}")
    move(dewi, "Lanjut ke analisis konten", State.ANALYSIS)
    take(wulan, case)
    end = {"Sudah diklarifikasi": True, "Tidak": True, "Tidak ada pelapor yang dapat diberi tahu": True, **END}
    move(wulan, "Tutup perkara", State.CLOSED, end).sees("Sudah diklarifikasi", "Lembar cek fakta")
    assert office.case(number).outcome is Outcome.CLARIFIED
    assert office.trail_holds()
    assert all(who.watch.quiet() for who in (dewi, wulan))


def test_a_secret_is_read_listed_and_handed_over_only_by_disclosure(office: House, desk: Callable[[str], Desk], tmp_path: Path):
    wulan, ratna, budi, kartika = desk("wulan"), desk("ratna"), desk("budi"), desk("kartika")
    word, open_no = "kamboja", register(office, wulan, "Spanduk terpasang di pagar kantor.").complaint_no or ""
    told = f"Saksi bertemu perantara di warung {word} dan menerima daftar nama."
    case = register(office, wulan, told)
    number = case.complaint_no or ""
    wulan.page.screenshot(path=tmp_path / "list.png", caret="initial")
    add_file(wulan, tmp_path / "list.png", "Daftar nama dari saksi")
    part = fold(wulan, "Pasang tanda")
    assert part.evaluate("el => el.closest('#secrecy') !== null"), "the case's own mark comes first on its page"
    fill(part, {"Tanda": "rahasia", "Alasan": "Keselamatan saksi belum terjamin."})
    part.get_by_role("button", name="Simpan tanda").click()
    wulan.sees("Tanda disimpan.", "milik Bawaslu")

    # Diskominfo sees number and state, and nothing it says: not on its page, not by searching, not its evidence.
    budi.go("/cases").sees(number)
    budi.go(f"/cases/{case.id}").sees(number, "Diterima", "Isi perkara ini rahasia").sees_not(word, "Daftar nama dari saksi")
    budi.go(f"/cases?q={word}").sees_not(number)
    wulan.go(f"/cases?q={word}").sees(number)
    item = evidence_of(office, case.id)
    for deed in ("copy", "picture", "check"):
        address = f"{office.url}/cases/{case.id}/evidence/{item}/{deed}"
        answer = budi.page.request.post(address, form={"csrf_token": budi.csrf()}, headers={"Referer": office.url})
        assert answer.status == 403, f"{deed}: {answer.status}"
        assert "rahasia milik pihak lain" in answer.text()

    # Asked for by Diskominfo, consented to by the owner's chief, approved by another: then it is read.
    budi.go(f"/cases/{case.id}").follow("Ajukan pengungkapan").sees("Yang diungkapkan")
    read_no = ask(
        budi,
        {"Bukti 1": True, "Bentuk": "Dibaca di layar", "Kepada": "Diskominfo", "Untuk apa": "Menilai keselamatan petugas loket."},
    )
    budi.go(f"/cases/{case.id}").sees("Isi perkara ini rahasia", read_no)
    agree(ratna, kartika, read_no)
    budi.go("/inbox").sees(read_no)
    budi.go(f"/cases/{case.id}").sees(told, "Daftar nama dari saksi")
    budi.press("Lihat").sees("Daftar nama dari saksi")
    assert budi.page.locator("main img").first.evaluate("el => el.complete && el.naturalWidth > 0")
    budi.go(f"/cases/{case.id}").follow(read_no).sees("Pemakaian", "Budi Contoh · dibaca")
    expect(wulan.go(f"/cases/{case.id}").page.locator("ul.custody")).to_contain_text("Budi Contoh (Diskominfo)")

    # A list leaves it out, whoever asks, and says so on its cover.
    for officer in (wulan, budi):
        cover, rows = export(officer, tmp_path)
        assert cover["Tidak disertakan karena bertanda rahasia"] == "1"
        assert open_no in rows
        assert number not in rows

    # A bundle does not leave without an export disclosure; with one it does, and that is noted.
    refused = wulan.page.request.get(f"{office.url}/cases/{case.id}/bundle")
    assert refused.status == 403
    assert "tidak keluar tanpa pengungkapan" in refused.text()
    wulan.go(f"/cases/{case.id}").follow("Ajukan pengungkapan").sees("Yang diungkapkan")
    export_no = ask(
        wulan,
        {
            "Bukti 1: Daftar nama dari saksi": True,
            "Bentuk": "Ekspor data",
            "Kepada": "Orang lain (tuliskan di bawah)",
            "Nama dan jabatan, bila orang lain": "Penyidik Sentra Gakkumdu Contoh",
            "Untuk apa": "Bahan penyidikan tindak pidana pemilu.",
        },
    )
    agree(ratna, kartika, export_no)
    wulan.go(f"/cases/{case.id}").follow("Berkas penyerahan").sees("Diserahkan kepada")
    fill(
        wulan.page.locator("main"),
        {"Diserahkan kepada": "Sentra Gakkumdu Contoh", "Untuk apa": "Bahan penyidikan tindak pidana pemilu."},
    )
    with wulan.page.expect_download() as waiting:
        wulan.press("Buat dan unduh")
    names = zipfile.ZipFile(waiting.value.path()).namelist()
    assert any("list" in name for name in names), names
    wulan.go(f"/cases/{case.id}").sees("Berkas penyerahan").follow(export_no).sees("Dipakai", "Wulan Contoh · diekspor")
    with office.reading() as session:
        row = session.scalars(select(Disclosure).where(Disclosure.number == export_no)).one()
        used = [event for event in trail.of(session, "disclosure", row.id) if event.kind == "disclosure.used"]
    assert used
    assert {event.actor_name for event in used} == {"Wulan Contoh"}
    assert office.trail_holds()
    assert all(who.watch.quiet() for who in (wulan, ratna, budi, kartika))


def register(office: House, officer: Desk, told: str) -> Case:
    """A finding written down by ``officer``, whose page is then open."""
    officer.go("/cases/new")
    fill(officer.page.locator("main"), {"Sumber": "Temuan pengawasan", "Uraian kejadian": told})
    officer.press("Daftarkan dan beri nomor").sees("Perkara terdaftar dengan nomor", told)
    return case_on(office, officer)


def evidence_of(office: House, case_id: str) -> str:
    """The id of a case's only piece of evidence."""
    with office.reading() as session:
        return session.scalars(select(EvidenceItem.id).where(EvidenceItem.subject_id == case_id)).one()


def ask(officer: Desk, answers: dict[str, str | bool]) -> str:
    """Ask for a disclosure by the form on the page; its number."""
    fill(officer.page.locator("main"), {**answers, "Dasar hukum": "PKS Pasal 9 ayat (5)"})
    officer.press("Ajukan").sees("diajukan dan menunggu pemiliknya.", "Menunggu persetujuan pemilik")
    return officer.page.locator("main h1").inner_text().strip()


def agree(owner: Desk, other: Desk, number: str) -> None:
    """The owner's chief consents in writing, another chief approves; both find it among what waits for them."""
    for chief, step, state in (
        (owner, "Setujui sebagai pemilik", "Menunggu pengesahan"),
        (other, "Sahkan", "Disahkan, belum dipakai"),
    ):
        chief.go("/disclosures").sees("Menunggu saya", number).follow(number)
        chief.press(step).sees(f"Pengungkapan {number}: {state}.")


def export(officer: Desk, folder: Path) -> tuple[dict[str, str], set[str]]:
    """The list of all cases as a workbook: what its cover says, and the numbers in it."""
    officer.go("/cases").follow("Ekspor").sees("Yang diekspor")
    fill(officer.page.locator("main"), {"Keperluan ekspor": "Rapat koordinasi mingguan"})
    with officer.page.expect_download() as waiting:
        officer.press("Ekspor")
    book = openpyxl.load_workbook(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    cover, rows = book.worksheets
    return dict(cover.iter_rows(values_only=True)), {row[0] for row in rows.iter_rows(values_only=True)}
