"""The pages of the ledger in a real Chromium: accessible, quiet, and inside the screen however full."""

import threading
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from werkzeug.serving import make_server

from intranet.base.actor import Party
from intranet.duties.models import CardReader, Credential, DutyStatement, SamCard, SecurityCheck
from intranet.duties.rules import Measure, ReaderStatus, SamStatus
from tests.conftest import PASSWORD
from tests.intranet.duties.conftest import DAY, TODAY, Office

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LONG = "Panjangsekalinamanyatanpajedasamasekali" * 3


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


def fill(office: Office, agreement: str) -> None:
    said = {"agreement_id": agreement, "clause_key": "2.1.c", "said_by": LONG, "text": LONG, "paper_no": LONG[:120]}
    office.put(DutyStatement, 9, **said, valid_until=TODAY + DAY, replaced_at=office.clock.now())
    office.put(DutyStatement, 3, **said, valid_until=TODAY - DAY)
    for status in ReaderStatus:
        reader = office.put(CardReader, model=LONG, serial=f"{status.value}{LONG[:60]}", spec_document=LONG, status=status)
    office.put(SamCard, serial=LONG[:80], status=SamStatus.HELD, reader_id=reader)
    office.put(SamCard, serial=LONG[:79], status=SamStatus.LOST, ended_on=TODAY, note=LONG)
    for due in (-9, 5, 90):
        office.put(Credential, opens=LONG, months=3, due_on=TODAY + due * DAY)
    office.put(SecurityCheck, 400, measure=Measure.ROOM, note=LONG)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_every_page_is_accessible_and_fits_also_when_it_is_overfull(chromium, address, shown, scheme, width):
    registry = shown.agreement(Party.DUKCAPIL, Party.DISKOMINFO, title=LONG)
    jambi = shown.agreement(title=LONG)
    fill(shown, registry)
    context = chromium.new_context(base_url=address, color_scheme=scheme, viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto("/login")
    page.fill("#f-username", "kartika")
    page.fill("#f-password", PASSWORD)
    page.click("main button")
    page.wait_for_url(f"{address}/")
    said, wrong = [], []
    page.on("console", lambda message: said.append(message.text))
    page.goto("/duties/inventory")
    links = {one.get_attribute("href") for one in page.query_selector_all("main a[href^='/duties/inventory/']")}
    paths = ["", f"/{registry}", f"/{jambi}", f"/{jambi}?state=late&owner=partner", f"/{registry}/compliance", "/inventory"]
    paths += [f"/{registry}/clauses/2.1.c", f"/{jambi}/clauses/6.1", *sorted(link.removeprefix("/duties") for link in links)]
    for path in paths:
        page.goto(f"/duties{path}")
        page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
        for violation in Axe().run(page).response["violations"]:
            wrong.append((path, violation["id"], violation["nodes"][0]["html"][:200]))
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wrong.append((path, "wider than the screen"))
    context.close()
    assert wrong == []
    assert said == []
