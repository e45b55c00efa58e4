"""Evidence on the case page: who adds, who sees, what is sent out and how, and what a hostile upload meets."""

from io import BytesIO

import pytest
from sqlalchemy import select

from intranet.agencies import service as agencies
from intranet.agencies.models import Agency
from intranet.base import trail
from intranet.base.actor import SYSTEM, Party, Role
from intranet.evidence import queries
from intranet.evidence.rules import Act
from intranet.web import uploads
from tests.conftest import PASSWORD
from tests.intranet.evidence.test_service import flip, left, png
from tests.intranet.evidence.test_service import store as store
from tests.intranet.web.harness import check, fetch, send

MB = 1024 * 1024


@pytest.fixture
def case_id(cases) -> str:
    return cases.create()


MULTIPART = "multipart/form-data; boundary=b"


def body(content, name="a.txt", **fields):
    """A form with one file, as a browser sends it."""
    parts = [f'--b\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in fields.items()]
    parts.append(f'--b\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n')
    return "".join(parts).encode() + content + b"\r\n--b--\r\n"


def upload(client, case_id, content=b"isi bukti", name="bukti.txt", **fields):
    sent = body(content, name, **fields)
    return client.post(f"/cases/{case_id}/evidence/files", data=sent, content_type=MULTIPART, follow_redirects=True)


def lines(cases, case_id):
    with cases.db.read() as session:
        found = queries.of(session, cases.people.budi, cases.clock, ("case", case_id))
        session.expunge_all()
        return found


def only(cases, case_id):
    [line] = lines(cases, case_id)
    return line.item


def test_an_empty_list_says_so_and_offers_both_forms_which_work_without_scripts(sign_in, case_id):
    html = fetch(sign_in("budi"), f"/cases/{case_id}")
    assert "Belum ada bukti." in html
    assert 'enctype="multipart/form-data"' in html
    assert "Paling besar 25 MB" in html


def test_a_file_added_by_one_party_is_read_by_the_other_with_its_hash_and_custody(sign_in, cases, case_id):
    html = check(upload(sign_in("budi"), case_id, title="Tangkapan layar", captured_at="2026-11-19T20:15", account="@contoh"))
    assert "Bukti ditambahkan." in html
    item = only(cases, case_id)
    html = fetch(sign_in("wulan"), f"/cases/{case_id}")
    for shown in ("Tangkapan layar", item.sha256, "bukti.txt", "Budi Contoh", "19 Nov 2026 20.15 WIB", "@contoh"):
        assert shown in html


def test_a_link_is_shown_as_one_that_knows_nothing_of_us(sign_in, cases, case_id):
    html = send(sign_in("wulan"), f"/cases/{case_id}/evidence/links", {"url": "https://contoh.example/kiriman?a=1&b=2"})
    assert 'href="https://contoh.example/kiriman?a=1&amp;b=2" rel="noopener noreferrer nofollow"' in html
    html = send(sign_in("wulan"), f"/cases/{case_id}/evidence/links", {"url": "javascript:alert(1)"}, 422)
    assert "diawali https://" in html
    assert len(lines(cases, case_id)) == 1


@pytest.mark.parametrize("when", ["kemarin", "2099-01-01T00:00"])
@pytest.mark.parametrize("kind", ["files", "links"])
def test_a_time_that_is_none_or_lies_ahead_is_refused_at_its_field(sign_in, cases, case_id, when, kind):
    data = {"url": "https://contoh.example", "captured_at": when, "file": (BytesIO(b"isi"), "a.txt")}
    html = check(sign_in("budi").post(f"/cases/{case_id}/evidence/{kind}", data=data), 422)
    assert "is-wrong" in html
    assert lines(cases, case_id) == []


def test_a_copy_leaves_as_it_came_behind_every_protecting_header_and_is_noted(sign_in, cases, case_id):
    content = b"<html><script>alert(1)</script>"
    upload(sign_in("budi"), case_id, content, "halaman.html")
    item = only(cases, case_id)
    answer = sign_in("wulan").post(f"/cases/{case_id}/evidence/{item.id}/copy", buffered=True)
    assert answer.data == content
    headers = answer.headers
    assert headers["Content-Disposition"].startswith("attachment")
    assert headers["Content-Type"] == "application/octet-stream"
    assert headers.getlist("Content-Security-Policy") == ["sandbox; default-src 'none'"]
    assert set(headers.getlist("X-Content-Type-Options")) == {"nosniff"}
    assert set(headers.getlist("Cross-Origin-Resource-Policy")) == {"same-origin"}
    assert headers.getlist("Cache-Control") == ["no-store"]
    [line] = lines(cases, case_id)
    assert [(entry.act, entry.who) for entry in line.custody] == [(Act.ADDED, "Budi Contoh"), (Act.EXPORTED, "Wulan Contoh")]
    with cases.db.read() as session:
        assert [event.kind for event in trail.of(session, "case", case_id)][0] == "evidence.exported"


def test_a_picture_is_shown_only_as_drawn_anew(sign_in, cases, case_id):
    upload(sign_in("budi"), case_id, png(60, 40, behind=b"<script>alert(1)</script>"), "layar.png")
    item = only(cases, case_id)
    html = check(sign_in("wulan").post(f"/cases/{case_id}/evidence/{item.id}/picture"))
    assert 'src="data:image/png;base64,' in html
    assert [entry.act for entry in lines(cases, case_id)[0].custody] == [Act.ADDED, Act.OPENED]


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"<html><script>alert(1)</script>", "foto.jpg"), (b"<svg onload='alert(1)'/>", "a.svg"), (b"%PDF-1.7/JS", "a.png")],
)
def test_what_pretends_is_kept_for_download_only(sign_in, cases, case_id, content, name):
    html = check(upload(sign_in("budi"), case_id, content, name))
    assert "Hanya dapat diunduh" in html
    item = only(cases, case_id)
    check(sign_in("budi").post(f"/cases/{case_id}/evidence/{item.id}/picture"), 422)


