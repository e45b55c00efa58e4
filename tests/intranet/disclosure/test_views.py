"""The pages: marks on a case, asking, the list, one disclosure with its steps, and paper."""

import datetime as dt

import pytest
from sqlalchemy import select

from intranet.base.actor import Party
from intranet.disclosure import queries
from intranet.disclosure.models import Disclosure
from intranet.disclosure.rules import Act, Form, Level, State
from tests.intranet.disclosure.conftest import WHY
from tests.intranet.web.harness import fetch, send

ASK = {"form": "read", "to": "party:diskominfo", "purpose": WHY, "basis": "Perjanjian pasal 9"}


@pytest.fixture
def case_id(kept_here) -> str:
    return kept_here.theirs()


def only(kept) -> str:
    with kept.c.db.read() as session:
        return session.scalars(select(Disclosure.id)).one()


def test_a_party_marks_its_case_and_the_other_sees_the_shell_with_the_way_to_ask(sign_in, kept_here, case_id):
    wulan, budi = sign_in("wulan"), sign_in("budi")
    assert "Pasang tanda" in fetch(wulan, f"/cases/{case_id}")
    assert "Pasang tanda" not in fetch(budi, f"/cases/{case_id}")
    form = {"level": "secret", "reason": WHY, "version": "0", "item": "case"}
    page = send(wulan, f"/cases/{case_id}/mark", form)
    assert "Tanda disimpan." in page
    assert "Ada berita bohong." in page
    assert WHY in page
    page = fetch(budi, f"/cases/{case_id}")
    for shown in ("0001/ADU", "Kajian awal", "rahasia", "milik Bawaslu", "Wulan Contoh", "Ajukan pengungkapan"):
        assert shown in page
    for hidden in ("Ada berita bohong.", "Akun Contoh", WHY, "Berita bohong (hoaks)", "Riwayat", "Pelapor"):
        assert hidden not in page
    fragment = budi.get(f"/cases/{case_id}", headers={"HX-Request": "true"}).get_data(as_text=True)
    assert "Isi perkara ini rahasia" in fragment
    assert "Tanda perkara: rahasia" in fetch(wulan, f"/cases/{case_id}")


def test_who_reads_by_a_disclosure_leaves_its_use_behind_once_a_day(sign_in, kept_here, case_id, clock):
    kept_here.mark(case_id, kept_here.people.wulan, Level.SECRET)
    one = kept_here.ask(case_id, kept_here.people.budi, to_party=Party.DISKOMINFO)
    assert "Isi perkara ini rahasia" in fetch(sign_in("budi"), f"/cases/{case_id}")
    kept_here.agree(one)

    def readings() -> list[str]:
        with kept_here.c.db.read() as session:
            return [use.who for use in queries.uses(session, one) if use.act is Act.READ]

    for _twice in range(2):
        assert "Ada berita bohong." in fetch(sign_in("budi"), f"/cases/{case_id}")
        fetch(sign_in("wulan"), f"/cases/{case_id}")
    assert readings() == ["Budi Contoh"]
    assert kept_here.row(one).state is State.USED
    clock.advance(dt.timedelta(days=1, minutes=1))
    fetch(sign_in("budi"), f"/cases/{case_id}")
    fetch(sign_in("kartika"), f"/cases/{case_id}")
    assert sorted(readings()) == ["Budi Contoh", "Budi Contoh", "Kartika Contoh"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"level": "nonsense"}, "Pilih tandanya."),
        ({"reason": "pendek"}, "sedikitnya 10 huruf"),
        ({"reason": "x" * 301}, "Paling panjang 300 huruf."),
        ({"last_day": "besok"}, "Isi tanggal yang benar."),
        ({"last_day": "2026-01-01"}, "sudah lewat"),
        ({"version": "7"}, "baru saja diubah orang lain"),
    ],
)
def test_a_refused_mark_says_why_and_keeps_what_was_typed(sign_in, kept_here, case_id, typed, said):
    form = {"level": "secret", "reason": "Alasan yang diketik.", "version": "0", "item": "case", **typed}
    page = send(sign_in("wulan"), f"/cases/{case_id}/mark", form, 409 if "version" in typed else 422)
    assert said in page
    assert f'value="{form["reason"]}"' in page


