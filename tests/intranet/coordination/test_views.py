"""The pages of coordination, as the people of both parties use them."""

import datetime as dt
import io
import json
import re

import openpyxl
import pytest

from intranet.agencies import service as agencies
from intranet.agencies.models import Agency
from intranet.base.actor import SYSTEM, Role
from intranet.coordination import tables, watch
from intranet.coordination.rules import ReferenceKind
from tests.conftest import PASSWORD
from tests.intranet.coordination.conftest import LIST
from tests.intranet.web.harness import fetch, send

FORUM = {"kind": "periodic", "title": "Forum triwulan", "agenda": "Perkara terlambat", "starts_at": "2026-11-20T09:00"}
EXCHANGE = {
    "direction": "out",
    "sensitivity": "limited",
    "other": "Diskominfo Contoh",
    "what": "Daftar tautan",
    "purpose": "Penanganan konten",
    "legal_basis": "Pasal 9",
    "retention": "Sampai selesai",
}
YES = dict.fromkeys(("safe", "ethical", "responsible", "lawful"), "yes")


@pytest.fixture
def auditor(app, office_db, clock, staff):
    """A browser in which somebody who only examines has signed in."""
    with office_db.write() as session:
        how = {"username": "yusuf", "name": "Yusuf Contoh", "roles": [Role.AUDITOR], "password": PASSWORD}
        agencies.add_staff(session, SYSTEM, clock, agency=session.query(Agency).first(), **how)
    client = app.test_client()
    client.set_cookie(app.config["POSKO_COOKIE"], agencies.sign_in(office_db, clock, "yusuf", PASSWORD, "tests").token)
    return client


def where(page: str, kind: str) -> str:
    return re.search(rf"(/coordination/{kind}/\w{{32}})", page)[1]


def book(client, path: str) -> openpyxl.Workbook:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    return openpyxl.load_workbook(io.BytesIO(answer.data))


