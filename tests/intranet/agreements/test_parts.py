"""The pages of an agreement's parts: what is typed there, who sees what, papers, and mistakes that keep what was written."""

import datetime as dt
import io
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

import intranet.app
from intranet.agencies import service as agencies
from intranet.agreements import queries, service
from intranet.agreements.examples import EXAMPLES
from intranet.agreements.models import Agreement, AgreementDispute, RenewalTask
from intranet.agreements.rules import Matter
from intranet.base.actor import Party
from tests.conftest import PASSWORD
from tests.intranet.agreements.conftest import DAY, TODAY, Register
from tests.intranet.agreements.test_views import FORM
from tests.intranet.cases.conftest import cases as cases
from tests.intranet.cases.factories import Cases
from tests.intranet.web.harness import fetch, send

SignIn = Callable[[str], FlaskClient]
PARTS = ("", "/clauses", "/changes", "/documents", "/task-force", "/disputes", "/closing")


@pytest.fixture
def row(registered: Register) -> str:
    """An agreement like Jambi's, with somebody in its task force."""
    made = registered.record("jambi", ends_on=TODAY + 80 * DAY)
    registered.enlist(made, registered.people.wulan)
    registered.enlist(made, registered.people.budi)
    return made


def test_every_part_is_a_whole_page_for_everybody_it_concerns(sign_in: SignIn, registered: Register, row: str) -> None:
    ended, draft = registered.record("kudus", ends_on=TODAY - DAY), registered.record("kudus", drafted=True)
    other = registered.record("magelang")
    for username in ("kartika", "halim", "budi", "wulan", "admin"):
        browser = sign_in(username)
        for one in (row, ended, draft, other):
            for part in PARTS:
                page = fetch(browser, f"/agreements/{one}{part}")
                assert 'aria-current="page"' in page
    sekar = sign_in("sekar")
    for part in PARTS[:4]:
        assert "Gugus tugas" not in fetch(sekar, f"/agreements/{other}{part}")
    for part in PARTS[4:]:
        assert sekar.get(f"/agreements/{other}{part}").status_code == 403
    assert sign_in("tirta").get(f"/agreements/{row}").status_code == 403
    for part in PARTS:
        assert sign_in("admin").get(f"/agreements/{'0' * 32}{part}").status_code == 404


@pytest.mark.parametrize("key", list(EXAMPLES))
def test_an_example_fills_the_form_and_brings_its_clauses(sign_in: SignIn, registered: Register, key: str) -> None:
    browser = sign_in("kartika")
    page = fetch(browser, f"/agreements/new?example={key}")
    assert f'name="template" value="{key}"' in page
    assert EXAMPLES[key].title in page
    assert browser.post("/agreements/new", data={**FORM, "template": key, "drafted": "yes"}).status_code == 303
    with registered.db.read() as session:
        made = session.scalars(select(Agreement)).one()
        assert (made.template, made.drafted) == (key, True)
        assert queries.all_clauses(session, made.id)
    assert "Konsep" in fetch(browser, f"/agreements/{made.id}")
    days = {"version": "1", "signed_on": "2026-11-20", "starts_on": "2026-11-20", "ends_on": "2026-11-01"}
    assert "lebih awal" in send(browser, f"/agreements/{made.id}/sign", days, 422)
    assert browser.post(f"/agreements/{made.id}/sign", data={**days, "ends_on": "2027-11-20"}).status_code == 303
    assert "Berlaku" in fetch(browser, f"/agreements/{made.id}")


def test_an_example_nobody_knows_is_an_empty_form(sign_in: SignIn) -> None:
    assert 'name="template" value=""' in fetch(sign_in("kartika"), "/agreements/new?example=lain")


def test_what_cannot_be_read_is_said_at_its_field(sign_in: SignIn) -> None:
    wrong = {"notice_amount": "banyak", "talks_months": "0", "bases": "x" * 501, "parent": "tidak ada"}
    page = send(sign_in("kartika"), "/agreements/new", FORM | wrong, 422)
    assert page.count("angka bulat yang wajar") == 2
    assert "paling panjang 500 huruf" in page
    page = send(sign_in("kartika"), "/agreements/new", FORM | {"parent": "tidak ada"}, 422)
    assert "Perjanjian induk itu tidak ada" in page


