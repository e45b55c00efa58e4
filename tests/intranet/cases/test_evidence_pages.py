"""A PDF among the evidence: looked at page by page, under the same rules and with the same traces as a picture."""

import re
import threading
from base64 import b64decode

import pytest
from sqlalchemy import func, select

from intranet.disclosure.rules import Level
from intranet.evidence import picture
from intranet.evidence.models import CustodyEntry
from intranet.evidence.rules import Act
from tests.intranet.cases.test_evidence import lines, only, upload
from tests.intranet.disclosure.conftest import Kept
from tests.intranet.disclosure.conftest import kept_here as kept_here
from tests.intranet.evidence import pdfs
from tests.intranet.evidence.test_service import flip
from tests.intranet.evidence.test_service import store as store
from tests.intranet.web.harness import check, fetch


@pytest.fixture
def case_id(cases) -> str:
    return cases.create()


def look(client, case_id, item, status=200, **sent):
    return check(client.post(f"/cases/{case_id}/evidence/{item.id}/picture", data=sent), status)


def opened(cases, case_id):
    return [entry.who for entry in lines(cases, case_id)[0].custody if entry.act is Act.OPENED]


def test_a_document_is_shown_page_by_page_and_the_look_is_noted_once(sign_in, cases, case_id):
    upload(sign_in("budi"), case_id, pdfs.pdf(3), "surat.pdf")
    item, wulan = only(cases, case_id), sign_in("wulan")
    assert "Lihat<span" in fetch(wulan, f"/cases/{case_id}")
    first = look(wulan, case_id, item)
    assert "Halaman 1 dari 3" in first
    assert ("Berikutnya" in first, "Sebelumnya" in first) == (True, False)
    [drawn] = re.findall(r'src="data:image/png;base64,([^"]+)"', first)
    assert b64decode(drawn).startswith(b"\x89PNG")
    second, last = look(wulan, case_id, item, page="2"), look(wulan, case_id, item, page="3")
    assert ("Berikutnya" in second, "Sebelumnya" in second) == (True, True)
    assert ("Berikutnya" in last, "Sebelumnya" in last) == (False, True)
    assert opened(cases, case_id) == ["Wulan Contoh"]


@pytest.mark.parametrize("page", ["0", "-1", "abc", "99999999999999", "2.5", "", "\u0662"])
def test_a_page_that_is_none_shows_one_that_is_there(sign_in, cases, case_id, page):
    upload(sign_in("budi"), case_id, pdfs.pdf(3), "surat.pdf")
    assert re.search("Halaman [1-3] dari 3", look(sign_in("budi"), case_id, only(cases, case_id), page=page))


def test_of_ten_thousand_pages_the_first_are_shown_and_the_page_says_so(sign_in, cases, case_id):
    upload(sign_in("budi"), case_id, pdfs.pdf(10_000), "tebal.pdf")
    html = look(sign_in("budi"), case_id, only(cases, case_id), page="300")
    assert f"Halaman {picture.PAGES} dari {picture.PAGES}" in html
    assert "hanya 300 halaman pertama" in html
    assert "Berikutnya" not in html


@pytest.mark.parametrize(
    "content", [pdfs.locked(b"sandi"), pdfs.pdf(0), pdfs.circle(), pdfs.bomb(), pdfs.matryoshka(), b"%PDF-1.7 rusak"]
)
def test_what_cannot_be_drawn_says_so_costs_nothing_else_and_can_be_taken(sign_in, cases, case_id, content):
    upload(sign_in("budi"), case_id, content, "surat.pdf")
    item, budi = only(cases, case_id), sign_in("budi")
    html = look(budi, case_id, item)
    assert "Pratinjau tidak dapat dibuat" in html
    assert "Unduh aslinya" in html
    assert opened(cases, case_id) == ["Budi Contoh"]
    assert budi.post(f"/cases/{case_id}/evidence/{item.id}/copy", buffered=True).data == content


def test_while_a_document_is_drawn_nobody_waits_for_the_database(sign_in, cases, case_id, monkeypatch):
    upload(sign_in("budi"), case_id, pdfs.pdf(), "surat.pdf")
    item, budi, written = only(cases, case_id), sign_in("budi"), []

    def draws(*_asked):
        other = threading.Thread(target=lambda: written.append(cases.create()))
        other.start()
        other.join(30)
        return None

    monkeypatch.setattr(picture, "draw", draws)
    look(budi, case_id, item)
    assert len(written) == 1


def test_a_mark_hides_every_page_of_it(sign_in, kept_here: Kept):
    case_id = kept_here.theirs()
    upload(sign_in("wulan"), case_id, pdfs.pdf(2), "surat.pdf")
    item = only(kept_here.c, case_id)
    kept_here.mark(case_id, kept_here.people.wulan, Level.SECRET, item.id)
    for page in ("1", "2"):
        html = look(sign_in("budi"), case_id, item, 403, page=page)
        assert "data:image/png" not in html
    assert "Halaman 2 dari 2" in look(sign_in("wulan"), case_id, item, page="2")
    with kept_here.c.db.read() as session:
        assert session.scalar(select(func.count()).where(CustodyEntry.item_id == item.id, CustodyEntry.act == Act.OPENED)) == 1


def test_a_damaged_document_is_not_shown(sign_in, cases, store, case_id):
    upload(sign_in("budi"), case_id, pdfs.pdf(), "surat.pdf")
    item = only(cases, case_id)
    flip(store, item.sha256)
    answer = sign_in("budi").post(f"/cases/{case_id}/evidence/{item.id}/picture", follow_redirects=True)
    assert "rusak atau hilang" in check(answer)
    assert opened(cases, case_id) == []
