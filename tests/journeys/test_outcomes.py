"""What can come of a check: what the visitor is told, what stands on paper, and what the counter sees, once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from intranet.cases.rules import State
from intranet.identity.models import FeedbackState
from intranet.identity.rules import Document
from shared.elements import Outcome, Standing
from tests.journeys.people import Desk, Screen
from tests.journeys.rig import SAMPLES, House, Kiosk, until

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("journeys-outcomes")]

MATCHED = "NIK sudah cocok"
OPEN = "NIK belum dapat dicocokkan. Pengaduan Anda tetap diterima."
LATER = "NIK diperiksa kemudian oleh petugas."
ONCE = "Jawaban per unsur. Hanya ditampilkan sekali ini dan tidak disimpan."


@dataclass(frozen=True)
class Expected:
    """What a card leads to: words at the kiosk, outcome for the counter, standing for everybody, verdicts if there are any."""

    card: str
    kiosk: str
    outcome: Outcome
    standing: Standing
    verdicts: tuple[str, ...] = ()


ANSWERED = [
    Expected("good", MATCHED, Outcome.MATCH, Standing.VERIFIED, ("Nama lengkap Sesuai",)),
    Expected("name-differs", OPEN, Outcome.MISMATCH, Standing.NOT_VERIFIED, ("Nama lengkap Tidak sesuai", "Tanggal lahir Sesuai")),
    Expected("unknown", OPEN, Outcome.NOT_FOUND, Standing.NOT_VERIFIED),
]


@pytest.mark.parametrize("expected", ANSWERED, ids=lambda expected: expected.outcome.value)
def test_an_answer_is_told_in_three_words_at_the_kiosk_and_in_full_once_at_the_counter(
    office: House, kiosk: Kiosk, screen: Screen, desk: Callable[[str], Desk], expected: Expected
):
    person = screen.lay(expected.card).resident
    screen.agree().sees(expected.kiosk).sees_not("Tidak sesuai", "Data tidak ditemukan")
    number = screen.hurry().send()
    case = office.case(number)
    assert (case.state, case.standing) == (State.RECEIVED, expected.standing)
    paper = kiosk.papers()[-1]
    matched = expected.outcome is Outcome.MATCH
    assert (person.nik.encode() in paper) is matched
    assert (b"NIK belum terverifikasi" in paper) is not matched
    assert expected.standing.label.encode() in paper
    visit = office.visit_of(case)
    check = office.check_of(visit)
    assert check
    assert check.outcome is expected.outcome

    budi = desk("budi")
    budi.go(f"/counter/visits/{visit.id}").sees(expected.outcome.label, expected.standing.label)
    button = budi.page.get_by_role("button", name="Tampilkan jawaban per unsur")
    assert button.count() == (1 if expected.verdicts else 0)
    if expected.verdicts:
        button.click()
        budi.sees(ONCE)
        rows = [" ".join(row.split()) for row in budi.page.locator("table.verdicts tbody tr").all_inner_texts()]
        assert set(expected.verdicts) <= set(rows), rows
        # Whoever comes later, or again, learns who has seen them, and no verdict.
        dewi = desk("dewi")
        for officer in (budi, dewi):
            officer.go(f"/counter/visits/{visit.id}").sees("sudah ditampilkan kepada Budi Contoh").sees_not(ONCE)
            assert officer.page.locator("table.verdicts").count() == 0
    # Bawaslu learns the standing and not one word of the answer.
    wulan = desk("wulan").go(f"/cases/{case.id}").sees(expected.standing.label)
    wulan.sees_not(person.nik, "Tidak sesuai", "Data tidak ditemukan", "Nama lengkap")
    assert wulan.page.request.get(f"{office.url}/counter/visits/{visit.id}").status == 403
    assert screen.watch.quiet()
    assert budi.watch.quiet()


def test_no_answer_is_not_a_mismatch(office: House, kiosk: Kiosk, screen: Screen, desk: Callable[[str], Desk]):
    office.conduct(garbage="http_503")
    person = screen.lay("good").resident
    screen.agree().sees(LATER).sees_not(MATCHED)
    number = screen.hurry().send()
    case = office.case(number)
    assert case.standing is Standing.LATER
    paper = kiosk.papers()[-1]
    assert person.nik.encode() not in paper
    assert b"NIK belum terverifikasi" in paper
    visit = office.visit_of(case)
    check = office.check_of(visit)
    assert check
    assert check.outcome is Outcome.UNAVAILABLE
    budi = desk("budi").go(f"/counter/visits/{visit.id}").sees("Belum dapat diperiksa")
    assert budi.page.get_by_role("button", name="Tampilkan jawaban per unsur").count() == 0


def test_a_card_nobody_can_read_is_looked_at_by_an_officer(
    office: House, kiosk: Kiosk, screen: Screen, desk: Callable[[str], Desk]
):
    person = kiosk.lay("damaged")
    screen.titled("Kartu belum terbaca").sees("Cip kartu tidak terbaca dengan baik.")
    screen.press("Lanjut tanpa KTP-el").sees_not(person.name).titled("Tentang apa pengaduan Anda?")
    screen.top("Petugas, tolong bantu").titled("Petugas sudah dipanggil").press("Lanjut mengisi")

    budi = desk("budi").go("/counter").sees("Minta bantuan petugas").press("Saya ke sana")
    budi.sees("Pada kunjungan ini Dukcapil tidak ditanya.").unfold("Catat dokumen yang dilihat…")
    budi.page.get_by_label("Dokumen", exact=True).select_option(label="KTP-el")
    budi.page.get_by_label("Mengapa").select_option(label="KTP-el tidak terbaca oleh alat")
    budi.press("Sudah saya lihat").sees("Pemeriksaan dokumen sudah dicatat.", "Dilihat Budi Contoh")

    number = screen.hurry().send()
    case = office.case(number)
    assert case.standing is Standing.BY_EYE
    assert office.nik_of(case) is None
    visit = office.visit_of(case)
    assert visit.check_id is None
    with office.reading() as session:
        from intranet.identity.models import IdentityCheck

        seen = session.get_one(IdentityCheck, visit.seen_id)
    assert (seen.outcome, seen.document) == (Outcome.BY_EYE, Document.KTP_EL)
    assert b"Identitas diperiksa petugas" in kiosk.papers()[-1]
    assert office.seen_by_register()["verify_calls"] == 0
    budi.go(f"/cases/{case.id}").sees("Identitas diperiksa petugas")


def test_an_answer_that_comes_after_the_number_reaches_the_case(
    office: House, kiosk: Kiosk, screen: Screen, desk: Callable[[str], Desk]
):
    office.conduct(delay=9.0)
    person = screen.lay("good").resident
    screen.agree().sees("NIK sedang dicocokkan. Anda boleh terus mengisi.")
    number = screen.hurry().send()
    case = office.case(number)
    assert case.standing is Standing.LATER
    assert person.nik.encode() not in kiosk.papers()[-1]
    visit = office.visit_of(case)
    budi = desk("budi").go(f"/counter/visits/{visit.id}").sees("Sedang diperiksa")
    budi.sees("Sesuai").sees_not("Sedang diperiksa")  # the page looks again by itself
    until(lambda: office.case(number).standing is Standing.VERIFIED, "the answer does not reach the case", 30)
    until(lambda: office.feedback(number), "the number does not go back", 30)
    until(lambda: office.feedback(number).state is FeedbackState.ACKNOWLEDGED, "the number does not go back", 30)
    assert [row["nik"] for row in office.seen_by_register()["stored"]] == [person.nik]
    assert office.seen_by_register()["verify_calls"] == 1
    # Printed again at the counter, now with the confirmed NIK.
    with budi.page.expect_response("**/counter/receipts/*") as answer:
        budi.page.evaluate(
            """async (path) => { const form = document.querySelector(`form[action="${path}"]`);
                                await fetch(path, {method: "POST", body: new FormData(form)}) }""",
            f"/counter/receipts/{case.id}",
        )
    assert answer.value.status == 200
    assert answer.value.headers["content-type"] == "application/pdf"


def test_a_typed_nik_is_checked_like_a_card(office: House, kiosk: Kiosk, screen: Screen):
    person = SAMPLES.resident("maria")
    screen.press("Mulai").titled("Pilih bahasa").press("Bahasa Indonesia").titled("Letakkan KTP-el Anda di alat baca")
    screen.press("Ketik NIK").titled("Ketik NIK Anda")
    screen.write(person.nik[:-1]).sees("NIK kurang dari 16 angka.").titled("Ketik NIK Anda")
    screen.write(person.nik)
    screen.titled("Siapa nama Anda di KTP-el?").write(person.name)
    screen.titled("Apakah ini Anda?").sees(person.name).sees_not(person.nik)
    screen.agree().sees(MATCHED)
    number = screen.hurry().send()
    case = office.case(number)
    assert case.standing is Standing.VERIFIED
    assert office.nik_of(case) == person.nik
    assert person.nik.encode() in kiosk.papers()[-1]
