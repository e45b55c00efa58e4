"""Verify and forget: after sixty visits with errors and kills nothing of a card or of the register is in any file."""

import json
import shutil
import tempfile
import threading
import time
from itertools import cycle
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Playwright
from sqlalchemy import select

from intranet.cases.models import Case, Complainant
from intranet.identity.models import IdentityCheck
from shared.elements import Outcome
from tests.chromium import start_profile
from tests.faults import canary
from tests.faults.visitors import Tally, Visitors
from tests.journeys.rig import House, Kiosk
from tests.live import Running, until

VISITS, KIOSKS, LONGEST = 60, 4, 60.0


@pytest.mark.fault
def test_the_search_finds_every_spelling(tmp_path: Path) -> None:
    for text in (canary.CARD, canary.NIK):
        for how, spelled in canary.spellings(text).items():
            file = tmp_path / "leak.bin"
            file.write_bytes(b"\x00before " + spelled + b" after")
            assert canary.search([file], [text]), how
    file.write_bytes(b"nothing of anybody")
    assert canary.search([file], [canary.CARD, canary.NIK]) == []


@pytest.mark.fault
def test_the_search_finds_base64_and_packed_streams_wherever_they_begin(tmp_path: Path) -> None:
    import base64
    import gzip

    file = tmp_path / "leak.bin"
    for before in (b"", b"x", b"xy"):
        file.write_bytes(base64.b64encode(before + canary.CARD.encode() + b" NAME 3"))
        assert canary.search([file], [canary.CARD]), before
    file.write_bytes(b"head" + gzip.compress(b"name=" + canary.CARD.encode()))
    assert canary.search([file], [canary.CARD])


@pytest.mark.browser
@pytest.mark.fault
@pytest.mark.slow
@pytest.mark.xdist_group("kills")
def test_after_sixty_visits_nothing_of_cards_or_register_is_left_anywhere(tmp_path: Path, playwright: Playwright) -> None:
    residents, folder, paper = tmp_path / "residents.json", tmp_path / "office", tmp_path / "paper"
    canary.population(residents)
    paper.mkdir()
    folder.mkdir()
    quick = {"dukcapil_deadline_seconds": "2", "dukcapil_queue_seconds": "5", "kiosk_samples": str(residents)}
    house = House(folder, {**quick, "dukcapil_breaker_pause_seconds": "1"})
    tally, stop = Tally(), threading.Event()
    browser_tmp = Path(tempfile.mkdtemp(prefix="kiosk-"))  # a browser's sockets need a short path
    try:
        house.make()
        intranet, register = house.intranet(), house.register(residents)
        kiosks = [_kiosk(house, n, paper) for n in range(KIOSKS)]
        profile = start_profile(playwright, folder / "profile", temporary=browser_tmp)
        for kiosk in kiosks:
            profile.new_page().goto(kiosk.url)
        queues = [Visitors(kiosk, n, tally, stop) for n, kiosk in enumerate(kiosks)]
        for queue in queues:
            queue.start()
        _trouble(house, residents, intranet, register, kiosks, tally, profile)
        stop.set()
        for queue in queues:
            queue.join(60)
        profile.close()
        shutil.copytree(browser_tmp, folder / "browser-tmp", symlinks=True, ignore=_no_sockets)
    finally:
        house.close()
        shutil.rmtree(browser_tmp, ignore_errors=True)
    assert tally.visits >= VISITS, tally
    assert tally.ends["number"] >= VISITS // 3, tally
    _look_through(house, folder)


def _no_sockets(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if Path(folder, name).is_socket() or Path(folder, name).is_symlink()]


def _kiosk(house: House, n: int, paper: Path) -> Kiosk:
    """A kiosk whose paper comes out elsewhere: what is printed is handed to the person."""
    kiosk = Kiosk(house, f"Kios {n}", None, 60, 8)
    house.kiosks.append(kiosk)
    text = kiosk.config.read_text(encoding="utf-8").replace(json.dumps(str(kiosk.paper)), json.dumps(str(paper / f"{n}.escpos")))
    kiosk.config.write_text(text, encoding="utf-8")
    kiosk.enrol()
    kiosk.start()
    return kiosk


def _trouble(
    house: House,
    residents: Path,
    intranet: Running,
    register: Running,
    kiosks: list[Kiosk],
    tally: Tally,
    profile: BrowserContext,
) -> None:
    """Kill, cut and garble by turns until enough people have been there."""
    began = time.monotonic()
    victims = cycle(kiosks)
    for turn, what in enumerate(cycle(("garbage", "calm", "intranet", "calm", "kiosk", "register", "error", "calm"))):
        if tally.visits >= VISITS and turn >= 8 or time.monotonic() - began > LONGEST:
            return
        if what == "garbage":
            house.conduct(garbage="truncated")
        elif what == "error":
            house.conduct(garbage="http_500", store="http_500")
        elif what == "calm":
            house.conduct(garbage="", store="")
        elif what == "intranet":
            intranet.kill()
            intranet = house.intranet()
        elif what == "register":
            register.kill()
            register = house.register(residents)
        elif what == "kiosk":
            kiosk = next(victims)
            if kiosk.running:
                kiosk.running.kill()
            kiosk.start()
        seen, until_then = tally.visits, time.monotonic() + 6.0
        until(lambda seen=seen, until_then=until_then: tally.visits >= seen + 4 or time.monotonic() > until_then, "nobody comes")
        profile.pages[-1].title()  # lets the browser's own events through


def _look_through(house: House, folder: Path) -> None:
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    # Before anybody opens the database: that rolls back, and deletes, what the kills left in its journal.
    assert any(path.suffix == ".log" and path.stat().st_size for path in files)
    assert any("profile" in path.parts for path in files)
    assert canary.search(files, [canary.FORM])  # what people wrote is kept, and the search can find it
    assert canary.search(files, [canary.CARD, canary.REGISTER, canary.NIK, canary.FAMILY]) == []
    with house.reading() as session:
        outcomes = set(session.scalars(select(IdentityCheck.outcome)))
        assert {Outcome.MATCH, Outcome.MISMATCH, Outcome.NOT_FOUND, Outcome.UNAVAILABLE} <= outcomes
        assert session.scalars(select(Complainant).where(Complainant.nik_sealed.is_not(None))).first()
        assert session.scalars(select(Case).where(Case.narrative.contains(canary.FORM))).first()
    assert house.trail_holds()
