"""The pages of literacy, as the people of both parties use them."""

import datetime as dt
import re
from io import BytesIO

import pytest

from intranet.base.actor import Party
from intranet.literacy.rules import Mode, Pairing, SeatRole, Sector, SessionState
from intranet.literacy.service import seats, sessions
from tests.intranet.literacy.conftest import MONDAY, hours
from tests.intranet.web.harness import check, fetch, send

B, D = Party.BAWASLU, Party.DISKOMINFO
PAGES = ("", "/week", "/grid", "/coverage", "/sessions", "/people", "/venues", "/programmes", "/letters", "/policies")
FORM = {
    "kind": "literacy",
    "sector": "public",
    "segment": "pupils",
    "pillars": ["aman", "etika"],
    "title": "Jejak digital",
    "mode": "in_person",
    "place": "SMA Contoh",
    "cost_bearer": "diskominfo",
    "planned_cost": "2.500.000",
    "minutes": "90",
    "capacity": "40",
    "starts_at": "2026-12-01T09:00",
}


@pytest.fixture
def pair(pages):
    return pages.person(B, "Ratna"), pages.person(D, "Bagus")


def at(pages, row, **more):
    return {"version": str(pages.see(row).version), **more}


def test_an_empty_office_says_so_kindly_on_every_page(sign_in, staff):
    for username in ("budi", "wulan", "admin"):
        client = sign_in(username)
        for path in PAGES:
            fetch(client, f"/literacy{path}")
    page = fetch(sign_in("budi"), "/literacy")
    assert "Belum ada sesi bulan ini" in page
    assert re.search(r'href="/literacy"[^>]*aria-current="page"', page)
    assert "Belum ada program literasi yang berjalan." in fetch(sign_in("budi"), "/literacy/sessions/new")


def test_an_overfull_month_stays_one_page_and_points_to_its_weeks(sign_in, pages):
    room = pages.room("Aula yang panjang sekali namanya", capacity=500)
    many = [((), {"starts_at": MONDAY + hours(n % 9), "title": f"Sesi {n} " + "panjang " * 20, "room_id": room}) for n in range(40)]
    pages.sessions(many)
    page = fetch(sign_in("budi"), "/literacy?month=2026-11")
    assert page.count('class="slot slot-planned"') == 9
    assert "31 lagi" in page
    assert fetch(sign_in("budi"), "/literacy/week?day=2026-11-30").count('class="slot slot-planned"') == 40


@pytest.mark.parametrize("query", ["?month=x", "?month=2026-13", "?month=0001-01", "?month=9999-99"])
def test_a_month_that_is_none_is_this_month(sign_in, pages, query):
    for path in ("", "/grid", "/people"):
        fetch(sign_in("budi"), f"/literacy{path}{query}")
    fetch(sign_in("budi"), "/literacy/week?day=0001-01-01")
    fetch(sign_in("budi"), "/literacy/coverage?programme=%00")
    fetch(sign_in("budi"), "/literacy/sessions?after=xx&state=zz&person=%F0%9F%98%80&q=%25")


def test_a_session_is_asked_for_planned_paired_and_confirmed_from_its_pages(sign_in, pages, pair):
    budi, wulan = sign_in("budi"), sign_in("wulan")
    form = {**FORM, "programme_id": pages.known["programme"], "district_id": pages.known["district"]}
    again = send(budi, "/literacy/sessions/new", {**form, "title": "", "planned_cost": "banyak"}, 422)
    assert "Tuliskan judul sesinya." in again
    assert "Isi angka bulat." in again
    assert 'value="SMA Contoh"' in again
    page = send(budi, "/literacy/sessions/new", form)
    assert "Sesi dicatat. Isi kursinya." in page
    row = re.search(r"/literacy/sessions/([0-9a-f]{32})/edit", page)[1]
    path = f"/literacy/sessions/{row}"
    for seat in ("bawaslu:resource_person", "diskominfo:instructor"):
        page = send(budi, f"{path}/seats", at(pages, row, seat=seat))
    assert "Pilih Ratna" in page
    for seat in pages.see(row).live_seats:
        person = pair[0] if seat.party is B else pair[1]
        send(budi, f"{path}/seats/{seat.id}/fill", at(pages, row, person_id=person))
    assert "Konfirmasi untuk Bawaslu" in fetch(wulan, path)
    assert "Konfirmasi untuk Bawaslu" not in fetch(budi, path)
    send(wulan, f"{path}/confirm", at(pages, row))
    assert "Sesi terkonfirmasi." in send(budi, f"{path}/confirm", at(pages, row))
    assert "dikonfirmasi" in fetch(budi, path).lower()
    edited = fetch(budi, f"{path}/edit")
    assert 'value="2026-12-01T09:00"' in edited
    assert "Mengubah waktu, tempat, atau sektor membatalkan" in edited
    old = {**form, "version": str(pages.see(row).version), "title": "Jejak kita"}
    assert "Jejak kita" in send(budi, f"{path}/edit", old)
    send(budi, f"{path}/edit", old, 409)


