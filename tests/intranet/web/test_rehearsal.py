"""What a start does once for all processes changes nothing of what people see, and a full disk does not stop it."""

from pathlib import Path

import pytest
from flask import Flask, url_for
from sqlalchemy import text

from intranet.base import heap
from intranet.base.db import Database
from intranet.serving import rehearse_day
from intranet.web import gate, rehearsal, routing
from tests.intranet.cases.conftest import cases as cases
from tests.intranet.cases.factories import Cases


def rows(database: Database) -> dict[str, int]:
    with database.read() as session:
        tables = session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%\\_%' ESCAPE '\\'"))
        return {name: session.scalar(text(f'SELECT count(*) FROM "{name}"')) or 0 for name in list(tables)}  # noqa: S608


@pytest.mark.parametrize("busy", [False, True])
def test_a_rehearsal_changes_nothing_and_leaves_no_connection(app: Flask, office_db: Database, cases: Cases, busy: bool) -> None:
    if busy:
        cases.create()
        cases.draft(cases.people.wulan)  # another party's draft is nobody's to see, and no reason for a start to fail
    before = rows(office_db)
    rehearse_day(app)
    assert app.extensions["posko_db"].engine.pool.checkedin() == 0
    assert rows(office_db) == before
    drawn = {name for _loader, name in app.jinja_env.cache or ()}
    assert {"cases/list.html"} | ({"cases/case.html"} if busy else set()) == drawn & {"cases/list.html", "cases/case.html"}


def test_a_page_that_cannot_be_drawn_does_not_keep_an_office_from_starting(app: Flask, cases: Cases, caplog) -> None:
    cases.create()
    app.view_functions["cases.case"] = gate.open_to_all(lambda case_id: 1 // 0)
    rehearse_day(app)
    assert [record.getMessage() for record in caplog.records] == ["a page could not be drawn before the start: ZeroDivisionError"]
    assert app.extensions["posko_db"].engine.pool.checkedin() == 0


def test_templates_are_compiled_by_somebody_else_only_while_none_is_kept(app: Flask, tmp_path: Path) -> None:
    assert not rehearsal.nothing_compiled(app)  # nobody keeps any here
    rehearsal.keep_compiled(app, tmp_path / "compiled")
    assert rehearsal.nothing_compiled(app)
    assert heap.apart(lambda: rehearsal.rehearse(app, stranger=("/login",)))
    assert not rehearsal.nothing_compiled(app)


def test_a_page_that_does_not_exist_is_no_rehearsal(app: Flask) -> None:
    with pytest.raises(Exception, match="404"):
        rehearsal.rehearse(app, officer=("/nowhere",))


@pytest.mark.parametrize("writable", [True, False])
def test_compiled_templates_are_kept_where_that_is_possible(app: Flask, tmp_path: Path, writable: bool) -> None:
    folder = tmp_path / "compiled"
    if not writable:
        folder.write_text("in the way")
    rehearsal.keep_compiled(app, folder)
    rehearsal.rehearse(app, stranger=("/login",))
    assert (folder.is_dir() and any(folder.iterdir())) is writable


def test_a_broken_compiled_template_is_compiled_again(app: Flask, tmp_path: Path) -> None:
    rehearsal.keep_compiled(app, tmp_path / "compiled")
    rehearsal.rehearse(app, stranger=("/login",))
    for file in (tmp_path / "compiled").iterdir():
        file.write_bytes(b"nonsense")
    app.jinja_env.cache.clear()  # type: ignore[union-attr]
    rehearsal.rehearse(app, stranger=("/login",))


def test_addresses_are_built_as_ever(app: Flask) -> None:
    assert app.url_rule_class is routing.Rule
    with app.test_request_context("/"):
        assert url_for("cases.case", case_id="0" * 32) == f"/cases/{'0' * 32}"
        assert url_for("cases.listing", state="open", q="a b") == "/cases?state=open&q=a+b"
        assert url_for("cases.listing") == "/cases"
