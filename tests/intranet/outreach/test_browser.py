"""The pages of joint activities in a real Chromium: accessible, quiet, and inside the screen however full."""

import threading
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from intranet.outreach.rules import CapacityKind, Condition, Scope, Target, Topic
from intranet.outreach.service import Under
from intranet.outreach.service.capacity import Promise
from tests.conftest import PASSWORD
from tests.intranet.outreach.conftest import DAY, TODAY

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
def test_every_page_is_accessible_and_fits_also_when_it_is_overfull(chromium, address, joined, scheme, width):
    agreement = joined.agreement(title=LONG)
    under = Under(agreement, Scope.OTHER)
    event = joined.event(kind=CapacityKind.FGD, title=LONG, place=LONG, audience_text=LONG, under=under)
    joined.enlist(event, name=LONG, unit=LONG)
    joined.minute(event, chair=LONG, points=LONG * 4, actions=[Promise(LONG, LONG, TODAY - DAY)] * 4)
    joined.hold(event)
    scored = joined.event()
    joined.enlist(scored, name="Sari Contoh")
    plans = [joined.plan(message=LONG, details=LONG * 3, planned_on=TODAY - number % 3 * DAY, under=under) for number in range(9)]
    done = joined.plan(topic=Topic.AGREEMENT, target=Target.FIRST, under=under)
    joined.log(done, link=f"https://contoh.example/{LONG}", reach=999_999_999, remark=LONG)
    facility = joined.facility(LONG)
    loan, asked = joined.lend(facility, purpose=LONG), joined.ask(facility, start=2, purpose=LONG)
    joined.take_back(loan, condition=Condition.DAMAGED, given_by=LONG, taken_by=LONG, note=LONG * 2)
    out = joined.ask(facility, start=40)
    joined.approve(out, facility)
    activity = joined.propose(agreement, joined.people.budi, title=LONG, legal_note=LONG * 4)
    page = entered(chromium, address, "wulan", color_scheme=scheme, viewport={"width": width, "height": 800})
    said, wrong = [], []
    page.on("console", lambda message: said.append(message.text))
    paths = [
        *("", "/trainings/new", f"/trainings/{event}", f"/trainings/{event}/edit", f"/trainings/{scored}"),
        *("/dissemination", "/dissemination/list", "/dissemination/totals", "/dissemination/new"),
        *(f"/dissemination/{plans[0]}", f"/dissemination/{done}", f"/dissemination/{plans[0]}/edit"),
        *("/facilities", "/facilities?state=all", "/facilities/list", "/facilities/new"),
        *(f"/facilities/{loan}", f"/facilities/{asked}", f"/facilities/{out}"),
        *("/activities", "/activities/new", f"/activities/{activity}"),
    ]
    for path in paths:
        page.goto(f"/outreach{path}")
        page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
        for violation in Axe().run(page).response["violations"]:
            wrong.append((path, violation["id"], violation["nodes"][0]["html"][:200]))
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wrong.append((path, "wider than the screen"))
    page.context.close()
    assert wrong == []
    assert said == []


def test_the_menu_keeps_to_one_row_on_a_wide_screen(chromium, address, joined):
    for username in ("wulan", "budi", "kartika", "halim"):
        page = entered(chromium, address, username, viewport={"width": 1280, "height": 800})
        page.goto("/outreach")
        assert page.evaluate("document.querySelector('.nav-main').offsetHeight") < 60, username
        page.context.close()