def paper(client, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.data.startswith(b"%PDF")


def test_an_empty_office_says_so_kindly_and_offers_acts_only_to_who_may(sign_in, auditor):
    client = sign_in("budi")
    assert 'href="/coordination"' in fetch(client, "/")
    for path, text in (
        ("", "Belum ada forum koordinasi"),
        ("?kind=incidental", "Tidak ada forum yang cocok"),
        ("/actions", "Belum ada tindak lanjut"),
        ("/actions?state=late&whose=mine", "Tidak ada tindak lanjut yang cocok"),
        ("/evaluations", "Belum ada evaluasi"),
        ("/evaluations?state=draft", "Tidak ada evaluasi yang cocok"),
        ("/exchanges", "Belum ada pertukaran data"),
        ("/exchanges?sensitivity=secret", "Tidak ada pertukaran yang cocok"),
        ("/costs", "Tidak ada kegiatan berbiaya"),
        ("/costs?from=x&to=9999-99-99", "Tidak ada kegiatan berbiaya"),
        ("/reference", "Daftar ini masih kosong"),
        ("/reference?kind=candidates&q=a&from=z", "Tidak ada yang cocok"),
    ):
        assert text in fetch(client, f"/coordination{path}")
        seen = re.sub(r"<nav.*?</nav>", "", fetch(auditor, f"/coordination{path}"), flags=re.DOTALL)
        assert "btn-primary" not in seen


def test_a_stuck_case_is_raised_from_its_page_to_a_forum_with_minutes_and_a_promise_that_is_kept(sign_in, joined, cases, clock):
    case = cases.in_triage()
    client = sign_in("wulan")
    page = fetch(client, f"/cases/{case}")
    link = re.search(r'href="(/coordination/forums/new\?case=\w{32})"', page)[1]
    page = fetch(client, link)
    number = re.search(r'name="case_no"[^>]*value="([^"]+)"', page)[1]
    given = {**FORUM, "kind": "incidental", "case_no": number}
    page = send(client, "/coordination/forums/new", given, 422)
    assert "mengapa tidak dapat menunggu" in page
    assert f'value="{number}"' in page
    page = send(client, "/coordination/forums/new", {**given, "urgency": "Tenggat dekat"})
    path = where(page, "forums")
    assert number in page
    assert "Forum triwulan" in fetch(client, f"/coordination?case={case}")
    page = send(client, f"{path}/participants", {"staff": joined.people.budi.id})
    page = send(client, f"{path}/participants", {"staff": joined.people.budi.id}, 422)
    assert "sudah ada di daftar" in page
    send(client, f"{path}/participants", {"name": "Sari", "unit": "KPU Contoh", "party": "partner"})
    page = send(client, f"{path}/actions", {"text": "Meminta keterangan", "owner": "", "due_on": "2026-11-27"}, 422)
    assert "Pilih penanggung jawab" in page
    assert 'value="Meminta keterangan"' in page
    page = send(client, f"{path}/actions", {"text": "Meminta keterangan", "owner": joined.people.budi.id, "due_on": "2026-11-23"})
    action = re.search(r'id="a-(\w{32})"', page)[1]
    minutes = {"version": "1", "minutes_on": "2026-11-20", "chair": "Halim Contoh", "points": "Disepakati."}
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    page = send(client, f"{path}/minutes", {**minutes, "version": version}, 422)
    assert "dua pihak" in page
    came = re.findall(r'name="came"[^>]*value="(\w{32})"', page)
    page = send(client, f"{path}/minutes", {**minutes, "version": version, "came": came})
    assert "Notulen disimpan." in page
    assert "1 tindak lanjut belum selesai" in page
    paper(client, f"{path}/minutes-paper")
    assert "Catat selesai" not in page  # the other party's to say
    with joined.db.write() as session:
        watch.ring(session, clock, joined.settings)
    budi = sign_in("budi")
    assert "segera jatuh tempo" in fetch(budi, "/inbox")
    assert budi.get(f"/coordination/actions/{action}").headers["Location"].endswith(f"{path}#a-{action}")
    assert "Meminta keterangan" in fetch(budi, "/coordination/actions?whose=mine&state=open")
    page = fetch(budi, path)
    version = re.search(rf'action="/coordination/actions/{action}/done">.*?name="version" value="(\d+)"', page, re.DOTALL)[1]
    page = send(budi, f"/coordination/actions/{action}/done", {"version": version, "result": " "}, 422)
    assert "Tuliskan hasilnya." in page
    page = send(budi, f"/coordination/actions/{action}/done", {"version": version, "result": "Sudah dijawab"})
    assert "Tidak ada yang tertinggal" in page
    assert "Hasil: Sudah dijawab" in page


def test_who_only_examines_reads_the_number_of_a_case_but_gets_no_link_that_would_refuse(sign_in, joined, cases, auditor):
    case = cases.in_triage()
    client = sign_in("wulan")
    number = re.search(r'name="case_no"[^>]*value="([^"]+)"', fetch(client, f"/coordination/forums/new?case={case}"))[1]
    forum = send(client, "/coordination/forums/new", {**FORUM, "kind": "incidental", "urgency": "Segera", "case_no": number})
    exchange = send(client, "/coordination/exchanges/new", {**EXCHANGE, **YES, "case_no": number})
    for page, kind in ((forum, "forums"), (exchange, "exchanges")):
        assert f'href="/cases/{case}"' in page
        seen = fetch(auditor, where(page, kind))
        assert number in seen
        assert f"/cases/{case}" not in seen


def test_of_many_late_promises_the_first_page_shows_ten_and_leads_to_all(sign_in, joined, clock):
    forum = joined.forum()
    for number in range(11):
        joined.promise(forum, text=f"Janji ke-{number:02}", days=number + 1)
    clock.advance(dt.timedelta(days=11))
    page = fetch(sign_in("budi"), "/coordination")
    assert "Janji ke-09" in page
    assert "Semua yang terlambat" not in page
    clock.advance(dt.timedelta(days=1))
    client = sign_in("budi")
    page = fetch(client, "/coordination")
    assert "Janji ke-09" in page
    assert "Janji ke-10" not in page
    assert 'href="/coordination/actions?state=late">Semua yang terlambat' in page
    assert "Janji ke-10" in fetch(client, "/coordination/actions?state=late")


def test_an_evaluation_goes_from_its_figures_to_both_leaders(sign_in, joined, auditor):
    agreement = joined.agreement()
    client = sign_in("wulan")
    assert "belum pernah dievaluasi" in fetch(client, "/coordination/evaluations")
    page = fetch(client, f"/coordination/evaluations/new?agreement={agreement}")
    assert 'value="2025-11-20"' in page
    given = {"agreement": agreement, "mode": "joint", "occasion": "yearly", "first_on": "2026-08-01", "last_on": "2026-11-19"}
    assert "lebih awal" in send(client, "/coordination/evaluations/new", {**given, "first_on": "2026-11-20"}, 422)
    page = send(client, "/coordination/evaluations/new", given)
    path = where(page, "evaluations")
    assert "Pengaduan dan temuan diterima" in page
    assert "Pemeriksaan NIK" not in page
    assert client.get(f"{path}/minister.json").status_code == 404
    paper(client, f"{path}/report-paper")
    page = send(client, f"{path}/issue", {"version": "1"}, 422)
    assert "Tuliskan dulu kesimpulannya." in page
    page = send(client, f"{path}/summary", {"version": "1", "summary": "Berjalan baik."})
    page = send(client, f"{path}/actions", {"text": "Pengingat", "owner": joined.people.budi.id, "due_on": "2026-12-20"}, 422)
    assert "Tuliskan temuannya." in page
    promise = {"finding": "Terlambat", "text": "Pengingat", "owner": joined.people.budi.id, "due_on": "2026-12-20"}
    page = send(client, f"{path}/actions", promise)
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    page = send(client, f"{path}/issue", {"version": version})
    assert "001/EVL/33.99/XI/2026" in page
    assert "Belum diserahkan" in page
    assert "pimpinan Bawaslu" in fetch(client, "/coordination/evaluations")
    paper(client, f"{path}/report-paper")
    data = json.loads(client.get(f"{path}/minister.json").data)
    assert [one["temuan"] for one in data["temuan"]] == ["Terlambat"]
    for party in ("bawaslu", "diskominfo"):
        version = re.search(r'name="version" value="(\d+)"', page)[1]
        handed = {"version": version, "delivered_on": "2026-11-20", "receiver": "Pimpinan Contoh"}
        assert "Tuliskan siapa" in send(client, f"{path}/deliveries/{party}", {**handed, "receiver": ""}, 422)
        page = send(client, f"{path}/deliveries/{party}", handed)
    assert "Belum diserahkan" not in page
    assert "sudah lengkap" in fetch(auditor, "/coordination/evaluations?state=issued")


def test_an_exchange_is_prepared_answered_handed_over_and_exported(sign_in, joined):
    client = sign_in("wulan")
    for name in ("direction", "sensitivity", "other", "what", "purpose", "legal_basis", "retention"):
        page = send(client, "/coordination/exchanges/new", {**EXCHANGE, name: ""}, 422)
        assert "field-error" in page
    send(client, "/coordination/exchanges/new", {**EXCHANGE, "keep_until": "besok"}, 422)
    page = send(client, "/coordination/exchanges/new", {**EXCHANGE, **YES, "lawful": ""})
    path = where(page, "exchanges")
    assert "Keempat pertanyaan" in page
    handed = {"version": "1", "done_on": "2026-11-20", "given_by": "Wulan", "taken_by": "Budi"}
    assert "Keempat pertanyaan" in send(client, f"{path}/done", handed, 422)
    assert "Daftar tautan" in fetch(client, f"{path}/edit")
    send(client, f"{path}/edit", {**EXCHANGE, **YES, "version": "1"})
    send(client, f"{path}/edit", {**EXCHANGE, **YES, "what": "Lain", "version": "1"}, 409)
    assert "menerima" in send(client, f"{path}/done", {**handed, "version": "2", "taken_by": ""}, 422)
    page = send(client, f"{path}/done", {**handed, "version": "2"})
    assert "001/PDT/33.99/XI/2026" in page
    assert "Catat serah terima" not in fetch(sign_in("budi"), path)
    rows = list(book(client, "/coordination/exchanges.xlsx")["Pertukaran data"].values)
    assert rows[1][:5] == ("001/PDT/33.99/XI/2026", "2026-11-20", "Bawaslu", "Diskominfo Contoh", "Daftar tautan")
    other = where(send(client, "/coordination/exchanges/new", EXCHANGE), "exchanges")
    assert "Tuliskan alasannya." in send(client, f"{other}/cancel", {"version": "1", "reason": ""}, 422)
    assert "Dibatalkan: salah" in send(client, f"{other}/cancel", {"version": "1", "reason": "salah"})


def test_minutes_of_a_forum_somebody_cancelled_meanwhile_are_told_to_be_on_the_page_before(sign_in, joined):
    client, path = sign_in("wulan"), f"/coordination/forums/{joined.forum()}"
    send(client, f"{path}/cancel", {"version": "1", "reason": "Dua kali tercatat."})
    minutes = {"version": "1", "minutes_on": "2026-11-20", "chair": "Halim Contoh", "points": "Disepakati."}
    page = send(client, f"{path}/minutes", minutes, 409)
    assert "sudah dibatalkan" in page
    assert "Isian Anda masih ada di halaman sebelumnya" in page


def test_costs_without_a_field_of_their_own_are_entered_and_summed(sign_in, joined):
    forum = joined.forum()
    client = sign_in("budi")
    assert "1 kegiatan lain tercatat tanpa biaya" in fetch(client, "/coordination/costs")
    path = f"/coordination/costs/coordination_forum/{forum}"
    assert path in fetch(client, "/coordination/costs?bearer=none")
    fetch(client, path)
    cost = {"version": "0", "bearer": "shared", "planned": "Rp 300.000", "actual": "275000", "stage": "Kampanye"}
    assert "angka bulat" in send(client, path, {**cost, "actual": "x"}, 422)
    assert "penanggungnya" in send(client, path, {**cost, "bearer": "none"}, 422)
    page = send(client, path, cost)
    assert "Rp 275.000" in page
    send(client, path, cost, 409)
    assert "300.000" in fetch(client, path)
    for wrong in ("/coordination/costs/capacity_event/x", "/coordination/costs/coordination_forum/x", "/coordination/costs/x/x"):
        assert client.get(wrong).status_code == 404
    sheets = book(client, "/coordination/costs.xlsx")
    assert list(sheets["Menurut penanggung"].values)[1] == ("Kedua pihak, masing-masing bagiannya", 1, 300000, 275000, 0)
    assert list(sheets["Menurut lingkup atau tahap"].values)[1][0] == "Kampanye"


def test_a_list_is_taken_from_a_file_seen_and_put_in_force(sign_in):
    client = sign_in("wulan")

    def bring(content: bytes, status: int = 303, **changes: str):
        given = {"kind": "parties", "source": "Keputusan 12", "dated_on": "2026-11-01", **changes}
        file = (io.BytesIO(content), "partai.csv")
        answer = client.post("/coordination/reference", data={**given, "file": file}, content_type="multipart/form-data")
        assert answer.status_code == status
        return answer

    assert "memuat rumus" in bring(b"Nama\n=1+1\n", 422).text
    assert "Keputusan 12" in bring(b"Nama\n\xff\n", 422).text
    assert "Tuliskan sumbernya" in bring(LIST.encode(), 422, source="").text
    assert "terlalu besar" in bring(b"x" * (tables.MOST_BYTES + 1), 422).text
    answer = client.post("/coordination/reference", data={"kind": "parties", "source": "x", "dated_on": "2026-11-01"})
    assert "Pilih berkas" in answer.text
    path = bring(LIST.encode()).headers["Location"]
    page = fetch(client, path)
    assert "Partai Melati" in page
    assert "Daftar ini masih kosong" in fetch(client, "/coordination/reference")
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    assert "sudah berubah" in send(client, f"{path}/apply", {"version": "1", "seen": "x"}, 422)
    page = send(client, f"{path}/apply", {"version": "1", "seen": seen})
    assert "2 baris. Sumber: Keputusan 12" in page
    assert "Partai Kenanga" in fetch(client, "/coordination/reference?q=kenanga")
    second = bring(LIST.encode()).headers["Location"]
    assert "Isinya sama" in fetch(client, second)
    send(client, f"{second}/drop", {"version": "1"})
    assert client.get("/coordination/reference/imports/x").status_code == 404


def test_who_is_reported_is_suggested_from_the_lists_in_force_while_one_types(sign_in, joined):
    candidates = "No;Nama;Partai;Dapil\n1;Melati <b> Contoh;Partai Kenanga;Kota 1\n"
    joined.apply(joined.take_in())
    joined.apply(joined.take_in(candidates, kind=ReferenceKind.CANDIDATES))
    client = sign_in("budi")
    page = fetch(client, "/cases/new")
    field = re.search(r'<input[^>]*name="respondent"[^>]*>', page)[0]
    assert 'hx-get="/coordination/reference/names"' in field
    assert 'list="f-respondent-list"' in field
    assert '<datalist id="f-respondent-list"></datalist>' in page  # nothing is looked for before somebody types
    answer = client.get("/coordination/reference/names?respondent=melati&do=look", headers={"HX-Request": "true"})
    assert re.findall("<option.*?</option>", answer.text) == [
        '<option value="Melati &lt;b&gt; Contoh">Partai Kenanga · Kota 1</option>',
        '<option value="Partai Melati">Partai politik peserta pemilu</option>',
    ]
    assert client.get("/coordination/reference/names?respondent=x", headers={"HX-Request": "true"}).text.strip() == ""
    assert client.get("/coordination/reference/names?respondent=mel").headers["Location"] == "/coordination/reference?q=mel"
    free = {"source": "public_complaint", "channel": "staff", "respondent": "Bukan dari daftar", "narrative": "Contoh."}
    page = send(client, "/cases/new", {**free, "once": "0" * 32, "do": "submit"})
    assert "Bukan dari daftar" in page


def test_nothing_that_is_typed_breaks_a_page(sign_in, joined):
    client = sign_in("budi")
    forum, evaluation = joined.forum(), joined.evaluation(joined.agreement())
    exchange, action = joined.exchange(joined.people.budi), joined.promise(forum)
    odd = {"version": "x", "starts_at": "9999-99-99", "title": "\x00", "due_on": "0001-01-01"}
    for path in (
        "forums/new",
        f"forums/{forum}/edit",
        f"forums/{forum}/participants",
        f"forums/{forum}/minutes",
        f"forums/{forum}/cancel",
        f"forums/{forum}/actions",
        f"actions/{action}/done",
        f"actions/{action}/reassign",
        "evaluations/new",
        f"evaluations/{evaluation}/issue",
        f"evaluations/{evaluation}/actions",
        f"evaluations/{evaluation}/deliveries/bawaslu",
        f"exchanges/{exchange}/edit",
        f"exchanges/{exchange}/done",
        f"exchanges/{exchange}/cancel",
        f"costs/coordination_forum/{forum}",
        "reference",
    ):
        for data in ({}, odd):
            assert client.post(f"/coordination/{path}", data=data).status_code in (400, 409, 422, 303), path
    for path in ("forums", "evaluations", "exchanges", "actions", "reference/imports"):
        assert client.get(f"/coordination/{path}/nothing").status_code == 404
