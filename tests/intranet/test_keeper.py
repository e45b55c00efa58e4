"""The office's processes are kept: whichever dies comes back, all go when the keeper goes, and the keeper itself is small."""

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from intranet.base.board import FarBoard
from intranet.identity.codes import Verdict
from intranet.identity.verdicts import VerdictBoard
from shared.elements import Element
from tests import live
from tests.live import Browser, Office, Running, until

pytestmark = [pytest.mark.slow]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with live.office(tmp_path, processes="2") as made:
        yield made


@pytest.fixture
def keeper(office: Office) -> Running:
    """A running office of two web processes, whose starter has turned into the keeper."""
    running = office.intranet()
    until(lambda: "intranet.keeper" in said(running.pid), "the starter turns into the keeper")
    return running


def said(pid: int) -> str:
    """The command line of a process, empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def children(keeper: Running) -> set[int]:
    return {pid for pid in live.tree(keeper.pid) if pid != keeper.pid and said(pid)}


def names(keeper: Running) -> dict[int, str]:
    """The processes by the name they were started with."""
    first = json.loads(said(keeper.pid).split("intranet.keeper ", 1)[1])["children"]
    return {pid: name for name, pid in first.items()}


def board(office: Office) -> VerdictBoard:
    [private] = (office.folder / "tmp").glob("posko-*")
    until(lambda: (private / "verdicts").exists(), "the board listens")
    return VerdictBoard(FarBoard(str(private / "verdicts")))


def test_whichever_dies_comes_back_and_pages_go_on(office: Office, keeper: Running) -> None:
    assert sorted(names(keeper).values()) == ["web-1", "web-2", "worker"]
    browser = Browser(office.port)
    browser.sign_in("budi")
    for victim in list(names(keeper)):
        os.kill(victim, signal.SIGKILL)
        until(lambda gone=victim: gone not in children(keeper) and len(children(keeper)) == 3, "it is started again")  # type: ignore[misc]
    assert not set(names(keeper)) & children(keeper)  # all three are new ones
    until(lambda: live.answers(office.port, "/login"), "a page is served")
    again = browser.copy()
    assert again.get("/cases")[0] == 200
    again.close()
    browser.close()


def test_verdicts_outlive_the_process_that_put_them(office: Office, keeper: Running) -> None:
    board(office).put("a", {Element.NAME: Verdict.MATCH})
    for pid in children(keeper):
        os.kill(pid, signal.SIGKILL)
    until(lambda: len(children(keeper)) == 3, "all are started again")
    assert board(office).take("a") == {Element.NAME: Verdict.MATCH}
    assert board(office).take("a") is None


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_when_the_keeper_goes_all_go(keeper: Running, how: int) -> None:
    others = children(keeper)
    os.kill(keeper.pid, how)
    until(lambda: not any(said(pid) for pid in others), "no process is left")


def test_told_to_stop_it_leaves_nothing_behind(office: Office, keeper: Running) -> None:
    private = list((office.folder / "tmp").glob("posko-*"))
    assert private
    keeper.stop()
    assert not any(folder.exists() for folder in private)


def test_the_keeper_gave_the_memory_of_the_start_back(keeper: Running) -> None:
    def own(pid: int) -> int:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
        return sum(int(line.split()[1]) for line in lines if line.startswith("Anonymous:"))

    assert own(keeper.pid) * 3 < max(own(pid) for pid in children(keeper))
