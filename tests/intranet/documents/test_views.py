"""The pages of papers, as the people of both parties use them."""

import re

import pytest
from sqlalchemy import select

from intranet.base import trail
from intranet.cases import rights
from intranet.documents import codes
from intranet.documents.models import Document
from intranet.documents.rules import DocumentKind
from intranet.oversight.rules import FactEvent
from shared.questions import Platform
from tests.intranet.oversight.conftest import Watch
from tests.intranet.web.harness import faults, fetch, send

HTMX = {"HX-Request": "true"}
UNREADABLE = "Surat ini memuat data pribadi"


def form_of(page: str) -> dict[str, object]:
    """What a browser would send of the paper's form as it stands."""
    page = page[page.index('<form id="paper"') : page.index("</form>", page.index('<form id="paper"'))]
    sent: dict[str, object] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        given = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
        if given.get("type") in ("checkbox", "radio"):
            if " checked" in tag:
                sent.setdefault(given["name"], [])
                sent[given["name"]].append(given["value"])  # type: ignore[attr-defined]
        else:
            sent[given["name"]] = unescape(given.get("value", ""))
    for name, text in re.findall(r'<textarea [^>]*name="([^"]*)"[^>]*>\n(.*?)</textarea>', page, re.DOTALL):
        sent[name] = unescape(text)
    return sent


def unescape(text: str) -> str:
    import html

    return html.unescape(text)


def test_an_empty_office_says_so_kindly(sign_in):
    client = sign_in("kartika")
    for path, text in (
        ("", "Belum ada surat tahun ini"),
        ("?kind=study", "Tidak ada surat yang cocok"),
        ("/drafts", "Tidak ada konsep"),
        ("/takedowns", "Tidak ada permohonan terbuka"),
    ):
        assert text in fetch(client, f"/documents{path}")
    assert "Kop dan penomoran" in fetch(sign_in("admin"), "/documents")


def test_a_paper_is_two_clicks_from_its_case_choose_and_issue(sign_in, office):
    case_id = office.in_study()
    client = sign_in("halim")
    page = fetch(client, f"/cases/{case_id}")
    assert "Surat dan berkas" in page
    link = re.search(r'href="(/documents/new\?kind=completion_notice[^"]*)"', page)
    assert link
    page = fetch(client, unescape(link[1]))
    assert "Nama dan alamatnya diambil dari perkara" in page
    assert "Sari Contoh" not in page
    sent = form_of(page) | {"do": "issue", "missing": "Tanggal kejadian", "deadline": "2026-11-24"}
    page = send(client, "/documents/new", sent)
    assert "Surat terbit dengan nomor 001/PP/K/33.99/XI/2026" in page
    assert page.count("001/PP/K/33.99/XI/2026") > 1
    again = send(client, "/documents/new", sent)  # a second click on the same form
    assert "001/PP/K/33.99/XI/2026" in again
    assert "002/PP" not in fetch(client, "/documents")
    assert "terbit dengan nomor 001/PP/K/33.99/XI/2026" in fetch(client, f"/cases/{case_id}")


def test_an_officer_drafts_and_the_commissioner_signs(sign_in, office):
    case_id = office.in_study()
    wulan, halim = sign_in("wulan"), sign_in("halim")
    page = fetch(wulan, f"/documents/new?kind=completion_notice&case={case_id}")
    assert "Terbitkan dan beri nomor" not in page
    sent = form_of(page) | {"missing": "Tanggal kejadian", "deadline": "2026-11-24"}
    page = send(wulan, "/documents/new", sent | {"do": "draft"})
    assert "Konsep disimpan" in page
    assert "Menunggu pimpinan" in fetch(wulan, "/documents/drafts")
    assert "menunggu tanda tangan Anda" in fetch(halim, "/inbox")
    listed = fetch(halim, "/documents/drafts")
    assert "Anda dapat menerbitkan" in listed
    where = re.search(r'href="(/documents/[0-9a-f]{32})"', listed)
    assert where
    page = fetch(halim, where[1])
    assert "Tanggal kejadian" in page
    page = send(halim, where[1], form_of(page) | {"do": "issue"})
    assert "Surat terbit dengan nomor" in page
    assert "terbit dengan nomor 001" in fetch(wulan, "/inbox")


