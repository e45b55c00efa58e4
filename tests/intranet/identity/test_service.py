"""Checks on real databases: counted before they are made, gated by the agreement, limited, swept, resumed."""

import dataclasses
import datetime as dt
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, inspect, select

from intranet.agreements import service as agreements
from intranet.base import trail
from intranet.base.actor import Actor
from intranet.base.clock import FixedClock
from intranet.base.db import Database
from intranet.base.errors import Forbidden, NotFound, Refused
from intranet.base.sealing import FieldKeys
from intranet.identity import arrangement, rules, service
from intranet.identity.codes import Answer, CodeClass, unavailable
from intranet.identity.models import Feedback, IdentityCheck
from intranet.identity.rules import Claim, Document, Method, Refusal
from intranet.identity.service import CheckRefused, Turn
from intranet.settings import Settings
from shared.elements import Element, Outcome
from shared.settings import SettingsError
from shared.words import CheckOffer, CheckState
from tests.intranet.identity.conftest import BAWASLU, HEAD, KIOSK, OFFICER, OTHER_KIOSK, add_agreement, claim_of, person

MATCH = Answer(Outcome.MATCH, CodeClass.ANSWERED, "01")
MISS = Answer(Outcome.NOT_FOUND, CodeClass.NOT_FOUND, "13")


