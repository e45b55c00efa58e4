"""The pages of what the parties do together, as the people of both use them."""

import re

import pytest

from intranet.agencies import service as agencies
from intranet.agencies.models import Agency
from intranet.base.actor import SYSTEM, Party, Role
from intranet.evidence.models import EvidenceItem
from intranet.evidence.store import Store
from intranet.outreach.rules import CapacityKind, Scope
from intranet.outreach.service import Under
from tests.conftest import PASSWORD
from tests.intranet.cases.test_evidence import MULTIPART, body
from tests.intranet.evidence.test_service import flip, png
from tests.intranet.outreach.conftest import DAY, TODAY
from tests.intranet.web.harness import fetch, send

EVENT = {
    "kind": "fgd",
    "title": "FGD isu media sosial",
    "audience": "staff",
    "starts_on": "2026-11-20",
    "ends_on": "",
    "place": "Aula Contoh",
    "bearer": "bawaslu",
    "planned_cost": "Rp 1.500.000",
    "expected": "12",
}
PLAN = {"topic": "oversight", "channel": "website", "message": "Tolak politik uang", "planned_on": "2026-11-19", "joint": "yes"}
LOAN = {
    "asked": "Ruang besar",
    "starts_at": "2026-11-21T08:00",
    "ends_at": "2026-11-21T16:00",
    "purpose": "Bimbingan teknis",
    "signer": "Wulan Contoh",
    "signer_title": "Kepala Sekretariat",
}
ACTIVITY = {"title": "Posko di pasar", "legal_note": "Sejalan.", "starts_on": "2026-11-20", "scope": "other"}


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
    return re.search(rf"(/outreach/{kind}/\w{{32}})", page)[1]


def papers(client, page: str) -> list[str]:
    """Every paper the page offers, opened."""
    found = re.findall(r'href="(/outreach/[^"]+(?:-sheet|-paper|/papers/[a-z-]+))"', page)
    for path in found:
        answer = client.get(path)
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf"), path
        assert answer.data.startswith(b"%PDF")
    return [path.rpartition("/")[2] for path in found]


def test_an_empty_office_says_so_kindly_and_one_entry_of_the_menu_leads_everywhere(sign_in, auditor):
    client = sign_in("budi")
    assert 'href="/outreach"' in fetch(client, "/")
    for path, text in (
        ("", "Belum ada pelatihan"),
        ("?kind=fgd", "Tidak ada kegiatan yang cocok"),
        ("/dissemination", "Belum ada rencana bulan ini"),
        ("/dissemination?month=2026-02", "Februari 2026"),
        ("/dissemination?month=9999-99", "November 2026"),
        ("/dissemination/list", "Belum ada rencana diseminasi"),
        ("/dissemination/list?state=late", "Tidak ada diseminasi yang cocok"),
        ("/dissemination/totals", "Belum ada perjanjian antara Bawaslu dan Diskominfo"),
        ("/dissemination/totals?year=1999", "2026"),
        ("/facilities", "Tidak ada pinjam pakai yang berjalan"),
        ("/facilities?state=all", "Tidak ada pinjam pakai yang cocok"),
        ("/facilities/list", "Belum ada sarana di daftar"),
        ("/activities", "Belum ada kegiatan lain"),
        ("/activities?state=done", "Tidak ada kegiatan yang cocok"),
    ):
        page = fetch(client, f"/outreach{path}")
        assert text in page
        assert re.search(r'href="/outreach"[^>]*aria-current="page"', page)
        assert "btn-primary" not in re.sub(r"<nav.*?</nav>", "", fetch(auditor, f"/outreach{path}"), flags=re.DOTALL)


