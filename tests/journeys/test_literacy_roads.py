"""Literacy from a wish to its letters: a pair confirmed from both sides, somebody replaced; one party alone; a pair refused."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from intranet.agreements import service as agreements
from intranet.agreements.rules import AgreementKind, Purpose
from intranet.base.actor import Party
from intranet.literacy.models import LiteracySession
from intranet.literacy.rules import Pairing, Pillar, SeatRole, Sector, SessionState
from intranet.literacy.service import people, places, programmes
from intranet.literacy.service.people import PersonInput
from intranet.literacy.service.programmes import ProgrammeInput
from tests.journeys.people import PATIENCE, Desk
from tests.journeys.rig import House
from tests.journeys.steps import fill
from tests.live import CLOCK

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("journeys-literacy-roads")]

PROGRAMME, TITLE = "Cakap bermedia contoh", "Jejak digital dan kabar bohong"
TEAM = (
    ("Sinta Narasumber", Party.BAWASLU, SeatRole.RESOURCE_PERSON),
    ("Bagus Instruktur", Party.DISKOMINFO, SeatRole.INSTRUCTOR),
    ("Citra Instruktur", Party.DISKOMINFO, SeatRole.INSTRUCTOR),
)


@pytest.fixture(scope="module", autouse=True)
def programme(shared_office: House) -> None:
    """An agreement for literacy, a programme, a kecamatan, three people; the public sector may go alone with a reason."""
    today = dt.datetime.now(shared_office.settings.zone).date()
    head, admin = shared_office.people["kartika"], shared_office.people["admin"]
    with shared_office.writing() as session:
        parties = tuple(
            agreements.PartyInput(party=party, name=f"{party.label} Contoh") for party in (Party.BAWASLU, Party.DISKOMINFO)
        )
        paper = agreements.AgreementInput(
            kind=AgreementKind.PKS,
            title="Literasi digital contoh",
            signed_on=today,
            starts_on=today,
            ends_on=today + dt.timedelta(days=200),
            institution_name="Diskominfo Contoh",
            parties=parties,
            purposes=frozenset({Purpose.LITERACY}),
        )
        agreement_id = agreements.register(session, head, CLOCK, paper).id
        span = {"starts_on": today, "ends_on": today + dt.timedelta(days=90)}
        programmes.add(session, head, CLOCK, ProgrammeInput(title=PROGRAMME, goal="Warga cakap", agreement_id=agreement_id, **span))
        line = {"agreement_id": agreement_id, "pairing": Pairing.JOINT_OR_SOLO, "valid_from": today, "source": "Kudus 4"}
        programmes.set_policy(session, admin, CLOCK, sector=Sector.PUBLIC, **line)
        places.add_district(session, head, CLOCK, "Contoh Utara")
        for name, party, role in TEAM:
            given = PersonInput(name=name, party=party, roles=frozenset({role}), pillars=frozenset({Pillar.SAFETY}))
            people.add(session, head, CLOCK, given)


def monday() -> dt.datetime:
    """Nine o'clock on a Monday in about two weeks."""
    today = dt.date.today()  # noqa: DTZ011 - any Monday will do
    return dt.datetime.combine(today + dt.timedelta(days=14 - today.weekday()), dt.time(9))


def plan(officer: Desk, title: str, sector: str, days: int, **more: str) -> Desk:
    """Plan a session from the calendar, ``days`` after that Monday."""
    officer.go("/literacy").follow("Sesi baru").sees("Waktu dan tempat")
    answers: dict[str, str | bool] = {"Judul": title, sector: True, "Aman": True, "Sasaran": "Pelajar"}
    start = f"{monday() + dt.timedelta(days=days):%Y-%m-%dT%H:%M}"
    form = officer.page.locator("main form.card")
    fill(form, {**answers, "Kecamatan": "Contoh Utara", "Tempat lain": "SMA Contoh", "Mulai": start, **more})
    return officer.press("Simpan sesi").sees("Sesi dicatat. Isi kursinya.")


def seat(officer: Desk, kind: str, name: str) -> Desk:
    """Add a seat and put somebody on it with one click."""
    officer.page.get_by_label("Tambah kursi").select_option(label=kind)
    officer.press("Tambahkan").sees("Kursi ditambahkan.")
    return officer.press(f"Pilih {name}").sees("Kursi diisi.")


def stands(officer: Desk, state: SessionState) -> Desk:
    """Wait until the session on the page stands there."""
    expect(officer.page.locator(".page-head .chip").first).to_have_text(state.label, timeout=PATIENCE)
    return officer


def path(officer: Desk) -> str:
    """The address of the session on the page."""
    found = re.search(r"/literacy/sessions/[0-9a-f]{32}", officer.page.url)
    assert found, officer.page.url
    return found[0]


