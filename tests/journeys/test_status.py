"""A complaint made at one kiosk is followed at another, with the paper in hand, while officers move it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from intranet.cases.rules import State
from tests.journeys.people import KIOSK_SIZE, Desk, Screen, axe_faults, stored_in
from tests.journeys.rig import House, Kiosk, until

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("journeys-status")]


def keys(screen: Screen, text: str) -> Screen:
    """Touch the keys of our own keyboard."""
    for key in text:
        screen.page.locator(f'.k-key[data-key="{key}"]').click()
    return screen


def look(screen: Screen, seq: str, code: str) -> Screen:
    """From the welcome screen through both questions, by touch alone."""
    screen.titled("Selamat datang.").press("Cek pengaduan saya")
    keys(screen.titled("Berapa nomor pengaduan Anda?"), seq).press("Lanjut")
    return keys(screen.titled("Apa kode ceknya?"), code).press("Lihat kabarnya")


def leave(screen: Screen) -> Screen:
    """Done; back to the welcome screen."""
    return screen.press("Selesai").titled("Layar sudah dibersihkan").press("Ke halaman awal").titled("Selamat datang.")


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
    look(other, seq, code).titled("Pengaduan Anda sudah kami terima").sees("Kabar paling lambat", "petugas di meja")
    other.sees_not(screen.resident.name, number)
    leave(other).sees_not(code)
    assert code not in stored_in(other.page)

    budi = desk("budi").go(f"/cases/{case.id}")
    budi.press("Saya ambil").sees("Petugas sudah ditunjuk.").press("Mulai telaah").sees("Keadaan perkara sudah diubah.")
    assert office.case(number).state is State.TRIAGE
    look(other, seq, code).titled("Pengaduan Anda sedang dibaca petugas")
    leave(other)

    budi.press("Lanjut ke analisis konten").sees("Menunggu langkah dari: Bawaslu")
    look(other, f"00{seq}", code).titled("Pengaduan Anda sedang diperiksa Bawaslu")
    leave(other)
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
    keys(check("Berapa nomor pengaduan Anda?"), "900").press("Lanjut")
    keys(check("Apa kode ceknya?"), "ABC").press("Lihat kabarnya")
    keys(screen.sees("enam huruf atau angka"), "DEF").press("Lihat kabarnya")
    check("Nomor dan kode ini belum cocok").press("Perbaiki kode").titled("Apa kode ceknya?")
    assert screen.page.locator("#text").input_value() == "ABCDEF"
    screen.press("Lihat kabarnya").titled("Nomor dan kode ini belum cocok")
    leave(screen)
    assert faults == {}


def test_an_office_that_is_away_is_said_and_asked_again(office: House, kiosk: Kiosk, screen: Screen):
    office.close_doors()
    look(screen, "900", "ABCDEF").titled("Kantor sedang tidak terhubung")
    office.open_doors()
    until(kiosk.in_service, "the office does not come back")
    screen.press("Coba lagi").titled("Nomor dan kode ini belum cocok")
    leave(screen)