def test_the_record_and_its_office_holders_are_completed_by_page(sign_in: SignIn, row: str) -> None:
    browser = sign_in("kartika")
    fetch(browser, f"/agreements/{row}/edit")
    page = send(browser, f"/agreements/{row}/edit", {"version": "1", "talks_months": "99", "place": "Balai Contoh"}, 422)
    assert "Balai Contoh" in page
    given = {"version": "1", "place": "Balai Contoh", "original_1": "Lemari arsip", "bases": "Satu\n\nDua", "stamped": "yes"}
    assert browser.post(f"/agreements/{row}/edit", data=given).status_code == 303
    assert browser.post(f"/agreements/{row}/edit", data=given).status_code == 409
    page = fetch(browser, f"/agreements/{row}")
    assert "Balai Contoh" in page
    assert "Lemari arsip" in page
    assert "Dasar hukum (2)" in page
    holder = {"holder_party": "bawaslu", "holder_from": "2026-11-01", "holder_name": "Halim Contoh", "holder_office": ""}
    assert "Tuliskan jabatannya" in send(browser, f"/agreements/{row}/holders", holder, 422)
    assert browser.post(f"/agreements/{row}/holders", data={**holder, "holder_office": "Ketua"}).status_code == 303
    assert "sekarang" in fetch(browser, f"/agreements/{row}")


def test_an_early_end_too_near_tells_the_first_day_in_words(sign_in: SignIn, row: str) -> None:
    browser, path = sign_in("kartika"), f"/agreements/{row}/changes"
    given = {
        "version": "1",
        "kind": "early_termination",
        "signed_on": "2026-11-20",
        "new_end": "2026-11-30",
        "ending_party": "bawaslu",
        "summary": "Alasan <b>contoh</b>",
    }
    page = send(browser, path, given, 422)
    assert "hari terakhir yang paling awal adalah 1 Januari 2027" in page
    assert "Alasan &lt;b&gt;contoh" in page
    assert send(browser, path, {"version": "1", "kind": "?", "signed_on": "?"}, 422).count("field-error") >= 2
    assert browser.post(path, data={**given, "new_end": "2027-01-01"}).status_code == 303
    assert "Pengakhiran lebih awal oleh satu pihak" in fetch(browser, path)


def test_a_scan_is_kept_referred_to_by_an_extension_and_given_out(sign_in: SignIn, registered: Register, row: str) -> None:
    browser, path = sign_in("kartika"), f"/agreements/{row}"
    assert "Berkas belum dipilih" in send(browser, f"{path}/scans", {"title": "Naskah"}, 422)
    program = {"file": (io.BytesIO(b"MZ\x90\x00"), "a.exe"), "title": ""}
    assert browser.post(f"{path}/scans", data=program, content_type="multipart/form-data").status_code == 422
    paper = {"file": (io.BytesIO(b"%PDF-1.7 contoh"), "naskah.pdf"), "title": "Perpanjangan"}
    assert browser.post(f"{path}/scans", data=paper, content_type="multipart/form-data").status_code == 303
    with registered.db.read() as session:
        scan = queries.scans(session, row)[0].id
    given = {
        "version": "1",
        "kind": "extension",
        "signed_on": "2026-11-20",
        "new_end": "2027-12-31",
        "summary": "Diperpanjang.",
        "signer_1": "Halim",
        "signer_2": "Kartika",
    }
    assert "Pilih pindaian naskahnya" in send(browser, f"{path}/changes", given, 422)
    assert browser.post(f"{path}/changes", data={**given, "scan": scan}).status_code == 303
    assert "31 Desember 2027" in fetch(browser, f"{path}/changes")
    taken = sign_in("wulan").post(f"{path}/scans/{scan}/copy")
    assert taken.data == b"%PDF-1.7 contoh"
    taken.close()
    assert sign_in("sekar").post(f"{path}/scans/{scan}/copy").status_code == 403
    assert browser.post(f"{path}/scans/{'0' * 32}/copy").status_code == 404


