"""The start page, the case list and the case page, as the people of both parties use them."""

import datetime as dt

import pytest

from intranet.base import trail
from intranet.base.errors import NotFound
from intranet.cases import service
from intranet.cases.rules import Event, Outcome, State
from intranet.partners.models import PartnerOrganisation
from intranet.partners.rules import PartnerKind
from shared.elements import Standing
from tests.intranet.cases.factories import NIK, PERSON
from tests.intranet.web.harness import check, faults, fetch, send

HTMX = {"HX-Request": "true"}
REASON = "Sama dengan pengaduan yang sudah diperiksa."

FORM = {"reason": "Begitu hasil pemeriksaannya.", "legal_basis": "UU 7/2017 Pasal 454", "notice": "letter", "crime": "no"}


def state_of(cases, case_id):
    with cases.db.read() as session:
        case = service.get(session, case_id)
        return case.state, case.officer_id, case.outcome


def kinds(cases, case_id):
    with cases.db.read() as session:
        return [event.kind for event in trail.of(session, "case", case_id)]


# the start page and the list


def test_the_start_page_shows_what_is_mine_and_what_nobody_has(sign_in, cases):
    cases.create(respondent="Belum Bertuan")
    cases.in_triage()
    html = fetch(sign_in("budi"), "/")
    assert "Belum Bertuan" in html
    assert "0002/ADU/33.99/XI/2026" in html
    assert 'role="img"' in html
    assert "Lihat sebagai tabel" in html


def test_an_empty_office_says_so_kindly(sign_in, cases):
    client = sign_in("budi")
    assert "Tidak ada yang menunggu Anda" in fetch(client, "/")
    assert "Belum ada perkara" in fetch(client, "/cases")
    assert "Tidak ada perkara yang cocok" in fetch(client, "/cases?q=apapun")


@pytest.mark.parametrize("username", ["admin", "sekar", "tirta"])
def test_who_works_on_no_cases_sees_none(sign_in, cases, username):
    case_id = cases.create()
    client = sign_in(username)
    assert "0001/ADU" not in check(client.get("/", follow_redirects=True))
    fetch(client, "/cases", 403)
    fetch(client, f"/cases/{case_id}", 403)


def test_search_as_you_type_gets_the_list_alone_from_the_same_address(sign_in, cases):
    cases.create(respondent="Kabar Angin")
    cases.create(respondent="Lain Sekali")
    client = sign_in("budi")
    fragment = client.get("/cases?q=angin", headers=HTMX).get_data(as_text=True)
    assert faults(fragment, whole=False) == []
    assert "<h1" not in fragment
    assert "Kabar Angin" in fragment
    assert "Lain Sekali" not in fragment
    assert "Kabar Angin" in fetch(client, "/cases?q=angin")


def test_a_list_full_of_long_and_hostile_text_stays_whole(sign_in, cases):
    for _turn in range(55):
        cases.create(respondent='<script>alert("1")</script>' + "W" * 150)
    html = fetch(sign_in("budi"), "/cases?state=open&sort=received")
    assert "<script>alert" not in html
    assert "55 perkara" in html
    older = html.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    html = fetch(sign_in("budi"), older)
    assert html.count("<tr>") == 6
    assert 'rel="prev"' in html


def test_an_address_full_of_nonsense_is_the_plain_list(sign_in, cases):
    cases.create()
    html = fetch(sign_in("budi"), "/cases?state=x&party=y&source=z&officer=%00&age=9&sort=q&after=zz")
    assert "0001/ADU/33.99/XI/2026" in html


# the case page


def test_both_parties_read_a_case_and_neither_reads_who_complained(sign_in, cases):
    case_id = cases.create(link="javascript:alert(1)", account="@akun")
    for username in ("budi", "wulan"):
        html = fetch(sign_in(username), f"/cases/{case_id}")
        assert "Ada berita bohong." in html
        assert "Identitas terverifikasi" in html
        for secret in (NIK, PERSON.name, PERSON.address, PERSON.phone, PERSON.email):
            assert secret not in html


