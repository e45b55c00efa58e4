"""The kiosk in a real Chromium: a whole visit by touch, with and without script, and nothing left for the next visitor."""

import threading
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from kiosk import keys
from kiosk.card.fake.source import SimulatorSource
from kiosk.desk import State
from kiosk.device import Device
from kiosk.loop import Loop
from kiosk.screen import create_screen
from kiosk.settings import Settings
from tests.kiosk.conftest import FakePrinter
from tests.kiosk.office import DEVICE_ID, FakeOffice

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]


@pytest.fixture
def kiosk(kiosk_settings: Settings) -> Iterator[tuple[str, Loop, FakeOffice]]:
    """A kiosk with its clock, its threads and the simulated reader, before an office in memory; its address."""
    key = keys.load_or_make(kiosk_settings.kiosk_data_dir)
    keys.save_enrolment(kiosk_settings.kiosk_data_dir, keys.Enrolment(DEVICE_ID, "Kiosk Lobi"))
    office = FakeOffice()
    device = Device(kiosk_settings.kiosk_data_dir, key, office)
    loop = Loop(kiosk_settings, device, office, FakePrinter(), SimulatorSource(pace=0))
    loop.start()
    server = make_server("127.0.0.1", 0, create_screen(loop, kiosk_settings), threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", loop, office
    loop.stop()
    server.shutdown()
    thread.join(10)
    server.server_close()


class Visitor:
    """Touches what is on the screen; ``complaints`` collects what the browser complained about."""

    def __init__(self, chromium: Browser, address: str, *, script: bool) -> None:
        self.script, self.address = script, address
        self.context = chromium.new_context(viewport={"width": 1280, "height": 800}, java_script_enabled=script)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(address)

    def sees(self, *states: State) -> None:
        """Wait for a screen; without script the page is asked for again, as its refresh would."""
        wanted = ", ".join(f".k-is-{state.value}" for state in states)
        end = time.monotonic() + 15
        while not self.script and not self.page.query_selector(wanted) and time.monotonic() < end:
            self.page.wait_for_timeout(100)
            self.page.goto(self.address)
        self.page.wait_for_selector(wanted, timeout=15_000)

    def touches(self, value: str) -> None:
        self.page.click(f'button[value="{value}"]:not(.k-unseen)')

    def writes(self, text: str) -> None:
        self.page.fill("#text", text)

    def goes(self, *steps: tuple[State, str]) -> None:
        """See a screen, touch a button, and so on; ``text|button`` writes first."""
        for state, touch in steps:
            self.sees(state)
            text, _, button = touch.rpartition("|")
            if text:
                self.writes(text)
            self.touches(button)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_visit_by_touch_ends_with_a_number_and_leaves_nothing(
    chromium: Browser, kiosk: tuple[str, Loop, FakeOffice], script: bool
) -> None:
    address, _, office = kiosk
    visitor = Visitor(chromium, address, script=script)
    visitor.goes(
        (State.WELCOME, "good"),
        (State.CONFIRM, "yes"),
        (State.NOTICE, "agree"),
        (State.TOPIC, "topic:hoax"),
        (State.HAPPENED_ON, "yesterday"),
        (State.KNOWN_ON, "today"),
        (State.PLATFORM, "platform:tiktok"),
        (State.LINK, "skip"),
        (State.ACCOUNT, "@contoh|next"),
        (State.WHO, "Si Contoh|next"),
        (State.WHAT, "Ceritanya begini.|next"),
        (State.NAME, "next"),
        (State.ADDRESS, "next"),
        (State.PHONE, "skip"),
        (State.EMAIL, "skip"),
        (State.REVIEW, "edit:who"),
        (State.WHO, "Si Rekaan|next"),
        (State.REVIEW, "send"),
    )
    visitor.sees(State.PRINTED)
    assert "0001/PGD/XI/2026" in visitor.page.inner_text(".k-number")
    (ask,) = office.of("register")
    assert (ask.complainant.name, ask.complaint.respondent) == ("BUDI CONTOHNUGRAHA", "Si Rekaan")
    visitor.goes((State.PRINTED, "finish"), (State.WIPED, "finish"))
    visitor.sees(State.WELCOME)
    assert visitor.page.url == address
    visitor.page.go_back()
    visitor.page.goto(address)
    visitor.sees(State.WELCOME)
    text = visitor.page.content()
    if script:
        text += visitor.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    for word in ("CONTOHNUGRAHA", "MELATI", "Si Rekaan", "Ceritanya", "0001/PGD"):
        assert word not in text
    assert visitor.complaints == []
    visitor.context.close()


def test_our_keyboard_writes_and_a_change_of_language_keeps_it(chromium: Browser, kiosk: tuple[str, Loop, FakeOffice]) -> None:
    address, loop, _ = kiosk
    visitor = Visitor(chromium, address, script=True)
    visitor.goes((State.WELCOME, "begin"), (State.LANGUAGE, "language:id"), (State.CARD, "type"))
    visitor.sees(State.NIK)
    for digit in "33719912038500012345":
        visitor.touches(f"key:{digit}")
    assert visitor.page.input_value("#text") == "3371991203850001"
    visitor.touches("adjust:en")
    visitor.page.wait_for_selector('#screen[lang="en"]')
    assert visitor.page.input_value("#text") == "3371991203850001"
    visitor.touches("next")
    visitor.sees(State.NIK_NAME)
    visitor.page.click("[data-shift]")
    for letter in "bu":
        visitor.touches(f"key:{letter}")
    assert visitor.page.input_value("#text") == "Bu"
    visitor.context.close()


TOUCH_ALL = """values => { for (const value of values) document.querySelector(`button[value="${value}"]`).click(); }"""


def test_a_touch_while_the_screen_is_drawn_anew_is_not_lost(chromium: Browser, kiosk: tuple[str, Loop, FakeOffice]) -> None:
    address, _, _ = kiosk
    visitor = Visitor(chromium, address, script=True)
    visitor.sees(State.WELCOME)
    visitor.page.evaluate(TOUCH_ALL, ["adjust:text", "adjust:contrast", "status"])
    visitor.sees(State.STATUS_NUMBER)
    visitor.page.wait_for_selector(".k-big.k-contrast")
    assert visitor.complaints == []
    visitor.context.close()


def test_a_touch_whose_turn_never_came_is_not_done_later(chromium: Browser, kiosk: tuple[str, Loop, FakeOffice]) -> None:
    address, _, _ = kiosk
    visitor = Visitor(chromium, address, script=True)
    visitor.sees(State.WELCOME)
    visitor.page.route("**/answer", lambda route: route.abort())
    with visitor.page.expect_event("requestfailed"):
        visitor.page.evaluate(TOUCH_ALL, ["adjust:text", "adjust:contrast"])
    visitor.page.unroute("**/answer")
    visitor.touches("adjust:text")
    visitor.page.wait_for_selector(".k-big")
    visitor.touches("status")
    visitor.sees(State.STATUS_NUMBER)
    assert not visitor.page.query_selector(".k-contrast")
    visitor.context.close()


def test_who_touches_a_button_twice_goes_on_by_one_screen(chromium: Browser, kiosk: tuple[str, Loop, FakeOffice]) -> None:
    address, _, _ = kiosk
    visitor = Visitor(chromium, address, script=True)
    visitor.goes((State.WELCOME, "status"))
    visitor.sees(State.STATUS_NUMBER)
    visitor.writes("900")
    sent: list[str] = []
    visitor.page.on("request", lambda request: sent.append(request.post_data or "") if request.method == "POST" else None)
    visitor.page.evaluate(TOUCH_ALL, ["next", "next", "next"])
    visitor.sees(State.STATUS_CODE)
    visitor.page.evaluate(TOUCH_ALL, ["adjust:text", "adjust:contrast"])  # these come after whatever was kept
    visitor.page.wait_for_selector(".k-big.k-contrast")
    visitor.sees(State.STATUS_CODE)
    assert sum("do=next" in one for one in sent) == 1
    visitor.context.close()


def test_a_card_is_seen_by_the_page_without_a_touch(chromium: Browser, kiosk: tuple[str, Loop, FakeOffice]) -> None:
    address, loop, _ = kiosk
    visitor = Visitor(chromium, address, script=True)
    visitor.sees(State.WELCOME)
    source = loop.source
    assert isinstance(source, SimulatorSource)
    source.tap("good")
    visitor.sees(State.CONFIRM)
    source.remove()
    visitor.sees(State.CARD_TAKEN)
    visitor.touches("finish")
    visitor.sees(State.WIPED)
    assert "CONTOHNUGRAHA" not in visitor.page.content()
    visitor.context.close()
