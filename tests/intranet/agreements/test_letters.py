"""The letter that says an early end: what stands in it, that it is the same each time, who has it, and what refuses it."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from intranet.agreements import queries
from intranet.agreements.models import Amendment
from intranet.agreements.rules import AmendmentKind
from intranet.agreements.service import PartyInput, record
from intranet.agreements.service.record import HolderInput
from intranet.base.actor import Party
from intranet.calendar.models import Holiday
from intranet.calendar.rules import HolidayKind
from tests.intranet.agreements.conftest import TODAY, Register
from tests.intranet.web.harness import fetch, send

SignIn = Callable[[str], FlaskClient]
EARLY = AmendmentKind.EARLY_TERMINATION
PARTIES = (
    PartyInput(party=Party.BAWASLU, name="Bawaslu Contoh", number="793/HK.02/Contoh"),
    PartyInput(party=Party.DISKOMINFO, name="Diskominfo Contoh"),
)
FORM = {
    "version": "1",
    "kind": "early_termination",
    "signed_on": "2026-11-20",
    "number": "12/Contoh/2026",
    "new_end": "2027-03-01",
    "summary": "Anggaran tidak tersedia.",
    "ending_party": "diskominfo",
}


def text_of(pdf: bytes, folder: Path) -> str:
    file = folder / "letter.pdf"
    file.write_bytes(pdf)
    return " ".join(subprocess.run(["pdftotext", "-layout", file, "-"], check=True, capture_output=True, text=True).stdout.split())


def letter(browser: FlaskClient, path: str, form: dict[str, Any] | None = None) -> bytes:
    answer = browser.post(path, data=form or {})
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    return answer.data


@pytest.fixture
def row(registered: Register) -> str:
    return registered.record("jambi", parties=PARTIES)


@pytest.mark.needs("pdftotext")
def test_the_letter_tells_who_ends_what_by_which_clause_when_and_why(
    sign_in: SignIn, registered: Register, row: str, tmp_path: Path
) -> None:
    said = text_of(letter(sign_in("kartika"), f"/agreements/{row}/changes/notice", FORM), tmp_path)
    for part in (
        "DISKOMINFO CONTOH",
        "Nomor : 12/Contoh/2026",
        "Pimpinan Bawaslu Contoh",
        "Pengawasan pemilihan melalui pemanfaatan teknologi informasi",
        "793/HK.02/Contoh (Bawaslu Contoh)",
        "tidak diisi pada naskah (Diskominfo Contoh)",
        "Pasal 6 ayat (3): Pihak yang ingin mengakhiri lebih awal",
        "paling lambat 30 hari kerja sebelumnya",
        "Diberitahukan pada : 20 November 2026",
        "Paling awal berakhir : 1 Januari 2027",
        "Hari terakhir : 1 Maret 2027",
        "Alasan : Anggaran tidak tersedia.",
        "Hak dan kewajiban yang belum rampung",
        "Pimpinan Diskominfo Contoh, (…",
    ):
        assert part in said, part
    assert "Pimpinan Diskominfo Contoh di tempat" not in said


@pytest.mark.needs("pdftotext")
def test_the_letter_comes_from_the_other_party_with_its_head_and_room_for_a_number(
    sign_in: SignIn, registered: Register, tmp_path: Path
) -> None:
    row = registered.record("kudus", parties=PARTIES)
    with registered.db.write() as session:
        head = HolderInput(party=Party.BAWASLU, name="Halim Contoh", office="Ketua Bawaslu", from_on=TODAY)
        record.seat_holder(session, registered.people.kartika, registered.clock, TODAY, row, head)
    made = registered.amend(row, EARLY, ends_on=TODAY.replace(year=2027, month=4), party=Party.BAWASLU, summary="Selesai.")
    said = text_of(letter(sign_in("halim"), f"/agreements/{row}/changes/{made}/notice"), tmp_path)
    for part in ("BAWASLU CONTOH", "Nomor : …", "Pimpinan Diskominfo Contoh", "Pasal 15 ayat (3)", "3 bulan", "20 Februari 2027"):
        assert part in said, part
    assert "Ketua Bawaslu, Halim Contoh" in said


@pytest.mark.needs("pdftotext")
def test_an_agreement_that_asks_for_no_notice_says_so(sign_in: SignIn, registered: Register, tmp_path: Path) -> None:
    row = registered.record("magelang")
    made = registered.amend(row, EARLY, ends_on=TODAY, party=Party.DUKCAPIL, summary="Kewajiban tidak dijalankan.")
    said = text_of(letter(sign_in("admin"), f"/agreements/{row}/changes/{made}/notice"), tmp_path)
    assert "Tenggang : tidak disebut pada naskah" in said
    assert "Paling awal berakhir" not in said


def test_the_same_notice_gives_the_same_letter_before_and_after_it_is_recorded_and_whatever_the_calendar_becomes(
    sign_in: SignIn, registered: Register, row: str
) -> None:
    browser, path = sign_in("kartika"), f"/agreements/{row}/changes"
    before = letter(browser, f"{path}/notice", FORM)
    assert browser.post(path, data=FORM).status_code == 303
    with registered.db.write() as session:
        made = queries.amendments(session, row)[0].id
        off = {"kind": HolidayKind.PUBLIC.value, "name": "Hari contoh", "source": "Contoh"}
        session.add(Holiday(day=TODAY.replace(month=12, day=3), **off))
    for username in ("kartika", "halim", "admin"):
        assert letter(sign_in(username), f"{path}/{made}/notice") == before
    with registered.db.write() as session:  # as recorded before the day was kept: reckoned now, and from then on the same
        session.get_one(Amendment, made).first_end = None
    again = letter(browser, f"{path}/{made}/notice")
    assert again != before
    with registered.db.write() as session:
        session.add(Holiday(day=TODAY.replace(month=12, day=4), **off))
    assert letter(browser, f"{path}/{made}/notice") == again


def test_a_letter_leaves_an_event_and_before_it_is_recorded_nothing_else(sign_in: SignIn, registered: Register, row: str) -> None:
    browser, path = sign_in("kartika"), f"/agreements/{row}/changes"
    letter(browser, f"{path}/notice", FORM)
    assert registered.events(row)[-1] == "agreement.notice_lettered"
    assert registered.row(row).ends_on != TODAY.replace(year=2027, month=3, day=1)
    assert registered.version(row) == 1
    with registered.db.read() as session:
        assert session.scalars(select(Amendment)).all() == []
    assert "Surat pemberitahuan pengakhiran dibuat" in fetch(browser, f"/agreements/{row}")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kind": "termination"}, "Surat pemberitahuan hanya untuk pengakhiran lebih awal"),
        ({"new_end": "2026-12-31"}, "hari terakhir yang paling awal adalah 1 Januari 2027"),
        ({"ending_party": "dukcapil"}, "Pilih pihak yang mengakhiri"),
        ({"summary": " "}, "Tuliskan isinya atau alasannya"),
        ({"signed_on": "kapan"}, "Isi tanggal yang benar"),
    ],
)
def test_a_letter_that_could_not_be_recorded_is_refused_at_its_field_and_keeps_what_was_typed(
    sign_in: SignIn, registered: Register, row: str, changes: dict[str, str], said: str
) -> None:
    page = send(sign_in("kartika"), f"/agreements/{row}/changes/notice", {**FORM, "number": "9/Diketik", **changes}, 422)
    assert said in page
    assert 'value="9/Diketik"' in page
    assert "agreement.notice_lettered" not in registered.events(row)


def test_only_the_leaders_have_the_letter_and_only_of_an_early_end_of_that_agreement(
    sign_in: SignIn, registered: Register, row: str
) -> None:
    made = registered.amend(row, EARLY, ends_on=TODAY.replace(year=2027, month=3, day=1), party=Party.BAWASLU)
    path = f"/agreements/{row}/changes"
    assert f"{path}/{made}/notice" in fetch(sign_in("halim"), path)
    assert "Surat pemberitahuan" not in fetch(sign_in("wulan"), path)
    for username in ("wulan", "budi", "sekar", "tirta"):
        assert sign_in(username).post(f"{path}/{made}/notice").status_code == 403
    assert sign_in("halim").post(f"{path}/notice", data=FORM).status_code == 403
    other = registered.record("kudus")
    addendum = registered.amend(other, AmendmentKind.ADDENDUM, from_on=TODAY)
    browser = sign_in("kartika")
    for agreement_id, amendment_id in ((other, made), (other, addendum), (row, "0" * 32)):
        assert browser.post(f"/agreements/{agreement_id}/changes/{amendment_id}/notice").status_code == 404
    assert browser.post(f"{path}/notice", data=FORM).status_code == 409
