"""Takes the pictures of the README anew, from the office that ``python3 dev.py run`` shows: ``python3 dev.py shots``.

Every picture is a WebP made by Chromium itself; the receipt is the PDF of the counter, drawn by pdftoppm.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import json
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

import dev
from intranet.demo.people import CAST
from shared.residents import load
from tests.chromium import start_chromium
from tests.journeys.people import PATIENCE

PICTURES = dev.ROOT / ".docs" / "pictures"
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
QUALITY = 82
# Ends when everything on the page that moves only once has come to rest.
STILL = """() => Promise.all(document.getAnimations().filter((one) => one.effect?.getTiming().iterations !== Infinity)
    .map((one) => one.finished.catch(() => {})))"""
MOST_EACH, MOST_ALL = 120_000, 2_000_000  # bytes; they are part of every clone


def free_base() -> int:
    """The first of three free ports in a row."""
    for base in range(21000, 60000, 10):
        with contextlib.ExitStack() as held:
            try:
                for port in range(base, base + 3):
                    probe = held.enter_context(socket.socket())
                    probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return base
    raise SystemExit("no three free ports in a row")


@contextlib.contextmanager
def demo_office(folder: Path) -> Iterator[dev.Office]:
    """The whole office of ``dev.py run`` on free ports, with a file for a printer."""
    office = dev.Office(folder, free_base())
    office.env["POSKO_KIOSK_PRINTER"] = str(folder / "paper.escpos")
    try:
        office.prepare()
        office.start("stand-in Dukcapil", *office.intranet, "demo", "register", "--port", str(office.ports["stand-in Dukcapil"]))
        office.start("intranet", *office.intranet, "serve")
        office.enrol()
        office.start("kiosk", *office.kiosk, "run")
        office.wait(*office.ports)
        yield office
    finally:
        office.stop()


class Album:
    """Where the pictures go."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def take(self, page: Page, name: str) -> None:
        """Keep what is on the page now, once nothing on it moves."""
        page.wait_for_load_state()
        page.evaluate("() => { document.activeElement?.blur(); window.scrollTo(0, 0); }")
        page.wait_for_function("document.fonts.status === 'loaded'")
        page.evaluate(STILL)
        session = page.context.new_cdp_session(page)
        shot = session.send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
        session.detach()
        data = base64.b64decode(shot["data"])
        (self.folder / f"{name}.webp").write_bytes(data)
        print(f"{name}.webp  {len(data) / 1000:.0f} kB")

    def check(self) -> None:
        """Refuse pictures that would weigh on every clone."""
        sizes = {path.name: path.stat().st_size for path in self.folder.iterdir()}
        heavy = [name for name, size in sizes.items() if size > MOST_EACH]
        if heavy or sum(sizes.values()) > MOST_ALL:
            raise SystemExit(f"too heavy: {', '.join(heavy) or 'all together'}")