@pytest.mark.parametrize("name", ["../../../etc/passwd.txt", "a\u202etxt.exe.txt", "x" * 3000 + ".txt", "<script>.txt"])
def test_hostile_names_neither_escape_nor_break_the_page(sign_in, cases, store, case_id, name):
    html = check(upload(sign_in("budi"), case_id, name=name))
    item = only(cases, case_id)
    assert "<script>" not in html
    assert len(item.original_name) <= 150
    assert "/" not in item.original_name
    assert left(store) == [store.path(item.sha256)]
    assert sign_in("budi").post(f"/cases/{case_id}/evidence/{item.id}/copy", buffered=True).data == b"isi bukti"


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "a.txt", "isinya kosong"),
        (b"x", "", "Berkas belum dipilih"),
        (b"MZ\0", "a.jpg", "Program dan skrip"),
        (b"x" * (25 * MB + 1), "a.txt", "lebih besar dari 25 MB"),
    ],
)
def test_a_refused_file_is_explained_keeps_what_was_typed_and_leaves_nothing(sign_in, cases, store, case_id, content, name, said):
    html = check(upload(sign_in("budi"), case_id, content, name, note="Dari pelapor"), 422)
    assert said in html
    assert "Dari pelapor" in html
    assert left(store) == []
    assert lines(cases, case_id) == []


def test_a_body_beyond_all_measure_is_not_even_read(sign_in, store, case_id):
    large = body(b"x" * (25 * MB + uploads.ROOM))
    answer = sign_in("budi").post(f"/cases/{case_id}/evidence/files", data=large, content_type=MULTIPART)
    assert "lebih besar dari 25 MB" in check(answer, 413)
    assert not store.folder.exists()


def test_no_other_page_takes_a_large_body_and_small_ones_stay_in_memory(sign_in, store, case_id):
    client, page = sign_in("budi"), f"/cases/{case_id}/evidence/links"
    assert client.post(page, data=body(b"x" * MB), content_type=MULTIPART).status_code == 413
    assert client.post(page, data=body(b"x" * 1000), content_type=MULTIPART).status_code == 422
    assert not store.folder.exists()


