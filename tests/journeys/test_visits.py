"""What may happen in the middle of a visit, and that nothing of a visitor is left for the next one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright

from intranet.cases.models import Case
from intranet.counter.models import Visit
from intranet.devices.models import Device
from shared.elements import Standing
from shared.words import DeviceState, EndReason
from tests.chromium import start_profile
from tests.journeys.people import KIOSK_SIZE, Desk, Screen, Story, stored_in, told_in_files
from tests.journeys.rig import House, Kiosk, until

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("journeys-visits")]

FIRST = Story(
    link="https://www.tiktok.com/@pertamacontoh/video/17",
    account="@pertamacontoh",
    who="Terlapor Pertama Rekaan",
    what="Cerita pertama yang tidak boleh tertinggal.",
    phone="081211110001",
)


def test_two_visitors_in_a_row_leave_nothing_to_each_other(office: House, kiosk: Kiosk, playwright: Playwright, profile: Path):
    browser = start_profile(playwright, profile)
    screen = Screen(browser.pages[0], kiosk)
    first = screen.lay("good").resident
    screen.agree().answer(FIRST).contact(FIRST)
    shown = screen.page.content()
    assert first.name in shown, "the screen is searched in vain"
    assert FIRST.who in shown
    number = screen.send()
    secrets = (first.name, first.nik, first.address, FIRST.link, FIRST.account, FIRST.who, FIRST.what, FIRST.phone, number)
    screen.finish()
    nothing_of(secrets, screen)

    # Whoever presses back, or opens the page anew, sees the welcome screen.
    for deed in (screen.page.go_back, screen.page.go_forward, screen.page.reload):
        deed()
        screen.page.goto(kiosk.url)
        screen.titled("Selamat datang.")
        nothing_of(secrets, screen)
    other = browser.new_page()
    Screen(other, kiosk).titled("Selamat datang.")
    other.close()

    # The second visitor finds every field empty.
    second = screen.lay("good-type-b").resident
    screen.agree()
    nothing_of(secrets, screen)
    screen.press("Hal lain").titled("Kapan kejadiannya?").press("Saya tidak ingat")
    screen.titled("Kapan Anda mengetahuinya?").press("Saya tidak ingat").titled("Di mana Anda melihatnya?").press("TikTok")
    for title in ("Apakah Anda punya tautannya?", "Akun siapa yang mengirimnya?", "Siapa yang Anda laporkan?", "Apa yang terjadi?"):
        screen.titled(title)
        assert screen.page.locator("#text").input_value() == ""
        screen.press("Lanjut")
    screen.titled("Siapa nama Anda?")
    assert screen.page.locator("#text").input_value() == second.name
    screen.press("Lanjut").titled("Di mana alamat Anda?").press("Lanjut").titled("Berapa nomor telepon Anda?")
    assert screen.page.locator("#text").input_value() == ""
    screen.press("Tidak punya telepon").titled("Apa alamat surel (email) Anda?").press("Tidak punya surel")
    screen.titled("Sudah benar semua?")
    nothing_of(secrets, screen)
    second_number = screen.send()
    screen.finish()
    nothing_of((*secrets, second.name, second_number), screen)
    assert screen.watch.quiet()
    browser.close()

    # Nothing in any file of the browser's profile or the kiosk's folder but the papers.
    files = [path for path in profile.rglob("*") if path.is_file() and not path.is_symlink()]
    assert told_in_files(files, "127.0.0.1"), "the profile is searched in vain"
    own = [path for path in kiosk.folder.rglob("*") if path.is_file() and path != kiosk.paper]
    logs = list((office.folder / "logs").iterdir()) + list((office.folder / "tmp").rglob("*.*"))
    assert told_in_files([*files, *own, *logs], *secrets, second.name, second.nik, second.address, second_number) == []


def nothing_of(secrets: tuple[str, ...], screen: Screen) -> None:
    """None of it is in the page, in sight or not, nor in anything the browser keeps."""
    kept = screen.page.content() + (screen.page.text_content("html") or "") + stored_in(screen.page)
    assert [secret for secret in secrets if secret in kept] == []


def test_a_screen_nobody_touches_asks_and_then_wipes_itself(office: House, pages: Callable[..., Page]):
    kiosk = office.kiosk("Kios tidak sabar", idle=10)
    screen = Screen(pages(viewport=KIOSK_SIZE), kiosk)
    person = screen.lay("good").resident
    screen.titled("Anda masih di sini?").sees_not(person.name).press("Ya, saya masih di sini")
    screen.titled("Apakah ini Anda?").sees(person.name)
    screen.titled("Anda masih di sini?").titled("Layar sudah dibersihkan").sees("Jangan lupa: KTP-el Anda masih di alat baca.")
    screen.titled("Selamat datang.").sees("Masih ada kartu di alat baca.")
    nothing_of((person.name, person.nik, person.address), screen)
    with office.reading() as session:
        visit = session.query(Visit).order_by(Visit.started_at.desc()).first()
        assert visit
        assert (visit.end_reason, visit.case_id, visit.check_id) == (EndReason.TIMED_OUT, None, None)
    kiosk.stop()


def test_back_works_from_the_review_to_the_welcome(office: House, kiosk: Kiosk, screen: Screen):
    person = screen.lay("good").resident
    screen.agree().answer().contact()
    # One answer is corrected on the way, and the way leads straight back.
    screen.page.get_by_role("button", name="Ubah: Siapa yang dilaporkan").click()
    screen.titled("Siapa yang Anda laporkan?").write("Orang Lain Rekaan").titled("Sudah benar semua?").sees("Orang Lain Rekaan")
    for title in (
        "Apa alamat surel (email) Anda?",
        "Berapa nomor telepon Anda?",
        "Di mana alamat Anda?",
        "Siapa nama Anda?",
        "Apa yang terjadi?",
        "Siapa yang Anda laporkan?",
        "Akun siapa yang mengirimnya?",
        "Apakah Anda punya tautannya?",
        "Di mana Anda melihatnya?",
        "Kapan Anda mengetahuinya?",
        "Kapan kejadiannya?",
        "Tentang apa pengaduan Anda?",
        "Bolehkah kami mencocokkan NIK Anda?",
        "Apakah ini Anda?",
        "Letakkan KTP-el Anda di alat baca",
    ):
        screen.press("Kembali").titled(title)
    screen.press("Kembali").titled("Selamat datang.")
    nothing_of((person.name, person.nik, Story().link, "Orang Lain Rekaan"), screen)
    assert screen.watch.quiet()


def test_whoever_refuses_the_check_still_gets_a_number(office: House, kiosk: Kiosk, screen: Screen):
    person = screen.lay("good").resident
    screen.press("Ya, ini saya").press("Tidak, lanjut tanpa NIK").titled("Tentang apa pengaduan Anda?")
    number = screen.hurry().sees_not(person.nik).send()
    case = office.case(number)
    assert case.standing is Standing.NOT_CHECKED
    assert office.nik_of(case) is None
    assert office.visit_of(case).notice_at is None
    paper = kiosk.papers()[-1]
    assert person.nik.encode() not in paper
    assert b"NIK belum terverifikasi" in paper
    assert office.seen_by_register()["verify_calls"] == 0


def test_whoever_wants_to_stay_unnamed_still_gets_a_number(office: House, kiosk: Kiosk, screen: Screen):
    screen.press("Mulai").press("Bahasa Indonesia").press("Lanjut tanpa KTP-el").answer()
    screen.press("Melapor tanpa nama").titled("Sudah benar semua?").sees("tanpa nama")
    number = screen.send()
    assert office.case(number).respondent == Story().who


def test_a_kiosk_revoked_in_the_middle_of_a_visit_says_so_and_keeps_nothing(
    office: House, pages: Callable[..., Page], desk: Callable[[str], Desk]
):
    kiosk = office.kiosk("Kios hilang")
    screen = Screen(pages(viewport=KIOSK_SIZE), kiosk)
    person = screen.lay("long-name").resident
    screen.agree().sees("NIK sudah cocok").answer(FIRST).contact(FIRST)
    cases = office.count(Case)

    chief = desk("kartika").go("/devices").sees("Kios hilang")
    row = chief.page.locator("tr", has_text="Kios hilang")
    row.locator("summary").click()
    row.get_by_role("button", name="Cabut Kios hilang").click()
    chief.sees("Kios hilang sudah dicabut.")
    with office.reading() as session:
        assert session.query(Device).filter(Device.name == "Kios hilang").one().state is DeviceState.REVOKED

    screen.press("Kirim pengaduan").titled("Kios ini sudah tidak dipakai")
    screen.sees("Silakan ke meja petugas; pengaduan diterima di sana.")
    nothing_of((person.name, person.nik, FIRST.link, FIRST.who), screen)
    assert office.count(Case) == cases
    assert kiosk.papers() == []
    files = [path for path in office.files() if not path.name.startswith("posko.sqlite3")]
    assert told_in_files(files, person.name, person.nik, FIRST.who) == []
    assert told_in_files(office.files(), person.name, person.nik) == []
    kiosk.lay("good")
    screen.titled("Kios ini sudah tidak dipakai")
    kiosk.stop()


@pytest.mark.fault
def test_an_office_that_is_away_for_a_while_gets_the_complaint_once(office: House, kiosk: Kiosk, screen: Screen):
    person = screen.lay("good").resident
    screen.agree().sees("NIK sudah cocok").answer(FIRST).contact(FIRST)
    cases = office.count(Case)
    office.close_doors()
    screen.press("Kirim pengaduan").titled("Belum terkirim: sambungan ke kantor terputus")
    screen.sees("Jawaban Anda masih ada di layar ini.")
    screen.press("Lihat jawaban saya").titled("Sudah benar semua?").sees(person.name, FIRST.who, FIRST.what)
    screen.press("Kirim pengaduan").titled("Belum terkirim: sambungan ke kantor terputus")
    assert office.count(Case) == cases
    office.open_doors()
    number = Screen.number(screen.titled("Nomor pengaduan Anda").sees("Ambil kertas Anda"))
    assert office.count(Case) == cases + 1
    case = office.case(number)
    assert (case.respondent, case.narrative, case.standing) == (FIRST.who, FIRST.what, Standing.VERIFIED)
    assert office.nik_of(case) == person.nik
    assert person.nik.encode() in kiosk.papers()[-1]
    assert office.seen_by_register()["verify_calls"] == 1


@pytest.mark.fault
def test_an_answer_that_is_lost_on_the_way_is_asked_for_again_and_counts_once(office: House, pages: Callable[..., Page]):
    kiosk = office.kiosk("Kios jauh", link=2)
    screen = Screen(pages(viewport=KIOSK_SIZE), kiosk)
    screen.lay("good").agree().sees("NIK sudah cocok").answer(FIRST).contact(FIRST)
    cases = office.count(Case)
    with office.spellbound():  # the request arrives, nobody answers in time
        screen.press("Kirim pengaduan").titled("Belum terkirim: sambungan ke kantor terputus")
    number = Screen.number(screen.titled("Nomor pengaduan Anda").sees("Ambil kertas Anda"))
    until(lambda: len(kiosk.papers()) == 1, "no paper")
    assert office.count(Case) == cases + 1
    assert office.case(number).respondent == FIRST.who
    assert office.trail_holds()
    kiosk.stop()
