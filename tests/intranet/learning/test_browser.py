"""A session from its first guest to the programme's report in a real Chromium; every page accessible and inside the screen."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from intranet.learning.rules import CheckKind, Finding, Stage
from tests.conftest import PASSWORD
from tests.intranet.evidence.test_service import png
from tests.intranet.learning.conftest import after, person
from tests.intranet.learning.test_service import issue

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


def entered(chromium: Browser, address: str, username: str, **how) -> Page:
    context = chromium.new_context(base_url=address, **how)
    page = context.new_page()
    page.goto("/login")
    page.fill("#f-username", username)
    page.fill("#f-password", PASSWORD)
    page.click("main button")
    page.wait_for_url(f"{address}/")
    return page


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_every_page_is_accessible_and_fits_also_when_it_is_overfull(chromium, address, shown, scheme, width):
    row = shown.took_place(title=LONG[:150])
    shown.attend(row, *(person(f"{LONG} {n}", unit=f"{LONG} {n}") for n in range(30)))
    question = shown.question(LONG)
    shown.test(row, question)
    shown.answer(row, Stage.PRE, (1, "b"), (2, "a"))
    shown.answer(row, Stage.POST, (1, "a"), (2, "a"))
    checks = {kind: (Finding.ATTENTION, LONG) for kind in CheckKind}
    shown.watch(row, checks=checks, incident=LONG * 3)
    shown.write(row, text=LONG * 5, obstacles=LONG)
    issue(shown, row)
    _code, token = shown.door(row, Stage.POST)
    empty = shown.took_place(starts_at=after(24), held=False)
    shown.clock.set(after(25))
    _code, other = shown.door(empty)
    page = entered(chromium, address, "kartika", color_scheme=scheme, viewport={"width": width, "height": 800})
    said, wrong = [], []
    page.on("console", lambda message: said.append(message.text))
    places = ("", "/attendance", "/test", "/monitoring", "/certificates", "/report")
    paths = [f"/literacy/sessions/{one}{place}" for one in (row, empty) for place in places]
    paths += ["/literacy/questions", "/literacy/questions/new", f"/literacy/questions/{question}", "/attend", "/certificate"]
    paths += [f"/attend/{other}", f"/attend/{other}/thanks/12", "/reports/literacy?span=own&since=2026-11-01&until=2026-12-31"]
    for path in paths:
        page.goto(path)
        page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
        for violation in Axe().run(page).response["violations"]:
            wrong.append((path, violation["id"], violation["nodes"][0]["html"][:200]))
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wrong.append((path, "wider than the screen"))
    page.context.close()
    assert token
    assert wrong == [], "\n".join(map(str, wrong))
    assert said == []


def test_a_session_from_its_first_guest_to_the_programmes_report(chromium, address, shown, tmp_path: Path):
    row = shown.took_place(held=False)
    shown.clock.set(after(0.5))
    for n in (1, 2):
        shown.question(f"Soal contoh {n}?")
    here = f"/literacy/sessions/{row}"
    officer = entered(chromium, address, "budi", viewport={"width": 1280, "height": 800})
    tablet = chromium.new_context(base_url=address, viewport={"width": 800, "height": 1200}).new_page()
    officer.goto(here)
    officer.get_by_role("link", name="Tes awal dan akhir").click()
    officer.get_by_role("button", name="Pakai soal yang dicentang").click()
    expect(officer.locator("#messages")).to_contain_text("Tes berisi 2 soal.")

    officer.get_by_role("link", name="Daftar hadir").click()
    officer.get_by_label("Nama, baris 1", exact=True).focus()
    for word in ("Ani Contoh", "\t", "SMA Contoh", "\t", "P", "\t", "1", "\t", "\t", "Budi Contoh", "\t", "SMA Contoh", "\t", "L"):
        officer.keyboard.press("Tab") if word == "\t" else officer.keyboard.type(word)
    officer.get_by_role("button", name="Simpan baris yang terisi").click()
    expect(officer.locator("#messages, .notice-warning").filter(has_text="1 baris disimpan.")).to_have_count(1)
    expect(officer.get_by_label("Nama, baris 1", exact=True)).to_have_value("Budi Contoh")
    officer.get_by_label("Umur, baris 1", exact=True).select_option("17_25")
    officer.get_by_role("button", name="Simpan baris yang terisi").click()
    expect(officer.locator("#messages")).to_contain_text("1 baris disimpan.")

    officer.get_by_role("button", name="Buka kode").click()
    code = officer.locator(".door-code").inner_text()
    tablet.goto("/attend")
    tablet.get_by_label("Kode").fill(code)
    tablet.get_by_role("button", name="Lanjut").click()
    tablet.get_by_label("Nama").fill("Citra Rekaan")
    tablet.get_by_label("Perempuan").check()
    tablet.get_by_label("60 ke atas").check()
    tablet.get_by_role("button", name="Kirim").click()
    expect(tablet.locator(".tablet-number")).to_have_text("3")
    tablet.get_by_role("link", name="Peserta berikutnya").click()
    expect(tablet.get_by_label("Nama")).to_have_value("")
    tablet.go_back()
    tablet.go_back()
    assert "Citra" not in tablet.content()

    for stage, choice in (("Tes awal", "Nama"), ("Tes akhir", "Panjang")):
        officer.get_by_role("button", name=stage).click()
        tablet.goto(tablet.url.split("/thanks")[0])
        tablet.get_by_label("Nomor hadir Anda").fill("3")
        for n in (1, 2):
            tablet.get_by_role("group", name=f"Soal contoh {n}?").get_by_label(choice).check()
        tablet.get_by_role("button", name="Kirim").click()
        expect(tablet.locator("h1")).to_have_text("Terima kasih")
    officer.get_by_role("link", name="Tes", exact=True).click()
    for stage, answers in (("Tes awal", "bb"), ("Tes akhir", "ab")):
        officer.get_by_label(stage, exact=True).check()
        officer.get_by_label("Nomor, baris 1", exact=True).fill("1")
        officer.get_by_label("Jawaban, baris 1", exact=True).fill(answers)
        officer.get_by_role("button", name="Simpan baris yang terisi").click()
        expect(officer.locator("#messages")).to_contain_text("1 lembar jawaban disimpan.")
    expect(officer.locator("main")).to_contain_text("2 orang mengerjakan kedua tes")
    expect(officer.locator(".gains").first).to_contain_text("+75")

    officer.goto(here)
    officer.get_by_role("button", name="Catat terlaksana").click()
    officer.get_by_role("link", name="Laporan kegiatan").click()
    officer.get_by_text("Tambahkan foto").click()
    photo = tmp_path / "aula.png"
    photo.write_bytes(png(60, 40))
    officer.locator("#f-photo").set_input_files(photo)
    officer.get_by_role("button", name="Simpan foto").click()
    expect(officer.locator("#messages")).to_contain_text("Foto ditambahkan.")
    officer.get_by_label("Uraian kegiatan").fill("Berjalan baik dari awal sampai akhir.")
    officer.get_by_role("button", name="Simpan dan laporkan").click()
    expect(officer.locator("#messages")).to_contain_text("Sesi dilaporkan.")
    assert officer.context.request.get(f"{here}/report.pdf").body().startswith(b"%PDF")

    chief = entered(chromium, address, "kartika")
    chief.goto(f"{here}/certificates")
    chief.get_by_label("Jabatan penanda tangan").fill("Kepala Dinas")
    chief.get_by_role("button", name="Terbitkan 3 sertifikat").click()
    expect(chief.locator("#messages")).to_contain_text("3 sertifikat terbit.")
    number = chief.locator(".certificates .number").first.inner_text()
    code = chief.locator(".certificates li .muted").first.inner_text().split(" · ")[1]
    tablet.goto("/certificate")
    tablet.get_by_label("Nomor sertifikat").fill(number)
    tablet.get_by_label("Kode cek").fill(code)
    tablet.get_by_role("button", name="Periksa").click()
    expect(tablet.locator("main")).to_contain_text("Ani Contoh")
    chief.goto("/reports/literacy?span=own&since=2026-11-01&until=2026-12-31")
    expect(chief.locator("main")).to_contain_text("orang dijangkau")
    for page in (officer, tablet, chief):
        page.context.close()
