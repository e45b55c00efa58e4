"""The pages of privacy, as the people of the office use them; and what its auditors see, and never see."""

import json
import re

import pytest
from sqlalchemy import select

from intranet.agencies import service as agencies
from intranet.agencies.models import Agency
from intranet.base.actor import SYSTEM, Role
from intranet.base.errors import Refused
from intranet.cases.models import Case
from intranet.evidence.store import Store
from intranet.privacy import sweeping
from intranet.privacy.models import Erasure, PortalLookup, SubjectRequest
from intranet.privacy.rules import Recipient, RequestKind
from tests.conftest import PASSWORD
from tests.house.access import OF_A_CASE, ROUTES
from tests.intranet.cases.factories import NIK
from tests.intranet.privacy.test_erasing import OLD
from tests.intranet.web.harness import fetch, send

INCIDENT = {
    "title": "Lembar cetak tertinggal",
    "discovered_at": "2026-11-20T08:00",
    "exposed": "Nama dan nomor telepon.",
    "happened": "Kamis malam",
    "how": "Lembar tertinggal di ruang tunggu.",
    "recovery": "",
    "complainants": "2",
}
SIGNED = {"signer": "Kartika Contoh", "signer_title": "Kepala Dinas", "contact": "(0299) 123456"}
PORTAL = {"reason": "NIK di tanda terima tidak terbaca oleh kios."}


def where(page: str, kind: str) -> str:
    return re.search(rf"(/privacy/{kind}/\w{{32}})", page)[1]


@pytest.fixture
def auditor(app, office_db, clock, staff):
    """A browser in which somebody who only examines has signed in."""
    with office_db.write() as session:
        how = {"username": "yusuf", "name": "Yusuf Contoh", "roles": [Role.AUDITOR], "password": PASSWORD}
        agencies.add_staff(session, SYSTEM, clock, agency=session.query(Agency).first(), **how)
    client = app.test_client()
    client.set_cookie(app.config["POSKO_COOKIE"], agencies.sign_in(office_db, clock, "yusuf", PASSWORD, "tests").token)
    return client


def test_an_empty_office_says_so_kindly_and_one_entry_of_the_menu_leads_everywhere(sign_in):
    client = sign_in("kartika")
    assert 'href="/privacy"' in fetch(client, "/")
    for path, text in (
        ("", "Belum ada kejadian"),
        ("?state=open", "Tidak ada kejadian yang cocok"),
        ("/requests", "Belum ada permintaan"),
        ("/requests?state=done", "Tidak ada permintaan yang cocok"),
        ("/retention", "Belum pernah ada penghapusan"),
        ("/portal", "Belum ada yang melihat portal"),
        ("/register", "Pemeriksaan NIK ke Disdukcapil"),
        ("/assessment", "Petugas mencari-cari NIK orang"),
    ):
        page = fetch(client, f"/privacy{path}")
        assert text in page
        assert re.search(r'href="/privacy"[^>]*aria-current="page"', page)
    for path in ("register", "assessment"):
        assert client.get(f"/privacy/{path}/paper").data.startswith(b"%PDF")
    for kind in ("incidents", "requests", "portal"):
        fetch(client, f"/privacy/{kind}/{'0' * 32}", 404)


