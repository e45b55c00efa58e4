"""How a complaint stands, asked by a kiosk: the stage and two days for whoever has number and code, the same no for all else."""

import dataclasses
import datetime as dt
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from intranet.base import trail
from intranet.base.clock import FixedClock
from intranet.base.db import Database
from intranet.base.ids import new_id
from intranet.base.sealing import FieldKeys
from intranet.cases import moving
from intranet.cases import service as cases
from intranet.cases.models import Case
from intranet.cases.moving import Step
from intranet.cases.rules import Event, Notice, Outcome
from intranet.counter import lookups
from intranet.settings import Settings
from shared.wire import BASE_PATH
from tests.conftest import People
from tests.intranet.counter.kiosks import Kiosk, enrolled

NOTHING = {"found": False, "state": None, "since": None, "due": None, "result": None}
PER_HOUR, MISSES, PAUSE = 30, 5, dt.timedelta(minutes=10)


@dataclasses.dataclass
class Paper:
    """What a visitor took home."""

    number: str
    code: str


@pytest.fixture
def paper(kiosk: Kiosk) -> Paper:
    receipt = kiosk.complain(kiosk.open_visit(), nik=None).json["receipt"]  # type: ignore[index]
    return Paper(receipt["complaint_no"], receipt["check_code"])


def ask(kiosk: Kiosk, number: str, code: str, key: str | None = None) -> TestResponse:
    return kiosk.send("POST", "/lookups", {"number": number, "code": code}, key=key)


def told(kiosk: Kiosk, number: str, code: str) -> Any:
    answer = ask(kiosk, number, code)
    assert answer.status_code == 200, answer.text
    return answer.json


def wrong(paper: Paper) -> str:
    return paper.code[:-1] + ("A" if paper.code[-1] != "A" else "B")


def refused(answer: TestResponse) -> bool:
    assert answer.status_code in (200, 429)
    return answer.status_code == 429 and answer.json["code"] == "too_many"  # type: ignore[index]


def test_number_and_code_tell_the_stage_and_two_days_and_nothing_else(kiosk: Kiosk, paper: Paper, clock: FixedClock) -> None:
    today = clock.now().astimezone(dt.timezone(dt.timedelta(hours=7))).date()
    answer = told(kiosk, paper.number, paper.code)
    assert answer["due"] > today.isoformat()
    assert answer == {
        "found": True,
        "state": "received",
        "since": today.isoformat(),
        "due": answer["due"],
        "result": None,
    }


@pytest.mark.parametrize("typed", ["1", "0001", "1/2026", "1 ADU", "1-ADU-33.99-XI-2026", "0001ADU3399XI2026"])
def test_a_number_may_be_typed_in_short(kiosk: Kiosk, paper: Paper, typed: str) -> None:
    assert paper.number == "0001/ADU/33.99/XI/2026"
    assert told(kiosk, typed, paper.code)["found"]


def test_any_kiosk_may_be_asked(
    kiosk: Kiosk, paper: Paper, counter_app: Flask, db: Database, clock: FixedClock, settings: Settings, keys: FieldKeys
) -> None:
    other = enrolled(counter_app, db, clock, settings, keys, "Kios Lain")
    assert told(other, "1", paper.code)["found"]


def test_an_unknown_number_and_a_wrong_code_are_answered_alike(kiosk: Kiosk, paper: Paper, db: Database) -> None:
    with db.read() as session:
        before = len(session.scalars(select(trail.TrailEvent.seq)).all())
    answers = [
        ask(kiosk, number, code) for number, code in (("2", paper.code), (paper.number, wrong(paper)), ("9999999999", "AAAAAA"))
    ]
    assert [answer.json for answer in answers] == [NOTHING] * 3
    assert len({answer.data for answer in answers}) == 1
    assert len({tuple(sorted(answer.headers.keys())) for answer in answers}) == 1
    with db.read() as session:
        events = session.scalars(select(trail.TrailEvent).where(trail.TrailEvent.seq > before)).all()
    assert {(event.kind, event.subject_kind, event.subject_id, event.data) for event in events} == {
        ("device.status_asked", "device", kiosk.device_id, '{"case":"","found":false}')
    }
    assert len(events) == 3


def test_the_codes_are_never_given_to_the_database_to_compare(kiosk: Kiosk, paper: Paper, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[str, str]] = []

    def compare(one: Any, other: Any) -> bool:
        if len(one) == len("AAAAAA"):
            compared.append((one.decode(), other.decode()))
        return bool(one == other)

    monkeypatch.setattr(lookups.hmac, "compare_digest", compare)
    told(kiosk, "77", "AAAAAA")
    told(kiosk, "1", "AAAAAA")
    assert compared == [("AAAAAA", "------"), ("AAAAAA", "------"), ("AAAAAA", paper.code)]


def test_of_two_years_the_code_tells_which_is_meant(kiosk: Kiosk, paper: Paper, clock: FixedClock) -> None:
    clock.advance(dt.timedelta(days=60))
    kiosk.nonce = ""
    later = kiosk.complain(kiosk.open_visit(), nik=None).json["receipt"]  # type: ignore[index]
    assert later["complaint_no"].startswith("0001/")
    assert told(kiosk, "1", paper.code)["since"] < told(kiosk, "1", later["check_code"])["since"]
    assert not told(kiosk, "1/2027", paper.code)["found"]


