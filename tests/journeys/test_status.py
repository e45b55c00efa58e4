"""A complaint made at one kiosk is followed at another, with the paper in hand, while officers move it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from intranet.cases.rules import State
from tests.journeys.people import KIOSK_SIZE, Desk, Screen, axe_faults, stored_in
from tests.journeys.rig import House, Kiosk, until

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("journeys-status")]


def test_a_complaint_is_followed_at_another_kiosk(
    office: House, screen: Screen, pages: Callable[..., Page], desk: Callable[[str], Desk]
):
    screen.lay("good").agree().sees("NIK sudah cocok").hurry()
    number = screen.send()
    paper = screen.kiosk.papers()[-1]
    screen.finish()
    case = office.case(number)
    code = case.check_code or ""
    assert f"Kode cek: {code}".encode() in paper
    assert b"Cek di kios mana pun: nomor + kode cek." in paper
    seq = number.split("/")[0].lstrip("0")

    other = Screen(pages(viewport=KIOSK_SIZE), office.kiosk("Kios pasar"))
    other.look_up(seq, code).titled("Pengaduan Anda sudah kami terima").sees("Kabar paling lambat", "petugas di meja")
    other.sees_not(screen.resident.name, number)
    other.leave().sees_not(code)
    assert code not in stored_in(other.page)

    budi = desk("budi").go(f"/cases/{case.id}")
    budi.press("Saya ambil").sees("Petugas sudah ditunjuk.").press("Mulai telaah").sees("Keadaan perkara sudah diubah.")
    assert office.case(number).state is State.TRIAGE
    other.look_up(seq, code).titled("Pengaduan Anda sedang dibaca petugas")
    other.leave()

    budi.press("Lanjut ke analisis konten").sees("Menunggu langkah dari: Bawaslu")
    other.look_up(f"00{seq}", code).titled("Pengaduan Anda sedang diperiksa Bawaslu")
    other.leave()
    assert office.trail_holds()
    assert other.watch.quiet()
    assert screen.watch.quiet()


@pytest.mark.parametrize("size", [KIOSK_SIZE, {"width": 390, "height": 844}], ids=["kiosk", "narrow"])
def test_the_checker_finds_nothing_on_the_screens_of_a_look_up(
    office: House, kiosk: Kiosk, pages: Callable[..., Page], size: dict[str, int]
):
    screen = Screen(pages(viewport=size), kiosk)
    faults: dict[str, list[str]] = {}

    def check(title: str) -> Screen:
        found = axe_faults(screen.titled(title).page)
        if found:
            faults[title] = found
        return screen

    screen.top("Huruf besar").top("Kontras").press("Cek pengaduan saya")
    check("Berapa nomor pengaduan Anda?").press("Lanjut")
    check("Berapa nomor pengaduan Anda?").touch("900").press("Lanjut")
    check("Apa kode ceknya?").touch("ABC").press("Lihat kabarnya")
    screen.sees("enam huruf atau angka").touch("DEF").press("Lihat kabarnya")
    check("Nomor dan kode ini belum cocok").press("Perbaiki kode").titled("Apa kode ceknya?")
    assert screen.page.locator("#text").input_value() == "ABCDEF"
    screen.press("Lihat kabarnya").titled("Nomor dan kode ini belum cocok")
    screen.leave()
    assert faults == {}


def test_an_office_that_is_away_is_said_and_asked_again(office: House, kiosk: Kiosk, screen: Screen):
    office.close_doors()
    screen.look_up("900", "ABCDEF").titled("Kantor sedang tidak terhubung")
    office.open_doors()
    until(kiosk.in_service, "the office does not come back")
    screen.press("Coba lagi").titled("Nomor dan kode ini belum cocok")
    screen.leave()