def test_an_incident_goes_from_its_record_to_its_letters_and_its_end(sign_in):
    client = sign_in("budi")
    fetch(client, "/privacy/incidents/new")
    page = send(client, "/privacy/incidents/new", {**INCIDENT, "exposed": "", "complainants": "dua"}, 422)
    assert "Tuliskan data apa yang terungkap." in page
    assert 'value="dua"' in page
    page = send(client, "/privacy/incidents/new", INCIDENT)
    path = where(page, "incidents")
    assert "sisa 70 jam" in page
    assert "23 Nov 2026 08.00 WIB" in page
    page = send(client, f"{path}/notices", {"version": "1", "recipient": "authority", **SIGNED}, 422)
    assert "wajib memuat ketiga hal" in page
    page = send(client, f"{path}/edit", {**INCIDENT, "version": "1", "recovery": "Dimusnahkan."})
    send(client, f"{path}/edit", {**INCIDENT, "version": "1"}, 409)
    page = send(client, f"{path}/affected", {"version": "2", "refs": NIK}, 422)
    assert "Jangan menulis NIK" in page
    page = send(client, f"{path}/affected", {"version": "2", "refs": "0001/ADU\n0002/ADU"})
    assert "0002/ADU" in page
    page = send(client, f"{path}/close", {"version": "2", "lesson": "Dikunci."}, 422)
    assert "Belum semua diberi tahu" in page
    for to in Recipient:
        page = send(client, f"{path}/notices", {"version": "2", "recipient": to.value, **SIGNED, "contact": ""}, 422)
        assert 'value="Kepala Dinas"' in page
        page = send(client, f"{path}/notices", {"version": "2", "recipient": to.value, **SIGNED})
        notice = re.findall(rf'action="({path}/notices/\w{{32}})/sent"', page)[-1]
        assert client.get(notice).data.startswith(b"%PDF")
        page = send(client, f"{notice}/sent", {"sent_at": "2026-11-20T09:30", "way": "Pos", "proof": ""}, 422)
        assert 'value="Pos"' in page
        page = send(client, f"{notice}/sent", {"sent_at": "2026-11-20T09:30", "way": "Pos", "proof": "Resi 9"})
    assert "Semua sudah diberi tahu." in page
    page = send(client, f"{path}/close", {"version": "2", "lesson": "Dikunci tiap sore."})
    assert "Dikunci tiap sore." in page
    assert "Semua diberi tahu" in fetch(client, "/privacy?state=closed")
    assert "btn-primary" not in re.sub(r"<nav.*?</nav>", "", fetch(sign_in("wulan"), path), flags=re.DOTALL)


def test_a_subject_request_goes_from_the_counter_to_the_extract(sign_in, private):
    client, case_id = sign_in("budi"), private.cases.create()
    with private.cases.db.read() as session:
        case = session.get_one(Case, case_id)
        number, code = case.complaint_no or "", case.check_code or ""
    ask = {"kind": "access", "proof": "code", "number": number, "code": code}
    page = send(client, "/privacy/requests/new", {"proof": "nik", "nik": NIK}, 422)
    assert "KTP-el harus diperlihatkan" in page
    assert NIK not in page
    page = send(client, "/privacy/requests/new", {**ask, "code": "AAAAAA"}, 422)
    assert "Tidak ada pengaduan yang cocok" in page
    page = send(client, "/privacy/requests/new", ask)
    path = where(page, "requests")
    assert "sisa 72 jam" in page
    assert "Sari" not in page
    page = send(client, f"{path}/correct", {"version": "1", "name": "Lain"}, 422)
    assert "bukan untuk membetulkan" in page
    assert client.post(f"{path}/extract").data.startswith(b"%PDF")
    answer = client.post(f"{path}/extract", data={"as": "json"})
    data = json.loads(answer.data)
    assert "no-store" in answer.headers["Cache-Control"]
    assert ["Nama", "Sari Contoh"] in data["cases"][0]["person"]
    assert NIK not in answer.text
    page = send(client, f"{path}/hand-over", {"version": "2", "handed": ""}, 422)
    page = send(client, f"{path}/hand-over", {"version": "2", "handed": "Diterima sendiri, tanda terima 4"})
    assert "Sudah diserahkan." in page
    assert client.post(f"{path}/extract").status_code == 422
    page = send(client, "/privacy/requests/new", {"kind": "stop", "proof": "nik", "nik": NIK, "seen": "yes"})
    path = where(page, "requests")
    page = send(client, f"{path}/restrict", {"version": "1"})
    assert "dibatasi" in page
    page = send(client, f"/cases/{case_id}/complainant", {"reason": "Menghubungi pelapor."}, 422)
    assert "Dasar hukum membuka data yang dibatasi" in page
    page = send(client, f"/cases/{case_id}/complainant", {"reason": "Menghubungi pelapor.", "ground": "UU 7/2017 pasal 454"})
    assert "Sari Contoh" in page
    page = send(sign_in("kartika"), f"{path}/release", {"reason": "pendek"}, 422)
    page = send(sign_in("kartika"), f"{path}/release", {"reason": "Atas permintaannya sendiri."})
    assert "Pembatasan dicabut" in page
    page = send(client, f"{path}/refuse", {"version": "2", "ground": "x"}, 422)
    page = send(client, f"{path}/refuse", {"version": "2", "ground": "UU 27/2022 pasal 33"})
    assert "Ditolak: UU 27/2022 pasal 33" in page