class Asked:
    """A runner that only notes what it was asked."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, Claim]] = []

    def ask(self, check_id: str, claim: Claim) -> None:
        self.calls.append((check_id, claim))


@dataclasses.dataclass
class Office:
    """Everything a check needs, with short verbs."""

    db: Database
    clock: FixedClock
    settings: Settings
    keys: FieldKeys
    runner: Asked
    visits: int = 0

    def begin(self, actor: Actor = KIOSK, visit: str | None = None, claim: Claim | None = None) -> str:
        self.visits += 1
        ask = service.CheckInput(visit_id=visit or f"{self.visits:032x}", method=Method.CARD, claim=claim or claim_of(person()))
        with self.db.write() as session:
            return service.begin_check(session, actor, self.clock, self.settings, self.keys, self.runner, ask).id

    def finish(self, check_id: str, answer: Answer = MATCH) -> None:
        with self.db.write() as session:
            assert service.take_turn(session, self.clock, self.settings, check_id) is Turn.GO
        with self.db.write() as session:
            assert service.finish_check(session, self.clock, check_id, answer)

    def done(self, answer: Answer = MATCH, actor: Actor = KIOSK) -> str:
        check_id = self.begin(actor)
        self.finish(check_id, answer)
        return check_id

    def row(self, check_id: str) -> IdentityCheck:
        with self.db.read() as session:
            return service.get(session, check_id)

    def offer(self) -> CheckOffer:
        with self.db.read() as session:
            return service.offer(session, self.clock, self.settings)


@pytest.fixture
def office(db: Database, clock: FixedClock, settings: Settings, keys: FieldKeys, agreement: str) -> Office:
    return Office(db, clock, settings, keys, Asked())


def test_a_check_is_counted_and_handed_over_after_the_commit(office: Office, agreement: str) -> None:
    check_id = office.begin()
    row = office.row(check_id)
    assert (row.actor_id, row.agreement_id, row.method, row.purpose) == (KIOSK.id, agreement, Method.CARD, "complaint")
    assert row.elements == (Element.NIK, Element.NAME, Element.BIRTH_PLACE, Element.BIRTH_DATE, Element.ADDRESS)
    assert (row.started_at, row.finished_at, row.outcome) == (None, None, None)
    assert service.check_state(row) is CheckState.CHECKING
    assert [call[0] for call in office.runner.calls] == [check_id]
    office.clock.advance(dt.timedelta(seconds=1))
    office.finish(check_id)
    row = office.row(check_id)
    assert (row.outcome, row.code_class, row.code, row.latency_ms) == (Outcome.MATCH, CodeClass.ANSWERED, "01", 0)
    assert service.check_state(row) is CheckState.VERIFIED


def test_a_transaction_that_fails_makes_no_call_and_wipes_the_claim(office: Office) -> None:
    ask = service.CheckInput(visit_id="a" * 32, method=Method.CARD, claim=claim_of(person()))
    with office.db.writing() as session:
        service.begin_check(session, KIOSK, office.clock, office.settings, office.keys, office.runner, ask)
        session.rollback()
        session.commit()
    assert office.runner.calls == []
    with office.db.read() as session:
        assert session.scalars(select(IdentityCheck)).all() == []


def test_a_savepoint_inside_does_not_start_the_call_early(office: Office) -> None:
    ask = service.CheckInput(visit_id="a" * 32, method=Method.CARD, claim=claim_of(person()))
    with office.db.write() as session:
        with session.begin_nested():
            service.begin_check(session, KIOSK, office.clock, office.settings, office.keys, office.runner, ask)
        assert office.runner.calls == []
    assert len(office.runner.calls) == 1


def test_only_a_kiosk_or_the_diskominfo_counter_may_ask(office: Office) -> None:
    office.begin(OFFICER)
    office.begin(HEAD)
    with pytest.raises(Forbidden):
        office.begin(BAWASLU)


def test_only_white_listed_elements_are_handed_over(office: Office) -> None:
    office.settings = dataclasses.replace(office.settings, dukcapil_elements=("NAMA_LGKP", "NIK"))
    office.begin()
    assert office.runner.calls[0][1].elements == (Element.NIK, Element.NAME)


@pytest.mark.parametrize(
    "claim",
    [
        Claim({Element.NIK: "3399991203850001"}),
        Claim({Element.NAME: "CONTOH"}),
        Claim({Element.NIK: "12", Element.NAME: "CONTOH"}),
        Claim({Element.NIK: "3399991203850001", Element.BIRTH_DATE: "12 Maret"}),
    ],
)
def test_a_claim_that_cannot_be_sent_is_refused_and_not_counted(office: Office, claim: Claim) -> None:
    with pytest.raises(Refused) as refused:
        office.begin(claim=claim)
    assert refused.value.field == "claims"
    assert office.runner.calls == []


def refusal_of(office: Office, **kwargs: Any) -> Refusal:
    before = len(office.runner.calls)
    with pytest.raises(CheckRefused) as refused:
        office.begin(**kwargs)
    assert len(office.runner.calls) == before
    return refused.value.reason


def test_without_an_agreement_no_call_is_made(db: Database, clock: FixedClock, settings: Settings, keys: FieldKeys) -> None:
    office = Office(db, clock, settings, keys, Asked())
    assert refusal_of(office) is Refusal.NO_AGREEMENT
    assert office.offer() is CheckOffer.NO_AGREEMENT
    with db.write() as session:
        add_agreement(session, clock, approval_letter_no="")
    assert refusal_of(office) is Refusal.NO_AGREEMENT


def test_the_last_valid_day_ends_at_the_offices_midnight(office: Office) -> None:
    last_day = office.clock.now().date() + dt.timedelta(days=100)
    midnight = dt.datetime.combine(last_day + dt.timedelta(days=1), dt.time.min, office.settings.zone)
    office.clock.set(midnight - dt.timedelta(seconds=1))
    office.begin()
    office.clock.set(midnight)
    assert refusal_of(office) is Refusal.NO_AGREEMENT
    assert office.offer() is CheckOffer.NO_AGREEMENT


def test_a_check_that_waits_over_the_end_of_the_agreement_makes_no_call(office: Office, agreement: str) -> None:
    check_id = office.begin()
    with office.db.write() as session:
        today = office.clock.now().date()
        agreements.suspend(session, HEAD, office.clock, agreement, version=1, from_day=today, until_day=None, reason="Kebijakan")
    with office.db.write() as session:
        assert service.take_turn(session, office.clock, office.settings, check_id) is Turn.GONE
    row = office.row(check_id)
    assert (row.outcome, row.code_class) == (Outcome.UNAVAILABLE, CodeClass.NO_AGREEMENT)
    assert refusal_of(office) is Refusal.NO_AGREEMENT


def test_without_a_connection_in_the_settings_the_office_works_on(office: Office) -> None:
    office.settings = dataclasses.replace(office.settings, dukcapil_base_url="")
    assert refusal_of(office) is Refusal.NOT_CONFIGURED
    assert office.offer() is CheckOffer.NOT_CONFIGURED


def test_our_own_counter_stops_before_the_registers_quota(office: Office) -> None:
    office.settings = dataclasses.replace(office.settings, dukcapil_daily=3)
    for _ in range(3):
        office.done()
    assert refusal_of(office) is Refusal.QUOTA
    office.clock.advance(dt.timedelta(days=1))
    assert office.offer() is CheckOffer.POSSIBLE


def test_the_registers_own_quota_stops_until_tomorrow_or_until_somebody_resumes(office: Office) -> None:
    office.done(Answer(Outcome.UNAVAILABLE, CodeClass.QUOTA, "05"))
    assert office.offer() is CheckOffer.QUOTA
    with office.db.write() as session:
        with pytest.raises(Forbidden):
            service.resume_checks(session, BAWASLU, office.clock)
        service.resume_checks(session, OFFICER, office.clock)
    assert office.offer() is CheckOffer.POSSIBLE
    office.done(Answer(Outcome.MATCH, CodeClass.ANSWERED, "01", quota_left=0))
    assert office.offer() is CheckOffer.POSSIBLE  # ended in the same moment as the resume
    office.clock.advance(dt.timedelta(seconds=1))
    office.done(Answer(Outcome.MATCH, CodeClass.ANSWERED, "01", quota_left=0))
    assert office.offer() is CheckOffer.QUOTA


def test_failures_in_a_row_pause_the_calls_and_one_success_heals(office: Office) -> None:
    for _ in range(5):
        assert office.offer() is CheckOffer.POSSIBLE
        office.done(unavailable(CodeClass.TIMEOUT), OFFICER)
    assert refusal_of(office) is Refusal.BREAKER
    office.clock.advance(dt.timedelta(seconds=120))
    office.done(unavailable(CodeClass.LINK), OFFICER)
    assert office.offer() is CheckOffer.DOWN
    office.clock.advance(dt.timedelta(seconds=120))
    office.done(MATCH)
    assert office.offer() is CheckOffer.POSSIBLE


def test_checks_that_died_with_a_process_do_not_pause_the_calls(office: Office) -> None:
    for _ in range(10):
        office.done(unavailable(CodeClass.INTERRUPTED), OFFICER)
    assert office.offer() is CheckOffer.POSSIBLE


def test_a_refused_office_stops_calling_until_somebody_looks(office: Office) -> None:
    office.done(Answer(Outcome.UNAVAILABLE, CodeClass.SETUP, "03"))
    assert refusal_of(office) is Refusal.SETUP
    assert office.offer() is CheckOffer.DOWN


def test_a_visit_is_looked_up_once(office: Office) -> None:
    visit = "b" * 32
    check_id = office.begin(visit=visit)
    assert refusal_of(office, visit=visit) is Refusal.VISIT_CHECKED
    office.finish(check_id, unavailable(CodeClass.TIMEOUT))
    again = office.begin(visit=visit)
    office.finish(again, MISS)
    assert refusal_of(office, visit=visit) is Refusal.VISIT_CHECKED


def test_a_kiosk_is_no_oracle_thirty_an_hour_whatever_it_tries(office: Office) -> None:
    """T5, with fake time: a stolen kiosk with a valid key tries every twelve seconds for an hour."""
    made, reasons = 0, set()
    for attempt in range(300):
        office.clock.advance(dt.timedelta(seconds=12))
        try:
            office.done(MATCH if attempt % 4 else MISS)
            made += 1
        except CheckRefused as refused:
            reasons.add(refused.reason)
    assert (made, reasons) == (30, {Refusal.KIOSK_HOUR})
    office.done(actor=OTHER_KIOSK)
    office.done(actor=OFFICER)


def test_five_unknown_niks_in_a_row_pause_one_kiosk(office: Office) -> None:
    for _ in range(5):
        office.done(MISS)
    assert refusal_of(office) is Refusal.KIOSK_MISSES
    with office.db.read() as session:
        assert service.offer(session, office.clock, office.settings, KIOSK) is CheckOffer.DOWN
        assert service.offer(session, office.clock, office.settings, OTHER_KIOSK) is CheckOffer.POSSIBLE
    office.clock.advance(dt.timedelta(minutes=61))
    office.done(MISS)
    assert refusal_of(office) is Refusal.KIOSK_MISSES


def test_no_more_calls_run_together_than_permitted(office: Office) -> None:
    waiting = [office.begin(OFFICER) for _ in range(3)]

    def turn(check_id: str) -> Turn:
        with office.db.write() as session:
            return service.take_turn(session, office.clock, office.settings, check_id)

    assert [turn(check_id) for check_id in waiting] == [Turn.GO, Turn.GO, Turn.WAIT]
    assert turn(waiting[0]) is Turn.GONE  # already started: never called twice
    with office.db.write() as session:
        service.finish_check(session, office.clock, waiting[0], MATCH)
    assert turn(waiting[2]) is Turn.GO
    assert turn("f" * 32) is Turn.GONE


def test_a_turn_that_does_not_come_in_time_ends_as_busy(office: Office) -> None:
    check_id = office.begin()
    office.clock.advance(dt.timedelta(seconds=office.settings.dukcapil_queue_seconds))
    with office.db.write() as session:
        assert service.take_turn(session, office.clock, office.settings, check_id) is Turn.GONE
    assert office.row(check_id).code_class is CodeClass.BUSY


def test_checks_whose_process_died_are_swept_and_still_count(office: Office) -> None:
    started, waiting = office.begin(OFFICER), office.begin(OFFICER)
    with office.db.write() as session:
        service.take_turn(session, office.clock, office.settings, started)
    with office.db.write() as session:
        assert service.sweep(session, office.clock, office.settings) == 0
    office.clock.advance(dt.timedelta(minutes=5))
    with office.db.write() as session:
        assert service.sweep(session, office.clock, office.settings) == 2
        assert service.sweep(session, office.clock, office.settings) == 0
        assert not service.finish_check(session, office.clock, started, MATCH)
        assert service.calls_today(session, office.clock, office.settings) == 1
    for check_id in (started, waiting):
        row = office.row(check_id)
        assert (row.outcome, row.code_class) == (Outcome.UNAVAILABLE, CodeClass.INTERRUPTED)
        assert service.check_state(row) is CheckState.LATER
        assert rules.later_reason(row.code_class) is CheckOffer.DOWN


def test_limits_hold_exactly_when_many_ask_at_once(office: Office) -> None:
    office.settings = dataclasses.replace(office.settings, dukcapil_daily=3)

    def one(n: int) -> bool:
        try:
            office.begin(OFFICER, visit=f"{n:032x}")
        except CheckRefused:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(16))) == 3
    with office.db.read() as session:
        assert session.scalar(select(func.count()).select_from(IdentityCheck)) == 3
        assert not list(trail.verify(session))


def test_no_more_than_permitted_start_when_many_want_to(office: Office) -> None:
    ids = [office.begin(OFFICER) for _ in range(6)]

    def turn(check_id: str) -> Turn:
        with office.db.write() as session:
            return service.take_turn(session, office.clock, office.settings, check_id)

    with ThreadPoolExecutor(6) as pool:
        assert sorted(found.value for found in pool.map(turn, ids)) == ["go"] * 2 + ["wait"] * 4


def test_a_machine_that_starts_need_not_wait_for_what_died_with_it(office: Office) -> None:
    office.begin(OFFICER)
    with office.db.write() as session:
        assert service.sweep(session, office.clock, office.settings, nobody_runs=True) == 1


def test_an_officer_may_look_at_the_card_without_any_agreement(db: Database, clock: FixedClock, settings: Settings) -> None:
    with db.write() as session:
        row = service.record_by_eye(session, OFFICER, clock, visit_id="c" * 32, document=Document.KTP_EL)
        assert (row.outcome, row.document, row.agreement_id) == (Outcome.BY_EYE, Document.KTP_EL, None)
        with pytest.raises(Forbidden):
            service.record_by_eye(session, BAWASLU, clock, visit_id="c" * 32, document=Document.KTP_EL)
        assert service.calls_today(session, clock, settings) == 0


def test_a_check_is_tied_to_one_nik_and_to_no_other(office: Office) -> None:
    row = office.row(office.begin())
    assert service.is_about(row, office.keys, person().nik)
    assert not service.is_about(row, office.keys, person("sari").nik)


def test_every_step_is_in_the_trail_without_personal_data(office: Office) -> None:
    check_id = office.done()
    with office.db.read() as session:
        events = trail.of(session, "identity", check_id)
        assert [event.kind for event in events] == ["identity.ended", "identity.asked"]
        assert events[0].details == {"outcome": "match", "class": "answered"}
        assert person().nik not in "".join(event.data for event in events)
        assert not list(trail.verify(session))


def test_no_table_has_a_column_for_a_value_a_verdict_or_a_score(db: Database) -> None:
    """Promise 2: the columns are named here one by one, so that a new one needs a decision."""
    columns = {table: {c["name"] for c in inspect(db.engine).get_columns(table)} for table in _tables()}
    assert columns["identity_check"] == {
        *("id", "at", "visit_id", "actor_kind", "actor_id", "actor_name", "agreement_id", "purpose", "method"),
        *("element_names", "threshold", "document", "nik_index", "started_at", "finished_at", "latency_ms"),
        *("outcome", "code_class", "code", "quota_left"),
    }
    assert columns["feedback"] == {
        *("id", "check_id", "complaint_no", "nik_sealed", "nik_index", "state", "tries", "queued_at"),
        *("next_try_at", "last_result", "acknowledged_at"),
    }
    assert columns["identity_resume"] == {"id", "at"}


def _tables() -> list[str]:
    return [IdentityCheck.__tablename__, Feedback.__tablename__, "identity_resume"]


def test_nothing_personal_is_logged_by_the_database(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    office.done()
    assert person().nik not in caplog.text
    assert person().name not in caplog.text


def test_an_unknown_check_is_not_found(db: Database) -> None:
    with db.read() as session, pytest.raises(NotFound):
        service.get(session, "0" * 32)


@pytest.mark.parametrize(
    "changes",
    [
        {"dukcapil_elements": ("NIK", "NAMA")},
        {"dukcapil_elements": ("NAMA_LGKP", "ALAMAT")},
        {"dukcapil_elements": ("NIK",)},
        {"dukcapil_opens": "pagi"},
        {"dukcapil_base_url": "http://8.8.8.8/x"},
        {"balikan_url": "ftp://10.0.0.1/x"},
        {"dukcapil_dialect": "oldest"},
        {"dukcapil_dialect": "old", "dukcapil_region": ""},
        {"balikan_encoding": "xml"},
        {"dukcapil_threshold": 0},
        {"dukcapil_parallel": 0},
    ],
)
def test_settings_that_cannot_work_are_refused_at_the_start(settings: Settings, changes: dict[str, Any]) -> None:
    arrangement.check(settings)
    arrangement.check(dataclasses.replace(settings, dukcapil_base_url="", balikan_url=""))
    with pytest.raises(SettingsError):
        arrangement.check(dataclasses.replace(settings, **changes))
