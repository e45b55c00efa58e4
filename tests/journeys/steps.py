"""What officers do again and again on the way of a case, each waiting for the very words that say it was done."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from playwright.sync_api import Locator, expect

from intranet.cases.models import Case
from intranet.cases.rules import State
from tests.journeys.people import PATIENCE, Desk
from tests.journeys.rig import House

END = {
    "Dasar hukum": "Perbawaslu 7/2022 Pasal 25",
    "Alasan": "Semua langkah sudah selesai dan hasilnya sudah diberitahukan.",
}


def fill(form: Locator, answers: dict[str, str | bool]) -> None:
    """Fill in a form by what stands beside its fields: a text, a choice of a list by its words, or True for a tick."""
    for label, value in answers.items():
        control = form.get_by_label(label, exact=True)
        if value is True:
            control.check()
        elif control.evaluate("el => el.tagName") == "SELECT":
            control.select_option(label=str(value))
        else:
            control.fill(str(value))


def fold(officer: Desk, name: str) -> Locator:
    """The part of the page that is folded away under exactly these words, opened."""
    part = officer.page.locator("main details", has=officer.page.locator("summary", has_text=_exactly(name))).first
    if part.get_attribute("open") is None:
        part.locator("summary").first.click()
    return part


def stands(officer: Desk, state: State) -> Desk:
    """Wait until the case on the page stands there."""
    expect(officer.page.locator(".state-now .chip").first).to_have_text(state.label, timeout=PATIENCE)
    return officer


def case_on(office: House, officer: Desk) -> Case:
    """The case on the page."""
    return office.case(officer.page.locator("main h1").inner_text().strip())


def take(officer: Desk, case: Case) -> Desk:
    """Take a case up as one's own."""
    return officer.go(f"/cases/{case.id}").press("Saya ambil").sees("Petugas sudah ditunjuk.")


def move(officer: Desk, name: str, state: State, answers: dict[str, str | bool] | None = None) -> Desk:
    """Move the case on the page; it then stands at ``state``. ``answers``: what the move asks for."""
    if answers is None:
        officer.press(name)
    else:
        form = fold(officer, name)
        fill(form, answers)
        form.get_by_role("button", name=name, exact=True).click()
    return stands(officer, state)


def act(officer: Desk, track: str, name: str, stage: str, answers: dict[str, str | bool] | None = None) -> Desk:
    """An act on the track of that name beside the case on the page, which is then at ``stage``."""
    form = fold(officer, name)
    fill(form, answers or {})
    form.get_by_role("button", name=name, exact=True).click()
    return officer.sees("Pekerjaan sudah dicatat.", f"{track} {stage}")


def write(officer: Desk, kind: str, answers: dict[str, str | bool]) -> Desk:
    """Begin a paper of that kind from the case on the page, and change what the program proposes."""
    offer = officer.page.locator("#papers").get_by_role("link", name=kind, exact=True)
    if not offer.is_visible():
        officer.page.locator("#papers summary").click()
    offer.click()
    officer.sees("Isi surat")
    fill(officer.page.locator("#paper"), answers)
    return officer


def issue(officer: Desk) -> str:
    """Issue the paper on the page; its number."""
    officer.press("Terbitkan dan beri nomor").sees("Surat terbit dengan nomor")
    return officer.page.locator(".under .number").inner_text()


def paper_text(officer: Desk, folder: Path) -> str:
    """What the issued paper on the page says as PDF, in one line."""
    file = folder / "paper.pdf"
    with officer.page.expect_download() as waiting:
        officer.page.locator("main").get_by_role("button", name="Unduh").first.click()
    waiting.value.save_as(file)
    said = subprocess.run(["pdftotext", "-layout", file, "-"], check=True, capture_output=True, text=True).stdout
    return " ".join(said.split())


def add_file(officer: Desk, file: Path, title: str) -> Desk:
    """Add a file to the evidence of the case on the page."""
    part = fold(officer, "Tambahkan berkas")
    part.get_by_label("Berkas", exact=True).set_input_files(file)
    fill(part, {"Judul": title})
    part.get_by_role("button", name="Simpan berkas").click()
    return officer.sees("Bukti ditambahkan.", title)


def _exactly(text: str) -> re.Pattern[str]:
    return re.compile(rf"^\s*{re.escape(text)}\s*$")