def kiosk(office: dev.Office, browser: Browser, album: Album) -> str:
    """Walk one visitor through the kiosk; the complaint number."""
    context = browser.new_context(viewport=WIDE, locale="id-ID")
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(office.urls["kiosk"])

    def press(name: str) -> None:
        page.locator("main").get_by_role("button", name=name).first.click()

    def titled(text: str) -> None:
        expect(page.locator("main h1")).to_contain_text(text, timeout=PATIENCE)

    def write(text: str) -> None:
        page.locator("#text").fill(text)
        press("Lanjut")

    titled("Selamat datang.")
    album.take(page, "kiosk-welcome")
    person = load().card("good")
    page.get_by_role("button", name=person.label).first.click()
    titled("Apakah ini Anda?")
    album.take(page, "kiosk-confirm")
    press("Ya, ini saya")
    titled("Bolehkah kami mencocokkan NIK Anda?")
    album.take(page, "kiosk-notice")
    press("Ya, saya setuju")
    titled("Tentang apa pengaduan Anda?")
    expect(page.locator("#status")).to_contain_text("NIK sedang dicocokkan")
    album.take(page, "kiosk-question")
    press("Berita bohong (hoaks)")
    titled("Kapan kejadiannya?")
    press("Kemarin")
    titled("Kapan Anda mengetahuinya?")
    press("Hari ini")
    titled("Di mana Anda melihatnya?")
    press("Facebook")
    titled("Apakah Anda punya tautannya?")
    write("https://facebook.contoh.id/kiriman/2026-11")
    titled("Akun siapa yang mengirimnya?")
    write("@kabarcontoh")
    titled("Siapa yang Anda laporkan?")
    write("Pengelola akun Kabar Contoh")
    titled("Apa yang terjadi?")
    write("Kiriman itu menyebut hari pemungutan suara diundur satu minggu. Itu tidak benar.")
    titled("Siapa nama Anda?")
    press("Lanjut")
    titled("Di mana alamat Anda?")
    press("Lanjut")
    titled("Berapa nomor telepon Anda?")
    write("0812 0000 0000")
    titled("Apa alamat surel (email) Anda?")
    press("Tidak punya surel")
    titled("Sudah benar semua?")
    expect(page.locator("#status")).to_contain_text("NIK sudah cocok", timeout=PATIENCE)
    album.take(page, "kiosk-review")
    press("Kirim pengaduan")
    titled("Nomor pengaduan Anda")
    expect(page.locator("main")).to_contain_text("Ambil kertas Anda", timeout=PATIENCE)
    album.take(page, "kiosk-number")
    number = "".join((page.locator("main h1").text_content() or "").split()).removeprefix("NomorpengaduanAnda")
    press("Selesai")
    titled("Layar sudah dibersihkan")
    press("Ke halaman awal")
    titled("Selamat datang.")
    # Another visitor is there while the counter is looked at, and asks for help.
    page.get_by_role("button", name=load().card("name-differs").label).first.click()
    titled("Apakah ini Anda?")
    press("Ya, ini saya")
    titled("Bolehkah")
    press("Ya, saya setuju")
    titled("Tentang apa pengaduan Anda?")
    page.locator("header").get_by_role("button", name="Petugas, tolong bantu").click()
    titled("Petugas sudah dipanggil")
    return number


def signed_in(office: dev.Office, browser: Browser, username: str, size: dict[str, int] = WIDE) -> Page:
    """A page of somebody of the cast."""
    person = next(member for member in CAST if member.username == username)
    context = browser.new_context(viewport=size, locale="id-ID")  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(office.urls["intranet"] + "/login")
    page.get_by_label("Nama akun").fill(username)
    page.get_by_label("Kata sandi").fill(person.password)
    page.get_by_role("button", name="Masuk").click()
    expect(page.get_by_role("navigation", name="Menu utama")).to_be_visible(timeout=PATIENCE)
    return page