@pytest.mark.parametrize("standing", list(Standing))
def test_only_the_standing_of_the_identity_is_told(sign_in, cases, standing):
    html = fetch(sign_in("wulan"), f"/cases/{cases.create(standing=standing)}")
    assert standing.label in html
    assert "Tidak sesuai" not in html


def test_a_reported_link_opens_safely_or_not_at_all(sign_in, cases):
    client = sign_in("budi")
    html = fetch(client, f"/cases/{cases.create(link='https://contoh.example/unggahan')}")
    assert 'rel="noopener noreferrer nofollow" target="_blank"' in html
    html = fetch(client, f"/cases/{cases.create(link='javascript:alert(1)')}")
    assert 'href="javascript' not in html


def test_revealing_asks_why_shows_once_and_is_an_event(sign_in, cases):
    case_id, client = cases.create(), sign_in("wulan")
    html = send(client, f"/cases/{case_id}/complainant", {"reason": "Meminta tangkapan layar."})
    assert NIK in html
    assert PERSON.name in html
    assert 'class="revealed no-print"' in html  # a print-out would be a copy nobody agreed to (Jambi 9(6))
    assert kinds(cases, case_id)[0] == "case.revealed"
    again = fetch(client, f"/cases/{case_id}")
    assert NIK not in again
    assert PERSON.name not in again
    assert "Meminta tangkapan layar." in again


def test_revealing_without_a_good_reason_is_refused_and_leaves_no_event(sign_in, cases):
    case_id = cases.create()
    html = send(sign_in("budi"), f"/cases/{case_id}/complainant", {"reason": "ya"}, 422)
    assert "sedikitnya 10 huruf" in html
    assert PERSON.name not in html
    assert "case.revealed" not in kinds(cases, case_id)


def test_a_note_is_added_and_stands_first(sign_in, cases):
    case_id = cases.create()
    html = send(sign_in("budi"), f"/cases/{case_id}/notes", {"text": "Tangkapan layar <b>diminta</b>."})
    assert "Tangkapan layar &lt;b&gt;diminta&lt;/b&gt;." in html
    assert kinds(cases, case_id)[0] == "case.noted"


def test_a_nul_in_a_form_is_left_out(sign_in, cases):
    case = cases.create()
    client = sign_in("budi")
    send(client, f"/cases/{case}/notes", {"text": "saksi\x00 datang"})
    assert "saksi datang" in fetch(client, f"/cases/{case}")


def test_an_empty_note_says_so_at_its_field(sign_in, cases):
    html = send(sign_in("budi"), f"/cases/{cases.create()}/notes", {"text": "  "}, 422)
    assert "Catatan masih kosong." in html


def test_the_page_offers_only_the_officers_of_the_party_that_holds_the_case(sign_in, cases, staff):
    case_id = cases.create()
    html = fetch(sign_in("budi"), f"/cases/{case_id}")
    assert f'<option value="{staff.kartika.id}">' in html
    assert staff.wulan.id not in html
    assert "/officer" not in fetch(sign_in("wulan"), f"/cases/{case_id}")


def test_taking_a_case_is_one_click(sign_in, cases, staff):
    case_id, client = cases.create(), sign_in("budi")
    html = fetch(client, f"/cases/{case_id}")
    assert "Saya ambil" in html
    data = {"version": cases.version(case_id), "officer_id": staff.budi.id}
    html = send(client, f"/cases/{case_id}/officer", data)
    assert "Saya ambil" not in html
    assert state_of(cases, case_id)[1] == staff.budi.id


def test_the_other_party_does_not_assign(sign_in, cases, staff):
    case_id = cases.create()
    data = {"version": cases.version(case_id), "officer_id": staff.wulan.id}
    send(sign_in("wulan"), f"/cases/{case_id}/officer", data, 403)
    assert state_of(cases, case_id)[1] is None


