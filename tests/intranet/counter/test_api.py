"""What a kiosk asks is done once, told truly, and nothing of a claim stays."""

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from intranet.base import outbox, trail
from intranet.base.clock import FixedClock
from intranet.base.db import Database
from intranet.base.ids import new_id
from intranet.base.sealing import FieldKeys
from intranet.cases.models import Case
from intranet.counter import service
from intranet.counter.models import Visit
from intranet.counter.rules import EyeReason
from intranet.devices import service as devices
from intranet.devices.models import IdempotentAnswer
from intranet.identity.codes import Answer, CodeClass, unavailable
from intranet.identity.models import Feedback, IdentityCheck
from intranet.identity.rules import Document
from intranet.settings import Settings
from shared.elements import Outcome, Standing
from shared.wire import BASE_PATH
from shared.words import EndReason
from tests.conftest import People
from tests.intranet.counter.conftest import MATCH, MISMATCH, Register
from tests.intranet.counter.kiosks import NIK, OTHER_NIK, Kiosk, all_text, enrolled

NOT_FOUND = Answer(outcome=Outcome.NOT_FOUND, code_class=CodeClass.NOT_FOUND)


def done(app: Flask) -> None:
    assert app.extensions["posko_checks"].wait_idle(20)


def count(db: Database, table: Any) -> int:
    with db.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def the_case(db: Database) -> Case:
    with db.read() as session:
        case = session.scalars(select(Case)).one()
        session.expunge(case)
        return case


@pytest.mark.parametrize(
    ("answer", "state", "standing"),
    [
        (MATCH, "verified", "verified"),
        (MISMATCH, "not_verified", "not_verified"),
        (NOT_FOUND, "not_verified", "not_verified"),
        (unavailable(CodeClass.LINK), "later", "later"),
    ],
)
def test_the_kiosk_learns_three_words_and_the_nik_is_printed_only_on_a_match(
    kiosk: Kiosk, counter_app: Flask, db: Database, register: Register, answer: Answer, state: str, standing: str
) -> None:
    register.answer = answer
    visit = kiosk.open_visit()
    kiosk.ask_check(visit)
    done(counter_app)
    told = kiosk.send("GET", f"/visits/{visit}/check").json
    assert told is not None
    assert told["state"] == state
    receipt = kiosk.complain(visit).json["receipt"]  # type: ignore[index]
    assert receipt["nik"] == (NIK if answer is MATCH else None)
    assert receipt["standing"] == standing
    assert the_case(db).standing is Standing(standing)


def test_a_match_for_one_nik_says_nothing_of_another(kiosk: Kiosk, counter_app: Flask, db: Database) -> None:
    visit = kiosk.open_visit()
    kiosk.ask_check(visit)
    done(counter_app)
    receipt = kiosk.complain(visit, nik=OTHER_NIK).json["receipt"]  # type: ignore[index]
    assert (receipt["nik"], receipt["standing"]) == (None, "not_checked")
    assert count(db, Feedback) == 0


def test_an_anonymous_visitor_gets_a_number_too(kiosk: Kiosk) -> None:
    answer = kiosk.send("POST", f"/visits/{kiosk.open_visit()}/complaint", {"complainant": {}, "complaint": {}})
    assert answer.status_code == 201
    assert answer.json["receipt"]["nik"] is None  # type: ignore[index]


def test_a_visit_has_one_look_up(kiosk: Kiosk, counter_app: Flask, register: Register) -> None:
    visit = kiosk.open_visit()
    assert kiosk.ask_check(visit).status_code == 202
    done(counter_app)
    again = kiosk.ask_check(visit, nik=OTHER_NIK)
    assert (again.status_code, again.json["code"]) == (409, "already_checked")  # type: ignore[index]
    assert register.calls == 1


def test_without_consent_to_the_text_in_force_nobody_is_asked(kiosk: Kiosk, register: Register) -> None:
    visit = kiosk.open_visit()
    claims = [{"element": "NIK", "value": NIK}, {"element": "NAMA_LGKP", "value": "SITI CONTOH"}]
    ask = {"method": "card", "notice_version": "2020-01", "claims": claims}
    answer = kiosk.send("POST", f"/visits/{visit}/check", ask)
    assert (answer.status_code, answer.json["code"]) == (409, "check_refused")  # type: ignore[index]
    assert register.calls == 0


def test_the_consent_is_traced(kiosk: Kiosk, db: Database, clock: FixedClock) -> None:
    visit = kiosk.open_visit()
    kiosk.ask_check(visit)
    with db.read() as session:
        row = session.get_one(Visit, visit)
        assert (row.notice_version, row.notice_at) == ("2026-11", clock.now())