def test_an_fgd_is_planned_held_minuted_and_reported_from_its_page(sign_in, joined):
    client = sign_in("wulan")
    fetch(client, "/outreach/trainings/new")
    page = send(client, "/outreach/trainings/new", EVENT)
    path = where(page, "trainings")
    assert "Rp 1.500.000" in page
    assert "1.500.000" in fetch(client, f"{path}/edit")
    page = send(client, f"{path}/edit", {**EVENT, "version": "1", "place": "Ruang Rapat"})
    assert "Ruang Rapat" in page
    send(client, f"{path}/edit", {**EVENT, "version": "1"}, 409)
    page = send(client, f"{path}/participants", {"name": "Sari 3399990101900001"}, 422)
    assert "tidak memuat NIK" in page
    page = send(client, f"{path}/participants", {"staff": joined.people.budi.id, "sex": "male", "age": "from_25"})
    assert "25–34 tahun" in page
    assert papers(client, page) == ["attendance-sheet", "minutes-paper", "report-paper"]
    page = send(client, f"{path}/held", {"version": "2"})
    person = re.search(r'name="came-(\w{32})"', page)[1]
    page = send(client, f"{path}/report", {"version": "3", "summary": "Baik."}, 422)
    assert "tanpa notulen" in page
    assert "Baik." in page
    page = send(client, f"{path}/attendance", {f"came-{person}": "yes", f"before-{person}": "120"}, 422)
    assert "Nilai peserta dari 0 sampai 100" in page
    assert 'value="120"' in page
    page = send(client, f"{path}/attendance", {f"came-{person}": "yes", f"before-{person}": "40", f"after-{person}": "72"})
    assert "dari 40,0 menjadi 72,0" in page
    minutes = {"version": "3", "minutes_on": "2026-11-20", "chair": "Ketua Contoh", "points": "Isu hoaks.", "lines": "3"}
    page = send(client, f"{path}/minutes", {**minutes, "text-1": "Pedoman"}, 422)
    assert "Setiap tindak lanjut memerlukan" in page
    assert 'value="Pedoman"' in page
    page = send(client, f"{path}/minutes", {**minutes, "text-2": "Pedoman", "owner-2": "Wulan", "due-2": "2026-12-01"})
    assert "dipimpin Ketua Contoh" in page
    action = re.search(r"/actions/(\w{32})/done", page)[1]
    page = send(client, f"{path}/report", {"version": "4", "summary": "Baik.", "actual_cost": "x"}, 422)
    assert "Isi dengan angka bulat" in page
    page = send(client, f"{path}/report", {"version": "4", "summary": "Baik.", "actual_cost": "1400000"})
    assert "Kegiatan selesai dilaporkan." in page
    assert "Rp 1.400.000" in page
    page = send(client, f"{path}/actions/{action}/done", {})
    assert "Tindak lanjut dicatat selesai." in page
    assert papers(client, page) == ["attendance-sheet", "minutes-paper", "report-paper"]
    assert "FGD isu media sosial" in fetch(client, "/outreach?state=reported&kind=fgd&party=bawaslu")


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"kind": ""}, "Pilih bentuk kegiatannya"),
        ({"audience": "semua"}, "Pilih pesertanya"),
        ({"title": ""}, "Tuliskan nama kegiatan"),
        ({"title": "x" * 201}, "Paling panjang 200 huruf"),
        ({"starts_on": "kemarin"}, "Isi tanggal yang benar"),
        ({"ends_on": "0001-01-01"}, "Isi tanggal yang benar"),
        ({"planned_cost": "1,5"}, "Isi dengan angka bulat"),
        ({"planned_cost": "99999999999999"}, "Isi dengan angka bulat"),
        ({"bearer": "none"}, "penanggungnya belum dipilih"),
        ({"agreement": "0" * 32}, "pihak-pihaknya"),
    ],
)
def test_a_training_with_something_wrong_comes_back_with_what_was_typed(sign_in, joined, changes, text):
    page = send(sign_in("wulan"), "/outreach/trainings/new", {**EVENT, **changes}, 422)
    assert text in page
    assert "Aula Contoh" in page