def test_only_the_moves_of_ones_role_are_offered_and_guards_are_explained(sign_in, cases):
    case_id = cases.create()
    html = fetch(sign_in("budi"), f"/cases/{case_id}")
    assert "Mulai telaah" in html
    assert "Tunjuk petugasnya dahulu." in html
    analysis = cases.in_analysis()
    html = fetch(sign_in("budi"), f"/cases/{analysis}")
    assert "Rekomendasikan" not in html
    assert "Menunggu langkah dari: Bawaslu." in html
    assert "Rekomendasikan penanganan konten" in fetch(sign_in("wulan"), f"/cases/{analysis}")


def test_a_move_of_another_role_is_refused_however_it_is_sent(sign_in, cases):
    case_id = cases.in_analysis()
    data = {"version": cases.version(case_id), "event": "recommend_removal", "reason": REASON}
    send(sign_in("budi"), f"/cases/{case_id}/state", data, 403)
    assert state_of(cases, case_id)[0] is State.ANALYSIS


@pytest.mark.parametrize("event", ["", "submit", "fly"])
def test_a_move_that_is_no_move_is_refused(sign_in, cases, event):
    case_id = cases.in_triage()
    html = send(sign_in("budi"), f"/cases/{case_id}/state", {"version": cases.version(case_id), "event": event}, 422)
    assert "tidak berlaku" in html


def test_an_officer_takes_a_case_all_the_way(sign_in, cases):
    case_id = cases.in_triage()
    budi, wulan = sign_in("budi"), sign_in("wulan")

    def step(client, event, **more):
        return send(client, f"/cases/{case_id}/state", {"version": cases.version(case_id), "event": event, **more})

    assert "Menunggu langkah dari: Bawaslu." in step(budi, "content_only")
    step(wulan, "recommend_removal", reason="Isinya menyesatkan pemilih.")
    step(budi, "handled", reason="Platform menghapus unggahan.")
    track = cases.track(case_id)
    at, data = f"/cases/{case_id}/tracks/{track.id}", {"version": track.version, "track": track.id, "act": "cancel"}
    assert "Tuliskan keterangannya" in send(budi, at, data | {"note": ""}, 422)
    assert "tidak berlaku untuk keadaan pekerjaan" in send(budi, at, data | {"act": "x"}, 422)
    assert "Dibatalkan" in send(budi, at, data | {"note": "Pemilik akun menghapusnya sendiri."})
    assert "baru saja diubah" in send(budi, at, data | {"note": "Sekali lagi."}, 409)
    html = step(budi, "close", outcome="content_removed", **FORM)
    assert "Konten dihapus" in html
    assert "Isinya menyesatkan pemilih." in html
    assert state_of(cases, case_id) == (State.CLOSED, None, Outcome.CONTENT_REMOVED)
    assert "Menunggu langkah dari" in html  # only a chief reopens
    assert "Buka kembali" in fetch(sign_in("kartika"), f"/cases/{case_id}")


def test_a_move_without_its_reason_keeps_what_was_chosen(sign_in, cases):
    case_id = cases.in_triage()
    data = {"version": cases.version(case_id), "event": "close", **FORM, "reason": "ya", "outcome": "withdrawn"}
    html = send(sign_in("budi"), f"/cases/{case_id}/state", data, 422)
    assert "Tuliskan alasannya" in html
    assert 'value="withdrawn" required checked' in html
    assert 'value="UU 7/2017 Pasal 454"' in html
    assert ">\nya</textarea>" in html


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_who_was_slower_sees_both_versions_and_loses_nothing_typed(sign_in, cases, headers):
    case_id = cases.in_triage()
    slow, seen = sign_in("kartika"), cases.version(case_id)
    cases.assign(case_id, cases.people.budi, cases.people.kartika)
    data = {"version": seen, "event": "close", **FORM, "reason": REASON, "outcome": "not_competent"}
    response = slow.post(f"/cases/{case_id}/state", data=data, headers=headers)
    html = response.get_data(as_text=True)
    assert response.status_code == 409
    assert faults(html, whole=not headers) == []
    assert "Yang tersimpan sekarang" in html
    assert "Petugas ditunjuk: Kartika Contoh" in html
    assert "Yang hendak Anda simpan" in html
    assert html.count(REASON) == 2  # beside the other version, and still in the form
    assert state_of(cases, case_id)[0] is State.TRIAGE
    assert f'name="version" value="{cases.version(case_id)}"' in html
    data["version"] = cases.version(case_id)
    assert "Bukan kewenangan kami" in send(slow, f"/cases/{case_id}/state", data)


