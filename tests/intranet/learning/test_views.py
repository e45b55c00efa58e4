"""The pages of what happens at and after a session, as officers and the people in the hall use them."""

import io
import re
from dataclasses import replace

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from intranet.learning.models import AnswerSheet, Certificate, Door
from intranet.learning.rules import Stage
from intranet.learning.service import attendance
from tests.intranet.cases.test_evidence import MULTIPART
from tests.intranet.evidence.test_service import png
from tests.intranet.learning.conftest import NIK, after, person
from tests.intranet.web.harness import check, fetch, send

LINE = {"name-0": "Ani Contoh", "unit-0": "SMA Contoh", "sex-0": "female", "age-0": "under_17"}


def at(row: str, page: str = "") -> str:
    return f"/literacy/sessions/{row}{page}"


def second(**changes: str) -> dict[str, str]:
    usual = {"name-1": "Budi Contoh", "unit-1": "SMA Contoh", "sex-1": "male", "age-1": "17_25"}
    return {**usual, **changes}


def test_a_sessions_page_leads_to_what_happens_at_it_once_it_is_sure(sign_in, shown):
    wanted, row = shown.session(starts_at=None), shown.took_place()
    client = sign_in("budi")
    assert "Pelaksanaan" not in fetch(client, at(wanted))
    page = fetch(client, at(row))
    for place in ("attendance", "test", "monitoring", "certificates", "report"):
        assert f'href="{at(row)}/{place}"' in page
        fetch(client, f"{at(row)}/{place}")
    assert "Belum dilaporkan" in page


def test_lines_that_are_right_are_kept_and_the_others_stay_in_the_grid(sign_in, shown):
    row, client = shown.took_place(), sign_in("budi")
    page = send(client, at(row, "/attendance"), {**LINE, **second(**{"name-1": f"Budi {NIK}"})})
    assert "1 baris disimpan." in page
    assert "1 baris di bawah perlu diperbaiki." in page
    assert "tampak seperti NIK" in page
    assert f'value="Budi {NIK}"' in page
    page = send(client, at(row, "/attendance"), {**LINE, **second()})
    assert "Orang ini sudah tercatat dengan nomor 1." in page
    assert "Budi Contoh" in fetch(client, at(row, "/attendance"))
    page = send(client, at(row, "/attendance"), {"name-0": "Citra", "number-0": "abc"}, 422)
    assert "Belum ada yang disimpan." in page
    assert "Pilih L atau P." in page
    assert 'value="Citra"' in page
    assert "Belum ada baris yang diisi." in send(client, at(row, "/attendance"), {}, 422)
    with shown.db.read() as session:
        assert [one.name for one in attendance.of(session, row)] == ["Ani Contoh", "Budi Contoh"]


def test_a_line_is_corrected_in_a_form_of_its_own(sign_in, shown):
    row, client = shown.took_place(), sign_in("wulan")
    shown.full(row, 2)
    with shown.db.read() as session:
        one = attendance.of(session, row)[0]
    page = fetch(client, f"{at(row)}/attendance?edit={one.id}")
    assert "Perbaiki baris" in page
    given = {"version": "1", "number": "1", "name": "Dewi Contoh", "unit": "", "sex": "female", "age": "60_up"}
    page = send(client, f"{at(row)}/attendance/{one.id}", {**given, "name": ""}, 422)
    assert "Tuliskan namanya." in page
    page = send(client, f"{at(row)}/attendance/{one.id}", given)
    assert "Dewi Contoh" in page
    assert "60 ke atas" in page
    send(client, f"{at(row)}/attendance/{one.id}", given, 409)
    assert "Baris dihapus." in send(client, f"{at(row)}/attendance/{one.id}", {"version": "2", "act": "remove"})


def test_whoever_only_reads_sees_no_form(sign_in, shown):
    row = shown.took_place()
    shown.full(row)
    client = sign_in("admin")
    for place in ("attendance", "test", "monitoring", "certificates", "report"):
        assert not re.search(r'<form[^>]*action="/literacy', fetch(client, f"{at(row)}/{place}")), place