def test_the_other_party_reads_a_training_and_changes_nothing(sign_in, joined, auditor):
    event = joined.event(kind=CapacityKind.WORKSHOP, starts_on=TODAY - DAY, ends_on=TODAY - DAY)
    path = f"/outreach/trainings/{event}"
    for client in (sign_in("budi"), auditor):
        page = fetch(client, path)
        assert "pihak Anda membacanya" in page
        assert "Catat terlaksana" not in page
    client = sign_in("budi")
    for verb, data in (
        ("held", {"version": "1"}),
        ("cancel", {"version": "1", "reason": "x"}),
        ("participants", {"name": "Sari"}),
        ("attendance", {}),
        ("report", {"version": "1", "summary": "x"}),
        ("minutes", {"version": "1", "minutes_on": "2026-11-19", "chair": "x", "points": "x"}),
        ("edit", {**EVENT, "version": "1"}),
    ):
        send(client, f"{path}/{verb}", data, 403)
    page = fetch(client, "/outreach")
    assert "1 kegiatan sudah lewat harinya" in page
    page = send(sign_in("wulan"), f"{path}/cancel", {"version": "1", "reason": "Narasumber sakit."})
    assert "Dibatalkan: Narasumber sakit." in page


def test_a_dissemination_is_planned_seen_late_and_logged_with_a_picture(sign_in, joined, office_db, settings):
    client = sign_in("wulan")
    page = fetch(client, "/outreach/dissemination/new?planned_on=2026-11-25")
    assert 'value="2026-11-25"' in page
    page = send(client, "/outreach/dissemination/new", PLAN)
    path = where(page, "dissemination")
    assert "terlambat 1 hari" in page
    assert "1 rencana sudah lewat harinya" in fetch(client, "/outreach/dissemination")
    assert "Tolak politik uang" in fetch(client, "/outreach/dissemination/list?state=late&topic=oversight&channel=website")
    page = send(client, f"{path}/edit", {**PLAN, "version": "1", "who": "Tim humas"})
    assert "Tim humas" in page
    assert "Tim humas" in fetch(client, f"{path}/edit")
    page = send(client, f"{path}/done", {"version": "2", "done_on": "2026-11-20", "reach": "1.250", "remark": "Ramai."}, 422)
    assert "Belum ada bukti pelaksanaan." in page
    assert "Ramai." in page
    data = body(png(8, 8), name="poster.png", title="Poster")
    assert "Foto ditambahkan." in client.post(f"{path}/proofs", data=data, content_type=MULTIPART, follow_redirects=True).text
    wrong = client.post(f"{path}/proofs", data=body(b"teks", name="a.txt"), content_type=MULTIPART)
    assert wrong.status_code == 422
    assert "hanya foto" in wrong.text
    page = send(client, f"{path}/done", {"version": "2", "done_on": "2026-11-20", "reach": "1.250"})
    assert "1.250 orang" in page
    shown, taken = (re.search(rf'action="({path}/proofs/\w{{32}}/{verb})"', page)[1] for verb in ("picture", "copy"))
    assert "data:image/png" in send(sign_in("budi"), shown, {})
    with client.post(taken) as copy:
        assert copy.data == png(8, 8)
    page = fetch(client, "/outreach/dissemination/totals?year=2026")
    assert "1.250" in page
    with office_db.read() as session:
        sha256 = session.query(EvidenceItem).one().sha256
    flip(Store(settings.data_dir), sha256)
    assert "rusak atau hilang" in send(client, shown, {})


def test_a_dissemination_with_something_wrong_comes_back_and_a_dropped_one_says_why(sign_in, joined):
    client = sign_in("wulan")
    for changes, text in (
        ({"topic": ""}, "Pilih jenisnya"),
        ({"channel": ""}, "Pilih salurannya"),
        ({"message": ""}, "Tuliskan pesan"),
        ({"topic": "agreement"}, "Pilih sasaran"),
    ):
        assert text in send(client, "/outreach/dissemination/new", {**PLAN, **changes}, 422)
    path = f"/outreach/dissemination/{joined.plan()}"
    assert "angka bulat" in send(client, f"{path}/done", {"version": "1", "done_on": "2026-11-20", "reach": "banyak"}, 422)
    assert "Tuliskan alasannya" in send(client, f"{path}/drop", {"version": "1"}, 422)
    send(sign_in("budi"), f"{path}/drop", {"version": "1", "reason": "x"}, 403)
    assert "Dibatalkan: Hujan." in send(client, f"{path}/drop", {"version": "1", "reason": "Hujan."})


