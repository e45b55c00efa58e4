"""The main road: from a card on the reader to a closed case, with the simulator and with a real pcscd."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from intranet.base.actor import Party
from intranet.cases.rules import Outcome as Ending
from intranet.cases.rules import State
from intranet.identity.models import FeedbackState
from shared.elements import Outcome, Standing
from shared.nik import masked
from shared.words import EndReason
from tests.journeys.people import Desk, Screen, Story
from tests.journeys.rig import House, Kiosk, until
from tests.kiosk.card.pcscd import PcscdWithVpcd

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("pcscd")]


@pytest.fixture(params=["simulator", pytest.param("pcsc", marks=pytest.mark.card)])
def kiosk(request: pytest.FixtureRequest, office: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kiosk]:
    """The same kiosk once with invented cards in process, once behind a real pcscd."""
    if request.param == "simulator":
        yield office.kiosk("Kios simulator")
        return
    folder: Path = tmp_path_factory.mktemp("pcscd")
    with PcscdWithVpcd(folder) as rig:
        made = office.kiosk("Kios pembaca", pcsc=rig)
        yield made
        made.stop()


def test_a_tapped_card_becomes_a_closed_case(office: House, kiosk: Kiosk, screen: Screen, desk: Callable[[str], Desk]):
    story = Story()
    # At the kiosk.
    screen.titled("Selamat datang. Ada yang ingin Anda laporkan?")
    screen.lay("good")
    person = screen.resident
    screen.sees(masked(person.nik)).sees_not(person.nik)
    screen.agree().sees("NIK sudah cocok")
    screen.answer(story).contact(story)
    screen.sees(person.name, story.link, story.account, story.who, story.what, story.phone)
    number = screen.send()
    case = office.case(number)
    paper = kiosk.papers()[-1]
    for text in (number, person.nik, case.check_code, "Identitas terverifikasi"):
        assert text.encode() in paper, text
    assert f"POSKO:{number}:{case.check_code}".encode() in paper
    screen.sees(case.check_code)
    screen.finish()
    screen.sees_not(person.name, number)
    assert screen.watch.quiet()

    # In the office's books.
    assert (case.state, case.party, case.standing) == (State.RECEIVED, Party.DISKOMINFO, Standing.VERIFIED)
    assert (case.link, case.account, case.respondent, case.narrative) == (story.link, story.account, story.who, story.what)
    assert office.nik_of(case) == person.nik
    visit = office.visit_of(case)
    until(lambda: office.visit_of(case).ended_at, "the visit does not end")
    assert office.visit_of(case).end_reason is EndReason.DONE
    check = office.check_of(visit)
    assert check
    assert check.outcome is Outcome.MATCH
    assert check.code is None or check.code == "01"

    # At the register: asked once, and told the number.
    until(lambda: office.feedback(number).state is FeedbackState.ACKNOWLEDGED, "the number does not reach the register")
    at_register = office.seen_by_register()
    assert at_register["verify_calls"] == 1
    assert [row["nik"] for row in at_register["stored"]] == [person.nik]
    assert number in at_register["stored"][0].values()
    assert office.feedback(number).nik_sealed is None

    # Diskominfo's officer finds the visit in the queue, and sees the verdicts once.
    budi = desk("budi")
    budi.go("/counter").sees(number, "Identitas terverifikasi").follow(number)
    budi.sees("Sesuai", number).press("Tampilkan jawaban per unsur")
    budi.sees("Jawaban per unsur. Hanya ditampilkan sekali ini", "Nama lengkap")
    budi.page.reload()
    budi.sees_not("Nama lengkapSesuai")
    budi.go(f"/counter/visits/{visit.id}").sees("sudah ditampilkan kepada Budi Contoh")

    # ... takes the case up and hands it on.
    budi.follow("Buka perkara").sees("Diterima", story.what, "Nama, NIK, alamat, dan kontak disamarkan.")
    budi.sees_not(person.name, person.nik)
    budi.press("Saya ambil").sees("Petugas sudah ditunjuk.")
    assert office.case(number).officer_id == office.people["budi"].id
    budi.press("Mulai telaah").sees("Keadaan perkara sudah diubah.")
    assert office.case(number).state is State.TRIAGE
    budi.press("Lanjut ke analisis konten").sees("Menunggu langkah dari: Bawaslu")
    held = office.case(number)
    assert (held.state, held.party) == (State.ANALYSIS, Party.BAWASLU)

    # Bawaslu's officer analyses and recommends; Diskominfo handles and closes.
    wulan = desk("wulan")
    wulan.go(f"/cases/{case.id}").press("Saya ambil").sees("Petugas sudah ditunjuk.")
    step(wulan, "Rekomendasikan penanganan konten", "Isi kiriman itu tidak benar menurut analisis.")
    wulan.sees("Penanganan")
    assert office.case(number).party is Party.DISKOMINFO
    budi.go(f"/cases/{case.id}")
    step(budi, "Catat hasil penanganan", "Kiriman sudah dihapus penyelenggara platform.")
    act(desk("kartika").go(f"/cases/{case.id}"), "Setujui dan tanda tangani", "Disetujui")
    budi.go(f"/cases/{case.id}")
    act(budi, "Catat terkirim", "Terkirim", "Surat nomor 1/CONTOH/2026 lewat surel resmi.")
    act(budi, "Catat konten diturunkan", "Konten diturunkan", "Platform menjawab sudah diturunkan.")
    for days in (1, 3, 7):
        act(budi, "Diperiksa: tetap hilang", f"Tetap hilang setelah {days} hari")
    step(budi, "Tutup perkara", "Tautan diperiksa ulang dan tidak dapat dibuka.", outcome="Konten dihapus")
    budi.sees("Selesai", "Konten dihapus")
    closed = office.case(number)
    assert (closed.state, closed.outcome) == (State.CLOSED, Ending.CONTENT_REMOVED)
    assert closed.closed_at
    wulan.page.reload()
    wulan.sees("Selesai", "Kiriman sudah dihapus penyelenggara platform.")
    assert office.trail_holds()
    assert budi.watch.quiet()
    assert wulan.watch.quiet()


def act(officer: Desk, name: str, stage: str, note: str = "") -> None:
    """An act on the track beside the case, which is then at ``stage``."""
    officer.unfold(name)
    form = officer.page.locator("details.step[open]")
    form.get_by_label("Keterangan").fill(note)
    form.get_by_role("button", name=name).click()
    officer.sees("Pekerjaan sudah dicatat.", f"Permohonan penurunan konten: {stage}")


def step(officer: Desk, name: str, reason: str, outcome: str = "") -> None:
    """A move that asks for a reason, and perhaps for how it ended."""
    officer.unfold(name)
    form = officer.page.locator("details.step[open]")
    if outcome:
        form.get_by_label(outcome).check()
        form.get_by_role("group", name="Ada tindak pidana pemilu?").get_by_label("Tidak", exact=True).check()
        form.get_by_label("Dasar hukum").fill("UU ITE Pasal 28 ayat (1)")
        form.get_by_label("Telepon").check()
    form.get_by_label("Alasan").fill(reason)
    form.get_by_role("button", name=name).click()
    officer.sees("Keadaan perkara sudah diubah.", reason)
