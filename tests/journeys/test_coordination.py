"""What the parties settle between them: a stuck case goes to a forum, its promise is kept; an evaluation reaches both leaders."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from intranet.agreements import service as agreements
from intranet.agreements.rules import AgreementKind, Purpose
from intranet.agreements.service import AgreementInput, PartyInput
from intranet.base.actor import Party
from intranet.base.clock import SystemClock
from intranet.base.db import Database
from intranet.cases.models import Case
from intranet.coordination import watch
from intranet.coordination.models import CoordinationAction, Evaluation, Forum
from intranet.coordination.rules import EvaluationState, ForumState
from tests.intranet.cases.factories import Cases
from tests.journeys.people import Desk
from tests.journeys.rig import CLOCK, House
from tests.journeys.steps import fill, fold
from tests.journeys.test_joint_doings import said, send

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("journeys-coordination")]


@pytest.fixture
def case_no(office: House) -> str:
    """The number of a case that waits."""
    people = SimpleNamespace(**office.people)
    database = Database(office.settings.url)
    try:
        case_id = Cases(database, CLOCK, office.settings, office.keys, people).create()  # type: ignore[arg-type]
    finally:
        database.close()
    with office.reading() as session:
        return session.get_one(Case, case_id).complaint_no or ""


def in_days(office: House, days: int) -> dt.date:
    return (dt.datetime.now(office.settings.zone) + dt.timedelta(days=days)).date()


def invite(officer: Desk, whom: str) -> None:
    part = fold(officer, "Tambahkan peserta")
    fill(part, {"Petugas para pihak": whom})
    part.get_by_role("button", name="Tambahkan ke daftar").click()
    officer.sees("Peserta ditambahkan.")


@pytest.mark.needs("pdftotext")
def test_a_stuck_case_is_raised_to_a_forum_and_what_was_promised_there_is_done(
    office: House, desk: Callable[[str], Desk], case_no: str, tmp_path: Path
):
    wulan, budi = desk("wulan"), desk("budi")
    case_id = office.case(case_no).id
    wulan.go(f"/cases/{case_id}").follow("Angkat ke forum koordinasi")
    now = dt.datetime.now(office.settings.zone)
    told = {"Waktu": f"{now:%Y-%m-%dT%H:%M}"}
    send(wulan, "Usulkan", told).sees("Tuliskan mengapa tidak dapat menunggu forum berkala.")
    urgent = {"Mengapa tidak dapat menunggu forum berkala": "Balasan platform belum ada."}
    send(wulan, "Usulkan", urgent).sees("Forum diusulkan.", case_no)
    page = wulan.page.url.removeprefix(office.url).partition("#")[0]
    budi.go("/inbox").sees("Forum koordinasi insidental diusulkan")

    invite(wulan, "Wulan Contoh · Bawaslu")
    invite(wulan, "Budi Contoh · Diskominfo")
    promise = {"Apa yang harus dilakukan": "Mengirim permintaan ulang", "Penanggung jawab": "Budi Contoh · Diskominfo"}
    send(wulan, "Catat", {**promise, "Tenggat": f"{in_days(office, 0)}"}).sees("Tindak lanjut dicatat.")
    part = fold(wulan, "Tulis notulen")
    fill(part, {"Dipimpin oleh": "Ratna Contoh", "Pokok pembahasan dan keputusan": "Permintaan dikirim ulang."})
    part.get_by_role("button", name="Simpan notulen").click()
    wulan.sees("Belum ada yang hadir dari dua pihak.")
    part = fold(wulan, "Perbaiki notulen") if wulan.page.get_by_text("Perbaiki notulen").count() else fold(wulan, "Tulis notulen")
    for box in part.get_by_role("checkbox").all():
        box.check()
    part.get_by_role("button", name="Simpan notulen").click()
    wulan.sees("Notulen disimpan.", "1 tindak lanjut belum selesai.")
    paper = said(wulan, "Notulen", tmp_path)
    assert "Mengirim permintaan ulang" in paper
    assert case_no in paper
    assert "KONSEP" not in paper

    with office.writing() as session:
        watch.ring(session, SystemClock(), office.settings)  # the worker may have been quicker
    budi.go("/inbox").sees("jatuh tempo hari ini")
    part = fold(budi.go(page), "Catat selesai: Mengirim permintaan ulang")
    fill(part, {"Hasilnya": "Sudah dikirim"})
    part.get_by_role("button", name="Selesai", exact=True).click()
    budi.sees("Tindak lanjut dicatat selesai.", "Tidak ada yang tertinggal dari forum ini.")
    with office.reading() as session:
        assert session.scalars(select(Forum.state)).one() is ForumState.HELD
        assert session.scalars(select(CoordinationAction.result)).one() == "Sudah dikirim"
    assert office.trail_holds()
    assert all(who.watch.quiet() for who in (wulan, budi))


@pytest.mark.needs("pdftotext")
def test_an_evaluation_goes_from_its_figures_to_both_leaders(office: House, desk: Callable[[str], Desk], tmp_path: Path):
    parties = tuple(PartyInput(party=party, name=f"{party.label} Contoh") for party in (Party.BAWASLU, Party.DISKOMINFO))
    given = AgreementInput(
        kind=AgreementKind.PKS,
        title="Kerja sama contoh",
        signed_on=in_days(office, -100),
        starts_on=in_days(office, -100),
        ends_on=in_days(office, 200),
        institution_name="Diskominfo Contoh",
        parties=parties,
        purposes=frozenset({Purpose.LITERACY}),
    )
    with office.writing() as session:
        agreements.register(session, office.people["kartika"], CLOCK, given)
    wulan, budi = desk("wulan"), desk("budi")
    wulan.go("/coordination/evaluations").sees("belum pernah dievaluasi").follow("Mulai evaluasi")
    wulan.page.get_by_label("Perjanjian", exact=True).select_option(index=1)
    send(wulan, "Mulai, isi angkanya", {}).sees("Angkanya sudah terisi.", "Pengaduan dan temuan diterima")
    page = wulan.page.url.removeprefix(office.url).partition("#")[0]
    wulan.press("Terbitkan dan beri nomor").sees("Tuliskan dulu kesimpulannya.")
    summary = {"Apa yang dicapai, apa yang belum": "Berjalan baik, balasan platform lambat."}
    send(wulan, "Simpan kesimpulan", summary).sees("Kesimpulan disimpan.")
    finding = {"Temuan": "Balasan lambat", "Rekomendasi": "Memasang pengingat", "Penanggung jawab": "Budi Contoh · Diskominfo"}
    send(wulan, "Catat", {**finding, "Tenggat": f"{in_days(office, 30)}"}).sees("Tindak lanjut dicatat.")
    wulan.press("Terbitkan dan beri nomor").sees("Laporan diterbitkan.", "Belum diserahkan")
    paper = said(wulan, "Laporan evaluasi", tmp_path)
    assert "Memasang pengingat" in paper
    assert "KONSEP" not in paper
    for officer, party, leader in ((wulan, "bawaslu", "Ratna Contoh"), (budi, "diskominfo", "Kartika Contoh")):
        form = officer.go(page).page.locator(f"main form[action$='/deliveries/{party}']")
        fill(form, {"Diterima oleh": leader})
        form.get_by_role("button").click()
        officer.sees("Penyerahan dicatat.", leader)
    budi.sees_not("Belum diserahkan").go("/coordination/evaluations").sees("sudah lengkap")
    with office.reading() as session:
        row = session.scalars(select(Evaluation)).one()
        assert (row.state, row.undelivered) == (EvaluationState.ISSUED, [])
    assert office.trail_holds()
    assert all(who.watch.quiet() for who in (wulan, budi))