def test_gaps_of_an_agreement_lead_to_a_plan_that_closes_them(sign_in, joined):
    agreement = joined.agreement()
    client = sign_in("budi")
    page = fetch(client, "/outreach/dissemination/totals")
    gap = re.search(r'href="(/outreach/dissemination/new\?[^"]+)"', page)[1].replace("&amp;", "&")
    page = fetch(client, gap)
    assert re.search(rf'<option value="{agreement}" selected', page)
    assert re.search(r'value="first"[^>]*checked', page)


def test_a_loan_goes_from_letter_to_return_from_its_page(sign_in, joined):
    asker, owner = sign_in("wulan"), sign_in("budi")
    page = fetch(asker, "/outreach/facilities/new")
    assert "Minta sarana Diskominfo" in page
    page = send(asker, "/outreach/facilities/new", {**LOAN, "asked": ""}, 422)
    assert "Bimbingan teknis" in page
    page = send(asker, "/outreach/facilities/new", LOAN)
    assert "001/PPF-BWS/33.99/XI/2026" in page
    path = where(page, "facilities")
    assert "Menunggu jawaban Diskominfo" in page
    assert papers(asker, page) == ["request"]
    assert "1 permintaan menunggu jawaban" in fetch(owner, "/outreach/facilities")
    assert "menunggu jawaban pihak Anda" in fetch(owner, "/inbox")
    page = send(owner, "/outreach/facilities/list", {"name": "Aula", "place": "Lantai 2"})
    facility = re.search(r"/list/(\w{32})/remove", page)[1]
    assert "sudah ada di daftar" in send(owner, "/outreach/facilities/list", {"name": "aula"}, 422)
    assert f"facility={facility}" in fetch(asker, "/outreach/facilities/list")
    assert 'value="yes"' in fetch(owner, path)
    signed = {"version": "1", "signer": "Kartika", "signer_title": "Kepala Dinas"}
    assert "Pilih disetujui" in send(owner, f"{path}/reply", signed, 422)
    assert "Pilih sarana pihak Anda" in send(owner, f"{path}/reply", {**signed, "answer": "yes"}, 422)
    send(asker, f"{path}/reply", {**signed, "answer": "yes", "facility": facility}, 403)
    page = send(owner, f"{path}/reply", {**signed, "answer": "yes", "facility": facility})
    assert "001/JPF-KMF/33.99/XI/2026" in page
    assert "sudah dijawab" in send(owner, f"{path}/reply", {**signed, "answer": "no", "reason": "x"}, 409)
    hands = {"version": "2", "given_by": "Budi", "taken_by": "Wulan", "note": "Dengan kunci"}
    assert "Pilih keadaannya" in send(owner, f"{path}/hand-over", hands, 422)
    page = send(owner, f"{path}/hand-over", {**hands, "condition": "good"})
    assert "Dengan kunci" in page
    joined.clock.advance(3 * DAY)
    asker, owner = sign_in("wulan"), sign_in("budi")
    assert "seharusnya sudah kembali" in fetch(asker, path)
    assert "1 sarana belum kembali" in fetch(asker, "/outreach/facilities")
    assert "terlambat kembali" in fetch(asker, "/outreach/facilities/list")
    back = {"version": "3", "given_by": "Wulan", "taken_by": "Budi", "condition": "damaged"}
    assert "Tuliskan apa yang rusak" in send(owner, f"{path}/return", back, 422)
    page = send(owner, f"{path}/return", {**back, "note": "Kursi patah"})
    assert "Kursi patah" in page
    assert papers(asker, page) == ["request", "reply", "hand-over", "return"]
    assert asker.get(f"{path}/papers/kuitansi").status_code == 404
    assert "Aula" in fetch(asker, "/outreach/facilities?state=returned&owner=diskominfo")
    send(owner, f"/outreach/facilities/list/{facility}/remove", {"version": "1"})
    assert "Belum ada sarana" in fetch(asker, "/outreach/facilities/list")


