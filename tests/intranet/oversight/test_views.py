"""The pages of oversight, as the people of both parties use them."""

import datetime as dt
import re
import threading

import pytest
from playwright.sync_api import expect
from werkzeug.serving import make_server

from intranet.oversight.rules import FactEvent
from shared.questions import Platform
from tests.conftest import PASSWORD
from tests.intranet.cases.factories import Cases
from tests.intranet.web.harness import faults, fetch, send

HTMX = {"HX-Request": "true"}
LINK = "https://www.tiktok.com/@kabar.contoh/video/7301"
SHIFT = {"day": "2026-11-20", "begins": "21:00", "ends": "02:00", "platforms": ["tiktok", "x"], "keywords": "tagar contoh"}


def test_an_empty_office_says_so_kindly(sign_in):
    client = sign_in("wulan")
    for path, text in (
        ("", "Belum ada giliran patroli"),
        ("/accounts", "Belum ada akun terdaftar"),
        ("/accounts?platform=tiktok", "Tidak ada akun yang cocok"),
        ("/fact-checks", "Belum ada cek fakta"),
        ("/fact-checks?state=open", "Tidak ada cek fakta yang cocok"),
        ("/hoaxes", "Belum ada hoaks"),
    ):
        assert text in fetch(client, f"/oversight{path}")


def test_a_shift_is_opened_filled_and_closed_from_its_pages(sign_in, staff):
    client = sign_in("wulan")
    fetch(client, "/oversight/shifts/new")
    page = send(client, "/oversight/shifts/new", {**SHIFT, "members": [staff.wulan.id, staff.tirta.id]})
    assert "Patroli 20 November 2026, 21.00–02.00" in page
    assert "Tirta Contoh" in page
    where = next(
        part.split('"')[0] for part in page.split('action="') if part.startswith("/oversight/shifts/") and "/entries" in part
    )
    page = send(client, where, {"text": LINK, "category": "hoax", "summary": "Kabar bohong."})
    assert "tiktok.com/@kabar.contoh/video/7301" in page
    page = send(client, where.replace("entries", "close"), {"version": "1", "closing_note": "Selesai."})
    assert "Giliran ditutup: Ada temuan." in page
    assert "Catat temuan" not in page
    assert "1 catatan" in fetch(client, "/oversight")
    send(client, where, {"text": LINK + "9", "category": "hoax"}, 422)
    assert "sudah ditutup" in send(client, where.replace("entries", "close"), {"version": "2"}, 422)


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"day": "kemarin"}, "Isi tanggal yang benar"),
        ({"begins": "x"}, "Isi jam"),
        ({"platforms": []}, "Pilih sedikitnya satu tempat"),
        ({"members": []}, "Pilih sedikitnya satu petugas"),
    ],
)
def test_a_shift_with_something_missing_comes_back_with_what_was_typed(sign_in, staff, changes, text):
    page = send(sign_in("wulan"), "/oversight/shifts/new", {**SHIFT, "members": [staff.wulan.id], **changes}, 422)
    assert text in page
    assert "tagar contoh" in page


def test_an_entry_by_htmx_comes_back_as_the_block_alone_newest_first(sign_in, watched):
    shift = watched.shift()
    watched.enter(shift, "https://x.com/kabar.contoh")
    watched.clock.advance(dt.timedelta(minutes=1))
    address = f"/oversight/shifts/{shift}/entries"
    answer = sign_in("budi").post(address, data={"text": LINK, "category": "money_politics"}, headers=HTMX)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert faults(html, whole=False) == []
    assert html.index("tiktok.com/@kabar.contoh") < html.index("x.com/kabar.contoh")
    assert '<option value="money_politics" selected>' in html  # the next one is often of the same kind
    assert "<html" not in html


def test_an_entry_without_a_kind_or_a_link_is_not_lost(sign_in, watched):
    address = f"/oversight/shifts/{watched.shift()}/entries"
    assert LINK in send(sign_in("budi"), address, {"text": LINK, "category": ""}, 422)
    assert "Tempelkan tautan" in send(sign_in("budi"), address, {"text": " ", "category": "hoax"}, 422)


