"""A month of literacy sessions: how soon the best plan is found and proven, beside CP-SAT on the very same rows and columns."""

import datetime as dt
import json
import math
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from intranet.base.actor import Party
from intranet.literacy.planning import exact
from intranet.literacy.planning.checker import check, faults
from intranet.literacy.planning.exact import Progress
from intranet.literacy.planning.goals import cost_of, plan_of
from intranet.literacy.planning.greedy import improve
from intranet.literacy.planning.ground import Ground
from intranet.literacy.planning.linear import build, values_of
from intranet.literacy.planning.model import Interval, Person, Problem, Roads, Wish
from intranet.literacy.planning.planner import propose
from tests.bench.report import Report
from tests.live import ROOT

WIB = dt.timezone(dt.timedelta(hours=7))
TIMES = ((dt.time(8), dt.time(9, 30)), (dt.time(10), dt.time(11, 30)), (dt.time(13, 30), dt.time(15)))
FIRST = dt.date(2027, 1, 4)
KECAMATAN = 20


def month(
    seed: int,
    *,
    sessions: int = 300,
    bawaslu: int = 40,
    diskominfo: int = 40,
    days: int = 60,
    available: float = 0.6,
    skill: float = 0.5,
    slots: int = 1,
) -> Problem:
    """An invented office: ``available`` of all times and ``skill`` of all pillars for each person, ``slots`` times for each
    session, twenty kecamatan in a square of 60 km, and a past of up to six sessions and ten hours of travel each.
    """
    chance = random.Random(seed)
    places = [(chance.uniform(0, 60), chance.uniform(0, 60)) for _ in range(KECAMATAN)]
    names = [f"Kecamatan {number}" for number in range(KECAMATAN)]
    pairs = [(one, other) for one in range(KECAMATAN) for other in range(one)]
    roads = {(names[one], names[other]): 5 * round(2 + 0.3 * math.dist(places[one], places[other])) for one, other in pairs}
    dates = [day for day in (FIRST + dt.timedelta(days=number) for number in range(2 * days)) if day.weekday() < 5][:days]
    times = [
        Interval(dt.datetime.combine(day, start, WIB), dt.datetime.combine(day, end, WIB)) for day in dates for start, end in TIMES
    ]

    def person(party: Party, number: int) -> Person:
        pillars = frozenset(pillar for pillar in range(1, 5) if chance.random() < skill)
        return Person(
            id=f"{party.value}-{number}",
            party=party,
            name=f"Orang {number}",
            roles=frozenset({"narasumber" if party is Party.BAWASLU else "fasilitator"}),
            pillars=pillars or frozenset({chance.randint(1, 4)}),
            home=chance.choice(names),
            available=tuple(time for time in times if chance.random() < available),
            recent_count=chance.randint(0, 6),
            recent_minutes=15 * chance.randint(0, 40),
        )

    people = [person(Party.BAWASLU, number) for number in range(bawaslu)]
    people += [person(Party.DISKOMINFO, number) for number in range(diskominfo)]
    wishes = [
        Wish(
            id=f"sesi-{number}",
            label=f"Sesi {number}",
            kecamatan=chance.choice(names),
            slots=tuple(sorted(chance.sample(times, slots))),
            pillars=frozenset({chance.randint(1, 4)}),
            needs_room=False,
        )
        for number in range(sessions)
    ]
    return Problem(today=FIRST - dt.timedelta(days=30), people=tuple(people), wishes=tuple(wishes), roads=Roads(roads))


# What is planned, by name: the figures of ``month``, and whether a proof is promised.
CASES: dict[str, tuple[dict[str, Any], bool]] = {
    "fixed times": ({}, True),
    "fixed times, tight": ({"days": 20, "available": 0.35}, True),
    "fixed times, over-full": ({"days": 12, "available": 0.25}, True),
    "one of 4 times": ({"slots": 4}, True),
    "one of 4 times, tight": ({"slots": 4, "days": 20, "available": 0.3}, False),
}


