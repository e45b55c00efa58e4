"""Ids, clock, database rules, numbers and seals."""

import datetime as dt
import os
import uuid
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from intranet.base import db as base_db
from intranet.base import numbering
from intranet.base.clock import FixedClock
from intranet.base.ids import new_id
from intranet.base.sealing import FieldKeys, SealError
from shared.settings import SettingsError

JAKARTA, JAYAPURA = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Jayapura")


def test_ids_are_version_seven_unique_and_sorted_by_time():
    made = [new_id() for _ in range(2000)]
    assert len(set(made)) == 2000
    assert {uuid.UUID(one).version for one in made} == {7}
    assert made == sorted(made)


def test_a_clock_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="aware"):
        FixedClock(dt.datetime(2026, 1, 1))  # noqa: DTZ001 - the point of the test


@pytest.mark.parametrize(
    ("version", "safe"),
    [((3, 40, 1), False), ((3, 44, 6), True), ((3, 50, 6), False), ((3, 50, 7), True), ((3, 51, 2), False), ((3, 51, 3), True)],
)
def test_the_write_ahead_log_is_used_only_where_it_cannot_lose_rows(version, safe):
    assert base_db.wal_is_safe(version) is safe


def test_sqlite_syncs_in_full_and_keeps_foreign_keys(office_db):
    with office_db.engine.connect() as connection:
        assert connection.execute(text("PRAGMA synchronous")).scalar_one() == 3
        assert connection.execute(text("PRAGMA foreign_keys")).scalar_one() == 1
        assert connection.execute(text("PRAGMA journal_mode")).scalar_one() == base_db.journal_mode()


def test_a_moment_without_a_zone_cannot_be_stored(db):
    with pytest.raises(ValueError, match="zone"):
        base_db.UtcDateTime().process_bind_param(dt.datetime(2026, 1, 1), db.engine.dialect)  # noqa: DTZ001


def test_moments_come_back_aware_and_equal(db, clock):
    kind = base_db.UtcDateTime()
    for moment in (clock.now(), clock.now().astimezone(JAYAPURA)):
        stored = kind.process_bind_param(moment, db.engine.dialect)
        assert kind.process_result_value(stored, db.engine.dialect) == moment


def give(db, clock, zone=JAKARTA, template="{seq:04d}/ADU/{office}/{roman}/{year}", subject="a" * 32):
    with db.write() as session:
        return numbering.next_number(
            session, clock, series="complaint", template=template, office="33.99", zone=zone, subject_id=subject
        )


def test_numbers_count_up_and_begin_anew_with_the_offices_year(db):
    clock = FixedClock(dt.datetime(2026, 12, 31, 16, 59, tzinfo=dt.UTC))  # 23.59 in Jakarta
    assert give(db, clock) == "0001/ADU/33.99/XII/2026"
    assert give(db, clock) == "0002/ADU/33.99/XII/2026"
    clock.advance(dt.timedelta(minutes=1))
    assert give(db, clock) == "0001/ADU/33.99/I/2027"


@pytest.mark.parametrize("template", ["{seq}", "{year}", "{seq}/{year}/{name}", "{seq}{year}{0}", "{seq", "{year:04d}"])
@pytest.mark.parametrize("name", ["complaint_number", "fact_check_number"])
def test_a_template_that_could_repeat_or_knows_strange_fields_is_refused(settings, name, template):
    with pytest.raises(SettingsError, match=name):
        replace(settings, **{name: template})


def test_an_unknown_zone_and_keys_among_the_data_are_refused(settings):
    with pytest.raises(SettingsError, match="office_zone"):
        replace(settings, office_zone="Asia/Jakartaa")
    with pytest.raises(SettingsError, match="HH:MM"):
        replace(settings, reception_opens="delapan")
    with pytest.raises(SettingsError, match="before it opens"):
        replace(settings, reception_closes="07:00")
    with pytest.raises(SettingsError, match="secrets_dir"):
        replace(settings, secrets_dir=settings.data_dir / "keys")


def test_a_sealed_value_opens_only_in_its_own_place(keys):
    sealed = keys.seal("rahasia", table="a", column="b", row_id="1")
    assert "rahasia" not in sealed
    assert keys.open(sealed, table="a", column="b", row_id="1") == "rahasia"
    for place in ({"table": "x"}, {"column": "x"}, {"row_id": "2"}):
        with pytest.raises(SealError):
            keys.open(sealed, **({"table": "a", "column": "b", "row_id": "1"} | place))


def test_the_same_value_is_never_sealed_alike_but_always_found(keys):
    seals = {keys.seal("x", table="a", column="b", row_id="1") for _ in range(5)}
    assert len(seals) == 5
    assert keys.index("x") == keys.index("x") != keys.index("y")


def test_a_key_file_others_can_read_is_refused(settings):
    os.chmod(settings.field_keys_file, 0o644)
    with pytest.raises(SealError, match="chmod 600"):
        FieldKeys.load(settings.field_keys_file)


@pytest.mark.parametrize("content", ["", "{}", '{"current": 1}', "[]"])
def test_a_broken_key_file_is_named_and_never_shown(settings, content):
    settings.field_keys_file.write_text(content)
    with pytest.raises(SealError, match="cannot be used"):
        FieldKeys.load(settings.field_keys_file)


def test_keys_are_never_replaced(settings):
    with pytest.raises(FileExistsError):
        FieldKeys.create(settings.field_keys_file)