# The tablet ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def tablet(app):
    """A browser in which nobody has signed in."""
    return app.test_client()


def test_a_tablet_takes_one_person_after_another_and_shows_nothing_of_the_last(sign_in, tablet, shown):
    row = shown.took_place(held=False)
    shown.clock.set(after(0.5))
    page = send(sign_in("budi"), at(row, "/door"), {"stage": "attendance"})
    code = re.search(r'door-code">(\w{3}) (\w{3})<', page)
    check(tablet.get("/attend"))
    page = send(tablet, "/attend", {"code": f"{code[1].lower()} {code[2]}"})
    assert "Aman di internet" in page
    where = re.search(r'action="(/attend/\w{32})"', page)[1]
    given = {"stage": "attendance", "name": "Sri Rekaan", "unit": "Desa Ujicoba", "sex": "female", "age": "60_up"}
    page = send(tablet, where, given)
    assert "Nomor hadir Anda" in page
    assert "Sri" not in page
    answer = tablet.get(f"{where}/thanks/1")
    assert answer.headers["Refresh"] == f"20; url={where}"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Sri" not in fetch(tablet, where)
    page = send(tablet, where, {**given, "name": f"Tono {NIK}"}, 422)
    assert "NIK tidak dicatat di sini" in page
    assert "sudah tercatat dengan nomor 1" in send(tablet, where, given, 422)
    with shown.db.read() as session:
        assert [(one.number, one.name, one.added_by) for one in attendance.of(session, row)] == [(1, "Sri Rekaan", None)]
    assert tablet.get("/").status_code == 303, "nobody is signed in by it"


def test_a_tablet_asks_for_the_test_the_officer_chose(sign_in, tablet, shown):
    row = shown.took_place(held=False)
    shown.clock.set(after(0.5))
    shown.test(row, shown.question(), shown.question("Tautan asing?", "b"))
    _code, token = shown.door(row, Stage.PRE)
    where = f"/attend/{token}"
    page = fetch(tablet, where)
    assert "Tautan asing?" in page
    page = send(tablet, where, {"stage": "pre", "q-1": "a", "q-2": "b"}, 422)
    assert "Nomor hadir dari 1" in page
    assert re.search(r'value="a" checked', page), "what was chosen stays while the number is put right"
    send(tablet, where, {"stage": "pre", "number": "7", "q-1": "a", "q-2": "b"})
    assert "Jawaban nomor 7 sudah ada." in send(tablet, where, {"stage": "pre", "number": "7"}, 422)
    send(sign_in("budi"), at(row, "/door"), {"stage": "post"})
    assert "Petugas baru saja mengganti halaman ini." in send(tablet, where, {"stage": "pre", "number": "8"}, 422)
    with shown.db.read() as session:
        assert [(one.number, one.score, one.stage) for one in session.scalars(select(AnswerSheet))] == [(7, 2, Stage.PRE)]


def test_a_closed_door_lets_nobody_in_and_says_nothing(sign_in, tablet, shown):
    row = shown.took_place(held=False)
    shown.clock.set(after(0.5))
    code, token = shown.door(row)
    send(sign_in("wulan"), at(row, "/door"), {"stage": ""})
    for ask in (tablet.get(f"/attend/{token}"), tablet.get(f"/attend/{token}/thanks/1"), tablet.post(f"/attend/{token}", data={})):
        assert ask.status_code == 410
        assert "Aman di internet" not in check(ask, 410)
    closed, unknown = (send(tablet, "/attend", {"code": one}, 422) for one in (code, "ZZZZZZ"))
    assert closed.replace(code, "ZZZZZZ") == unknown
    with shown.db.write() as session:
        session.get(Door, row).closes_at = after(9)
    shown.finish(*reported(shown, row))
    assert "sudah dilaporkan" in send(tablet, f"/attend/{token}", {"stage": "attendance", **bare(LINE)}, 422)