def test_with_htmx_only_what_changed_of_a_session_comes_back(sign_in, pages, pair):
    row = pages.session(*pair)
    client, path, swap = sign_in("budi"), f"/literacy/sessions/{row}", {"HX-Request": "true"}
    given = at(pages, row)
    answer = client.post(f"{path}/confirm", data=given, headers=swap)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert answer.text.count("hx-swap-oob") == 2
    assert "Konfirmasi pihak Anda dicatat." in answer.text
    assert "Tarik konfirmasi" in answer.text
    stale = client.post(f"{path}/withdraw", data=given, headers=swap)
    assert (stale.status_code, "<html" in stale.text) == (409, False)
    assert 'role="alert"' in stale.text
    seat = pages.see(row).live_seats[0].id
    again = {**given, **at(pages, row), "reason": ""}
    assert 'aria-invalid="true"' in client.post(f"{path}/seats/{seat}/vacate", data=again, headers=swap).text


def test_what_stands_in_the_way_is_said_on_the_page_and_nothing_is_lost(sign_in, pages, pair):
    pages.confirm(pages.session(*pair))
    row = pages.session()
    with pages.db.write() as session:
        office = (session, pages.people.kartika, pages.clock)
        seats.open_seat(*office, row, sessions.get(session, row).version, B, SeatRole.RESOURCE_PERSON)
    (seat,) = pages.see(row).live_seats
    client, path = sign_in("kartika"), f"/literacy/sessions/{row}"
    page = send(client, f"{path}/seats/{seat.id}/fill", at(pages, row, person_id=pair[0]), 409)
    assert "Ratna sudah terikat pada “Aman di internet”" in page
    assert "Terikat pada sesi lain di waktu itu." in page
    page = send(client, f"{path}/move", at(pages, row, act="cancel", reason="ya"), 422)
    assert "Tuliskan alasannya" in page
    assert 'value="ya"' in page
    send(client, f"{path}/move", at(pages, row, act="terbang"), 422)
    send(client, f"{path}/seats", at(pages, row, seat="dukcapil:raja"), 422)
    send(client, f"{path}/confirm", {"version": "x"}, 409)
    assert pages.see(row).state is SessionState.PLANNED


def test_somebody_drops_out_and_is_replaced_with_one_click(sign_in, pages, pair):
    row = pages.session(*pair)
    pages.confirm(row)
    citra, client = pages.person(D, "Citra"), sign_in("budi")
    seat = next(one for one in pages.see(row).live_seats if one.party is D)
    path = f"/literacy/sessions/{row}"
    page = send(client, f"{path}/seats/{seat.id}/vacate", at(pages, row, reason="Sakit mendadak"))
    assert "Kursi dikosongkan. Pilih penggantinya." in page
    assert "Pilih Citra" in page
    assert "Baru saja berhalangan" in page
    empty = next(one for one in pages.see(row).live_seats if one.person_id is None)
    assert "Pernah duduk" in send(client, f"{path}/seats/{empty.id}/fill", at(pages, row, person_id=citra))
    assert "berhalangan" in fetch(sign_in("wulan"), "/inbox") or "tidak jadi hadir" in fetch(sign_in("wulan"), "/inbox")
    send(client, f"{path}/seats/{empty.id}/pin", at(pages, row, pinned="yes"))
    assert "Buka kunci" in fetch(client, path)


def test_solo_consent_and_refusal_are_told_where_they_happen(sign_in, pages, pair):
    row = pages.session(pair[1])
    budi, wulan, path = sign_in("budi"), sign_in("wulan"), f"/literacy/sessions/{row}"
    assert "Belum ada narasumber dari Bawaslu." in send(budi, f"{path}/confirm", at(pages, row), 422)
    send(budi, f"{path}/consent", at(pages, row, note="Materi teknis saja"))
    send(wulan, f"{path}/consent", at(pages, row, note="Materi teknis saja"))
    assert "Setuju dijalankan satu pihak:" in send(budi, f"{path}/confirm", at(pages, row))
    assert pages.see(row).state is SessionState.CONFIRMED
    assert "Konfirmasi pihak Anda ditarik." in send(budi, f"{path}/withdraw", at(pages, row))
    other = pages.session(pair[1], sector=Sector.GOVERNMENT)
    assert "wajib berpasangan" in send(budi, f"/literacy/sessions/{other}/confirm", at(pages, other), 422)


