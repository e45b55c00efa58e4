"""A real pcscd under the kiosk: cards pulled at every command, and the service itself killed in the middle of a read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from kiosk.card.fake import FakeKtp, Fault, Script
from tests.journeys.people import PATIENCE, Screen, told_in_files
from tests.journeys.rig import SAMPLES, House, Kiosk, until
from tests.kiosk.card.pcscd import PcscdWithVpcd

pytestmark = [pytest.mark.card, pytest.mark.browser, pytest.mark.slow, pytest.mark.fault, pytest.mark.xdist_group("pcscd")]


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PcscdWithVpcd]:
    """pcscd with two virtual slots."""
    with PcscdWithVpcd(tmp_path_factory.mktemp("rig")) as made:
        yield made


@pytest.fixture(scope="module")
def shared_kiosk(shared_office: House, rig: PcscdWithVpcd) -> Iterator[Kiosk]:
    """A kiosk with that reader."""
    made = shared_office.kiosk("Kios pembaca", pcsc=rig)
    yield made
    made.stop()


def test_a_card_pulled_at_every_command_leaves_nothing_and_the_next_is_read(
    office: House, kiosk: Kiosk, screen: Screen, rig: PcscdWithVpcd
):
    person = SAMPLES.resident("budi")
    whole = FakeKtp(person)
    rig.card_slot.insert(whole)
    screen.titled("Apakah ini Anda?").sees(person.name).press("Bukan saya").titled("Letakkan KTP-el Anda di alat baca")
    rig.card_slot.remove()
    process = kiosk.running
    for at in range(1, whole.apdus + 1):
        rig.card_slot.insert(FakeKtp(person, script=Script(Fault.REMOVED, at=at)))
        screen.titled("Kartu belum terbaca").sees("Kartu diangkat sebelum selesai dibaca.")
        screen.sees_not(person.name, person.nik, person.address)
        screen.press("Coba lagi").titled("Letakkan KTP-el Anda di alat baca")
        screen.sees_not("Kartu sudah ada di alat baca")
    assert whole.apdus > 5
    other = SAMPLES.resident("maria")
    rig.card_slot.insert(FakeKtp(other, chip="B"))
    screen.titled("Apakah ini Anda?").sees(other.name).sees_not(person.name)
    screen.agree().sees("NIK sudah cocok")
    number = screen.hurry().send()
    assert office.nik_of(office.case(number)) == other.nik
    assert kiosk.running is process
    assert office.seen_by_register()["verify_calls"] == 1
    assert told_in_files(office.files(), person.nik, person.name, person.address) == []
    assert told_in_files(office.files(), other.name), "what is declared is searched for in vain"


def test_a_service_killed_in_the_middle_of_a_read_comes_back_under_the_same_kiosk(
    office: House, kiosk: Kiosk, screen: Screen, rig: PcscdWithVpcd
):
    person = SAMPLES.resident("budi")
    process = kiosk.running
    card = FakeKtp(person, script=Script(Fault.MUTE, at=6, seconds=2))
    rig.card_slot.insert(card)
    screen.titled("Sedang membaca kartu…")
    until(lambda: card.apdus >= 5, "the card is not being read", every=0.01)
    rig.kill_pcscd()
    screen.titled("Kartu belum terbaca").sees("Alat baca kartu terputus.").sees_not(person.name)
    rig.card_slot.remove()
    until(lambda: kiosk.ask("GET", "/health")["reader"] == "no_service", "the kiosk does not notice")
    # The visit goes on meanwhile, by typing.
    screen.press("Ketik NIK").titled("Ketik NIK Anda").press("Kembali")
    expect(screen.page.locator("main")).to_contain_text("Layanan alat baca kartu tidak berjalan", timeout=PATIENCE)
    rig.start_pcscd()
    until(kiosk.in_service, "the reader is not ready again")
    rig.card_slot.insert(FakeKtp(person))
    screen.titled("Apakah ini Anda?").sees(person.name)
    assert kiosk.running is process
    screen.agree().sees("NIK sudah cocok")
    number = screen.hurry().send()
    assert office.nik_of(office.case(number)) == person.nik


def test_a_card_taken_away_in_the_middle_of_the_questions_asks_and_wipes(
    office: House, kiosk: Kiosk, screen: Screen, rig: PcscdWithVpcd
):
    first = screen.lay("long-name").resident
    screen.agree().sees("NIK sudah cocok").press("Politik uang").titled("Kapan kejadiannya?")
    kiosk.take()
    screen.titled("Kartu diangkat. Mau lanjut?").sees_not(first.name).press("Lanjutkan pengaduan").titled("Kapan kejadiannya?")
    screen.top("Petugas, tolong bantu").press("Selesai dan bersihkan layar").titled("Layar sudah dibersihkan")
    # Whoever lays a card down while the first one's screen still asks begins anew, and sees nothing of the first.
    screen.lay("long-name").agree().sees("NIK sudah cocok")
    kiosk.take()
    screen.titled("Kartu diangkat. Mau lanjut?")
    second = screen.lay("special-letters").resident
    screen.sees(second.name).sees_not(first.name, first.address)
    screen.agree().sees("NIK sudah cocok").hurry().sees(second.name).sees_not(first.name)
    kiosk.take()
    screen.titled("Kartu diangkat. Mau lanjut?").press("Selesai dan bersihkan layar").titled("Layar sudah dibersihkan")
    assert told_in_files(office.files(), first.name, second.name, first.nik, second.nik) == []
