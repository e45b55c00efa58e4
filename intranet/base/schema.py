"""The database's schema: brought up to date by migrations, the same on SQLite and PostgreSQL."""

import shutil
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from intranet.base.db import Database

_PACKAGE = Path(__file__).resolve().parent.parent


def migrations() -> Path:
    """The folder of migrations: inside the installed package, or beside it in a checkout."""
    packed = _PACKAGE / "_migrations"
    return packed if packed.is_dir() else _PACKAGE.parent / "migrations"


def config(database: Database | None = None) -> Config:
    """Alembic's configuration without a file of its own."""
    made = Config()
    made.set_main_option("script_location", str(migrations()))
    made.set_main_option("path_separator", "os")
    made.set_main_option("file_template", "%%(year)d%%(month).2d%%(day).2d_%%(hour).2d%%(minute).2d_%%(slug)s")
    return made


def current(database: Database) -> str | None:
    """The revision the database is at; ``None``: empty."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str | None:
    """The newest revision this program knows."""
    return ScriptDirectory.from_config(config()).get_current_head()


def is_current(database: Database) -> bool:
    """Whether the database is at the newest revision."""
    return current(database) == head()


def upgrade(database: Database) -> bool:
    """Bring the database to the newest revision; False when it was there already.

    A SQLite file is copied aside first (``.before-REVISION``) so that a failed upgrade can be undone by hand.
    """
    before = current(database)
    if before == head():
        return False
    file = database.engine.url.database if database.url.startswith("sqlite") else None
    if before and file and Path(file).exists():
        shutil.copy2(file, f"{file}.before-{head()}")
    _run(database, "upgrade", "head")
    return True


def downgrade(database: Database, revision: str) -> None:
    """Take the database back to ``revision`` ("base": empty). For tests and for undoing a release by hand."""
    _run(database, "downgrade", revision)


def _run(database: Database, verb: str, revision: str) -> None:
    with database.engine.connect() as connection:
        made = config()
        made.attributes["connection"] = connection
        getattr(command, verb)(made, revision)
        connection.commit()
