"""Every text field of every form of the staff pages, filled with texts that try to be something else than text.

The office is the invented one, in which every form stands somewhere. After each text it is put back as it was.
"""

import datetime as dt
import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from urllib.parse import quote_plus

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import String, Text, or_, select, text
from werkzeug.test import TestResponse

import intranet.app
from intranet import demo
from intranet.agencies import service as agencies
from intranet.base.clock import FixedClock
from intranet.base.db import Base, Database
from intranet.demo.people import CAST
from intranet.settings import Settings
from tests.intranet.evidence.test_service import png
from tests.intranet.typing import walker
from tests.intranet.typing.corpus import ELEMENT, MARK, PAYLOADS, SAMPLE, Payload
from tests.intranet.typing.known import (
    CLEANED,
    KEPT_ALL_THE_SAME,
    LISTED,
    NEVER_TAKEN,
    NOT_SHOWN_AGAIN,
    PLAIN,
    SHOWN_ONLY,
    TOLD,
    WANTED,
    WITH,
    WRITTEN,
)
from tests.intranet.typing.walker import Form
from tests.intranet.web.harness import faults

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("typing")]
NOW = dt.datetime(2026, 11, 20, 8, 30, tzinfo=dt.UTC)
PICTURE = png(4, 4)
LOOKING = ("kartika", "satrio", "halim", "wulan", "dimas", "tirta")  # between them they meet every form