def test_a_correction_is_typed_and_a_wrong_one_told_at_its_field(sign_in, private):
    client, request = sign_in("budi"), private.ask(RequestKind.CORRECTION, private.cases.create())
    page = send(client, f"/privacy/requests/{request}/correct", {"version": "1", "name": "Sari Baru", "nik": "12"}, 422)
    assert "NIK kurang dari 16 angka" in page
    assert 'value="Sari Baru"' in page
    page = send(client, f"/privacy/requests/{request}/correct", {"version": "1", "name": "Sari Baru"})
    assert "Nilai lamanya tidak disimpan" in page


def test_erasing_is_ticked_confirmed_done_and_certified(sign_in, private):
    private.closed(OLD)
    head, admin, c = sign_in("kartika"), sign_in("admin"), private.cases
    page = fetch(head, "/privacy/retention")
    assert "Contoh nomor:" in page
    assert "Centang yang dihapus." in send(head, "/privacy/retention/erase", {"sure": "yes"}, 422)
    page = send(head, "/privacy/retention/erase", {"kinds": "complainant"}, 422)
    assert "tidak dapat dibatalkan" in page
    assert re.search(r'value="complainant"[^>]*checked', page)
    page = send(head, "/privacy/retention/erase", {"kinds": "complainant", "sure": "yes"})
    assert "sedang dibersihkan" in page
    sweeping.sweep(c.db, c.clock, Store(c.settings.data_dir))
    assert "penyimpanan bersih" in fetch(head, "/privacy/retention")
    with c.db.read() as session:
        row_id = session.scalars(select(Erasure.id)).one()
    assert head.get(f"/privacy/erasures/{row_id}/certificate").data.startswith(b"%PDF")
    fetch(head, f"/privacy/erasures/{'0' * 32}/certificate", 404)
    term = {"kind": "logins", "months": "seribu", "source": "JRA 1/2026", "valid_from": "2026-11-20"}
    assert 'value="seribu"' in send(admin, "/privacy/retention/terms", term, 422)
    page = send(admin, "/privacy/retention/terms", term | {"months": "6", "source": "JRA <b>5</b>: 50% (a)"})
    assert "berlaku sejak 20 November 2026" in page
    assert "JRA &lt;b&gt;5&lt;/b&gt;: 50% (a)" in page
    assert "Tidak ada perkara" in send(head, "/privacy/retention/holds", {"no": "9/X", "hold_reason": "Sengketa panjang"}, 422)
    case_id = c.create()
    with c.db.read() as session:
        number = session.get_one(Case, case_id).complaint_no
    page = send(head, "/privacy/retention/holds", {"no": number, "hold_reason": "Sengketa panjang"})
    lift = re.search(r'action="(/privacy/retention/holds/\w{32}/lift)"', page)[1]
    assert "Penahanan dicabut" in send(head, lift, {})
    fetch(sign_in("sekar"), "/privacy/retention", 403)


def test_the_portal_is_noted_before_it_is_opened(sign_in, private):
    client, case_id, people = sign_in("budi"), private.cases.create(), private.cases.people
    with private.cases.db.read() as session:
        number = session.get_one(Case, case_id).complaint_no
    page = send(client, "/privacy/portal", {**PORTAL, "told": people.kartika.id}, 422)
    assert "Sebutkan perkara atau kunjungan" in page
    assert PORTAL["reason"] in page
    page = send(client, "/privacy/portal", {**PORTAL, "matter": number, "told": people.kartika.id})
    assert "Sekarang portal boleh dibuka" in page
    with private.cases.db.read() as session:
        row_id = session.scalars(select(PortalLookup.id)).one()
    assert "tidak disimpan" in fetch(sign_in("kartika"), f"/privacy/portal/{row_id}")
    assert "orang kedua yang mengetahuinya" in fetch(sign_in("kartika"), "/inbox")


# What auditors see (Magelang 3(1)a; domain: no case content) ------------------------------------------------------

