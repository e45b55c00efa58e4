"""Migrations: they make exactly what the mapped classes describe, and go back down, on both databases."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

import intranet.app  # noqa: F401 - knows every mapped class
from intranet.base import schema
from intranet.base.db import Base, Database


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty(request, tmp_path):
    """A database without any table."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    else:
        database = Database(request.getfixturevalue("postgres")())
        Base.metadata.drop_all(database.engine)
    yield database
    database.close()


STATEMENTS = {("index", "ix_case_text_words"), ("index", "uq_device_live_name")}


def shared_by_both(_object, name, kind, _reflected, _compared) -> bool:
    """All but the indexes made by statements of their own; the tests of searching and of enrolling need them."""
    return not (name or "").startswith("case_search") and (kind, name) not in STATEMENTS


def differences(database: Database) -> list[object]:
    with database.engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True, "include_object": shared_by_both}
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, Base.metadata))


def test_the_newest_revision_equals_the_mapped_classes(empty):
    assert schema.upgrade(empty) is True
    assert differences(empty) == []
    assert schema.current(empty) == schema.head() == ScriptDirectory.from_config(schema.config()).get_current_head()
    assert schema.upgrade(empty) is False


def test_every_revision_goes_down_again_and_up_to_the_same(empty):
    schema.upgrade(empty)
    revisions = [script.revision for script in ScriptDirectory.from_config(schema.config()).walk_revisions()]
    for revision in [*revisions[1:], "base"]:
        schema.downgrade(empty, revision)
    assert set(inspect(empty.engine).get_table_names()) <= {"alembic_version"}
    schema.upgrade(empty)
    assert differences(empty) == []


def test_a_fresh_database_begins_the_chain_of_the_trail(empty):
    schema.upgrade(empty)
    with empty.read() as session:
        assert session.execute(text("SELECT id, seq, hash FROM trail_head")).one() == (1, 0, "0" * 64)


def test_a_sqlite_file_is_copied_aside_before_it_is_changed(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'office.sqlite3'}")
    schema.upgrade(database)
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = 'gone'"))
    with pytest.raises(Exception, match="gone"):
        schema.upgrade(database)
    copies = list(Path(tmp_path).glob("office.sqlite3.before-*"))
    assert len(copies) == 1
    assert copies[0].stat().st_size > 0
    database.close()
