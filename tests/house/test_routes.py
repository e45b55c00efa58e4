"""Every address of both the office and its kiosks' API: gated, typed, spelled alike, and closed to those it does not name."""

import re

import pytest

from intranet.base.actor import Role
from intranet.web import gate

# The whole list of what answers before signing in. A new entry is a decision.
OPEN = {
    "agencies.login",
    "agencies.login_post",
    "assets.asset",
    "kiosk_api.enrol",
    "literacy.feed",
    "kiosk_api.enrolment",
    "kiosk_api.nonces",
    "learning.check_certificate",
    "learning.checked_certificate",
    "learning.enter",
    "learning.entered",
    "learning.tablet",
    "learning.take_part",
    "learning.thanks",
    "pages.preferences",
}
CAST = {
    Role.DISKOMINFO_OFFICER: "budi",
    Role.DISKOMINFO_HEAD: "kartika",
    Role.BAWASLU_OFFICER: "wulan",
    Role.BAWASLU_COMMISSIONER: "halim",
    Role.DUKCAPIL_AUDITOR: "sekar",
    Role.PARTNER: "tirta",
    Role.ADMIN: "admin",
}


def rules(app):
    return list(app.url_map.iter_rules())


def address(rule) -> str:
    return re.sub(r"<(?:\w+(?:\([^)]*\))?:)?\w+>", "0" * 32, rule.rule)


def test_every_view_names_who_may_enter(app):
    nobody = [rule.endpoint for rule in rules(app) if gate.who_may(app.view_functions[rule.endpoint]) is None]
    assert nobody == []


def test_the_list_of_open_doors_is_short_and_decided(app):
    doors = {rule.endpoint for rule in rules(app) if gate.who_may(app.view_functions[rule.endpoint]) == gate.ANYONE}
    assert doors == OPEN


def test_every_parameter_has_a_kind_and_every_path_one_spelling(app):
    for rule in rules(app):
        assert not re.search(r"<\w+>", rule.rule), rule.rule
        fixed = re.sub(r"<[^>]*>", "", rule.rule)
        assert fixed == fixed.lower(), rule.rule
        assert "_" not in fixed, rule.rule


def test_without_signing_in_nothing_but_the_open_doors_answers(app):
    client = app.test_client()
    for rule in rules(app):
        if rule.endpoint in OPEN:
            continue
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            answer = client.open(address(rule), method=method)
            assert answer.status_code in (303, 401, 403, 400), f"{method} {rule.rule}: {answer.status_code}"
            if answer.status_code == 303:
                assert "/login" in answer.location


@pytest.mark.parametrize(("role", "username"), CAST.items(), ids=lambda value: getattr(value, "value", value))
def test_a_role_enters_only_where_it_is_named(app, sign_in, role, username):
    client = sign_in(username)
    for rule in rules(app):
        who = gate.who_may(app.view_functions[rule.endpoint])
        if not isinstance(who, frozenset) or role in who:
            continue
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            assert client.open(address(rule), method=method).status_code == 403, f"{role.value} {method} {rule.rule}"


@pytest.mark.parametrize(("role", "username"), CAST.items(), ids=lambda value: getattr(value, "value", value))
def test_nothing_a_role_may_ask_for_breaks(app, sign_in, role, username):
    client = sign_in(username)
    for rule in rules(app):
        who = gate.who_may(app.view_functions[rule.endpoint])
        if "GET" not in rule.methods or not (who == gate.STAFF or (isinstance(who, frozenset) and role in who)):
            continue
        assert client.get(address(rule)).status_code < 500, rule.rule


def test_changes_from_another_site_are_refused_everywhere(app, sign_in):
    client = sign_in("kartika")
    for rule in rules(app):
        for method in rule.methods - {"GET", "HEAD", "OPTIONS"}:
            for header in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://jahat.example"}):
                assert client.open(address(rule), method=method, headers=header).status_code == 403, rule.rule


def test_a_form_without_its_token_changes_nothing(app, sign_in):
    app.config["WTF_CSRF_ENABLED"] = True
    client = sign_in("kartika")
    for rule in rules(app):
        if rule.endpoint.startswith("kiosk_api."):
            continue  # signed, not a browser
        for method in rule.methods - {"GET", "HEAD", "OPTIONS"}:
            assert client.open(address(rule), method=method).status_code in (400, 403), rule.rule


def test_a_get_changes_nothing_but_the_time_of_the_last_click(app, sign_in, office_db):
    client = sign_in("kartika")

    def content() -> str:
        with office_db.engine.raw_connection().driver_connection as raw:
            return "\n".join(line for line in raw.iterdump() if "staff_session" not in line)

    before = content()
    for rule in rules(app):
        if "GET" in rule.methods:
            client.get(address(rule))
    assert content() == before


def test_every_answer_carries_the_protecting_headers(app, sign_in):
    client = sign_in("kartika")
    for path in ("/", "/login", "/not-there"):
        headers = client.get(path).headers
        assert headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["X-Frame-Options"] == "DENY"


def test_two_browsers_never_share_a_login(app, sign_in):
    sign_in("kartika").get("/")
    assert app.test_client().get("/").status_code == 303