def test_somebody_elses_change_is_not_overwritten_and_what_was_typed_is_still_there(sign_in, office):
    document_id = office.draft(office.people.wulan, DocumentKind.STUDY, office.in_study())
    client = sign_in("wulan")
    page = fetch(client, f"/documents/{document_id}")
    send(client, f"/documents/{document_id}", form_of(page) | {"do": "draft", "conclusion": "Pertama."})
    page = send(client, f"/documents/{document_id}", form_of(page) | {"do": "draft", "conclusion": "Kedua."}, 409)
    assert "baru saja diubah orang lain" in page
    assert "Kedua." in page


def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(sign_in, office):
    case_id, client = office.in_study(), sign_in("wulan")
    sent = form_of(fetch(client, f"/documents/new?kind=study&case={case_id}"))
    page = send(client, "/documents/new", sent | {"do": "issue", "conclusion": "", "analysis": "Yang saya ketik."}, 422)
    assert "Isi dahulu sebelum diterbitkan" in page
    assert "Yang saya ketik." in page
    page = send(client, "/documents/new", sent | {"do": "draft", "conclusion": "x" * 6001}, 422)
    assert "Paling panjang 6000 huruf" in page
    assert "Jabatan" in send(
        client, "/documents/new", sent | {"do": "issue", "conclusion": "a", "recommendation": "b", "title": ""}, 422
    )
    assert send(client, "/documents/new", sent | {"once": "x"}, 422)


def test_a_preview_keeps_nothing_and_masks_the_complainant(sign_in, office, text_of):
    case_id, client = office.in_study(), sign_in("halim")
    sent = form_of(fetch(client, f"/documents/new?kind=status_notice&case={case_id}"))
    answer = client.post("/documents/preview", data=sent)
    assert answer.mimetype == "application/pdf"
    said = text_of(answer.data)
    assert "KONSEP" in said.replace(" ", "") or "nama dan alamat pelapor" in said
    assert "Sari Contoh" not in said
    assert "Belum ada surat" in fetch(client, "/documents")


def test_a_letter_names_who_asked_for_restriction_by_a_law_only(sign_in, office, text_of):
    case_id, client = office.in_study(), sign_in("halim")
    with office.db.write() as session:
        rights.restrict(session, office.people.budi, office.clock, case_id)
    sent = form_of(fetch(client, f"/documents/new?kind=status_notice&case={case_id}")) | {"do": "issue", "reason": "Belum lengkap."}
    page = send(client, "/documents/new", sent, 422)
    assert "Pelapor meminta pemrosesan datanya dibatasi." in page
    assert 'name="ground"' in page
    page = send(client, "/documents/new", sent | {"ground": "UU 7/2017 pasal 454"})
    assert "Surat terbit dengan nomor" in page
    with office.db.read() as session:
        row = session.scalars(select(Document)).one()
        assert trail.of(session, "document", row.id)[0].details["ground"] == "UU 7/2017 pasal 454"
    assert "Sari Contoh" in text_of(office.printed(office.people.halim, row.id))
    assert office.issue(office.people.wulan, DocumentKind.STUDY, case_id)  # names nobody


def test_the_pdf_opens_in_the_browser_or_is_kept_and_both_are_noted(sign_in, office):
    case_id = office.in_study()
    document_id = office.issue(office.people.halim, DocumentKind.STATUS_NOTICE, case_id, texts={"reason": "Belum lengkap."})
    client = sign_in("wulan")
    answer = client.post(f"/documents/{document_id}/print")
    assert answer.data.startswith(b"%PDF")
    assert answer.headers["Content-Disposition"].startswith("inline; filename=")
    answer = client.post(f"/documents/{document_id}/print", data={"how": "download"})
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert fetch(client, f"/documents/{document_id}").count("Dicetak atau dibuka") == 2
    assert fetch(client, f"/cases/{case_id}").count("dibuka atau dicetak") == 2


def test_a_cancelled_number_stays_in_the_register_struck_through_with_its_reason(sign_in, office):
    document_id = office.issue(office.people.wulan, DocumentKind.STUDY, office.in_study())
    client = sign_in("wulan")
    page = send(client, f"/documents/{document_id}/cancel", {"version": "9", "reason": "Alamat tujuannya keliru."}, 409)
    version = str(office.paper(document_id).version)
    page = send(client, f"/documents/{document_id}/cancel", {"version": version, "reason": "x"}, 422)
    assert "10 sampai 300 huruf" in page
    page = send(client, f"/documents/{document_id}/cancel", {"version": version, "reason": "Alamat tujuannya keliru."})
    assert "Surat dibatalkan" in page
    page = fetch(client, "/documents?year=2026&kind=study&party=bawaslu")
    assert 'struck" href' in page
    assert "Alamat tujuannya keliru." in page
    assert "1 dibatalkan" in page
    fragment = client.get("/documents?year=2026", headers=HTMX).get_data(as_text=True)
    assert faults(fragment, whole=False) == []
    assert "<html" not in fragment


