"""All screens and the main staff pages: sound for everybody, by keyboard alone, without script, strict, and forgetful."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from intranet.cases.rules import State
from shared.elements import Standing
from tests.journeys.people import KIOSK_SIZE, PATIENCE, Desk, Screen, Story, axe_faults, stored_in
from tests.journeys.rig import PASSWORD, House, Kiosk

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("journeys-pages")]

STAFF_PAGES = {
    "budi": [
        *("/", "/cases", "/cases/new", "/cases/filters", "/inbox", "/account"),
        *("/counter", "/counter/desk", "/devices", "/agreements", "/identity", "/identity/feedback"),
        *("/reports", "/reports/handling", "/reports/issues", "/reports/today", "/reports/export"),
        *("/oversight", "/oversight/prevention", "/oversight/props", "/disclosures", "/duties", "/duties/inventory"),
        *("/outreach", "/outreach/dissemination", "/outreach/dissemination/totals", "/outreach/facilities", "/outreach/activities"),
    ],
    "kartika": [
        *("/devices", "/agreements/new", "/documents", "/documents/takedowns", "/documents/drafts"),
        *("/cases/loads", "/partners", "/calendar", "/calendar/holidays", "/calendar/deadlines"),
    ],
    "admin": ["/", "/staff", "/staff/new", "/documents/stationery"],
}


@pytest.fixture(scope="module")
def number(shared_office: House, shared_kiosk: Kiosk, chromium: object) -> str:
    """One complaint from the kiosk, so that no page is empty."""
    shared_office.calm_register()
    context = chromium.new_context(viewport=KIOSK_SIZE, locale="id-ID")  # type: ignore[attr-defined]
    screen = Screen(context.new_page(), shared_kiosk)
    screen.lay("good").agree().sees("NIK sudah cocok").answer().contact()
    made = screen.send()
    screen.finish()
    context.close()
    return made


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_the_checker_finds_nothing_on_any_kiosk_screen(office: House, kiosk: Kiosk, pages: Callable[..., Page], colours: str):
    screen = Screen(pages(viewport=KIOSK_SIZE, color_scheme=colours), kiosk)
    faults: dict[str, list[str]] = {}

    def look(title: str) -> None:
        screen.titled(title)
        found = axe_faults(screen.page)
        if found:
            faults[title] = found

    look("Selamat datang.")
    screen.press("Mulai")
    look("Pilih bahasa")
    screen.press("Bahasa Indonesia")
    look("Letakkan KTP-el Anda di alat baca")
    screen.press("Ketik NIK")
    look("Ketik NIK Anda")
    screen.press("Kembali")
    kiosk.lay("damaged")
    look("Kartu belum terbaca")
    screen.lay("good")
    look("Apakah ini Anda?")
    screen.press("Ya, ini saya")
    look("Bolehkah kami mencocokkan NIK Anda?")
    screen.press("Ya, saya setuju").sees("NIK sudah cocok")
    look("Tentang apa pengaduan Anda?")
    if colours == "dark":
        screen.top("Huruf besar").top("Kontras")
        look("Tentang apa pengaduan Anda?")
    screen.top("Petugas, tolong bantu")
    look("Petugas sudah dipanggil")
    screen.press("Lanjut mengisi").press("Berita bohong (hoaks)")
    look("Kapan kejadiannya?")
    screen.press("Hari lain")
    look("Hari apa kejadiannya?")
    screen.press("Kembali").titled("Kapan kejadiannya?").press("Kemarin").titled("Kapan Anda mengetahuinya?").press("Hari ini")
    look("Di mana Anda melihatnya?")
    screen.press("Facebook")
    look("Apakah Anda punya tautannya?")
    screen.press("Tidak punya tautan").titled("Akun siapa yang mengirimnya?").press("Saya tidak tahu")
    screen.titled("Siapa yang Anda laporkan?").press("Saya tidak tahu")
    look("Apa yang terjadi?")
    screen.press("Ceritakan ke petugas nanti")
    look("Siapa nama Anda?")
    screen.press("Lanjut").titled("Di mana alamat Anda?").press("Lanjut")
    look("Berapa nomor telepon Anda?")
    screen.write("12").sees("belum lengkap")
    look("Berapa nomor telepon Anda?")
    screen.press("Tidak punya telepon").titled("Apa alamat surel (email) Anda?").press("Tidak punya surel")
    look("Sudah benar semua?")
    kiosk.take()
    look("Kartu diangkat. Mau lanjut?")
    screen.press("Lanjutkan pengaduan").titled("Sudah benar semua?").send()
    look("Nomor pengaduan Anda")
    screen.press("Selesai")
    look("Layar sudah dibersihkan")
    assert not faults, "\n".join(f"{name}: {fault}" for name, found in faults.items() for fault in found)
    assert screen.watch.quiet()


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_the_checker_finds_nothing_on_any_staff_page(office: House, number: str, pages: Callable[..., Page], colours: str):
    faults: dict[str, list[str]] = {}

    def look(desk: Desk, name: str) -> None:
        expect(desk.page.locator("main h1").first).to_be_visible(timeout=PATIENCE)
        found = axe_faults(desk.page)
        if found:
            faults[name] = found

    case = office.case(number)
    visit = office.visit_of(case)
    agreement = office.agreement_id
    for username, paths in STAFF_PAGES.items():
        desk = Desk(pages(color_scheme=colours), office)
        desk.page.goto(f"{office.url}/login")
        look(desk, "/login")
        desk.sign_in(username)
        for path in paths:
            look(desk.go(path), path)
        if username == "budi":
            for path in (f"/cases/{case.id}", f"/counter/visits/{visit.id}", f"/agreements/{agreement}"):
                desk.go(path)
                folded = desk.page.locator("main details:not([open]) > summary:visible")
                while folded.count():
                    folded.first.click()
                look(desk, path)
            desk.page.set_viewport_size({"width": 390, "height": 844})
            look(desk.go(f"/cases/{case.id}"), "case at 390 px")
            wide = desk.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= 390, "the page is wider than the telephone"
        assert desk.watch.quiet()
    assert not faults, "\n".join(f"{name}: {fault}" for name, found in faults.items() for fault in found)


def test_an_officer_needs_no_mouse(office: House, number: str, pages: Callable[..., Page]):
    page = pages()
    case = office.case(number)
    desk = Desk(page, office)
    page.goto(f"{office.url}/login")
    page.keyboard.type("budi")  # the first field has the focus
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation", name="Menu utama")).to_be_visible()
    # Past everything that is on every page with the first key.
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Langsung ke isi halaman")).to_be_focused()
    page.keyboard.press("Enter")
    desk.go("/cases")
    tab_to(page, number)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{office.url}/cases/{case.id}")
    desk.sees("Riwayat")
    note = "Catatan yang ditulis tanpa tetikus."
    tab_to(page, "Catatan baru", "textarea")
    page.keyboard.type(note)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    desk.sees("Catatan ditambahkan.", note)
    tab_to(page, "Saya ambil")
    page.keyboard.press("Enter")
    desk.sees("Petugas sudah ditunjuk.")
    assert office.case(number).officer_id == office.people["budi"].id
    assert desk.watch.quiet()


def tab_to(page: Page, text: str, tag: str = "") -> None:
    """Press Tab until what has the focus says this, and see that the focus can be seen on the way."""
    for _ in range(80):
        page.keyboard.press("Tab")
        at = page.evaluate(
            """() => { const el = document.activeElement, label = el.labels?.[0]?.textContent ?? "";
                const style = getComputedStyle(el);
                return {tag: el.tagName.toLowerCase(), says: (el.textContent + " " + label).trim(),
                        seen: style.outlineStyle !== "none" || style.boxShadow !== "none"} }"""
        )
        if at["tag"] == "body":
            continue
        assert at["seen"], f"the focus cannot be seen on {at}"
        if text in at["says"] and (not tag or at["tag"] == tag):
            return
    raise AssertionError(f"no way to {text!r} by keyboard")


def test_twenty_pages_leave_nothing_in_the_browser(office: House, number: str, desk: Callable[[str], Desk]):
    case = office.case(number)
    visit = office.visit_of(case)
    budi = desk("budi")
    budi.go(f"/cases/{case.id}").unfold("Lihat data pelapor…")
    budi.page.get_by_label("Untuk apa data ini diperlukan?").fill("Menelepon pelapor tentang tautannya.")
    budi.press("Tampilkan satu kali").sees("BUDI CONTOHNUGRAHA")
    paths = ["/", "/cases", f"/cases/{case.id}", "/counter", f"/counter/visits/{visit.id}", "/identity", "/agreements"]
    for path in [*paths, *paths, *paths]:
        budi.go(path)
    for deed in (*[budi.page.go_back] * 4, *[budi.page.go_forward] * 2):
        deed(wait_until="load")
    budi.go("/cases")
    budi.page.get_by_role("searchbox").or_(budi.page.get_by_label("Cari")).first.fill("Orang")
    budi.page.keyboard.press("Enter")
    budi.sees(number)
    budi.page.go_back()
    kept = stored_in(budi.page)
    secrets = ("BUDI CONTOHNUGRAHA", "3371991203850001", "MELATI", Story().phone, Story().who, Story().what, number, "<")
    assert [secret for secret in secrets if secret in kept] == [], kept
    # The revealed data is not in the page that comes back either.
    budi.go(f"/cases/{case.id}").sees_not("BUDI CONTOHNUGRAHA", Story().phone)
    assert budi.watch.quiet()
    with budi.page.expect_response("**/logout") as answer:
        budi.page.locator("summary.top-tool").click()
        budi.page.get_by_role("button", name="Keluar").click()
    assert "storage" in (answer.value.header_value("clear-site-data") or "")
    budi.page.goto(f"{office.url}/cases/{case.id}")
    expect(budi.page).to_have_url(f"{office.url}/login?next=/cases/{case.id}")


def test_the_whole_road_works_without_script(office: House, kiosk: Kiosk, pages: Callable[..., Page]):
    screen = Screen(pages(viewport=KIOSK_SIZE, java_script_enabled=False), kiosk)
    screen.titled("Selamat datang.")
    screen.page.get_by_role("button", name="Kartu baik Terbaca lancar").click()  # the tray of the simulator
    screen.titled("Apakah ini Anda?").sees("BUDI CONTOHNUGRAHA")
    screen.agree()
    screen.press("Politik uang").titled("Kapan kejadiannya?").press("Hari lain").titled("Hari apa kejadiannya?")
    screen.page.locator("button.k-day").last.click()
    screen.titled("Kapan Anda mengetahuinya?").press("Pada hari kejadian").titled("Di mana Anda melihatnya?")
    screen.press("Bukan di internet").titled("Di mana kejadiannya?")
    for key in "abc":
        screen.page.locator(f'button[data-key="{key}"]').click()
        expect(screen.page.locator("#text")).to_have_value("abc"[: "abc".index(key) + 1])
    screen.press("Lanjut").titled("Siapa yang Anda laporkan?").write("Orang Rekaan")
    screen.titled("Apa yang terjadi?").write("Cerita tanpa skrip.").contact()
    number = screen.press("Kirim pengaduan").titled("Nomor pengaduan Anda").sees("Ambil kertas Anda").number()
    case = office.case(number)
    assert (case.standing, case.event_place, case.narrative) == (Standing.VERIFIED, "abc", "Cerita tanpa skrip.")
    assert case.happened_on == case.known_on
    screen.press("Selesai").titled("Layar sudah dibersihkan")

    # An officer without script moves the case on.
    desk = Desk(pages(java_script_enabled=False), office).sign_in("dewi")
    desk.go("/counter").sees(number).follow(number)
    desk.press("Tampilkan jawaban per unsur").sees("Jawaban per unsur. Hanya ditampilkan sekali ini")
    desk.follow("Buka perkara").press("Saya ambil").sees("Petugas sudah ditunjuk.")
    desk.press("Mulai telaah").sees("Keadaan perkara sudah diubah.")
    desk.unfold("Tutup perkara")
    form = desk.page.locator("details.step[open]")
    form.get_by_label("Bukan kewenangan kami").check()
    form.get_by_label("Dasar hukum").fill("Perbawaslu 7/2022 Pasal 15")
    form.get_by_label("Bertemu langsung").check()
    form.get_by_label("Alasan").fill("Diteruskan ke lembaga yang berwenang.")
    form.get_by_role("button", name="Tutup perkara").click()
    desk.sees("Bukan kewenangan kami", "Diteruskan ke lembaga yang berwenang.")
    assert office.case(number).state is State.CLOSED


def test_a_complaint_at_the_desk_shows_what_is_missing_while_it_is_written(office: House, desk: Callable[[str], Desk]):
    budi = desk("budi").go("/counter").follow("Terima pengaduan di loket")
    missing = budi.page.locator("#missing")
    expect(missing).to_contain_text("Pengaduan tetap dapat didaftarkan")
    before = missing.locator("li").count()
    budi.page.get_by_label("Siapa yang dilaporkan").fill("Orang Loket Rekaan")
    expect(missing.locator("li")).to_have_count(before - 1, timeout=PATIENCE)
    budi.page.get_by_label("Tautan", exact=True).fill("https://www.instagram.com/p/contoh/")
    expect(budi.page.locator("#platform-hint")).to_contain_text("Instagram", timeout=PATIENCE)
    budi.page.get_by_label("NIK", exact=True).fill("3371991203850001")
    budi.page.get_by_label("Nama lengkap").fill("Budi Contohnugraha")
    expect(missing.locator("li")).to_have_count(before - 3, timeout=PATIENCE)  # what stands below it has come to rest
    budi.page.get_by_label("Warga setuju NIK-nya diperiksa").check()
    budi.press("Periksa NIK").sees("NIK sedang diperiksa.")
    expect(budi.page.locator("#check")).to_contain_text("Sesuai", timeout=PATIENCE)
    assert budi.page.get_by_label("NIK", exact=True).input_value() == ""
    budi.press("Daftarkan dan beri nomor").sees("Pengaduan terdaftar dengan nomor", "Identitas terverifikasi")
    number = budi.page.locator(".number-big").inner_text()
    case = office.case(number)
    assert case.standing is Standing.VERIFIED
    assert case.respondent == "Orang Loket Rekaan"
    assert office.nik_of(case) == "3371991203850001"
    assert budi.watch.quiet()