def test_a_loser_whose_step_is_gone_is_told_so(sign_in, cases):
    case_id = cases.in_triage()
    seen = cases.version(case_id)
    cases.move(case_id, cases.people.kartika, Event.CONTENT_ONLY)
    data = {"version": seen, "event": "close", **FORM, "reason": REASON, "outcome": "not_competent"}
    html = send(sign_in("budi"), f"/cases/{case_id}/state", data, 409)
    assert "tidak berlaku lagi untuk keadaan sekarang" in html
    assert REASON in html


def test_two_who_assign_at_once_see_whom_each_wanted(sign_in, cases, staff):
    case_id = cases.create()
    seen = cases.version(case_id)
    cases.assign(case_id, staff.kartika, staff.kartika)
    html = send(sign_in("budi"), f"/cases/{case_id}/officer", {"version": seen, "officer_id": staff.budi.id}, 409)
    assert "<dt>Petugas</dt><dd>Budi Contoh</dd>" in html
    assert state_of(cases, case_id)[1] == staff.kartika.id


def test_htmx_gets_the_changed_block_from_the_same_address(sign_in, cases):
    case_id = cases.in_triage()
    data = {"version": cases.version(case_id), "event": "content_only"}
    response = sign_in("budi").post(f"/cases/{case_id}/state", data=data, headers=HTMX)
    html = response.get_data(as_text=True)
    assert response.status_code == 200
    assert faults(html, whole=False) == []
    assert "Keadaan perkara sudah diubah." in html
    assert "<h1" not in html
    assert state_of(cases, case_id)[0] is State.ANALYSIS


def test_a_draft_of_the_other_party_is_not_there(sign_in, cases, staff):
    draft = cases.draft(staff.budi)
    fetch(sign_in("budi"), f"/cases/{draft}")
    fetch(sign_in("wulan"), f"/cases/{draft}", 404)
    send(sign_in("wulan"), f"/cases/{draft}/notes", {"text": "Ada di sini?"}, 404)


def test_an_unknown_case_is_not_found(sign_in, cases):
    fetch(sign_in("budi"), "/cases/" + "0" * 32, 404)
    with cases.db.read() as session, pytest.raises(NotFound):
        service.get(session, "0" * 32)


def test_the_history_names_who_and_when_in_the_offices_time(sign_in, cases):
    case_id = cases.create()
    cases.clock.advance(dt.timedelta(minutes=75))
    cases.assign(case_id, cases.people.budi, cases.people.kartika)
    html = fetch(sign_in("budi"), f"/cases/{case_id}")
    assert "Petugas ditunjuk: Kartika Contoh" in html
    assert "20 Nov 2026 10.45 WIB" in html
    assert "Budi Contoh (Diskominfo)" in html


def test_whom_one_may_refer_to_is_suggested(sign_in, cases):
    day = cases.clock.now().date()
    with cases.db.write() as session:
        session.add(PartnerOrganisation(kind=PartnerKind.POLICE, name="Polres Contoh", valid_from=day, version=1))
        session.add(
            PartnerOrganisation(
                kind=PartnerKind.KPU, name="KPU Kemarin", valid_from=dt.date(2020, 1, 1), valid_until=dt.date(2021, 1, 1)
            )
        )
    html = fetch(sign_in("budi"), f"/cases/{cases.in_triage()}")
    assert '<option value="Polres Contoh">' in html
    assert "KPU Kemarin" not in html