def test_papers_that_name_people_are_opened_by_their_own_party_only(sign_in, office):
    case_id = office.in_study()
    document_id = office.issue(office.people.halim, DocumentKind.STATUS_NOTICE, case_id, texts={"reason": "Belum lengkap."})
    for username in ("budi", "kartika"):
        client = sign_in(username)
        page = fetch(client, f"/documents/{document_id}")
        assert UNREADABLE in page
        assert "disamarkan" in page
        assert "Sari Contoh" not in page
        assert client.post(f"/documents/{document_id}/print").status_code == 403
        assert (
            client.post(f"/documents/{document_id}/cancel", data={"version": "1", "reason": "Alamatnya keliru."}).status_code == 403
        )


def test_a_draft_is_its_own_partys_business(sign_in, office):
    case_id = office.in_study()
    document_id = office.draft(office.people.wulan, DocumentKind.STUDY, case_id)
    client = sign_in("budi")
    fetch(client, f"/documents/{document_id}", 404)
    assert client.post(f"/documents/{document_id}/discard", data={"version": "1"}).status_code == 404
    assert f"/documents/{document_id}" not in fetch(client, f"/cases/{case_id}")
    fetch(client, f"/documents/new?kind=study&case={case_id}", 403)


def test_a_draft_can_be_thrown_away(sign_in, office):
    case_id = office.in_study()
    document_id = office.draft(office.people.wulan, DocumentKind.STUDY, case_id)
    version = str(office.paper(document_id).version)
    page = send(sign_in("wulan"), f"/documents/{document_id}/discard", {"version": version})
    assert "Konsep dibuang" in page
    fetch(sign_in("wulan"), f"/documents/{document_id}", 404)


def test_open_requests_go_into_one_pack_per_platform(sign_in, office):
    first, second = office.in_handling(), office.in_handling(link="https://facebook.contoh.id/kiriman/2")
    other = office.in_handling(Platform.TIKTOK, link="https://tiktok.contoh.id/kiriman/3")
    client = sign_in("kartika")
    page = fetch(client, "/documents/takedowns")
    assert "Buat berkas Facebook" in page
    assert "Buat berkas TikTok" in page
    tracks = [office.track(case_id).id for case_id in (first, second)]
    page = fetch(client, f"/documents/new?kind=takedown_pack&track={tracks[0]}&track={tracks[1]}")
    assert "tiktok.contoh.id" not in page
    page = send(client, "/documents/new", form_of(page) | {"do": "issue"})
    assert "Surat terbit dengan nomor 001/KOMINFO/33.99/XI/2026" in page
    assert "sudah ada dalam berkas" in fetch(client, "/documents/takedowns")
    assert "Disetujui" in fetch(client, f"/cases/{first}")
    mixed = f"/documents/new?kind=takedown_pack&track={tracks[0]}&track={office.track(other).id}"
    fetch(client, mixed, 422)
    fetch(client, "/documents/new?kind=takedown_pack", 422)
    page = fetch(client, f"/documents/new?kind=takedown_pack&case={other}")
    page = send(client, "/documents/new", form_of(page) | {"do": "draft", "track": []}, 422)
    assert "Pilih sedikitnya satu konten" in page


def test_a_fact_check_gets_its_sheet_from_its_own_page(sign_in, office):
    watch = Watch(office.db, office.clock, office.settings, office.keys, office.people)
    check_id = watch.check(office.in_study())
    client = sign_in("budi")
    assert "Buat lembar cek fakta" not in fetch(client, f"/oversight/fact-checks/{check_id}")
    fetch(client, f"/documents/new?kind=fact_check&check={check_id}", 404)
    watch.move(check_id, FactEvent.CHECKABLE, FactEvent.CONCLUDE, FactEvent.PUBLISH)
    assert "Buat lembar cek fakta" in fetch(client, f"/oversight/fact-checks/{check_id}")
    page = fetch(client, f"/documents/new?kind=fact_check&check={check_id}")
    page = send(client, "/documents/new", form_of(page) | {"do": "issue"})
    assert "Surat terbit" in page
    assert "Lihat cek fakta" in page


