"""Every address, by every role, of either party, on cases of every mark: what the table in ``access`` says, and no more."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask.testing import FlaskClient

from intranet.agencies import service as agencies
from intranet.agencies.models import Agency
from intranet.base.actor import SYSTEM, Party, Role
from intranet.cases import marking, service, tracking
from intranet.cases.tracks import Kind
from intranet.disclosure.rules import Form, Level
from intranet.disclosure.service.marks import MarkInput
from intranet.disclosure.service.requests import Asked
from intranet.evidence import service as evidence
from intranet.evidence.service import About
from intranet.evidence.store import Store
from intranet.oversight.service import fact_checks
from intranet.web import gate
from tests.conftest import PASSWORD
from tests.house import access
from tests.house.access import OF_A_CASE, OTHER, OUTCOMES, OWN, ROUTES
from tests.intranet.cases.conftest import cases as cases
from tests.intranet.cases.factories import Cases
from tests.intranet.evidence.test_service import png

LEVELS = {access.OPEN: None, access.RESTRICTED: Level.RESTRICTED, access.SECRET: Level.SECRET}
OWNERS = (Party.BAWASLU, Party.DISKOMINFO)
PEOPLE = {
    "budi": (Role.DISKOMINFO_OFFICER, Party.DISKOMINFO),
    "kartika": (Role.DISKOMINFO_HEAD, Party.DISKOMINFO),
    "wulan": (Role.BAWASLU_OFFICER, Party.BAWASLU),
    "halim": (Role.BAWASLU_COMMISSIONER, Party.BAWASLU),
    "sekar": (Role.DUKCAPIL_AUDITOR, Party.DUKCAPIL),
    "tirta": (Role.PARTNER, Party.PARTNER),
    "admin": (Role.ADMIN, Party.DISKOMINFO),
    "arum": (Role.SCHEDULER, Party.DISKOMINFO),
    "yusuf": (Role.AUDITOR, Party.BAWASLU),
    "yunita": (Role.AUDITOR, Party.DISKOMINFO),
}
# What each address that changes something is sent: enough to come as far as the question who may.
MARKED = {"level": "restricted", "reason": "Alasan contoh saja.", "version": "99"}
SENT: dict[str, dict[str, str]] = {
    "cases.act": {"act": "cancel", "version": "99"},
    "cases.mark_case": MARKED,
    "cases.mark_evidence": MARKED,
    "cases.move": {"event": "close", "version": "99"},
    "cases.assign": {"version": "99"},
    "oversight.open_fact_check": {"claim": "Sebuah klaim."},
    "oversight.move_fact_check": {"event": "checkable", "version": "99"},
}
Thing = dict[str, str]


def canary(mark: str, owner: Party) -> str:
    """The word that stands in everything a case says, and nowhere else."""
    return f"kanari{mark}{owner.value}"


@dataclass
class World:
    """A case of each mark and owner; of each: what stands in the addresses that lead to it."""

    cases: Cases
    things: dict[tuple[str, Party], Thing] = field(default_factory=dict)

    def build(self) -> "World":
        with self.cases.db.write() as session:
            houses = {row.party: row for row in session.query(Agency)}
            for name in ("arum", "yusuf", "yunita"):
                role, party = PEOPLE[name]
                given: dict[str, Any] = {"username": name, "name": f"{name} Contoh", "roles": [role], "password": PASSWORD}
                agencies.add_staff(session, SYSTEM, self.cases.clock, agency=houses[party], **given)
        for mark in LEVELS:
            for owner in OWNERS:
                self.things[mark, owner] = self._case(mark, owner)
        return self

    def _case(self, mark: str, owner: Party) -> Thing:
        c, word, level = self.cases, canary(mark, owner), LEVELS[mark]
        actor = c.people.wulan if owner is Party.BAWASLU else c.people.budi
        told = {"narrative": f"Ada {word}.", "respondent": word, "account": f"@{word}", "event_place": word}
        told["link"] = f"https://{word}.example/kiriman"
        case_id = c.in_study(**told) if owner is Party.BAWASLU else c.create(**told)
        store, subject = Store(c.settings.data_dir), ("case", case_id)
        with c.db.write() as session:
            service.add_note(session, actor, c.clock, case_id, f"Catatan {word}.")
            file = store.incoming(10_000)
            file.write(png(4, 4))
            about = About(title=f"Gambar {word}", note=word)
            item = evidence.add_file(session, actor, c.clock, store, subject=subject, file=file, name=f"{word}.png", about=about)
            check = fact_checks.open_check(session, actor, c.clock, c.settings, f"Klaim {word}.", case_id)
            case = service.get(session, case_id)
            track = tracking.begin(session, actor, c.clock, c.settings, case, Kind.REFERRAL, word)
            asked = Asked(
                form=Form.ORAL, to_person="Orang", purpose="Tujuan contoh.", basis="UU Contoh", said_on=dt.date(2026, 11, 20)
            )
            row = marking.ask(session, c.people.budi, c.clock, c.settings, case_id, {case_id, item.id}, asked)
            if level is not None:
                given = MarkInput(level=level, reason=f"Alasan {word}.")
                marking.mark_case(session, actor, c.clock, c.settings, case_id, given)
            thing = {"case_id": case_id, "item_id": item.id, "check_id": check.id, "disclosure_id": row.id, "track_id": track.id}
            return {**thing, "no": case.complaint_no or "", "case": case_id, "other_id": case_id}


@pytest.fixture
def world(cases: Cases) -> World:
    return World(cases).build()


def addresses(app) -> Iterator[tuple[str, str, str]]:
    """Endpoint, method and pattern of every address."""
    for rule in app.url_map.iter_rules():
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield rule.endpoint, method, rule.rule


def fill(pattern: str, thing: Thing) -> str:
    """An address with a thing's ids in it; what it does not have is an id of nothing."""
    return re.sub(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", lambda found: thing.get(found[1], "0" * 32), pattern)


def go(client: FlaskClient, endpoint: str, method: str, pattern: str, thing: Thing) -> tuple[int, str]:
    data = {**SENT.get(endpoint, {}), **({"case": thing["case_id"]} if endpoint == "oversight.open_fact_check" else {})}
    answer = client.open(fill(pattern, thing), method=method, data=data if method != "GET" else None, buffered=True)
    return answer.status_code, answer.get_data().decode("utf-8", "replace").lower()


def side_of(username: str, owner: Party) -> str:
    return OWN if PEOPLE[username][1] is owner else OTHER


def test_every_address_is_in_the_table_and_the_gate_says_the_same(app):
    assert {endpoint for endpoint, _method, _pattern in addresses(app)} == set(ROUTES)
    assert {endpoint: gate.who_may(app.view_functions[endpoint]) for endpoint in ROUTES} == ROUTES


def test_every_address_that_names_a_thing_of_a_case_is_classified(app):
    own = {"cases.answer_referral", "cases.referral", "cases.take_disclosed"}  # a partner's: see the tests of referrals
    own |= {"prevention.see_photo", "prevention.take_photo"}  # pictures of props: of no case
    own |= {"learning.see_photo", "learning.take_photo"}  # pictures of literacy sessions: of no case
    named = {endpoint for endpoint, _method, pattern in addresses(app) if re.search(r":(case|item|check)_id>", pattern)}
    assert named - own == set(OF_A_CASE) - {"oversight.open_fact_check"}
    assert {what for what, _mark, _side in OUTCOMES} == set(OF_A_CASE.values())
    assert len(OUTCOMES) == 6 * len(LEVELS) * 2


@pytest.mark.parametrize("username", PEOPLE)
def test_what_leads_to_a_case_does_what_its_mark_and_owner_allow(app, sign_in, world, username):
    client, (role, _party) = sign_in(username), PEOPLE[username]
    wrong = []
    for endpoint, method, pattern in addresses(app):
        if endpoint not in OF_A_CASE:
            continue
        for (mark, owner), thing in world.things.items():
            status, body = go(client, endpoint, method, pattern, thing)
            what, word = OF_A_CASE[endpoint], canary(mark, owner)
            expected = OUTCOMES[what, mark, side_of(username, owner)] if role in ROUTES[endpoint] else "refused"
            right = {
                "served": status in (200, 303, 409, 422) and (what != access.SHOW or word in body),
                "shell": status in (200, 422) and word not in body and (what != access.SHOW or thing["no"].lower() in body),
                "refused": status == 403 and word not in body,
            }[expected]
            if not right:
                wrong.append((endpoint, mark, owner.value, expected, status, word in body))
    assert wrong == []


@pytest.mark.parametrize("username", PEOPLE)
def test_no_page_at_all_shows_a_secret_of_the_other_party_nor_any_case_to_who_works_on_none(app, sign_in, world, username):
    client, (role, _party) = sign_in(username), PEOPLE[username]
    reads = role in access.WORKERS
    kept = {
        (mark, owner): canary(mark, owner)
        for mark, owner in world.things
        if not reads or OUTCOMES[access.READ, mark, side_of(username, owner)] == "refused"
    }
    shown = [
        (endpoint, *key)
        for endpoint, method, pattern in addresses(app)
        if method == "GET" and not endpoint.startswith("kiosk_api.")
        for thing in (list(world.things.values()) if "<" in pattern else [{}])
        for body in [go(client, endpoint, method, pattern, thing)[1]]
        for key, word in kept.items()
        if word in body
    ]
    assert shown == []


def test_no_search_filter_or_hint_tells_what_a_secret_is_about(sign_in, world):
    mine, theirs = world.things["secret", Party.DISKOMINFO], world.things["secret", Party.BAWASLU]
    word, number = canary("secret", Party.BAWASLU), theirs["no"]
    fragment = {"HX-Request": "true"}
    for username, finds in (("wulan", True), ("budi", False)):
        client = sign_in(username)
        for path in (f"/cases?q={word}", f"/cases?q={word[:-3]}", f"/oversight/links?text=https://{word}.example/kiriman"):
            assert (number in client.get(path, headers=fragment).get_data(as_text=True)) is finds, path
        told = {"do": "look", "narrative": f"Ada {word} lagi", "link": f"https://{word}.example/kiriman", "account": f"@{word}"}
        assert (number in client.post("/cases/new", data=told).get_data(as_text=True)) is finds
        assert number in client.get(f"/cases?q={number}", headers=fragment).get_data(as_text=True)
        by_source = client.get("/cases?source=public_complaint", headers=fragment).get_data(as_text=True)
        assert (number in by_source) is finds
        assert (mine["no"] in by_source) is not finds