def test_when_the_register_may_not_be_asked_the_kiosk_hears_later_and_why(
    kiosk: Kiosk, counter_app: Flask, clock: FixedClock, register: Register
) -> None:
    clock.advance(dt.timedelta(days=200))  # the agreement is over
    opened = kiosk.send("POST", "/visits", {"language": "id"}).json
    assert opened is not None
    assert opened["offer"] == "no_agreement"
    assert kiosk.ask_check(opened["visit_id"]).json == {"state": "later", "reason": "no_agreement"}
    assert kiosk.complain(opened["visit_id"]).status_code == 201
    assert register.calls == 0


@pytest.mark.parametrize("ended_by", ["left", "done"])
def test_after_the_end_nothing_is_checked_any_more(kiosk: Kiosk, register: Register, ended_by: str) -> None:
    visit = kiosk.open_visit()
    kiosk.send("POST", f"/visits/{visit}/end", {"reason": ended_by})
    answer = kiosk.ask_check(visit)
    assert (answer.status_code, answer.json["code"]) == (409, "visit_over")  # type: ignore[index]
    assert register.calls == 0


def test_once_there_is_a_number_nothing_is_checked_any_more(kiosk: Kiosk, register: Register) -> None:
    visit = kiosk.open_visit()
    assert kiosk.complain(visit).status_code == 201
    answer = kiosk.ask_check(visit)
    assert (answer.status_code, answer.json["code"]) == (409, "visit_over")  # type: ignore[index]
    assert register.calls == 0


def test_an_address_no_database_can_look_up_is_refused_and_not_a_fault(kiosk: Kiosk) -> None:
    assert kiosk.send("GET", "/visits/%00/check").status_code in (400, 404)  # PostgreSQL takes no NUL, SQLite finds nothing


def test_a_complaint_is_registered_even_when_the_visit_was_given_up_meanwhile(
    kiosk: Kiosk, db: Database, clock: FixedClock
) -> None:
    visit = kiosk.open_visit()
    clock.advance(dt.timedelta(minutes=31))
    with db.write() as session:
        assert service.sweep(session, clock) == 1
    kiosk.nonce = ""
    assert kiosk.complain(visit).status_code == 201


def test_a_visit_gets_one_number(kiosk: Kiosk, db: Database) -> None:
    visit = kiosk.open_visit()
    kiosk.complain(visit)
    again = kiosk.complain(visit)
    assert (again.status_code, again.json["code"]) == (409, "visit_over")  # type: ignore[index]
    assert count(db, Case) == 1


def test_another_kiosks_visit_does_not_exist(
    kiosk: Kiosk, counter_app: Flask, db: Database, clock: FixedClock, settings: Settings, keys: FieldKeys
) -> None:
    visit = kiosk.open_visit()
    other = enrolled(counter_app, db, clock, settings, keys, "Kios Lain")
    for answer in (
        other.complain(visit),
        other.ask_check(visit),
        other.send("POST", f"/visits/{visit}/end", {"reason": "done"}),
        other.send("POST", f"/visits/{visit}/help", {}),
        other.send("GET", f"/visits/{visit}/check"),
    ):
        assert (answer.status_code, answer.json["code"]) == (404, "not_found")  # type: ignore[index]


def test_a_new_visitor_ends_the_one_before(kiosk: Kiosk, db: Database) -> None:
    first, second = kiosk.open_visit(), kiosk.open_visit()
    with db.read() as session:
        assert session.get_one(Visit, first).end_reason is EndReason.LEFT
        assert session.get_one(Visit, second).ended_at is None


def test_the_same_key_brings_the_same_answer(kiosk: Kiosk, counter_app: Flask, db: Database, register: Register) -> None:
    visit, keys = kiosk.open_visit(), [new_id() for _ in range(4)]
    asked = kiosk.ask_check(visit, key=keys[0])
    done(counter_app)
    assert kiosk.ask_check(visit, key=keys[0]).data == asked.data
    first = kiosk.complain(visit, key=keys[1])
    assert first.json["receipt"]["nik"] == NIK  # type: ignore[index]
    for _again in range(3):
        again = kiosk.complain(visit, key=keys[1])
        assert (again.status_code, again.data) == (first.status_code, first.data)
    helped = kiosk.send("POST", f"/visits/{visit}/help", {}, key=keys[2])
    assert kiosk.send("POST", f"/visits/{visit}/help", {}, key=keys[2]).data == helped.data
    ended = kiosk.send("POST", f"/visits/{visit}/end", {"reason": "done"}, key=keys[3])
    assert kiosk.send("POST", f"/visits/{visit}/end", {"reason": "done"}, key=keys[3]).data == ended.data
    assert (count(db, Case), register.calls) == (1, 1)


