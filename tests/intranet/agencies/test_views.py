"""Signing in and out, one's own account, and the administrator's staff pages."""

import datetime as dt
import re

import pytest

from intranet.agencies import service
from intranet.agencies.forms import browser_name, first_password
from intranet.agencies.models import Staff, StaffSession
from intranet.agencies.rules import password_fault
from intranet.base import trail
from tests.conftest import PASSWORD
from tests.intranet.web.harness import fetch, send

NEW = "sawah hijau di kaki gunung"


def staff_of(office_db, username):
    with office_db.read() as session:
        return session.query(Staff).filter_by(username=username).one()


def test_signing_in_leads_to_the_page_one_wanted(app, staff):
    client = app.test_client()
    response = client.post("/login", data={"username": "budi", "password": PASSWORD, "next": "/account"})
    assert (response.status_code, response.location) == (303, "/account")
    assert "HttpOnly" in response.headers["Set-Cookie"]
    assert "SameSite=Strict" in response.headers["Set-Cookie"]
    assert "Budi Contoh" in fetch(client, "/account")


@pytest.mark.parametrize("wanted", ["https://jahat.example", "//jahat.example", "/login?next=/login"])
def test_signing_in_never_leads_elsewhere_or_in_circles(app, staff, wanted):
    response = app.test_client().post("/login", data={"username": "budi", "password": PASSWORD, "next": wanted})
    assert response.location == "/"


def test_a_wrong_name_and_a_wrong_password_get_the_same_page(app, staff):
    client = app.test_client()
    wrong_password = send(client, "/login", {"username": "budi", "password": "salah"}, 422)
    wrong_name = send(client, "/login", {"username": "nama", "password": "salah"}, 422)
    said = [
        re.sub(r'value="(?:budi|nama)"|name="csrf_token" value="[^"]*"|X-CSRFToken[^}]*', "", page)
        for page in (wrong_password, wrong_name)
    ]
    assert said[0] == said[1]
    assert "Nama akun atau kata sandi salah." in wrong_name


def test_the_password_typed_is_never_sent_back(app, staff):
    assert "rahasia-salah" not in send(app.test_client(), "/login", {"username": "budi", "password": "rahasia-salah"}, 422)


def test_who_is_in_already_does_not_sign_in_again(sign_in, staff):
    assert sign_in("budi").get("/login").location == "/"


def test_signing_out_ends_the_login_and_empties_the_browser(app, sign_in, staff):
    client = sign_in("budi")
    token = client.get_cookie(app.config["POSKO_COOKIE"]).value
    response = client.post("/logout")
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    client.set_cookie(app.config["POSKO_COOKIE"], token, domain="localhost")
    assert client.get("/account").status_code == 303


def test_the_account_lists_live_logins_and_one_can_end_another(sign_in, staff, office_db, clock):
    here, elsewhere = sign_in("budi"), sign_in("budi")
    html = fetch(here, "/account")
    assert html.count("/end") == 1  # the other one; this one is left by signing out
    path = html.split('action="/account/logins/')[1].split('"')[0]
    assert "sudah dikeluarkan" in send(here, f"/account/logins/{path}", {})
    assert elsewhere.get("/account").status_code == 303
    assert here.get("/account").status_code == 200


def test_nobody_ends_the_login_of_somebody_else(sign_in, staff, office_db):
    victim, other = sign_in("wulan"), sign_in("budi")
    with office_db.read() as session:
        login = session.query(StaffSession).filter_by(staff_id=staff.wulan.id).one()
    other.post(f"/account/logins/{login.id}/end")
    assert victim.get("/account").status_code == 200


def test_idle_logins_are_not_listed(sign_in, staff, clock):
    sign_in("budi")
    clock.advance(dt.timedelta(minutes=31))
    assert fetch(sign_in("budi"), "/account").count("<tr>") == 2  # the head and this login


def test_a_changed_password_counts_and_throws_other_logins_out(app, sign_in, staff, office_db, clock):
    here, elsewhere = sign_in("budi"), sign_in("budi")
    html = send(here, "/account/password", {"old": PASSWORD, "password": NEW, "repeat": NEW})
    assert "Kata sandi sudah diganti" in html
    assert elsewhere.get("/account").status_code == 303
    assert service.sign_in(office_db, clock, "budi", NEW, "").actor.name == "Budi Contoh"