def bare(line: dict[str, str]) -> dict[str, str]:
    return {name.removesuffix("-0"): value for name, value in line.items()}


def reported(shown, row: str) -> tuple[str, int]:
    shown.clock.set(after(2.5))
    shown.hold(row)
    shown.full(row)
    return row, shown.write(row)


def test_codes_are_not_guessed_and_tablets_inside_go_on(tablet, shown):
    row = shown.took_place(held=False)
    shown.clock.set(after(0.5))
    code, token = shown.door(row)
    for _ in range(20):
        assert tablet.post("/attend", data={"code": "ZZZZZZ"}).status_code == 422
    assert tablet.post("/attend", data={"code": code}).status_code == 429
    assert tablet.get(f"/attend/{token}").status_code == 200
    shown.clock.set(after(0.75))
    assert tablet.post("/attend", data={"code": code}).status_code == 303


def test_a_door_takes_only_so_many_a_minute(tablet, shown):
    row = shown.took_place(held=False)
    shown.clock.set(after(0.5))
    _code, token = shown.door(row)
    for _ in range(60):
        tablet.post(f"/attend/{token}", data={"stage": "attendance"})
    assert "Terlalu sering." in send(tablet, f"/attend/{token}", {"stage": "attendance", **bare(LINE)}, 429)


# Tests --------------------------------------------------------------------------------------------------------------


def test_questions_are_written_corrected_and_switched_off(sign_in, shown):
    client = sign_in("wulan")
    assert "Bank soal masih kosong" in fetch(client, "/literacy/questions")
    given = {"pillar": "aman", "text": "Apa?", "choice_a": "1", "choice_b": "2", "choice_c": "3", "choice_d": "4", "right": "b"}
    fetch(client, "/literacy/questions/new")
    page = send(client, "/literacy/questions/new", {**given, "choice_c": ""}, 422)
    assert "Isi pilihan ini." in page
    page = send(client, "/literacy/questions/new", given)
    where = re.search(r'href="(/literacy/questions/\w{32})"', page)[1]
    page = send(client, where, {**given, "text": "Apa itu?", "version": "1"})
    assert "Apa itu?" in page
    send(client, where, {**given, "version": "1"}, 409)
    assert "Nonaktif" in send(client, where, {"act": "off", "version": "2"})
    for asked in ("?active=yes", "?pillar=etika", "?q=tidakada"):
        assert "Tidak ada soal yang cocok" in fetch(client, f"/literacy/questions{asked}")


def test_a_test_is_chosen_printed_typed_in_and_counted(sign_in, shown):
    row, client = shown.took_place(), sign_in("budi")
    one, two = shown.question(), shown.question("Tautan asing?", "b")
    assert "Tes berisi 2 soal." in send(client, at(row, "/test"), {"questions": [one, two]})
    assert client.get(f"{at(row)}/test/pre.pdf").data.startswith(b"%PDF")
    assert client.get(f"{at(row)}/test/attendance.pdf").status_code == 404
    answers = {"stage": "pre", "number-0": "1", "answers-0": "aa", "number-1": "2", "answers-1": "abc"}
    page = send(client, at(row, "/answers"), answers)
    assert "1 lembar jawaban disimpan." in page
    assert "Tulis 2 huruf" in page
    assert 'value="abc"' in page
    assert "Pilih tes awal atau tes akhir." in send(client, at(row, "/answers"), {**answers, "stage": "x"}, 422)
    page = send(client, at(row, "/answers"), {"stage": "post", "number-0": "1", "answers-0": "ab"})
    assert "1 orang mengerjakan kedua tes" in page
    assert "+50" in page
    sheet = re.search(r"/answers/(\w{32})/remove", page)[1]
    assert "Lembar jawaban dihapus." in send(client, f"{at(row)}/answers/{sheet}/remove", {})


