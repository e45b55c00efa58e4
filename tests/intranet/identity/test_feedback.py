"""Complaint numbers go back to the register once, for those whose data were accessed, through all kinds of trouble."""

import dataclasses
import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import select

from intranet.base import outbox, trail
from intranet.base.clock import FixedClock
from intranet.base.db import Database
from intranet.base.errors import Forbidden, NotFound, Refused
from intranet.base.ids import new_id
from intranet.base.sealing import FieldKeys
from intranet.identity import feedback, service
from intranet.identity.codes import Answer, CodeClass, unavailable
from intranet.identity.dukcapil import Dukcapil
from intranet.identity.feedback import FeedbackHandler
from intranet.identity.models import Feedback
from intranet.identity.rules import Claim, Document, FeedbackResult, FeedbackState, Method
from intranet.settings import Settings
from shared.elements import Outcome
from tests.intranet.identity.conftest import BAWASLU, OFFICER, Register, claim_of, free_port, person

C = CodeClass
NIK = person().nik


class Nobody:
    def ask(self, check_id: str, claim: Claim) -> None:
        claim.wipe()


@dataclasses.dataclass
class Desk:
    db: Database
    clock: FixedClock
    settings: Settings
    keys: FieldKeys

    def checked(self, answer: Answer) -> str:
        visit = new_id()
        ask = service.CheckInput(visit_id=visit, method=Method.DESK, claim=claim_of(person()))
        with self.db.write() as session:
            row = service.begin_check(session, OFFICER, self.clock, self.settings, self.keys, Nobody(), ask)
            check_id = row.id
        with self.db.write() as session:
            service.take_turn(session, self.clock, self.settings, check_id)
            service.finish_check(session, self.clock, check_id, answer)
        return check_id

    def queue(self, number: str, answer: Answer | None = None, nik: str = NIK) -> str | None:
        check_id = self.checked(answer or Answer(Outcome.MATCH, C.ANSWERED, "01"))
        with self.db.write() as session:
            row = service.queue_feedback(session, OFFICER, self.clock, self.keys, nik=nik, complaint_no=number, check_id=check_id)
            return row.id if row else None

    def work(self, settings: Settings | None = None) -> int:
        handlers = {feedback.KIND: FeedbackHandler(self.keys, Dukcapil(settings or self.settings))}
        done = 0
        while outbox.work_once(self.db, self.clock, handlers):
            done += 1
        return done

    def row(self, feedback_id: str | None) -> Feedback:
        with self.db.read() as session:
            return session.scalars(select(Feedback).where(Feedback.id == feedback_id)).one()


@pytest.fixture
def desk(db: Database, clock: FixedClock, settings: Settings, keys: FieldKeys, agreement: str) -> Desk:
    return Desk(db, clock, settings, keys)


@pytest.mark.parametrize(
    ("answer", "owed"),
    [
        (Answer(Outcome.MATCH, C.ANSWERED, "01"), True),
        (Answer(Outcome.MISMATCH, C.ANSWERED, "01"), True),
        (Answer(Outcome.UNAVAILABLE, C.PARTIAL, "01"), True),
        (Answer(Outcome.MISMATCH, C.REFER, "11"), True),
        (Answer(Outcome.NOT_FOUND, C.NOT_FOUND, "13"), False),
        (Answer(Outcome.MISMATCH, C.UNUSABLE_NIK, "08"), False),
        (unavailable(C.TIMEOUT), False),
        (unavailable(C.GARBLED), False),
    ],
)
def test_a_number_is_owed_only_where_the_persons_data_were_accessed(desk: Desk, answer: Answer, owed: bool) -> None:
    assert (desk.queue("0001/ADU", answer) is not None) is owed


def test_another_nik_than_the_one_checked_owes_nothing(desk: Desk) -> None:
    assert desk.queue("0001/ADU", nik=person("sari").nik) is None