def test_a_key_is_for_one_request(kiosk: Kiosk, db: Database) -> None:
    visit, key = kiosk.open_visit(), new_id()
    kiosk.complain(visit, key=key)
    other = kiosk.complain(visit, key=key, narrative="Lain.")
    assert (other.status_code, other.json["code"]) == (409, "replayed")  # type: ignore[index]


def test_a_repetition_after_the_check_ended_still_says_what_was_said(
    kiosk: Kiosk, counter_app: Flask, register: Register, db: Database
) -> None:
    register.open.clear()
    visit, key = kiosk.open_visit(), new_id()
    kiosk.ask_check(visit)
    first = kiosk.complain(visit, key=key)
    register.open.set()
    done(counter_app)
    assert first.json["receipt"]["nik"] is None  # type: ignore[index]
    assert kiosk.complain(visit, key=key).data == first.data


def test_a_stored_answer_holds_no_nik(kiosk: Kiosk, counter_app: Flask, db: Database) -> None:
    visit = kiosk.open_visit()
    kiosk.ask_check(visit)
    done(counter_app)
    kiosk.complain(visit)
    with db.read() as session:
        kept = "".join(session.scalars(select(IdempotentAnswer.body)))
    assert "complaint_no" in kept
    assert NIK not in kept


def test_a_request_repeated_at_the_same_moment_is_done_once(kiosk: Kiosk, counter_app: Flask, db: Database) -> None:
    visit, key = kiosk.open_visit(), new_id()
    kiosk.nonce = ""
    path = f"/visits/{visit}/complaint"
    body = b'{"complainant": {"name": "Siti Contoh"}, "complaint": {}}'
    headers = [kiosk.signed_headers("POST", path, body, key=key) for _ in range(6)]
    start = threading.Barrier(6)

    def send(signed: dict[str, str]) -> tuple[int, bytes]:
        start.wait()
        answer = counter_app.test_client().post(BASE_PATH + path, data=body, content_type="application/json", headers=signed)
        return answer.status_code, answer.data

    with ThreadPoolExecutor(6) as pool:
        answers = set(pool.map(send, headers))
    assert len(answers) == 1
    assert next(iter(answers))[0] == 201
    assert count(db, Case) == 1


def test_eight_kiosks_at_once_get_numbers_without_gap_or_repetition(
    counter_app: Flask, db: Database, clock: FixedClock, settings: Settings, keys: FieldKeys
) -> None:
    kiosks = [enrolled(counter_app, db, clock, settings, keys, f"Kios {n}") for n in range(8)]
    start = threading.Barrier(8)

    def work(kiosk: Kiosk) -> list[str]:
        start.wait()
        numbers = []
        for _turn in range(5):
            answer = kiosk.complain(kiosk.open_visit(), nik=None)
            assert answer.status_code == 201, answer.text
            numbers.append(answer.json["complaint_no"])  # type: ignore[index]
        return numbers

    with ThreadPoolExecutor(8) as pool:
        given = [number for numbers in pool.map(work, kiosks) for number in numbers]
    assert sorted(given) == [f"{n:04d}/ADU/33.99/XI/2026" for n in range(1, 41)]
    with db.read() as session:
        assert list(trail.verify(session)) == []


def test_a_late_answer_reaches_the_case_and_sends_the_number_back(
    kiosk: Kiosk, counter_app: Flask, db: Database, clock: FixedClock, keys: FieldKeys, register: Register
) -> None:
    register.open.clear()
    visit = kiosk.open_visit()
    kiosk.ask_check(visit)
    kiosk.complain(visit)
    assert the_case(db).standing is Standing.LATER
    handlers = {service.SETTLE: service.settler(keys)}
    assert outbox.work_once(db, clock, handlers)
    assert the_case(db).standing is Standing.LATER
    register.open.set()
    done(counter_app)
    clock.advance(dt.timedelta(seconds=5))
    assert outbox.work_once(db, clock, handlers)
    assert the_case(db).standing is Standing.VERIFIED
    assert count(db, Feedback) == 1
    clock.advance(dt.timedelta(hours=1))
    assert not outbox.work_once(db, clock, handlers)


def test_a_document_seen_by_an_officer_shows_on_the_case(
    kiosk: Kiosk, counter_app: Flask, db: Database, clock: FixedClock, people: People, register: Register
) -> None:
    register.answer = NOT_FOUND
    visit = kiosk.open_visit()
    kiosk.ask_check(visit)
    done(counter_app)
    kiosk.complain(visit)
    with db.write() as session:
        service.see_document(session, people.budi, clock, visit, document=Document.SIM, reason=EyeReason.AFTER_ANSWER)
    assert the_case(db).standing is Standing.BY_EYE