def test_the_look_up_is_an_event_without_a_visitor(kiosk: Kiosk, paper: Paper, db: Database) -> None:
    told(kiosk, "1", paper.code)
    with db.read() as session:
        case = session.scalars(select(Case)).one()
        (event,) = trail.latest(session, "device", kiosk.device_id, lookups.ASKED, 5)
        assert event.details == {"found": True, "case": case.id}
        assert list(trail.verify(session)) == []


def test_a_moved_case_is_told_in_its_new_stage_and_a_closed_one_with_its_result(
    kiosk: Kiosk, paper: Paper, db: Database, clock: FixedClock, settings: Settings, people: People
) -> None:
    def move(event: Event, **more: Any) -> None:
        with db.write() as session:
            case = session.scalars(select(Case)).one()
            if case.officer_id is None:
                cases.assign(session, people.budi, clock, case.id, case.version, people.budi.id)
            moving.move(session, people.budi, clock, settings, case.id, case.version, event, Step(**more))

    clock.advance(dt.timedelta(days=3))
    move(Event.TAKE_UP)
    kiosk.nonce = ""
    read = told(kiosk, "1", paper.code)
    assert (read["state"], read["result"]) == ("being_read", None)
    assert read["since"] == clock.now().astimezone(settings.zone).date().isoformat()
    told_it = {"reason": "Bukan urusan kantor ini.", "legal_basis": "Perbawaslu 7/2022", "notice": Notice.LETTER}
    move(Event.CLOSE, outcome=Outcome.NOT_COMPETENT, **told_it)
    closed = told(kiosk, "1", paper.code)
    assert (closed["state"], closed["due"], closed["result"]) == ("finished", None, "other_office")


def test_five_wrong_in_a_row_pause_the_kiosk_and_then_there_are_five_tries_again(
    kiosk: Kiosk, paper: Paper, clock: FixedClock
) -> None:
    for _round in range(2):
        for _try in range(MISSES):
            assert not refused(ask(kiosk, "1", wrong(paper)))
        assert refused(ask(kiosk, "1", paper.code))
        clock.advance(PAUSE - dt.timedelta(seconds=1))
        kiosk.nonce = ""
        assert refused(ask(kiosk, "1", paper.code))
        clock.advance(dt.timedelta(seconds=1))
    assert told(kiosk, "1", paper.code)["found"]


def test_one_that_is_found_begins_the_row_anew(kiosk: Kiosk, paper: Paper) -> None:
    for code in (*[wrong(paper)] * 4, paper.code, *[wrong(paper)] * 4, paper.code):
        assert not refused(ask(kiosk, "1", code))


def test_thirty_an_hour_and_no_more(
    kiosk: Kiosk, paper: Paper, counter_app: Flask, db: Database, clock: FixedClock, settings: Settings, keys: FieldKeys
) -> None:
    for _turn in range(PER_HOUR):
        assert told(kiosk, "1", paper.code)["found"]
        clock.advance(dt.timedelta(seconds=30))
    kiosk.nonce = ""
    assert refused(ask(kiosk, "1", paper.code))
    assert told(enrolled(counter_app, db, clock, settings, keys, "Kios Lain"), "1", paper.code)["found"], "each has its own"
    clock.advance(dt.timedelta(minutes=45, seconds=1))
    kiosk.nonce = ""
    assert told(kiosk, "1", paper.code)["found"]


def test_the_limit_holds_when_everything_is_asked_at_once(kiosk: Kiosk, paper: Paper, counter_app: Flask) -> None:
    body = json.dumps({"number": "1", "code": wrong(paper)}).encode()
    headers = []
    for _one in range(8):
        kiosk.nonce = ""
        headers.append(kiosk.signed_headers("POST", "/lookups", body))
    start = threading.Barrier(8)

    def send(signed: dict[str, str]) -> int:
        start.wait()
        return (
            counter_app.test_client()
            .post(BASE_PATH + "/lookups", data=body, content_type="application/json", headers=signed)
            .status_code
        )

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(send, headers)) == [200] * MISSES + [429] * 3


def test_a_repeated_request_is_answered_again_and_counts_once(kiosk: Kiosk, paper: Paper, db: Database) -> None:
    key = new_id()
    first = ask(kiosk, "1", paper.code, key)
    assert ask(kiosk, "1", paper.code, key).data == first.data
    with db.read() as session:
        assert len(trail.latest(session, "device", kiosk.device_id, lookups.ASKED, 5)) == 1


def test_a_refused_look_up_leaves_no_event(kiosk: Kiosk, paper: Paper, db: Database) -> None:
    for _try in range(MISSES + 3):
        ask(kiosk, "1", wrong(paper))
    with db.read() as session:
        assert len(trail.latest(session, "device", kiosk.device_id, lookups.ASKED, 50)) == MISSES


@pytest.mark.parametrize(
    ("number", "code"), [("adu", "ABCDEF"), ("1", "abcdef"), ("1", "ABCDE"), ("1\u0000", "ABCDEF"), ("", "ABCDEF")]
)
def test_what_cannot_be_a_number_or_a_code_is_not_looked_up(kiosk: Kiosk, number: str, code: str) -> None:
    assert ask(kiosk, number, code).status_code == 400


def test_only_a_proven_kiosk_may_ask(kiosk: Kiosk) -> None:
    assert kiosk.plain("POST", "/lookups", {"number": "1", "code": "ABCDEF"}).status_code == 401
