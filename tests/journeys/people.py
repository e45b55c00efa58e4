"""Visitors at a kiosk and officers at their pages, in Chromium, in the words that stand on the screen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, expect

from tests.journeys.rig import PASSWORD, House, Kiosk, until

PATIENCE = 20_000  # milliseconds; two busy cores
# Said when a page is left while it asks for news, or when a form is refused with a status of its own.
_HARMLESS = ("Failed to load resource", "htmx:afterRequest", "htmx:sendAbort")
KIOSK_SIZE, STAFF_SIZE = {"width": 1280, "height": 800}, {"width": 1280, "height": 800}


@dataclass
class Watch:
    """What a page complained about to its console. Network trouble is told apart: some stories make it on purpose."""

    policy: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def over(self, page: Page) -> Watch:
        """Listen to a page."""
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        return self

    def _heard(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.policy.append(message.text)
        elif message.type == "error" and not message.text.startswith(_HARMLESS):
            self.errors.append(message.text)

    def quiet(self) -> bool:
        """Whether nothing was complained about; says what was."""
        assert not self.policy, self.policy
        assert not self.errors, self.errors
        return True


@dataclass(frozen=True)
class Story:
    """What a visitor has to tell."""

    topic: str = "Berita bohong (hoaks)"
    platform: str = "Facebook"
    link: str = "https://www.facebook.com/contohakun/posts/1"
    account: str = "@contohakun"
    who: str = "Orang Rekaan"
    what: str = "Kiriman itu menyebut hari pemungutan suara sudah lewat."
    phone: str = "081200000000"


class Screen:
    """The kiosk's screen, used as a visitor uses it."""

    def __init__(self, page: Page, kiosk: Kiosk) -> None:
        self.page, self.kiosk = page, kiosk
        page.set_default_timeout(PATIENCE)
        self.watch = Watch().over(page)
        page.goto(kiosk.url)

    @property
    def state(self) -> str:
        """The state on the screen."""
        return self.page.locator("#screen").get_attribute("data-state") or ""

    def sees(self, *texts: str) -> Screen:
        """Wait until all of this stands on the screen."""
        for text in texts:
            expect(self.page.locator("#screen")).to_contain_text(text, timeout=PATIENCE)
        return self

    def sees_not(self, *texts: str) -> Screen:
        """None of this stands on the screen, in sight or not."""
        for text in texts:
            expect(self.page.locator("#screen")).not_to_contain_text(text, timeout=PATIENCE)
        return self

    def titled(self, title: str) -> Screen:
        """Wait for the screen with this heading."""
        expect(self.page.locator("main h1")).to_contain_text(title, timeout=PATIENCE)
        return self

    def press(self, name: str) -> Screen:
        """Press the button that says this."""
        self.page.locator("main").get_by_role("button", name=name).first.click()
        return self

    def top(self, name: str) -> Screen:
        """Press a button of the upper edge."""
        self.page.locator("header").get_by_role("button", name=name).click()
        return self

    def write(self, text: str) -> Screen:
        """Write into the field and go on."""
        self.page.locator("#text").fill(text)
        return self.press("Lanjut")

    # -- stretches of the road ----------------------------------------------------------------------------------

    def lay(self, key: str) -> Screen:
        """Lay a card and wait until it is read."""
        self.resident = self.kiosk.lay(key)
        return self.titled("Apakah ini Anda?").sees(self.resident.name)

    def agree(self) -> Screen:
        """Yes, that is me; yes, check my NIK."""
        self.press("Ya, ini saya").titled("Bolehkah kami mencocokkan NIK Anda?")
        return self.press("Ya, saya setuju").titled("Tentang apa pengaduan Anda?")

    def answer(self, story: Story = Story()) -> Screen:
        """All questions about what happened, up to the name."""
        self.titled("Tentang apa pengaduan Anda?").press(story.topic)
        self.titled("Kapan kejadiannya?").press("Kemarin")
        self.titled("Kapan Anda mengetahuinya?").press("Hari ini")
        self.titled("Di mana Anda melihatnya?").press(story.platform)
        self.titled("Apakah Anda punya tautannya?").write(story.link)
        self.titled("Akun siapa yang mengirimnya?").write(story.account)
        self.titled("Siapa yang Anda laporkan?")
        if story.who:
            self.write(story.who)
        else:
            self.press("Saya tidak tahu")
        self.titled("Apa yang terjadi?").write(story.what)
        return self.titled("Siapa nama Anda?")

    def contact(self, story: Story = Story()) -> Screen:
        """Name and address as they are, telephone, no e-mail: up to the review."""
        self.titled("Siapa nama Anda?").press("Lanjut")
        self.titled("Di mana alamat Anda?").press("Lanjut")
        self.titled("Berapa nomor telepon Anda?").write(story.phone)
        self.titled("Apa alamat surel (email) Anda?").press("Tidak punya surel")
        return self.titled("Sudah benar semua?")

    def hurry(self) -> Screen:
        """Leave everything open that may stay open, up to the review."""
        self.titled("Tentang apa pengaduan Anda?").press("Saya tidak yakin")
        self.titled("Kapan kejadiannya?").press("Saya tidak ingat")
        self.titled("Kapan Anda mengetahuinya?").press("Saya tidak ingat")
        self.titled("Di mana Anda melihatnya?").press("Saya tidak yakin")
        self.titled("Siapa yang Anda laporkan?").press("Saya tidak tahu")
        self.titled("Apa yang terjadi?").press("Ceritakan ke petugas nanti")
        self.titled("Siapa nama Anda?").press("Lanjut")
        self.titled("Di mana alamat Anda?").press("Lanjut")
        self.titled("Berapa nomor telepon Anda?").press("Tidak punya telepon")
        self.titled("Apa alamat surel (email) Anda?").press("Tidak punya surel")
        return self.titled("Sudah benar semua?")

    def send(self) -> str:
        """Send the complaint; the number on the screen, once the paper is out."""
        before = len(self.kiosk.papers())
        self.press("Kirim pengaduan").titled("Nomor pengaduan Anda")
        self.sees("Ambil kertas Anda di bawah layar.")
        until(lambda: len(self.kiosk.papers()) == before + 1, "no paper came out")
        return self.number()

    def number(self) -> str:
        """The complaint number on the screen."""
        found = re.search(r"\d{4}/ADU/[^\s]+", self.page.locator("main h1").inner_text())
        assert found, self.page.locator("main").inner_text()
        return found[0]

    def finish(self) -> Screen:
        """Done; take the card along, if it still lies there; back to the welcome screen."""
        self.press("Selesai").titled("Layar sudah dibersihkan")
        self.kiosk.take()
        self.press("Ke halaman awal")
        return self.titled("Selamat datang.")

    def touch(self, text: str) -> Screen:
        """Touch the keys of our own keyboard."""
        for key in text:
            self.page.locator(f'.k-key[data-key="{key}"]').click()
        return self

    def look_up(self, seq: str, code: str) -> Screen:
        """From the welcome screen through both questions about a complaint made before, by touch alone."""
        self.titled("Selamat datang.").press("Cek pengaduan saya")
        self.titled("Berapa nomor pengaduan Anda?").touch(seq).press("Lanjut")
        return self.titled("Apa kode ceknya?").touch(code).press("Lihat kabarnya")

    def leave(self) -> Screen:
        """Done, without a card; back to the welcome screen."""
        return self.press("Selesai").titled("Layar sudah dibersihkan").press("Ke halaman awal").titled("Selamat datang.")