# Certificates -------------------------------------------------------------------------------------------------------


def test_certificates_are_issued_printed_and_checked_by_anybody(sign_in, tablet, shown):
    row, client = shown.took_place(), sign_in("kartika")
    shown.full(row, 2)
    page = send(client, at(row, "/certificates"), {"title": ""}, 422)
    assert "Tuliskan jabatan penanda tangan." in page
    page = send(client, at(row, "/certificates"), {"title": "Kepala Dinas"})
    assert "2 sertifikat terbit." in page
    assert client.get(at(row, "/certificates.pdf")).data.startswith(b"%PDF")
    with shown.db.read() as session:
        one = session.scalars(select(Certificate).order_by(Certificate.id)).first()
    assert client.get(f"/literacy/certificates/{one.id}").data.startswith(b"%PDF")
    filled = fetch(tablet, f"/certificate?number={one.number}&code={one.check_code}")
    assert f'value="{one.number}"' in filled
    assert one.name not in filled, "an address alone tells nothing"
    page = send(tablet, "/certificate", {"number": one.number, "code": one.check_code})
    assert one.name in page
    assert "Aman di internet, 30 November 2026" in page
    assert "SMA Contoh" not in page
    wrong = send(tablet, "/certificate", {"number": one.number, "code": "AAAAAAAA"}, 422)
    unknown = send(tablet, "/certificate", {"number": "9999/SERT/33.99/XI/2026", "code": "AAAAAAAA"}, 422)
    assert wrong.replace(one.number, "X") == unknown.replace("9999/SERT/33.99/XI/2026", "X")
    assert "Alasan" in send(client, f"/literacy/certificates/{one.id}/cancel", {"reason": "x"}, 422)
    assert "Dibatalkan" in send(client, f"/literacy/certificates/{one.id}/cancel", {"reason": "Nama keliru"})
    send(tablet, "/certificate", {"number": one.number, "code": one.check_code}, 422)


def test_checks_of_a_number_are_limited_and_others_are_not(tablet, shown):
    for _ in range(10):
        send(tablet, "/certificate", {"number": "0001/SERT/33.99/XI/2026", "code": "AAAAAAAA"}, 422)
    assert "Terlalu sering" in send(tablet, "/certificate", {"number": "0001/sert/33.99/xi/2026", "code": "AAAAAAAA"}, 429)
    send(tablet, "/certificate", {"number": "0002/SERT/33.99/XI/2026", "code": "AAAAAAAA"}, 422)


def test_the_least_score_is_said_where_certificates_are_issued(app, sign_in, shown):
    row = shown.took_place()
    shown.full(row)
    app.extensions["posko_settings"] = replace(shown.settings, certificate_least_score=60)
    page = fetch(sign_in("budi"), at(row, "/certificates"))
    assert "sedikitnya 60%" in page
    assert "Semua yang berhak" in page


# Monitoring and report ----------------------------------------------------------------------------------------------


def test_both_parties_note_what_they_watched_over(sign_in, shown):
    row = shown.took_place()
    good = {f"finding_{kind}": "good" for kind in ("monitor", "control", "inspect", "trace", "secure")}
    client = sign_in("wulan")
    page = send(client, at(row, "/monitoring"), {**good, "finding_trace": "", "version": "0", "incident": "Ada tamu."}, 422)
    assert "Pilih hasilnya." in page
    assert "Ada tamu." in page
    page = send(client, at(row, "/monitoring"), {**good, "finding_trace": "attention", "version": "0"}, 422)
    assert "Jelaskan apa yang perlu diperhatikan" in page
    send(client, at(row, "/monitoring"), {**good, "version": "0", "incident": "Ada tamu."})
    send(client, at(row, "/monitoring"), {**good, "version": "0"}, 409)
    page = send(sign_in("budi"), at(row, "/monitoring"), {**good, "version": "0"})
    assert "Ada tamu." in page
    assert page.count("Mengamankan") >= 2


