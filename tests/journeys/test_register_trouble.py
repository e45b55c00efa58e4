"""The register misbehaves, or may not be asked: the visitor gets a number all the same, and nobody is called verified."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from intranet.agreements import queries as agreements
from intranet.identity.codes import CodeClass
from shared.elements import Outcome, Standing
from tests.journeys.people import Desk, Screen
from tests.journeys.rig import House, Kiosk, house, until

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.fault, pytest.mark.xdist_group("journeys-trouble")]

LATER = "NIK diperiksa kemudian oleh petugas."


@pytest.fixture(scope="module")
def shared_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """An office that does not wait long for the register."""
    with house(tmp_path_factory.mktemp("house"), dukcapil_deadline_seconds="3") as made:
        yield made


def unverified(office: House, kiosk: Kiosk, screen: Screen, nik: str) -> Any:
    """Go on to the number; screen, paper and books all say that nobody was verified. The visit's check, if any."""
    screen.sees_not("NIK sudah cocok")
    number = screen.hurry().send()
    screen.sees_not("NIK sudah cocok")
    paper = kiosk.papers()[-1]
    assert nik.encode() not in paper
    assert b"NIK belum terverifikasi" in paper
    assert b"Identitas terverifikasi" not in paper
    case = office.case(number)
    assert case.standing in (Standing.LATER, Standing.NOT_CHECKED)
    assert office.nik_of(case) == nik
    return office.check_of(office.visit_of(case))


@pytest.mark.parametrize(
    ("conduct", "why"),
    [
        ({"delay": 15.6}, CodeClass.TIMEOUT),
        ({"drip": 0.5}, CodeClass.TIMEOUT),
        ({"garbage": "cut"}, CodeClass.GARBLED),
        ({"garbage": "html"}, CodeClass.GARBLED),
        ({"garbage": "truncated"}, CodeClass.GARBLED),
        ({"garbage": "other_nik"}, CodeClass.GARBLED),
        ({"garbage": "http_500"}, CodeClass.HTTP),
    ],
    ids=lambda value: "-".join(str(part) for item in value.items() for part in item) if isinstance(value, dict) else "",
)
def test_whatever_the_register_does_is_no_match(
    office: House, kiosk: Kiosk, screen: Screen, conduct: dict[str, object], why: CodeClass
):
    office.conduct(**conduct)
    person = screen.lay("good").resident
    screen.agree().sees(LATER)
    check = unverified(office, kiosk, screen, person.nik)
    assert check.outcome is Outcome.UNAVAILABLE
    assert check.code_class is why
    assert office.seen_by_register()["verify_calls"] == 1


def test_a_used_up_quota_is_said_and_nobody_calls_again_until_an_officer_says_so(
    office: House, kiosk: Kiosk, screen: Screen, desk: Callable[[str], Desk]
):
    office.conduct(quota=0)
    person = screen.lay("good").resident
    screen.agree().sees(LATER, "Jatah pemeriksaan NIK hari ini sudah habis.")
    assert unverified(office, kiosk, screen, person.nik).code == "05"
    screen.finish()
    # The next visitor is told beforehand, and the register is left alone.
    screen.lay("good").press("Ya, ini saya").titled("Bolehkah kami mencatat NIK Anda?")
    screen.sees("Jatah pemeriksaan NIK hari ini sudah habis.").press("Ya, saya setuju").sees(LATER)
    assert unverified(office, kiosk, screen, person.nik) is None
    screen.finish()
    assert office.seen_by_register()["verify_calls"] == 1
    budi = desk("budi").go("/counter").sees("Jatah pemeriksaan NIK hari ini sudah habis")
    office.conduct(quota=1000)
    budi.go("/identity").press("Sudah diperbaiki, lanjutkan sekarang").sees("Pemeriksaan NIK dilanjutkan.")
    screen.lay("good").agree().sees("NIK sudah cocok")


@pytest.mark.parametrize("how", ["suspended", "expired"])
def test_without_an_agreement_in_force_nothing_is_asked(
    office: House, kiosk: Kiosk, screen: Screen, desk: Callable[[str], Desk], how: str
):
    why = "Perjanjian dengan Dukcapil sedang tidak berlaku, jadi NIK tidak diperiksa"
    with office.agreement_suspended() if how == "suspended" else expired(office):
        person = screen.lay("good").resident
        screen.press("Ya, ini saya").titled("Bolehkah kami mencatat NIK Anda?").sees(why).press("Ya, saya setuju").sees(LATER)
        assert unverified(office, kiosk, screen, person.nik) is None
        desk("budi").go("/counter").sees(why)
        screen.finish()
    assert office.seen_by_register()["verify_calls"] == 0
    screen.lay("good").agree().sees("NIK sudah cocok")


def test_an_agreement_that_ends_between_notice_and_answer_stops_the_call(office: House, kiosk: Kiosk, screen: Screen):
    person = screen.lay("good").resident
    screen.press("Ya, ini saya").titled("Bolehkah kami mencocokkan NIK Anda?")
    with office.agreement_suspended():
        screen.press("Ya, saya setuju").sees(LATER)
        unverified(office, kiosk, screen, person.nik)
    assert office.seen_by_register()["verify_calls"] == 0


def test_a_register_that_is_not_there_is_no_match(office: House, kiosk: Kiosk, screen: Screen):
    register = office.started[0]
    register.stop()
    try:
        person = screen.lay("good").resident
        screen.agree().sees(LATER)
        check = unverified(office, kiosk, screen, person.nik)
        assert check.outcome is Outcome.UNAVAILABLE
    finally:
        office.started[0] = office.register()
        office.started.pop()
    until(lambda: office.seen_by_register()["verify_calls"] == 0, "the stand-in is not back")


class expired:
    """Time has passed: the agreement ended yesterday."""

    def __init__(self, office: House) -> None:
        self.office = office

    def _end(self, day: dt.date) -> None:
        with self.office.writing() as session:
            agreements.all_agreements(session)[0].ends_on = day

    def __enter__(self) -> None:
        self.today = dt.datetime.now(self.office.settings.zone).date()
        self._end(self.today - dt.timedelta(days=1))

    def __exit__(self, *_: object) -> None:
        self._end(self.today + dt.timedelta(days=300))
