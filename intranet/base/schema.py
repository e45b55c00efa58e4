"""The database's schema: brought up to date by migrations, the same on SQLite and PostgreSQL.

The migration library is loaded only to migrate: a start, which just asks whether all is up to date, is a third shorter.
"""

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from intranet.base.db import Database

if TYPE_CHECKING:
    from alembic.config import Config

_PACKAGE = Path(__file__).resolve().parent.parent
_REVISION = re.compile(r'^revision = "(\w+)"$', re.MULTILINE)


def migrations() -> Path:
    """The folder of migrations: inside the installed package, or beside it in a checkout."""
    packed = _PACKAGE / "_migrations"
    return packed if packed.is_dir() else _PACKAGE.parent / "migrations"


def config() -> "Config":
    """Alembic's configuration without a file of its own."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(migrations()))
    made.set_main_option("path_separator", "os")
    made.set_main_option("file_template", "%%(year)d%%(month).2d%%(day).2d_%%(hour).2d%%(minute).2d_%%(slug)s")
    return made


def current(database: Database) -> str | None:
    """The revision the database is at; ``None``: empty."""
    with database.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.scalar(text("SELECT version_num FROM alembic_version"))


def head() -> str:
    """The newest revision this program knows: that of the file with the latest date in its name."""
    newest = max(migrations().glob("versions/*.py"), key=lambda file: file.name)
    return _REVISION.findall(newest.read_text(encoding="utf-8"))[0]


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
    from alembic import command

    with database.engine.connect() as connection:
        made = config()
        made.attributes["connection"] = connection
        getattr(command, verb)(made, revision)
        connection.commit()