def test_a_card_seen_by_eye_owes_nothing(desk: Desk) -> None:
    with desk.db.write() as session:
        seen = service.record_by_eye(
            session,
            OFFICER,
            desk.clock,
            visit_id="d" * 32,
            document=Document.KTP_EL,
            nik_index=desk.keys.index(NIK),
        )
        args = {"nik": NIK, "complaint_no": "1", "check_id": seen.id}
        assert service.queue_feedback(session, OFFICER, desk.clock, desk.keys, **args) is None
        unknown = {**args, "check_id": "f" * 32}
        assert service.queue_feedback(session, OFFICER, desk.clock, desk.keys, **unknown) is None


def test_a_look_at_the_card_after_the_registers_answer_does_not_cancel_what_is_owed(desk: Desk) -> None:
    check_id = desk.checked(Answer(Outcome.MISMATCH, C.ANSWERED, "01"))
    with desk.db.write() as session:
        visit_id = service.get(session, check_id).visit_id
        assert visit_id
        seen = service.record_by_eye(session, OFFICER, desk.clock, visit_id=visit_id, document=Document.KTP_EL)
        args = {"nik": NIK, "complaint_no": "0001/ADU", "check_id": seen.id}
        row = service.queue_feedback(session, OFFICER, desk.clock, desk.keys, **args)
        assert row is not None
        assert row.check_id == check_id
        assert service.queue_feedback(session, OFFICER, desk.clock, desk.keys, **args) is row


@pytest.mark.parametrize("encoding", ["list", "form"])
def test_a_number_reaches_the_register_in_either_encoding_and_the_nik_is_forgotten(
    desk: Desk, register: Register, encoding: str
) -> None:
    desk.settings = dataclasses.replace(desk.settings, balikan_encoding=encoding)
    feedback_id = desk.queue("0001/ADU/2026")
    assert desk.row(feedback_id).nik_sealed is not None
    assert desk.work() == 1
    assert register.state["stored"] == [{"nik": NIK, "NO_REGISTRASI_PENGADUAN": "0001/ADU/2026"}]
    row = desk.row(feedback_id)
    assert (row.state, row.last_reason) == (FeedbackState.ACKNOWLEDGED, FeedbackResult.DELIVERED)
    assert row.acknowledged_at == desk.clock.now()
    assert row.nik_sealed is None
    assert desk.work() == 0


def test_the_nik_is_on_no_page_of_the_database(desk: Desk, tmp_path: Path) -> None:
    desk.queue("0001/ADU/2026")
    for file in tmp_path.rglob("*"):
        assert not file.is_file() or NIK.encode() not in file.read_bytes()


@pytest.mark.parametrize(
    ("conduct", "reason"),
    [
        ({"store": "http_500"}, FeedbackResult.SERVER),
        ({"store": "http_401"}, FeedbackResult.UNAUTHORIZED),
        ({"token": "lain"}, FeedbackResult.UNAUTHORIZED),
        ({"store": "http_400"}, FeedbackResult.REFUSED),
        ({"store": "html"}, FeedbackResult.SERVER),
        ({"store": "cut"}, FeedbackResult.LINK),
        ({"store": "hang"}, FeedbackResult.LINK),
    ],
)
def test_trouble_is_named_waited_out_and_then_delivered(
    desk: Desk, register: Register, conduct: dict[str, str], reason: FeedbackResult
) -> None:
    feedback_id = desk.queue("0002/ADU/2026")
    register.set(**conduct)
    assert desk.work(dataclasses.replace(desk.settings, balikan_deadline_seconds=0.5)) == 1
    row = desk.row(feedback_id)
    assert (row.state, row.last_reason, row.tries) == (FeedbackState.FAILED, reason, 1)
    assert row.next_try_at == desk.clock.now() + dt.timedelta(minutes=1)
    assert desk.work() == 0  # not before its time
    register.set(store="", token="contoh-token")
    desk.clock.advance(dt.timedelta(minutes=1))
    assert desk.work() == 1
    assert desk.row(feedback_id).state is FeedbackState.ACKNOWLEDGED
    assert [row["NO_REGISTRASI_PENGADUAN"] for row in register.state["stored"]] == ["0002/ADU/2026"]


