"""Packages that are loaded when somebody comes look, guard and answer as if they had been loaded at the start."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule

import intranet.app
from intranet.base.clock import Clock
from intranet.base.db import Database
from intranet.settings import Settings
from intranet.web import gate, rooms, uploads
from intranet.web.rooms import _Door

Builder = Callable[[], Flask]


@pytest.fixture
def routes(tmp_path: Path) -> Path:
    return tmp_path / "compiled" / "routes.json"


@pytest.fixture
def start(settings: Settings, clock: Clock, office_db: Database, routes: Path) -> Builder:
    """Build the office's app as a start does, its rooms closed."""
    return lambda: intranet.app.create_app(settings, clock=clock, database=office_db, routes=routes)


def doors(app: Flask) -> dict[str, _Door]:
    return {endpoint: view for endpoint, view in app.view_functions.items() if isinstance(view, _Door)}


def plan(app: Flask) -> list[tuple[object, ...]]:
    """All that can be known of an app's routes without asking for a page."""
    return sorted(
        (
            rule.rule,
            rule.endpoint,
            sorted(rule.methods),
            str(rule.defaults),
            who(app, rule),
            brings(app, rule),
        )
        for rule in app.url_map.iter_rules()
    )


def who(app: Flask, rule: Rule) -> str:
    found = gate.who_may(app.view_functions[rule.endpoint])
    return str(sorted(role.value for role in found) if isinstance(found, frozenset) else found)


def brings(app: Flask, rule: Rule) -> bool:
    return uploads.may_bring_files(app.view_functions[rule.endpoint])


def test_closed_rooms_have_the_addresses_the_guards_and_the_uploads_of_open_ones(app: Flask, start: Builder) -> None:
    for _ in range(2):  # once when they are learned, once when they are remembered
        closed = start()
        assert len(doors(closed)) > 50
        assert plan(closed) == plan(app)


def test_an_opened_room_is_as_if_it_had_been_there(app: Flask, start: Builder) -> None:
    late = start()
    with late.app_context():
        for name in {door.room for door in doors(late).values()}:
            rooms.module(name)
    assert not doors(late)
    assert plan(late) == plan(app)
    for field in ("error_handler_spec", "before_request_funcs", "after_request_funcs", "template_context_processors"):
        assert {key: kept for key, kept in getattr(late, field).items() if key} == {
            key: kept for key, kept in getattr(app, field).items() if key
        }
    assert late.blueprints.keys() == app.blueprints.keys()
    assert late.extensions.keys() == app.extensions.keys()
    assert late.jinja_env.filters.keys() == app.jinja_env.filters.keys()
    assert late.jinja_env.globals.keys() == app.jinja_env.globals.keys()


def test_only_the_room_somebody_enters_is_opened(start: Builder) -> None:
    app = start()
    before = {door.room for door in doors(app).values()}
    assert app.test_client().get("/partners").status_code == 303  # not signed in, and turned away as ever
    assert before - {door.room for door in doors(app).values()} == {"intranet.partners.views"}


def test_a_kiosk_is_turned_away_in_its_own_language_though_its_room_was_closed(start: Builder) -> None:
    answer = start().test_client().post("/api/kiosk/v1/visits", json={"language": "id"})
    assert (answer.status_code, answer.mimetype) == (401, "application/json")
    assert answer.json is not None
    assert answer.json["code"] == "unsigned"


def test_what_is_remembered_is_learned_anew_when_the_sources_change(start: Builder, routes: Path) -> None:
    start()
    kept = json.loads(routes.read_text(encoding="utf-8"))
    routes.write_text(json.dumps({**kept, "sources": "others", "rooms": {}}), encoding="utf-8")
    start()
    assert json.loads(routes.read_text(encoding="utf-8")) == kept


@pytest.mark.parametrize("damaged", [b"", b"[1]", b'{"sources"', b"\xff\xfe"])
def test_a_damaged_memory_costs_time_and_nothing_else(start: Builder, routes: Path, damaged: bytes, app: Flask) -> None:
    start()
    routes.write_bytes(damaged)
    assert plan(start()) == plan(app)


def test_a_start_that_can_remember_nothing_still_starts(app: Flask, start: Builder, routes: Path) -> None:
    routes.parent.mkdir()
    routes.with_suffix(".new").mkdir()  # nothing can be written there
    assert plan(start()) == plan(app)


def test_a_start_loads_no_library_that_only_counter_and_kiosks_need() -> None:
    code = "import sys, intranet.serving; print([m for m in ('pydantic', 'http_message_signatures', 'typst') if m in sys.modules])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
