"""Two roads of a case from its first word to its end: a complaint that goes to another institution, and a post found on patrol."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from intranet.base.actor import Party
from intranet.cases.models import Case, Track
from intranet.cases.rules import ElectionCrime, Notice, Outcome, Source, State
from intranet.cases.tracks import Stage
from tests.journeys.people import PATIENCE, Desk, Screen, Story
from tests.journeys.rig import House
from tests.journeys.steps import END, act, add_file, case_on, fill, issue, move, paper_text, stands, take, write

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("journeys-case-roads")]

GAKKUMDU = "Sentra Gakkumdu Contoh"
REFERRAL, TAKEDOWN = "Penerusan ke lembaga lain", "Permohonan penurunan konten"


@pytest.mark.needs("pdftotext")
def test_a_complaint_is_completed_studied_and_answered_by_another_institution(
    office: House, screen: Screen, desk: Callable[[str], Desk], tmp_path: Path
):
    office.befriend(GAKKUMDU, "gilang")
    story = Story(topic="Politik uang", who="", what="Amplop berisi uang dibagikan di pasar sebelum hari pemungutan suara.")
    screen.lay("good").agree().answer(story).contact(story)
    screen.page.screenshot(path=tmp_path / "post.png", caret="initial")
    number = screen.send()
    screen.finish()
    case = office.case(number)
    seq, code = number.split("/")[0].lstrip("0"), case.check_code or ""

    # Diskominfo sorts it, Bawaslu finds that something is missing.
    budi, wulan, ratna = desk("budi"), desk("wulan"), desk("ratna")
    move(take(budi, case), "Mulai telaah", State.TRIAGE)
    move(budi, "Lanjut ke kajian awal", State.INITIAL_STUDY)
    take(wulan, case).sees("Masih kurang 1 syarat untuk diregistrasi.", "Syarat formal dan materiel belum lengkap")
    move(wulan, "Minta pelapor melengkapi", State.AWAITING_COMPLETION, {"Alasan": "Terlapor belum disebut; foto belum ada."})
    screen.look_up(seq, code).titled("Pengaduan Anda menunggu Anda").leave()

    # The officer writes the notice, the commissioner signs it.
    write(
        wulan, "Pemberitahuan kelengkapan laporan", {"Yang harus dilengkapi": "Siapa yang dilaporkan\nFoto amplop yang dibagikan"}
    )
    wulan.sees("Ditandatangani pimpinan.").press("Simpan konsep").sees("Konsep disimpan.")
    ratna.go("/inbox").sees("Pemberitahuan kelengkapan laporan")
    ratna.go("/documents/drafts").sees("Anda dapat menerbitkan", number).follow("Pemberitahuan kelengkapan laporan")
    notice_no = issue(ratna)
    paper = paper_text(ratna, tmp_path)
    assert notice_no in paper
    assert "Foto amplop yang dibagikan" in paper
    assert screen.resident.name in paper
    assert screen.resident.nik not in paper

    # The complainant brings it to the counter; the report is registered and studied.
    budi.go(f"/cases/{case.id}").sees(notice_no)
    add_file(budi, tmp_path / "post.png", "Foto amplop dari pelapor")
    brought = {"Siapa yang dilaporkan": "Orang Rekaan", "Alasan": "Pelapor membawa foto dan menyebut nama di loket."}
    move(budi, "Perbaikan diterima", State.INITIAL_STUDY, brought)
    wulan.go(f"/cases/{case.id}").sees("Semua syarat lengkap", "Orang Rekaan", "Foto amplop dari pelapor")
    move(wulan, "Registrasi laporan", State.REGISTERED).sees("Nomor registrasi Bawaslu")
    register_no = office.case(number).register_no or "-"
    move(wulan.sees(register_no), "Mulai klarifikasi dan kajian", State.EXAMINATION)
    write(wulan, "Kajian dugaan pelanggaran", {"Kesimpulan": "Memenuhi unsur pidana pemilu.", "Rekomendasi": "Diteruskan."})
    fill(wulan.page.locator("#paper"), {"Analisis": "Uang dibagikan agar warga memilih calon tertentu."})
    issue(wulan)
    wulan.go(f"/cases/{case.id}")
    move(wulan, "Kajian selesai, bawa ke pleno", State.PLENARY, {"Alasan": "Kajian menyimpulkan ada dugaan tindak pidana."})
    wulan.sees("Menunggu langkah dari: Anggota Bawaslu")

    # The plenary refers it; the letter goes out under the commissioner's hand.
    ratna.go(f"/cases/{case.id}")
    move(
        ratna,
        "Teruskan ke lembaga lain",
        State.REFERRED,
        {"Kepada lembaga atau tingkat": GAKKUMDU, "Alasan": "Diteruskan menurut putusan pleno."},
    )
    letter_no = issue(write(ratna, "Surat penerusan", {}))
    assert GAKKUMDU in paper_text(ratna, tmp_path)
    ratna.go(f"/cases/{case.id}").sees(letter_no, f"{REFERRAL} Disetujui")
    act(
        ratna,
        REFERRAL,
        "Catat diserahkan",
        "Sudah diserahkan",
        {
            "Dasar hukum": "UU 7/2017 Pasal 455",
            "Ringkasan untuk penerima": "Uang dibagikan di pasar kepada calon pemilih.",
            "Keterangan": f"Surat {letter_no} diantar ke sekretariat.",
        },
    )
    screen.look_up(seq, code).titled("Pengaduan Anda sudah diteruskan").leave()

    # The partner reads only what was written for it, accepts, and answers.
    gilang = desk("gilang").go("/").sees(number, "Sudah diserahkan").follow(number)
    gilang.sees("Uang dibagikan di pasar kepada calon pemilih.").sees_not(screen.resident.name, story.phone, story.what)
    assert gilang.page.request.get(f"{office.url}/cases/{case.id}").status == 403
    gilang.press("Terima penerusan").sees("Sudah dicatat dan diberitahukan kepada pengirim.", "Diterima penerima")
    answer = "Penyidikan selesai, berkas dilimpahkan ke kejaksaan."
    gilang.unfold("Kirim jawaban")
    gilang.page.get_by_label("Jawaban", exact=True).fill(answer)
    gilang.press("Kirim jawaban").sees("Tidak ada yang menunggu Anda.", answer)

    # The end: outcome, basis and notice; the complainant reads it at the kiosk.
    wulan.go("/inbox").sees("menjawab penerusan")
    wulan.go(f"/cases/{case.id}").sees(answer)
    act(wulan, REFERRAL, "Nyatakan rampung", "Rampung", {"Keterangan": "Jawaban sudah dibaca."})
    end = {"Dijawab lembaga penerima": True, "Ya": True, "Surat atau surel": True, **END}
    move(wulan, "Tutup perkara", State.CLOSED, end).sees("Dijawab lembaga penerima", END["Dasar hukum"], "Surat atau surel")
    closed = office.case(number)
    assert (closed.outcome, closed.notice, closed.election_crime) == (Outcome.REFERRED_FINAL, Notice.LETTER, ElectionCrime.YES)
    ratna.go(f"/cases/{case.id}")
    issue(write(ratna, "Pemberitahuan status laporan", {}))
    assert "Dijawab lembaga penerima" in paper_text(ratna, tmp_path)
    screen.look_up(seq, code).titled("Pengaduan Anda sudah selesai").sees("Lembaga yang menerimanya sudah menjawab.").leave()
    assert office.trail_holds()
    assert all(who.watch.quiet() for who in (screen, budi, wulan, ratna, gilang))


@pytest.mark.needs("pdftotext")
def test_a_post_found_on_patrol_is_taken_down_comes_back_and_is_taken_down_again(
    office: House, desk: Callable[[str], Desk], tmp_path: Path
):
    wulan, budi, kartika = desk("wulan"), desk("budi"), desk("kartika")
    wulan.go("/oversight").follow("Buka giliran").sees("Petugas giliran").press("Buka giliran")
    wulan.sees("Giliran patroli dibuka.")
    link = "https://www.tiktok.com/@contohakun/video/7300000000000000001"
    wulan.page.get_by_label("Tautan atau akun").fill(f"{link}?utm_source=contoh")
    expect(wulan.page.locator("#known")).to_contain_text("TikTok", timeout=PATIENCE)
    fill(wulan.page.locator(".entry-form"), {"Jenis isi": "Ujaran kebencian", "Ringkasan": "Video menghina satu suku."})
    wulan.press("Catat")
    expect(wulan.page.locator("ol.seen")).to_contain_text("Video menghina satu suku.", timeout=PATIENCE)
    wulan.press("Jadikan perkara").sees("dibuat dari catatan patroli.", link)
    case = case_on(office, wulan)
    assert (case.source, case.party) == (Source.CYBER_PATROL, Party.BAWASLU)

    # Analysis and an urgent recommendation.
    wulan.go(f"/cases/{case.id}")
    if office.case(case.complaint_no or "").state is State.RECEIVED:
        move(wulan, "Mulai telaah", State.TRIAGE)
    move(wulan, "Lanjut ke analisis konten", State.ANALYSIS)
    advice = {"Mendesak: paling lama 4 jam, bukan 24 jam": True, "Alasan": "Menghasut kekerasan terhadap satu suku."}
    move(wulan, "Rekomendasikan penanganan konten", State.HANDLING, advice).sees("Menunggu langkah dari: Diskominfo")
    wulan.page.screenshot(path=tmp_path / "handling.png", caret="initial")

    # Diskominfo's officer makes the pack, the head signs it, it is sent, and the post goes.
    take(budi, case).sees("Penanganan Mendesak")
    budi.follow("Mengapa tanggal itu?").sees("4 jam")
    write(budi, TAKEDOWN, {}).press("Simpan konsep").sees("Konsep disimpan.")
    kartika.go("/documents/drafts").sees(case.complaint_no or "").follow(TAKEDOWN)
    pack_no = issue(kartika)
    assert "@contohakun" in paper_text(kartika, tmp_path)
    budi.go(f"/cases/{case.id}").sees(pack_no, f"{TAKEDOWN} Disetujui")
    act(budi, TAKEDOWN, "Catat terkirim", "Terkirim", {"Keterangan": f"Surat {pack_no} lewat kanal pengaduan TikTok."})
    act(budi, TAKEDOWN, "Catat konten diturunkan", "Konten diturunkan", {"Keterangan": "TikTok menjawab sudah diturunkan."})
    move(budi, "Catat hasil penanganan", State.MONITORING, {"Alasan": "Video tidak dapat dibuka lagi."})

    # It is looked for after 1, 3 and 7 days; on the seventh it is there again.
    due_on(office, budi, case)
    act(budi, TAKEDOWN, "Diperiksa: tetap hilang", "Tetap hilang setelah 1 hari")
    due_on(office, budi, case)
    act(budi, TAKEDOWN, "Diperiksa: tetap hilang", "Tetap hilang setelah 3 hari")
    due_on(office, budi, case)
    act(budi, TAKEDOWN, "Diperiksa: muncul lagi", "Disetujui", {"Keterangan": "Video yang sama diunggah ulang."})
    stands(budi, State.HANDLING)

    # Once more, to the end.
    act(budi, TAKEDOWN, "Catat terkirim", "Terkirim", {"Keterangan": "Dikirim ulang dengan tautan baru."})
    act(budi, TAKEDOWN, "Catat konten diturunkan", "Konten diturunkan", {"Keterangan": "Unggahan ulang diturunkan."})
    move(budi, "Catat hasil penanganan", State.MONITORING, {"Alasan": "Unggahan ulang tidak dapat dibuka."})
    for days in (1, 3, 7):
        due_on(office, budi, case)
        act(budi, TAKEDOWN, "Diperiksa: tetap hilang", f"Tetap hilang setelah {days} hari")
    end = {"Konten dihapus": True, "Tidak": True, "Tidak ada pelapor yang dapat diberi tahu": True, **END}
    move(budi, "Tutup perkara", State.CLOSED, end).sees("Konten dihapus")
    stands(wulan.go(f"/cases/{case.id}"), State.CLOSED).sees("Unggahan ulang diturunkan.", "Video yang sama diunggah ulang.")
    assert office.case(case.complaint_no or "").outcome is Outcome.CONTENT_REMOVED
    assert office.trail_holds()
    assert all(who.watch.quiet() for who in (wulan, budi, kartika))


def due_on(office: House, officer: Desk, case: Case) -> None:
    """Let the day of the take-down's next look come: it stands on the officer's start page."""
    looks = (Stage.REMOVED, Stage.GONE_AFTER_ONE, Stage.GONE_AFTER_THREE)
    with office.writing() as session:
        track = session.scalars(select(Track).where(Track.case_id == case.id, Track.stage.in_(looks))).one()
        track.due_on = dt.datetime.now(office.settings.zone).date()
    officer.go("/").sees(case.complaint_no or "", "hari ini")
    officer.go(f"/cases/{case.id}").sees("langkah berikutnya hari ini")
