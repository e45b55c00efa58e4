"""The system's Chromium for all tests: how it is started, and where it keeps what it keeps."""

from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SIZE = {"width": 1280, "height": 800}


def start_chromium(playwright: Playwright) -> Browser:
    """Chromium with a profile of its own that is gone afterwards."""
    return playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))


def start_profile(playwright: Playwright, folder: Path, *, temporary: Path | None = None) -> BrowserContext:
    """Chromium with a profile that stays in ``folder``, and temporary files in ``temporary``, to be looked through afterwards."""
    env = None if temporary is None else {"TMPDIR": str(temporary)}
    return playwright.chromium.launch_persistent_context(
        folder, executable_path=CHROMIUM, args=list(FLAGS), viewport=SIZE, locale="id-ID", env=env
    )
