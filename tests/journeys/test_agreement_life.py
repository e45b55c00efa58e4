"""An agreement from a draft begun from an example, through signing and its task force, to its renewal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from intranet.agreements import clauses, queries, watch
from intranet.agreements.models import Agreement
from intranet.base.clock import SystemClock
from tests.journeys.people import Desk
from tests.journeys.rig import House
from tests.journeys.steps import fill, fold

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("journeys-agreement-life")]

DAY = dt.timedelta(days=1)


def send(officer: Desk, part: str, button: str, answers: dict[str, str | bool]) -> Desk:
    """Open what is folded away under ``part``, fill it in and press its button."""
    form = fold(officer, part)
    fill(form, answers)
    form.get_by_role("button", name=button, exact=True).click()
    return officer


def test_an_agreement_is_drafted_signed_staffed_reminded_of_and_renewed(office: House, desk: Callable[[str], Desk], tmp_path: Path):
    kartika, ratna = desk("kartika"), desk("ratna")
    today = dt.datetime.now(office.settings.zone).date()

    # A draft, begun from an example: facts and clauses are there at once, and nothing rests on it yet.
    kartika.go("/agreements").follow("Catat perjanjian")
    kartika.follow("Bawaslu dan Diskominfo: literasi, diseminasi, pelatihan, dan pinjam pakai sarana").sees("Dimulai dari")
    form = kartika.page.locator("main form[action='/agreements/new']")
    ends = today + 95 * DAY
    planned = {"Tanggal ditandatangani": today, "Mulai berlaku": today, "Hari terakhir berlaku": ends}
    fill(form, {"Masih konsep; tanggal di bawah adalah rencana": True, **{name: day.isoformat() for name, day in planned.items()}})
    form.get_by_label("Nama lengkap lembaga").first.fill("Bawaslu Kabupaten Contoh")
    kartika.press("Simpan perjanjian").sees("Perjanjian sudah dicatat.", "Masih konsep", "Dasar hukum (4)")
    page = kartika.page.url.removeprefix(office.url)
    kartika.press("Sudah ditandatangani").sees("Perjanjian dicatat sudah ditandatangani.", "95 hari lagi")
    row_id = page.rpartition("/")[2]
    with office.reading() as session:
        assert [one.key for one in queries.clauses_on(session, row_id, today)] == [one.key for one in clauses.of("kudus")]
    kartika.go(f"{page}/clauses").sees(clauses.of("kudus")[0].article)

    # Each party forms its part of the task force, and prints its annex.
    for officer, party, person in (
        (kartika, "Diskominfo", "Budi Contoh · Diskominfo"),
        (ratna, "Bawaslu", "Wulan Contoh · Bawaslu"),
    ):
        officer.go(f"{page}/task-force")
        answers = {"Unsur": party, "Pegawai": person, "Nomor surat keputusan": "SK 1/CONTOH"}
        send(officer, "Catat anggota", "Simpan anggota", answers).sees("Anggota gugus tugas dicatat.")
    annex = ratna.page.request.get(f"{office.url}{page}/task-force/annex")
    assert annex.headers["content-type"] == "application/pdf"

    # The worker tells both leaders, once, that renewal is to be talked over.
    for _time in range(2):
        with office.writing() as session:
            watch.prompt(session, SystemClock(), office.settings)
    for officer in (kartika, ratna):
        officer.go("/inbox").sees("perlu dibicarakan para pihak paling lambat")
        assert officer.page.locator("main", has_text="perlu dibicarakan").get_by_text("perlu dibicarakan para pihak").count() == 1

    # One party would leave at once: refused, with the first possible day. Then both sign an extension.
    kartika.go(f"{page}/changes")
    leave = {
        "Pengakhiran lebih awal oleh satu pihak": True,
        "Isi atau alasannya": "Contoh saja.",
        "Hari terakhir yang baru": (today + 10 * DAY).isoformat(),
        "Pihak yang mengakhiri": "Diskominfo",
    }
    fold_name = "Catat adendum, perpanjangan, atau pengakhiran"
    send(kartika, fold_name, "Simpan perubahan", leave).sees("Terlalu awal: hari terakhir yang paling awal adalah")
    scan = tmp_path / "perpanjangan.pdf"
    scan.write_bytes(b"%PDF-1.7 contoh")
    kartika.go(f"{page}/documents")
    part = fold(kartika, "Tambahkan pindaian")
    part.get_by_label("Berkas").set_input_files(scan)
    fill(part, {"Keterangan pindaian": "Perpanjangan pertama"})
    part.get_by_role("button", name="Simpan pindaian").click()
    kartika.sees("Pindaian disimpan.")
    later = ends + 365 * DAY
    renew = {
        "Perpanjangan": True,
        "Isi atau alasannya": "Diperpanjang satu tahun.",
        "Hari terakhir yang baru": later.isoformat(),
        "Penanda tangan pihak pertama": "Ratna Contoh",
        "Penanda tangan pihak kedua": "Kartika Contoh",
        "Pindaian naskah": "Perpanjangan pertama",
    }
    send(kartika.go(f"{page}/changes"), fold_name, "Simpan perubahan", renew).sees("Perubahan dicatat.", "Diperpanjang satu tahun.")
    ratna.go(page).sees("460 hari lagi")
    with office.reading() as session:
        assert session.scalars(select(Agreement.ends_on).where(Agreement.id == row_id)).one() == later
    assert office.trail_holds()
    assert all(who.watch.quiet() for who in (kartika, ratna))