def staff(office: dev.Office, browser: Browser, album: Album, number: str, work: Path) -> None:
    """The main pages of an officer, two of them on a telephone, and the receipt."""
    page = signed_in(office, browser, "budi")

    def go(path: str, name: str, before: Callable[[], None] | None = None, on: Page = page) -> None:
        on.goto(office.urls["intranet"] + path)
        if before:
            before()
        album.take(on, name)

    go("/", "staff-home")
    go("/cases", "staff-cases")
    page.goto(office.urls["intranet"] + "/cases?state=handling")
    case = page.locator("tbody th a").first.get_attribute("href") or ""
    go(case, "staff-case")
    go("/counter", "staff-counter")

    def fill() -> None:
        page.get_by_label("Pokok pengaduan").select_option(label="Berita bohong (hoaks)")
        page.get_by_label("Uraian kejadian").fill("Sebuah video mengaku dari kantor kelurahan, tetapi akunnya palsu.")
        page.get_by_label("Tautan", exact=True).fill("https://www.tiktok.com/@contoh/video/1")
        page.get_by_label("Siapa yang dilaporkan").fill("Pemilik akun @contoh")
        expect(page.locator("#platform-hint")).to_contain_text("TikTok", timeout=PATIENCE)

    go("/counter/desk", "staff-desk", fill)

    def named(text: str, path: str, on: Page) -> str:
        on.goto(office.urls["intranet"] + path)
        return on.locator("main tbody").get_by_role("link", name=text).first.get_attribute("href") or ""

    granting = "Pemanfaatan data kependudukan"
    go(named(granting, "/agreements", page), "staff-agreement")
    chief = signed_in(office, browser, "kartika")
    go("/devices", "staff-devices", on=chief)
    go("/cases/loads", "staff-loads", on=chief)
    go("/cases/new", "staff-new", on=chief)
    go("/documents", "staff-letters", on=chief)
    wulan = signed_in(office, browser, "wulan")
    go("/reports", "staff-recap", on=wulan)
    go("/oversight", "staff-patrol", on=wulan)
    go("/disclosures", "staff-disclosures", on=wulan)
    go("/calendar/deadlines?kind=follow_up&start=2026-11-20&regime=general", "staff-deadline", on=wulan)
    go("/literacy", "staff-literacy", on=chief)
    go("/literacy/coverage", "staff-coverage", on=chief)
    go("/reports/literacy", "staff-reach", on=chief)
    go("/outreach", "staff-joint", on=chief)
    go(named(granting, "/duties", chief), "staff-duties", on=chief)
    go(named("Semester II", "/reports/usage", chief), "staff-usage", on=chief)
    go("/privacy", "staff-incidents", on=chief)
    go("/checkpoints", "staff-checkpoints", on=chief)
    small = signed_in(office, browser, "budi", PHONE)
    go("/cases", "phone-cases", on=small)
    go(case, "phone-case", on=small)

    page.goto(office.urls["intranet"] + "/counter")
    page.get_by_role("link", name=number).first.click()
    form = page.locator('form[action*="/receipts/"]')
    expect(form).to_have_count(1)
    pdf = page.request.post(
        office.urls["intranet"] + (form.get_attribute("action") or ""),
        form={"csrf_token": form.locator('input[name="csrf_token"]').get_attribute("value") or ""},
        headers={"Origin": office.urls["intranet"]},
    )
    (work / "receipt.pdf").write_bytes(pdf.body())
    subprocess.run(["pdftoppm", "-png", "-r", "110", "-singlefile", work / "receipt.pdf", work / "receipt"], check=True)
    drawn = base64.b64encode((work / "receipt.png").read_bytes()).decode()
    sheet = browser.new_page(viewport=WIDE)
    sheet.set_content(
        "<body style='margin:0;display:grid;place-items:center;height:100vh;background:#d9dfdc'>"
        f"<img style='max-height:94vh;box-shadow:0 2px 14px #0005' src='data:image/png;base64,{drawn}'></body>"
    )
    album.take(sheet, "receipt")


def main(arguments: list[str] | None = None) -> int:
    """Take all pictures."""
    parser = argparse.ArgumentParser(prog="dev.py shots")
    parser.add_argument("--to", type=Path, default=PICTURES, help="folder of the pictures (.docs/pictures)")
    options = parser.parse_args(arguments)
    album = Album(options.to)
    with tempfile.TemporaryDirectory(prefix="posko-shots-") as name, demo_office(Path(name) / "data") as office:
        conduct = json.dumps({"delay": 5}).encode()
        address = office.urls["stand-in Dukcapil"] + "/_control/set"
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(address, conduct, timeout=5).close()
        with sync_playwright() as playwright:
            browser = start_chromium(playwright)
            number = kiosk(office, browser, album)
            staff(office, browser, album, number, Path(name))
            browser.close()
    album.check()
    return 0


if __name__ == "__main__":
    sys.exit(main())