def planned(report: Report, seconds: float, seeds: range) -> None:
    """A small office, then 300 sessions of 40 x 40 people, ours against CP-SAT from the same start, within ``seconds`` of the
    processor for each thread, because another program may be running: ours has one thread, CP-SAT has two.
    """
    small = [_small(seed) for seed in range(1, 6)]
    report.limit("small office, 24 sessions: proven, processor", max(spent for spent, _ in small), "s", at_most=1)
    report.note("small office: proven, of 5", sum(proven for _, proven in small), "")
    rival = _environment()
    for name, (figures, promised) in CASES.items():
        for seed in seeds:
            _beside(report, f"plan {name} ({seed})", month(seed, **figures), seconds, rival, promised=promised)


def _small(seed: int) -> tuple[float, bool]:
    begun = time.process_time()
    proposal = propose(month(seed, sessions=24, bawaslu=6, diskominfo=5, days=20, skill=0.7), seconds=10)
    return time.process_time() - begun, proposal.proven


def _beside(report: Report, name: str, problem: Problem, seconds: float, rival: Path, *, promised: bool) -> None:
    """One month: processor seconds to the best plan and to the proof, and CP-SAT's to a plan as good on the same model."""
    ground = Ground(problem)
    begun = time.process_time()
    start = improve(ground)
    report.note(f"{name}: plain plan", time.process_time() - begun, "s")
    reached = [(math.inf, 0.0)]

    def watch(progress: Progress) -> bool:
        if progress.value < reached[-1][0]:
            reached.append((progress.value, time.process_time() - begun))
        return time.process_time() - begun > seconds

    begun = time.process_time()
    outcome = exact.search(ground, start, seconds=10 * seconds, watch=watch)
    spent = time.process_time() - begun
    if faults(check(problem, plan_of(ground, outcome.held))):
        raise AssertionError("the solver broke a rule")
    value = outcome.progress.value
    mine = next((moment for found, moment in reached if found <= value), spent)
    cost = cost_of(ground, outcome.held)
    report.note(f"{name}: wishes not filled", cost.unfilled, "")
    if promised:
        report.limit(f"{name}: gap to the bound", 100 * outcome.progress.gap, "%", at_most=0)
    else:
        report.note(f"{name}: gap to the bound", 100 * outcome.progress.gap, "%")
    report.note(f"{name}: until the search ended, processor", spent, "s")
    model = build(ground, outcome.missing, full=cost_of(ground, start).unfilled == 0)
    question = {"low": model.low, "high": model.high, "cost": model.cost, "rows": model.rows}
    question |= {"start": values_of(ground, model, start), "seconds": seconds, "threads": 2, "wanted": value}
    answer = _ask(rival, question)
    report.note(f"{name}: CP-SAT, gap to its bound", 100 * (answer["value"] - answer["bound"]) / max(answer["value"], 1), "%")
    report.note(f"{name}: CP-SAT, dearer than ours", 100 * (answer["value"] - value) / max(value, 1), "%")
    # Never reached: it would have taken longer than both of us had, so the ratio flatters it.
    theirs = max(answer["spent"], mine) if answer["reached"] is None else answer["reached"]
    report.ratio(f"{name}: to the same cost, beside CP-SAT", mine, theirs, "s", at_most=1)


def _environment() -> Path:
    """Where CP-SAT is installed, from its own lock; made when it is missing, touching no other environment."""
    folder, lock = Path(sys.prefix) / "bench", ROOT / "tests" / "bench" / "requirements.txt"
    stamp = folder / "installed"
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != lock.read_text(encoding="utf-8"):
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--upgrade"]
        subprocess.run([*command, "--require-hashes", "--target", str(folder), "--requirement", str(lock)], check=True)
        stamp.write_text(lock.read_text(encoding="utf-8"), encoding="utf-8")
    return folder


def _ask(rival: Path, question: dict[str, Any]) -> dict[str, Any]:
    program = Path(__file__).with_name("cpsat.py")
    environment = {**os.environ, "PYTHONPATH": str(rival)}
    asked = json.dumps(question)
    done = subprocess.run([sys.executable, str(program)], input=asked, env=environment, capture_output=True, text=True, check=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
