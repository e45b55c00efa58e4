"""The pages of prevention and of the bundle in a real Chromium: accessible, quiet, and inside the screen however full."""

import threading
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect
from werkzeug.serving import make_server

from intranet.prevention.rules import Audience, Heed, PropReason
from tests.conftest import PASSWORD
from tests.intranet.cases.factories import Cases
from tests.intranet.prevention.conftest import PAIR

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LONG = "Panjangsekalinamanyatanpajedasamasekali" * 4


@pytest.fixture
def address(app) -> Iterator[str]:
    """The app on a port of its own."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def entered(chromium: Browser, address: str, username: str, **how):
    context = chromium.new_context(base_url=address, **how)
    page = context.new_page()
    page.goto("/login")
    page.fill("#f-username", username)
    page.fill("#f-password", PASSWORD)
    page.click("main button")
    page.wait_for_url(f"{address}/")
    return page


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_every_page_is_accessible_and_fits_also_when_it_is_overfull(chromium, address, guarded, scheme, width):
    key = guarded.participant(LONG)
    act = guarded.act(audience=Audience.PARTICIPANT, participant=key, subject=LONG, number=LONG[:80], text=LONG * 5)
    guarded.came_of(guarded.act(addressee=LONG, subject="Imbauan"), Heed.NOT_HEEDED, note=LONG)
    open_row, row = (guarded.minutes(place=LONG, storage=LONG, order_no=LONG[:120], note=LONG) for _ in range(2))
    for minutes in (open_row, row):
        for reason in PropReason:
            guarded.count(minutes, LONG, reason, billboard=9999, banner=9999, streamer=9999, poster=9999, sticker=9999, flag=9999)
        guarded.count(minutes, "", flag=1)
    guarded.close(row)
    guarded.give_back(row, key, taken_by=LONG, flag=9999, poster=1)
    case = Cases(guarded.db, guarded.clock, guarded.settings, guarded.keys, guarded.people).in_analysis()
    page = entered(chromium, address, "wulan", color_scheme=scheme, viewport={"width": width, "height": 800})
    said, wrong = [], []
    page.on("console", lambda message: said.append(message.text))
    acts, props = "/oversight/prevention", "/oversight/props"
    paths = [
        acts,
        f"{acts}/new",
        f"{acts}/{act}",
        f"{acts}/{act}/edit",
        props,
        f"{props}/new",
        f"{props}/{open_row}",
        f"{props}/{row}",
    ]
    for path in (*paths, f"{props}/{open_row}/edit", f"/cases/{case}/bundle"):
        page.goto(path)
        page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
        for violation in Axe().run(page).response["violations"]:
            wrong.append((path, violation["id"], violation["nodes"][0]["html"][:200]))
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wrong.append((path, "wider than the screen"))
    page.context.close()
    assert wrong == []
    assert said == []


def test_counting_goes_on_without_leaving_the_page(chromium, address, guarded):
    row = guarded.minutes()
    page = entered(chromium, address, "wulan")
    page.goto(f"/oversight/props/{row}")
    for number, name in enumerate((PAIR, "Pasangan Calon 98"), 1):
        page.get_by_label("Milik peserta").fill(name)
        page.get_by_label("Tempat yang dilarang").check()
        page.get_by_label("Bendera").fill(str(number))
        page.get_by_role("button", name="Catat jumlah").click()
        expect(page.locator(".seen li")).to_have_count(number)
        expect(page.get_by_label("Milik peserta")).to_have_value("")
        expect(page.locator(".htmx-added, .htmx-settling")).to_have_count(0)
    page.get_by_label("Tempat penyimpanan").fill("Gudang Contoh")
    page.get_by_role("button", name="Tutup berita acara").click()
    expect(page.locator("main")).to_contain_text("siap dicetak")
    page.context.close()
