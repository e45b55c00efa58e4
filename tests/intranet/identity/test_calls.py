"""The road of a check: begun in a request, called beside it, finished in the database; and processes that die on it."""

import dataclasses
import logging
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from intranet.base.clock import Clock, FixedClock, SystemClock
from intranet.base.db import Database
from intranet.base.sealing import FieldKeys
from intranet.identity import service
from intranet.identity.calls import CheckRunner
from intranet.identity.codes import Answer, CodeClass, Verdict
from intranet.identity.dukcapil import Dukcapil
from intranet.identity.models import IdentityCheck
from intranet.identity.rules import Claim, Method
from intranet.identity.verdicts import VerdictBoard
from intranet.settings import Settings
from shared.elements import Element, Outcome
from shared.residents import Resident
from tests.intranet.identity.conftest import OFFICER, Register, claim_of, person


@dataclasses.dataclass
class Road:
    db: Database
    clock: Clock
    settings: Settings
    keys: FieldKeys
    board: VerdictBoard
    runner: CheckRunner
    claims: list[Claim] = dataclasses.field(default_factory=list)

    def ask(self, who: Resident, **changes: str) -> str:
        claim = claim_of(who, **changes)
        self.claims.append(claim)
        ask = service.CheckInput(visit_id=f"{len(self.claims):032x}", method=Method.DESK, claim=claim)
        with self.db.write() as session:
            return service.begin_check(session, OFFICER, self.clock, self.settings, self.keys, self.runner, ask).id

    def wait(self) -> None:
        assert self.runner.wait_idle(20)

    def row(self, check_id: str) -> IdentityCheck:
        with self.db.read() as session:
            return service.get(session, check_id)


@pytest.fixture
def make_road(db: Database, clock: FixedClock, keys: FieldKeys, agreement: str) -> Callable[[Settings], Road]:
    def make(settings: Settings) -> Road:
        board = VerdictBoard()
        return Road(db, clock, settings, keys, board, CheckRunner(db, clock, settings, Dukcapil(settings), board))

    return make


@pytest.fixture
def road(make_road: Callable[[Settings], Road], settings: Settings) -> Road:
    return make_road(settings)


@pytest.mark.parametrize(
    ("key", "outcome", "code_class"),
    [
        ("budi", Outcome.MATCH, CodeClass.ANSWERED),
        ("sari", Outcome.MISMATCH, CodeClass.ANSWERED),
        ("joko", Outcome.NOT_FOUND, CodeClass.NOT_FOUND),
        ("mbah-karti", Outcome.MISMATCH, CodeClass.REFER),
        ("agus", Outcome.MISMATCH, CodeClass.REFER),
        ("ratna", Outcome.MISMATCH, CodeClass.REFER),
    ],
)
def test_each_sample_card_ends_as_its_register_row_says(road: Road, key: str, outcome: Outcome, code_class: CodeClass) -> None:
    check_id = road.ask(person(key))
    road.wait()
    row = road.row(check_id)
    assert (row.outcome, row.code_class) == (outcome, code_class)
    assert row.finished_at is not None


def test_verdicts_go_to_the_board_and_nowhere_else(road: Road) -> None:
    check_id = road.ask(person(), ADDRESS="JALAN YANG SAMA SEKALI LAIN 99")
    road.wait()
    verdicts = road.board.take(check_id)
    assert verdicts is not None
    assert verdicts[Element.NAME] is Verdict.MATCH
    assert verdicts[Element.ADDRESS] is Verdict.MISMATCH


def test_many_checks_run_no_more_than_permitted_and_all_end(road: Road, register: Register) -> None:
    register.set(delay=0.2)
    started = time.monotonic()
    ids = [road.ask(person()) for _ in range(6)]
    road.wait()
    assert time.monotonic() - started > 0.5  # three rounds of two
    assert all(road.row(check_id).outcome is Outcome.MATCH for check_id in ids)
    assert register.calls == 6


def test_a_bad_answer_ends_as_unavailable_with_its_class(road: Road, register: Register) -> None:
    register.set(garbage="html")
    check_id = road.ask(person())
    road.wait()
    row = road.row(check_id)
    assert (row.outcome, row.code_class) == (Outcome.UNAVAILABLE, CodeClass.GARBLED)