def test_a_clause_is_changed_by_addendum_and_another_found_void_by_page(sign_in: SignIn, registered: Register, row: str) -> None:
    from intranet.agreements.rules import AmendmentKind

    by = registered.amend(row, AmendmentKind.ADDENDUM, from_on=TODAY)
    browser, path = sign_in("kartika"), f"/agreements/{row}"
    with registered.db.read() as session:
        clause = queries.clauses_on(session, row, TODAY)[0].id
    wrong = send(browser, f"{path}/changes/{by}/clauses", {"clause": "", "article": "Adendum 1", "text": ""}, 422)
    assert "Tuliskan bunyi pasal yang baru" in wrong
    given = {"clause": clause, "text": "Bunyi sesudah adendum."}
    assert browser.post(f"{path}/changes/{by}/clauses", data=given).status_code == 303
    assert "Bunyi sesudah adendum." in fetch(browser, f"{path}/clauses")
    before = fetch(browser, f"{path}/clauses?day={TODAY - DAY}")
    assert before.index("Tidak berlaku pada hari itu") < before.index("Bunyi sesudah adendum.")
    with registered.db.read() as session:
        changed = queries.clauses_on(session, row, TODAY)[0].id
    assert "mengapa pasal ini gugur" in send(browser, f"{path}/clauses/{changed}/lapse", {"note": ""}, 422)
    assert browser.post(f"{path}/clauses/{changed}/lapse", data={"note": "Batal demi hukum."}).status_code == 303
    assert "Batal demi hukum." in fetch(browser, f"{path}/clauses")


def text_of(pdf: bytes, folder: Path) -> str:
    file = folder / "paper.pdf"
    file.write_bytes(pdf)
    return " ".join(subprocess.run(["pdftotext", "-layout", file, "-"], check=True, capture_output=True, text=True).stdout.split())


@pytest.mark.needs("pdftotext")
def test_the_annex_names_the_members_of_the_day(sign_in: SignIn, row: str, tmp_path: Path) -> None:
    browser = sign_in("halim")
    both = text_of(browser.get(f"/agreements/{row}/task-force/annex").data, tmp_path)
    assert "Wulan Contoh" in both
    assert "Budi Contoh" in both
    one = text_of(browser.get(f"/agreements/{row}/task-force/annex?party=bawaslu&day=2026-11-21").data, tmp_path)
    assert "Wulan Contoh" in one
    assert "Budi Contoh" not in one
    early = text_of(browser.get(f"/agreements/{row}/task-force/annex?day=2026-11-01").data, tmp_path)
    assert "Belum ada anggota" in early
    assert browser.get(f"/agreements/{row}/task-force/annex?party=?&day=?").status_code == 200


def test_a_member_comes_and_goes_by_page(sign_in: SignIn, registered: Register, row: str) -> None:
    browser, path = sign_in("halim"), f"/agreements/{row}/task-force"
    given = {"member_party": "bawaslu", "member_name": "Relawan Contoh", "decree_no": "", "member_from": "2026-11-20"}
    page = send(browser, path, given, 422)
    assert "Isi nomor surat keputusannya" in page
    assert "Relawan Contoh" in page
    assert browser.post(path, data={**given, "decree_no": "SK 2"}).status_code == 303
    assert send(browser, path, {"member_from": "?"}, 422).count("field-error") >= 2
    with registered.db.read() as session:
        member = next(one for one in queries.members(session, row) if one.name == "Relawan Contoh")
    assert "Isi tanggal yang benar" in send(browser, f"{path}/{member.id}/end", {"until_on": "?", "version": "1"}, 422)
    assert browser.post(f"{path}/{member.id}/end", data={"until_on": "2026-11-20", "version": "9"}).status_code == 409
    assert browser.post(f"{path}/{member.id}/end", data={"until_on": "2026-11-20", "version": "1"}).status_code == 303
    other = registered.record("jambi")
    assert browser.post(f"/agreements/{other}/task-force/{member.id}/end", data={"until_on": "2026-11-20"}).status_code == 404


