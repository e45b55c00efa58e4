"""What the office owes data subjects: a breach told of within its clock, and a person who sees what is kept of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from intranet.agencies.models import Staff
from intranet.base.actor import Actor, ActorKind, Party, Role
from intranet.base.clock import SystemClock
from intranet.cases import service as cases
from intranet.cases.rules import Channel, Source
from intranet.cases.service import Facts, Person
from intranet.privacy import watch
from intranet.privacy.models import DataIncident, SubjectRequest
from intranet.privacy.rules import IncidentState, Recipient, RequestState
from shared.elements import Standing
from tests.journeys.people import Desk, axe_faults
from tests.journeys.rig import House
from tests.journeys.steps import fold
from tests.journeys.test_joint_doings import said, send

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("journeys-privacy")]

NIK = "3319994506900001"
TITLE = "Lembar cetak tertinggal"


def complaint(office: House) -> tuple[str, str, str]:
    """Somebody complains at the desk; the case's id, number and check code."""
    with office.writing() as session:
        row = session.scalars(select(Staff).where(Staff.username == "budi")).one()
        budi = Actor(ActorKind.STAFF, row.id, row.name, Party.DISKOMINFO, frozenset({Role.DISKOMINFO_OFFICER}))
        case = cases.receive(
            session,
            budi,
            SystemClock(),
            office.settings,
            office.keys,
            source=Source.PUBLIC_COMPLAINT,
            channel=Channel.DESK,
            facts=Facts(narrative="Ada berita bohong."),
            person=Person(NIK, "Sari Contoh", "Jalan Melati 9", "081200009999"),
            standing=Standing.NOT_VERIFIED,
        )
        return case.id, case.complaint_no or "", case.check_code or ""


@pytest.mark.needs("pdftotext")
def test_a_breach_goes_from_its_discovery_to_its_three_letters_within_the_clock(
    office: House, desk: Callable[[str], Desk], tmp_path: Path
):
    budi, wulan = desk("budi"), desk("wulan")
    _case, number, _code = complaint(office)
    found = dt.datetime.now(office.settings.zone) - dt.timedelta(hours=50)
    budi.go("/privacy").follow("Catat kejadian")
    told = {
        "Nama singkat": TITLE,
        "Diketahui pada": f"{found:%Y-%m-%dT%H:%M}",
        "Data apa yang terungkap": "Nama dan nomor telepon.",
        "Kapan terjadi": "Dua hari lalu",
        "Bagaimana terungkap": "Lembar tertinggal di ruang tunggu.",
        "Pelapor": "1",
    }
    send(budi, "Simpan dan mulai hitungan", told).sees("Batas 3x24 jam berjalan.", "sisa 2", "Lengkapi ketiga isi wajib")
    page = budi.page.url.removeprefix(office.url)
    with office.writing() as session:
        watch.ring(session, SystemClock())
    budi.go("/inbox").sees("sisa 24 jam")
    budi.go(page).follow("Lengkapi")
    send(budi, "Simpan perbaikan", {"Penanganan dan pemulihan": "Lembar diambil dan dimusnahkan."}).sees("Perbaikan disimpan.")
    part = fold(budi, "Ubah daftar")
    part.get_by_label("Nomor registrasi atau nomor internal").fill(number)
    part.get_by_role("button", name="Simpan daftar").click()
    budi.sees("Daftar disimpan: 1 nomor.")
    signed = {"Penanda tangan": "Kartika Contoh", "Jabatan penanda tangan": "Kepala Dinas"}
    for to in Recipient:
        budi.page.get_by_label("Kepada", exact=True).select_option(to.value)
        send(budi, "Terbitkan dan beri nomor", {**signed, "Keterangan lebih lanjut dapat diminta di": "loket Diskominfo"})
        budi.sees("terbit. Cetak, kirim, lalu catat pengirimannya.")
        with office.reading() as session:
            row = session.scalars(select(DataIncident).where(DataIncident.title == TITLE)).one()
            letter = next(notice.number for notice in row.notices if notice.recipient is to)
        paper = said(budi, letter, tmp_path)
        for content in ("Nama dan nomor telepon.", "Lembar tertinggal di ruang tunggu.", "Lembar diambil dan dimusnahkan."):
            assert content in paper
        assert number in paper
        part = fold(budi, f"Catat pengiriman {letter}")
        part.get_by_label("Cara", exact=True).fill("Diserahkan langsung")
        part.get_by_label("Bukti", exact=True).fill("Tanda terima 7")
        part.get_by_role("button", name="Catat terkirim").click()
        budi.sees("Pengiriman dicatat.")
    budi.sees("Semua sudah diberi tahu.").sees_not("lewat dari batas")
    assert axe_faults(budi.page) == []
    part = fold(budi, "Selesaikan kejadian")
    part.get_by_label("Langkah agar tidak terulang").fill("Tanda terima diserahkan langsung.")
    part.get_by_role("button", name="Selesai").click()
    budi.sees("Kejadian selesai.")
    wulan.go(page).sees("Nama dan nomor telepon.", number).sees_not("Lengkapi", "Sari Contoh")
    with office.reading() as session:
        row = session.scalars(select(DataIncident).where(DataIncident.title == TITLE)).one()
        assert row.state is IncidentState.CLOSED
        assert all(notice.sent_at is not None for notice in row.notices)
    assert office.trail_holds()
    assert budi.watch.quiet()
    assert wulan.watch.quiet()


def test_a_person_is_tied_to_their_data_by_their_paper_and_takes_the_extract_home(office: House, desk: Callable[[str], Desk]):
    budi = desk("budi")
    _case, number, code = complaint(office)
    budi.go("/privacy/requests").follow("Terima permintaan")
    assert axe_faults(budi.page) == []
    ask = {"Melihat data dan jejak pemrosesannya": True, "Nomor registrasi dan kode cek": True}
    ask |= {"Nomor registrasi pengaduan": number, "Kode cek": "AAAAAA"}
    send(budi, "Cari dan terima permintaan", ask).sees("Tidak ada pengaduan yang cocok.")
    send(budi, "Cari dan terima permintaan", {"Kode cek": code}).sees("diterima.", "sisa 7", number).sees_not("Sari Contoh")
    page = budi.page.url.removeprefix(office.url)
    answer = budi.page.request.post(f"{budi.page.url}/extract", form={"csrf_token": budi.csrf(), "as": "json"})
    told = answer.json()
    assert ["Nama", "Sari Contoh"] in told["cases"][0]["person"]
    assert NIK not in answer.text()
    paper = budi.page.request.post(f"{budi.page.url}/extract", form={"csrf_token": budi.csrf()})
    assert paper.headers["content-type"] == "application/pdf"
    send(budi.go(page), "Catat penyerahan", {"Cara penyerahan dan buktinya": "Diterima sendiri, tanda terima 4"})
    budi.sees("Sudah diserahkan.")
    assert axe_faults(budi.page) == []
    with office.reading() as session:
        (row,) = session.scalars(select(SubjectRequest).where(SubjectRequest.state == RequestState.DONE))
        assert row.handed == "Diterima sendiri, tanda terima 4"
    assert office.trail_holds()
    assert budi.watch.quiet()