def test_letters_go_out_and_stand_in_the_register(sign_in, pages, pair):
    row = pages.session(*pair)
    pages.confirm(row)
    kartika, path = sign_in("kartika"), f"/literacy/sessions/{row}"
    assert "Tuliskan jabatan" in send(kartika, f"{path}/letters", at(pages, row, title=""), 422)
    page = send(kartika, f"{path}/letters", at(pages, row, title="Kepala Dinas"))
    assert "2 surat terbit." in page
    letter = re.search(r"/literacy/letters/([0-9a-f]{32})", page)[1]
    answer = kartika.get(f"/literacy/letters/{letter}")
    assert answer.data.startswith(b"%PDF")
    assert "001/LIT-D" in fetch(sign_in("wulan"), "/literacy/letters")
    sent = kartika.post(f"/literacy/letters/{letter}/cancel", data={"reason": "Salah <b>100%</b> alamat"})
    assert sent.status_code == 303
    assert "Salah &lt;b&gt;100%&lt;/b&gt; alamat" in fetch(kartika, path)


def test_a_person_keeps_week_leave_and_calendars_on_the_own_page(sign_in, pages, app):
    mine = pages.person(B, "Wulan", staff_id=pages.people.wulan.id)
    client, path = sign_in("wulan"), f"/literacy/people/{mine}"
    assert "Jadwal saya" in fetch(client, "/literacy")
    fetch(client, f"{path}/edit")
    send(client, f"{path}/edit", {"version": "1", "name": "Wulan C", "party": "bawaslu", "roles": ["moderator"]})
    assert "Jam selesai" in send(client, f"{path}/week", {"version": "2", "from_0a": "10:00", "until_0a": "09:00"}, 422)
    page = send(client, f"{path}/week", {"version": "2", "from_0a": "09:00", "until_0a": "12:00"})
    assert 'value="09:00"' in page
    send(client, f"{path}/times", {"kind": "imported"}, 422)
    leave = {"kind": "leave", "starts_at": "2026-12-01T00:00", "ends_at": "2026-12-02T00:00", "note": "Cuti"}
    page = send(client, f"{path}/times", leave)
    send(client, re.search(rf"{path}/times/[0-9a-f]+/forget", page)[0], {})
    assert "Pilih berkas .ics" in send(client, f"{path}/import", {}, 422)
    assert "tidak terbaca" in send(client, f"{path}/import", {"calendar": "bukan"}, 422)
    event = ("BEGIN:VEVENT", "UID:1", "DTSTART:20261130T020000Z", "DTEND:20261130T030000Z", "END:VEVENT")
    ics = "\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", *event, "END:VCALENDAR", "")).encode()
    answer = client.post(f"{path}/import", data={"file": (BytesIO(ics), "k.ics")}, content_type="multipart/form-data")
    assert answer.status_code == 303
    assert "1 waktu sibuk diambil alih." in fetch(client, path)
    page = check(client.post(f"{path}/feed"))
    address = re.search(r"http://localhost(/literacy/feed/[\w-]+\.ics)", page)[1]
    feed = app.test_client().get(address)
    assert (feed.status_code, feed.mimetype) == (200, "text/calendar")
    assert address.split("/")[-1][:20] not in fetch(client, path)
    send(client, f"{path}/feed/close", {})
    assert app.test_client().get(address).status_code == 404
    assert sign_in("halim").post(f"{path}/feed").status_code == 403


