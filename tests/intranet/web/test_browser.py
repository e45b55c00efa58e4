"""The staff pages in a real chromium: accessible, small on the wire, quiet under the policy, and forgetful."""

import re
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect
from werkzeug.serving import make_server

from intranet.coordination.rules import ReferenceKind
from intranet.coordination.service import reference
from intranet.coordination.service.reference import ListInput
from tests.conftest import PASSWORD
from tests.intranet.cases.factories import Cases

pytestmark = [pytest.mark.browser, pytest.mark.slow]
COLD_BYTES, COLD_REQUESTS, WARM_BYTES = 60_000, 6, 8_000


@pytest.fixture
def cases(office_db, clock, settings, keys, staff) -> Cases:
    """A few cases, one of them in each state on the way."""
    made = Cases(office_db, clock, settings, keys, staff)
    for turn in range(6):
        made.create(respondent=f"Akun Contoh {turn}", narrative="Kabar yang beredar. " * 20)
    made.in_triage()
    made.in_analysis()
    return made


@pytest.fixture
def address(app, cases) -> Iterator[str]:
    """The app on a port of its own."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def enter(chromium: Browser, address: str) -> Callable[..., BrowserContext]:
    """A browser window in which somebody has signed in."""

    def entered(username: str, **how: Any) -> BrowserContext:
        context = chromium.new_context(base_url=address, **how)
        page = context.new_page()
        page.goto("/login")
        page.fill("#f-username", username)
        page.fill("#f-password", PASSWORD)
        page.click("main button")
        page.wait_for_url(f"{address}/")
        page.close()
        return context

    return entered


def open_case(page: Page) -> None:
    page.goto("/cases?state=triage")
    page.click("table.cases a.number")
    page.click("details.step summary:has-text('Tutup perkara')")
    page.click("#complainant summary")


def fill_end(page: Page) -> None:
    """What an end needs."""
    page.check("#outcome-not_competent")
    page.fill("#f-legal_basis", "Perbawaslu 7/2022 Pasal 15")
    page.check("#notice-telephone")
    page.fill("#f-reason-close", "Urusan lembaga lain; pelapor diarahkan ke sana.")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_every_page_is_accessible_fits_the_screen_and_breaks_no_policy(enter, scheme, width):
    context = enter("budi", color_scheme=scheme, viewport={"width": width, "height": 800})
    page, said, wrong = context.new_page(), [], []
    page.on("console", lambda message: said.append(message.text))

    def look(name: str) -> None:
        for violation in Axe().run(page).response["violations"]:
            wrong.append((name, violation["id"], violation["nodes"][0]["html"][:200]))
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wrong.append((name, "wider than the screen"))

    for path in ("/", "/cases", "/cases?q=tidakada", "/cases/new", "/cases/loads", "/account"):
        page.goto(path)
        look(path)
    open_case(page)
    look("case")
    page.click("details.menu summary")
    look("menu")
    assert wrong == []
    assert said == []


def test_names_are_suggested_while_one_types_and_no_other_field_goes_into_an_address(enter, cases):
    whose = {"kind": ReferenceKind.PARTIES, "source": "Keputusan contoh", "dated_on": cases.clock.now().date()}
    given = ListInput(**whose, file_name="partai.csv", content=b"Nama\nPartai Melati\n")
    with cases.db.write() as session:
        row = reference.take_in(session, cases.people.budi, cases.clock, cases.settings, given)
        seen = reference.digest(reference.preview(session, row))
        reference.apply(session, cases.people.budi, cases.clock, row.id, row.version, seen)
    page, asked = enter("budi").new_page(), []
    page.goto("/cases/new")
    page.on("request", lambda request: asked.append(request.url))
    page.fill("#f-name", "Warga Contoh")
    with page.expect_response("**/reference/names*"):
        page.locator("#f-respondent").press_sequentially("mela")
    expect(page.locator("#f-respondent-list option")).to_have_attribute("value", "Partai Melati")
    expect(page.locator("#f-respondent")).to_have_value("mela")
    with page.expect_response("**/cases/new"):  # and what looks alike is looked for as before
        page.fill("#f-account", "akuncontoh")
    assert [url.split("?")[1] for url in asked if "?" in url] == ["respondent=mela&do=look"]


def traffic(page: Page, path: str) -> tuple[float, int]:
    """Bytes on the wire and requests that opening ``path`` costs."""
    sizes: list[float] = []
    asked: dict[str, str] = {}
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.requestWillBeSent", lambda event: asked.__setitem__(event["requestId"], event["request"]["url"]))
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(path, wait_until="networkidle")
    session.detach()
    return sum(sizes), sum(url.startswith("http") for url in asked.values())


def test_a_first_visit_is_small_and_the_next_one_tiny(enter, chromium, address, cases):
    for turn in range(45):
        cases.create(respondent=f"Halaman Contoh yang Panjang Namanya {turn}")
    fresh = chromium.new_context(base_url=address)
    fresh.add_cookies(enter("budi").cookies())
    page = fresh.new_page()
    size, requests = traffic(page, "/cases")
    assert (size <= COLD_BYTES, requests <= COLD_REQUESTS) == (True, True), (size, requests)
    size, _requests = traffic(page, "/cases?state=open")
    assert size <= WARM_BYTES


def test_working_quickly_leaves_the_address_right_and_nothing_in_the_browser(enter):
    page = enter("budi").new_page()
    page.goto("/cases")
    page.keyboard.press("/")
    page.keyboard.type("0004")
    expect(page.locator("table.cases tbody tr")).to_have_count(1)
    expect(page).to_have_url(re.compile("q=0004"))
    page.click("table.cases a.number")
    page.fill("#f-text", "Tangkapan layar diterima.")
    page.click("text=Tambahkan catatan")
    page.wait_for_selector("text=Catatan ditambahkan.")
    expect(page.locator(".notice-success")).to_be_focused()
    page.go_back()
    expect(page.locator("input[type=search]")).to_have_value("0004")
    kept = page.evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}])")
    assert "Contoh" not in kept
    assert "htmx-history-cache" not in kept


def test_the_pages_work_without_script(enter):
    page = enter("budi", java_script_enabled=False).new_page()
    page.goto("/cases")
    page.fill("#f-q", "0007")  # the one in triage
    page.click("text=Tampilkan")
    page.click("table.cases a.number")
    page.fill("#f-text", "Ditulis tanpa skrip.")
    page.click("text=Tambahkan catatan")
    assert page.locator(".timeline .said").first.inner_text() == "Ditulis tanpa skrip."
    page.click("details.step summary:has-text('Tutup perkara')")
    fill_end(page)
    page.click("details.step[open] button")
    assert "Selesai" in page.locator(".state-now").inner_text()


def test_who_lost_the_session_sends_again_without_typing_again(enter, cases, office_db, clock):
    context = enter("budi")
    page = context.new_page()
    open_case(page)
    fill_end(page)
    context.clear_cookies(name="posko")
    page.click("details.step[open] button")
    page.wait_for_selector("text=Isian Anda masih ada di sini")
    with context.expect_page() as opened:
        page.click("text=Masuk di tab baru")
    login = opened.value
    login.fill("#f-username", "budi")
    login.fill("#f-password", PASSWORD)
    login.click("main button")
    login.wait_for_selector("text=Perkara saya")
    page.click("details.step[open] button")
    page.wait_for_selector("text=Keadaan perkara sudah diubah.")


def test_a_file_goes_up_through_the_page_and_comes_down_the_same(enter, tmp_path):
    sent = tmp_path / "bukti kiriman.txt"
    sent.write_bytes(b"Kiriman yang beredar.\n")
    large = tmp_path / "rekaman.mp4"
    with large.open("wb") as file:
        file.truncate(25 * 1024 * 1024 + 1)
    page = enter("budi").new_page()
    page.goto("/cases?state=triage")
    page.click("table.cases a.number")
    page.get_by_text("Tambahkan berkas").click()
    page.set_input_files("#f-evidence-file", large)
    assert page.evaluate("document.querySelector('#f-evidence-file').validationMessage").startswith("Berkas lebih besar dari 25 MB")
    page.set_input_files("#f-evidence-file", sent)
    page.get_by_role("button", name="Simpan berkas").click()
    expect(page.locator("#evidence")).to_contain_text("bukti kiriman.txt")
    with page.expect_download() as download:
        page.get_by_role("button", name="Unduh bukti kiriman.txt").click()
    assert download.value.suggested_filename == "bukti kiriman.txt"
    assert download.value.path().read_bytes() == sent.read_bytes()
    page.reload()
    page.get_by_text("Riwayat bukti").click()
    expect(page.locator(".custody li")).to_have_count(2)