def test_an_upload_that_breaks_off_leaves_nothing(sign_in, cases, store, case_id):
    begun = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nsetengah'
    answer = sign_in("budi").post(
        f"/cases/{case_id}/evidence/files",
        input_stream=BytesIO(begun),
        content_type="multipart/form-data; boundary=b",
        content_length=9000,
    )
    assert answer.status_code in (400, 422)
    assert left(store) == []
    assert lines(cases, case_id) == []


def test_a_file_sent_without_the_forms_token_is_refused_and_leaves_nothing(app, sign_in, store, case_id):
    app.config["WTF_CSRF_ENABLED"] = True
    assert upload(sign_in("budi"), case_id).status_code == 400
    assert left(store) == []


@pytest.mark.parametrize("username", ["tirta", "sekar", "admin", None])
def test_who_has_no_business_here_neither_adds_nor_reads_nor_has_a_byte_written(app, sign_in, cases, store, case_id, username):
    upload(sign_in("budi"), case_id)
    item, files = only(cases, case_id), left(store)
    client = sign_in(username) if username else app.test_client()
    refused = 403 if username else 303
    data = {"file": (BytesIO(b"lain"), "a.txt")}
    assert client.post(f"/cases/{case_id}/evidence/files", data=data).status_code == refused
    for act in ("copy", "picture", "check"):
        assert client.post(f"/cases/{case_id}/evidence/{item.id}/{act}").status_code == refused
    assert left(store) == files
    assert len(lines(cases, case_id)) == 1


@pytest.fixture
def auditor(app, office_db, clock):
    """A browser in which somebody who only examines has signed in."""
    with office_db.write() as session:
        house = session.scalars(select(Agency).where(Agency.party == Party.BAWASLU)).one()
        how = {"username": "mira", "name": "Mira Contoh", "roles": [Role.AUDITOR], "password": PASSWORD}
        agencies.add_staff(session, SYSTEM, clock, agency=house, **how)
    client = app.test_client()
    login = agencies.sign_in(office_db, clock, "mira", PASSWORD, "tests")
    client.set_cookie(app.config["POSKO_COOKIE"], login.token, domain="localhost")
    return client


def test_an_auditor_opens_no_case_and_no_evidence(auditor, sign_in, cases, case_id):
    upload(sign_in("budi"), case_id)
    item = only(cases, case_id)
    for path in ("/cases", f"/cases/{case_id}", "/oversight", "/documents", "/disclosures"):
        fetch(auditor, path, 403)
    assert auditor.post(f"/cases/{case_id}/evidence/{item.id}/copy").status_code == 403
    assert upload(auditor, case_id).status_code == 403
    assert send_link(auditor, case_id) == 403
    start = fetch(auditor, "/")
    assert "Inilah yang dapat Anda buka" in start
    assert 'href="/cases"' not in start
    assert 'href="/reports"' in start


def send_link(client, case_id):
    return client.post(f"/cases/{case_id}/evidence/links", data={"url": "https://contoh.example"}).status_code


def test_evidence_is_reached_only_through_its_own_case(sign_in, cases, case_id):
    upload(sign_in("budi"), case_id)
    other = cases.create()
    item = only(cases, case_id)
    for act in ("copy", "picture", "check"):
        assert sign_in("budi").post(f"/cases/{other}/evidence/{item.id}/{act}").status_code == 404


def test_a_draft_takes_no_evidence_yet(sign_in, cases, staff):
    draft = cases.draft(staff.budi)
    assert upload(sign_in("budi"), draft).status_code == 422
    assert "setelah pengaduan terdaftar" in fetch(sign_in("budi"), f"/cases/{draft}")


def test_a_damaged_file_is_never_given_out_and_everybody_is_told(sign_in, cases, store, case_id):
    upload(sign_in("budi"), case_id)
    item = only(cases, case_id)
    page = f"/cases/{case_id}/evidence/{item.id}"
    assert "Berkas utuh" in send(sign_in("budi"), f"{page}/check", {})
    flip(store, item.sha256)
    html = send(sign_in("wulan"), f"{page}/copy", {})
    assert "rusak atau hilang" in html
    assert only(cases, case_id).damaged
    html = fetch(sign_in("budi"), f"/cases/{case_id}")
    assert "ditemukan rusak" in html