@pytest.mark.parametrize("address", ["kind=x", "kind=study", "kind=study&case=tidak-ada", "kind=fact_check"])
def test_a_paper_about_nothing_is_not_there(sign_in, address):
    fetch(sign_in("wulan"), f"/documents/new?{address}", 404)


def test_every_kind_opens_filled_in_for_who_may_make_it(sign_in, office):
    case_id = office.in_handling()
    watch = Watch(office.db, office.clock, office.settings, office.keys, office.people)
    check_id = watch.check(case_id)
    watch.move(check_id, FactEvent.CHECKABLE, FactEvent.CONCLUDE)
    for kind in DocumentKind:
        for username in ("wulan", "kartika"):
            client = sign_in(username)
            path = f"/documents/new?kind={kind.value}&case={case_id}&check={check_id}"
            answer = client.get(path)
            if answer.status_code == 403:
                continue
            sent = form_of(fetch(client, path))
            assert client.post("/documents/preview", data=sent).status_code == 200, kind


def test_letterhead_and_numbers_are_set_by_the_administrator(sign_in, office):
    client = sign_in("admin")
    fetch(client, "/documents/stationery")
    head = {"party": "bawaslu", "version": "0", "name": "Bawaslu Kabupaten Contoh", "over": "", "place": "Contoh"}
    assert "Kop surat disimpan" in send(client, "/documents/stationery/letterhead", head)
    send(client, "/documents/stationery/letterhead", head, 409)
    assert "Nama lembaga belum diisi" in send(client, "/documents/stationery/letterhead", head | {"version": "1", "name": ""}, 422)
    line = {"party": "bawaslu", "kind": "summons", "version": "0", "adding": "1", "template": "{seq}/UND/{year}", "width": "2"}
    page = send(client, "/documents/stationery/numbers", line | {"own": "1", "reset": "yearly"})
    assert "07/UND/2026" in page
    page = send(client, "/documents/stationery/numbers", line | {"kind": "referral", "own": "1"}, 422)
    assert "Deret lain sudah memakai bentuk nomor ini" in page
    page = send(client, "/documents/stationery/numbers", line | {"kind": "", "adding": "", "template": "{seq.x}"}, 422)
    assert "Isian yang dikenal" in page
    send(client, "/documents/stationery/numbers", line | {"party": "dukcapil"}, 422)
    assert sign_in("kartika").get("/documents/stationery").status_code == 403


CODE = {"kind": "summons", "regime": "regional", "code": "A.9", "source": "Lampiran contoh", "valid_from": "2026-01-01"}


def test_codes_of_forms_are_entered_and_ended_by_the_administrator(sign_in, office):
    client = sign_in("admin")
    assert "Belum ada kode" in fetch(client, "/documents/codes")
    assert "Undangan klarifikasi" in fetch(client, "/documents/codes?kind=summons&regime=regional")
    page = send(client, "/documents/codes", CODE | {"code": "", "kind": "x", "valid_until": "kemarin"}, 422)
    assert "Pilih jenis surat." in page
    assert "Lampiran contoh" in page  # what was typed stays
    assert "Kode formulir belum diisi." in send(client, "/documents/codes", CODE | {"code": " "}, 422)
    assert "tertulis di surat berikutnya" in send(client, "/documents/codes", CODE)
    assert "masih ada kode lain" in send(client, "/documents/codes", CODE | {"valid_from": "2026-02-01"}, 422)
    with office.db.read() as session:
        (row,) = codes.table(session)
    path = f"/documents/codes/{row.id}/end"
    assert "Hari terakhir lebih awal" in send(client, path, {"version": "1", "last_day": "2025-12-31"}, 422)
    assert "Isi tanggal yang benar." in send(client, path, {"version": "1", "last_day": ""}, 422)
    assert "Hari terakhir kode formulir dicatat." in send(client, path, {"version": "1", "last_day": "2026-10-31"})
    send(client, path, {"version": "1", "last_day": "2026-09-30"}, 409)
    assert "Berakhir" in fetch(client, "/documents/codes")
    assert sign_in("kartika").get("/documents/codes").status_code == 403
