"""Elections, stages and holidays as people edit them, and deadlines by the calendar as it is."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event

from intranet.base import trail
from intranet.base.clock import FixedClock
from intranet.base.db import Database
from intranet.base.errors import Conflict, Forbidden, NotFound, Refused
from intranet.calendar import queries, service
from intranet.calendar.deadlines import Mark
from intranet.calendar.models import Election
from intranet.calendar.rules import DeadlineKind, ElectionKind, HolidayKind, StageKind
from intranet.calendar.service import ElectionInput, HolidayInput, StageInput
from intranet.settings import Settings
from tests.conftest import People

D = dt.date


def given(**changes: Any) -> ElectionInput:
    facts: dict[str, Any] = {
        "kind": ElectionKind.REGIONAL,
        "name": " Pilkada Contoh 2024 ",
        "region": "Kabupaten Contoh",
        "voting_on": D(2024, 11, 27),
    }
    return ElectionInput(**{**facts, **changes})


def stage(kind: StageKind, first: dt.date, last: dt.date, name: str = "Tahapan") -> StageInput:
    return StageInput(kind=kind, name=name, starts_on=first, ends_on=last)


CAMPAIGN = stage(StageKind.CAMPAIGN, D(2024, 9, 25), D(2024, 11, 23), "Kampanye")
QUIET = stage(StageKind.QUIET, D(2024, 11, 24), D(2024, 11, 26), "Masa tenang")
LEAVE = HolidayInput(name="Libur daerah", kind=HolidayKind.PUBLIC, source="SE Bupati 1/2024")


@pytest.fixture
def election_id(db: Database, clock: FixedClock, people: People) -> str:
    """A regional election with a campaign and a quiet period."""
    with db.write() as session:
        row = service.add_election(session, people.admin, clock, given())
        service.set_stage(session, people.admin, clock, row.id, QUIET, version=1)
        service.set_stage(session, people.admin, clock, row.id, CAMPAIGN, version=2)
        return row.id


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    said: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            said.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield said
    event.remove(database.engine, "before_cursor_execute", note)


def test_an_election_is_entered_with_stages_in_the_order_of_their_days(db: Database, election_id: str) -> None:
    with db.read() as session:
        row = service.get_election(session, election_id)
        assert row.name == "Pilkada Contoh 2024"
        assert [one.name for one in row.stages] == ["Kampanye", "Masa tenang"]
        assert (row.period.starts_on, row.period.ends_on) == (D(2024, 9, 25), D(2024, 11, 27))
        assert row.version == 3
        assert [past.kind for past in trail.of(session, "election", row.id)] == ["election.stage_set"] * 2 + ["election.added"]


@pytest.mark.parametrize(
    ("changes", "field"), [({"name": " "}, "name"), ({"region": ""}, "region"), ({"name": "Pilkada Contoh 2024"}, "name")]
)
def test_an_election_needs_a_name_of_its_own_and_a_region(
    db: Database, clock: FixedClock, people: People, election_id: str, changes: dict[str, Any], field: str
) -> None:
    with db.write() as session, pytest.raises(Refused) as refused:
        service.add_election(session, people.admin, clock, given(**changes))
    assert refused.value.field == field


def test_an_election_is_renamed_and_moved_but_never_over_somebody_elses_change(
    db: Database, clock: FixedClock, people: People, election_id: str
) -> None:
    with db.write() as session:
        moved = given(name="Pilkada Contoh", voting_on=D(2024, 12, 4))
        row = service.change_election(session, people.admin, clock, election_id, moved, version=3)
        assert (row.name, row.voting_on, row.version) == ("Pilkada Contoh", D(2024, 12, 4), 4)
    with db.write() as session, pytest.raises(Conflict):
        service.change_election(session, people.admin, clock, election_id, given(), version=3)
    with db.write() as session, pytest.raises(NotFound):
        service.change_election(session, people.admin, clock, "0" * 32, given(), version=1)


def test_two_changes_at_once_do_not_overwrite_each_other(office_db: Database, clock: FixedClock, staff: People) -> None:
    with office_db.write() as session:
        election_id = service.add_election(session, staff.admin, clock, given()).id
    with office_db.writing() as session:
        kept = session.get_one(Election, election_id)
        session.connection().exec_driver_sql("UPDATE election SET version = 9")
        assert kept.version == 1
        with pytest.raises(Conflict):
            service.change_election(session, staff.admin, clock, election_id, given(name="Lain"), version=1)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (stage(StageKind.QUIET, D(2024, 11, 26), D(2024, 11, 27)), "starts_on"),
        (stage(StageKind.CAMPAIGN, D(2024, 1, 1), D(2025, 1, 1)), "starts_on"),
        (stage(StageKind.RECAP, D(2024, 12, 16), D(2024, 11, 28)), "ends_on"),
        (stage(StageKind.RECAP, D(2024, 11, 28), D(2024, 12, 16), " "), "name"),
    ],
)
def test_overlapping_reversed_and_nameless_stages_are_refused(
    db: Database, clock: FixedClock, people: People, election_id: str, wrong: StageInput, field: str
) -> None:
    with db.write() as session, pytest.raises(Refused) as refused:
        service.set_stage(session, people.admin, clock, election_id, wrong, version=3)
    assert refused.value.field == field


def test_a_stage_is_corrected_in_its_own_place_and_removed(
    db: Database, clock: FixedClock, people: People, election_id: str
) -> None:
    with db.write() as session:
        row = service.get_election(session, election_id)
        quiet = row.stages[1].id
        longer = stage(StageKind.QUIET, D(2024, 11, 23), D(2024, 11, 26), "Masa tenang")
        service.set_stage(session, people.admin, clock, election_id, longer, version=3, stage_id=quiet)
        assert row.version == 4
        assert row.stages[1].starts_on == D(2024, 11, 23)
    with db.write() as session:
        with pytest.raises(Conflict):
            service.remove_stage(session, people.admin, clock, election_id, quiet, version=3)
        service.remove_stage(session, people.admin, clock, election_id, quiet, version=4)
        with pytest.raises(NotFound):
            service.remove_stage(session, people.admin, clock, election_id, quiet, version=5)
    with db.read() as session:
        assert [one.name for one in service.get_election(session, election_id).stages] == ["Kampanye"]
        assert trail.of(session, "election", election_id)[0].details["kind"] == "quiet"
        assert list(trail.verify(session)) == []


def test_a_day_knows_its_election_stage_and_regime(db: Database, clock: FixedClock, people: People, election_id: str) -> None:
    with db.write() as session:
        found = stage(StageKind.OTHER, D(2024, 9, 1), D(2024, 12, 1), "Pengawasan")
        service.set_stage(session, people.admin, clock, election_id, found, version=3)
    with db.read() as session:
        shortest = queries.stage_on(session, D(2024, 11, 24))
        assert shortest is not None
        assert shortest.name == "Masa tenang"
        chosen = queries.election_for(session, D(2024, 11, 27))
        assert chosen is not None
        assert chosen.id == election_id
        assert queries.regime_on(session, D(2024, 11, 27)) is ElectionKind.REGIONAL
        assert queries.election_for(session, D(2024, 12, 2)) is None
        assert queries.stage_on(session, D(2024, 12, 2)) is None
        assert queries.regime_on(session, D(2024, 12, 2)) is ElectionKind.GENERAL


def test_holidays_are_added_corrected_and_removed_with_a_trail(db: Database, clock: FixedClock, people: People) -> None:
    day = D(2024, 11, 28)
    with db.write() as session:
        assert service.add_holiday(session, people.admin, clock, day, LEAVE).source == "SE Bupati 1/2024"
        with pytest.raises(Refused, match="sudah tercatat"):
            service.add_holiday(session, people.admin, clock, day, LEAVE)
        joint = replace(LEAVE, kind=HolidayKind.JOINT_LEAVE)
        assert service.correct_holiday(session, people.admin, clock, day, joint).kind == service.JOINT_LEAVE
        assert [row.day for row in queries.holidays_of(session, 2024)] == [day]
        service.remove_holiday(session, people.admin, clock, day)
        for again in (
            lambda: service.remove_holiday(session, people.admin, clock, day),
            lambda: service.correct_holiday(session, people.admin, clock, day, LEAVE),
        ):
            with pytest.raises(NotFound):
                again()
    with db.read() as session:
        kinds = [past.kind for past in trail.of(session, "holiday", "2024-11-28")]
        assert kinds == ["holiday.removed", "holiday.corrected", "holiday.added"]


@pytest.mark.parametrize(("changes", "field"), [({"name": " "}, "name"), ({"source": ""}, "source")])
def test_a_holiday_needs_a_name_and_a_source(
    db: Database, clock: FixedClock, people: People, changes: dict[str, str], field: str
) -> None:
    with db.write() as session, pytest.raises(Refused) as refused:
        service.add_holiday(session, people.admin, clock, D(2024, 11, 28), replace(LEAVE, **changes))
    assert refused.value.field == field


def test_only_the_administrator_edits_the_calendar(office_db: Database, clock: FixedClock, staff: People) -> None:
    with office_db.write() as session:
        for actor in (staff.budi, staff.kartika, staff.wulan, staff.halim, staff.sekar, staff.tirta):
            for verb in (
                lambda who: service.add_election(session, who, clock, given()),
                lambda who: service.change_election(session, who, clock, "x", given(), version=1),
                lambda who: service.set_stage(session, who, clock, "x", QUIET, version=1),
                lambda who: service.remove_stage(session, who, clock, "x", "y", version=1),
                lambda who: service.add_holiday(session, who, clock, D(2024, 1, 2), LEAVE),
                lambda who: service.correct_holiday(session, who, clock, D(2024, 1, 2), LEAVE),
                lambda who: service.remove_holiday(session, who, clock, D(2024, 1, 2)),
            ):
                with pytest.raises(Forbidden):
                    verb(actor)


def test_a_deadline_asks_two_questions_and_follows_a_late_holiday(
    db: Database, clock: FixedClock, people: People, settings: Settings, election_id: str
) -> None:
    start = D(2026, 11, 20)
    with db.read() as session, statements(db) as said:
        before = service.deadline(session, settings, DeadlineKind.ANALYSIS, start)
    assert len(said) == 2
    assert (before.due_on, before.regime) == (D(2026, 11, 27), ElectionKind.GENERAL)
    with db.write() as session:
        service.add_holiday(session, people.admin, clock, D(2026, 11, 25), LEAVE)
    with db.read() as session:
        after = service.deadline(session, settings, DeadlineKind.ANALYSIS, start)
    assert after.due_on == D(2026, 11, 30)
    assert [step.name for step in after.steps if step.mark is Mark.HOLIDAY] == ["Libur daerah"]


def test_a_deadline_takes_the_regime_of_its_day_unless_told(db: Database, settings: Settings, election_id: str) -> None:
    with db.read() as session:
        kind, start = DeadlineKind.FOLLOW_UP, D(2024, 11, 26)
        assert service.deadline(session, settings, kind, start).due_on == D(2024, 11, 29)
        longer = service.deadline(session, settings, kind, start, extension_reason="perlu saksi")
        assert (longer.due_on, longer.extension_reason) == (D(2024, 12, 1), "perlu saksi")
        general = service.deadline(session, settings, kind, start, regime=ElectionKind.GENERAL)
        assert general.due_on == D(2024, 12, 5)


def test_voting_day_is_open_all_day_even_when_nobody_entered_it_as_a_stage(
    db: Database, clock: FixedClock, people: People, settings: Settings
) -> None:
    with db.write() as session:
        service.add_election(
            session, people.admin, clock, given(kind=ElectionKind.GENERAL, name="Pemilu", voting_on=D(2024, 2, 14))
        )
    at = dt.datetime(2024, 2, 14, 22, tzinfo=settings.zone)
    with db.read() as session:
        assert service.deadline(session, settings, DeadlineKind.INITIAL_STUDY, at).due_on == D(2024, 2, 16)
        later = at + dt.timedelta(days=1)
        assert service.deadline(session, settings, DeadlineKind.INITIAL_STUDY, later).due_on == D(2024, 2, 18)


def test_triage_and_joint_leave_follow_the_settings(db: Database, clock: FixedClock, people: People, settings: Settings) -> None:
    with db.write() as session:
        joint = replace(LEAVE, kind=HolidayKind.JOINT_LEAVE)
        service.add_holiday(session, people.admin, clock, D(2026, 11, 23), joint)
        start, kind = D(2026, 11, 20), DeadlineKind.TRIAGE
        assert service.deadline(session, settings, kind, start).due_on == D(2026, 11, 24)
        assert service.deadline(session, replace(settings, joint_leave_counts=True), kind, start).due_on == D(2026, 11, 23)
        assert service.deadline(session, replace(settings, triage_working_days=3), kind, start).due_on == D(2026, 11, 26)


def test_what_cannot_be_counted_is_refused_at_its_field(office_db: Database, settings: Settings) -> None:
    with office_db.read() as session:
        with pytest.raises(Refused, match="dihitung dalam jam") as refused:
            service.deadline(session, settings, DeadlineKind.HANDLING, D(2026, 11, 20))
        assert refused.value.field == "time"
        with pytest.raises(Refused, match="tidak dapat diperpanjang") as refused:
            service.deadline(session, settings, DeadlineKind.TRACING, D(2026, 11, 20), extension_reason="perlu waktu")
        assert refused.value.field == "reason"
        at = dt.datetime(2026, 11, 20, 15, tzinfo=dt.UTC)
        assert service.deadline(session, settings, DeadlineKind.HANDLING, at).due == at + dt.timedelta(hours=24)
