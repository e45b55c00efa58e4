"""All pages at once: each opens to those its gate names and nobody else, in both languages, and keeps the house standard."""

import pytest
from flask import Flask
from jinja2 import StrictUndefined
from sqlalchemy.exc import DataError, OperationalError

from intranet.web import frame, gate
from tests.conftest import CAST
from tests.intranet.web.harness import check, faults, fetch, send

NOT_PAGES = {"static"}


def plain_pages(app: Flask) -> list[tuple[str, str, object]]:
    """Endpoint, path and gate of every page that needs nothing in its address and is for people."""
    found = []
    for rule in app.url_map.iter_rules():
        who = gate.who_may(app.view_functions[rule.endpoint])
        if "GET" in (rule.methods or ()) and not rule.arguments and not rule.rule.startswith("/api/") and who != gate.DEVICE:
            found.append((rule.endpoint, rule.rule, who))
    return found


def test_every_page_opens_to_those_it_names_and_is_well_made(app, sign_in, staff):
    wrong = []
    pages = plain_pages(app)
    assert {"cases.home", "cases.listing", "agencies.staff", "agencies.account"} <= {endpoint for endpoint, _path, _who in pages}
    for username, (_party, _name, role) in CAST.items():
        client = sign_in(username)
        for endpoint, path, who in pages:
            welcome = who in (gate.ANYONE, gate.STAFF) or (isinstance(who, frozenset) and role in who)
            response = client.get(path)
            if response.status_code == 303 and welcome:
                continue
            if response.status_code != (200 if welcome else 403):
                wrong.append((username, endpoint, response.status_code))
            elif response.mimetype == "text/html":
                wrong += [(username, endpoint, fault) for fault in faults(response.get_data(as_text=True))]
    assert wrong == []


def test_every_page_is_whole_in_english_too(app, sign_in, staff):
    client = sign_in("kartika")
    client.set_cookie("posko_lang", "en", domain="localhost")
    for _endpoint, path, _who in plain_pages(app):
        response = client.get(path)
        if response.status_code == 200 and response.mimetype == "text/html":
            html = response.get_data(as_text=True)
            assert '<html lang="en"' in html
            assert faults(html) == []


def test_who_is_not_signed_in_is_sent_to_the_form_and_back(app):
    response = app.test_client().get("/cases?state=open")
    assert response.status_code == 303
    assert response.location == "/login?next=/cases?state%3Dopen"


def test_every_template_is_sound_and_undefined_names_are_errors(app):
    assert app.jinja_env.undefined is StrictUndefined
    names = app.jinja_env.list_templates(filter_func=lambda name: name.endswith(".html"))
    assert "web/layout.html" in names
    for name in names:
        app.jinja_env.get_template(name)
        source = app.jinja_env.loader.get_source(app.jinja_env, name)[0]
        for forbidden in ("|safe", "| safe", " style=", "hx-on", "<style", "javascript:"):
            assert forbidden not in source, f"{name}: {forbidden}"


def test_the_error_page_says_what_happened_and_what_to_do(app, sign_in, staff):
    assert "Alamatnya salah" in fetch(sign_in("budi"), "/nichts", 404)
    assert "Bukan wewenang Anda" in fetch(sign_in("budi"), "/staff", 403)


@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [(OperationalError, 503, "Sedang sibuk"), (DataError, 400, "Permintaan tidak dapat dibaca")],
)
def test_a_database_in_trouble_is_told_in_words_and_the_log_learns_no_value(
    app, sign_in, staff, monkeypatch, caplog, fault, status, words
):
    client = sign_in("budi")

    def break_down() -> str:
        raise fault("INSERT", {"nik": "3319990101990001"}, Exception("3319990101990001"))

    break_down.posko_gate = gate.STAFF  # type: ignore[attr-defined]
    monkeypatch.setitem(app.view_functions, "cases.home", break_down)
    assert words in fetch(client, "/", status)
    assert "the database" in caplog.text
    assert "3319990101990001" not in caplog.text


def test_a_broken_page_answers_with_a_page_and_no_trace(app, sign_in, staff, monkeypatch):
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def break_down() -> str:
        raise RuntimeError("3319990101990001")

    break_down.posko_gate = gate.STAFF  # type: ignore[attr-defined]
    monkeypatch.setitem(app.view_functions, "agencies.account", break_down)
    html = fetch(sign_in("budi"), "/account", 500)
    assert "Ada gangguan pada sistem" in html
    assert "3319990101990001" not in html
    assert "Traceback" not in html


def test_htmx_gets_a_refusal_as_a_fragment_for_the_message_area(app, sign_in, staff):
    response = sign_in("budi").get("/staff", headers={"HX-Request": "true"})
    assert response.status_code == 403
    assert response.headers["HX-Retarget"] == "#messages"
    assert faults(response.get_data(as_text=True), whole=False) == []


def test_a_change_after_the_session_ended_keeps_the_page_and_what_was_typed(app, sign_in, staff):
    client = sign_in("budi")
    client.post("/logout")
    response = client.post("/account/password", data={"old": "a"}, headers={"HX-Request": "true"})
    html = response.get_data(as_text=True)
    assert response.status_code == 401
    assert response.headers["HX-Retarget"] == "#messages"
    assert "HX-Redirect" not in response.headers
    assert "Isian Anda masih ada di sini" in html
    assert faults(html, whole=False) == []


def test_language_and_look_are_remembered(app, sign_in, staff):
    client = sign_in("budi")
    html = send(client, "/preferences", {"language": "en", "next": "/account"})
    assert '<html lang="en">' in html
    html = send(client, "/preferences", {"theme": "dark", "next": "/account"})
    assert 'data-bs-theme="dark"' in html
    html = send(client, "/preferences", {"theme": "auto", "next": "/account"})
    assert "data-bs-theme" not in html


def test_preferences_lead_only_back_into_this_site(app, sign_in, staff):
    client = sign_in("budi")
    for elsewhere in ("https://jahat.example/", "//jahat.example", "/\\jahat.example", "javascript:alert(1)"):
        assert client.post("/preferences", data={"theme": "dark", "next": elsewhere}).location == "/"


def test_our_own_files_travel_packed_and_are_kept_for_good(app):
    with app.test_request_context():
        url = app.jinja_env.globals["asset"]("posko.css")
    response = app.test_client().get(url, headers={"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert "immutable" in response.headers["Cache-Control"]
    assert len(response.data) < 9_000


def test_the_simulator_banner_names_what_is_simulated(app, sign_in, staff):
    frame.install(app, version="1", waiting=lambda actor: 0, simulators=("pembaca kartu", "layanan Dukcapil"))
    assert "Mode latihan: pembaca kartu, layanan Dukcapil" in fetch(sign_in("budi"), "/")
    frame.install(app, version="1", waiting=lambda actor: 0, simulators=())
    assert "Mode latihan" not in check(sign_in("budi").get("/"))