def test_people_venues_programmes_and_policies_are_kept_on_their_pages(sign_in, pages):
    budi, admin, wulan = sign_in("budi"), sign_in("admin"), sign_in("wulan")
    for path in ("/people/new", "/venues/new", "/programmes/new"):
        fetch(budi, f"/literacy{path}")
        send(budi, f"/literacy{path}", {}, 422)
    page = send(
        budi, "/literacy/people/new", {"name": "Citra", "party": "diskominfo", "roles": ["instructor"], "pillars": ["aman"]}
    )
    assert "Orangnya dicatat." in page
    page = send(budi, "/literacy/venues/new", {"name": "Balai", "district_id": pages.known["district"]})
    venue = re.search(r"/literacy/venues/([0-9a-f]{32})/rooms", page)[1]
    send(budi, f"/literacy/venues/{venue}/rooms", {"room": "Aula"}, 422)
    page = send(budi, f"/literacy/venues/{venue}/rooms", {"room": "Aula", "capacity": "40", "step_free": "yes"})
    room = re.search(r'name="room_id" value="([0-9a-f]{32})"', page)[1]
    send(budi, f"/literacy/venues/{venue}/rooms", {"room": "Aula", "capacity": "50", "room_id": room, "active": "no"})
    page = send(budi, f"/literacy/venues/{venue}", {"version": "1", "name": "Balai Rakyat", "district_id": pages.known["district"]})
    assert "Balai Rakyat" in page
    plan = {"title": "Usulan", "goal": "Tujuan", "starts_on": "2026-12-01", "ends_on": "2026-12-20", "target_aman": "3"}
    page = send(wulan, "/literacy/programmes/new", {**plan, "agreement_id": pages.known["agreement"]})
    programme = re.search(r"/literacy/programmes/([0-9a-f]{32})/edit", page)[1]
    fetch(wulan, f"/literacy/programmes/{programme}/edit")
    changed = {**plan, "agreement_id": pages.known["agreement"], "version": "1", "title": "Usulan lain"}
    send(wulan, f"/literacy/programmes/{programme}/edit", changed)
    send(budi, f"/literacy/programmes/{programme}/move", {"version": "2", "state": "proposed"}, 422)
    assert "Program ditetapkan." in send(budi, f"/literacy/programmes/{programme}/move", {"version": "2", "state": "running"})
    assert "Usulan lain" in fetch(budi, "/literacy/coverage")
    send(budi, "/literacy/policies/districts", {"district": "Contoh Utara"}, 422)
    send(budi, "/literacy/policies/districts", {"district": "Contoh Selatan"})
    send(budi, "/literacy/policies/ways", {"from_id": "x", "to_id": "x", "minutes": "9"}, 422)
    send(budi, "/literacy/policies/topics", {"topic": "Jejak digital"}, 422)
    send(budi, "/literacy/policies/topics", {"pillar": "aman", "topic": "Jejak digital"})
    send(admin, "/literacy/policies/pairing", {}, 422)
    line = {"sector": "public", "pairing": "joint_or_solo", "valid_from": "2026-12-01", "source": "Kudus 4"}
    page = send(admin, "/literacy/policies/pairing", {**line, "agreement_id": pages.known["agreement"]})
    assert "Bersama atau sendiri dengan alasan" in page
    clocks = dict.fromkeys(("opens", "prayer_from", "ramadan_opens"), "08:00") | dict.fromkeys(
        ("closes", "prayer_until", "ramadan_closes"), "15:00"
    )
    numbers = {"travel": "20", "lead_days": "5", "remind_days": "2", "version": "0"}
    send(admin, "/literacy/policies/hours", {**clocks, **numbers, "opens": "pagi"}, 422)
    assert "Jam kerja disimpan." in send(admin, "/literacy/policies/hours", {**clocks, **numbers})
    send(admin, "/literacy/policies/ramadan", {"starts_on": "2027-02-08"}, 422)
    send(admin, "/literacy/policies/ramadan", {"starts_on": "2027-02-08", "ends_on": "2027-03-09"})


def test_a_page_warns_of_what_is_unusual_without_refusing_it(sign_in, pages, pair):
    pages.policy(Pairing.JOINT_OR_SOLO)
    saturday = pages.session(*pair, starts_at=dt.datetime(2026, 11, 21, 22, 0, tzinfo=dt.UTC), mode=Mode.ONLINE)
    page = fetch(sign_in("wulan"), f"/literacy/sessions/{saturday}")
    for said in ("Di luar jam kerja kantor.", "Hari Sabtu atau Minggu.", "Kurang dari 5 hari kerja lagi"):
        assert said in page
    pages.clock.set(MONDAY + hours(24 * 7))
    assert "Langkah" in fetch(sign_in("budi"), f"/literacy/sessions/{saturday}")


def test_who_has_no_part_in_literacy_sees_none_of_it(sign_in, pages):
    row = pages.session()
    for username in ("sekar", "tirta"):
        client = sign_in(username)
        for path in (*PAGES, f"/sessions/{row}"):
            assert client.get(f"/literacy{path}").status_code == 403