def test_evidence_is_marked_in_its_list_and_a_refusal_stays_with_its_item(sign_in, kept_here, case_id):
    item_id = kept_here.evidence(case_id, kept_here.people.wulan)
    path = f"/cases/{case_id}/evidence/{item_id}/mark"
    page = send(sign_in("wulan"), path, {"level": "secret", "reason": "x", "version": "0", "item": item_id}, 422)
    assert page.count("sedikitnya 10 huruf") == 1
    send(sign_in("wulan"), path, {"level": "secret", "reason": WHY, "version": "0", "item": item_id})
    page = fetch(sign_in("budi"), f"/cases/{case_id}")
    assert "Isinya hanya dibaca Bawaslu." in page
    assert "bukti.txt" not in page
    assert "Bukti 1" in fetch(sign_in("budi"), f"/cases/{case_id}/disclosures/new")


def test_a_disclosure_goes_its_way_on_its_pages(sign_in, kept_here, case_id):
    kept_here.mark(case_id, kept_here.people.wulan, Level.SECRET)
    budi, halim, kartika = sign_in("budi"), sign_in("halim"), sign_in("kartika")
    assert "Belum ada pengungkapan" in fetch(budi, "/disclosures")
    asked = fetch(budi, f"/cases/{case_id}/disclosures/new")
    assert f'value="{case_id}" checked' in asked
    page = send(budi, f"/cases/{case_id}/disclosures/new", {**ASK, "items": case_id})
    assert "PGK-2026-0001 diajukan" in page
    one = f"/disclosures/{only(kept_here)}"
    assert "Setujui sebagai pemilik" not in fetch(budi, one)
    assert "PGK-2026-0001" in fetch(halim, "/disclosures").split("Semua pengungkapan")[0]
    assert "menunggu persetujuan pihak Anda" in fetch(halim, "/inbox")
    page = send(halim, one, {"step": "consent_by_letter", "version": "1", "letter_no": "12/X", "letter_on": "kapan"}, 422)
    assert "Isi tanggal yang benar." in page
    assert 'value="12/X"' in page
    assert "Menunggu pengesahan" in send(halim, one, {"step": "consent", "version": "1"})
    assert "Sahkan" not in fetch(budi, one)
    assert "baru saja diubah" in send(kartika, one, {"step": "approve", "version": "1"}, 409)
    assert "tidak berlaku" in send(kartika, one, {"step": "nonsense", "version": "2"}, 422)
    assert "Disahkan, belum dipakai" in send(kartika, one, {"step": "approve", "version": "2"})
    assert "Ada berita bohong." in fetch(budi, f"/cases/{case_id}")
    assert "sedikitnya 10 huruf" in send(budi, one, {"step": "use", "version": "3", "reason": "x"}, 422)
    assert WHY in send(budi, one, {"step": "use", "version": "3", "reason": WHY})
    assert "PGK-2026-0001" in fetch(budi, "/disclosures?state=used")
    assert "Tidak ada pengungkapan yang cocok" in fetch(budi, "/disclosures?state=refused")
    assert budi.post(one, data={"step": "consent", "version": "3"}).status_code in (403, 422)
    fetch(budi, "/disclosures/" + "0" * 32, 404)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"form": ""}, "Pilih bentuknya."),
        ({"to": ""}, "Pilih penerimanya."),
        ({"to": "person"}, "Tuliskan nama dan jabatan penerimanya."),
        ({"to": "partner:x", "form": "letter"}, "Pilih mitra yang masih berlaku."),
        ({"purpose": ""}, "Tuliskan tujuannya"),
        ({"basis": ""}, "Tuliskan dasar hukumnya"),
        ({"said_on": "kapan"}, "Isi tanggal yang benar."),
        ({"items": ""}, "Pilih sedikitnya satu hal"),
    ],
)
def test_a_refused_request_says_why_and_keeps_what_was_typed(sign_in, kept_here, case_id, typed, said):
    form = {**ASK, "items": case_id, "to_person": "", "purpose": "Tujuan yang diketik.", **typed}
    page = send(sign_in("budi"), f"/cases/{case_id}/disclosures/new", form, 422)
    assert said in page
    assert form["purpose"] in page
    assert (f'value="{case_id}" checked' in page) is bool(form["items"])