def test_a_client_that_breaks_leaves_a_finished_row_and_logs_no_value(
    road: Road, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    class Broken:
        def verify(self, claim: Claim) -> Answer:
            raise RuntimeError(f"trouble with {claim.nik}")

    caplog.set_level(logging.DEBUG)
    road.runner = CheckRunner(road.db, road.clock, road.settings, Broken(), road.board)
    check_id = road.ask(person())
    road.wait()
    assert road.row(check_id).outcome is Outcome.UNAVAILABLE
    said = caplog.text + "".join(capfd.readouterr())
    assert "RuntimeError" in said
    assert person().nik not in said


def test_a_claim_is_wiped_after_the_call_and_the_database_never_sees_it(road: Road, tmp_path: Path) -> None:
    seen: list[Claim] = []

    class Watching:
        def verify(self, claim: Claim) -> Answer:
            seen.append(claim)
            return Answer(Outcome.MATCH, CodeClass.ANSWERED, "01", {Element.NAME: Verdict.MATCH})

    road.runner = CheckRunner(road.db, road.clock, road.settings, Watching(), road.board)
    road.ask(person())
    road.wait()
    assert seen[0].elements == ()
    for file in tmp_path.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            for canary in (person().nik, person().name, person().address):
                assert canary.encode() not in content


def test_a_check_that_was_never_committed_is_never_called(road: Road, register: Register) -> None:
    road.runner.ask("e" * 32, claim_of(person()))
    road.wait()
    assert register.calls == 0


_CHILD = """
import sys
from intranet.base.clock import SystemClock
from intranet.base.db import Database
from intranet.base.ids import new_id
from intranet.base.sealing import FieldKeys
from intranet.identity import service
from intranet.identity.calls import CheckRunner
from intranet.identity.dukcapil import Dukcapil
from intranet.identity.rules import Method
from intranet.identity.verdicts import VerdictBoard
from intranet.settings import Settings
from pathlib import Path
from tests.intranet.identity.conftest import OFFICER, claim_of, person

class Late(CheckRunner):
    def _run(self, check_id, claim):  # the mutant: calls first and counts afterwards
        answer = self._client.verify(claim)
        if self._started(check_id):
            with self._db.write() as session:
                service.finish_check(session, self._clock, check_id, answer)


url, base, secrets, kind = sys.argv[1:]
settings = Settings(
    data_dir=Path(secrets).parent / "office", secrets_dir=Path(secrets), database_url=url, dukcapil_base_url=base,
    dukcapil_institution="KANTOR_CONTOH", dukcapil_user_id="contoh", dukcapil_password="contoh",
    dukcapil_client_ip="10.0.0.1", dukcapil_daily=100000,
    dukcapil_parallel=50,  # what a killed process had running keeps its place for a while
)
db, clock, keys = Database(url), SystemClock(), FieldKeys.load(settings.field_keys_file)
runner = {"right": CheckRunner, "late": Late}[kind](db, clock, settings, Dukcapil(settings), VerdictBoard())
for n in range(100000):
    ask = service.CheckInput(visit_id=new_id(), method=Method.DESK, claim=claim_of(person()))
    with db.write() as session:
        service.begin_check(session, OFFICER, clock, settings, keys, runner, ask)
    runner.wait_idle(60)
"""


def settle(db: Database) -> None:
    """Wait until the server has ended what the killed processes had begun (PostgreSQL may still commit it)."""
    if db.engine.dialect.name != "postgresql":
        return
    others = "datname = current_database() AND pid <> pg_backend_pid() AND state IS DISTINCT FROM 'idle'"
    deadline = time.monotonic() + 20
    while True:
        with db.read() as session:
            if not session.scalar(text(f"SELECT count(*) FROM pg_stat_activity WHERE {others}")):  # noqa: S608
                return
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.fault
def test_however_a_process_is_killed_calls_never_outnumber_rows(
    db: Database, db_url: str, register: Register, settings: Settings, agreement: str, tmp_path: Path
) -> None:
    """T8: kill -9 at moments spread over the road of a check; the register's own count is the witness."""
    for n in range(12):
        before = register.calls
        with subprocess.Popen([sys.executable, "-c", _CHILD, db_url, register.base, str(settings.secrets_dir), "right"]) as child:
            try:
                deadline = time.monotonic() + 30
                while register.calls < before + 2 + n % 3:
                    assert child.poll() is None
                    assert time.monotonic() < deadline
                    time.sleep(0.001 * n)
            finally:
                child.send_signal(signal.SIGKILL)
    settle(db)
    with db.write() as session:
        started = session.scalar(select(func.count()).where(IdentityCheck.started_at.is_not(None))) or 0
        assert register.calls >= 24
        assert register.calls <= started
        unfinished = session.scalar(select(func.count()).where(IdentityCheck.finished_at.is_(None))) or 0
        later = FixedClock(SystemClock().now())
        later.advance(service.limits(settings).lost_after * 10)
        assert service.sweep(session, later, settings) == unfinished
        assert not session.scalar(select(func.count()).where(IdentityCheck.finished_at.is_(None)))


@pytest.mark.fault
def test_a_runner_that_counts_after_the_call_would_be_caught(
    db: Database, db_url: str, register: Register, settings: Settings, agreement: str
) -> None:
    """The mutant of the test above: killed in mid-call it leaves calls that no row accounts for."""
    register.set(delay=0.5)
    arguments = [db_url, register.base, str(settings.secrets_dir), "late"]
    with subprocess.Popen([sys.executable, "-c", _CHILD, *arguments]) as child:
        try:
            deadline = time.monotonic() + 30
            while register.calls < 1:
                assert child.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.01)
        finally:
            child.send_signal(signal.SIGKILL)
    with db.read() as session:
        started = session.scalar(select(func.count()).where(IdentityCheck.started_at.is_not(None))) or 0
    assert register.calls > started
