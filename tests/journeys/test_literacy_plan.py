"""A month of literacy in one click: wished, proposed, changed in three things, planned again, confirmed, a drop-out, letters."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from intranet.agreements import service as agreements
from intranet.agreements.rules import AgreementKind, Purpose
from intranet.base.actor import Party
from intranet.calendar.rules import next_month
from intranet.literacy.rules import Pillar, SeatRole, SessionState
from intranet.literacy.service import people, places, programmes
from intranet.literacy.service.people import PersonInput
from intranet.literacy.service.programmes import ProgrammeInput
from tests.journeys.people import PATIENCE, Desk
from tests.journeys.rig import House
from tests.journeys.steps import fill
from tests.live import CLOCK

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("journeys-literacy-plan")]

TEAM = (
    ("Sinta Narasumber", Party.BAWASLU, SeatRole.RESOURCE_PERSON),
    ("Yoga Narasumber", Party.BAWASLU, SeatRole.RESOURCE_PERSON),
    ("Bagus Instruktur", Party.DISKOMINFO, SeatRole.INSTRUCTOR),
    ("Citra Instruktur", Party.DISKOMINFO, SeatRole.INSTRUCTOR),
)


@pytest.fixture(scope="module", autouse=True)
def programme(shared_office: House) -> None:
    """An agreement for literacy, a programme, a kecamatan, two people of each party."""
    today = dt.datetime.now(shared_office.settings.zone).date()
    head = shared_office.people["kartika"]
    with shared_office.writing() as session:
        both = (Party.BAWASLU, Party.DISKOMINFO)
        paper = agreements.AgreementInput(
            kind=AgreementKind.PKS,
            title="Literasi digital contoh",
            signed_on=today,
            starts_on=today,
            ends_on=today + dt.timedelta(days=200),
            institution_name="Diskominfo Contoh",
            parties=tuple(agreements.PartyInput(party=party, name=f"{party.label} Contoh") for party in both),
            purposes=frozenset({Purpose.LITERACY}),
        )
        agreement_id = agreements.register(session, head, CLOCK, paper).id
        span = {"starts_on": today, "ends_on": today + dt.timedelta(days=120)}
        programmes.add(
            session, head, CLOCK, ProgrammeInput(title="Cakap bermedia", goal="Warga cakap", agreement_id=agreement_id, **span)
        )
        places.add_district(session, head, CLOCK, "Contoh Utara")
        for name, party, role in TEAM:
            person = PersonInput(name=name, party=party, roles=frozenset({role}), pillars=frozenset({Pillar.SAFETY}))
            people.add(session, head, CLOCK, person)


def month() -> dt.date:
    """The first day of the month after next, so that letters have time whatever today is."""
    return next_month(next_month(dt.date.today()))  # noqa: DTZ011 - any month will do


def tuesday() -> dt.datetime:
    """One o'clock on a Tuesday in the middle of that month."""
    day = month() + dt.timedelta(days=14)
    return dt.datetime.combine(day + dt.timedelta(days=(1 - day.weekday()) % 7), dt.time(13))


def other(line: object, one: str, two: str) -> str:
    """Whichever of two people is not named in a line of the proposal."""
    return two if one in str(line) else one


def ready(officer: Desk) -> Desk:
    """Wait until the worker is done; the page refreshes itself."""
    expect(officer.page.locator("#review")).to_be_visible(timeout=4 * PATIENCE)
    return officer


def test_a_month_is_planned_changed_planned_again_confirmed_and_its_letters_go_out(office: House, desk: Callable[[str], Desk]):
    budi, wulan, kartika = desk("budi"), desk("wulan"), desk("kartika")
    budi.go(f"/literacy?month={month():%Y-%m}").follow("Rencanakan bulan").sees("Sesi yang diinginkan")
    wishes = {"Jumlah sesi": "4", "Kecamatan": "Contoh Utara", "Pilar": "Aman", "Sasaran": "Pelajar"}
    budi.page.locator("summary", has_text="Rincian lain").click()
    fill(budi.page.locator("form[action$='/wishes']"), {**wishes, "Tempat tuan rumah": "SMA Contoh"})
    budi.press("Catat keinginan").sees("4 sesi dicatat sebagai permintaan.")
    budi.page.get_by_role("button", name="Rencanakan", exact=True).click()
    ready(budi).sees("4 sesi terisi", "Mengapa pasangan ini")
    before = budi.page.url

    # Three things are known better: a time, a person; and one session is fine as it is.
    lines = budi.page.locator(".plan-line")
    for number in (0, 1):
        lines.nth(number).locator("summary", has_text="Ubah").click()
    lines.nth(0).get_by_label("Waktu").fill(f"{tuesday():%Y-%m-%dT%H:%M}")
    now = other(lines.nth(1).inner_text(), "Sinta Narasumber", "Yoga Narasumber")
    lines.nth(1).get_by_label("Orang Bawaslu").fill(now)
    lines.nth(2).get_by_label("Kunci bila direncanakan ulang").check()
    budi.press("Rencanakan ulang sisanya")
    budi.page.wait_for_url(lambda url: url != before)
    ready(budi).sees("Yang berubah", "4 sesi terisi")
    expect(budi.page.locator("#proposal .card", has_text="Yang berubah")).to_contain_text(now)
    expect(budi.page.locator(".plan-line", has_text="13.00–15.00").first).to_be_visible()
    budi.press("Terapkan semua").sees("4 sesi direncanakan.", "Usulan ini sudah diterapkan.")
    links = [link.get_attribute("href") or "" for link in budi.page.locator(".plan-line > div p a").all()]
    assert len(links) == 4

    # The other party is told, and each confirms its half.
    wulan.go("/inbox").sees("4 sesi menunggu konfirmasi pihak Anda")
    for link in links:
        wulan.go(link).press("Konfirmasi untuk Bawaslu").sees("Konfirmasi pihak Anda dicatat.")
        budi.go(link).press("Konfirmasi untuk Diskominfo").sees("Sesi terkonfirmasi.")

    # Somebody drops out; the other half stays, the next best is one click away.
    item = budi.page.locator(".seats > li", has_text="Instruktur").last
    item.locator("summary", has_text="Berhalangan").click()
    item.get_by_label(re.compile("^Alasan .* berhalangan$")).fill("Sakit mendadak")
    item.get_by_role("button", name="Kosongkan kursi").click()
    budi.sees("Kursi dikosongkan. Pilih penggantinya.")
    budi.page.get_by_role("button", name=re.compile("^Pilih .* Instruktur$")).first.click()
    budi.sees("Kursi diisi.").press("Konfirmasi untuk Diskominfo").sees("Sesi terkonfirmasi.")
    expect(budi.page.locator(".page-head .chip").first).to_have_text(SessionState.CONFIRMED.label, timeout=PATIENCE)

    kartika.go(links[-1]).page.get_by_label("Jabatan penanda tangan").fill("Kepala Dinas")
    kartika.press("Terbitkan surat pihak saya").sees("2 surat terbit.")
    assert office.trail_holds()
    assert all(who.watch.quiet() for who in (budi, wulan, kartika))