@pytest.mark.needs("pdftotext")
def test_a_pair_is_confirmed_from_both_sides_somebody_is_replaced_and_the_letters_go_out(
    office: House, desk: Callable[[str], Desk], tmp_path: Path
):
    budi, wulan, kartika, ratna = desk("budi"), desk("wulan"), desk("kartika"), desk("ratna")
    plan(budi, TITLE, "Pemerintahan", 0)
    seat(budi, "Narasumber · Bawaslu", "Sinta Narasumber")
    seat(budi, "Instruktur · Diskominfo", "Bagus Instruktur")
    here = path(budi)
    wulan.go("/literacy").sees("1 sesi menunggu konfirmasi pihak Anda").follow("1 sesi menunggu").follow(TITLE)
    wulan.page.evaluate("window.stayed = true")  # the page is not loaded anew
    wulan.press("Konfirmasi untuk Bawaslu").sees("Konfirmasi pihak Anda dicatat.", "Tarik konfirmasi")
    expect(wulan.page.get_by_role("status").filter(has_text="Konfirmasi pihak Anda dicatat.")).to_be_focused()
    wulan.press("Tarik konfirmasi").sees("Konfirmasi pihak Anda ditarik.")
    wulan.press("Konfirmasi untuk Bawaslu").sees("Konfirmasi pihak Anda dicatat.")
    assert wulan.page.evaluate("window.stayed")
    assert path(wulan) == here
    budi.go("/inbox").sees("giliran pihak Anda")
    stands(budi.go(here).press("Konfirmasi untuk Diskominfo"), SessionState.CONFIRMED).sees("Sesi terkonfirmasi.")

    # The instructor falls ill: only that half opens again, and the next best is one click away.
    item = budi.page.locator(".seats > li", has_text="Bagus Instruktur")
    item.locator("summary").click()
    item.get_by_label("Alasan Bagus Instruktur berhalangan").fill("Sakit mendadak")
    item.get_by_role("button", name="Kosongkan kursi").click()
    stands(budi.sees("Kursi dikosongkan. Pilih penggantinya.", "Baru saja berhalangan"), SessionState.PLANNED)
    wulan.go("/inbox").sees("Bagus Instruktur tidak jadi hadir")
    wulan.go(here).sees("Tarik konfirmasi", "Pernah duduk")
    budi.press("Pilih Citra Instruktur").sees("Kursi diisi.")
    stands(budi.press("Konfirmasi untuk Diskominfo"), SessionState.CONFIRMED)

    # Each party's chief issues its own letters.
    kartika.go(here).page.get_by_label("Jabatan penanda tangan").fill("Kepala Dinas")
    kartika.press("Terbitkan surat pihak saya").sees("2 surat terbit.", "Undangan", "Citra Instruktur")
    ratna.go(here).page.get_by_label("Jabatan penanda tangan").fill("Anggota Bawaslu")
    ratna.press("Terbitkan surat pihak saya").sees("1 surat terbit.")
    link = ratna.page.locator("#letters li", has_text="Sinta Narasumber").get_by_role("link")
    answer = ratna.page.request.get(office.url + (link.get_attribute("href") or ""))
    (tmp_path / "letter.pdf").write_bytes(answer.body())
    told = subprocess.run(["pdftotext", "-layout", tmp_path / "letter.pdf", "-"], capture_output=True, text=True, check=True).stdout
    assert "SURAT TUGAS" in told
    assert "Sinta Narasumber" in told
    assert "09.00" in told
    budi.go("/literacy/letters").sees("001/LIT-D", "001/LIT-B", TITLE)
    budi.go(f"/literacy?month={monday():%Y-%m}").sees(TITLE)
    assert office.trail_holds()
    assert all(who.watch.quiet() for who in (budi, wulan, kartika, ratna))


def test_one_party_goes_alone_where_the_agreement_allows_it_and_says_why(office: House, desk: Callable[[str], Desk]):
    budi = plan(desk("budi"), "Belanja daring yang aman", "Masyarakat umum", 1)
    seat(budi, "Instruktur · Diskominfo", "Citra Instruktur")
    refused = budi.press("Konfirmasi untuk Diskominfo").sees("tuliskan alasan sesi ini dijalankan satu pihak")
    stands(refused, SessionState.PLANNED).follow("Ubah")
    budi.page.get_by_label("Alasan dijalankan satu pihak").fill("Materi teknis tanpa muatan pemilihan")
    budi.press("Simpan perubahan").sees("Perubahan disimpan.")
    stands(budi.press("Konfirmasi untuk Diskominfo"), SessionState.CONFIRMED)
    budi.sees("Materi teknis tanpa muatan pemilihan")


def test_a_government_session_without_a_resource_person_of_bawaslu_is_refused(office: House, desk: Callable[[str], Desk]):
    budi = plan(
        desk("budi"), "Etika aparatur di ruang digital", "Pemerintahan", 2, **{"Alasan dijalankan satu pihak": "Cukup kami"}
    )
    seat(budi, "Instruktur · Diskominfo", "Citra Instruktur")
    budi.press("Konfirmasi untuk Diskominfo").sees("Belum ada narasumber dari Bawaslu.", "wajib berpasangan")
    row_id = path(budi).rsplit("/", 1)[1]
    with office.writing() as session:
        assert session.get_one(LiteracySession, row_id).state is SessionState.PLANNED