def test_a_link_that_is_known_is_shown_first_and_entered_when_sent_again(sign_in, watched):
    shift = watched.shift()
    case = watched.make_case(watched.enter(shift, LINK))
    client, address = sign_in("budi"), f"/oversight/shifts/{shift}/entries"
    again = LINK.replace("www.", "m.") + "?lang=id"
    hint = client.get("/oversight/links", query_string={"text": again}, headers=HTMX).get_data(as_text=True)
    assert "Tautan ini sudah pernah dicatat" in hint
    assert faults(hint, whole=False) == []
    page = send(client, address, {"text": again, "category": "hoax"}, 422)
    assert f"/cases/{case}" in page
    assert "Catat juga" in page
    page = send(client, address, {"text": again, "category": "hoax", "again": "tautan lain"}, 422)
    page = send(client, address, {"text": again, "category": "hoax", "again": again})
    assert "(2)" in page
    assert client.get("/oversight/links", headers=HTMX).get_data(as_text=True).strip() == ""
    assert "sudah pernah dicatat" in fetch(client, f"/oversight/links?text={LINK}")
    assert "Belum pernah dicatat" in fetch(client, "/oversight/links?text=kabar-contoh.id/lain")


def test_the_hint_says_whose_account_it_is_and_where_else_it_was_seen(sign_in, watched):
    watched.account("kabar.contoh")
    watched.enter(watched.shift(), LINK)
    Cases(watched.db, watched.clock, watched.settings, watched.keys, watched.people).create(
        platform=Platform.TIKTOK, account="kabar.contoh"
    )
    client = sign_in("budi")
    hint = client.get("/oversight/links", query_string={"text": "tiktok.com/@kabar.contoh/video/9"}, headers=HTMX).get_data(
        as_text=True
    )
    assert "Akun terdaftar milik Pasangan Calon 99" in hint
    assert "Akun yang sama, tautan lain" in hint
    assert "0001/ADU/33.99/XI/2026" in hint
    assert "tidak terdaftar" in fetch(client, "/oversight/links?text=@lain.contoh")


def test_what_was_pasted_is_never_a_link_that_runs(sign_in, watched):
    shift = watched.shift()
    watched.enter(shift, "javascript:alert(1)//<b>")
    page = fetch(sign_in("budi"), f"/oversight/shifts/{shift}")
    assert "javascript:alert(1)//&lt;b&gt;" in page


def test_an_entry_becomes_a_case_and_is_linked_to_it(sign_in, watched):
    shift = watched.shift()
    entry = watched.enter(shift, LINK, summary="Kabar bohong yang beredar.")
    client = sign_in("budi")
    page = send(client, f"/oversight/entries/{entry}/case", {})
    assert "Perkara 0001/ADU/33.99/XI/2026 dibuat" in page
    assert "Kabar bohong yang beredar." in page
    assert "Patroli siber" in page
    page = fetch(client, f"/oversight/shifts/{shift}")
    assert "0001/ADU/33.99/XI/2026" in page
    assert "Jadikan perkara" not in page
    assert "sudah menjadi perkara" in send(client, f"/oversight/entries/{entry}/case", {}, 422)


def test_accounts_that_should_be_shut_stand_on_top_in_red(sign_in, watched):
    late = watched.account("lupa.ditutup", closes_on=dt.date(2026, 11, 18))
    watched.account("masih.boleh", closes_on=dt.date(2026, 11, 24), participant="Pasangan Calon 98")
    client = sign_in("budi")
    assert "1 akun kampanye masih aktif setelah masa tenang" in fetch(client, "/oversight")
    page = fetch(client, "/oversight/accounts")
    assert page.index("Masih aktif setelah masa tenang") < page.index("masih.boleh")
    narrowed = fetch(client, "/oversight/accounts?participant=pasangan+calon+98&platform=tiktok")
    assert "masih.boleh" in narrowed
    assert "lupa.ditutup" not in narrowed
    assert "Isi tanggal yang benar" in send(client, f"/oversight/accounts/{late}/deactivate", {"version": "1", "on": "x"}, 422)
    early = {"version": "1", "on": "2026-09-01"}
    assert "lebih awal" in send(client, f"/oversight/accounts/{late}/deactivate", early, 422)
    send(client, f"/oversight/accounts/{late}/deactivate", {"version": "9", "on": "2026-11-20"}, 409)
    page = send(client, f"/oversight/accounts/{late}/deactivate", {"version": "1", "on": "2026-11-20"})
    assert "Masih aktif setelah masa tenang" not in page