SEES = {
    "privacy.incident_list": "auditor dukcapil_auditor",
    "privacy.incident": "auditor dukcapil_auditor",
    "privacy.notice_paper": "auditor dukcapil_auditor",
    "privacy.processing": "auditor dukcapil_auditor",
    "privacy.assessment": "auditor dukcapil_auditor",
    "privacy.portal_list": "auditor dukcapil_auditor",
    "privacy.portal_lookup": "auditor dukcapil_auditor",
    "privacy.request_list": "auditor",
    "privacy.subject_request": "auditor",
    "privacy.retention": "auditor",
    "privacy.certificate": "auditor",
    "privacy.make_extract": "",
    "privacy.take_request": "",
    "privacy.correct_data": "",
    "privacy.record_lookup": "",
    "privacy.record_incident": "",
    "privacy.issue_notice": "",
    "privacy.erase": "",
    "identity.usage": "auditor dukcapil_auditor",
    "identity.feedback": "auditor dukcapil_auditor",
    "coordination.registry_evaluation_list": "dukcapil_auditor",
    "coordination.registry_evaluation": "dukcapil_auditor",
    "coordination.registry_evaluation_paper": "dukcapil_auditor",
    "coordination.evaluation_list": "auditor",
    "coordination.evaluation": "auditor",
    "coordination.evaluation_paper": "auditor",
    "coordination.evaluation_file": "auditor",
    "coordination.forum_list": "auditor",
    "coordination.exchange_list": "auditor",
    "coordination.action_list": "auditor",
    "coordination.cost_list": "auditor",
    "coordination.reference_list": "auditor",
    "coordination.reference_names": "",
}


@pytest.mark.parametrize(("endpoint", "roles"), SEES.items())
def test_each_auditor_sees_what_the_table_says(endpoint, roles):
    may = {role.value for role in (Role.AUDITOR, Role.DUKCAPIL_AUDITOR) if role in ROUTES[endpoint]}
    assert may == set(roles.split())


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.DUKCAPIL_AUDITOR])
def test_an_auditor_opens_nothing_that_leads_to_a_case(role):
    assert not [endpoint for endpoint in OF_A_CASE if role in ROUTES[endpoint]]


def test_no_page_an_auditor_of_privacy_opens_tells_of_a_complainant_or_a_case(sign_in, auditor, private):
    c = private.cases
    case_id = c.create(narrative="Kanarikisah.", respondent="Kanariterlapor", account="@kanariakun")
    incident = private.incident()
    notice = private.letter(incident, Recipient.SUBJECTS)
    request = private.ask(RequestKind.ACCESS, case_id)
    client = sign_in("budi")
    with c.db.read() as session:
        number = session.get_one(Case, case_id).complaint_no
    send(client, "/privacy/portal", {**PORTAL, "matter": number, "told": c.people.kartika.id})
    with c.db.read() as session:
        lookup = session.scalars(select(PortalLookup.id)).one()
        assert session.scalars(select(SubjectRequest.id)).one() == request
    shared = ("", f"/incidents/{incident}", "/register", "/assessment", "/portal", f"/portal/{lookup}")
    for browser, paths in ((sign_in("sekar"), shared), (auditor, (*shared, "/requests", f"/requests/{request}", "/retention"))):
        for path in paths:
            page = fetch(browser, f"/privacy{path}").lower()
            assert not [word for word in ("kanari", "sari contoh", NIK, "081200009999", "melati") if word in page], path
        assert browser.get(f"/privacy/incidents/{incident}/notices/{notice}").status_code == 200
        assert browser.post(f"/privacy/requests/{request}/extract").status_code == 403
        assert browser.post("/privacy/retention/erase").status_code == 403


def test_no_input_breaks_a_page(sign_in, private):
    client, incident = sign_in("budi"), private.incident()
    for path in (
        "/privacy?after=x&state=%00",
        "/privacy/requests?before=%00",
        "/privacy/portal?after=WyJ4IiwieSJd",
        "/privacy/retention?after=WyJ4IiwieSJd",
    ):
        fetch(client, path)
    for path in ("/privacy/incidents/new", "/privacy/requests/new", "/privacy/portal", f"/privacy/incidents/{incident}/notices"):
        for value in ("", "\x00", "x" * 5000, "🦆", "9999-99-99T99:99", "-1"):
            names = (*INCIDENT, *SIGNED, "kind", "proof", "number", "code", "nik", "seen", "matter", "reason", "told", "recipient")
            answer = client.post(path, data=dict.fromkeys((*names, "version"), value))
            assert answer.status_code in (409, 422), (path, value)
    with pytest.raises(Refused):
        private.incident(title="")
