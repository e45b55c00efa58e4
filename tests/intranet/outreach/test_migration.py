"""The triggers that no comparison of tables sees: migrations make the very ones the mapped classes make, on both databases."""

from sqlalchemy import text

from intranet.base import schema
from intranet.base.db import Base, Database

SQLITE = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'facility_loan' ORDER BY name"
POSTGRES = """SELECT tgname, pg_get_triggerdef(t.oid) || p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
WHERE NOT tgisinternal AND tgrelid = 'facility_loan'::regclass"""


def triggers(database: Database) -> list[tuple[str, str]]:
    asked = SQLITE if database.engine.dialect.name == "sqlite" else POSTGRES
    with database.read() as session:
        return [(name, sql) for name, sql in session.execute(text(asked))]


def test_a_migrated_database_refuses_the_second_promise_in_the_same_words(db):
    made = triggers(db)
    assert made
    Base.metadata.drop_all(db.engine)
    schema.upgrade(db)
    assert triggers(db) == made
    schema.downgrade(db, "0017")
    if db.engine.dialect.name != "sqlite":
        with db.read() as session:
            assert session.scalar(text("SELECT count(*) FROM pg_proc WHERE proname = 'facility_loan_clash'")) == 0
    schema.upgrade(db)
    assert triggers(db) == made