class Desk:
    """An officer's browser."""

    def __init__(self, page: Page, house: House) -> None:
        self.page, self.house = page, house
        page.set_default_timeout(PATIENCE)
        self.watch = Watch().over(page)

    def sign_in(self, username: str) -> Desk:
        """Sign in by the form."""
        self.page.goto(f"{self.house.url}/login")
        self.page.get_by_label("Nama akun").fill(username)
        self.page.get_by_label("Kata sandi").fill(PASSWORD)
        self.page.get_by_role("button", name="Masuk").click()
        expect(self.page.get_by_role("navigation", name="Menu utama")).to_be_visible(timeout=PATIENCE)
        return self

    def go(self, path: str) -> Desk:
        """Open a page."""
        answer = self.page.goto(self.house.url + path)
        assert answer
        assert answer.status == 200, f"{path}: {answer.status}"
        return self

    def sees(self, *texts: str) -> Desk:
        """Wait until all of this stands on the page."""
        for text in texts:
            expect(self.page.locator("main")).to_contain_text(text, timeout=PATIENCE)
        return self

    def sees_not(self, *texts: str) -> Desk:
        """None of this stands on the page."""
        for text in texts:
            expect(self.page.locator("main")).not_to_contain_text(text, timeout=PATIENCE)
        return self

    def press(self, name: str) -> Desk:
        """Press the button that says this."""
        self.page.locator("main").get_by_role("button", name=name).first.click()
        return self

    def unfold(self, name: str) -> Desk:
        """Open what is folded away under these words."""
        self.page.locator("main summary", has_text=name).first.click()
        return self

    def follow(self, name: str) -> Desk:
        """Follow the link that says this."""
        self.page.locator("main").get_by_role("link", name=name).first.click()
        return self

    def csrf(self) -> str:
        """The token of the forms on the page."""
        return self.page.locator('input[name="csrf_token"]').first.get_attribute("value") or ""


def axe_faults(page: Page) -> list[str]:
    """What the accessibility checker finds wrong: rule, and the first place."""
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']} ({rule['impact']}): {rule['nodes'][0]['html'][:200]}" for rule in found]


def stored_in(page: Page) -> str:
    """All a page can leave in the browser, as one text."""
    page.wait_for_load_state("networkidle")
    kept: str = page.evaluate(
        """async () => JSON.stringify([
            Object.entries(localStorage), Object.entries(sessionStorage), document.cookie,
            await indexedDB.databases(), await caches.keys(), (await navigator.serviceWorker?.getRegistrations())?.length ?? 0,
            window.name, history.state,
        ])"""
    )
    return kept


def told_in_files(files: Sequence[Path], *values: str) -> list[str]:
    """The files that hold any of the values, in UTF-8 or UTF-16."""
    needles = [value.encode(kind) for value in values for kind in ("utf-8", "utf-16-le")]
    found = []
    for file in files:
        try:
            data = file.read_bytes()
        except OSError:
            continue
        if any(needle in data for needle in needles):
            found.append(file.name)
    return found
