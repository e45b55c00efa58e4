"""The pages that plan a month, as the people of both parties use them."""

import re

import pytest

from intranet.base.actor import Party
from intranet.literacy.proposing import running
from intranet.literacy.proposing.people import no_duties
from intranet.literacy.rules import SeatRole, SessionState
from tests.intranet.literacy.proposing.conftest import Month
from tests.intranet.web.harness import fetch, send

B, D = Party.BAWASLU, Party.DISKOMINFO


@pytest.fixture
def wish(pages):
    """Two sessions of a month, as typed."""
    pages.person(B, "Ratna Contohwati")
    pages.person(B, "Joko Misalan")
    pages.person(D, "Bagus Rekaan")
    pages.person(D, "Citra Ujicoba")
    return {
        "count": "2",
        "programme_id": pages.known["programme"],
        "district_id": pages.known["district"],
        "pillar": "aman",
        "segment": "pupils",
        "sector": "public",
        "kind": "literacy",
        "mode": "in_person",
        "minutes": "120",
        "capacity": "30",
        "place": "SMA Contoh",
        "earliest_on": "2026-12-01",
        "latest_on": "2026-12-31",
    }


ORDER = {"first": "2026-12-01", "last": "2026-12-31", "seconds": "3", "rule-load": "warn", "count": "much", "acquaintance": "mix"}


def asked(pages, client):
    """The address of a proposal of December, and of its page."""
    page = send(client, "/literacy/plan", ORDER)
    return re.search(r"/literacy/proposals/[0-9a-f]{32}", page).group()


def work(pages):
    assert running.work_once(pages.db, pages.clock, pages.settings, no_duties)


def at(pages, path, **more):
    return {"version": str(Month(pages).see(path[-32:]).version), **more}


def test_an_empty_month_says_so_and_nothing_is_planned_of_nothing(sign_in, pages):
    for username in ("budi", "wulan"):
        assert "Belum ada sesi yang diminta" in fetch(sign_in(username), "/literacy/plan?month=2026-12")
    for month in ("x", "0001-01", "9999-99"):
        fetch(sign_in("budi"), f"/literacy/plan?month={month}")
    assert "Belum ada sesi yang diminta atau direncanakan" in send(sign_in("budi"), "/literacy/plan", ORDER, 422)
    wrong = {**ORDER, "first": "31 Desember", "seconds": "lama"}
    page = send(sign_in("budi"), "/literacy/plan", wrong, 422)
    assert "Isi tanggal yang benar." in page
    assert 'value="lama"' in page


def test_wishes_are_typed_once_for_several_sessions_and_nothing_typed_is_lost(sign_in, pages, wish):
    budi = sign_in("budi")
    again = send(budi, "/literacy/plan/wishes", {**wish, "pillar": "", "count": "dua"}, 422)
    assert "Pilih salah satu." in again
    assert 'value="SMA Contoh"' in again
    assert "2 sesi dicatat sebagai permintaan." in send(budi, "/literacy/plan/wishes", wish)
    assert "Aman: Pelajar" in fetch(budi, "/literacy/plan?month=2026-12")
    assert "1 sesi dicatat" in send(sign_in("wulan"), "/literacy/plan/wishes", {**wish, "count": "1"})


def test_helpers_are_wished_with_the_session_and_wait_on_seats(sign_in, pages, wish):
    budi = sign_in("budi")
    assert "Pendamping dari 1 sampai 4 orang." in send(budi, "/literacy/plan/wishes", {**wish, "helpers": "9"}, 422)
    assert "dibuka oleh Diskominfo" in send(sign_in("wulan"), "/literacy/plan/wishes", {**wish, "helpers": "2"}, 422)
    page = send(budi, "/literacy/plan/wishes", {**wish, "count": "1", "helpers": "2"})
    row = re.search(r"/literacy/sessions/([0-9a-f]{32})", page)[1]
    assert [seat.role for seat in pages.see(row).live_seats] == [SeatRole.COMPANION, SeatRole.FACILITATOR]
    assert '<option value="warn" selected>' in page.split('name="rule-helpers"')[1].split("</select>")[0]


def test_a_month_is_planned_reviewed_changed_and_applied_from_its_pages(sign_in, pages, wish):
    budi = sign_in("budi")
    send(budi, "/literacy/plan/wishes", wish)
    path = asked(pages, budi)
    assert "Sedang dihitung" in fetch(budi, path)
    assert 'hx-trigger="every 1s"' in fetch(budi, path)
    work(pages)
    page = fetch(budi, path)
    assert "hx-trigger" not in page.split('id="proposal"', 1)[1].split(">", 1)[0]
    assert "2 sesi terisi" in page
    assert "Mengapa pasangan ini" in page
    assert "dalam 90 hari terakhir" in page
    first, second = Month(pages).lines(path[-32:])

    wrong = {f"bawaslu-{first}": "Tidak Ada", f"start-{second}": "besok"}
    again = send(budi, path, at(pages, path, act="again", **wrong), 422)
    assert "Tidak ada orang bernama ini" in again
    assert 'value="besok"' in again
    typed = {f"bawaslu-{first}": "joko misalan", f"start-{first}": "2026-12-15T09:00", "keep": second}
    page = send(budi, path, at(pages, path, act="again", **typed))
    after = re.search(r'action="(/literacy/proposals/[0-9a-f]{32})', page).group(1)
    assert after != path
    work(pages)
    page = fetch(budi, after)
    assert "Yang berubah" in page
    assert "15 Desember 2026" in page
    assert "1 sesi direncanakan." in send(budi, after, at(pages, after, act="some", take=first))
    assert pages.see(first).state is SessionState.PLANNED
    assert pages.see(second).state is SessionState.WANTED
    assert "Usulan ini sudah diterapkan." in send(budi, after, at(pages, after, act="all"))
    assert "menunggu konfirmasi pihak Anda" in fetch(sign_in("wulan"), "/inbox")


def test_whoever_was_slower_or_may_not_is_told(sign_in, pages, wish):
    budi = sign_in("budi")
    send(budi, "/literacy/plan/wishes", wish)
    path = asked(pages, budi)
    assert "Perhitungannya" not in send(budi, f"{path}/stop", {})
    work(pages)
    send(budi, f"{path}/stop", {})
    assert "baru saja diubah" in send(budi, path, {"version": "1", "act": "all"}, 409)
    assert "Pilih sedikitnya satu sesi" in send(budi, path, at(pages, path, act="some"), 422)
    assert "Pilih langkahnya." in send(budi, path, at(pages, path, act="x"), 422)
    page = fetch(sign_in("wulan"), path)
    assert 'id="review"' not in page
    send(sign_in("wulan"), path, at(pages, path, act="all"), 403)
    fetch(budi, "/literacy/proposals/" + "0" * 32, 404)
    assert "Usulan ditinggalkan." in send(budi, path, at(pages, path, act="drop"))
    assert "Usulan ini ditinggalkan." in fetch(budi, path)


def test_without_the_solver_the_page_says_so_and_a_plain_plan_is_made(sign_in, pages, wish, monkeypatch):
    monkeypatch.setattr("intranet.literacy.planning.exact.available", lambda: False)
    budi = sign_in("budi")
    send(budi, "/literacy/plan/wishes", wish)
    assert "HiGHS belum terpasang" in fetch(budi, "/literacy/plan?month=2026-12")
    path = asked(pages, budi)
    work(pages)
    page = fetch(budi, path)
    assert "HiGHS belum terpasang" in page
    assert "2 sesi terisi" in page
