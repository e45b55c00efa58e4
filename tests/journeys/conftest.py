"""One Chromium for all stories; one office per module, its register calmed before each story."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.people import KIOSK_SIZE, STAFF_SIZE, Desk, Screen
from tests.journeys.rig import House, Kiosk, house, until


@pytest.fixture(scope="module")
def shared_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """An office at work for the stories of one module."""
    with house(tmp_path_factory.mktemp("house")) as made:
        yield made


@pytest.fixture
def office(shared_office: House) -> House:
    """The module's office with a register that behaves."""
    shared_office.calm_register()
    return shared_office


@pytest.fixture(scope="module")
def shared_kiosk(shared_office: House) -> Kiosk:
    """A kiosk with a simulated reader, for the stories of one module."""
    return shared_office.kiosk("Kios lobi")


@pytest.fixture
def kiosk(office: House, shared_kiosk: Kiosk) -> Kiosk:
    """The module's kiosk with no card on its reader and nobody in front of it."""
    clear(shared_kiosk)
    return shared_kiosk


def clear(kiosk: Kiosk) -> None:
    """Bring a kiosk back to its welcome screen, the way impatient fingers do."""
    kiosk.take()
    for do in ("finish", "finish", "help", "finish", "finish", "finish"):
        if kiosk.state == "welcome":
            return
        kiosk.ask("POST", "/answer", {"at": kiosk.state, "do": do})
    until(lambda: kiosk.state == "welcome", f"the kiosk stays at {kiosk.state}")


@pytest.fixture
def pages(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Make pages, each in a context of its own that is closed in the end."""
    made = []

    def new(**options: object) -> Page:
        context = chromium.new_context(**{"viewport": STAFF_SIZE, "locale": "id-ID", **options})  # type: ignore[arg-type]
        made.append(context)
        return context.new_page()

    yield new
    for context in made:
        context.close()


@pytest.fixture
def screen(kiosk: Kiosk, pages: Callable[..., Page]) -> Screen:
    """The kiosk's screen at its welcome."""
    return Screen(pages(viewport=KIOSK_SIZE), kiosk)


@pytest.fixture
def desk(office: House, pages: Callable[..., Page]) -> Callable[[str], Desk]:
    """Sign somebody in, in a browser of their own."""
    return lambda username: Desk(pages(), office).sign_in(username)


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """A folder for a browser profile that is looked through afterwards."""
    return tmp_path / "profile"