def test_documents_talks_and_closing_by_page(sign_in: SignIn, registered: Register, row: str) -> None:
    browser, path = sign_in("halim"), f"/agreements/{row}"
    document = {"document_kind": "kak", "document_title": "KAK 2026", "document_signed_on": "2026-11-20", "budget": "1.500.000"}
    assert send(browser, f"{path}/documents", {**document, "budget": "banyak"}, 422).count("wajar") == 1
    assert browser.post(f"{path}/documents", data=document).status_code == 303
    assert "Rp 1.500.000" in fetch(browser, f"{path}/documents")
    assert "pokok perbedaannya" in send(browser, f"{path}/disputes", {"dispute_party": "bawaslu", "matter": ""}, 422)
    assert browser.post(f"{path}/disputes", data={"dispute_party": "bawaslu", "matter": "Tafsir"}).status_code == 303
    with registered.db.read() as session:
        talk = session.scalars(select(AgreementDispute.id)).one()
    said = {"version": "1", "met_on": "2026-11-20", "minutes": "", "outcome": "Mufakat"}
    assert "jalannya musyawarah" in send(browser, f"{path}/disputes/{talk}", said, 422)
    assert browser.post(f"{path}/disputes/{talk}", data={**said, "minutes": "Dibahas."}).status_code == 303
    assert "Mufakat" in fetch(browser, f"{path}/disputes")
    assert "Pilih: selesai" in send(browser, f"{path}/closing/cases", {"how": "?"}, 422)
    assert browser.post(f"{path}/closing/loans", data={"how": "settled", "said": ""}).status_code == 303
    assert browser.post(f"{path}/closing/lain", data={"how": "settled"}).status_code == 404
    assert browser.post(f"{path}/closing/feedback", data={"how": "settled"}).status_code == 404


def test_open_cases_keep_the_closing_list_open(sign_in: SignIn, registered: Register, row: str, cases: Cases) -> None:
    cases.create()
    page = send(sign_in("halim"), f"/agreements/{row}/closing/cases", {"how": "settled"}, 422)
    assert "Masih ada 1 yang terbuka" in page
    with registered.db.read() as session:
        counts = [intranet.app.open_matters(session, row, matter) for matter in Matter]
    assert counts == [1, 0, 0, 0]


def test_a_renamed_institution_marks_its_agreements_until_renewed(sign_in: SignIn, registered: Register, row: str) -> None:
    browser = sign_in("kartika")
    wrong = send(browser, "/agreements/institutions", {"party": "?", "from_on": "?", "name": "Dinas Baru"}, 422)
    assert "Dinas Baru" in wrong
    given = {"party": "diskominfo", "from_on": "2026-11-20", "name": "Dinas Baru", "basis": "Perda 1"}
    assert browser.post("/agreements/institutions", data=given).status_code == 303
    assert "Dinas Baru" in fetch(browser, "/agreements/institutions")
    assert "perlu diperbarui" in fetch(browser, "/agreements")
    assert "bernama Dinas Baru" in fetch(browser, f"/agreements/{row}")
    with registered.db.read() as session:
        task = session.scalars(select(RenewalTask.id)).one()
    path = f"/agreements/{row}/renewals/{task}"
    assert "bagaimana diperbarui" in send(browser, path, {"renewal_note": ""}, 422)
    assert browser.post(path, data={"renewal_note": "Adendum 1"}).status_code == 303
    assert "bernama Dinas Baru" not in fetch(browser, f"/agreements/{row}")


def test_cases_are_for_the_task_force_where_the_office_wants_it_so(registered: Register, cases: Cases, row: str) -> None:
    case_id = cases.create()
    strict = replace(registered.settings, task_force_only=True)
    app = intranet.app.create_app(strict, clock=registered.clock, database=registered.db)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)

    def status(username: str, path: str) -> int:
        login = agencies.sign_in(registered.db, registered.clock, username, PASSWORD, "tests")
        browser = app.test_client()
        browser.set_cookie(app.config["POSKO_COOKIE"], login.token, domain="localhost")
        return browser.get(path).status_code

    with registered.db.read() as session:
        member = next(one for one in queries.members(session, row) if one.party is Party.BAWASLU)
    assert status("wulan", f"/cases/{case_id}") == 200
    with registered.db.write() as session:
        from intranet.agreements.service import task_force

        office = (registered.clock, TODAY, member.id, 1, TODAY, 0)
        task_force.end_membership(session, registered.people.halim, *office)
    registered.clock.advance(dt.timedelta(days=1))
    assert status("wulan", f"/cases/{case_id}") == 403
    assert status("wulan", "/cases") == 200
    assert status("budi", f"/cases/{case_id}") == 200
    assert status("halim", f"/cases/{case_id}") == 200
    assert service.LEADERS