def test_an_account_is_entered_and_the_next_of_the_same_letter_needs_only_its_name(sign_in, watched):
    client = sign_in("budi")
    given = {
        "participant": "Pasangan Calon 99",
        "account": "https://www.tiktok.com/@paslon99",
        "registered_on": "2026-10-01",
        "closes_on": "2026-11-24",
        "letter": "Surat 99",
    }
    page = send(client, "/oversight/accounts/new", given)
    assert "Akun paslon99 dicatat" in page
    assert 'value="Surat 99"' in page
    assert "sudah terdaftar" in send(client, "/oversight/accounts/new", given, 422)
    page = send(client, "/oversight/accounts/new", {"participant": "", "account": "x", "registered_on": "x"}, 422)
    assert "Nama peserta belum diisi" in page
    for n in range(19):
        watched.account(f"paslon99.{n}")
    page = send(client, "/oversight/accounts/new", {**given, "account": "https://tiktok.com/@satu.lagi"}, 422)
    assert "sudah mempunyai 20 akun" in page


def test_a_claim_of_a_case_is_checked_published_and_listed(sign_in, watched):
    case = Cases(watched.db, watched.clock, watched.settings, watched.keys, watched.people).create()
    client = sign_in("wulan")
    assert f"/oversight/fact-checks?case={case}" in fetch(client, f"/cases/{case}")
    assert f"/oversight/fact-checks/new?case={case}" in fetch(client, f"/oversight/fact-checks?case={case}")
    fetch(client, f"/oversight/fact-checks/new?case={case}")
    assert "Tuliskan klaim" in send(client, "/oversight/fact-checks/new", {"claim": " ", "case": case}, 422)
    page = send(client, "/oversight/fact-checks/new", {"claim": "Pemungutan suara dipindahkan.", "case": case})
    assert "0001/ADU/33.99/XI/2026" in page
    where = re.search(r'action="(/oversight/fact-checks/\w+/state)"', page)[1]
    assert "Tuliskan alasannya" in send(client, where, {"version": "1", "event": "checkable"}, 422)
    send(client, where, {"version": "1", "event": "checkable", "reason": "Ada pengumuman resmi."})
    given = {"version": "2", "event": "conclude", "sources": "KPU Contoh", "verdict": "hoax", "public_text": "Tidak benar."}
    page = send(client, where, given, 422)
    assert "Pilih jenis kekeliruannya" in page
    assert "KPU Contoh" in page
    page = send(client, where, {**given, "first_draft": "fabricated"})
    assert "Konten palsu seluruhnya" in page
    page = send(client, where, {"version": "3", "event": "publish"})
    assert "CEK-2026-0001" in page
    send(client, where, {"version": "3", "event": "publish"}, 409)
    send(client, where, {"version": "4", "event": "lain"}, 422)
    assert "[Hoaks] Pemungutan suara dipindahkan." in fetch(client, "/oversight/hoaxes")
    assert "CEK-2026-0001" in fetch(client, "/oversight/fact-checks?state=published")
    fetch(client, "/oversight/fact-checks/" + "0" * 32, 404)


def test_the_next_step_of_a_concluded_check_is_one_button(sign_in, watched):
    check = watched.check()
    watched.move(check, FactEvent.CHECKABLE, FactEvent.CONCLUDE)
    page = fetch(sign_in("budi"), f"/oversight/fact-checks/{check}")
    assert "Terbitkan" in page
    assert "Periksa lagi" in page


@pytest.mark.browser
@pytest.mark.slow
def test_a_link_is_pasted_entered_with_the_keyboard_and_made_a_case(app, watched, chromium):
    shift = watched.shift()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    context = chromium.new_context(base_url=f"http://127.0.0.1:{server.server_port}")
    try:
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto("/login")
        page.fill("#f-username", "wulan")
        page.fill("#f-password", PASSWORD)
        page.click("main button")
        page.wait_for_selector("text=Perkara saya")
        page.goto(f"/oversight/shifts/{shift}")
        expect(page.locator("#f-text")).to_be_focused()
        for number, text in enumerate((LINK, "https://x.com/kabar.contoh/status/17"), 1):
            expect(page.locator(".htmx-added, .htmx-settling")).to_have_count(0)
            page.keyboard.insert_text(text)
            expect(page.locator("#known strong")).to_have_text("kabar.contoh")
            if number == 1:
                page.select_option("#f-category", "hoax")
                page.focus("#f-text")
            page.keyboard.press("Enter")
            expect(page.locator(".seen li")).to_have_count(number)
            expect(page.locator("#f-text")).to_be_focused()
            expect(page.locator("#f-text")).to_have_value("")
        expect(page.locator(".seen li").first).to_contain_text("x.com/kabar.contoh/status/17")
        page.locator(".seen li").first.get_by_role("button", name="Jadikan perkara").click()
        expect(page.locator("h1")).to_have_text("0001/ADU/33.99/XI/2026")
        assert said == []
    finally:
        context.close()
        server.shutdown()
        thread.join()
        server.server_close()