def test_a_report_is_written_with_a_photograph_finished_and_printed(sign_in, shown):
    row, client = shown.took_place(), sign_in("budi")
    page = send(client, at(row, "/report"), {"act": "finish", "text": "Berjalan baik.", "version": "0"}, 422)
    assert "Daftar hadirnya masih kosong." in page
    assert "Berjalan baik." in page
    shown.full(row)
    photo = {"file": (io.BytesIO(png(60, 40)), "aula.png"), "title": f"Aula {NIK}"}
    page = check(client.post(at(row, "/photos"), data=photo, content_type=MULTIPART), 422)
    assert "NIK" in page
    photo = {"file": (io.BytesIO(b"bukan gambar"), "aula.png"), "title": "Aula"}
    assert "hanya foto" in check(client.post(at(row, "/photos"), data=photo, content_type=MULTIPART), 422)
    photo = {"file": (io.BytesIO(png(60, 40)), "aula.png"), "title": "Suasana aula"}
    page = check(client.post(at(row, "/photos"), data=photo, content_type=MULTIPART, follow_redirects=True))
    see = re.search(rf'action="({at(row)}/photos/\w{{32}}/picture)"', page)[1]
    assert "data:image/png;base64" in check(client.post(see))
    with client.post(see.replace("/picture", "/copy")) as copy:
        assert copy.data == png(60, 40)
    page = send(client, at(row, "/report"), {"act": "draft", "text": f"Oleh {NIK}", "version": "0"}, 422)
    assert "tampak seperti NIK" in page
    page = send(client, at(row, "/report"), {"act": "finish", "text": "Berjalan baik.", "version": "0"})
    assert "Sudah dilaporkan" in page
    assert client.get(at(row, "/report.pdf")).data.startswith(b"%PDF")
    assert "sudah dilaporkan" in send(client, at(row, "/attendance"), LINE, 422)
    send(client, f"{at(row)}/report/reopen", {"version": "2", "reason": "Angka keliru"}, 403)
    chief = sign_in("kartika")
    send(chief, f"{at(row)}/report/reopen", {"version": "2", "reason": "x"}, 422)
    assert "Laporan dibuka kembali." in send(chief, f"{at(row)}/report/reopen", {"version": "2", "reason": "Angka keliru"})


def test_the_attendance_sheet_has_a_line_for_everybody(sign_in, shown):
    row = shown.took_place(capacity=200)
    shown.full(row)
    assert sign_in("wulan").get(at(row, "/attendance/sheet")).data.startswith(b"%PDF")


# The programme ------------------------------------------------------------------------------------------------------


def test_the_programme_is_told_as_page_pdf_and_workbook(sign_in, shown):
    row = shown.took_place()
    shown.attend(row, person("Ani"), person("=1+1"))
    client = sign_in("wulan")
    asked = "?span=own&since=2026-11-01&until=2026-12-31"
    page = fetch(client, f"/reports/literacy{asked}")
    assert "Contoh Utara" in page
    assert "<svg" in page
    assert client.get(f"/reports/literacy.pdf{asked}").data.startswith(b"%PDF")
    answer = client.get(f"/reports/literacy.xlsx{asked}&programme={shown.known['programme']}")
    book = load_workbook(io.BytesIO(answer.data))
    assert [cell.value for cell in book["Sektor"][2]] == ["Masyarakat umum", 1, 2, 0, 2]
    assert book["Ringkasan"]["B6"].value == 1
    assert "Belum ada sesi yang terlaksana" in fetch(client, "/reports/literacy?span=own&since=2020-01-01&until=2020-01-31")
    fetch(client, "/reports/literacy?span=own&since=x&until=2020-01-31", 422)


def test_reports_lead_only_where_one_may_go(sign_in, shown):
    page = fetch(sign_in("admin"), "/reports/literacy")
    assert 'href="/reports/literacy"' in page
    assert 'href="/reports/today"' not in page
