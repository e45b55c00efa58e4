"""A number on paper means a row on the disk: the whole intranet is killed again and again under six writers."""

import random
import threading
import time
from pathlib import Path

import pytest

from tests.faults.writers import Journal, Writer, broken_promises, ten_minutes_later
from tests.live import Office, Running, office, until

KILLS, WRITERS, KIOSKS_EACH = 25, 6, 6
SHORT_WAITS = {"dukcapil_queue_seconds": "1", "dukcapil_deadline_seconds": "2"}  # so that checks that died are swept soon


def at_work(made: Office, journal: Journal, stop: threading.Event) -> list[Writer]:
    """Six writers, begun."""
    writers = []
    for n in range(WRITERS):
        links = [made.link(*made.device(f"Kios {n}-{m}"), seconds=5) for m in range(KIOSKS_EACH)]
        writers.append(Writer(links, journal, stop, f"w{n}"))
    for writer in writers:
        writer.start()
    return writers


def finish(writers: list[Writer], stop: threading.Event) -> None:
    """Let everybody bring the complaint at hand to its answer."""
    stop.set()
    for writer in writers:
        writer.join(60)
        assert not writer.is_alive()


def start(made: Office, mutant: bool) -> Running:
    """The intranet, or the one that answers too early."""
    if not mutant:
        return made.intranet()
    running = made.start("mutant", "-m", "tests.faults.mutant")
    made.wait()
    return running


@pytest.mark.fault
@pytest.mark.slow
@pytest.mark.xdist_group("kills")
def test_every_acknowledged_number_survives_twenty_five_kills(tmp_path: Path) -> None:
    rng, journal, stop = random.Random(25), Journal(), threading.Event()
    with office(tmp_path, **SHORT_WAITS) as made:
        made.register()
        made.conduct(delay=0)
        running = start(made, mutant=False)
        writers = at_work(made, journal, stop)
        for _ in range(KILLS):
            before = len(journal.promised)
            until(lambda before=before: len(journal.promised) > before, "nothing is registered any more")
            time.sleep(rng.uniform(0.0, 0.3))  # when in a request the kill falls is left to chance
            running.kill()
            running = start(made, mutant=False)
        finish(writers, stop)
        running.kill()
        ten_minutes_later(made)
        assert journal.failed == []
        assert broken_promises(made, journal) == []
        assert len(journal.promised) > 2 * KILLS
        assert journal.retried > 0
        assert journal.checked


@pytest.mark.fault
@pytest.mark.slow
@pytest.mark.xdist_group("kills")
def test_an_intranet_that_answers_before_it_commits_is_found_out(tmp_path: Path) -> None:
    journal, stop = Journal(), threading.Event()
    with office(tmp_path, **SHORT_WAITS) as made:
        made.register()
        made.conduct(delay=0)
        running = start(made, mutant=True)
        at_work(made, journal, stop)
        lost: list[str] = []
        for _ in range(KILLS):
            before = len(journal.promised)
            until(lambda before=before: len(journal.promised) > before, "nothing is registered any more")
            running.kill()
            lost = [line for line in broken_promises(made, journal) if "was promised to" in line]
            if lost:
                break
            running = start(made, mutant=True)
        stop.set()
        assert lost
