"""The semester report counts what the register counted, to the last call, however often the callers are killed."""

import dataclasses
import datetime as dt
import json
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from intranet.base.clock import FixedClock
from intranet.base.sealing import FieldKeys
from intranet.identity import service
from intranet.identity.fake import StandIn, make_server
from intranet.identity.models import IdentityCheck
from intranet.reports.usage.figures import Figures, draw
from intranet.reports.usage.rules import Ending, Semester
from shared.residents import BUILT_IN
from tests.faults import callers
from tests.intranet.identity.conftest import add_agreement
from tests.live import until

WANTED, HELD_KILLS, BLIND_KILLS = 5000, 2, 2
LATER = FixedClock(dt.datetime(2027, 1, 5, 3, 0, tzinfo=dt.UTC))
SEMESTER = Semester(2026, 2)


class Remembering(StandIn):
    """The stand-in, which also keeps in memory about whom it was asked, so that every call can be found again."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def _verify(self, body):  # type: ignore[no-untyped-def]
        self.asked.append(json.loads(body)["NIK"])
        return super()._verify(body)

    @property
    def in_flight(self) -> int:
        """Calls that came and were not answered yet."""
        return self.verify_calls - sum(self.answered.values())


@pytest.fixture
def standin():
    made = Remembering()
    server = make_server(made)
    threading.Thread(target=server.run, daemon=True).start()
    made.port = server.effective_port
    made.conduct.delay, made.conduct.quota = 0, 10**9
    yield made
    server.close()


@pytest.fixture
def connected(settings, standin):
    return dataclasses.replace(
        settings,
        dukcapil_base_url=f"http://127.0.0.1:{standin.port}/dukcapil/get_json",
        dukcapil_institution="KANTOR_CONTOH",
        dukcapil_user_id="contoh",
        dukcapil_password="rahasia-contoh",
        dukcapil_client_ip="10.0.0.1",
        dukcapil_parallel=callers.AT_ONCE,
        dukcapil_daily=10**6,
        dukcapil_deadline_seconds=20.0,
    )


def sweep(database, settings):
    with database.write() as session:
        return service.sweep(session, LATER, settings, nobody_runs=True)


def rows_of(database):
    with database.read() as session:
        return session.scalars(select(IdentityCheck)).all()


@pytest.mark.fault
@pytest.mark.slow
@pytest.mark.timeout(900)  # a minute on a machine of its own
@pytest.mark.xdist_group("kills")
def test_five_thousand_calls_are_counted_as_the_register_counted_them(tmp_path: Path, office_db, connected, standin) -> None:
    settings = dataclasses.replace(connected, database_url=office_db.url)
    with office_db.write() as session:
        years = {"starts_on": dt.date(2026, 1, 1), "ends_on": dt.date(2027, 12, 31)}
        add_agreement(session, FixedClock(callers.FIRST), **years)
    file = tmp_path / "office.json"
    told = {key: str(value) if isinstance(value, Path) else value for key, value in dataclasses.asdict(settings).items()}
    file.write_text(json.dumps({"settings": told, "wanted": WANTED}))
    rng, killed = random.Random(8), 0
    kills = ["held"] * HELD_KILLS + ["blind"] * BLIND_KILLS
    rng.shuffle(kills)
    for n, kind in enumerate([*kills, ""], 1):
        running = subprocess.Popen([sys.executable, "-m", "tests.faults.callers", str(file)])
        if not kind:
            assert running.wait(400) == 0
            break
        goal = n * WANTED // (len(kills) + 2)
        until(lambda goal=goal, running=running: standin.verify_calls >= goal or running.poll() is not None, "nobody calls", 300)
        if kind == "held":
            standin.conduct.delay = 1.5
            until(lambda: standin.in_flight >= callers.PARALLEL, "the calls are not held")
        else:
            time.sleep(rng.uniform(0.0, 0.02))  # where in a call the kill falls is left to chance
        running.kill()
        running.wait()
        standin.conduct.delay = 0
        killed += sweep(office_db, settings)
    until(lambda: standin.in_flight == 0, "the register still answers")
    with office_db.read() as session:
        figures = draw(session, settings, SEMESTER, LATER.now())
    equal_to_the_register(figures, rows_of(office_db), standin, settings)
    assert killed >= HELD_KILLS * (callers.PARALLEL)


def equal_to_the_register(figures: Figures, rows, standin: Remembering, settings) -> None:  # type: ignore[no-untyped-def]
    keys, counts = FieldKeys.load(settings.field_keys_file), figures.counts
    ending = counts["ending"]
    arrived = Counter(keys.index(nik) for nik in standin.asked)
    code_of = {keys.index(nik): BUILT_IN.answer(nik).code for nik in set(standin.asked)}
    started = Counter(row.nik_index for row in rows if row.started_at)
    cut = Counter(row.nik_index for row in rows if row.started_at and row.code_class.value == "interrupted")
    never_arrived = started - arrived
    assert arrived - started == Counter(), "the register was asked without a row"
    assert never_arrived <= cut, "a finished call never reached the register"
    called = sum(number for name, number in ending.items() if Ending(name).called)
    assert called == standin.verify_calls + never_arrived.total()
    assert called - ending["interrupted"] == sum(counts["code"].values())
    heard = Counter(code_of[index] for index in (cut - never_arrived).elements())
    assert Counter(counts["code"]) + heard == Counter(standin.answered)
    assert sum(ending.values()) == len(rows) == WANTED
    planned = Counter(f"{callers.moment(n, WANTED) + dt.timedelta(hours=7):%Y-%m}|all" for n in range(WANTED))
    assert {key: number for key, number in counts["month"].items() if key.endswith("|all")} == planned
    by_officer = Counter(f"{callers.actor(n).id}|all" for n in range(WANTED))
    assert {key: n for part in ("officer", "kiosk") for key, n in counts[part].items() if key.endswith("|all")} == by_officer
    for part in (("month",), ("method",), ("officer", "kiosk")):
        assert sum(figures.total(section, "called") for section in part) == called
    assert figures.total("elements", "called") == called
    assert counts["ending"]["by_eye"] == sum(callers.by_eye(n) for n in range(WANTED))
    without_cut = called - ending["interrupted"]
    assert without_cut != standin.verify_calls, "a report that forgets what never finished would not be found out"