def test_who_answers_sees_what_is_taken_already_and_a_clash_is_refused_in_words(sign_in, joined):
    facility = joined.facility()
    joined.lend(facility)
    path = f"/outreach/facilities/{joined.ask(facility, start=2)}"
    client = sign_in("budi")
    assert "sudah dijanjikan: 001/PPF-BWS" in fetch(client, path)
    answer = {"version": "1", "answer": "yes", "facility": facility, "signer": "Kartika", "signer_title": "Kepala"}
    page = send(client, f"{path}/reply", answer, 422)
    assert "waktu yang bersinggungan: pinjam pakai 001/PPF-BWS/33.99/XI/2026" in page
    page = send(client, f"{path}/reply", {**answer, "answer": "no", "reason": "Sedang dipakai."})
    assert "Ditolak: Sedang dipakai." in page
    assert papers(client, page) == ["request", "reply"]
    path = f"/outreach/facilities/{joined.ask(facility, start=30)}"
    assert "Tuliskan alasannya" in send(sign_in("wulan"), f"{path}/withdraw", {"version": "1"}, 422)
    assert "Dibatalkan: Batal." in send(sign_in("wulan"), f"{path}/withdraw", {"version": "1", "reason": "Batal."})


def test_another_activity_is_proposed_agreed_and_finished_from_its_page(sign_in, joined):
    given = {**ACTIVITY, "agreement": joined.agreement(), "bearer": "shared", "planned_cost": "500000"}
    one, other = sign_in("budi"), sign_in("wulan")
    fetch(one, "/outreach/activities/new")
    for changes, text in (
        ({"legal_note": ""}, "Tuliskan mengapa"),
        ({"agreement": ""}, "Pilih perjanjiannya"),
        ({"starts_on": ""}, "Isi tanggal yang benar"),
    ):
        assert text in send(one, "/outreach/activities/new", {**given, **changes}, 422)
    page = send(one, "/outreach/activities/new", given)
    path = where(page, "activities")
    assert "belum menyetujui" in page
    assert "500.000" in fetch(one, f"{path}/edit")
    assert "Pasar Contoh" in send(one, f"{path}/edit", {**given, "version": "1", "title": "Posko di Pasar Contoh"})
    send(other, f"{path}/edit", {**given, "version": "2"}, 403)
    assert "Usulan kegiatan bersama menunggu" in fetch(other, "/inbox")
    send(other, f"{path}/agree", {"version": "1"}, 409)
    assert "Disetujui kedua pihak." in send(other, f"{path}/agree", {"version": "2"})
    assert "sudah menjawab" in send(other, f"{path}/agree", {"version": "3"}, 422)
    send(other, f"{path}/finish", {"version": "3", "outcome": "x"}, 403)
    assert "Tuliskan hasil" in send(one, f"{path}/finish", {"version": "3"}, 422)
    assert "Ramai." in send(one, f"{path}/finish", {"version": "3", "outcome": "Ramai.", "actual_cost": "450.000"})
    page = send(one, "/outreach/activities/new", given)
    path = where(page, "activities")
    assert "Dibatalkan: Tidak perlu." in send(other, f"{path}/cancel", {"version": "1", "reason": "Tidak perlu."})
    assert "Posko di pasar" in fetch(other, "/outreach/activities?state=cancelled")


def test_an_agreement_one_is_no_party_of_is_not_offered(sign_in, joined):
    joined.agreement(Party.DUKCAPIL, Party.DISKOMINFO, title="Data kependudukan")
    assert "Data kependudukan" in fetch(sign_in("budi"), "/outreach/dissemination/new")
    assert "Data kependudukan" not in fetch(sign_in("wulan"), "/outreach/dissemination/new")


def test_a_training_under_an_agreement_says_so_on_page_and_paper(sign_in, joined):
    under = Under(joined.agreement(title="Kerja sama literasi"), Scope.CAPACITY)
    page = fetch(sign_in("wulan"), f"/outreach/trainings/{joined.event(under=under, joint=True)}")
    assert "Kerja sama literasi" in page
    assert "Peningkatan kapasitas" in page