@pytest.mark.parametrize(
    ("old", "new", "repeat", "said"),
    [
        ("salah", NEW, NEW, "Kata sandi lama tidak cocok."),
        (PASSWORD, NEW, "lain", "Kedua kata sandi baru tidak sama."),
        (PASSWORD, "pendek", "pendek", "Kata sandi minimal 15 karakter."),
    ],
)
def test_a_refused_password_says_why_and_changes_nothing(sign_in, staff, office_db, clock, old, new, repeat, said):
    html = send(sign_in("budi"), "/account/password", {"old": old, "password": new, "repeat": repeat}, 422)
    assert said in html
    assert 'aria-invalid="true"' in html
    assert NEW not in html
    assert service.sign_in(office_db, clock, "budi", PASSWORD, "").actor.name == "Budi Contoh"


def test_the_administrator_opens_an_account_whose_password_is_shown_once(sign_in, staff, office_db, clock):
    admin = sign_in("admin")
    agency = staff_of(office_db, "wulan").agency_id
    data = {"agency_id": agency, "username": "dewi", "name": "Dewi Contoh", "roles": ["bawaslu_officer"]}
    html = send(admin, "/staff/new", data)
    password = html.split("<dt>Kata sandi pertama</dt><dd>")[1].split("<")[0]
    assert service.sign_in(office_db, clock, "dewi", password, "").actor.name == "Dewi Contoh"
    assert password not in fetch(admin, "/staff")


def test_a_refused_account_keeps_what_was_typed(sign_in, staff, office_db):
    agency = staff_of(office_db, "wulan").agency_id
    data = {"agency_id": agency, "username": "budi", "name": "Budi Lain", "roles": ["bawaslu_officer"]}
    html = send(sign_in("admin"), "/staff/new", data, 422)
    assert "Nama akun sudah dipakai" in html
    assert 'value="Budi Lain"' in html
    assert f'value="{agency}" selected' in html
    assert 'value="bawaslu_officer" checked' in html


def test_a_name_too_long_for_its_column_is_refused_at_its_field(sign_in, staff, office_db):
    agency = staff_of(office_db, "wulan").agency_id
    data = {"agency_id": agency, "username": "dewi", "name": "D" * 201, "roles": ["bawaslu_officer"]}
    assert "Paling panjang 200 huruf." in send(sign_in("admin"), "/staff/new", data, 422)


def test_a_role_of_another_party_is_refused_at_the_roles(sign_in, staff, office_db):
    html = send(sign_in("admin"), f"/staff/{staff.wulan.id}/roles", {"roles": ["diskominfo_officer"]}, 422)
    assert "sesuai dengan instansinya" in html
    assert staff_of(office_db, "wulan").roles == "bawaslu_officer"


def test_changed_roles_count_at_once(sign_in, staff, office_db):
    wulan, admin = sign_in("wulan"), sign_in("admin")
    html = send(admin, f"/staff/{staff.wulan.id}/roles", {"roles": ["bawaslu_officer", "auditor"]})
    assert "Peran sudah diganti" in html
    assert wulan.get("/account").status_code == 303


def test_a_closed_account_is_out_at_once_and_stays_listed(sign_in, staff, office_db):
    wulan, admin = sign_in("wulan"), sign_in("admin")
    html = send(admin, f"/staff/{staff.wulan.id}/close", {})
    assert "Wulan Contoh" in html
    assert "Ditutup" in html
    assert wulan.get("/account").status_code == 303
    with office_db.read() as session:
        assert trail.of(session, "staff", staff.wulan.id)[0].kind == "staff.disabled"


def test_the_administrator_cannot_close_their_own_account(sign_in, staff):
    admin = sign_in("admin")
    assert "Tutup akun" not in fetch(admin, f"/staff/{staff.admin.id}")
    send(admin, f"/staff/{staff.admin.id}/close", {}, 422)
    assert admin.get("/staff").status_code == 200


def test_an_unknown_person_is_not_found(sign_in, staff):
    fetch(sign_in("admin"), "/staff/" + "0" * 32, 404)


def test_first_passwords_are_good_enough_and_all_different():
    made = {first_password() for _turn in range(50)}
    assert len(made) == 50
    assert {password_fault(password, "dewi") for password in made} == {None}


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0", "Firefox, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140 Safari/537.36", "Chromium, Linux"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/140 Mobile Safari/537.36", "Chromium, Android"),
        ("", "?"),
    ],
)
def test_browsers_are_named_as_people_know_them(agent, name):
    assert browser_name(agent) == name