def test_a_repetition_counts_as_delivered(desk: Desk, register: Register) -> None:
    """The worker may die between the register's answer and our own row; the register then knows the number."""
    Dukcapil(desk.settings).send_back(NIK, "0003/ADU/2026")
    feedback_id = desk.queue("0003/ADU/2026")
    desk.work()
    row = desk.row(feedback_id)
    assert (row.state, row.last_reason) == (FeedbackState.ACKNOWLEDGED, FeedbackResult.DUPLICATE)
    assert len(register.state["stored"]) == 1


def test_without_settings_or_link_the_number_waits_and_says_why(desk: Desk) -> None:
    feedback_id = desk.queue("0004/ADU/2026")
    assert desk.work(dataclasses.replace(desk.settings, balikan_token="")) == 1
    assert desk.row(feedback_id).last_reason is FeedbackResult.NOT_CONFIGURED
    desk.clock.advance(dt.timedelta(minutes=1))
    nowhere = dataclasses.replace(desk.settings, balikan_url=f"http://127.0.0.1:{free_port()}/store")
    assert desk.work(nowhere) == 1
    assert desk.row(feedback_id).last_reason is FeedbackResult.LINK
    assert desk.row(feedback_id).next_try_at == desk.clock.now() + dt.timedelta(minutes=2)


def test_a_key_that_is_gone_is_said_and_sends_nothing(desk: Desk, register: Register, tmp_path: Path) -> None:
    feedback_id = desk.queue("0005/ADU/2026")
    FieldKeys.create(tmp_path / "other.json")
    desk.keys = FieldKeys.load(tmp_path / "other.json")
    desk.work()
    assert desk.row(feedback_id).last_reason is FeedbackResult.UNREADABLE
    assert register.state["store_calls"] == 0


def test_try_again_brings_the_next_try_forward(desk: Desk, register: Register) -> None:
    feedback_id = desk.queue("0006/ADU/2026") or ""
    register.set(store="http_500")
    desk.work()
    register.set(store="")
    with desk.db.write() as session:
        with pytest.raises(Forbidden):
            service.try_again(session, BAWASLU, desk.clock, feedback_id)
        with pytest.raises(NotFound):
            service.try_again(session, OFFICER, desk.clock, "0" * 32)
        service.try_again(session, OFFICER, desk.clock, feedback_id)
    assert desk.work() == 1
    assert desk.row(feedback_id).state is FeedbackState.ACKNOWLEDGED
    with desk.db.write() as session, pytest.raises(Refused):
        service.try_again(session, OFFICER, desk.clock, feedback_id)


def test_a_number_is_registered_with_the_complaint_or_not_at_all(desk: Desk, register: Register) -> None:
    check_id = desk.checked(Answer(Outcome.MATCH, C.ANSWERED, "01"))
    with desk.db.writing() as session:
        service.queue_feedback(session, OFFICER, desk.clock, desk.keys, nik=NIK, complaint_no="0007", check_id=check_id)
        session.rollback()  # the complaint could not be registered
        session.commit()
    assert desk.work() == 0
    assert register.state["store_calls"] == 0


def test_forty_numbers_arrive_once_through_failures(desk: Desk, register: Register) -> None:
    """Promise 20, in small."""
    check_id = desk.checked(Answer(Outcome.MATCH, C.ANSWERED, "01"))
    with desk.db.write() as session:
        for n in range(40):
            service.queue_feedback(session, OFFICER, desk.clock, desk.keys, nik=NIK, complaint_no=f"{n:04}", check_id=check_id)
    for kind in ("http_500", "", "cut", "", ""):
        register.set(store=kind)
        desk.work()
        desk.clock.advance(dt.timedelta(hours=6))
    stored = [row["NO_REGISTRASI_PENGADUAN"] for row in register.state["stored"]]
    assert sorted(stored) == [f"{n:04}" for n in range(40)]
    with desk.db.read() as session:
        assert set(session.scalars(select(Feedback.state))) == {FeedbackState.ACKNOWLEDGED}
        assert not list(trail.verify(session))