@dataclass
class Office:
    """The office with everybody's browser, a copy to return to, and every form with who met it."""

    app: Flask
    file: Path
    browsers: dict[str, FlaskClient] = field(default_factory=dict)
    forms: dict[tuple[str, ...], tuple[str, Form]] = field(default_factory=dict)
    copy: sqlite3.Connection = field(default_factory=lambda: sqlite3.connect(":memory:"))
    watch: sqlite3.Connection | None = None

    def keep(self) -> None:
        """Remember how the office is now."""
        with closing(sqlite3.connect(self.file)) as now:
            now.backup(self.copy)
        self.watch = sqlite3.connect(self.file)

    def restore(self) -> None:
        """Make it as it was."""
        with closing(sqlite3.connect(self.file)) as now:
            self.copy.backup(now)

    def version(self) -> int:
        """Changes whenever anything was written."""
        assert self.watch is not None
        return int(self.watch.execute("PRAGMA data_version").fetchone()[0])

    def stored(self) -> Iterator[tuple[str, str, str]]:
        """Table, column and text of everything that holds the mark."""
        assert self.watch is not None
        for table, columns in self._columns().items():
            where = " OR ".join(f'instr("{column}", ?)' for column in columns)
            names = ", ".join(f'"{column}"' for column in columns)
            for row in self.watch.execute(f'SELECT {names} FROM "{table}" WHERE {where}', [MARK] * len(columns)):  # noqa: S608
                for column, value in zip(columns, row, strict=True):
                    if isinstance(value, str) and MARK in value:
                        yield table, column, value

    def _columns(self) -> dict[str, list[str]]:
        assert self.watch is not None
        tables = [row[0] for row in self.watch.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {}
        for table in tables:
            if "search" not in table and not table.startswith("sqlite_"):
                rows = self.watch.execute(f'PRAGMA table_info("{table}")').fetchall()
                if columns := [row[1] for row in rows if re.search("CHAR|TEXT|JSON", row[2].upper())]:
                    found[table] = columns
        return found


@dataclass
class ServedOffice(Office):
    """The same on PostgreSQL, where it is not put back: what one text changed the next one meets."""

    database: Database | None = None

    def restore(self) -> None:
        """Nothing: a copy of a served database takes too long."""

    def version(self) -> int:
        """Changes with every event of the trail."""
        assert self.database is not None
        with self.database.read() as session:
            return int(session.execute(text("SELECT seq FROM trail_head")).scalar_one())

    def stored(self) -> Iterator[tuple[str, str, str]]:
        """Table, column and text of everything that holds the mark."""
        assert self.database is not None
        with self.database.read() as session:
            for table in Base.metadata.sorted_tables:
                columns = [one for one in table.columns if type(one.type) in (String, Text)]
                if columns:
                    found = select(*columns).where(or_(*(one.contains(MARK) for one in columns)))
                    for row in session.execute(found):
                        for column, value in zip(columns, row, strict=True):
                            if isinstance(value, str) and MARK in value:
                                yield table.name, column.name, value


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("typing")
    settings = Settings(
        data_dir=folder / "office", secrets_dir=folder / "secrets", office_code="33.99", public_url="http://localhost"
    )
    demo.load(settings, NOW)
    database = Database(settings.url)
    made = Office(served(settings, database), Path(settings.url.removeprefix("sqlite:///")))
    meet(made, database, LOOKING)
    made.keep()
    yield made
    database.close()


def served(settings: Settings, database: Database) -> Flask:
    """The app on that database, taking forms without a token."""
    app = intranet.app.create_app(settings, clock=FixedClock(NOW), database=database)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    return app


def meet(made: Office, database: Database, looking: Sequence[str]) -> None:
    """Let each of these people walk through the office and note the forms they meet."""
    app, clock = made.app, FixedClock(NOW)
    for one in CAST:
        if one.username in looking:
            login = agencies.sign_in(database, clock, one.username, one.password, "tests")
            made.browsers[one.username] = app.test_client()
            made.browsers[one.username].set_cookie(app.config["POSKO_COOKIE"], login.token, domain="localhost")
    for username in looking:
        for _path, page in walker.pages(app, made.browsers[username]):
            for form in page.forms:
                made.forms.setdefault(walker.signature(app, form), (username, form))


class Elements(HTMLParser):
    """Notes every element and attribute that came out of a text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.forms = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if ELEMENT in tag or any(ELEMENT in name or name.startswith("on") for name, _value in attrs):
            self.found.append(f"{tag} {attrs}")


def wrong_with(answer: TestResponse) -> list[str]:
    """What is wrong with a page that may show a hostile text."""
    if answer.mimetype != "text/html":
        return []
    html, read = answer.get_data(as_text=True), Elements()
    read.feed(html)
    return [*read.found, *faults(html, whole="<!doctype" in html[:40].lower())]


def send(office: Office, username: str, form: Form, typed: dict[str, bytes]) -> TestResponse:
    """Send a form as it stands, with some fields as ``typed``; nothing is followed."""
    values = {name: [one.encode() for one in many] for name, many in form.values().items()}
    for name in form.texts():
        if not values.get(name, [b""])[0]:
            values[name] = [WANTED.get(name, PLAIN).encode()]
    values |= {name: [text] for name, text in typed.items()}
    client = office.browsers[username]
    if form.upload:
        parts = [
            f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode() + one + b"\r\n"
            for name, many in values.items()
            for one in many
        ]
        head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n'
        file = head + PICTURE + b"\r\n--b--\r\n"
        body, kind = b"".join(parts) + file, "multipart/form-data; boundary=b"
    else:
        body = "&".join(f"{quote_plus(name)}={quote_plus(one)}" for name, many in values.items() for one in many).encode()
        kind = "application/x-www-form-urlencoded"
    if form.method == "get":
        return client.get(f"{form.action.partition('?')[0]}?{body.decode()}", buffered=True)
    return client.post(form.action, input_stream=BytesIO(body), content_length=len(body), content_type=kind, buffered=True)


def refused_fields(answer: TestResponse) -> set[str]:
    """The fields a page says are wrong."""
    if answer.mimetype != "text/html":
        return set()
    html = answer.get_data(as_text=True)
    tags = re.findall(r"<(?:input|textarea|select)\b[^>]*>", html)
    return {name[1] for tag in tags if "is-invalid" in tag and (name := re.search(r'name="([^"]+)"', tag))}


def texts_in(value: str) -> Iterator[str]:
    """The texts in a column: itself, or those in its JSON."""
    try:
        held = json.loads(value) if value[:1] in ("{", "[") else value
    except ValueError:
        held = value
    waiting = [held]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict | list):
            waiting.extend(one.values() if isinstance(one, dict) else one)


def as_typed(payload: Payload, value: str, where: tuple[str, str]) -> bool:
    """Whether ``value`` of a column holds the text as it came: in one line where there is only one, as a key in small letters."""
    forms = {one for text in payload.kept for one in (text, text.replace("\r\n", "\n"), " ".join(text.split()))}
    if where in LISTED:
        forms |= {" ".join(line.split()) for text in payload.kept for line in text.split("\n")}
    return any(one in value or one.casefold() in value for one in forms)


def as_told(payload: Payload, value: str) -> bool:
    """The same of what a complainant tells: without letters nobody sees, and in one line where there is only one."""
    forms = ["".join(letter for letter in text if letter.isprintable()) for text in payload.kept]
    return "".join(letter for letter in value if letter.isprintable()) in forms


@dataclass
class Walk:
    """One text through every form; what went wrong, and how many forms took it."""

    office: Office
    payload: Payload
    wrong: list[str] = field(default_factory=list)
    taken: set[tuple[str, ...]] = field(default_factory=set)

    def note(self, signature: tuple[str, ...], what: str, *more: object) -> None:
        self.wrong.append(f"{self.payload.name} in {' '.join(signature[:2])}: {what} {' '.join(map(str, more))[:300]}")

    def go(self) -> None:
        for signature, (username, form) in self.office.forms.items():
            fields = [name for name in form.texts() if (signature[0], name) not in SHOWN_ONLY]
            if form.method == "get" and fields:
                self._ask(signature, username, form, fields)
            elif fields:
                self._type(signature, username, form, fields)
                self.office.restore()

    def _ask(self, signature: tuple[str, ...], username: str, form: Form, fields: list[str]) -> None:
        answer = send(self.office, username, form, dict.fromkeys(fields, self.payload.sent()))
        if answer.status_code >= 500 or (found := wrong_with(answer)):
            self.note(signature, "a question", answer.status_code, found if answer.status_code < 500 else "")

    def _type(self, signature: tuple[str, ...], username: str, form: Form, fields: list[str]) -> None:
        """Fill the fields; what is refused at some is tried again without those, until it is taken or nothing is left."""
        told = {name: value.encode() for name, value in WITH.get(signature[0], {}).items()}
        left = list(fields)
        while left:
            version = self.office.version()
            answer = send(self.office, username, form, {**told, **dict.fromkeys(left, self.payload.sent())})
            if answer.status_code >= 500:
                return self.note(signature, str(answer.status_code))
            if answer.status_code < 400:
                self.taken.add(signature)
                return self._kept(signature, username, answer)
            if self.office.version() != version and signature[0] not in KEPT_ALL_THE_SAME:
                self.note(signature, f"refused with {answer.status_code}, but something was written")
            if found := wrong_with(answer):
                self.note(signature, "the page that refuses", found[:3])
            refused = self._refilled(signature, answer, left)
            if not refused & set(left):
                return None
            left = [name for name in left if name not in refused]
        return None

    def _refilled(self, signature: tuple[str, ...], answer: TestResponse, typed: list[str]) -> set[str]:
        """Hold a refusal to its promise that nothing typed is lost; returns the fields it names."""
        if answer.status_code != 422:
            return set()
        forms, texts = walker.read("", answer.get_data(as_text=True)).forms, [one.split() for one in self.payload.kept]
        for name in typed:
            stands = [one for form in forms for one in form.fields if one.name == name and one.text and one.kind != "password"]
            if (signature[0], name) in NOT_SHOWN_AGAIN:
                continue
            secret = any(one.name == name and one.kind == "password" for form in forms for one in form.fields)
            if not secret and not any(one.value.split() in texts for one in stands):
                self.note(signature, f"what was typed in {name} is lost")
        return refused_fields(answer)

    def _kept(self, signature: tuple[str, ...], username: str, answer: TestResponse) -> None:
        """What was taken stands in the database as it came, fits there, and is shown as text."""
        for table, column, value in self.office.stored():
            most = getattr(Base.metadata.tables[table].c[column].type, "length", None)
            if most and len(value) > most:
                self.note(signature, f"{len(value)} letters in {table}.{column}, which holds {most}")
            if (table, column) in CLEANED:
                continue
            for one in texts_in(value):
                right = as_typed(self.payload, one, (table, column)) or ((table, column) in TOLD and as_told(self.payload, one))
                if MARK in one and not right:
                    self.note(signature, f"{table}.{column} holds", repr(one))
        if answer.status_code == 303:
            answer = self.office.browsers[username].get(answer.headers["Location"], follow_redirects=True)
            if answer.status_code != 200:
                self.note(signature, f"afterwards {answer.status_code}")
        if found := wrong_with(answer):
            self.note(signature, "afterwards", found[:3])


@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda payload: payload.name)
def test_a_text_stays_a_text_in_every_field_of_every_form(office: Office, payload: Payload):
    walk = Walk(office, payload)
    walk.go()
    assert "\n".join(walk.wrong) == ""


@pytest.mark.postgres
def test_on_postgresql_a_text_stays_a_text_as_well(postgres: Callable[[], str], tmp_path: Path):
    settings = Settings(
        data_dir=tmp_path / "office",
        secrets_dir=tmp_path / "secrets",
        office_code="33.99",
        public_url="http://localhost",
        database_url=postgres(),
    )
    database = Database(settings.url)
    Base.metadata.drop_all(database.engine)
    demo.load(settings, NOW)
    made = ServedOffice(served(settings, database), tmp_path, database=database)
    meet(made, database, ("kartika", "wulan"))
    walk = Walk(made, SAMPLE)
    walk.go()
    database.close()
    assert "\n".join(walk.wrong) == ""
    assert len({key[0] for key in walk.taken}) > 15


def test_the_walk_meets_every_form_with_a_text_and_plain_words_are_taken_by_each(office: Office):
    walk = Walk(office, Payload("plain", f"Kata biasa {MARK} saja."))
    walk.go()
    assert "\n".join(walk.wrong) == ""
    meant = {key for key, (_who, form) in office.forms.items() if form.texts() and form.method == "post"}
    assert {key[0] for key in meant} - {key[0] for key in walk.taken} <= set(NEVER_TAKEN)
    assert len(meant) > 140
    assert {key[0] for key in meant} == WRITTEN