def test_a_draft_has_no_marks_and_no_disclosures(sign_in, kept_here):
    draft = kept_here.c.draft(kept_here.people.budi)
    assert "Pasang tanda" not in fetch(sign_in("budi"), f"/cases/{draft}")
    fetch(sign_in("budi"), f"/cases/{draft}/disclosures/new", 404)
    send(sign_in("budi"), f"/cases/{draft}/mark", {"level": "secret", "reason": WHY, "version": "0"}, 422)


def test_paper_shows_the_marking_line_only_unless_disclosed_and_each_print_is_noted(sign_in, kept_here, case_id):
    kept_here.mark(case_id, kept_here.people.wulan, Level.RESTRICTED)
    budi, wulan = sign_in("budi"), sign_in("wulan")
    own, theirs = fetch(wulan, f"/cases/{case_id}"), fetch(budi, f"/cases/{case_id}")
    assert "data-print" in own
    assert '<div id="case">' in own
    assert "TERBATAS" in own
    assert "data-print" not in theirs
    assert '<div id="case" class="no-print">' in theirs
    assert "tidak dicetak tanpa pengungkapan" in theirs
    kept_here.agree(kept_here.ask(case_id, kept_here.people.budi, Form.PRINT))
    assert "Cetak (dicatat)" in fetch(budi, f"/cases/{case_id}")
    page = send(budi, f"/cases/{case_id}/print", {})
    assert '<div id="case">' in page
    assert "pemakaiannya sudah dicatat" in page
    assert "dicetak" in fetch(budi, f"/disclosures/{only(kept_here)}")
    assert '<div id="case" class="no-print">' in fetch(budi, f"/cases/{case_id}")  # the next print is a use of its own


def test_an_oral_disclosure_of_something_unmarked_says_by_when_to_mark_it(sign_in, kept_here, case_id):
    form = {**ASK, "items": case_id, "form": "oral", "to": "person", "to_person": "Wartawan Contoh", "said_on": "2026-11-18"}
    page = send(sign_in("wulan"), f"/cases/{case_id}/disclosures/new", form)
    assert "tulis tandanya paling lambat 25 November 2026" in page
    kept_here.mark(case_id, kept_here.people.wulan, Level.RESTRICTED)
    assert "tulis tandanya" not in fetch(sign_in("wulan"), f"/disclosures/{only(kept_here)}")


def test_an_overfull_list_pages_both_ways(sign_in, kept_here, case_id):
    for _turn in range(52):
        kept_here.ask(case_id, kept_here.people.budi)
    page = fetch(sign_in("budi"), "/disclosures")
    assert "Berikutnya" in page
    older = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    page = fetch(sign_in("budi"), older)
    assert "PGK-2026-0001" in page
    newer = page.split('rel="prev" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "PGK-2026-0052" in fetch(sign_in("budi"), newer)
    fetch(sign_in("budi"), "/disclosures?after=nonsense~x")


def test_where_a_mark_keeps_a_case_in_the_office_its_page_says_so_and_leads_to_the_asking(sign_in, kept_here):
    case_id = kept_here.theirs()
    client = sign_in("wulan")
    assert f'href="/cases/{case_id}/bundle"' in fetch(client, f"/cases/{case_id}")
    kept_here.mark(case_id, kept_here.people.wulan, Level.SECRET)
    html = fetch(client, f"/cases/{case_id}")
    assert f'href="/cases/{case_id}/bundle"' not in html
    assert "Berkas penyerahan belum dapat dibuat" in html
    assert f'href="/cases/{case_id}/disclosures/new"' in html