def test_nothing_of_a_claim_is_in_the_database_but_what_the_complaint_declares(
    kiosk: Kiosk, counter_app: Flask, db: Database
) -> None:
    visit = kiosk.open_visit()
    claims = [
        {"element": "NIK", "value": NIK},
        {"element": "NAMA_LGKP", "value": "KENARIKARTU"},
        {"element": "TMPT_LHR", "value": "KOTAKENARI"},
        {"element": "ALAMAT", "value": "JALANKENARI"},
    ]
    kiosk.send("POST", f"/visits/{visit}/check", {"method": "card", "notice_version": "2026-11", "claims": claims})
    done(counter_app)
    kiosk.complain(visit)
    kiosk.send("POST", f"/visits/{visit}/end", {"reason": "card_taken"})
    found = all_text(db)
    assert "Siti Contoh" in found
    for canary in (NIK, "KENARIKARTU", "KOTAKENARI", "JALANKENARI"):
        assert canary not in found


@pytest.mark.parametrize(("reason", "kept"), [("left", False), ("timed_out", False), ("card_taken", False), ("done", True)])
def test_verdicts_go_with_a_visitor_who_leaves_and_wait_for_one_who_is_done(
    kiosk: Kiosk, counter_app: Flask, db: Database, reason: str, kept: bool
) -> None:
    visit = kiosk.open_visit()
    kiosk.ask_check(visit)
    done(counter_app)
    kiosk.send("POST", f"/visits/{visit}/end", {"reason": reason})
    with db.read() as session:
        check_id = session.get_one(Visit, visit).check_id or ""
    assert (counter_app.extensions["posko_verdicts"].take(check_id) is not None) is kept


def test_the_claim_is_wiped_when_the_call_is_over(kiosk: Kiosk, counter_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []
    runner = counter_app.extensions["posko_checks"]
    ask = runner.ask
    monkeypatch.setattr(runner, "ask", lambda check_id, claim: (seen.append(claim), ask(check_id, claim)))
    kiosk.ask_check(kiosk.open_visit())
    done(counter_app)
    assert [claim.nik for claim in seen] == [""]


def test_a_check_that_was_refused_leaves_no_trace_of_consent_or_call(kiosk: Kiosk, db: Database) -> None:
    visit = kiosk.open_visit()
    ask = {"method": "typed", "notice_version": "2026-11", "claims": [{"element": "NIK", "value": NIK}]}
    answer = kiosk.send("POST", f"/visits/{visit}/check", ask)
    assert (answer.status_code, answer.json["code"]) == (409, "check_refused")  # type: ignore[index]
    assert count(db, IdentityCheck) == 0
    with db.read() as session:
        assert session.get_one(Visit, visit).notice_at is None


def test_a_repeated_request_is_refused_on_both_databases(kiosk: Kiosk, db: Database) -> None:
    body = b'{"language": "id"}'
    headers = kiosk.signed_headers("POST", "/visits", body)

    def send() -> int:
        return kiosk.client.post(BASE_PATH + "/visits", data=body, content_type="application/json", headers=headers).status_code

    assert [send(), send()] == [201, 409]
    assert count(db, Visit) == 1


def test_heartbeats_show_how_the_kiosk_is(kiosk: Kiosk, db: Database, clock: FixedClock) -> None:
    kiosk.send("POST", "/heartbeats", {"version": "0.2.0", "reader": "siap", "printer": "kertas habis"})
    with db.read() as session:
        device = devices.get(session, kiosk.device_id)
        assert (device.version, device.reader, device.printer, device.last_seen) == ("0.2.0", "siap", "kertas habis", clock.now())


def test_drafts_past_their_time_are_wiped_and_their_visits_end(
    db: Database, clock: FixedClock, people: People, settings: Settings, keys: FieldKeys
) -> None:
    from intranet.cases.service import Facts, Person

    with db.write() as session:
        visit = service.open_desk(session, people.budi, clock, new_id(), "id")
        service.save_draft(
            session, people.budi, clock, settings, keys, visit.id, None, facts=Facts(), person=Person(nik=NIK, name="X")
        )
        visit_id = visit.id
    clock.advance(dt.timedelta(hours=settings.draft_hours, minutes=1))
    with db.write() as session:
        assert service.sweep(session, clock) == 0
        assert service.forget_drafts(session, clock, settings) == 1
    assert count(db, Case) == 0
    with db.read() as session:
        row = session.get_one(Visit, visit_id)
        assert (row.case_id, row.end_reason) == (None, EndReason.LEFT)
